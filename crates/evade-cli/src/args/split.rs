//! Options of `evade split`.

use std::path::PathBuf;

use clap::Args;
use evade::settings::SplitSettings;

use super::values::{DeclaredFormat, parse_format, parse_n_parts};

#[derive(Debug, Args)]
pub(crate) struct SplitOptions {
    /// Expression matrix as text, genes x samples; `-` reads standard input.
    #[arg(value_name = "MATRIX")]
    matrix: PathBuf,
    /// Number of blocks; each gets nearly as many samples as the others, in the order of the matrix.
    #[arg(long, value_name = "N", value_parser = parse_n_parts)]
    parts: usize,
    /// Folder of the blocks, which are named MATRIX.I-of-N.tsv; created if missing.
    #[arg(long, value_name = "OUT")]
    outdir: PathBuf,
    /// Format of the matrix: auto (the header decides), matrix, gct or cbioportal.
    #[arg(long, default_value = "auto", value_parser = parse_format, value_name = "FORMAT")]
    input_format: DeclaredFormat,
}

impl SplitOptions {
    /// What is asked for.
    pub(crate) fn settings(&self) -> SplitSettings {
        SplitSettings {
            matrix: self.matrix.clone(),
            parts: self.parts,
            outdir: self.outdir.clone(),
            input_format: self.input_format.0,
        }
    }
}
