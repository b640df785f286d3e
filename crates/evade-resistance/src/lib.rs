//! What findings mean together.
//!
//! * [`ReadoutRules`] lists the functional readouts: what in the RNA follows when a gene is lost.
//! * [`fit`] describes a readout in tumours of which both RNA and DNA are known, for a reference.
//! * [`judge`] says what the RNA of one sample supports. It never changes what DNA says.
//! * [`MechanismRules`] lists what each mechanism of escape needs to be seen; [`assess`] says which of them the findings of
//!   a sample support.
//! * [`biomarkers()`] compares PD-L1 with the mutational burden and with RNA.
//! * [`Knowledge`] holds what is published on mechanisms, strategies and trials; [`trial_fit`] compares a sample with the
//!   population of a trial.
//! * [`ResistanceRules`] holds the numbers of the class of clinical resistance, each with its source; [`classify`] gives the
//!   class of a course of treatment, from dates and best response alone.
//!
//! Nothing here reads a file.

// Hand-computed cases are exact.
#![cfg_attr(test, allow(clippy::float_cmp))]

mod biomarkers;
mod clinical;
mod knowledge;
mod mechanisms;
mod pairs;
mod readouts;
mod regimen;

pub use biomarkers::biomarkers;
pub use clinical::{
    ResistanceRules, ResistanceRulesError, Sourced, Unconfirmed, UnconfirmedResponse, classify,
};
pub use knowledge::{
    AnsweringStrategy, CandidateSample, Knowledge, KnowledgeFault, KnowledgeFile, KnowledgeRow,
    PriorTreatment, SampleHistology, StatedAgent, StatedProgression, fit as trial_fit,
};
pub use mechanisms::{
    AssessedSample, Companion, Condition, ConditionError, End, GainBy, MechanismRule, MechanismRules,
    MechanismRulesError, Only, OutOfReach, Score, Wanted, assess,
};
pub use readouts::{
    AlteredBy, Direction, Group, HiddenBy, JudgedSample, KnownDna, MeasuredTumour, Readout, ReadoutMembers,
    ReadoutRules, ReadoutRulesError, ReadoutValue, StatedHistology, Unreadable, fit, judge,
};
pub use regimen::{Regimen, RegimenDrugs, RegimenWords};
