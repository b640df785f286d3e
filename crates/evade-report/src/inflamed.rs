//! Whether the tumour is inflamed, in words: the answer, what its probability means, and why there is none.

use evade_core::{
    Axis, Inflamed, Phenotype, PhenotypeCall, Probability, Reason, RnaProfile, SampleFacts, ScaleKind,
};

use crate::phenotype_words::decided_in_words;
use crate::text::{joined, whole};

/// What the probability is taken for by mistake.
pub(crate) const IS_NOT: &str = "It is not the chance of response, nor the share of the tumour that is inflamed; where T cells lie is not seen.";

/// Entries of a sample sheet that state no histology.
const UNSTATED: [&str; 7] = ["unknown", "na", "n/a", "none", "not stated", "not available", "not reported"];

/// Whether the rule set asks if the tumour is inflamed; one of weights alone does not.
pub(crate) fn is_asked(call: &PhenotypeCall) -> bool {
    call.inflamed.tissue.is_some()
}

/// The answer; `None` where the question was not asked or there is no call.
pub(crate) fn answer(call: &PhenotypeCall) -> Option<&'static str> {
    if !is_asked(call) {
        return None;
    }
    Some(match call.inflamed.inflamed {
        Inflamed::Yes => "yes",
        Inflamed::No => "no",
        Inflamed::Indeterminate => "open",
        Inflamed::NotEvaluable => return None,
    })
}

/// What a histology was stated as, where anything was.
pub(crate) fn stated_histology(facts: &SampleFacts) -> Option<&str> {
    let stated = facts.histology.as_deref()?;
    (!UNSTATED.contains(&stated.trim().to_lowercase().as_str())).then_some(stated)
}

/// The sentences below the answer: the probability with its limits, or why there is none.
pub(crate) fn explained(rna: &RnaProfile, facts: &SampleFacts) -> Vec<String> {
    let call = &rna.call;
    let Some(probability) = &call.inflamed.probability else {
        return vec![format!("No probability: {}.", why_none(rna))];
    };
    let mut sentences = vec![format!("{}.", probability.in_words())];
    let of_100 = |p: f64| whole((100.0 * p).round());
    sentences.push(format!(
        "Yes from {} of 100 on, no below {}{}.",
        of_100(probability.yes_from),
        of_100(probability.no_below),
        measured(rna).map_or(String::new(), |measured| format!("; {measured}"))
    ));
    sentences.extend(beyond_the_basis(call, probability, facts));
    sentences.push(IS_NOT.to_owned());
    sentences
}

/// How often the answers of the built-in rules agreed with their label, where the tumour they were asked of was left out of the
/// fit: of 100 answers yes, and of 100 answers no. docs/validation.md holds them with their intervals.
pub(crate) const AGREED: [u32; 2] = [69, 78];

/// The same in words, for the rules and the tissue that they were measured of.
fn measured(rna: &RnaProfile) -> Option<String> {
    let is_measured = rna.rules == "tme-v1" && rna.call.inflamed.tissue.as_deref() == Some("lung");
    let [yes, no] = AGREED;
    is_measured.then(|| {
        format!("cross-validated, {yes} of 100 answers yes and {no} of 100 answers no agreed with that label")
    })
}

/// What the sample has not in common with the tumours of the fit, or may not have.
fn beyond_the_basis(call: &PhenotypeCall, probability: &Probability, facts: &SampleFacts) -> Option<String> {
    let histology = stated_histology(facts);
    if call.reasons.contains(&Reason::Extrapolated) {
        let stated: Vec<&str> =
            histology.into_iter().chain(facts.specimen.as_deref()).chain(facts.site.as_deref()).collect();
        return Some(format!(
            "Extrapolated: the figure is that of {}, resected primary tumours; this sample is stated as {}.",
            probability.population,
            joined(&stated)
        ));
    }
    histology.is_none().then(|| {
        format!(
            "Histology is not stated: the figure is that of {} and may not apply.",
            probability.population
        )
    })
}

/// Why the answer has no probability, in a clause.
fn why_none(rna: &RnaProfile) -> String {
    let call = &rna.call;
    let has = |reason| call.reasons.contains(&reason);
    let tissue = call.inflamed.tissue.as_deref().unwrap_or_default();
    if let Some(reason) = call.deciding_reason() {
        return if reason == Reason::LowPurity {
            decided_in_words(reason).unwrap_or_default().to_owned()
        } else {
            "it is open what the RNA shows of a tumour".to_owned()
        };
    }
    if has(Reason::NoModelForTissue) {
        return format!(
            "no model was fitted for the stated histology; the answer follows the thresholds of the {tissue} model"
        );
    }
    if has(Reason::ClassSharesUnknown) {
        let is_missing = |axis| rna.axes.iter().all(|a| a.axis != axis || a.z.is_none());
        return match rna.scale {
            ScaleKind::Cohort => format!(
                "values against the samples of the run depend on who else is in it; the answer follows the thresholds of the {tissue} model"
            ),
            ScaleKind::Frozen if is_missing(Axis::G) => "the effector axis has no value".to_owned(),
            ScaleKind::Frozen => {
                format!("the {tissue} model was not fitted on the values of reference {}", rna.reference.id)
            }
        };
    }
    if has(Reason::LowPurity) && call.leading == Some(Phenotype::Desert) {
        return decided_in_words(Reason::LowPurity).unwrap_or_default().to_owned();
    }
    "none was fitted for this sample".to_owned()
}

/// The answer for the first sentence, the figure in short.
pub(crate) fn in_short(call: &PhenotypeCall) -> Option<String> {
    let answer = answer(call)?;
    if let Some(why) = call.deciding_reason().and_then(decided_in_words) {
        return Some(format!("inflamed: {answer} ({why})"));
    }
    Some(match &call.inflamed.probability {
        Some(probability) => {
            let extrapolated =
                if call.reasons.contains(&Reason::Extrapolated) { "; extrapolated" } else { "" };
            format!(
                "inflamed: {answer} ({} of 100 {} with this value were, by {}{extrapolated})",
                whole((100.0 * probability.p).round()),
                probability.population,
                probability.label
            )
        }
        None => format!("inflamed: {answer} (without a probability)"),
    })
}
