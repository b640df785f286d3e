//! The tables of a comparison of calls with labels.

use evade_core::{Comparison, MeasureValue, Stratum, Validation};
use evade_io::ColumnKind::{Integer, Real, Text};
use evade_io::{Cell, Column};

use super::TableSpec;

const SAMPLES: Column =
    Column::new("samples", Text, "all, outside_reference or in_reference: list `sample_group`.");
const STRATUM: Column = Column::new("stratum", Text, "all, or COLUMN=VALUE of `--stratum`.");

/// A column per class of calls follows these.
pub(crate) const CONFUSION: TableSpec = TableSpec {
    name: "confusion.tsv",
    holds: "Of `evade validate`. One row per set of samples and label: how the samples with this label were called; then the number of calls of each class, a column each.",
    columns: &[
        SAMPLES,
        STRATUM,
        Column::new("label", Text, "Class of the label."),
        Column::new("n", Integer, "Samples with this label and a call."),
        Column::new("indeterminate", Integer, "Of these, called indeterminate."),
        Column::new("not_evaluable", Integer, "Of these, without a call."),
    ],
};

pub(crate) const MEASURES: TableSpec = TableSpec {
    name: "measures.tsv",
    holds: "Of `evade validate`. One row per set of samples and measure.",
    columns: &[
        SAMPLES,
        STRATUM,
        Column::new("measure", Text, "Which measure: list `measure`."),
        Column::new("value", Real, "Its value."),
        Column::new("low", Real, "Lower end of the 95 % interval."),
        Column::new("high", Real, "Upper end of the 95 % interval."),
        Column::new("n", Integer, "Samples that enter the measure."),
        Column::new("reason", Text, "Why there is no value or no interval: list `measure_reason`."),
        Column::new("class", Text, "The class of recall and precision."),
        Column::new("interval", Text, "How the interval was made: list `interval_method`."),
    ],
};

pub(crate) const CALIBRATION: TableSpec = TableSpec {
    name: "calibration.tsv",
    holds: "Of `evade validate`. One row per set of samples and bin of the probability, from low to high; none where `calibration_error` has no value.",
    columns: &[
        SAMPLES,
        STRATUM,
        Column::new("bin", Integer, "Number of the bin, from 1. Equal probabilities are in one bin."),
        Column::new("n", Integer, "Samples."),
        Column::new("mean_p", Real, "Mean of their probabilities."),
        Column::new("observed", Real, "Share of them whose label is positive."),
        Column::new(
            "low",
            Real,
            "Lower end of Wilson's 95 % interval of that share, for as many samples as there are patients in the bin.",
        ),
        Column::new("high", Real, "Upper end of that interval."),
    ],
};

pub(crate) const ROC: TableSpec = TableSpec {
    name: "roc.tsv",
    holds: "Of `evade validate`. One row per set of samples and threshold of the score, from high to low.",
    columns: &[
        SAMPLES,
        STRATUM,
        Column::new(
            "threshold",
            Real,
            "Scores at or above it count as positive; NA where none do. Of 1 - p_inflamed where the positive classes are those that are not inflamed.",
        ),
        Column::new(
            "true_positive_rate",
            Real,
            "Share of the samples with a positive label at or above it: sensitivity.",
        ),
        Column::new(
            "false_positive_rate",
            Real,
            "Share of the other samples at or above it: 1 - specificity.",
        ),
    ],
};

/// All tables of `evade validate`.
pub(crate) const OF_VALIDATE: [&TableSpec; 4] = [&CONFUSION, &MEASURES, &CALIBRATION, &ROC];

/// The columns of a comparison with these classes.
pub(crate) fn confusion_columns(classes: &[String]) -> Vec<Column> {
    let of_classes = classes.iter().map(|class| Column {
        name: class.clone().into(),
        kind: Integer,
        meaning: "Calls of this class.".into(),
    });
    CONFUSION.columns().into_iter().chain(of_classes).collect()
}

fn of_comparison(comparison: &Comparison) -> [Cell<'static>; 2] {
    let stratum = comparison.stratum.as_ref().map_or_else(|| "all".to_owned(), Stratum::to_string);
    [comparison.group.as_str().into(), stratum.into()]
}

fn count(n: usize) -> Cell<'static> {
    Cell::Integer(i64::try_from(n).unwrap_or(i64::MAX))
}

/// The rows of one comparison.
pub(crate) fn confusion_rows(comparison: &Comparison) -> impl Iterator<Item = Vec<Cell<'_>>> {
    comparison.confusion.iter().map(|row| {
        let mut cells = Vec::from(of_comparison(comparison));
        cells.push(row.label.as_str().into());
        cells.extend([row.n, row.indeterminate, row.not_evaluable].map(count));
        cells.extend(row.calls.iter().map(|&n| count(n)));
        cells
    })
}

/// The rows of one comparison.
pub(crate) fn measure_rows(comparison: &Comparison) -> impl Iterator<Item = Vec<Cell<'_>>> {
    comparison.measures.iter().map(|measure: &MeasureValue| {
        let mut cells = Vec::from(of_comparison(comparison));
        cells.extend([
            measure.measure.as_str().into(),
            measure.value.into(),
            measure.interval.map(|interval| interval.0).into(),
            measure.interval.map(|interval| interval.1).into(),
            count(measure.n),
            measure.reason.map(evade_core::MeasureReason::as_str).into(),
            measure.class.as_deref().into(),
            measure.method.map(evade_core::IntervalMethod::as_str).into(),
        ]);
        cells
    })
}

/// The rows of one comparison.
pub(crate) fn calibration_rows(comparison: &Comparison) -> impl Iterator<Item = Vec<Cell<'_>>> {
    comparison.calibration.iter().enumerate().map(|(place, bin)| {
        let mut cells = Vec::from(of_comparison(comparison));
        cells.extend([count(place + 1), count(bin.n)]);
        cells.extend([bin.mean_p, bin.observed, bin.interval.0, bin.interval.1].map(Cell::from));
        cells
    })
}

/// The rows of one comparison.
pub(crate) fn roc_rows(comparison: &Comparison) -> impl Iterator<Item = Vec<Cell<'_>>> {
    comparison.roc.iter().map(|point| {
        let mut cells = Vec::from(of_comparison(comparison));
        cells.extend([
            point.threshold.into(),
            point.true_positive_rate.into(),
            point.false_positive_rate.into(),
        ]);
        cells
    })
}

/// A class whose column would have the name of another one.
pub(crate) fn class_named_as_column(validation: &Validation) -> Option<&String> {
    validation
        .classes
        .iter()
        .find(|class| CONFUSION.columns.iter().any(|column| column.name == class.as_str()))
}
