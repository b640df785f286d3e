//! What the sheet shows: markers, histology and the class of clinical resistance.

use evade_core::{
    Bearing, EvidenceLane, EvidenceLine, FitState, Observation, Pdl1Category, PopulationHistology,
    ResistanceClass, ResistanceReason, ResistanceVerdict, SampleProfile, TmbCategory, TmbOrigin,
};

use super::{AssessedSample, Observed};
use crate::SampleHistology;
use crate::knowledge::histology_fits;
use crate::mechanisms::rules::Score;

/// The proportion score of PD-L1.
pub(super) fn pdl1(score: Score, profile: &SampleProfile) -> Observed {
    let stated = profile.facts.pdl1_tps;
    let (found, bearing) = match stated {
        None => (Observation::NotStated, Bearing::Silent),
        Some(tps) => {
            let category = Pdl1Category::of(tps);
            let holds = match score {
                Score::High => category == Pdl1Category::High,
                Score::Positive => category != Pdl1Category::Negative,
                Score::Negative => category == Pdl1Category::Negative,
                Score::Stated => true,
            };
            if holds {
                (Observation::Stated, Bearing::For)
            } else {
                (Observation::StatedOtherwise, Bearing::Against)
            }
        }
    };
    Observed::alone(EvidenceLine {
        lane: EvidenceLane::Clinical,
        subject: "PD-L1".to_owned(),
        name: "PD-L1 tumour proportion score".to_owned(),
        found,
        bearing,
        value: stated,
        detail: None,
    })
}

/// The mutational burden, as a laboratory reports it, else as it was counted.
pub(super) fn tmb(profile: &SampleProfile) -> Observed {
    let markers = profile.biomarkers.as_ref();
    let is_supplied = markers.and_then(|markers| markers.tmb_origin) == Some(TmbOrigin::Supplied);
    let (found, bearing) = match markers.and_then(|markers| markers.tmb_category) {
        None => (Observation::NotTested, Bearing::Silent),
        Some(TmbCategory::High) if is_supplied => (Observation::Stated, Bearing::For),
        Some(TmbCategory::High) => (Observation::High, Bearing::For),
        Some(_) => (Observation::StatedOtherwise, Bearing::Against),
    };
    Observed::alone(EvidenceLine {
        lane: if is_supplied { EvidenceLane::Clinical } else { EvidenceLane::Dna },
        subject: "TMB".to_owned(),
        name: "tumour mutational burden".to_owned(),
        found,
        bearing,
        value: markers.and_then(|markers| markers.tmb),
        detail: None,
    })
}

/// A histology that is not stated, or stated as NSCLC without its kind, says nothing. That it is the one asked for limits where a
/// rule holds, and shows no mechanism.
pub(super) fn histology(asked: PopulationHistology, sample: AssessedSample<'_>) -> Observed {
    let (found, bearing) = match histology_fits(asked, sample.histology) {
        FitState::Fits => (Observation::Stated, Bearing::For),
        FitState::DoesNotFit => (Observation::StatedOtherwise, Bearing::Against),
        FitState::CannotBeTold if sample.histology == SampleHistology::NotKnown => {
            (Observation::StatedOtherwise, Bearing::Against)
        }
        FitState::CannotBeTold => (Observation::NotStated, Bearing::Silent),
    };
    let line = EvidenceLine {
        lane: EvidenceLane::Clinical,
        subject: "histology".to_owned(),
        name: "histology".to_owned(),
        found,
        bearing: if bearing == Bearing::For { Bearing::Agrees } else { bearing },
        value: None,
        detail: sample.profile.facts.histology.clone(),
    };
    Observed { bearing, ..Observed::alone(line) }
}

/// A course that cannot be told, or that the rule set leaves open, says nothing. The class is that of the review's definition;
/// where the rule set for NSCLC takes acquired for primary or primary for acquired, either is doubtful.
pub(super) fn class(asked: ResistanceClass, profile: &SampleProfile) -> Observed {
    use ResistanceClass::{Acquired, LeftOpen, NotAssessable, Primary};
    let course = profile.resistance.as_ref();
    let own = course.map(|course| course.sitc_review.class);
    let other = course.map(|course| course.nsclc_2021.class);
    let is_disputed =
        matches!((own, other), (Some(Primary), Some(Acquired)) | (Some(Acquired), Some(Primary)));
    let (found, bearing) = match own {
        Some(NotAssessable) if course.is_some_and(|course| is_rejected(&course.sitc_review)) => {
            (Observation::Open, Bearing::Silent)
        }
        None | Some(NotAssessable) => (Observation::NotStated, Bearing::Silent),
        Some(LeftOpen) => (Observation::Open, Bearing::Silent),
        Some(own) if own == asked && is_disputed => (Observation::Stated, Bearing::Perhaps),
        Some(_) if other == Some(asked) && is_disputed => (Observation::Open, Bearing::Perhaps),
        Some(own) if own == asked => (Observation::Stated, Bearing::For),
        Some(_) => (Observation::StatedOtherwise, Bearing::Against),
    };
    let both = own.zip(other).filter(|_| is_disputed);
    let line = EvidenceLine {
        lane: EvidenceLane::Clinical,
        subject: "resistance".to_owned(),
        name: "class of clinical resistance (sitc_review)".to_owned(),
        found,
        bearing,
        value: course.and_then(|course| course.months).filter(|_| found != Observation::Open),
        detail: match both {
            Some((own, other)) => Some(format!("{own}; nsclc_2021: {other}")),
            None => own.map(|class| class.as_str().to_owned()),
        },
    };
    Observed { is_disputed: is_disputed && bearing == Bearing::Perhaps, ..Observed::alone(line) }
}

/// Whether dates and response were stated and contradict each other, or are of a course that no class is made for.
fn is_rejected(verdict: &ResistanceVerdict) -> bool {
    use ResistanceReason as Why;
    verdict.reasons.iter().any(|reason| {
        matches!(
            reason,
            Why::LastDoseBeforeFirst
                | Why::ProgressionNotAfterFirstDose
                | Why::FirstDoseTooEarly
                | Why::DateInFuture
                | Why::ResponseContradictsDates
                | Why::ExposureShort
                | Why::PathologicalResponse
                | Why::ResponseNotEvaluable
        )
    })
}
