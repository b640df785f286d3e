//! Pearson correlation between the members' values and their weights.
//!
//! For profiles: sets whose file gives many genes a signed weight each. Only members that the matrix has take part.
//! A profile that was made on centred values needs a matrix that is centred alike.

use std::fmt;

use evade_core::{BoundSet, Reason};

use crate::RunContext;
use crate::methods::{Kernel, Sample, SampleMethod, ScorableSets, Scoring, Scratch};
use crate::sums;

/// Name on the command line.
pub(crate) const NAME: &str = "corr";
/// Parameters, in words.
pub(crate) const PARAMETERS: &str = "no parameters";

/// Correlation with the weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Corr;

impl Scoring for Corr {
    fn kernel(&self, _context: &RunContext) -> Kernel {
        Kernel::sample(Self)
    }
}

impl fmt::Display for Corr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{NAME}()")
    }
}

impl SampleMethod for Corr {
    fn uses_ranks(&self) -> bool {
        false
    }

    /// Two genes always correlate fully, and equal weights with nothing.
    fn why_unscorable(&self, set: BoundSet<'_>, _n_genes: usize) -> Option<Reason> {
        if set.n_found() < 3 {
            Some(Reason::TooFewGenes)
        } else if set.weights.windows(2).all(|pair| pair[0].total_cmp(&pair[1]).is_eq()) {
            Some(Reason::UndefinedScore)
        } else {
            None
        }
    }

    fn score(&self, sample: Sample<'_>, sets: ScorableSets<'_>, _scratch: &mut Scratch, cells: &mut [f64]) {
        sets.score_each(cells, |set| correlation(sample.values, set));
    }
}

fn correlation(values: &[f64], set: BoundSet<'_>) -> f64 {
    let n = set.n_found();
    let pairs = || set.weighted().map(|(gene, weight)| (values[gene as usize], weight));
    let (mut mean_x, mut mean_w) = (0.0, 0.0);
    for (x, w) in pairs() {
        mean_x += x;
        mean_w += w;
    }
    mean_x /= n as f64;
    mean_w /= n as f64;
    let (mut xx, mut ww, mut xw) = (0.0, 0.0, 0.0);
    for (x, w) in pairs() {
        let (x, w) = (x - mean_x, w - mean_w);
        xx += x * x;
        ww += w * w;
        xw += x * w;
    }
    if sums::varies(xx, n, mean_x) { (xw / (xx * ww).sqrt()).clamp(-1.0, 1.0) } else { f64::NAN }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[f64], weights: &[f64]) -> f64 {
        let set = BoundSet { up: &[0, 2, 3], weights, size: 3, ..BoundSet::default() };
        correlation(values, set)
    }

    #[test]
    fn correlations_by_hand() {
        // x = 1 2 3, w = 1 3 2: products (-1)(-1) + 0 + (1)(0) = 1, squares 2 and 2
        assert!((of(&[1.0, 99.0, 2.0, 3.0], &[1.0, 3.0, 2.0]) - 0.5).abs() < 1e-15);
        assert!((of(&[3.0, 99.0, 2.0, 1.0], &[1.0, 2.0, 3.0]) + 1.0).abs() < 1e-15);
        assert!(of(&[0.3, 99.0, 0.3, 0.3], &[1.0, 2.0, 3.0]).is_nan());
    }

    #[test]
    fn few_genes_and_equal_weights_have_no_correlation() {
        let why = |up: &[u32], weights: &[f64]| {
            Corr.why_unscorable(BoundSet { up, weights, size: up.len(), ..BoundSet::default() }, 9)
        };
        assert_eq!(why(&[0, 1], &[1.0, 2.0]), Some(Reason::TooFewGenes));
        assert_eq!(why(&[0, 1, 2], &[1.0, 1.0, 1.0]), Some(Reason::UndefinedScore));
        assert_eq!(why(&[0, 1, 2], &[1.0, 1.0, 2.0]), None);
    }
}
