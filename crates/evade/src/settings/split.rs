//! Settings of a matrix in blocks.

use std::path::PathBuf;

use evade_io::InputFormat;

/// What [`split`](crate::split()) is asked to do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SplitSettings {
    /// Expression matrix, genes x samples.
    pub matrix: PathBuf,
    /// How many blocks.
    pub parts: usize,
    /// Folder of the blocks; created if missing.
    pub outdir: PathBuf,
    /// Format of the matrix; found by its content otherwise.
    pub input_format: Option<InputFormat>,
}
