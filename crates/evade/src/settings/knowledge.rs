//! Settings of the printing of knowledge.

use evade_core::Date;

/// How rows of knowledge are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct KnowledgeSettings {
    /// The form.
    pub form: KnowledgeForm,
    /// Date of the report for which the rows are printed: it decides whether they are outdated.
    pub report_date: Option<Date>,
}

/// Form of printed knowledge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum KnowledgeForm {
    /// For people.
    #[default]
    Text,
    /// One row per row, or per field of a shown row.
    Tsv,
    /// One object with all fields.
    Json,
}
