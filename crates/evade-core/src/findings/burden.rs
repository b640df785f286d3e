//! Tumour mutational burden.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::vocabulary::vocabulary;

vocabulary! {
    /// Which variants a tumour mutational burden counts.
    TmbMode in "tmb_mode" {
        /// Those that change the protein.
        NonSilent = "coding_non_silent",
        /// Silent ones too.
        WithSilent = "coding_and_silent",
        /// Missense alone.
        Missense = "missense_only",
    }
}

vocabulary! {
    /// The category of a tumour mutational burden.
    TmbCategory in "tmb_category" {
        /// Ten variants per megabase or more.
        High = "high",
        /// Fewer.
        Low = "low",
    }
}

vocabulary! {
    /// Why there is no burden, no category, or doubt.
    TmbReason in "tmb_reason" {
        /// No burden was asked for: nothing is counted.
        NotRequested = "not_requested",
        /// No list of all variants was read: the burden is not computed.
        NoVariantList = "no_variant_list",
        /// The file holds variants of the judged genes alone, although an exome or genome was declared: the burden is not computed.
        OnlyJudgedGenes = "only_variants_of_judged_genes",
        /// The file has no variant: whether anything was called is not known, and the burden is not computed.
        NoRecords = "no_records",
        /// No record passes its filter in the tumour alone (all fail it, are without the variant in the tumour or are in the normal): the burden is not computed.
        NoUsableRecords = "no_usable_records",
        /// Fewer than 95 % of the variants that pass have an annotation that is read: the burden is not computed.
        EffectsNotAnnotated = "effects_not_annotated",
        /// The words for the effect of more than 5 % of the variants that pass are not known: the burden is not computed.
        EffectWordsUnknown = "effect_words_unknown",
        /// The file holds germline variants: the burden is not computed.
        GermlineCalls = "germline_calls",
        /// The size of the sequenced region is not known: the burden is not computed.
        MegabasesUnknown = "megabases_unknown",
        /// The list of variants ends without a newline: it may be cut, and variants may be missing.
        FileMayBeCut = "file_may_be_cut",
        /// The calls are of exchanged bases alone, or of insertions and deletions alone: the others are not counted.
        OneKindOfVariant = "one_kind_of_variant",
        /// The reads of more than 5 % of the counted variants are not known: the limits could not be applied to them.
        CountsUnknown = "counts_unknown",
        /// The panel is not calibrated against exomes: no category is given.
        PanelNotCalibrated = "panel_not_calibrated",
        /// Tumour-only variants without population frequencies: germline variants are counted too.
        TumorOnlyUnfiltered = "tumor_only_without_population_filter",
        /// Panels under 0.667 megabases do not agree with exomes.
        SmallPanel = "panel_under_0.667_mb",
    }
}

/// Tumour mutational burden, with what was counted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TumourBurden {
    /// Variants per megabase; `null` when it cannot be determined.
    pub tmb: Option<f64>,
    /// Variants counted; `null` when nothing was counted.
    pub n_counted: Option<u32>,
    /// Megabases that were sequenced.
    pub mb: Option<f64>,
    /// What was counted.
    pub mode: TmbMode,
    /// Whether the number can be compared with others.
    pub reliable: bool,
    /// Whether the burden is high; `null` when no category may be given.
    pub category: Option<TmbCategory>,
    /// Why the burden or its category is missing, or is not reliable.
    pub reasons: Vec<TmbReason>,
}
