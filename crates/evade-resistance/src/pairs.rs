//! Samples of one patient at different times: which came first, whether they are of one person and one clone, and what changed.
//!
//! * [`plan_pairs`] orders the samples of a patient and says which are compared.
//! * [`compare_pair`] compares two of them.
//! * [`PairRules`] holds what counts as a change and what as noise.

mod compare;
mod conditions;
mod detection;
mod dna;
mod errors;
mod genes;
mod hla;
mod identity;
mod matching;
mod patterns;
mod rna;
mod rules;
mod settle;
#[cfg(test)]
mod tests;
mod time;
mod variants;

pub use compare::{ComparedSample, compare_pair};
pub use rules::{CallLimits, DnaLimits, Noise, PairRules, PairRulesError, Replicates};
pub use time::{PlannedPair, plan_pairs};
