//! Columns called mean, sd, Total or Length: not samples if their values are those of the others, warned of otherwise.
//!
//! A sample may have any name. A column is left out only where its values show what it is.

use evade_core::{ExpressionMatrix, SampleIndex};
use rayon::prelude::*;

use crate::expression::columns::folded_name;
use crate::expression::format::Expression;

/// Values are printed with few digits: so far from the exact statistic may they be, with two decimals or with one.
const RELATIVE: f64 = 0.005;
const ABSOLUTE: [f64; 2] = [0.006, 0.06];
/// The same where a statistic was rounded to whole numbers.
const OF_WHOLE_NUMBERS: f64 = 0.51;
/// Beyond so many times the rounding, only the statistic itself has its value.
const TELLING: f64 = 10.0;
/// Share of the rows that must agree.
const AGREEING: f64 = 0.99;
/// A column of fewer lengths may be anything.
const MIN_LENGTHS: usize = 10;
/// A gene of fewer bases is none.
const MIN_LONGEST: f64 = 100.0;

/// What a column called so would hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Statistic {
    Mean,
    Median,
    Deviation,
    Variance,
    Variation,
    Smallest,
    Largest,
    Sum,
    Length,
}

/// Names, folded, and what they stand for.
const NAMES: [(Statistic, &str, &[&str]); 9] = [
    (Statistic::Mean, "the mean", &["mean", "means", "average", "avg", "rowmean", "rowmeans", "avgexpr"]),
    (Statistic::Median, "the median", &["median", "rowmedian", "rowmedians"]),
    (
        Statistic::Deviation,
        "the standard deviation",
        &["sd", "std", "stdev", "stddev", "standarddeviation", "rowsd", "rowsds"],
    ),
    (Statistic::Variance, "the variance", &["var", "variance", "rowvar", "rowvars"]),
    (Statistic::Variation, "the coefficient of variation", &["cv"]),
    (Statistic::Smallest, "the minimum", &["min", "minimum", "rowmin"]),
    (Statistic::Largest, "the maximum", &["max", "maximum", "rowmax"]),
    (Statistic::Sum, "the sum", &["sum", "total", "totals", "rowsum", "rowsums"]),
    (Statistic::Length, "a length of genes", &["length", "len", "width", "basepairs", "bp", "kb"]),
];
/// Words for the values, which may follow the statistic's.
const OF_VALUES: [&str; 9] = ["tpm", "fpkm", "rpkm", "cpm", "counts", "count", "expression", "expr", "reads"];

fn statistic_of(name: &str) -> Option<(Statistic, &'static str)> {
    let folded = folded_name(name);
    let bare =
        OF_VALUES.iter().find_map(|word| folded.strip_suffix(word).or_else(|| folded.strip_prefix(word)));
    let is_called =
        |names: &[&str]| names.contains(&folded.as_str()) || bare.is_some_and(|bare| names.contains(&bare));
    NAMES.iter().find(|(.., names)| is_called(names)).map(|(statistic, what, _)| (*statistic, *what))
}

/// The statistic that a part of a name is, as in `mean.1` and `sd_normal`; many a sample is called so too.
fn statistic_in(name: &str) -> Option<(Statistic, &'static str)> {
    name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).find_map(statistic_of)
}

/// Leaves out the columns that are statistics of the others, and warns of those that are called so and are none.
pub(crate) fn leave_out(name: &str, read: &mut Expression) {
    let ids = read.matrix.samples().ids();
    let called: Vec<Called> =
        ids.iter().enumerate().filter_map(|(place, id)| Called::of(place, id)).collect();
    if called.is_empty() {
        return;
    }
    let is_called = |place: usize| called.iter().find(|one| one.place == place);
    // Whether a sample whose name holds such a word is one of the others cannot be known: both are tried.
    let others = |is_other: fn(Option<&Called>) -> bool| -> Vec<usize> {
        (0..ids.len()).filter(|&place| is_other(is_called(place))).collect()
    };
    let bases =
        [others(|called| called.is_none_or(|one| !one.by_whole_name)), others(|called| called.is_none())];
    let (mut left_out, mut reasons, mut unproven) = (Vec::new(), Vec::new(), Vec::new());
    for one in &called {
        let id = &ids[one.place];
        if is_statistic(&read.matrix, one, &bases) {
            left_out.push(one.place);
            reasons.push(match one.statistic {
                Statistic::Length => format!("'{id}' ({})", one.what),
                _ => format!("'{id}' ({} of other columns)", one.what),
            });
        } else if one.by_whole_name {
            unproven.push(format!("'{id}'"));
        }
    }
    let mut warnings = Vec::new();
    if !reasons.is_empty() {
        warnings.push(format!("{name}: columns that are not samples are left out: {}", reasons.join(", ")));
    }
    if !unproven.is_empty() {
        warnings.push(format!(
            "{name}: read as samples although they are called like a statistic, which their values do not show them to be: {}; remove these columns if they are none",
            unproven.join(", ")
        ));
    }
    read.warnings.extend(warnings);
    if !left_out.is_empty() {
        read.matrix = without(&read.matrix, &left_out);
    }
}

