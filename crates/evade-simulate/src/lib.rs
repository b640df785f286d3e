//! Simulated cohorts with known truth, for demos, tests and benchmarks. docs/simulate.md describes the model.
//!
//! [`Cohort::draw`] makes tumours of the [`Settings`] on the genes and gene sets of a [`Model`], with mechanisms of escape
//! planted on request ([`Planting`]); [`Cohort::write`] writes expression, variants, segments, allele counts, a sample sheet
//! and the truth. [`PairCohort`] makes patients with two samples each, in the ways of [`PairScenario`]. Nothing in them comes from a patient.

mod clinical;
mod expression;
mod mechanisms;
mod model;
mod pairs;
mod random;
mod segments;
mod snps;
mod truth;
mod variants;

use std::collections::BTreeMap;
use std::path::Path;

use evade_core::{Phenotype, Signature};
use evade_genome::Build;
use evade_stream::{Output, WriteError};
use thiserror::Error;

use clinical::Clinical;
pub use mechanisms::{PlantableMechanism, Planting, parse_mechanisms};
use mechanisms::{Planter, Share};
use model::{CLASSES, Fractions, GeneModel, TUMOUR, TumourState};
pub use pairs::{PairCohort, PairScenario, PairSettings};
use random::Generator;
use variants::Dna;

/// Every fourth sample's variants stand in the cohort's MAF instead of a VCF; every twelfth has no DNA at all.
const MAF_EVERY: (u64, u64) = (4, 2);
const NO_DNA_EVERY: (u64, u64) = (12, 11);
/// Fewer genes than this are no transcriptome.
const MIN_GENES: usize = 1000;

/// Why a cohort cannot be simulated.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SimulateError {
    /// The settings ask for something that cannot be.
    #[error("{what}; hint: {hint}")]
    Settings {
        /// What cannot be.
        what: String,
        /// The next step.
        hint: String,
    },
    /// A file of the cohort cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// A file of the cohort cannot be written to its end.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// What the model is made of does not fit it.
    #[error("{0}")]
    Broken(String),
}

type Result<T> = std::result::Result<T, SimulateError>;

pub(crate) fn broken(what: impl Into<String>) -> SimulateError {
    SimulateError::Broken(what.into())
}

/// What belongs to a build.
pub(crate) fn on_build<T>(build: Build, old: T, new: T) -> T {
    match build {
        Build::Grch37 => old,
        Build::Grch38 => new,
    }
}

/// What simulated tumours are made of.
#[derive(Debug, Clone, Copy)]
pub struct Model<'a> {
    /// Genes of each tumour, by symbol.
    pub genes: &'a [String],
    /// Median rank quantile of each gene in real tumours, 0 to 1: where every tumour starts from.
    pub median_quantiles: &'a [f64],
    /// Gene sets, among them those that mark the compartments.
    pub sets: &'a [Signature],
}

/// What decides a cohort.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How many tumours.
    pub n_samples: usize,
    /// The same seed gives the same bytes.
    pub seed: u64,
    /// Coefficient of variation of the compartments' fractions within a class.
    pub fraction_cv: f64,
    /// Shares of the classes, adding up to one; the others do not occur.
    pub classes: BTreeMap<Phenotype, f64>,
    /// Genome of variants and segments.
    pub build: Build,
    /// How many genes: the markers and the most expressed others. All genes of the model otherwise.
    pub n_genes: Option<usize>,
    /// Mechanisms to be planted. Without them everything else is as it would be without this setting.
    pub mechanisms: Option<Planting>,
}

/// One simulated tumour.
#[derive(Debug, Clone)]
pub(crate) struct SamplePlan {
    place: u64,
    id: String,
    class: Phenotype,
    fractions: Fractions,
    tumour: TumourState,
    dna: Dna,
    clinical: Clinical,
    /// What was planted, where mechanisms were asked for.
    share: Option<Share>,
}

impl SamplePlan {
    fn patient(&self) -> String {
        format!("P{:05}", self.place + 1)
    }

    fn rna_id(&self) -> String {
        format!("{}_rna", self.id)
    }

    fn dna_id(&self) -> String {
        format!("{}_dna", self.id)
    }

    fn normal_id(&self) -> String {
        format!("{}_normal", self.id)
    }

    fn purity(&self) -> f64 {
        self.fractions[TUMOUR]
    }

    fn has_dna(&self) -> bool {
        has_dna(self.place)
    }

