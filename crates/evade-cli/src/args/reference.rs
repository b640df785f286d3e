//! Options of `evade reference`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use evade::settings::BuildSettings;

use super::FormatOptions;
use super::values::{DeclaredUnit, parse_unit};

#[derive(Debug, Subcommand)]
pub(crate) enum ReferenceCommand {
    /// Build a reference from one or more cohorts.
    Build(Box<BuildOptions>),
    /// List the built-in references.
    List,
    /// Show what a reference is made of.
    Show {
        /// Built-in id or file.
        #[arg(value_name = "ID|FILE")]
        reference: String,
    },
}

#[derive(Debug, Args)]
#[command(after_help = BUILD_EXAMPLES)]
pub(crate) struct BuildOptions {
    /// Cohorts: COHORT=MATRIX, COHORT/HISTOLOGY=MATRIX to keep places within a histology too, or a matrix whose file name
    /// then names the cohort. The gene universe is what all share.
    #[arg(value_name = "[COHORT[/HISTOLOGY]=]MATRIX", required = true)]
    matrices: Vec<String>,
    /// Tumours of another laboratory: axes and gates keep the genes whose median place in a sample agrees with theirs; gene
    /// sets keep all. The universe is what they have too. They take no part in medians and scales. Repeatable.
    #[arg(long, value_name = "NAME=MATRIX", help_heading = "Beside the reference")]
    agree: Vec<String>,
    /// From this difference of median places (0 to 1) on axes and gates leave a gene out.
    #[arg(
        long,
        value_name = "PLACES",
        default_value_t = 0.1,
        requires = "agree",
        help_heading = "Beside the reference"
    )]
    agree_within: f64,
    /// Tumours of another laboratory whose like must pass the gates on platform and epithelium. Repeatable.
    #[arg(long, value_name = "NAME=MATRIX", help_heading = "Beside the reference")]
    pass: Vec<String>,
    /// Samples of normal tissue: what looks like them gets no call, and the share of such tissue is estimated.
    #[arg(long, value_name = "NAME=MATRIX", help_heading = "Beside the reference")]
    normal: Option<String>,
    /// Use only normal samples whose column of --samples has one of these values.
    #[arg(long, value_name = "COLUMN=VALUE[,VALUE]", requires_all = ["samples", "normal"], help_heading = "Beside the reference")]
    normal_only: Option<String>,
    /// What DNA says of tumours of the reference: columns sample, gene, status, as alterations.tsv of `evade variants` has
    /// them; samples are named as in the matrix. Functional readouts of genes get distributions from it, by HISTOLOGY.
    /// Repeatable.
    #[arg(long, value_name = "TABLE", help_heading = "Beside the reference")]
    alterations: Vec<PathBuf>,
    /// Homozygous deletions of tumours that were tested for them: columns sample, deleted (genes joined by `,` or `;`).
    /// Repeatable.
    #[arg(long, value_name = "TABLE", requires = "alterations", help_heading = "Beside the reference")]
    deletions: Vec<PathBuf>,
    /// Rules of the tissue gates: the id of built-in ones, a file (TOML), or `none`.
    #[arg(
        long,
        value_name = "ID|FILE|none",
        default_value = "tissue-v1",
        help_heading = "Beside the reference"
    )]
    tissue: String,
    /// Id of the reference.
    #[arg(long, value_name = "ID")]
    id: String,
    /// What it is, in words.
    #[arg(long, value_name = "TEXT", default_value = "")]
    title: String,
    /// Citation of a cohort. Repeatable.
    #[arg(long = "source", value_name = "TEXT")]
    sources: Vec<String>,
    /// Table (CSV or TSV) that says more of the samples, for --label and --only.
    #[arg(long, value_name = "TABLE")]
    samples: Option<PathBuf>,
    /// Column of that table that holds the sample id.
    #[arg(long, value_name = "COLUMN", default_value = "sample", requires = "samples")]
    id_column: String,
    /// Column to count in the composition, such as assay, histology or response. Repeatable.
    #[arg(long = "label", value_name = "COLUMN", requires = "samples")]
    labels: Vec<String>,
    /// Use only samples whose column has one of these values.
    #[arg(long, value_name = "COLUMN=VALUE[,VALUE]", requires = "samples")]
    only: Option<String>,
    /// Leave this sample out. Repeatable; for validation on a reference that does not hold the sample.
    #[arg(long, value_name = "SAMPLE")]
    exclude: Vec<String>,
    /// More gene sets (GMT or TOML) that shall get a distribution.
    #[arg(long, value_name = "FILE")]
    gene_sets: Vec<PathBuf>,
    /// Reference whose slopes on T these are shrunk towards: an id, a file, or `none`.
    #[arg(long, value_name = "ID|FILE|none", default_value = "tcga-pancancer-panel")]
    slope_prior: String,
    /// Rules: the id of built-in ones, or a file (TOML).
    #[arg(long, value_name = "ID|FILE", default_value = "tme-v1")]
    rules: String,
    /// Unit of the expression values: tpm, fpkm, log2p1, log2p0.001, or counts with --gene-lengths.
    #[arg(long, default_value = "auto", value_parser = parse_unit, value_name = "UNIT")]
    unit: DeclaredUnit,
    #[command(flatten)]
    format: FormatOptions,
    /// Output file; `-` is standard output.
    #[arg(short, long, default_value = "-", value_name = "FILE")]
    output: PathBuf,
}

const BUILD_EXAMPLES: &str = "Example:
  evade reference build mylab=cohort_tpm.tsv.gz --id mylab -o mylab.json
  evade run --expression new_tpm.tsv --reference mylab.json --outdir results";

impl BuildOptions {
    /// What is asked for.
    pub(crate) fn settings(&self) -> BuildSettings {
        BuildSettings {
            matrices: self.matrices.clone(),
            agree: self.agree.clone(),
            agree_within: self.agree_within,
            pass: self.pass.clone(),
            normal: self.normal.clone(),
            normal_only: self.normal_only.clone(),
            alterations: self.alterations.clone(),
            deletions: self.deletions.clone(),
            tissue: self.tissue.clone(),
            id: self.id.clone(),
            title: self.title.clone(),
            sources: self.sources.clone(),
            samples: self.samples.clone(),
            id_column: self.id_column.clone(),
            labels: self.labels.clone(),
            only: self.only.clone(),
            exclude: self.exclude.clone(),
            gene_sets: self.gene_sets.clone(),
            slope_prior: self.slope_prior.clone(),
            rules: self.rules.clone(),
            read: self.format.settings(self.unit),
            output: self.output.clone(),
        }
    }
}
