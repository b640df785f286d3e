//! Items against a column of groups or numbers.

use evade_core::{Association, AssociationMethod as Method, AssociationReason as Reason};

use super::columns::{Groups, Known, complete};
use super::{Column, Found, LEAST_IN_GROUP, Subject, between, limited};
use crate::stats::{
    CountTable, Design, Table2x2, fisher, fisher_table, kruskal_wallis, linear_model, pearson_chi_squared,
    rank_sum,
};

/// Rows on each item against `by`, in the order of the items, with p values adjusted together. `covariates` enter the
/// linear models; rows of words and yes/no say `not_adjusted` where there are any. Samples that lack a value of item,
/// `by` or a covariate are missing.
#[must_use]
pub fn with_groups(items: &[Column], by: &Column, covariates: &[Column]) -> Vec<Association> {
    let mut rows: Vec<Association> = items.iter().flat_map(|item| item_rows(item, by, covariates)).collect();
    super::adjust(&mut rows);
    rows
}

fn item_rows(item: &Column, by: &Column, covariates: &[Column]) -> Vec<Association> {
    let mut needed = vec![item, by];
    needed.extend(covariates);
    let samples = complete(by.len(), &needed);
    let subject =
        Subject { item: &item.name, by: &by.name, n: samples.len(), missing: by.len() - samples.len() };
    if needed.iter().any(|column| column.len() != by.len()) {
        return vec![subject.row(Method::RankSumNormal, Err(Reason::LengthsDiffer))];
    }
    let rows = match (item.known(&samples), by.known(&samples)) {
        (Known::Numbers(values), _) if !covariates.is_empty() => {
            return model_rows(subject, &values, by, covariates, &samples);
        }
        (Known::Numbers(values), Known::Numbers(_)) => {
            return model_rows(subject, &values, by, covariates, &samples);
        }
        (Known::Numbers(values), Known::Groups(groups)) => return rank_rows(subject, &values, &groups),
        (Known::Groups(groups), Known::Numbers(values)) => rank_rows(subject, &values, &groups),
        (Known::Groups(values), Known::Groups(groups)) => count_rows(subject, &values, &groups),
    };
    let is_limited = !covariates.is_empty();
    rows.into_iter().map(|row| if is_limited { limited(row, Reason::NotAdjusted) } else { row }).collect()
}

/// Numbers between groups without covariates.
fn rank_rows(subject: Subject, values: &[f64], groups: &Groups) -> Vec<Association> {
    if let Err(reason) = enough_groups(groups) {
        return vec![subject.row(Method::RankSumNormal, Err(reason))];
    }
    if let Some((group, against)) = groups.pair() {
        return vec![between(rank_row(subject, values, groups, 1), group, Some(against))];
    }
    let parted: Vec<Vec<f64>> = (0..groups.names.len())
        .map(|g| values.iter().zip(&groups.of).filter(|(_, of)| **of == g).map(|(value, _)| *value).collect())
        .collect();
    let all = kruskal_wallis(&parted.iter().map(Vec::as_slice).collect::<Vec<_>>()).map(|test| Found {
        effect: Some(test.epsilon_squared),
        statistic: Some(test.h),
        p: test.p,
        ..Found::default()
    });
    let mut rows = vec![subject.row(Method::KruskalWallis, all)];
    for (g, name) in groups.names.iter().enumerate() {
        rows.push(between(rank_row(subject, values, groups, g), name, None));
    }
    rows
}

/// One group against all others.
fn rank_row(subject: Subject, values: &[f64], groups: &Groups, group: usize) -> Association {
    let part = |inside: bool| -> Vec<f64> {
        let is_in = values.iter().zip(&groups.of).filter(|(_, of)| (**of == group) == inside);
        is_in.map(|(value, _)| *value).collect()
    };
    let (inside, outside) = (part(true), part(false));
    if inside.len() < LEAST_IN_GROUP || outside.len() < LEAST_IN_GROUP {
        return subject.row(Method::RankSumNormal, Err(Reason::TooFew));
    }
    match rank_sum(&inside, &outside) {
        Err(reason) => subject.row(Method::RankSumNormal, Err(reason)),
        Ok(test) => {
            let method = if test.exact { Method::RankSumExact } else { Method::RankSumNormal };
            let found = Found {
                effect: Some(test.auc.value),
                interval: Some((test.auc.low, test.auc.high)),
                statistic: Some(test.w),
                p: test.p,
                ..Found::default()
            };
            subject.row(method, Ok(found))
        }
    }
}

/// At least two groups, and samples at all.
fn enough_groups(groups: &Groups) -> Result<(), Reason> {
    match groups.names.len() {
        0 => Err(Reason::TooFew),
        1 => Err(Reason::OneGroup),
        _ => Ok(()),
    }
}

