//! Log-rank test of two or more groups (Mantel 1966; Peto and Peto 1972, doi 10.2307/2344317), as R's `survdiff`.

use std::collections::BTreeSet;

use evade_core::AssociationReason;

use super::chi_squared_upper;
use super::matrix::Square;
use super::survival::Survival;

/// A group of a log-rank test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogRankGroup {
    /// Its number, as given.
    pub group: usize,
    /// Patients.
    pub n: usize,
    /// Events that were observed.
    pub observed: usize,
    /// Events that were expected if the groups did not differ.
    pub expected: f64,
}

/// The result of a log-rank test.
#[derive(Debug, Clone, PartialEq)]
pub struct LogRank {
    /// Every group with patients, by number.
    pub groups: Vec<LogRankGroup>,
    /// Test statistic.
    pub chi_squared: f64,
    /// Degrees of freedom: groups with expected events minus 1.
    pub df: usize,
    /// p of the chi-squared distribution.
    pub p: f64,
}

/// Compares survival of groups; `groups` numbers the group of each patient. Errors: another number of groups than of
/// patients, one group, no event, all events at one time at which nobody stays (`constant`).
pub fn log_rank(survival: &Survival, groups: &[usize]) -> Result<LogRank, AssociationReason> {
    if survival.n() != groups.len() {
        return Err(AssociationReason::LengthsDiffer);
    }
    let numbers: Vec<usize> = groups.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
    if survival.n() == 0 {
        return Err(AssociationReason::TooFew);
    }
    if numbers.len() < 2 {
        return Err(AssociationReason::OneGroup);
    }
    if survival.events() == 0 {
        return Err(AssociationReason::TooFewEvents);
    }
    let place = |i: usize| numbers.partition_point(|number| *number < groups[i]);
    let mut table: Vec<LogRankGroup> =
        numbers.iter().map(|&group| LogRankGroup { group, n: 0, observed: 0, expected: 0.0 }).collect();
    for i in 0..survival.n() {
        table[place(i)].n += 1;
    }
    let mut at_risk: Vec<usize> = table.iter().map(|group| group.n).collect();
    let mut variance = Square::zero(table.len());
    for patients in survival.by_time() {
        let died = patients.iter().filter(|i| survival.follow_up()[**i].event);
        let mut deaths = 0;
        for i in died {
            table[place(*i)].observed += 1;
            deaths += 1;
        }
        let (n, d) = (at_risk.iter().sum::<usize>() as f64, f64::from(deaths));
        let spread = if n > 1.0 { d * (n - d) / (n - 1.0) } else { 0.0 };
        for (a, n_a) in at_risk.iter().enumerate() {
            let share = *n_a as f64 / n;
            table[a].expected += d * share;
            variance.add(a, a, spread * share);
            for (b, n_b) in at_risk.iter().enumerate() {
                variance.add(a, b, -spread * share * (*n_b as f64 / n));
            }
        }
        for i in patients {
            at_risk[place(i)] -= 1;
        }
    }
    let tested: Vec<usize> = (0..table.len()).filter(|a| table[*a].expected > 0.0).collect();
    if tested.len() < 2 {
        return Err(AssociationReason::TooFewEvents);
    }
    // The deviations sum to 0: the last one adds nothing.
    let free = &tested[..tested.len() - 1];
    let deviations: Vec<f64> = free.iter().map(|a| table[*a].observed as f64 - table[*a].expected).collect();
    let chi_squared = variance.at(free).inverse_form(&deviations).ok_or(AssociationReason::Constant)?;
    let df = free.len();
    Ok(LogRank { groups: table, chi_squared, df, p: chi_squared_upper(chi_squared, df as f64) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::FollowUp;

    fn survival(rows: &[(f64, bool)]) -> Survival {
        Survival::new(rows.iter().map(|&(time, event)| FollowUp { time, event }).collect()).unwrap()
    }

    #[test]
    fn two_groups_by_hand() {
        // At 1: 2 + 2 at risk, one of the first dies: E 1/2, V 1/4. At 2: 1 + 2, one of the second: E 1/3, V 2/9.
        let rows = survival(&[(1.0, true), (3.0, false), (2.0, true), (4.0, false)]);
        let test = log_rank(&rows, &[7, 7, 9, 9]).unwrap();
        let expected = 1.0 / 2.0 + 1.0 / 3.0;
        assert!((test.groups[0].expected - expected).abs() < 1e-15 && test.groups[0].observed == 1);
        let chi: f64 = (1.0 - expected) * (1.0 - expected) / (0.25 + 2.0 / 9.0);
        assert!((test.chi_squared - chi).abs() < 1e-14 && test.df == 1 && test.groups[1].group == 9);
    }

    #[test]
    fn what_cannot_be_compared_is_refused() {
        let two = survival(&[(1.0, true), (1.0, true)]);
        assert_eq!(log_rank(&two, &[0, 1]), Err(AssociationReason::Constant));
        assert_eq!(log_rank(&two, &[0, 0]), Err(AssociationReason::OneGroup));
        assert_eq!(log_rank(&two, &[0]), Err(AssociationReason::LengthsDiffer));
        let none = survival(&[(1.0, false), (1.0, false)]);
        assert_eq!(log_rank(&none, &[0, 1]), Err(AssociationReason::TooFewEvents));
        // The second group left before the first event.
        let left = survival(&[(5.0, true), (6.0, false), (1.0, false)]);
        assert_eq!(log_rank(&left, &[0, 0, 1]), Err(AssociationReason::TooFewEvents));
    }
}
