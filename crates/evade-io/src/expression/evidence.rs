//! What the values of a matrix show of their unit.

use std::fmt;

use evade_core::ExpressionMatrix;
use rayon::prelude::*;

use super::steps::{Steps, steps_of};

/// log2 values do not reach this; a linear profile of a thousand genes does.
pub(super) const MAX_LOG2: f64 = 30.0;
/// A matrix smaller than this is a panel, in which maximum, zeros and repeated values prove nothing.
pub(super) const MIN_GENES: usize = 1000;
/// Column sums of TPM: a million, less the genes that were left out, give or take.
pub(super) const TPM_SUMS: (f64, f64) = (0.5e6, 1.3e6);
/// Of RNA-seq values more are zero, even where genes of low expression were left out. A shift by the minimum leaves one zero.
const MIN_ZERO_SHARE: f64 = 5e-4;
/// Where genes without a read were left out, values near zero remain: this share below [`NEAR_ZERO`].
const MIN_SHARE_NEAR_ZERO: f64 = 0.01;
/// TPM of next to nothing; background and offsets are above it.
const NEAR_ZERO: f64 = 0.1;
/// Upper quartiles of values that were divided by them and multiplied by 1000, give or take the genes that were left out.
const UPPER_QUARTILES: (f64, f64) = (800.0, 1250.0);
/// How much these upper quartiles differ between the samples.
const MAX_QUARTILE_RATIO: f64 = 1.15;
/// TPM of all genes sum to a million but for their decimals.
const TIGHT_SUMS: (f64, f64) = (0.995e6, 1.005e6);
/// A gene whose mean over the samples is within this of zero was centred.
const CENTRED_MEAN: f64 = 0.01;

/// The base of a logarithm other than 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Base {
    /// The natural logarithm.
    E,
    /// The decimal logarithm.
    Ten,
}

/// Smallest and largest of a number per sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extent {
    /// The smallest.
    pub smallest: f64,
    /// The largest.
    pub largest: f64,
}

impl Extent {
    fn of(values: impl Iterator<Item = f64> + Clone) -> Self {
        Self {
            smallest: values.clone().fold(f64::INFINITY, f64::min),
            largest: values.fold(f64::NEG_INFINITY, f64::max),
        }
    }

    /// Whether all samples are in this range.
    pub(super) fn is_within(self, (low, high): (f64, f64)) -> bool {
        self.smallest >= low && self.largest <= high
    }
}

/// What is seen of a matrix of at least a thousand rows that are not all whole numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shape {
    /// How small values repeat.
    pub steps: Steps,
    /// Share of zeros.
    pub zero_share: f64,
    /// Share of values near zero, of logarithms by 2^x - 1.
    pub near_zero_share: f64,
    /// Column sums, of logarithms those of 2^x - 1.
    pub linear_sums: Extent,
    /// Upper quartiles of the positive values of each sample, of logarithms those of 2^x - 1.
    pub upper_quartiles: Extent,
    /// Another base in which un-logged columns sum to a million in every sample.
    pub other_base: Option<Base>,
    /// Whether most genes have a mean of zero.
    pub is_centred: bool,
}

impl Shape {
    /// Whether RNA-seq values would have more zeros, or values near zero where those were left out.
    pub(super) fn lacks_zeros(&self) -> bool {
        self.zero_share < MIN_ZERO_SHARE && self.near_zero_share < MIN_SHARE_NEAR_ZERO
    }

    pub(super) fn sums_are_of_tpm(&self) -> bool {
        self.linear_sums.is_within(TPM_SUMS)
    }

    /// Whether every sample was divided by its upper quartile, times 1000, as the RSEM values of TCGA were.
    pub(super) fn is_of_upper_quartiles(&self) -> bool {
        let Extent { smallest, largest } = self.upper_quartiles;
        self.upper_quartiles.is_within(UPPER_QUARTILES) && largest <= MAX_QUARTILE_RATIO * smallest
    }

    fn of(matrix: &ExpressionMatrix, columns: &[Column], min: f64, max: f64) -> Self {
        let is_logged = max <= MAX_LOG2;
        let seen: Vec<_> = (0..columns.len())
            .into_par_iter()
            .map(|sample| {
                let values = matrix.sample(sample);
                let steps = steps_of(values, is_logged);
                let near_zero = if is_logged { libm::log2(NEAR_ZERO + 1.0) } else { NEAR_ZERO };
                let n_near_zero = values.iter().filter(|&&value| value < near_zero).count();
                let sum = if is_logged {
                    let offset = if min < 0.0 { 0.0 } else { 1.0 };
                    values.iter().map(|&value| libm::exp2(value) - offset).sum()
                } else {
                    columns[sample].sum
                };
                let quartile = upper_quartile(values);
                let quartile = if is_logged { libm::exp2(quartile) - 1.0 } else { quartile };
                (steps, sum, quartile, n_near_zero)
            })
            .collect();
        let n_values = (matrix.row_ids().len() * columns.len()) as f64;
        let n_zeros: usize = columns.iter().map(|column| column.n_zeros).sum();
        let linear_sums = Extent::of(seen.iter().map(|sample| sample.1));
        let may_have_other_base = is_logged && min >= 0.0 && !linear_sums.is_within(TPM_SUMS);
        Self {
            steps: Steps::of(&seen.iter().map(|sample| sample.0).collect::<Vec<_>>()),
            zero_share: n_zeros as f64 / n_values,
            near_zero_share: seen.iter().map(|sample| sample.3).sum::<usize>() as f64 / n_values,
            linear_sums,
            upper_quartiles: Extent::of(seen.iter().map(|sample| sample.2)),
            other_base: may_have_other_base.then(|| other_base(matrix)).flatten(),
            is_centred: min < 0.0 && is_centred(matrix),
        }
    }
}

