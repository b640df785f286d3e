//! Finding where a monotone function crosses zero.

/// The x between `low` and `high` where a falling function crosses zero, to the last bits; an end if it does not.
/// A zero at an end does not count. Bisection: as many steps as a double has room for, and no derivative that could mislead.
pub(super) fn falling(f: impl Fn(f64) -> f64, mut low: f64, mut high: f64) -> f64 {
    if f(low) < 0.0 {
        return low;
    }
    if f(high) > 0.0 {
        return high;
    }
    for _ in 0..2_000 {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            break;
        }
        if f(middle) > 0.0 { low = middle } else { high = middle }
    }
    low + (high - low) / 2.0
}

#[cfg(test)]
mod tests {
    use super::falling;

    #[test]
    fn crosses_or_ends() {
        assert!((falling(|x| 2.0 - x * x, 0.0, 2.0) - std::f64::consts::SQRT_2).abs() < 1e-15);
        assert_eq!(falling(|_| 1.0, 0.0, 2.0), 2.0);
        assert_eq!(falling(|_| -1.0, 0.0, 2.0), 0.0);
    }
}
