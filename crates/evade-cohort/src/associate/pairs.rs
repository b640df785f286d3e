//! Items between two samples of each patient.

use evade_core::{Association, AssociationMethod as Method, AssociationReason as Reason};

use super::columns::{Groups, Known};
use super::{Column, Found, LEAST_IN_GROUP, Subject};
use crate::stats::{mcnemar, signed_rank};

/// Rows on the change of each item from the first sample of each pair to the second, in the order of the items, with p
/// values adjusted together. `by` names what orders the pairs. A pair that lacks a value is missing.
#[must_use]
pub fn between_pairs(items: &[Column], by: &str, pairs: &[(usize, usize)]) -> Vec<Association> {
    let mut rows: Vec<Association> = items.iter().flat_map(|item| item_rows(item, by, pairs)).collect();
    super::adjust(&mut rows);
    rows
}

fn item_rows(item: &Column, by: &str, pairs: &[(usize, usize)]) -> Vec<Association> {
    let known: Vec<(usize, usize)> =
        pairs.iter().copied().filter(|(first, second)| item.has(*first) && item.has(*second)).collect();
    let subject = Subject { item: &item.name, by, n: known.len(), missing: pairs.len() - known.len() };
    let samples: Vec<usize> = known.iter().flat_map(|(first, second)| [*first, *second]).collect();
    let is_few = known.len() < LEAST_IN_GROUP;
    match item.known(&samples) {
        Known::Numbers(values) if is_few || values.is_empty() => {
            vec![subject.row(Method::SignedRankNormal, Err(Reason::TooFew))]
        }
        Known::Numbers(values) => vec![number_row(subject, &values)],
        Known::Groups(_) if is_few => vec![subject.row(Method::McNemarExact, Err(Reason::TooFew))],
        Known::Groups(groups) => word_rows(subject, &groups),
    }
}

fn number_row(subject: Subject, values: &[f64]) -> Association {
    let differences: Vec<f64> = values.chunks_exact(2).map(|pair| pair[1] - pair[0]).collect();
    match signed_rank(&differences) {
        Err(reason) => subject.row(Method::SignedRankNormal, Err(reason)),
        Ok(test) => {
            let method = if test.exact { Method::SignedRankExact } else { Method::SignedRankNormal };
            let found = Found {
                effect: test.estimate,
                interval: test.interval,
                statistic: Some(test.v),
                p: test.p,
                ..Found::default()
            };
            subject.row(method, Ok(found))
        }
    }
}

/// Each value against all others; of two, the last, `yes` of yes and no.
fn word_rows(subject: Subject, groups: &Groups) -> Vec<Association> {
    if groups.names.len() < 2 {
        return vec![subject.row(Method::McNemarExact, Err(Reason::Constant))];
    }
    let first = usize::from(groups.names.len() == 2);
    let levels = groups.names.iter().enumerate().skip(first);
    levels
        .map(|(level, name)| {
            let changes = |before: bool| {
                let is_change =
                    |pair: &&[usize]| (pair[0] == level) == before && (pair[1] == level) != before;
                groups.of.chunks_exact(2).filter(is_change).count()
            };
            let (gained, lost) = (changes(false), changes(true));
            let found = mcnemar(gained, lost).map(|test| Found {
                effect: Some(test.odds_ratio),
                interval: Some((test.low, test.high)),
                statistic: Some(gained as f64),
                p: test.p,
                ..Found::default()
            });
            let mut row = subject.row(Method::McNemarExact, found);
            row.level = Some(name.clone());
            row
        })
        .collect()
}
