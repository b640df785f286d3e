//! Rows of association: which test goes with which columns.
//!
//! | item | column of groups or numbers | rows |
//! | --- | --- | --- |
//! | numbers | two groups | rank-sum test |
//! | numbers | more groups | Kruskal-Wallis test; then each group against all others, rank-sum test |
//! | numbers | numbers | linear model |
//! | numbers | any, with covariates | linear model: all levels together, then each against the first |
//! | words, yes/no | groups | Fisher's exact test |
//! | words, yes/no | numbers | the numbers compared between the values of the item, as in the first rows |
//!
//! Against an outcome, numbers enter a Cox model; words and yes/no have a log-rank test and a Cox model. Of pairs, the
//! differences of numbers have a signed-rank test, yes/no `McNemar`'s.
//!
//! Every item has a row, also where nothing can be tested; its reason says why. Nothing here predicts.

mod columns;
mod groups;
mod outcome;
mod pairs;

use evade_core::{Association, AssociationMethod, AssociationReason};

use crate::stats::benjamini_hochberg;

pub use columns::{Column, Outcome, Values};
pub use groups::with_groups;
pub use outcome::with_outcome;
pub use pairs::between_pairs;

/// A group with fewer samples than this is not tested.
pub const LEAST_IN_GROUP: usize = 3;
/// A Cox model with fewer events per coefficient than this is not fitted.
pub const LEAST_EVENTS: usize = 5;
/// A Cox model with fewer events per coefficient than this says `few_events`.
pub const ENOUGH_EVENTS: usize = 10;
/// A p value of the test of proportional hazards below this says `hazards_not_proportional`.
pub const HAZARDS_DIFFER: f64 = 0.05;

/// Adjusts the p values of rows that answer one question together, after Benjamini and Hochberg. Rows without a p value
/// do not count.
pub fn adjust(rows: &mut [Association]) {
    let p: Vec<Option<f64>> = rows.iter().map(|row| row.p).collect();
    for (row, adjusted) in rows.iter_mut().zip(benjamini_hochberg(&p)) {
        row.p_adjusted = adjusted;
    }
}

/// What a row is about, before its test.
#[derive(Clone, Copy)]
struct Subject<'a> {
    item: &'a str,
    by: &'a str,
    n: usize,
    missing: usize,
}

/// What a test found.
#[derive(Default)]
struct Found {
    effect: Option<f64>,
    interval: Option<(f64, f64)>,
    statistic: Option<f64>,
    p: f64,
    reasons: Vec<AssociationReason>,
}

impl Subject<'_> {
    /// A row on all groups and values; `between` names those of one.
    fn row(self, method: AssociationMethod, found: Result<Found, AssociationReason>) -> Association {
        let mut row = Association {
            item: self.item.to_owned(),
            level: None,
            by: self.by.to_owned(),
            group: None,
            against: None,
            n: self.n,
            missing: self.missing,
            effect: None,
            low: None,
            high: None,
            statistic: None,
            p: None,
            p_adjusted: None,
            method,
            reasons: Vec::new(),
        };
        // Values near the largest double overflow on the way: what comes out is not a result.
        let is_number = |found: &Found| {
            let (low, high) = found.interval.unwrap_or_default();
            let others = [found.effect.unwrap_or_default(), found.statistic.unwrap_or_default(), low, high];
            (0.0..=1.0).contains(&found.p) && !others.iter().any(|value| value.is_nan())
        };
        match found
            .and_then(|found| if is_number(&found) { Ok(found) } else { Err(AssociationReason::NotFinite) })
        {
            Ok(found) => {
                row.effect = found.effect;
                row.low = found.interval.map(|(low, _)| low);
                row.high = found.interval.map(|(_, high)| high);
                row.statistic = found.statistic;
                row.p = Some(found.p);
                row.reasons = found.reasons;
            }
            Err(reason) => row.reasons = vec![reason],
        }
        row
    }
}

/// Names the group of a row and what it is compared with.
fn between(mut row: Association, group: &str, against: Option<&str>) -> Association {
    row.group = Some(group.to_owned());
    row.against = against.map(str::to_owned);
    row
}

/// Adds a reason to rows that have a value.
fn limited(mut row: Association, reason: AssociationReason) -> Association {
    if row.p.is_some() {
        row.reasons.push(reason);
        row.reasons.sort_unstable();
        row.reasons.dedup();
    }
    row
}

#[cfg(test)]
mod tests;
