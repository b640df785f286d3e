//! Options of the commands that work on what a run has written.

use std::path::PathBuf;

use clap::Args;
use evade::settings::{DiffSettings, MergeSettings, ReportSettings};

use super::document::DocumentOptions;

#[derive(Debug, Args)]
#[command(after_help = MERGE_EXAMPLES)]
pub(crate) struct MergeOptions {
    /// Folders of finished parts. Any set will do in which every sample is once.
    #[arg(value_name = "DIR", required = true)]
    folders: Vec<PathBuf>,
    /// Sample sheet that says which samples there must be, and their order. Without it the parts must be of one run.
    #[arg(long, value_name = "SHEET")]
    samples: Option<PathBuf>,
    /// Folder of the result; created if missing.
    #[arg(long, value_name = "OUT")]
    outdir: PathBuf,
}

const MERGE_EXAMPLES: &str = "Examples:
  evade run --samples sheet.csv --expression cohort_tpm.tsv.gz --shard 1/2 --outdir part1
  evade run --samples sheet.csv --expression cohort_tpm.tsv.gz --shard 2/2 --outdir part2
  evade merge part1 part2 --outdir results";

#[derive(Debug, Args)]
pub(crate) struct DiffOptions {
    /// Folder of the earlier result.
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// Folder of the later result.
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// Output file; `-` is standard output, .gz and .zst compress.
    #[arg(short, long, default_value = "-", value_name = "FILE")]
    output: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct SchemaOptions {
    /// Name of a table such as scores, `sample` for the JSON of a sample, or `reasons`; without it all names are listed.
    #[arg(value_name = "NAME")]
    pub(crate) name: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = REPORT_EXAMPLES)]
pub(crate) struct ReportOptions {
    /// JSON files of samples or patients, from the folders 'samples' and 'patients' of a run. Each names the version of its structure; another one
    /// is refused.
    #[arg(value_name = "SAMPLE.json", required = true)]
    samples: Vec<PathBuf>,
    /// Folder of the pages, created if missing. Without it each page is written next to its JSON.
    #[arg(short, long, value_name = "DIR")]
    outdir: Option<PathBuf>,
    #[command(flatten)]
    document: DocumentOptions,
}

const REPORT_EXAMPLES: &str = "Examples:
  evade report results/samples/P1.json
  evade report results/samples/*.json -o pages
  evade report results/patients/P1.json
  evade report results/samples/P1.json --report-date 2026-05-04 --report-id R-2
Exit code 4: some files could not be read, the pages of the others are there.";

impl ReportOptions {
    /// What is asked for.
    pub(crate) fn settings(&self) -> ReportSettings {
        ReportSettings {
            samples: self.samples.clone(),
            outdir: self.outdir.clone(),
            document: self.document.settings(),
        }
    }
}

impl MergeOptions {
    /// What is asked for.
    pub(crate) fn settings(&self) -> MergeSettings {
        MergeSettings {
            folders: self.folders.clone(),
            samples: self.samples.clone(),
            outdir: self.outdir.clone(),
        }
    }
}

impl DiffOptions {
    /// What is asked for.
    pub(crate) fn settings(&self) -> DiffSettings {
        DiffSettings { old: self.old.clone(), new: self.new.clone(), output: self.output.clone() }
    }
}
