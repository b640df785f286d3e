//! Settings of the lane of variants.

use std::path::PathBuf;

use evade_genome::Filters;

use super::{BurdenSettings, PartSettings};

/// What [`variants`](crate::variants()) is asked to do.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct VariantSettings {
    /// MAF, VCF or BCF, or reported tables, detected by their content. With a sheet, the MAF of its samples.
    pub files: Vec<PathBuf>,
    /// Sample sheet.
    pub samples: Option<PathBuf>,
    /// Folder of the results; created if missing.
    pub outdir: PathBuf,
    /// Tumour's column of the VCF.
    pub tumor: Option<String>,
    /// Normal's column of the VCF.
    pub normal: Option<String>,
    /// Whether the variants of samples without a word in the sheet are `somatic` or `germline`; `auto` otherwise.
    pub calls: Option<String>,
    /// Cell-free DNA, whatever the sheet says.
    pub plasma: bool,
    /// Tumour content, 0 to 1, of samples without one in the sheet.
    pub purity: Option<f64>,
    /// Ploidy of samples without one in the sheet.
    pub ploidy: Option<f64>,
    /// Genome of samples without one in the sheet.
    pub genome: Option<String>,
    /// `WES`, `WGS` or a panel's name of samples without one in the sheet.
    pub assay_dna: Option<String>,
    /// BED of targets, list of genes, or panels of cBioPortal.
    pub panels: Vec<PathBuf>,
    /// cBioPortal's panel matrix: the panel of each sample.
    pub panel_matrix: Option<PathBuf>,
    /// Copy number of samples without one in the sheet.
    pub cnv: Option<PathBuf>,
    /// Rearrangements of samples without them in the sheet.
    pub sv: Option<PathBuf>,
    /// How consequences are worked out and checked.
    pub sequences: SequenceSettings,
    /// When a candidate is not counted. `burden` in it is taken from the settings of the burden.
    pub filters: FilterSettings,
    /// Whether a VCF is read although its last line does not end; what it founds carries a caution.
    pub allow_missing_newline: bool,
    /// How the tumour mutational burden is counted.
    pub burden: BurdenSettings,
    /// Which of the samples are judged.
    pub part: PartSettings,
}

/// Coding sequences, by which codons of records without annotation are translated.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SequenceSettings {
    /// A genome, or a bundle of coding sequences.
    pub file: Option<PathBuf>,
    /// Whether the coding sequences are kept as a bundle in the folder of the results.
    pub keep_bundle: bool,
    /// Whether annotated records are worked out too and differences listed.
    pub check_annotation: bool,
}

/// When a candidate is not counted.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option that is given or not")]
pub struct FilterSettings {
    /// Fewest reads in the tumour.
    pub min_depth: u32,
    /// Fewest reads with the variant.
    pub min_alt_reads: u32,
    /// Lowest allele fraction; 0.05 in tissue and 0.005 in plasma otherwise.
    pub min_vaf: Option<f64>,
    /// Highest population frequency, hotspots excepted.
    pub max_population_frequency: f64,
    /// Whether the three limits of reads drop rows of a MAF, rather than mark them.
    pub filter_maf: bool,
    /// Whether variants count whatever FILTER says.
    pub any_filter: bool,
    /// Whether there was no normal: what may be inherited is marked.
    pub tumor_only: bool,
    /// Whether a matched normal was used although the files do not show it.
    pub matched_normal: bool,
}

impl Default for FilterSettings {
    fn default() -> Self {
        let Filters { min_depth, min_alt_reads, max_population_frequency, .. } = Filters::default();
        Self {
            min_depth,
            min_alt_reads,
            min_vaf: None,
            max_population_frequency,
            filter_maf: false,
            any_filter: false,
            tumor_only: false,
            matched_normal: false,
        }
    }
}
