//! The scoring formulas, one method a file.

use std::fmt;

use evade_core::{BoundSet, BoundSets, Reason, SampleSource};
use ndarray::Array2;

use crate::{RankedSample, Ranker, RunContext};

pub mod aucell;
pub mod average;
pub mod corr;
pub mod gsva;
pub mod mean_z;
mod median;
mod metric;
pub mod mlm;
pub mod plage;
pub mod singscore;
mod spread;
pub mod ssgsea;
pub mod ssgsea_genepattern;
pub mod ssgsea_gseapy;
mod standardised;
pub mod ucell;
pub mod ulm;
pub mod weighted;
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
    /// Pairs of a place (upper half) and a gene (lower half), which sort by place.
    pub pairs: Vec<u64>,
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

/// A method with its parameters, as a user chose it. Its text form carries everything that defines the number.
pub trait Scoring: fmt::Display + fmt::Debug + Send + Sync {
    /// Makes it ready for a run.
    fn kernel(&self, context: &RunContext) -> Kernel;

    /// How its scores are scaled over the run.
    fn normalisation(&self) -> Normalisation {
        Normalisation::None
    }

    /// The kind of values it is made for.
    fn values(&self) -> ValueKind {
        ValueKind::Any
    }

    /// A file of genes that it names.
    fn gene_list(&self) -> Option<&str> {
        None
    }

    /// Whether it can compare samples with [`RunContext::reference`] instead of with each other.
    fn takes_reference(&self) -> bool {
        false
    }

    /// Whether a sample's score depends on the other samples of the run, for another reason than its normalisation.
    fn needs_cohort(&self) -> bool {
        false
    }
}

/// A method made ready for a run.
pub enum Kernel {
    /// Sample by sample.
    Sample(Box<dyn SampleMethod>),
    /// All samples at once.
    Cohort(Box<dyn CohortMethod>),
}

impl Kernel {
    /// A method that scores sample by sample.
    pub(crate) fn sample(method: impl SampleMethod + 'static) -> Self {
        Self::Sample(Box::new(method))
    }

    /// A method that needs all samples.
    pub(crate) fn cohort(method: impl CohortMethod + 'static) -> Self {
        Self::Cohort(Box::new(method))
    }
}

/// The kind of values a method is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueKind {
    /// Ranks alone count, or the user decides.
    Any,
    /// Logarithms: differences and means over samples or genes are taken.
    Log,
    /// Read counts.
    Counts,
    /// Logarithms or read counts, told apart by the method.
    LogOrCounts,
}

/// How a score is scaled over the whole run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Normalisation {
    /// As it is.
    None,
    /// Divided by the largest minus the smallest score of all samples and sets of the run.
    Range,
    /// Divided by half the number of genes, which puts it within about -1 and 1.
    Size,
}

impl Normalisation {
    /// As written.
    pub(crate) const WORDS: &[(&str, Self)] =
        &[("none", Self::None), ("range", Self::Range), ("size", Self::Size)];
}

impl fmt::Display for Normalisation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::Range => "range",
            Self::Size => "size",
        })
    }
}

/// A method that scores a sample from that sample's values alone. What it needs of the run (weights, stable genes,
/// which genes are zero everywhere) it holds.
pub trait SampleMethod: Send + Sync {
    /// Whether it reads [`Sample::ranked`]. A sample of equal values then has no score.
    fn uses_ranks(&self) -> bool;

    /// Why it cannot score this set among `n_genes` genes, if it cannot.
    fn why_unscorable(&self, set: BoundSet<'_>, n_genes: usize) -> Option<Reason>;

    /// Sees all sets of the run together, once and before any sample. Sets that already have a reason take no part;
    /// the method may give further sets one.
    fn prepare(&mut self, _sets: &BoundSets, _unscorable: &mut [Option<Reason>]) {}

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

/// A signed set's score from the scores of its sides: up less down. A side without members adds nothing.
#[inline]
pub(crate) fn up_less_down(set: BoundSet<'_>, mut side: impl FnMut(&[u32]) -> f64) -> f64 {
    match (set.up.is_empty(), set.down.is_empty()) {
        (false, true) => side(set.up),
        (true, false) => -side(set.down),
        (false, false) => side(set.up) - side(set.down),
        (true, true) => f64::NAN,
    }
}

/// `base` to the power of `exponent`, the same on every platform: with square roots, which are rounded correctly
/// everywhere, for the exponents that the original tools have as defaults.
#[inline]
pub(crate) fn power(base: f64, exponent: f64) -> f64 {
    const QUARTER: u64 = 0.25_f64.to_bits();
    const THREE_QUARTERS: u64 = 0.75_f64.to_bits();
    match exponent.to_bits() {
        QUARTER => base.sqrt().sqrt(),
        THREE_QUARTERS => base.sqrt() * base.sqrt().sqrt(),
        _ => libm::pow(base, exponent),
    }
}
