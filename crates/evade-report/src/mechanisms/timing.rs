//! The time of resistance that a mechanism is described for, against the course of the patient.

use evade_core::{MechanismFinding, ResistanceClass, ResistanceTiming, SampleProfile};

/// Where the mechanism is described for another time of resistance than that of the course.
pub(super) fn against_the_course(
    finding: &MechanismFinding,
    profile: &SampleProfile,
) -> Option<&'static str> {
    let timing = profile.knowledge.as_ref()?.mechanism(&finding.id)?.timing;
    match (timing, profile.resistance.as_ref()?.sitc_review.class) {
        (_, ResistanceClass::NoProgression) => Some("The course here has no progression so far."),
        (ResistanceTiming::Primary, ResistanceClass::Acquired) => {
            Some("It is described for primary resistance, and this course is acquired.")
        }
        (ResistanceTiming::Acquired | ResistanceTiming::MainlyAcquired, ResistanceClass::Primary) => {
            Some("It is described for acquired resistance, and this course is primary.")
        }
        _ => None,
    }
}
