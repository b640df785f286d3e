//! What can be written on the command line.
#![allow(clippy::doc_markdown)] // the comments are the help text, where backticks would be printed

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use evade_core::{ScaleKind, Unit};
use evade_io::InputFormat;
use evade_score::Method;

use crate::part::PartOptions;
use crate::tmb::TmbOptions;

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
        value_name = "N",
        help_heading = "Global options"
    )]
    threads: usize,
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
            n => n,
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
    Check(CheckOptions),
    /// Call the genes of every sample of MAF, VCF or hand-typed tables, with the tumour mutational burden.
    Variants(Box<crate::commands::variants::VariantsOptions>),
    /// Make a sample sheet of the results of nf-core/rnaseq and nf-core/sarek.
    Sheet(SheetOptions),
    /// Score gene sets in every sample of a matrix.
    Score(ScoreOptions),
    /// Call the TME phenotype of every sample of a matrix.
    Phenotype(PhenotypeOptions),
    /// State of the HLA class I genes: losses of an allele told by other programs, segments or heterozygous SNPs.
    Hla(crate::commands::hla::HlaOptions),
    /// Put the parts of a run (--shard, --only) together to the bytes of one run.
    Merge(MergeOptions),
    /// List every call that differs between two results, with what it comes from.
    Diff(DiffOptions),
    /// Print what the columns of a table mean, or all reason codes.
    Schema(SchemaOptions),
    /// Cut a matrix into blocks of its samples.
    Split(SplitOptions),
    /// Build, list and show frozen references.
    #[command(subcommand)]
    Reference(ReferenceCommand),
    /// List, show, check and export the built-in gene sets.
    #[command(subcommand)]
    Signatures(SignaturesCommand),
    /// Make a cohort with known truth: expression, variants, segments, HLA states, a sheet.
    Simulate(crate::commands::simulate::SimulateOptions),
}

/// What decides scale and call; shared by `run` and `phenotype`.
#[derive(Debug, Clone, Args)]
pub(crate) struct ScaleOptions {
    /// Scale of the z values: `frozen` compares each sample with a stored reference, so that a sample alone gets
    /// the values it has in a cohort; `cohort` compares it with the other samples of this run (at least 10).
    #[arg(long, value_enum, default_value_t = Scale::Frozen, value_name = "SCALE", help_heading = "Scale and call")]
    pub(crate) scale: Scale,
    /// Reference of the frozen scale: a built-in id (see `evade reference list`) or a file.
    #[arg(long, default_value = "nsclc-ici", value_name = "ID|FILE", help_heading = "Scale and call")]
    pub(crate) reference: String,
    /// Rule file of the call instead of the built-in one.
    #[arg(long, value_name = "FILE", help_heading = "Scale and call")]
    pub(crate) rules: Option<PathBuf>,
    /// More gene sets (GMT or TOML) to score beside the built-in ones; z needs a reference built with them. Repeatable.
    #[arg(long, value_name = "FILE", help_heading = "Scale and call")]
    pub(crate) gene_sets: Vec<PathBuf>,
    /// Unit of the expression values; `auto` decides by fixed rules, prints its evidence and refuses when unsure.
    #[arg(long, default_value = "auto", value_parser = parse_unit, value_name = "UNIT", help_heading = "Expression input")]
    pub(crate) unit: DeclaredUnit,
    #[command(flatten)]
    pub(crate) format: FormatOptions,
    /// Files of one sample each (the sheet's column `expression`) may hold different genes; a gene that a file lacks is
    /// then missing for its sample. Without it that is an error.
    #[arg(long, help_heading = "Expression input")]
    pub(crate) union: bool,
}

