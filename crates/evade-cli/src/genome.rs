//! The lanes of variants and HLA: reading the files of each sample, each file once.

mod copies;
mod variants;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use evade_core::{DnaProfile, HlaGene, SampleFacts};
use evade_genome::{
    Build, CodingSequences, Disagreement, Filters, GenePanel, MafCalls, NativeAnnotator, PanelMatrix,
    RearrangementCalls, ReportedCalls, TmbSetting, is_gene_copy_table,
};
use evade_io::DnaFiles;
use evade_stream::{Content, ReadError, Source};

use self::copies::CopyFile;
use crate::builtin;
use crate::console::Console;
use crate::hla_files::{HlaFile, HlaSources};
use crate::inputs::InputRecord;
use crate::plan::PlannedSample;

/// What variants and HLA inputs say of one sample.
#[derive(Debug, Clone)]
pub(crate) struct DnaLanes {
    pub(crate) variants: DnaProfile,
    pub(crate) hla: Vec<HlaGene>,
    /// Where a file's consequences and ours differ; looked for on request.
    pub(crate) disagreements: Vec<Disagreement>,
}

impl DnaLanes {
    /// A sample without any such input.
    pub(crate) fn not_tested() -> Self {
        Self {
            variants: evade_genome::not_tested(),
            hla: evade_genome::HLA_GENES.map(HlaGene::not_tested).to_vec(),
            disagreements: Vec::new(),
        }
    }
}

/// How variants are read and judged, beside what the sheet says of a sample.
#[derive(Debug, Clone, Default)]
pub(crate) struct DnaSettings {
    pub(crate) filters: Filters,
    /// Cell-free DNA, whatever the sheet's column `specimen` says.
    pub(crate) plasma: bool,
    /// The normal's column in a VCF.
    pub(crate) normal: Option<String>,
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
}

/// The lanes of all samples, in order, and a record of every file that was read, by its path.
pub(crate) fn read_lanes(
    samples: &[PlannedSample],
    settings: DnaSettings,
    console: &Console,
) -> anyhow::Result<(Vec<DnaLanes>, BTreeMap<String, InputRecord>)> {
    let mut files = Files::new(settings, console)?;
    let lanes = samples.iter().map(|sample| files.lanes_of(sample)).collect::<anyhow::Result<_>>()?;
    Ok((lanes, files.records))
}

/// What can be had of the two lanes of a sample, or why it cannot.
pub(crate) struct TriedLanes {
    pub(crate) variants: anyhow::Result<DnaProfile>,
    pub(crate) hla: anyhow::Result<Vec<HlaGene>>,
}

/// The lanes of all samples as far as they can be read; one bad file does not hide the next.
pub(crate) fn try_lanes(samples: &[PlannedSample], console: &Console) -> anyhow::Result<Vec<TriedLanes>> {
    let mut files = Files::new(DnaSettings::default(), console)?;
    let mut tried = Vec::with_capacity(samples.len());
    for sample in samples {
        let variants = declared_build(&sample.facts).map_err(Into::into);
        let hla = declared_build(&sample.facts).map_err(Into::into);
        let hla = hla.and_then(|build| files.hla_of(sample, build));
        let known = hla.as_deref().unwrap_or_default();
        let variants = variants.and_then(|build| files.variants_of(sample, known, build));
        tried.push(TriedLanes { variants, hla });
    }
    Ok(tried)
}

/// Files that were read, by path; a MAF or a segment file often holds many samples.
struct Files<'a> {
    settings: DnaSettings,
    panel: GenePanel,
    native: NativeAnnotator,
    disagreements: Vec<Disagreement>,
    console: &'a Console,
    mafs: HashMap<String, MafCalls>,
    reported: HashMap<String, ReportedCalls>,
    copies: HashMap<String, CopyFile>,
    rearrangements: HashMap<String, RearrangementCalls>,
    /// None for a file of the sheet's column `cnv` that says nothing of HLA.
    hla: HashMap<String, Option<HlaFile>>,
    /// By path, so that the order of the samples does not matter.
    records: BTreeMap<String, InputRecord>,
}

impl<'a> Files<'a> {
    fn new(settings: DnaSettings, console: &'a Console) -> anyhow::Result<Self> {
        let native = NativeAnnotator::new(builtin::hotspot_alleles()?);
        let native = match settings.sequences.clone() {
            Some(sequences) => native.with_sequences(sequences),
            None => native,
        };
        Ok(Self {
            settings,
            panel: builtin::gene_panel()?,
            native,
            disagreements: Vec::new(),
            console,
            mafs: HashMap::new(),
            reported: HashMap::new(),
            copies: HashMap::new(),
            rearrangements: HashMap::new(),
            hla: HashMap::new(),
            records: BTreeMap::new(),
        })
    }

