//! Options of every command that reads variants and judges genes.

use std::path::PathBuf;

use clap::Args;
use evade::settings::{FilterSettings, GeneSettings};

use super::burden::TmbOptions;
use super::values::{CALLS, parse_positive, parse_purity, parse_share};

/// How variants are read and genes judged; shared by `run`, `check` and `variants`.
#[derive(Debug, Args)]
pub(crate) struct GeneOptions {
    /// Normal's column of the VCF, when its header does not tell.
    #[arg(long, value_name = "COLUMN", help_heading = "Samples without a word in the sheet")]
    normal: Option<String>,
    /// Whether the variants are somatic: germline ones are not used. By default header and normal determine it.
    #[arg(long, value_name = "KIND", value_parser = CALLS, help_heading = "Samples without a word in the sheet")]
    calls: Option<String>,
    /// There was no normal: what may be inherited is marked.
    #[arg(long, help_heading = "Samples without a word in the sheet")]
    tumor_only: bool,
    /// A matched normal was used for the calls, although the files do not show it.
    #[arg(long, conflicts_with = "tumor_only", help_heading = "Samples without a word in the sheet")]
    matched_normal: bool,
    /// Cell-free DNA: fractions from 0.005 on count, and genes of clonal haematopoiesis are marked.
    #[arg(long, help_heading = "Samples without a word in the sheet")]
    plasma: bool,
    /// Tumour content, 0 to 1.
    #[arg(long, value_name = "SHARE", value_parser = parse_purity, help_heading = "Samples without a word in the sheet")]
    purity: Option<f64>,
    /// Ploidy of the tumour.
    #[arg(long, value_name = "NUMBER", value_parser = parse_positive, help_heading = "Samples without a word in the sheet")]
    ploidy: Option<f64>,
    /// GRCh37 or GRCh38, where the files do not tell.
    #[arg(long, value_name = "BUILD", help_heading = "Samples without a word in the sheet")]
    genome: Option<String>,
    /// WES or WGS: all genes are covered.
    #[arg(long, value_name = "TEXT", help_heading = "What was assessed")]
    assay_dna: Option<String>,
    /// BED of targets, list of genes, a panel of cBioPortal, or GENIE's genomic_information.txt. Repeatable with
    /// --panel-matrix.
    #[arg(long, value_name = "FILE", help_heading = "What was assessed")]
    panel: Vec<PathBuf>,
    /// The panel of each sample: cBioPortal's data_gene_panel_matrix.txt, or GENIE's clinical file of samples
    /// (SEQ_ASSAY_ID). A list of cases (case_list_ids) says who was sequenced.
    #[arg(long, value_name = "FILE", help_heading = "What was assessed")]
    panel_matrix: Option<PathBuf>,
    /// Genome, or the bundle that evade variants --bundle-cds wrote, from which codons of records without annotation are
    /// translated. Needs --genome for a FASTA.
    #[arg(long, value_name = "FASTA|BUNDLE", help_heading = "Consequences")]
    fasta: Option<PathBuf>,
    #[command(flatten)]
    filters: FilterOptions,
    #[command(flatten)]
    tmb: TmbOptions,
}

#[derive(Debug, Args)]
struct FilterOptions {
    /// Fewest reads in the tumour.
    #[arg(long, value_name = "N", default_value_t = 10, help_heading = "Filters of variants")]
    min_depth: u32,
    /// Fewest reads with the variant.
    #[arg(long, value_name = "N", default_value_t = 3, help_heading = "Filters of variants")]
    min_alt_reads: u32,
    /// Lowest allele fraction; 0.05 in tissue, 0.005 in plasma.
    #[arg(long, value_name = "SHARE", value_parser = parse_share, help_heading = "Filters of variants")]
    min_vaf: Option<f64>,
    /// Highest population frequency, hotspots excepted.
    #[arg(long, value_name = "SHARE", default_value_t = 0.001, value_parser = parse_share, help_heading = "Filters of variants")]
    max_population_frequency: f64,
    /// The three limits of reads drop rows of a MAF too, rather than mark them.
    #[arg(long, help_heading = "Filters of variants")]
    filter_maf: bool,
    /// Count variants whatever FILTER says.
    #[arg(long, help_heading = "Filters of variants")]
    any_filter: bool,
    /// Read a VCF whose last line does not end with a newline. It may be cut: its genes carry file_may_be_cut.
    #[arg(long, help_heading = "Filters of variants")]
    allow_missing_newline: bool,
}

impl GeneOptions {
    /// What is asked for.
    pub(super) fn settings(&self) -> GeneSettings {
        let limits = &self.filters;
        GeneSettings {
            normal: self.normal.clone(),
            calls: self.calls.clone(),
            plasma: self.plasma,
            purity: self.purity,
            ploidy: self.ploidy,
            genome: self.genome.clone(),
            assay_dna: self.assay_dna.clone(),
            panels: self.panel.clone(),
            panel_matrix: self.panel_matrix.clone(),
            sequences: self.fasta.clone(),
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
            allow_missing_newline: limits.allow_missing_newline,
            burden: self.tmb.settings(),
        }
    }
}