/// How expression files are read; shared by all commands that read them.
#[derive(Debug, Clone, Args)]
pub(crate) struct FormatOptions {
    /// Format of the expression files: auto (the header decides), matrix, gct, series-matrix, cbioportal, featurecounts,
    /// transcripts, salmon, kallisto, rsem-genes, rsem-isoforms, star, star-forward, star-reverse, gdc, htseq, parquet
    /// (genes in rows), parquet-samples (samples in rows).
    #[arg(long, default_value = "auto", value_parser = parse_format, value_name = "FORMAT", help_heading = "Expression input")]
    pub(crate) input_format: DeclaredFormat,
    /// Table (TSV or CSV) of transcript and gene, for files of transcripts such as quant.sf and abundance.tsv.
    #[arg(long, value_name = "FILE", help_heading = "Expression input")]
    pub(crate) tx2gene: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(after_help = RUN_EXAMPLES)]
pub(crate) struct RunOptions {
    /// Sample sheet (CSV or TSV) with a column `sample`. Without a sheet every column of the matrix is a sample.
    #[arg(long, value_name = "SHEET")]
    pub(crate) samples: Option<PathBuf>,
    /// Expression matrix, genes x samples. A sheet's column `expression` names a file of its own for a sample.
    #[arg(
        long,
        value_name = "MATRIX",
        required_unless_present_any = ["samples", "sample", "from_manifest"],
        help_heading = "Expression input"
    )]
    pub(crate) expression: Option<PathBuf>,
    /// Folder of the results; made if it is not there.
    #[arg(long, value_name = "OUT")]
    pub(crate) outdir: PathBuf,
    #[command(flatten)]
    pub(crate) scale: ScaleOptions,
    /// Keep this column of the sheet in the sample's JSON although evade does not know it. Repeatable.
    #[arg(long, value_name = "COLUMN", requires = "samples")]
    pub(crate) carry: Vec<String>,
    #[command(flatten)]
    pub(crate) tmb: TmbOptions,
    #[command(flatten)]
    pub(crate) part: PartOptions,
    #[command(flatten)]
    pub(crate) again: AgainOptions,
    #[command(flatten)]
    pub(crate) patient: PatientOptions,
}

/// An earlier run, done again.
#[derive(Debug, Args)]
pub(crate) struct AgainOptions {
    /// Do the run again that wrote this manifest.json: with its options, and with its files, found by name and content.
    #[arg(
        long,
        value_name = "MANIFEST",
        conflicts_with_all = ["samples", "expression", "sample", "scale", "reference", "rules", "gene_sets", "unit",
            "input_format", "tx2gene", "union", "carry", "shard", "only", "tmb_mb", "tmb_mode", "tmb_drop_hotspots",
            "tmb_calibrated", "tmb_min_depth", "tmb_min_alt_reads", "tmb_min_vaf"],
        help_heading = "An earlier run, again"
    )]
    pub(crate) from_manifest: Option<PathBuf>,
    /// Folder below which the files of the manifest are looked for.
    #[arg(
        long,
        value_name = "DIR",
        default_value = ".",
        requires = "from_manifest",
        help_heading = "An earlier run, again"
    )]
    pub(crate) inputs: PathBuf,
}

const RUN_EXAMPLES: &str = "Examples:
  evade run --expression cohort_tpm.tsv.gz --outdir results
  evade run --samples sheet.csv --expression cohort_tpm.tsv.gz --outdir results
  evade run --sample P1 --expression p1_tpm.tsv --purity 0.4 --histology LUAD --outdir P1";

