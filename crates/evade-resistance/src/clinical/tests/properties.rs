//! What holds of every course.

use evade_core::{
    BestResponse, ClinicalDates, ClinicalFacts, Date, LastDose, Progression, ResistanceClass,
    ResistanceReason,
};
use proptest::prelude::*;

use super::super::course::LastDay;
use super::super::rule_sets::{Known, nsclc_2021, sitc_review};
use super::{built_in, classify};

/// The day so many days after 2020-01-01.
fn day(days: i32) -> Date {
    let (mut date, mut left) = ((2020_u16, 1_u8, 1_u8), days);
    loop {
        let here = Date::new(date.0, date.1, date.2);
        match here {
            Ok(here) if left == 0 => return here,
            Ok(_) => {
                left -= 1;
                date.2 += 1;
            }
            Err(_) if date.1 == 12 => date = (date.0 + 1, 1, 1),
            Err(_) => date = (date.0, date.1 + 1, 1),
        }
    }
}

const RESPONSES: [&str; 7] = ["CR", "PR", "SD", "PD", "NE", "pCR", "?"];
const CONFIRMATIONS: [&str; 3] = ["yes", "no", "unknown"];

/// First dose, last dose and progression in days (`None` missing; a last dose below 0 is `ongoing`, a progression below 0 is
/// `none`), places of the words.
type Drawn = (Option<i32>, Option<i32>, Option<i32>, Option<usize>, Option<usize>);

fn facts((start, end, progression, response, confirmed): Drawn) -> ClinicalFacts {
    ClinicalFacts {
        sex: None,
        regimen: Some("nivolumab".to_owned()),
        best_response: response.map(|place| RESPONSES[place].to_owned()),
        response_confirmed: confirmed.map(|place| CONFIRMATIONS[place].to_owned()),
        dates: ClinicalDates {
            collection: None,
            ici_start: start.map(day),
            ici_end: end.map(|end| if end < 0 { LastDose::Ongoing } else { LastDose::On(day(end)) }),
            progression: progression.map(|at| match at {
                ..0 => Progression::NoneSoFar,
                at => Progression::On(day(at)),
            }),
        },
    }
}

fn drawn() -> impl Strategy<Value = Drawn> {
    let days = || prop::option::weighted(0.85, -1..700_i32);
    (
        prop::option::weighted(0.9, 0..200_i32),
        days(),
        days(),
        prop::option::weighted(0.8, 0..RESPONSES.len()),
        prop::option::weighted(0.7, 0..CONFIRMATIONS.len()),
    )
}

proptest! {
    #[test]
    fn a_class_keeps_to_its_definition(drawn in drawn()) {
        use ResistanceClass::{Acquired, AfterStopping, LeftOpen, NoProgression, NotAssessable, NotMet, Primary};
        let course = classify(&built_in(), &facts(drawn), None);
        let (sitc, nsclc) = (course.sitc_review.class, course.nsclc_2021.class);
        prop_assert!(!matches!(sitc, NotMet | LeftOpen));
        prop_assert!(nsclc != Primary);
        if sitc == Primary {
            prop_assert!(course.months.unwrap() < 6.0);
        }
        if sitc == Acquired {
            prop_assert!(course.months.unwrap() >= 6.0);
            prop_assert!(course.best_response != Some(BestResponse::Progressive));
        }
        if nsclc == Acquired {
            prop_assert!(course.best_response.unwrap().is_objective());
            prop_assert!(course.months_after_last_dose.unwrap_or(0.0) < 6.0);
        }
        prop_assert_eq!(sitc == NoProgression, nsclc == NoProgression);
        if sitc == AfterStopping {
            prop_assert!(course.months_after_last_dose.unwrap() >= 2.7);
        }
        // Every class has its reason, and a missing class the input or the contradiction that is in its way.
        prop_assert!(!course.sitc_review.reasons.is_empty() && !course.nsclc_2021.reasons.is_empty());
        if drawn.0.is_none() {
            prop_assert_eq!((sitc, nsclc), (NotAssessable, NotAssessable));
            prop_assert!(course.months.is_none() && course.months_treated.is_none());
        }
    }

    /// A class that is stated without an input is stated with each value of it too.
    #[test]
    fn an_input_that_was_missing_changes_no_class(drawn in drawn(), end in -1..700_i32, response in 0..4_usize, confirmed in 0..2_usize) {
        let before = classify(&built_in(), &facts(drawn), None);
        let filled = [
            drawn.1.is_none().then_some((drawn.0, Some(end), drawn.2, drawn.3, drawn.4)),
            drawn.3.is_none().then_some((drawn.0, drawn.1, drawn.2, Some(response), drawn.4)),
            drawn.4.is_none().then_some((drawn.0, drawn.1, drawn.2, drawn.3, Some(confirmed))),
        ];
        for filled in filled.into_iter().flatten() {
            let after = classify(&built_in(), &facts(filled), None);
            // What cannot be is found only when it is stated.
            let impossible = [ResistanceReason::LastDoseBeforeFirst, ResistanceReason::ResponseContradictsDates];
            if after.reasons().iter().any(|reason| impossible.contains(reason)) {
                continue;
            }
            for (before, after) in [(&before.sitc_review, &after.sitc_review), (&before.nsclc_2021, &after.nsclc_2021)] {
                if before.class != ResistanceClass::NotAssessable {
                    prop_assert_eq!(before.class, after.class);
                }
            }
        }
    }

    /// The last doses that are tried stand for all of them.
    #[test]
    fn the_last_doses_that_are_tried_stand_for_all(progression in 1..700_i32, response in 0..4_usize, is_confirmed: bool) {
        use BestResponse::{Complete, Partial, Progressive, Stable};
        let rules = built_in();
        let response_of = [Complete, Partial, Stable, Progressive][response];
        let confirmed = usize::from(!is_confirmed);
        let course = classify(&rules, &facts((Some(0), None, Some(progression), Some(response), Some(confirmed))), None);
        for (rule_set, verdict) in [(sitc_review as fn(&_, _) -> _, &course.sitc_review), (nsclc_2021, &course.nsclc_2021)] {
            let said = |last| {
                let known = Known { response: response_of, is_confirmed, last, progression };
                rule_set(&rules, known).class
            };
            let first = said(LastDay::Ongoing);
            let is_same = (0..=progression).all(|last| said(LastDay::Day(last)) == first);
            let expected = if is_same { first } else { ResistanceClass::NotAssessable };
            prop_assert_eq!(verdict.class, expected);
            prop_assert_eq!(verdict.reasons.contains(&ResistanceReason::LastDoseMissing), !is_same);
        }
    }

    /// A course is the same whenever it happened.
    #[test]
    fn dates_as_such_do_not_matter(drawn in drawn(), shift in 0..900_i32) {
        let moved = |days: Option<i32>| days.map(|days| if days < 0 { days } else { days + shift });
        let later = (moved(drawn.0), moved(drawn.1), moved(drawn.2), drawn.3, drawn.4);
        prop_assert_eq!(classify(&built_in(), &facts(drawn), None), classify(&built_in(), &facts(later), None));
    }
}
