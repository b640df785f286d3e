//! Random numbers that are the same on every platform, whatever the number of threads: every stream is fixed by the
//! seed, a name and a number, so that nothing depends on the order in which things are made.

use evade_phenotype::random;
use libm::{cos, exp, floor, log, pow, sqrt};

/// Above this mean a Poisson number is drawn as a rounded normal one.
const POISSON_EXACT_TO: f64 = 30.0;

/// The project's generator with the distributions of a cohort.
#[derive(Debug, Clone)]
pub(crate) struct Generator(random::Generator);

impl Generator {
    /// The stream of this seed, name and number.
    pub(crate) fn new(seed: u64, name: &str, number: u64) -> Self {
        // The hash of the name, stirred with seed and number through the generator's own mixing.
        let mixed = |seed| random::Generator::seeded(seed).next_u64();
        let stirred = mixed(seed) ^ random::hash_of(name);
        Self(random::Generator::seeded(mixed(stirred).wrapping_add(mixed(number))))
    }

    /// Uniform, strictly between 0 and 1.
    pub(crate) fn uniform(&mut self) -> f64 {
        ((self.0.next_u64() >> 11) as f64 + 0.5) / 9_007_199_254_740_992.0
    }

    /// Whether something of this chance happens.
    pub(crate) fn happens(&mut self, chance: f64) -> bool {
        self.uniform() < chance
    }

    /// A place below `n`, which is at least 1.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0.below(n)
    }

    /// A place among weights; the last one when all are zero.
    pub(crate) fn weighted(&mut self, weights: impl Iterator<Item = f64> + Clone) -> usize {
        let mut left = self.uniform() * weights.clone().sum::<f64>();
        let mut last = 0;
        for (place, weight) in weights.enumerate() {
            last = place;
            if left < weight {
                break;
            }
            left -= weight;
        }
        last
    }

    /// Normal by Box and Muller; the second number of a pair is not kept, so that a stream has no hidden state.
    pub(crate) fn normal(&mut self, mean: f64, sd: f64) -> f64 {
        let radius = sqrt(-2.0 * log(self.uniform()));
        mean + sd * radius * cos(std::f64::consts::TAU * self.uniform())
    }

    /// Log-normal around this median; `sd` is that of the natural logarithm.
    pub(crate) fn log_normal(&mut self, median: f64, sd: f64) -> f64 {
        median * exp(self.normal(0.0, sd))
    }

    /// Gamma of this shape and scale 1 (Marsaglia and Tsang 2000, doi 10.1145/358407.358414).
    pub(crate) fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            let boost = pow(self.uniform(), 1.0 / shape);
            return self.gamma(shape + 1.0) * boost;
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / sqrt(9.0 * d);
        loop {
            let x = self.normal(0.0, 1.0);
            let v = pow(1.0 + c * x, 3.0);
            if v > 0.0 && log(self.uniform()) < 0.5 * x * x + d - d * v + d * log(v) {
                return d * v;
            }
        }
    }

    /// Poisson of this mean.
    pub(crate) fn poisson(&mut self, mean: f64) -> f64 {
        if mean > POISSON_EXACT_TO {
            return floor(self.normal(mean, sqrt(mean)) + 0.5).max(0.0);
        }
        let floor = exp(-mean);
        let mut product = self.uniform();
        let mut count = 0.0;
        while product > floor {
            product *= self.uniform();
            count += 1.0;
        }
        count
    }

    /// How many of `n` happen, each with this chance.
    pub(crate) fn binomial(&mut self, n: u32, chance: f64) -> u32 {
        (0..n).map(|_| u32::from(self.happens(chance))).sum()
    }
}