/// One patient without a sheet.
#[derive(Debug, Args)]
pub(crate) struct PatientOptions {
    /// Run this one sample instead of a sheet.
    #[arg(
        long,
        value_name = "ID",
        conflicts_with = "samples",
        help_heading = "One patient, without a sheet"
    )]
    pub(crate) sample: Option<String>,
    /// Column of the matrix, when it is not the sample's id; a matrix with one column needs none.
    #[arg(long, value_name = "COLUMN", requires = "sample", help_heading = "One patient, without a sheet")]
    pub(crate) rna_id: Option<String>,
    /// Tumour content, 0 to 1.
    #[arg(long, value_name = "SHARE", requires = "sample", value_parser = parse_purity, help_heading = "One patient, without a sheet")]
    pub(crate) purity: Option<f64>,
    /// Histology, such as LUAD.
    #[arg(long, value_name = "TEXT", requires = "sample", help_heading = "One patient, without a sheet")]
    pub(crate) histology: Option<String>,
    /// Site of the biopsy, such as lung or lymph node.
    #[arg(long, value_name = "TEXT", requires = "sample", help_heading = "One patient, without a sheet")]
    pub(crate) site: Option<String>,
    /// FFPE, frozen, fresh.
    #[arg(long, value_name = "TEXT", requires = "sample", help_heading = "One patient, without a sheet")]
    pub(crate) specimen: Option<String>,
    /// VEP-annotated somatic VCF.
    #[arg(long, value_name = "FILE", requires = "sample", help_heading = "One patient, without a sheet")]
    pub(crate) vcf: Option<String>,
    /// MAF; may hold more samples.
    #[arg(long, value_name = "FILE", requires = "sample", help_heading = "One patient, without a sheet")]
    pub(crate) maf: Option<String>,
    /// Table of genes typed by hand: gene, change, vaf, tested.
    #[arg(long, value_name = "FILE", requires = "sample", help_heading = "One patient, without a sheet")]
    pub(crate) reported: Option<String>,
    /// What the variants cover: a BED file, or a list of genes.
    #[arg(long, value_name = "FILE", requires = "sample", help_heading = "One patient, without a sheet")]
    pub(crate) panel: Option<String>,
    /// WES or WGS, when the variants cover all genes.
    #[arg(long, value_name = "TEXT", requires = "sample", help_heading = "One patient, without a sheet")]
    pub(crate) assay_dna: Option<String>,
    /// Copy number: allele-specific segments, or a table by gene (cBioPortal, PURPLE, CNVkit).
    #[arg(long, value_name = "FILE", requires = "sample", help_heading = "One patient, without a sheet")]
    pub(crate) cnv: Option<String>,
    /// Rearrangements: cBioPortal's data_sv.txt, or a table with gene5 and gene3.
    #[arg(long, value_name = "FILE", requires = "sample", help_heading = "One patient, without a sheet")]
    pub(crate) sv: Option<String>,
    /// Table of HLA states.
    #[arg(long, value_name = "FILE", requires = "sample", help_heading = "One patient, without a sheet")]
    pub(crate) hla: Option<String>,
    /// Sample name in these files, when it is not the sample's id.
    #[arg(long, value_name = "NAME", requires = "sample", help_heading = "One patient, without a sheet")]
    pub(crate) dna_id: Option<String>,
    /// GRCh37 or GRCh38.
    #[arg(long, value_name = "BUILD", requires = "sample", help_heading = "One patient, without a sheet")]
    pub(crate) genome: Option<String>,
    /// PD-L1 tumour proportion score in per cent.
    #[arg(long, value_name = "PERCENT", requires = "sample", value_parser = parse_percent, help_heading = "One patient, without a sheet")]
    pub(crate) pdl1_tps: Option<f64>,
    /// Microsatellite status, such as MSS.
    #[arg(long, value_name = "TEXT", requires = "sample", help_heading = "One patient, without a sheet")]
    pub(crate) msi: Option<String>,
    /// Tumour mutational burden as reported, mutations per megabase.
    #[arg(long, value_name = "NUMBER", requires = "sample", value_parser = parse_burden, help_heading = "One patient, without a sheet")]
    pub(crate) tmb: Option<f64>,
}

#[derive(Debug, Args)]
#[command(after_help = CHECK_EXAMPLES)]
pub(crate) struct CheckOptions {
    /// Sample sheet (CSV or TSV) with a column `sample`.
    #[arg(long, value_name = "SHEET")]
    pub(crate) samples: PathBuf,
    /// Expression matrix, genes x samples.
    #[arg(long, value_name = "MATRIX", help_heading = "Expression input")]
    pub(crate) expression: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) scale: ScaleOptions,
    /// Output file; `-` is standard output, .gz and .zst compress.
    #[arg(short, long, default_value = "-", value_name = "FILE")]
    pub(crate) output: PathBuf,
}

