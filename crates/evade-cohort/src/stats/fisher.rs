//! Fisher's exact test of two by two, with the conditional odds ratio, as R's `fisher.test`.

use evade_core::AssociationReason;

use super::search;

/// A probability this much above the observed one still counts as equal to it, as in R.
pub(super) const EQUAL: f64 = 1.0 + 1e-7;
/// Half of 5 %.
const TAIL: f64 = 0.025;
/// Log odds beyond this are out of reach of any count of samples.
const MOST_LOG_ODDS: f64 = 700.0;

/// Counts of two properties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table2x2 {
    /// Both properties.
    pub both: usize,
    /// The first alone.
    pub first_only: usize,
    /// The second alone.
    pub second_only: usize,
    /// None.
    pub neither: usize,
}

/// The result of Fisher's test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fisher {
    /// Two-sided p: the probabilities of all tables with these margins that are no more likely than the observed one.
    pub p: f64,
    /// Odds ratio that makes the observed count its conditional expectation (maximum likelihood given the margins), not
    /// the ratio of cross products. 0 or infinite at the ends.
    pub odds_ratio: f64,
    /// Lower end of the exact 95 % interval (Clopper and Pearson's construction, 2.5 % in each tail).
    pub low: f64,
    /// Upper end; may be infinite.
    pub high: f64,
}

/// Tests whether two properties go together. Errors: no counts; a margin of 0 (`constant`).
pub fn fisher(table: Table2x2) -> Result<Fisher, AssociationReason> {
    let Table2x2 { both, first_only, second_only, neither } = table;
    let first = both + first_only;
    let second = both + second_only;
    let not_second = first_only + neither;
    if first + second_only + neither == 0 {
        return Err(AssociationReason::TooFew);
    }
    if first == 0 || second == 0 || not_second == 0 || second_only + neither == 0 {
        return Err(AssociationReason::Constant);
    }
    let null = Hypergeometric::new(second, not_second, first);
    let x = both;
    let weights = null.probabilities(0.0);
    let bar = weights[x - null.least] * EQUAL;
    let p = weights.iter().filter(|weight| **weight <= bar).sum::<f64>().min(1.0);
    let solve = |f: &dyn Fn(f64) -> f64| libm::exp(search::falling(f, -MOST_LOG_ODDS, MOST_LOG_ODDS));
    let (at_least, at_most) = (x == null.least, x == null.most());
    let odds_ratio = match (at_least, at_most) {
        (true, _) => 0.0,
        (_, true) => f64::INFINITY,
        _ => solve(&|log_odds| x as f64 - null.mean(log_odds)),
    };
    let low = if at_least { 0.0 } else { solve(&|log_odds| TAIL - null.upper(x, log_odds)) };
    let high = if at_most { f64::INFINITY } else { solve(&|log_odds| null.lower(x, log_odds) - TAIL) };
    Ok(Fisher { p, odds_ratio, low, high })
}

/// The distribution of the first count given the margins.
struct Hypergeometric {
    /// Least possible count.
    least: usize,
    /// Log probability, but for a constant, of each possible count at an odds ratio of 1.
    log_weights: Vec<f64>,
}

impl Hypergeometric {
    fn new(second: usize, not_second: usize, first: usize) -> Self {
        let least = first.saturating_sub(not_second);
        let most = first.min(second);
        let log_weight = |x: usize| log_choose(second, x) + log_choose(not_second, first - x);
        Self { least, log_weights: (least..=most).map(log_weight).collect() }
    }

    fn most(&self) -> usize {
        self.least + self.log_weights.len() - 1
    }

    /// Probabilities at an odds ratio, which sum to 1.
    fn probabilities(&self, log_odds: f64) -> Vec<f64> {
        let logs: Vec<f64> =
            self.log_weights.iter().enumerate().map(|(i, weight)| weight + log_odds * i as f64).collect();
        let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let weights: Vec<f64> = logs.iter().map(|log| libm::exp(log - most)).collect();
        let sum: f64 = weights.iter().sum();
        weights.into_iter().map(|weight| weight / sum).collect()
    }

    fn mean(&self, log_odds: f64) -> f64 {
        let weights = self.probabilities(log_odds);
        weights.iter().enumerate().map(|(i, weight)| (self.least + i) as f64 * weight).sum()
    }

    /// P(count >= x).
    fn upper(&self, x: usize, log_odds: f64) -> f64 {
        self.probabilities(log_odds)[x - self.least..].iter().sum()
    }

    /// P(count <= x).
    fn lower(&self, x: usize, log_odds: f64) -> f64 {
        self.probabilities(log_odds)[..=x - self.least].iter().sum()
    }
}

fn log_choose(n: usize, k: usize) -> f64 {
    log_factorial(n) - log_factorial(k) - log_factorial(n - k)
}

/// ln n!
pub(super) fn log_factorial(n: usize) -> f64 {
    libm::lgamma(n as f64 + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(both: usize, first_only: usize, second_only: usize, neither: usize) -> Table2x2 {
        Table2x2 { both, first_only, second_only, neither }
    }

    #[test]
    fn the_lady_tasting_tea() {
        // 3 of 4 right: probabilities 1 16 36 16 1 of 70; p = 34/70.
        let test = fisher(table(3, 1, 1, 3)).unwrap();
        assert!((test.p - 34.0 / 70.0).abs() < 1e-13);
        // The mean (16 t + 72 t^2 + 48 t^3 + 4 t^4) / (1 + 16 t + 36 t^2 + 16 t^3 + t^4) is 3.
        let t = test.odds_ratio;
        let mean = (16.0 * t + 72.0 * t * t + 48.0 * t.powi(3) + 4.0 * t.powi(4))
            / (1.0 + 16.0 * t + 36.0 * t * t + 16.0 * t.powi(3) + t.powi(4));
        assert!((mean - 3.0).abs() < 1e-12 && t < 9.0);
        assert!(test.low < 1.0 && test.high > 100.0);
    }

    #[test]
    fn ends_are_zero_and_infinite() {
        let test = fisher(table(4, 0, 0, 4)).unwrap();
        assert!((test.p - 2.0 / 70.0).abs() < 1e-14);
        assert_eq!((test.odds_ratio, test.high), (f64::INFINITY, f64::INFINITY));
        let test = fisher(table(0, 4, 4, 0)).unwrap();
        assert_eq!((test.odds_ratio, test.low), (0.0, 0.0));
        assert_eq!(fisher(table(0, 0, 3, 4)), Err(AssociationReason::Constant));
        assert_eq!(fisher(table(0, 0, 0, 0)), Err(AssociationReason::TooFew));
    }
}
