//! Courses computed by hand at every boundary, and what holds of every course.

mod properties;

use evade_core::{BiopsyTime, ClinicalDates, ClinicalFacts, Date, ResistanceCourse};

use super::classify;
use super::rules::tests::built_in;

/// A cell of a sheet; empty means missing.
fn cell<T: std::str::FromStr>(text: &str) -> Option<T>
where
    T::Err: std::fmt::Debug,
{
    (!text.is_empty()).then(|| text.parse().unwrap())
}

/// First dose, last dose, best response, confirmed, progression; empty where missing. The drug is pembrolizumab.
pub(super) fn facts([start, end, response, confirmed, progression]: [&str; 5]) -> ClinicalFacts {
    ClinicalFacts {
        sex: None,
        regimen: Some("pembrolizumab".to_owned()),
        best_response: cell(response),
        response_confirmed: cell(confirmed),
        dates: ClinicalDates {
            collection: None,
            ici_start: cell(start),
            ici_end: cell(end),
            progression: cell(progression),
        },
    }
}

/// Both classes, months and reasons, as a row of the table has them.
fn row_of(course: &ResistanceCourse) -> String {
    let reasons: Vec<&str> = course.reasons().iter().map(|reason| reason.as_str()).collect();
    let months = course.months.map_or("NA".to_owned(), |months| format!("{months:.1}"));
    format!("{} {} {months} {}", course.sitc_review.class, course.nsclc_2021.class, reasons.join(";"))
}

fn row(cells: [&str; 5]) -> String {
    row_of(&classify(&built_in(), &facts(cells), None))
}

#[test]
fn exactly_six_calendar_months_are_counted_in_days() {
    // 182 days are 5.98 months, 183 days 6.01, in leap years as in others.
    for (start, progression, months, class) in [
        ("2024-01-01", "2024-07-01", "5.9", "primary"),
        ("2024-01-01", "2024-07-02", "6.0", "acquired"),
        ("2023-01-01", "2023-07-01", "5.9", "primary"),
        ("2023-01-01", "2023-07-02", "5.9", "primary"),
        ("2023-01-01", "2023-07-03", "6.0", "acquired"),
        ("2023-08-31", "2024-02-29", "5.9", "primary"),
        ("2023-08-31", "2024-03-01", "6.0", "acquired"),
    ] {
        let found = row([start, "ongoing", "SD", "", progression]);
        assert!(found.starts_with(&format!("{class} left_open {months} ")), "{start} {progression}: {found}");
        assert!(found.ends_with(";near_boundary"), "{found}");
    }
    // 14 days off a boundary is near it, 15 are not: 182.625 - 168 = 14.6, - 169 = 13.6.
    assert!(!row(["2024-01-01", "ongoing", "SD", "", "2024-06-17"]).contains("near_boundary"));
    assert!(row(["2024-01-01", "ongoing", "SD", "", "2024-06-18"]).contains("near_boundary"));
}

#[test]
fn stable_disease_and_responses_have_the_classes_of_both_rule_sets() {
    for (cells, expected) in [
        // 274 days with stable disease.
        (
            ["2023-01-10", "2023-10-01", "SD", "", "2023-10-11"],
            "acquired left_open 9.0 benefit_six_months;stable_disease_left_open",
        ),
        // A confirmed response of 140 days.
        (
            ["2024-01-01", "2024-05-06", "PR", "yes", "2024-05-20"],
            "primary acquired 4.5 progression_within_six_months;objective_response",
        ),
        // The same unconfirmed: the months decide for the review, the other rule set does not say.
        (
            ["2024-01-01", "2024-05-06", "PR", "no", "2024-05-20"],
            "primary left_open 4.5 progression_within_six_months;response_unconfirmed",
        ),
        // A complete response of 15 months.
        (
            ["2022-01-01", "ongoing", "complete response", "yes", "2023-04-01"],
            "acquired acquired 14.9 benefit_six_months;objective_response;response_onset_unknown",
        ),
        (
            ["2022-01-01", "ongoing", "CR", "no", "2023-04-01"],
            "acquired left_open 14.9 benefit_six_months;response_unconfirmed;response_onset_unknown",
        ),
        // Progression as best response after 60 days.
        (
            ["2024-01-01", "2024-02-12", "PD", "", "2024-03-01"],
            "primary not_met 1.9 progression_within_six_months;no_objective_response",
        ),
        // Doses beyond progression.
        (
            ["2024-01-01", "2024-06-01", "PD", "", "2024-03-01"],
            "primary not_met 1.9 progression_within_six_months;no_objective_response;treated_beyond_progression",
        ),
    ] {
        assert_eq!(row(cells), expected, "{cells:?}");
    }
}

