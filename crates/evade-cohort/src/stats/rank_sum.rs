//! Wilcoxon rank-sum test (Mann and Whitney 1947, doi 10.1214/aoms/1177730491), as R's `wilcox.test`.

use evade_core::AssociationReason;

use super::auc::{AucInterval, auc_interval};
use super::ranks::rank;
use super::{all_finite, normal_two_sided};

/// Groups of fewer values than this, without ties, have an exact p value.
const EXACT_BELOW: usize = 50;
/// More pairs than this are not sorted for the shift.
const MOST_PAIRS: usize = 4_000_000;

/// The result of a rank-sum test of a first group against a second.
#[derive(Debug, Clone, PartialEq)]
pub struct RankSum {
    /// Values in the first group.
    pub n1: usize,
    /// Values in the second group.
    pub n2: usize,
    /// Pairs in which the first group's value is the larger one; an equal pair counts one half.
    pub w: f64,
    /// Two-sided p value.
    pub p: f64,
    /// Whether p is exact, or that of the normal distribution with continuity and tie correction.
    pub exact: bool,
    /// W as a share of all pairs: the area under the ROC curve of the values for the first group.
    pub auc: AucInterval,
}

/// Compares two groups. Exact below 50 values in both groups and without ties. Errors: a value that is not finite, an
/// empty group, all values equal.
pub fn rank_sum(first: &[f64], second: &[f64]) -> Result<RankSum, AssociationReason> {
    all_finite(first)?;
    all_finite(second)?;
    let (n1, n2) = (first.len(), second.len());
    if n1 == 0 || n2 == 0 {
        return Err(AssociationReason::TooFew);
    }
    let all: Vec<f64> = first.iter().chain(second).copied().collect();
    let ranked = rank(&all);
    let (m, n) = (n1 as f64, n2 as f64);
    let total = m + n;
    let w = ranked.ranks[..n1].iter().sum::<f64>() - m * (m + 1.0) / 2.0;
    let variance = m * n / 12.0 * (total + 1.0 - ranked.tie_sum / (total * (total - 1.0)));
    if variance <= 0.0 {
        return Err(AssociationReason::Constant);
    }
    let exact = n1 < EXACT_BELOW && n2 < EXACT_BELOW && ranked.tie_sum <= 0.0;
    let p = if exact {
        let lower = w.min(m * n - w) as usize;
        (2.0 * tail_counts(n1, n2, lower).iter().sum::<f64>() / choose(n1 + n2, n1)).min(1.0)
    } else {
        normal_p(w - m * n / 2.0, variance)
    };
    Ok(RankSum { n1, n2, w, p, exact, auc: auc_interval(w / (m * n), n1, n2) })
}

/// Two-sided p of a deviation from its mean, half a step nearer to it for the steps of a discrete statistic.
pub(super) fn normal_p(deviation: f64, variance: f64) -> f64 {
    let corrected = if deviation.abs() > 0.0 { deviation.abs() - 0.5 } else { 0.0 };
    if corrected <= 0.0 { 1.0 } else { normal_two_sided(corrected / variance.sqrt()) }
}

/// How far the first group lies above the second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shift {
    /// Hodges and Lehmann's estimate (doi 10.1214/aoms/1177704172): the median of all differences between the groups.
    pub estimate: f64,
    /// Exact 95 % interval where the test is exact.
    pub interval: Option<(f64, f64)>,
}

/// The shift between two groups, in the unit of the values. Errors: those of [`rank_sum`], and `table_too_large` above
/// four million pairs.
pub fn shift(first: &[f64], second: &[f64]) -> Result<Shift, AssociationReason> {
    let test = rank_sum(first, second)?;
    let (n1, n2) = (first.len(), second.len());
    let pairs = n1.saturating_mul(n2);
    if pairs > MOST_PAIRS {
        return Err(AssociationReason::TableTooLarge);
    }
    let mut differences: Vec<f64> = first.iter().flat_map(|x| second.iter().map(move |y| x - y)).collect();
    differences.sort_by(f64::total_cmp);
    let interval = test.exact.then(|| {
        let counts = tail_counts(n1, n2, pairs / 2);
        let skipped = lower_quantile(&counts, choose(n1 + n2, n1));
        (differences[skipped - 1], differences[pairs - skipped])
    });
    Ok(Shift { estimate: median(&differences), interval })
}

