//! ssGSEA (Barbie 2009, doi 10.1038/nature08460) with the conventions of gseapy 1.3 (doi 10.1093/bioinformatics/btac757).
//!
//! The sum of the running walk as in [`super::ssgsea`], but tied ranks are not cut to whole numbers, of tied genes
//! the last one of the file comes first, and a gene weighs |m|^alpha where its metric m is by default 10,000 times
//! its rank over p. `output=nes` divides by the range of all scores of the run.

use std::fmt;

use evade_core::{BoundSet, Reason};

pub use crate::methods::metric::Norm;
use crate::methods::metric::{Measured, Metric};
use crate::methods::{
    Kernel, Normalisation, Sample, SampleMethod, ScorableSets, Scoring, Scratch, no_member_or_no_other,
    power, up_less_down,
};
use crate::parameters::Parameters;
use crate::{MethodError, RunContext};

/// Name on the command line.
pub(crate) const NAME: &str = "ssgsea-gseapy";
/// Parameters, in words.
pub(crate) const PARAMETERS: &str =
    "norm=rank|log_rank|log|none, correl=rank|zscore, alpha=NUMBER, output=es|nes";

/// What a gene's weight is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Correl {
    /// The metric.
    Rank,
    /// The metric less its mean over the sample's genes, divided by its standard deviation.
    ZScore,
}

/// ssGSEA as in gseapy.
#[derive(Debug, Clone, PartialEq)]
pub struct SsgseaGseapy {
    /// The metric.
    pub norm: Norm,
    /// What weighs.
    pub correl: Correl,
    /// Exponent of the weight.
    pub alpha: f64,
    /// Scaling over the run: none or the range.
    pub normalisation: Normalisation,
}

impl SsgseaGseapy {
    pub(crate) fn read(parameters: &mut Parameters<'_>) -> Result<Self, MethodError> {
        Ok(Self {
            norm: parameters.choice("norm", Norm::WORDS)?,
            correl: parameters.choice("correl", &[("rank", Correl::Rank), ("zscore", Correl::ZScore)])?,
            alpha: parameters.number("alpha", 0.25, "a number of 0 or more", |a| a >= 0.0)?,
            normalisation: parameters
                .choice("output", &[("es", Normalisation::None), ("nes", Normalisation::Range)])?,
        })
    }
}

impl Scoring for SsgseaGseapy {
    fn kernel(&self, context: &RunContext) -> Kernel {
        let mut metric = Metric::new(self.norm, context.n_genes);
        let weights_ahead =
            self.correl == Correl::Rank && metric.map_ahead(|metric| power(metric, self.alpha));
        Kernel::sample(Walk { metric, weights_ahead, correl: self.correl, alpha: self.alpha })
    }

    fn normalisation(&self) -> Normalisation {
        self.normalisation
    }
}

impl fmt::Display for SsgseaGseapy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let correl = match self.correl {
            Correl::Rank => "rank",
            Correl::ZScore => "zscore",
        };
        let output = if self.normalisation == Normalisation::Range { "nes" } else { "es" };
        write!(f, "{NAME}(norm={},correl={correl},alpha={},output={output})", self.norm, self.alpha)
    }
}

struct Walk {
    metric: Metric,
    /// The metric already holds weights.
    weights_ahead: bool,
    correl: Correl,
    alpha: f64,
}

impl SampleMethod for Walk {
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
        if self.weights_ahead {
            sets.score_each(cells, |set| score(measured, set, |weight| weight));
            return;
        }
        let (mean, sd) = match self.correl {
            Correl::Rank => (0.0, 1.0),
            Correl::ZScore => measured.mean_and_sd(0),
        };
        let weigh = |metric: f64| power(((metric - mean) / sd).abs(), self.alpha);
        sets.score_each(cells, |set| score(measured, set, weigh));
    }
}

#[inline]
fn score(measured: Measured<'_>, set: BoundSet<'_>, weigh: impl Fn(f64) -> f64) -> f64 {
    up_less_down(set, |members| enrichment(measured, members, &weigh))
}

#[inline]
fn enrichment(measured: Measured<'_>, members: &[u32], weigh: impl Fn(f64) -> f64) -> f64 {
    let (p, k) = (measured.ranked.n_genes(), members.len());
    let (mut weighted, mut weight_sum, mut depth_sum) = (0.0, 0.0, 0_u64);
    for &gene in members {
        let weight = weigh(measured.of(gene));
        // gseapy turns an ascending stable order around, so place + 1 genes stand at or below this one.
        let depth = measured.ranked.standing(gene).place + 1;
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

    fn score_of(values: &[f64], norm: Norm, up: &[u32]) -> f64 {
        let (mut shared, mut own, mut changed) = (Ranker::new(), Ranker::new(), Vec::new());
        let metric = Metric::new(norm, values.len());
        let sample = Sample { values, ranked: shared.rank(values) };
        let measured = metric.measure(sample, &mut own, &mut changed);
        score(measured, BoundSet { up, ..BoundSet::default() }, f64::abs)
    }

    #[test]
    fn of_tied_genes_the_last_comes_first() {
        // genes A B C D = 0 0 0 7, list from the top D C B A, ranks 2 2 2 4. Set {A}: F_in = 0 0 0 1 and
        // F_out = 1/3 2/3 1 1, so 1 - 3 = -2; set {C}: F_in = 0 1 1 1, F_out = 1/3 1/3 2/3 1, so 3 - 7/3 = 2/3
        let values = [0.0, 0.0, 0.0, 7.0];
        assert_eq!(score_of(&values, Norm::Rank, &[0]), -2.0);
        assert!((score_of(&values, Norm::Rank, &[2]) - 2.0 / 3.0).abs() < 1e-15);
    }

    #[test]
    fn tied_ranks_weigh_their_uncut_mean() {
        // A B C = 1 1 5, ranks 1.5 1.5 3 with exponent 1, list C B A; set {A, C}: weights 1.5 and 3 in share 1/3 and
        // 2/3. F_in = 2/3 2/3 1 and F_out = 0 1 1, so 7/3 - 2 = 1/3
        assert!((score_of(&[1.0, 1.0, 5.0], Norm::Rank, &[0, 2]) - 1.0 / 3.0).abs() < 1e-15);
    }

    #[test]
    fn values_weigh_themselves_when_nothing_is_normalised() {
        // A B C = 1 3 5, list C B A; set {A, B}: weights 1/4 and 3/4. F_in = 0 3/4 1 and F_out = 1 1 1: 7/4 - 3
        assert_eq!(score_of(&[1.0, 3.0, 5.0], Norm::None, &[0, 1]), -1.25);
    }
}
