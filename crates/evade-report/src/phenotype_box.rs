//! The box of the phenotype on the front page.

use evade_core::{Phenotype, PhenotypeCall, Reason, RnaProfile, SampleFacts, SampleProfile};
use maud::{Markup, html};

use crate::confidence::{confidence, nearest};
use crate::context::b_cells;
use crate::inflamed::{self, answer, explained};
use crate::kind_words;
use crate::phenotype_words::{self, decided_in_words, label};
use crate::reading::laboratory_shift;
use crate::rna_limits::{reason_in_words, short_name};
use crate::text::{Text, decimals, two, whole};

/// The call, what stopped it, or that there was no RNA.
pub(crate) fn phenotype_box(profile: &SampleProfile) -> Markup {
    html! {
        @match &profile.rna {
            Some(rna) if rna.call.phenotype == Phenotype::NotEvaluable => (qc_failed(rna)),
            Some(rna) if inflamed::is_asked(&rna.call) => (two_questions(rna, &profile.facts)),
            Some(rna) => (one_question(rna)),
            None => p {
                strong { "Not tested: " }
                "no expression (RNA) was given. There is no phenotype call; this is not a negative finding."
            },
        }
    }
}

/// Inflamed or not, with its probability; then the kind.
fn two_questions(rna: &RnaProfile, facts: &SampleFacts) -> Markup {
    let call = &rna.call;
    let decided = call.deciding_reason();
    html! {
        p class={ "label " (call.phenotype.as_str()) } {
            "Inflamed: " (answer(call).unwrap_or("open"))
            @if let Some(kind) = kind_words::kind(call) { "; " (kind) }
        }
        @if let Some(reason) = decided { p { (Text(&reason_in_words(reason, rna))) } }
        p { (Text(&explained(rna, facts).join(" "))) }
        @if decided.is_some() { p { "There is no class; this is not a negative finding." } }
        dl class="pairs" {
            @if call.phenotype.is_determinate() { dt { "Confidence" } dd { (confidence(call, &rna.axes)) } }
            @if decided.is_none() && !call.chosen.is_empty() { dt { "Resampled" } dd { (resampled(call)) } }
            (base_rate(call))
        }
        @if let Some(words) = kind_words::meaning(rna) { p { (words) } }
        @if let Some(context) = b_cells(rna) { p class="note" { (context) } }
        @if call.inflamed.probability.is_none() { p class="note" { (WHERE_T_CELLS_LIE) } }
        @if let Some(remark) = between_laboratories(rna) { p class="note" { (remark) } }
    }
}

/// A rule set that weighs all classes at once.
fn one_question(rna: &RnaProfile) -> Markup {
    let call = &rna.call;
    let decided = call.deciding_reason();
    html! {
        p class={ "label " (call.phenotype.as_str()) } { (Text(&label(call))) }
        @if let Some(reason) = decided { p { (Text(&reason_in_words(reason, rna))) } }
        dl class="pairs" {
            dt { "Confidence" } dd { (confidence(call, &rna.axes)) }
            // Where it is open what the RNA is of, the classes it would have say nothing.
            @if decided.is_none() {
                dt { "Second class" } dd {
                    (call.second.map_or("none", Phenotype::label))
                    @if let Some(margin) = call.margin { ", its evidence lower by " (two(margin)) }
                }
                dt { "Stability" } dd { (stability(call.stability)) }
                // A class has it beside its confidence.
                @if let Some(change) = nearest(call, &rna.axes).filter(|_| call.confidence.is_none()) {
                    dt { "Nearest change" } dd { (change.in_words()) }
                }
            }
            (base_rate(call))
        }
        @if let Some(words) = phenotype_words::meaning(rna) { p { (words) "." } }
        @if let Some(context) = b_cells(rna) { p class="note" { (context) } }
        p class="note" { (WHERE_T_CELLS_LIE) }
        @if let Some(remark) = between_laboratories(rna) { p class="note" { (remark) } }
    }
}

const WHERE_T_CELLS_LIE: &str =
    "Inferred from bulk RNA. Where T cells lie is not measured; CD8 immunohistochemistry shows it.";

/// How common the call is; an open one has no rate.
fn base_rate(call: &PhenotypeCall) -> Markup {
    html! {
        @if let Some((same, n)) = call.base_rate.filter(|_| call.phenotype.is_determinate()) {
            dt { "How often" } dd { (same) " of " (n) " reference samples get this call" }
        }
    }
}

/// How often each class leads in the resampled calls. To lead is not yet to be called.
fn resampled(call: &PhenotypeCall) -> String {
    let is_named = |share: f64| share >= LEAST_NAMED;
    let classes: Vec<String> = call
        .chosen
        .iter()
        .filter(|chosen| is_named(chosen.share))
        .enumerate()
        .map(|(place, chosen)| {
            let leads = if place == 0 { "leads in" } else { "in" };
            format!("{} {leads} {}", chosen.class.label(), whole(100.0 * chosen.share))
        })
        .collect();
    format!("{} of 100 calls, laboratories moved as well", classes.join(", "))
}

/// A class that leads in fewer is not named.
const LEAST_NAMED: f64 = 0.005;

fn stability(share: Option<f64>) -> String {
    share.map_or("not computed".to_owned(), |s| {
        format!("the same class in a share of {} of resampled calls", two(s))
    })
}

fn qc_failed(rna: &RnaProfile) -> Markup {
    let call = &rna.call;
    // The reasons that stop a call come first; without one, all of them are the answer.
    let stops: Vec<Reason> = call.reasons.iter().copied().filter(|r| r.stops_the_call()).collect();
    let shown = if stops.is_empty() { &call.reasons } else { &stops };
    let tissue = call.deciding_reason().filter(|reason| reason.is_about_tissue()).and_then(decided_in_words);
    html! {
        div class="failed" {
            p class="label" {
                @match tissue {
                    Some(words) => { "Not evaluable: " (words) },
                    None => "QUALITY CONTROL FAILED: not evaluable",
                }
            }
            @for reason in shown { p { (Text(&reason_in_words(*reason, rna))) } }
            p { "There is no phenotype call; this is not a negative finding." }
        }
    }
}

/// How far laboratories differ, where that is much.
fn between_laboratories(rna: &RnaProfile) -> Option<String> {
    let shifts: Vec<String> = rna
        .axes
        .iter()
        .filter_map(|axis| {
            Some(format!("{} {}", short_name(axis.axis), decimals(laboratory_shift(axis)?, 1)))
        })
        .collect();
    (!shifts.is_empty()).then(|| {
        format!("Laboratories differ (z): {}; within that no axis is called low or high.", shifts.join(", "))
    })
}
