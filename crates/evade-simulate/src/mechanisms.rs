//! Planted mechanisms: which tumour is given which, and what that moves in its RNA, DNA, HLA and PD-L1.
//!
//! A tumour has one planted mechanism or none. What follows depends on the seed and on the samples before it alone, so that
//! a sample is the same in a cohort of any size.

mod plans;
#[cfg(test)]
mod tests;
mod truth;

use std::collections::{BTreeMap, BTreeSet};

use evade_core::{Phenotype, Signature};

use crate::model::GeneModel;
use crate::random::Generator;
use crate::variants::{Allele, Dna};
use crate::{Settings, SimulateError, broken};
use plans::{Alteration, Change, Genes, Lack, PLANS, Plan};
pub(crate) use truth::{COLUMNS as TRUTH_COLUMNS, rows as truth_rows};

/// How far genes move, in log2, in a tumour that must not have a mechanism which RNA decides.
const AWAY: f64 = 3.0;

/// A mechanism that can be planted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlantableMechanism(&'static Plan);

impl PlantableMechanism {
    /// Every one, in the order of the knowledge base.
    pub fn all() -> impl Iterator<Item = Self> {
        PLANS.iter().map(Self)
    }

    /// Id of the mechanism in the knowledge base, such as `MDS-05`.
    #[must_use]
    pub fn id(self) -> &'static str {
        self.0.id
    }
}

/// Which mechanisms are planted, and how far they move expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Planting {
    /// Each as often as the others and as none, as far as the classes of the tumours allow.
    pub mechanisms: Vec<PlantableMechanism>,
    /// How far the genes of a mechanism move, in log2.
    pub shift: f64,
}

/// The mechanisms in a text such as `MDS-05,APM-02`, or `all`.
pub fn parse_mechanisms(text: &str) -> std::result::Result<Vec<PlantableMechanism>, String> {
    if text.eq_ignore_ascii_case("all") {
        return Ok(PlantableMechanism::all().collect());
    }
    let mut asked: Vec<PlantableMechanism> = Vec::new();
    for word in text.split(',').map(str::trim) {
        let found = PlantableMechanism::all().find(|mechanism| mechanism.id().eq_ignore_ascii_case(word));
        let found = found.ok_or_else(|| {
            let ids: Vec<&str> = PlantableMechanism::all().map(PlantableMechanism::id).collect();
            format!("'{word}' cannot be planted; give 'all' or some of {}", ids.join(", "))
        })?;
        if asked.contains(&found) {
            return Err(format!("{} is named twice", found.id()));
        }
        asked.push(found);
    }
    Ok(asked)
}

/// What is planted in one tumour.
#[derive(Debug, Clone, Default)]
pub(crate) struct Share {
    /// The mechanism, if it has one.
    plan: Option<&'static Plan>,
    /// The mechanism whose RNA it has without the alteration.
    rna_alone: Option<&'static Plan>,
    /// The gene of which both copies were lost.
    lost: Option<&'static str>,
    /// Expression that is moved as in the one or the other.
    changes: Vec<Change>,
    /// Expression that is moved so that the tumour does not have a mechanism.
    away: Vec<Change>,
    /// PD-L1 of tumour cells in per cent, where the mechanism sets it.
    pub(crate) pdl1: Option<u32>,
    /// The histology, where the mechanism sets it.
    pub(crate) histology: Option<&'static str>,
    /// Places of genes in the cohort and how far each moves, in log2.
    pub(crate) shifts: Vec<(usize, f64)>,
}

/// Plants mechanisms in the tumours of a cohort, one after the other.
pub(crate) struct Planter<'a> {
    planting: &'a Planting,
    seed: u64,
    sets: &'a [Signature],
    places: BTreeMap<&'a str, usize>,
    /// How many tumours have each mechanism, and how many have none.
    counts: Vec<usize>,
    n_without: usize,
}

impl<'a> Planter<'a> {
    /// Fails when a mechanism fits none of the classes of the cohort, or the catalogue lacks a set.
    pub(crate) fn new(
        planting: &'a Planting,
        settings: &Settings,
        genes: &'a [GeneModel],
        sets: &'a [Signature],
    ) -> crate::Result<Self> {
        for mechanism in &planting.mechanisms {
            let classes = mechanism.0.classes;
            if !classes.iter().any(|class| settings.classes.contains_key(class)) {
                let words: Vec<&str> = classes.iter().map(|class| class.as_str()).collect();
                return Err(SimulateError::Settings {
                    what: format!("no tumour of this cohort can have {}", mechanism.id()),
                    hint: format!(
                        "it is planted in {} tumours: give these a share in `--classes`",
                        words.join(", ")
                    ),
                });
            }
        }
        let places = genes.iter().enumerate().map(|(place, gene)| (gene.symbol.as_str(), place)).collect();
        let counts = vec![0; planting.mechanisms.len()];
        Ok(Self { planting, seed: settings.seed, sets, places, counts, n_without: 0 })
    }

    /// Plants in the tumour that comes next: its DNA is changed where the mechanism is one of DNA.
    pub(crate) fn plant(
        &mut self,
        place: u64,
        class: Phenotype,
        dna: Option<&mut Dna>,
        alleles: &[Allele],
        purity: f64,
    ) -> crate::Result<Share> {
        let mut random = Generator::new(self.seed, "mechanism", place);
        let plan = self.choose(class, dna.is_some(), &mut random);
        let mut share = Share { plan, ..Share::default() };
        if let Some(plan) = plan {
            share.lost = dna.and_then(|dna| alter(plan, dna, alleles, purity, &mut random));
            share.changes = plan.rna.to_vec();
            share.histology = plan.histology;
            share.pdl1 = plan.pdl1.map(|[least, most]| (least + random.below(most - least + 1)) as u32);
        } else {
            self.plant_nothing(&mut share, class, dna.as_deref(), &mut random)?;
        }
        share.shifts = self.shifts(&share)?;
        Ok(share)
    }

