//! One module a command.

pub(crate) mod check;
pub(crate) mod phenotype;
pub(crate) mod reference;
pub(crate) mod run;
pub(crate) mod score;
pub(crate) mod sheet;
pub(crate) mod signatures;
pub(crate) mod simulate;
