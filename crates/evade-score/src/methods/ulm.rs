//! Univariate linear model (decoupler; Badia-i-Mompel 2022, doi 10.1093/bioadv/vbac016).
//!
//! One regression a set: the sample's values over all p genes on the set's weights, which are zero outside the set.
//! The score is the t statistic of the slope. With the correlation r of values and weights,
//!
//! t = r sqrt((p - 2) / ((1 - r + e)(1 + r + e))), e = 2.2e-16 as in decoupler, so that |r| = 1 stays finite.
//!
//! Genes outside the set add nothing to the sum of products about the mean, so r needs the members and two sums over
//! the sample that all sets share.

use std::fmt;

use evade_core::{BoundSet, BoundSets, Reason};

use crate::design::Design;
use crate::methods::{Kernel, Sample, SampleMethod, ScorableSets, Scoring, Scratch, ValueKind};
use crate::parameters::Parameters;
use crate::zeros::{TakingPart, Zeros};
use crate::{MethodError, RunContext};

/// Name on the command line.
pub(crate) const NAME: &str = "ulm";
/// Parameters, in words.
pub(crate) const PARAMETERS: &str = "zeros=drop|keep";

/// decoupler's distance from a correlation of one.
const EPSILON: f64 = 2.2e-16;

/// Univariate linear model.
#[derive(Debug, Clone, PartialEq)]
pub struct Ulm {
    /// Genes without expression in the run.
    pub zeros: Zeros,
}

impl Ulm {
    pub(crate) fn read(parameters: &mut Parameters<'_>) -> Result<Self, MethodError> {
        Ok(Self { zeros: parameters.choice("zeros", Zeros::DROP_FIRST)? })
    }
}

impl Scoring for Ulm {
    fn kernel(&self, context: &RunContext) -> Kernel {
        Kernel::sample(Slopes { genes: self.zeros.genes(context), design: Design::default() })
    }

    fn values(&self) -> ValueKind {
        ValueKind::Log
    }

    fn needs_cohort(&self) -> bool {
        self.zeros == Zeros::Drop
    }
}

impl fmt::Display for Ulm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{NAME}(zeros={})", self.zeros)
    }
}

struct Slopes {
    genes: TakingPart,
    design: Design,
}

impl SampleMethod for Slopes {
    fn uses_ranks(&self) -> bool {
        false
    }

    /// A slope and its error need three genes.
    fn why_unscorable(&self, _set: BoundSet<'_>, _n_genes: usize) -> Option<Reason> {
        (self.genes.n < 3).then_some(Reason::TooFewGenes)
    }

    fn prepare(&mut self, sets: &BoundSets, unscorable: &mut [Option<Reason>]) {
        self.design = Design::of_contrasts(sets, unscorable, &self.genes);
    }

    fn score(&self, sample: Sample<'_>, _sets: ScorableSets<'_>, _scratch: &mut Scratch, cells: &mut [f64]) {
        let moments = self.genes.moments(sample.values);
        for column in self.design.columns() {
            let products = column.weighted_sum_about(sample.values, moments.mean);
            let r = products / (moments.squares * column.squares).sqrt();
            cells[column.set] = t_of_correlation(r, self.genes.n);
        }
    }
}

fn t_of_correlation(r: f64, n_genes: usize) -> f64 {
    let freedom = n_genes as f64 - 2.0;
    r * (freedom / ((1.0 - r + EPSILON) * (1.0 + r + EPSILON))).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t_by_hand() {
        // r = 0.6 of 18 genes: 0.6 sqrt(16 / (0.4 * 1.6)) = 0.6 * 5
        assert!((t_of_correlation(0.6, 18) - 3.0).abs() < 1e-14);
        // r = 1 of 4 genes: sqrt(2 / (2.2e-16 * 2)) = 6.7e7, not infinite
        assert!((t_of_correlation(1.0, 4) / 6.74e7 - 1.0).abs() < 1e-2);
    }
}
