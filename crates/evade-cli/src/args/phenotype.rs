//! Options of `evade phenotype`.

use std::path::PathBuf;

use clap::Args;
use evade::settings::PhenotypeSettings;

use super::{PartOptions, ScaleOptions};

#[derive(Debug, Args)]
pub(crate) struct PhenotypeOptions {
    /// Expression matrix, genes x samples; `-` reads standard input.
    #[arg(value_name = "MATRIX")]
    matrix: PathBuf,
    /// Sample sheet; without it every column of the matrix is a sample.
    #[arg(long, value_name = "SHEET")]
    samples: Option<PathBuf>,
    #[command(flatten)]
    part: PartOptions,
    #[command(flatten)]
    scale: ScaleOptions,
    /// Output file; `-` is standard output, .gz and .zst compress. A name that ends in .parquet is written as Parquet,
    /// .jsonl or .ndjson as JSON Lines, others as TSV.
    #[arg(short, long, default_value = "-", value_name = "FILE")]
    output: PathBuf,
}

impl PhenotypeOptions {
    /// What is asked for.
    pub(crate) fn settings(&self) -> PhenotypeSettings {
        PhenotypeSettings {
            matrix: self.matrix.clone(),
            samples: self.samples.clone(),
            part: self.part.settings(),
            call: self.scale.settings(),
            output: self.output.clone(),
        }
    }
}