fn upper_quartile(values: &[f64]) -> f64 {
    let mut positive: Vec<f64> = values.iter().copied().filter(|&value| value > 0.0).collect();
    if positive.is_empty() {
        return 0.0;
    }
    let place = positive.len() * 3 / 4;
    *positive.select_nth_unstable_by(place, f64::total_cmp).1
}

fn other_base(matrix: &ExpressionMatrix) -> Option<Base> {
    let sums_to_a_million = |unlog: fn(f64) -> f64| {
        (0..matrix.samples().len()).into_par_iter().all(|sample| {
            let sum: f64 = matrix.sample(sample).iter().map(|&value| unlog(value) - 1.0).sum();
            (TIGHT_SUMS.0..=TIGHT_SUMS.1).contains(&sum)
        })
    };
    if sums_to_a_million(libm::exp) {
        Some(Base::E)
    } else {
        sums_to_a_million(libm::exp10).then_some(Base::Ten)
    }
}

/// Whether the mean of most genes is zero.
fn is_centred(matrix: &ExpressionMatrix) -> bool {
    let n_samples = matrix.samples().len();
    let mut sums = vec![0.0; matrix.row_ids().len()];
    for sample in 0..n_samples {
        sums.iter_mut().zip(matrix.sample(sample)).for_each(|(sum, value)| *sum += value);
    }
    let n_centred = sums.iter().filter(|sum| sum.abs() <= CENTRED_MEAN * n_samples as f64).count();
    n_samples > 1 && 2 * n_centred > sums.len()
}

/// The properties of the values by which the unit is detected.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitEvidence {
    /// Smallest value.
    pub min: f64,
    /// Largest value.
    pub max: f64,
    /// Whether all values are whole numbers.
    pub whole_numbers: bool,
    /// Column sums.
    pub sums: Extent,
    /// The first sample in file order whose sum is none of TPM, with its sum.
    pub first_sum_unlike_tpm: Option<(String, f64)>,
    /// Rows of the matrix.
    pub n_rows: usize,
    /// What a matrix that is large enough shows besides.
    pub shape: Option<Shape>,
}

struct Column {
    min: f64,
    max: f64,
    whole_numbers: bool,
    sum: f64,
    n_zeros: usize,
}

impl UnitEvidence {
    /// Looks at every value.
    #[must_use]
    pub fn of(matrix: &ExpressionMatrix) -> Self {
        // Per sample first; minimum and maximum over samples do not depend on the order.
        let columns: Vec<Column> = (0..matrix.samples().len())
            .into_par_iter()
            .map(|sample| {
                let values = matrix.sample(sample);
                Column {
                    min: values.iter().copied().fold(f64::INFINITY, f64::min),
                    max: values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
                    whole_numbers: values.iter().all(|v| v.fract() == 0.0),
                    sum: values.iter().sum(),
                    n_zeros: values.iter().filter(|&&v| v == 0.0).count(),
                }
            })
            .collect();
        let min = columns.iter().map(|c| c.min).reduce(f64::min).unwrap_or(f64::NAN);
        let max = columns.iter().map(|c| c.max).reduce(f64::max).unwrap_or(f64::NAN);
        let whole_numbers = columns.iter().all(|c| c.whole_numbers);
        let n_rows = matrix.row_ids().len();
        let (low, high) = TPM_SUMS;
        let unlike_tpm = columns.iter().position(|c| !(low..=high).contains(&c.sum));
        let has_shape = n_rows >= MIN_GENES && !whole_numbers;
        Self {
            min,
            max,
            whole_numbers,
            sums: Extent::of(columns.iter().map(|c| c.sum)),
            first_sum_unlike_tpm: unlike_tpm
                .map(|sample| (matrix.samples().ids()[sample].clone(), columns[sample].sum)),
            n_rows,
            shape: has_shape.then(|| Shape::of(matrix, &columns, min, max)),
        }
    }
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
            rounded(self.sums.smallest),
            rounded(self.sums.largest)
        )?;
        let Some(shape) = &self.shape else { return Ok(()) };
        if self.max <= MAX_LOG2 {
            let Extent { smallest, largest } = shape.linear_sums;
            write!(f, ", un-logged {} to {}", rounded(smallest), rounded(largest))?;
        }
        write!(f, ", {} % zeros", decimals(100.0 * shape.zero_share, 2))?;
        match shape.steps {
            Steps::Absent => Ok(()),
            Steps::Decimals => f.write_str(", rounded to decimals"),
            Steps::Whole => f.write_str(", small values in steps of whole numbers"),
            Steps::Uneven => f.write_str(", small values shared by many genes"),
            Steps::PerSample { smallest, largest } => write!(
                f,
                ", small values in even steps of {} to {} per sample",
                decimals(smallest, 4),
                decimals(largest, 4)
            ),
        }
    }
}

/// Whole, and not `-0`.
pub(super) fn rounded(sum: f64) -> f64 {
    unsigned_zero(sum.round_ties_even())
}

fn decimals(value: f64, n: i32) -> f64 {
    let unit = 10_f64.powi(n);
    unsigned_zero((value * unit).round_ties_even() / unit)
}

/// Adding zero turns `-0` into `0` and leaves every other value as it is.
fn unsigned_zero(value: f64) -> f64 {
    value + 0.0
}
