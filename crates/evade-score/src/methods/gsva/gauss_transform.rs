//! Sums of normal distribution functions in time proportional to their number: a one-dimensional fast Gauss
//! transform.
//!
//! Wanted for each j is the mean over l of `Φ(y_j - y_l)`, where y are values in units of the bandwidth. The line is
//! cut into cells of width 1. With `y_j = c + u` about cell centre c and `y_l = b - s` about b, |u|, |s| <= 1/2, and
//! d = c - b, a whole number,
//!
//! `Φ(d + u + s) = sum over k, m of Φ^(k+m)(d) u^k/k! s^m/m!`
//!
//! so that the members of a source cell enter as its moments, sum of s^m/m!, and the targets of a cell share one
//! polynomial in u. Beyond eight cells Φ is taken as 0 or 1.
//!
//! Error: cut at total order P, Lagrange's remainder with |u + s| <= 1 is at most max |Φ^(P)| / P!. Derivatives are
//! Hermite functions, `|Φ^(P)(x)| = |He_(P-1)(x)| φ(x) <= 0.4335 sqrt((P-1)!)` (Cramér), which gives 4.3e-15 for
//! P = 26. Far cells leave out Φ(-8) = 6.2e-16. A source is in one cell, so the mean has no larger error. For d
//! other than 0 fewer orders are enough: [`GaussTransform::new`] adds up |Φ^(j)(d)| / j! and stops where the rest is
//! below the bound.

/// Orders kept, at most.
const ORDERS: usize = 26;
/// Largest number of cells between a source and a target that are not 0 or 1.
const NEAR: usize = 8;
/// What the orders left out may add up to.
const REST: f64 = 4.3e-15;
/// Orders looked at when the rest is added up; what is beyond is below 1e-50.
const ORDERS_LOOKED_AT: usize = 80;
/// Values worked on together.
const LANES: usize = 8;

/// Derivatives of Φ at whole numbers, computed once a run.
#[derive(Debug)]
pub(super) struct GaussTransform {
    /// For d = -NEAR..=NEAR: how many orders are kept.
    kept: [usize; 2 * NEAR + 1],
    /// Φ^(j)(d).
    derivatives: [[f64; ORDERS]; 2 * NEAR + 1],
    /// 1 / m!.
    one_over_factorial: [f64; ORDERS],
}

/// Buffers of a thread.
#[derive(Debug, Default)]
pub(super) struct Cells {
    positions: Vec<f64>,
    cell_of: Vec<u32>,
    starts: Vec<u32>,
    /// Sample and place in the cell, by cell.
    samples: Vec<u32>,
    offsets: Vec<f64>,
    moments: Vec<[f64; ORDERS]>,
}

/// The standard normal distribution function.
pub(super) fn normal_cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2)
}

impl GaussTransform {
    /// Tabulates the derivatives.
    pub(super) fn new() -> Self {
        let mut one_over_factorial = [1.0; ORDERS];
        for m in 1..ORDERS {
            one_over_factorial[m] = one_over_factorial[m - 1] / m as f64;
        }
        let mut kept = [ORDERS; 2 * NEAR + 1];
        let mut derivatives = [[0.0; ORDERS]; 2 * NEAR + 1];
        for (i, (kept, derivatives)) in kept.iter_mut().zip(&mut derivatives).enumerate() {
            let all = derivatives_at(i as f64 - NEAR as f64);
            derivatives.copy_from_slice(&all[..ORDERS]);
            let (mut rest, mut factorial_inverse) = (0.0, [1.0; ORDERS_LOOKED_AT]);
            for j in 1..ORDERS_LOOKED_AT {
                factorial_inverse[j] = factorial_inverse[j - 1] / j as f64;
            }
            for j in (1..ORDERS_LOOKED_AT).rev() {
                rest += all[j].abs() * factorial_inverse[j];
                if rest > REST {
                    *kept = ORDERS.min(j + 1);
                    break;
                }
            }
        }
        Self { kept, derivatives, one_over_factorial }
    }

    /// Replaces each value of a gene by the mean of Φ((value - other) / bandwidth) over all values, itself included.
    /// `centre` is about the middle of the values; values are finite and within about sqrt(n) bandwidths.
    pub(super) fn transform(&self, row: &mut [f64], centre: f64, bandwidth: f64, cells: &mut Cells) {
        let n_cells = cells.sort(row, centre, bandwidth);
        self.take_moments(n_cells, cells);
        let n = row.len() as f64;
        for target in 0..n_cells {
            let (start, end) = cells.bounds(target);
            if start == end {
                continue;
            }
            let mut polynomial = [0.0; ORDERS];
            let first = target.saturating_sub(NEAR);
            for source in first..n_cells.min(target + NEAR + 1) {
                let (source_start, source_end) = cells.bounds(source);
                if source_start < source_end {
                    self.add(target + NEAR - source, &cells.moments[source], &mut polynomial);
                }
            }
            polynomial[0] += f64::from(cells.starts[first]);
            for (coefficient, over_factorial) in polynomial.iter_mut().zip(&self.one_over_factorial) {
                *coefficient *= over_factorial;
            }
            let targets =
                cells.offsets[start..end].chunks(LANES).zip(cells.samples[start..end].chunks(LANES));
            for (offsets, samples) in targets {
                let mut u = [0.0; LANES];
                u[..offsets.len()].copy_from_slice(offsets);
                let mut sums = [0.0; LANES];
                for &coefficient in polynomial.iter().rev() {
                    for (sum, u) in sums.iter_mut().zip(&u) {
                        *sum = *sum * u + coefficient;
                    }
                }
                for (&sample, sum) in samples.iter().zip(&sums) {
                    row[sample as usize] = sum / n;
                }
            }
        }
    }

