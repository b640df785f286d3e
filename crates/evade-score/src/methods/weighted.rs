//! Weighted mean of the members: sum(w x) / sum|w|, as decoupler's waggr with wmean and no permutation.
//!
//! Without weights of the set's file an up gene weighs 1 and a down gene -1.

use std::fmt;

use evade_core::{BoundSet, BoundSets, Reason};

use crate::design::Design;
use crate::methods::{Kernel, Sample, SampleMethod, ScorableSets, Scoring, Scratch, ValueKind};
use crate::parameters::Parameters;
use crate::zeros::{TakingPart, Zeros};
use crate::{MethodError, RunContext};

/// Name on the command line.
pub(crate) const NAME: &str = "weighted";
/// Parameters, in words.
pub(crate) const PARAMETERS: &str = "zeros=keep|drop";

/// Weighted mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighted {
    /// Genes without expression in the run.
    pub zeros: Zeros,
}

impl Weighted {
    pub(crate) fn read(parameters: &mut Parameters<'_>) -> Result<Self, MethodError> {
        Ok(Self { zeros: parameters.choice("zeros", Zeros::KEEP_FIRST)? })
    }
}

impl Scoring for Weighted {
    fn kernel(&self, context: &RunContext) -> Kernel {
        Kernel::sample(WeightedMeans { genes: self.zeros.genes(context), design: Design::default() })
    }

    fn values(&self) -> ValueKind {
        ValueKind::Log
    }

    fn needs_cohort(&self) -> bool {
        self.zeros == Zeros::Drop
    }
}

impl fmt::Display for Weighted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{NAME}(zeros={})", self.zeros)
    }
}

struct WeightedMeans {
    genes: TakingPart,
    design: Design,
}

impl SampleMethod for WeightedMeans {
    fn uses_ranks(&self) -> bool {
        false
    }

    fn why_unscorable(&self, _set: BoundSet<'_>, _n_genes: usize) -> Option<Reason> {
        None
    }

    fn prepare(&mut self, sets: &BoundSets, unscorable: &mut [Option<Reason>]) {
        self.design = Design::of_members(sets, unscorable, &self.genes);
    }

    fn score(&self, sample: Sample<'_>, _sets: ScorableSets<'_>, _scratch: &mut Scratch, cells: &mut [f64]) {
        for column in self.design.columns() {
            cells[column.set] = column.weighted_sum(sample.values) / column.absolute_sum;
        }
    }
}
