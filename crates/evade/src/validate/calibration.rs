//! How close probabilities are to what was observed.

use evade_core::CalibrationBin;

use super::interval::wilson;
use super::roc::Ranked;

/// Bins of the curve and of the error.
pub(super) const N_BINS: usize = 5;

/// A probability of exactly 0 or 1 has no logit: it counts as this far from it.
const NEAREST: f64 = 1e-4;

/// The logit of each probability, within (0, 1).
pub(super) fn logits(ranked: &Ranked) -> Vec<f64> {
    let logit = |p: f64| {
        let p = p.clamp(NEAREST, 1.0 - NEAREST);
        libm::log(p / (1.0 - p))
    };
    ranked.score.iter().map(|&p| logit(p)).collect()
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-x))
}

/// Weight, sum of probabilities and weight of the positive class of each bin. Bins hold equal counts; equal probabilities
/// stay together.
fn binned(ranked: &Ranked, weights: &[f64]) -> [(f64, f64, f64); N_BINS] {
    let all: f64 = ranked.sample.iter().map(|&sample| weights[sample]).sum();
    let mut bins = [(0.0, 0.0, 0.0); N_BINS];
    let (mut before, mut start) = (0.0, 0);
    for tie in ranked.ties() {
        let places = start..start + tie.len();
        let weight: f64 = places.clone().map(|place| weights[ranked.sample[place]]).sum();
        let positive: f64 =
            places.filter(|&p| ranked.is_positive[p]).map(|p| weights[ranked.sample[p]]).sum();
        start += tie.len();
        if weight == 0.0 {
            continue;
        }
        let middle = (before + weight / 2.0) / all;
        let bin = &mut bins[((N_BINS as f64 * middle) as usize).min(N_BINS - 1)];
        before += weight;
        *bin = (bin.0 + weight, bin.1 + weight * tie[0], bin.2 + positive);
    }
    bins
}

/// Mean over the bins, each as heavy as its samples, of the distance between mean probability and observed share.
pub(super) fn error(ranked: &Ranked, weights: &[f64]) -> Option<f64> {
    let bins = binned(ranked, weights);
    let all: f64 = bins.iter().map(|bin| bin.0).sum();
    let distance: f64 = bins.iter().map(|(_, p, positive)| (p - positive).abs()).sum();
    (all > 0.0).then(|| distance / all)
}

/// The bins with samples. `n_patients` counts those of a set of samples: where several samples are of one patient, the
/// interval is as wide as that of so many patients.
pub(super) fn bins(ranked: &Ranked, n_samples: usize, n_patients: usize) -> Vec<CalibrationBin> {
    let weights = vec![1.0; n_samples];
    let independent = n_patients as f64 / n_samples.max(1) as f64;
    binned(ranked, &weights)
        .into_iter()
        .filter(|bin| bin.0 > 0.0)
        .map(|(n, p, positive)| CalibrationBin {
            n: n as usize,
            mean_p: p / n,
            observed: positive / n,
            interval: wilson(positive / n, n * independent),
        })
        .collect()
}

/// Newton's method ends when a step is smaller.
const SMALLEST_STEP: f64 = 1e-10;
const MAX_STEPS: usize = 100;
/// A step in logits is no longer, so that it never leaves the basin.
const LONGEST_STEP: f64 = 2.0;

/// Calibration in the large: `a` in logit P(y) = a + logit p.
pub(super) fn intercept(ranked: &Ranked, logits: &[f64], weights: &[f64]) -> Option<f64> {
    has_both(ranked, weights).then_some(())?;
    let mut a = 0.0_f64;
    for _ in 0..MAX_STEPS {
        let (mut gradient, mut curvature) = (0.0, 0.0);
        for (place, logit) in logits.iter().enumerate() {
            let weight = weights[ranked.sample[place]];
            let p = logistic(a + logit);
            gradient += weight * (f64::from(u8::from(ranked.is_positive[place])) - p);
            curvature += weight * p * (1.0 - p);
        }
        if curvature <= 0.0 {
            return None;
        }
        let step = (gradient / curvature).clamp(-LONGEST_STEP, LONGEST_STEP);
        a += step;
        if step.abs() < SMALLEST_STEP {
            return Some(a);
        }
    }
    None
}

