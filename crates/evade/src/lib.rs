//! How a tumour escapes immune checkpoint inhibitors, with its reasons: the library behind the program `evade`.
//!
//! Each job takes its settings and a [`Monitor`], which receives messages and progress, and writes files:
//! [`run`], [`repeat`], [`merge`], [`diff`] for whole runs; [`score`], [`phenotype`], [`variants`], [`hla`] for one lane;
//! [`check`], [`sheet`], [`split`] before a run; [`report`] after it;
//! [`reference`], [`signatures`], [`schema`], [`simulate`] beside it.
//! Nothing here parses arguments, draws progress or ends the process.

// Hand-computed cases are exact.
#![cfg_attr(test, allow(clippy::float_cmp))]

mod batch;
mod builtin;
mod check;
mod cohort;
mod diff;
mod document;
mod earlier;
mod error;
mod expression;
mod hla;
mod inputs;
mod lanes;
mod listing;
mod log;
mod manifest;
mod merge;
mod output;
mod overwrite;
mod part;
mod phenotype;
mod plan;
pub mod reference;
mod repeat;
mod report;
mod result_folder;
mod results;
mod run;
mod scale;
mod schema;
mod score;
pub mod settings;
mod sheet;
pub mod signatures;
mod simulate;
mod split;
mod tables;
mod variants;

pub use check::check;
pub use diff::diff;
pub use error::{Error, ErrorKind, Outcome, Result, UsageError};
pub use evade_stream::{ReadErrorKind, remove_unfinished};
pub use hla::hla;
pub use log::{Level, Monitor, Progress, Silent};
pub use merge::merge;
pub use phenotype::phenotype;
pub use repeat::repeat;
pub use report::report;
pub use run::run;
pub use schema::schema;
pub use score::score;
pub use sheet::sheet;
pub use simulate::{parse_classes, simulate};
pub use split::split;
pub use variants::variants;
