//! From the observations of a rule to the state of its mechanism.

use std::collections::BTreeSet;

use evade_core::{
    Bearing, EvidenceLane, EvidenceLine, EvidenceSpecies, Mechanism, MechanismFinding, MechanismReason,
    MechanismState, MechanismStrength, Observation,
};

use crate::Knowledge;

use super::observe::{AssessedSample, Observed, observe, observe_agreement};
use super::rules::{Condition, MechanismRule, MechanismRules, Only, OutOfReach, Wanted};

/// What the findings of a sample say of each mechanism, in the order of the rules. A rule whose mechanism the knowledge base
/// does not have is left out; a check of the rules names it.
#[must_use]
pub fn assess(
    rules: &MechanismRules,
    knowledge: &Knowledge,
    sample: AssessedSample<'_>,
) -> Vec<MechanismFinding> {
    assess_named(rules, |id| knowledge.mechanism(id), sample)
}

/// The same with any way to look a mechanism up.
pub(super) fn assess_named<'k>(
    rules: &MechanismRules,
    named: impl Fn(&str) -> Option<&'k Mechanism>,
    sample: AssessedSample<'_>,
) -> Vec<MechanismFinding> {
    let of_rule = |rule: &MechanismRule| Some(finding(rules, rule, named(&rule.id)?, sample));
    rules.rule.iter().filter_map(of_rule).collect()
}

fn finding(
    rules: &MechanismRules,
    rule: &MechanismRule,
    of: &Mechanism,
    sample: AssessedSample<'_>,
) -> MechanismFinding {
    let observed = |all: &[Condition]| -> Vec<Observed> {
        all.iter().map(|condition| observe(condition, sample)).collect()
    };
    let (needs, against) = (observed(&rule.needs), observed(&rule.against));
    let agrees: Vec<Observed> =
        rule.agrees.iter().map(|condition| observe_agreement(condition, sample)).collect();
    let (state, mut reasons) = capped(rule, state(rule, &needs), sample);
    let (state, is_opposite) = match state {
        MechanismState::Supported if is_opposite(rule, &needs, &agrees) => (MechanismState::Possible, true),
        state => (state, false),
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
    let is_disputed = state != MechanismState::NotAssessable && needs.iter().any(|one| one.is_disputed);
    let disagree = is_disputed
        || has_support
            && counter_evidence.iter().any(|counter| evidence.iter().any(|line| contradicts(line, counter)));
    let strength = if is_whole(rule, &needs) {
        strength(rule, state, &evidence, disagree)
    } else {
        MechanismStrength::Weak
    };
    let mut note = |holds: bool, reason| {
        if holds && !reasons.contains(&reason) {
            reasons.push(reason);
        }
    };
    note(has_support && sample.is_other_cancer, MechanismReason::OtherHistology);
    note(disagree, MechanismReason::LanesDisagree);
    note(is_opposite, MechanismReason::CompanionOpposite);
    note(
        state == MechanismState::NotSupported && misses_copy_number(&needs),
        MechanismReason::CopyNumberNotTested,
    );
    note(has_support && rule.under_treatment, MechanismReason::NeedsTreatmentBefore);
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
        strength: has_support.then_some(strength),
        evidence,
        counter_evidence,
        reasons,
        settled_by: rule.settled_by.clone(),
        caveat: of.caveat.clone(),
        base_rate: None,
        rule: rules.id.clone(),
    }
}

/// Whether the sheet states a histology for which the rule does not hold: nothing is known of the mechanism there.
fn is_of_other_histology(conditions: &[Condition], observed: &[Observed]) -> bool {
    let is_other = |(condition, observed): (&Condition, &Observed)| {
        matches!(condition.what, Wanted::Histology(_)) && observed.bearing == Bearing::Against
    };
    conditions.iter().zip(observed).any(is_other)
}

fn out_of_reach(why: OutOfReach) -> MechanismReason {
    match why {
        OutOfReach::NeedsPair => MechanismReason::NeedsPair,
        OutOfReach::NeedsOtherTest => MechanismReason::NeedsOtherTest,
        OutOfReach::NotMeasurable => MechanismReason::NotMeasurable,
    }
}

