//! The class of clinical resistance under both rule sets: one line of the front page, and the section with every reason.

use evade_core::{
    ResistanceClass, ResistanceCourse, ResistanceReason, ResistanceVerdict, SampleKnowledge, SampleProfile,
};
use maud::{Markup, html};

use crate::published::discrepancies;
use crate::text::{NO_VALUE, joined, short};

const SITC: &str = "by the definition of the review (after SITC)";
const NSCLC: &str = "by the rule for NSCLC of 2021";

/// What acquired resistance is under each rule: how much benefit is meant differs.
const SITC_ACQUIRED: &str = "Progression on treatment after a response or stable disease of six months; progression within 12 weeks of \
     the last dose counts as on treatment (a choice of evade, after SITC).";
const NSCLC_ACQUIRED: &str =
    "Progression on treatment, or within six months of the last dose, after an objective response.";

/// The line of the front page; nothing in profiles without a course.
pub(crate) fn course_line(profile: &SampleProfile) -> Option<Markup> {
    let course = profile.resistance.as_ref()?;
    let (one, other) = (&course.sitc_review, &course.nsclc_2021);
    Some(html! {
        p class="course" {
            strong { "Clinical resistance: " }
            @if is_unstated(course) {
                "not assessable: dates and response were not supplied."
            } @else {
                strong { (class(one.class)) } " " (SITC) (why(one, course)) "; "
                strong { (class(other.class)) } " " (NSCLC) (why(other, course)) "."
                @if course.reasons().contains(&ResistanceReason::NearBoundary) {
                    " Within 14 days of a boundary: the timing of scans may decide it."
                }
            }
        }
    })
}

/// Whether nothing at all was stated of the course.
fn is_unstated(course: &ResistanceCourse) -> bool {
    let is_open = |verdict: &ResistanceVerdict| verdict.class == ResistanceClass::NotAssessable;
    is_open(&course.sitc_review)
        && is_open(&course.nsclc_2021)
        && course.best_response.is_none()
        && course.months.is_none()
        && course.reasons().contains(&ResistanceReason::FirstDoseMissing)
        && course.reasons().contains(&ResistanceReason::ProgressionMissing)
}

fn class(class: ResistanceClass) -> &'static str {
    match class {
        ResistanceClass::Primary => "primary",
        ResistanceClass::Acquired => "acquired",
        ResistanceClass::AfterStopping => "progression after stopping",
        ResistanceClass::NoProgression => "no progression so far",
        ResistanceClass::NotMet => "not met",
        ResistanceClass::LeftOpen => "left open",
        ResistanceClass::NotAssessable => "not assessable",
    }
}

/// What decided, in a few words: " (progression 9.2 months after the first dose)".
fn why(verdict: &ResistanceVerdict, course: &ResistanceCourse) -> String {
    let mut parts: Vec<String> = Vec::new();
    let decided = matches!(
        verdict.class,
        ResistanceClass::Primary | ResistanceClass::Acquired | ResistanceClass::AfterStopping
    );
    if let (true, Some(months)) = (decided, course.months) {
        parts.push(format!("progression {} months after the first dose", short(months)));
    }
    parts.extend(verdict.reasons.iter().filter_map(|&reason| in_short(reason)).map(str::to_owned));
    if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) }
}

/// Reasons that a reader of the first page needs; the section has all of them in full.
fn in_short(reason: ResistanceReason) -> Option<&'static str> {
    use ResistanceReason as R;
    Some(match reason {
        R::FirstDoseMissing => "first dose not stated",
        R::LastDoseMissing => "last dose not stated",
        R::ProgressionMissing => "progression not stated",
        R::BestResponseMissing => "best response not stated",
        R::ConfirmationMissing => "confirmation of the response not stated",
        R::BestResponseUnread => "best response not understood",
        R::ConfirmationUnread => "confirmation not understood",
        R::ResponseNotEvaluable => "response not evaluable",
        R::PathologicalResponse => "pathological response",
        R::LastDoseBeforeFirst => "last dose before the first",
        R::ProgressionNotAfterFirstDose => "progression not after the first dose",
        R::FirstDoseTooEarly => "first dose before such drugs were given",
        R::DateInFuture => "a date after the report",
        R::ResponseContradictsDates => "response contradicts the dates",
        R::ExposureShort => "treated for less than six weeks",
        R::StoppedBefore => "more than 12 weeks after the last dose",
        R::NoObjectiveResponse => "no objective response",
        R::StableDiseaseLeftOpen => "best response stable disease",
        R::ResponseUnconfirmed => "response not confirmed",
        R::OverSixMonthsAfterLastDose => "over six months after the last dose",
        R::RegimenWithoutPd1 => "no PD-(L)1 antibody in the regimen",
        R::RegimenWithoutIci => "no known checkpoint inhibitor in the regimen",
        R::OtherSetting => "adjuvant, neoadjuvant, perioperative or consolidation treatment",
        R::RegimenUnread => "regimen not read",
        R::RegimenUnknown => "no drug that evade knows in the regimen",
        R::ProgressionWithinSixMonths
        | R::BenefitSixMonths
        | R::ObjectiveResponse
        | R::NoProgressionStated
        | R::NearBoundary
        | R::ResponseOnsetUnknown
        | R::SoonAfterLastDose
        | R::TreatedBeyondProgression
        | R::RegimenMissing
        | R::CombinationRegimen => return None,
    })
}

