//! Strategies against mechanisms, and what is reported of their safety.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Citation;
use crate::Phenotype;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// The kind of a strategy, by the sections of the review.
    StrategyClass in "strategy_class" {
        /// Two checkpoints at once.
        DualIci = "dual_ici",
        /// Vaccines, dendritic cells, transferred T cells.
        OtherImmunotherapy = "other_immunotherapy",
        /// Targets on macrophages and other myeloid cells.
        Myeloid = "myeloid",
        /// Regulatory T cells.
        Treg = "treg",
        /// Fibroblasts.
        Caf = "caf",
        /// Cytokines.
        Cytokine = "cytokine",
        /// Blood vessels.
        Vegf = "vegf",
        /// Chemotherapy.
        Chemotherapy = "chemotherapy",
        /// Nanoparticles.
        Nanotechnology = "nanotechnology",
        /// Starting immunity where there is none.
        ColdToHot = "cold_to_hot",
        /// Inhibitors of oncogenes.
        Targeted = "targeted",
    }
}

vocabulary! {
    /// How far a strategy was studied. A strategy may have several.
    EvidenceStage in "evidence_stage" {
        /// A reason alone: no study of it is cited.
        Rationale = "rationale",
        /// An opinion of the review's authors.
        Opinion = "opinion",
        /// Cell culture.
        InVitro = "in_vitro",
        /// Mice.
        Mouse = "mouse",
        /// Laboratory models, of which the review does not say which.
        Preclinical = "preclinical",
        /// Patients, in a study whose phase the review does not state.
        Clinical = "clinical",
        /// A trial of phase 1.
        Phase1 = "phase_1",
        /// A trial of phase 2.
        Phase2 = "phase_2",
        /// A trial of phase 3.
        Phase3 = "phase_3",
    }
}

impl EvidenceStage {
    /// Whether patients were studied.
    #[must_use]
    pub fn is_clinical(self) -> bool {
        matches!(self, Self::Clinical | Self::Phase1 | Self::Phase2 | Self::Phase3)
    }
}

vocabulary! {
    /// What was reported, as the review has it. It is about groups of patients or animals, never about one patient.
    Outcome in "knowledge_outcome" {
        /// An endpoint was met, or differed in favour of the treatment.
        Positive = "positive",
        /// Effects were seen, without a comparison that settles them.
        Activity = "activity",
        /// Effects were seen in few.
        LimitedActivity = "limited_activity",
        /// It differs between studies, endpoints or groups.
        Mixed = "mixed",
        /// The endpoint was not met, or little or no effect was seen.
        Negative = "negative",
        /// Safety or tolerability alone is reported.
        SafetyOnly = "safety_only",
        /// An analysis of markers is cited, not the treatment effect.
        MarkerAnalysis = "marker_analysis",
        /// The review reports no result.
        NoneReported = "none_reported",
    }
}

/// An approach that was tried or proposed against mechanisms.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Strategy {
    /// Its id: `S-01`.
    pub id: String,
    /// Kind of the strategy.
    pub class: StrategyClass,
    /// The strategy in a few words.
    pub name: String,
    /// Why it was tried; `null` where the review gives no reason.
    #[serde(default)]
    pub rationale: Option<String>,
    /// Mechanisms that it answers; empty for the one that the review shows as a counter-example.
    #[serde(default)]
    pub mechanisms: Vec<String>,
    /// Trials of it, by registry number.
    #[serde(default)]
    pub trials: Vec<String>,
    /// How far it was studied.
    pub stages: Vec<EvidenceStage>,
    /// What was reported, as a word.
    pub outcome: Outcome,
    /// What was reported, in a sentence or two.
    pub evidence: String,
    /// What the review says of toxicity, where no safety row says it.
    #[serde(default)]
    pub toxicity: Option<String>,
    /// Phenotypes for which the review describes it.
    #[serde(default)]
    pub phenotypes: Vec<Phenotype>,
    /// What limits the evidence.
    #[serde(default)]
    pub caveat: Option<String>,
    /// Where it was read.
    pub cite: Citation,
}

impl Strategy {
    /// Whether patients were studied.
    #[must_use]
    pub fn was_studied_in_patients(&self) -> bool {
        self.stages.iter().any(|stage| stage.is_clinical())
    }

    /// What must be said beside the strategy when no patient was studied, or some of its evidence is from animals.
    #[must_use]
    pub fn remark(&self) -> Option<&'static str> {
        let is_in_models = |stage: &EvidenceStage| {
            matches!(stage, EvidenceStage::Mouse | EvidenceStage::InVitro | EvidenceStage::Preclinical)
        };
        match (self.was_studied_in_patients(), self.stages.iter().any(is_in_models)) {
            (true, false) => None,
            (true, true) => Some("Part of the evidence is from animals or cell culture alone."),
            (false, true) if self.stages.iter().all(|stage| *stage == EvidenceStage::Mouse) => {
                Some("Studied in mice alone; no effect in patients is shown.")
            }
            (false, true) => Some("Studied in laboratory models alone; no effect in patients is shown."),
            (false, false) => Some("No study of it is cited."),
        }
    }
}

/// One finding on the safety of a strategy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SafetyRow {
    /// Its id: `SF-02`.
    pub id: String,
    /// Strategies that it belongs to.
    #[serde(default)]
    pub strategies: Vec<String>,
    /// Trials in which it was seen.
    #[serde(default)]
    pub trials: Vec<String>,
    /// Studies without a registry number in which it was seen.
    #[serde(default)]
    pub studies: Vec<String>,
    /// The treatment.
    pub regimen: String,
    /// What was counted or judged.
    pub measure: String,
    /// The number with its unit, or a word.
    pub value: String,
    /// The comparison with its number or word.
    #[serde(default)]
    pub comparison: Option<String>,
    /// Grades of the events.
    pub grades: String,
    /// What else was reported.
    #[serde(default)]
    pub note: Option<String>,
    /// Where it was read.
    pub cite: Citation,
}