    /// The DNA, where it was sequenced.
    fn sequenced(&self) -> Option<&Dna> {
        self.has_dna().then_some(&self.dna)
    }

    /// Places of the genes that a mechanism moves, and how far, in log2.
    fn shifts(&self) -> &[(usize, f64)] {
        self.share.as_ref().map_or(&[], |share| &share.shifts)
    }

    fn has_maf(&self) -> bool {
        self.has_dna() && self.place % MAF_EVERY.0 == MAF_EVERY.1
    }

    fn has_vcf(&self) -> bool {
        self.has_dna() && !self.has_maf()
    }
}

fn has_dna(place: u64) -> bool {
    place % NO_DNA_EVERY.0 != NO_DNA_EVERY.1
}

/// A simulated cohort.
#[derive(Debug, Clone)]
pub struct Cohort {
    seed: u64,
    build: Build,
    genes: Vec<GeneModel>,
    samples: Vec<SamplePlan>,
    planting: Option<Planting>,
}

impl Cohort {
    /// Draws everything but the reads. Sample `i` of a seed is the same in a cohort of any size.
    pub fn draw(settings: &Settings, model: &Model<'_>) -> std::result::Result<Self, SimulateError> {
        let seed = settings.seed;
        let mut genes = model::gene_models(model.genes, model.median_quantiles, model.sets, seed)?;
        if let Some(planting) = &settings.mechanisms {
            let moved = mechanisms::moved_genes(planting, model.sets)?;
            for gene in &mut genes {
                gene.is_marker |= moved.contains(&gene.symbol.as_str());
            }
        }
        if let Some(n) = settings.n_genes {
            genes = most_telling(genes, n)?;
        }
        let alleles = variants::alleles(settings.build)?;
        let classes = spread(&settings.classes, settings.n_samples)?;
        let mut planter = match &settings.mechanisms {
            Some(planting) => Some(Planter::new(planting, settings, &genes, model.sets)?),
            None => None,
        };
        let samples = classes.into_iter().zip(0..).map(|(class, place)| {
            let stream = |name| Generator::new(seed, name, place);
            let fractions = model::draw_fractions(class, settings.fraction_cv, &mut stream("fractions"));
            let tumour = TumourState::draw(fractions, &mut stream("tumour"));
            let mut clinical =
                clinical::draw(class, tumour.interferon, &mut stream("clinical"), &mut stream("course"));
            let purity = fractions[TUMOUR];
            let mut dna = variants::draw(&alleles, purity, &mut stream("dna"));
            let share = match &mut planter {
                Some(planter) => {
                    let sequenced = has_dna(place).then_some(&mut dna);
                    Some(planter.plant(place, class, sequenced, &alleles, purity)?)
                }
                None => None,
            };
            if let Some(tps) = share.as_ref().and_then(|share| share.pdl1) {
                clinical.pdl1_tps = tps;
            }
            if let Some(histology) = share.as_ref().and_then(|share| share.histology) {
                clinical.histology = histology;
            }
            let id = format!("SIM{:05}", place + 1);
            Ok(SamplePlan { place, id, class, fractions, tumour, dna, clinical, share })
        });
        let samples = samples.collect::<Result<Vec<_>>>()?;
        let planting = settings.mechanisms.clone();
        Ok(Self { seed, build: settings.build, genes, samples, planting })
    }

    /// How many genes each tumour has.
    #[must_use]
    pub fn n_genes(&self) -> usize {
        self.genes.len()
    }

    /// Writes every file of the cohort.
    pub fn write(&self, folder: &Path) -> std::result::Result<(), SimulateError> {
        expression::write(&folder.join("expression_tpm.tsv.gz"), &self.genes, &self.samples, self.seed)?;
        let text = |name: &str, text: String| Output::write_file(&folder.join(name), text.as_bytes());
        let mut maf = variants::maf_header();
        for sample in self.samples.iter().filter(|sample| sample.has_dna()) {
            let (id, tumour, normal) = (&sample.id, sample.dna_id(), sample.normal_id());
            let vcf = variants::vcf_text(&tumour, &normal, &sample.dna, self.build);
            text(&format!("variants/{id}.vcf"), vcf)?;
            maf.push_str(&variants::maf_rows(&tumour, &normal, &sample.dna, self.build));
            let segments = segments::ascat_text(&tumour, &sample.dna.events, self.build);
            text(&format!("segments/{id}.ascat.tsv"), segments)?;
            let facets = segments::facets_text(&sample.dna.events, sample.purity(), self.build);
            text(&format!("segments/{id}.facets.tsv"), facets)?;
            let mut random = Generator::new(self.seed, "snps", sample.place);
            let reads = snps::pileup_text(&sample.dna.events, sample.purity(), &mut random);
            text(&format!("snps/{id}.pileup.csv"), reads)?;
        }
        text("variants.maf", maf)?;
        text("truth.tsv", truth::text(&self.samples))?;
        if let Some(planting) = &self.planting {
            text("truth_mechanisms.tsv", truth::mechanisms_text(planting, &self.samples))?;
        }
        // Last, so that a sheet never points to what is not there yet.
        text("samples.csv", clinical::sheet_text(&self.samples, self.build))?;
        Ok(())
    }
}

