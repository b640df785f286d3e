//! Settings of a comparison of two folders.

use std::path::PathBuf;

/// What [`diff`](crate::diff()) is asked to do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DiffSettings {
    /// Folder of the first results.
    pub old: PathBuf,
    /// Folder of the second results.
    pub new: PathBuf,
    /// File of the table, `-` for standard output; its name decides its form.
    pub output: PathBuf,
}
