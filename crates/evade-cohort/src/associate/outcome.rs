//! Items against survival.

use evade_core::{Association, AssociationMethod as Method, AssociationReason as Reason};

use super::columns::{Groups, Known, complete};
use super::{
    Column, ENOUGH_EVENTS, Found, HAZARDS_DIFFER, LEAST_EVENTS, LEAST_IN_GROUP, Outcome, Subject, between,
    limited,
};
use crate::stats::{Design, FollowUp, Survival, cox, log_rank, proportional_hazards};

/// Rows on each item against an outcome, in the order of the items, with p values adjusted together. `covariates` enter
/// the Cox models; rows of the log-rank test say `not_adjusted` where there are any. Samples that lack a value of item,
/// time, event or a covariate are missing.
#[must_use]
pub fn with_outcome(items: &[Column], outcome: &Outcome, covariates: &[Column]) -> Vec<Association> {
    let mut rows: Vec<Association> =
        items.iter().flat_map(|item| item_rows(item, outcome, covariates)).collect();
    super::adjust(&mut rows);
    rows
}

fn item_rows(item: &Column, outcome: &Outcome, covariates: &[Column]) -> Vec<Association> {
    let n = outcome.time.len();
    let mut needed = vec![item];
    needed.extend(covariates);
    let mut samples = complete(n, &needed);
    let follow_up = |sample: usize| {
        let time = outcome.time.get(sample).copied().flatten().filter(|time| time.is_finite())?;
        let event = outcome.event.get(sample).copied().flatten()?;
        Some(FollowUp { time, event })
    };
    samples.retain(|sample| follow_up(*sample).is_some());
    let subject =
        Subject { item: &item.name, by: &outcome.name, n: samples.len(), missing: n - samples.len() };
    let refused = |reason| vec![subject.row(Method::Cox, Err(reason))];
    if outcome.event.len() != n || needed.iter().any(|column| column.len() != n) {
        return refused(Reason::LengthsDiffer);
    }
    let survival = match Survival::new(samples.iter().filter_map(|sample| follow_up(*sample)).collect()) {
        Ok(survival) => survival,
        Err(reason) => return refused(reason),
    };
    let terms = needed.iter().map(|column| column.term(&samples)).collect();
    let design = match Design::new(samples.len(), terms) {
        Ok(design) => design,
        Err(reason) => return refused(reason),
    };
    match item.known(&samples) {
        Known::Numbers(_) => cox_rows(subject, &survival, &design, None),
        Known::Groups(groups) => {
            let small = groups.sizes().into_iter().any(|size| size < LEAST_IN_GROUP);
            let reason = match groups.names.len() {
                0 => Some(Reason::TooFew),
                1 => Some(Reason::Constant),
                _ => small.then_some(Reason::TooFew),
            };
            if let Some(reason) = reason {
                return refused(reason);
            }
            let row = log_rank_row(subject, &survival, &groups);
            let mut rows = vec![if covariates.is_empty() { row } else { limited(row, Reason::NotAdjusted) }];
            rows.extend(cox_rows(subject, &survival, &design, Some(&groups)));
            rows
        }
    }
}

fn log_rank_row(subject: Subject, survival: &Survival, groups: &Groups) -> Association {
    let found = log_rank(survival, &groups.of).map(|test| Found {
        statistic: Some(test.chi_squared),
        p: test.p,
        ..Found::default()
    });
    let row = subject.row(Method::LogRank, found);
    match groups.pair() {
        Some((group, against)) => between(row, group, Some(against)),
        None => row,
    }
}

/// The coefficients of the first term of a design.
fn cox_rows(
    subject: Subject,
    survival: &Survival,
    design: &Design,
    groups: Option<&Groups>,
) -> Vec<Association> {
    let per_coefficient = survival.events() / design.columns().count().max(1);
    let fit = if per_coefficient < LEAST_EVENTS { Err(Reason::TooFewEvents) } else { cox(survival, design) };
    let fit = match fit {
        Ok(fit) => fit,
        Err(reason) => return vec![subject.row(Method::Cox, Err(reason))],
    };
    let mut reasons = Vec::new();
    if per_coefficient < ENOUGH_EVENTS {
        reasons.push(Reason::FewEvents);
    }
    let hazards = proportional_hazards(survival, design, &fit);
    if hazards.is_ok_and(|test| test.terms.first().is_some_and(|term| term.p < HAZARDS_DIFFER)) {
        reasons.push(Reason::HazardsNotProportional);
    }
    let of_item = design.columns().zip(&fit.coefficients).filter(|((term, _), _)| *term == 0);
    of_item
        .map(|((_, column), c)| {
            let found = Found {
                effect: Some(c.hazard_ratio),
                interval: Some((c.low, c.high)),
                statistic: Some(c.z),
                p: c.p,
                reasons: reasons.clone(),
            };
            let row = subject.row(Method::Cox, Ok(found));
            let reference = groups.and_then(|groups| groups.names.first());
            match &column.level {
                Some(level) => between(row, level, reference.map(String::as_str)),
                None => row,
            }
        })
        .collect()
}
