//! From the observations of a rule to the state of its mechanism.

use std::collections::BTreeSet;

use evade_core::{
    Bearing, EvidenceLane, EvidenceLine, EvidenceSpecies, Mechanism, MechanismFinding, MechanismReason,
    MechanismState, MechanismStrength, SampleProfile,
};

use crate::Knowledge;

use super::observe::{Observed, observe};
use super::rules::{MechanismRule, MechanismRules, Only, OutOfReach};

/// What the findings of a sample say of each mechanism, in the order of the rules. A rule whose mechanism the knowledge base
/// does not have is left out; a check of the rules names it.
#[must_use]
pub fn assess(
    rules: &MechanismRules,
    knowledge: &Knowledge,
    profile: &SampleProfile,
) -> Vec<MechanismFinding> {
    assess_named(rules, |id| knowledge.mechanism(id), profile)
}

/// The same with any way to look a mechanism up.
pub(super) fn assess_named<'k>(
    rules: &MechanismRules,
    named: impl Fn(&str) -> Option<&'k Mechanism>,
    profile: &SampleProfile,
) -> Vec<MechanismFinding> {
    let of_rule = |rule: &MechanismRule| Some(finding(rules, rule, named(&rule.id)?, profile));
    rules.rule.iter().filter_map(of_rule).collect()
}

fn finding(
    rules: &MechanismRules,
    rule: &MechanismRule,
    of: &Mechanism,
    profile: &SampleProfile,
) -> MechanismFinding {
    let needs: Vec<Observed> = rule.needs.iter().map(|condition| observe(condition, profile)).collect();
    let agrees: Vec<Observed> = rule.agrees.iter().map(|condition| observe(condition, profile)).collect();
    let against: Vec<Observed> = rule.against.iter().map(|condition| observe(condition, profile)).collect();
    let decisive_is_silent = rule
        .needs
        .iter()
        .zip(&needs)
        .any(|(condition, observed)| condition.decisive && observed.bearing == Bearing::Silent);
    let (state, mut reasons) = match rule.out_of_reach {
        Some(why) => (MechanismState::NotAssessable, vec![out_of_reach(why)]),
        None => state(&needs, decisive_is_silent),
    };
    let state = match rule.only {
        Some(_) if state == MechanismState::Supported => MechanismState::Possible,
        _ => state,
    };
    let lines = |all: &[Observed]| -> Vec<EvidenceLine> {
        all.iter().flat_map(|observed| observed.lines.iter().cloned()).collect()
    };
    let mut evidence = lines(&needs);
    evidence.extend(lines(&agrees));
    let has_support = matches!(state, MechanismState::Supported | MechanismState::Possible);
    let mut counter_evidence: Vec<EvidenceLine> =
        evidence.iter().filter(|line| line.bearing == Bearing::Against).cloned().collect();
    evidence.retain(|line| line.bearing != Bearing::Against);
    let other_causes = lines(&against);
    counter_evidence.extend(
        other_causes.into_iter().filter(|line| matches!(line.bearing, Bearing::For | Bearing::Perhaps)),
    );
    let disagree = has_support
        && counter_evidence.iter().any(|counter| evidence.iter().any(|line| contradicts(line, counter)));
    let mut note = |holds: bool, reason| {
        if holds {
            reasons.push(reason);
        }
    };
    note(disagree, MechanismReason::LanesDisagree);
    note(rule.only == Some(Only::Target), MechanismReason::TargetOnly);
    note(rule.only == Some(Only::Context), MechanismReason::ContextOnly);
    note(rule.proxy, MechanismReason::ProxyOnly);
    note(of.species == EvidenceSpecies::Mouse, MechanismReason::AnimalEvidence);
    note(rule.favourable_when_high, MechanismReason::FavourableWhenHigh);
    MechanismFinding {
        id: rule.id.clone(),
        layer: of.layer,
        name: of.name.clone(),
        state,
        strength: has_support.then(|| strength(rule, state, &evidence, disagree)),
        evidence,
        counter_evidence,
        reasons,
        settled_by: rule.settled_by.clone(),
        caveat: of.caveat.clone(),
        base_rate: None,
        rule: rules.id.clone(),
    }
}

fn out_of_reach(why: OutOfReach) -> MechanismReason {
    match why {
        OutOfReach::NeedsPair => MechanismReason::NeedsPair,
        OutOfReach::NeedsOtherTest => MechanismReason::NeedsOtherTest,
        OutOfReach::NotMeasurable => MechanismReason::NotMeasurable,
    }
}

fn state(needs: &[Observed], decisive_is_silent: bool) -> (MechanismState, Vec<MechanismReason>) {
    let all = |bearing| needs.iter().all(|observed| observed.bearing == bearing);
    if needs.iter().any(|observed| observed.bearing == Bearing::Against) {
        (MechanismState::NotSupported, Vec::new())
    } else if all(Bearing::For) {
        (MechanismState::Supported, Vec::new())
    } else if all(Bearing::Silent) {
        (MechanismState::NotAssessable, vec![MechanismReason::NothingMeasured])
    } else if decisive_is_silent {
        (MechanismState::NotAssessable, vec![MechanismReason::DecidingFindingMissing])
    } else {
        (MechanismState::Possible, Vec::new())
    }
}

/// Whether one line is of another input than the other, so that they could have confirmed each other.
fn contradicts(line: &EvidenceLine, counter: &EvidenceLine) -> bool {
    line.bearing == Bearing::For && line.lane.input() != counter.lane.input()
}

/// Two inputs that show it are strong, one is moderate, a doubt is weak; a contradiction costs one step.
fn strength(
    rule: &MechanismRule,
    state: MechanismState,
    evidence: &[EvidenceLine],
    disagree: bool,
) -> MechanismStrength {
    let shown = evidence.iter().filter(|line| line.bearing == Bearing::For);
    let inputs: BTreeSet<EvidenceLane> = shown.map(|line| line.lane.input()).collect();
    let found = match inputs.len() {
        0 => MechanismStrength::Weak,
        1 => MechanismStrength::Moderate,
        _ if disagree || state == MechanismState::Possible => MechanismStrength::Moderate,
        _ => MechanismStrength::Strong,
    };
    let found = if disagree && found == MechanismStrength::Moderate && inputs.len() < 2 {
        MechanismStrength::Weak
    } else {
        found
    };
    rule.strongest.map_or(found, |most| found.min(most))
}
