//! Which of many correlated columns are linearly independent, and the inverse of their correlations.

/// A largest set of independent columns.
#[derive(Debug, Clone, Default)]
pub(crate) struct Independent {
    /// Places of the columns, ascending.
    pub(crate) columns: Vec<usize>,
    /// Inverse of their correlation matrix, row by row.
    pub(crate) inverse: Vec<f64>,
}

/// A column of which no more than this share is left beside the others depends on them. Sets that differ by one gene
/// of tens of thousands leave 1e-5; rounding leaves 1e-13.
const NOTHING_NEW: f64 = 1e-10;

/// A coefficient of a dependency no larger than this is zero.
const NO_PART: f64 = 1e-6;

impl Independent {
    /// From the correlations of all columns, row by row. Also says of each column whether it takes part in a linear
    /// dependency: a column outside all of them has the same coefficient whichever columns are left out.
    ///
    /// Gauss-Jordan sweeps (Goodnight 1979), each on the column of which most is
    /// left. Where the sweeps end, the swept block is its own inverse and the other columns stand written as
    /// combinations of the swept ones, which is what a dependency is.
    pub(crate) fn of(mut matrix: Vec<f64>) -> (Self, Vec<bool>) {
        let m = matrix.len().isqrt();
        let mut swept = vec![false; m];
        let mut pivot_row = vec![0.0; m];
        while let Some(pivot) = (0..m)
            .filter(|&i| !swept[i] && matrix[i * m + i] > NOTHING_NEW)
            // Of equal ones the first: `max_by` takes the last.
            .rev()
            .max_by(|&i, &j| matrix[i * m + i].total_cmp(&matrix[j * m + j]))
        {
            swept[pivot] = true;
            let left = matrix[pivot * m + pivot];
            let row = &mut matrix[pivot * m..(pivot + 1) * m];
            for cell in row.iter_mut() {
                *cell /= left;
            }
            row[pivot] = 1.0 / left;
            pivot_row.copy_from_slice(row);
            for (_, row) in matrix.chunks_exact_mut(m).enumerate().filter(|&(i, _)| i != pivot) {
                let factor = std::mem::take(&mut row[pivot]);
                for (cell, pivot) in row.iter_mut().zip(&pivot_row) {
                    *cell -= factor * pivot;
                }
            }
        }
        let columns: Vec<usize> = (0..m).filter(|&i| swept[i]).collect();
        let mut collinear: Vec<bool> = swept.iter().map(|&swept| !swept).collect();
        for dependent in (0..m).filter(|&i| !swept[i]) {
            for &i in &columns {
                collinear[i] |= matrix[i * m + dependent].abs() > NO_PART;
            }
        }
        let inverse = columns.iter().flat_map(|&i| columns.iter().map(move |&j| (i, j)));
        let inverse = inverse.map(|(i, j)| matrix[i * m + j]).collect();
        (Self { columns, inverse }, collinear)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inverse_by_hand() {
        // inverse of (1, 0.5; 0.5, 1) = (1, -0.5; -0.5, 1) / 0.75
        let (model, collinear) = Independent::of(vec![1.0, 0.5, 0.5, 1.0]);
        assert_eq!((model.columns, collinear), (vec![0, 1], vec![false, false]));
        for (ours, by_hand) in model.inverse.iter().zip([4.0, -2.0, -2.0, 4.0]) {
            assert!((ours - by_hand / 3.0).abs() < 1e-15);
        }
    }

    #[test]
    fn only_the_columns_of_a_dependency_are_named() {
        // columns a, b, (a + b) / sqrt 2 with a and b uncorrelated, and d uncorrelated with all
        let s = 0.5_f64.sqrt();
        let matrix = vec![1.0, 0.0, s, 0.0, 0.0, 1.0, s, 0.0, s, s, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0];
        let (model, collinear) = Independent::of(matrix);
        assert_eq!(collinear, [true, true, true, false]);
        assert_eq!(model.columns.len(), 3);
    }

    #[test]
    fn no_column_at_all() {
        let (model, collinear) = Independent::of(Vec::new());
        assert!(model.columns.is_empty() && collinear.is_empty());
    }
}
