//! The inputs of a course: what is stated, what is missing, and what cannot be.

use evade_core::{
    BestResponse, ClinicalDates, ClinicalFacts, Confirmation, Date, LastDose, Progression, ResistanceReason,
};

use super::rules::ResistanceRules;

/// An input, or why it is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stated<T> {
    Known(T),
    Unknown(ResistanceReason),
}

impl<T> Stated<T> {
    /// Why it is not known.
    pub(super) fn missing(&self) -> Option<ResistanceReason> {
        match self {
            Self::Known(_) => None,
            Self::Unknown(reason) => Some(*reason),
        }
    }
}

/// The last dose in days from the first one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LastDay {
    Day(i32),
    Ongoing,
}

/// Progression in days from the first dose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ProgressionDay {
    Day(i32),
    NoneSoFar,
}

/// What is stated of a course. Days are unknown where the first dose is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Course {
    /// Whether the first dose has a date.
    pub(super) has_start: bool,
    pub(super) last: Stated<LastDay>,
    pub(super) progression: Stated<ProgressionDay>,
    pub(super) response: Stated<BestResponse>,
    pub(super) confirmed: Stated<bool>,
    /// What cannot be.
    pub(super) faults: Vec<ResistanceReason>,
}

impl Course {
    /// Reads what the sheet says. `today` is the date after which nothing can have happened.
    pub(super) fn of(rules: &ResistanceRules, facts: &ClinicalFacts, today: Option<Date>) -> Self {
        let ClinicalDates { ici_start, ici_end, progression, .. } = facts.dates;
        // Days from a first dose that is not known mean nothing; that something is stated does.
        let day = |date: Date| ici_start.map_or(0, |start| date.days_since(start));
        let last = match ici_end {
            None => Stated::Unknown(ResistanceReason::LastDoseMissing),
            Some(LastDose::Ongoing) => Stated::Known(LastDay::Ongoing),
            Some(LastDose::On(date)) => Stated::Known(LastDay::Day(day(date))),
        };
        let progression = match progression {
            None => Stated::Unknown(ResistanceReason::ProgressionMissing),
            Some(Progression::NoneSoFar) => Stated::Known(ProgressionDay::NoneSoFar),
            Some(Progression::On(date)) => Stated::Known(ProgressionDay::Day(day(date))),
        };
        Self {
            has_start: ici_start.is_some(),
            last,
            progression,
            response: response(facts.best_response.as_deref()),
            confirmed: confirmed(facts.response_confirmed.as_deref()),
            faults: faults(rules, &facts.dates, today),
        }
    }

    /// Why nothing can be said of the course's time: inputs without which no class is possible.
    pub(super) fn missing(&self) -> Vec<ResistanceReason> {
        let start = (!self.has_start).then_some(ResistanceReason::FirstDoseMissing);
        start.into_iter().chain(self.progression.missing()).collect()
    }
}

fn response(words: Option<&str>) -> Stated<BestResponse> {
    let Some(words) = words else { return Stated::Unknown(ResistanceReason::BestResponseMissing) };
    match BestResponse::read(words) {
        None => Stated::Unknown(ResistanceReason::BestResponseUnread),
        Some(BestResponse::Unknown) => Stated::Unknown(ResistanceReason::BestResponseMissing),
        Some(BestResponse::NotEvaluable) => Stated::Unknown(ResistanceReason::ResponseNotEvaluable),
        Some(response) => Stated::Known(response),
    }
}

fn confirmed(words: Option<&str>) -> Stated<bool> {
    let Some(words) = words else { return Stated::Unknown(ResistanceReason::ConfirmationMissing) };
    match Confirmation::read(words) {
        None => Stated::Unknown(ResistanceReason::ConfirmationUnread),
        Some(Confirmation::Unknown) => Stated::Unknown(ResistanceReason::ConfirmationMissing),
        Some(confirmation) => Stated::Known(confirmation == Confirmation::Yes),
    }
}

/// Dates that cannot be as they are.
fn faults(rules: &ResistanceRules, dates: &ClinicalDates, today: Option<Date>) -> Vec<ResistanceReason> {
    let start = dates.ici_start;
    let end = dates.ici_end.and_then(|end| if let LastDose::On(date) = end { Some(date) } else { None });
    let progression = dates.progression.and_then(|progression| match progression {
        Progression::On(date) => Some(date),
        Progression::NoneSoFar => None,
    });
    let days = |later: Option<Date>| Some(later?.days_since(start?));
    let is_future = |date: Date| today.is_some_and(|today| date > today);
    [
        (days(end).is_some_and(|days| days < 0), ResistanceReason::LastDoseBeforeFirst),
        (days(progression).is_some_and(|days| days <= 0), ResistanceReason::ProgressionNotAfterFirstDose),
        (
            start.is_some_and(|start| f64::from(start.year()) < rules.first_year.value),
            ResistanceReason::FirstDoseTooEarly,
        ),
        ([start, end, progression].into_iter().flatten().any(is_future), ResistanceReason::DateInFuture),
    ]
    .into_iter()
    .filter_map(|(is_so, reason)| is_so.then_some(reason))
    .collect()
}
