//! The lanes of variants and HLA: reading the files of each sample, each file once.

mod copies;
mod hla_files;
mod ownership;
mod variants;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use evade_core::{DnaProfile, HlaGene, SampleFacts};
use evade_genome::{
    Build, CodingSequences, Disagreement, Filters, GenePanel, MafCalls, NativeAnnotator, PanelMatrix,
    RearrangementCalls, ReportedCalls, TmbSetting, is_gene_copy_table, vcf_build,
};
use evade_io::SheetColumn;
use evade_stream::{Content, Digest, ReadError, Source};

use self::copies::CopyFile;
pub(crate) use self::hla_files::HlaFile;
use self::hla_files::HlaSources;
pub(crate) use self::ownership::{Claim, Share, SharedFiles};
use crate::builtin;
use crate::inputs::InputRecord;
use crate::log::Log;
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
            hla: evade_core::HLA_GENES.map(HlaGene::not_tested).to_vec(),
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
    shared: &SharedFiles,
    settings: DnaSettings,
    log: &Log<'_>,
) -> crate::Result<(Vec<DnaLanes>, BTreeMap<String, InputRecord>)> {
    let mut files = Files::new(settings, shared, log)?;
    let lanes = samples.iter().map(|sample| files.lanes_of(sample)).collect::<crate::Result<_>>()?;
    Ok((lanes, files.records))
}

/// What can be had of the two lanes of a sample, or why it cannot.
pub(crate) struct TriedLanes {
    pub(crate) variants: crate::Result<DnaProfile>,
    pub(crate) hla: crate::Result<Vec<HlaGene>>,
}

/// The lanes of all samples as far as they can be read; one bad file does not hide the next.
pub(crate) fn try_lanes(samples: &[PlannedSample], log: &Log<'_>) -> crate::Result<Vec<TriedLanes>> {
    let shared = SharedFiles::of_samples(samples);
    let mut files = Files::new(DnaSettings::default(), &shared, log)?;
    let mut tried = Vec::with_capacity(samples.len());
    for sample in samples {
        let variants = declared_build(&sample.facts).map_err(Into::into);
        let hla = files.build_of(sample).and_then(|build| files.hla_of(sample, build));
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
    shared: &'a SharedFiles,
    log: &'a Log<'a>,
    /// What the user has been told: two lanes may read one file.
    told: BTreeSet<String>,
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
    fn new(settings: DnaSettings, shared: &'a SharedFiles, log: &'a Log<'a>) -> crate::Result<Self> {
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
            shared,
            log,
            told: BTreeSet::new(),
            mafs: HashMap::new(),
            reported: HashMap::new(),
            copies: HashMap::new(),
            rearrangements: HashMap::new(),
            hla: HashMap::new(),
            records: BTreeMap::new(),
        })
    }

    fn lanes_of(&mut self, sample: &PlannedSample) -> crate::Result<DnaLanes> {
        let build = self.build_of(sample)?;
        let hla = self.hla_of(sample, build)?;
        let variants = self.variants_of(sample, &hla, build)?;
        Ok(DnaLanes { variants, hla, disagreements: std::mem::take(&mut self.disagreements) })
    }

    /// The genome as declared, or as the variants tell it: segments and allele counts, which are read first, do not.
    fn build_of(&mut self, sample: &PlannedSample) -> crate::Result<Option<Build>> {
        let (facts, files) = (&sample.facts, &sample.files);
        let mut build = declared_build(facts)?;
        if build.is_some() || (files.cnv.is_empty() && files.hla.is_empty()) {
            return Ok(build);
        }
        for path in &files.vcf {
            let mut input = Source::from_argument(Path::new(path)).open(Digest::None)?;
            build = Build::agree(path, build, vcf_build(&mut input)?)?;
        }
        if let (Some(path), None) = (&files.maf, build) {
            let key = self.read_maf_file(path, &self.filters(facts))?;
            build = self.mafs.get(&key).and_then(|calls| calls.build);
        }
        Ok(build)
    }

    /// The file's share of a sample, of which the user is told where the name is another.
    fn share(&mut self, path: &str, facts: &SampleFacts, names: &[&str]) -> Share {
        let claim = self.claim(path, facts);
        let share = claim.share(names);
        if let Some(warning) = claim.warning(path, &share) {
            self.warn_once(path, warning);
        }
        share
    }

    fn claim<'f>(&self, path: &str, facts: &'f SampleFacts) -> Claim<'f> {
        Claim { facts, is_shared: self.shared.hold(path) }
    }

    fn warn_once(&mut self, path: &str, warning: String) {
        if !self.told.contains(&warning) {
            self.log.warn_of_file(path, &warning);
            self.told.insert(warning);
        }
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
    fn hla_of(&mut self, sample: &PlannedSample, declared: Option<Build>) -> crate::Result<Vec<HlaGene>> {
        let (facts, files) = (&sample.facts, &sample.files);
        let mut sources = HlaSources::new(facts, declared);
        let mut warnings = Vec::new();
        for (role, list) in [("hla", &files.hla), ("cnv", &files.cnv)] {
            for path in list {
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
                let claim = self.claim(path, facts);
                if let Some(Some(file)) = self.hla.get(path) {
                    let share = sources.add(file, claim)?;
                    warnings.extend(claim.warning(path, &share).map(|warning| (path.as_str(), warning)));
                }
            }
        }
        for (path, warning) in warnings {
            self.warn_once(path, warning);
        }
        Ok(sources.finish()?)
    }
}

/// The HLA states of samples, or why a sample has none.
pub(crate) type TriedStates = Vec<crate::Result<Vec<HlaGene>>>;

/// The HLA states of all samples, each on its own, and a record of every file that was read.
pub(crate) fn read_hla_lane(
    samples: &[PlannedSample],
    shared: &SharedFiles,
    log: &Log<'_>,
) -> crate::Result<(TriedStates, BTreeMap<String, InputRecord>)> {
    let mut files = Files::new(DnaSettings::default(), shared, log)?;
    let states = samples
        .iter()
        .map(|sample| {
            let build = declared_build(&sample.facts)?;
            files.hla_of(sample, build)
        })
        .collect();
    Ok((states, files.records))
}

/// The files besides its expression that a sample names, opened or not.
pub(crate) fn dna_inputs(
    sample: &PlannedSample,
    records: &BTreeMap<String, InputRecord>,
) -> Vec<InputRecord> {
    let of_file = |(column, path): (SheetColumn, &str)| {
        let sha256 = records.get(path).and_then(|record| record.sha256.clone());
        let name = Source::from_argument(Path::new(path)).base_name();
        InputRecord { role: column.name().into(), name, sha256 }
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
        ReadError::bad_value(&facts.sample, format!("'{word}' is no genome (sample '{}')", facts.sample))
            .hint("genomes are GRCh37 (hg19) and GRCh38 (hg38)")
    })
}
