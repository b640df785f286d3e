//! Loss of heterozygosity of the HLA class I genes.

use serde::Serialize;

use crate::call::worded;

worded! {
    /// State of one HLA class I gene.
    HlaStatus {
        /// One allele is lost in the tumour.
        Loh = "loh",
        /// One allele is lost in part of the tumour cells.
        LohSubclonal = "loh_subclonal",
        /// The alleles differ, but neither is shown to be lost.
        ImbalanceOnly = "imbalance_only",
        /// Both alleles are kept.
        NoLoh = "no_loh",
        /// Both alleles are lost.
        Homdel = "homdel",
        /// There is input, but it cannot tell.
        NotEvaluable = "not_evaluable",
        /// There is no input.
        NotTested = "not_tested",
    }
}

impl HlaStatus {
    /// Whether an allele is lost.
    #[must_use]
    pub fn is_loh(self) -> bool {
        matches!(self, Self::Loh | Self::LohSubclonal)
    }
}

/// One HLA class I gene of one sample.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HlaGene {
    /// `HLA-A`, `HLA-B` or `HLA-C`.
    pub gene: String,
    /// Its state.
    pub status: HlaStatus,
    /// Copies of the allele with more.
    pub cn_major: Option<f64>,
    /// Copies of the allele with fewer.
    pub cn_minor: Option<f64>,
    /// The allele that was lost, when the source can name it.
    pub lost_allele: Option<String>,
    /// How it was told: `cn_segment`, `table`.
    pub method: Option<String>,
    /// File format it was read from: `facets`, `ascat`, `generic`.
    pub source: Option<String>,
    /// Reason code when it cannot be told, or a caution: `minor_copy_number_missing`, `no_segment`,
    /// `inferred_from_neighbours`, `low_purity`.
    pub reason: Option<String>,
}

impl HlaGene {
    /// A gene without input.
    #[must_use]
    pub fn not_tested(gene: &str) -> Self {
        Self {
            gene: gene.to_owned(),
            status: HlaStatus::NotTested,
            cn_major: None,
            cn_minor: None,
            lost_allele: None,
            method: None,
            source: None,
            reason: None,
        }
    }
}
