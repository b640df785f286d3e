//! Options of `evade phenotype`.
#![allow(clippy::doc_markdown)] // the comments are the help text, where backticks would be printed

use std::path::PathBuf;

use clap::Args;

use super::ScaleOptions;
use crate::part::PartOptions;

#[derive(Debug, Args)]
pub(crate) struct PhenotypeOptions {
    /// Expression matrix, genes x samples; `-` reads standard input.
    #[arg(value_name = "MATRIX")]
    pub(crate) matrix: PathBuf,
    /// Sample sheet; without it every column of the matrix is a sample.
    #[arg(long, value_name = "SHEET")]
    pub(crate) samples: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) part: PartOptions,
    #[command(flatten)]
    pub(crate) scale: ScaleOptions,
    /// Output file; `-` is standard output, .gz and .zst compress. A name that ends in .parquet is written as Parquet,
    /// .jsonl or .ndjson as JSON Lines, others as TSV.
    #[arg(short, long, default_value = "-", value_name = "FILE")]
    pub(crate) output: PathBuf,
}
