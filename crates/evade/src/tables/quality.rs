//! How far each sample can be measured.

use evade_core::{QualityControl, Unit, UnitSource};
use evade_io::ColumnKind::{Integer, Real, Text};
use evade_io::{Cell, Column};

use super::{TableSpec, flags, joined, truth};

pub(crate) const QC: TableSpec = TableSpec {
    name: "qc.tsv",
    holds: "One row a sample: how far it can be measured on the reference.",
    columns: &[
        Column::new("sample", Text, "Sample id."),
        Column::new("n_rows", Integer, "Rows of the matrix."),
        Column::new("n_universe_found", Integer, "Genes of the reference universe in the matrix."),
        Column::new("universe_coverage", Real, "Their share of the universe; below 0.8 there is no call."),
        Column::new(
            "n_detected",
            Integer,
            "Universe genes with a value above zero; for log2(x + 0.001) above its floor; for log2cpm, vst and array above the sample's smallest value.",
        ),
        Column::new(
            "profile_correlation",
            Real,
            "Correlation of the sample's rank profile with the reference's median profile, over the genes at hand that are expressed in the reference (median quantile 0.3 or more).",
        ),
        Column::new(
            "profile_gate",
            Real,
            "1st percentile of the reference's own leave-one-out correlations.",
        ),
        Column::new("in_reference", Text, "true when the sample's fingerprint is one of the reference's."),
        Column::new("flags", Text, "Reason codes, joined by `;`."),
        Column::new("unit", Text, "Unit of the expression values: list `unit`."),
        Column::new("unit_source", Text, "How the unit became known: list `unit_source`."),
        Column::new("detected_share", Real, "Share of the universe genes at hand that are detected, 0 to 1."),
        Column::new(
            "normal_lung",
            Real,
            "Share of the RNA that is of normal lung, 0 to 1; NA where the reference cannot tell.",
        ),
        Column::new(
            "normal_lung_low",
            Real,
            "The smallest share at which one mixture in a hundred still looks like this.",
        ),
        Column::new("normal_lung_high", Real, "The largest share at which one mixture in a hundred does."),
        Column::new(
            "other_tissue",
            Text,
            "Organs and tumours other than lung whose genes are high, joined by `;`.",
        ),
    ],
};

pub(crate) fn qc_row<'a>(sample: &'a str, qc: &'a QualityControl) -> Vec<Cell<'a>> {
    vec![
        sample.into(),
        qc.n_rows.into(),
        qc.n_universe_found.into(),
        qc.universe_coverage.into(),
        qc.n_detected.into(),
        qc.profile_correlation.into(),
        qc.profile_gate.into(),
        truth(qc.in_reference).into(),
        flags(&qc.reasons),
        qc.unit.map(Unit::as_str).into(),
        qc.unit_source.map(UnitSource::as_str).into(),
        qc.detected_share.into(),
        qc.normal_lung.map(|content| content.share).into(),
        qc.normal_lung.map(|content| content.low).into(),
        qc.normal_lung.map(|content| content.high).into(),
        joined(&qc.other_tissues),
    ]
}
