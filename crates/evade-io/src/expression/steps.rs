//! Whether the small values of a sample repeat in even steps, which shows that they were read counts.
//!
//! Many genes have one read, many have two, and so on: whatever was done to counts sample by sample (scaling, a logarithm,
//! a variance-stabilizing transformation), their genes still share these values. Values that were divided by gene length
//! do not repeat, unless they were rounded; then neighbouring decimals repeat instead of wide steps.

/// Genes that share a value before it counts as repeated.
const MIN_REPEATS: u32 = 5;
/// Repeated values that are compared with each other: the most frequent ones.
const MAX_REPEATED: usize = 20;
/// Fewer repeated values show nothing.
const MIN_REPEATED: usize = 6;
/// Estimated counts (RSEM, Salmon) have fractions between the whole numbers; at least this share is on a repeated value.
const MIN_SHARE_REPEATED: f64 = 0.3;
/// Repeated values are this much more frequent than those between them, unless all values repeat.
const MIN_CONTRAST: f64 = 8.0;
/// Steps of at least so many units of the last decimal are not those of rounding.
const MIN_GAP_IN_DECIMALS: f64 = 1.5;
/// Of steps that are not even, so many.
const MIN_UNEVEN_GAP_IN_DECIMALS: f64 = 10.0;
/// How far a value may be from a multiple of the step, in steps, besides what rounding does.
const MAX_DEVIATION: f64 = 0.12;
/// Farther than this nothing is shown.
const MAX_DEVIATION_ROUNDED: f64 = 0.3;
/// Share of the repeated values that must be multiples.
const MIN_SHARE_OF_MULTIPLES: f64 = 0.8;
/// How far steps of the same size differ.
const SAME: f64 = 2e-3;

/// The steps of one sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum SampleSteps {
    /// Small values do not repeat, or repeat as rounded values do.
    Absent,
    /// Small values repeat, but are not multiples of one number.
    Uneven,
    /// Small values, un-logged, are multiples of this number.
    Even(f64),
}

/// The steps of a matrix.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Steps {
    /// In at least half of the samples small values do not repeat.
    Absent,
    /// They are multiples of the same power of ten in every sample: rounded to decimals before a logarithm.
    Decimals,
    /// They are whole numbers, perhaps after a logarithm is undone.
    Whole,
    /// They are multiples of a number of each sample: counts that were divided by it.
    PerSample {
        /// The smallest of these numbers.
        smallest: f64,
        /// The largest.
        largest: f64,
    },
    /// They repeat, but not evenly: counts after another transformation.
    Uneven,
}

impl Steps {
    /// Joins the samples.
    pub(super) fn of(samples: &[SampleSteps]) -> Self {
        let steps: Vec<f64> = samples
            .iter()
            .filter_map(|sample| match sample {
                SampleSteps::Even(step) => Some(*step),
                _ => None,
            })
            .collect();
        let n_uneven = samples.iter().filter(|&&sample| sample == SampleSteps::Uneven).count();
        if 2 * steps.len() >= samples.len() && !steps.is_empty() {
            let all = |holds: fn(f64) -> bool| {
                steps.iter().filter(|&&step| holds(step)).count() * 10 >= steps.len() * 9
            };
            if all(is_decimal) {
                Self::Decimals
            } else if all(|step| is(step, 1.0) || is(step, 0.5)) {
                Self::Whole
            } else {
                Self::PerSample {
                    smallest: steps.iter().copied().fold(f64::INFINITY, f64::min),
                    largest: steps.iter().copied().fold(0.0, f64::max),
                }
            }
        } else if 2 * (steps.len() + n_uneven) >= samples.len() && n_uneven > 0 {
            Self::Uneven
        } else {
            Self::Absent
        }
    }
}

fn is(step: f64, of: f64) -> bool {
    (step / of - 1.0).abs() < SAME
}

fn is_decimal(step: f64) -> bool {
    (1..=6).any(|decimals| is(step, 0.1_f64.powi(decimals)))
}