/// The section; nothing where nothing was stated.
pub(crate) fn course_details(profile: &SampleProfile) -> Markup {
    let course = profile.resistance.as_ref().filter(|course| !is_unstated(course));
    html! { @if let Some(course) = course { (section(course, profile.knowledge.as_ref())) } }
}

fn section(course: &ResistanceCourse, knowledge: Option<&SampleKnowledge>) -> Markup {
    let durations = [
        ("First dose to progression", course.months),
        ("First to last dose", course.months_treated),
        ("Last dose to progression", course.months_after_last_dose),
    ];
    let reasons: Vec<&str> = course.reasons().into_iter().map(ResistanceReason::meaning).collect();
    html! {
        section {
            h2 { "Clinical resistance" }
            p {
                "Follows two stated rules and the dates and responses that were supplied, in months of 30.4375 days, rounded down. It describes the course so far \
                 and predicts nothing."
            }
            table class="wrap" {
                caption { "Class under each rule" }
                thead { tr { @for title in ["Rule", "Class", "Meaning", "Source"] { th scope="col" { (title) } } } }
                tbody {
                    (row("Definition of the review", &course.sitc_review, SITC_ACQUIRED, "Shi et al., Front Immunol 2025, section 2, after SITC (Kluger et al., J Immunother Cancer 2020)"))
                    (row("NSCLC 2021: acquired resistance alone", &course.nsclc_2021, NSCLC_ACQUIRED, "Schoenfeld et al., Ann Oncol 2021, doi 10.1016/j.annonc.2021.08.2151"))
                }
            }
            dl class="pairs wide" {
                @for (name, months) in durations {
                    dt { (name) } dd { (months.map_or(NO_VALUE.to_owned(), |months| format!("{} months", short(months)))) }
                }
                dt { "Best response" } dd { (course.best_response.map_or("not stated", |best| best.as_str())) }
            }
            @if !reasons.is_empty() { ul { @for reason in reasons { li { (reason) } } } }
            @if let Some(knowledge) = knowledge { (discrepancies(knowledge, &["DEF-01", "DEF-02"])) }
        }
    }
}

fn row(name: &str, verdict: &ResistanceVerdict, acquired: &'static str, source: &str) -> Markup {
    let meaning = match verdict.class {
        ResistanceClass::Acquired => acquired,
        class => class.meaning(),
    };
    html! {
        tr {
            th scope="row" { (name) }
            td { strong { (class(verdict.class)) } }
            td { (meaning) }
            td { (source) }
        }
    }
}

/// What is missing for a class, as an item of the further tests.
pub(crate) fn missing_dates(profile: &SampleProfile) -> Option<String> {
    let course = profile.resistance.as_ref()?;
    if is_unstated(course) {
        return None;
    }
    let names: Vec<&str> = course
        .reasons()
        .into_iter()
        .filter(|reason| reason.is_about_inputs())
        .filter_map(|reason| match reason {
            ResistanceReason::FirstDoseMissing => Some("date of the first dose"),
            ResistanceReason::LastDoseMissing => Some("date of the last dose"),
            ResistanceReason::ProgressionMissing => Some("date of progression"),
            ResistanceReason::BestResponseMissing => Some("best response"),
            ResistanceReason::ConfirmationMissing => Some("whether the response was confirmed"),
            _ => None,
        })
        .collect();
    (!names.is_empty()).then(|| format!("For the class of resistance, not supplied: {}", joined(&names)))
}
