//! singscore (Foroutan 2018, doi 10.1186/s12859-018-2435-4), known direction, centred.
//!
//! With p genes ranked ascending from 1 and k members of mean rank m, the score is
//! (m - lo) / (hi - lo) - 0.5 with lo = (k + 1) / 2 and hi = (2 p - k + 1) / 2, so hi - lo = p - k.
//! It runs from -0.5 (members wholly at the bottom) to 0.5. Down members are scored from the other end and added:
//! a set with both runs from -1 to 1. Down members alone run from -0.5 to 0.5.

use evade_core::BoundSet;

use crate::{RankedSample, Ties};

/// Score of up members with mean rank `mean_rank` (ranks from 1).
#[inline]
#[must_use]
pub fn from_mean_rank(mean_rank: f64, k: usize, p: usize) -> f64 {
    let lowest = f64::midpoint(k as f64, 1.0);
    (mean_rank - lowest) / (p - k) as f64 - 0.5
}

/// Score of a set in a ranked sample. Each side must have fewer members than there are genes; a side without
/// members adds nothing.
#[inline]
#[must_use]
pub fn score(ranked: RankedSample<'_>, set: BoundSet<'_>, ties: Ties) -> f64 {
    score_with(set, ranked.n_genes(), |members| {
        // Twice the rank is a whole number, so this sum is exact in any order.
        let twice: u64 = match ties {
            Ties::Average => {
                members.iter().map(|&g| u64::from(ranked.standing(g).twice_average_rank())).sum()
            }
            Ties::Min => members.iter().map(|&g| 2 * u64::from(ranked.standing(g).min_rank())).sum(),
        };
        twice as f64 / 2.0
    })
}

/// Score of a set from ranks (from 1, possibly fractional) of all `p` genes of a universe.
#[must_use]
pub fn score_ranks(ranks: &[f64], set: BoundSet<'_>) -> f64 {
    score_with(set, ranks.len(), |members| members.iter().map(|&g| ranks[g as usize]).sum())
}

#[inline]
fn score_with(set: BoundSet<'_>, p: usize, rank_sum: impl Fn(&[u32]) -> f64) -> f64 {
    let side = |members: &[u32]| from_mean_rank(rank_sum(members) / members.len() as f64, members.len(), p);
    match (set.up.is_empty(), set.down.is_empty()) {
        (false, true) => side(set.up),
        (true, false) => -side(set.down),
        (false, false) => side(set.up) - side(set.down),
        (true, true) => f64::NAN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Ranker;

    fn score_of(values: &[f64], up: &[u32], down: &[u32], ties: Ties) -> f64 {
        let mut ranker = Ranker::new();
        let set = BoundSet { up, down, missing: &[], size: up.len() + down.len() };
        score(ranker.rank(values), set, ties)
    }

    #[test]
    fn a_set_at_the_top_scores_one_half_and_at_the_bottom_minus_one_half() {
        let values = [1.0, 2.0, 3.0, 4.0, 5.0];
        assert_eq!(score_of(&values, &[3, 4], &[], Ties::Average), 0.5);
        assert_eq!(score_of(&values, &[0, 1], &[], Ties::Average), -0.5);
        assert_eq!(score_of(&values, &[3, 4], &[0, 1], Ties::Average), 1.0);
        assert_eq!(score_of(&values, &[], &[0, 1], Ties::Average), 0.5);
    }

    #[test]
    fn ties_by_hand() {
        // values 0 0 0 7: average ranks 2 2 2 4, minimum ranks 1 1 1 4; set of the first and the last gene,
        // k = 2, p = 4, lo = 1.5: average (3 - 1.5) / 2 - 0.5, minimum (2.5 - 1.5) / 2 - 0.5
        let values = [0.0, 0.0, 0.0, 7.0];
        assert_eq!(score_of(&values, &[0, 3], &[], Ties::Average), 0.25);
        assert_eq!(score_of(&values, &[0, 3], &[], Ties::Min), 0.0);
    }

    #[test]
    fn ranks_of_a_universe_give_the_same_score() {
        let ranks = [2.0, 2.0, 2.0, 4.0];
        let set = BoundSet { up: &[0, 3], down: &[], missing: &[], size: 2 };
        assert_eq!(score_ranks(&ranks, set), 0.25);
    }
}