/// Calibration slope: `b` in logit P(y) = a + b logit p. None when the classes are separated or the score is constant.
pub(super) fn slope(ranked: &Ranked, logits: &[f64], weights: &[f64]) -> Option<f64> {
    if !has_both(ranked, weights)
        || is_constant(ranked, logits, weights)
        || is_separated(ranked, logits, weights)
    {
        return None;
    }
    let (mut a, mut b) = (0.0_f64, 0.0_f64);
    let mut likelihood = log_likelihood(ranked, logits, weights, a, b);
    for _ in 0..MAX_STEPS {
        let (mut ga, mut gb, mut haa, mut hab, mut hbb) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (place, &x) in logits.iter().enumerate() {
            let weight = weights[ranked.sample[place]];
            let p = logistic(a + b * x);
            let residual = weight * (f64::from(u8::from(ranked.is_positive[place])) - p);
            let spread = weight * p * (1.0 - p);
            ga += residual;
            gb += residual * x;
            haa += spread;
            hab += spread * x;
            hbb += spread * x * x;
        }
        let determinant = haa * hbb - hab * hab;
        if determinant <= 0.0 {
            return None;
        }
        let (da, db) = ((hbb * ga - hab * gb) / determinant, (haa * gb - hab * ga) / determinant);
        // A step that makes the fit worse is halved until it does not.
        let mut part = 1.0;
        let mut next = log_likelihood(ranked, logits, weights, a + da, b + db);
        while next < likelihood && part > 1e-6 {
            part /= 2.0;
            next = log_likelihood(ranked, logits, weights, a + part * da, b + part * db);
        }
        (a, b, likelihood) = (a + part * da, b + part * db, next);
        if (part * da).abs().max((part * db).abs()) < SMALLEST_STEP {
            return Some(b);
        }
    }
    None
}

fn log_likelihood(ranked: &Ranked, logits: &[f64], weights: &[f64], a: f64, b: f64) -> f64 {
    let of = |place: usize, x: f64| {
        let linear = a + b * x;
        let signed = if ranked.is_positive[place] { linear } else { -linear };
        // log of the logistic function, without overflow
        let log = if signed > 0.0 {
            -libm::log1p(libm::exp(-signed))
        } else {
            signed - libm::log1p(libm::exp(signed))
        };
        weights[ranked.sample[place]] * log
    };
    logits.iter().enumerate().map(|(place, &x)| of(place, x)).sum()
}

fn has_both(ranked: &Ranked, weights: &[f64]) -> bool {
    let has = |positive: bool| {
        let mut of_kind = ranked.is_positive.iter().zip(&ranked.sample).filter(|(p, _)| **p == positive);
        of_kind.any(|(_, &sample)| weights[sample] > 0.0)
    };
    has(true) && has(false)
}

/// Smallest and largest logit of the samples of a kind that have weight.
fn range(ranked: &Ranked, logits: &[f64], weights: &[f64], is_of: impl Fn(bool) -> bool) -> (f64, f64) {
    logits
        .iter()
        .enumerate()
        .filter(|(place, _)| is_of(ranked.is_positive[*place]) && weights[ranked.sample[*place]] > 0.0)
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), (_, &x)| (low.min(x), high.max(x)))
}

/// Whether a threshold parts the classes, but for samples on it.
pub(super) fn is_separated(ranked: &Ranked, logits: &[f64], weights: &[f64]) -> bool {
    let positive = range(ranked, logits, weights, |p| p);
    let other = range(ranked, logits, weights, |p| !p);
    other.1 <= positive.0 || positive.1 <= other.0
}

