//! Somatic variants, segments and HLA tables in; the state of the genes that matter out.
//!
//! * [`GenePanel`] holds the genes: roles, MANE transcripts on both builds, hotspots.
//! * [`read_maf`], [`read_vcf`] and [`read_reported`] give [`SampleVariants`]: what counts, and every candidate in a
//!   core gene that does not, with the reason.
//! * [`read_vcf_input`] reads a VCF or BCF as it streams by, with the consequences of VEP, `SnpEff` or bcftools, or with
//!   those a [`NativeAnnotator`] works out; [`union_calls`] joins several callers' files of one tumour.
//! * [`CodingSequences`] are cut from a FASTA and kept as a bundle ([`bundle_cds`]): with them codons are translated.
//! * [`copies_from_segments`] and [`read_gene_copies`] give copies of genes, [`read_rearrangements`] fusions and
//!   deletions.
//! * [`judge`] makes one row per gene of them, with the tumour mutational burden. [`Coverage`] says which genes were
//!   looked at: without it no gene
//!   is `not_altered`.
//! * [`read_vcf_places`] and [`read_depths`] say what reads a sample has at the places of another one's variants
//!   ([`WantedPlaces`]), and [`somatic_keys`](SampleVariants::somatic_keys) which variants two samples may share.
//! * [`read_segments`] with [`hla_from_segments`], and [`read_hla`], give the state of HLA-A, -B and -C;
//!   [`combine_hla`] makes one answer of several.
//!
//! Nothing here opens a file.
//!
//! ```
//! use evade_genome::{Coverage, SampleVariants, judge};
//! let profile = judge(&SampleVariants::default(), &Coverage::Undeclared);
//! assert!(profile.genes.iter().all(|gene| gene.status.as_str() == "not_tested"));
//! ```

// Hand-computed cases are exact.
#![cfg_attr(test, allow(clippy::float_cmp))]

mod allele;
mod assertion;
mod burden;
mod by_place;
mod calls_are;
mod candidate;
mod coding_change;
mod codon_reading;
mod combined_output;
mod consequence;
mod contig_name;
mod contradiction;
mod copies;
mod counting;
mod coverage;
mod depth_table;
mod filters;
mod fusion_partner;
mod gene_call;
mod gene_rules;
mod genome_build;
mod germline_sites;
mod hla;
mod hla_location;
mod hotspot;
mod hotspot_alleles;
mod impossible;
mod lost_exon;
mod maf;
mod native;
mod normal;
mod one_kind;
mod other_genome;
mod other_meaning;
mod own_row;
mod panel;
mod panel_matrix;
mod protein;
mod rearrangement;
mod recurrent;
mod reported;
mod same_fusion;
mod same_variant;
mod sample_match;
mod sample_variants;
mod segments;
mod skipped_exon;
mod table;
mod table_kind;
mod targets;
mod transcript;
mod unused_rows;
mod variant_index;
mod vcf;
mod verdict;
mod wanted_places;

pub use allele::Allele;
pub use burden::{Burden, BurdenNumbers, TmbSetting, tumour_burden};
pub use calls_are::CallsAre;
pub use consequence::{class_of_maf, class_of_term, class_of_terms};
pub use copies::{
    GeneCopyTable, copies_from_segments, copies_of_hla, genes_of_impossible_segments,
    genes_of_unclaimed_segments, is_gene_copy_table, read_gene_copies,
};
pub use coverage::Coverage;
pub use depth_table::read_depths;
pub use filters::{BurdenRules, Filters};
pub use fusion_partner::FUSION_PARTNERS;
pub use gene_call::{Setting, judge, judge_with, not_tested};
pub use gene_rules::{GENE_RULES, allele_loss_note};
pub use genome_build::{Build, CHROMOSOME_LENGTHS};
pub use hla::{
    AlleleCounts, CopyState, CountsFormat, DepthTerm, HlaFormat, HlaImport, LilacQuality, SiteCounts,
    SiteOdds, SnpFit, SnpModel, SnpPair, apply_lilac_quality, combine_hla, fit_states, hla_from_segments,
    hla_from_segments_of, hla_from_snps, is_allele_counts, no_hla_input, pair_counts, read_allele_counts,
    read_hla, read_hla_table,
};
pub use hotspot::{Hotspot, HotspotKind};
pub use hotspot_alleles::{HotspotAllele, HotspotAlleles};
pub use maf::{MafCalls, read_maf};
pub use native::{AnnotationLevel, CodingSequences, Disagreement, NativeAnnotator, NativeCall, bundle_cds};
pub use panel::{CORE_GENES, GENES, GenePanel, PanelGene, role_of};
pub use panel_matrix::{PanelMatrix, read_panel_genes, read_panels};
pub use protein::{ChangeKind, ProteinChange, short_form};
pub use rearrangement::{RearrangementCalls, SampleRearrangements, read_rearrangements, rearranged_samples};
pub use reported::{ReportedCalls, read_reported, read_reported_on};
pub use sample_match::matches_sample;
pub use sample_variants::{MayBeCut, SampleVariants};
pub use segments::{
    CloneState, ImpossibleSegment, Segment, SegmentFormat, SegmentRatio, Segments, TumorContent, is_segments,
    read_segments,
};
pub use table_kind::{VariantTable, refuse_vep_table};
pub use targets::Targets;
pub use transcript::Transcript;
pub use variant_index::VariantIndex;
pub use vcf::{
    PlaceOptions, VcfCalls, VcfOptions, VcfPlaces, may_be_cut_warning, read_vcf, read_vcf_input,
    read_vcf_places, union_calls, unterminated_vcf, vcf_build,
};
pub use wanted_places::WantedPlaces;
