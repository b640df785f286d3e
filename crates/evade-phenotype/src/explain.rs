//! The call in sentences, made from its numbers.

use evade_core::{
    AxisValue, Confidence, Contribution, Inflamed, Phenotype, PhenotypeCall, Reason, place_in_words,
};

use crate::reference::Reference;
use crate::resample::RESAMPLES;
use crate::rules::{Decision, Rules};

/// What the call says, why, what would change it, and how common it is.
pub(crate) fn sentences(
    call: &PhenotypeCall,
    axes: &[AxisValue],
    reference: &Reference,
    rules: &Rules,
) -> Vec<String> {
    let mut text = vec![headline(call)];
    if let Some(leading) = call.leading {
        text.extend(inflamed(call));
        text.push(evidence(call, leading, rules));
        text.extend(terms(call, leading));
        text.push(axes_in_words(axes, reference));
        text.extend(flip(call));
        text.extend(base_rate(call, reference));
    }
    // The reason that stops a call is its headline.
    let told = stopping_reason(call);
    let others = call.reasons.iter().copied().filter(|&reason| Some(reason) != told);
    text.extend(others.map(|reason| format!("{reason}: {}", reason.meaning())));
    text
}

fn stopping_reason(call: &PhenotypeCall) -> Option<Reason> {
    let stopped = call.phenotype == Phenotype::NotEvaluable;
    call.reasons.iter().copied().find(|reason| stopped && reason.stops_the_call())
}

fn headline(call: &PhenotypeCall) -> String {
    let confidence = call.confidence.map_or(String::new(), |c: Confidence| format!(", {c} confidence"));
    match (call.phenotype, call.leading) {
        (Phenotype::Indeterminate, Some(_)) if call.deciding_reason().is_some() => {
            let reason = call.deciding_reason().map_or("", Reason::meaning);
            format!("Indeterminate: {reason}")
        }
        (Phenotype::Indeterminate, Some(leading)) => {
            let open = |reason| call.reasons.contains(&reason);
            let why = match call.inflamed.inflamed {
                // The other question is answered: its classes are not at hand.
                Inflamed::Yes if open(Reason::KindUndecided) => {
                    return "Indeterminate: inflamed; active or suppressed is open.".to_owned();
                }
                Inflamed::No if open(Reason::KindUndecided) => {
                    return "Indeterminate: not inflamed; excluded or desert is open.".to_owned();
                }
                _ if open(Reason::InflamedUndecided) => "whether the tumour is inflamed is open; ",
                _ => "",
            };
            match call.rival() {
                Some(rival) => format!("Indeterminate: {why}mixed {leading} / {rival}."),
                None => format!("Indeterminate: {why}{leading} leads, but not firmly enough."),
            }
        }
        (phenotype, _) if call.reasons.contains(&Reason::ExcludedDesertLeaning) => {
            format!("Not inflamed; leaning to {}{confidence}.", phenotype.label())
        }
        (Phenotype::Desert, _) if call.reasons.contains(&Reason::StromaRich) => {
            format!("{}, stroma-rich{confidence}.", capitalised(Phenotype::Desert.label()))
        }
        (Phenotype::NotEvaluable, _) => match stopping_reason(call) {
            Some(reason) => format!("Not evaluable: {}", reason.meaning()),
            None => "Not evaluable.".to_owned(),
        },
        (phenotype, _) => format!("{}{confidence}.", capitalised(phenotype.label())),
    }
}

/// Whether the tumour is inflamed, with what the probability means.
fn inflamed(call: &PhenotypeCall) -> Option<String> {
    let tissue = call.inflamed.tissue.as_ref()?;
    let answer = match call.inflamed.inflamed {
        Inflamed::Yes => "yes",
        Inflamed::No => "no",
        Inflamed::Indeterminate => "open",
        Inflamed::NotEvaluable => return None,
    };
    Some(match &call.inflamed.probability {
        Some(probability) => format!("Inflamed: {answer}. {}.", probability.in_words()),
        None => format!("Inflamed: {answer} (by the {tissue} model, without a probability)."),
    })
}

fn evidence(call: &PhenotypeCall, leading: Phenotype, rules: &Rules) -> String {
    let value = |class| call.evidence.iter().find(|e| e.class == class).map_or(0.0, |e| e.evidence);
    let needed = match rules.decision() {
        Some(Decision::Weights(_, margin)) => format!("a call needs {}", margin.minimum),
        _ => "a call needs all conditions of its class and evidence of 0 or more".to_owned(),
    };
    let versus = match (call.second, call.margin) {
        (Some(second), Some(margin)) => {
            format!(", {second} {:+.2}: margin {margin:.2} ({needed})", value(second))
        }
        _ => "; the guards leave no other class".to_owned(),
    };
    let of_draws = |share: f64| format!("{:.0}", share * RESAMPLES as f64);
    let stability = call.stability.map_or(String::new(), |s| {
        let moved =
            call.chosen.iter().find(|chosen| chosen.class == leading).map_or(0.0, |chosen| chosen.share);
        let moved = if (moved - s).abs() < 1e-9 {
            String::new()
        } else {
            format!(", and in {} when laboratories differ as well", of_draws(moved))
        };
        format!("; {leading} leads in {} of {RESAMPLES} resampled calls{moved}", of_draws(s))
    });
    format!("Evidence {leading} {:+.2}{versus}{stability}.", value(leading))
}

fn terms(call: &PhenotypeCall, leading: Phenotype) -> Option<String> {
    let evidence = call.evidence.iter().find(|e| e.class == leading)?;
    let mut terms: Vec<&Contribution> = evidence.contributions.iter().collect();
    terms.sort_by(|a, b| b.contribution.abs().total_cmp(&a.contribution.abs()));
    let words: Vec<String> =
        terms.iter().map(|t| format!("{} {:+.1} gives {:+.2}", t.axis, t.input, t.contribution)).collect();
    let constant = match evidence.constant {
        0.0 => String::new(),
        constant => format!(", constant {constant:+.2}"),
    };
    let of_terms = format!("{}{constant}", words.join(", "));
    let failed =
        evidence.shortfalls.iter().map(|s| format!("{} fails and takes away {:.2}", s.condition, s.amount));
    let parts: Vec<String> = [of_terms].into_iter().chain(failed).collect();
    Some(format!("Terms of {leading}: {}.", parts.join("; ")))
}

fn axes_in_words(axes: &[AxisValue], reference: &Reference) -> String {
    let words: Vec<String> = axes
        .iter()
        .map(|axis| match (axis.z, axis.rank) {
            (Some(z), Some(rank)) => {
                format!("{} {z:+.1} ({})", axis.axis.label(), place_in_words(rank, reference.n))
            }
            _ => format!("{} not evaluable", axis.axis.label()),
        })
        .collect();
    format!("Against {}: {}.", reference.id, words.join("; "))
}

fn flip(call: &PhenotypeCall) -> Option<String> {
    let flip = call.flips.first()?;
    let direction = if flip.delta > 0.0 { "rises" } else { "falls" };
    Some(format!(
        "Nearest flip: {} if {} {direction} by {:.2}, the other axes held.",
        flip.becomes,
        flip.axis,
        flip.delta.abs()
    ))
}

fn base_rate(call: &PhenotypeCall, reference: &Reference) -> Option<String> {
    let (same, n) = call.base_rate?;
    Some(format!("{same} of {n} samples of {} get this call.", reference.id))
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
