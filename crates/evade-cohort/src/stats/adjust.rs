//! Adjustment of p values for many tests (Benjamini and Hochberg 1995, doi 10.1111/j.2517-6161.1995.tb02031.x).

/// p values adjusted to control the false discovery rate: the least, over all larger p values, of p * m / rank, at
/// most 1. Missing p values stay missing and do not count in m, as in R's `p.adjust(method = "BH")`.
#[must_use]
pub fn benjamini_hochberg(p: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut order: Vec<(usize, f64)> =
        p.iter().enumerate().filter_map(|(i, p)| p.filter(|p| !p.is_nan()).map(|p| (i, p))).collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let m = order.len();
    let mut adjusted = vec![None; p.len()];
    let mut least = 1.0f64;
    for (larger, (i, p)) in order.into_iter().enumerate() {
        least = least.min(p * (m as f64 / (m - larger) as f64));
        adjusted[i] = Some(least);
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::benjamini_hochberg;

    #[test]
    fn missing_values_do_not_count() {
        let adjusted = benjamini_hochberg(&[Some(0.04), None, Some(0.01), Some(0.03), Some(0.9)]);
        // 0.01 * 4; 0.03 * 4/2 = 0.06 > 0.04 * 4/3; 0.9.
        assert_eq!(
            adjusted,
            [Some(0.04 * (4.0 / 3.0)), None, Some(0.04), Some(0.04 * (4.0 / 3.0)), Some(0.9)]
        );
        assert!(benjamini_hochberg(&[]).is_empty());
    }
}
