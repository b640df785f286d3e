//! The robust statistics of the scale. Every function sorts a copy, so the order of its input does not matter.

/// Median absolute deviation to standard deviation, for a normal distribution.
const MAD_TO_SD: f64 = 1.4826;
/// No scale is smaller than this: a signature that hardly varies must not turn noise into large z values.
const SCALE_FLOOR: f64 = 0.02;
/// 97.5 % point of the normal distribution.
const Z_975: f64 = 1.959_963_984_540_054;

/// The values in ascending order.
pub(crate) fn sorted(values: impl IntoIterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    values
}

/// Median of ascending values; NaN of none.
pub(crate) fn median_sorted(sorted: &[f64]) -> f64 {
    let n = sorted.len();
    match n {
        0 => f64::NAN,
        _ if n % 2 == 1 => sorted[n / 2],
        _ => f64::midpoint(sorted[n / 2 - 1], sorted[n / 2]),
    }
}

/// Median.
pub(crate) fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    median_sorted(&sorted(values))
}

/// Median and max(1.4826 MAD, 0.02).
pub(crate) fn centre_and_scale(values: &[f64]) -> (f64, f64) {
    let centre = median(values.iter().copied());
    let mad = median(values.iter().map(|v| (v - centre).abs()));
    (centre, (MAD_TO_SD * mad).max(SCALE_FLOOR))
}

/// Quantile of ascending values by linear interpolation between order statistics (type 7).
pub(crate) fn quantile_sorted(sorted: &[f64], q: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let place = q * last as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(last);
    sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
}

/// Theil-Sen slope: the median of the slopes of all pairs with different x (Sen 1968, doi 10.2307/2285891);
/// 0 when all x are equal.
pub(crate) fn theil_sen_slope(x: &[f64], y: &[f64]) -> f64 {
    let mut slopes = Vec::with_capacity(x.len() * x.len().saturating_sub(1) / 2);
    for i in 0..x.len() {
        for j in i + 1..x.len() {
            let run = x[j] - x[i];
            if run != 0.0 {
                slopes.push((y[j] - y[i]) / run);
            }
        }
    }
    if slopes.is_empty() {
        return 0.0;
    }
    let n = slopes.len();
    let (lower_half, &mut upper, _) = slopes.select_nth_unstable_by(n / 2, f64::total_cmp);
    if n % 2 == 1 {
        return upper;
    }
    f64::midpoint(lower_half.iter().copied().fold(f64::NEG_INFINITY, f64::max), upper)
}

/// Pearson correlation; `None` when one side does not vary.
pub(crate) fn correlation(pairs: impl Iterator<Item = (f64, f64)> + Clone) -> Option<f64> {
    let (mut n, mut sum_x, mut sum_y) = (0.0, 0.0, 0.0);
    for (x, y) in pairs.clone() {
        n += 1.0;
        sum_x += x;
        sum_y += y;
    }
    let (mean_x, mean_y) = (sum_x / n, sum_y / n);
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for (x, y) in pairs {
        let (dx, dy) = (x - mean_x, y - mean_y);
        xx += dx * dx;
        yy += dy * dy;
        xy += dx * dy;
    }
    (xx > 0.0 && yy > 0.0).then(|| xy / (xx.sqrt() * yy.sqrt()))
}

/// 95 % Wilson interval of a share (Wilson 1927, doi 10.1080/01621459.1927.10502953).
pub(crate) fn wilson_interval(share: f64, n: f64) -> (f64, f64) {
    let z2 = Z_975 * Z_975;
    let middle = (share + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z_975 / (1.0 + z2 / n) * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt();
    ((middle - half).max(0.0), (middle + half).min(1.0))
}

/// Six decimals: more than any of these numbers can tell, and half the size of a reference file.
pub(crate) fn round6(value: f64) -> f64 {
    round_to(value, 1e6)
}

/// Rounded to the next 1 / `parts`.
pub(crate) fn round_to(value: f64, parts: f64) -> f64 {
    (value * parts).round() / parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn centre_and_scale_by_hand() {
        // median 3, deviations 2 1 0 1 97, their median 1
        assert_eq!(centre_and_scale(&[1.0, 2.0, 3.0, 4.0, 100.0]), (3.0, 1.4826));
        assert_eq!(centre_and_scale(&[0.1, 0.1, 0.1]), (0.1, 0.02));
        assert_eq!(median([4.0, 1.0, 3.0, 2.0]), 2.5);
    }

    #[test]
    fn quantiles_interpolate() {
        assert_eq!(quantile_sorted(&[1.0, 2.0, 4.0], 0.75), 3.0);
        assert_eq!(quantile_sorted(&[1.0, 2.0, 4.0], 1.0), 4.0);
    }

    #[test]
    fn the_slope_is_the_median_of_pair_slopes() {
        // pairs of (0,0) (1,2) (2,4) (3,0): slopes 2, 2, 0, 2, -1, -4; sorted -4 -1 0 2 2 2
        assert_eq!(theil_sen_slope(&[0.0, 1.0, 2.0, 3.0], &[0.0, 2.0, 4.0, 0.0]), 1.0);
        // slopes 1, 1, 1
        assert_eq!(theil_sen_slope(&[0.0, 1.0, 2.0], &[5.0, 6.0, 7.0]), 1.0);
        // pairs of (0,0) (1,1) (2,4): slopes 1, 2, 3
        assert_eq!(theil_sen_slope(&[0.0, 1.0, 2.0], &[0.0, 1.0, 4.0]), 2.0);
        assert_eq!(theil_sen_slope(&[1.0, 1.0], &[0.0, 5.0]), 0.0);
    }

    #[test]
    fn correlation_and_interval_by_hand() {
        let xy = [(1.0, 2.0), (2.0, 4.0), (3.0, 6.0)];
        assert!((correlation(xy.iter().copied()).unwrap() - 1.0).abs() < 1e-12);
        assert_eq!(correlation([(1.0, 1.0), (1.0, 2.0)].into_iter()), None);
        // the textbook value for 5 of 10
        let (low, high) = wilson_interval(0.5, 10.0);
        assert!((low - 0.2366).abs() < 1e-4 && (high - 0.7634).abs() < 1e-4);
    }
}
