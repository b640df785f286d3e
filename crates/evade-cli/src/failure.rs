//! Errors and the exit code each of them means.

use std::io;

use evade_stream::{ReadError, ReadErrorKind, WriteError};
use thiserror::Error;

/// Run-time failure: disk, memory, a bug.
pub(crate) const RUN_TIME: u8 = 1;
/// The command line asks for something that cannot be.
const USAGE: u8 = 2;
/// An input is wrong.
pub(crate) const BAD_DATA: u8 = 3;
/// Finished, but some samples failed.
pub(crate) const SOME_FAILED: u8 = 4;

/// A command line that clap accepts and that still cannot be done.
#[derive(Debug, Error)]
#[error("{what}; hint: {hint}")]
pub(crate) struct UsageError {
    what: String,
    hint: String,
}

impl UsageError {
    pub(crate) fn new(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { what: what.into(), hint: hint.into() }
    }
}

/// The exit code of an error, by the first cause that has one.
pub(crate) fn exit_code(error: &anyhow::Error) -> u8 {
    error
        .chain()
        .find_map(|cause| {
            if cause.is::<ReadError>() {
                Some(BAD_DATA)
            } else if cause.is::<UsageError>() {
                Some(USAGE)
            } else if cause.is::<WriteError>() {
                Some(RUN_TIME)
            } else {
                None
            }
        })
        .unwrap_or(RUN_TIME)
}

/// What kind of fault an input has, when one is the cause.
pub(crate) fn input_fault(error: &anyhow::Error) -> Option<ReadErrorKind> {
    error.chain().find_map(|cause| cause.downcast_ref::<ReadError>()).map(ReadError::kind)
}

/// The whole chain of causes on one line.
pub(crate) fn message(error: &anyhow::Error) -> String {
    let causes: Vec<String> = error.chain().map(ToString::to_string).collect();
    causes.join(": ").replace(['\n', '\r'], " ")
}

/// Whether the reader of our standard output went away, which is how `| head` ends.
pub(crate) fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}
