//! `UCell` (Andreatta 2021, doi 10.1016/j.csbj.2021.06.043).
//!
//! Genes are ranked from the highest value down, ties averaged, and no rank counts more than M, the smaller of
//! `max-rank` and p. The Mann-Whitney statistic of L members, scaled to run from 0 to 1, is
//!
//! U = 1 - (sum of min(rank, M) - L (L + 1) / 2) / (L M - L (L + 1) / 2)
//!
//! Members that the matrix lacks count M and are part of L (`missing=impute`), or are left out (`missing=skip`).
//! A set with down members scores max(0, U(up) - w-neg U(down)).

use std::fmt;

use evade_core::{BoundSet, Reason};

use crate::methods::{Kernel, Sample, SampleMethod, ScorableSets, Scoring, Scratch};
use crate::parameters::Parameters;
use crate::{MethodError, RankedSample, RunContext};

/// Name on the command line.
pub(crate) const NAME: &str = "ucell";
/// Parameters, in words.
pub(crate) const PARAMETERS: &str = "max-rank=NUMBER, missing=impute|skip, w-neg=NUMBER";

/// What becomes of members that the matrix lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// They count as if they stood at the maximum rank.
    Impute,
    /// They are left out.
    Skip,
}

/// `UCell` with its parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct Ucell {
    /// The largest rank that counts.
    pub max_rank: u32,
    /// Missing members.
    pub missing: Missing,
    /// Weight of the down members' score.
    pub down_weight: f64,
}

impl Ucell {
    pub(crate) fn read(parameters: &mut Parameters<'_>) -> Result<Self, MethodError> {
        let whole = |n: f64| (1.0..=f64::from(u32::MAX)).contains(&n) && n.fract() == 0.0;
        Ok(Self {
            max_rank: parameters.number("max-rank", 1500.0, "a whole number of 1 or more", whole)? as u32,
            missing: parameters.choice("missing", &[("impute", Missing::Impute), ("skip", Missing::Skip)])?,
            down_weight: parameters.number("w-neg", 1.0, "a number of 0 or more", |w| w >= 0.0)?,
        })
    }
}

impl Scoring for Ucell {
    fn kernel(&self, context: &RunContext) -> Kernel {
        Kernel::sample(RankSum {
            max_rank: u64::from(self.max_rank).min(context.n_genes as u64),
            ucell: self.clone(),
        })
    }
}

impl fmt::Display for Ucell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let missing = match self.missing {
            Missing::Impute => "impute",
            Missing::Skip => "skip",
        };
        write!(f, "{NAME}(max-rank={},missing={missing},w-neg={})", self.max_rank, self.down_weight)
    }
}

struct RankSum {
    /// At most the number of genes.
    max_rank: u64,
    ucell: Ucell,
}

impl RankSum {
    /// Up and down members with how many missing ones count on each side.
    fn sides<'a>(&self, set: BoundSet<'a>) -> [(&'a [u32], u64); 2] {
        let counted = |n: usize| match self.ucell.missing {
            Missing::Impute => n as u64,
            Missing::Skip => 0,
        };
        [(set.up, counted(set.n_missing_up)), (set.down, counted(set.n_missing_down()))]
    }

    /// U of one side; 0 of a side without members.
    #[inline]
    fn statistic(&self, ranked: RankedSample<'_>, (members, n_missing): (&[u32], u64)) -> f64 {
        let n = members.len() as u64 + n_missing;
        if n == 0 {
            return 0.0;
        }
        // Twice the ranks are whole numbers, so all sums are exact. Rank from the top = p + 1 - rank from the bottom.
        let (twice_max, twice_turn) = (2 * self.max_rank, 2 * (ranked.n_genes() as u64 + 1));
        let from_top = |gene: u32| twice_turn - u64::from(ranked.standing(gene).twice_average_rank());
        let twice_sum: u64 = members.iter().map(|&gene| from_top(gene).min(twice_max)).sum();
        let lowest = n * (n + 1);
        let range = n * twice_max - lowest;
        // The sum is never below the lowest one of distinct ranks, which tied ranks keep.
        1.0 - (twice_sum + n_missing * twice_max - lowest) as f64 / range as f64
    }

    #[inline]
    fn score_set(&self, ranked: RankedSample<'_>, set: BoundSet<'_>) -> f64 {
        let [up, down] = self.sides(set).map(|side| self.statistic(ranked, side));
        let score = up - self.ucell.down_weight * down;
        // Not f64::max, which would turn an undefined score into 0.
        if score < 0.0 { 0.0 } else { score }
    }
}