    /// Makes a tumour without a mechanism a control: of one by its RNA, of those that RNA decides by genes that are moved away.
    fn plant_nothing(
        &self,
        share: &mut Share,
        class: Phenotype,
        dna: Option<&Dna>,
        random: &mut Generator,
    ) -> crate::Result<()> {
        // Only mechanisms that the tumour certainly lacks, so that none of these rows is a matter of chance.
        let is_control =
            |plan: &Plan| plan.needs_dna() && !plan.rna.is_empty() && truth::is_absent(plan, share, dna);
        let fitting = self.fitting(class, dna.is_some()).map(|(_, plan)| plan);
        let candidates: Vec<&'static Plan> = fitting.filter(|plan| is_control(plan)).collect();
        if !candidates.is_empty() {
            let plan = candidates[random.below(candidates.len())];
            share.rna_alone = Some(plan);
            share.changes = plan.rna.iter().copied().filter(|change| change.genes != Genes::Lost).collect();
        }
        self.move_away(share)
    }

    /// The mechanism that the fewest tumours have so far among those that fit; chance decides between equals.
    fn choose(&mut self, class: Phenotype, has_dna: bool, random: &mut Generator) -> Option<&'static Plan> {
        let fitting: Vec<(usize, &'static Plan)> = self.fitting(class, has_dna).collect();
        let fewest = fitting.iter().map(|(i, _)| self.counts[*i]).chain([self.n_without]).min()?;
        let mut equals: Vec<Option<(usize, &'static Plan)>> =
            fitting.into_iter().filter(|(i, _)| self.counts[*i] == fewest).map(Some).collect();
        if self.n_without == fewest {
            equals.push(None);
        }
        let chosen = equals[random.below(equals.len())];
        match chosen {
            Some((i, _)) => self.counts[i] += 1,
            None => self.n_without += 1,
        }
        chosen.map(|(_, plan)| plan)
    }

    fn fitting(&self, class: Phenotype, has_dna: bool) -> impl Iterator<Item = (usize, &'static Plan)> {
        let plans = self.planting.mechanisms.iter().map(|mechanism| mechanism.0).enumerate();
        plans.filter(move |(_, plan)| plan.classes.contains(&class) && (has_dna || !plan.needs_dna()))
    }

    /// Moves the genes of mechanisms that RNA decides the other way, where none of them is moved already.
    fn move_away(&self, share: &mut Share) -> crate::Result<()> {
        let mut moved: BTreeSet<&str> = BTreeSet::new();
        for change in &share.changes {
            moved.extend(members(*change, share.lost, self.sets)?);
        }
        for lack in self.planting.mechanisms.iter().flat_map(|mechanism| mechanism.0.absent) {
            let Lack::Moved(change) = lack else { continue };
            let genes = members(*change, share.lost, self.sets)?;
            if !share.away.contains(change) && genes.iter().all(|gene| !moved.contains(gene)) {
                moved.extend(genes);
                share.away.push(*change);
            }
        }
        Ok(())
    }

    /// Each gene moves once: as the first change that names it says.
    fn shifts(&self, share: &Share) -> crate::Result<Vec<(usize, f64)>> {
        let mut shifts: BTreeMap<usize, f64> = BTreeMap::new();
        let own = share.changes.iter().map(|change| (change, self.planting.shift));
        for (change, shift) in own.chain(share.away.iter().map(|change| (change, AWAY))) {
            let genes = members(*change, share.lost, self.sets)?;
            for place in genes.into_iter().filter_map(|gene| self.places.get(gene)) {
                shifts.entry(*place).or_insert(change.way.sign() * shift);
            }
        }
        Ok(shifts.into_iter().collect())
    }
}

/// Plants the alterations of a mechanism; the gene of which both copies were lost.
fn alter(
    plan: &Plan,
    dna: &mut Dna,
    alleles: &[Allele],
    purity: f64,
    random: &mut Generator,
) -> Option<&'static str> {
    let mut lost = None;
    for alteration in plan.alterations {
        match alteration {
            Alteration::Loss(genes) => {
                let gene = genes[random.below(genes.len())];
                dna.lose_both(gene, alleles, purity, random);
                lost = Some(gene);
            }
            Alteration::Activation { gene, change } => dna.activate(gene, *change, alleles, purity, random),
        }
    }
    if plan.hla_loss {
        dna.lose_hla(random);
    }
    lost
}

/// Genes that a change moves.
fn members<'s>(
    change: Change,
    lost: Option<&'static str>,
    sets: &'s [Signature],
) -> crate::Result<Vec<&'s str>> {
    match change.genes {
        Genes::Named(genes) => Ok(genes.to_vec()),
        Genes::Lost => Ok(lost.into_iter().collect()),
        Genes::Set(id) => {
            let set = sets.iter().find(|set| set.id == id);
            let set = set
                .ok_or_else(|| broken(format!("the catalogue has no set '{id}', which a mechanism needs")))?;
            Ok(set.up.iter().map(String::as_str).collect())
        }
    }
}

/// Every gene that planting may move, so that a matrix of fewer genes keeps them.
pub(crate) fn moved_genes<'s>(planting: &Planting, sets: &'s [Signature]) -> crate::Result<Vec<&'s str>> {
    let mut genes = Vec::new();
    for plan in planting.mechanisms.iter().map(|mechanism| mechanism.0) {
        for change in plan.rna {
            genes.extend(members(*change, None, sets)?);
        }
        for alteration in plan.alterations {
            if let Alteration::Loss(of) = alteration {
                genes.extend(of.iter());
            }
        }
    }
    Ok(genes)
}
