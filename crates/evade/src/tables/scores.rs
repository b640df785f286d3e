//! Scores, long and wide.

use evade_core::{RnaProfile, ScoreRow};
use evade_io::ColumnKind::{Integer, Real, Text};
use evade_io::{Cell, Column};

use super::{TableSpec, flags};

/// `evade score` writes the first seven columns; `evade run` all.
pub(crate) const SCORES: TableSpec = TableSpec {
    name: "scores.tsv",
    holds: "One row a sample and signature.",
    columns: &[
        Column::new("sample", Text, "Sample id."),
        Column::new("signature", Text, "Signature id."),
        Column::new("method", Text, "Scoring method with everything that defines the number."),
        Column::new("score", Real, "Score in the method's unit."),
        Column::new("n_genes", Integer, "Distinct genes of the set."),
        Column::new("n_found", Integer, "Of these, in the matrix."),
        Column::new("flag", Text, "Reason codes, joined by `;`."),
        Column::new("z", Real, "Robust z of the score: (score - median) / scale of the reference."),
        Column::new(
            "percentile",
            Real,
            "Percentile of the score in the reference, no further out than its size can tell.",
        ),
        Column::new("reference", Text, "Reference behind z, percentile and rank."),
        Column::new("axis", Text, "Axis of the catalogue the signature belongs to."),
        Column::new("rank", Integer, "Place in the reference: 1 = lowest, n_reference + 1 = above all."),
        Column::new("n_reference", Integer, "Samples of the reference."),
        Column::new("percentile_low", Real, "95 % Wilson interval of the percentile, lower end."),
        Column::new("percentile_high", Real, "95 % Wilson interval of the percentile, upper end."),
        Column::new(
            "se",
            Real,
            "Standard error of z from the spread of the member genes; NA under five genes.",
        ),
        Column::new(
            "percentile_histology",
            Real,
            "Percentile among the reference's tumours of the stated histology; NA where it has none apart or none is stated.",
        ),
        Column::new("n_histology", Integer, "Tumours of that histology in the reference."),
    ],
};

/// The scores once more, for programs that read Parquet.
pub(crate) const SCORES_PARQUET: &str = "scores.parquet";

/// Columns of `evade score`.
pub(crate) const N_SCORE_COLUMNS: usize = 7;

/// Wide scores have one column a signature after this one.
pub(crate) const SCORES_WIDE: TableSpec = TableSpec {
    name: "scores_wide.tsv",
    holds: "One row a sample, one column a signature: the scores of scores.tsv.",
    columns: &[Column::new("sample", Text, "Sample id.")],
};

pub(crate) fn score_row<'a>(sample: &'a str, rna: &'a RnaProfile, row: &'a ScoreRow) -> Vec<Cell<'a>> {
    let reference = row.z.map(|_| rna.reference.id.as_str());
    vec![
        sample.into(),
        row.signature.as_str().into(),
        row.method.as_str().into(),
        row.score.into(),
        row.n_genes.into(),
        row.n_found.into(),
        flags(&row.reasons),
        row.z.into(),
        row.percentile.into(),
        reference.into(),
        row.axis.as_str().into(),
        row.rank.into(),
        row.n_reference.into(),
        row.percentile_low.into(),
        row.percentile_high.into(),
        row.se.into(),
        row.in_histology.as_ref().map(|place| place.percentile).into(),
        row.in_histology.as_ref().map(|place| place.n).into(),
    ]
}

pub(crate) fn wide_row<'a>(sample: &'a str, rna: &'a RnaProfile) -> impl Iterator<Item = Cell<'a>> {
    std::iter::once(sample.into()).chain(rna.scores.iter().map(|row| row.score.into()))
}

/// Columns of the wide table.
pub(crate) fn wide_columns(signatures: impl Iterator<Item = String>) -> Vec<Column> {
    let scores = signatures.map(|id| Column { name: id.into(), kind: Real, meaning: "Score.".into() });
    SCORES_WIDE.columns().into_iter().chain(scores).collect()
}

/// Columns of the wide table of `evade score`.
pub(crate) fn score_wide_columns(signatures: impl Iterator<Item = String>) -> Vec<Column> {
    let scores = signatures.map(|id| Column { name: id.into(), kind: Real, meaning: "Score.".into() });
    SCORES
        .columns
        .iter()
        .filter(|c| c.name == "sample" || c.name == "method")
        .cloned()
        .chain(scores)
        .collect()
}
