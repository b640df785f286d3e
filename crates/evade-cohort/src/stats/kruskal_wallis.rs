//! Kruskal-Wallis rank test of several groups (doi 10.1080/01621459.1952.10483441), as R's `kruskal.test`.

use evade_core::AssociationReason;

use super::ranks::rank;
use super::{all_finite, chi_squared_upper};

/// The result of a Kruskal-Wallis test.
#[derive(Debug, Clone, PartialEq)]
pub struct KruskalWallis {
    /// Values in all groups.
    pub n: usize,
    /// Groups with values.
    pub groups: usize,
    /// H with the correction for ties.
    pub h: f64,
    /// Degrees of freedom: groups minus 1.
    pub df: usize,
    /// p of the chi-squared distribution.
    pub p: f64,
    /// Epsilon squared, H / (n - 1): 0 without a difference in order, 1 if the groups order all values.
    pub epsilon_squared: f64,
}

/// Compares several groups; empty ones are left out. Errors: a value that is not finite, fewer than two groups with
/// values, all values equal.
pub fn kruskal_wallis(groups: &[&[f64]]) -> Result<KruskalWallis, AssociationReason> {
    let groups: Vec<&[f64]> = groups.iter().copied().filter(|group| !group.is_empty()).collect();
    let all = groups.concat();
    all_finite(&all)?;
    if all.is_empty() {
        return Err(AssociationReason::TooFew);
    }
    if groups.len() < 2 {
        return Err(AssociationReason::OneGroup);
    }
    let ranked = rank(&all);
    let n = all.len() as f64;
    let correction = 1.0 - ranked.tie_sum / (n * n * n - n);
    if correction <= 0.0 {
        return Err(AssociationReason::Constant);
    }
    let mut rest = ranked.ranks.as_slice();
    // The sum of n_i (mean rank - mean of all ranks)^2 is the textbook's difference of sums without its cancellation.
    let mut between = 0.0;
    for group in &groups {
        let (own, others) = rest.split_at(group.len());
        let size = own.len() as f64;
        let deviation = own.iter().sum::<f64>() / size - f64::midpoint(n, 1.0);
        between += size * deviation * deviation;
        rest = others;
    }
    let h = 12.0 * between / (n * (n + 1.0)) / correction;
    let df = groups.len() - 1;
    Ok(KruskalWallis {
        n: all.len(),
        groups: groups.len(),
        h,
        df,
        p: chi_squared_upper(h, df as f64),
        epsilon_squared: h / (n - 1.0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordered_groups() {
        // Rank sums 3, 7, 11 of 6: H = 12/42 (9/2 + 49/2 + 121/2) - 21 = 32/7.
        let test = kruskal_wallis(&[&[1.0, 2.0], &[3.0, 4.0], &[], &[5.0, 6.0]]).unwrap();
        assert!((test.h - 32.0 / 7.0).abs() < 1e-14 && test.df == 2 && test.groups == 3);
        assert!((test.p - (-16.0f64 / 7.0).exp()).abs() < 1e-15);
        // A tie of two: divided by 1 - 6/210.
        let tied = kruskal_wallis(&[&[1.0, 1.0], &[3.0, 4.0], &[5.0, 6.0]]).unwrap();
        assert!((tied.h - 32.0 / 7.0 / (1.0 - 6.0 / 210.0)).abs() < 1e-14);
    }

    #[test]
    fn what_cannot_be_compared_is_refused() {
        assert_eq!(kruskal_wallis(&[&[1.0, 2.0], &[]]), Err(AssociationReason::OneGroup));
        assert_eq!(kruskal_wallis(&[]), Err(AssociationReason::TooFew));
        assert_eq!(kruskal_wallis(&[&[1.0], &[1.0]]), Err(AssociationReason::Constant));
        assert_eq!(kruskal_wallis(&[&[f64::NAN], &[1.0]]), Err(AssociationReason::NotFinite));
    }
}
