//! The lanes of variants and HLA: reading the files of each sample, each file once.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use evade_core::{DnaProfile, GeneCopies, HlaGene, SampleFacts};
use evade_genome::{
    Build, CodingSequences, Coverage, Disagreement, Filters, GeneCopyTable, GenePanel, MafCalls,
    NativeAnnotator, PanelMatrix, RearrangementCalls, ReportedCalls, SampleVariants, Segments, Setting,
    TmbSetting, TumorContent, VcfCalls, VcfOptions, copies_from_segments, copies_of_hla, is_gene_copy_table,
    judge_with, matches_sample, read_gene_copies, read_maf, read_rearrangements, read_reported,
    read_segments, read_vcf_input, union_calls,
};
use evade_io::DnaFiles;
use evade_stream::{Content, Digest, ReadError, Source};

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

/// What a file of copy number holds.
enum CopyFile {
    Segments(Segments),
    Genes(GeneCopyTable),
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

    /// The gene flags of a sample: what all its variant files say together.
    fn variants_of(
        &mut self,
        sample: &PlannedSample,
        hla: &[HlaGene],
        declared: Option<Build>,
    ) -> anyhow::Result<DnaProfile> {
        let (facts, files) = (&sample.facts, &sample.files);
        let plasma = self.settings.plasma || is_plasma(facts);
        let filters = self.filters(plasma);
        let mut build = declared;
        let mut found: Option<SampleVariants> = None;
        let add = |found: &mut Option<SampleVariants>, more: SampleVariants| match found {
            Some(known) => known.extend(more),
            None => *found = Some(more),
        };
        if let Some(path) = &files.maf {
            let (variants, maf_build) = self.maf_of(path, facts, &filters)?;
            build = Build::agree(path, build, maf_build)?;
            if let Some(variants) = variants {
                add(&mut found, variants);
            }
        }
        let mut calls = Vec::new();
        for path in each_file(files.vcf.as_ref()) {
            calls.push(self.vcf_of(path, facts, build, &filters)?);
        }
        if !calls.is_empty() {
            let calls = union_calls(calls);
            build = Build::agree(files.vcf.as_deref().unwrap_or_default(), build, calls.build)?;
            add(&mut found, calls.variants);
        }
        if let Some(path) = &files.reported
            && let Some(variants) = self.reported_of(path, facts)?
        {
            add(&mut found, variants);
        }
        let has_variants = found.is_some();
        let mut variants = found.unwrap_or_default();
        let has_others = self.add_copies(&mut variants, sample, hla, build)?;
        if !has_variants && !has_others {
            return Ok(evade_genome::not_tested());
        }
        // Copies and rearrangements say nothing of the genes whose sequence was read.
        let coverage = if has_variants { self.coverage_of(sample, build)? } else { Coverage::Undeclared };
        let setting = Setting { purity: facts.purity, plasma, tmb: self.tmb_of(sample) };
        Ok(judge_with(&variants, &coverage, &setting))
    }

    /// The setting of the burden, with the size of the sample's own panel.
    fn tmb_of(&self, sample: &PlannedSample) -> TmbSetting {
        let tmb = self.settings.tmb;
        let matrix = self.settings.panel_matrix.as_ref().filter(|_| sample.files.panel.is_none());
        let panel = matrix.and_then(|matrix| matrix.panels.get(&sample.facts.dna_id));
        let mb = panel.and_then(|panel| self.settings.panel_mb.get(panel)).copied();
        TmbSetting { mb: mb.or(tmb.mb), ..tmb }
    }

    /// The calls of one VCF or BCF, read as it streams by. What records without annotation do is worked out here.
    fn vcf_of(
        &mut self,
        path: &str,
        facts: &SampleFacts,
        build: Option<Build>,
        filters: &Filters,
    ) -> anyhow::Result<VcfCalls> {
        let source = Source::from_argument(Path::new(path));
        let mut input = source.open(Digest::Sha256)?;
        let names = [facts.dna_id.as_str(), facts.sample.as_str()];
        let options = VcfOptions {
            // An id of its own names the column; otherwise the header says which it is.
            tumor: (facts.dna_id != facts.sample).then_some(facts.dna_id.as_str()),
            normal: self.settings.normal.as_deref(),
            names: &names,
            build,
            native: Some(&self.native),
            check: self.settings.check,
            burden: true,
        };
        let mut calls = read_vcf_input(&mut input, &options, &self.panel, filters)?;
        for warning in &calls.warnings {
            self.console.warn(&format!("{path}: {warning}"));
        }
        let record = InputRecord { role: "vcf".into(), name: source.base_name(), sha256: input.sha256() };
        self.records.insert(path.to_owned(), record);
        self.disagreements.append(&mut calls.disagreements);
        Ok(calls)
    }

