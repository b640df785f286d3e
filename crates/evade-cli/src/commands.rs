//! One module a command.

pub(crate) mod check;
pub(crate) mod diff;
pub(crate) mod hla;
pub(crate) mod merge;
pub(crate) mod phenotype;
pub(crate) mod reference;
pub(crate) mod run;
pub(crate) mod schema;
pub(crate) mod score;
pub(crate) mod sheet;
pub(crate) mod signatures;
pub(crate) mod simulate;
pub(crate) mod split;
pub(crate) mod variants;
