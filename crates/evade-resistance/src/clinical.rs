//! The class of clinical resistance of a course of treatment, from dates and best response.

mod classify;
mod course;
mod rule_sets;
mod rules;

pub use self::classify::classify;
pub use self::rules::{ResistanceRules, ResistanceRulesError, Sourced, Unconfirmed, UnconfirmedResponse};

#[cfg(test)]
pub(crate) use self::rules::tests::built_in as built_in_rules;

#[cfg(test)]
mod tests;
