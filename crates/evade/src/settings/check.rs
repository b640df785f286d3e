//! Settings of a check of a sheet.

use std::path::PathBuf;

use super::{CallSettings, GeneSettings};

/// What [`check`](crate::check()) is asked to do.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CheckSettings {
    /// Sample sheet.
    pub samples: PathBuf,
    /// Matrix of all samples.
    pub expression: Option<PathBuf>,
    /// What decides scale and call.
    pub call: CallSettings,
    /// How variants are read and genes judged.
    pub genes: GeneSettings,
    /// Columns of the sheet that the run is to keep.
    pub carry: Vec<String>,
    /// List every file that the sheet and the settings name, rather than check what is in them.
    pub files: Option<ListingForm>,
    /// File of the table, `-` for standard output; its name decides its form.
    pub output: PathBuf,
}

impl CheckSettings {
    /// Columns to keep; none where nobody asked for any, so that the notice of unread columns does not speak of them.
    pub(crate) fn kept_columns(&self) -> Option<&[String]> {
        Some(self.carry.as_slice()).filter(|carry| !carry.is_empty())
    }
}

/// Form of a list of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListingForm {
    /// One object: files of all samples, and sample by sample.
    Json,
    /// One row per file.
    Tsv,
}
