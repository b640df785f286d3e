//! Ranking samples and scoring gene sets: the hot path.
//!
//! A [`Method`] is what a user writes. [`score_samples`] makes each one ready for the run and scores many samples in
//! parallel. A sample is ranked once ([`Ranker`] gives a [`RankedSample`]) for all methods that use ranks; a set is
//! then scored in time proportional to the set, from its members alone. Each thread keeps its scratch and each output
//! cell is written by one thread, so the bytes do not depend on the number of threads. [`UniverseRanker`] ranks a
//! sample inside a fixed gene universe, with genes that the input lacks put at their place in a reference.
//!
//! ```
//! use evade_core::{BoundSets, ExpressionMatrix, GeneIndex, SampleIndex, Signature};
//! use evade_score::{RunContext, SetLimits, score_samples};
//!
//! let genes = GeneIndex::new(["A", "B", "C", "D"].map(String::from).to_vec()).unwrap();
//! let samples = SampleIndex::new(vec!["S1".into()]).unwrap();
//! let sets = BoundSets::bind(&[Signature::plain("top", vec!["D".into()], vec![])], &genes);
//! let rows = genes.ids().to_vec();
//! let matrix = ExpressionMatrix::new(rows, None, samples, vec![1.0, 2.0, 3.0, 9.0]);
//! let methods = ["singscore".parse().unwrap()];
//! let context = RunContext::of(&matrix);
//! let scores = score_samples(&matrix, &sets, &methods, SetLimits::default(), &context, &|| {});
//! assert_eq!(scores[0].value(0, 0), Ok(0.5));
//! ```

// Hand-computed cases are exact.
#![cfg_attr(test, allow(clippy::float_cmp))]

mod context;
mod design;
mod engine;
mod gene_tiles;
mod independent;
mod method;
pub mod methods;
mod parameters;
mod rank;
mod reference_cohort;
mod sums;
mod universe;
mod zeros;

pub use context::RunContext;
pub use engine::{ScoreMatrix, SetLimits, n_steps, score_samples};
pub use method::{Method, MethodError};
pub use methods::{Kernel, Normalisation, ValueKind};
pub use rank::{RankedSample, Ranker, Standing};
pub use reference_cohort::ReferenceCohort;
pub use universe::{UniverseRanker, UniverseView};
pub use zeros::Zeros;
