//! In which unit a matrix is: declared, or found out by fixed rules with their evidence.

use evade_core::{ExpressionMatrix, LOG2_FLOOR_0001, Unit};
use evade_stream::ReadError;
use rayon::prelude::*;

use super::evidence::{MAX_LOG2, MIN_GENES, Shape, UnitEvidence};
use super::steps::Steps;
use super::unclear::{NEGATIVE_HINT, Unclear};

/// Beyond doubt no logarithm to base 2, even where the user says so: no measurement spans sixty doublings.
const MAX_DECLARED_LOG2: f64 = 64.0;
/// Columns that sum to more are neither TPM, FPKM nor CPM.
const MIN_SUM_OF_COUNTS: f64 = 2e6;

impl UnitEvidence {
    /// The unit, if the evidence is clear, else why it is not.
    pub fn unit(&self) -> Result<Unit, Unclear> {
        if self.min < 0.0 {
            self.unit_of_negative()
        } else if self.max <= MAX_LOG2 {
            match &self.shape {
                _ if self.whole_numbers => Err(Unclear::SmallWholeNumbers),
                None => Err(Unclear::SmallPanel),
                Some(shape) => unit_of_logarithms(shape),
            }
        } else {
            self.unit_of_linear()
        }
    }

    fn unit_of_negative(&self) -> Result<Unit, Unclear> {
        if self.max > MAX_LOG2 {
            return Err(Unclear::Negative);
        }
        let at_floor = (self.min - LOG2_FLOOR_0001).abs() < 0.01;
        let Some(shape) = self.shape else {
            return if at_floor { Ok(Unit::Log2P0001) } else { Err(Unclear::Negative) };
        };
        match shape.steps {
            _ if shape.is_centred => Err(Unclear::Centred),
            Steps::PerSample { .. } => Ok(Unit::Log2Cpm),
            _ if at_floor => Ok(Unit::Log2P0001),
            Steps::Uneven if shape.sums_are_of_tpm() => Ok(Unit::Log2Cpm),
            Steps::Uneven | Steps::Whole => Err(Unclear::OtherOffset),
            Steps::Absent | Steps::Decimals => Err(Unclear::Negative),
        }
    }

    fn unit_of_linear(&self) -> Result<Unit, Unclear> {
        let fractions = |unit: Option<Unit>| match (unit, &self.first_sum_unlike_tpm) {
            (Some(unit), _) => Ok(unit),
            (None, None) => Ok(Unit::Tpm),
            (None, Some((sample, sum))) => {
                Err(Unclear::LinearFractions { sample: sample.clone(), sum: *sum })
            }
        };
        match (self.shape, &self.first_sum_unlike_tpm) {
            _ if self.whole_numbers => {
                if self.first_sum_unlike_tpm.is_some() {
                    Ok(Unit::Counts)
                } else {
                    Err(Unclear::WholeNumbers)
                }
            }
            (None, _) => fractions(None),
            (Some(shape), None) => match shape.steps {
                Steps::PerSample { .. } => Ok(Unit::Cpm),
                Steps::Whole => Err(Unclear::WholeNumbers),
                Steps::Uneven => Err(Unclear::SharedValues),
                _ if shape.lacks_zeros() => Err(Unclear::NoZeros),
                _ => Ok(Unit::Tpm),
            },
            (Some(shape), Some(_)) => match shape.steps {
                Steps::Whole => Ok(Unit::Counts),
                Steps::PerSample { .. } => Ok(Unit::NormalizedCounts),
                _ if shape.linear_sums.smallest > MIN_SUM_OF_COUNTS && shape.is_of_upper_quartiles() => {
                    Ok(Unit::NormalizedCounts)
                }
                _ if shape.lacks_zeros() => Err(Unclear::NoZeros),
                _ => fractions(None),
            },
        }
    }

    /// Why the values do not look like the unit that was declared for them, if they do not.
    #[must_use]
    pub fn doubt_of(&self, declared: Unit) -> Option<String> {
        let found = match self.unit() {
            Err(why @ (Unclear::NoZeros | Unclear::SharedValues | Unclear::OtherBase(_)))
                if declared.is_length_normalised() =>
            {
                return Some(why.to_string());
            }
            Err(_) => return None,
            Ok(found) => found,
        };
        // Declared as a unit without calls, values do no harm, unless lengths turn them into TPM.
        let is_worse = declared.is_length_normalised() && !found.is_length_normalised();
        let is_other_scale = declared.is_logged() != found.is_logged();
        let is_of_counts =
            matches!(declared, Unit::Counts | Unit::Log2Counts) && found.is_length_normalised();
        let is_other_offset = declared.is_length_normalised() && declared.zero() != found.zero();
        // In a panel a sum or a maximum proves little.
        let is_large = self.n_rows >= MIN_GENES;
        (found != declared && is_large && (is_worse || is_other_scale || is_of_counts || is_other_offset))
            .then(|| format!("the values look like {found}"))
    }
}