const CHECK_EXAMPLES: &str = "Examples:
  evade check --samples sheet.csv --expression cohort_tpm.tsv.gz
  evade check --samples sheet.csv --expression cohort_tpm.tsv.gz -o check.tsv
Exit code 3: a file of the sheet cannot be used, and 'evade run' would stop at it. 4: a sample is in no matrix.";

#[derive(Debug, Args)]
#[command(after_help = SHEET_EXAMPLES)]
pub(crate) struct SheetOptions {
    /// Results folder of nf-core/rnaseq. Its best merged gene table is taken: TPM before counts, star_salmon first.
    #[arg(long, value_name = "DIR", required_unless_present = "sarek")]
    pub(crate) rnaseq: Option<PathBuf>,
    /// Results folder of nf-core/sarek. Of each tumour the somatic VCF annotated by VEP is taken, mutect2 first, and the
    /// segments of ASCAT with tumour content and ploidy.
    #[arg(long, value_name = "DIR")]
    pub(crate) sarek: Option<PathBuf>,
    /// Table (CSV or TSV) with the columns rna_id and dna_id, for samples whose ids do not tell that they belong
    /// together.
    #[arg(long, value_name = "FILE", requires = "rnaseq", requires = "sarek")]
    pub(crate) pairs: Option<PathBuf>,
    /// GRCh37 or GRCh38, when neither the VCF nor the parameters of the run say it.
    #[arg(long, value_name = "BUILD", requires = "sarek")]
    pub(crate) genome: Option<String>,
    /// The sheet; `-` is standard output. Its paths are relative to its folder.
    #[arg(short, long, default_value = "-", value_name = "SHEET")]
    pub(crate) output: PathBuf,
}

const SHEET_EXAMPLES: &str = "Examples:
  evade sheet --rnaseq rnaseq_results --sarek sarek_results -o samples.csv
  evade sheet --rnaseq rnaseq_results -o rna.csv
  evade check --samples samples.csv";

