//! The time of resistance that a mechanism is described for, against the course of the patient.

use evade_core::{MechanismFinding, ResistanceClass, ResistanceTiming, SampleProfile};

/// Where the mechanism is described for another time of resistance than that of the course.
pub(super) fn against_the_course(
    finding: &MechanismFinding,
    profile: &SampleProfile,
) -> Option<&'static str> {
    let timing = profile.knowledge.as_ref()?.mechanism(&finding.id)?.timing;
    match (timing, profile.resistance.as_ref()?.sitc_review.class) {
        (_, ResistanceClass::NoProgression) => Some("The stated course: no progression so far."),
        (ResistanceTiming::Primary, ResistanceClass::Acquired) => Some(
            "The stated course: it is described for primary resistance, and this patient had benefit before progression (acquired).",
        ),
        (ResistanceTiming::Acquired | ResistanceTiming::MainlyAcquired, ResistanceClass::Primary) => Some(
            "The stated course: it is described for acquired resistance, and this patient had no lasting benefit (primary).",
        ),
        _ => None,
    }
}
