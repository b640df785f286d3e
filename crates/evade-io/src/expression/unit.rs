//! In which unit a matrix is: declared, or found out by fixed rules with their evidence.

use std::fmt;

use evade_core::{ExpressionMatrix, Unit};
use evade_stream::ReadError;
use rayon::prelude::*;

/// log2 values do not reach this; a linear profile of a thousand genes does.
const MAX_LOG2: f64 = 30.0;
/// Beyond doubt no logarithm to base 2, even where the user says so: no measurement spans sixty doublings.
const MAX_DECLARED_LOG2: f64 = 64.0;
/// A matrix smaller than this is a panel, in which a low maximum proves nothing.
const MIN_GENES_FOR_MAXIMUM: usize = 1000;
/// Column sums of TPM: a million, less the genes that were left out, give or take.
const TPM_SUMS: (f64, f64) = (0.5e6, 1.3e6);
/// log2(0.001), the floor of log2(x + 0.001).
const LOG2_FLOOR_0001: f64 = -9.965_784;

/// What to do about values below those of the unit.
const NEGATIVE_HINT: &str =
    "centred or batch-corrected values cannot be ranked as expression; give TPM, or the right --unit";

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
    /// The first sample in file order whose sum is none of TPM, with its sum.
    pub first_sum_unlike_tpm: Option<(String, f64)>,
    /// Rows of the matrix.
    pub n_rows: usize,
}

impl fmt::Display for UnitEvidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.whole_numbers { "whole numbers" } else { "fractions" };
        write!(
            f,
            "{} rows, values {} to {}, {kind}, column sums {} to {}",
            self.n_rows,
            unsigned_zero(self.min),
            unsigned_zero(self.max),
            rounded(self.smallest_sum),
            rounded(self.largest_sum)
        )
    }
}

/// Whole, and not `-0`.
fn rounded(sum: f64) -> f64 {
    unsigned_zero(sum.round_ties_even())
}

/// Adding zero turns `-0` into `0` and leaves every other value as it is.
fn unsigned_zero(value: f64) -> f64 {
    value + 0.0
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
        let (low, high) = TPM_SUMS;
        let unlike_tpm = columns.iter().position(|c| !(low..=high).contains(&c.3));
        Self {
            min: fold(|c| c.0, f64::min),
            max: fold(|c| c.1, f64::max),
            whole_numbers: columns.iter().all(|c| c.2),
            smallest_sum: fold(|c| c.3, f64::min),
            largest_sum: fold(|c| c.3, f64::max),
            first_sum_unlike_tpm: unlike_tpm
                .map(|sample| (matrix.samples().ids()[sample].clone(), columns[sample].3)),
            n_rows: matrix.row_ids().len(),
        }
    }

    /// The unit, if the evidence is clear, else why it is not.
    pub fn unit(&self) -> Result<Unit, String> {
        if self.min < 0.0 {
            let at_floor = (self.min - LOG2_FLOOR_0001).abs() < 0.01;
            return if at_floor && self.max <= MAX_LOG2 {
                Ok(Unit::Log2P0001)
            } else {
                Err(
                    "negative values fit neither a linear unit nor log2(x + 1), and their minimum is not log2(0.001)"
                        .to_owned(),
                )
            };
        }
        if self.max <= MAX_LOG2 {
            return if self.whole_numbers {
                Err("small whole numbers may be anything".to_owned())
            } else if self.n_rows < MIN_GENES_FOR_MAXIMUM {
                Err("a low maximum in a small panel may be log2 or linear".to_owned())
            } else {
                Ok(Unit::Log2P1)
            };
        }
        match (self.whole_numbers, &self.first_sum_unlike_tpm) {
            (true, Some(_)) => Ok(Unit::Counts),
            (true, None) => {
                Err("whole numbers that sum to about a million may be counts or rounded TPM".to_owned())
            }
            (false, None) => Ok(Unit::Tpm),
            (false, Some((sample, sum))) => Err(format!(
                "linear fractions whose columns do not sum to about a million (the first is that of sample '{sample}', {}) may be FPKM, a TPM panel or estimated counts",
                rounded(*sum)
            )),
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
    let unit = if let Some(unit) = declared {
        unit
    } else {
        refuse_contradiction(name, matrix, &evidence)?;
        evidence.unit().map_err(|why| {
            ReadError::ambiguous(name, format!("the unit is unclear: {why} ({evidence})"))
                .hint("say it with --unit counts, tpm, fpkm, log2p1 or log2p0.001")
        })?
    };
    check_values(name, matrix, unit)?;
    Ok((unit, evidence))
}

/// Refuses values that the unit cannot have, naming line, column, gene and sample of the first in file order.
pub fn check_values(name: &str, matrix: &ExpressionMatrix, unit: Unit) -> Result<(), ReadError> {
    let lowest = match unit {
        Unit::Log2P0001 => LOG2_FLOOR_0001 - 0.01,
        _ => 0.0,
    };
    let highest = if unit.log_offset().is_some() { MAX_DECLARED_LOG2 } else { f64::INFINITY };
    let Some(place) = first_place(matrix, |value| value < lowest || value > highest) else { return Ok(()) };
    let error = |how: &str| place.error(name, matrix, &format!("is too {how} for {unit}"));
    Err(if place.value(matrix) < lowest {
        error("low").hint(NEGATIVE_HINT)
    } else {
        error("high").hint("values this high look linear: give --unit tpm, or fpkm or counts")
    })
}

/// Refuses a matrix with values for a linear unit only and others for a logged one only.
fn refuse_contradiction(
    name: &str,
    matrix: &ExpressionMatrix,
    evidence: &UnitEvidence,
) -> Result<(), ReadError> {
    if evidence.min >= 0.0 || evidence.max <= MAX_LOG2 {
        return Ok(());
    }
    let Some(place) = first_place(matrix, |value| value < 0.0) else { return Ok(()) };
    let what = format!("is negative, and the maximum {} is too high for a logarithm", evidence.max);
    Err(place.error(name, matrix, &what).hint(NEGATIVE_HINT))
}

/// One value of a matrix; in the order of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    row: usize,
    sample: usize,
}

