//! Options of `evade validate`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use evade::settings::{Matching, ValidateSettings};

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ValidateOptions {
    /// Table with one row per sample and a column `sample`: phenotypes.tsv, summary.tsv, scores_wide.tsv or one of another
    /// program. Or the folder of a run: its phenotypes.tsv, with the patients of its summary.tsv.
    #[arg(long, value_name = "FILE|DIR")]
    calls: PathBuf,
    /// Table of labels (TSV or CSV), such as the pathologist's: one row per sample or patient.
    #[arg(long, value_name = "FILE")]
    labels: PathBuf,
    /// Column of the labels. Without it: the only column beside the ids.
    #[arg(long, value_name = "NAME")]
    column: Option<String>,
    /// Table of two columns, label and class: what each label is called among the calls; NA leaves it out. Words of the calls
    /// in the first column are mapped as well, such as active and suppressed to inflamed, but never left out. A label
    /// that is not in the table must be a class itself. Case does not count.
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// Folder of the tables and the page; created if missing. Without it only the summary is printed.
    #[arg(short, long, value_name = "DIR")]
    outdir: Option<PathBuf>,

    /// Column of ids in the table of labels. Without it: sample, else patient, else the row names of R.
    #[arg(long, value_name = "NAME", help_heading = "Matching")]
    id_column: Option<String>,
    /// How a sample finds its label: by the same id, or by patient, which is the calls' column `patient` or the beginning of an
    /// id up to - _ . or : (TCGA-05-4244 of TCGA-05-4244-01A). A sample that fits several rows is an error.
    #[arg(long = "match", value_enum, default_value_t = Match::Exact, value_name = "HOW", help_heading = "Matching")]
    matching: Match,

    /// Column of the calls. Without it: the first of phenotype, spatial_class and inflamed that has the classes of the
    /// labels.
    #[arg(long, value_name = "COLUMN", help_heading = "What is compared")]
    call: Option<String>,
    /// Column of numbers in the calls, for the ROC curve. Without it: p_inflamed, where there is one.
    #[arg(long, value_name = "COLUMN", help_heading = "What is compared")]
    score: Option<String>,
    /// The values of --score are probabilities of the positive class, 0 to 1: their calibration is measured. p_inflamed is
    /// known to be one.
    #[arg(long, requires = "score", help_heading = "What is compared")]
    probability: bool,
    /// Class that the score is for. Repeatable: several are taken together. Without it: what is inflamed.
    #[arg(long, value_name = "CLASS", help_heading = "What is compared")]
    positive: Vec<String>,
    /// Column of the labels, or else of the calls, whose values are compared one by one as well. Repeatable.
    #[arg(long, value_name = "COLUMN", help_heading = "What is compared")]
    stratum: Vec<String>,
}

const EXAMPLES: &str = "Examples:
  evade validate --calls phenotypes.tsv --labels he.csv --column he --map map.tsv -o out
  evade validate --calls phenotypes.tsv --labels he.csv --column he --map map.tsv --stratum stage
  evade validate --calls phenotypes.tsv --labels he.csv --column he --map map.tsv --score T
where map.tsv holds
  label           class
  immune-excluded excluded
  immune-desert   desert
  not_assessable  NA
Samples that are part of the reference of their call are shown apart: they are no independent test.";

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Match {
    /// Both ids are the same.
    Exact,
    /// The label is that of the patient.
    Patient,
}

impl ValidateOptions {
    /// What is asked for.
    pub(crate) fn settings(&self) -> ValidateSettings {
        ValidateSettings {
            calls: self.calls.clone(),
            labels: self.labels.clone(),
            column: self.column.clone(),
            id_column: self.id_column.clone(),
            matching: match self.matching {
                Match::Exact => Matching::Exact,
                Match::Patient => Matching::Patient,
            },
            map: self.map.clone(),
            call: self.call.clone(),
            score: self.score.clone(),
            probability: self.probability,
            positive: self.positive.clone(),
            strata: self.stratum.clone(),
            outdir: self.outdir.clone(),
        }
    }
}
