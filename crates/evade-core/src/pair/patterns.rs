//! Several changes together.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::words::{ChangeStatus, PairReason, PatternState, TransformationVerdict, TumourKind};
use crate::FeatureLevel;

/// More hypoxia, fewer CD8 T cells and less MHC class I or II: described together at acquired resistance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HypoxiaTriple {
    /// How the changes stand to the pattern.
    pub state: PatternState,
    /// Hypoxia rose; `null` where it cannot be told.
    pub hypoxia_up: Option<bool>,
    /// CD8 T cells fell; `null` where it cannot be told.
    pub cd8_down: Option<bool>,
    /// MHC class I or II fell; `null` where it cannot be told.
    pub mhc_down: Option<bool>,
    /// Why.
    pub reasons: Vec<PairReason>,
}

/// Whether the later sample raises the suspicion of a small-cell carcinoma. Only histology settles it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TransformationScreen {
    /// What the screen says.
    pub verdict: TransformationVerdict,
    /// Level of the neuroendocrine programme in the earlier sample; `null` without RNA.
    pub neuroendocrine_before: Option<FeatureLevel>,
    /// Level of the neuroendocrine programme in the later sample; `null` without RNA.
    pub neuroendocrine_after: Option<FeatureLevel>,
    /// Later less earlier, in robust standard deviations of the reference.
    pub neuroendocrine_change: Option<f64>,
    /// What became of the neuroendocrine programme.
    pub neuroendocrine_status: ChangeStatus,
    /// What the earlier sample's histology is, as far as a transformation is concerned; `null` where none is stated.
    pub kind_before: Option<TumourKind>,
    /// What the later sample's histology is; `null` where none is stated.
    pub kind_after: Option<TumourKind>,
    /// Whether RB1 is altered in the later sample; `null` where it was not tested.
    pub rb1_altered: Option<bool>,
    /// Whether TP53 is altered in the later sample; `null` where it was not tested.
    pub tp53_altered: Option<bool>,
    /// Drivers of the earlier sample that the later one kept, such as `EGFR p.L858R`.
    pub drivers_retained: Vec<String>,
    /// Why, and what must be known.
    pub reasons: Vec<PairReason>,
}