/// The first value in file order for which this holds.
fn first_place(matrix: &ExpressionMatrix, holds: impl Fn(f64) -> bool + Sync) -> Option<Place> {
    (0..matrix.samples().len())
        .into_par_iter()
        .filter_map(|sample| {
            matrix.sample(sample).iter().position(|&value| holds(value)).map(|row| Place { row, sample })
        })
        .min()
}

impl Place {
    fn value(self, matrix: &ExpressionMatrix) -> f64 {
        matrix.sample(self.sample)[self.row]
    }

    /// The error that the value at this place `is_wrong`.
    fn error(self, name: &str, matrix: &ExpressionMatrix, is_wrong: &str) -> ReadError {
        let what = format!(
            "the value {} {is_wrong} (gene '{}', sample '{}')",
            self.value(matrix),
            matrix.row_ids()[self.row],
            matrix.samples().ids()[self.sample]
        );
        let error = ReadError::bad_value(name, what);
        match matrix.origin() {
            Some(origin) => error
                .at_line(origin.first_line + self.row as u64)
                .at_column(origin.n_before + self.sample as u64 + 1),
            None => error,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(min: f64, max: f64, whole_numbers: bool, sums: (f64, f64), n_rows: usize) -> UnitEvidence {
        let unlike_tpm = [sums.0, sums.1].into_iter().find(|sum| !(TPM_SUMS.0..=TPM_SUMS.1).contains(sum));
        UnitEvidence {
            min,
            max,
            whole_numbers,
            smallest_sum: sums.0,
            largest_sum: sums.1,
            first_sum_unlike_tpm: unlike_tpm.map(|sum| ("S".to_owned(), sum)),
            n_rows,
        }
    }

    fn matrix(samples: &[&[f64]]) -> ExpressionMatrix {
        let n_rows = samples[0].len();
        ExpressionMatrix::new(
            (1..=n_rows).map(|i| format!("G{i}")).collect(),
            None,
            evade_core::SampleIndex::new((1..=samples.len()).map(|i| format!("S{i}")).collect()).unwrap(),
            samples.concat(),
        )
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

    #[test]
    fn the_first_sample_with_an_odd_sum_is_named() {
        let samples = matrix(&[&[9e5, 0.5], &[10.0, 2.0], &[40.5, 0.0]]);
        let error = find_unit("m.tsv", &samples, None).unwrap_err().to_string();
        assert!(error.contains("(the first is that of sample 'S2', 12)"), "{error}");
    }

    #[test]
    fn values_that_the_unit_cannot_have_are_named_with_their_place() {
        let linear = matrix(&[&[1.0, 850.5], &[70.0, -2.0]]);
        for (unit, expected) in [
            (Some(Unit::Tpm), "m.tsv:3:3: the value -2 is too low for tpm (gene 'G2', sample 'S2')"),
            (Some(Unit::Log2P1), "m.tsv:2:3: the value 70 is too high for log2p1 (gene 'G1', sample 'S2')"),
            (None, "m.tsv:3:3: the value -2 is negative, and the maximum 850.5 is too high for a logarithm"),
        ] {
            let error = find_unit("m.tsv", &linear, unit).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{error}");
        }
    }

    #[test]
    fn evidence_knows_no_negative_zero() {
        let shown = UnitEvidence::of(&matrix(&[&[-0.0, -0.0], &[-0.3, 0.2]])).to_string();
        assert_eq!(shown, "2 rows, values -0.3 to 0.2, fractions, column sums 0 to 0");
        let zeros = UnitEvidence::of(&matrix(&[&[-0.0, -0.0]])).to_string();
        assert_eq!(zeros, "2 rows, values 0 to 0, whole numbers, column sums 0 to 0");
    }
}
