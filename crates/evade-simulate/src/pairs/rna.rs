//! Expression of both samples: the same tumour twice, what was planted in the later sample, and noise.

use std::collections::BTreeMap;

use evade_core::{Phenotype, Signature};

use super::person::{Person, SexInRna};
use super::scenario::{Genes, Plan};
use crate::expression::sequence;
use crate::model::{self, GeneModel, TumourState};
use crate::random::Generator;

/// XIST and genes of chromosome Y with their level in log2 TPM; none of them is in the universe of a reference.
const XIST: (&str, f64) = ("XIST", 4.5);
const Y_GENES: [(&str, f64); 5] =
    [("RPS4Y1", 6.0), ("DDX3Y", 4.5), ("KDM5D", 4.0), ("UTY", 3.0), ("EIF1AY", 4.5)];
const SEX_GENE_SD: f64 = 0.4;
const SEX_GENE_LENGTH: f64 = 3000.0;
/// log2 of what is left of a gene that is not expressed.
const NOT_EXPRESSED: f64 = -30.0;
/// What genes of a compartment have in common moves by this share of the noise of a gene.
const SHARED_NOISE: f64 = 0.5;

/// RNA of one sample before it is sequenced.
#[derive(Debug, Clone)]
pub(super) struct Rna {
    pub(super) state: TumourState,
    /// Places of genes and how far they move, in log2.
    pub(super) shifts: Vec<(usize, f64)>,
    /// Number of the tumour: two samples of one tumour have the same.
    pub(super) tumour: u64,
    /// Number of the sample.
    pub(super) sample: u64,
    /// Standard deviation of noise of every gene, in log2.
    pub(super) noise: f64,
}

/// The genes of the sexes, to be added to the genes of a model.
pub(super) fn sex_genes() -> impl Iterator<Item = GeneModel> {
    let genes = [XIST].into_iter().chain(Y_GENES);
    genes.map(|(symbol, level)| GeneModel::plain(symbol, level, SEX_GENE_SD, SEX_GENE_LENGTH))
}

/// Genes that any scenario moves, which a small cohort must hold too.
pub(super) fn moved_genes(
    plans: impl Iterator<Item = &'static Plan>,
    sets: &[Signature],
) -> crate::Result<Vec<&str>> {
    let mut moved = Vec::new();
    for (genes, _) in plans.flat_map(|plan| plan.rna) {
        moved.extend(members(*genes, sets)?);
    }
    Ok(moved)
}

fn members(genes: Genes, sets: &[Signature]) -> crate::Result<Vec<&str>> {
    match genes {
        Genes::Set(id) => Ok(model::members(sets, id)?.collect()),
        Genes::Named(named) => Ok(named.to_vec()),
    }
}

/// Places of the genes of a cohort.
pub(super) struct Places<'a>(BTreeMap<&'a str, usize>);

impl<'a> Places<'a> {
    pub(super) fn new(genes: &'a [GeneModel]) -> Self {
        Self(genes.iter().enumerate().map(|(place, gene)| (gene.symbol.as_str(), place)).collect())
    }

    /// What a plan moves: each gene once, by the first that names it.
    pub(super) fn of_plan(&self, plan: &Plan, sets: &[Signature]) -> crate::Result<Vec<(usize, f64)>> {
        let mut shifts: BTreeMap<usize, f64> = BTreeMap::new();
        for &(genes, shift) in plan.rna {
            for gene in members(genes, sets)? {
                if let Some(&place) = self.0.get(gene) {
                    shifts.entry(place).or_insert(shift);
                }
            }
        }
        Ok(shifts.into_iter().collect())
    }

    /// What of the sexes is not expressed in a sample, 0 for the earlier and 1 for the later one.
    pub(super) fn of_person(&self, person: &Person, sample: usize) -> Vec<(usize, f64)> {
        let has_xist = person.rna[sample] == SexInRna::Xist;
        let has_y = person.rna[sample] == SexInRna::YGenes;
        let silent_y = Y_GENES.iter().filter(|_| !has_y).map(|(gene, _)| *gene);
        let silent = silent_y.chain((!has_xist).then_some(XIST.0));
        silent.filter_map(|gene| Some((*self.0.get(gene)?, NOT_EXPRESSED))).collect()
    }
}

/// States of a tumour of this class in both samples.
pub(super) fn one_tumour(
    class: Phenotype,
    plan: &Plan,
    fraction_cv: f64,
    noise: f64,
    random: &mut Generator,
) -> [TumourState; 2] {
    let fractions = model::draw_fractions(class, fraction_cv, random);
    let before = TumourState::draw(fractions, random);
    let after = before.sampled_again(plan.later(fractions), SHARED_NOISE * noise, random);
    [before, after]
}

impl Rna {
    /// TPM of all genes.
    pub(super) fn profile(&self, genes: &[GeneModel], seed: u64) -> Vec<f32> {
        // What is a gene's own in a tumour is the same in every sample of it.
        let mut of_tumour = Generator::new(seed, "pair genes", self.tumour);
        let mut of_sample = Generator::new(seed, "pair noise", self.sample);
        let level =
            |gene: &GeneModel| gene.level(&self.state, &mut of_tumour) + of_sample.normal(0.0, self.noise);
        let levels: Vec<f64> = genes.iter().map(level).collect();
        let mut of_reads = Generator::new(seed, "pair reads", self.sample);
        sequence(genes, &levels, &self.shifts, &mut of_reads)
    }
}
