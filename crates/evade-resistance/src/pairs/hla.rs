//! Alleles of HLA class I in two samples.

use evade_core::{ChangeStatus, HlaChange, HlaGene, HlaStatus, PairReason};

use super::compare::Pair;
use super::variants::shows_little_tumour;

/// HLA-A, HLA-B and HLA-C in both samples.
pub(super) fn hla(pair: &Pair<'_>) -> Vec<HlaChange> {
    let (before, after) = (pair.before.profile, pair.after.profile);
    let little_before = shows_little_tumour(pair, pair.before);
    let little_after = shows_little_tumour(pair, pair.after);
    before
        .hla
        .iter()
        .zip(&after.hla)
        .map(|(one, other)| {
            let (status, mut reasons) = status(one, other);
            // Where little of the tissue is tumour, a kept allele may be that of other cells.
            let is_kept = one.status == HlaStatus::NoLoh;
            let hides = status == ChangeStatus::New && is_kept && little_before
                || status == ChangeStatus::Unchanged && (little_before || little_after);
            if hides {
                reasons.push(PairReason::LittleTumour);
            }
            HlaChange {
                gene: one.gene.clone(),
                before: one.status,
                after: other.status,
                lost_before: one.lost_allele.clone(),
                lost_after: other.lost_allele.clone(),
                status: if hides { ChangeStatus::NotEvaluable } else { status },
                reasons,
            }
        })
        .collect()
}

fn status(before: &HlaGene, after: &HlaGene) -> (ChangeStatus, Vec<PairReason>) {
    let is_open = |gene: &HlaGene| !gene.status.is_assessable() || gene.status == HlaStatus::ImbalanceOnly;
    let open: Vec<PairReason> = [
        (is_open(before), PairReason::HlaNotAssessableBefore),
        (is_open(after), PairReason::HlaNotAssessableAfter),
    ]
    .into_iter()
    .filter_map(|(holds, reason)| holds.then_some(reason))
    .collect();
    if !open.is_empty() {
        return (ChangeStatus::NotEvaluable, open);
    }
    match (before.status.is_loss(), after.status.is_loss()) {
        (false, false) => (ChangeStatus::Unchanged, Vec::new()),
        (false, true) => (ChangeStatus::New, Vec::new()),
        (true, false) => (ChangeStatus::NotEvaluable, vec![PairReason::LossCannotReturn]),
        (true, true) if before.status == HlaStatus::Homdel && after.status != HlaStatus::Homdel => {
            (ChangeStatus::NotEvaluable, vec![PairReason::LossCannotReturn])
        }
        (true, true) if after.status == HlaStatus::Homdel && before.status != HlaStatus::Homdel => {
            (ChangeStatus::Changed, vec![PairReason::SecondHitGained])
        }
        (true, true) => match before.lost_allele.as_ref().zip(after.lost_allele.as_ref()) {
            Some((one, other)) if one != other => {
                (ChangeStatus::NotEvaluable, vec![PairReason::OtherAlleleLost])
            }
            _ => (ChangeStatus::Retained, Vec::new()),
        },
    }
}
