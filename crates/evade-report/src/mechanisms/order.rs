//! Which mechanisms are shown, and in which order.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use evade_core::{Bearing, EvidenceLane, MechanismFinding, MechanismLayer};

use super::words::n_inputs;

/// Mechanisms that something in the sample shows: supported before possible, more agreeing inputs before fewer, rarer before more
/// common, then by id. What has no base rate comes behind what has one.
pub(crate) fn shown(findings: &[MechanismFinding]) -> Vec<&MechanismFinding> {
    let mut all: Vec<&MechanismFinding> = findings.iter().filter(|finding| finding.is_shown()).collect();
    all.sort_by(|one, other| order(one, other));
    all
}

/// Whether a finding is of a mechanism: targets, context, phenotypes and definitions are not, and have places of their own.
pub(super) fn is_of_a_mechanism(finding: &MechanismFinding) -> bool {
    finding.is_mechanism() && !matches!(finding.layer, MechanismLayer::Phenotype | MechanismLayer::Definition)
}

/// A mechanism of the front page, with others that rest on the same observations.
pub(super) struct Named<'f> {
    pub(super) first: &'f MechanismFinding,
    pub(super) also: Vec<&'f MechanismFinding>,
}

/// The mechanisms that the front page may name, in order. One that nothing shows but what shows an earlier one, and against which nothing else speaks, stands
/// beside that one: a single variant is one finding, however many mechanisms it bears on.
pub(super) fn on_the_front(findings: &[MechanismFinding]) -> Vec<Named<'_>> {
    let mut named: Vec<Named<'_>> = Vec::new();
    for finding in shown(findings).into_iter().filter(|finding| is_of_a_mechanism(finding)) {
        let own = shown_by(finding);
        let is_same = |named: &&mut Named<'_>| {
            own.is_subset(&shown_by(named.first))
                && finding.counter_evidence.iter().all(|line| named.first.counter_evidence.contains(line))
        };
        match named.iter_mut().find(is_same) {
            Some(named) => named.also.push(finding),
            None => named.push(Named { first: finding, also: Vec::new() }),
        }
    }
    named
}

/// What shows it: input and subject of each observation.
fn shown_by(finding: &MechanismFinding) -> BTreeSet<(EvidenceLane, &str)> {
    let shows = finding.evidence.iter().filter(|line| line.bearing == Bearing::For);
    shows.map(|line| (line.lane.input(), line.subject.as_str())).collect()
}

fn order(one: &MechanismFinding, other: &MechanismFinding) -> Ordering {
    let rarity = |finding: &MechanismFinding| finding.base_rate.as_ref().map_or(f64::MAX, |rate| rate.share);
    one.state
        .cmp(&other.state)
        .then_with(|| n_inputs(other).cmp(&n_inputs(one)))
        .then_with(|| rarity(one).total_cmp(&rarity(other)))
        .then_with(|| one.id.cmp(&other.id))
}
