//! How variants are read and genes judged, by every command that does it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use evade_genome::Filters;
use evade_stream::Source;
use serde_json::Value;

use super::BurdenSettings;
use super::parameters::{Parameters, refused};

/// How variants are read and genes judged. What it says of a sample holds for those of which the sheet says nothing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GeneSettings {
    /// Normal's column of the VCF.
    pub normal: Option<String>,
    /// Whether the variants are `somatic` or `germline`; `auto` otherwise.
    pub calls: Option<String>,
    /// Cell-free DNA, whatever the sheet says.
    pub plasma: bool,
    /// Tumour content, 0 to 1.
    pub purity: Option<f64>,
    /// Ploidy of the tumour.
    pub ploidy: Option<f64>,
    /// Reference genome.
    pub genome: Option<String>,
    /// `WES`, `WGS` or a panel's name.
    pub assay_dna: Option<String>,
    /// BED of targets, list of genes, or panels of cBioPortal; several with a panel matrix alone.
    pub panels: Vec<PathBuf>,
    /// cBioPortal's panel matrix: the panel of each sample.
    pub panel_matrix: Option<PathBuf>,
    /// A genome, or a bundle of coding sequences, from which codons of records without annotation are translated.
    pub sequences: Option<PathBuf>,
    /// When a candidate is not counted.
    pub filters: FilterSettings,
    /// Whether a VCF is read although its last line does not end; what it founds carries a caution.
    pub allow_missing_newline: bool,
    /// Whether and how the tumour mutational burden is counted.
    pub burden: BurdenSettings,
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

impl GeneSettings {
    /// The files of all samples that it names.
    pub(crate) fn files(&self) -> impl Iterator<Item = &PathBuf> {
        self.panels.iter().chain(&self.panel_matrix).chain(&self.sequences)
    }

    /// The settings as parameters of a manifest, files by their name without folder.
    pub(crate) fn parameters(&self) -> Vec<(&'static str, Value)> {
        let name = |path: &Path| Source::from_argument(path).base_name();
        let file = |path: &Option<PathBuf>| path.as_deref().map(name).into();
        let limits = &self.filters;
        let own: [(&str, Value); 18] = [
            ("normal", self.normal.clone().into()),
            ("calls", self.calls.clone().into()),
            ("tumor_only", limits.tumor_only.into()),
            ("matched_normal", limits.matched_normal.into()),
            ("plasma", self.plasma.into()),
            ("purity", self.purity.into()),
            ("ploidy", self.ploidy.into()),
            ("genome", self.genome.clone().into()),
            ("assay_dna", self.assay_dna.clone().into()),
            ("panel", self.panels.iter().map(|path| name(path)).collect::<Vec<_>>().into()),
            ("panel_matrix", file(&self.panel_matrix)),
            ("fasta", file(&self.sequences)),
            ("min_depth", limits.min_depth.into()),
            ("min_alt_reads", limits.min_alt_reads.into()),
            ("min_vaf", limits.min_vaf.into()),
            ("max_population_frequency", limits.max_population_frequency.into()),
            ("filter_maf", limits.filter_maf.into()),
            ("any_filter", limits.any_filter.into()),
        ];
        let newline = ("allow_missing_newline", self.allow_missing_newline.into());
        own.into_iter().chain([newline]).chain(self.burden.parameters()).collect()
    }

    /// The settings that a manifest holds; `find` finds a file by its role and name.
    pub(super) fn of_parameters(
        parameters: &BTreeMap<String, Value>,
        find: &mut dyn FnMut(&str, &str) -> crate::Result<String>,
    ) -> crate::Result<Self> {
        let read = Parameters(parameters);
        let text = |name: &str| read.text(name).map(|text| text.map(str::to_owned));
        let defaults = FilterSettings::default();
        let filters = FilterSettings {
            min_depth: read.count("min_depth")?.unwrap_or(defaults.min_depth),
            min_alt_reads: read.count("min_alt_reads")?.unwrap_or(defaults.min_alt_reads),
            min_vaf: read.number("min_vaf")?,
            max_population_frequency: read
                .number("max_population_frequency")?
                .unwrap_or(defaults.max_population_frequency),
            filter_maf: read.flag("filter_maf"),
            any_filter: read.flag("any_filter"),
            tumor_only: read.flag("tumor_only"),
            matched_normal: read.flag("matched_normal"),
        };
        let (normal, calls) = (text("normal")?, text("calls")?);
        let (genome, assay_dna) = (text("genome")?, text("assay_dna")?);
        let mut files = |name: &str| -> crate::Result<Vec<PathBuf>> {
            read.texts(name).map(|file| Ok(find(name, file)?.into())).collect()
        };
        Ok(Self {
            normal,
            calls,
            plasma: read.flag("plasma"),
            purity: read.number("purity")?,
            ploidy: read.number("ploidy")?,
            genome,
            assay_dna,
            panels: files("panel")?,
            panel_matrix: files("panel_matrix")?.pop(),
            sequences: files("fasta")?.pop(),
            filters,
            allow_missing_newline: read.flag("allow_missing_newline"),
            burden: BurdenSettings::of_parameters(parameters).map_err(refused)?,
        })
    }
}
