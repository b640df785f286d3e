//! Settings of phenotypes of a matrix.

use std::path::PathBuf;

use super::{CallSettings, PartSettings};

/// What [`phenotype`](crate::phenotype()) is asked to do.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PhenotypeSettings {
    /// Expression matrix, genes x samples.
    pub matrix: PathBuf,
    /// Sample sheet; without it every column of the matrix is a sample.
    pub samples: Option<PathBuf>,
    /// Which of the samples are called.
    pub part: PartSettings,
    /// What decides scale and call.
    pub call: CallSettings,
    /// File of the table, `-` for standard output; its name decides its form.
    pub output: PathBuf,
}
