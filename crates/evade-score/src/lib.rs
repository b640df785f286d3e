//! Ranking samples and scoring gene sets: the hot path.
//!
//! A sample is ranked once ([`Ranker`] gives a [`RankedSample`]); every rank method then scores a set in time
//! proportional to the set, from the standings of its members alone. [`score_samples`] does that for many samples
//! in parallel; each thread keeps its scratch, each output cell is written by one thread, so the bytes do not depend
//! on the number of threads. [`UniverseRanker`] ranks a sample inside a fixed gene universe, with genes that the
//! input lacks put at their place in a reference.
//!
//! ```
//! use evade_core::{BoundSets, ExpressionMatrix, GeneIndex, SampleIndex, Signature};
//! use evade_score::{Method, score_samples};
//!
//! let genes = GeneIndex::new(["A", "B", "C", "D"].map(String::from).to_vec()).unwrap();
//! let samples = SampleIndex::new(vec!["S1".into()]).unwrap();
//! let sets = BoundSets::bind(&[Signature::plain("top", vec!["D".into()], vec![])], &genes);
//! let rows = genes.ids().to_vec();
//! let matrix = ExpressionMatrix::new(rows, None, samples, vec![1.0, 2.0, 3.0, 9.0]);
//! let scores = score_samples(&matrix, &sets, &["singscore".parse().unwrap()], &|| {});
//! assert_eq!(scores[0].value(0, 0), Ok(0.5));
//! ```

// Hand-computed cases are exact.
#![cfg_attr(test, allow(clippy::float_cmp))]

mod engine;
mod method;
pub mod methods;
mod rank;
mod universe;

pub use engine::{ScoreMatrix, score_samples};
pub use method::{Method, MethodError, Ties};
pub use rank::{RankedSample, Ranker, Standing};
pub use universe::{UniverseRanker, UniverseView};