/// The smallest statistic, at least 1, at which 2.5 % of the arrangements lie at or below it. `counts` holds the lower
/// half of the distribution.
pub(super) fn lower_quantile(counts: &[f64], total: f64) -> usize {
    let bar = 0.025 - 10.0 * f64::EPSILON;
    let mut sum = 0.0;
    let below = counts.iter().take_while(|count| {
        sum += **count;
        sum / total < bar
    });
    below.count().max(1)
}

/// Median of sorted values; NaN of none.
pub(super) fn median(sorted: &[f64]) -> f64 {
    let n = sorted.len();
    match (n, n % 2) {
        (0, _) => f64::NAN,
        (_, 1) => sorted[n / 2],
        _ => f64::midpoint(sorted[n / 2 - 1], sorted[n / 2]),
    }
}

/// For each W from 0 to `last`: how many choices of the first group's places give it.
fn tail_counts(n1: usize, n2: usize, last: usize) -> Vec<f64> {
    let chosen = n1.min(n2);
    let width = last + 1;
    // Row j: j places chosen among those seen; the j-th of them, at place i, has i - j places of the other group below.
    let mut counts = vec![0.0; (chosen + 1) * width];
    counts[0] = 1.0;
    for place in 1..=n1 + n2 {
        for j in (1..=chosen.min(place)).rev() {
            let below = place - j;
            let (fewer, row) = counts.split_at_mut(j * width);
            let fewer = &fewer[(j - 1) * width..];
            if below < width {
                for (count, add) in row[below..width].iter_mut().zip(fewer) {
                    *count += add;
                }
            }
        }
    }
    counts.split_off(chosen * width)
}

/// Binomial coefficient, rounded.
fn choose(n: usize, k: usize) -> f64 {
    (1..=k.min(n - k)).fold(1.0, |product, i| product * (n + 1 - i) as f64 / i as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_groups_are_exact() {
        // W = 0 of 3 x 4: one of 35 arrangements in each tail.
        let test = rank_sum(&[1.0, 2.0, 3.0], &[4.0, 5.0, 6.0, 7.0]).unwrap();
        assert_eq!((test.w, test.exact), (0.0, true));
        assert!((test.p - 2.0 / 35.0).abs() < 1e-16);
        // Arrangements of 2 x 3 by W: 1 1 2 2 2 1 1.
        assert_eq!(tail_counts(2, 3, 6), [1.0, 1.0, 2.0, 2.0, 2.0, 1.0, 1.0]);
        assert_eq!(tail_counts(3, 2, 3), [1.0, 1.0, 2.0, 2.0]);
        assert_eq!(choose(5, 2), 10.0);
    }

    #[test]
    fn ties_take_the_normal_distribution() {
        let test = rank_sum(&[1.0, 2.0], &[2.0, 3.0]).unwrap();
        // Pairs: 1<2, 1<3, 2=2, 2<3. Variance 4/12 (5 - 6/12) = 1.5; (1.5 - 0.5) / sqrt 1.5.
        assert_eq!((test.w, test.exact), (0.5, false));
        assert!((test.p - normal_two_sided(1.0 / 1.5f64.sqrt())).abs() < 1e-15);
        assert_eq!(rank_sum(&[1.0, 2.0], &[1.0, 2.0]).unwrap().p, 1.0);
    }

    #[test]
    fn the_shift_is_the_median_difference() {
        let shift = shift(&[5.0, 7.0], &[1.0, 2.0]).unwrap();
        assert_eq!(shift, Shift { estimate: 4.5, interval: Some((3.0, 6.0)) });
    }

    #[test]
    fn what_cannot_be_compared_is_refused() {
        assert_eq!(rank_sum(&[], &[1.0]), Err(AssociationReason::TooFew));
        assert_eq!(rank_sum(&[1.0, 1.0], &[1.0]), Err(AssociationReason::Constant));
        assert_eq!(rank_sum(&[f64::NAN], &[1.0]), Err(AssociationReason::NotFinite));
    }
}
