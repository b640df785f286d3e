//! `McNemar`'s test of paired yes and no, exact (`McNemar` 1947, doi 10.1007/BF02295996): R's `binom.test` of the pairs that
//! changed.

use evade_core::AssociationReason;

use super::distributions::beta;
use super::search;

/// The result of `McNemar`'s test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct McNemar {
    /// Two-sided p of the binomial distribution with one half.
    pub p: f64,
    /// Pairs that gained over pairs that lost; 0 or infinite at the ends.
    pub odds_ratio: f64,
    /// Lower end of the exact 95 % interval (Clopper and Pearson's, doi 10.1093/biomet/26.4.404, as odds).
    pub low: f64,
    /// Upper end; may be infinite.
    pub high: f64,
}

/// Tests whether pairs change in one direction. Errors: no pair that changes (`constant`).
pub fn mcnemar(gained: usize, lost: usize) -> Result<McNemar, AssociationReason> {
    if gained + lost == 0 {
        return Err(AssociationReason::Constant);
    }
    let (up, down) = (gained as f64, lost as f64);
    let least = up.min(down);
    let n = up + down;
    // P(X <= least) of n tosses.
    let p = (2.0 * beta(n - least, least + 1.0, 0.5, 0.5)).min(1.0);
    // The share at which what was seen, or more of it, has a probability of 2.5 %.
    let low_end = |x: f64, n: f64| {
        let share = search::falling(|share| 0.025 - beta(x, n - x + 1.0, share, 1.0 - share), 0.0, 1.0);
        share / (1.0 - share)
    };
    let low = if gained == 0 { 0.0 } else { low_end(up, n) };
    let high = if lost == 0 { f64::INFINITY } else { 1.0 / low_end(down, n) };
    Ok(McNemar { p, odds_ratio: up / down, low, high })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tosses() {
        // 1 of 6: (1 + 6) / 64 in each tail.
        let test = mcnemar(5, 1).unwrap();
        assert!((test.p - 14.0 / 64.0).abs() < 1e-14 && test.odds_ratio == 5.0);
        // All of 5: the lower end of the share is 0.025^(1/5).
        let all = mcnemar(5, 0).unwrap();
        let share = 0.025f64.powf(0.2);
        assert!((all.low - share / (1.0 - share)).abs() < 1e-12 && all.high == f64::INFINITY);
        assert!((mcnemar(0, 5).unwrap().high - 1.0 / all.low).abs() < 1e-12);
        assert_eq!(mcnemar(3, 3).unwrap().p, 1.0);
        assert_eq!(mcnemar(0, 0), Err(AssociationReason::Constant));
    }
}
