//! The direction of a finding in published groups: word, mark and colour, never a statement on this patient.

use evade_core::{Direction, EvidenceLevel, GeneAlteration, IciNote};
use maud::{Markup, html};

use crate::event::{is_second_copy_unknown, is_single_hit};
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
        Direction::Resistance => "resistance: fewer responses or worse outcome",
        Direction::Hyperprogression => "hyperprogression: rapid progression reported",
        Direction::Favourable => "favourable: more responses or better outcome",
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

/// What keeps the direction of a note from holding for the gene.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Condition {
    /// It is about the loss of both copies, and one is kept.
    OneCopyKept,
    /// It is about the loss of both copies, and the second was not shown to be lost.
    SecondCopyOpen,
}

impl Condition {
    /// The condition that does not hold in the gene, if any.
    pub(crate) fn of(gene: &GeneAlteration) -> Option<Self> {
        if is_single_hit(gene) {
            return Some(Self::OneCopyKept);
        }
        let is_open = is_second_copy_unknown(gene) || gene.is_phase_unknown();
        (is_open && gene.note.as_ref().is_some_and(|note| note.needs_both)).then_some(Self::SecondCopyOpen)
    }

    fn words(self) -> &'static str {
        match self {
            Self::OneCopyKept => ", only if both copies are lost: one is kept here",
            Self::SecondCopyOpen => ", only if both copies are lost: not shown here",
        }
    }
}

/// Mark and words. Under a condition that does not hold the mark is hollow and there is no colour.
pub(crate) fn direction(note: Option<&IciNote>, unless: Option<Condition>) -> Markup {
    html! {
        @match (note, unless) {
            (None, _) => span class="direction none" { "no direction known" },
            (Some(note), Some(condition)) => span class="direction open" {
                span class="mark" aria-hidden="true" { (hollow(note.direction)) " " }
                (words(note.direction)) (condition.words())
            },
            (Some(note), None) => span class={ "direction " (note.direction.as_str()) } {
                span class="mark" aria-hidden="true" { (mark(note.direction)) " " }
                (words(note.direction))
            },
        }
    }
}

/// The mark alone, before a name in a list.
pub(crate) fn mark_of(note: Option<&IciNote>, unless: Option<Condition>) -> String {
    let sign = if unless.is_some() { hollow } else { mark };
    note.map_or(String::new(), |note| format!("{} ", sign(note.direction)))
}

/// What the marks mean, beside the findings that carry them.
pub(crate) fn key() -> Markup {
    html! {
        p class="note key" {
            strong { "In published groups of patients: " }
            "▼ fewer responses or worse outcome (▼▼ rapid progression), ▲ more responses or better outcome, ◆ groups disagree, ● no direction \
             of its own; hollow: holds under a condition that is not shown here. None of them predicts one patient. Allele \
             fraction: share of reads with the variant."
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
        EvidenceLevel::A => "named in a guideline or label",
        EvidenceLevel::B => "randomised trials or several lung cohorts",
        EvidenceLevel::C => "one lung cohort, or several cancers",
        EvidenceLevel::D => "cases or laboratory work",
    }
}
