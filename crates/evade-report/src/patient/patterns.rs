//! Several changes together, the screen for a small-cell carcinoma, and markers that were supplied.

use evade_core::{
    ChangeStatus, HypoxiaTriple, PairComparison, PairReason, PatternState, TransformationScreen,
    TransformationVerdict, TumourKind,
};
use maud::{Markup, html};

use super::words;
use crate::text::{NO_VALUE, Text, joined, short, signed};

/// The box of both patterns and the markers.
pub(super) fn patterns_box(pair: &PairComparison) -> Markup {
    html! {
        h2 { "Hypoxia, CD8 T cells and MHC together" }
        (hypoxia(&pair.hypoxia))
        h2 { "Screen for a small-cell carcinoma" }
        (screen(pair))
        (markers(pair))
    }
}

fn hypoxia(triple: &HypoxiaTriple) -> Markup {
    let why = words::reasons(&triple.reasons);
    let parts = [triple.hypoxia_up, triple.cd8_down, triple.mhc_down];
    html! {
        p {
            strong { (crate::text::capitalised(words::pattern_state(triple.state))) }
            @if !why.is_empty() && triple.state != PatternState::Present { " (" (why) ")" }
            "."
            // Nothing rose or fell where nothing is evaluable.
            @if parts.iter().any(Option::is_some) {
                " Hypoxia rose: " (answer(triple.hypoxia_up)) "; CD8 T cells fell: " (answer(triple.cd8_down))
                "; MHC class I or II fell: " (answer(triple.mhc_down)) "."
            }
        }
    }
}

fn answer(is_so: Option<bool>) -> &'static str {
    match is_so {
        Some(true) => "yes",
        Some(false) => "not beyond noise",
        None => "not evaluable",
    }
}

fn verdict(verdict: TransformationVerdict) -> &'static str {
    match verdict {
        TransformationVerdict::Suspicion => "Suspicion, needs histology",
        TransformationVerdict::StatedHistology => {
            "The stated histology of the later sample is small-cell carcinoma, that of the earlier another"
        }
        TransformationVerdict::NeuroendocrineBefore => {
            "Neuroendocrine from the start: a rise cannot be distinguished from a mixed tumour; histology shows it"
        }
        TransformationVerdict::NoSuspicion => {
            "No suspicion: the neuroendocrine programme is not high, or did not rise beyond noise"
        }
        TransformationVerdict::NotAssessable => "Not evaluable, which does not exclude it",
    }
}

fn screen(pair: &PairComparison) -> Markup {
    let screen = &pair.transformation;
    let own: Vec<PairReason> = screen
        .reasons
        .iter()
        .copied()
        .filter(|reason| {
            // The verdict says it.
            screen.verdict != TransformationVerdict::NeuroendocrineBefore
                || *reason != PairReason::NeuroendocrineBefore
        })
        .collect();
    let why = words::reasons(&own);
    // Between samples that were taken in another way nothing is a change.
    let difference =
        if screen.neuroendocrine_status == ChangeStatus::Changed { "change" } else { "difference" };
    let between = words::between(pair);
    let drivers: Vec<&str> = screen.drivers_retained.iter().map(String::as_str).collect();
    html! {
        p class=@if screen.verdict == TransformationVerdict::Suspicion { "suspicion" } @else { "screened" } {
            strong { (verdict(screen.verdict)) }
            @if !why.is_empty() { " (" (why) ")" }
            ". Neuroendocrine programme: " (words::level(screen.neuroendocrine_before)) (between)
            (words::level(screen.neuroendocrine_after))
            @if let Some(change) = screen.neuroendocrine_change { ", " (difference) " " (signed(change)) }
            " (" (words::status(screen.neuroendocrine_status)) "). RB1: " (altered(screen.rb1_altered))
            "; TP53: " (altered(screen.tp53_altered))
            "; drivers retained: " @if drivers.is_empty() { "none known" } @else { (Text(&joined(&drivers))) }
            "; histology stated: " (words::kind(screen.kind_before)) (between) (words::kind(screen.kind_after)) "."
            @if let Some(note) = baseline(screen) { " " (note) }
        }
    }
}

/// What the kind of the earlier tumour means for the screen.
fn baseline(screen: &TransformationScreen) -> Option<&'static str> {
    Some(match screen.kind_before? {
        TumourKind::Squamous => {
            "In squamous cell carcinoma a neuroendocrine programme is rarer, and a transformation is described in few cases."
        }
        TumourKind::Neuroendocrine => {
            "A large-cell neuroendocrine carcinoma or carcinoid is neuroendocrine by definition."
        }
        TumourKind::SmallCell => "The earlier sample is stated to be small-cell carcinoma.",
        TumourKind::Adenocarcinoma | TumourKind::Other => return None,
    })
}

fn altered(is_altered: Option<bool>) -> &'static str {
    match is_altered {
        Some(true) => "altered",
        Some(false) => "tested, not altered",
        None => "not tested",
    }
}

/// Values that the sample sheet states: nothing is called of them.
fn markers(pair: &PairComparison) -> Markup {
    let markers = &pair.markers;
    let value = |value: Option<f64>| value.map_or_else(|| NO_VALUE.to_owned(), short);
    html! {
        @if markers.is_empty() {
            p { strong { "Markers supplied" } ": none for both samples." }
        } @else {
            p {
                strong { "Markers supplied" } ": "
                @for (place, marker) in markers.iter().enumerate() {
                    @if place > 0 { "; " }
                    (Text(&marker.name)) ": " (value(marker.before)) (words::between(pair)) (value(marker.after))
                }
                ". No change is called of them."
            }
        }
    }
}
