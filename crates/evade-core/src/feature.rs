//! What mechanism rules read from RNA: gene sets, single genes, and what is made of them, on the scale of a reference.
//!
//! * [`Feature`] is an entry of the list: what is measured, on what, and what it cannot see.
//! * [`FeatureValue`] is that feature in one sample.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::vocabulary::vocabulary;
use crate::{Axis, HistologyPlace};

vocabulary! {
    /// What a feature is made of.
    FeatureKind in "feature_kind" {
        /// The score of a gene set of the catalogue, or of one side of it.
        Set = "set",
        /// The rank of a single gene within the sample.
        Gene = "gene",
        /// The residual of another feature on the T axis, or on a further feature: what exceeds the level expected there.
        Adjusted = "adjusted",
        /// Co-elevation: the lowest of two or more features. It is high only when all of them are raised; whether they are in the same cells is not known.
        Minimum = "minimum",
        /// One feature less another.
        Difference = "difference",
    }
}

vocabulary! {
    /// Where a feature lies in the reference, by the interval of its percentile. It is a statement about rank, not about effect.
    FeatureLevel in "feature_level" {
        /// The whole interval lies below the 25th percentile.
        Low = "low",
        /// The whole interval lies from the 25th to the 75th percentile.
        Middle = "middle",
        /// The whole interval lies above the 75th percentile.
        High = "high",
        /// Unresolved: the interval crosses one of these percentiles, or a reason leaves the level open.
        Open = "open",
        /// No level: there is no value, or it cannot be compared with the reference. The reason says why. It does not mean low.
        NotAssessable = "not_assessable",
    }
}

impl FeatureLevel {
    /// The level of an interval of percentiles, 0 to 100.
    #[must_use]
    pub fn of_interval(low: f64, high: f64) -> Self {
        const QUARTILES: [f64; 2] = [25.0, 75.0];
        if high < QUARTILES[0] {
            Self::Low
        } else if low > QUARTILES[1] {
            Self::High
        } else if low >= QUARTILES[0] && high <= QUARTILES[1] {
            Self::Middle
        } else {
            Self::Open
        }
    }
}

vocabulary! {
    /// Why a feature has no level, or what must be known of one that has.
    FeatureReason in "feature_reason" {
        /// The sample cannot be measured on the reference: the flags of its phenotype say why.
        RnaNotEvaluable = "rna_not_evaluable",
        /// Values are on the scale of the run's own samples, on which features are not built.
        CohortScale = "cohort_scale",
        /// The reference has fewer than 40 tumours: features are not built.
        SmallReference = "small_reference",
        /// The reference was built without features, or for another definition of this one.
        NoFeatureDistribution = "no_feature_distribution",
        /// The genes are not in the reference's universe.
        NotCoveredByReference = "not_covered_by_reference",
        /// Too few of the genes are in the matrix.
        FeatureGenesMissing = "feature_genes_missing",
        /// The T axis has no value, so nothing can be adjusted for it.
        TMissing = "t_missing",
        /// A feature that this one is made of has no value.
        PartMissing = "part_missing",
        /// Scaled within histology, and none is stated: the level is the one that all histologies of the reference agree on.
        HistologyNotStated = "histology_not_stated",
        /// Scaled within histology, none is stated, and the histologies of the reference give different levels.
        HistologyNeeded = "histology_needed",
        /// Scaled within histology, and the reference has too few tumours of the stated one.
        OtherHistology = "other_histology",
        /// Other laboratories differ by so much that the level would be another one.
        LaboratorySensitive = "laboratory_sensitive",
        /// The reference was compared with no other laboratory: what a laboratory does to this value is not known.
        LaboratoryUnknown = "laboratory_unknown",
        /// The lowest part lies below the median of the reference: the value is high among such minima, and not everything is raised.
        PartBelowMedian = "part_below_median",
        /// Normal lung has much of these genes, and part of this RNA is of normal lung: a high level is left open.
        NormalLung = "normal_lung_content",
        /// Tumour content under 20 %: a low level is left open.
        LowPurity = "low_purity",
        /// Fewer genes were detected than in the reference, and faint genes read too low: a low level is left open.
        LowDepth = "low_depth",
        /// Fewer than five genes: the interval holds the size of the reference and no error of measurement.
        FewGenes = "few_genes",
        /// Formalin-fixed tissue: how far fixation moves this feature is not known.
        FfpeNotMeasured = "ffpe_not_measured",
        /// A marker list or pair from the words of a review or single-cell study, not validated as a score of bulk RNA.
        Exploratory = "exploratory",
        /// The sample is itself one of the reference's tumours: its place is not an independent test.
        InReference = "in_reference",
    }
}

/// Which genes of a set count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SetSide {
    /// Those that are up.
    Up,
    /// Those that are down.
    Down,
}

