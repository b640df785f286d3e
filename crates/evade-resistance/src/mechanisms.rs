//! Which mechanisms of escape the findings of a sample support.

mod assess;
mod observe;
mod rules;
#[cfg(test)]
mod tests;

pub use assess::assess;
pub use observe::AssessedSample;

pub use rules::{
    Companion, Condition, ConditionError, End, GainBy, MechanismRule, MechanismRules, MechanismRulesError,
    Only, OutOfReach, Score, Wanted, Way,
};
