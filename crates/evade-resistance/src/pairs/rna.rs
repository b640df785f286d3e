//! What changed in RNA: axes, scores, features and the phenotype.

use evade_core::{
    ChangeKind, ChangeStatus, Comparability, NoiseSource, PairReason, Phenotype, PhenotypeChange, Reason,
    RnaComparison, RnaProfile, TransitionPattern, ValueChange,
};

use super::compare::Pair;
use super::conditions::Conditions;
use super::errors::{axis_error, score_error};
use super::rules::PairRules;

/// What changed in RNA. `refused` names why nothing of the pair is compared.
pub(super) fn rna(rules: &PairRules, pair: &Pair<'_>, refused: Option<PairReason>) -> RnaComparison {
    let (before, after) = (pair.before.profile.rna.as_ref(), pair.after.profile.rna.as_ref());
    let mut reasons: Vec<PairReason> = refused.into_iter().collect();
    reasons.extend(before.is_none().then_some(PairReason::NoRnaBefore));
    reasons.extend(after.is_none().then_some(PairReason::NoRnaAfter));
    let Some((before, after)) = before.zip(after) else {
        return RnaComparison {
            state: Comparability::NotEvaluable,
            reasons,
            axes: Vec::new(),
            scores: Vec::new(),
            features: Vec::new(),
            phenotype: None,
        };
    };
    reasons.extend((!is_placed(before)).then_some(PairReason::RnaNotEvaluableBefore));
    reasons.extend((!is_placed(after)).then_some(PairReason::RnaNotEvaluableAfter));
    reasons.extend(pair.is_same_rna().then_some(PairReason::SameProfile));
    let Conditions { mut differ, assumed } = pair.conditions(&rules.call);
    differ.extend(pair.may_be_two_tumours().then_some(PairReason::ClonalRelationUnproven));
    let state = match (reasons.is_empty(), differ.is_empty()) {
        (false, _) => Comparability::NotEvaluable,
        (true, false) => Comparability::Confounded,
        (true, true) => Comparability::Comparable,
    };
    reasons.extend(differ);
    reasons.extend(assumed);
    // What stopped or what was assumed stands beside every number.
    let call = Call { rules, state, why: reasons.clone() };
    let axes: Vec<ValueChange> = before
        .axes
        .iter()
        .zip(&after.axes)
        .map(|(before_axis, after_axis)| {
            let of_both = before.resampled.as_deref().zip(after.resampled.as_deref());
            let error = of_both.and_then(|(one, other)| axis_error(one, other, before_axis.axis));
            call.change(Measured {
                kind: ChangeKind::Axis,
                item: before_axis.axis.as_str(),
                name: before_axis.axis.label(),
                before: before_axis.z,
                after: after_axis.z,
                error: error.or(together(before_axis.se, after_axis.se)),
            })
        })
        .collect();
    let scores = scores(&call, before, after);
    let features = features(&call, before, after);
    let phenotype = Some(phenotype(&call, before, after, &axes));
    RnaComparison { state, reasons, axes, scores, features, phenotype }
}

fn scores(call: &Call<'_>, before: &RnaProfile, after: &RnaProfile) -> Vec<ValueChange> {
    let of_both = before.resampled.as_deref().zip(after.resampled.as_deref());
    before
        .scores
        .iter()
        .zip(&after.scores)
        .enumerate()
        .map(|(place, (one, other))| {
            let error = of_both.and_then(|(one, other)| score_error(one, other, place));
            call.change(Measured {
                kind: ChangeKind::Score,
                item: &one.signature,
                name: &one.signature,
                before: one.z,
                after: other.z,
                error: error.or(together(one.se, other.se)),
            })
        })
        .collect()
}

fn features(call: &Call<'_>, before: &RnaProfile, after: &RnaProfile) -> Vec<ValueChange> {
    before
        .features
        .iter()
        .zip(&after.features)
        .map(|(one, other)| {
            // A value within one histology and one among all tumours are on two scales.
            let is_one_scale = one.within_histology == other.within_histology && one.n == other.n;
            let value = |value: Option<f64>| value.filter(|_| is_one_scale);
            call.change(Measured {
                kind: ChangeKind::Feature,
                item: &one.feature,
                name: &one.name,
                before: value(one.value),
                after: value(other.value),
                error: together(one.se, other.se),
            })
        })
        .collect()
}

/// Whether the RNA can be placed on the reference at all.
fn is_placed(rna: &RnaProfile) -> bool {
    let is_unfit = |reason: &Reason| {
        reason.stops_the_call() || reason.leaves_the_call_open() || *reason == Reason::UnitDoubtful
    };
    !rna.call.reasons.iter().any(is_unfit)
}

/// The error of a difference of two values that were measured apart.
fn together(one: Option<f64>, other: Option<f64>) -> Option<f64> {
    one.zip(other).map(|(one, other)| one.hypot(other))
}

