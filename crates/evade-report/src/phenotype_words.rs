//! The phenotype in words: what the call is, and what its class means.

use evade_core::{Phenotype, PhenotypeCall, Reason};

/// What the class means, for front page and glossary.
pub(crate) fn definition(phenotype: Phenotype) -> Option<&'static str> {
    Some(match phenotype {
        Phenotype::Active => {
            "T cells with a working effector programme; neither suppression nor stroma leads"
        }
        Phenotype::Suppressed => {
            "Immune cells are present; suppressive cells weigh more than the T cells explain"
        }
        Phenotype::Excluded => {
            "Stroma leads over the signal of T cells; whether it keeps them out of the tumour is inferred, RNA cannot show it"
        }
        Phenotype::Desert => "The signal of T cells and of their effector programme is weak",
        Phenotype::Indeterminate => {
            "Two classes are too close, or the call changes when genes and reference are resampled"
        }
        Phenotype::NotEvaluable => return None,
    })
}

/// What the call means: the class, or what keeps it from being called.
pub(crate) fn meaning(call: &PhenotypeCall) -> Option<&'static str> {
    let is_thin = call.phenotype == Phenotype::Indeterminate
        && call.leading == Some(Phenotype::Desert)
        && call.reasons.contains(&Reason::LowPurity)
        && !call.reasons.iter().any(|reason| matches!(reason, Reason::LowMargin | Reason::LowStability));
    if is_thin {
        return Some("With so few tumour cells in the sample a lack of T cells says nothing of the tumour");
    }
    definition(call.phenotype)
}

/// The call in words; an indeterminate one names the classes it lies between.
pub(crate) fn label(call: &PhenotypeCall) -> String {
    let between: Vec<&str> = call.leading.into_iter().chain(call.second).map(Phenotype::label).collect();
    if call.phenotype == Phenotype::Indeterminate && !between.is_empty() {
        return format!("indeterminate: {}", between.join(" / "));
    }
    let stroma = call.phenotype == Phenotype::Desert && call.reasons.contains(&Reason::StromaRich);
    format!("{}{}", call.phenotype.label(), if stroma { ", stroma-rich" } else { "" })
}
