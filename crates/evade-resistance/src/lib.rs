//! What findings mean together.
//!
//! * [`ReadoutRules`] lists the functional readouts: what in the RNA follows when a gene is lost.
//! * [`fit`] describes a readout in tumours of which both RNA and DNA are known, for a reference.
//! * [`judge`] says what the RNA of one sample supports. It never changes what DNA says.
//!
//! Nothing here reads a file.

// Hand-computed cases are exact.
#![cfg_attr(test, allow(clippy::float_cmp))]

mod readouts;

pub use readouts::{
    AlteredBy, Direction, Group, HiddenBy, JudgedSample, KnownDna, MeasuredTumour, Readout, ReadoutMembers,
    ReadoutRules, ReadoutRulesError, ReadoutValue, StatedHistology, Unreadable, fit, judge,
};
