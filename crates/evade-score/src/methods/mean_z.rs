//! Mean of the members against the spread of the whole sample: decoupler's "zscore".
//!
//! (mean of the members - mean of all genes) sqrt(k) / sd of all genes (n - 1), k members; the KSEA flavour leaves the
//! mean of all genes out. With weights the mean of the members is sum(w x) / sum|w|. Not the combined z-score of Lee
//! 2008, which compares samples.

use std::fmt;

use evade_core::{BoundSet, BoundSets, Reason};

use crate::design::Design;
use crate::methods::{Kernel, Sample, SampleMethod, ScorableSets, Scoring, Scratch, ValueKind};
use crate::parameters::Parameters;
use crate::zeros::{TakingPart, Zeros};
use crate::{MethodError, RunContext};

/// Name on the command line.
pub(crate) const NAME: &str = "mean-z";
/// Parameters, in words.
pub(crate) const PARAMETERS: &str = "flavor=rokai|ksea, zeros=drop|keep";

/// What the members' mean is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flavor {
    /// The mean of all genes.
    Rokai,
    /// Zero.
    Ksea,
}

/// decoupler's zscore.
#[derive(Debug, Clone, PartialEq)]
pub struct MeanZ {
    /// With or without the mean of all genes.
    pub flavor: Flavor,
    /// Genes without expression in the run.
    pub zeros: Zeros,
}

impl MeanZ {
    pub(crate) fn read(parameters: &mut Parameters<'_>) -> Result<Self, MethodError> {
        Ok(Self {
            flavor: parameters.choice("flavor", &[("rokai", Flavor::Rokai), ("ksea", Flavor::Ksea)])?,
            zeros: parameters.choice("zeros", Zeros::DROP_FIRST)?,
        })
    }
}

impl Scoring for MeanZ {
    fn kernel(&self, context: &RunContext) -> Kernel {
        Kernel::sample(Means {
            flavor: self.flavor,
            genes: self.zeros.genes(context),
            design: Design::default(),
        })
    }

    fn values(&self) -> ValueKind {
        ValueKind::Log
    }

    fn needs_cohort(&self) -> bool {
        self.zeros == Zeros::Drop
    }
}

impl fmt::Display for MeanZ {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let flavor = match self.flavor {
            Flavor::Rokai => "rokai",
            Flavor::Ksea => "ksea",
        };
        write!(f, "{NAME}(flavor={flavor},zeros={})", self.zeros)
    }
}

struct Means {
    flavor: Flavor,
    genes: TakingPart,
    design: Design,
}

impl SampleMethod for Means {
    fn uses_ranks(&self) -> bool {
        false
    }

    /// A standard deviation needs two genes.
    fn why_unscorable(&self, _set: BoundSet<'_>, _n_genes: usize) -> Option<Reason> {
        (self.genes.n < 2).then_some(Reason::TooFewGenes)
    }

    fn prepare(&mut self, sets: &BoundSets, unscorable: &mut [Option<Reason>]) {
        self.design = Design::of_members(sets, unscorable, &self.genes);
    }

    fn score(&self, sample: Sample<'_>, _sets: ScorableSets<'_>, _scratch: &mut Scratch, cells: &mut [f64]) {
        let moments = self.genes.moments(sample.values);
        let sd = (moments.squares / (self.genes.n as f64 - 1.0)).sqrt();
        let compared_with = match self.flavor {
            Flavor::Rokai => moments.mean,
            Flavor::Ksea => 0.0,
        };
        for column in self.design.columns() {
            let mean = column.weighted_sum(sample.values) / column.absolute_sum;
            let k = column.entries.len() as f64;
            cells[column.set] = (mean - compared_with) * k.sqrt() / sd;
        }
    }
}
