//! The Gaussian kernel: `L_j = mean over l of Φ((x_j - x_l) / h)`, h = sd / 4.

use super::gauss_transform::{Cells, GaussTransform, normal_cdf};
use crate::methods::spread::Spread;

/// Below this many samples the direct sum is faster (measured).
const DIRECT_BELOW: usize = 32;

/// The kernel with Φ exact to the last places of a double.
#[derive(Debug)]
pub(super) struct ExactGaussian(GaussTransform);

impl ExactGaussian {
    pub(super) fn new() -> Self {
        Self(GaussTransform::new())
    }

    /// Replaces the values of a gene by L.
    pub(super) fn transform(&self, row: &mut [f64], spread: Spread, cells: &mut Cells) {
        if row.len() < DIRECT_BELOW {
            direct(row, spread.sd / 4.0);
        } else {
            self.0.transform(row, spread.mean, spread.sd / 4.0, cells);
        }
        for l in row {
            *l = on_grid(*l);
        }
    }
}

/// Rounds to a multiple of 2^-40 (9e-13). Genes that have the same L by their formula, such as all genes with one
/// value other than zero, then tie whatever the order of summation; without it their rank is rounding noise.
#[inline]
pub(super) fn on_grid(l: f64) -> f64 {
    // Numbers between 4096 and 8192 have this spacing.
    const SHIFT: f64 = 6144.0;
    (l + SHIFT) - SHIFT
}

/// The sum as it is written, each pair once: Φ(-x) = 1 - Φ(x).
fn direct(row: &mut [f64], bandwidth: f64) {
    let values = row.to_vec();
    row.fill(0.5);
    for j in 1..values.len() {
        for l in 0..j {
            let below = normal_cdf((values[j] - values[l]) / bandwidth);
            row[j] += below;
            row[l] += 1.0 - below;
        }
    }
    let n = values.len() as f64;
    for sum in row {
        *sum /= n;
    }
}

/// GSVA's own approximation: Φ from a table in steps of 0.001, without interpolation, summed in sample order.
#[derive(Debug)]
pub(super) struct TableGaussian(Vec<f64>);

impl TableGaussian {
    /// Φ(v) for v = 0, 0.001 .. 10.
    pub(super) fn new() -> Self {
        Self((0..=10_000).map(|i| normal_cdf(10.0 * f64::from(i) / 10_000.0)).collect())
    }

    /// Replaces the values of a gene by ln(L / (1 - L)): the logarithm merges some values of L that differ in the
    /// last places only, which the reference then ranks as ties.
    pub(super) fn transform(&self, row: &mut [f64], spread: Spread) {
        // Targets summed side by side: each keeps its own order of summation.
        const LANES: usize = 8;
        let (values, h, n) = (row.to_vec(), spread.sd / 4.0, row.len() as f64);
        for (targets, row) in values.chunks(LANES).zip(row.chunks_mut(LANES)) {
            let mut sums = [0.0; LANES];
            for value in &values {
                for (sum, target) in sums.iter_mut().zip(targets) {
                    *sum += self.cdf((target - value) / h);
                }
            }
            for (cell, sum) in row.iter_mut().zip(sums) {
                let l = sum / n;
                *cell = -libm::log((1.0 - l) / l);
            }
        }
    }

    #[inline]
    fn cdf(&self, v: f64) -> f64 {
        if v < -10.0 {
            return 0.0;
        }
        if v > 10.0 {
            return 1.0;
        }
        let cdf = self.0[(v.abs() / 10.0 * 10_000.0) as usize];
        if v < 0.0 { 1.0 - cdf } else { cdf }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Largest difference of the fast transform from the sum as written.
    fn error(values: &[f64]) -> f64 {
        let Some(spread) = Spread::of(values) else { return 0.0 };
        let (mut fast, mut slow) = (values.to_vec(), values.to_vec());
        GaussTransform::new().transform(&mut fast, spread.mean, spread.sd / 4.0, &mut Cells::default());
        direct(&mut slow, spread.sd / 4.0);
        fast.iter().zip(&slow).map(|(fast, slow)| (fast - slow).abs()).fold(0.0, f64::max)
    }

    #[test]
    fn two_samples_by_hand() {
        // sd of 0 and 1 is 1/sqrt 2, so x / h = 4 sqrt 2: L = (1/2 + Φ(-+4 sqrt 2)) / 2 with Φ(-4 sqrt 2) = erfc(4) / 2.
        let mut row = [0.0, 1.0];
        let spread = Spread::of(&row).unwrap();
        direct(&mut row, spread.sd / 4.0);
        let tail = 7.708_628_950_140_1e-9;
        assert!((row[0] - f64::midpoint(0.5, tail)).abs() < 1e-15, "{row:?}");
        assert!((row[1] - f64::midpoint(1.5, -tail)).abs() < 1e-15, "{row:?}");
    }

    #[test]
    fn one_outlier_stretches_the_line_to_hundreds_of_cells() {
        let mut values: Vec<f64> = (0..10_000).map(|i| f64::from(i * 7919 % 10_007) / 1e6).collect();
        values[77] = 1e5;
        assert!(error(&values) <= 1e-13, "{:e}", error(&values));
        values[78] = -3e5;
        assert!(error(&values) <= 1e-13, "{:e}", error(&values));
    }

    fn cohort() -> impl Strategy<Value = Vec<f64>> {
        let normal =
            (-1.0..1.0, -1.0..1.0, -1.0..1.0, -1.0..1.0).prop_map(|(a, b, c, d)| a + b + c + d + 5.0);
        let heavy = (-1.0..1.0_f64).prop_map(|x| 1.0 / (x.abs() + 1e-4));
        let tied = (0_u8..5).prop_map(f64::from);
        let zero_or_low = prop_oneof![3 => Just(0.0), 1 => 0.0..0.1_f64, 1 => 0.0..12.0_f64];
        let far = prop_oneof![50 => 0.0..1.0_f64, 1 => -1e6..1e6_f64];
        let sizes = 2..500_usize;
        prop_oneof![
            prop::collection::vec(normal, sizes.clone()),
            prop::collection::vec(heavy, sizes.clone()),
            prop::collection::vec(tied, sizes.clone()),
            prop::collection::vec(zero_or_low, sizes.clone()),
            prop::collection::vec(far, sizes),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        #[test]
        fn the_fast_transform_is_the_sum(values in cohort()) {
            prop_assert!(error(&values) <= 1e-13, "{:e}", error(&values));
        }

        /// The order of the samples changes nothing that is ranked; scale and shift of a gene neither, to within
        /// the grid.
        #[test]
        fn order_and_scale_do_not_matter(values in cohort(), turn in 0_usize..500) {
            let Some(spread) = Spread::of(&values) else { return Ok(()) };
            let kernel = ExactGaussian::new();
            let mut here = values.clone();
            kernel.transform(&mut here, spread, &mut Cells::default());
            let turn = turn % values.len();
            let mut there: Vec<f64> = values.iter().map(|value| value * 8.0).collect();
            there.rotate_left(turn);
            let spread = Spread::of(&there).unwrap();
            kernel.transform(&mut there, spread, &mut Cells::default());
            there.rotate_right(turn);
            for (here, there) in here.iter().zip(&there) {
                prop_assert!((here - there).abs() <= 1e-12);
            }
        }
    }
}
