//! The resistance class, told as what is missing.

use evade_core::{ResistanceClass, ResistanceCourse, ResistanceReason};
use evade_io::SheetRow;

use super::{Outlook, Outlooks, Output};
use crate::resistance::Resistance;

/// The outlook of every row, which needs nothing but the sheet.
pub(super) fn outlooks(rows: &[SheetRow]) -> crate::Result<Outlooks> {
    let resistance = Resistance::built_in()?;
    let of_row = |row: &SheetRow| {
        ((row.facts.sample.clone(), Output::Resistance), outlook(&resistance.course(&row.facts)))
    };
    Ok(rows.iter().map(of_row).collect())
}

/// Whether both classes can be stated, why not, and what would make them so.
fn outlook(course: &ResistanceCourse) -> Outlook {
    let classes = [course.sitc_review.class, course.nsclc_2021.class];
    let n_known = classes.iter().filter(|class| **class != ResistanceClass::NotAssessable).count();
    let named = format!("sitc_review {}; nsclc_2021 {}", classes[0], classes[1]);
    if n_known == classes.len() {
        return Outlook::yes(named);
    }
    let unknown = [&course.sitc_review, &course.nsclc_2021]
        .into_iter()
        .filter(|verdict| verdict.class == ResistanceClass::NotAssessable);
    let mut reasons: Vec<ResistanceReason> = unknown.flat_map(|verdict| verdict.reasons.clone()).collect();
    reasons.sort_unstable();
    reasons.dedup();
    // What holds of a course whose class is not known is no obstacle.
    reasons.retain(|&reason| supply(reason).is_some());
    let codes: Vec<&str> = reasons.iter().map(|reason| reason.as_str()).collect();
    let mut supplies: Vec<&str> = reasons.iter().filter_map(|&reason| supply(reason)).collect();
    supplies.dedup();
    let told = format!("{}: {named}", codes.join(";"));
    match n_known {
        0 => Outlook::no(told, &supplies.join("; ")),
        _ => Outlook::partly(told, &supplies.join("; ")),
    }
}

/// What to supply where the code is in the way of a class; `None` for remarks and for reasons of a class.
fn supply(reason: ResistanceReason) -> Option<&'static str> {
    use ResistanceReason as R;
    Some(match reason {
        R::FirstDoseMissing => "ici_start",
        R::LastDoseMissing => "ici_end, or 'ongoing'",
        R::ProgressionMissing => "progression_date, or 'none' if there is none so far",
        R::BestResponseMissing => "best_response",
        R::BestResponseUnread => "best_response as CR, PR, SD, PD or NE",
        R::ConfirmationMissing => "response_confirmed",
        R::ConfirmationUnread => "response_confirmed as yes, no or unknown",
        R::ResponseNotEvaluable => "nothing: the best response was not evaluable",
        R::PathologicalResponse => "nothing: neoadjuvant treatment is not classified",
        R::LastDoseBeforeFirst | R::ProgressionNotAfterFirstDose | R::FirstDoseTooEarly | R::DateInFuture => {
            "correct dates"
        }
        R::ResponseContradictsDates => "correct best_response or dates",
        R::ExposureShort => "nothing: treatment was too short",
        R::RegimenWithoutPd1 => "regimen with the name of its PD-1 or PD-L1 antibody, if it has one",
        R::RegimenWithoutIci => "regimen with the name of its checkpoint inhibitor, if it has one",
        R::OtherSetting => {
            "nothing: adjuvant, neoadjuvant, perioperative and consolidation treatment is not classified"
        }
        R::ProgressionWithinSixMonths
        | R::BenefitSixMonths
        | R::StoppedBefore
        | R::ObjectiveResponse
        | R::NoObjectiveResponse
        | R::StableDiseaseLeftOpen
        | R::ResponseUnconfirmed
        | R::OverSixMonthsAfterLastDose
        | R::NoProgressionStated
        | R::NearBoundary
        | R::ResponseOnsetUnknown
        | R::SoonAfterLastDose
        | R::TreatedBeyondProgression
        | R::RegimenMissing
        | R::RegimenUnread
        | R::RegimenUnknown
        | R::CombinationRegimen => return None,
    })
}

#[cfg(test)]
mod tests {
    use evade_core::{ClinicalDates, ClinicalFacts};

    use super::*;

    fn outlook_of([start, end, response, progression]: [&str; 4]) -> String {
        fn cell<T: std::str::FromStr>(text: &str) -> Option<T> {
            text.parse().ok()
        }
        let facts = evade_core::SampleFacts {
            clinical: ClinicalFacts {
                best_response: (!response.is_empty()).then(|| response.to_owned()),
                dates: ClinicalDates {
                    collection: None,
                    ici_start: cell(start),
                    ici_end: cell(end),
                    progression: cell(progression),
                },
                ..ClinicalFacts::default()
            },
            ..evade_core::SampleFacts::default()
        };
        let Outlook { evaluable, reason, supply } = outlook(&Resistance::built_in().unwrap().course(&facts));
        format!("{evaluable} | {reason} | {}", supply.unwrap_or_default())
    }

    #[test]
    fn what_is_missing_is_named_by_its_column() {
        assert_eq!(
            outlook_of(["2024-01-01", "ongoing", "SD", "2024-12-01"]),
            "yes | sitc_review acquired; nsclc_2021 left_open | "
        );
        assert_eq!(
            outlook_of(["2024-01-01", "2024-05-06", "PR", "2024-05-20"]),
            "partly | response_confirmed_missing: sitc_review primary; nsclc_2021 not_assessable | response_confirmed"
        );
        assert_eq!(
            outlook_of(["", "", "", ""]),
            "no | first_dose_missing;last_dose_missing;progression_missing;best_response_missing;response_confirmed_missing: sitc_review not_assessable; nsclc_2021 not_assessable | ici_start; ici_end, or 'ongoing'; progression_date, or 'none' if there is none so far; best_response; response_confirmed"
        );
        assert_eq!(
            outlook_of(["2024-03-01", "2024-02-01", "SD", "2024-02-01"]),
            "no | last_dose_before_first;progression_not_after_first_dose: sitc_review not_assessable; nsclc_2021 not_assessable | correct dates"
        );
    }
}
