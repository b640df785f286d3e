//! Which mechanisms of escape the findings of a sample support.

mod assess;
mod observe;
mod rules;
#[cfg(test)]
mod tests;

pub use assess::assess;

pub use rules::{
    Condition, ConditionError, End, MechanismRule, MechanismRules, MechanismRulesError, Only, OutOfReach,
    Score, Wanted,
};
