//! Which mechanisms of escape the findings of a sample support.

mod assess;
mod observe;
mod rules;

pub use assess::{MechanismName, assess};
pub use observe::{FeatureLevel, FeatureReading};
pub use rules::{
    Condition, ConditionError, End, MechanismRule, MechanismRules, MechanismRulesError, OutOfReach, Score,
    Wanted,
};
