//! The part of the knowledge that belongs to the findings of one sample.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Discrepancy, Mechanism, SafetyRow, Strategy, Study, Trial, TrialFit};
use crate::Date;

/// What is published on the mechanisms that are supported or possible in a sample, with the date and the digest of the knowledge. Rows
/// come in the order of their files, which is no ranking.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SampleKnowledge {
    /// The date of the oldest rows.
    pub as_of: Date,
    /// The first day on which the knowledge is outdated.
    pub outdated_from: Date,
    /// SHA-256 of the files of the knowledge.
    pub digest: String,
    /// Mechanisms that are supported or possible.
    pub mechanisms: Vec<Mechanism>,
    /// Strategies that answer at least one of them.
    pub strategies: Vec<MatchedStrategy>,
    /// Trials that test at least one of these strategies.
    pub trials: Vec<MatchedTrial>,
    /// Studies without a registry number that name one of the mechanisms or strategies.
    pub studies: Vec<Study>,
    /// Contradictions about any of these rows, or about another mechanism that was assessed.
    pub discrepancies: Vec<Discrepancy>,
}

impl SampleKnowledge {
    /// Whether the knowledge is outdated for a report of this date.
    #[must_use]
    pub fn is_outdated(&self, report_date: Date) -> bool {
        report_date >= self.outdated_from
    }

    /// The row of a mechanism.
    #[must_use]
    pub fn mechanism(&self, id: &str) -> Option<&Mechanism> {
        self.mechanisms.iter().find(|row| row.id == id)
    }
}

/// A strategy with the mechanisms of the sample that it answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MatchedStrategy {
    /// The strategy.
    pub strategy: Strategy,
    /// Ids of the mechanisms of the sample that it answers.
    pub answers: Vec<String>,
    /// What is reported of its safety.
    pub safety: Vec<SafetyRow>,
}

/// A trial with how the sample stands to its population.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MatchedTrial {
    /// The trial.
    pub trial: Trial,
    /// Ids of the strategies of the sample that it tests.
    pub tests: Vec<String>,
    /// Whether the sample is of its population.
    pub fit: TrialFit,
}