/// Looks at the lower half of the values of a sample.
pub(super) fn steps_of(values: &[f64], is_logged: bool) -> SampleSteps {
    let floor = values.iter().copied().fold(f64::INFINITY, f64::min);
    let n_floor = values.iter().filter(|&&value| value <= floor).count();
    // A value of many genes below all others is that of no read; a smallest value alone is one like the others.
    let has_floor = n_floor >= MIN_REPEATS as usize || floor.abs() <= 0.0;
    let mut above: Vec<f64> = values.iter().copied().filter(|&v| v > floor || !has_floor).collect();
    let half = above.len() / 2;
    if half == 0 {
        return SampleSteps::Absent;
    }
    above.select_nth_unstable_by(half, f64::total_cmp);
    above.truncate(half);
    above.sort_unstable_by(f64::total_cmp);
    let runs: Vec<(f64, u32)> = above.chunk_by(|a, b| a >= b).map(|run| (run[0], run.len() as u32)).collect();
    let mut repeated: Vec<(f64, u32)> = runs.iter().copied().filter(|run| run.1 >= MIN_REPEATS).collect();
    repeated.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.total_cmp(&b.0)));
    repeated.truncate(MAX_REPEATED);
    repeated.sort_by(|a, b| a.0.total_cmp(&b.0));
    let Some(&(last, _)) = repeated.last().filter(|_| repeated.len() >= MIN_REPEATED) else {
        return SampleSteps::Absent;
    };
    let in_range = &runs[..runs.partition_point(|run| run.0 <= last)];
    let decimals = in_range.iter().map(|run| n_decimals(run.0)).max().unwrap_or(0);
    let last_decimal = 0.1_f64.powi(decimals);
    if !are_wide(&repeated, in_range, last_decimal) {
        return SampleSteps::Absent;
    }
    // Few rounded values may be a few decimals apart by chance.
    let is_coarse = median_gap(&repeated) < MIN_UNEVEN_GAP_IN_DECIMALS * last_decimal;
    let uneven = if is_coarse { SampleSteps::Absent } else { SampleSteps::Uneven };
    let linear = |offset: Option<f64>| -> Vec<f64> {
        let values = repeated.iter().map(|run| run.0);
        match offset {
            None => values.collect(),
            Some(offset) => values.map(|value| libm::exp2(value) - offset).collect(),
        }
    };
    if !is_logged {
        return even_step(&linear(None), last_decimal).map_or(uneven, SampleSteps::Even);
    }
    // What was added before the logarithm: 1, or what shows as the value of no read.
    let offsets = [(floor >= 0.0).then_some(1.0), has_floor.then(|| libm::exp2(floor))];
    offsets
        .into_iter()
        .flatten()
        .find_map(|offset| even_step(&linear(Some(offset)), 0.0))
        .map_or(uneven, SampleSteps::Even)
}

/// Whether repeated values are farther from each other than rounding puts them, and stand out from those between them.
fn are_wide(repeated: &[(f64, u32)], in_range: &[(f64, u32)], last_decimal: f64) -> bool {
    let least_gap = MIN_GAP_IN_DECIMALS * last_decimal;
    let n = |runs: &[(f64, u32)]| runs.iter().map(|run| f64::from(run.1)).sum::<f64>();
    let (n_repeated, n_all) = (n(repeated), n(in_range));
    if n_repeated < MIN_SHARE_REPEATED * n_all || median_gap(repeated) < least_gap {
        return false;
    }
    let n_between = (in_range.len() - repeated.len()) as f64;
    let stand_out = n_between == 0.0
        || n_repeated / repeated.len() as f64 >= MIN_CONTRAST * (n_all - n_repeated) / n_between;
    let all_repeat = n_all >= 3.0 * in_range.len() as f64 && median_gap(in_range) >= least_gap;
    stand_out || all_repeat
}

fn median_gap(runs: &[(f64, u32)]) -> f64 {
    let values: Vec<f64> = runs.iter().map(|run| run.0).collect();
    median_difference(&values)
}

fn median_difference(values: &[f64]) -> f64 {
    let mut gaps: Vec<f64> = values.windows(2).map(|pair| pair[1] - pair[0]).collect();
    gaps.sort_unstable_by(f64::total_cmp);
    gaps.get(gaps.len() / 2).copied().unwrap_or(0.0)
}

/// Decimals of the shortest text that reads back as this number, of single precision if that is what it has.
fn n_decimals(value: f64) -> i32 {
    let single = value as f32;
    let text =
        if f64::from(single).total_cmp(&value).is_eq() { single.to_string() } else { value.to_string() };
    text.split_once('.').map_or(0, |(_, decimals)| i32::try_from(decimals.len()).unwrap_or(i32::MAX))
}