    /// Cell-free DNA has its own lowest fraction, unless the user has set one.
    fn filters(&self, plasma: bool) -> Filters {
        let mut filters = self.settings.filters.clone();
        if plasma && filters.min_vaf >= Filters::default().min_vaf {
            filters.min_vaf = Filters::of_plasma().min_vaf;
        }
        filters
    }

    /// Copies of the genes and rearrangements; whether there were any.
    fn add_copies(
        &mut self,
        variants: &mut SampleVariants,
        sample: &PlannedSample,
        hla: &[HlaGene],
        build: Option<Build>,
    ) -> anyhow::Result<bool> {
        let (facts, files) = (&sample.facts, &sample.files);
        let mut copies = copies_of_hla(hla);
        for path in each_file(files.cnv.as_ref()) {
            for (gene, state) in self.copies_of(path, facts, build)? {
                copies.entry(gene).or_insert(state);
            }
        }
        let has_copies = files.cnv.is_some() && !copies.is_empty();
        for (gene, state) in copies {
            variants.copies.entry(gene).or_insert(state);
        }
        let has_rearrangements = match &files.sv {
            Some(path) => self.add_rearrangements(variants, path, facts)?,
            None => false,
        };
        Ok(has_copies || has_rearrangements)
    }

    /// Rearrangements of a table; whether the sample was tested for them. A table lists findings: it must name the
    /// sample, or the panel matrix must say that it was tested.
    fn add_rearrangements(
        &mut self,
        variants: &mut SampleVariants,
        path: &str,
        facts: &SampleFacts,
    ) -> anyhow::Result<bool> {
        if !self.rearrangements.contains_key(path) {
            let content = self.open("sv", path)?;
            let calls = read_rearrangements(&content, &self.panel)?;
            self.rearrangements.insert(path.to_owned(), calls);
        }
        let own =
            self.rearrangements.get(path).and_then(|calls| calls.of_sample(&facts.dna_id, &facts.sample));
        let by_matrix = self
            .settings
            .panel_matrix
            .as_ref()
            .is_some_and(|matrix| matrix.rearrangements.contains(&facts.dna_id));
        let is_tested = own.is_some() || by_matrix;
        if !is_tested {
            self.console.warn(&format!(
                "{path} has no rearrangements of '{}': its fusions are not tested (name it in 'dna_id', or give a panel matrix)",
                facts.dna_id
            ));
        }
        variants.rearrangements_tested |= is_tested;
        variants.variants.extend(own.unwrap_or_default());
        Ok(is_tested)
    }

    fn copies_of(
        &mut self,
        path: &str,
        facts: &SampleFacts,
        build: Option<Build>,
    ) -> anyhow::Result<BTreeMap<String, GeneCopies>> {
        self.read_copy_file(path, facts)?;
        match self.copies.get(path) {
            Some(CopyFile::Segments(all)) => {
                let own = own_segments(all, facts);
                if own.rows.is_empty() {
                    return Ok(BTreeMap::new());
                }
                let tumor = TumorContent { purity: facts.purity, ploidy: facts.ploidy };
                Ok(copies_from_segments(&own, own.build(build)?, &self.panel, tumor))
            }
            Some(CopyFile::Genes(table)) => {
                let fits = |name: &str| name.is_empty() || matches_sample(name, &facts.dna_id);
                let own = table.samples.iter().find(|(name, _)| fits(name) || **name == facts.sample);
                if own.is_none() {
                    self.console.warn(&format!(
                        "{path} has no copy number of '{}' (name it in 'dna_id')",
                        facts.dna_id
                    ));
                }
                Ok(own.map(|(_, genes)| genes.clone()).unwrap_or_default())
            }
            None => Ok(BTreeMap::new()),
        }
    }

    /// Segments, or a table by gene, where the file is none of segments.
    fn read_copy_file(&mut self, path: &str, facts: &SampleFacts) -> anyhow::Result<()> {
        if self.copies.contains_key(path) {
            return Ok(());
        }
        let content = self.open("cnv", path)?;
        let file = match read_segments(&content) {
            Ok(segments) => CopyFile::Segments(segments),
            Err(_) if is_gene_copy_table(&content) => {
                CopyFile::Genes(read_gene_copies(&content, facts.ploidy)?)
            }
            Err(error) => return Err(error.into()),
        };
        self.copies.insert(path.to_owned(), file);
        Ok(())
    }

