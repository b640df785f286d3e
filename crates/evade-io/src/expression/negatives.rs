//! Small negative values of batch-corrected RSEM counts, as the pan-cancer files of TCGA have them.

use evade_core::Unit;
use rayon::prelude::*;

use crate::expression::evidence::{MAX_LOG2, MIN_GENES};
use crate::expression::format::{Expression, InputFormat};

/// Columns of counts sum to more; TPM and FPKM to less.
const MIN_SUM: f64 = 2e6;
/// Share of negative values up to which they are what a correction left of values near zero.
const MAX_SHARE: f64 = 0.05;
/// Their sum, as a share of all others: next to nothing was there.
const MAX_SHARE_OF_SUM: f64 = 1e-3;
/// Ids of Firehose and of the pan-cancer file of the GDC: `TP53|7157`.
const SYMBOL_AND_ENTREZ: char = '|';

/// Sets negative values to zero where the file is one of RSEM counts that were corrected for platform or batch (cBioPortal, or ids
/// such as `TP53|7157`), and says so. Negative values of any other file stay, and are refused.
pub(super) fn set_to_zero(name: &str, read: &mut Expression) {
    if !is_of_tcga(read) || read.matrix.row_ids().len() < MIN_GENES {
        return;
    }
    let columns: Vec<Column> = (0..read.matrix.samples().len())
        .into_par_iter()
        .map(|sample| Column::of(read.matrix.sample(sample)))
        .collect();
    let n_negative: usize = columns.iter().map(|column| column.n_negative).sum();
    let n_values = read.matrix.row_ids().len() * columns.len();
    let is_small = |column: &Column| column.negative_sum <= MAX_SHARE_OF_SUM * column.positive_sum;
    if n_negative == 0
        || n_negative as f64 > MAX_SHARE * n_values as f64
        || columns
            .iter()
            .any(|column| column.max <= MAX_LOG2 || column.positive_sum < MIN_SUM || !is_small(column))
    {
        return;
    }
    let mut has_negative = vec![false; read.matrix.row_ids().len()];
    let mut lowest = 0.0_f64;
    for values in read.matrix.samples_mut() {
        for (value, is_negative) in
            values.iter_mut().zip(&mut has_negative).filter(|(value, _)| **value < 0.0)
        {
            lowest = lowest.min(*value);
            (*value, *is_negative) = (0.0, true);
        }
    }
    let n_genes = has_negative.iter().filter(|&&is_negative| is_negative).count();
    read.unit = Some(Unit::NormalizedCounts);
    read.warnings.push(format!(
        "{name}: {n_negative} negative values of {n_genes} rows (the lowest is {lowest}), as batch-corrected RSEM counts have them, are set to 0; the unit is normalized_counts"
    ));
}

fn is_of_tcga(read: &Expression) -> bool {
    let ids = read.matrix.row_ids();
    read.format == InputFormat::Cbioportal
        || 2 * ids.iter().filter(|id| id.contains(SYMBOL_AND_ENTREZ)).count() > ids.len()
}

struct Column {
    max: f64,
    n_negative: usize,
    negative_sum: f64,
    positive_sum: f64,
}

impl Column {
    fn of(values: &[f64]) -> Self {
        let negative = values.iter().filter(|&&value| value < 0.0);
        Self {
            max: values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            n_negative: negative.clone().count(),
            negative_sum: negative.map(|value| -value).sum(),
            positive_sum: values.iter().filter(|&&value| value > 0.0).sum(),
        }
    }
}
