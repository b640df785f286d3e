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
    let all: f64 = weights.iter().sum();
    let mut bins = [(0.0, 0.0, 0.0); N_BINS];
    let (mut before, mut start) = (0.0, 0);
    for tie in ranked.ties() {
        let places = start..start + tie.len();
        let weight: f64 = weights[places.clone()].iter().sum();
        let positive: f64 = places.filter(|&p| ranked.is_positive[p]).map(|p| weights[p]).sum();
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

/// The bins with samples. `patients` says of which patient each sample is: where several samples of a bin are of one, the
/// interval is as wide as that of so many patients.
pub(super) fn bins(ranked: &Ranked, patients: &[usize]) -> Vec<CalibrationBin> {
    let mut start = 0;
    binned(ranked, &vec![1.0; ranked.len()])
        .into_iter()
        .filter(|bin| bin.0 > 0.0)
        .map(|(n, p, positive)| {
            let places = start..start + n as usize;
            start = places.end;
            let n_patients = n_different(ranked.sample[places].iter().map(|&sample| patients[sample]));
            CalibrationBin {
                n: n as usize,
                mean_p: p / n,
                observed: positive / n,
                interval: wilson(positive / n, n_patients as f64),
            }
        })
        .collect()
}

/// How many of these patients are different ones.
pub(super) fn n_different(patients: impl Iterator<Item = usize>) -> usize {
    let mut patients: Vec<usize> = patients.collect();
    patients.sort_unstable();
    patients.dedup();
    patients.len()
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
            let weight = weights[place];
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
    line(ranked, logits, weights).map(|(_, b)| b)
}

/// `a` and `b` in logit P(y) = a + b logit p.
fn line(ranked: &Ranked, logits: &[f64], weights: &[f64]) -> Option<(f64, f64)> {
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
            let weight = weights[place];
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
            return Some((a, b));
        }
    }
    None
}

/// From this information on, the sum of p (1 - p), one step of Newton's method from the fit of all samples is that of a
/// draw: what is left is some hundredths of its standard error.
const MIN_FOR_ONE_STEP: f64 = 2_000.0;

/// The fit of all samples, with what a step from it to that of a draw needs.
#[derive(Debug)]
pub(super) struct Fit {
    a: f64,
    b: f64,
    /// Of each sample, in the order of the scores: label less fitted share, and p (1 - p).
    terms: Vec<(f64, f64)>,
}

impl Fit {
    /// The fit of the intercept; none where a step from it would not be enough. `independent` is the number of patients a
    /// sample.
    pub(super) fn of_intercept(ranked: &Ranked, logits: &[f64], independent: f64) -> Option<Self> {
        Self::is_possible(ranked, independent).then_some(())?;
        let a = intercept(ranked, logits, &vec![1.0; ranked.len()])?;
        Self::at(ranked, logits, (a, 1.0), independent)
    }

    /// That of the slope.
    pub(super) fn of_slope(ranked: &Ranked, logits: &[f64], independent: f64) -> Option<Self> {
        Self::is_possible(ranked, independent).then_some(())?;
        let line = line(ranked, logits, &vec![1.0; ranked.len()])?;
        Self::at(ranked, logits, line, independent)
    }

    /// No sample adds more than one quarter.
    fn is_possible(ranked: &Ranked, independent: f64) -> bool {
        ranked.len() as f64 * independent / 4.0 >= MIN_FOR_ONE_STEP
    }

    fn at(ranked: &Ranked, logits: &[f64], (a, b): (f64, f64), independent: f64) -> Option<Self> {
        let term = |(&x, &is_positive): (&f64, &bool)| {
            let p = logistic(a + b * x);
            (f64::from(u8::from(is_positive)) - p, p * (1.0 - p))
        };
        let terms: Vec<(f64, f64)> = logits.iter().zip(&ranked.is_positive).map(term).collect();
        let information: f64 = terms.iter().map(|term| term.1).sum();
        (information * independent >= MIN_FOR_ONE_STEP).then_some(Self { a, b, terms })
    }

    /// The intercept of a draw.
    pub(super) fn intercept(&self, weights: &[f64]) -> Option<f64> {
        let (mut gradient, mut curvature) = (0.0, 0.0);
        for (&(residual, spread), &weight) in self.terms.iter().zip(weights) {
            gradient += weight * residual;
            curvature += weight * spread;
        }
        (curvature > 0.0).then(|| self.a + gradient / curvature)
    }

