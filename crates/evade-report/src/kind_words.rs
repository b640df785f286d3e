//! Of which kind the tumour is, in words, where it is asked apart from whether it is inflamed.

use evade_core::{Axis, Inflamed, Phenotype, PhenotypeCall, Reason, RnaProfile};

use crate::phenotype_words::{between, classes_at_hand};
use crate::reading::{Reading, Side};
use crate::text::joined;

/// What the class means, for front page and glossary.
pub(crate) fn definition(phenotype: Phenotype) -> Option<&'static str> {
    Some(match phenotype {
        Phenotype::Active => {
            "T cells with an effector programme; suppressive cells are no more than the T-cell level explains"
        }
        Phenotype::Suppressed => {
            "T cells are present; suppressive cells are clearly more than the T-cell level explains"
        }
        Phenotype::Excluded => {
            "Not inflamed, with more T cells or stroma than a desert has; that T cells are kept out of the tumour is inferred, RNA cannot show it"
        }
        Phenotype::Desert => {
            "Not inflamed: T cells and their effector programme both lie in about the lower third of the reference, and stroma does not outweigh that"
        }
        Phenotype::Indeterminate => {
            "Whether the tumour is inflamed, or of which kind, is open: between the thresholds, no class meets all its conditions, the call changes when it is resampled, or the RNA may not be of a tumour that can be judged"
        }
        Phenotype::NotEvaluable => return None,
    })
}

/// The kind, to stand behind the answer.
pub(crate) fn kind(call: &PhenotypeCall) -> Option<String> {
    let label = call.phenotype.label();
    Some(match (call.phenotype, call.inflamed.inflamed) {
        (Phenotype::NotEvaluable, _) => return None,
        // Which classes the RNA would have says nothing while it is open what it is of.
        (Phenotype::Indeterminate, _) if call.deciding_reason().is_some() => return None,
        // One question is answered: the classes of the other answer are not at hand.
        (Phenotype::Indeterminate, Inflamed::Yes) => {
            format!("{} or {} is open", Phenotype::Active.label(), Phenotype::Suppressed.label())
        }
        (Phenotype::Indeterminate, Inflamed::No) => {
            format!("{} or {} is open", Phenotype::Excluded.label(), Phenotype::Desert.label())
        }
        (Phenotype::Indeterminate, _) if classes_at_hand(call).len() < 2 => {
            format!("kind open, nearest to {}", between(call)?)
        }
        (Phenotype::Indeterminate, Inflamed::Indeterminate) => {
            let classes: Vec<&str> = classes_at_hand(call).into_iter().map(Phenotype::label).collect();
            format!("between {}", joined(&classes))
        }
        (Phenotype::Indeterminate, _) => format!("kind open: {}", between(call)?),
        (_, Inflamed::Indeterminate) => format!("if inflamed, {label}"),
        _ if call.reasons.contains(&Reason::ExcludedDesertLeaning) => format!("leaning to {label}"),
        _ => label.to_owned(),
    })
}

/// What the call means for this sample: the class with what is unlike it here, or what keeps the call open.
pub(crate) fn meaning(rna: &RnaProfile) -> Option<String> {
    let call = &rna.call;
    if call.deciding_reason().is_some() {
        return None;
    }
    let has = |reason| call.reasons.contains(&reason);
    let mut sentences: Vec<String> = Vec::new();
    if has(Reason::InflamedUndecided) {
        sentences.push("The value lies between the thresholds of not inflamed and inflamed".to_owned());
    }
    match call.phenotype {
        Phenotype::Indeterminate => {
            if has(Reason::KindUndecided) {
                sentences.push("No class meets all its conditions; the following pages list them".to_owned());
            }
            if has(Reason::LowStability) {
                sentences.push("Fewer than half of the resampled calls agree".to_owned());
            }
        }
        Phenotype::Suppressed if has(Reason::InflamedUndecided) => sentences.push(
            "Suppressive cells are so far above what the T-cell level explains that the kind is called all the same"
                .to_owned(),
        ),
        phenotype => sentences.extend(definition(phenotype).map(str::to_owned)),
    }
    let is_stroma_low = side(rna, Axis::X) == Some(Side::Low);
    if call.phenotype == Phenotype::Excluded && is_stroma_low {
        sentences.push("Stroma is low here: the leaning rests on T cells alone".to_owned());
    }
    if has(Reason::StromaHigh) {
        sentences.push("Stroma high: RNA cannot show whether T cells are kept out".to_owned());
    }
    (!sentences.is_empty()).then(|| format!("{}.", sentences.join(". ")))
}

fn side(rna: &RnaProfile, axis: Axis) -> Option<Side> {
    rna.axes.iter().find(|value| value.axis == axis).and_then(Reading::of_axis)?.side
}
