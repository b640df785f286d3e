//! Mean and median of the members' values as they are given.
//!
//! A set with down genes scores the average of its up genes minus the average of its down genes; with down genes
//! only, minus their average. A sample's score stands on that sample alone, and is in the unit of the matrix.

use std::fmt;

use evade_core::{BoundSet, Reason};

use crate::RunContext;
use crate::methods::median::median;
use crate::methods::{Kernel, Sample, SampleMethod, ScorableSets, Scoring, Scratch, ValueKind};

/// Name of the mean on the command line.
pub(crate) const MEAN: &str = "mean";
/// Name of the median on the command line.
pub(crate) const MEDIAN: &str = "median";
/// Parameters of both, in words.
pub(crate) const PARAMETERS: &str = "no parameters";

/// Mean or median.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Average {
    /// Arithmetic mean.
    Mean,
    /// The middle value, or the mean of the two in the middle.
    Median,
}

impl Average {
    /// Average of one side.
    fn of(self, values: &[f64], members: &[u32], held: &mut Vec<f64>) -> f64 {
        let members = members.iter().map(|&gene| values[gene as usize]);
        match self {
            Self::Mean => members.clone().sum::<f64>() / members.len() as f64,
            Self::Median => {
                held.clear();
                held.extend(members);
                median(held)
            }
        }
    }
}

impl Scoring for Average {
    fn kernel(&self, _context: &RunContext) -> Kernel {
        Kernel::sample(*self)
    }

    fn values(&self) -> ValueKind {
        ValueKind::Log
    }
}

impl fmt::Display for Average {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::Mean => MEAN,
            Self::Median => MEDIAN,
        };
        write!(f, "{name}()")
    }
}

impl SampleMethod for Average {
    fn uses_ranks(&self) -> bool {
        false
    }

    fn why_unscorable(&self, set: BoundSet<'_>, _n_genes: usize) -> Option<Reason> {
        (set.n_found() == 0).then_some(Reason::NoGeneFound)
    }

    fn score(&self, sample: Sample<'_>, sets: ScorableSets<'_>, scratch: &mut Scratch, cells: &mut [f64]) {
        let mut side = |members: &[u32]| self.of(sample.values, members, &mut scratch.values);
        sets.score_each(cells, |set| match (set.up.is_empty(), set.down.is_empty()) {
            (false, true) => side(set.up),
            (true, false) => -side(set.down),
            (false, false) => side(set.up) - side(set.down),
            (true, true) => f64::NAN,
        });
    }
}
