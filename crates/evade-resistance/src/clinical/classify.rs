//! From the inputs of a course to its classes. An input that is missing is missing only where it matters: a rule set is asked
//! about every value that it could have, and if they agree, the class is known without it.

use evade_core::{
    BestResponse, BiopsyTime, ClinicalFacts, Confirmation, Date, LastDose, ResistanceClass, ResistanceCourse,
    ResistanceReason, ResistanceVerdict,
};

use super::course::{Course, LastDay, ProgressionDay, Stated};
use super::rule_sets::{Known, Said, nsclc_2021, sitc_review};
use super::rules::ResistanceRules;
use crate::regimen::{Regimen, RegimenDrugs};

/// A rule set.
type RuleSet = fn(&ResistanceRules, Known) -> Said;

/// The class of a patient's course of treatment under both rule sets, from what the sheet says of it. `today` is the date
/// after which nothing can have happened; without it no date is in the future. Nothing is inferred from RNA or DNA.
#[must_use]
pub fn classify(rules: &ResistanceRules, facts: &ClinicalFacts, today: Option<Date>) -> ResistanceCourse {
    let course = Course::of(rules, facts, today);
    let regimen = Regimen::read(&rules.regimen, facts.regimen.as_deref());
    let sitc = with_regimen_of_sitc(said(rules, &course, sitc_review), regimen);
    let nsclc = with_regimen_of_nsclc(said(rules, &course, nsclc_2021), regimen);
    let verdict = |Said { class, reasons }| ResistanceVerdict { class, reasons };
    let is_contradicted =
        [&sitc, &nsclc].iter().any(|said| said.reasons.contains(&ResistanceReason::ResponseContradictsDates));
    let months = if is_contradicted { Months::default() } else { Months::of(rules, &course) };
    ResistanceCourse {
        rules: rules.id.clone(),
        sitc_review: verdict(sitc),
        nsclc_2021: verdict(nsclc),
        months: months.to_progression,
        months_treated: months.treated,
        months_after_last_dose: months.after_last_dose,
        best_response: facts.best_response.as_deref().and_then(BestResponse::read),
        response_confirmed: facts.response_confirmed.as_deref().and_then(Confirmation::read),
        biopsy: biopsy_time(rules, facts, &course, regimen),
    }
}

/// When the biopsy was taken. Dates that cannot be, and those of a treatment that is not known to be a checkpoint inhibitor, say
/// nothing; nor does another treatment say what was given before it. Without a last dose a biopsy after the first one counts as
/// under treatment only where the sheet says that treatment goes on.
fn biopsy_time(
    rules: &ResistanceRules,
    facts: &ClinicalFacts,
    course: &Course,
    regimen: Regimen,
) -> BiopsyTime {
    let dates = &facts.dates;
    let has_dates = dates.ici_start.is_some() || dates.ici_end.is_some();
    if regimen.drugs == RegimenDrugs::Denied && !has_dates {
        return BiopsyTime::Untreated;
    }
    if regimen.leaves_dates_open() || !course.faults.is_empty() {
        return BiopsyTime::NotKnown;
    }
    let Some((collected, start)) = dates.collection.zip(dates.ici_start) else { return BiopsyTime::NotKnown };
    if collected <= start {
        return BiopsyTime::Untreated;
    }
    match dates.ici_end {
        Some(LastDose::Ongoing) => BiopsyTime::UnderTreatment,
        Some(LastDose::On(end)) if f64::from(collected.days_since(end)) <= rules.on_treatment_days.value => {
            BiopsyTime::UnderTreatment
        }
        Some(LastDose::On(_)) => BiopsyTime::AfterTreatment,
        None => BiopsyTime::NotKnown,
    }
}