    /// Adds what one source cell contributes to the polynomial of a target cell, without the 1 / k!.
    #[inline]
    fn add(&self, distance: usize, moments: &[f64; ORDERS], polynomial: &mut [f64; ORDERS]) {
        let (derivatives, kept) = (&self.derivatives[distance], self.kept[distance]);
        for (m, moment) in moments[..kept].iter().enumerate() {
            for (coefficient, derivative) in polynomial.iter_mut().zip(&derivatives[m..kept]) {
                *coefficient += moment * derivative;
            }
        }
    }

    fn take_moments(&self, n_cells: usize, cells: &mut Cells) {
        cells.moments.clear();
        cells.moments.resize(n_cells, [0.0; ORDERS]);
        for cell in 0..n_cells {
            let (start, end) = cells.bounds(cell);
            if start == end {
                continue;
            }
            let mut sums = [[0.0; LANES]; ORDERS];
            for offsets in cells.offsets[start..end].chunks(LANES) {
                // Lanes without a value have power 0.
                let (mut powers, mut factors) = ([0.0; LANES], [0.0; LANES]);
                for ((power, factor), offset) in powers.iter_mut().zip(&mut factors).zip(offsets) {
                    (*power, *factor) = (1.0, -offset);
                }
                for sums in &mut sums {
                    for ((sum, power), factor) in sums.iter_mut().zip(&mut powers).zip(&factors) {
                        *sum += *power;
                        *power *= factor;
                    }
                }
            }
            let moments = cells.moments[cell].iter_mut().zip(&sums).zip(&self.one_over_factorial);
            for ((moment, sums), over_factorial) in moments {
                *moment = sums.iter().sum::<f64>() * over_factorial;
            }
        }
    }
}

impl Cells {
    /// Sorts the values into cells; returns how many cells there are from the lowest to the highest value.
    fn sort(&mut self, row: &[f64], centre: f64, bandwidth: f64) -> usize {
        self.positions.clear();
        self.positions.extend(row.iter().map(|value| (value - centre) / bandwidth));
        let lowest = self.positions.iter().copied().fold(f64::INFINITY, f64::min).floor();
        // Positions are counted from the centre, not from the lowest value: an outlier far below must not take the
        // last places from the many values about the centre.
        self.cell_of.clear();
        self.cell_of.extend(self.positions.iter().map(|position| (position - lowest) as u32));
        let n_cells = self.cell_of.iter().copied().max().map_or(0, |cell| cell as usize + 1);
        self.starts.clear();
        self.starts.resize(n_cells + 1, 0);
        for &cell in &self.cell_of {
            self.starts[cell as usize] += 1;
        }
        let mut start = 0;
        for count in &mut self.starts {
            start += std::mem::replace(count, start);
        }
        self.samples.resize(row.len(), 0);
        self.offsets.resize(row.len(), 0.0);
        for (sample, (&cell, position)) in self.cell_of.iter().zip(&self.positions).enumerate() {
            let place = self.starts[cell as usize] as usize;
            self.starts[cell as usize] += 1;
            self.samples[place] = sample as u32;
            self.offsets[place] = position - (lowest + f64::from(cell)) - 0.5;
        }
        // Each start has moved to its cell's end, which is the next cell's start.
        self.starts.rotate_right(1);
        self.starts[0] = 0;
        n_cells
    }

    fn bounds(&self, cell: usize) -> (usize, usize) {
        (self.starts[cell] as usize, self.starts[cell + 1] as usize)
    }
}

/// Φ^(j)(d) for j = 0..: Φ itself, then `(-1)^(j-1) He_(j-1)(d) φ(d)`.
fn derivatives_at(d: f64) -> [f64; ORDERS_LOOKED_AT] {
    let density = libm::exp(-d * d / 2.0) / (2.0 * std::f64::consts::PI).sqrt();
    let mut derivatives = [normal_cdf(d); ORDERS_LOOKED_AT];
    let (mut previous, mut hermite, mut sign) = (0.0, 1.0, 1.0);
    for (degree, derivative) in derivatives[1..].iter_mut().enumerate() {
        *derivative = sign * hermite * density;
        (previous, hermite) = (hermite, d * hermite - degree as f64 * previous);
        sign = -sign;
    }
    derivatives
}
