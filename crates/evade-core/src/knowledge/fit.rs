//! Whether a sample is of the population that a trial names.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::vocabulary::vocabulary;

vocabulary! {
    /// Whether a sample is of a trial's population, in what the review states of it.
    FitState in "trial_fit" {
        /// In everything that is stated and known.
        Fits = "fits",
        /// In one thing at least it is not.
        DoesNotFit = "does_not_fit",
        /// Something that decides is not known.
        CannotBeTold = "cannot_be_told",
    }
}

vocabulary! {
    /// What of a population is compared.
    Criterion in "trial_criterion" {
        /// Histology.
        Histology = "histology",
        /// Genes that are asked for as mutated, or as unaltered.
        Alteration = "alteration",
        /// PD-L1 tumour proportion score.
        Pdl1 = "pdl1",
        /// Earlier immune checkpoint inhibitors.
        PriorIci = "prior_ici",
        /// Progression on the earlier immune checkpoint inhibitor, and the class of resistance.
        Progression = "progression",
        /// Other earlier treatment.
        Line = "line",
        /// Further conditions.
        Further = "further",
        /// What sources say of the population.
        Sources = "sources",
    }
}

vocabulary! {
    /// Why a criterion is met, not met or unknown.
    FitReason in "trial_fit_reason" {
        /// The stated histology is one that the trial takes.
        HistologyTaken = "histology_taken",
        /// The stated histology is one that the trial does not take.
        HistologyNotTaken = "histology_not_taken",
        /// No histology is stated, or not precisely enough.
        HistologyNotStated = "histology_not_stated",
        /// The stated histology is not known to be non-small cell lung cancer.
        HistologyNotKnown = "histology_not_known",
        /// A gene that the trial asks for is mutated.
        AlterationPresent = "alteration_present",
        /// All genes of which the trial asks for one as mutated were covered, and no alteration was found.
        AlterationAbsent = "alteration_absent",
        /// A gene that excludes from the trial is altered.
        ExcludingAlteration = "excluding_alteration",
        /// None of the genes that exclude from the trial is altered.
        NoExcludingAlteration = "no_excluding_alteration",
        /// A gene that decides was not tested.
        AlterationNotTested = "alteration_not_tested",
        /// A gene that decides has a variant of unknown effect.
        AlterationUncertain = "alteration_uncertain",
        /// A gene that decides is altered in another way than by a mutation, such as a deletion or an amplification.
        AlterationOfOtherKind = "alteration_of_other_kind",
        /// PD-L1 is stated and high enough.
        Pdl1Reached = "pdl1_reached",
        /// PD-L1 is stated and too low.
        Pdl1NotReached = "pdl1_not_reached",
        /// PD-L1 is not stated.
        Pdl1NotStated = "pdl1_not_stated",
        /// The trial takes patients after an immune checkpoint inhibitor, and one is stated.
        PriorIciStated = "prior_ici_stated",
        /// The trial takes patients without an earlier immune checkpoint inhibitor, and one is stated.
        PriorIciExcludes = "prior_ici_excludes",
        /// The trial takes patients after an immune checkpoint inhibitor, and it is stated that there was none.
        PriorIciMissing = "prior_ici_missing",
        /// It is stated that there was no immune checkpoint inhibitor, as the trial asks.
        NoPriorIciStated = "no_prior_ici_stated",
        /// Nothing says whether there was an immune checkpoint inhibitor.
        PriorIciNotStated = "prior_ici_not_stated",
        /// The trial takes patients with and without an earlier immune checkpoint inhibitor.
        PriorIciEither = "prior_ici_either",
        /// The review does not say whether the trial takes patients after an immune checkpoint inhibitor.
        PriorIciNotInReview = "prior_ici_not_in_review",
        /// The trial asks for an immune checkpoint inhibitor of another kind than the one that is stated; other courses of treatment are in no input.
        PriorAgentOther = "prior_agent_other",
        /// The trial asks for a certain kind of immune checkpoint inhibitor, and no kind is stated.
        PriorAgentNotStated = "prior_agent_not_stated",
        /// The trial, or one of its cohorts, takes patients whose tumour progressed on an immune checkpoint inhibitor, and progression on it is stated.
        ProgressionStated = "progression_stated",
        /// The trial, or one of its cohorts, takes patients whose tumour progressed on an immune checkpoint inhibitor, and no progression so far is stated.
        NoProgressionStated = "no_progression_stated",
        /// The trial, or one of its cohorts, takes patients whose tumour progressed on an immune checkpoint inhibitor, and nothing says whether it did.
        ProgressionNotStated = "progression_not_stated",
        /// The trial, or one of its cohorts, takes patients whose tumour progressed on an immune checkpoint inhibitor; the stated progression came after it was stopped.
        ProgressionAfterStopping = "progression_after_stopping",
        /// The trial asks for progression only after an immune checkpoint inhibitor, and it is stated that there was none.
        ProgressionNotAsked = "progression_not_asked",
        /// The class of resistance is the one that the trial asks for.
        ResistanceTaken = "resistance_taken",
        /// The class of resistance is another one than the trial asks for.
        ResistanceNotTaken = "resistance_not_taken",
        /// The trial asks for a class of resistance, and neither primary nor acquired resistance is known.
        ResistanceNotStated = "resistance_not_stated",
        /// The trial asks for earlier treatment, or for none, of which no input tells.
        LineNotKnown = "line_not_known",
        /// It is stated that the trial takes patients with and without other earlier treatment.
        LineAny = "line_any",
        /// The trial takes patients after an immune checkpoint inhibitor or a targeted inhibitor, and progression on the former is stated.
        LineIci = "line_ici",
        /// The review does not state other earlier treatment.
        LineNotInReview = "line_not_in_review",
        /// The review states further conditions, which no input tells.
        FurtherNotCompared = "further_not_compared",
        /// Sources contradict each other on whom the trial takes.
        SourcesDisagree = "sources_disagree",
    }
}

/// One criterion of a population, compared with a sample.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FitCriterion {
    /// What was compared.
    pub criterion: Criterion,
    /// Whether the criterion is met.
    pub state: FitState,
    /// Why the criterion is met, is not met, or cannot be told.
    pub reason: FitReason,
    /// Genes that decide, for an alteration.
    pub genes: Vec<String>,
}

/// Whether a sample is of a trial's population, criterion by criterion. Stage, performance status, organ function and whatever
/// else a trial asks for are not compared: only the trial's investigators decide who enters it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TrialFit {
    /// The trial.
    pub trial: String,
    /// The state of all criteria together.
    pub state: FitState,
    /// The criteria, in the order in which they were compared.
    pub criteria: Vec<FitCriterion>,
}

impl TrialFit {
    /// Joins criteria: one that is not met decides, else one that cannot be told.
    #[must_use]
    pub fn of_criteria(trial: &str, criteria: Vec<FitCriterion>) -> Self {
        let has = |state| criteria.iter().any(|criterion| criterion.state == state);
        let state = if has(FitState::DoesNotFit) {
            FitState::DoesNotFit
        } else if has(FitState::CannotBeTold) || criteria.is_empty() {
            FitState::CannotBeTold
        } else {
            FitState::Fits
        };
        Self { trial: trial.to_owned(), state, criteria }
    }
}
