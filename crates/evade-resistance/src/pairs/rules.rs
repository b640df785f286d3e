//! What counts as a change and what as noise, as `signatures/rules/pairs.toml` holds it.

use std::collections::BTreeSet;

use evade_core::ChangeKind;
use serde::Deserialize;
use thiserror::Error;

/// The rules of comparisons.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PairRules {
    /// Name of the list.
    pub id: String,
    /// What is called a change of a number.
    pub call: CallLimits,
    /// What is called new or lost.
    pub dna: DnaLimits,
    /// What the bars of noise were measured on.
    pub replicates: Replicates,
    /// The bars.
    #[serde(default)]
    pub noise: Vec<Noise>,
}

/// What is called a change of a number.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallLimits {
    /// So many standard errors of the change.
    pub errors: f64,
    /// The least change that is called, in z.
    pub least: f64,
    /// Tumour contents that differ by more than this are not the same, 0 to 1.
    pub tumour_content: f64,
}

/// What is called new or lost.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DnaLimits {
    /// Reads with a variant from which it would have been seen.
    pub min_reads: u32,
    /// The least chance of so many reads in a sample that is said not to have it.
    pub least_chance: f64,
}

/// What the bars of noise were measured on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Replicates {
    /// Pairs of samples.
    pub pairs: u32,
    /// Patients of whom they are.
    pub patients: u32,
    /// The reference on which they were placed.
    pub reference: String,
    /// What they are, in words.
    pub population: String,
    /// Where they come from.
    pub source: String,
}

/// How far repeated measurements of one thing differ.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Noise {
    /// Axis, score or feature.
    pub kind: ChangeKind,
    /// Which one.
    pub item: String,
    /// Pairs behind it.
    pub n: u32,
    /// Only larger changes are called, in the unit of the value.
    pub bar: f64,
}

/// What is wrong with the rules.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PairRulesError {
    /// A limit that no number can meet, or that every number meets.
    #[error("'{0}' is out of range")]
    Limit(&'static str),
    /// A bar that is not a number above zero.
    #[error("the noise of '{0}' is not a number above zero")]
    Bar(String),
    /// A bar for something that is not measured as a number.
    #[error("the noise of '{0}': 'kind' is one of axis, score and feature")]
    Kind(String),
    /// Two bars of one thing.
    #[error("'{0}' has two bars of noise")]
    Twice(String),
}

impl PairRules {
    /// Checks that every limit can be used.
    pub fn check(&self) -> Result<(), PairRulesError> {
        let is_share = |value: f64| value > 0.0 && value < 1.0;
        let is_above_zero = |value: f64| value.is_finite() && value > 0.0;
        for (name, holds) in [
            ("errors", is_above_zero(self.call.errors)),
            ("least", is_above_zero(self.call.least)),
            ("tumour_content", is_share(self.call.tumour_content)),
            ("min_reads", self.dna.min_reads > 0),
            ("least_chance", is_share(self.dna.least_chance)),
        ] {
            if !holds {
                return Err(PairRulesError::Limit(name));
            }
        }
        let mut seen = BTreeSet::new();
        for noise in &self.noise {
            if !is_above_zero(noise.bar) {
                return Err(PairRulesError::Bar(noise.item.clone()));
            }
            if !matches!(noise.kind, ChangeKind::Axis | ChangeKind::Score | ChangeKind::Feature) {
                return Err(PairRulesError::Kind(noise.item.clone()));
            }
            if !seen.insert((noise.kind, &noise.item)) {
                return Err(PairRulesError::Twice(noise.item.clone()));
            }
        }
        Ok(())
    }

    /// The change that repeated measurement explains; `None` where it was not measured.
    #[must_use]
    pub fn bar(&self, kind: ChangeKind, item: &str) -> Option<f64> {
        self.noise.iter().find(|noise| noise.kind == kind && noise.item == item).map(|noise| noise.bar)
    }
}
