//! Counts divided by the lengths that stand beside them.

use std::collections::HashSet;

use evade_core::{ExpressionMatrix, Unit};

use crate::expression::format::Expression;

/// What the TPM of a sample add up to.
const MILLION: f64 = 1e6;

/// Turns counts into TPM: count by length, scaled to a million in each sample.
///
/// A gene in several rows means that exons were counted; the TPM of its exons do not add up to those of the gene.
pub(in crate::expression) fn to_tpm(name: &str, read: &mut Expression, lengths: &[f64]) {
    let ids = read.matrix.row_ids();
    let different: HashSet<&String> = ids.iter().collect();
    if different.len() < ids.len() {
        read.warnings.push(format!(
            "{name}: {} genes stand in {} rows, as when exons are counted; the values stay counts and are not divided by length",
            different.len(),
            ids.len()
        ));
        return;
    }
    read.notices.push(format!(
        "{name}: counts are divided by the column 'Length' and scaled to a million a sample: the unit is tpm (--unit counts keeps them)"
    ));
    let lengths: Vec<Option<f64>> = lengths.iter().copied().map(Some).collect();
    read.matrix = divided_by_length(&read.matrix, &lengths, |count| count);
    read.unit = Some(Unit::Tpm);
}

/// The counts of each row, as `count` makes them of the values, by its length, scaled to a million in each sample. Rows without
/// a length are zero.
pub(crate) fn divided_by_length(
    matrix: &ExpressionMatrix,
    lengths: &[Option<f64>],
    count: impl Fn(f64) -> f64,
) -> ExpressionMatrix {
    let mut values = Vec::with_capacity(lengths.len() * matrix.samples().len());
    let mut terms = Vec::new();
    for sample in 0..matrix.samples().len() {
        let rates = matrix.sample(sample).iter().zip(lengths);
        let rates = rates.map(|(value, length)| length.map_or(0.0, |length| count(*value) / length));
        terms.clear();
        terms.extend(rates.clone());
        // The smallest first, so that the order of the rows does not matter.
        terms.sort_unstable_by(f64::total_cmp);
        let sum: f64 = terms.iter().sum();
        // A sample without a read has no share to scale.
        let scale = if sum > 0.0 { MILLION / sum } else { 0.0 };
        values.extend(rates.map(|rate| rate * scale));
    }
    let names = matrix.row_names().map(<[String]>::to_vec);
    ExpressionMatrix::new(matrix.row_ids().to_vec(), names, matrix.samples().clone(), values)
        .with_origin(matrix.origin())
}
