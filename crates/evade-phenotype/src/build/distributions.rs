//! Distributions a reference keeps.

use crate::stats::{quantile_sorted, round_to};

/// Distributions keep at most this many order statistics.
const MAX_QUANTILES: usize = 101;
/// Six decimals: more than any score can tell.
const SCORE_PARTS: f64 = 1e6;

/// All of ascending values, or 101 quantiles of more than that.
pub(super) fn order_statistics(sorted: &[f64]) -> Vec<f64> {
    rounded_order_statistics(sorted, SCORE_PARTS)
}

/// The same, rounded to the next 1 / `parts`.
pub(crate) fn rounded_order_statistics(sorted: &[f64], parts: f64) -> Vec<f64> {
    if sorted.len() <= MAX_QUANTILES {
        return sorted.iter().map(|&value| round_to(value, parts)).collect();
    }
    (0..MAX_QUANTILES)
        .map(|i| round_to(quantile_sorted(sorted, i as f64 / (MAX_QUANTILES - 1) as f64), parts))
        .collect()
}
