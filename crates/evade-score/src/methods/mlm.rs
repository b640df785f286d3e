//! Multivariate linear model (decoupler; Badia-i-Mompel 2022, doi 10.1093/bioadv/vbac016).
//!
//! One least-squares fit a sample: its values on an intercept and the weights of all sets at once. The score of a
//! set is the t statistic of its coefficient. With columns and values centred, which takes the intercept out, and
//! columns divided by their length, which no t sees:
//!
//! R = X' X, b = X' y, c = R^-1 b, t = c / sqrt(d (y'y - b'c) / (p - m - 1)) for m columns and p genes, with d the
//! set's place on the diagonal of R^-1.
//!
//! R and its inverse belong to the run; a sample adds b, from the members alone, and one product with the inverse.

use std::fmt;

use evade_core::{BoundSet, BoundSets, Reason};

use crate::design::Design;
use crate::independent::Independent;
use crate::methods::{Kernel, Sample, SampleMethod, ScorableSets, Scoring, Scratch, ValueKind};
use crate::parameters::Parameters;
use crate::zeros::{TakingPart, Zeros};
use crate::{MethodError, RunContext, sums};

/// Name on the command line.
pub(crate) const NAME: &str = "mlm";
/// Parameters, in words.
pub(crate) const PARAMETERS: &str = "zeros=drop|keep";

/// A share of the squares this small is left by rounding: the sets explain the sample fully, and no error remains to
/// divide by.
const NOTHING_LEFT: f64 = 1e-13;

/// Multivariate linear model.
#[derive(Debug, Clone, PartialEq)]
pub struct Mlm {
    /// Genes without expression in the run.
    pub zeros: Zeros,
}

impl Mlm {
    pub(crate) fn read(parameters: &mut Parameters<'_>) -> Result<Self, MethodError> {
        Ok(Self { zeros: parameters.choice("zeros", Zeros::DROP_FIRST)? })
    }
}

impl Scoring for Mlm {
    fn kernel(&self, context: &RunContext) -> Kernel {
        Kernel::sample(Fit {
            genes: self.zeros.genes(context),
            n_genes: context.n_genes,
            design: Design::default(),
            model: Independent::default(),
            reported: Vec::new(),
        })
    }

    fn values(&self) -> ValueKind {
        ValueKind::Log
    }

    fn needs_cohort(&self) -> bool {
        self.zeros == Zeros::Drop
    }
}

impl fmt::Display for Mlm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{NAME}(zeros={})", self.zeros)
    }
}

struct Fit {
    genes: TakingPart,
    n_genes: usize,
    design: Design,
    model: Independent,
    /// Per column of the design, whether its set has a score.
    reported: Vec<bool>,
}

impl Fit {
    fn freedom(&self) -> f64 {
        self.genes.n as f64 - self.model.columns.len() as f64 - 1.0
    }

    /// Correlations of all columns, row by row.
    fn correlations(&self) -> Vec<f64> {
        let m = self.design.columns().count();
        let mut correlations = vec![0.0; m * m];
        let mut dense = vec![0.0; self.n_genes];
        for (i, one) in self.design.columns().enumerate() {
            for &(gene, weight) in one.entries {
                dense[gene as usize] = weight;
            }
            for (j, other) in self.design.columns().enumerate().take(i + 1) {
                let products = other.weighted_sum(&dense) - one.sum * other.sum / self.genes.n as f64;
                let correlation = products / (one.squares * other.squares).sqrt();
                (correlations[i * m + j], correlations[j * m + i]) = (correlation, correlation);
            }
            for &(gene, _) in one.entries {
                dense[gene as usize] = 0.0;
            }
        }
        correlations
    }
}

impl SampleMethod for Fit {
    fn uses_ranks(&self) -> bool {
        false
    }

    fn why_unscorable(&self, _set: BoundSet<'_>, _n_genes: usize) -> Option<Reason> {
        None
    }

    fn prepare(&mut self, sets: &BoundSets, unscorable: &mut [Option<Reason>]) {
        self.design = Design::of_contrasts(sets, unscorable, &self.genes);
        let (model, collinear) = Independent::of(self.correlations());
        self.model = model;
        let too_few = self.freedom() < 1.0;
        for (column, &collinear) in self.design.columns().zip(&collinear) {
            let reason = match (collinear, too_few) {
                (true, _) => Some(Reason::CollinearSet),
                (false, true) => Some(Reason::TooFewGenes),
                (false, false) => None,
            };
            unscorable[column.set] = reason;
            self.reported.push(reason.is_none());
        }
    }

    fn score(&self, sample: Sample<'_>, _sets: ScorableSets<'_>, scratch: &mut Scratch, cells: &mut [f64]) {
        let moments = self.genes.moments(sample.values);
        let columns = &self.model.columns;
        let m = columns.len();
        if m == 0 {
            return;
        }
        // b of all columns, then of the independent ones, then c.
        let all = self.reported.len();
        scratch.values.clear();
        scratch.values.extend(
            self.design
                .columns()
                .map(|column| column.weighted_sum_about(sample.values, moments.mean) / column.squares.sqrt()),
        );
        for &column in columns {
            scratch.values.push(scratch.values[column]);
        }
        for row in self.model.inverse.chunks_exact(m) {
            scratch.values.push(sums::dot(row, &scratch.values[all..all + m]));
        }
        let (products, coefficients) = scratch.values[all..].split_at(m);
        let left = moments.squares - sums::dot(products, coefficients);
        let variance = if left > NOTHING_LEFT * moments.squares { left / self.freedom() } else { f64::NAN };
        for (place, (&column, coefficient)) in columns.iter().zip(coefficients).enumerate() {
            if self.reported[column] {
                let cell = &mut cells[self.design.set(column)];
                *cell = coefficient / (variance * self.model.inverse[place * m + place]).sqrt();
            }
        }
    }
}