/// The unit of logarithms without negative values.
fn unit_of_logarithms(shape: &Shape) -> Result<Unit, Unclear> {
    let sums_are_of_tpm = shape.sums_are_of_tpm();
    match shape.steps {
        Steps::Whole if sums_are_of_tpm => Err(Unclear::LogOfWholeNumbers),
        Steps::PerSample { .. } if sums_are_of_tpm => Ok(Unit::Log2Cpm),
        Steps::PerSample { .. } | Steps::Uneven if shape.lacks_zeros() => Ok(Unit::Vst),
        Steps::Whole | Steps::PerSample { .. } => Ok(Unit::Log2Counts),
        Steps::Uneven => Err(shape.other_base.map_or(Unclear::SharedValues, Unclear::OtherBase)),
        _ if shape.lacks_zeros() => Err(Unclear::NoZeros),
        _ => match shape.other_base {
            Some(base) => Err(Unclear::OtherBase(base)),
            None if shape.linear_sums.smallest <= MIN_SUM_OF_COUNTS => Ok(Unit::Log2P1),
            None if shape.is_of_upper_quartiles() => Ok(Unit::Log2Counts),
            None => Err(Unclear::LargeLogSums),
        },
    }
}

/// The unit of a matrix.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundUnit {
    /// The declared one, or the one the evidence shows.
    pub unit: Unit,
    /// What the values show.
    pub evidence: UnitEvidence,
    /// Why the values do not look like the declared unit.
    pub doubt: Option<String>,
}

/// Finds the unit of a matrix. `stated` is that of its format, which says what its columns are; `declared` goes before it.
pub fn find_unit(
    name: &str,
    matrix: &ExpressionMatrix,
    declared: Option<Unit>,
    stated: Option<Unit>,
) -> Result<FoundUnit, ReadError> {
    let evidence = UnitEvidence::of(matrix);
    let unit = if let Some(unit) = declared.or(stated) {
        unit
    } else {
        refuse_contradiction(name, matrix, &evidence)?;
        evidence.unit().map_err(|why| {
            ReadError::ambiguous(name, format!("the unit is unclear: {why} ({evidence})")).hint(why.hint())
        })?
    };
    check_values(name, matrix, unit)?;
    if evidence.shape.is_some_and(|shape| shape.is_centred) {
        return Err(ReadError::unsupported(name, Unclear::Centred.to_string()).hint(NEGATIVE_HINT));
    }
    let doubt = declared.and_then(|declared| evidence.doubt_of(declared));
    Ok(FoundUnit { unit, evidence, doubt })
}

