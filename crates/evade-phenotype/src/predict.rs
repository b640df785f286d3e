//! Where a missing gene of a call signature belongs, told by the genes at hand.
//!
//! A missing universe gene is put at its reference median. For the few genes that the axes are made of that throws
//! away what their neighbours say: a tumour with high CD8B has high CD8A. The reference therefore keeps the second
//! moments of these genes' deviations d from their medians, and a missing gene's deviation is predicted by ridge
//! regression on those at hand, `E(d_m) = C_mp (C_pp + r D_pp)^-1 d_p`, with D the diagonal of C: the prediction
//! shrinks towards the median the less the others tell.

use serde::{Deserialize, Serialize};

use crate::stats::round_to;

/// r is this over the number of the reference's samples, and never more than 1: the more tumours taught the moments, the
/// less weight "at the median" needs. With 43 tumours it weighs as much as what they say.
const RIDGE_SAMPLES: f64 = 43.0;
/// Added to every variance, so that a gene that never varies does no harm.
const VARIANCE_FLOOR: f64 = 1e-6;

/// Second moments of the deviations of the call signatures' genes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GeneMoments {
    /// Universe places, ascending.
    pub genes: Vec<u32>,
    /// Lower triangle with diagonal, row after row.
    pub moments: Vec<f64>,
}

impl GeneMoments {
    /// Moments of `deviations[sample][gene]` over the samples.
    pub(crate) fn of(genes: Vec<u32>, deviations: &[Vec<f64>]) -> Self {
        let n = deviations.len() as f64;
        let mut moments = Vec::with_capacity(genes.len() * (genes.len() + 1) / 2);
        for i in 0..genes.len() {
            for j in 0..=i {
                let sum: f64 = deviations.iter().map(|d| d[i] * d[j]).sum();
                moments.push(round_to(sum / n, 1e8));
            }
        }
        Self { genes, moments }
    }

    fn moment(&self, i: usize, j: usize) -> f64 {
        let (i, j) = if i < j { (j, i) } else { (i, j) };
        self.moments[i * (i + 1) / 2 + j] + if i == j { VARIANCE_FLOOR } else { 0.0 }
    }

    pub(crate) fn fits(&self, n_universe: usize) -> bool {
        self.moments.len() == self.genes.len() * (self.genes.len() + 1) / 2
            && self.genes.iter().all(|&g| (g as usize) < n_universe)
    }
}

/// The regression for one list of genes at hand.
#[derive(Debug, Clone)]
pub(crate) struct Predictor {
    present: Vec<u32>,
    missing: Vec<u32>,
    /// Missing x present.
    coefficients: Vec<f64>,
}

impl Predictor {
    /// Made once for all samples that have the same genes.
    /// `n` is the number of the reference's samples.
    pub(crate) fn new(moments: &GeneMoments, n: u32, has: &[bool]) -> Self {
        let own_ridge = (RIDGE_SAMPLES / f64::from(n.max(1))).min(1.0);
        let (present, missing): (Vec<usize>, Vec<usize>) =
            (0..moments.genes.len()).partition(|&i| has[moments.genes[i] as usize]);
        let place = |i: &usize| moments.genes[*i];
        let mut predictor = Self {
            present: present.iter().map(place).collect(),
            missing: missing.iter().map(place).collect(),
            coefficients: Vec::new(),
        };
        if missing.is_empty() || present.is_empty() {
            predictor.missing.clear();
            return predictor;
        }
        let n = present.len();
        let mut matrix = vec![0.0; n * n];
        for (a, &i) in present.iter().enumerate() {
            for (b, &j) in present.iter().enumerate() {
                let ridge = if a == b { own_ridge } else { 0.0 };
                matrix[a * n + b] = moments.moment(i, j) * (1.0 + ridge);
            }
        }
        let factor = Cholesky::of(matrix, n);
        for &m in &missing {
            let right: Vec<f64> = present.iter().map(|&i| moments.moment(m, i)).collect();
            predictor.coefficients.extend(factor.solve(right));
        }
        predictor
    }

