//! Settings of a run that is repeated.

use std::path::PathBuf;

use super::{DocumentSettings, PatientDates};

/// What [`repeat`](crate::repeat()) is asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepeatSettings {
    /// `manifest.json` of the earlier run.
    pub manifest: PathBuf,
    /// Folder below which the files of the earlier run lie, at any depth.
    pub inputs: PathBuf,
    /// Folder of the results; created if missing.
    pub outdir: PathBuf,
    /// Dates of the one patient of the earlier run, which its manifest does not hold.
    pub dates: PatientDates,
    /// What identifies the new reports as documents.
    pub document: DocumentSettings,
}