/// Whether every sample has the same score.
pub(super) fn is_constant(ranked: &Ranked, logits: &[f64], weights: &[f64]) -> bool {
    let (low, high) = range(ranked, logits, weights, |_| true);
    low >= high
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `n` samples of probability `p`, of which `positive` are positive.
    fn groups(groups: &[(f64, usize, usize)]) -> Ranked {
        let rows = groups.iter().flat_map(|&(p, n, positive)| (0..n).map(move |i| (p, i < positive)));
        Ranked::new(rows.enumerate().map(|(i, (p, positive))| (i, p, positive)))
    }

    fn fit(ranked: &Ranked) -> (Option<f64>, Option<f64>) {
        let (logits, weights) = (logits(ranked), vec![1.0; ranked.len()]);
        (intercept(ranked, &logits, &weights), slope(ranked, &logits, &weights))
    }

    #[test]
    fn probabilities_that_are_true_have_intercept_0_and_slope_1() {
        let (a, b) = fit(&groups(&[(0.2, 10, 2), (0.8, 10, 8)]));
        assert!(a.unwrap().abs() < 1e-9 && (b.unwrap() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn two_groups_are_fitted_exactly() {
        // Two probabilities, two observed shares: logit 0.5 = 0, logit 0.9 = ln 9; observed 0.25 and 0.75, that is -ln 3 and
        // ln 3. The line through both: slope 2 ln 3 / ln 9 = 1.
        let (_, b) = fit(&groups(&[(0.5, 20, 5), (0.9, 20, 15)]));
        assert!((b.unwrap() - 1.0).abs() < 1e-9);
        // 0.1 and 0.9 are -ln 9 and ln 9; observed 0.25 and 0.75: half as steep, too extreme by two.
        let (a, b) = fit(&groups(&[(0.1, 20, 5), (0.9, 20, 15)]));
        assert!(a.unwrap().abs() < 1e-9 && (b.unwrap() - 0.5).abs() < 1e-9);
    }

    #[test]
    fn the_intercept_is_the_shift_in_logits() {
        // every p is 0.5, observed 0.75: the intercept is logit 0.75 = ln 3
        let (a, b) = fit(&groups(&[(0.5, 40, 30)]));
        assert!((a.unwrap() - 3.0_f64.ln()).abs() < 1e-9);
        assert_eq!(b, None);
    }

    #[test]
    fn separated_and_single_classes_have_no_fit() {
        assert_eq!(fit(&groups(&[(0.2, 10, 0), (0.8, 10, 10)])).1, None);
        // the two on the threshold do not help
        assert_eq!(fit(&groups(&[(0.2, 10, 0), (0.5, 2, 1), (0.8, 10, 10)])).1, None);
        assert_eq!(fit(&groups(&[(0.2, 10, 10), (0.8, 10, 10)])), (None, None));
        // probabilities of 0 and 1 are drawn in
        let (a, b) = fit(&groups(&[(0.0, 10, 1), (1.0, 10, 9)]));
        assert!(a.is_some() && b.unwrap() > 0.0 && b.unwrap() < 1.0);
    }

    #[test]
    fn the_error_is_the_mean_distance_of_five_bins() {
        // ten samples, two a bin: distances |0.1 - 0|, |0.3 - 0.5|, |0.5 - 0.5|, |0.7 - 1|, |0.9 - 1|
        let ranked = groups(&[(0.1, 2, 0), (0.3, 2, 1), (0.5, 2, 1), (0.7, 2, 2), (0.9, 2, 2)]);
        let error = error(&ranked, &[1.0; 10]).unwrap();
        assert!((error - (0.1 + 0.2 + 0.0 + 0.3 + 0.1) / 5.0).abs() < 1e-12);
        let bins = bins(&ranked, 10, 10);
        assert_eq!(bins.iter().map(|bin| bin.n).collect::<Vec<_>>(), [2; 5]);
        assert_eq!((bins[1].mean_p, bins[1].observed), (0.3, 0.5));
    }

    #[test]
    fn equal_probabilities_stay_in_one_bin_whatever_the_order() {
        let one = groups(&[(0.4, 30, 12), (0.6, 10, 6)]);
        let weights = vec![1.0; 40];
        assert!(error(&one, &weights).unwrap().abs() < 1e-12);
        assert_eq!(bins(&one, 40, 40).len(), 2);
        // distinct probabilities make bins of equal count
        let many = Ranked::new((0..23).map(|i| (i, i as f64 / 23.0, i % 2 == 0)));
        let n: Vec<usize> = bins(&many, 23, 23).iter().map(|bin| bin.n).collect();
        assert!(n.iter().all(|&n| n == 4 || n == 5) && n.len() == 5, "{n:?}");
    }
}