/// A feature of the list.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Feature {
    /// Its id.
    pub id: String,
    /// What it measures, in words that fit into a sentence.
    pub name: String,
    /// What it is made of.
    pub kind: FeatureKind,
    /// The gene set of the catalogue; of the kind `set` alone.
    #[serde(default)]
    pub set: Option<String>,
    /// The side of the set that counts; else the set as it is scored.
    #[serde(default)]
    pub side: Option<SetSide>,
    /// Approved symbol; of the kind `gene` alone.
    #[serde(default)]
    pub gene: Option<String>,
    /// Ids of the features it is made of, which stand before it in the list: one for `adjusted`, two for `difference`
    /// (the first less the second), two or more for `minimum`.
    #[serde(default)]
    pub of: Vec<String>,
    /// The axis of the call that it is adjusted for.
    #[serde(default)]
    pub on_axis: Option<Axis>,
    /// The feature that it is adjusted for, where that is no axis.
    #[serde(default)]
    pub on: Option<String>,
    /// Whether it is scaled and placed among tumours of the sample's histology alone.
    #[serde(default)]
    pub within_histology: bool,
    /// A marker list or pair that was never validated in bulk RNA.
    #[serde(default)]
    pub exploratory: bool,
    /// Whether normal lung has much of these genes.
    #[serde(default)]
    pub normal_lung: bool,
    /// Gene sets of the catalogue that this feature stands for: pairs that are not to be averaged.
    #[serde(default)]
    pub in_place_of: Vec<String>,
    /// Axes of the knowledge base that rules find in it.
    #[serde(default)]
    pub answers: Vec<FeatureAxis>,
    /// Citations.
    pub sources: Vec<String>,
    /// What it cannot see, in a sentence.
    pub cannot_see: String,
}

vocabulary! {
    /// Axes of the knowledge base of mechanisms that are read from RNA.
    FeatureAxis in "feature_axis" {
        /// Terminal exhaustion of CD8 T cells.
        ExhaustionTerminal = "exhaustion_terminal",
        /// Progenitor-exhausted CD8 T cells.
        Tpex = "tpex",
        /// Inhibitory receptors and their ligands.
        CheckpointPanel = "checkpoint_panel",
        /// CD8 T cells.
        Cd8 = "cd8",
        /// Interferon-gamma response.
        Ifng = "ifng",
        /// Regulatory T cells.
        Treg = "treg",
        /// CCR8+ regulatory T cells.
        TregCcr8 = "treg_ccr8",
        /// OX40-high, GITR-high regulatory T cells.
        TregActivated = "treg_activated",
        /// M2-like macrophages.
        TamM2 = "tam_m2",
        /// SPP1+ macrophages.
        TamSpp1 = "tam_spp1",
        /// Myeloid-derived suppressor cells.
        Mdsc = "mdsc",
        /// Granulocytic suppressor cells and neutrophils.
        MdscPmn = "mdsc_pmn",
        /// IL-6, JAK and STAT3 signalling.
        Il6Stat3 = "il6_stat3",
        /// All fibroblasts.
        CafPan = "caf_pan",
        /// COL11A1+ and POSTN+ fibroblasts.
        CafCol11a1 = "caf_col11a1",
        /// Antigen-presenting fibroblasts.
        CafAp = "caf_ap",
        /// FAP+, smooth-muscle-actin+ fibroblasts.
        CafFapAsma = "caf_fap_asma",
        /// MYH11+, smooth-muscle-actin+ fibroblasts.
        CafMyh11 = "caf_myh11",
        /// COL13A1+ fibroblasts.
        CafCol13a1 = "caf_col13a1",
        /// Extracellular matrix.
        Ecm = "ecm",
        /// Response to TGF-beta.
        Tgfb = "tgfb",
        /// Vessels and VEGF signalling.
        Angiogenesis = "angiogenesis",
        /// HLA class I and its machinery.
        ApmMhc1 = "apm_mhc1",
        /// HLA class II.
        ApmMhc2 = "apm_mhc2",
        /// Dendritic cells.
        Dc = "dc",
        /// Hypoxia.
        Hypoxia = "hypoxia",
        /// Neuroendocrine programme.
        NeTransformation = "ne_transformation",
    }
}

/// A feature in one sample.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FeatureValue {
    /// Id of the feature.
    pub feature: String,
    /// What it measures, in words.
    pub name: String,
    /// What it is made of.
    pub kind: FeatureKind,
    /// In robust standard deviations of the reference: z of a set or gene, a residual in its own scale, the lowest of several
    /// z, or a difference of two. Within the histology where `within_histology` is set.
    pub value: Option<f64>,
    /// Standard error of `value` from the spread of the genes; `null` under five genes.
    pub se: Option<f64>,
    /// Percentile among the `n` tumours, 0 to 100, no further out than their number allows.
    pub percentile: Option<f64>,
    /// Lower end of the 95 % interval of `percentile`, joined with the standard error. The level goes by the interval.
    pub percentile_low: Option<f64>,
    /// Upper end of the 95 % interval of `percentile`, joined with the standard error.
    pub percentile_high: Option<f64>,
    /// The place among the reference's tumours of the stated histology, where it has them apart.
    #[serde(default)]
    pub in_histology: Option<HistologyPlace>,
    /// Whether value, percentile and level are those within the histology.
    #[serde(default)]
    pub within_histology: bool,
    /// Tumours of the reference that percentile and level rest on.
    pub n: Option<u32>,
    /// Where the feature lies in the reference.
    pub level: FeatureLevel,
    /// How far the tumours of other laboratories lie from the reference's, in units of `value`: the root mean square of the
    /// differences of medians. `null` where the reference was compared with none.
    #[serde(default)]
    pub laboratory_shift: Option<f64>,
    /// Why there is no level, or what must be known of the level.
    pub reasons: Vec<FeatureReason>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_needs_the_whole_interval() {
        use FeatureLevel::{High, Low, Middle, Open};
        let cases = [
            ((0.1, 24.9), Low),
            ((0.1, 25.0), Open),
            ((75.1, 99.9), High),
            ((75.0, 99.9), Open),
            ((25.0, 75.0), Middle),
            ((24.9, 40.0), Open),
            ((60.0, 75.1), Open),
        ];
        for ((low, high), level) in cases {
            assert_eq!(FeatureLevel::of_interval(low, high), level, "{low} to {high}");
        }
    }
}