/// Refuses values that the unit cannot have, naming line, column, gene and sample of the first in file order.
pub fn check_values(name: &str, matrix: &ExpressionMatrix, unit: Unit) -> Result<(), ReadError> {
    let lowest = match unit {
        Unit::Log2P0001 => LOG2_FLOOR_0001 - 0.01,
        Unit::Log2Cpm | Unit::Vst => -MAX_DECLARED_LOG2,
        _ => 0.0,
    };
    // Array intensities may be declared as they are, without a logarithm.
    let highest = if unit.is_logged() && unit != Unit::Array { MAX_DECLARED_LOG2 } else { f64::INFINITY };
    let Some(place) = first_place(matrix, |value| value < lowest || value > highest) else { return Ok(()) };
    let error = |how: &str| place.error(name, matrix, &format!("is too {how} for {unit}"));
    Err(if place.value(matrix) < lowest {
        error("low").hint(NEGATIVE_HINT)
    } else {
        error("high")
            .hint("values this high are not logarithms: leave out --unit, or state the linear unit they have")
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
    use super::super::evidence::{Base, Extent, TPM_SUMS};
    use super::*;

    fn evidence(min: f64, max: f64, whole_numbers: bool, sums: (f64, f64), n_rows: usize) -> UnitEvidence {
        let unlike_tpm = [sums.0, sums.1].into_iter().find(|sum| !(TPM_SUMS.0..=TPM_SUMS.1).contains(sum));
        let sums = Extent { smallest: sums.0, largest: sums.1 };
        let shape = Shape {
            steps: Steps::Absent,
            zero_share: if min == 0.0 { 0.2 } else { 0.0 },
            near_zero_share: if min == 0.0 { 0.3 } else { 0.0 },
            linear_sums: sums,
            upper_quartiles: Extent { smallest: 20.0, largest: 40.0 },
            other_base: None,
            is_centred: false,
        };
        UnitEvidence {
            min,
            max,
            whole_numbers,
            sums,
            first_sum_unlike_tpm: unlike_tpm.map(|sum| ("S".to_owned(), sum)),
            n_rows,
            shape: (n_rows >= MIN_GENES && !whole_numbers).then_some(shape),
        }
    }

    fn with(mut evidence: UnitEvidence, change: impl FnOnce(&mut Shape)) -> UnitEvidence {
        change(evidence.shape.as_mut().unwrap());
        evidence
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

    const PER_SAMPLE: Steps = Steps::PerSample { smallest: 0.02, largest: 0.04 };
    const OF_TPM: (f64, f64) = (0.9e6, 1e6);
    const OF_COUNTS: (f64, f64) = (2e7, 5e7);

    fn steps(steps: Steps) -> impl FnOnce(&mut Shape) {
        move |shape| shape.steps = steps
    }

    #[test]
    fn clear_cases_are_named() {
        let linear = |sums| evidence(0.0, 2e4, false, sums, 19_000);
        let logged = |sums| evidence(0.0, 14.2, false, sums, 19_000);
        let negative = |sums| evidence(-4.1, 14.2, false, sums, 19_000);
        let quartiles = |shape: &mut Shape| {
            shape.upper_quartiles = Extent { smallest: 1000.0, largest: 1010.0 };
        };
        for (unit, shown) in [
            (Unit::Tpm, linear(OF_TPM)),
            (Unit::Tpm, with(linear(OF_TPM), steps(Steps::Decimals))),
            (Unit::Cpm, with(linear(OF_TPM), steps(PER_SAMPLE))),
            (Unit::Counts, evidence(0.0, 2e5, true, OF_COUNTS, 39_000)),
            (Unit::Counts, with(linear(OF_COUNTS), steps(Steps::Whole))),
            (Unit::NormalizedCounts, with(linear(OF_COUNTS), steps(PER_SAMPLE))),
            (Unit::NormalizedCounts, with(linear(OF_COUNTS), quartiles)),
            (Unit::Log2P1, logged(OF_TPM)),
            (Unit::Log2P1, logged((2e5, 4e5))),
            (Unit::Log2P1, with(logged(OF_TPM), steps(Steps::Decimals))),
            // Genes without a read were left out.
            (
                Unit::Tpm,
                with(evidence(0.003, 2e4, false, OF_TPM, 15_000), |shape| shape.near_zero_share = 0.1),
            ),
            (Unit::Log2Cpm, with(logged(OF_TPM), steps(PER_SAMPLE))),
            (Unit::Log2Counts, with(logged(OF_COUNTS), steps(Steps::Whole))),
            (Unit::Log2Counts, with(logged(OF_COUNTS), steps(PER_SAMPLE))),
            (Unit::Log2Counts, with(logged(OF_COUNTS), quartiles)),
            (Unit::Vst, with(evidence(3.6, 20.0, false, OF_COUNTS, 19_000), steps(Steps::Uneven))),
            (Unit::Log2Cpm, with(negative(OF_TPM), steps(PER_SAMPLE))),
            (Unit::Log2Cpm, with(negative(OF_TPM), steps(Steps::Uneven))),
            (Unit::Log2P0001, evidence(-9.966, 14.2, false, (1e3, 2e3), 1_750)),
            (Unit::Log2P0001, evidence(-9.966, 14.2, false, (1e3, 2e3), 300)),
        ] {
            assert_eq!(shown.unit(), Ok(unit), "{shown}");
        }
    }

    #[test]
    fn unclear_cases_are_refused_without_a_unit_that_lets_them_pass() {
        let logged = |sums| evidence(0.0, 14.2, false, sums, 19_000);
        let fractions = |sum| Unclear::LinearFractions { sample: "S".into(), sum };
        for (why, shown) in [
            (Unclear::Negative, evidence(-3.0, 5.0, false, (0.0, 0.0), 19_000)),
            (Unclear::Negative, evidence(-3.0, 5.0, false, (0.0, 0.0), 300)),
            (
                Unclear::Centred,
                with(evidence(-3.0, 5.0, false, (0.0, 0.0), 19_000), |shape| shape.is_centred = true),
            ),
            (Unclear::OtherOffset, with(evidence(-3.0, 15.0, false, OF_COUNTS, 19_000), steps(Steps::Whole))),
            (Unclear::SmallPanel, evidence(0.0, 12.0, false, (1e2, 1e2), 300)),
            (Unclear::SmallWholeNumbers, evidence(0.0, 12.0, true, (1e2, 1e2), 19_000)),
            (fractions(8e4), evidence(0.0, 9e3, false, (8e4, 9e4), 1_065)),
            (Unclear::WholeNumbers, evidence(0.0, 9e3, true, (1e6, 1e6), 19_000)),
            // Array intensities, transformed, quantile-normalized or shifted values.
            (Unclear::NoZeros, evidence(5.5, 14.0, false, OF_COUNTS, 19_000)),
            (Unclear::NoZeros, evidence(48.0, 9e4, false, OF_COUNTS, 19_000)),
            (Unclear::NoZeros, evidence(0.5, 9e4, false, OF_TPM, 19_000)),
            (Unclear::SharedValues, with(logged(OF_TPM), steps(Steps::Uneven))),
            (Unclear::LogOfWholeNumbers, with(logged(OF_TPM), steps(Steps::Whole))),
            (Unclear::LargeLogSums, logged(OF_COUNTS)),
            (
                Unclear::OtherBase(Base::Ten),
                with(logged((2e4, 3e4)), |shape| shape.other_base = Some(Base::Ten)),
            ),
        ] {
            assert_eq!(shown.unit(), Err(why.clone()), "{shown}");
            let is_about_negatives =
                matches!(why, Unclear::Negative | Unclear::Centred | Unclear::OtherOffset);
            assert!(!(is_about_negatives && why.hint().contains("--unit")), "{}", why.hint());
            assert!(!why.hint().contains("log2p0.001"), "{}", why.hint());
        }
    }

    #[test]
    fn a_declared_unit_is_compared_with_the_values() {
        let cpm = with(evidence(0.0, 2e4, false, OF_TPM, 19_000), steps(PER_SAMPLE));
        let tpm = evidence(0.0, 2e4, false, OF_TPM, 19_000);
        let logged = evidence(0.0, 14.0, false, OF_TPM, 19_000);
        let array = evidence(5.0, 14.0, false, OF_COUNTS, 19_000);
        let panel = evidence(0.0, 9e3, false, (8e4, 9e4), 1_065);
        for (declared, shown, is_doubtful) in [
            (Unit::Tpm, &cpm, true),
            (Unit::Cpm, &cpm, false),
            (Unit::Counts, &cpm, false),
            (Unit::Tpm, &tpm, false),
            (Unit::Fpkm, &tpm, false),
            (Unit::Counts, &tpm, true),
            (Unit::Tpm, &logged, true),
            (Unit::Log2P1, &logged, false),
            (Unit::Log2P0001, &logged, true),
            (Unit::Log2P1, &array, true),
            (Unit::Array, &array, false),
            (Unit::Vst, &array, false),
            (Unit::Tpm, &panel, false),
            (Unit::Fpkm, &panel, false),
        ] {
            let doubt = shown.doubt_of(declared);
            assert_eq!(doubt.is_some(), is_doubtful, "{declared}: {shown}: {doubt:?}");
        }
    }

    #[test]
    fn the_first_sample_with_an_odd_sum_is_named() {
        let samples = matrix(&[&[9e5, 0.5], &[10.0, 2.0], &[40.5, 0.0]]);
        let error = find_unit("m.tsv", &samples, None, None).unwrap_err().to_string();
        assert!(error.contains("(the first is that of sample 'S2', 12)"), "{error}");
    }

    #[test]
    fn values_that_the_unit_cannot_have_are_named_with_their_place() {
        let linear = matrix(&[&[1.0, 850.5], &[70.0, -2.0]]);
        for (unit, expected) in [
            (Some(Unit::Tpm), "m.tsv:3:3: the value -2 is too low for tpm (gene 'G2', sample 'S2')"),
            (Some(Unit::Array), "m.tsv:3:3: the value -2 is too low for array (gene 'G2', sample 'S2')"),
            (Some(Unit::Log2P1), "m.tsv:2:3: the value 70 is too high for log2p1 (gene 'G1', sample 'S2')"),
            (Some(Unit::Vst), "m.tsv:2:3: the value 70 is too high for vst (gene 'G1', sample 'S2')"),
            (None, "m.tsv:3:3: the value -2 is negative, and the maximum 850.5 is too high for a logarithm"),
        ] {
            let error = find_unit("m.tsv", &linear, unit, None).unwrap_err().to_string();
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