impl SampleMethod for RankSum {
    fn uses_ranks(&self) -> bool {
        true
    }

    fn why_unscorable(&self, set: BoundSet<'_>, _n_genes: usize) -> Option<Reason> {
        if set.n_found() == 0 {
            return Some(Reason::NoGeneFound);
        }
        let too_large =
            |(members, n_missing): (&[u32], u64)| members.len() as u64 + n_missing > self.max_rank;
        self.sides(set).into_iter().any(too_large).then_some(Reason::SetAboveMaxRank)
    }

    fn score(&self, sample: Sample<'_>, sets: ScorableSets<'_>, _scratch: &mut Scratch, cells: &mut [f64]) {
        sets.score_each(cells, |set| self.score_set(sample.ranked, set));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Ranker;

    const VALUES: [f64; 6] = [9.0, 7.0, 5.0, 0.0, 0.0, 0.0];

    fn kernel(max_rank: u64, missing: Missing, down_weight: f64) -> RankSum {
        RankSum { max_rank, ucell: Ucell { max_rank: 1500, missing, down_weight } }
    }

    fn score_of(kernel: &RankSum, set: BoundSet<'_>) -> f64 {
        kernel.score_set(Ranker::new().rank(&VALUES), set)
    }

    #[test]
    fn the_block_of_zeros_shares_its_average_rank() {
        // ranks from the top 1 2 3 5 5 5; set {B, D}, M = 6: sum 7, lowest 3, range 12 - 3 = 9, 1 - 4/9
        let set = BoundSet { up: &[1, 3], ..BoundSet::default() };
        assert!((score_of(&kernel(6, Missing::Impute, 1.0), set) - 5.0 / 9.0).abs() < 1e-15);
        // M = 4: ranks 2 and 4, range 8 - 3 = 5, 1 - 3/5
        assert!((score_of(&kernel(4, Missing::Impute, 1.0), set) - 0.4).abs() < 1e-15);
    }

    #[test]
    fn a_missing_member_counts_the_largest_rank_or_nothing() {
        // {A, absent}, M = 4: imputed ranks 1 and 4, L = 2, 1 - (5 - 3) / (8 - 3); skipped: A alone at the top
        let missing = ["X".to_owned()];
        let set = BoundSet { up: &[0], missing: &missing, n_missing_up: 1, size: 2, ..BoundSet::default() };
        assert!((score_of(&kernel(4, Missing::Impute, 1.0), set) - 0.6).abs() < 1e-15);
        assert_eq!(score_of(&kernel(4, Missing::Skip, 1.0), set), 1.0);
    }

    #[test]
    fn down_members_are_subtracted_and_the_score_ends_at_zero() {
        // M = 4, L = 1, range 4 - 1 = 3: A 1, B 1 - 1/3, C 1 - 2/3
        let set = |up, down| BoundSet { up, down, size: 2, ..BoundSet::default() };
        assert!((score_of(&kernel(4, Missing::Impute, 1.0), set(&[0], &[1])) - 1.0 / 3.0).abs() < 1e-15);
        assert!((score_of(&kernel(4, Missing::Impute, 0.5), set(&[0], &[1])) - 2.0 / 3.0).abs() < 1e-15);
        assert_eq!(score_of(&kernel(4, Missing::Impute, 1.0), set(&[2], &[0])), 0.0);
        assert_eq!(score_of(&kernel(4, Missing::Impute, 1.0), set(&[], &[0])), 0.0);
    }

    #[test]
    fn a_set_larger_than_the_largest_rank_is_refused() {
        let missing = ["X".to_owned()];
        let set =
            BoundSet { up: &[0, 1], missing: &missing, n_missing_up: 1, size: 3, ..BoundSet::default() };
        let why = |missing| kernel(2, missing, 1.0).why_unscorable(set, 6);
        assert_eq!(why(Missing::Impute), Some(Reason::SetAboveMaxRank));
        assert_eq!(why(Missing::Skip), None);
    }
}
