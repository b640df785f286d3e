//! Settings of pages that are drawn again.

use std::path::PathBuf;

use super::DocumentSettings;

/// What [`report`](crate::report()) is asked to do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReportSettings {
    /// JSON files of samples, as a run writes them.
    pub samples: Vec<PathBuf>,
    /// Folder of the pages, created if missing; each page is written next to its JSON otherwise.
    pub outdir: Option<PathBuf>,
    /// What identifies the pages as documents; what the JSON of a sample says stands where nothing is said here.
    pub document: DocumentSettings,
}