#[derive(Debug, Args)]
#[command(after_help = score_help())]
pub(crate) struct ScoreOptions {
    /// Expression matrix, genes x samples; `-` reads standard input.
    #[arg(value_name = "MATRIX")]
    pub(crate) matrix: PathBuf,
    /// Gene sets: a GMT file, a table with columns source, target and weight, a TOML file in the catalogue's form,
    /// or `builtin`.
    #[arg(long, value_name = "FILE|builtin", help_heading = "Gene sets")]
    pub(crate) gene_sets: String,
    /// Join NAME_UP and NAME_DN (or NAME_DOWN) to one set NAME with up and down genes.
    #[arg(long, help_heading = "Gene sets")]
    pub(crate) directional: bool,
    /// Score only sets with at least this many genes in the matrix.
    #[arg(long, default_value_t = 1, value_name = "N", help_heading = "Gene sets")]
    pub(crate) min_genes: usize,
    /// Score only sets with at most this many genes in the matrix.
    #[arg(long, value_name = "N", help_heading = "Gene sets")]
    pub(crate) max_genes: Option<usize>,
    /// Genes of a set that the matrix lacks: left out and counted, or an error.
    #[arg(long, value_enum, default_value_t = MissingGenes::DropGene, value_name = "WHAT", help_heading = "Gene sets")]
    pub(crate) missing: MissingGenes,
    /// Method, with parameters after a colon; the list is below. Repeatable.
    #[arg(
        long = "method",
        value_name = "NAME[:KEY=VALUE,...]",
        default_value = "singscore",
        help_heading = "Scoring"
    )]
    pub(crate) methods: Vec<Method>,
    /// Matrix of a stored cohort that gsva compares each sample with, so that a score does not depend on the other
    /// samples of the run. Of the same unit; --transform changes it too.
    #[arg(long, value_name = "MATRIX", help_heading = "Scoring")]
    pub(crate) reference: Option<PathBuf>,
    /// Scale: `none` writes scores as they are.
    #[arg(long, value_enum, default_value_t = ScoreScale::None, value_name = "SCALE", help_heading = "Scoring")]
    pub(crate) scale: ScoreScale,
    /// Change of the values before scoring; log2p1 is log2(x + 1). Without it values are scored as they stand.
    #[arg(long, value_enum, default_value_t = Transform::None, value_name = "WHAT", help_heading = "Scoring")]
    pub(crate) transform: Transform,
    /// Unit of the values. It matters only where several rows are the same gene and must be added up; `auto` then
    /// finds it out, or refuses when unsure.
    #[arg(long, default_value = "auto", value_parser = parse_unit, value_name = "UNIT", help_heading = "Scoring")]
    pub(crate) unit: DeclaredUnit,
    #[command(flatten)]
    pub(crate) read: FormatOptions,
    /// Memory that may be used (such as 1500M or 2G; K, M and G are powers of 1024) for a Parquet matrix. One with
    /// samples in rows that does not fit is scored block by block, for methods that score each sample by itself; what
    /// does not fit otherwise is refused. Without it, blocks are used beyond 4G and nothing is refused.
    #[arg(long, value_parser = parse_memory, value_name = "SIZE", help_heading = "Expression input")]
    pub(crate) max_memory: Option<u64>,
    /// Form of the table: a row a score, a row a sample and method with a column a set, or GCT 1.3 with a row a set and
    /// a column a sample. Default: gct for an output that ends in .gct, else long.
    #[arg(long, value_enum, value_name = "FORM", help_heading = "Output")]
    pub(crate) format: Option<ScoreFormat>,
    /// Output file; `-` is standard output, .gz and .zst compress. A name that ends in .parquet is written as Parquet,
    /// .jsonl or .ndjson as JSON Lines, others as TSV.
    #[arg(short, long, default_value = "-", value_name = "FILE", help_heading = "Output")]
    pub(crate) output: PathBuf,
}

/// What becomes of genes that a matrix lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum MissingGenes {
    DropGene,
    Error,
}

/// What is done to values before scoring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Transform {
    None,
    Log2p1,
}

/// Form of a score table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScoreFormat {
    Long,
    Wide,
    Gct,
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

#[derive(Debug, Args)]
pub(crate) struct PhenotypeOptions {
    /// Expression matrix, genes x samples; `-` reads standard input.
    #[arg(value_name = "MATRIX")]
    pub(crate) matrix: PathBuf,
    /// Sample sheet; without it every column of the matrix is a sample.
    #[arg(long, value_name = "SHEET")]
    pub(crate) samples: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) part: PartOptions,
    #[command(flatten)]
    pub(crate) scale: ScaleOptions,
    /// Output file; `-` is standard output, .gz and .zst compress. A name that ends in .parquet is written as Parquet,
    /// .jsonl or .ndjson as JSON Lines, others as TSV.
    #[arg(short, long, default_value = "-", value_name = "FILE")]
    pub(crate) output: PathBuf,
}

