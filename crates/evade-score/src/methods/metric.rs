//! What ssGSEA measures a gene by before it weighs it: the value or the rank, as it is or as a logarithm. gseapy and
//! the `GenePattern` module share these.

use std::f64::consts::E;
use std::fmt;

use crate::methods::Sample;
use crate::{RankedSample, Ranker};

/// How a sample's values become the numbers that genes are ordered and weighed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Norm {
    /// 10,000 times the rank over the number of genes; ties averaged.
    Rank,
    /// ln(that + e).
    LogRank,
    /// ln(max(value, 1) + e).
    Log,
    /// The value.
    None,
}

impl Norm {
    /// As written; the first is the default.
    pub(crate) const WORDS: &[(&str, Self)] =
        &[("rank", Self::Rank), ("log_rank", Self::LogRank), ("log", Self::Log), ("none", Self::None)];
}

impl fmt::Display for Norm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rank => "rank",
            Self::LogRank => "log_rank",
            Self::Log => "log",
            Self::None => "none",
        })
    }
}

/// The norm of a run with what can be computed before the samples are seen.
#[derive(Debug)]
pub(crate) struct Metric {
    norm: Norm,
    /// By twice the average rank, from 0 on; empty when the norm is not one of ranks.
    by_twice_rank: Vec<f64>,
}

impl Metric {
    /// The metric for samples of `p` genes.
    pub(crate) fn new(norm: Norm, p: usize) -> Self {
        let of_rank: Option<fn(f64) -> f64> = match norm {
            Norm::Rank => Some(|metric| metric),
            Norm::LogRank => Some(|metric| libm::log(metric + E)),
            Norm::Log | Norm::None => None,
        };
        let by_twice_rank = of_rank.map_or_else(Vec::new, |of_rank| {
            (0..=2 * p).map(|twice| of_rank(10_000.0 * (twice as f64 / 2.0) / p as f64)).collect()
        });
        Self { norm, by_twice_rank }
    }

    /// Replaces each number by a function of it, if all of them are known before the samples are seen.
    pub(crate) fn map_ahead(&mut self, change: impl Fn(f64) -> f64) -> bool {
        for number in &mut self.by_twice_rank {
            *number = change(*number);
        }
        !self.by_twice_rank.is_empty()
    }

    /// Whether the order of the values is the order of the metric, ties included. The logarithm ties all values
    /// under 1, and may tie neighbours by rounding.
    pub(crate) fn keeps_order(&self) -> bool {
        self.norm != Norm::Log
    }

    /// Measures one sample.
    pub(crate) fn measure<'a>(
        &'a self,
        sample: Sample<'a>,
        ranker: &'a mut Ranker,
        changed: &'a mut Vec<f64>,
    ) -> Measured<'a> {
        match self.norm {
            Norm::Rank | Norm::LogRank => Measured {
                ranked: sample.ranked,
                numbers: Numbers::ByTwiceRank(&self.by_twice_rank, sample.ranked),
            },
            Norm::None => Measured { ranked: sample.ranked, numbers: Numbers::ByGene(sample.values) },
            Norm::Log => {
                changed.clear();
                changed.extend(sample.values.iter().map(|value| libm::log(value.max(1.0) + E)));
                Measured { ranked: ranker.rank(changed), numbers: Numbers::ByGene(changed) }
            }
        }
    }
}

/// One sample's metric, and the genes ranked by it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measured<'a> {
    pub(crate) ranked: RankedSample<'a>,
    numbers: Numbers<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Numbers<'a> {
    ByTwiceRank(&'a [f64], RankedSample<'a>),
    ByGene(&'a [f64]),
}

impl Measured<'_> {
    /// The metric of a gene.
    #[inline]
    pub(crate) fn of(self, gene: u32) -> f64 {
        match self.numbers {
            Numbers::ByTwiceRank(numbers, ranked) => {
                numbers[ranked.standing(gene).twice_average_rank() as usize]
            }
            Numbers::ByGene(numbers) => numbers[gene as usize],
        }
    }

    /// Mean and standard deviation over all genes, the sum of squares divided by their number less `lost`.
    pub(crate) fn mean_and_sd(self, lost: usize) -> (f64, f64) {
        let p = self.ranked.n_genes();
        let metrics = || (0..p as u32).map(|gene| self.of(gene));
        let mean = metrics().sum::<f64>() / p as f64;
        let squares: f64 = metrics().map(|metric| (metric - mean) * (metric - mean)).sum();
        (mean, (squares / (p - lost) as f64).sqrt())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_norm_by_hand() {
        // values 0 3 3 8: ranks 1, 2.5, 2.5, 4 of 4 genes, so 2500, 6250, 6250, 10000
        let values = [0.0, 3.0, 3.0, 8.0];
        let (mut shared, mut own, mut changed) = (Ranker::new(), Ranker::new(), Vec::new());
        let sample = Sample { values: &values, ranked: shared.rank(&values) };
        let mut metrics = |norm| {
            let metric = Metric::new(norm, 4);
            let measured = metric.measure(sample, &mut own, &mut changed);
            [0, 1, 3].map(|gene| measured.of(gene))
        };
        assert_eq!(metrics(Norm::Rank), [2500.0, 6250.0, 10_000.0]);
        assert_eq!(metrics(Norm::LogRank), [2500.0, 6250.0, 10_000.0].map(|m: f64| libm::log(m + E)));
        assert_eq!(metrics(Norm::Log), [1.0, 3.0, 8.0].map(|m: f64| libm::log(m + E)));
        assert_eq!(metrics(Norm::None), [0.0, 3.0, 8.0]);
    }

    #[test]
    fn the_logarithm_ties_what_is_under_one() {
        let values = [0.5, 0.2, 2.0];
        let (mut shared, mut own, mut changed) = (Ranker::new(), Ranker::new(), Vec::new());
        let sample = Sample { values: &values, ranked: shared.rank(&values) };
        let metric = Metric::new(Norm::Log, 3);
        let measured = metric.measure(sample, &mut own, &mut changed);
        assert_eq!(measured.ranked.standing(0).run_end, 2);
        assert_eq!(measured.ranked.standing(1).run_start, 0);
    }

    #[test]
    fn spread_with_and_without_the_lost_degree() {
        // 2, 4, 9: mean 5, squares 9 + 1 + 16 = 26
        let values = [2.0, 4.0, 9.0];
        let (mut shared, mut own, mut changed) = (Ranker::new(), Ranker::new(), Vec::new());
        let sample = Sample { values: &values, ranked: shared.rank(&values) };
        let metric = Metric::new(Norm::None, 3);
        let measured = metric.measure(sample, &mut own, &mut changed);
        assert_eq!(measured.mean_and_sd(1), (5.0, 13.0_f64.sqrt()));
        assert_eq!(measured.mean_and_sd(0), (5.0, (26.0_f64 / 3.0).sqrt()));
    }
}