/// The number of which all values are multiples, refined from the smallest value on; they may be rounded to `last_decimal`.
fn even_step(values: &[f64], last_decimal: f64) -> Option<f64> {
    let first = values.first().copied().filter(|&first| first > 0.0)?;
    // The smallest value may be one step or, where genes of few reads were left out, several.
    // Values that were rounded before a logarithm may be many decimals apart.
    let candidates = [median_difference(values), first, 0.1, 0.01, 0.001, 0.0001];
    candidates.into_iter().filter(|&step| step > 0.0).find_map(|step| {
        let (mut products, mut squares, mut refined) = (0.0, 0.0, step);
        for &value in values {
            let multiple = (value / refined).round_ties_even().max(1.0);
            products += value * multiple;
            squares += multiple * multiple;
            refined = products / squares;
        }
        let deviation = (MAX_DEVIATION + 0.5 * last_decimal / refined).min(MAX_DEVIATION_ROUNDED);
        let fits = |value: &&f64| {
            let multiple = *value / refined;
            multiple > 0.5 && (multiple - multiple.round_ties_even()).abs() < deviation
        };
        let n = values.iter().filter(fits).count() as f64;
        (n >= MIN_SHARE_OF_MULTIPLES * values.len() as f64).then_some(refined)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads of genes: most have few.
    fn counts(n: usize) -> Vec<f64> {
        (0..n).map(|gene| (1.0 / (1.0 - (gene as f64 / n as f64)) - 1.0) * 20.0).map(f64::floor).collect()
    }

    /// The same with gene lengths that differ.
    fn rates(n: usize) -> Vec<f64> {
        let lengths = (0..n).map(|gene| 300.0 + ((gene * 7919) % 4999) as f64);
        counts(n).iter().zip(lengths).map(|(count, length)| count / length).collect()
    }

    fn mapped(values: &[f64], f: impl Fn(f64) -> f64) -> Vec<f64> {
        values.iter().copied().map(f).collect()
    }

    fn rounded(values: &[f64], decimals: i32) -> Vec<f64> {
        let unit = 10_f64.powi(decimals);
        mapped(values, |v| (v * unit).round_ties_even() / unit)
    }

    fn near(found: SampleSteps, expected: f64) -> bool {
        matches!(found, SampleSteps::Even(step) if (step / expected - 1.0).abs() < 1e-2)
    }

    #[test]
    fn counts_show_whatever_was_done_to_a_sample() {
        let counts = counts(6000);
        let cpm = mapped(&counts, |count| count * 0.033_41);
        assert!(near(steps_of(&cpm, false), 0.033_41));
        assert!(near(steps_of(&rounded(&cpm, 2), false), 0.033_41));
        assert!(near(steps_of(&mapped(&cpm, |v| (v + 1.0).log2()), true), 0.033_41));
        assert!(near(steps_of(&mapped(&counts, |v| (v + 1.0).log2()), true), 1.0));
        assert!(near(steps_of(&rounded(&mapped(&counts, |v| (v + 1.0).log2()), 4), true), 1.0));
        // A prior count, and a transformation that is no logarithm.
        assert!(near(steps_of(&mapped(&counts, |v| ((v + 0.5) * 0.04).log2()), true), 0.04));
        assert_eq!(steps_of(&mapped(&counts, |v| (v + 4.0).sqrt()), true), SampleSteps::Uneven);
    }

    #[test]
    fn estimated_counts_show_their_whole_numbers() {
        let estimated: Vec<f64> = counts(6000)
            .iter()
            .enumerate()
            .map(|(gene, count)| if gene % 3 == 0 { count + (gene % 97) as f64 / 97.0 } else { *count })
            .collect();
        assert!(near(steps_of(&rounded(&estimated, 2), false), 1.0));
        assert!(near(steps_of(&mapped(&rounded(&estimated, 2), |v| v * 0.52), false), 0.52));
    }

    #[test]
    fn values_per_gene_length_do_not_repeat_even_when_rounded() {
        let tpm = mapped(&rates(6000), |rate| rate * 500.0);
        for decimals in 1..6 {
            let tpm = rounded(&tpm, decimals);
            let found = steps_of(&tpm, false);
            assert_eq!(found, SampleSteps::Absent, "{decimals} decimals");
            // Rounded before the logarithm: the step is that of the decimals.
            let found = steps_of(&mapped(&tpm, |v| (v + 1.0).log2()), true);
            let decimal = matches!(found, SampleSteps::Even(step) if is_decimal(step));
            assert!(decimal || found == SampleSteps::Absent, "{decimals} decimals: {found:?}");
            let logged = rounded(&mapped(&tpm, |v| (v + 1.0).log2()), decimals.max(2));
            let found = steps_of(&logged, true);
            let decimal = matches!(found, SampleSteps::Even(step) if is_decimal(step));
            assert!(decimal || found == SampleSteps::Absent, "{decimals} decimals, logged: {found:?}");
        }
    }

    #[test]
    fn the_samples_are_joined() {
        let even = SampleSteps::Even;
        assert_eq!(
            Steps::of(&[even(0.03), even(0.041)]),
            Steps::PerSample { smallest: 0.03, largest: 0.041 }
        );
        assert_eq!(Steps::of(&[even(0.01), even(0.01)]), Steps::Decimals);
        assert_eq!(Steps::of(&[even(1.0), even(1.0), SampleSteps::Absent]), Steps::Whole);
        assert_eq!(Steps::of(&[SampleSteps::Uneven, SampleSteps::Absent]), Steps::Uneven);
        assert_eq!(Steps::of(&[SampleSteps::Absent; 3]), Steps::Absent);
        assert_eq!(Steps::of(&[]), Steps::Absent);
    }
}
