//! From the observations of a rule to the state of its mechanism.

use std::collections::BTreeSet;

use evade_core::{
    Bearing, BiopsyTime, EvidenceLane, EvidenceLine, EvidenceSpecies, Mechanism, MechanismFinding,
    MechanismLayer, MechanismReason, MechanismState, MechanismStrength, Observation, ResistanceClass,
    ResistanceTiming, SampleProfile,
};

use crate::Knowledge;

use super::observe::{AssessedSample, Observed, observe, observe_agreement};
use super::rules::{Companion, Condition, MechanismRule, MechanismRules, Only, OutOfReach, Wanted};

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
    let is_other_cancer = sample.is_other_cancer && !rule.is_of_transformation();
    let sample = AssessedSample { is_other_cancer, ..sample };
    let observed = |all: &[Condition]| -> Vec<Observed> {
        all.iter().map(|condition| observe(condition, sample)).collect()
    };
    // Without a pair there is nothing in which a change could be looked for.
    let lacks_pair = rule.is_of_pair() && sample.pair.is_none();
    let needs = if lacks_pair { Vec::new() } else { observed(&rule.needs) };
    let against = observed(&rule.against);
    let agrees: Vec<Observed> =
        rule.agrees.iter().map(|condition| observe_agreement(condition, sample)).collect();
    let found = if lacks_pair {
        (MechanismState::NotAssessable, vec![MechanismReason::NeedsPair])
    } else {
        state(rule, &needs)
    };
    let (state, mut reasons) = capped(rule, found, sample);
    let (state, held_back) = match held_back(rule, &needs, &agrees) {
        Some(why) if state == MechanismState::Supported => (MechanismState::Possible, Some(why)),
        _ => (state, None),
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
    let strength = if is_whole(rule, &needs, &agrees) {
        strength(rule, state, &evidence, disagree)
    } else {
        MechanismStrength::Weak
    };
    if has_support {
        counter_evidence.extend(other_time(of, sample.profile));
    }
    let mut note = |holds: bool, reason| {
        if holds && !reasons.contains(&reason) {
            reasons.push(reason);
        }
    };
    note(has_support && sample.is_other_cancer, MechanismReason::OtherHistology);
    note(disagree, MechanismReason::LanesDisagree);
    if let Some(why) = held_back {
        note(true, why);
    }
    note(
        state == MechanismState::NotSupported && misses_copy_number(&needs),
        MechanismReason::CopyNumberNotTested,
    );
    let is_time_known = sample.biopsy == BiopsyTime::UnderTreatment;
    note(has_support && rule.under_treatment && !is_time_known, MechanismReason::NeedsTreatmentBefore);
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

/// The stated course, where the mechanism is described for resistance of another time.
fn other_time(of: &Mechanism, profile: &SampleProfile) -> Option<EvidenceLine> {
    let course = profile.resistance.as_ref()?;
    let class = course.sitc_review.class;
    let is_other = matches!(
        (of.timing, class),
        (_, ResistanceClass::NoProgression)
            | (ResistanceTiming::Primary, ResistanceClass::Acquired)
            | (ResistanceTiming::Acquired | ResistanceTiming::MainlyAcquired, ResistanceClass::Primary)
    );
    (is_other && of.layer != MechanismLayer::Definition).then(|| EvidenceLine {
        lane: EvidenceLane::Clinical,
        subject: "resistance".to_owned(),
        name: "class of clinical resistance (sitc_review)".to_owned(),
        found: Observation::OtherTime,
        bearing: Bearing::Against,
        value: course.months,
        detail: Some(class.as_str().to_owned()),
    })
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

/// The state that the kind of the mechanism allows: a target or context is possible at most, and so is everything in a tumour that
/// the review is not about, and what happens under treatment where the time of the biopsy is not known. Of that nothing is said
/// before treatment.
fn capped(
    rule: &MechanismRule,
    found: (MechanismState, Vec<MechanismReason>),
    sample: AssessedSample<'_>,
) -> (MechanismState, Vec<MechanismReason>) {
    match found {
        (MechanismState::Supported | MechanismState::Possible, _)
            if rule.under_treatment && sample.biopsy == BiopsyTime::Untreated =>
        {
            (MechanismState::NotAssessable, vec![MechanismReason::NeedsTreatmentBefore])
        }
        (MechanismState::Supported, reasons)
            if rule.only.is_some()
                || sample.is_other_cancer
                || rule.under_treatment && sample.biopsy != BiopsyTime::UnderTreatment =>
        {
            (MechanismState::Possible, reasons)
        }
        other => other,
    }
}

/// Why a mechanism whose needs are there is possible at most: a companion that is part of the claim is not shown, or one that goes
/// with it was measured and is the opposite in the very input that shows the rest. In another input that is a contradiction
/// between lanes, and another phenotype than one that goes with it is not its opposite.
fn held_back(rule: &MechanismRule, needs: &[Observed], agrees: &[Observed]) -> Option<MechanismReason> {
    let shown: BTreeSet<EvidenceLane> = needs
        .iter()
        .flat_map(|observed| &observed.lines)
        .filter(|line| line.bearing == Bearing::For)
        .map(|line| line.lane.input())
        .collect();
    let is_end = |line: &EvidenceLine| {
        line.bearing == Bearing::Against
            && !matches!(line.found, Observation::Middle | Observation::OtherCall)
            && shown.contains(&line.lane.input())
    };
    let mut why = None;
    for (condition, observed) in rule.agrees.iter().zip(agrees) {
        let is_part = condition.companion == Companion::PartOfClaim;
        let is_against = observed.bearing == Bearing::Against;
        if is_against && (is_part || observed.lines.iter().any(is_end)) {
            return Some(MechanismReason::CompanionOpposite);
        }
        if is_part && observed.bearing != Bearing::For {
            why = Some(MechanismReason::CompanionNotShown);
        }
    }
    why
}

/// Whether all that speaks against it is that no variant was found, where a deletion or an amplification would have been missed.
fn misses_copy_number(needs: &[Observed]) -> bool {
    let against = || needs.iter().filter(|observed| observed.bearing == Bearing::Against);
    let decisive =
        |observed: &Observed| observed.lines.iter().any(|line| line.found == Observation::NoVariantFound);
    against().next().is_some() && against().all(decisive)
}

/// Whether everything that the rule needs was found, a histology for which it holds included, and what is part of the claim.
fn is_whole(rule: &MechanismRule, needs: &[Observed], agrees: &[Observed]) -> bool {
    let mut parts =
        rule.agrees.iter().zip(agrees).filter(|(condition, _)| condition.companion == Companion::PartOfClaim);
    needs.iter().all(|observed| observed.bearing == Bearing::For)
        && parts.all(|(_, observed)| observed.bearing == Bearing::For)
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
