//! The Poisson kernel for counts: `L_j = mean over l of P(X <= x_j)`, X Poisson with mean `x_l + 1/2`.

use super::kernel_gaussian::on_grid;

/// Probabilities below this share of the largest are left out.
const NEGLIGIBLE: f64 = 1e-20;

/// Up to this mean the probability of zero is far from the smallest double.
const FROM_ZERO_TO: f64 = 500.0;

/// Buffers of a thread.
#[derive(Debug, Default)]
pub(super) struct Counts {
    order: Vec<u32>,
    /// The different counts, ascending.
    distinct: Vec<f64>,
    /// Per sample, which of them it has.
    distinct_of: Vec<u32>,
    /// How many samples have each distinct count.
    copies: Vec<f64>,
    sums: Vec<f64>,
    /// Samples whose distribution lies wholly below, from this distinct count on.
    certain: Vec<f64>,
    below_mode: Vec<f64>,
    /// Means x counts.
    cdf: Vec<f64>,
}

/// Up to this many samples the terms of L are added in sample order.
const IN_ORDER_TO: usize = 1024;

/// Replaces the counts of a gene by what its samples are ranked by. A value that is no whole number counts as the
/// whole number below.
///
/// Per distinct mean the probabilities are built from zero up by their recurrence; of a large mean, outwards from the
/// mode, divided by their own sum. A gene costs its number of distinct counts times the width of a distribution.
///
/// Many genes of a count matrix hold the same few counts in other samples and have the same L by the formula. The
/// reference adds in sample order and ranks such genes by what rounding leaves; up to [`IN_ORDER_TO`] samples this
/// is followed, which brings scores to within 1e-4 of it. Above, equal L are ties.
pub(super) fn transform(row: &mut [f64], counts: &mut Counts) {
    counts.collect(row);
    let n = row.len() as f64;
    let n_distinct = counts.distinct.len();
    if row.len() <= IN_ORDER_TO {
        counts.cdf.clear();
        for i in 0..n_distinct {
            counts.sums.fill(0.0);
            let certain_from = counts.add_distribution(i, 1.0);
            counts.sums[certain_from..].fill(1.0);
            counts.cdf.extend_from_slice(&counts.sums);
        }
        counts.sums.fill(0.0);
        for &mean in &counts.distinct_of {
            let cdf = &counts.cdf[mean as usize * n_distinct..][..n_distinct];
            for (sum, cdf) in counts.sums.iter_mut().zip(cdf) {
                *sum += cdf;
            }
        }
        for sum in &mut counts.sums {
            let l = *sum / n;
            // As the reference has it: the logarithm merges some of the smallest differences.
            *sum = -libm::log((1.0 - l) / l);
        }
    } else {
        for i in 0..n_distinct {
            let copies = counts.copies[i];
            let certain_from = counts.add_distribution(i, copies);
            counts.certain[certain_from] += copies;
        }
        let mut certain = 0.0;
        for (sum, newly) in counts.sums.iter_mut().zip(&counts.certain) {
            certain += newly;
            *sum = on_grid((*sum + certain) / n);
        }
    }
    for (cell, &distinct) in row.iter_mut().zip(&counts.distinct_of) {
        *cell = counts.sums[distinct as usize];
    }
}

impl Counts {
    fn collect(&mut self, row: &[f64]) {
        self.order.clear();
        self.order.extend(0..row.len() as u32);
        self.order.sort_unstable_by(|&a, &b| row[a as usize].total_cmp(&row[b as usize]));
        self.distinct.clear();
        self.copies.clear();
        self.distinct_of.resize(row.len(), 0);
        for &sample in &self.order {
            let value = row[sample as usize];
            match (self.distinct.last(), self.copies.last_mut()) {
                (Some(last), Some(copies)) if value <= *last => *copies += 1.0,
                _ => {
                    self.distinct.push(value);
                    self.copies.push(1.0);
                }
            }
            self.distinct_of[sample as usize] = self.distinct.len() as u32 - 1;
        }
        self.sums.clear();
        self.sums.resize(self.distinct.len(), 0.0);
        self.certain.clear();
        self.certain.resize(self.distinct.len() + 1, 0.0);
    }

