//! Registered trials, with their population as facts that a sample can be compared with.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Citation, Outcome};
use crate::vocabulary::vocabulary;

vocabulary! {
    /// Phase of a trial.
    TrialPhase in "trial_phase" {
        /// Phase 1.
        One = "1",
        /// Phase 1b and 2.
        OneBTwo = "1b/2",
        /// Phase 1 and 2.
        OneTwo = "1/2",
        /// Phase 1 and 2a.
        OneTwoA = "1/2a",
        /// Phase 2.
        Two = "2",
        /// Phase 2 and 3.
        TwoThree = "2/3",
        /// Phase 3.
        Three = "3",
        /// Phase 3b.
        ThreeB = "3b",
        /// The review does not say.
        NotStated = "not_stated",
    }
}

vocabulary! {
    /// Status of a trial at the date of the knowledge.
    TrialStatus in "trial_status" {
        /// Completed.
        Completed = "completed",
        /// Active, not recruiting.
        ActiveNotRecruiting = "active_not_recruiting",
        /// Recruiting.
        Recruiting = "recruiting",
        /// Not yet recruiting.
        NotYetRecruiting = "not_yet_recruiting",
        /// Under way: the review says no more.
        UnderWay = "under_way",
        /// Ended before its plan.
        Terminated = "terminated",
        /// The review does not say.
        NotStated = "not_stated",
    }
}

vocabulary! {
    /// Histology of a trial's population.
    PopulationHistology in "population_histology" {
        /// Non-small cell lung cancer of any histology.
        Nsclc = "nsclc",
        /// Squamous cell carcinoma.
        Squamous = "squamous",
        /// Non-small cell lung cancer but squamous cell carcinoma.
        NonSquamous = "non_squamous",
        /// Adenocarcinoma.
        Adenocarcinoma = "adenocarcinoma",
        /// Squamous cell carcinoma by one part of the review, non-small cell lung cancer of any histology by another.
        SquamousOrNsclc = "squamous_or_nsclc",
    }
}

vocabulary! {
    /// Whether a trial takes patients who had an immune checkpoint inhibitor before.
    PriorIci in "prior_ici" {
        /// Patients after an immune checkpoint inhibitor alone.
        Yes = "yes",
        /// Patients without an earlier immune checkpoint inhibitor alone.
        No = "no",
        /// Patients with and without an earlier immune checkpoint inhibitor.
        Mixed = "mixed",
        /// The review does not say.
        NotStated = "not_stated",
    }
}

vocabulary! {
    /// Which earlier immune checkpoint inhibitor a trial asks for.
    PriorAgent in "prior_agent" {
        /// Any.
        Any = "any",
        /// An antibody to PD-1 or PD-L1.
        Pd1 = "pd1",
        /// Nivolumab.
        Nivolumab = "nivolumab",
    }
}

impl PriorAgent {
    /// What is asked for where a file says nothing.
    fn any() -> Self {
        Self::Any
    }
}

vocabulary! {
    /// Which clinical resistance to the earlier immune checkpoint inhibitor a trial asks for.
    PopulationResistance in "population_resistance" {
        /// Primary resistance.
        Primary = "primary",
        /// Acquired resistance.
        Acquired = "acquired",
    }
}

vocabulary! {
    /// Earlier treatment that a trial asks for.
    TreatmentLine in "treatment_line" {
        /// No earlier treatment of the advanced disease.
        Untreated = "untreated",
        /// An immune checkpoint inhibitor, and as is stated nothing else.
        AfterIci = "after_ici",
        /// An immune checkpoint inhibitor and platinum chemotherapy.
        AfterIciAndPlatinum = "after_ici_and_platinum",
        /// An immune checkpoint inhibitor, or an inhibitor of EGFR or ALK.
        AfterIciOrTargeted = "after_ici_or_targeted",
        /// An inhibitor of an oncogene.
        AfterTargeted = "after_targeted",
        /// Earlier treatment other than an immune checkpoint inhibitor.
        Pretreated = "pretreated",
        /// Untreated and pretreated patients.
        Mixed = "mixed",
        /// The review does not say, or names the immune checkpoint inhibitor alone.
        NotStated = "not_stated",
    }
}

/// Whom a trial takes, as the review states it. Trials ask for much more than is known here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Population {
    /// The population in words.
    pub text: String,
    /// Histology.
    pub histology: PopulationHistology,
    /// At least one of these genes is mutated.
    #[serde(default)]
    pub altered_any: Vec<String>,
    /// None of these genes is mutated or rearranged.
    #[serde(default)]
    pub unaltered: Vec<String>,
    /// PD-L1 tumour proportion score of at least this many per cent.
    #[serde(default)]
    pub pdl1_at_least: Option<f64>,
    /// Earlier immune checkpoint inhibitors.
    pub prior_ici: PriorIci,
    /// Which immune checkpoint inhibitor, where one came before.
    #[serde(default = "PriorAgent::any")]
    pub prior_agent: PriorAgent,
    /// Whether the tumour must have progressed on it or be refractory to it, where one came before.
    #[serde(default)]
    pub progressed: bool,
    /// Which resistance to it is asked for, if the review says so.
    #[serde(default)]
    pub resistance: Option<PopulationResistance>,
    /// Earlier treatment.
    pub line: TreatmentLine,
    /// Further conditions that the review states and no input of a sample tells.
    #[serde(default)]
    pub further: Vec<String>,
    /// Whether the review contradicts itself or another source on the population.
    #[serde(default)]
    pub disputed: bool,
}

/// A registered trial that the review names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Trial {
    /// Registry number at ClinicalTrials.gov.
    pub id: String,
    /// Short name of the trial; `null` where the review gives none.
    #[serde(default)]
    pub name: Option<String>,
    /// What is targeted.
    pub target: String,
    /// The treatment, and what it is compared with.
    pub regimen: String,
    /// Phase.
    pub phase: TrialPhase,
    /// Status at the date of the knowledge.
    pub status: TrialStatus,
    /// The result as a word.
    pub outcome: Outcome,
    /// The result in words; `null` where none is reported.
    #[serde(default)]
    pub result: Option<String>,
    /// Strategies that it tests; empty for the one trial that is cited for a marker alone.
    #[serde(default)]
    pub strategies: Vec<String>,
    /// Mechanisms that it bears on.
    pub mechanisms: Vec<String>,
    /// What limits or corrects the row.
    #[serde(default)]
    pub note: Option<String>,
    /// Where it was read.
    pub cite: Citation,
    /// Whom the trial takes.
    pub population: Population,
}
