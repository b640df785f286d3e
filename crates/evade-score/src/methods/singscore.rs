//! singscore (Foroutan 2018, doi 10.1186/s12859-018-2435-4), known direction, centred.
//!
//! With p genes ranked ascending from 1 and k members of mean rank m, the score is
//! (m - lo) / (hi - lo) - 0.5 with lo = (k + 1) / 2 and hi = (2 p - k + 1) / 2, so hi - lo = p - k.
//! It runs from -0.5 (members wholly at the bottom) to 0.5. Down members are scored from the other end and added:
//! a set with both runs from -1 to 1. Down members alone run from -0.5 to 0.5.

use std::fmt;

use evade_core::{BoundSet, Reason};

use crate::methods::{Sample, SampleMethod, ScorableSets, Scratch, no_member_or_no_other};
use crate::parameters::Parameters;
use crate::{MethodError, RankedSample, RunContext};

/// Name on the command line.
pub(crate) const NAME: &str = "singscore";
/// Parameters, in words.
pub(crate) const PARAMETERS: &str = "ties=average|min";

/// How equal values share ranks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ties {
    /// All get the mean of their ranks.
    Average,
    /// All get the lowest of their ranks (the R package's default).
    Min,
}

/// singscore with its parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct Singscore {
    /// Tie rule.
    pub ties: Ties,
    /// File of stable genes, if ranks are taken among these.
    pub stable: Option<String>,
}

impl Singscore {
    pub(crate) fn read(parameters: &mut Parameters<'_>) -> Result<Self, MethodError> {
        let ties = parameters.choice("ties", &[("average", Ties::Average), ("min", Ties::Min)])?;
        Ok(Self { ties, stable: None })
    }

    pub(crate) fn kernel(&self, _context: &RunContext) -> Box<dyn SampleMethod> {
        Box::new(KnownDirection { ties: self.ties })
    }
}

impl fmt::Display for Singscore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ties = match self.ties {
            Ties::Average => "average",
            Ties::Min => "min",
        };
        write!(f, "{NAME}(ties={ties})")
    }
}

struct KnownDirection {
    ties: Ties,
}

impl SampleMethod for KnownDirection {
    fn uses_ranks(&self) -> bool {
        true
    }

    fn why_unscorable(&self, set: BoundSet<'_>, n_genes: usize) -> Option<Reason> {
        no_member_or_no_other(set, n_genes)
    }

    fn score(&self, sample: Sample<'_>, sets: ScorableSets<'_>, _scratch: &mut Scratch, cells: &mut [f64]) {
        sets.score_each(cells, |set| score(sample.ranked, set, self.ties));
    }
}

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
        let set = BoundSet { up, down, weights: &[], missing: &[], size: up.len() + down.len() };
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
        let set = BoundSet { up: &[0, 3], down: &[], weights: &[], missing: &[], size: 2 };
        assert_eq!(score_ranks(&ranks, set), 0.25);
    }
}