/// Quantile of the standard normal distribution (Acklam's rational approximation, relative error below 1.2e-9).
pub(crate) fn normal_quantile(p: f64) -> f64 {
    const A: [f64; 6] = [
        -3.969_683_028_665_376e1,
        2.209_460_984_245_205e2,
        -2.759_285_104_469_687e2,
        1.383_577_518_672_69e2,
        -3.066_479_806_614_716e1,
        2.506_628_277_459_239,
    ];
    const B: [f64; 6] = [
        -5.447_609_879_822_406e1,
        1.615_858_368_580_409e2,
        -1.556_989_798_598_866e2,
        6.680_131_188_771_972e1,
        -1.328_068_155_288_572e1,
        1.0,
    ];
    const C: [f64; 6] = [
        -7.784_894_002_430_293e-3,
        -3.223_964_580_411_365e-1,
        -2.400_758_277_161_838,
        -2.549_732_539_343_734,
        4.374_664_141_464_968,
        2.938_163_982_698_783,
    ];
    const D: [f64; 5] = [
        7.784_695_709_041_462e-3,
        3.224_671_290_700_398e-1,
        2.445_134_137_142_996,
        3.754_408_661_907_416,
        1.0,
    ];
    // Horner, highest power first.
    let polynomial = |coefficients: &[f64], x: f64| coefficients.iter().fold(0.0, |sum, c| sum * x + c);
    let tail = |q: f64| polynomial(&C, q) / polynomial(&D, q);
    if p < 0.024_25 {
        tail(sqrt(-2.0 * log(p)))
    } else if p > 1.0 - 0.024_25 {
        -tail(sqrt(-2.0 * log(1.0 - p)))
    } else {
        let q = p - 0.5;
        let r = q * q;
        polynomial(&A, r) * q / polynomial(&B, r)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean_and_variance(n: usize, mut draw: impl FnMut() -> f64) -> (f64, f64) {
        let values: Vec<f64> = (0..n).map(|_| draw()).collect();
        let mean = values.iter().sum::<f64>() / n as f64;
        (mean, values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / n as f64)
    }

    #[test]
    fn streams_differ_by_seed_name_and_number() {
        let first = |seed, name, number| Generator::new(seed, name, number).0.next_u64();
        assert_eq!(first(1, "a", 0), first(1, "a", 0));
        assert_ne!(first(1, "a", 0), first(2, "a", 0));
        assert_ne!(first(1, "a", 0), first(1, "b", 0));
        assert_ne!(first(1, "a", 0), first(1, "a", 1));
    }

    #[test]
    fn moments_are_those_of_the_distributions() {
        let mut g = Generator::new(1, "moments", 0);
        let close = |(mean, variance): (f64, f64), m: f64, v: f64| {
            assert!(
                (mean - m).abs() < 0.03 * (1.0 + m) && (variance - v).abs() < 0.06 * (1.0 + v),
                "{mean} {variance}"
            );
        };
        close(mean_and_variance(40_000, || g.normal(0.0, 1.0)), 0.0, 1.0);
        close(mean_and_variance(40_000, || g.gamma(4.0)), 4.0, 4.0);
        close(mean_and_variance(40_000, || g.gamma(0.5)), 0.5, 0.5);
        close(mean_and_variance(40_000, || g.poisson(3.0)), 3.0, 3.0);
        close(mean_and_variance(40_000, || g.poisson(100.0)), 100.0, 100.0);
        close(mean_and_variance(4_000, || f64::from(g.binomial(100, 0.3))), 30.0, 21.0);
    }

    #[test]
    fn quantiles_are_the_tabulated_ones() {
        for (p, z) in [(0.5, 0.0), (0.975, 1.959_963_985), (0.01, -2.326_347_874), (0.999_5, 3.290_526_731)] {
            assert!((normal_quantile(p) - z).abs() < 1e-7, "{p}");
        }
    }

    #[test]
    fn weights_of_zero_are_never_drawn() {
        let mut g = Generator::new(1, "weights", 0);
        assert!((0..1000).all(|_| g.weighted([0.0, 1.0, 0.0, 2.0].into_iter()) % 2 == 1));
    }
}
