//! PD-L1 and mutational burden beside each other: what each says, whether they agree, and what neither can say.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::vocabulary::vocabulary;
use crate::{FeatureLevel, TmbCategory};

vocabulary! {
    /// The category of a PD-L1 tumour proportion score.
    Pdl1Category in "pdl1_category" {
        /// Under 1 % of tumour cells.
        Negative = "negative",
        /// From 1 to under 50 %.
        Low = "low",
        /// 50 % or more.
        High = "high",
    }
}

impl Pdl1Category {
    /// The category of a tumour proportion score in per cent.
    #[must_use]
    pub fn of(tps: f64) -> Self {
        const POSITIVE: f64 = 1.0;
        const HIGH: f64 = 50.0;
        if tps < POSITIVE {
            Self::Negative
        } else if tps < HIGH {
            Self::Low
        } else {
            Self::High
        }
    }
}

vocabulary! {
    /// Where a mutational burden comes from.
    TmbOrigin in "tmb_origin" {
        /// The sheet states it.
        Supplied = "supplied",
        /// It was counted from the variants of the sample.
        Counted = "counted",
    }
}

vocabulary! {
    /// How PD-L1 and mutational burden stand to each other.
    BiomarkerRelation in "biomarker_relation" {
        /// PD-L1 of 50 % or more, and a high burden.
        BothHigh = "both_high",
        /// PD-L1 under 1 %, and a low burden.
        BothLow = "both_low",
        /// Discordant: PD-L1 of 50 % or more, and a low burden.
        Pdl1HighTmbLow = "pdl1_high_tmb_low",
        /// Discordant: PD-L1 under 1 %, and a high burden.
        Pdl1NegativeTmbHigh = "pdl1_negative_tmb_high",
        /// PD-L1 from 1 to under 50 %: it is neither high nor negative, so the burden neither agrees nor disagrees with it.
        Pdl1Between = "pdl1_between",
        /// Not compared: one of them is missing, or the burden has no category.
        NotCompared = "not_compared",
    }
}

impl BiomarkerRelation {
    /// Whether one is high and the other is not.
    #[must_use]
    pub fn is_discordant(self) -> bool {
        matches!(self, Self::Pdl1HighTmbLow | Self::Pdl1NegativeTmbHigh)
    }
}

vocabulary! {
    /// How the PD-L1 tumour proportion score stands to the RNA of its gene, CD274.
    Pdl1RnaRelation in "pdl1_rna_relation" {
        /// PD-L1 of 50 % or more with high CD274, or under 1 % with low CD274.
        Agrees = "agrees",
        /// PD-L1 of 50 % or more with low CD274: staining, sampling or the RNA of another piece of tissue may differ.
        StainedWithoutRna = "stained_without_rna",
        /// PD-L1 under 1 % with high CD274: macrophages and other cells express it too, and the score counts tumour cells alone.
        RnaWithoutStain = "rna_without_stain",
        /// Neither agrees nor disagrees: the score, the RNA or both are in between.
        Between = "between",
        /// Not compared: the score or the RNA is missing.
        NotCompared = "not_compared",
    }
}

vocabulary! {
    /// What must be known of PD-L1 and mutational burden.
    BiomarkerReason in "biomarker_reason" {
        /// No tumour proportion score was supplied.
        Pdl1NotStated = "pdl1_not_stated",
        /// There is no mutational burden.
        TmbMissing = "tmb_missing",
        /// The counted burden is not reliable, so it has no category.
        TmbNotReliable = "tmb_not_reliable",
        /// The supplied burden and the counted one are on different sides of ten mutations per megabase. The supplied one is used.
        TmbSuppliedAndCountedDiffer = "tmb_supplied_and_counted_differ",
        /// The supplied burden is of an assay that is not known: the limit of ten mutations per megabase may not hold for it.
        TmbAssayUnknown = "tmb_assay_unknown",
    }
}

/// PD-L1 and mutational burden of a sample (Shi et al., Front Immunol 2025, section 6). Neither is a mechanism of resistance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Biomarkers {
    /// PD-L1 tumour proportion score in per cent, as supplied.
    pub pdl1_tps: Option<f64>,
    /// Category of the tumour proportion score; `null` where none was supplied.
    pub pdl1: Option<Pdl1Category>,
    /// Level of CD274 RNA against the reference.
    pub cd274: Option<FeatureLevel>,
    /// Percentile of CD274 RNA in the reference, 0 to 100.
    pub cd274_percentile: Option<f64>,
    /// The tumour proportion score against the RNA.
    pub pdl1_and_rna: Pdl1RnaRelation,
    /// Mutations per megabase: as supplied, else as counted.
    pub tmb: Option<f64>,
    /// Where `tmb` comes from; `null` without a burden.
    pub tmb_origin: Option<TmbOrigin>,
    /// Category of `tmb`; `null` where none may be given.
    pub tmb_category: Option<TmbCategory>,
    /// PD-L1 against mutational burden.
    pub relation: BiomarkerRelation,
    /// What must be known of PD-L1 and mutational burden.
    pub reasons: Vec<BiomarkerReason>,
}
