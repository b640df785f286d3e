//! Linear model with an intercept by Householder's QR (Golub 1965, doi 10.1007/BF01436075), as R's `lm`.

use evade_core::AssociationReason;

use super::design::Design;
use super::matrix::Square;
use super::{all_finite, f_upper, t_quantile_two_sided, t_two_sided};

/// A column whose part that the columns before do not explain is smaller than this is taken for their combination, as
/// in R.
const COLLINEAR: f64 = 1e-7;
/// A share of the residual sum of squares that is rounding alone.
const PERFECT: f64 = 1e-26;

/// A fitted linear model.
#[derive(Debug, Clone, PartialEq)]
pub struct LinearModel {
    /// Samples.
    pub n: usize,
    /// Expected value where all columns are 0.
    pub intercept: f64,
    /// One for each column of the design, in its order.
    pub coefficients: Vec<LinearCoefficient>,
    /// One for each term of the design: all of its columns together.
    pub terms: Vec<TermTest>,
    /// Residual standard error, in the unit of the values.
    pub sigma: f64,
    /// Residual degrees of freedom.
    pub df: usize,
    /// Share of the variance that is explained.
    pub r_squared: f64,
}

/// A coefficient of a linear model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LinearCoefficient {
    /// Change of the value per unit of the column.
    pub estimate: f64,
    /// Its standard error.
    pub std_error: f64,
    /// Estimate over standard error.
    pub t: f64,
    /// Two-sided p of Student's t.
    pub p: f64,
    /// Lower end of the 95 % interval.
    pub low: f64,
    /// Upper end of the 95 % interval.
    pub high: f64,
}

/// The test of all columns of a term together, given all other terms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TermTest {
    /// F of a linear model; Wald's chi-squared of a Cox model.
    pub statistic: f64,
    /// Degrees of freedom: columns of the term.
    pub df: usize,
    /// Its p value.
    pub p: f64,
    /// Partial eta squared of a linear model: the term's share of the variance that the other terms leave.
    pub partial_eta_squared: Option<f64>,
}

/// Fits values on the columns of a design and an intercept. Errors: another number of values than of rows, a value that
/// is not finite, no residual degree of freedom (`too_few`), equal values, collinear columns, a fit without an error.
pub fn linear_model(values: &[f64], design: &Design) -> Result<LinearModel, AssociationReason> {
    all_finite(values)?;
    let n = values.len();
    if n != design.n() {
        return Err(AssociationReason::LengthsDiffer);
    }
    let mut columns = vec![vec![1.0; n]];
    columns.extend(design.columns().map(|(_, column)| column.values.clone()));
    let width = columns.len();
    if n <= width {
        return Err(AssociationReason::TooFew);
    }
    let mean = values.iter().sum::<f64>() / n as f64;
    let total: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
    if values.iter().all(|v| v.total_cmp(&values[0]).is_eq()) || total <= 0.0 {
        return Err(AssociationReason::Constant);
    }
    // Squares of values near the largest double overflow.
    all_finite(&[total])?;
    let mut rotated = values.to_vec();
    let diagonal = rotate(&mut columns, &mut rotated).ok_or(AssociationReason::Collinear)?;
    let residual: f64 = rotated[width..].iter().map(|v| v * v).sum();
    if residual <= PERFECT * total {
        return Err(AssociationReason::PerfectFit);
    }
    let df = n - width;
    let variance = residual / df as f64;
    let upper = |row: usize, column: usize| if row == column { diagonal[row] } else { columns[column][row] };
    let inverse = invert_upper(width, upper);
    let estimates: Vec<f64> =
        (0..width).map(|i| (i..width).map(|j| inverse.get(i, j) * rotated[j]).sum()).collect();
    let mut unscaled = Square::zero(width);
    for i in 0..width {
        for j in 0..width {
            unscaled.set(i, j, (i.max(j)..width).map(|k| inverse.get(i, k) * inverse.get(j, k)).sum());
        }
    }
    let quantile = t_quantile_two_sided(0.05, df as f64);
    let coefficients = (1..width).map(|i| {
        let std_error = (variance * unscaled.get(i, i)).sqrt();
        let (estimate, t) = (estimates[i], estimates[i] / std_error);
        let half = quantile * std_error;
        LinearCoefficient {
            estimate,
            std_error,
            t,
            p: t_two_sided(t, df as f64),
            low: estimate - half,
            high: estimate + half,
        }
    });
    let terms = design.places().into_iter().map(|places| {
        let places: Vec<usize> = places.into_iter().map(|place| place + 1).collect();
        let of_term: Vec<f64> = places.iter().map(|place| estimates[*place]).collect();
        let explained = unscaled.at(&places).inverse_form(&of_term).ok_or(AssociationReason::Collinear)?;
        let statistic = explained / places.len() as f64 / variance;
        Ok(TermTest {
            statistic,
            df: places.len(),
            p: f_upper(statistic, places.len() as f64, df as f64),
            partial_eta_squared: Some(explained / (explained + residual)),
        })
    });
    Ok(LinearModel {
        n,
        intercept: estimates[0],
        coefficients: coefficients.collect(),
        terms: terms.collect::<Result<_, _>>()?,
        sigma: variance.sqrt(),
        df,
        r_squared: 1.0 - residual / total,
    })
}

