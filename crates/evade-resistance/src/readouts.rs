//! Functional readouts of genes: what is written into the RNA when a gene is lost.

mod fit;
mod judge;
mod rules;

pub use self::fit::{Group, KnownDna, MeasuredTumour, fit};
pub use self::judge::{JudgedSample, ReadoutValue, StatedHistology, judge};
pub use self::rules::{
    AlteredBy, Direction, HiddenBy, Readout, ReadoutMembers, ReadoutRules, ReadoutRulesError, Unreadable,
};
