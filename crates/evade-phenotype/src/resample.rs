//! Resampling with replacement, the same on every platform and for every sample.

use crate::random::Generator;

/// How often calls are resampled.
pub(crate) const RESAMPLES: usize = 200;

/// `RESAMPLES` draws of `n` places out of `n`, draw after draw.
pub(crate) fn draws(name: &str, n: usize) -> Vec<u32> {
    let mut generator = Generator::named(name);
    (0..RESAMPLES * n).map(|_| generator.below(n) as u32).collect()
}

/// `RESAMPLES` standard normal draws for each axis: what the laboratory may have moved.
pub(crate) fn laboratory_draws() -> Vec<[f64; 5]> {
    let mut generator = Generator::named("laboratories");
    // The sum of twelve uniform numbers has variance 1: no library whose last bit may differ.
    let mut normal = || {
        let sum: f64 = (0..12).map(|_| (generator.next_u64() >> 11) as f64 / (1_u64 << 53) as f64).sum();
        sum - 6.0
    };
    (0..RESAMPLES).map(|_| std::array::from_fn(|_| normal())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_depend_on_the_name_and_stay_in_range() {
        assert_eq!(draws("a", 7), draws("a", 7));
        assert_ne!(draws("a", 7), draws("b", 7));
        assert!(draws("a", 7).iter().all(|&d| d < 7));
    }
}