/// Classes one after the other, each as often as its share says at any length of the list.
fn spread(shares: &BTreeMap<Phenotype, f64>, n: usize) -> crate::Result<Vec<Phenotype>> {
    let mut counts: BTreeMap<Phenotype, f64> = shares.keys().map(|class| (*class, 0.0)).collect();
    let mut list = Vec::with_capacity(n);
    for i in 0..n {
        let lack = |class: &Phenotype| shares[class] * (i + 1) as f64 - counts[class];
        // The first class wins a tie.
        let next = shares.keys().rev().max_by(|a, b| lack(a).total_cmp(&lack(b))).copied();
        let next = next.ok_or_else(|| broken("a cohort needs at least one class"))?;
        counts.entry(next).and_modify(|count| *count += 1.0);
        list.push(next);
    }
    Ok(list)
}

/// The markers, filled up with the most expressed other genes, in the order they had.
fn most_telling(genes: Vec<GeneModel>, n: usize) -> crate::Result<Vec<GeneModel>> {
    let n_markers = genes.iter().filter(|gene| gene.is_marker).count();
    let least = n_markers.max(MIN_GENES);
    if !(least..=genes.len()).contains(&n) {
        return Err(SimulateError::Settings {
            what: format!("--genes {n} is not possible"),
            hint: format!("give 'universe' or a number from {least} to {}", genes.len()),
        });
    }
    let mut others: Vec<usize> = (0..genes.len()).filter(|&i| !genes[i].is_marker).collect();
    others.sort_by(|&a, &b| genes[b].base.total_cmp(&genes[a].base).then(a.cmp(&b)));
    let mut keep: Vec<bool> = genes.iter().map(|gene| gene.is_marker).collect();
    for &i in others.iter().take(n - n_markers) {
        keep[i] = true;
    }
    Ok(genes.into_iter().zip(keep).filter_map(|(gene, keep)| keep.then_some(gene)).collect())
}

