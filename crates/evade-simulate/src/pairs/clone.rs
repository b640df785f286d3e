//! Somatic variants and copy number of both samples of a patient.

use std::collections::BTreeSet;

use evade_core::HlaStatus;
use evade_genome::Build;

use super::scenario::PairScenario;
use crate::random::Generator;
use crate::segments::{Event, copies_of, draw_events, hla_states, lose_hla, lose_other_copy, lose_region};
use crate::variants::{Allele, draw_alleles, passenger, pick};

/// Tumour suppressors that a clone may gain or lose an altering variant of.
const SUPPRESSORS: [&str; 6] = ["STK11", "KEAP1", "B2M", "JAK1", "JAK2", "PTEN"];
/// Genes of which independent tumours have the same variant.
const OF_HOTSPOTS: [&str; 3] = ["KRAS", "EGFR", "TP53"];
/// Regions with RB1 and with TP53 on both builds.
const RB1_REGION: (&str, u64, u64) = ("13", 40_000_000, 60_000_000);
const TP53_REGION: (&str, u64, u64) = ("17", 1, 15_000_000);
const SHARED_HOTSPOT: &str = "p.Gly12Cys";

/// How often, in a tumour that is sampled twice.
const EARLY_SUBCLONE: f64 = 0.3;
const NEW_SUPPRESSOR: f64 = 0.2;
const SECOND_HIT: f64 = 0.5;
const SECOND_HIT_ELSEWHERE: f64 = 0.2;
const HLA_GAINED: f64 = 0.3;
const EGFR_DRIVES: f64 = 0.7;
const TP53_FROM_THE_START: f64 = 0.5;
/// How often two primary tumours share a hotspot.
const HOTSPOT_SHARED: f64 = 0.2;
/// Variants in genes that are not judged: shared ones, and those of one sample.
const SHARED_PASSENGERS: (usize, usize) = (20, 100);
const OWN_PASSENGERS: usize = 20;

/// A somatic variant and the share of the tumour cells that have it, in the earlier and in the later sample.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mutation {
    pub(super) allele: Allele,
    pub(super) cells: [f64; 2],
}

/// Everything somatic of both samples.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct SomaticPair {
    pub(super) mutations: Vec<Mutation>,
    pub(super) events: [Vec<Event>; 2],
    /// Genes that lost their other copy between the samples.
    pub(super) second_hits: Vec<String>,
    /// Whether two tumours were given the same hotspot.
    pub(super) has_shared_hotspot: bool,
}

/// What may be planted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Alleles<'a> {
    pub(super) all: &'a [Allele],
    /// Those that only pairs hold.
    pub(super) of_pairs: &'a [Allele],
    pub(super) build: Build,
}

impl Alleles<'_> {
    fn altering(&self, gene: &str, random: &mut Generator) -> Option<Allele> {
        let table = if gene == "RB1" { self.of_pairs } else { self.all };
        pick(table, random, |a| a.gene == gene && a.status == "altered").cloned()
    }

    fn change(&self, gene: &str, hgvsp: &str) -> Option<Allele> {
        self.all.iter().find(|a| a.gene == gene && a.hgvsp == hgvsp).cloned()
    }

    /// Drivers and passengers that every cell of a tumour has.
    fn of_tumour(&self, random: &mut Generator) -> Vec<Allele> {
        let mut drawn: Vec<Allele> = draw_alleles(self.all, random).into_iter().cloned().collect();
        let n = SHARED_PASSENGERS.0 + random.below(SHARED_PASSENGERS.1);
        drawn.extend((0..n).map(|_| passenger(self.build, random)));
        drawn
    }
}

/// Draws both samples.
pub(super) fn draw(scenario: PairScenario, alleles: Alleles<'_>, random: &mut Generator) -> SomaticPair {
    let mut pair = if scenario.is_one_clone() {
        one_clone(scenario, alleles, random)
    } else {
        two_tumours(scenario, alleles, random)
    };
    let mut places = BTreeSet::new();
    // Two made variants may be at one place by chance: the first one stays.
    pair.mutations.retain(|m| places.insert((m.allele.chrom.clone(), m.allele.pos)));
    pair
}

fn events_of(variants: &[Allele], random: &mut Generator) -> Vec<Event> {
    let altered = variants.iter().filter(|a| a.status == "altered").map(|a| a.gene.as_str());
    draw_events(&altered.collect::<Vec<_>>(), random)
}