    /// Moves the missing genes from their medians to where the genes at hand say; ranks count from 1.
    pub(crate) fn apply(&self, ranks: &mut [f64], medians: &[f64]) {
        let p = ranks.len() as f64;
        let deviations: Vec<f64> =
            self.present.iter().map(|&g| (ranks[g as usize] - 0.5) / p - medians[g as usize]).collect();
        for (gene, row) in self.missing.iter().zip(self.coefficients.chunks_exact(self.present.len().max(1)))
        {
            let deviation: f64 = row.iter().zip(&deviations).map(|(c, d)| c * d).sum();
            let quantile = (medians[*gene as usize] + deviation).clamp(0.5 / p, 1.0 - 0.5 / p);
            ranks[*gene as usize] = quantile * p + 0.5;
        }
    }
}

/// A gene this low is as good as not expressed.
const SILENT: f64 = 0.25;
/// A gene whose median place is at least this is expressed in the reference.
const EXPRESSED: f64 = 0.5;
/// So many standard deviations below what the other genes say, a silent gene is contradicted by them.
const CONTRADICTED: f64 = 4.0;

/// Finds axis genes that are silent although the genes that go with them are not.
///
/// With P the inverse of the (ridged) second moments, a gene's deviation lies `(P d)_j / P_jj` off what all others
/// predict, with a standard deviation of `1 / sqrt(P_jj)`.
#[derive(Debug, Clone)]
pub(crate) struct SilentGenes {
    /// Universe places of the genes at hand.
    genes: Vec<u32>,
    /// P, row after row.
    inverse: Vec<f64>,
}

impl SilentGenes {
    /// Made once for all samples that have the same genes; `n` is the number of the reference's samples.
    pub(crate) fn new(moments: &GeneMoments, n: u32, has: &[bool]) -> Self {
        let ridge = (RIDGE_SAMPLES / f64::from(n.max(1))).min(1.0);
        let present: Vec<usize> =
            (0..moments.genes.len()).filter(|&i| has[moments.genes[i] as usize]).collect();
        let n = present.len();
        let mut matrix = vec![0.0; n * n];
        for (a, &i) in present.iter().enumerate() {
            for (b, &j) in present.iter().enumerate() {
                matrix[a * n + b] = moments.moment(i, j) * if a == b { 1.0 + ridge } else { 1.0 };
            }
        }
        let factor = Cholesky::of(matrix, n);
        let inverse = (0..n).flat_map(|j| {
            let mut unit = vec![0.0; n];
            unit[j] = 1.0;
            factor.solve(unit)
        });
        Self { inverse: inverse.collect(), genes: present.iter().map(|&i| moments.genes[i]).collect() }
    }

    /// Universe places of the genes that a sample contradicts; ranks count from 1.
    pub(crate) fn of(&self, ranks: &[f64], medians: &[f64]) -> Vec<u32> {
        let (n, p) = (self.genes.len(), ranks.len() as f64);
        let place = |gene: u32| (ranks[gene as usize] - 0.5) / p;
        let deviations: Vec<f64> =
            self.genes.iter().map(|&gene| place(gene) - medians[gene as usize]).collect();
        let is_contradicted = |&j: &usize| {
            let gene = self.genes[j];
            if place(gene) >= SILENT || medians[gene as usize] < EXPRESSED {
                return false;
            }
            let row = &self.inverse[j * n..(j + 1) * n];
            let off: f64 = row.iter().zip(&deviations).map(|(p, d)| p * d).sum::<f64>() / row[j];
            off * row[j].sqrt() < -CONTRADICTED
        };
        (0..n).filter(is_contradicted).map(|j| self.genes[j]).collect()
    }
}

/// Cholesky factor of a positive definite matrix. Plain loops in a fixed order: a linear-algebra library that picks
/// its kernels by processor would give other last bits on other machines.
struct Cholesky {
    n: usize,
    /// Lower triangle, row after row, in a full square.
    lower: Vec<f64>,
}

