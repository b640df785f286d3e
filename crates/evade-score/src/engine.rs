//! Scoring many samples in parallel.

use evade_core::{BoundSet, BoundSets, Reason, SampleSource};
use ndarray::Array2;
use rayon::prelude::*;

use crate::methods::{singscore, ssgsea};
use crate::{Method, RankedSample, Ranker};

/// Scores of one method: samples x sets, and per set the reason why it has none.
#[derive(Debug, Clone)]
pub struct ScoreMatrix {
    values: Array2<f64>,
    unscorable: Vec<Option<Reason>>,
    constant_samples: Vec<bool>,
}

impl ScoreMatrix {
    /// The score of a set in a sample, or why there is none.
    ///
    /// # Panics
    /// If there is no such sample or set.
    pub fn value(&self, sample: usize, set: usize) -> Result<f64, Reason> {
        if let Some(reason) = self.unscorable[set] {
            return Err(reason);
        }
        if self.constant_samples[sample] {
            return Err(Reason::ConstantSample);
        }
        Ok(self.values[[sample, set]])
    }
}

/// Scores every set in every sample with every method; each sample is ranked once. `sample_done` is called after
/// each sample, from any thread. The result holds one matrix a method, in the order of `methods`.
#[must_use]
pub fn score_samples(
    source: &dyn SampleSource,
    sets: &BoundSets,
    methods: &[Method],
    sample_done: &(dyn Fn() + Sync),
) -> Vec<ScoreMatrix> {
    let (n_samples, n_sets, p) = (source.n_samples(), sets.len(), source.n_genes());
    let unscorable: Vec<Option<Reason>> = sets.iter().map(|set| why_unscorable(set, p)).collect();
    let kernels: Vec<Kernel> = methods.iter().map(|&m| Kernel::new(m, p)).collect();

    // One row a sample: method after method, set after set; a row belongs to one thread.
    let width = methods.len() * n_sets;
    let mut rows = vec![f64::NAN; n_samples * width];
    let mut constant_samples = vec![false; n_samples];
    if width > 0 {
        rows.par_chunks_mut(width).zip(&mut constant_samples).enumerate().for_each_init(
            || (Ranker::new(), Vec::new()),
            |(ranker, scratch), (sample, (row, constant))| {
                let ranked = ranker.rank(source.sample_values(sample, scratch));
                *constant = ranked.is_constant();
                for (kernel, cells) in kernels.iter().zip(row.chunks_mut(n_sets)) {
                    for ((cell, set), missing) in cells.iter_mut().zip(sets.iter()).zip(&unscorable) {
                        if missing.is_none() {
                            *cell = kernel.score(ranked, set);
                        }
                    }
                }
                sample_done();
            },
        );
    }
    (0..methods.len())
        .map(|m| ScoreMatrix {
            values: Array2::from_shape_fn((n_samples, n_sets), |(i, j)| rows[i * width + m * n_sets + j]),
            unscorable: unscorable.clone(),
            constant_samples: constant_samples.clone(),
        })
        .collect()
}

/// Why no rank method can score this set among `p` genes.
fn why_unscorable(set: BoundSet<'_>, p: usize) -> Option<Reason> {
    if set.n_found() == 0 {
        Some(Reason::NoGeneFound)
    } else if set.up.len() >= p || set.down.len() >= p {
        Some(Reason::SetIsUniverse)
    } else {
        None
    }
}

/// A method with what it precomputes for a run.
enum Kernel {
    Singscore(crate::Ties),
    Ssgsea(ssgsea::Weights),
}

impl Kernel {
    fn new(method: Method, p: usize) -> Self {
        match method {
            Method::Singscore { ties } => Self::Singscore(ties),
            Method::Ssgsea { alpha } => Self::Ssgsea(ssgsea::Weights::new(alpha, p)),
        }
    }

    #[inline]
    fn score(&self, ranked: RankedSample<'_>, set: BoundSet<'_>) -> f64 {
        match self {
            Self::Singscore(ties) => singscore::score(ranked, set, *ties),
            Self::Ssgsea(weights) => ssgsea::score(ranked, set, weights),
        }
    }
}
