//! Settings of the lane of variants.

use std::path::PathBuf;

use super::{GeneSettings, PartSettings};

/// What [`variants`](crate::variants()) is asked to do.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct VariantSettings {
    /// MAF, VCF or BCF, or reported tables, detected by their content. With a sheet, the MAF of its samples.
    pub files: Vec<PathBuf>,
    /// Sample sheet.
    pub samples: Option<PathBuf>,
    /// Folder of the results; created if missing.
    pub outdir: PathBuf,
    /// Tumour's column of the VCF.
    pub tumor: Option<String>,
    /// Copy number of samples without one in the sheet.
    pub cnv: Option<PathBuf>,
    /// Rearrangements of samples without them in the sheet.
    pub sv: Vec<PathBuf>,
    /// How variants are read and genes judged.
    pub genes: GeneSettings,
    /// Whether the coding sequences are kept as a bundle in the folder of the results.
    pub keep_bundle: bool,
    /// Whether annotated records are worked out too and differences listed.
    pub check_annotation: bool,
    /// Which of the samples are judged.
    pub part: PartSettings,
}
