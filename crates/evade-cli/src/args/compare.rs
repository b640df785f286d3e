//! Options of `evade compare`.

use std::path::PathBuf;

use clap::Args;
use evade::settings::CompareSettings;

use super::ScaleOptions;
use super::genes::GeneOptions;

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct CompareOptions {
    /// Sample sheet, as for evade run: `patient` says whose samples belong together, `collection_date` or `timepoint` which came
    /// first. Samples that are the only ones of their patient are left out.
    #[arg(long, value_name = "SHEET")]
    samples: PathBuf,
    /// Expression matrix, genes x samples. A sheet's column `expression` names a file of its own for a sample.
    #[arg(long, value_name = "MATRIX", help_heading = "Expression input")]
    expression: Option<PathBuf>,
    /// Folder of the results; created if missing.
    #[arg(long, value_name = "OUT")]
    outdir: PathBuf,
    #[command(flatten)]
    scale: ScaleOptions,
    #[command(flatten)]
    genes: GeneOptions,
    /// Rules of mechanisms in place of the built-in ones. `evade rules check FILE` checks them.
    #[arg(long, value_name = "FILE", help_heading = "Mechanisms")]
    mechanisms: Option<PathBuf>,
}

const EXAMPLES: &str = "What is written: comparisons.tsv, patients/PATIENT.json and .html, failed.tsv, manifest.json. evade run writes them as well,
and cuts a cohort into parts (--shard) that evade merge joins.
A variant is 'new' only where the earlier sample would have shown it: the columns 'purity' and 'coverage' of the sheet (a mean
depth, or a table of depths) say so. Without them it is 'not_evaluable'.

Example:
  evade compare --samples sheet.csv --expression cohort_tpm.tsv.gz --outdir pairs";

impl CompareOptions {
    /// What is asked for.
    pub(crate) fn settings(&self) -> CompareSettings {
        CompareSettings {
            samples: self.samples.clone(),
            expression: self.expression.clone(),
            outdir: self.outdir.clone(),
            call: self.scale.settings(),
            genes: self.genes.settings(),
            mechanisms: self.mechanisms.clone(),
        }
    }
}
