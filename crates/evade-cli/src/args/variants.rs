//! Options of `evade variants`.

use std::path::PathBuf;

use clap::Args;
use evade::settings::{FilterSettings, SequenceSettings, VariantSettings};

use super::PartOptions;
use super::burden::TmbOptions;
use super::values::{CALLS, parse_positive, parse_purity};

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command")]
pub(crate) struct VariantsOptions {
    /// MAF, VCF or BCF, or table entered manually; detected by content. A MAF may hold many samples.
    #[arg(value_name = "FILE", required_unless_present_any = ["samples", "bundle_cds"])]
    files: Vec<PathBuf>,
    /// Sample sheet. Its rows take the columns of evade run; a row without variants takes them from the MAF.
    #[arg(long, value_name = "SHEET")]
    samples: Option<PathBuf>,
    /// Folder of the results; created if missing.
    #[arg(long, value_name = "OUT")]
    outdir: PathBuf,
    /// Tumour's column of the VCF.
    #[arg(long, value_name = "COLUMN", conflicts_with = "samples", help_heading = "Samples")]
    tumor: Option<String>,
    /// Normal's column of the VCF.
    #[arg(long, value_name = "COLUMN", help_heading = "Samples")]
    normal: Option<String>,
    /// Whether the variants are somatic: germline ones are not used. By default header and normal determine it.
    #[arg(long, value_name = "KIND", value_parser = CALLS, help_heading = "Samples")]
    calls: Option<String>,
    /// There was no normal: what may be inherited is marked.
    #[arg(long, help_heading = "Samples")]
    tumor_only: bool,
    /// A matched normal was used for the calls, although the files do not show it.
    #[arg(long, conflicts_with = "tumor_only", help_heading = "Samples")]
    matched_normal: bool,
    /// Cell-free DNA: fractions from 0.005 on count, and genes of clonal haematopoiesis are marked.
    #[arg(long, help_heading = "Samples")]
    plasma: bool,
    /// Tumour content, 0 to 1, of samples without one in the sheet.
    #[arg(long, value_name = "SHARE", value_parser = parse_purity, help_heading = "Samples")]
    purity: Option<f64>,
    /// Ploidy of the tumour.
    #[arg(long, value_name = "NUMBER", value_parser = parse_positive, help_heading = "Samples")]
    ploidy: Option<f64>,
    /// GRCh37 or GRCh38, where the files do not tell.
    #[arg(long, value_name = "BUILD", help_heading = "Samples")]
    genome: Option<String>,
    /// WES or WGS: all genes are covered.
    #[arg(long, value_name = "TEXT", help_heading = "What was assessed")]
    assay_dna: Option<String>,
    /// BED of targets, list of genes, or a panel of cBioPortal. Repeatable with --panel-matrix.
    #[arg(long, value_name = "FILE", help_heading = "What was assessed")]
    panel: Vec<PathBuf>,
    /// cBioPortal's data_gene_panel_matrix.txt: the panel of each sample.
    #[arg(long, value_name = "FILE", help_heading = "What was assessed")]
    panel_matrix: Option<PathBuf>,
    /// Copy number: allele-specific segments, or a table by gene (cBioPortal, PURPLE, CNVkit).
    #[arg(long, value_name = "FILE", help_heading = "What was assessed")]
    cnv: Option<PathBuf>,
    /// Rearrangements: cBioPortal's data_sv.txt, or a table with gene5 and gene3.
    #[arg(long, value_name = "FILE", help_heading = "What was assessed")]
    sv: Option<PathBuf>,
    /// Read a VCF whose last line does not end with a newline. It may be cut: its genes carry file_may_be_cut.
    #[arg(long, help_heading = "Filters")]
    allow_missing_newline: bool,
    #[command(flatten)]
    annotation: AnnotationOptions,
    #[command(flatten)]
    filters: FilterOptions,
    #[command(flatten)]
    tmb: TmbOptions,
    #[command(flatten)]
    part: PartOptions,
}

const EXAMPLES: &str = "Examples:
  evade variants cohort.maf.gz --assay-dna WES --outdir genes
  evade variants data_mutations.txt --cnv data_cna.txt --sv data_sv.txt --outdir genes
  evade variants --samples sheet.csv --outdir genes";

#[derive(Debug, Args)]
struct FilterOptions {
    /// Fewest reads in the tumour.
    #[arg(long, value_name = "N", default_value_t = 10, help_heading = "Filters")]
    min_depth: u32,
    /// Fewest reads with the variant.
    #[arg(long, value_name = "N", default_value_t = 3, help_heading = "Filters")]
    min_alt_reads: u32,
    /// Lowest allele fraction; 0.05 in tissue, 0.005 in plasma.
    #[arg(long, value_name = "SHARE", value_parser = parse_purity, help_heading = "Filters")]
    min_vaf: Option<f64>,
    /// Highest population frequency, hotspots excepted.
    #[arg(long, value_name = "SHARE", default_value_t = 0.001, value_parser = parse_purity, help_heading = "Filters")]
    max_population_frequency: f64,
    /// The three limits of reads drop rows of a MAF too, rather than mark them.
    #[arg(long, help_heading = "Filters")]
    filter_maf: bool,
    /// Count variants whatever FILTER says.
    #[arg(long, help_heading = "Filters")]
    any_filter: bool,
}

#[derive(Debug, Args)]
struct AnnotationOptions {
    /// Genome, or the bundle that --bundle-cds wrote, from which codons of records without annotation are translated.
    /// Needs --genome for a FASTA.
    #[arg(long, value_name = "FASTA|BUNDLE", help_heading = "Consequences")]
    fasta: Option<PathBuf>,
    /// As --fasta, and keeps the coding sequences of all genes as cds.BUILD.tsv in the folder of the results, so that
    /// later runs need no genome.
    #[arg(long, value_name = "FASTA", conflicts_with = "fasta", help_heading = "Consequences")]
    bundle_cds: Option<PathBuf>,
    /// Works annotated records out too and lists where the file says something else (annotation_check.tsv).
    #[arg(long, help_heading = "Consequences")]
    check_annotation: bool,
}

impl VariantsOptions {
    /// What is asked for.
    pub(crate) fn settings(&self) -> VariantSettings {
        let AnnotationOptions { fasta, bundle_cds, check_annotation } = &self.annotation;
        let limits = &self.filters;
        VariantSettings {
            files: self.files.clone(),
            samples: self.samples.clone(),
            outdir: self.outdir.clone(),
            tumor: self.tumor.clone(),
            normal: self.normal.clone(),
            calls: self.calls.clone(),
            plasma: self.plasma,
            purity: self.purity,
            ploidy: self.ploidy,
            genome: self.genome.clone(),
            assay_dna: self.assay_dna.clone(),
            panels: self.panel.clone(),
            panel_matrix: self.panel_matrix.clone(),
            cnv: self.cnv.clone(),
            sv: self.sv.clone(),
            sequences: SequenceSettings {
                file: fasta.as_ref().or(bundle_cds.as_ref()).cloned(),
                keep_bundle: bundle_cds.is_some(),
                check_annotation: *check_annotation,
            },
            filters: FilterSettings {
                min_depth: limits.min_depth,
                min_alt_reads: limits.min_alt_reads,
                min_vaf: limits.min_vaf,
                max_population_frequency: limits.max_population_frequency,
                filter_maf: limits.filter_maf,
                any_filter: limits.any_filter,
                tumor_only: self.tumor_only,
                matched_normal: self.matched_normal,
            },
            allow_missing_newline: self.allow_missing_newline,
            burden: self.tmb.settings(),
            part: self.part.settings(),
        }
    }
}
