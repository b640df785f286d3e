//! Pairs of samples with known truth: a patient's tumour before treatment and at progression, unchanged or changed in a
//! known way, exchanged for a sample of another person, or another primary tumour.

mod clone;
mod design;
mod person;
mod reads;
mod rna;
mod scenario;
mod sheet;
#[cfg(test)]
mod tests;
mod truth;

use std::path::Path;

use evade_core::Phenotype;
use evade_genome::Build;
use evade_stream::Output;
use rayon::prelude::*;

use crate::clinical::{self, Clinical};
use crate::model::{self, CLASSES, GeneModel, TumourState};
use crate::random::Generator;
use crate::variants::{self, Dna};
use crate::{Model, SimulateError, expression, most_telling, segments};
use clone::{Alleles, SomaticPair};
use design::{Design, VariantFile};
use person::Person;
use reads::Sequencing;
use rna::{Places, Rna};
pub use scenario::PairScenario;

/// How often the sheet states the sex of the other person in the row of an exchanged sample.
const SEX_STATED_OF_OTHER: f64 = 0.2;
/// How often the histology of a transformed tumour is known.
const HISTOLOGY_KNOWN: f64 = 0.2;
const MALE: f64 = 0.6;

/// What decides a cohort of pairs.
#[derive(Debug, Clone, PartialEq)]
pub struct PairSettings {
    /// How many patients; each has two samples.
    pub n_patients: usize,
    /// The same seed gives the same bytes.
    pub seed: u64,
    /// Standard deviation, in log2, by which the expression of each gene differs between two samples of one tumour.
    pub noise: f64,
    /// Coefficient of variation of the compartments' fractions within a class.
    pub fraction_cv: f64,
    /// Genome of variants and segments.
    pub build: Build,
    /// How many genes, those of the sex chromosomes aside: the markers and the most expressed others. All genes of the model
    /// otherwise.
    pub n_genes: Option<usize>,
}

/// A patient with two samples; 0 is the earlier one.
#[derive(Debug, Clone)]
struct Patient {
    place: u64,
    scenario: PairScenario,
    design: Design,
    clinical: Clinical,
    histologies: [&'static str; 2],
    person: Person,
    /// Whose sample the later one is, where samples were exchanged.
    other_person: Option<Person>,
    /// Whether the sheet states the sex of the other person there.
    states_other_sex: bool,
    /// Class of the tumour in each sample, where it is known.
    classes: [Option<Phenotype>; 2],
    rna: [Rna; 2],
    somatic: SomaticPair,
    sequencing: [Sequencing; 2],
    dna: [Dna; 2],
    /// Days from the progression to the later biopsy.
    until_biopsy: i64,
}

impl Patient {
    fn id(&self) -> String {
        format!("P{:05}", self.place + 1)
    }

    fn sample_id(&self, sample: usize) -> String {
        format!("SIM{:05}_{}", self.place + 1, sample + 1)
    }

    fn rna_id(&self, sample: usize) -> String {
        format!("{}_rna", self.sample_id(sample))
    }

    fn dna_id(&self, sample: usize) -> String {
        format!("{}_dna", self.sample_id(sample))
    }

    fn normal_id(&self, sample: usize) -> String {
        format!("{}_normal", self.sample_id(sample))
    }

    /// Whose sample it is.
    fn person_of(&self, sample: usize) -> &Person {
        self.other_person.as_ref().filter(|_| sample == 1).unwrap_or(&self.person)
    }

    fn stated_sex(&self, sample: usize) -> &'static str {
        let person = if self.states_other_sex { self.person_of(sample) } else { &self.person };
        person.sex()
    }

    fn collection_date(&self, sample: usize) -> String {
        if sample == 0 {
            return clinical::date(self.clinical.collection);
        }
        let days = self.clinical.days_to_progression().unwrap_or_default() + self.until_biopsy;
        clinical::date(self.clinical.start.saturating_add_signed(days))
    }
}

/// A simulated cohort of patients with two samples each.
#[derive(Debug, Clone)]
pub struct PairCohort {
    seed: u64,
    build: Build,
    noise: f64,
    genes: Vec<GeneModel>,
    patients: Vec<Patient>,
}

