//! One pair of samples: its boxes on the first sheet, or a sheet of its own.

use evade_core::{PairComparison, PairOrder, PatientComparison};
use maud::{Markup, html};

use super::details::identity_table;
use super::limits::{limits_box, settled};
use super::patterns::patterns_box;
use super::rna::rna_box;
use super::sentence::{Statement, Tone, is_refused, statements};
use super::{dna, words};
use crate::fit::{LEAST, Part, READABLE, SMALLEST, size_class};
use crate::text::Text;

/// How much the boxes of a sheet hold; the following pages have all.
#[derive(Debug, Clone, Copy)]
struct Room {
    /// Rows of genes and HLA.
    rows: usize,
    /// Lines of what was not compared, and of what would settle it.
    lines: usize,
}

/// From the most to the least.
const ROOMS: [Room; 3] = [Room { rows: 8, lines: 6 }, Room { rows: 5, lines: 4 }, Room { rows: 3, lines: 3 }];

/// The boxes of a pair, over the width of the page or two beside each other.
pub(super) enum Boxes {
    /// Of a pair that is refused: the checks of identity, and what would settle it.
    Refused {
        /// What was compared of the persons.
        identity: Markup,
        /// What would settle it.
        settled: Markup,
    },
    /// Of a pair that is compared.
    Compared {
        /// Phenotype and axes.
        rna: Markup,
        /// Genes and HLA class I.
        dna: Markup,
        /// Patterns and markers.
        patterns: Markup,
        /// What was not compared, and what would settle it.
        limits: Markup,
    },
}

impl Boxes {
    /// The boxes of the pair at this place of the patient's pairs, with as much as stays on one sheet below the parts `before`, and
    /// the class of the sheet.
    pub(super) fn fitted<'m>(
        pair: &PairComparison,
        place: usize,
        before: impl Fn() -> Vec<Part<'m>>,
    ) -> (Self, &'static str) {
        for least in [READABLE, LEAST] {
            for room in ROOMS {
                let boxes = Self::of(pair, place, room);
                let class = {
                    let mut parts: Vec<Part<'_>> = before();
                    parts.extend(boxes.parts());
                    size_class(&parts, least)
                };
                if let Some(class) = class {
                    return (boxes, class);
                }
            }
        }
        (Self::of(pair, place, ROOMS[ROOMS.len() - 1]), SMALLEST)
    }

    fn of(pair: &PairComparison, place: usize, room: Room) -> Self {
        if is_refused(pair) {
            return Self::Refused { identity: identity_table(pair), settled: settled(pair, usize::MAX) };
        }
        Self::Compared {
            rna: rna_box(pair, place),
            dna: dna_box(pair, room),
            patterns: patterns_box(pair),
            limits: limits_box(pair, room.lines),
        }
    }

    /// The boxes as parts of a sheet.
    fn parts(&self) -> Vec<Part<'_>> {
        match self {
            Self::Refused { identity, settled } => vec![Part::Box(identity), Part::Box(settled)],
            Self::Compared { rna, dna, patterns, limits } => {
                vec![Part::Box(rna), Part::Box(dna), Part::Boxes(patterns, limits)]
            }
        }
    }

    /// As they stand on the page.
    pub(super) fn markup(&self) -> Markup {
        html! {
            @match self {
                Self::Refused { identity, settled } => {
                    section class="box" { (identity) }
                    section class="box" { (settled) }
                },
                Self::Compared { rna, dna, patterns, limits } => {
                    section class="box" { (rna) }
                    section class="box" { (dna) }
                    div class="columns" { section class="box" { (patterns) } section class="box" { (limits) } }
                },
            }
        }
    }
}

fn dna_box(pair: &PairComparison, room: Room) -> Markup {
    html! {
        h2 { "Genes and HLA class I" }
        @if !dna::is_compared(pair) {
            p class="grey-note" {
                strong { "Alterations are not compared" } ": " (words::reasons(&pair.dna.reasons)) "."
            }
        }
        (dna::table(pair, room.rows))
    }
}

/// The sentences of a pair; a refusal in red.
pub(super) fn answer(pair: &PairComparison) -> Markup {
    let all = statements(pair);
    html! {
        @if is_refused(pair) {
            div class="failed" {
                p class="label" { "Not compared: the identity of the samples conflicts" }
                @for statement in &all { p { strong { (Text(&statement.text)) } } }
            }
        } @else {
            div class="first" { (listed(&all)) }
        }
    }
}

/// Each sentence on a line of its own.
pub(super) fn listed(statements: &[Statement]) -> Markup {
    html! {
        ul class="answer" {
            @for statement in statements { li class=(tone(statement.tone)) { (Text(&statement.text)) } }
        }
    }
}

fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Stop => "stop",
        Tone::Change => "said",
        Tone::Doubt => "doubt",
        Tone::Same => "same",
    }
}

/// "T1 to T2, 222 days apart".
pub(super) fn title(pair: &PairComparison) -> Markup {
    html! {
        (Text(&pair.from)) " to " (Text(&pair.to))
        @if let Some(days) = pair.days { ", " (days) @if days == 1 { " day apart" } @else { " days apart" } }
        @match pair.order {
            PairOrder::ByDate => {},
            PairOrder::ByTimepoint => " (order by the stated time points)",
            PairOrder::NotKnown => " (order not known)",
        }
    }
}

/// A pair on a sheet of its own, where a patient has several.
pub(super) fn pair_sheet(patient: &PatientComparison, pair: &PairComparison, place: usize) -> Markup {
    let head = html! { h2 { "Pair " (place + 1) " of " (patient.pairs.len()) ": " (title(pair)) } };
    let said = answer(pair);
    let before = || vec![Part::Words(&head, SENTENCE), Part::Words(&said, SENTENCE)];
    let (boxes, class) = Boxes::fitted(pair, place, before);
    html! {
        section class={ (class) " pair-sheet" } {
            (head)
            (said)
            (boxes.markup())
        }
    }
}

/// Size of the first sentences in parts of the page's, their weight included.
pub(super) const SENTENCE: f64 = 1.12;

/// The class of a sheet of these parts, in the largest print that stays on it.
pub(super) fn class_of(parts: &[Part<'_>]) -> &'static str {
    size_class(parts, READABLE).or_else(|| size_class(parts, LEAST)).unwrap_or(SMALLEST)
}