/// The state that the findings alone make.
fn state(rule: &MechanismRule, needs: &[Observed]) -> (MechanismState, Vec<MechanismReason>) {
    let all = |bearing| needs.iter().all(|observed| observed.bearing == bearing);
    let decisive_is_silent = || {
        let mut pairs = rule.needs.iter().zip(needs);
        pairs.any(|(condition, observed)| condition.decisive && observed.bearing == Bearing::Silent)
    };
    if let Some(why) = rule.out_of_reach {
        (MechanismState::NotAssessable, vec![out_of_reach(why)])
    } else if is_of_other_histology(&rule.needs, needs) {
        (MechanismState::NotAssessable, vec![MechanismReason::OtherHistology])
    } else if needs.iter().any(|observed| observed.bearing == Bearing::Against) {
        (MechanismState::NotSupported, Vec::new())
    } else if all(Bearing::For) {
        (MechanismState::Supported, Vec::new())
    } else if all(Bearing::Silent) {
        (MechanismState::NotAssessable, vec![silence(rule, needs)])
    } else if decisive_is_silent() {
        (MechanismState::NotAssessable, vec![MechanismReason::DecidingFindingMissing])
    } else {
        (MechanismState::Possible, Vec::new())
    }
}

/// The state that the kind of the mechanism allows: a target or context is possible at most, and so is what happens under
/// treatment, of which nothing is said where the sheet states that there was none.
fn capped(
    rule: &MechanismRule,
    found: (MechanismState, Vec<MechanismReason>),
    sample: AssessedSample<'_>,
) -> (MechanismState, Vec<MechanismReason>) {
    match found {
        (MechanismState::Supported | MechanismState::Possible, _)
            if rule.under_treatment && sample.is_untreated =>
        {
            (MechanismState::NotAssessable, vec![MechanismReason::NeedsTreatmentBefore])
        }
        (MechanismState::Supported, reasons) if rule.only.is_some() || rule.under_treatment => {
            (MechanismState::Possible, reasons)
        }
        other => other,
    }
}

/// Whether a companion that the source describes was measured and is the opposite: one that is part of what it describes, or one
/// that the very input of the rest speaks of. Another input that only goes with it is a contradiction between lanes, and another
/// phenotype than one that goes with it is not its opposite.
fn is_opposite(rule: &MechanismRule, needs: &[Observed], agrees: &[Observed]) -> bool {
    let shown: BTreeSet<EvidenceLane> = needs
        .iter()
        .flat_map(|observed| &observed.lines)
        .filter(|line| line.bearing == Bearing::For)
        .map(|line| line.lane.input())
        .collect();
    let speaks = |line: &EvidenceLine, is_part: bool| {
        line.bearing == Bearing::Against
            && line.found != Observation::Middle
            && (is_part || line.found != Observation::OtherCall && shown.contains(&line.lane.input()))
    };
    let mut companions = rule.agrees.iter().zip(agrees);
    companions.any(|(condition, observed)| {
        observed.bearing == Bearing::Against
            && observed.lines.iter().any(|line| speaks(line, condition.shows))
    })
}

/// Whether all that speaks against it is that no variant was found, where a deletion or an amplification would have been missed.
fn misses_copy_number(needs: &[Observed]) -> bool {
    let against = || needs.iter().filter(|observed| observed.bearing == Bearing::Against);
    let decisive =
        |observed: &Observed| observed.lines.iter().any(|line| line.found == Observation::NoVariantFound);
    against().next().is_some() && against().all(decisive)
}

/// Whether everything that the rule needs of the tumour was found. A histology limits where the rule holds.
fn is_whole(rule: &MechanismRule, needs: &[Observed]) -> bool {
    let mut pairs = rule.needs.iter().zip(needs);
    pairs.all(|(condition, observed)| {
        matches!(condition.what, Wanted::Histology(_)) || observed.bearing == Bearing::For
    })
}

/// Why nothing is said: a level that stays open was measured. A readout is no test of its gene.
fn silence(rule: &MechanismRule, needs: &[Observed]) -> MechanismReason {
    let is_missing = |observed: &Observed| {
        observed.lines.iter().all(|line| {
            line.lane == EvidenceLane::Readout
                || matches!(line.found, Observation::NotTested | Observation::NotStated)
        })
    };
    let mut pairs = rule.needs.iter().zip(needs);
    if needs.iter().all(is_missing) {
        MechanismReason::NothingMeasured
    } else if pairs.any(|(condition, observed)| condition.decisive && is_missing(observed)) {
        MechanismReason::DecidingFindingMissing
    } else {
        MechanismReason::Unresolved
    }
}

/// Whether one line is of another input than the other, so that they could have confirmed each other.
fn contradicts(line: &EvidenceLine, counter: &EvidenceLine) -> bool {
    line.bearing == Bearing::For && line.lane.input() != counter.lane.input()
}

/// Where everything that is needed was found: two inputs that show it are strong, one is moderate; a contradiction costs one step.
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
