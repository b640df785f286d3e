//! The scoring formulas, one method a file.

use evade_core::{BoundSet, BoundSets, Reason, SampleSource};
use ndarray::Array2;

use crate::{RankedSample, Ranker};

pub mod gsva;
pub mod plage;
pub mod singscore;
mod spread;
pub mod ssgsea;
mod standardised;
pub mod zscore;

/// One sample as a method sees it.
#[derive(Debug, Clone, Copy)]
pub struct Sample<'a> {
    /// Values in gene order.
    pub values: &'a [f64],
    /// The same values ranked; without genes when no method of the run uses ranks.
    pub ranked: RankedSample<'a>,
}

/// Buffers of one thread, for whatever a method has to keep of a sample; they hold no meaning between samples.
#[derive(Debug, Default)]
pub struct Scratch {
    /// Numbers.
    pub values: Vec<f64>,
    /// Places or ranks.
    pub places: Vec<u32>,
    /// A ranker for methods that rank changed values.
    pub ranker: Ranker,
}

/// The sets of a run, and which of them a method cannot score.
#[derive(Debug, Clone, Copy)]
pub struct ScorableSets<'a> {
    /// All sets.
    pub sets: &'a BoundSets,
    /// Per set, why it has no score.
    pub unscorable: &'a [Option<Reason>],
}

impl ScorableSets<'_> {
    /// Fills the cell of each scorable set; the others keep their NaN.
    #[inline]
    pub fn score_each(self, cells: &mut [f64], mut score: impl FnMut(BoundSet<'_>) -> f64) {
        for ((cell, set), reason) in cells.iter_mut().zip(self.sets.iter()).zip(self.unscorable) {
            if reason.is_none() {
                *cell = score(set);
            }
        }
    }
}

/// A method that scores a sample from that sample's values alone. What it needs of the run (weights, stable genes,
/// which genes are zero everywhere) it holds.
pub trait SampleMethod: Send + Sync {
    /// Whether it reads [`Sample::ranked`]. A sample of equal values then has no score.
    fn uses_ranks(&self) -> bool;

    /// Why it cannot score this set among `n_genes` genes, if it cannot.
    fn why_unscorable(&self, set: BoundSet<'_>, n_genes: usize) -> Option<Reason>;

    /// Writes one cell a scorable set; NaN where the formula has no value. No allocation per set.
    fn score(&self, sample: Sample<'_>, sets: ScorableSets<'_>, scratch: &mut Scratch, cells: &mut [f64]);
}

/// A method that needs all samples at once.
pub trait CohortMethod: Send + Sync {
    /// Scores every scorable set in every sample: samples x sets, NaN where a set has no score, and per set the
    /// reason. `unscorable` holds the reasons known before. Parallel inside; `sample_done` is called once a sample.
    fn score(
        &self,
        source: &dyn SampleSource,
        sets: &BoundSets,
        unscorable: Vec<Option<Reason>>,
        sample_done: &(dyn Fn() + Sync),
    ) -> (Array2<f64>, Vec<Option<Reason>>);
}

/// Why a method that compares members with the other genes cannot score this set: no member, or no other gene.
#[must_use]
pub fn no_member_or_no_other(set: BoundSet<'_>, n_genes: usize) -> Option<Reason> {
    if set.n_found() == 0 {
        Some(Reason::NoGeneFound)
    } else if set.up.len() >= n_genes || set.down.len() >= n_genes {
        Some(Reason::SetIsUniverse)
    } else {
        None
    }
}
