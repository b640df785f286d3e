//! What a command tells while it works. It prints nothing: whoever calls it brings a [`Monitor`].

use std::collections::{BTreeMap, BTreeSet};
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

/// A warning of a sample that waits until all samples were heard.
struct Waiting {
    sample: String,
    file: String,
    message: String,
}

/// What a message has in common with those of other samples or files: it without its subject, numbers and quoted names.
pub(crate) fn kind_of_message(message: &str, subject: &str) -> String {
    let mut kind = String::with_capacity(message.len());
    let mut is_quoted = false;
    for c in message.replace(subject, "").chars() {
        match c {
            '\'' => is_quoted = !is_quoted,
            c if is_quoted || c.is_ascii_digit() => {}
            c => kind.push(c),
        }
    }
    kind
}

/// The messages of one command: passed on as they come, warnings kept for the manifest.
pub(crate) struct Log<'m> {
    monitor: &'m dyn Monitor,
    warnings: Mutex<Vec<String>>,
    /// What was told of samples: a file that several samples name says the same of itself each time.
    told: Mutex<BTreeSet<String>>,
    waiting: Mutex<Vec<Waiting>>,
}

impl<'m> Log<'m> {
    pub(crate) fn new(monitor: &'m dyn Monitor) -> Self {
        Self { monitor, warnings: Mutex::default(), told: Mutex::default(), waiting: Mutex::default() }
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

    /// The notes of a sample; what was told before is not told again. Warnings wait for [`Self::tell_waiting`].
    pub(crate) fn tell(&self, sample: &str, notes: Notes) {
        for note in notes.0 {
            let (Note::Detail(message) | Note::WarningOfFile { message, .. }) = &note;
            if !self.told.lock().unwrap_or_else(PoisonError::into_inner).insert(message.clone()) {
                continue;
            }
            match note {
                Note::Detail(message) => self.detail(&message),
                Note::WarningOfFile { file, message } => {
                    let waiting = Waiting { sample: sample.to_owned(), file, message };
                    self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push(waiting);
                }
            }
        }
    }

    /// The warnings of the samples: of a kind that several samples have, those of the first with how many others there
    /// are and one of them. The manifest keeps all.
    pub(crate) fn tell_waiting(&self) {
        let waiting = std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        let mut kinds: Vec<Vec<&Waiting>> = Vec::new();
        let mut place_of: BTreeMap<String, usize> = BTreeMap::new();
        for one in &waiting {
            let place = *place_of.entry(kind_of_message(&one.message, &one.file)).or_insert_with(|| {
                kinds.push(Vec::new());
                kinds.len() - 1
            });
            kinds[place].push(one);
            let base_name = Source::from_argument(Path::new(&one.file)).base_name();
            self.keep(one.message.replacen(&one.file, &base_name, 1));
        }
        for alike in kinds {
            // A sample alone, with whatever files, is told everything.
            let Some(first) = alike.first() else { continue };
            let (own, others): (Vec<&Waiting>, Vec<&Waiting>) =
                alike.iter().partition(|one| one.sample == first.sample);
            let samples: BTreeSet<&str> = others.iter().map(|other| other.sample.as_str()).collect();
            let more = match (others.first(), samples.len()) {
                (None, _) => String::new(),
                (Some(other), 1) => format!("; of the sample '{}' too", other.sample),
                (Some(other), n) => format!("; of {n} other samples too, such as '{}'", other.sample),
            };
            for (place, one) in own.iter().enumerate() {
                let more = if place + 1 == own.len() { more.as_str() } else { "" };
                self.monitor.message(Level::Warning, &format!("{}{more}", one.message));
            }
        }
    }

    /// Says that other samples have no result for a reason of the same kind; the manifest keeps all.
    pub(crate) fn tell_of_others(&self, n: usize, example: &str) {
        let text =
            format!("{n} other samples have no result for such a reason, such as '{example}' (failed.tsv)");
        self.monitor.message(Level::Warning, &text);
    }

    /// All warnings so far.
    pub(crate) fn warnings(&self) -> Vec<String> {
        self.warnings.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn progress(&self, what: &str, n: usize) -> Box<dyn Progress> {
        self.monitor.begin(what, n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Heard(Mutex<Vec<String>>);

    impl Monitor for Heard {
        fn message(&self, _: Level, text: &str) {
            self.0.lock().unwrap().push(text.to_owned());
        }
    }

    #[test]
    fn a_warning_of_many_samples_is_one_line_and_the_manifest_keeps_all() {
        let heard = Heard::default();
        let log = Log::new(&heard);
        for n in 1..=4 {
            let mut notes = Notes::default();
            let file = format!("in/s{n}.vcf");
            notes.warn_of_file(&file, format!("{file}: {n} records have no effect"));
            notes.warn_of_file("in/a.maf", "in/a.maf: an old format".to_owned());
            if n == 3 {
                notes.warn_of_file(&file, format!("{file}: no genome"));
            }
            log.tell(&format!("S{n}"), notes);
        }
        log.tell_waiting();
        assert_eq!(
            *heard.0.lock().unwrap(),
            [
                "in/s1.vcf: 1 records have no effect; of 3 other samples too, such as 'S2'",
                "in/a.maf: an old format",
                "in/s3.vcf: no genome"
            ]
        );
        assert_eq!(log.warnings().len(), 6);
        assert_eq!(log.warnings()[5], "s4.vcf: 4 records have no effect");
    }
}
