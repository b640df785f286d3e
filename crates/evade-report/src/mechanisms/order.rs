//! Which mechanisms are shown, and in which order.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use evade_core::{EvidenceLane, MechanismFinding, MechanismLayer};

/// Mechanisms that something in the sample shows: supported before possible, more agreeing inputs before fewer, rarer before more
/// common, then by id. What has no base rate comes behind what has one.
pub(crate) fn shown(findings: &[MechanismFinding]) -> Vec<&MechanismFinding> {
    let mut all: Vec<&MechanismFinding> = findings.iter().filter(|finding| finding.is_shown()).collect();
    all.sort_by(|one, other| order(one, other));
    all
}

/// Of these, the ones that the front page may name: mechanisms of their own. The phenotype and the class of resistance have places
/// of their own.
pub(super) fn on_the_front(findings: &[MechanismFinding]) -> Vec<&MechanismFinding> {
    let has_own_place = |layer| matches!(layer, MechanismLayer::Phenotype | MechanismLayer::Definition);
    let mut all = shown(findings);
    all.retain(|finding| finding.is_mechanism() && !has_own_place(finding.layer));
    all
}

fn order(one: &MechanismFinding, other: &MechanismFinding) -> Ordering {
    let rarity = |finding: &MechanismFinding| finding.base_rate.as_ref().map_or(f64::MAX, |rate| rate.share);
    one.state
        .cmp(&other.state)
        .then_with(|| n_inputs(other).cmp(&n_inputs(one)))
        .then_with(|| rarity(one).total_cmp(&rarity(other)))
        .then_with(|| one.id.cmp(&other.id))
}

/// Inputs that agree. Two lanes that are read from the same RNA are one.
fn n_inputs(finding: &MechanismFinding) -> usize {
    finding.lanes().into_iter().map(EvidenceLane::input).collect::<BTreeSet<_>>().len()
}