impl Cholesky {
    fn of(mut matrix: Vec<f64>, n: usize) -> Self {
        for i in 0..n {
            for j in 0..=i {
                let dot: f64 = (0..j).map(|k| matrix[i * n + k] * matrix[j * n + k]).sum();
                let rest = matrix[i * n + j] - dot;
                // The ridge keeps every pivot positive.
                matrix[i * n + j] =
                    if i == j { rest.max(f64::MIN_POSITIVE).sqrt() } else { rest / matrix[j * n + j] };
            }
        }
        Self { n, lower: matrix }
    }

    fn solve(&self, mut right: Vec<f64>) -> Vec<f64> {
        let at = |i: usize, j: usize| self.lower[i * self.n + j];
        for i in 0..self.n {
            let dot: f64 = (0..i).map(|k| at(i, k) * right[k]).sum();
            right[i] = (right[i] - dot) / at(i, i);
        }
        for i in (0..self.n).rev() {
            let dot: f64 = (i + 1..self.n).map(|k| at(k, i) * right[k]).sum();
            right[i] = (right[i] - dot) / at(i, i);
        }
        right
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_factor_solves_the_system() {
        let matrix = vec![4.0, 2.0, 0.5, 2.0, 5.0, 1.0, 0.5, 1.0, 3.0];
        let solution = Cholesky::of(matrix.clone(), 3).solve(vec![1.0, 2.0, 3.0]);
        for (row, right) in matrix.chunks_exact(3).zip([1.0, 2.0, 3.0]) {
            let left: f64 = row.iter().zip(&solution).map(|(a, x)| a * x).sum();
            assert!((left - right).abs() < 1e-12);
        }
    }

    #[test]
    fn a_missing_gene_follows_its_neighbour_half_way() {
        // two genes that always deviate alike by 0.1: with r = 1 the prediction is d * c / (2 c) = d / 2
        let deviations = [vec![0.1, 0.1], vec![-0.1, -0.1]];
        let moments = GeneMoments::of(vec![1, 2], &deviations);
        let predictor = Predictor::new(&moments, 43, &[true, true, false, true]);
        let medians = [0.125, 0.5, 0.5, 0.875];
        let mut ranks = vec![1.0, 3.3, 2.5, 4.0]; // gene 1 at quantile 0.7
        predictor.apply(&mut ranks, &medians);
        assert!(((ranks[2] - 0.5) / 4.0 - 0.6).abs() < 1e-3, "{ranks:?}");
    }

    #[test]
    fn a_silent_gene_among_expressed_ones_is_found_and_a_silent_axis_is_not() {
        // three genes that move together by 0.1, at median 0.8 of ten
        let deviations: Vec<Vec<f64>> =
            (0..100).map(|i| vec![if i % 2 == 0 { 0.1 } else { -0.1 }; 3]).collect();
        let moments = GeneMoments::of(vec![0, 1, 2], &deviations);
        let silent = SilentGenes::new(&moments, 1000, &[true; 10]);
        let medians = [0.8; 10];
        let ranks = |first: f64, others: f64| {
            let mut ranks = [5.0; 10];
            ranks[..3].copy_from_slice(&[first, others, others]);
            ranks
        };
        assert_eq!(silent.of(&ranks(1.0, 9.0), &medians), [0]);
        assert!(silent.of(&ranks(7.0, 9.0), &medians).is_empty());
        assert!(silent.of(&ranks(1.0, 1.0), &medians).is_empty());
    }

    #[test]
    fn nothing_missing_changes_nothing() {
        let moments = GeneMoments::of(vec![0, 1], &[vec![0.1, -0.1]]);
        let mut ranks = vec![2.0, 1.0];
        Predictor::new(&moments, 43, &[true, true]).apply(&mut ranks, &[0.5, 0.5]);
        assert_eq!(ranks, [2.0, 1.0]);
    }
}
