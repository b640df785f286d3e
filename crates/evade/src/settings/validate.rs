//! Settings of a comparison of calls with labels.

use std::path::PathBuf;

/// How the rows of calls find those of labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Matching {
    /// Both ids are the same.
    #[default]
    Exact,
    /// The label is that of the patient: its id is the patient of the sample, or one id is the beginning of the other up to
    /// a separator, as TCGA-05-4244 of TCGA-05-4244-01A.
    Patient,
}

/// What [`validate`](crate::validate()) is asked to do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ValidateSettings {
    /// Table with a column `sample`, or a folder of results.
    pub calls: PathBuf,
    /// Table of labels.
    pub labels: PathBuf,
    /// Column of the labels; the only one beside the id otherwise.
    pub column: Option<String>,
    /// Column of ids in the table of labels; `sample` or `patient` otherwise.
    pub id_column: Option<String>,
    /// How rows are matched.
    pub matching: Matching,
    /// Table of labels and their classes.
    pub map: Option<PathBuf>,
    /// Column of the calls; the first of `phenotype`, `spatial_class` and `inflamed` whose words fit the labels otherwise.
    pub call: Option<String>,
    /// Column of a score; `p_inflamed` otherwise, where there is one.
    pub score: Option<String>,
    /// Whether `score` is a probability of the positive class; `p_inflamed` is.
    pub probability: bool,
    /// Positive classes; what is inflamed otherwise.
    pub positive: Vec<String>,
    /// Columns of labels or calls by which samples are split.
    pub strata: Vec<String>,
    /// Folder of tables and page; without it there is the summary alone.
    pub outdir: Option<PathBuf>,
}
