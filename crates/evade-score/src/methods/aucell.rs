//! `AUCell` (Aibar 2017, doi 10.1038/nmeth.4463).
//!
//! Genes are ranked from the highest value down, ties in file order; T is the share `top` of the p genes, rounded up.
//! The recovery curve counts the members met at each rank; its area up to T is divided by that of as many members
//! standing at ranks 1, 2, 3 ... The area of steps is a sum over members: the one at rank r adds T - r, or nothing
//! from T on, so no member has to be sorted. With `zeros=drop` genes that are zero in every sample are no genes: p and
//! the members count without them, as in decoupler.

use std::fmt;

use evade_core::{BoundSet, Reason};

use crate::methods::{Kernel, Sample, SampleMethod, ScorableSets, Scoring, Scratch, up_less_down};
use crate::parameters::Parameters;
use crate::zeros::{TakingPart, Zeros};
use crate::{MethodError, RankedSample, RunContext};

/// Name on the command line.
pub(crate) const NAME: &str = "aucell";
/// Parameters, in words.
pub(crate) const PARAMETERS: &str = "top=SHARE, zeros=keep|drop";

/// `AUCell` with its parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct Aucell {
    /// Share of the genes, from the highest value down, in which members count.
    pub top: f64,
    /// What becomes of genes that no sample of the run expresses.
    pub zeros: Zeros,
}

impl Aucell {
    pub(crate) fn read(parameters: &mut Parameters<'_>) -> Result<Self, MethodError> {
        let share = |top| top > 0.0 && top <= 1.0;
        Ok(Self {
            top: parameters.number("top", 0.05, "a share above 0, at most 1", share)?,
            zeros: parameters.choice("zeros", Zeros::KEEP_FIRST)?,
        })
    }
}

impl Scoring for Aucell {
    fn kernel(&self, context: &RunContext) -> Kernel {
        Kernel::sample(Recovery::new(self.top, self.zeros.genes(context)))
    }

    fn needs_cohort(&self) -> bool {
        self.zeros == Zeros::Drop
    }
}

impl fmt::Display for Aucell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{NAME}(top={},zeros={})", self.top, self.zeros)
    }
}

struct Recovery {
    /// Members count above this rank; ranks count from 1 at the top.
    end: u64,
    genes: TakingPart,
}

impl Recovery {
    fn new(top: f64, genes: TakingPart) -> Self {
        Self { end: (top * genes.n as f64).ceil() as u64, genes }
    }

    #[inline]
    fn area(&self, ranked: RankedSample<'_>, members: &[u32]) -> f64 {
        let p = ranked.n_genes() as u64;
        let rank = |gene: u32| p + 1 - u64::from(ranked.standing(gene).genes_from_here_down());
        let area: u64 = members.iter().map(|&gene| self.end.saturating_sub(rank(gene))).sum();
        // The members that fit above the end, at the best ranks: (T - 1) + (T - 2) + ... + (T - n). None fit when T is
        // 1, and 0 / 0 says so.
        let n_members = members.iter().filter(|&&gene| self.genes.has(gene)).count() as u64;
        let n = n_members.min(self.end.saturating_sub(1));
        let largest = n * self.end - n * (n + 1) / 2;
        area as f64 / largest as f64
    }
}

impl SampleMethod for Recovery {
    fn uses_ranks(&self) -> bool {
        true
    }

    fn why_unscorable(&self, set: BoundSet<'_>, _n_genes: usize) -> Option<Reason> {
        if set.n_found() == 0 {
            return Some(Reason::NoGeneFound);
        }
        (5 * set.missing.len() >= 4 * set.size).then_some(Reason::MostlyMissing)
    }

    fn score(&self, sample: Sample<'_>, sets: ScorableSets<'_>, _scratch: &mut Scratch, cells: &mut [f64]) {
        sets.score_each(cells, |set| up_less_down(set, |members| self.area(sample.ranked, members)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Ranker;

    fn recovery(top: f64, n_genes: usize) -> Recovery {
        Recovery::new(top, Zeros::Keep.genes(&RunContext { n_genes, ..RunContext::default() }))
    }

    fn area_of(top: f64, values: &[f64], members: &[u32]) -> f64 {
        recovery(top, values.len()).area(Ranker::new().rank(values), members)
    }

    #[test]
    fn the_area_of_steps_by_hand() {
        // ten genes, ranks 1 to 10 in file order, T = 5. Members at ranks 2, 4 and 9: one from 2 to 4 and two from 4
        // to 5 make 1 * 2 + 2 * 1 = 4; at best ranks 1 2 3: 1 + 2 + 3 * 2 = 9
        let values: Vec<f64> = (0..10).rev().map(f64::from).collect();
        assert!((area_of(0.5, &values, &[1, 3, 8]) - 4.0 / 9.0).abs() < 1e-15);
        // the best members of all, more than fit
        assert_eq!(area_of(0.5, &values, &[0, 1, 2, 3, 4, 5, 6]), 1.0);
        // rank 5 is the end and adds nothing
        assert_eq!(area_of(0.5, &values, &[4, 5]), 0.0);
        // T = 1 has no rank above it
        assert!(area_of(0.1, &values, &[0]).is_nan());
    }

    #[test]
    fn of_tied_genes_the_first_stands_higher() {
        // T = 3 of 3 genes: A at rank 1 adds 2, B at rank 2 adds 1; one member at best adds 2
        assert_eq!(area_of(1.0, &[4.0, 4.0, 1.0], &[0]), 1.0);
        assert_eq!(area_of(1.0, &[4.0, 4.0, 1.0], &[1]), 0.5);
    }

    #[test]
    fn four_fifths_missing_are_too_many() {
        let missing: Vec<String> = ["V", "W", "X", "Y"].map(String::from).to_vec();
        let set = |up, missing, size| BoundSet { up, missing, size, ..BoundSet::default() };
        let why = |set| recovery(0.5, 10).why_unscorable(set, 10);
        assert_eq!(why(set(&[0], &missing, 5)), Some(Reason::MostlyMissing));
        assert_eq!(why(set(&[0, 1], &missing, 6)), None);
    }
}
