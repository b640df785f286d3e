//! What identifies the reports of a run as documents.

use std::path::PathBuf;

use evade_core::Date;

/// What the user says of the reports. The date decides classes of resistance, so that a manifest holds it and a repeated run
/// keeps it; id and amended report are of the document alone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DocumentSettings {
    /// Date of the reports.
    pub date: Option<Date>,
    /// Id of the reports.
    pub id: Option<String>,
    /// JSON of the sample in the report that is amended, or the folder of results that holds it.
    pub amends: Option<PathBuf>,
}