#[test]
fn progression_after_stopping_is_a_class_of_its_own() {
    for (progression, expected) in [
        // 84 days after the last dose count as on treatment, 85 do not.
        (
            "2023-09-23",
            "acquired acquired 8.7 benefit_six_months;objective_response;near_boundary;response_onset_unknown;soon_after_last_dose",
        ),
        ("2023-09-24", "after_stopping acquired 8.7 stopped_before;objective_response;near_boundary"),
        // Three months, 92 days, and nine months, 275 days.
        ("2023-10-01", "after_stopping acquired 8.9 stopped_before;objective_response;near_boundary"),
        ("2024-04-01", "after_stopping after_stopping 14.9 stopped_before;over_six_months_after_last_dose"),
        // 182 and 183 days after the last dose, to either side of six months.
        ("2023-12-30", "after_stopping acquired 11.9 stopped_before;objective_response;near_boundary"),
        (
            "2023-12-31",
            "after_stopping after_stopping 11.9 stopped_before;over_six_months_after_last_dose;near_boundary",
        ),
    ] {
        assert_eq!(row(["2023-01-01", "2023-07-01", "PR", "yes", progression]), expected, "{progression}");
    }
    let stable = row(["2023-01-01", "2023-07-01", "SD", "", "2024-04-01"]);
    assert_eq!(stable, "after_stopping after_stopping 14.9 stopped_before;over_six_months_after_last_dose");
    // 42 days after the last dose are one interval, 43 are said.
    let days = |progression| row(["2024-01-01", "2024-03-01", "PD", "", progression]);
    assert!(!days("2024-04-12").contains("soon_after_last_dose"));
    assert!(days("2024-04-13").contains("soon_after_last_dose"));
}

#[test]
fn primary_resistance_needs_six_weeks_of_exposure() {
    for (end, progression, expected) in [
        // One dose, three weeks.
        (
            "2024-01-01",
            "2024-01-22",
            "not_assessable not_met 0.6 exposure_short;progression_within_six_months;no_objective_response",
        ),
        // The dose of day 20 counts until day 41, that of day 21 until day 42.
        (
            "2024-01-21",
            "2024-02-25",
            "not_assessable not_met 1.8 exposure_short;progression_within_six_months;no_objective_response;near_boundary",
        ),
        (
            "2024-01-22",
            "2024-02-25",
            "primary not_met 1.8 progression_within_six_months;no_objective_response;near_boundary",
        ),
        // Progression on day 41 and on day 42.
        (
            "ongoing",
            "2024-02-11",
            "not_assessable not_met 1.3 exposure_short;progression_within_six_months;no_objective_response;near_boundary",
        ),
        (
            "ongoing",
            "2024-02-12",
            "primary not_met 1.3 progression_within_six_months;no_objective_response;near_boundary",
        ),
        // One dose and progression long after it.
        (
            "2024-01-01",
            "2024-05-20",
            "after_stopping not_met 4.5 exposure_short;stopped_before;no_objective_response",
        ),
    ] {
        assert_eq!(row(["2024-01-01", end, "PD", "", progression]), expected, "{end} {progression}");
    }
}

#[test]
fn what_is_missing_is_named_where_it_matters() {
    for (cells, expected) in [
        (
            ["", "", "", "", ""],
            "not_assessable not_assessable NA first_dose_missing;last_dose_missing;progression_missing;best_response_missing;response_confirmed_missing",
        ),
        (["", "2024-05-06", "SD", "", "2024-05-20"], "not_assessable not_assessable NA first_dose_missing"),
        (
            ["2024-01-01", "2024-05-06", "PR", "yes", ""],
            "not_assessable not_assessable NA progression_missing",
        ),
        // Any best response within six months on treatment is primary to the review.
        (
            ["2024-01-01", "2024-05-06", "", "", "2024-05-20"],
            "primary not_assessable 4.5 best_response_missing;response_confirmed_missing;progression_within_six_months",
        ),
        (
            ["2024-01-01", "2024-05-06", "good", "", "2024-05-20"],
            "primary not_assessable 4.5 response_confirmed_missing;best_response_unread;progression_within_six_months",
        ),
        (
            ["2024-01-01", "2024-05-06", "NE", "yes", "2024-05-20"],
            "primary not_assessable 4.5 response_not_evaluable;progression_within_six_months",
        ),
        // After nine months it is not: progression as best response would contradict the dates.
        (
            ["2023-01-10", "ongoing", "", "yes", "2023-10-11"],
            "not_assessable not_assessable 9.0 best_response_missing",
        ),
        (
            ["2024-01-01", "2024-05-06", "PR", "unknown", "2024-05-20"],
            "primary not_assessable 4.5 response_confirmed_missing;progression_within_six_months",
        ),
        (
            ["2024-01-01", "2024-05-06", "PR", "perhaps", "2024-05-20"],
            "primary not_assessable 4.5 response_confirmed_unread;progression_within_six_months",
        ),
        // Progression after 60 days is on treatment whenever the last dose was, but one dose would be too few.
        (
            ["2024-01-01", "", "PD", "", "2024-03-01"],
            "not_assessable not_met 1.9 last_dose_missing;progression_within_six_months;no_objective_response",
        ),
        // After 40 days exposure is short whenever the last dose was: it is not missed.
        (
            ["2024-01-01", "", "PD", "", "2024-02-10"],
            "not_assessable not_met 1.3 exposure_short;progression_within_six_months;no_objective_response",
        ),
        (
            ["2024-01-01", "", "PR", "yes", "2024-05-20"],
            "not_assessable acquired 4.5 last_dose_missing;objective_response",
        ),
        (
            ["2023-01-01", "", "PR", "yes", "2023-10-01"],
            "not_assessable not_assessable 8.9 last_dose_missing",
        ),
    ] {
        assert_eq!(row(cells), expected, "{cells:?}");
    }
}

