//! What a run knows beside the values of one sample.

use std::collections::BTreeMap;

use evade_core::SampleSource;
use rayon::prelude::*;

use crate::{Method, ReferenceCohort};

/// What the methods of a run may need beside a sample's values.
#[derive(Debug, Clone, Default)]
pub struct RunContext {
    /// How many genes there are.
    pub n_genes: usize,
    /// Per gene, whether some sample has another value than zero.
    pub expressed: Vec<bool>,
    /// Places of the genes of each file that a method names ([`crate::Method::gene_list`]).
    pub gene_lists: BTreeMap<String, Vec<u32>>,
    /// A stored cohort for the methods that would compare the samples with each other.
    pub reference: Option<ReferenceCohort>,
}

/// Samples looked at together by one thread.
const SAMPLES_TOGETHER: usize = 64;

impl RunContext {
    /// What these methods need: all samples are looked through once if a score may depend on them.
    #[must_use]
    pub fn for_methods(source: &dyn SampleSource, methods: &[Method]) -> Self {
        if methods.iter().any(Method::needs_cohort) {
            Self::of(source)
        } else {
            Self { n_genes: source.n_genes(), ..Self::default() }
        }
    }

    /// Looks through all samples once.
    #[must_use]
    pub fn of(source: &dyn SampleSource) -> Self {
        let (n_samples, n_genes) = (source.n_samples(), source.n_genes());
        let firsts: Vec<usize> = (0..n_samples).step_by(SAMPLES_TOGETHER).collect();
        let expressed = firsts
            .par_iter()
            .map(|&first| {
                let mut expressed = vec![false; n_genes];
                let mut held = Vec::new();
                for place in first..n_samples.min(first + SAMPLES_TOGETHER) {
                    let values = source.sample_values(place, &mut held);
                    for (seen, value) in expressed.iter_mut().zip(values) {
                        *seen |= *value != 0.0;
                    }
                }
                expressed
            })
            .reduce(
                || vec![false; n_genes],
                |mut one, other| {
                    one.iter_mut().zip(other).for_each(|(seen, also)| *seen |= also);
                    one
                },
            );
        Self { n_genes, expressed, ..Self::default() }
    }
}
