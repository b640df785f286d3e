//! Where a sample may stand in the reference, given that its own value has an error too.

use crate::reference::place_among;

/// Standard errors on either side of a 95 % interval.
const DEVIATES: f64 = 1.96;

/// 95 % interval of the percentile of `value` among ascending `quantiles` of `n` samples: the interval of its place and
/// its standard error are independent, so their half-widths are joined as the root of their squares, each side apart.
pub(crate) fn interval_with_error(quantiles: &[f64], n: u32, value: f64, se: f64) -> (f64, f64) {
    let place = |value| place_among(quantiles, n, value);
    let own = place(value);
    let joined = |by_size: f64, by_error: f64| (by_size - own.percentile).hypot(by_error - own.percentile);
    let edge = 100.0 / f64::from(n);
    let below = joined(own.low, place(value - DEVIATES * se).percentile);
    let above = joined(own.high, place(value + DEVIATES * se).percentile);
    let bounded = |percentile: f64| percentile.clamp(edge, 100.0 - edge);
    (bounded(own.percentile - below), bounded(own.percentile + above))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exact_value_has_the_interval_of_its_place_and_an_error_widens_it() {
        let quantiles: Vec<f64> = (0..=100).map(f64::from).collect();
        let own = place_among(&quantiles, 1000, 30.0);
        let (low, high) = interval_with_error(&quantiles, 1000, 30.0, 0.0);
        assert!((low - own.low).abs() < 1e-9 && (high - own.high).abs() < 1e-9);
        // 1.96 x 10 / 1.96: ten percentiles to each side, and the place's own.
        let (low, high) = interval_with_error(&quantiles, 1000, 30.0, 10.0 / DEVIATES);
        assert!((16.0..20.0).contains(&low) && (40.0..44.0).contains(&high), "{low} {high}");
        // The size of the reference bounds what can be said.
        let (low, high) = interval_with_error(&quantiles, 50, -3.0, 40.0);
        assert!((low - 2.0).abs() < 1e-9 && high > 70.0, "{low} {high}");
    }
}