/// A column that is called like a statistic.
struct Called {
    place: usize,
    statistic: Statistic,
    what: &'static str,
    by_whole_name: bool,
}

impl Called {
    fn of(place: usize, id: &str) -> Option<Self> {
        let by_whole_name = statistic_of(id);
        let (statistic, what) = by_whole_name.or_else(|| statistic_in(id))?;
        Some(Self { place, statistic, what, by_whole_name: by_whole_name.is_some() })
    }
}

/// The matrix without some samples.
fn without(matrix: &ExpressionMatrix, left_out: &[usize]) -> ExpressionMatrix {
    let kept: Vec<usize> = (0..matrix.samples().len()).filter(|place| !left_out.contains(place)).collect();
    let samples = kept.iter().map(|&place| matrix.samples().ids()[place].clone()).collect();
    let values = kept.iter().flat_map(|&place| matrix.sample(place)).copied().collect();
    // The places of the others in the file are known as long as none before them is gone.
    let keeps_places = kept.last().is_some_and(|last| last + 1 == kept.len());
    let origin = matrix.origin().filter(|_| keeps_places);
    ExpressionMatrix::new(
        matrix.row_ids().to_vec(),
        matrix.row_names().map(<[String]>::to_vec),
        // A part of ids that are distinct is distinct.
        SampleIndex::new(samples).unwrap_or_default(),
        values,
    )
    .with_origin(origin)
}

/// Whether a column holds its statistic of all other columns, or of those that stand directly before it.
fn is_statistic(matrix: &ExpressionMatrix, called: &Called, bases: &[Vec<usize>; 2]) -> bool {
    let Called { place, statistic, .. } = *called;
    let column = matrix.sample(place);
    if statistic == Statistic::Length {
        let are_lengths = column.iter().all(|length| *length >= 1.0 && length.fract() == 0.0);
        return are_lengths
            && called.by_whole_name
            && column.len() >= MIN_LENGTHS
            && column.iter().copied().fold(0.0, f64::max) >= MIN_LONGEST;
    }
    let samples = &bases[1];
    let is_sample = |p: &usize| samples.contains(p);
    let mut before: Vec<usize> =
        (0..place).rev().skip_while(|p| !is_sample(p)).take_while(is_sample).collect();
    before.reverse();
    [&bases[0], samples, &before].into_iter().any(|of| {
        let of: Vec<usize> = of.iter().copied().filter(|&other| other != place).collect();
        // The mean of one sample is that sample.
        (called.by_whole_name && !of.is_empty() || of.len() > 1) && agrees(matrix, column, statistic, &of)
    })
}

fn agrees(matrix: &ExpressionMatrix, column: &[f64], statistic: Statistic, of: &[usize]) -> bool {
    let samples: Vec<&[f64]> = of.iter().map(|&place| matrix.sample(place)).collect();
    let is_whole = column.iter().all(|value| value.fract() == 0.0);
    if is_whole {
        return agrees_within(OF_WHOLE_NUMBERS, &samples, column, statistic);
    }
    ABSOLUTE.iter().any(|&absolute| agrees_within(absolute, &samples, column, statistic))
}

fn agrees_within(absolute: f64, samples: &[&[f64]], column: &[f64], statistic: Statistic) -> bool {
    let (n_agreeing, n_telling, n_telling_agreeing) = column
        .par_iter()
        .enumerate()
        .map_init(Vec::new, |row, (at, &found)| {
            row.clear();
            row.extend(samples.iter().map(|sample| sample[at]));
            let expected = expected(statistic, row);
            let is_near = expected.iter().any(|e| (e - found).abs() <= absolute + RELATIVE * e.abs());
            let is_telling = expected[0].abs() > TELLING * absolute;
            (usize::from(is_near), usize::from(is_telling), usize::from(is_near && is_telling))
        })
        .reduce(|| (0, 0, 0), |a, b| (a.0 + b.0, a.1 + b.1, a.2 + b.2));
    let is_most = |n: usize, of_all: usize| n as f64 >= AGREEING * of_all as f64;
    n_telling > 0 && is_most(n_agreeing, column.len()) && is_most(n_telling_agreeing, n_telling)
}

