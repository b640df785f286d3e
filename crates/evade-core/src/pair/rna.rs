//! What changed in RNA.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::words::{ChangeStatus, Comparability, NoiseSource, PairReason, TransitionPattern};
use crate::{Confidence, Phenotype};

/// A number in both samples.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ValueChange {
    /// Axis, signature, feature or marker.
    pub item: String,
    /// The same in words.
    pub name: String,
    /// In the earlier sample.
    pub before: Option<f64>,
    /// In the later sample.
    pub after: Option<f64>,
    /// Later less earlier.
    pub change: Option<f64>,
    /// The change that chance and repeated measurement explain: only a larger one is called.
    pub noise: Option<f64>,
    /// Which bar `noise` is.
    pub noise_from: Option<NoiseSource>,
    /// What became of it.
    pub status: ChangeStatus,
    /// Why, and what must be known.
    pub reasons: Vec<PairReason>,
}

impl ValueChange {
    /// Whether it was called a change upwards.
    #[must_use]
    pub fn is_up(&self) -> bool {
        self.status == ChangeStatus::Changed && self.change.is_some_and(|change| change > 0.0)
    }

    /// Whether it was called a change downwards.
    #[must_use]
    pub fn is_down(&self) -> bool {
        self.status == ChangeStatus::Changed && self.change.is_some_and(|change| change < 0.0)
    }
}

/// The phenotype in both samples.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PhenotypeChange {
    /// In the earlier sample.
    pub before: Phenotype,
    /// How far to trust it.
    pub confidence_before: Option<Confidence>,
    /// In the later sample.
    pub after: Phenotype,
    /// How far to trust it.
    pub confidence_after: Option<Confidence>,
    /// What became of it.
    pub status: ChangeStatus,
    /// The name of the transition, where it has one.
    pub pattern: Option<TransitionPattern>,
    /// Why, and what must be known.
    pub reasons: Vec<PairReason>,
}

/// What changed in RNA.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RnaComparison {
    /// How far it can be compared.
    pub state: Comparability,
    /// Why, and what was assumed.
    pub reasons: Vec<PairReason>,
    /// Axes of the call, in z.
    pub axes: Vec<ValueChange>,
    /// Signatures, in z.
    pub scores: Vec<ValueChange>,
    /// Features, in robust standard deviations of the reference.
    pub features: Vec<ValueChange>,
    /// The phenotype; `null` where a sample has no RNA.
    pub phenotype: Option<PhenotypeChange>,
}

impl RnaComparison {
    /// The change of a feature.
    #[must_use]
    pub fn feature(&self, id: &str) -> Option<&ValueChange> {
        self.features.iter().find(|change| change.item == id)
    }
}
