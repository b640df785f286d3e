//! In which unit a matrix is: declared, or found out by fixed rules with their evidence.

use std::fmt;

use evade_core::{ExpressionMatrix, Unit};
use evade_stream::ReadError;
use rayon::prelude::*;

/// log2 values do not reach this; a linear profile of a thousand genes does.
const MAX_LOG2: f64 = 30.0;
/// A matrix smaller than this is a panel, in which a low maximum proves nothing.
const MIN_GENES_FOR_MAXIMUM: usize = 1000;
/// Column sums of TPM: a million, less the genes that were left out, give or take.
const TPM_SUMS: (f64, f64) = (0.5e6, 1.3e6);
/// log2(0.001), the floor of log2(x + 0.001).
const LOG2_FLOOR_0001: f64 = -9.965_784;

/// What was looked at to find the unit.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitEvidence {
    /// Smallest value.
    pub min: f64,
    /// Largest value.
    pub max: f64,
    /// Whether all values are whole numbers.
    pub whole_numbers: bool,
    /// Smallest column sum.
    pub smallest_sum: f64,
    /// Largest column sum.
    pub largest_sum: f64,
    /// Rows of the matrix.
    pub n_rows: usize,
}

impl fmt::Display for UnitEvidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.whole_numbers { "whole numbers" } else { "fractions" };
        write!(
            f,
            "{} rows, values {} to {}, {kind}, column sums {:.0} to {:.0}",
            self.n_rows, self.min, self.max, self.smallest_sum, self.largest_sum
        )
    }
}

impl UnitEvidence {
    /// Looks at every value.
    #[must_use]
    pub fn of(matrix: &ExpressionMatrix) -> Self {
        // Per sample first; minimum and maximum over samples do not depend on the order.
        let columns: Vec<(f64, f64, bool, f64)> = (0..matrix.samples().len())
            .into_par_iter()
            .map(|sample| {
                let values = matrix.sample(sample);
                let min = values.iter().copied().fold(f64::INFINITY, f64::min);
                let max = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                (min, max, values.iter().all(|v| v.fract() == 0.0), values.iter().sum())
            })
            .collect();
        let fold = |pick: fn(&(f64, f64, bool, f64)) -> f64, join: fn(f64, f64) -> f64| {
            columns.iter().map(pick).reduce(join).unwrap_or(f64::NAN)
        };
        Self {
            min: fold(|c| c.0, f64::min),
            max: fold(|c| c.1, f64::max),
            whole_numbers: columns.iter().all(|c| c.2),
            smallest_sum: fold(|c| c.3, f64::min),
            largest_sum: fold(|c| c.3, f64::max),
            n_rows: matrix.row_ids().len(),
        }
    }

    /// The unit, if the evidence is clear.
    pub fn unit(&self) -> Result<Unit, &'static str> {
        if self.min < 0.0 {
            let at_floor = (self.min - LOG2_FLOOR_0001).abs() < 0.01;
            return if at_floor && self.max <= MAX_LOG2 {
                Ok(Unit::Log2P0001)
            } else {
                Err(
                    "negative values fit neither a linear unit nor log2(x + 1), and their minimum is not log2(0.001)",
                )
            };
        }
        if self.max <= MAX_LOG2 {
            return if self.whole_numbers {
                Err("small whole numbers may be anything")
            } else if self.n_rows < MIN_GENES_FOR_MAXIMUM {
                Err("a low maximum in a small panel may be log2 or linear")
            } else {
                Ok(Unit::Log2P1)
            };
        }
        let (low, high) = TPM_SUMS;
        let sums_like_tpm = self.smallest_sum >= low && self.largest_sum <= high;
        match (self.whole_numbers, sums_like_tpm) {
            (true, false) => Ok(Unit::Counts),
            (true, true) => Err("whole numbers that sum to about a million may be counts or rounded TPM"),
            (false, true) => Ok(Unit::Tpm),
            (false, false) => Err(
                "linear fractions whose columns do not sum to about a million may be FPKM, a TPM panel or estimated counts",
            ),
        }
    }
}

/// The unit of a matrix: the declared one, or the one the evidence shows.
pub fn find_unit(
    name: &str,
    matrix: &ExpressionMatrix,
    declared: Option<Unit>,
) -> Result<(Unit, UnitEvidence), ReadError> {
    let evidence = UnitEvidence::of(matrix);
    let unit = match declared {
        Some(unit) => unit,
        None => evidence.unit().map_err(|why| {
            ReadError::new(name, format!("the unit is unclear: {why} ({evidence})"))
                .hint("say it with --unit counts, tpm, fpkm, log2p1 or log2p0.001")
        })?,
    };
    check_values(name, matrix, unit)?;
    Ok((unit, evidence))
}

/// Refuses values that the unit cannot have, naming line, column and sample of the first in file order.
pub fn check_values(name: &str, matrix: &ExpressionMatrix, unit: Unit) -> Result<(), ReadError> {
    let lowest = match unit {
        Unit::Log2P0001 => LOG2_FLOOR_0001 - 0.01,
        _ => 0.0,
    };
    let first_low = (0..matrix.samples().len())
        .into_par_iter()
        .filter_map(|sample| {
            matrix.sample(sample).iter().position(|&value| value < lowest).map(|row| (row, sample))
        })
        .min();
    let Some((row, sample)) = first_low else { return Ok(()) };
    let id_columns = 1 + usize::from(matrix.row_names().is_some());
    Err(ReadError::new(
        name,
        format!(
            "the value {} is too low for {unit} (gene '{}', sample '{}')",
            matrix.sample(sample)[row],
            matrix.row_ids()[row],
            matrix.samples().ids()[sample]
        ),
    )
    .at_line(row as u64 + 2)
    .at_column((sample + id_columns + 1) as u64)
    .hint("centred or batch-corrected values cannot be ranked as expression; give TPM, or the right --unit"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(min: f64, max: f64, whole_numbers: bool, sums: (f64, f64), n_rows: usize) -> UnitEvidence {
        UnitEvidence { min, max, whole_numbers, smallest_sum: sums.0, largest_sum: sums.1, n_rows }
    }

    #[test]
    fn clear_cases_are_named_and_unclear_ones_refused() {
        assert_eq!(evidence(0.0, 2e4, false, (0.89e6, 1e6), 19_000).unit(), Ok(Unit::Tpm));
        assert_eq!(evidence(0.0, 2e5, true, (2e7, 5e7), 39_000).unit(), Ok(Unit::Counts));
        assert_eq!(evidence(0.0, 14.2, false, (3e4, 5e4), 19_000).unit(), Ok(Unit::Log2P1));
        assert_eq!(evidence(-9.966, 14.2, false, (1e3, 2e3), 1_750).unit(), Ok(Unit::Log2P0001));
        for unclear in [
            evidence(-3.0, 5.0, false, (0.0, 0.0), 19_000),
            evidence(0.0, 12.0, false, (1e2, 1e2), 300),
            evidence(0.0, 9e3, false, (8e4, 9e4), 1_065),
            evidence(0.0, 9e3, true, (1e6, 1e6), 19_000),
        ] {
            assert!(unclear.unit().is_err(), "{unclear}");
        }
    }
}
