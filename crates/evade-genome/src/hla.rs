//! The state of HLA-A, -B and -C.
//!
//! * [`read_hla`] reads what other programs determined (`programs`).
//! * [`hla_from_segments`] and [`hla_from_snps`] determine it from segments and from reads at heterozygous SNPs.
//! * [`combine_hla`] makes one answer of several.

mod combine_sources;
mod from_segments;
mod from_snps;
mod programs;
mod thresholds;

pub use combine_sources::combine_hla;
pub use from_segments::{hla_from_segments, hla_from_segments_of};
pub use from_snps::{
    AlleleCounts, CopyState, CountsFormat, DepthTerm, SiteCounts, SiteOdds, SnpFit, SnpModel, SnpPair,
    fit_states, hla_from_snps, is_allele_counts, pair_counts, read_allele_counts,
};
pub(crate) use programs::is_hla_header;
pub use programs::{
    HlaFormat, HlaImport, LilacQuality, apply_lilac_quality, no_hla_input, read_hla, read_hla_table,
};