    fn lanes_of(&mut self, sample: &PlannedSample) -> anyhow::Result<DnaLanes> {
        let build = declared_build(&sample.facts)?;
        let hla = self.hla_of(sample, build)?;
        let variants = self.variants_of(sample, &hla, build)?;
        Ok(DnaLanes { variants, hla, disagreements: std::mem::take(&mut self.disagreements) })
    }

    fn open(&mut self, role: &'static str, path: &str) -> Result<Content, ReadError> {
        let source = Source::from_argument(Path::new(path));
        let content = source.read()?;
        let record =
            InputRecord { role: role.into(), name: source.base_name(), sha256: Some(content.sha256.clone()) };
        self.records.insert(path.to_owned(), record);
        Ok(content)
    }

    /// The HLA states of a sample: what all its HLA and segment files say together.
    fn hla_of(&mut self, sample: &PlannedSample, declared: Option<Build>) -> anyhow::Result<Vec<HlaGene>> {
        let (facts, files) = (&sample.facts, &sample.files);
        let mut sources = HlaSources::new(facts, declared);
        for (role, list) in [("hla", &files.hla), ("cnv", &files.cnv)] {
            for path in each_file(list.as_ref()) {
                if !self.hla.contains_key(path) {
                    let content = self.open(role, path)?;
                    // Copies by gene say something of genes, and of HLA only in the layouts the HLA lane knows.
                    let is_by_gene = role == "cnv" && is_gene_copy_table(&content);
                    let file = match HlaFile::read(content) {
                        Err(_) if is_by_gene => None,
                        read => Some(read?),
                    };
                    self.hla.insert(path.to_owned(), file);
                }
                if let Some(Some(file)) = self.hla.get(path)
                    && !sources.add(file)?
                {
                    self.console
                        .warn(&format!("{path} has nothing of '{}' (name it in 'dna_id')", facts.dna_id));
                }
            }
        }
        Ok(sources.finish()?)
    }
}

/// The HLA states of samples, or why a sample has none.
pub(crate) type TriedStates = Vec<anyhow::Result<Vec<HlaGene>>>;

/// The HLA states of all samples, each on its own, and a record of every file that was read.
pub(crate) fn read_hla_lane(
    samples: &[PlannedSample],
    console: &Console,
) -> anyhow::Result<(TriedStates, BTreeMap<String, InputRecord>)> {
    let mut files = Files::new(DnaSettings::default(), console)?;
    let states = samples
        .iter()
        .map(|sample| {
            let build = declared_build(&sample.facts)?;
            files.hla_of(sample, build)
        })
        .collect();
    Ok((states, files.records))
}

/// The files of a cell that may name several.
fn each_file(cell: Option<&String>) -> impl Iterator<Item = &str> {
    cell.into_iter().flat_map(|cell| DnaFiles::list(cell))
}

/// The files besides its expression that a sample names, opened or not.
pub(crate) fn dna_inputs(
    sample: &PlannedSample,
    records: &BTreeMap<String, InputRecord>,
) -> Vec<InputRecord> {
    let of_file = |(role, path): (&'static str, &str)| {
        let sha256 = records.get(path).and_then(|record| record.sha256.clone());
        InputRecord { role: role.into(), name: Source::from_argument(Path::new(path)).base_name(), sha256 }
    };
    sample.files.each().map(of_file).collect()
}

/// The same of every sample that names one.
pub(crate) fn all_dna_inputs(
    samples: &[PlannedSample],
    records: &BTreeMap<String, InputRecord>,
) -> BTreeMap<String, Vec<InputRecord>> {
    let named = samples.iter().map(|sample| (sample.facts.sample.clone(), dna_inputs(sample, records)));
    named.filter(|(_, inputs)| !inputs.is_empty()).collect()
}

fn declared_build(facts: &SampleFacts) -> Result<Option<Build>, ReadError> {
    let Some(word) = &facts.genome else { return Ok(None) };
    Build::parse(word).map(Some).ok_or_else(|| {
        ReadError::new(&facts.sample, format!("'{word}' is no genome (sample '{}')", facts.sample))
            .hint("genomes are GRCh37 (hg19) and GRCh38 (hg38)")
    })
}
