//! Options of the commands that make and check a sample sheet.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use evade::settings::{CheckSettings, ListingForm, SheetSettings};

use super::ScaleOptions;
use super::genes::GeneOptions;

#[derive(Debug, Args)]
#[command(after_help = CHECK_EXAMPLES)]
pub(crate) struct CheckOptions {
    /// Sample sheet (CSV or TSV) with a column `sample`.
    #[arg(long, value_name = "SHEET")]
    samples: PathBuf,
    /// Expression matrix, genes x samples.
    #[arg(long, value_name = "MATRIX", help_heading = "Expression input")]
    expression: Option<PathBuf>,
    #[command(flatten)]
    scale: ScaleOptions,
    #[command(flatten)]
    genes: GeneOptions,
    /// A column of the sheet that evade run is to keep; it then counts as read. Repeatable.
    #[arg(long, value_name = "COLUMN")]
    carry: Vec<String>,
    /// List every file that the sheet and the options name, and whether it is there, instead of checking what is in
    /// them. Nothing but the sheet is read.
    #[arg(long, value_enum, value_name = "FORMAT")]
    files: Option<ListingFormat>,
    /// Output file; `-` is standard output, .gz and .zst compress.
    #[arg(short, long, default_value = "-", value_name = "FILE")]
    output: PathBuf,
}

/// Form of a list of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ListingFormat {
    Json,
    Tsv,
}

const CHECK_EXAMPLES: &str = "Examples:
  evade check --samples sheet.csv --expression cohort_tpm.tsv.gz
  evade check --samples sheet.csv --expression cohort_tpm.tsv.gz -o check.tsv
  evade check --samples sheet.csv --expression cohort_tpm.tsv.gz --files json
Exit code 3: a file of the sheet cannot be used, or with --files is not there: 'evade run' would give its samples no
result. 4: a sample is in no matrix.";

#[derive(Debug, Args)]
#[command(after_help = SHEET_EXAMPLES)]
pub(crate) struct SheetOptions {
    /// Results folder of nf-core/rnaseq. Its best merged gene table is taken: TPM before counts, star_salmon first.
    #[arg(long, value_name = "DIR", required_unless_present = "sarek")]
    rnaseq: Option<PathBuf>,
    /// Results folder of nf-core/sarek. Of each tumour one caller's somatic VCF is taken (annotated by VEP before SnpEff
    /// or bcftools csq before none, then mutect2 first; both files of Strelka; a consensus of callers where there is
    /// nothing else), the rearrangements of Manta, and the segments of ASCAT with tumour content and ploidy, else those
    /// of CNVkit.
    #[arg(long, value_name = "DIR")]
    sarek: Option<PathBuf>,
    /// Table (CSV or TSV) with the columns rna_id and dna_id, for samples whose ids do not tell that they belong
    /// together.
    #[arg(long, value_name = "FILE", requires = "rnaseq", requires = "sarek")]
    pairs: Option<PathBuf>,
    /// GRCh37 or GRCh38, when neither the VCF nor the parameters of the run say it.
    #[arg(long, value_name = "BUILD", requires = "sarek")]
    genome: Option<String>,
    /// WES or WGS, which covers all genes; written to each row with DNA. Sarek does not tell an exome from a panel.
    #[arg(long, value_name = "TEXT", requires = "sarek")]
    assay_dna: Option<String>,
    /// What the assay covers, a BED file or a list of genes; written to each row with DNA.
    #[arg(long, value_name = "FILE", requires = "sarek")]
    panel: Option<PathBuf>,
    /// The sheet; `-` is standard output. Its paths are relative to its folder.
    #[arg(short, long, default_value = "-", value_name = "SHEET")]
    output: PathBuf,
}

const SHEET_EXAMPLES: &str = "Examples:
  evade sheet --rnaseq rnaseq_results --sarek sarek_results -o samples.csv
  evade sheet --rnaseq rnaseq_results -o rna.csv
  evade check --samples samples.csv";

impl CheckOptions {
    /// What is asked for.
    pub(crate) fn settings(&self) -> CheckSettings {
        CheckSettings {
            samples: self.samples.clone(),
            expression: self.expression.clone(),
            call: self.scale.settings(),
            genes: self.genes.settings(),
            carry: self.carry.clone(),
            files: self.files.map(|format| match format {
                ListingFormat::Json => ListingForm::Json,
                ListingFormat::Tsv => ListingForm::Tsv,
            }),
            output: self.output.clone(),
        }
    }
}

impl SheetOptions {
    /// What is asked for.
    pub(crate) fn settings(&self) -> SheetSettings {
        SheetSettings {
            rnaseq: self.rnaseq.clone(),
            sarek: self.sarek.clone(),
            pairs: self.pairs.clone(),
            genome: self.genome.clone(),
            assay_dna: self.assay_dna.clone(),
            panel: self.panel.clone(),
            output: self.output.clone(),
        }
    }
}
