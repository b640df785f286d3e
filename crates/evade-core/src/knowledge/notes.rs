//! Studies without a registry number, contradictions and numbers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Citation, Outcome};
use crate::vocabulary::vocabulary;

vocabulary! {
    /// The kinds of rows of the knowledge, in the order in which they are listed.
    KnowledgeKind in "knowledge_kind" {
        /// A mechanism of resistance, a phenotype or a definition.
        Mechanism = "mechanism",
        /// An approach that was tried or proposed against mechanisms.
        Strategy = "strategy",
        /// What is reported of the safety of a strategy.
        Safety = "safety",
        /// A registered trial.
        Trial = "trial",
        /// A study without a registry number in the review.
        Study = "study",
        /// A place where the review contradicts itself or another source.
        Discrepancy = "discrepancy",
        /// A figure that the review gives.
        Number = "number",
    }
}

/// A study that the review names without a registry number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Study {
    /// Its id: `ST-01`.
    pub id: String,
    /// Name of the study.
    pub name: String,
    /// Design of the study.
    pub design: String,
    /// The treatment; `null` where patients were observed only.
    #[serde(default)]
    pub regimen: Option<String>,
    /// Whom it took.
    pub population: String,
    /// The result as a word.
    pub outcome: Outcome,
    /// The result in words.
    pub result: String,
    /// Strategies that it belongs to.
    #[serde(default)]
    pub strategies: Vec<String>,
    /// Mechanisms that it is cited for.
    #[serde(default)]
    pub mechanisms: Vec<String>,
    /// Where it was read.
    pub cite: Citation,
}

/// A place where the review contradicts itself or another source, and how evade shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Discrepancy {
    /// Its id: `D-03`.
    pub id: String,
    /// Rows that it is about.
    pub about: Vec<String>,
    /// What does not agree.
    pub issue: String,
    /// By what it was checked.
    pub checked: String,
    /// What evade prints.
    pub shown: String,
    /// Where it was read.
    pub cite: Citation,
}

/// A figure that the review gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishedNumber {
    /// Its id: `N-07`.
    pub id: String,
    /// What was measured.
    pub quantity: String,
    /// The number as it was given.
    pub value: String,
    /// Its unit.
    pub unit: String,
    /// In whom, or in comparison with what.
    pub context: String,
    /// Rows that it belongs to.
    #[serde(default)]
    pub about: Vec<String>,
    /// Where it was read.
    pub cite: Citation,
}
