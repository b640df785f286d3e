//! The part on RNA of a pair: the transition of the phenotype and the axes with their noise.

use evade_core::{Comparability, PairComparison, PairReason, PhenotypeChange, RnaComparison};
use maud::{Markup, html};

use super::slope_svg::slope_svg;
use super::words;
use crate::text::{Text, capitalised};

/// The box; grey, with its words, where no change is called.
pub(super) fn rna_box(pair: &PairComparison, place: usize) -> Markup {
    let rna = &pair.rna;
    let why = words::obstacles(&rna.reasons);
    html! {
        h2 { "RNA: phenotype and axes" }
        @match rna.state {
            Comparability::NotEvaluable => p class="grey-note" {
                strong { "Not evaluable" } @if !why.is_empty() { ": " (why) } "."
                @if is_untested(rna) { " What was not tested is not negative." }
            },
            Comparability::Confounded => p class="grey-note" {
                strong { "Not comparable, no change is called" } @if !why.is_empty() { ": " (why) } "."
            },
            Comparability::Comparable => {},
        }
        @if let Some(change) = &rna.phenotype { (transition(pair, change)) }
        @if let Some(chart) = slope_svg(pair, place) {
            div class=@if rna.state == Comparability::Comparable { "chart" } @else { "chart greyed" } { (chart) }
            p class="note" {
                "Left point: " (Text(&pair.from)) "; right point: " (Text(&pair.to))
                "; values in z (standard deviations of the reference). Grey bar: where the right point lies while the difference is within noise. \
                 Dotted line: median of the reference."
            }
        }
    }
}

/// Whether RNA is missing, or cannot be read, in one of the samples.
fn is_untested(rna: &RnaComparison) -> bool {
    use PairReason::{NoRnaAfter, NoRnaBefore, RnaNotEvaluableAfter, RnaNotEvaluableBefore};
    let untested = [NoRnaAfter, NoRnaBefore, RnaNotEvaluableAfter, RnaNotEvaluableBefore];
    untested.iter().any(|reason| rna.reasons.contains(reason))
}

/// The phenotype of both samples, with what became of it.
fn transition(pair: &PairComparison, change: &PhenotypeChange) -> Markup {
    let is_grey = pair.rna.state != Comparability::Comparable;
    let sides = [
        (&pair.from, change.before, change.confidence_before),
        (&pair.to, change.after, change.confidence_after),
    ];
    let why = words::obstacles(&change.reasons);
    html! {
        p class=@if is_grey { "transition greyed" } @else { "transition" } {
            @for (place, (sample, phenotype, confidence)) in sides.into_iter().enumerate() {
                @if place == 1 { span class="arrow" aria-hidden="true" { (words::between(pair)) } }
                span class={ "label " (phenotype.as_str()) } {
                    (capitalised(phenotype.label()))
                    small { " " (Text(sample)) @if let Some(confidence) = confidence { ", " (confidence.as_str()) " confidence" } }
                }
            }
        }
        p {
            strong { "Phenotype: " (words::status(change.status)) }
            @if let Some(pattern) = change.pattern { "; " (words::pattern(pattern)) }
            @if !why.is_empty() && !is_grey { ": " (why) }
            "."
        }
    }
}