/// What a rule set says of a course of which some inputs may not be known.
fn said(rules: &ResistanceRules, course: &Course, rule_set: RuleSet) -> Said {
    let not_assessable = |reasons: Vec<ResistanceReason>| Said::new(ResistanceClass::NotAssessable, reasons);
    if !course.faults.is_empty() {
        return not_assessable(course.faults.clone());
    }
    let is = |response: BestResponse| course.response == Stated::Known(response);
    let missing = course.missing();
    if !missing.is_empty() {
        let others = [course.last.missing(), course.response.missing(), missing_confirmation(course)];
        return not_assessable(missing.into_iter().chain(others.into_iter().flatten()).collect());
    }
    match course.progression {
        Stated::Known(ProgressionDay::NoneSoFar) if is(BestResponse::Progressive) => {
            not_assessable(vec![ResistanceReason::ResponseContradictsDates])
        }
        Stated::Known(ProgressionDay::NoneSoFar) => {
            Said::new(ResistanceClass::NoProgression, [ResistanceReason::NoProgressionStated])
        }
        _ if is(BestResponse::Pathological) => not_assessable(vec![ResistanceReason::PathologicalResponse]),
        Stated::Known(ProgressionDay::Day(day)) => of_progression(rules, course, day, rule_set),
        Stated::Unknown(reason) => not_assessable(vec![reason]),
    }
}

/// Why the confirmation is not known, where a response may need one.
fn missing_confirmation(course: &Course) -> Option<ResistanceReason> {
    match course.response {
        Stated::Known(response) if !response.is_objective() => None,
        _ => course.confirmed.missing(),
    }
}

/// What a rule set says of progression on this day after the first dose, over every value of what is not known.
fn of_progression(rules: &ResistanceRules, course: &Course, progression: i32, rule_set: RuleSet) -> Said {
    use BestResponse::{Complete, Partial, Progressive, Stable};
    let responses = match course.response {
        Stated::Known(response) => vec![response],
        Stated::Unknown(_) => vec![Complete, Partial, Stable, Progressive],
    };
    let confirmations = match course.confirmed {
        Stated::Known(is_confirmed) => vec![is_confirmed],
        Stated::Unknown(_) => vec![true, false],
    };
    let last_days = match course.last {
        Stated::Known(last) => vec![last],
        Stated::Unknown(_) => possible_last_days(rules, progression),
    };
    let said =
        |response, is_confirmed, last| rule_set(rules, Known { response, is_confirmed, last, progression });
    let mut all: Vec<Said> = Vec::new();
    // Whether the class depends on an input whatever the others are.
    let (mut on_response, mut on_confirmation, mut on_last) = (false, false, false);
    for &response in &responses {
        for &is_confirmed in &confirmations {
            for &last in &last_days {
                let one = said(response, is_confirmed, last);
                on_response |= said(responses[0], is_confirmed, last).class != one.class;
                on_confirmation |= said(response, confirmations[0], last).class != one.class;
                on_last |= said(response, is_confirmed, last_days[0]).class != one.class;
                all.push(one);
            }
        }
    }
    let Some((first, rest)) = all.split_first() else { return Said::new(ResistanceClass::NotAssessable, []) };
    // What holds whatever the missing inputs are.
    let common = first.reasons.iter().copied().filter(|r| rest.iter().all(|said| said.reasons.contains(r)));
    if rest.iter().all(|said| said.class == first.class) {
        return Said::new(first.class, common);
    }
    let missing = [
        course.response.missing().filter(|_| on_response),
        course.confirmed.missing().filter(|_| on_confirmation),
        course.last.missing().filter(|_| on_last),
    ];
    Said::new(ResistanceClass::NotAssessable, common.chain(missing.into_iter().flatten()))
}

/// Last doses between which no class changes: one to either side of every boundary, none after progression, and treatment
/// that goes on.
fn possible_last_days(rules: &ResistanceRules, progression: i32) -> Vec<LastDay> {
    let after_last_dose = [
        rules.on_treatment_days.value,
        rules.after_last_dose_months.value * rules.days_per_month.value,
        rules.longest_interval_days.value,
    ];
    let exposed = (rules.least_exposure_days.value - rules.dosing_interval_days.value).ceil() as i32;
    let before = after_last_dose.iter().map(|days| progression - days.floor() as i32);
    let mut days: Vec<i32> = before
        .flat_map(|day| [day - 1, day])
        .chain([exposed - 1, exposed, 0, progression])
        .filter(|day| (0..=progression).contains(day))
        .collect();
    days.sort_unstable();
    days.dedup();
    days.into_iter().map(LastDay::Day).chain([LastDay::Ongoing]).collect()
}

