//! How variants are read and judged, beside what the sheet says of a sample: the settings with the files they name.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use evade_genome::{Build, CodingSequences, Coverage, Filters, PanelMatrix, TmbSetting, read_panels};
use evade_stream::{Content, Digest, ReadError, Source};

use crate::builtin;
use crate::error::UsageError;
use crate::inputs::{InputRecord, stem};
use crate::sample::PlannedSample;
use crate::settings::{BurdenSource, GeneSettings};

/// Bytes that begin a FASTA file.
const FASTA: &[u8] = b">";

/// How variants are read and judged, beside what the sheet says of a sample.
#[derive(Debug, Clone, Default)]
pub(crate) struct DnaSettings {
    pub(crate) filters: Filters,
    /// Cell-free DNA, whatever the sheet's column `specimen` says.
    pub(crate) plasma: bool,
    /// The normal's column in a VCF.
    pub(crate) normal: Option<String>,
    /// Whether the variants of samples without a word of their own are somatic.
    pub(crate) calls: Option<String>,
    pub(crate) tmb: TmbSetting,
    /// Megabases of panels of the matrix that have a size of their own.
    pub(crate) panel_mb: BTreeMap<String, f64>,
    /// Panels by name, and the panel of each sample.
    pub(crate) panels: BTreeMap<String, BTreeSet<String>>,
    pub(crate) panel_matrix: Option<PanelMatrix>,
    /// Coding sequences, by which codons are translated.
    pub(crate) sequences: Option<CodingSequences>,
    /// Whether annotated records are worked out too, to compare.
    pub(crate) check: bool,
    /// Whether a VCF is read although its last line does not end.
    pub(crate) allow_missing_newline: bool,
}

impl DnaSettings {
    /// Reads the files that the settings name; a record of each is added to the inputs.
    pub(crate) fn read(settings: &GeneSettings, inputs: &mut Vec<InputRecord>) -> crate::Result<Self> {
        let (panels, panel_matrix) = panels(settings, inputs)?;
        settings.burden.check(panel_matrix.as_ref())?;
        Ok(Self {
            filters: filters(settings),
            plasma: settings.plasma,
            normal: settings.normal.clone(),
            calls: settings.calls.clone(),
            tmb: settings.burden.setting(),
            panel_mb: settings.burden.panel_mb(),
            panels,
            panel_matrix,
            sequences: sequences(settings, inputs)?,
            check: false,
            allow_missing_newline: settings.allow_missing_newline,
        })
    }
}

impl GeneSettings {
    /// What is said of all samples goes to one that has no word of its own.
    pub(crate) fn complete(&self, sample: &mut PlannedSample) {
        let (facts, files) = (&mut sample.facts, &mut sample.files);
        facts.purity = facts.purity.or(self.purity);
        facts.ploidy = facts.ploidy.or(self.ploidy);
        facts.genome = facts.genome.take().or_else(|| self.genome.clone());
        facts.assay_dna = facts.assay_dna.take().or_else(|| self.assay_dna.clone());
        if let BurdenSource::Reported(tmb) = self.burden.source {
            facts.tmb = facts.tmb.or(Some(tmb));
        }
        let panel = self.panels.first().filter(|_| self.panel_matrix.is_none());
        files.panel = files.panel.take().or_else(|| panel.map(|path| path.display().to_string()));
    }
}

fn filters(settings: &GeneSettings) -> Filters {
    let limits = &settings.filters;
    let defaults = Filters::default();
    Filters {
        pass_only: !limits.any_filter,
        min_depth: limits.min_depth,
        min_alt_reads: limits.min_alt_reads,
        min_vaf: limits.min_vaf.unwrap_or(defaults.min_vaf),
        max_population_frequency: limits.max_population_frequency,
        read_limits_in_maf: limits.filter_maf,
        tumor_only: limits.tumor_only,
        matched_normal: limits.matched_normal,
        burden: settings.burden.limits,
        ..defaults
    }
}

/// Genes of each panel, by its name.
type Panels = BTreeMap<String, BTreeSet<String>>;

/// Panels by name with the matrix that says which sample has which. One panel alone is each sample's own file.
fn panels(
    settings: &GeneSettings,
    inputs: &mut Vec<InputRecord>,
) -> crate::Result<(Panels, Option<PanelMatrix>)> {
    let Some(matrix) = &settings.panel_matrix else {
        if settings.panels.len() > 1 {
            return Err(UsageError::new(
                "several panels, and nothing that says which sample has which",
                "give --panel-matrix, or a sheet with a column 'panel'",
            )
            .into());
        }
        return Ok((BTreeMap::new(), None));
    };
    let mut panels = BTreeMap::new();
    for path in &settings.panels {
        let content = open("panel", path, inputs)?;
        panels.extend(named_panels(&content, path)?);
    }
    Ok((panels, Some(PanelMatrix::read(&open("panel_matrix", matrix, inputs)?)?)))
}

/// The panels of a file by name: as it states them, else one, as the file is called.
fn named_panels(content: &Content, path: &Path) -> Result<Panels, ReadError> {
    let named = read_panels(content)?;
    if !named.is_empty() {
        return Ok(named);
    }
    match Coverage::from_gene_list(content)? {
        Coverage::Genes(genes) => Ok(BTreeMap::from([(stem(path), genes)])),
        _ => Err(ReadError::wrong_format(&content.name, "this is no list of genes")),
    }
}

/// The coding sequences of a genome or a bundle.
fn sequences(
    settings: &GeneSettings,
    inputs: &mut Vec<InputRecord>,
) -> crate::Result<Option<CodingSequences>> {
    let Some(path) = &settings.sequences else { return Ok(None) };
    let panel = builtin::gene_panel()?;
    let source = Source::from_argument(path);
    let mut input = source.open(Digest::Sha256)?;
    let (sequences, sha256) = if input.starts_with(FASTA)? {
        let build = settings.genome.as_deref().and_then(Build::parse).ok_or_else(|| {
            UsageError::new("the genome of the FASTA is not known", "give --genome GRCh37 or GRCh38")
        })?;
        (CodingSequences::from_fasta(&mut input, &panel, build)?, input.sha256())
    } else {
        let content = source.read()?;
        (CodingSequences::from_bundle(&content, &panel)?, Some(content.sha256.clone()))
    };
    inputs.push(InputRecord { role: "fasta".into(), name: source.base_name(), sha256 });
    Ok(Some(sequences))
}

/// Reads a file, and records it among the inputs.
pub(crate) fn open(
    role: &'static str,
    path: &Path,
    inputs: &mut Vec<InputRecord>,
) -> Result<Content, ReadError> {
    let source = Source::from_argument(path);
    let content = source.read()?;
    inputs.push(InputRecord {
        role: role.into(),
        name: source.base_name(),
        sha256: Some(content.sha256.clone()),
    });
    Ok(content)
}
