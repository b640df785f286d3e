//! ssGSEA (Barbie 2009, doi 10.1038/nature08460) with the conventions of the Bioconductor package GSVA.
//!
//! Genes are ranked ascending, ties averaged and the average cut to a whole number R; the list runs from the
//! highest R down, ties in file order. With weights R^alpha and position pos from 1,
//!
//! ES = sum over members of w (p - pos + 1) / sum of w - (p (p + 1) / 2 - sum of (p - pos + 1)) / (p - k)
//!
//! which is the sum of the running walk over all p positions. No range normalisation: the score of a sample stands
//! on that sample alone. Down members are scored alike and subtracted.

use std::fmt;

use evade_core::{BoundSet, Reason};

use crate::methods::{
    Kernel, Normalisation, Sample, SampleMethod, ScorableSets, Scoring, Scratch, no_member_or_no_other,
    power, up_less_down,
};
use crate::parameters::Parameters;
use crate::{MethodError, RankedSample, RunContext};

/// Name on the command line.
pub(crate) const NAME: &str = "ssgsea";
/// Parameters, in words.
pub(crate) const PARAMETERS: &str = "alpha=NUMBER, normalize=none|range|size";

/// ssGSEA as in GSVA.
#[derive(Debug, Clone, PartialEq)]
pub struct Ssgsea {
    /// Exponent of the rank weight.
    pub alpha: f64,
    /// Scaling over the run.
    pub normalisation: Normalisation,
}

impl Ssgsea {
    pub(crate) fn read(parameters: &mut Parameters<'_>) -> Result<Self, MethodError> {
        Ok(Self {
            alpha: parameters.number("alpha", 0.25, "a number of 0 or more", |a| a >= 0.0)?,
            normalisation: parameters.choice("normalize", Normalisation::WORDS)?,
        })
    }
}

impl Scoring for Ssgsea {
    fn kernel(&self, context: &RunContext) -> Kernel {
        Kernel::sample(Weights::new(self.alpha, context.n_genes))
    }

    fn normalisation(&self) -> Normalisation {
        self.normalisation
    }
}

impl fmt::Display for Ssgsea {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{NAME}(alpha={},normalize={})", self.alpha, self.normalisation)
    }
}

/// Rank weights R^alpha for R = 0..=p, computed once for a run.
#[derive(Debug, Clone)]
pub struct Weights(Vec<f64>);

impl Weights {
    /// Weights for samples of `p` genes.
    #[must_use]
    pub fn new(alpha: f64, p: usize) -> Self {
        Self((0..=p).map(|rank| power(rank as f64, alpha)).collect())
    }
}

impl SampleMethod for Weights {
    fn uses_ranks(&self) -> bool {
        true
    }

    fn why_unscorable(&self, set: BoundSet<'_>, n_genes: usize) -> Option<Reason> {
        no_member_or_no_other(set, n_genes)
    }

    fn score(&self, sample: Sample<'_>, sets: ScorableSets<'_>, _scratch: &mut Scratch, cells: &mut [f64]) {
        sets.score_each(cells, |set| score(sample.ranked, set, self));
    }
}

/// Raw enrichment score of a set in a ranked sample. Each side must have fewer members than there are genes.
#[inline]
#[must_use]
pub fn score(ranked: RankedSample<'_>, set: BoundSet<'_>, weights: &Weights) -> f64 {
    up_less_down(set, |members| enrichment(ranked, members, weights))
}

#[inline]
fn enrichment(ranked: RankedSample<'_>, members: &[u32], weights: &Weights) -> f64 {
    let (p, k) = (ranked.n_genes(), members.len());
    let (mut weighted, mut weight_sum, mut depth_sum) = (0.0, 0.0, 0_u64);
    for &gene in members {
        let standing = ranked.standing(gene);
        let weight = weights.0[standing.twice_average_rank() as usize / 2];
        let depth = standing.genes_from_here_down();
        weighted += weight * f64::from(depth);
        weight_sum += weight;
        depth_sum += u64::from(depth);
    }
    let all_depths = (p * (p + 1) / 2) as u64;
    weighted / weight_sum - (all_depths - depth_sum) as f64 / (p - k) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Ranker;

    #[test]
    fn the_closed_form_is_the_sum_of_the_walk() {
        // genes from the top: D C B A with R = 4 3 2 1; set {C, A}, alpha = 1: F_in = 0, 3/4, 3/4, 1 and
        // F_out = 1/2, 1/2, 1, 1, so the walk sums to (0 + 0.75 + 0.75 + 1) - (0.5 + 0.5 + 1 + 1) = -0.5
        let mut ranker = Ranker::new();
        let ranked = ranker.rank(&[1.0, 2.0, 3.0, 4.0]);
        let set = BoundSet { up: &[0, 2], ..BoundSet::default() };
        assert!((score(ranked, set, &Weights::new(1.0, 4)) + 0.5).abs() < 1e-15);
    }

    #[test]
    fn one_gene_at_the_top_scores_half_the_number_of_genes() {
        let mut ranker = Ranker::new();
        let ranked = ranker.rank(&[1.0, 2.0, 3.0, 4.0, 9.0]);
        let top = BoundSet { up: &[4], ..BoundSet::default() };
        let bottom = BoundSet { up: &[0], ..BoundSet::default() };
        let weights = Weights::new(0.25, 5);
        assert!((score(ranked, top, &weights) - 2.5).abs() < 1e-15);
        assert!((score(ranked, bottom, &weights) + 2.5).abs() < 1e-15);
    }
}
