//! What a command tells while it works. It prints nothing: whoever calls it brings a [`Monitor`].

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use evade_stream::{ReadErrorKind, Source};

/// How much a message matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// For those who asked for details.
    Detail,
    /// For every user.
    Info,
    /// A user should look at this.
    Warning,
    /// Why inputs cannot be used, where the command goes on to its end.
    Error,
}

impl Level {
    /// The word in front of a message.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Detail => "detail",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Receives messages and progress. Every method may be called from several threads.
pub trait Monitor: Sync {
    /// A message of one line.
    fn message(&self, level: Level, text: &str);

    /// A sample has no result, or none has and this is the first: the kind of fault where an input is the cause.
    fn sample_failed(&self, level: Level, sample: &str, kind: Option<ReadErrorKind>, text: &str) {
        let _ = (sample, kind);
        self.message(level, text);
    }

    /// A stage is over; told to those who asked for details.
    fn stage(&self, name: &str, took: Duration) {
        self.message(Level::Detail, &format!("{name}: {:.3} s", took.as_secs_f64()));
    }

    /// Work of `n` steps begins.
    fn begin(&self, what: &str, n: usize) -> Box<dyn Progress> {
        let _ = (what, n);
        Box::new(())
    }
}

/// Long work on its way. Dropping it ends it.
pub trait Progress: Sync + Send {
    /// So many more steps are done.
    fn advance(&self, n: usize);
}

impl Progress for () {
    fn advance(&self, _: usize) {}
}

/// Tells nobody.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Monitor for Silent {
    fn message(&self, _: Level, _: &str) {}
}

/// What there is to tell of one sample, kept until its turn comes.
#[derive(Debug, Default)]
pub(crate) struct Notes(Vec<Note>);

#[derive(Debug)]
enum Note {
    Detail(String),
    WarningOfFile { file: String, message: String },
}

impl Notes {
    pub(crate) fn detail(&mut self, message: String) {
        self.0.push(Note::Detail(message));
    }

    /// A warning of a file, which the message names as the user did.
    pub(crate) fn warn_of_file(&mut self, file: &str, message: String) {
        self.0.push(Note::WarningOfFile { file: file.to_owned(), message });
    }
}

/// The messages of one command: passed on as they come, warnings kept for the manifest.
pub(crate) struct Log<'m> {
    monitor: &'m dyn Monitor,
    warnings: Mutex<Vec<String>>,
    /// What was told of samples: a file that several samples name says the same of itself each time.
    told: Mutex<BTreeSet<String>>,
}

impl<'m> Log<'m> {
    pub(crate) fn new(monitor: &'m dyn Monitor) -> Self {
        Self { monitor, warnings: Mutex::default(), told: Mutex::default() }
    }

    pub(crate) fn detail(&self, message: &str) {
        self.monitor.message(Level::Detail, message);
    }

    pub(crate) fn info(&self, message: &str) {
        self.monitor.message(Level::Info, message);
    }

    pub(crate) fn error(&self, message: &str) {
        self.monitor.message(Level::Error, message);
    }

    /// A sample without a result.
    pub(crate) fn sample_failed(&self, level: Level, sample: &str, kind: Option<ReadErrorKind>, text: &str) {
        self.monitor.sample_failed(level, sample, kind, text);
    }

    /// How long a stage took.
    pub(crate) fn stage(&self, stage: &str, began: Instant) {
        self.monitor.stage(stage, began.elapsed());
    }

    /// A warning, kept for the manifest as it is.
    pub(crate) fn warn(&self, message: &str) {
        self.warn_and_keep(message, message.to_owned());
    }

    /// A warning of a file, which the message names as the user did. The manifest names it without its folder.
    pub(crate) fn warn_of_file(&self, file: &str, message: &str) {
        let base_name = Source::from_argument(Path::new(file)).base_name();
        self.warn_and_keep(message, message.replacen(file, &base_name, 1));
    }

    /// A warning that the manifest keeps in other words.
    pub(crate) fn warn_and_keep(&self, message: &str, kept: String) {
        self.monitor.message(Level::Warning, message);
        self.keep(kept);
    }

    /// A warning for the manifest of which the user is told in another way.
    pub(crate) fn keep(&self, warning: String) {
        self.warnings.lock().unwrap_or_else(PoisonError::into_inner).push(warning);
    }

    /// The notes of a sample; what was told before is not told again.
    pub(crate) fn tell(&self, notes: Notes) {
        for note in notes.0 {
            let (Note::Detail(message) | Note::WarningOfFile { message, .. }) = &note;
            if !self.told.lock().unwrap_or_else(PoisonError::into_inner).insert(message.clone()) {
                continue;
            }
            match note {
                Note::Detail(message) => self.detail(&message),
                Note::WarningOfFile { file, message } => self.warn_of_file(&file, &message),
            }
        }
    }

    /// All warnings so far.
    pub(crate) fn warnings(&self) -> Vec<String> {
        self.warnings.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn progress(&self, what: &str, n: usize) -> Box<dyn Progress> {
        self.monitor.begin(what, n)
    }
}
