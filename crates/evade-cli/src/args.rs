//! What can be written on the command line.
#![allow(clippy::doc_markdown, reason = "the comments are the help text, where backticks would be printed")]

mod burden;
mod compare;
mod document;
mod genes;
mod hla;
mod knowledge;
mod phenotype;
mod reference;
mod results;
mod rules;
mod run;
mod score;
mod sheet;
mod signatures;
mod simulate;
mod split;
mod validate;
mod values;
mod variants;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use evade::settings::{CallSettings, PartSettings, ReadSettings, Shard};

pub(crate) use compare::CompareOptions;
pub(crate) use hla::HlaOptions;
pub(crate) use knowledge::KnowledgeCommand;
pub(crate) use phenotype::PhenotypeOptions;
pub(crate) use reference::ReferenceCommand;
pub(crate) use results::{DiffOptions, MergeOptions, ReportOptions, SchemaOptions};
pub(crate) use rules::RulesCommand;
pub(crate) use run::RunOptions;
pub(crate) use score::ScoreOptions;
pub(crate) use sheet::{CheckOptions, SheetOptions};
pub(crate) use signatures::SignaturesCommand;
pub(crate) use simulate::SimulateOptions;
pub(crate) use split::SplitOptions;
pub(crate) use validate::ValidateOptions;
use values::{DeclaredFormat, DeclaredUnit, Scale, parse_format, parse_offset, parse_unit};
pub(crate) use variants::VariantsOptions;

/// How a tumour escapes immune checkpoint inhibitors, with its reasons. Research use only.
#[derive(Debug, Parser)]
#[command(name = "evade", version, max_term_width = 100, arg_required_else_help = true, after_help = EXIT_CODES)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXIT_CODES: &str = "Exit codes: 0 done; 1 run-time failure; 2 usage; 3 bad input data; 4 finished, but some samples failed (failed.tsv).
Data go to standard output or files, messages to standard error. Inputs may be gzip, BGZF or zstd.";

#[derive(Debug, Args)]
pub(crate) struct Global {
    /// Threads; 0 takes what the scheduler and the cgroup allow. Results do not depend on it.
    #[arg(
        short,
        long,
        global = true,
        default_value_t = 0,
        value_parser = clap::value_parser!(u16).range(0..=1024),
        value_name = "N",
        help_heading = "Global options"
    )]
    threads: u16,
    /// Print errors only.
    #[arg(short, long, global = true, help_heading = "Global options")]
    pub(crate) quiet: bool,
    /// Print what was found and decided.
    #[arg(short, long, global = true, conflicts_with = "quiet", help_heading = "Global options")]
    pub(crate) verbose: bool,
    /// Form of the messages on standard error.
    #[arg(long, global = true, value_enum, default_value_t = LogFormat::Text, value_name = "FORMAT", help_heading = "Global options")]
    pub(crate) log_format: LogFormat,
    /// Colour of the messages; auto means on a terminal without NO_COLOR.
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto, value_name = "WHEN", help_heading = "Global options")]
    pub(crate) color: Colour,
}

