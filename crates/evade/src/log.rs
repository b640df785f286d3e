//! What a command tells while it works. It prints nothing: whoever calls it brings a [`Monitor`].

use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use evade_stream::Source;

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

/// The messages of one command: passed on as they come, warnings kept for the manifest.
pub(crate) struct Log<'m> {
    monitor: &'m dyn Monitor,
    warnings: Mutex<Vec<String>>,
}

impl<'m> Log<'m> {
    pub(crate) fn new(monitor: &'m dyn Monitor) -> Self {
        Self { monitor, warnings: Mutex::default() }
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

    fn warn_and_keep(&self, message: &str, kept: String) {
        self.monitor.message(Level::Warning, message);
        self.warnings.lock().unwrap_or_else(PoisonError::into_inner).push(kept);
    }

    /// All warnings so far.
    pub(crate) fn warnings(&self) -> Vec<String> {
        self.warnings.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn progress(&self, what: &str, n: usize) -> Box<dyn Progress> {
        self.monitor.begin(what, n)
    }
}
