//! Settings of the HLA lane.

use std::path::PathBuf;

use super::PartSettings;

/// What [`hla`](crate::hla()) is asked to do.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct HlaSettings {
    /// HLA tables, segments or allele counts. With a sheet these hold all its samples.
    pub files: Vec<PathBuf>,
    /// Sample sheet.
    pub samples: Option<PathBuf>,
    /// Folder of the results; created if missing.
    pub outdir: PathBuf,
    /// Tumour content, 0 to 1, of samples without one in the sheet.
    pub purity: Option<f64>,
    /// Ploidy of samples without one in the sheet.
    pub ploidy: Option<f64>,
    /// Genome of samples without one in the sheet.
    pub genome: Option<String>,
    /// Whether a VCF is read although its last line does not end; what it founds carries a caution.
    pub allow_missing_newline: bool,
    /// Which of the samples are assessed.
    pub part: PartSettings,
}