    /// Adds the distribution around the i-th distinct count, so many times, to the sums of the counts that it may or
    /// may not exceed; returns the place of the first count that it does not exceed.
    fn add_distribution(&mut self, i: usize, copies: f64) -> usize {
        let mean = self.distinct[i].max(0.0) + 0.5;
        if mean <= FROM_ZERO_TO {
            return self.add_from_zero(mean, copies);
        }
        let mode = mean.floor();
        // Downwards from the mode, then the sum of it all upwards.
        self.below_mode.clear();
        let (mut probability, mut count) = (1.0, mode);
        while count > 0.0 && probability > NEGLIGIBLE {
            probability *= count / mean;
            count -= 1.0;
            self.below_mode.push(probability);
        }
        let lowest = count;
        let mut total: f64 = self.below_mode.iter().rev().sum::<f64>() + 1.0;
        let (mut probability, mut count) = (1.0, mode);
        while probability > NEGLIGIBLE {
            count += 1.0;
            probability *= mean / count;
            total += probability;
        }
        let highest = count;

        let below = std::mem::take(&mut self.below_mode);
        let mut at_or_below_mode = below.iter().rev().copied().chain(std::iter::once(1.0));
        let mut above = 1.0;
        let first = self.distinct.partition_point(|&value| whole(value) < lowest);
        let place = self.add_cumulated(first, (lowest, highest), copies / total, |count| {
            at_or_below_mode.next().unwrap_or_else(|| {
                above *= mean / count;
                above
            })
        });
        self.below_mode = below;
        place
    }

    /// The same from zero counts up: the probability of zero is an exponential, good to its last place.
    fn add_from_zero(&mut self, mean: f64, copies: f64) -> usize {
        let mut probability = libm::exp(-mean);
        // Past the mode by far more than a distribution is wide.
        let highest = (mean + 20.0 * mean.sqrt() + 40.0).floor();
        let first = self.distinct.partition_point(|&value| whole(value) < 0.0);
        self.add_cumulated(first, (0.0, highest), copies, |count| {
            if count > 0.0 {
                probability *= mean / count;
            }
            probability
        })
    }

    /// Adds up the probabilities of `lowest..highest` and gives each distinct count from the `place`-th on its sum
    /// times `scale`; returns the place of the first count at or above `highest`.
    fn add_cumulated(
        &mut self,
        mut place: usize,
        (lowest, highest): (f64, f64),
        scale: f64,
        mut probability_of: impl FnMut(f64) -> f64,
    ) -> usize {
        // Compensated: what rounding took from `sum` is in `lost`. Genes of the same counts are told apart by the
        // last places of their sums.
        let (mut sum, mut lost, mut count) = (0.0_f64, 0.0, lowest);
        while place < self.distinct.len() && count < highest {
            let addend = probability_of(count) - lost;
            let next = sum + addend;
            lost = (next - sum) - addend;
            sum = next;
            while place < self.distinct.len() && whole(self.distinct[place]) <= count {
                self.sums[place] += scale * sum;
                place += 1;
            }
            count += 1.0;
        }
        place
    }
}

/// The whole number below, allowing for values a rounding error under one (as R's `ppois` does).
fn whole(value: f64) -> f64 {
    (value + 1e-7).floor()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// L of counts, by either way of adding.
    fn l_of(counts: &[f64], copies: usize) -> Vec<f64> {
        let mut row = counts.repeat(copies);
        transform(&mut row, &mut Counts::default());
        if row.len() <= IN_ORDER_TO {
            for d in &mut row {
                *d = 1.0 / (1.0 + libm::exp(-*d));
            }
        }
        row
    }

    #[test]
    fn two_counts_by_hand() {
        // P(X <= 0) with means 1/2 and 3/2 is e^-1/2 and e^-3/2; P(X <= 1) is 3/2 e^-1/2 and 5/2 e^-3/2.
        let (half, three_halves) = (libm::exp(-0.5), libm::exp(-1.5));
        for copies in [1, 600] {
            let row = l_of(&[1.0, 0.0], copies);
            assert!((row[0] - f64::midpoint(1.5 * half, 2.5 * three_halves)).abs() < 1e-12, "{row:?}");
            assert!((row[1] - f64::midpoint(half, three_halves)).abs() < 1e-12, "{row:?}");
        }
    }

    /// The sum as written, with the logarithm of the factorial.
    #[test]
    fn spread_counts_agree_with_the_sum_as_written() {
        let values: Vec<f64> =
            (0..60).map(|i| f64::from(i * i * 37 % 911)).chain([0.0, 0.0, 5000.0]).collect();
        let cdf = |x: f64, mean: f64| -> f64 {
            let term = |i: f64| libm::exp(i * libm::log(mean) - mean - libm::lgamma(i + 1.0));
            (0..=x as u32).map(|i| term(f64::from(i))).sum()
        };
        let (once, often) = (l_of(&values, 1), l_of(&values, 20));
        for ((x, once), often) in values.iter().zip(once).zip(often) {
            let expected = values.iter().map(|mean| cdf(*x, mean + 0.5)).sum::<f64>() / values.len() as f64;
            assert!((once - expected).abs() < 1e-10, "{x}: {once} {expected}");
            assert!((often - expected).abs() < 1e-10, "{x}: {often} {expected}");
        }
    }
}
