//! Settings of a sheet made of pipeline results.

use std::path::PathBuf;

/// What [`sheet`](crate::sheet()) is asked to do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SheetSettings {
    /// Results of nf-core/rnaseq.
    pub rnaseq: Option<PathBuf>,
    /// Results of nf-core/sarek.
    pub sarek: Option<PathBuf>,
    /// Table with the columns `rna_id` and `dna_id`: which samples belong together.
    pub pairs: Option<PathBuf>,
    /// Genome of the DNA, where the files do not tell.
    pub genome: Option<String>,
    /// `WES`, `WGS` or a panel's name, for every row with DNA.
    pub assay_dna: Option<String>,
    /// BED or list of genes that the assay covers, for every row with DNA.
    pub panel: Option<PathBuf>,
    /// File of the sheet, `-` for standard output.
    pub output: PathBuf,
}
