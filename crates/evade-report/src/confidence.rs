//! How far a call is to be trusted, and what decides that.

use evade_core::{Axis, AxisValue, Flip, Inflamed, Phenotype, PhenotypeCall, Reason};

use crate::rna_limits::short_name;
use crate::text::{decimals, joined, two};

/// The smallest error of one axis that changes the call.
pub(crate) struct Change {
    pub(crate) axis: Axis,
    /// The move in z.
    pub(crate) delta: f64,
    /// The same in standard errors of the axis.
    pub(crate) errors: f64,
    /// The class that leads then, or that the call is left open.
    pub(crate) becomes: Phenotype,
}

impl Change {
    /// "it would be immunologically active if suppression were 0.12 lower (0.6 SE)".
    pub(crate) fn in_words(&self) -> String {
        let then = match self.becomes {
            Phenotype::Indeterminate => "it would be open",
            class => class.label(),
        };
        let would = if self.becomes == Phenotype::Indeterminate { "" } else { "it would be " };
        format!(
            "{would}{then} if {} were {} {} ({} SE)",
            short_name(self.axis),
            two(self.delta.abs()),
            if self.delta > 0.0 { "higher" } else { "lower" },
            decimals(self.errors, 1)
        )
    }
}

/// The change that needs the fewest standard errors.
pub(crate) fn nearest(call: &PhenotypeCall, axes: &[AxisValue]) -> Option<Change> {
    let changes = call.flips.iter().filter_map(|&Flip { axis, delta, becomes }| {
        let se = axes.iter().find(|value| value.axis == axis)?.se.filter(|&se| se > 0.0)?;
        Some(Change { axis, delta, errors: delta.abs() / se, becomes })
    });
    changes.min_by(|a, b| a.errors.total_cmp(&b.errors))
}

/// The level with what decides it.
pub(crate) fn confidence(call: &PhenotypeCall, axes: &[AxisValue]) -> String {
    let Some(level) = call.confidence else { return "none: no class was called".to_owned() };
    let mut why: Vec<String> = Vec::new();
    let is_leaning = call.reasons.contains(&Reason::ExcludedDesertLeaning);
    if is_leaning {
        why.push("no label of pathology confirms that these axes tell excluded from desert".to_owned());
    }
    // A leaning is of low confidence by itself: a far change would only seem to speak for it.
    let change = nearest(call, axes).filter(|change| !is_leaning || change.errors < 1.0);
    why.extend(change.map(|change| change.in_words()));
    why.extend(lowered_by(call));
    if why.is_empty() { level.to_string() } else { format!("{level}: {}", why.join("; ")) }
}

/// The doubts that lower the level, in a clause.
fn lowered_by(call: &PhenotypeCall) -> Option<String> {
    let mut doubts: Vec<&str> = Vec::new();
    let is_wide = call.inflamed.inflamed == Inflamed::Yes
        && call.inflamed.probability.as_ref().is_some_and(|found| found.low < found.yes_from);
    if is_wide {
        doubts.push("an interval of the probability that reaches below half");
    }
    doubts.extend(DOUBTS.iter().filter(|(reason, _)| call.reasons.contains(reason)).map(|(_, words)| words));
    // Few predicted genes are worth a word where nothing else explains the level.
    if doubts.is_empty() && call.reasons.contains(&Reason::GenesPredicted) {
        doubts.push("predicted genes of the axes");
    }
    (!doubts.is_empty()).then(|| format!("lowered by {}", joined(&doubts)))
}

/// Reasons that lower the confidence of a call, in words that follow "lowered by".
const DOUBTS: [(Reason, &str); 22] = [
    (Reason::InflamedUndecided, "the open answer whether it is inflamed"),
    (Reason::LaboratorySensitive, "differences between laboratories"),
    (Reason::Extrapolated, "extrapolation"),
    (Reason::NoModelForTissue, "a tissue without a model"),
    (Reason::HistologyNotNsclc, "a histology the rule is not made for"),
    (Reason::ClassSharesUnknown, "the lack of a probability"),
    (Reason::NormalLungContent, "normal lung in the sample"),
    (Reason::LymphoidLike, "lymphoid tissue that may be in the sample"),
    (Reason::LowEpithelium, "low epithelial genes"),
    (Reason::OtherTissue, "genes of another tissue"),
    (Reason::TissueNotAssessed, "tissue that was not assessed"),
    (Reason::LowPurity, "low tumour content"),
    (Reason::DenseSample, "a dense sample"),
    (Reason::LowDepth, "few genes detected"),
    (Reason::AxisGeneSilent, "a silent gene of the axes"),
    (Reason::HlaGenesNotQuantified, "HLA genes near zero"),
    (Reason::AxisOutsideReference, "an axis outside the reference"),
    (Reason::PartialAxes, "a missing axis"),
    (Reason::UnstableAxis, "an unstable axis"),
    (Reason::SuppressionUnadjusted, "suppression that is not adjusted for T cells"),
    (Reason::SmallReference, "the small reference"),
    (Reason::PlatformBorderline, "a profile at the edge of the reference"),
];
