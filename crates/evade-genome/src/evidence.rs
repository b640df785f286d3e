//! What alterations mean for checkpoint inhibitors: the table of evidence.

use std::sync::LazyLock;

use evade_core::IciNote;

/// File name and text of the table, part of the rules of variants.
pub const EVIDENCE: (&str, &str) =
    ("alterations/evidence.tsv", include_str!("../../../signatures/alterations/evidence.tsv"));

/// By what a gene is altered, as the table words it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Loss,
    Activating,
    Amplification,
    Fusion,
    Homdel,
    Together,
}

impl Kind {
    fn read(word: &str) -> Option<Self> {
        Some(match word {
            "loss" => Self::Loss,
            "activating" => Self::Activating,
            "amplification" => Self::Amplification,
            "fusion" => Self::Fusion,
            "homdel" => Self::Homdel,
            "together" => Self::Together,
            _ => return None,
        })
    }
}

struct Row {
    kind: Kind,
    /// The two genes of a finding of genes altered together.
    pair: Option<(&'static str, &'static str)>,
    note: IciNote,
}

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    EVIDENCE.1.lines().filter(|line| !line.starts_with('#')).skip(1).filter_map(row).collect()
});

/// A line of the table; a test holds that every line is read.
fn row(line: &'static str) -> Option<Row> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [finding, kind, level, direction, text, sources] = fields.as_slice() else { return None };
    let level = if level.is_empty() { None } else { Some(level.parse().ok()?) };
    let note = IciNote {
        finding: (*finding).to_owned(),
        level,
        direction: direction.parse().ok()?,
        text: (*text).to_owned(),
        sources: sources.split_whitespace().map(str::to_owned).collect(),
    };
    let kind = Kind::read(kind)?;
    let pair = if kind == Kind::Together { Some(finding.split_once('+')?) } else { None };
    Some(Row { kind, pair, note })
}

/// What is known of this finding; a homozygous deletion is also a loss.
pub(crate) fn note_of(finding: &str, kind: Kind) -> Option<IciNote> {
    let of = |kind: Kind| ROWS.iter().find(|row| row.note.finding == finding && row.kind == kind);
    let row = of(kind).or_else(|| (kind == Kind::Homdel).then(|| of(Kind::Loss)).flatten());
    row.map(|row| row.note.clone())
}

/// What is known of pairs of genes.
pub(crate) fn pairs() -> impl Iterator<Item = (&'static str, &'static str, &'static IciNote)> {
    ROWS.iter().filter_map(|row| row.pair.map(|(one, other)| (one, other, &row.note)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use evade_core::{GeneRole, KRAS_G12D};

    use crate::panel::role_of;

    #[test]
    fn every_row_is_read_and_names_a_gene() {
        let n_lines = EVIDENCE.1.lines().filter(|line| !line.starts_with('#')).count() - 1;
        assert_eq!(ROWS.len(), n_lines);
        for row in ROWS.iter() {
            for gene in row.note.finding.split('+') {
                assert!(gene == KRAS_G12D || role_of(gene) != GeneRole::Other, "{gene}");
            }
            // A level without a source would be a claim.
            assert!(row.note.level.is_none() || !row.note.sources.is_empty(), "{}", row.note.finding);
        }
    }

    #[test]
    fn the_figure_of_the_review_stands_with_its_cohort() {
        let note = note_of("KRAS+STK11", Kind::Together).unwrap();
        assert!(note.text.contains("7.4 %") && note.text.contains("SU2C"), "{}", note.text);
        assert!(note.text.contains("0 %, 57.1 % and 18.2 % in the CheckMate-057 arm"));
    }
}
