//! Distributions a reference keeps.

use crate::stats::{quantile_sorted, round6};

/// Distributions keep at most this many order statistics.
const MAX_QUANTILES: usize = 101;

/// All of ascending values, or 101 quantiles of more than that.
pub(super) fn order_statistics(sorted: &[f64]) -> Vec<f64> {
    if sorted.len() <= MAX_QUANTILES {
        return sorted.iter().copied().map(round6).collect();
    }
    (0..MAX_QUANTILES)
        .map(|i| round6(quantile_sorted(sorted, i as f64 / (MAX_QUANTILES - 1) as f64)))
        .collect()
}
