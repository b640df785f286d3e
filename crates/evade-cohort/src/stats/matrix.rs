//! Small symmetric matrices: solving and inverting by Cholesky's factor.

/// A square matrix, row after row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Square {
    n: usize,
    values: Vec<f64>,
}

/// A pivot below this share of its diagonal value is taken for 0: the column is a combination of the others.
const SINGULAR: f64 = 1e-10;

impl Square {
    pub(super) fn zero(n: usize) -> Self {
        Self { n, values: vec![0.0; n * n] }
    }

    pub(super) fn get(&self, row: usize, column: usize) -> f64 {
        self.values[row * self.n + column]
    }

    pub(super) fn set(&mut self, row: usize, column: usize, value: f64) {
        self.values[row * self.n + column] = value;
    }

    pub(super) fn add(&mut self, row: usize, column: usize, value: f64) {
        self.values[row * self.n + column] += value;
    }

    /// Adds a multiple of another matrix of the same size.
    pub(super) fn add_scaled(&mut self, other: &Self, factor: f64) {
        for (value, add) in self.values.iter_mut().zip(&other.values) {
            *value += factor * add;
        }
    }

    /// The rows and columns at some places.
    pub(super) fn at(&self, places: &[usize]) -> Self {
        let values =
            places.iter().flat_map(|row| places.iter().map(|column| self.get(*row, *column))).collect();
        Self { n: places.len(), values }
    }

    /// Lower factor L with L L' = this symmetric matrix; none if it is not positive definite.
    pub(super) fn cholesky(&self) -> Option<Cholesky> {
        let mut lower = Self::zero(self.n);
        for row in 0..self.n {
            for column in 0..=row {
                let known: f64 = (0..column).map(|k| lower.get(row, k) * lower.get(column, k)).sum();
                let rest = self.get(row, column) - known;
                let value = if row > column {
                    rest / lower.get(column, column)
                } else if rest > SINGULAR * self.get(row, row) && rest > 0.0 && rest.is_finite() {
                    rest.sqrt()
                } else {
                    return None;
                };
                lower.set(row, column, value);
            }
        }
        Some(Cholesky(lower))
    }

    /// v' M^-1 v; none if the matrix is not positive definite.
    pub(super) fn inverse_form(&self, vector: &[f64]) -> Option<f64> {
        let half = self.cholesky()?.forward(vector);
        Some(half.iter().map(|v| v * v).sum())
    }

    /// v' M v.
    pub(super) fn form(&self, vector: &[f64]) -> f64 {
        let row = |r: usize| vector.iter().enumerate().map(|(c, v)| self.get(r, c) * v).sum::<f64>();
        vector.iter().enumerate().map(|(r, v)| v * row(r)).sum()
    }
}

/// Cholesky's lower factor.
pub(super) struct Cholesky(Square);

impl Cholesky {
    /// L^-1 v.
    fn forward(&self, vector: &[f64]) -> Vec<f64> {
        let mut out: Vec<f64> = Vec::with_capacity(vector.len());
        for (row, value) in vector.iter().enumerate() {
            let known: f64 = out.iter().enumerate().map(|(k, v)| self.0.get(row, k) * v).sum();
            out.push((value - known) / self.0.get(row, row));
        }
        out
    }

    /// M^-1 v.
    pub(super) fn solve(&self, vector: &[f64]) -> Vec<f64> {
        let mut out = self.forward(vector);
        for row in (0..out.len()).rev() {
            let known: f64 = (row + 1..out.len()).map(|k| self.0.get(k, row) * out[k]).sum();
            out[row] = (out[row] - known) / self.0.get(row, row);
        }
        out
    }

    /// M^-1.
    pub(super) fn inverse(&self) -> Square {
        let n = self.0.n;
        let mut inverse = Square::zero(n);
        for column in 0..n {
            let unit: Vec<f64> = (0..n).map(|row| if row == column { 1.0 } else { 0.0 }).collect();
            for (row, value) in self.solve(&unit).into_iter().enumerate() {
                inverse.set(row, column, value);
            }
        }
        inverse
    }
}

#[cfg(test)]
mod tests {
    use super::Square;

    fn two(a: f64, b: f64, d: f64) -> Square {
        Square { n: 2, values: vec![a, b, b, d] }
    }

    #[test]
    fn solves_and_inverts() {
        let matrix = two(4.0, 2.0, 3.0);
        let factor = matrix.cholesky().unwrap();
        let solved = factor.solve(&[8.0, 8.0]);
        assert!((solved[0] - 1.0).abs() < 1e-15 && (solved[1] - 2.0).abs() < 1e-15);
        assert!((factor.inverse().get(0, 1) + 0.25).abs() < 1e-15);
        assert!((matrix.inverse_form(&[8.0, 8.0]).unwrap() - 24.0).abs() < 1e-13);
        assert_eq!((matrix.form(&[1.0, 2.0]), matrix.at(&[1]).get(0, 0)), (24.0, 3.0));
        assert!(two(1.0, 1.0, 1.0).cholesky().is_none() && two(f64::NAN, 0.0, 1.0).cholesky().is_none());
    }
}
