//! Candidates that were detected and not counted.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::vocabulary::vocabulary;

vocabulary! {
    /// Why a candidate was not counted.
    FilterReason in "filter_reason" {
        /// The caller's FILTER is not PASS.
        Filter = "filter",
        /// Fewer reads in the tumour than the limit.
        LowDepth = "low_depth",
        /// Fewer reads with the variant than the limit.
        LowAltReads = "low_alt_reads",
        /// Allele fraction below the limit.
        LowVaf = "low_vaf",
        /// The source's reads, fraction or genotype show no such allele in the tumour.
        NotInTumor = "not_in_tumor",
        /// Also present in the matched normal.
        InNormal = "in_normal",
        /// Population frequency above the limit.
        PopulationFrequency = "population_frequency",
        /// The amino acid does not change.
        Silent = "silent",
        /// Outside the coding sequence and the splice sites.
        Noncoding = "noncoding",
        /// Known to have another meaning than loss of the gene, such as JAK2 V617F.
        KnownBenign = "known_benign",
        /// The source calls the variant germline, or loss of heterozygosity of one.
        NotSomatic = "not_somatic",
        /// Part of a longer change that is germline: a caller wrote some of its bases alone, or all of its bases are germline.
        PartOfGermline = "part_of_germline",
        /// The record has no consequence for the gene, and none could be determined.
        AnnotationMissing = "annotation_missing",
        /// A value of the row is impossible, such as a population frequency of 7: the gene cannot be called not altered.
        ImpossibleValue = "impossible_value",
        /// The annotation names a gene that does not lie where the record does: the gene cannot be called not altered.
        AnnotationElsewhere = "annotation_elsewhere",
        /// The row does not say what the variant does, or the source says that its annotation failed: the gene cannot be called not altered.
        AnnotationFailed = "annotation_failed",
        /// The row names no sample, so that it may be of this one: the gene cannot be called not altered.
        RowWithoutSample = "row_without_sample",
        /// The reference allele is not the base of the sequence.
        ReferenceMismatch = "reference_mismatch",
        /// An earlier variant of the haplotype ends the protein before this one.
        BehindNewStop = "behind_new_stop",
        /// Part of an event that is counted at another position.
        CountedElsewhere = "counted_elsewhere",
        /// A rearrangement of a gene that matters by gain of function: its effect cannot be determined from the record.
        SvNotJudged = "sv_not_judged",
        /// A finding of a manually entered table in a gene that is not judged.
        GeneNotJudged = "gene_not_judged",
    }
}

/// A candidate in a judged gene that was detected and not counted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FilteredVariant {
    /// Approved symbol.
    pub gene: String,
    /// Chromosome without `chr`.
    pub chrom: String,
    /// 1-based position.
    pub pos: u64,
    /// Reference allele.
    pub reference: String,
    /// Alternate allele.
    pub alternate: String,
    /// Why the candidate was not counted.
    pub reason: FilterReason,
    /// The numbers or terms behind the reason, for people to read.
    pub detail: String,
    /// Protein change, `p.` notation.
    pub hgvsp: Option<String>,
    /// Coding change, `c.` notation.
    pub hgvsc: Option<String>,
    /// Allele fraction in the tumour, as the source gave it.
    pub vaf: Option<f64>,
    /// Reads at the place in the tumour.
    pub depth: Option<u32>,
    /// Whether the candidate would have altered its gene, had it been counted.
    pub would_alter: bool,
    /// Whether it may be an inherited variant of a tumour syndrome, which a clinical geneticist should confirm.
    pub confirm_germline: bool,
}

impl FilteredVariant {
    /// The protein change, else the coding change, else place and alleles.
    #[must_use]
    pub fn change(&self) -> String {
        let place = || format!("{}:{}{}>{}", self.chrom, self.pos, self.reference, self.alternate);
        self.hgvsp.clone().or_else(|| self.hgvsc.clone()).unwrap_or_else(place)
    }
}