impl PairCohort {
    /// Draws everything but the reads of RNA. Patient `i` of a seed is the same in a cohort of any size, whose scenarios come in
    /// turn.
    ///
    /// # Errors
    /// A number of genes that is not possible, and a catalogue that lacks a set of the model.
    pub fn draw(settings: &PairSettings, model: &Model<'_>) -> Result<Self, SimulateError> {
        let mut genes = model::gene_models(model.genes, model.median_quantiles, model.sets, settings.seed)?;
        let moved = rna::moved_genes(PairScenario::ALL.iter().map(|scenario| scenario.plan()), model.sets)?;
        for gene in &mut genes {
            gene.is_marker |= moved.contains(&gene.symbol.as_str());
        }
        if let Some(n) = settings.n_genes {
            genes = most_telling(genes, n)?;
        }
        genes.extend(rna::sex_genes());
        let (all, of_pairs) = (variants::alleles(settings.build)?, variants::pair_alleles(settings.build)?);
        let alleles = Alleles { all: &all, of_pairs: &of_pairs, build: settings.build };
        let places = Places::new(&genes);
        let scenarios = PairScenario::ALL.into_iter().cycle().take(settings.n_patients).zip(0..);
        let patients = scenarios.map(|(scenario, place)| {
            let drawing = Drawing { settings, model, alleles, places: &places, scenario, place };
            drawing.patient()
        });
        let patients = patients.collect::<Result<Vec<_>, _>>()?;
        Ok(Self { seed: settings.seed, build: settings.build, noise: settings.noise, genes, patients })
    }

    /// How many genes each sample has.
    #[must_use]
    pub fn n_genes(&self) -> usize {
        self.genes.len()
    }

    /// Writes every file of the cohort.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn write(&self, folder: &Path) -> Result<(), SimulateError> {
        let samples = || self.patients.iter().flat_map(|patient| [0, 1].map(|sample| (patient, sample)));
        let ids: Vec<String> = samples().map(|(patient, sample)| patient.rna_id(sample)).collect();
        let all: Vec<&Rna> = samples().map(|(patient, sample)| &patient.rna[sample]).collect();
        let profiles: Vec<Vec<f32>> = all.par_iter().map(|rna| rna.profile(&self.genes, self.seed)).collect();
        expression::write_matrix(&folder.join("expression_tpm.tsv.gz"), &self.genes, &ids, &profiles)?;
        let text = |name: &str, text: &str| Output::write_file(&folder.join(name), text.as_bytes());
        let mut maf = variants::maf_header();
        for (patient, sample) in samples().filter(|(patient, sample)| patient.design.has_dna(*sample)) {
            self.write_dna(patient, sample, folder, &mut maf)?;
        }
        text("variants.maf", &maf)?;
        text("truth_pairs.tsv", &truth::text(&self.patients, self.noise))?;
        // Last, so that a sheet never points to what is not there yet.
        text("samples.csv", &sheet::text(&self.patients, self.build))?;
        Ok(())
    }

    fn write_dna(
        &self,
        patient: &Patient,
        sample: usize,
        folder: &Path,
        maf: &mut String,
    ) -> Result<(), SimulateError> {
        let text = |name: String, text: String| Output::write_file(&folder.join(name), text.as_bytes());
        let (id, dna) = (patient.sample_id(sample), &patient.dna[sample]);
        let (tumour, normal) = (patient.dna_id(sample), patient.normal_id(sample));
        if patient.design.file == VariantFile::Maf {
            maf.push_str(&variants::maf_rows(&tumour, &normal, dna, self.build));
        } else {
            let vcf = variants::vcf_text(&tumour, &normal, dna, self.build);
            text(format!("variants/{id}.vcf"), vcf)?;
        }
        let rows = segments::ascat_text(&tumour, &dna.events, self.build);
        text(format!("segments/{id}.ascat.tsv"), rows)?;
        let person = patient.person_of(sample);
        if patient.design.has_hla_types {
            text(format!("hla/{id}.tsv"), person.hla_table(&tumour, &dna.events, self.build))?;
        }
        if patient.design.has_germline {
            let mut random = Generator::new(self.seed, "pair germline", 2 * patient.place + sample as u64);
            let Sequencing { purity, depth } = patient.sequencing[sample];
            let of_tumour = (purity, f64::from(depth));
            let sites =
                person.germline_vcf([&normal, &tumour], of_tumour, &dna.events, self.build, &mut random);
            text(format!("germline/{id}.vcf"), sites)?;
        }
        Ok(())
    }
}

