//! Earlier treatment of a sample's patient, compared with what a trial asks for.

use evade_core::{
    Criterion, FitCriterion, FitReason, FitState, Population, PopulationResistance, PriorAgent, PriorIci,
    TreatmentLine,
};

use super::fit::criterion;

/// Which immune checkpoint inhibitor is stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatedAgent {
    /// None by name or class.
    NotStated,
    /// Nivolumab.
    Nivolumab,
    /// Another antibody to PD-1 or PD-L1.
    Pd1,
    /// Inhibitors of other checkpoints alone.
    OtherIci,
}

/// What is stated of progression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatedProgression {
    /// Nothing that can be.
    NotStated,
    /// None so far.
    NoneSoFar,
    /// On the immune checkpoint inhibitor.
    OnTreatment,
    /// After it was stopped.
    AfterStopping,
}

/// Earlier treatment of a sample's patient. An empty cell says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PriorTreatment {
    /// Whether the patient had an immune checkpoint inhibitor; `None` where nothing says so.
    pub ici: Option<bool>,
    /// Which one.
    pub agent: StatedAgent,
    /// Whether the tumour progressed.
    pub progression: StatedProgression,
    /// Primary or acquired resistance by the review's definition.
    pub class: Option<PopulationResistance>,
}

/// The criteria of earlier treatment.
pub(super) fn criteria(population: &Population, prior: PriorTreatment) -> Vec<FitCriterion> {
    let mut criteria = vec![prior_ici(population, prior)];
    if population.progressed || population.resistance.is_some() {
        criteria.push(progression(population, prior));
    }
    criteria.push(line(population.line, prior));
    criteria
}

fn prior_ici(population: &Population, prior: PriorTreatment) -> FitCriterion {
    use FitState::{CannotBeTold, DoesNotFit, Fits};
    let is_any = population.prior_agent == PriorAgent::Any;
    let (state, reason) = match (population.prior_ici, prior.ici) {
        (PriorIci::NotStated, _) => (CannotBeTold, FitReason::PriorIciNotInReview),
        (PriorIci::Mixed, Some(false)) => (Fits, FitReason::PriorIciEither),
        (PriorIci::Mixed, None) if is_any => (Fits, FitReason::PriorIciEither),
        (_, None) => (CannotBeTold, FitReason::PriorIciNotStated),
        (PriorIci::Yes, Some(true)) => {
            of_agent(population.prior_agent, prior.agent, FitReason::PriorIciStated)
        }
        (PriorIci::Mixed, Some(true)) => {
            of_agent(population.prior_agent, prior.agent, FitReason::PriorIciEither)
        }
        (PriorIci::Yes, Some(false)) => (DoesNotFit, FitReason::PriorIciMissing),
        (PriorIci::No, Some(true)) => (DoesNotFit, FitReason::PriorIciExcludes),
        (PriorIci::No, Some(false)) => (Fits, FitReason::NoPriorIciStated),
    };
    criterion(Criterion::PriorIci, state, reason)
}

/// Whether the stated inhibitor is of the kind that is asked for. One of another kind excludes nothing: the patient may have had
/// both, in courses of which no input tells.
fn of_agent(asked: PriorAgent, stated: StatedAgent, met: FitReason) -> (FitState, FitReason) {
    match (asked, stated) {
        (PriorAgent::Any, _)
        | (PriorAgent::Pd1, StatedAgent::Pd1 | StatedAgent::Nivolumab)
        | (PriorAgent::Nivolumab, StatedAgent::Nivolumab) => (FitState::Fits, met),
        (_, StatedAgent::NotStated) => (FitState::CannotBeTold, FitReason::PriorAgentNotStated),
        _ => (FitState::CannotBeTold, FitReason::PriorAgentOther),
    }
}

fn progression(population: &Population, prior: PriorTreatment) -> FitCriterion {
    use FitState::{CannotBeTold, DoesNotFit, Fits};
    let is_either = population.prior_ici == PriorIci::Mixed;
    let (state, reason) = match (prior.ici, prior.progression, population.resistance) {
        (Some(false), _, _) if is_either => (Fits, FitReason::ProgressionNotAsked),
        (Some(true), StatedProgression::NoneSoFar, _)
            if population.line == TreatmentLine::AfterIciOrTargeted =>
        {
            (CannotBeTold, FitReason::NoProgressionStated)
        }
        (Some(true), StatedProgression::NoneSoFar, _) => (DoesNotFit, FitReason::NoProgressionStated),
        (Some(true), _, Some(asked)) => match prior.class {
            Some(class) if class == asked => (Fits, FitReason::ResistanceTaken),
            Some(_) => (DoesNotFit, FitReason::ResistanceNotTaken),
            None => (CannotBeTold, FitReason::ResistanceNotStated),
        },
        (Some(true), StatedProgression::OnTreatment, None) => (Fits, FitReason::ProgressionStated),
        (Some(true), StatedProgression::AfterStopping, None) => {
            (CannotBeTold, FitReason::ProgressionAfterStopping)
        }
        (Some(true), StatedProgression::NotStated, None) | (None | Some(false), _, _) => {
            (CannotBeTold, FitReason::ProgressionNotStated)
        }
    };
    criterion(Criterion::Progression, state, reason)
}

fn line(asked: TreatmentLine, prior: PriorTreatment) -> FitCriterion {
    let has_progressed = prior.ici == Some(true)
        && matches!(prior.agent, StatedAgent::Pd1 | StatedAgent::Nivolumab)
        && prior.progression == StatedProgression::OnTreatment;
    let (state, reason) = match asked {
        TreatmentLine::AfterIci | TreatmentLine::Mixed => (FitState::Fits, FitReason::LineAny),
        TreatmentLine::AfterIciOrTargeted if has_progressed => (FitState::Fits, FitReason::LineIci),
        TreatmentLine::NotStated => (FitState::CannotBeTold, FitReason::LineNotInReview),
        TreatmentLine::Untreated
        | TreatmentLine::AfterIciAndPlatinum
        | TreatmentLine::AfterIciOrTargeted
        | TreatmentLine::AfterTargeted
        | TreatmentLine::Pretreated => (FitState::CannotBeTold, FitReason::LineNotKnown),
    };
    criterion(Criterion::Line, state, reason)
}