/// The shares in a text such as `active=0.4,desert=0.6`, scaled to add up to one.
pub fn parse_classes(text: &str) -> std::result::Result<BTreeMap<Phenotype, f64>, String> {
    let mut shares = BTreeMap::new();
    for part in text.split(',') {
        let (word, share) = part.split_once('=').ok_or_else(|| format!("'{part}' is not CLASS=SHARE"))?;
        let class = CLASSES.iter().map(|(class, _)| *class).find(|class| class.as_str() == word.trim());
        let class = class.ok_or_else(|| {
            format!("there is no class '{word}'; the classes are active, suppressed, excluded and desert")
        })?;
        let share: f64 = share.trim().parse().map_err(|_| format!("'{share}' is not a number"))?;
        if !(share.is_finite() && share >= 0.0) {
            return Err(format!("the share of {word} must not be negative"));
        }
        if shares.insert(class, share).is_some() {
            return Err(format!("{word} is named twice"));
        }
    }
    shares.retain(|_, share| *share > 0.0);
    let sum: f64 = shares.values().sum();
    if sum <= 0.0 {
        return Err("at least one class needs a share above 0".to_owned());
    }
    for share in shares.values_mut() {
        *share /= sum;
    }
    Ok(shares)
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn settings(n_samples: usize, seed: u64) -> Settings {
        Settings {
            n_samples,
            seed,
            fraction_cv: 0.4,
            classes: parse_classes("active=1,suppressed=1,excluded=1,desert=1").unwrap(),
            build: Build::Grch38,
            n_genes: Some(4000),
            mechanisms: None,
        }
    }

    /// The gene sets that the program carries.
    pub(crate) fn sets() -> Vec<Signature> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../signatures/sets");
        let mut files: Vec<_> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.retain(|path| path.extension().is_some_and(|e| e == "toml"));
        files.sort();
        let texts: Vec<(String, String)> = files
            .iter()
            .map(|path| (path.display().to_string(), std::fs::read_to_string(path).unwrap()))
            .collect();
        let named = texts.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        evade_io::read_catalogue(named).unwrap().scorable()
    }

    /// What is drawn from the model of the program.
    pub(crate) fn with_model<T>(draw: impl FnOnce(&Model<'_>) -> T) -> T {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../signatures/references/nsclc-ici.json");
        let reference: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let genes: Vec<String> = serde_json::from_value(reference["universe"].clone()).unwrap();
        let median_quantiles: Vec<f64> =
            serde_json::from_value(reference["median_quantiles"].clone()).unwrap();
        let model = Model { genes: &genes, median_quantiles: &median_quantiles, sets: &sets() };
        draw(&model)
    }

    pub(super) fn draw(settings: &Settings) -> std::result::Result<Cohort, SimulateError> {
        with_model(|model| Cohort::draw(settings, model))
    }

    /// A cohort small enough for a test.
    pub(super) fn small(n_samples: usize, seed: u64) -> Cohort {
        draw(&settings(n_samples, seed)).unwrap()
    }

    /// Every file a cohort writes, by name.
    pub(super) fn folder_bytes(cohort: &Cohort) -> BTreeMap<String, Vec<u8>> {
        files(|folder| cohort.write(folder).unwrap())
    }

    /// Every file that is written to a folder, by name.
    pub(crate) fn files(write: impl FnOnce(&Path)) -> BTreeMap<String, Vec<u8>> {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path());
        let mut files = BTreeMap::new();
        for sub in ["", "variants", "segments", "germline", "hla"] {
            if !folder.path().join(sub).is_dir() {
                continue;
            }
            for entry in std::fs::read_dir(folder.path().join(sub)).unwrap() {
                let path = entry.unwrap().path();
                if path.is_file() {
                    let name = path.strip_prefix(folder.path()).unwrap().display().to_string();
                    files.insert(name, std::fs::read(&path).unwrap());
                }
            }
        }
        files
    }

    #[test]
    fn a_seed_decides_every_byte() {
        let first = folder_bytes(&small(6, 1));
        assert_eq!(first, folder_bytes(&small(6, 1)));
        assert_ne!(first["truth.tsv"], folder_bytes(&small(6, 2))["truth.tsv"]);
        assert!(
            first.contains_key("variants/SIM00001.vcf") && first.contains_key("segments/SIM00001.ascat.tsv")
        );
    }

    #[test]
    fn a_sample_is_the_same_in_a_larger_cohort() {
        let (few, many) = (truth::text(&small(6, 1).samples), truth::text(&small(20, 1).samples));
        assert!(many.starts_with(&few));
    }

    #[test]
    fn classes_come_in_their_shares() {
        let list = spread(&parse_classes("active=3,desert=1").unwrap(), 40).unwrap();
        assert_eq!(list.iter().filter(|c| **c == Phenotype::Active).count(), 30);
        assert_eq!(list.iter().filter(|c| **c == Phenotype::Desert).count(), 10);
        let equal = spread(&settings(4, 1).classes, 4).unwrap();
        assert_eq!(equal, Phenotype::CLASSES);
    }

    #[test]
    fn class_shares_are_checked() {
        for bad in ["active", "hot=1", "active=x", "active=-1", "active=1,active=1", "active=0", ""] {
            assert!(parse_classes(bad).is_err(), "{bad}");
        }
        assert_eq!(parse_classes("active=2,desert=0").unwrap().len(), 1);
    }

    #[test]
    fn the_truth_table_is_rectangular() {
        let text = truth::text(&small(24, 1).samples);
        let width = text.lines().next().map(|line| line.split('\t').count());
        assert!(text.lines().all(|line| Some(line.split('\t').count()) == width));
        assert!(text.contains("not_tested"));
    }

    #[test]
    fn too_few_genes_are_refused() {
        let too_few = Settings { n_genes: Some(10), ..settings(6, 1) };
        assert!(draw(&too_few).is_err());
        assert_eq!(small(6, 1).n_genes(), 4000);
    }
}