    /// The slope of a draw.
    pub(super) fn slope(&self, logits: &[f64], weights: &[f64]) -> Option<f64> {
        let (mut ga, mut gb, mut haa, mut hab, mut hbb) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for ((&(residual, spread), &weight), &x) in self.terms.iter().zip(weights).zip(logits) {
            let (residual, spread) = (weight * residual, weight * spread);
            ga += residual;
            gb += residual * x;
            haa += spread;
            hab += spread * x;
            hbb += spread * x * x;
        }
        let determinant = haa * hbb - hab * hab;
        (determinant > 0.0).then(|| self.b + (haa * gb - hab * ga) / determinant)
    }
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
        weights[place] * log
    };
    logits.iter().enumerate().map(|(place, &x)| of(place, x)).sum()
}

fn has_both(ranked: &Ranked, weights: &[f64]) -> bool {
    let has = |positive: bool| {
        ranked.is_positive.iter().zip(weights).any(|(&p, &weight)| p == positive && weight > 0.0)
    };
    has(true) && has(false)
}

/// Smallest and largest logit of the samples of a kind that have weight.
fn range(ranked: &Ranked, logits: &[f64], weights: &[f64], is_of: impl Fn(bool) -> bool) -> (f64, f64) {
    logits
        .iter()
        .enumerate()
        .filter(|(place, _)| is_of(ranked.is_positive[*place]) && weights[*place] > 0.0)
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
        let patients: Vec<usize> = (0..10).collect();
        let bins = bins(&ranked, &patients);
        assert_eq!(bins.iter().map(|bin| bin.n).collect::<Vec<_>>(), [2; 5]);
        assert_eq!((bins[1].mean_p, bins[1].observed), (0.3, 0.5));
    }

    #[test]
    fn equal_probabilities_stay_in_one_bin_whatever_the_order() {
        let one = groups(&[(0.4, 30, 12), (0.6, 10, 6)]);
        let weights = vec![1.0; 40];
        assert!(error(&one, &weights).unwrap().abs() < 1e-12);
        let patients: Vec<usize> = (0..40).collect();
        assert_eq!(bins(&one, &patients).len(), 2);
        // distinct probabilities make bins of equal count
        let many = Ranked::new((0..23).map(|i| (i, i as f64 / 23.0, i % 2 == 0)));
        let n: Vec<usize> = bins(&many, &patients).iter().map(|bin| bin.n).collect();
        assert!(n.iter().all(|&n| n == 4 || n == 5) && n.len() == 5, "{n:?}");
    }

    #[test]
    fn the_interval_of_a_bin_counts_its_patients() {
        // the four samples of the upper bin are of two patients, those of the lower one of four
        let ranked = groups(&[(0.2, 4, 2), (0.8, 4, 2)]);
        let bins = bins(&ranked, &[0, 1, 2, 3, 4, 4, 5, 5]);
        assert_eq!(bins.len(), 2);
        assert_eq!((bins[0].n, bins[0].interval), (4, wilson(0.5, 4.0)));
        assert_eq!((bins[1].n, bins[1].interval), (4, wilson(0.5, 2.0)));
    }

    #[test]
    fn one_step_is_enough_where_samples_are_many_and_is_not_taken_where_they_are_few() {
        let mut random = evade_phenotype::random::Generator::named("one step");
        let mut share = || random.below(1_000) as f64 / 1_000.0;
        let many = Ranked::new((0..20_000).map(|i| {
            let p = share();
            (i, p, share() < 0.1 + 0.7 * p)
        }));
        let logits = logits(&many);
        let fits = (Fit::of_intercept(&many, &logits, 1.0), Fit::of_slope(&many, &logits, 1.0));
        let (of_intercept, of_slope) = (fits.0.unwrap(), fits.1.unwrap());
        for _ in 0..3 {
            let mut weights = vec![0.0; many.len()];
            for _ in 0..many.len() {
                weights[random.below(many.len())] += 1.0;
            }
            // standard errors are about 0.018 and 0.01
            let a = intercept(&many, &logits, &weights).unwrap();
            assert!((of_intercept.intercept(&weights).unwrap() - a).abs() < 1e-3, "{a}");
            let b = slope(&many, &logits, &weights).unwrap();
            assert!((of_slope.slope(&logits, &weights).unwrap() - b).abs() < 1e-3, "{b}");
        }
        // few patients, few samples, and few of a class
        assert!(Fit::of_slope(&many, &logits, 0.1).is_none());
        for few in [groups(&[(0.2, 100, 20), (0.8, 100, 80)]), groups(&[(0.1, 9_000, 5), (0.2, 9_000, 9)])] {
            let logits = super::logits(&few);
            assert!(Fit::of_intercept(&few, &logits, 1.0).is_none());
            assert!(Fit::of_slope(&few, &logits, 1.0).is_none());
        }
    }
}
