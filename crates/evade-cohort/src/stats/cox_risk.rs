//! What each time of events adds to the partial likelihood of a Cox model, with Efron's approximation for ties
//! (doi 10.1080/01621459.1977.10480613).

use super::matrix::Square;
use super::survival::Survival;

/// Patients by time with their columns, centred and scaled.
pub(super) struct RiskSets {
    /// Patients of each distinct time, earliest first.
    by_time: Vec<Vec<usize>>,
    event: Vec<bool>,
    /// Column after column, with mean 0 and standard deviation 1.
    pub(super) columns: Vec<Vec<f64>>,
    /// Standard deviation of each column in its own unit.
    pub(super) scales: Vec<f64>,
}

/// What a time of events adds.
pub(super) struct Moment {
    /// Its place among the distinct times.
    pub(super) place: usize,
    /// To the log likelihood.
    pub(super) log_likelihood: f64,
    /// To the gradient: the columns of those with the event less their mean among all at risk.
    pub(super) score: Vec<f64>,
    /// To minus the second derivative: the variance of the columns among all at risk.
    pub(super) information: Square,
}

/// Sums of weights, of weighted columns and of their products over some patients.
struct Sums {
    weight: f64,
    columns: Vec<f64>,
    products: Square,
}

impl Sums {
    fn zero(width: usize) -> Self {
        Self { weight: 0.0, columns: vec![0.0; width], products: Square::zero(width) }
    }

    fn take(&mut self, weight: f64, row: &[f64]) {
        self.weight += weight;
        for (a, x) in row.iter().enumerate() {
            self.columns[a] += weight * x;
            for (b, y) in row.iter().enumerate() {
                self.products.add(a, b, weight * x * y);
            }
        }
    }
}

impl RiskSets {
    /// None if a column has one value only.
    pub(super) fn new(survival: &Survival, columns: &[&[f64]]) -> Option<Self> {
        let n = survival.n() as f64;
        let mut scales = Vec::new();
        let mut standard = Vec::new();
        for column in columns {
            let mean = column.iter().sum::<f64>() / n;
            let scale = (column.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n).sqrt();
            // A constant may leave the rounding of its mean.
            if !scale.is_finite() || scale <= 1e-14 * mean.abs() {
                return None;
            }
            standard.push(column.iter().map(|x| (x - mean) / scale).collect());
            scales.push(scale);
        }
        let event = survival.follow_up().iter().map(|f| f.event).collect();
        Some(Self { by_time: survival.by_time(), event, columns: standard, scales })
    }

    /// The sum of column values times coefficients, for each patient.
    pub(super) fn predictor(&self, beta: &[f64]) -> Vec<f64> {
        let mut eta = vec![0.0; self.event.len()];
        for (column, b) in self.columns.iter().zip(beta) {
            for (sum, x) in eta.iter_mut().zip(column) {
                *sum += b * x;
            }
        }
        eta
    }

    /// Visits the times of events, latest first, so that those at risk only grow.
    pub(super) fn visit(&self, beta: &[f64], mut visit: impl FnMut(&Moment)) {
        let width = self.columns.len();
        let eta = self.predictor(beta);
        // Only differences count; the largest weight is 1.
        let most = eta.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut at_risk = Sums::zero(width);
        for (place, patients) in self.by_time.iter().enumerate().rev() {
            let mut with_event = Sums::zero(width);
            let mut count = 0usize;
            let mut moment = Moment {
                place,
                log_likelihood: 0.0,
                score: vec![0.0; width],
                information: Square::zero(width),
            };
            for &i in patients {
                let row: Vec<f64> = self.columns.iter().map(|column| column[i]).collect();
                let weight = libm::exp(eta[i] - most);
                at_risk.take(weight, &row);
                if self.event[i] {
                    with_event.take(weight, &row);
                    count += 1;
                    moment.log_likelihood += eta[i] - most;
                    for (score, x) in moment.score.iter_mut().zip(&row) {
                        *score += x;
                    }
                }
            }
            for step in 0..count {
                moment.take_efron_step(&at_risk, &with_event, step as f64 / count as f64);
            }
            if count > 0 {
                visit(&moment);
            }
        }
    }
}

impl Moment {
    /// The k-th of d events at one time: those with an event count as at risk but for the share k / d.
    fn take_efron_step(&mut self, at_risk: &Sums, with_event: &Sums, gone: f64) {
        let weight = at_risk.weight - gone * with_event.weight;
        let mean = |a: usize| (at_risk.columns[a] - gone * with_event.columns[a]) / weight;
        self.log_likelihood -= libm::log(weight);
        for a in 0..self.score.len() {
            self.score[a] -= mean(a);
            for b in 0..self.score.len() {
                let product = at_risk.products.get(a, b) - gone * with_event.products.get(a, b);
                self.information.add(a, b, product / weight - mean(a) * mean(b));
            }
        }
    }
}
