//! Combined z-score (Lee 2008, doi 10.1371/journal.pcbi.1000217).
//!
//! Each gene is centred and divided by its standard deviation over the cohort; a sample's score is the sum over the
//! k varying members divided by the square root of k. Down members are subtracted.

use std::fmt;

use evade_core::{BoundSets, Reason, SampleSource};
use ndarray::Array2;

use crate::methods::standardised::Standardised;
use crate::methods::{CohortMethod, Kernel, Scoring, ValueKind};
use crate::parameters::Parameters;
use crate::{MethodError, RunContext};

/// Name on the command line.
pub(crate) const NAME: &str = "zscore";
/// Parameters, in words.
pub(crate) const PARAMETERS: &str = "no parameters";

/// The combined z-score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zscore;

impl Zscore {
    #[allow(clippy::unnecessary_wraps)] // the signature that the table of methods asks for
    pub(crate) fn read(_parameters: &mut Parameters<'_>) -> Result<Self, MethodError> {
        Ok(Self)
    }
}

impl Scoring for Zscore {
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

impl fmt::Display for Zscore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{NAME}()")
    }
}

impl CohortMethod for Zscore {
    fn score(
        &self,
        source: &dyn SampleSource,
        sets: &BoundSets,
        mut unscorable: Vec<Option<Reason>>,
        sample_done: &(dyn Fn() + Sync),
    ) -> (Array2<f64>, Vec<Option<Reason>>) {
        let genes = Standardised::of(source, sets, 1, &mut unscorable);
        let mut scores = Array2::from_elem((source.n_samples(), sets.len()), f64::NAN);
        if let Some(cells) = scores.as_slice_mut() {
            genes.tiles.fill_samples(cells, sets.len(), |(): &mut (), tile, lane, cells| {
                for ((cell, members), reason) in cells.iter_mut().zip(&genes.members).zip(&unscorable) {
                    if reason.is_none() {
                        let sum: f64 =
                            members.iter().map(|&(gene, sign)| sign * tile.value(gene, lane)).sum();
                        *cell = sum / (members.len() as f64).sqrt();
                    }
                }
                sample_done();
            });
        }
        (scores, unscorable)
    }
}