fn two_tumours(scenario: PairScenario, alleles: Alleles<'_>, random: &mut Generator) -> SomaticPair {
    let mut tumours = [alleles.of_tumour(random), alleles.of_tumour(random)];
    let has_shared_hotspot = scenario == PairScenario::SecondPrimary && random.happens(HOTSPOT_SHARED);
    let shared = alleles.change("KRAS", SHARED_HOTSPOT).filter(|_| has_shared_hotspot);
    if let Some(shared) = shared {
        for tumour in &mut tumours {
            tumour.retain(|a| !["KRAS", "EGFR"].contains(&a.gene.as_str()));
            tumour.push(shared.clone());
        }
    }
    let [first, mut second] = tumours;
    // Nothing but a hotspot is in both.
    second.retain(|a| OF_HOTSPOTS.contains(&a.gene.as_str()) || !first.contains(a));
    let events = [events_of(&first, random), events_of(&second, random)];
    let cells =
        |allele: &Allele| [&first, &second].map(|tumour| if tumour.contains(allele) { 1.0 } else { 0.0 });
    let only_second = second.iter().filter(|a| !first.contains(a));
    let mutations =
        first.iter().chain(only_second).map(|a| Mutation { allele: a.clone(), cells: cells(a) }).collect();
    SomaticPair { mutations, events, has_shared_hotspot, ..SomaticPair::default() }
}

fn one_clone(scenario: PairScenario, alleles: Alleles<'_>, random: &mut Generator) -> SomaticPair {
    let mut shared = alleles.of_tumour(random);
    let mut new: Vec<&str> = Vec::new();
    match scenario {
        PairScenario::B2mLoss => new.push("B2M"),
        PairScenario::Transformation => {
            shared.retain(|a| !OF_HOTSPOTS.contains(&a.gene.as_str()));
            let driver = if random.happens(EGFR_DRIVES) { "EGFR" } else { "KRAS" };
            shared.extend(alleles.altering(driver, random));
            new.push("RB1");
            if random.happens(TP53_FROM_THE_START) {
                shared.extend(alleles.altering("TP53", random));
            } else {
                new.push("TP53");
            }
        }
        _ => {}
    }
    shared.retain(|a| !new.contains(&a.gene.as_str()));
    let is_changed = scenario != PairScenario::NoChange;
    let mut free: Vec<&str> = SUPPRESSORS.to_vec();
    free.retain(|gene| !new.contains(gene) && shared.iter().all(|a| a.gene != *gene));
    let mut take = |wanted: bool, random: &mut Generator| {
        (wanted && !free.is_empty()).then(|| free.remove(random.below(free.len())))
    };
    let wanted = [EARLY_SUBCLONE, NEW_SUPPRESSOR].map(|chance| random.happens(chance));
    let subclonal = take(wanted[0], random);
    new.extend(take(wanted[1] && is_changed, random));

    let early = events_of(&shared, random);
    let mut pair = SomaticPair { events: [early.clone(), early], ..SomaticPair::default() };
    pair.mutations.extend(shared.into_iter().map(|allele| Mutation { allele, cells: [1.0, 1.0] }));
    if let Some(allele) = subclonal.and_then(|gene| alleles.altering(gene, random)) {
        pair.mutations.push(Mutation { allele, cells: subclone(random, is_changed) });
    }
    let gained = new.iter().filter_map(|gene| alleles.altering(gene, random));
    pair.mutations.extend(gained.map(|allele| Mutation { allele, cells: [0.0, 1.0] }).collect::<Vec<_>>());
    for cells in [[1.0, 0.0], [0.0, 1.0]] {
        let n = random.below(OWN_PASSENGERS);
        let own = (0..n).map(|_| {
            // Those of one sample are of a subclone there.
            let share = 0.1 + 0.9 * random.uniform();
            Mutation { allele: passenger(alleles.build, random), cells: cells.map(|c| c * share) }
        });
        pair.mutations.extend(own.collect::<Vec<_>>());
    }
    if is_changed {
        change_copies(scenario, &mut pair, random);
    }
    pair
}

/// Cells of a subclone in both samples: it is lost, takes over or stays; in a tumour that did not change it stays.
fn subclone(random: &mut Generator, is_changed: bool) -> [f64; 2] {
    let before = 0.15 + 0.45 * random.uniform();
    let after = match random.below(3) {
        0 if is_changed => 0.0,
        1 if is_changed => 1.0,
        _ => 0.15 + 0.45 * random.uniform(),
    };
    [before, after]
}

/// Copies that are lost between the samples.
fn change_copies(scenario: PairScenario, pair: &mut SomaticPair, random: &mut Generator) {
    let is_in_later =
        |m: &&Mutation| m.cells[1] >= 1.0 && m.allele.status == "altered" && m.allele.gene != "B2M";
    let candidates: Vec<String> = pair
        .mutations
        .iter()
        .filter(is_in_later)
        .filter(|m| SUPPRESSORS.contains(&m.allele.gene.as_str()))
        .filter(|m| m.cells[0] >= 1.0 && copies_of(&m.allele.gene, &pair.events[1]) == (1, 1))
        .map(|m| m.allele.gene.clone())
        .collect();
    let loses = [SECOND_HIT, SECOND_HIT_ELSEWHERE].map(|chance| random.happens(chance));
    let [_, later] = &mut pair.events;
    if scenario == PairScenario::B2mLoss && loses[0] {
        lose_other_copy("B2M", later, random);
    }
    if scenario == PairScenario::Transformation {
        lose_region(RB1_REGION.0, RB1_REGION.1, RB1_REGION.2, later);
        lose_region(TP53_REGION.0, TP53_REGION.1, TP53_REGION.2, later);
    }
    if let Some(gene) = candidates.first().filter(|_| loses[1]) {
        let neighbours = lose_other_copy(gene, later, random);
        pair.second_hits = candidates.iter().filter(|g| neighbours.contains(&g.as_str())).cloned().collect();
    }
    let has_hla_event = later.iter().any(|event| event.chrom == "6");
    if random.happens(HLA_GAINED) && !has_hla_event {
        lose_hla(later, random);
    }
}

