//! The Poisson kernel for counts: L_j = mean over l of P(X <= x_j), X Poisson with mean x_l + 1/2.

use super::kernel_gaussian::on_grid;

/// Probabilities below this share of the largest are left out.
const NEGLIGIBLE: f64 = 1e-20;

/// Buffers of a thread.
#[derive(Debug, Default)]
pub(super) struct Counts {
    order: Vec<u32>,
    distinct: Vec<f64>,
    /// How many samples have each distinct count.
    copies: Vec<f64>,
    sums: Vec<f64>,
    /// Samples whose distribution lies wholly below, from this distinct count on.
    certain: Vec<f64>,
    below_mode: Vec<f64>,
}

/// Replaces the counts of a gene by L. A value that is no whole number counts as the whole number below.
///
/// Per distinct mean the probabilities are built outwards from the mode by their recurrence and divided by their
/// own sum, so that neither a factorial nor an exponential is needed, and a gene costs its number of distinct counts
/// times the width of a distribution.
pub(super) fn transform(row: &mut [f64], counts: &mut Counts) {
    counts.collect(row);
    for i in 0..counts.distinct.len() {
        counts.add_distribution(i);
    }
    let (n, mut certain) = (row.len() as f64, 0.0);
    for (sum, newly) in counts.sums.iter_mut().zip(&counts.certain) {
        certain += newly;
        *sum = on_grid((*sum + certain) / n);
    }
    let mut of_distinct = 0;
    let mut last = f64::NEG_INFINITY;
    let values = row.to_vec();
    for &sample in &counts.order {
        let value = values[sample as usize];
        if value > last && last > f64::NEG_INFINITY {
            of_distinct += 1;
        }
        last = value;
        row[sample as usize] = counts.sums[of_distinct];
    }
}

impl Counts {
    fn collect(&mut self, row: &[f64]) {
        self.order.clear();
        self.order.extend(0..row.len() as u32);
        self.order.sort_unstable_by(|&a, &b| row[a as usize].total_cmp(&row[b as usize]));
        self.distinct.clear();
        self.copies.clear();
        for &sample in &self.order {
            let value = row[sample as usize];
            match (self.distinct.last(), self.copies.last_mut()) {
                (Some(last), Some(copies)) if value <= *last => *copies += 1.0,
                _ => {
                    self.distinct.push(value);
                    self.copies.push(1.0);
                }
            }
        }
        self.sums.clear();
        self.sums.resize(self.distinct.len(), 0.0);
        self.certain.clear();
        self.certain.resize(self.distinct.len() + 1, 0.0);
    }

    /// Adds the distribution around the i-th distinct count to all distinct counts.
    fn add_distribution(&mut self, i: usize) {
        let mean = self.distinct[i].max(0.0) + 0.5;
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

        let mut place = self.distinct.partition_point(|&value| whole(value) < lowest);
        let below = self.below_mode.iter().rev().copied();
        let (mut sum, mut above, mut count) = (0.0, 1.0, lowest);
        let mut below = below.chain(std::iter::once(1.0));
        while place < self.distinct.len() && count < highest {
            sum += below.next().unwrap_or_else(|| {
                above *= mean / count;
                above
            });
            while place < self.distinct.len() && whole(self.distinct[place]) <= count {
                self.sums[place] += self.copies[i] * (sum / total);
                place += 1;
            }
            count += 1.0;
        }
        self.certain[place] += self.copies[i];
    }
}

/// The whole number below, allowing for values a rounding error under one (as R's `ppois` does).
fn whole(value: f64) -> f64 {
    (value + 1e-7).floor()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_counts_by_hand() {
        // P(X <= 0) with means 1/2 and 3/2 is e^-1/2 and e^-3/2; P(X <= 1) is 3/2 e^-1/2 and 5/2 e^-3/2.
        let (half, three_halves) = (libm::exp(-0.5), libm::exp(-1.5));
        let mut row = [1.0, 0.0];
        transform(&mut row, &mut Counts::default());
        assert!((row[0] - f64::midpoint(1.5 * half, 2.5 * three_halves)).abs() < 1e-12, "{row:?}");
        assert!((row[1] - f64::midpoint(half, three_halves)).abs() < 1e-12, "{row:?}");
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
        let mut row = values.clone();
        transform(&mut row, &mut Counts::default());
        for (l, x) in row.iter().zip(&values) {
            let expected = values.iter().map(|mean| cdf(*x, mean + 0.5)).sum::<f64>() / values.len() as f64;
            assert!((l - expected).abs() < 1e-10, "{x}: {l} {expected}");
        }
    }
}