/// Whether the course may have a class at all, and what is said of the regimen for both rule sets: one without an immune
/// checkpoint inhibitor, and settings with definitions of their own, have none.
fn with_regimen(said: Said, regimen: Regimen) -> Said {
    let in_the_way = [
        regimen.is_without_ici().then_some(ResistanceReason::RegimenWithoutIci),
        (regimen.drugs == RegimenDrugs::Unread).then_some(ResistanceReason::RegimenUnread),
        regimen.is_other_setting.then_some(ResistanceReason::OtherSetting),
    ];
    if in_the_way.iter().any(Option::is_some) {
        let reasons = said.reasons.into_iter().chain(in_the_way.into_iter().flatten());
        return Said::new(ResistanceClass::NotAssessable, reasons);
    }
    let is_class = said.class != ResistanceClass::NotAssessable;
    let remark =
        (is_class && regimen.drugs == RegimenDrugs::Unknown).then_some(ResistanceReason::RegimenUnknown);
    Said::new(said.class, said.reasons.into_iter().chain(remark))
}

fn with_regimen_of_sitc(said: Said, regimen: Regimen) -> Said {
    let said = with_regimen(said, regimen);
    let is_class = said.class != ResistanceClass::NotAssessable;
    let is_combination =
        matches!(regimen.drugs, RegimenDrugs::Ici { has_pd1: true, is_combination: true, .. });
    let remark = (is_class && is_combination).then_some(ResistanceReason::CombinationRegimen);
    Said::new(said.class, said.reasons.into_iter().chain(remark))
}

/// A PD-1 or PD-L1 antibody is part of the definition: a regimen without one that is known leaves the class open, and one
/// that is not stated is said where the definition is met.
fn with_regimen_of_nsclc(said: Said, regimen: Regimen) -> Said {
    let said = with_regimen(said, regimen);
    let is_of_pd1 = !matches!(said.class, ResistanceClass::NotAssessable | ResistanceClass::NoProgression);
    let (class, remark) = match regimen.drugs {
        RegimenDrugs::Unknown | RegimenDrugs::Ici { has_pd1: false, .. } if is_of_pd1 => {
            (ResistanceClass::NotAssessable, Some(ResistanceReason::RegimenWithoutPd1))
        }
        RegimenDrugs::Missing if said.class == ResistanceClass::Acquired => {
            (said.class, Some(ResistanceReason::RegimenMissing))
        }
        _ => (said.class, None),
    };
    Said::new(class, said.reasons.into_iter().chain(remark))
}

/// Durations, rounded down to a tenth.
#[derive(Default)]
struct Months {
    to_progression: Option<f64>,
    treated: Option<f64>,
    after_last_dose: Option<f64>,
}

impl Months {
    /// None of dates that cannot be, nor without a first dose to count from.
    fn of(rules: &ResistanceRules, course: &Course) -> Self {
        let is_sound = course.has_start && course.faults.is_empty();
        let months = |days: Option<i32>| {
            let days = days.filter(|days| is_sound && *days >= 0)?;
            Some((rules.months(days) * 10.0).floor() / 10.0)
        };
        let progression = match course.progression {
            Stated::Known(ProgressionDay::Day(day)) => Some(day),
            _ => None,
        };
        let last = match course.last {
            Stated::Known(LastDay::Day(day)) => Some(day),
            _ => None,
        };
        Self {
            to_progression: months(progression),
            treated: months(last),
            after_last_dose: months(progression.zip(last).map(|(progression, last)| progression - last)),
        }
    }
}
