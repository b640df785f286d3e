//! How well a score ranks the positive class above the others.

use evade_core::RocPoint;

/// Scores in ascending order, each with its class and the place of its sample.
#[derive(Debug, Default)]
pub(super) struct Ranked {
    pub(super) score: Vec<f64>,
    pub(super) is_positive: Vec<bool>,
    /// Place of the sample among those compared, by which weights are found.
    pub(super) sample: Vec<usize>,
}

impl Ranked {
    /// Sorts scores; equal ones stay in the order of the samples.
    pub(super) fn new(scored: impl Iterator<Item = (usize, f64, bool)>) -> Self {
        let mut scored: Vec<(usize, f64, bool)> = scored.collect();
        scored.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        Self {
            score: scored.iter().map(|s| s.1 + 0.0).collect(),
            is_positive: scored.iter().map(|s| s.2).collect(),
            sample: scored.iter().map(|s| s.0).collect(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.score.len()
    }

    /// The weights of the samples in the order of their scores, as every measure of the score takes them.
    pub(super) fn weights(&self, of_samples: &[f64]) -> Vec<f64> {
        self.sample.iter().map(|&sample| of_samples[sample]).collect()
    }

    /// Ranges of equal scores, ascending.
    pub(super) fn ties(&self) -> impl DoubleEndedIterator<Item = &[f64]> {
        self.score.chunk_by(|a, b| a.total_cmp(b).is_eq())
    }

    /// Area under the ROC curve: the chance that a positive sample has a higher score than another, ties counted one half
    /// (Hanley 1982, doi 10.1148/radiology.143.1.7063747). None without samples of both kinds.
    pub(super) fn auc(&self, weights: &[f64]) -> Option<f64> {
        let (mut area, mut n_below, mut n_positive) = (0.0, 0.0, 0.0);
        let mut start = 0;
        for tie in self.ties() {
            let (mut positive, mut other) = (0.0, 0.0);
            let end = start + tie.len();
            for (&is_positive, weight) in self.is_positive[start..end].iter().zip(&weights[start..end]) {
                *(if is_positive { &mut positive } else { &mut other }) += weight;
            }
            start = end;
            area += positive * (n_below + other / 2.0);
            n_below += other;
            n_positive += positive;
        }
        (n_positive > 0.0 && n_below > 0.0).then(|| area / (n_positive * n_below))
    }

    /// The curve from nothing called positive to everything; none without samples of both kinds.
    pub(super) fn curve(&self) -> Vec<RocPoint> {
        let n_positive = self.is_positive.iter().filter(|p| **p).count();
        let n_other = self.len() - n_positive;
        if n_positive == 0 || n_other == 0 {
            return Vec::new();
        }
        let point = |threshold, positive: usize, other: usize| RocPoint {
            threshold,
            true_positive_rate: positive as f64 / n_positive as f64,
            false_positive_rate: other as f64 / n_other as f64,
        };
        let mut points = vec![point(None, 0, 0)];
        let (mut positive, mut other, mut end) = (0, 0, self.len());
        for tie in self.ties().rev() {
            let start = end - tie.len();
            let n = self.is_positive[start..end].iter().filter(|p| **p).count();
            positive += n;
            other += tie.len() - n;
            points.push(point(Some(tie[0]), positive, other));
            end = start;
        }
        points
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranked(scored: &[(f64, bool)]) -> Ranked {
        Ranked::new(scored.iter().enumerate().map(|(i, &(score, positive))| (i, score, positive)))
    }

    #[test]
    fn ties_count_one_half() {
        // pairs of a positive (3, 2, 2) and another (1, 2): 3>1 3>2 2>1 2=2 2>1 2=2: 1+1+1+.5+1+.5 of 6
        let ranked = ranked(&[(3.0, true), (2.0, true), (1.0, false), (2.0, false), (2.0, true)]);
        assert!((ranked.auc(&[1.0; 5]).unwrap() - 5.0 / 6.0).abs() < 1e-12);
        // the positive at 3 is drawn twice, one at 2 not at all: pairs 4 of 4 and .5 + 1 of 2
        let weights = [2.0, 1.0, 1.0, 1.0, 0.0];
        assert!((ranked.auc(&ranked.weights(&weights)).unwrap() - 5.5 / 6.0).abs() < 1e-12);
    }

    #[test]
    fn the_area_is_that_below_the_curve() {
        let ranked =
            ranked(&[(0.9, true), (0.8, false), (0.7, true), (0.7, false), (0.6, true), (0.1, false)]);
        let points = ranked.curve();
        assert_eq!(points[0].threshold, None);
        assert_eq!(points.len(), 6);
        let area: f64 = points
            .windows(2)
            .map(|w| {
                (w[1].false_positive_rate - w[0].false_positive_rate)
                    * f64::midpoint(w[0].true_positive_rate, w[1].true_positive_rate)
            })
            .sum();
        assert!((area - ranked.auc(&[1.0; 6]).unwrap()).abs() < 1e-12);
        let last = points.last().unwrap();
        assert_eq!((last.true_positive_rate, last.false_positive_rate), (1.0, 1.0));
    }

    #[test]
    fn one_class_has_neither_area_nor_curve() {
        let ranked = ranked(&[(1.0, true), (2.0, true)]);
        assert_eq!(ranked.auc(&[1.0; 2]), None);
        assert!(ranked.curve().is_empty());
        assert_eq!(Ranked::default().auc(&[]), None);
    }
}