    /// A sample that a MAF does not name was perhaps never sequenced: nothing is said of it.
    fn maf_of(
        &mut self,
        path: &str,
        facts: &SampleFacts,
        filters: &Filters,
    ) -> anyhow::Result<(Option<SampleVariants>, Option<Build>)> {
        // The lowest fraction differs between tissue and plasma.
        let key = format!("{path}\t{}", filters.min_vaf);
        if !self.mafs.contains_key(&key) {
            let content = self.open("maf", path)?;
            let calls = read_maf(&content, &self.panel, filters)?;
            self.console.detail(&format!("{path}: {} rows, {} samples", calls.n_rows, calls.samples.len()));
            self.mafs.insert(key.clone(), calls);
        }
        let Some(calls) = self.mafs.get(&key) else { return Ok((None, None)) };
        let variants = match calls.find_sample(path, &facts.dna_id)? {
            Some(barcode) => calls.samples.get(barcode).cloned(),
            None => {
                self.console.warn(&format!(
                    "{path} has no sample '{}': its variants are not tested (name it in 'dna_id')",
                    facts.dna_id
                ));
                None
            }
        };
        Ok((variants, calls.build))
    }

    fn reported_of(&mut self, path: &str, facts: &SampleFacts) -> anyhow::Result<Option<SampleVariants>> {
        if !self.reported.contains_key(path) {
            let content = self.open("reported", path)?;
            let calls = read_reported(&content, &self.panel)?;
            if !calls.other_genes.is_empty() {
                self.console.warn(&format!("{path}: not judged: {}", calls.other_genes.join(", ")));
            }
            self.reported.insert(path.to_owned(), calls);
        }
        let Some(calls) = self.reported.get(path) else { return Ok(None) };
        let names = [facts.dna_id.as_str(), facts.sample.as_str(), ""];
        Ok(names.iter().find_map(|name| calls.samples.get(*name)).cloned())
    }

    /// What the variants cover: a panel file, or an assay that covers everything; without either nothing is declared.
    fn coverage_of(&mut self, sample: &PlannedSample, build: Option<Build>) -> anyhow::Result<Coverage> {
        let Some(path) = &sample.files.panel else {
            if let Some(matrix) = &self.settings.panel_matrix {
                return Ok(matrix.coverage_of(&sample.facts.dna_id, &self.settings.panels));
            }
            let assay = sample.facts.assay_dna.as_deref();
            return Ok(assay.and_then(Coverage::from_assay).unwrap_or(Coverage::Undeclared));
        };
        let content = self.open("panel", path)?;
        let is_bed = Path::new(path.trim_end_matches(".gz"))
            .extension()
            .is_some_and(|e| e.eq_ignore_ascii_case("bed"));
        if !is_bed {
            return Ok(Coverage::from_gene_list(&content)?);
        }
        let build = build.ok_or_else(|| {
            ReadError::new(path, "the genome of the target regions is not known")
                .hint("state it in the column 'genome' or with --genome: GRCh37 or GRCh38")
        })?;
        Ok(Coverage::from_bed(&content, &self.panel, build)?)
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

/// A file with one name in it is this sample's, whatever the caller called it.
fn own_segments(all: &Segments, facts: &SampleFacts) -> Segments {
    let one = all.samples().len() <= 1;
    all.of_sample(|name| one || matches_sample(name, &facts.dna_id))
}

/// Whether the specimen is cell-free DNA, in the words of laboratories.
fn is_plasma(facts: &SampleFacts) -> bool {
    let specimen = facts.specimen.as_deref().unwrap_or("").to_lowercase();
    ["plasma", "cfdna", "ctdna", "liquid biopsy"].iter().any(|word| specimen.contains(word))
}

fn declared_build(facts: &SampleFacts) -> Result<Option<Build>, ReadError> {
    let Some(word) = &facts.genome else { return Ok(None) };
    Build::parse(word).map(Some).ok_or_else(|| {
        ReadError::new(&facts.sample, format!("'{word}' is no genome (sample '{}')", facts.sample))
            .hint("genomes are GRCh37 (hg19) and GRCh38 (hg38)")
    })
}
