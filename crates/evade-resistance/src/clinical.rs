//! The class of clinical resistance of a course of treatment, from dates and best response.

mod classify;
mod course;
mod regimen;
mod rule_sets;
mod rules;

pub use self::classify::classify;
pub use self::rules::{
    Regimens, ResistanceRules, ResistanceRulesError, Sourced, Unconfirmed, UnconfirmedResponse,
};

#[cfg(test)]
mod tests;