/// What a patient is drawn from.
struct Drawing<'a> {
    settings: &'a PairSettings,
    model: &'a Model<'a>,
    alleles: Alleles<'a>,
    places: &'a Places<'a>,
    scenario: PairScenario,
    place: u64,
}

impl Drawing<'_> {
    fn stream(&self, name: &str) -> Generator {
        Generator::new(self.settings.seed, name, self.place)
    }

    fn patient(&self) -> Result<Patient, SimulateError> {
        let scenario = self.scenario;
        let design = Design::draw(&mut self.stream("pair design"));
        let sequencing = design::sequencing(&mut self.stream("pair sequencing"));
        let (classes, states) = self.tumours();
        let mut random = self.stream("pair person");
        let person = Person::draw(random.happens(MALE), &mut random);
        let other = Person::draw(random.happens(MALE), &mut random);
        let states_other_sex = random.happens(SEX_STATED_OF_OTHER);
        let other_person = (!scenario.is_one_person()).then_some(other);
        let class = classes[0].unwrap_or(Phenotype::Active);
        let mut clinical = clinical::draw_progressing(
            class,
            states[0].interferon,
            &mut self.stream("pair clinical"),
            &mut self.stream("pair course"),
        );
        let mut random = self.stream("pair histology");
        let is_transformed = scenario == PairScenario::Transformation;
        if is_transformed {
            clinical.histology = "LUAD";
        }
        let is_known = is_transformed && random.happens(HISTOLOGY_KNOWN);
        let histologies = [clinical.histology, if is_known { "SCLC" } else { clinical.histology }];
        let until_biopsy = i64::try_from(random.below(21)).unwrap_or_default();
        let somatic = clone::draw(scenario, self.alleles, &mut self.stream("pair clone"));
        let is_forced = design.file == VariantFile::ForcedVcf;
        let mut random = self.stream("pair dna");
        let dna = reads::read_both(&somatic, sequencing, is_forced, self.alleles.all, &mut random);
        let later = other_person.as_ref().unwrap_or(&person);
        let rna = self.rna(states, [&person, later])?;
        Ok(Patient {
            place: self.place,
            scenario,
            design,
            clinical,
            histologies,
            person,
            other_person,
            states_other_sex,
            classes,
            rna,
            somatic,
            sequencing,
            dna,
            until_biopsy,
        })
    }

    /// Classes and states of both samples; what a scenario makes of a class has none.
    fn tumours(&self) -> ([Option<Phenotype>; 2], [TumourState; 2]) {
        let mut random = self.stream("pair tumour");
        let (plan, cv) = (self.scenario.plan(), self.settings.fraction_cv);
        let class = plan.classes[random.below(plan.classes.len())];
        if self.scenario.is_one_clone() {
            let states = rna::one_tumour(class, plan, cv, self.settings.noise, &mut random);
            let later = plan.compartments.is_empty().then_some(class);
            return ([Some(class), later], states);
        }
        let (other, _) = CLASSES[random.below(CLASSES.len())];
        let states = [class, other].map(|class| {
            let fractions = model::draw_fractions(class, cv, &mut random);
            TumourState::draw(fractions, &mut random)
        });
        ([Some(class), Some(other)], states)
    }

    fn rna(&self, states: [TumourState; 2], persons: [&Person; 2]) -> Result<[Rna; 2], SimulateError> {
        let planted = self.places.of_plan(self.scenario.plan(), self.model.sets)?;
        let [before, after] = states;
        let numbers = |sample: u64| 2 * self.place + sample;
        let tumour_of_later = numbers(u64::from(!self.scenario.is_one_clone()));
        let earlier = Rna {
            state: before,
            shifts: self.places.of_person(persons[0], 0),
            tumour: numbers(0),
            sample: numbers(0),
            noise: 0.0,
        };
        let later = Rna {
            state: after,
            shifts: planted.into_iter().chain(self.places.of_person(persons[1], 1)).collect(),
            tumour: tumour_of_later,
            sample: numbers(1),
            noise: self.settings.noise,
        };
        Ok([earlier, later])
    }
}
