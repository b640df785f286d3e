//! Settings of a new reference.

use std::path::PathBuf;

use super::ReadSettings;

/// What [`build`](crate::reference::build()) is asked to do.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BuildSettings {
    /// Matrices of the cohorts, each as `FILE`, `COHORT=FILE` or `COHORT/HISTOLOGY=FILE`.
    pub matrices: Vec<String>,
    /// Matrices of other laboratories, `NAME=FILE`, on whose places of genes axes and gates must agree.
    pub agree: Vec<String>,
    /// From this difference of median places on axes and gates leave a gene out.
    pub agree_within: f64,
    /// Matrices of other laboratories, `NAME=FILE`, whose tumours must pass the gates.
    pub pass: Vec<String>,
    /// Matrix of normal tissue, `NAME=FILE`.
    pub normal: Option<String>,
    /// Only normal samples with these values: `COLUMN=VALUE,VALUE`.
    pub normal_only: Option<String>,
    /// Tables of gene states (`alterations.tsv`) of the reference's tumours, for functional readouts.
    pub alterations: Vec<PathBuf>,
    /// Tables of homozygous deletions of the reference's tumours, for functional readouts.
    pub deletions: Vec<PathBuf>,
    /// Id of built-in rules of the tissue gates, a file, or `none`.
    pub tissue: String,
    /// Id of the reference.
    pub id: String,
    /// What it is; its id otherwise.
    pub title: String,
    /// Where the data come from.
    pub sources: Vec<String>,
    /// Table that describes the samples.
    pub samples: Option<PathBuf>,
    /// Column of that table with the names of the matrix columns.
    pub id_column: String,
    /// Columns of that table by which the samples are counted.
    pub labels: Vec<String>,
    /// Only samples with these values: `COLUMN=VALUE,VALUE`.
    pub only: Option<String>,
    /// Samples that are left out.
    pub exclude: Vec<String>,
    /// Gene sets beside the built-in ones.
    pub gene_sets: Vec<PathBuf>,
    /// Reference towards whose slopes those of a small cohort are shrunk: an id, a file, or `none`.
    pub slope_prior: String,
    /// Id of built-in rules, or a file.
    pub rules: String,
    /// How the matrices are read.
    pub read: ReadSettings,
    /// File of the reference, `-` for standard output.
    pub output: PathBuf,
}
