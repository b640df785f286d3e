//! Scoring many samples in parallel.

use evade_core::{BoundSet, BoundSets, Reason, SampleSource};
use ndarray::Array2;
use rayon::prelude::*;

use crate::methods::{Sample, SampleMethod, ScorableSets, Scratch};
use crate::{Kernel, Method, Normalisation, RankedSample, Ranker, RunContext};

/// Scores of one method: samples x sets, and per set the reason why it has none.
#[derive(Debug, Clone)]
pub struct ScoreMatrix {
    values: Array2<f64>,
    unscorable: Vec<Option<Reason>>,
    /// Samples of equal values, when the method ranks.
    constant_samples: Vec<bool>,
}

impl ScoreMatrix {
    /// How many samples there are.
    #[must_use]
    pub fn n_samples(&self) -> usize {
        self.values.nrows()
    }

    /// The score of a set in a sample, or why there is none.
    ///
    /// # Panics
    /// If there is no such sample or set.
    pub fn value(&self, sample: usize, set: usize) -> Result<f64, Reason> {
        if let Some(reason) = self.unscorable[set] {
            return Err(reason);
        }
        if self.constant_samples.get(sample).copied().unwrap_or(false) {
            return Err(Reason::ConstantSample);
        }
        let value = self.values[[sample, set]];
        if value.is_finite() { Ok(value) } else { Err(Reason::UndefinedScore) }
    }
}

/// How many of a set's genes must and may be in the matrix.
#[derive(Debug, Clone, Copy)]
pub struct SetLimits {
    /// At least this many.
    pub min_genes: usize,
    /// At most this many.
    pub max_genes: usize,
}

impl Default for SetLimits {
    fn default() -> Self {
        Self { min_genes: 1, max_genes: usize::MAX }
    }
}

impl SetLimits {
    fn refuse(self, set: BoundSet<'_>) -> Option<Reason> {
        match set.n_found() {
            0 => Some(Reason::NoGeneFound),
            n if n < self.min_genes => Some(Reason::TooFewGenes),
            n if n > self.max_genes => Some(Reason::TooManyGenes),
            _ => None,
        }
    }
}

/// Scores every set in every sample with every method. `step_done` is called from any thread, [`n_steps`] times in
/// all. The result holds one matrix a method, in the order of `methods`.
#[must_use]
pub fn score_samples(
    source: &dyn SampleSource,
    sets: &BoundSets,
    methods: &[Method],
    limits: SetLimits,
    context: &RunContext,
    step_done: &(dyn Fn() + Sync),
) -> Vec<ScoreMatrix> {
    let refused: Vec<Option<Reason>> = sets.iter().map(|set| limits.refuse(set)).collect();
    let mut kernels: Vec<Kernel> = methods.iter().map(|method| method.kernel(context)).collect();
    let by_sample: Vec<(&dyn SampleMethod, Vec<Option<Reason>>)> = kernels
        .iter_mut()
        .filter_map(|kernel| match kernel {
            Kernel::Sample(method) => Some(method),
            Kernel::Cohort(_) => None,
        })
        .map(|method| {
            let why = |set| method.why_unscorable(set, source.n_genes());
            let mut unscorable: Vec<_> =
                sets.iter().zip(&refused).map(|(set, refused)| refused.or_else(|| why(set))).collect();
            method.prepare(sets, &mut unscorable);
            (&**method, unscorable)
        })
        .collect();
    let mut scored = score_one_by_one(source, sets, &by_sample, step_done).into_iter();
    let mut matrices: Vec<ScoreMatrix> = Vec::with_capacity(methods.len());
    for kernel in &kernels {
        let matrix = match kernel {
            Kernel::Sample(_) => scored.next(),
            Kernel::Cohort(method) => {
                let (values, unscorable) = method.score(source, sets, refused.clone(), step_done);
                Some(ScoreMatrix { values, unscorable, constant_samples: Vec::new() })
            }
        };
        matrices.extend(matrix);
    }
    for (matrix, method) in matrices.iter_mut().zip(methods) {
        normalise(&mut matrix.values, method.normalisation(), source.n_genes());
    }
    matrices
}

/// How many steps [`score_samples`] reports: one a sample for all methods that score sample by sample, and one a
/// sample for each method that needs the cohort.
#[must_use]
pub fn n_steps(n_samples: usize, methods: &[Method], context: &RunContext) -> usize {
    let n_cohort =
        methods.iter().filter(|method| matches!(method.kernel(context), Kernel::Cohort(_))).count();
    n_samples * (n_cohort + usize::from(n_cohort < methods.len()))
}

/// Each sample is ranked once for all methods.
fn score_one_by_one(
    source: &dyn SampleSource,
    sets: &BoundSets,
    methods: &[(&dyn SampleMethod, Vec<Option<Reason>>)],
    sample_done: &(dyn Fn() + Sync),
) -> Vec<ScoreMatrix> {
    let (n_samples, n_sets) = (source.n_samples(), sets.len());
    let any_ranks = methods.iter().any(|(method, _)| method.uses_ranks());

    // One row a sample: method after method, set after set; a row belongs to one thread.
    let width = methods.len() * n_sets;
    let mut rows = vec![f64::NAN; n_samples * width];
    let mut constant_samples = vec![false; n_samples];
    if width > 0 {
        rows.par_chunks_mut(width).zip(&mut constant_samples).enumerate().for_each_init(
            || (Ranker::new(), Scratch::default(), Vec::new()),
            |(ranker, scratch, held), (place, (row, constant))| {
                let values = source.sample_values(place, held);
                let ranked = if any_ranks { ranker.rank(values) } else { RankedSample::default() };
                *constant = any_ranks && ranked.is_constant();
                for ((method, unscorable), cells) in methods.iter().zip(row.chunks_mut(n_sets)) {
                    if !(*constant && method.uses_ranks()) {
                        let sets = ScorableSets { sets, unscorable };
                        method.score(Sample { values, ranked }, sets, scratch, cells);
                    }
                }
                sample_done();
            },
        );
    }
    methods
        .iter()
        .enumerate()
        .map(|(m, (method, unscorable))| ScoreMatrix {
            values: Array2::from_shape_fn((n_samples, n_sets), |(i, j)| rows[i * width + m * n_sets + j]),
            unscorable: unscorable.clone(),
            constant_samples: if method.uses_ranks() { constant_samples.clone() } else { Vec::new() },
        })
        .collect()
}

fn normalise(values: &mut Array2<f64>, normalisation: Normalisation, n_genes: usize) {
    match normalisation {
        Normalisation::None => {}
        Normalisation::Size => *values *= 2.0 / n_genes as f64,
        Normalisation::Range => {
            let finite = || values.iter().copied().filter(|value| value.is_finite());
            let range = finite().fold(f64::NEG_INFINITY, f64::max) - finite().fold(f64::INFINITY, f64::min);
            // A single score has no range: x / 0 is not finite, and no score is reported.
            *values /= range;
        }
    }
}