#[derive(Debug, Args)]
#[command(after_help = MERGE_EXAMPLES)]
pub(crate) struct MergeOptions {
    /// Folders of finished parts. Any set will do in which every sample is once.
    #[arg(value_name = "DIR", required = true)]
    pub(crate) folders: Vec<PathBuf>,
    /// Sample sheet that says which samples there must be, and their order. Without it the parts must be of one run.
    #[arg(long, value_name = "SHEET")]
    pub(crate) samples: Option<PathBuf>,
    /// Folder of the result; made if it is not there.
    #[arg(long, value_name = "OUT")]
    pub(crate) outdir: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct SplitOptions {
    /// Expression matrix as text, genes x samples; `-` reads standard input.
    #[arg(value_name = "MATRIX")]
    pub(crate) matrix: PathBuf,
    /// Number of blocks; each gets nearly as many samples as the others, in the order of the matrix.
    #[arg(long, value_name = "N", value_parser = parse_n_parts)]
    pub(crate) parts: usize,
    /// Folder of the blocks, which are named MATRIX.I-of-N.tsv; made if it is not there.
    #[arg(long, value_name = "OUT")]
    pub(crate) outdir: PathBuf,
    /// Format of the matrix: auto (the header decides), matrix, gct or cbioportal.
    #[arg(long, default_value = "auto", value_parser = parse_format, value_name = "FORMAT")]
    pub(crate) input_format: DeclaredFormat,
}

#[derive(Debug, Args)]
pub(crate) struct DiffOptions {
    /// Folder of the earlier result.
    #[arg(value_name = "OLD")]
    pub(crate) old: PathBuf,
    /// Folder of the later result.
    #[arg(value_name = "NEW")]
    pub(crate) new: PathBuf,
    /// Output file; `-` is standard output, .gz and .zst compress.
    #[arg(short, long, default_value = "-", value_name = "FILE")]
    pub(crate) output: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct SchemaOptions {
    /// Name of a table such as scores, or `reasons`; without it all names are listed.
    #[arg(value_name = "NAME")]
    pub(crate) name: Option<String>,
}

const MERGE_EXAMPLES: &str = "Examples:
  evade run --samples sheet.csv --expression cohort_tpm.tsv.gz --shard 1/2 --outdir part1
  evade run --samples sheet.csv --expression cohort_tpm.tsv.gz --shard 2/2 --outdir part2
  evade merge part1 part2 --outdir results";

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
    /// Cohorts: COHORT=MATRIX, or a matrix whose file name then names the cohort. The gene universe is what all share.
    #[arg(value_name = "[COHORT=]MATRIX", required = true)]
    pub(crate) matrices: Vec<String>,
    /// Id of the reference.
    #[arg(long, value_name = "ID")]
    pub(crate) id: String,
    /// What it is, in words.
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(crate) title: String,
    /// Citation of a cohort. Repeatable.
    #[arg(long = "source", value_name = "TEXT")]
    pub(crate) sources: Vec<String>,
    /// Table (CSV or TSV) that says more of the samples, for --label and --only.
    #[arg(long, value_name = "TABLE")]
    pub(crate) samples: Option<PathBuf>,
    /// Column of that table that holds the sample id.
    #[arg(long, value_name = "COLUMN", default_value = "sample", requires = "samples")]
    pub(crate) id_column: String,
    /// Column to count in the composition, such as assay, histology or response. Repeatable.
    #[arg(long = "label", value_name = "COLUMN", requires = "samples")]
    pub(crate) labels: Vec<String>,
    /// Use only samples whose column has one of these values.
    #[arg(long, value_name = "COLUMN=VALUE[,VALUE]", requires = "samples")]
    pub(crate) only: Option<String>,
    /// Leave this sample out. Repeatable; for validation on a reference that does not hold the sample.
    #[arg(long, value_name = "SAMPLE")]
    pub(crate) exclude: Vec<String>,
    /// More gene sets (GMT or TOML) that shall get a distribution.
    #[arg(long, value_name = "FILE")]
    pub(crate) gene_sets: Vec<PathBuf>,
    /// Reference whose slopes on T these are shrunk towards: an id, a file, or `none`.
    #[arg(long, value_name = "ID|FILE|none", default_value = "tcga-pancancer-panel")]
    pub(crate) slope_prior: String,
    /// Rule file instead of the built-in one.
    #[arg(long, value_name = "FILE")]
    pub(crate) rules: Option<PathBuf>,
    /// Unit of the expression values.
    #[arg(long, default_value = "auto", value_parser = parse_unit, value_name = "UNIT")]
    pub(crate) unit: DeclaredUnit,
    #[command(flatten)]
    pub(crate) format: FormatOptions,
    /// Output file; `-` is standard output.
    #[arg(short, long, default_value = "-", value_name = "FILE")]
    pub(crate) output: PathBuf,
}

const BUILD_EXAMPLES: &str = "Example:
  evade reference build mylab=cohort_tpm.tsv.gz --id mylab -o mylab.json
  evade run --expression new_tpm.tsv --reference mylab.json --outdir results";

#[derive(Debug, Subcommand)]
pub(crate) enum SignaturesCommand {
    /// List the built-in gene sets.
    List,
    /// Show a gene set with its source and cautions.
    Show {
        /// Id of the set.
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Check the catalogue: symbols, defaults, sources, review dates.
    Check {
        /// Catalogue files (TOML) to check instead of the built-in ones.
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Say how much of each set a matrix holds.
    Coverage {
        /// Expression matrix, genes x samples.
        #[arg(value_name = "MATRIX")]
        matrix: PathBuf,
        #[command(flatten)]
        format: FormatOptions,
    },
    /// Write the gene sets for other programs.
    Export {
        /// Write GMT: name, description, genes. Sets with down genes become NAME_UP and NAME_DN.
        #[arg(long, required = true)]
        gmt: bool,
        /// Output file; `-` is standard output.
        #[arg(short, long, default_value = "-", value_name = "FILE")]
        output: PathBuf,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Scale {
    Frozen,
    Cohort,
}

impl From<Scale> for ScaleKind {
    fn from(scale: Scale) -> Self {
        match scale {
            Scale::Frozen => Self::Frozen,
            Scale::Cohort => Self::Cohort,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScoreScale {
    None,
}

/// A unit, or `auto`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DeclaredUnit(pub(crate) Option<Unit>);

fn parse_unit(text: &str) -> Result<DeclaredUnit, String> {
    if text == "auto" {
        return Ok(DeclaredUnit(None));
    }
    Unit::ALL
        .into_iter()
        .find(|unit| unit.as_str() == text)
        .map(|unit| DeclaredUnit(Some(unit)))
        .ok_or_else(|| "units are auto, counts, tpm, fpkm, log2p1, log2p0.001".to_owned())
}

/// A format, or `auto`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DeclaredFormat(pub(crate) Option<InputFormat>);

fn parse_format(text: &str) -> Result<DeclaredFormat, String> {
    if text == "auto" { Ok(DeclaredFormat(None)) } else { text.parse().map(|f| DeclaredFormat(Some(f))) }
}

fn parse_n_parts(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|n| (1..=10_000).contains(n)).ok_or_else(|| "give 1 to 10000 blocks".to_owned())
}

/// Bytes, perhaps with K, M or G behind the number.
fn parse_memory(text: &str) -> Result<u64, String> {
    let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let shift = match text[number.len()..].to_ascii_uppercase().as_str() {
        "" => Some(0),
        "K" | "KB" | "KIB" => Some(10),
        "M" | "MB" | "MIB" => Some(20),
        "G" | "GB" | "GIB" => Some(30),
        _ => None,
    };
    shift
        .zip(number.parse::<u64>().ok())
        .and_then(|(shift, number)| number.checked_mul(1 << shift))
        .ok_or_else(|| "a size is a whole number, perhaps with K, M or G behind it: 1500M, 2G".to_owned())
}

fn parse_percent(text: &str) -> Result<f64, String> {
    let percent = text.parse().ok().filter(|percent| (0.0..=100.0).contains(percent));
    percent.ok_or_else(|| "a score in per cent lies between 0 and 100".to_owned())
}

fn parse_burden(text: &str) -> Result<f64, String> {
    let burden = text.parse().ok().filter(|burden| (0.0..=10_000.0).contains(burden));
    burden.ok_or_else(|| "a burden is a number of mutations per megabase".to_owned())
}

pub(crate) fn parse_purity(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|purity| (0.0..=1.0).contains(purity))
        .ok_or_else(|| "tumour content lies between 0 and 1; write 35 % as 0.35".to_owned())
}
