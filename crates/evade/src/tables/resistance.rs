//! The class of clinical resistance.

use evade_core::{ResistanceCourse, SampleFacts};
use evade_io::ColumnKind::{Real, Text};
use evade_io::{Cell, Column};

use super::{TableSpec, joined};

pub(crate) const RESISTANCE: TableSpec = TableSpec {
    name: "resistance.tsv",
    holds: "One row per sample: the class of clinical resistance of the patient's course under two rule sets, from dates and best response of the sheet. It is never inferred from RNA or DNA.",
    columns: &[
        Column::new("sample", Text, "Sample id."),
        Column::new("patient", Text, "Patient id of the sheet."),
        Column::new(
            "class_sitc_review",
            Text,
            "primary, acquired, after_stopping, no_progression, not_assessable: the definition of Shi et al., Front Immunol 2025, section 2, after SITC; list `resistance_class`.",
        ),
        Column::new(
            "class_nsclc_2021",
            Text,
            "acquired, not_met, left_open, after_stopping, no_progression, not_assessable: acquired resistance in NSCLC of Schoenfeld et al., Ann Oncol 2021; list `resistance_class`.",
        ),
        Column::new(
            "months",
            Real,
            "Months of 30.4375 days from the first dose to progression, rounded down to one decimal; NA without both dates, or where they contradict each other.",
        ),
        Column::new(
            "reasons",
            Text,
            "Why both classes are what they are, what is missing and what must be known of them, joined by `;`: list `resistance_reason`.",
        ),
    ],
};

/// The row of a sample; `course` is absent in profiles that do not state it.
pub(crate) fn resistance_row<'a>(facts: &'a SampleFacts, course: Option<&ResistanceCourse>) -> Vec<Cell<'a>> {
    vec![
        facts.sample.as_str().into(),
        facts.patient.as_deref().into(),
        course.map(|course| course.sitc_review.class.as_str()).into(),
        course.map(|course| course.nsclc_2021.class.as_str()).into(),
        course.and_then(|course| course.months).into(),
        course.map_or(Cell::Missing, |course| joined(&course.reasons())),
    ]
}
