//! The two rule sets on a course of which everything is known.

use evade_core::{BestResponse, ResistanceClass, ResistanceReason};

use super::course::LastDay;
use super::rules::{ResistanceRules, Unconfirmed};

/// A course with progression of which everything is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Known {
    /// One of the four categories of RECIST.
    pub(super) response: BestResponse,
    pub(super) is_confirmed: bool,
    pub(super) last: LastDay,
    /// Progression in days from the first dose.
    pub(super) progression: i32,
}

/// What a rule set says of it. Reasons stand in the order of their list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) class: ResistanceClass,
    pub(super) reasons: Vec<ResistanceReason>,
}

impl Said {
    pub(super) fn new(class: ResistanceClass, reasons: impl IntoIterator<Item = ResistanceReason>) -> Self {
        let mut reasons: Vec<ResistanceReason> = reasons.into_iter().collect();
        reasons.sort_unstable();
        reasons.dedup();
        Self { class, reasons }
    }
}

impl Known {
    /// Days from the last dose to progression; none or fewer where treatment goes on beyond it.
    fn after_last_dose(self) -> i32 {
        match self.last {
            LastDay::Day(last) => self.progression - last,
            LastDay::Ongoing => 0,
        }
    }

    /// Days under the drug until progression: a dose counts until the next one would be given.
    fn exposure(self, rules: &ResistanceRules) -> f64 {
        let until_progression = f64::from(self.progression);
        match self.last {
            LastDay::Day(last) => until_progression.min(f64::from(last) + rules.dosing_interval_days.value),
            LastDay::Ongoing => until_progression,
        }
    }

    /// Whether progression came at the boundary of lasting benefit or later.
    fn is_lasting(self, rules: &ResistanceRules) -> bool {
        rules.months(self.progression) >= rules.benefit_months.value
    }

    fn is_progressive(self) -> bool {
        self.response == BestResponse::Progressive
    }

    fn is_unconfirmed(self) -> bool {
        self.response.is_objective() && !self.is_confirmed
    }
}

/// A reason if something is so.
fn when(is_so: bool, reason: ResistanceReason) -> Option<ResistanceReason> {
    is_so.then_some(reason)
}

/// Whether a number of days is near a boundary.
fn is_near(rules: &ResistanceRules, days: i32, boundary_days: f64) -> bool {
    is_within(rules, f64::from(days), boundary_days)
}

fn is_within(rules: &ResistanceRules, days: f64, boundary_days: f64) -> bool {
    (days - boundary_days).abs() <= rules.near_boundary_days.value
}

/// The review's definition: benefit of under six months is primary, of six months or more acquired, and progression after
/// stopping is a class of its own.
pub(super) fn sitc_review(rules: &ResistanceRules, course: Known) -> Said {
    let is_lasting = course.is_lasting(rules);
    if course.is_progressive() && is_lasting {
        return Said::new(ResistanceClass::NotAssessable, [ResistanceReason::ResponseContradictsDates]);
    }
    let after = course.after_last_dose();
    let on_treatment_days = rules.on_treatment_days.value;
    let (exposure, least) = (course.exposure(rules), rules.least_exposure_days.value);
    let is_short = exposure < least;
    let near_end = when(is_near(rules, after, on_treatment_days), ResistanceReason::NearBoundary);
    if f64::from(after) > on_treatment_days {
        let short = when(is_short, ResistanceReason::ExposureShort);
        let reasons = [Some(ResistanceReason::StoppedBefore), short, near_end];
        return Said::new(ResistanceClass::AfterStopping, reasons.into_iter().flatten());
    }
    let unconfirmed = rules.unconfirmed_response.sitc_review == Unconfirmed::StableDisease;
    let benefit_days = rules.benefit_months.value * rules.days_per_month.value;
    let remarks = [
        near_end,
        when(is_near(rules, course.progression, benefit_days), ResistanceReason::NearBoundary),
        // Exposure decides between primary resistance and no class.
        when(!is_lasting && is_within(rules, exposure, least), ResistanceReason::NearBoundary),
        when(f64::from(after) > rules.longest_interval_days.value, ResistanceReason::SoonAfterLastDose),
        when(after < 0, ResistanceReason::TreatedBeyondProgression),
        when(unconfirmed && course.is_unconfirmed(), ResistanceReason::ResponseUnconfirmed),
    ];
    let (class, why) = if is_lasting {
        let onset = when(course.response.is_objective(), ResistanceReason::ResponseOnsetUnknown);
        (ResistanceClass::Acquired, [Some(ResistanceReason::BenefitSixMonths), onset])
    } else if is_short {
        let short = Some(ResistanceReason::ExposureShort);
        (ResistanceClass::NotAssessable, [Some(ResistanceReason::ProgressionWithinSixMonths), short])
    } else {
        (ResistanceClass::Primary, [Some(ResistanceReason::ProgressionWithinSixMonths), None])
    };
    Said::new(class, why.into_iter().chain(remarks).flatten())
}

/// Acquired resistance in NSCLC: an objective response, and progression within six months of the last dose. Nothing else is
/// defined.
pub(super) fn nsclc_2021(rules: &ResistanceRules, course: Known) -> Said {
    if course.is_progressive() {
        return if course.is_lasting(rules) {
            Said::new(ResistanceClass::NotAssessable, [ResistanceReason::ResponseContradictsDates])
        } else {
            Said::new(ResistanceClass::NotMet, [ResistanceReason::NoObjectiveResponse])
        };
    }
    let after = course.after_last_dose();
    let window = rules.after_last_dose_months.value;
    let near =
        when(is_near(rules, after, window * rules.days_per_month.value), ResistanceReason::NearBoundary);
    if rules.months(after) > window {
        let reasons = [Some(ResistanceReason::OverSixMonthsAfterLastDose), near];
        return Said::new(ResistanceClass::AfterStopping, reasons.into_iter().flatten());
    }
    let unconfirmed = when(course.is_unconfirmed(), ResistanceReason::ResponseUnconfirmed);
    let kind = match (course.response.is_objective(), course.is_confirmed) {
        (false, _) => Unconfirmed::StableDisease,
        (true, true) => Unconfirmed::Response,
        (true, false) => rules.unconfirmed_response.nsclc_2021,
    };
    let (class, why) = match kind {
        Unconfirmed::Response => {
            (ResistanceClass::Acquired, when(course.is_confirmed, ResistanceReason::ObjectiveResponse))
        }
        Unconfirmed::StableDisease => {
            (ResistanceClass::LeftOpen, Some(ResistanceReason::StableDiseaseLeftOpen))
        }
        Unconfirmed::LeftOpen => (ResistanceClass::LeftOpen, None),
    };
    Said::new(class, [why, unconfirmed, near].into_iter().flatten())
}
