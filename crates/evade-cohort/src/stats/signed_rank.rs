//! Wilcoxon signed-rank test of paired values (Wilcoxon 1945, doi 10.2307/3001968), as R's
//! `wilcox.test(paired = TRUE)`.

use evade_core::AssociationReason;

use super::all_finite;
use super::rank_sum::{lower_quantile, median, normal_p};
use super::ranks::rank;

/// Fewer differences than this, none of them 0 and without ties, have an exact p value.
const EXACT_BELOW: usize = 50;
/// Of more differences than this the pairwise averages are not sorted.
const MOST_FOR_MEDIAN: usize = 2_000;

/// The result of a signed-rank test.
#[derive(Debug, Clone, PartialEq)]
pub struct SignedRank {
    /// Pairs, those without a difference included.
    pub n: usize,
    /// Pairs without a difference; the test leaves them out.
    pub n_zero: usize,
    /// Sum of the ranks of the positive differences.
    pub v: f64,
    /// Two-sided p value.
    pub p: f64,
    /// Whether p is exact, or that of the normal distribution with continuity and tie correction.
    pub exact: bool,
    /// Median of the averages of all pairs of differences (Hodges and Lehmann's estimate), in the unit of the values;
    /// differences of 0 included. Absent above 2,000 pairs.
    pub estimate: Option<f64>,
    /// Exact 95 % interval of the estimate where the test is exact.
    pub interval: Option<(f64, f64)>,
}

/// Tests whether differences, second value minus first of each pair, lie around 0. Exact below 50 differences without
/// zeros and ties. Errors: a value that is not finite, no pair, no difference other than 0.
pub fn signed_rank(differences: &[f64]) -> Result<SignedRank, AssociationReason> {
    all_finite(differences)?;
    let n = differences.len();
    if n == 0 {
        return Err(AssociationReason::TooFew);
    }
    let nonzero: Vec<f64> = differences.iter().copied().filter(|d| d.abs() > 0.0).collect();
    if nonzero.is_empty() {
        return Err(AssociationReason::Constant);
    }
    let sizes: Vec<f64> = nonzero.iter().map(|d| d.abs()).collect();
    let ranked = rank(&sizes);
    let v: f64 = nonzero.iter().zip(&ranked.ranks).filter(|(d, _)| **d > 0.0).map(|(_, rank)| rank).sum();
    let (n_used, n_zero) = (nonzero.len(), n - nonzero.len());
    let m = n_used as f64;
    let most = m * (m + 1.0) / 2.0;
    let exact = n < EXACT_BELOW && n_zero == 0 && ranked.tie_sum <= 0.0;
    let p = if exact {
        let lower = v.min(most - v) as usize;
        (2.0 * tail_counts(n_used, lower).iter().sum::<f64>() / libm::exp2(m)).min(1.0)
    } else {
        normal_p(v - most / 2.0, m * (m + 1.0) * (2.0 * m + 1.0) / 24.0 - ranked.tie_sum / 48.0)
    };
    let averages = (n <= MOST_FOR_MEDIAN).then(|| walsh_averages(differences));
    let interval = averages.as_ref().filter(|_| exact).map(|averages| {
        let skipped = lower_quantile(&tail_counts(n_used, averages.len() / 2), libm::exp2(m));
        (averages[skipped - 1], averages[averages.len() - skipped])
    });
    Ok(SignedRank { n, n_zero, v, p, exact, estimate: averages.map(|averages| median(&averages)), interval })
}

/// The averages of all pairs of values, each with itself included, sorted.
fn walsh_averages(values: &[f64]) -> Vec<f64> {
    let mut averages: Vec<f64> = values
        .iter()
        .enumerate()
        .flat_map(|(i, a)| values[i..].iter().map(move |b| f64::midpoint(*a, *b)))
        .collect();
    averages.sort_by(f64::total_cmp);
    averages
}

/// For each V from 0 to `last`: how many of the 2^n sign patterns give it.
fn tail_counts(n: usize, last: usize) -> Vec<f64> {
    let mut counts = vec![0.0; last + 1];
    counts[0] = 1.0;
    for rank in 1..=n.min(last) {
        for v in (rank..=last).rev() {
            counts[v] += counts[v - rank];
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_pairs_are_exact() {
        // V = 1 of ranks 1 2 3 4: sums 0 and 1 are two of 16 patterns.
        let test = signed_rank(&[0.5, -1.0, -2.0, -4.0]).unwrap();
        assert_eq!((test.v, test.p, test.exact, test.n_zero), (1.0, 0.25, true, 0));
        // Averages: -4 -3 -2.5 -2 -1.75 -1.5 -1 -0.75 -0.25 0.5.
        assert_eq!((test.estimate, test.interval), (Some(-1.625), Some((-4.0, 0.5))));
        assert_eq!(tail_counts(3, 6), [1.0, 1.0, 1.0, 2.0, 1.0, 1.0, 1.0]);
    }

    #[test]
    fn zeros_are_left_out_and_ties_corrected() {
        let test = signed_rank(&[0.0, 1.0, 1.0, 2.0, -3.0]).unwrap();
        // Ranks 1.5 1.5 3 (4): V = 6 of mean 5; variance 4*5*9/24 - 6/48 = 7.375.
        assert_eq!((test.v, test.n_zero, test.exact), (6.0, 1, false));
        assert!((test.p - super::super::normal_two_sided(0.5 / 7.375f64.sqrt())).abs() < 1e-15);
        assert_eq!(signed_rank(&[0.0, -0.0]), Err(AssociationReason::Constant));
        assert_eq!(signed_rank(&[]), Err(AssociationReason::TooFew));
        assert_eq!(signed_rank(&[f64::INFINITY]), Err(AssociationReason::NotFinite));
    }
}
