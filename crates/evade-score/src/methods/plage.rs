//! PLAGE (Tomfohr 2005, doi 10.1186/1471-2105-6-225).
//!
//! Each gene is centred and divided by its standard deviation over the cohort. The scores of a set are the first
//! right singular vector, of length 1, of its varying genes x samples; down members enter with the other sign. A
//! singular vector has no sign of its own: it is turned so that it correlates positively with the members' mean,
//! and when they are uncorrelated so that the first member weighs positively.

use std::fmt;

use evade_core::{BoundSets, Reason, SampleSource};
use ndarray::Array2;
use rayon::prelude::*;

use crate::methods::standardised::Standardised;
use crate::methods::{CohortMethod, Kernel, Scoring, ValueKind};
use crate::parameters::Parameters;
use crate::{MethodError, RunContext};

mod lanczos;

/// Name on the command line.
pub(crate) const NAME: &str = "plage";
/// Parameters, in words.
pub(crate) const PARAMETERS: &str = "no parameters";

/// Correlations with the mean below this are taken as none.
const UNCORRELATED: f64 = 1e-9;

/// PLAGE.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plage;

impl Plage {
    #[allow(clippy::unnecessary_wraps)] // the signature that the table of methods asks for
    pub(crate) fn read(_parameters: &mut Parameters<'_>) -> Result<Self, MethodError> {
        Ok(Self)
    }
}

impl Scoring for Plage {
    fn kernel(&self, _context: &RunContext) -> Kernel {
        Kernel::cohort(self.clone())
    }

    fn values(&self) -> ValueKind {
        ValueKind::Log
    }

    fn needs_cohort(&self) -> bool {
        true
    }
}

impl fmt::Display for Plage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{NAME}()")
    }
}

impl CohortMethod for Plage {
    fn score(
        &self,
        source: &dyn SampleSource,
        sets: &BoundSets,
        mut unscorable: Vec<Option<Reason>>,
        sample_done: &(dyn Fn() + Sync),
    ) -> (Array2<f64>, Vec<Option<Reason>>) {
        let n_samples = source.n_samples();
        let genes = Standardised::of(source, sets, 2, &mut unscorable);
        let columns: Vec<Vec<f64>> = genes
            .members
            .par_iter()
            .zip(&unscorable)
            .map(|(members, reason)| {
                if reason.is_some() {
                    return Vec::new();
                }
                let mut rows = Vec::with_capacity(members.len() * n_samples);
                let mut row = Vec::new();
                for &(gene, sign) in members {
                    genes.tiles.copy_row(gene as usize, &mut row);
                    rows.extend(row.iter().map(|z| sign * z));
                }
                first_right_singular_vector(&rows, n_samples)
            })
            .collect();
        let scores = Array2::from_shape_fn((n_samples, sets.len()), |(sample, set)| {
            columns[set].get(sample).copied().unwrap_or(f64::NAN)
        });
        (0..n_samples).for_each(|_| sample_done());
        (scores, unscorable)
    }
}

/// Of rows of `n` values each; length 1, sign as the module says.
fn first_right_singular_vector(rows: &[f64], n: usize) -> Vec<f64> {
    let k = rows.len() / n;
    // The eigenvector of the smaller of Z Z' and Z' Z, which are never formed.
    let mut right = if k <= n {
        let left = lanczos::dominant_eigenvector(k, |a| times(rows, n, &transposed_times(rows, n, a)));
        transposed_times(rows, n, &left)
    } else {
        lanczos::dominant_eigenvector(n, |v| transposed_times(rows, n, &times(rows, n, v)))
    };
    let sums = transposed_times(rows, n, &vec![1.0; k]);
    let length = lanczos::dot(&right, &right).sqrt();
    let cosine = lanczos::dot(&right, &sums) / (length * lanczos::dot(&sums, &sums).sqrt());
    let is_turned =
        if cosine.abs() > UNCORRELATED { cosine < 0.0 } else { lanczos::dot(&rows[..n], &right) < 0.0 };
    let scale = if is_turned { -length } else { length };
    for value in &mut right {
        *value /= scale;
    }
    right
}

/// Z v.
fn times(rows: &[f64], n: usize, v: &[f64]) -> Vec<f64> {
    rows.chunks(n).map(|row| lanczos::dot(row, v)).collect()
}

/// Z' a.
fn transposed_times(rows: &[f64], n: usize, a: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0; n];
    for (row, weight) in rows.chunks(n).zip(a) {
        lanczos::add_scaled(&mut sums, *weight, row);
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opposed_genes_are_turned_by_the_first() {
        // z and -z: the vector is z / |z|, and the members' mean is zero.
        let z = [1.0, 0.0, -1.0];
        let rows = [z, z.map(|value| -value)].concat();
        let scores = first_right_singular_vector(&rows, 3);
        let half = 0.5_f64.sqrt();
        assert!((scores[0] - half).abs() < 1e-14 && scores[1].abs() < 1e-14, "{scores:?}");
    }

    #[test]
    fn more_genes_than_samples_and_fewer_agree() {
        let rows: Vec<f64> = (0..60).map(|i| libm::sin(f64::from(i * i))).collect();
        // Five rows of six, then the same rows twice: the vector is the same, from the other product.
        let wide = first_right_singular_vector(&rows[..30], 6);
        let doubled = [&rows[..30], &rows[..30]].concat();
        let tall = first_right_singular_vector(&doubled, 6);
        assert!(wide.iter().zip(&tall).all(|(one, other)| (one - other).abs() < 1e-13), "{wide:?} {tall:?}");
    }
}
