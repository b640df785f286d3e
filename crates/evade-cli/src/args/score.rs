//! Options of `evade score`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use evade::settings::{self, Method, ScoreSettings};

use super::FormatOptions;
use super::values::{DeclaredUnit, parse_memory, parse_unit};

#[derive(Debug, Args)]
#[command(after_help = score_help())]
pub(crate) struct ScoreOptions {
    /// Expression matrix, genes x samples; `-` reads standard input.
    #[arg(value_name = "MATRIX")]
    matrix: PathBuf,
    /// Gene sets: a GMT file, a table with columns source, target and weight, a TOML file in the catalogue's form,
    /// or `builtin`.
    #[arg(long, value_name = "FILE|builtin", help_heading = "Gene sets")]
    gene_sets: String,
    /// Join NAME_UP and NAME_DN (or NAME_DOWN) to one set NAME with up and down genes.
    #[arg(long, help_heading = "Gene sets")]
    directional: bool,
    /// Score only sets with at least this many genes in the matrix.
    #[arg(long, default_value_t = 1, value_name = "N", help_heading = "Gene sets")]
    min_genes: usize,
    /// Score only sets with at most this many genes in the matrix.
    #[arg(long, value_name = "N", help_heading = "Gene sets")]
    max_genes: Option<usize>,
    /// Genes of a set that the matrix lacks: left out and counted, or an error.
    #[arg(long, value_enum, default_value_t = MissingGenes::DropGene, value_name = "WHAT", help_heading = "Gene sets")]
    missing: MissingGenes,
    /// What ids are taken for: `resolved` to genes, so that a set of symbols finds Ensembl ids, or `verbatim`: a set's
    /// member matches the row with the same text and no other.
    #[arg(long, value_enum, default_value_t = Ids::Resolved, value_name = "HOW", help_heading = "Gene sets")]
    ids: Ids,
    /// Method, with parameters after a colon; the list is below. Repeatable.
    #[arg(
        long = "method",
        value_name = "NAME[:KEY=VALUE,...]",
        default_value = "singscore",
        help_heading = "Scoring"
    )]
    methods: Vec<Method>,
    /// Matrix of a stored cohort that gsva compares each sample with, so that a score does not depend on the other
    /// samples of the run. Of the same unit; --transform changes it too.
    #[arg(long, value_name = "MATRIX", help_heading = "Scoring")]
    reference: Option<PathBuf>,
    /// Scale: `none` writes scores as they are.
    #[arg(long, value_enum, default_value_t = ScoreScale::None, value_name = "SCALE", help_heading = "Scoring")]
    scale: ScoreScale,
    /// Change of the values before scoring; log2p1 is log2(x + 1). Without it values are scored as they stand.
    #[arg(long, value_enum, default_value_t = Transform::None, value_name = "WHAT", help_heading = "Scoring")]
    transform: Transform,
    /// Unit of the values. It matters only where several rows are the same gene and must be added up; `auto` then
    /// finds it out, or refuses when unsure. The units are those of `evade run`.
    #[arg(long, default_value = "auto", value_parser = parse_unit, value_name = "UNIT", help_heading = "Scoring")]
    unit: DeclaredUnit,
    #[command(flatten)]
    read: FormatOptions,
    /// Memory that may be used (such as 1500M or 2G; K, M and G are powers of 1024) for a Parquet matrix. One with
    /// samples in rows that does not fit is scored block by block, for methods that score each sample by itself; what
    /// does not fit otherwise is refused. Without it, blocks are used beyond 4G and nothing is refused.
    #[arg(long, value_parser = parse_memory, value_name = "SIZE", help_heading = "Expression input")]
    max_memory: Option<u64>,
    /// Form of the table: a row a score, a row a sample and method with a column a set, or GCT 1.3 with a row a set and
    /// a column a sample. Default: gct for an output that ends in .gct, else long.
    #[arg(long, value_enum, value_name = "FORM", help_heading = "Output")]
    format: Option<ScoreFormat>,
    /// Output file; `-` is standard output, .gz and .zst compress. A name that ends in .parquet is written as Parquet,
    /// .jsonl or .ndjson as JSON Lines, others as TSV.
    #[arg(short, long, default_value = "-", value_name = "FILE", help_heading = "Output")]
    output: PathBuf,
}

/// What becomes of genes that a matrix lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum MissingGenes {
    DropGene,
    Error,
}

/// What ids are taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Ids {
    Resolved,
    Verbatim,
}

/// What is done to values before scoring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Transform {
    None,
    Log2p1,
}

/// Form of a score table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ScoreFormat {
    Long,
    Wide,
    Gct,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ScoreScale {
    None,
}

impl ScoreOptions {
    /// What is asked for.
    pub(crate) fn settings(&self) -> ScoreSettings {
        let ScoreScale::None = self.scale;
        ScoreSettings {
            matrix: self.matrix.clone(),
            gene_sets: self.gene_sets.clone(),
            directional: self.directional,
            min_genes: self.min_genes,
            max_genes: self.max_genes,
            missing: match self.missing {
                MissingGenes::DropGene => settings::MissingGenes::DropGene,
                MissingGenes::Error => settings::MissingGenes::Error,
            },
            methods: self.methods.clone(),
            reference: self.reference.clone(),
            transform: match self.transform {
                Transform::None => settings::Transform::None,
                Transform::Log2p1 => settings::Transform::Log2p1,
            },
            ids: match self.ids {
                Ids::Resolved => settings::Ids::Resolved,
                Ids::Verbatim => settings::Ids::Verbatim,
            },
            read: self.read.settings(self.unit),
            max_memory: self.max_memory,
            form: self.format.map(|format| match format {
                ScoreFormat::Long => settings::ScoreForm::Long,
                ScoreFormat::Wide => settings::ScoreForm::Wide,
                ScoreFormat::Gct => settings::ScoreForm::Gct,
            }),
            output: self.output.clone(),
        }
    }
}

/// The methods with their parameters, and examples.
fn score_help() -> String {
    use std::fmt::Write;
    let mut text = String::from("Methods and their parameters (the first value is the default):\n");
    for (name, parameters) in Method::all() {
        let parameters = if parameters.is_empty() { "no parameters" } else { parameters };
        // Writing to a String cannot fail.
        let _ = writeln!(text, "  {name:<18} {parameters}");
    }
    text + SCORE_EXAMPLES
}

const SCORE_EXAMPLES: &str = "
Examples:
  evade score cohort_tpm.tsv.gz --gene-sets builtin -o scores.tsv
  evade score matrix.tsv --gene-sets hallmark.gmt --method ssgsea --method singscore:ties=min
  evade score cohort_tpm.tsv.gz --gene-sets my.gmt --method gsva --transform log2p1 -o gsva.tsv";