#[test]
fn no_progression_is_what_the_sheet_states() {
    let stated = "no_progression no_progression NA no_progression_stated";
    assert_eq!(row(["2024-01-01", "ongoing", "PR", "yes", "none"]), stated);
    assert_eq!(row(["2024-01-01", "", "", "", "none"]), stated);
    let contradictory = "not_assessable not_assessable NA response_contradicts_dates";
    assert_eq!(row(["2024-01-01", "ongoing", "PD", "", "none"]), contradictory);
}

#[test]
fn dates_and_words_that_cannot_be_give_no_class_and_no_months() {
    let none = "not_assessable not_assessable NA";
    for (cells, reason) in [
        (["2024-03-01", "2024-02-01", "SD", "", "2024-05-01"], "last_dose_before_first"),
        (["2024-03-01", "2024-06-01", "SD", "", "2024-02-01"], "progression_not_after_first_dose"),
        (["2024-03-01", "2024-06-01", "SD", "", "2024-03-01"], "progression_not_after_first_dose"),
        (["1924-03-01", "2024-06-01", "SD", "", "2024-07-01"], "first_dose_too_early"),
        (
            ["2024-03-01", "2024-02-01", "SD", "", "2024-02-01"],
            "last_dose_before_first;progression_not_after_first_dose",
        ),
    ] {
        assert_eq!(row(cells), format!("{none} {reason}"), "{cells:?}");
    }
    // 183 days of progression as best response.
    let late = row(["2024-01-01", "ongoing", "PD", "", "2024-07-02"]);
    assert_eq!(late, "not_assessable not_assessable NA response_contradicts_dates");
    let neoadjuvant = row(["2024-01-01", "2024-03-01", "MPR", "", "2024-07-02"]);
    assert_eq!(neoadjuvant, "not_assessable not_assessable 6.0 pathological_response");
}

#[test]
fn dates_after_the_report_are_in_the_future() {
    let course = facts(["2024-01-01", "2024-05-06", "PR", "yes", "2024-05-20"]);
    let on = |today: &str| row_of(&classify(&built_in(), &course, Some(today.parse::<Date>().unwrap())));
    assert_eq!(on("2024-05-19"), "not_assessable not_assessable NA date_in_future");
    assert_eq!(on("2024-05-20"), row_of(&classify(&built_in(), &course, None)));
}

#[test]
fn a_regimen_bears_on_the_rule_set_that_asks_for_it() {
    let with = |regimen: Option<&str>| {
        let cells = ["2024-01-01", "2024-05-06", "PR", "yes", "2024-05-20"];
        let facts = ClinicalFacts { regimen: regimen.map(str::to_owned), ..facts(cells) };
        row_of(&classify(&built_in(), &facts, None))
    };
    assert_eq!(
        with(None),
        "primary acquired 4.5 progression_within_six_months;objective_response;regimen_missing"
    );
    assert_eq!(
        with(Some("ipilimumab")),
        "primary not_assessable 4.5 progression_within_six_months;objective_response;regimen_without_pd1"
    );
    assert_eq!(
        with(Some("carboplatin + pemetrexed + pembrolizumab")),
        "primary acquired 4.5 progression_within_six_months;objective_response;combination_regimen"
    );
}

