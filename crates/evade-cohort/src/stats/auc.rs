//! Interval of an area under the ROC curve: Newcombe's method 5 (Newcombe 2006, doi 10.1002/sim.2324).

use super::{Z_95, search};

/// P(a value of the first group is above one of the second) + half of P(they are equal), with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AucInterval {
    /// The area, 0 to 1; 0.5 where the groups do not differ in order.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// The 95 % interval of an area from `n1` and `n2` values. The ends are the areas whose own standard error (Hanley and
/// `McNeil`'s, with both group sizes in its pair terms replaced by their mean) places the observed one 1.96 errors away.
/// Unlike an interval around the observed area, it stays within 0 and 1 and has a width at 0 and 1 too.
#[must_use]
pub fn auc_interval(value: f64, n1: usize, n2: usize) -> AucInterval {
    let (m, n) = (n1 as f64, n2 as f64);
    let star = f64::midpoint(m, n) - 1.0;
    let error = |area: f64| {
        let pairs = 1.0 + star * ((1.0 - area) / (2.0 - area) + area / (1.0 + area));
        (area * (1.0 - area) * pairs / (m * n)).max(0.0).sqrt()
    };
    let low = search::falling(|area| value - area - Z_95 * error(area), 0.0, value);
    let high = search::falling(|area| Z_95 * error(area) - (area - value), value, 1.0);
    AucInterval {
        value,
        low: if value <= 0.0 { 0.0 } else { low },
        high: if value >= 1.0 { 1.0 } else { high },
    }
}

#[cfg(test)]
mod tests {
    use super::auc_interval;

    #[test]
    fn stays_within_bounds_and_is_symmetric() {
        let (perfect, none) = (auc_interval(1.0, 5, 8), auc_interval(0.0, 5, 8));
        assert_eq!((perfect.high, none.low), (1.0, 0.0));
        assert!((perfect.low - (1.0 - none.high)).abs() < 1e-12 && perfect.low > 0.5 && perfect.low < 0.9);
        let (above, below) = (auc_interval(0.7, 20, 30), auc_interval(0.3, 20, 30));
        assert!((above.low + below.high - 1.0).abs() < 1e-12 && (above.high + below.low - 1.0).abs() < 1e-12);
        assert!(above.low < 0.7 && above.high > 0.7);
    }
}