/// What the column would hold in a row, by either of two definitions where there are two.
fn expected(statistic: Statistic, row: &mut [f64]) -> [f64; 2] {
    let n = row.len() as f64;
    let sum: f64 = row.iter().sum();
    let mean = sum / n;
    let squares: f64 = row.iter().map(|value| (value - mean).powi(2)).sum();
    let variances = [squares / (n - 1.0).max(1.0), squares / n];
    match statistic {
        Statistic::Mean => [mean; 2],
        Statistic::Sum | Statistic::Length => [sum; 2],
        Statistic::Variance => variances,
        Statistic::Deviation => variances.map(f64::sqrt),
        Statistic::Variation => {
            let variation = if mean == 0.0 { 0.0 } else { variances[0].sqrt() / mean };
            [variation, 100.0 * variation]
        }
        Statistic::Median => {
            row.sort_unstable_by(f64::total_cmp);
            let (low, high) = (row[(row.len() - 1) / 2], row[row.len() / 2]);
            [f64::midpoint(low, high); 2]
        }
        Statistic::Smallest => [row.iter().copied().fold(f64::INFINITY, f64::min); 2],
        Statistic::Largest => [row.iter().copied().fold(f64::NEG_INFINITY, f64::max); 2],
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use evade_stream::Input;

    use crate::{ReadAs, read_expression_as};

    const SAMPLES: [[f64; 4]; 4] =
        [[1.5, 2.25, 9.0, 4.0], [100.0, 50.0, 25.5, 75.0], [0.0, 0.0, 0.0, 0.5], [33.0, 1.25, 2.0, 8.0]];

    /// Four samples, and a column of this name that holds what `of` makes of each row.
    fn read(column: &str, of: impl Fn(&[f64; 4]) -> f64) -> (Vec<String>, Vec<String>) {
        let mut text = format!("gene\tA\tB\tC\tD\t{column}\n");
        for copy in 0..5 {
            for (at, row) in SAMPLES.iter().enumerate() {
                let [a, b, c, d] = row;
                writeln!(text, "G{copy}{at}\t{a}\t{b}\t{c}\t{d}\t{:.2}", of(row)).unwrap();
            }
        }
        let mut input = Input::from_bytes("m.tsv", text).unwrap();
        let read = read_expression_as(&mut input, ReadAs::default()).unwrap();
        (read.matrix.samples().ids().to_vec(), read.warnings)
    }

    fn mean(row: &[f64; 4]) -> f64 {
        row.iter().sum::<f64>() / 4.0
    }

    fn variance(row: &[f64; 4], n: f64) -> f64 {
        row.iter().map(|value| (value - mean(row)).powi(2)).sum::<f64>() / n
    }

    type OfRow<'a> = &'a dyn Fn(&[f64; 4]) -> f64;

    #[test]
    fn what_is_the_statistic_of_the_others_is_no_sample() {
        let median = |row: &[f64; 4]| {
            let mut row = *row;
            row.sort_by(f64::total_cmp);
            f64::midpoint(row[1], row[2])
        };
        let columns: [(&str, OfRow<'_>); 11] = [
            ("mean", &mean),
            ("Mean", &|row| mean(row).round()),
            ("Average.TPM", &mean),
            ("rowMeans", &mean),
            ("sd", &|row| variance(row, 3.0).sqrt()),
            ("STDEV", &|row| variance(row, 4.0).sqrt()),
            ("variance", &|row| variance(row, 3.0)),
            ("Median", &median),
            ("Total", &|row| row.iter().sum()),
            ("max", &|row| row.iter().copied().fold(0.0, f64::max)),
            ("Length", &|row| 900.0 + row[0].round()),
        ];
        for (column, of) in columns {
            let (samples, warnings) = read(column, of);
            assert_eq!(samples, ["A", "B", "C", "D"], "{column}");
            assert!(warnings[0].contains(&format!("left out: '{column}'")), "{warnings:?}");
        }
    }

    #[test]
    fn statistics_of_groups_are_known_by_their_values_alone() {
        let mut text = "gene\tA\tB\tmean.1\tMax_01\tD\tmean_normal\tE\n".to_owned();
        for copy in 0..5 {
            for (at, [a, b, c, d]) in SAMPLES.iter().enumerate() {
                let (one, other) = (f64::midpoint(*a, *b), f64::midpoint(*c, *d));
                writeln!(text, "G{copy}{at}\t{a}\t{b}\t{one}\t{c}\t{d}\t{other}\t{}", a + d).unwrap();
            }
        }
        let mut input = Input::from_bytes("m.tsv", text).unwrap();
        let read = read_expression_as(&mut input, ReadAs::default()).unwrap();
        // A patient may be called Max; the mean of a run that he is in is not told.
        assert_eq!(read.matrix.samples().ids(), ["A", "B", "Max_01", "D", "mean_normal", "E"]);
    }

    #[test]
    fn a_sample_that_is_called_so_is_kept_and_warned_of() {
        let mut input = Input::from_bytes("m.tsv", "gene\tmean\tsd\nA\t1\t2\nB\t3\t4\n").unwrap();
        let all_called_so = read_expression_as(&mut input, ReadAs::default()).unwrap();
        assert_eq!(all_called_so.matrix.samples().len(), 2);
        assert!(all_called_so.warnings[0].contains("'mean', 'sd'"), "{:?}", all_called_so.warnings);
        for (column, kept) in [("mean", true), ("Total", true), ("Length", true), ("S5", false)] {
            let (samples, warnings) = read(column, |row| row[0] * 1.5 + row[3]);
            assert_eq!(samples.len(), 5, "{column}");
            assert_eq!(
                warnings.iter().any(|w| w
                    .contains(&format!("statistic, which their values do not show them to be: '{column}'"))),
                kept,
                "{warnings:?}"
            );
        }
    }
}
