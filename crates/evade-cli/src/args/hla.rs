//! Options of `evade hla`.

use std::path::PathBuf;

use clap::Args;
use evade::settings::HlaSettings;

use super::PartOptions;

#[derive(Debug, Args)]
pub(crate) struct HlaOptions {
    /// HLA tables (LOHHLA, lohhla-mod, MHC Hammer, LILAC with its qc file, SpecHLA, or sample gene status), segments, or
    /// allele counts. With a sheet these hold all its samples.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Sample sheet with the columns `sample` and `hla` or `cnv` (each a file or a `;` list), `dna_id`, `purity`,
    /// `ploidy`, `genome`.
    #[arg(long, value_name = "SHEET")]
    samples: Option<PathBuf>,
    /// Folder of the results.
    #[arg(long, value_name = "OUT")]
    outdir: PathBuf,
    /// Tumour content of samples without one in the sheet, 0 to 1.
    #[arg(long, value_name = "FRACTION")]
    purity: Option<f64>,
    /// Ploidy of samples without one in the sheet.
    #[arg(long, value_name = "NUMBER")]
    ploidy: Option<f64>,
    /// Genome of samples without one in the sheet: `GRCh37` or `GRCh38`.
    #[arg(long, value_name = "BUILD")]
    genome: Option<String>,
    /// Read a VCF whose last line does not end with a newline. It may be cut: its genes carry file_may_be_cut.
    #[arg(long)]
    allow_missing_newline: bool,
    #[command(flatten)]
    part: PartOptions,
}

impl HlaOptions {
    /// What is asked for.
    pub(crate) fn settings(&self) -> HlaSettings {
        HlaSettings {
            files: self.files.clone(),
            samples: self.samples.clone(),
            outdir: self.outdir.clone(),
            purity: self.purity,
            ploidy: self.ploidy,
            genome: self.genome.clone(),
            allow_missing_newline: self.allow_missing_newline,
            part: self.part.settings(),
        }
    }
}
