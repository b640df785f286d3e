//! The lanes of variants and HLA: reading the files of each sample, each file once.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use evade_core::{DnaProfile, HlaGene, SampleFacts};
use evade_genome::{
    Build, Coverage, Filters, GenePanel, MafCalls, ReportedCalls, SampleVariants, judge, read_maf,
    read_reported, read_vcf,
};
use evade_stream::{Content, ReadError, Source};

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
}

impl DnaLanes {
    /// A sample without any such input.
    pub(crate) fn not_tested() -> Self {
        Self {
            variants: evade_genome::not_tested(),
            hla: evade_genome::HLA_GENES.map(HlaGene::not_tested).to_vec(),
        }
    }
}

/// The lanes of all samples, in order, and a record of every file that was read.
pub(crate) fn read_lanes(
    samples: &[PlannedSample],
    console: &Console,
) -> anyhow::Result<(Vec<DnaLanes>, Vec<InputRecord>)> {
    let mut files = Files::new(console)?;
    let lanes = samples.iter().map(|sample| files.lanes_of(sample)).collect::<anyhow::Result<_>>()?;
    Ok((lanes, files.records.into_values().collect()))
}

/// What can be had of the two lanes of a sample, or why it cannot.
pub(crate) struct TriedLanes {
    pub(crate) variants: anyhow::Result<DnaProfile>,
    pub(crate) hla: anyhow::Result<Vec<HlaGene>>,
}

/// The lanes of all samples as far as they can be read; one bad file does not hide the next.
pub(crate) fn try_lanes(samples: &[PlannedSample], console: &Console) -> anyhow::Result<Vec<TriedLanes>> {
    let mut files = Files::new(console)?;
    let mut tried = Vec::with_capacity(samples.len());
    for sample in samples {
        let variants = declared_build(&sample.facts).map_err(Into::into);
        let hla = declared_build(&sample.facts).map_err(Into::into);
        tried.push(TriedLanes {
            variants: variants.and_then(|build| files.variants_of(sample, build)),
            hla: hla.and_then(|build| files.hla_of(sample, build)),
        });
    }
    Ok(tried)
}

/// Files that were read, by path; a MAF or a segment file often holds many samples.
struct Files<'a> {
    panel: GenePanel,
    console: &'a Console,
    mafs: HashMap<String, MafCalls>,
    reported: HashMap<String, ReportedCalls>,
    hla: HashMap<String, HlaFile>,
    /// By path, so that the order of the samples does not matter.
    records: BTreeMap<String, InputRecord>,
}

impl<'a> Files<'a> {
    fn new(console: &'a Console) -> anyhow::Result<Self> {
        Ok(Self {
            panel: builtin::gene_panel()?,
            console,
            mafs: HashMap::new(),
            reported: HashMap::new(),
            hla: HashMap::new(),
            records: BTreeMap::new(),
        })
    }

    fn lanes_of(&mut self, sample: &PlannedSample) -> anyhow::Result<DnaLanes> {
        let build = declared_build(&sample.facts)?;
        Ok(DnaLanes { variants: self.variants_of(sample, build)?, hla: self.hla_of(sample, build)? })
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
    fn variants_of(&mut self, sample: &PlannedSample, declared: Option<Build>) -> anyhow::Result<DnaProfile> {
        let (facts, files) = (&sample.facts, &sample.files);
        let mut build = declared;
        let mut found: Option<SampleVariants> = None;
        let add = |found: &mut Option<SampleVariants>, more: SampleVariants| match found {
            Some(known) => known.extend(more),
            None => *found = Some(more),
        };
        if let Some(path) = &files.maf {
            let (variants, maf_build) = self.maf_of(path, facts)?;
            build = Build::agree(path, build, maf_build)?;
            if let Some(variants) = variants {
                add(&mut found, variants);
            }
        }
        if let Some(path) = &files.vcf {
            let content = self.open("vcf", path)?;
            let tumor = tumor_column(&content, facts);
            let calls = read_vcf(&content, tumor, None, &self.panel, &Filters::default())?;
            for warning in &calls.warnings {
                self.console.warn(&format!("{path}: {warning}"));
            }
            build = Build::agree(path, build, calls.build)?;
            add(&mut found, calls.variants);
        }
        if let Some(path) = &files.reported
            && let Some(variants) = self.reported_of(path, facts)?
        {
            add(&mut found, variants);
        }
        let Some(variants) = found else { return Ok(evade_genome::not_tested()) };
        let coverage = self.coverage_of(sample, build)?;
        Ok(judge(&variants, &coverage))
    }

    /// A sample that a MAF does not name was perhaps never sequenced: nothing is said of it.
    fn maf_of(
        &mut self,
        path: &str,
        facts: &SampleFacts,
    ) -> anyhow::Result<(Option<SampleVariants>, Option<Build>)> {
        if !self.mafs.contains_key(path) {
            let content = self.open("maf", path)?;
            let calls = read_maf(&content, &self.panel, &Filters::default())?;
            self.console.detail(&format!("{path}: {} rows, {} samples", calls.n_rows, calls.samples.len()));
            self.mafs.insert(path.to_owned(), calls);
        }
        let Some(calls) = self.mafs.get(path) else { return Ok((None, None)) };
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
            for path in list.iter().flat_map(|list| list.split(';')).map(str::trim).filter(|p| !p.is_empty())
            {
                if !self.hla.contains_key(path) {
                    let content = self.open(role, path)?;
                    self.hla.insert(path.to_owned(), HlaFile::read(content)?);
                }
                if let Some(file) = self.hla.get(path)
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

/// The HLA states of all samples, each on its own, and a record of every file that was read.
pub(crate) fn read_hla_lane(
    samples: &[PlannedSample],
    console: &Console,
) -> anyhow::Result<(Vec<anyhow::Result<Vec<HlaGene>>>, Vec<InputRecord>)> {
    let mut files = Files::new(console)?;
    let states = samples
        .iter()
        .map(|sample| {
            let build = declared_build(&sample.facts)?;
            files.hla_of(sample, build)
        })
        .collect();
    Ok((states, files.records.into_values().collect()))
}

fn declared_build(facts: &SampleFacts) -> Result<Option<Build>, ReadError> {
    let Some(word) = &facts.genome else { return Ok(None) };
    Build::parse(word).map(Some).ok_or_else(|| {
        ReadError::new(&facts.sample, format!("'{word}' is no genome (sample '{}')", facts.sample))
            .hint("genomes are GRCh37 (hg19) and GRCh38 (hg38)")
    })
}

/// The tumour's column: the sample's name in DNA files, when the VCF has such a column; else the header decides.
fn tumor_column<'f>(content: &Content, facts: &'f SampleFacts) -> Option<&'f str> {
    let header = content.bytes.split(|&b| b == b'\n').find(|line| line.starts_with(b"#CHROM"))?;
    let columns: Vec<&[u8]> = header.split(|&b| b == b'\t').skip(9).collect();
    let named = facts.dna_id != facts.sample;
    let is_there = columns.iter().any(|column| column.trim_ascii() == facts.dna_id.as_bytes());
    (named || is_there).then_some(facts.dna_id.as_str())
}