/// A number in both samples, with the standard error of its change.
#[derive(Clone, Copy)]
struct Measured<'a> {
    kind: ChangeKind,
    item: &'a str,
    name: &'a str,
    before: Option<f64>,
    after: Option<f64>,
    error: Option<f64>,
}

/// What calls a change of this pair.
struct Call<'a> {
    rules: &'a PairRules,
    state: Comparability,
    why: Vec<PairReason>,
}

impl Call<'_> {
    fn change(&self, measured: Measured<'_>) -> ValueChange {
        let Measured { kind, item, name, before, after, error } = measured;
        let change = before.zip(after).map(|(before, after)| after - before);
        let (noise, noise_from) = self.noise(kind, item, error);
        let mut reasons = self.why.clone();
        let status = match (change, self.state) {
            (None, _) => {
                reasons.push(PairReason::ValueMissing);
                ChangeStatus::NotEvaluable
            }
            (_, Comparability::NotEvaluable) => ChangeStatus::NotEvaluable,
            (_, Comparability::Confounded) => ChangeStatus::Confounded,
            (Some(change), Comparability::Comparable) => {
                if self.rules.bar(kind, item).is_none() {
                    reasons.push(PairReason::NoReplicates);
                }
                if change.abs() >= noise { ChangeStatus::Changed } else { ChangeStatus::Unchanged }
            }
        };
        let is_shown = change.is_some() && status != ChangeStatus::NotEvaluable;
        ValueChange {
            item: item.to_owned(),
            name: name.to_owned(),
            before,
            after,
            change: change.filter(|_| is_shown),
            noise: is_shown.then_some(noise),
            noise_from: is_shown.then_some(noise_from),
            status,
            reasons,
        }
    }

    /// The largest of the three bars.
    fn noise(&self, kind: ChangeKind, item: &str, error: Option<f64>) -> (f64, NoiseSource) {
        let of_error = error.map(|error| (self.rules.call.errors * error, NoiseSource::Resampling));
        let of_replicates = self.rules.bar(kind, item).map(|bar| (bar, NoiseSource::Replicates));
        let least = (self.rules.call.least, NoiseSource::Least);
        [of_replicates, of_error].into_iter().flatten().fold(
            least,
            |most, bar| {
                if bar.0 > most.0 { bar } else { most }
            },
        )
    }
}

fn phenotype(
    call: &Call<'_>,
    before: &RnaProfile,
    after: &RnaProfile,
    axes: &[ValueChange],
) -> PhenotypeChange {
    let (one, other) = (&before.call, &after.call);
    let mut reasons = call.why.clone();
    let is_open = !one.phenotype.is_determinate() || !other.phenotype.is_determinate();
    let has_change = axes.iter().any(|axis| axis.status == ChangeStatus::Changed);
    let status = match call.state {
        Comparability::NotEvaluable => ChangeStatus::NotEvaluable,
        Comparability::Confounded => ChangeStatus::Confounded,
        Comparability::Comparable if is_open => {
            reasons.push(PairReason::PhenotypeOpen);
            ChangeStatus::NotEvaluable
        }
        Comparability::Comparable if one.phenotype == other.phenotype => ChangeStatus::Unchanged,
        Comparability::Comparable if has_change => ChangeStatus::Changed,
        Comparability::Comparable => {
            reasons.push(PairReason::NoAxisChanged);
            ChangeStatus::Unchanged
        }
    };
    PhenotypeChange {
        before: one.phenotype,
        confidence_before: one.confidence,
        after: other.phenotype,
        confidence_after: other.confidence,
        status,
        pattern: pattern(status, one.phenotype, other.phenotype, axes),
        reasons,
    }
}

/// The name of a transition; of one that was not called there is none.
fn pattern(
    status: ChangeStatus,
    before: Phenotype,
    after: Phenotype,
    axes: &[ValueChange],
) -> Option<TransitionPattern> {
    use Phenotype::{Active, Desert, Excluded, Suppressed};
    let is_inflamed = |phenotype| matches!(phenotype, Active | Suppressed);
    let effector = axes.iter().find(|axis| axis.item == "G")?;
    match (status, before, after) {
        (ChangeStatus::Changed, _, Desert) => Some(TransitionPattern::ToDesert),
        (ChangeStatus::Changed, Active, Suppressed) => Some(TransitionPattern::ActiveToSuppressed),
        (ChangeStatus::Changed, Active, Excluded) => Some(TransitionPattern::ActiveToExcluded),
        (ChangeStatus::Changed, Desert | Excluded, after) if is_inflamed(after) => {
            Some(TransitionPattern::ToInflamed)
        }
        (ChangeStatus::Changed | ChangeStatus::Unchanged, before, after)
            if is_inflamed(before) && is_inflamed(after) =>
        {
            if effector.is_up() {
                Some(TransitionPattern::InflamedIfngUp)
            } else {
                (effector.status == ChangeStatus::Unchanged).then_some(TransitionPattern::InflamedIfngStable)
            }
        }
        _ => None,
    }
}
