//! Reads of somatic variants in a sample, and what a caller makes of them.

use super::clone::{Mutation, SomaticPair};
use crate::random::Generator;
use crate::segments::{Event, copies_at};
use crate::variants::{Allele, CALLED_FROM, Decoy, Dna, Planted, decoy, in_order, pick, with_reads};

/// Errors of sequencing per read at a place without the variant.
const ERROR: f64 = 0.0005;
/// How often a sample has a call that its caller did not pass, in a gene without any variant.
const ARTEFACT: f64 = 0.3;

/// How a sample was sequenced.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Sequencing {
    /// Share of tumour cells.
    pub(super) purity: f64,
    /// Mean reads at a place.
    pub(super) depth: u32,
}

/// Share of the reads that have a variant of this share of the tumour cells.
///
/// `purity * cells * mutated / (purity * copies + 2 * (1 - purity))`: where the other copy is lost, every copy that is left has the
/// variant; otherwise one copy.
pub(super) fn expected_vaf(mutation: &Mutation, sample: usize, purity: f64, events: &[Event]) -> f64 {
    let allele = &mutation.allele;
    let (major, minor) = copies_at(&allele.chrom, allele.pos, events).unwrap_or((1, 1));
    let cells = mutation.cells[sample];
    let mutated = if minor == 0 && cells >= 1.0 { f64::from(major) } else { 1.0 };
    purity * cells * mutated / (purity * f64::from(major + minor) + 2.0 * (1.0 - purity))
}

/// What the files of both samples list. With `is_forced` a sample has a record at each place that was called in the other.
pub(super) fn read_both(
    pair: &SomaticPair,
    sequencing: [Sequencing; 2],
    is_forced: bool,
    alleles: &[Allele],
    random: &mut Generator,
) -> [Dna; 2] {
    let mut read = |mutation: &Mutation, sample: usize| {
        let Sequencing { purity, depth } = sequencing[sample];
        let vaf = expected_vaf(mutation, sample, purity, &pair.events[sample]).max(ERROR);
        let depth = (random.poisson(f64::from(depth)) as u32).max(1);
        let alt_reads = random.binomial(depth, vaf);
        with_reads(&mutation.allele, depth, alt_reads, random)
    };
    let reads: Vec<[Planted; 2]> = pair.mutations.iter().map(|m| [read(m, 0), read(m, 1)]).collect();
    let is_called = |variant: &Planted| variant.alt_reads >= CALLED_FROM;
    std::array::from_fn(|sample| {
        let listed = reads
            .iter()
            .filter(|both| is_called(&both[sample]) || (is_forced && is_called(&both[1 - sample])));
        let mut variants: Vec<Planted> = listed.map(|both| both[sample].clone()).collect();
        variants.extend(artefact(pair, alleles, random));
        in_order(&mut variants);
        Dna { variants, events: pair.events[sample].clone() }
    })
}

fn artefact(pair: &SomaticPair, alleles: &[Allele], random: &mut Generator) -> Option<Planted> {
    let is_wanted = random.happens(ARTEFACT);
    let is_free = |a: &Allele| pair.mutations.iter().all(|m| m.allele.gene != a.gene);
    let found = pick(alleles, random, |a| a.status == "altered" && is_free(a)).filter(|_| is_wanted);
    found.map(|allele| decoy(allele, Decoy::Filter, random))
}

#[cfg(test)]
mod tests {
    use evade_genome::Build;

    use super::*;
    use crate::variants::alleles;

    fn b2m() -> Allele {
        alleles(Build::Grch38).unwrap().into_iter().find(|a| a.gene == "B2M").unwrap()
    }

    #[test]
    fn the_fraction_follows_purity_cells_and_copies() {
        let mutation = Mutation { allele: b2m(), cells: [1.0, 0.5] };
        let lost =
            |copies| vec![Event { chrom: "15", start: 40_000_000, end: 50_000_000, copies: Some(copies) }];
        let close = |sample, purity, events: &[Event], expected: f64| {
            let vaf = expected_vaf(&mutation, sample, purity, events);
            assert!((vaf - expected).abs() < 1e-12, "{vaf} {expected}");
        };
        close(0, 0.6, &[], 0.3);
        close(1, 0.6, &[], 0.15);
        // One copy left: 0.6 / (0.6 + 0.8); two copies left, both with it: 1.2 / 2.
        close(0, 0.6, &lost((1, 0)), 0.6 / 1.4);
        close(0, 0.6, &lost((2, 0)), 0.6);
    }

    #[test]
    fn a_forced_call_is_a_record_without_the_variant() {
        let pair = SomaticPair {
            mutations: vec![Mutation { allele: b2m(), cells: [0.0, 1.0] }],
            ..SomaticPair::default()
        };
        let sequencing = [Sequencing { purity: 0.5, depth: 200 }; 2];
        let read =
            |is_forced| read_both(&pair, sequencing, is_forced, &[], &mut Generator::new(1, "reads", 0));
        let [before, after] = read(false);
        assert_eq!((before.variants.len(), after.variants.len()), (0, 1));
        let [before, after] = read(true);
        assert!(before.variants[0].alt_reads < CALLED_FROM && before.variants[0].depth > 100);
        let vaf = f64::from(after.variants[0].alt_reads) / f64::from(after.variants[0].depth);
        assert!((vaf - 0.25).abs() < 0.12, "{vaf}");
    }
}
