//! Sums over long runs of numbers, in several lanes so that they vectorise. The order of the additions is fixed: the
//! bytes of a result depend on nothing but the numbers.

const LANES: usize = 8;

fn add_up(lanes: [f64; LANES], rest: f64) -> f64 {
    let [a, b, c, d, e, f, g, h] = lanes;
    (((a + b) + (c + d)) + ((e + f) + (g + h))) + rest
}

#[inline]
fn sum_of(values: &[f64], term: impl Fn(f64) -> f64) -> f64 {
    let chunks = values.chunks_exact(LANES);
    let rest = chunks.remainder().iter().map(|&value| term(value)).sum();
    let mut lanes = [0.0; LANES];
    for chunk in chunks {
        for (lane, &value) in lanes.iter_mut().zip(chunk) {
            *lane += term(value);
        }
    }
    add_up(lanes, rest)
}

/// The sum.
pub(crate) fn sum(values: &[f64]) -> f64 {
    sum_of(values, |value| value)
}

/// The sum of the squared distances from `centre`.
pub(crate) fn squares_about(values: &[f64], centre: f64) -> f64 {
    sum_of(values, |value| (value - centre) * (value - centre))
}

/// The sum of products.
pub(crate) fn dot(one: &[f64], other: &[f64]) -> f64 {
    let (chunks, others) = (one.chunks_exact(LANES), other.chunks_exact(LANES));
    let rest = chunks.remainder().iter().zip(others.remainder()).map(|(a, b)| a * b).sum();
    let mut lanes = [0.0; LANES];
    for (chunk, other) in chunks.zip(others) {
        for ((lane, a), b) in lanes.iter_mut().zip(chunk).zip(other) {
            *lane += a * b;
        }
    }
    add_up(lanes, rest)
}

/// Squares about the mean this far below the mean's own square are rounding, not variance.
const ROUNDING: f64 = 1e-24;

/// Whether `squares` about `mean` of `n` numbers are more than the rounding of equal numbers.
pub(crate) fn varies(squares: f64, n: usize, mean: f64) -> bool {
    squares > ROUNDING * n as f64 * mean * mean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_by_hand() {
        // 1 + ... + 19 = 190; about 10 the squares are 2 (1 + 4 + ... + 81) = 570; 1 + 4 + ... + 361 = 2470
        let values: Vec<f64> = (1..20).map(f64::from).collect();
        assert_eq!(sum(&values), 190.0);
        assert_eq!(squares_about(&values, 10.0), 570.0);
        assert_eq!(dot(&values, &values), 2470.0);
        assert_eq!(sum(&[]), 0.0);
    }

    #[test]
    fn equal_numbers_do_not_vary() {
        let values = vec![0.1; 20_000];
        let mean = sum(&values) / 20_000.0;
        assert!(!varies(squares_about(&values, mean), 20_000, mean));
        assert!(varies(squares_about(&[1.0, 1.0 + 1e-9], 1.0 + 0.5e-9), 2, 1.0));
    }
}
