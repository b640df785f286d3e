//! ssGSEA (Barbie 2009, doi 10.1038/nature08460) with the conventions of the `GenePattern` module, v10.1.
//!
//! Genes are listed from the highest metric down, ties in file order. A member weighs |z|^weight, z being its metric
//! standardised over the sample's genes, so that both ends of the list weigh much. The score is the area under the
//! running walk drawn as straight lines: from each member's peak down to the valley before the next one.

use std::fmt;

use evade_core::{BoundSet, Reason};

use crate::methods::metric::{Measured, Metric, Norm};
use crate::methods::{
    Kernel, Sample, SampleMethod, ScorableSets, Scoring, Scratch, no_member_or_no_other, power, up_less_down,
};
use crate::parameters::Parameters;
use crate::{MethodError, RunContext};

/// Name on the command line.
pub(crate) const NAME: &str = "ssgsea-genepattern";
/// Parameters, in words.
pub(crate) const PARAMETERS: &str = "norm=rank|log_rank|log|none, weight=NUMBER";

/// ssGSEA as in the `GenePattern` module.
#[derive(Debug, Clone, PartialEq)]
pub struct SsgseaGenepattern {
    /// The metric.
    pub norm: Norm,
    /// Exponent of the weight.
    pub weight: f64,
}

impl SsgseaGenepattern {
    pub(crate) fn read(parameters: &mut Parameters<'_>) -> Result<Self, MethodError> {
        Ok(Self {
            norm: parameters.choice("norm", Norm::WORDS)?,
            weight: parameters.number("weight", 0.75, "a number of 0 or more", |w| w >= 0.0)?,
        })
    }
}

impl Scoring for SsgseaGenepattern {
    fn kernel(&self, context: &RunContext) -> Kernel {
        Kernel::sample(Area { metric: Metric::new(self.norm, context.n_genes), exponent: self.weight })
    }
}

impl fmt::Display for SsgseaGenepattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{NAME}(norm={},weight={})", self.norm, self.weight)
    }
}

struct Area {
    metric: Metric,
    exponent: f64,
}

impl SampleMethod for Area {
    fn uses_ranks(&self) -> bool {
        self.metric.keeps_order()
    }

    fn why_unscorable(&self, set: BoundSet<'_>, n_genes: usize) -> Option<Reason> {
        no_member_or_no_other(set, n_genes)
    }

    fn score(&self, sample: Sample<'_>, sets: ScorableSets<'_>, scratch: &mut Scratch, cells: &mut [f64]) {
        let measured = self.metric.measure(sample, &mut scratch.ranker, &mut scratch.values);
        if measured.ranked.is_constant() {
            return;
        }
        let (mean, sd) = measured.mean_and_sd(1);
        let weigh = |metric: f64| power(((metric - mean) / sd).abs(), self.exponent);
        let hits = &mut scratch.pairs;
        sets.score_each(cells, |set| up_less_down(set, |members| area(measured, members, weigh, hits)));
    }
}

/// Area under the walk; `hits` is a buffer.
fn area(measured: Measured<'_>, members: &[u32], weigh: impl Fn(f64) -> f64, hits: &mut Vec<u64>) -> f64 {
    let (p, k) = (measured.ranked.n_genes(), members.len());
    // Places from the top, from 0. The area is walked in their order; members come in file order.
    let place = |gene: u32| p as u32 - measured.ranked.standing(gene).genes_from_here_down();
    hits.clear();
    hits.extend(members.iter().map(|&gene| u64::from(place(gene)) << 32 | u64::from(gene)));
    hits.sort_unstable();
    let weight_of = |hit: u64| weigh(measured.of(hit as u32));
    let weight_sum: f64 = hits.iter().map(|&hit| weight_of(hit)).sum();

    let miss = 1.0 / (p - k) as f64;
    let (mut twice_area, mut peak, mut next_place) = (0.0, 0.0, 0);
    for &hit in &*hits {
        let place = (hit >> 32) as u32;
        let gap = f64::from(place - next_place);
        let valley = peak - gap * miss;
        twice_area += (peak + valley) * (gap + 1.0);
        peak = valley + weight_of(hit) / weight_sum;
        next_place = place + 1;
    }
    // After the last member the walk runs down to 0.
    twice_area += peak * (f64::from(p as u32 - next_place) + 1.0);
    twice_area / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Ranker;

    fn area_of(values: &[f64], up: &[u32]) -> f64 {
        let (mut shared, mut own, mut changed) = (Ranker::new(), Ranker::new(), Vec::new());
        let metric = Metric::new(Norm::None, values.len());
        let sample = Sample { values, ranked: shared.rank(values) };
        let measured = metric.measure(sample, &mut own, &mut changed);
        area(measured, up, f64::abs, &mut Vec::new())
    }

    #[test]
    fn the_trapezoids_by_hand() {
        // A B C D = 1 2 3 4, weights the values, list D C B A; set {C, A}: places 2 and 4, shares 3/4 and 1/4, a miss
        // takes 1/2. Before C: gap 1, from 0 to -1/2: 1/2 (-1/2) 2 = -1/2, then up to 1/4. Before A: gap 1, from 1/4
        // to -1/4: 0, then up to 0. After A: 0. Sum -1/2
        assert_eq!(area_of(&[1.0, 2.0, 3.0, 4.0], &[0, 2]), -0.5);
    }

    #[test]
    fn one_gene_at_the_top() {
        // gap 0, area 0, up to 1; then down to 0 over 4 misses: 1/2 * 1 * (4 + 1)
        assert_eq!(area_of(&[1.0, 2.0, 3.0, 4.0, 9.0], &[4]), 2.5);
        // at the bottom: gap 4 from 0 to -1: 1/2 * (-1) * 5, then up to 0
        assert_eq!(area_of(&[1.0, 2.0, 3.0, 4.0, 9.0], &[0]), -2.5);
    }

    #[test]
    fn ties_keep_the_order_of_the_file() {
        // A B C = 2 2 1, list A B C. Set {A}: place 1, then 1/2 * 1 * 3 = 3/2. Set {B}: gap 1 from 0 to -1/2:
        // -1/2, up to 1/2, then 1/2 * 1/2 * 2 = 1/2, sum 0
        assert_eq!(area_of(&[2.0, 2.0, 1.0], &[0]), 1.5);
        assert_eq!(area_of(&[2.0, 2.0, 1.0], &[1]), 0.0);
    }
}