/// Numbers against groups or numbers in a linear model.
fn model_rows(
    subject: Subject,
    values: &[f64],
    by: &Column,
    covariates: &[Column],
    samples: &[usize],
) -> Vec<Association> {
    if let Known::Groups(groups) = by.known(samples) {
        let small = groups.sizes().into_iter().any(|size| size < LEAST_IN_GROUP);
        let refused = enough_groups(&groups).err().or(small.then_some(Reason::TooFew));
        if let Some(reason) = refused {
            return vec![subject.row(Method::LinearModel, Err(reason))];
        }
    }
    let terms: Vec<_> = std::iter::once(by).chain(covariates).map(|column| column.term(samples)).collect();
    let reference = match by.known(samples) {
        Known::Groups(groups) => groups.names.first().cloned(),
        Known::Numbers(_) => None,
    };
    let fit =
        Design::new(samples.len(), terms).and_then(|design| Ok((linear_model(values, &design)?, design)));
    let (fit, design) = match fit {
        Ok(fit) => fit,
        Err(reason) => return vec![subject.row(Method::LinearModel, Err(reason))],
    };
    let mut rows = Vec::new();
    let of_by: Vec<_> = design.columns().zip(&fit.coefficients).filter(|((term, _), _)| *term == 0).collect();
    if let Some(test) = fit.terms.first().filter(|_| of_by.len() > 1) {
        let found = Found {
            effect: test.partial_eta_squared,
            statistic: Some(test.statistic),
            p: test.p,
            ..Found::default()
        };
        rows.push(subject.row(Method::LinearModelTerm, Ok(found)));
    }
    for ((_, column), c) in of_by {
        let found = Found {
            effect: Some(c.estimate),
            interval: Some((c.low, c.high)),
            statistic: Some(c.t),
            p: c.p,
            ..Found::default()
        };
        let row = subject.row(Method::LinearModel, Ok(found));
        rows.push(match &column.level {
            Some(level) => between(row, level, reference.as_deref()),
            None => row,
        });
    }
    rows
}

/// Words or yes/no between groups.
fn count_rows(subject: Subject, values: &Groups, groups: &Groups) -> Vec<Association> {
    if let Err(reason) = enough_groups(groups) {
        return vec![subject.row(Method::Fisher, Err(reason))];
    }
    if values.names.len() < 2 {
        return vec![subject.row(Method::Fisher, Err(Reason::Constant))];
    }
    // Of two values one row says all: the last, `yes` of yes and no.
    let levels = if values.names.len() == 2 { 1..2 } else { 0..values.names.len() };
    if let Some((group, against)) = groups.pair() {
        let mut rows = Vec::new();
        if values.names.len() > 2 {
            rows.push(table_row(subject, values, groups));
        }
        rows.extend(
            levels.map(|level| between(cell_row(subject, values, groups, (level, 1)), group, Some(against))),
        );
        return rows;
    }
    let mut rows = vec![table_row(subject, values, groups)];
    for level in levels {
        for (g, name) in groups.names.iter().enumerate() {
            rows.push(between(cell_row(subject, values, groups, (level, g)), name, None));
        }
    }
    rows
}

/// All values and groups at once.
fn table_row(subject: Subject, values: &Groups, groups: &Groups) -> Association {
    let table = CountTable::count(values.of.iter().copied().zip(groups.of.iter().copied()));
    match fisher_table(&table) {
        Err(Reason::TableTooLarge) => {
            let test = pearson_chi_squared(&table).map(|test| Found {
                effect: Some(test.cramers_v),
                statistic: Some(test.statistic),
                p: test.p,
                reasons: vec![Reason::TableTooLarge],
                ..Found::default()
            });
            subject.row(Method::ChiSquared, test)
        }
        other => subject.row(Method::FisherTable, other.map(|p| Found { p, ..Found::default() })),
    }
}

/// One value against all others, in one group against all others.
fn cell_row(
    subject: Subject,
    values: &Groups,
    groups: &Groups,
    (level, group): (usize, usize),
) -> Association {
    let count = |is_level: bool, is_group: bool| {
        let pairs = values.of.iter().zip(&groups.of);
        pairs.filter(|(v, g)| (**v == level) == is_level && (**g == group) == is_group).count()
    };
    let table = Table2x2 {
        both: count(true, true),
        first_only: count(true, false),
        second_only: count(false, true),
        neither: count(false, false),
    };
    let smaller = (table.both + table.second_only).min(table.first_only + table.neither);
    let test = if smaller < LEAST_IN_GROUP { Err(Reason::TooFew) } else { fisher(table) };
    let found = test.map(|test| Found {
        effect: Some(test.odds_ratio),
        interval: Some((test.low, test.high)),
        p: test.p,
        ..Found::default()
    });
    let mut row = subject.row(Method::Fisher, found);
    row.level = values.names.get(level).cloned();
    row
}
