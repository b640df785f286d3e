//! The eigenvector of the largest eigenvalue of a symmetric matrix that is known by what it does to a vector.
//!
//! Lanczos with every new direction made orthogonal to all before, twice: no eigenvector appears twice and the
//! accuracy is that of a dense solver. It stops when the residual is at rounding, or when all directions are used.

/// Residual, as a share of the eigenvalue, at which the vector is taken.
const RESIDUAL: f64 = 1e-15;
/// Directions added between two looks at the residual.
const LOOK_EVERY: usize = 8;

/// The eigenvector, of length 1, of the symmetric `n` x `n` matrix without negative eigenvalues that `apply`
/// multiplies with.
pub(super) fn dominant_eigenvector(n: usize, apply: impl Fn(&[f64]) -> Vec<f64>) -> Vec<f64> {
    let mut basis: Vec<Vec<f64>> = Vec::new();
    let (mut diagonal, mut beside) = (Vec::new(), Vec::new());
    let mut direction = start(n);
    loop {
        let length = dot(&direction, &direction).sqrt();
        for value in &mut direction {
            *value /= length;
        }
        let mut next = apply(&direction);
        diagonal.push(dot(&direction, &next));
        basis.push(direction);
        for _ in 0..2 {
            for known in &basis {
                let share = dot(known, &next);
                add_scaled(&mut next, -share, known);
            }
        }
        let left = dot(&next, &next).sqrt();
        let m = diagonal.len();
        let largest = diagonal.iter().copied().fold(0.0, f64::max);
        let is_last = m == n || left <= f64::EPSILON * largest;
        if is_last || m.is_multiple_of(LOOK_EVERY) {
            let (value, weights) = dominant_of_tridiagonal(&diagonal, &beside);
            if is_last || left * weights[m - 1].abs() <= RESIDUAL * value {
                let mut vector = vec![0.0; n];
                for (known, weight) in basis.iter().zip(&weights) {
                    add_scaled(&mut vector, *weight, known);
                }
                return vector;
            }
        }
        beside.push(left);
        direction = next;
    }
}

/// A fixed direction without any pattern that a gene set could be orthogonal to.
fn start(n: usize) -> Vec<f64> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    (0..n)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / (1_u64 << 53) as f64 + 0.25
        })
        .collect()
}

/// Largest eigenvalue and its eigenvector, of length 1, of a tridiagonal matrix: bisection by the signs of pivots,
/// then inverse iteration.
fn dominant_of_tridiagonal(diagonal: &[f64], beside: &[f64]) -> (f64, Vec<f64>) {
    let m = diagonal.len();
    let around = |i: usize| {
        let before = if i > 0 { beside[i - 1].abs() } else { 0.0 };
        before + beside.get(i).filter(|_| i + 1 < m).map_or(0.0, |b| b.abs())
    };
    // Gershgorin: no eigenvalue is above.
    let bound = (0..m).map(|i| diagonal[i] + around(i)).fold(f64::NEG_INFINITY, f64::max);
    let is_above_all = |value: f64| {
        let mut pivot = 1.0;
        (0..m).all(|i| {
            let coupling = if i > 0 { beside[i - 1] * beside[i - 1] / pivot } else { 0.0 };
            pivot = value - diagonal[i] - coupling;
            pivot > 0.0
        })
    };
    let (mut below, mut above) = (0.0, bound * (1.0 + f64::EPSILON) + f64::MIN_POSITIVE);
    for _ in 0..200 {
        let middle = f64::midpoint(below, above);
        if middle <= below || middle >= above {
            break;
        }
        if is_above_all(middle) { above = middle } else { below = middle }
    }
    // `above` exceeds every eigenvalue by rounding alone: all pivots are positive, and one solution of
    // (above - T) x = b is the eigenvector unless b lacks it; two more settle the last places.
    let shift = above + above * f64::EPSILON;
    let mut vector = vec![1.0 / (m as f64).sqrt(); m];
    let mut pivots = vec![0.0; m];
    for _ in 0..4 {
        for i in 0..m {
            let factor = if i > 0 { beside[i - 1] / pivots[i - 1] } else { 0.0 };
            let coupling = if i > 0 { factor * beside[i - 1] } else { 0.0 };
            pivots[i] = (shift - diagonal[i] - coupling).max(shift * f64::EPSILON * f64::EPSILON);
            if i > 0 {
                vector[i] += factor * vector[i - 1];
            }
        }
        for i in (0..m).rev() {
            let after = if i + 1 < m { beside[i] * vector[i + 1] } else { 0.0 };
            vector[i] = (vector[i] + after) / pivots[i];
        }
        let length = dot(&vector, &vector).sqrt();
        for value in &mut vector {
            *value /= length;
        }
    }
    (above, vector)
}

/// The inner product, summed in eight lanes.
pub(super) fn dot(one: &[f64], other: &[f64]) -> f64 {
    const LANES: usize = 8;
    let mut sums = [0.0; LANES];
    for (one, other) in one.chunks(LANES).zip(other.chunks(LANES)) {
        for ((sum, a), b) in sums.iter_mut().zip(one).zip(other) {
            *sum += a * b;
        }
    }
    sums.iter().sum()
}

/// Adds `scale` times `other` to `sums`.
pub(super) fn add_scaled(sums: &mut [f64], scale: f64, other: &[f64]) {
    sums.iter_mut().zip(other).for_each(|(sum, value)| *sum += scale * value);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// What it returns is an eigenvector, and no vector is stretched more.
        #[test]
        fn the_vector_is_stretched_most(entries in prop::collection::vec(-1.0..1.0_f64, 4..600), k in 2_usize..20) {
            let n = entries.len() / k;
            prop_assume!(n >= 2);
            let rows = &entries[..k * n];
            let apply = |a: &[f64]| -> Vec<f64> {
                let mut sums = vec![0.0; n];
                rows.chunks(n).zip(a).for_each(|(row, weight)| add_scaled(&mut sums, *weight, row));
                rows.chunks(n).map(|row| dot(row, &sums)).collect()
            };
            let vector = dominant_eigenvector(k, apply);
            let image = apply(&vector);
            let value = dot(&vector, &image);
            prop_assert!((dot(&vector, &vector) - 1.0).abs() < 1e-13);
            for (image, entry) in image.iter().zip(&vector) {
                prop_assert!((image - value * entry).abs() <= 1e-12 * value);
            }
            for row in 0..k {
                let unit: Vec<f64> = (0..k).map(|i| f64::from(u8::from(i == row))).collect();
                prop_assert!(dot(&unit, &apply(&unit)) <= value * (1.0 + 1e-12));
            }
        }
    }
}
