//! A matrix of one sample for the tests of genes.

use evade_core::{ExpressionMatrix, SampleIndex};

/// One sample with these rows: id and value.
pub(crate) fn matrix(rows: &[(&str, f64)]) -> ExpressionMatrix {
    ExpressionMatrix::new(
        rows.iter().map(|r| r.0.to_owned()).collect(),
        None,
        SampleIndex::new(vec!["S".into()]).unwrap(),
        rows.iter().map(|r| r.1).collect(),
    )
}