#[test]
fn a_regimen_without_an_inhibitor_or_of_another_setting_has_no_class() {
    let with = |regimen: &str| {
        let cells = ["2024-01-01", "2024-05-06", "PR", "yes", "2024-05-20"];
        let facts = ClinicalFacts { regimen: Some(regimen.to_owned()), ..facts(cells) };
        row_of(&classify(&built_in(), &facts, None))
    };
    let why = "4.5 progression_within_six_months;objective_response";
    for regimen in ["untreated", "ICI-naive", "placebo", "carboplatin + pemetrexed", "osimertinib"] {
        assert_eq!(
            with(regimen),
            format!("not_assessable not_assessable {why};regimen_without_ici"),
            "{regimen}"
        );
    }
    for regimen in [
        "adjuvant pembrolizumab",
        "neoadjuvant nivolumab",
        "perioperative durvalumab",
        "durvalumab consolidation",
    ] {
        assert!(
            with(regimen).starts_with(&format!("not_assessable not_assessable {why};other_setting")),
            "{regimen}"
        );
    }
    for regimen in [
        "no pembrolizumab",
        "without nivolumab",
        "never received ICI",
        "ICI declined",
        "pembrolizumab planned",
        "docetaxel after pembrolizumab",
        "previously pembrolizumab, now docetaxel",
        "pembrolizumab, then docetaxel",
        "chemotherapy followed by nivolumab",
        "pembrolizumab; later docetaxel",
        "pembrolizumab and subsequently docetaxel",
        "nivolumab -> docetaxel",
        "nivolumab → docetaxel",
        "ICI withheld",
        "pembrolizumab pending",
    ] {
        let said = with(regimen);
        let start = format!("not_assessable not_assessable {why}");
        assert!(said.starts_with(&start) && said.ends_with("regimen_unread"), "{regimen}: {said}");
    }
    for regimen in ["MK-3475", "BMS-936558", "cosibelimab"] {
        assert_eq!(with(regimen), format!("primary acquired {why}"), "{regimen}");
    }
    for regimen in ["IO", "immunotherapy", "chemo-IO"] {
        assert_eq!(with(regimen), format!("primary not_assessable {why};regimen_without_pd1"), "{regimen}");
    }
    assert_eq!(with("XYZ-123"), format!("primary not_assessable {why};regimen_without_pd1;regimen_unknown"));
}

#[test]
fn durations_are_months_and_no_dates() {
    let course = classify(&built_in(), &facts(["2023-01-01", "2023-07-01", "PR", "yes", "2023-10-01"]), None);
    let months = [course.months, course.months_treated, course.months_after_last_dose];
    assert_eq!(months, [Some(8.9), Some(5.9), Some(3.0)]);
    let beyond = classify(&built_in(), &facts(["2024-01-01", "2024-06-01", "PD", "", "2024-03-01"]), None);
    assert_eq!(beyond.months_after_last_dose, None);
}

#[test]
fn a_biopsy_is_under_treatment_by_dates_of_a_checkpoint_inhibitor_alone() {
    let of = |regimen: &str, collected: &str, dates: [&str; 5]| {
        let mut facts = facts(dates);
        facts.regimen = (!regimen.is_empty()).then(|| regimen.to_owned());
        facts.dates.collection = Some(collected.parse().unwrap());
        classify(&built_in(), &facts, None).biopsy
    };
    let dated = ["2024-01-10", "2024-12-01", "PR", "yes", "2024-12-05"];
    let undated = ["", "", "", "", ""];
    let reversed = ["2024-01-10", "2023-12-01", "PR", "yes", "2024-12-05"];
    let ongoing = ["2024-01-10", "ongoing", "", "", ""];
    let open = ["2024-01-10", "", "", "", ""];
    for (regimen, collected, dates, expected) in [
        ("pembrolizumab", "2024-11-20", dated, BiopsyTime::UnderTreatment),
        ("", "2024-01-10", dated, BiopsyTime::Untreated),
        ("", "2024-01-11", ongoing, BiopsyTime::UnderTreatment),
        ("", "2024-01-11", open, BiopsyTime::NotKnown),
        // 84 and 85 days after the last dose.
        ("", "2025-02-23", dated, BiopsyTime::UnderTreatment),
        ("", "2025-02-24", dated, BiopsyTime::AfterTreatment),
        ("", "2024-02-01", reversed, BiopsyTime::NotKnown),
        ("received no ICI", "2024-11-20", dated, BiopsyTime::NotKnown),
        ("osimertinib", "2024-11-20", dated, BiopsyTime::NotKnown),
        ("osimertinib", "2024-11-20", undated, BiopsyTime::NotKnown),
        ("none", "2024-11-20", dated, BiopsyTime::NotKnown),
        ("none", "2024-11-20", undated, BiopsyTime::Untreated),
    ] {
        assert_eq!(of(regimen, collected, dates), expected, "{regimen} {collected} {dates:?}");
    }
}
