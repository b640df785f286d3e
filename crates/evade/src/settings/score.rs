//! Settings of scores of a matrix.

use std::path::PathBuf;

use evade_score::Method;

use super::ReadSettings;

/// What [`score`](crate::score()) is asked to do.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoreSettings {
    /// Expression matrix, genes x samples.
    pub matrix: PathBuf,
    /// `builtin`, or a file of gene sets: GMT, TOML, or a table of weights.
    pub gene_sets: String,
    /// Whether sets `NAME_UP` and `NAME_DN` are one set with two directions.
    pub directional: bool,
    /// Sets with fewer genes in the matrix are not scored.
    pub min_genes: usize,
    /// Sets with more genes in the matrix are not scored.
    pub max_genes: Option<usize>,
    /// What becomes of genes that the matrix lacks.
    pub missing: MissingGenes,
    /// Scoring methods with their parameters.
    pub methods: Vec<Method>,
    /// Stored cohort against which samples are compared.
    pub reference: Option<PathBuf>,
    /// What is done to values before scoring.
    pub transform: Transform,
    /// Whether ids are resolved to genes.
    pub ids: Ids,
    /// How the matrix is read.
    pub read: ReadSettings,
    /// Most bytes of memory; larger Parquet matrices are scored block by block.
    pub max_memory: Option<u64>,
    /// Form of the table; long, or GCT where the name of the output says so, otherwise.
    pub form: Option<ScoreForm>,
    /// File of the table, `-` for standard output; its name decides TSV, Parquet, JSON Lines or GCT.
    pub output: PathBuf,
}

/// What becomes of genes that a matrix lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MissingGenes {
    /// The set is scored by the genes that are there.
    #[default]
    DropGene,
    /// The command ends with an error.
    Error,
}

/// What ids of rows and of set members are taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ids {
    /// Genes by any of their ids; what names no gene matches as it stands.
    #[default]
    Resolved,
    /// What they are: a member matches a row with the same text.
    Verbatim,
}

/// What is done to values before scoring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Transform {
    /// Nothing.
    #[default]
    None,
    /// log2(x + 1) of linear values.
    Log2p1,
}

/// Form of a table of scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScoreForm {
    /// One row per sample, method and set.
    Long,
    /// One row per sample and method, one column per set.
    Wide,
    /// GCT 1.3: one row per set and method, one column per sample.
    Gct,
}
