//! The direction of a finding in published groups: word, mark and colour, never a statement on this patient.

use evade_core::{Direction, EvidenceLevel, IciNote};
use maud::{Markup, html};

use crate::text::{Text, capitalised};

/// A mark that reads in grey.
fn mark(direction: Direction) -> &'static str {
    match direction {
        Direction::Resistance => "▼",
        Direction::Hyperprogression => "▼▼",
        Direction::Favourable => "▲",
        Direction::Mixed => "◆",
        Direction::Context => "●",
    }
}

/// The word of the tables, and what it says of published groups.
fn words(direction: Direction) -> &'static str {
    match direction {
        Direction::Resistance => "resistance: fewer responses",
        Direction::Hyperprogression => "hyperprogression: rapid progression reported",
        Direction::Favourable => "favourable: more responses",
        Direction::Mixed => "mixed: groups disagree",
        Direction::Context => "context: no direction of its own",
    }
}

/// The mark where the condition of the direction is not shown to hold: hollow.
fn hollow(direction: Direction) -> &'static str {
    match direction {
        Direction::Resistance => "▽",
        Direction::Hyperprogression => "▽▽",
        Direction::Favourable => "△",
        Direction::Mixed => "◇",
        Direction::Context => "○",
    }
}

/// Mark and words. `if_both_lost` says that the direction is that of a loss of both copies, which is not shown: its mark
/// is hollow and it has no colour.
pub(crate) fn direction(note: Option<&IciNote>, if_both_lost: bool) -> Markup {
    html! {
        @match note {
            None => span class="direction none" { "no direction known" },
            Some(note) if if_both_lost => span class="direction open" {
                span class="mark" aria-hidden="true" { (hollow(note.direction)) " " }
                "only if both copies are lost, which is not shown: " (words(note.direction))
            },
            Some(note) => span class={ "direction " (note.direction.as_str()) } {
                span class="mark" aria-hidden="true" { (mark(note.direction)) " " }
                (words(note.direction))
            },
        }
    }
}

/// What the marks mean, beside the findings that carry them.
pub(crate) fn key() -> Markup {
    html! {
        p class="note key" {
            strong { "In published groups of patients: " }
            "▼ fewer responses (▼▼ rapid progression), ▲ more responses, ◆ groups disagree, ● no direction of its own; hollow: its \
             condition is not shown. None of them predicts one patient. Allele fraction: share of reads with the variant."
        }
    }
}

/// What the finding means, how strong the evidence is and where it stands.
pub(crate) fn meaning(note: &IciNote) -> Markup {
    html! {
        (Text(&capitalised(&note.text))) " "
        span class="source" {
            (evidence(note.level))
            @if note.sources.is_empty() { "; no source named" } @else { "; " (Text(&note.sources.join(", "))) }
            "."
        }
    }
}

fn evidence(level: Option<EvidenceLevel>) -> String {
    level.map_or("Evidence not graded".to_owned(), |level| {
        format!("Evidence level {} ({})", level.as_str(), strength(level))
    })
}

/// The level in words.
fn strength(level: EvidenceLevel) -> &'static str {
    match level {
        EvidenceLevel::A => "guideline or label",
        EvidenceLevel::B => "randomised trials or several lung cohorts",
        EvidenceLevel::C => "one lung cohort, or several cancers",
        EvidenceLevel::D => "cases or laboratory work",
    }
}