impl SomaticPair {
    /// Genes with a variant that is judged, in the order of their names, of which this is so for one of their variants.
    fn genes(&self, fits: impl Fn(&Mutation) -> bool) -> Vec<&str> {
        let judged = self.mutations.iter().filter(|m| m.allele.status != "passenger");
        let genes: BTreeSet<&str> = judged.filter(|m| fits(m)).map(|m| m.allele.gene.as_str()).collect();
        genes.into_iter().collect()
    }

    /// Genes that the later sample alone has a variant of.
    pub(super) fn new_genes(&self) -> Vec<&str> {
        self.genes(|m| m.cells[0] <= 0.0)
    }

    /// Genes that the earlier sample alone has a variant of.
    pub(super) fn lost_genes(&self) -> Vec<&str> {
        self.genes(|m| m.cells[1] <= 0.0)
    }

    /// Genes with a variant that both samples have.
    pub(super) fn retained_genes(&self) -> Vec<&str> {
        self.genes(|m| m.cells.iter().all(|share| *share > 0.0))
    }

    /// Genes with a variant that only a part of the cells has in the earlier sample.
    pub(super) fn subclonal_genes(&self) -> Vec<&str> {
        self.genes(|m| m.cells[0] > 0.0 && m.cells[0] < 1.0)
    }

    /// States of HLA-A, -B and -C in both samples.
    pub(super) fn hla(&self) -> [[HlaStatus; 3]; 2] {
        [hla_states(&self.events[0]), hla_states(&self.events[1])]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::variants::{alleles, pair_alleles};

    fn draws(scenario: PairScenario) -> Vec<SomaticPair> {
        let (all, of_pairs) = (alleles(Build::Grch38).unwrap(), pair_alleles(Build::Grch38).unwrap());
        let alleles = Alleles { all: &all, of_pairs: &of_pairs, build: Build::Grch38 };
        (0..200).map(|i| draw(scenario, alleles, &mut Generator::new(1, "clone", i))).collect()
    }

    fn shared(pair: &SomaticPair) -> Vec<&Mutation> {
        pair.mutations.iter().filter(|m| m.cells.iter().all(|c| *c > 0.0)).collect()
    }

    #[test]
    fn an_unchanged_tumour_gains_and_loses_no_judged_gene() {
        for pair in draws(PairScenario::NoChange) {
            assert!(pair.new_genes().is_empty() && pair.lost_genes().is_empty());
            assert_eq!(pair.events[0], pair.events[1]);
            assert!(shared(&pair).len() >= 19);
        }
    }

    #[test]
    fn b2m_is_new_and_sometimes_loses_its_other_copy() {
        let all = draws(PairScenario::B2mLoss);
        assert!(all.iter().all(|pair| pair.new_genes().contains(&"B2M")));
        let both = |pair: &&SomaticPair| copies_of("B2M", &pair.events[1]).1 == 0;
        assert!((60..140).contains(&all.iter().filter(both).count()));
        assert!(all.iter().all(|pair| copies_of("B2M", &pair.events[0]) == (1, 1)));
        assert!(all.iter().any(|pair| pair.hla()[0] != pair.hla()[1]));
        assert!(all.iter().any(|pair| !pair.second_hits.is_empty()));
    }

    #[test]
    fn a_transformation_keeps_its_driver() {
        for pair in draws(PairScenario::Transformation) {
            assert!(pair.new_genes().contains(&"RB1"));
            let retained = pair.retained_genes();
            assert!(retained.contains(&"EGFR") != retained.contains(&"KRAS"));
            assert!(retained.contains(&"TP53") != pair.new_genes().contains(&"TP53"));
        }
    }

    #[test]
    fn two_tumours_share_hotspots_at_most() {
        for scenario in [PairScenario::Swap, PairScenario::SecondPrimary] {
            let all = draws(scenario);
            for pair in &all {
                assert!(shared(pair).iter().all(|m| OF_HOTSPOTS.contains(&m.allele.gene.as_str())));
                let has = |m: &&Mutation| m.allele.gene == "KRAS" && m.allele.hgvsp == SHARED_HOTSPOT;
                assert!(!pair.has_shared_hotspot || shared(pair).iter().any(has));
            }
            let n = all.iter().filter(|pair| pair.has_shared_hotspot).count();
            assert_eq!(n > 0, scenario == PairScenario::SecondPrimary);
        }
    }
}