impl Global {
    /// The number of threads to start.
    pub(crate) fn n_threads(&self) -> usize {
        match self.threads {
            0 => std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            n => usize::from(n),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Colour {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Score and call every sample: all tables, one JSON a sample, a manifest. The main job.
    Run(Box<RunOptions>),
    /// Say what each sample of a sheet will get, and what is missing for the rest, before any computing.
    Check(Box<CheckOptions>),
    /// Call the genes of every sample of MAF, VCF or hand-typed tables, with the tumour mutational burden.
    Variants(Box<VariantsOptions>),
    /// Make a sample sheet of the results of nf-core/rnaseq and nf-core/sarek.
    Sheet(SheetOptions),
    /// Score gene sets in every sample of a matrix.
    Score(ScoreOptions),
    /// Call the TME phenotype of every sample of a matrix.
    Phenotype(PhenotypeOptions),
    /// State of the HLA class I genes: losses of an allele told by other programs, segments or heterozygous SNPs.
    Hla(HlaOptions),
    /// Say what changed between samples of one patient: phenotype, genes, HLA, and what cannot be compared.
    Compare(Box<CompareOptions>),
    /// Put the parts of a run (--shard, --only) together to the bytes of one run.
    Merge(MergeOptions),
    /// Draw the page of samples again from their JSON.
    Report(ReportOptions),
    /// List every call that differs between two results, with what it comes from.
    Diff(DiffOptions),
    /// Compare calls or scores with labels from elsewhere, such as those of pathology.
    Validate(Box<ValidateOptions>),
    /// Print what the columns of a table mean, the JSON Schema of a sample, or all reason codes.
    Schema(SchemaOptions),
    /// Cut a matrix into blocks of its samples.
    Split(SplitOptions),
    /// Build, list and show frozen references.
    #[command(subcommand)]
    Reference(ReferenceCommand),
    /// List, show, check and export the built-in gene sets.
    #[command(subcommand)]
    Signatures(SignaturesCommand),
    /// List, show and check what is published on mechanisms of resistance, strategies and trials.
    #[command(subcommand)]
    Knowledge(KnowledgeCommand),
    /// Print, check and explain the rules of mechanisms of escape.
    #[command(subcommand)]
    Rules(RulesCommand),
    /// Make a cohort with known truth: expression, variants, segments, HLA states, a sheet.
    Simulate(SimulateOptions),
}

/// What decides scale and call; shared by `run` and `phenotype`.
#[derive(Debug, Clone, Args)]
pub(crate) struct ScaleOptions {
    /// Scale of the z values: `frozen` compares each sample with a stored reference, so that a sample alone gets
    /// the values it has in a cohort; `cohort` compares it with the other samples of this run (at least 10).
    #[arg(long, value_enum, default_value_t = Scale::Frozen, value_name = "SCALE", help_heading = "Scale and call")]
    scale: Scale,
    /// Reference of the frozen scale: a built-in id (see `evade reference list`) or a file.
    #[arg(long, default_value = "nsclc", value_name = "ID|FILE", help_heading = "Scale and call")]
    reference: String,
    /// Rules of the call: the id of built-in ones, or a file (TOML).
    #[arg(long, value_name = "ID|FILE", default_value = "tme-v1", help_heading = "Scale and call")]
    rules: String,
    /// Tissue of the tumours whose histology says nothing of it: `lung` or `bladder`. It chooses the model of the call;
    /// without it they are taken for lung. The model of bladder needs `--scale cohort`.
    #[arg(long, value_name = "TISSUE", help_heading = "Scale and call")]
    tissue: Option<String>,
    /// Move an axis by this much in every sample, such as S=-0.5, when the run's own warning and knowledge of the
    /// laboratory say so. Every result says that it was moved. Repeatable for other axes; of one axis the last counts.
    #[arg(long, value_name = "AXIS=Z", value_parser = parse_offset, allow_hyphen_values = true, help_heading = "Scale and call")]
    axis_offset: Vec<(evade::settings::Axis, f64)>,
    /// More gene sets (GMT or TOML) to score beside the built-in ones; z needs a reference built with them. Repeatable.
    #[arg(long, value_name = "FILE", help_heading = "Scale and call")]
    gene_sets: Vec<PathBuf>,
    /// Unit of the expression values; `auto` decides by fixed rules, prints its evidence and refuses when unsure.
    /// Corrected for gene length: tpm, fpkm, log2p1, log2p0.001. Scores alone on the frozen scale: counts, cpm, log2cpm,
    /// log2counts, normalized_counts, vst, array.
    #[arg(long, default_value = "auto", value_parser = parse_unit, value_name = "UNIT", help_heading = "Expression input")]
    unit: DeclaredUnit,
    #[command(flatten)]
    format: FormatOptions,
    /// Files of one sample each (the sheet's column `expression`) may hold different genes; a gene that a file lacks is
    /// then missing for its sample. Without it that is an error.
    #[arg(long, help_heading = "Expression input")]
    union: bool,
}

/// How expression files are read; shared by all commands that read them.
#[derive(Debug, Clone, Args)]
pub(crate) struct FormatOptions {
    /// Format of the expression files: auto (the header decides), matrix, gct, series-matrix, cbioportal, featurecounts,
    /// transcripts, salmon, kallisto, rsem-genes, rsem-isoforms, star, star-forward, star-reverse, gdc, htseq, parquet
    /// (genes in rows), parquet-samples (samples in rows).
    #[arg(long, default_value = "auto", value_parser = parse_format, value_name = "FORMAT", help_heading = "Expression input")]
    input_format: DeclaredFormat,
    /// Table (TSV or CSV) of transcript and gene, for files of transcripts such as quant.sf and abundance.tsv.
    #[arg(long, value_name = "FILE", help_heading = "Expression input")]
    tx2gene: Option<PathBuf>,
    /// Gene lengths that turn counts into TPM: `gencode_v22` (built in, union exons) or a file (TSV or CSV: gene, length
    /// in bases; output of featureCounts works too). Genes without a length are taken to be missing.
    #[arg(long, value_name = "ID|FILE", help_heading = "Expression input")]
    gene_lengths: Option<PathBuf>,
}

impl ScaleOptions {
    /// What decides scale and call.
    fn settings(&self) -> CallSettings {
        CallSettings {
            scale: self.scale.into(),
            reference: self.reference.clone(),
            rules: self.rules.clone(),
            tissue: self.tissue.clone(),
            gene_sets: self.gene_sets.clone(),
            read: self.format.settings(self.unit),
            union: self.union,
            offsets: offsets(&self.axis_offset),
        }
    }
}

/// The offset of each axis; the last one stated counts.
fn offsets(stated: &[(evade::settings::Axis, f64)]) -> [f64; 5] {
    let mut offsets = [0.0; 5];
    for &(axis, offset) in stated {
        offsets[axis.place()] = offset;
    }
    offsets
}

impl FormatOptions {
    /// How expression files are read, with the declared unit.
    fn settings(&self, unit: DeclaredUnit) -> ReadSettings {
        ReadSettings {
            input_format: self.input_format.0,
            tx2gene: self.tx2gene.clone(),
            unit: unit.0,
            gene_lengths: self.gene_lengths.clone(),
        }
    }
}

/// Shared by the commands whose work can be spread over machines.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct PartOptions {
    /// Do only the I-th of N parts, cut by patient in the order of the sheet or matrix; `evade merge` joins the parts.
    #[arg(long, value_name = "I/N", conflicts_with = "only", help_heading = "Part of a run")]
    shard: Option<Shard>,
    /// Do only this sample. Repeatable; `evade merge` joins the results.
    #[arg(long, value_name = "SAMPLE", help_heading = "Part of a run")]
    only: Vec<String>,
}

impl PartOptions {
    /// Which samples are computed.
    fn settings(&self) -> PartSettings {
        PartSettings { shard: self.shard, only: self.only.clone() }
    }
}