/// Rotates columns and values so that the columns are upper triangular. Returns the diagonal; none if a column is a
/// combination of those before it.
fn rotate(columns: &mut [Vec<f64>], values: &mut [f64]) -> Option<Vec<f64>> {
    let mut diagonal = Vec::with_capacity(columns.len());
    let norms: Vec<f64> = columns.iter().map(|column| norm(column)).collect();
    for j in 0..columns.len() {
        let mut mirror = columns[j][j..].to_vec();
        let length = norm(&mirror);
        if !length.is_finite() || length <= COLLINEAR * norms[j] {
            return None;
        }
        // The sign that does not cancel.
        let head = if mirror[0] > 0.0 { -length } else { length };
        mirror[0] -= head;
        let square: f64 = mirror.iter().map(|v| v * v).sum();
        let reflect = |target: &mut [f64]| {
            let share = 2.0 * mirror.iter().zip(target.iter()).map(|(m, t)| m * t).sum::<f64>() / square;
            for (t, m) in target.iter_mut().zip(&mirror) {
                *t -= share * m;
            }
        };
        for column in &mut columns[j + 1..] {
            reflect(&mut column[j..]);
        }
        reflect(&mut values[j..]);
        diagonal.push(head);
    }
    Some(diagonal)
}

fn norm(values: &[f64]) -> f64 {
    values.iter().map(|v| v * v).sum::<f64>().sqrt()
}

/// The inverse of an upper triangular matrix.
fn invert_upper(n: usize, upper: impl Fn(usize, usize) -> f64) -> Square {
    let mut inverse = Square::zero(n);
    for column in 0..n {
        inverse.set(column, column, 1.0 / upper(column, column));
        for row in (0..column).rev() {
            let known: f64 = (row + 1..=column).map(|k| upper(row, k) * inverse.get(k, column)).sum();
            inverse.set(row, column, -known / upper(row, row));
        }
    }
    inverse
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Term;

    fn design(columns: &[&[f64]]) -> Design {
        let terms = columns.iter().map(|values| Term::numbers("x", values.to_vec())).collect();
        Design::new(columns[0].len(), terms).unwrap()
    }

    #[test]
    fn a_line_by_hand() {
        // Means 2 and 3; Sxx = 2, Sxy = 3, Syy = 6: slope 1.5, residuals -0.5 1 -0.5, RSS 1.5.
        let fit = linear_model(&[1.0, 4.0, 4.0], &design(&[&[1.0, 2.0, 3.0]])).unwrap();
        let slope = fit.coefficients[0];
        assert!((slope.estimate - 1.5).abs() < 1e-14 && fit.intercept.abs() < 1e-14);
        assert!((slope.std_error - 0.75f64.sqrt()).abs() < 1e-14 && fit.df == 1);
        // t = sqrt 3 on one degree of freedom: p = 1 - 2/pi * atan(sqrt 3) = 1/3.
        assert!((slope.p - 1.0 / 3.0).abs() < 1e-13 && (fit.terms[0].p - 1.0 / 3.0).abs() < 1e-13);
        assert!((fit.r_squared - 0.75).abs() < 1e-14);
        assert!((fit.terms[0].partial_eta_squared.unwrap() - 0.75).abs() < 1e-14);
    }

    #[test]
    fn what_cannot_be_fitted_is_refused() {
        let x: &[f64] = &[1.0, 2.0, 3.0, 5.0];
        let fit = |y: &[f64], columns: &[&[f64]]| linear_model(y, &design(columns)).unwrap_err();
        assert_eq!(fit(&[1.0, 1.0, 1.0, 1.0], &[x]), AssociationReason::Constant);
        assert_eq!(fit(&[1.0, 2.0, 1.0, 0.0], &[x, &[2.0, 4.0, 6.0, 10.0]]), AssociationReason::Collinear);
        assert_eq!(fit(&[1.0, 2.0, 1.0, 0.0], &[&[3.0; 4]]), AssociationReason::Collinear);
        assert_eq!(fit(&[3.0, 5.0, 7.0, 11.0], &[x]), AssociationReason::PerfectFit);
        assert_eq!(fit(&[3.0, 5.0], &[&[1.0, 2.0]]), AssociationReason::TooFew);
        assert_eq!(fit(&[3.0], &[x]), AssociationReason::LengthsDiffer);
        assert_eq!(fit(&[3.0, f64::NAN, 1.0, 1.0], &[x]), AssociationReason::NotFinite);
    }
}
