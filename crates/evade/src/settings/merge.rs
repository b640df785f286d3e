//! Settings of a merge of parts.

use std::path::PathBuf;

/// What [`merge`](crate::merge()) is asked to do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MergeSettings {
    /// Folders of the parts.
    pub folders: Vec<PathBuf>,
    /// Sample sheet whose order the result takes.
    pub samples: Option<PathBuf>,
    /// Folder of the results; created if missing.
    pub outdir: PathBuf,
}
