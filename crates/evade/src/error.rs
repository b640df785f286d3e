//! What can go wrong, and how a command ends.

use std::io;

use evade_stream::{ReadError, ReadErrorKind, WriteError};
use thiserror::Error;

/// The result of everything in this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a command stops.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// An input is wrong.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The settings ask for something that cannot be.
    #[error(transparent)]
    Usage(#[from] UsageError),
    /// A result cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// A result cannot be written to a stream.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A result cannot be turned into JSON, or text of this program is not JSON.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

/// Which of the three kinds of failure an error is; each has its exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// Disk, memory, or a defect of the program.
    RunTime,
    /// The settings ask for something that cannot be.
    Usage,
    /// An input is wrong.
    BadData,
}

impl ErrorKind {
    /// The exit code of a command that stops for this.
    #[must_use]
    pub fn exit_code(self) -> u8 {
        match self {
            Self::RunTime => 1,
            Self::Usage => 2,
            Self::BadData => 3,
        }
    }
}

impl Error {
    /// The kind of failure.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Read(_) => ErrorKind::BadData,
            Self::Usage(_) => ErrorKind::Usage,
            Self::Write(_) | Self::Io(_) | Self::Json(_) => ErrorKind::RunTime,
        }
    }

    /// The whole chain of causes on one line.
    #[must_use]
    pub fn message(&self) -> String {
        let mut text = self.to_string();
        // An error that wraps another one often has its text: then the cause adds nothing.
        for cause in self.causes().map(ToString::to_string) {
            if !text.ends_with(&cause) {
                text = format!("{text}: {cause}");
            }
        }
        text.replace(['\n', '\r'], " ")
    }

    /// What caused it, the nearest first.
    fn causes(&self) -> impl Iterator<Item = &(dyn std::error::Error + 'static)> {
        std::iter::successors(std::error::Error::source(self), |cause| cause.source())
    }

    /// What kind of fault an input has, when one is the cause.
    #[must_use]
    pub fn input_fault(&self) -> Option<ReadErrorKind> {
        match self {
            Self::Read(error) => Some(error.kind()),
            _ => None,
        }
    }

    /// Whether the reader of a stream went away, which is how `| head` ends.
    #[must_use]
    pub fn is_closed_pipe(&self) -> bool {
        let is_closed = |error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe;
        let itself = match self {
            Self::Io(error) => is_closed(error),
            Self::Json(error) => error.io_error_kind() == Some(io::ErrorKind::BrokenPipe),
            Self::Write(_) | Self::Read(_) | Self::Usage(_) => false,
        };
        itself || self.causes().filter_map(|cause| cause.downcast_ref::<io::Error>()).any(is_closed)
    }
}

/// Settings that make sense one by one and cannot be carried out together, with what to do instead.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{what}; hint: {hint}")]
pub struct UsageError {
    what: String,
    hint: String,
}

impl UsageError {
    /// What cannot be, and the next step.
    pub fn new(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { what: what.into(), hint: hint.into() }
    }
}

/// How a command that was carried out ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Outcome {
    /// Every sample has its result.
    Complete,
    /// Some samples have no result; `failed.tsv` lists them.
    SomeFailed,
    /// No sample has a result, or a check found inputs that cannot be used.
    BadData,
}

impl Outcome {
    /// The outcome of a run of `n_samples`, of which `n_failed` have no result.
    pub fn of(n_samples: usize, n_failed: usize) -> Self {
        match n_failed {
            0 => Self::Complete,
            n if n >= n_samples => Self::BadData,
            _ => Self::SomeFailed,
        }
    }

    /// The exit code of a command that ends so.
    #[must_use]
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Complete => 0,
            Self::SomeFailed => 4,
            Self::BadData => ErrorKind::BadData.exit_code(),
        }
    }
}
