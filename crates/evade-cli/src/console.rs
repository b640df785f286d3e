//! Messages on standard error: one line each, as text or JSON; progress where it is a terminal.

use std::io::{IsTerminal, Write};
use std::time::Duration;

use evade::{Level, Monitor, Progress, ReadErrorKind};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::args::{Colour, Global, LogFormat};

/// Where messages go.
#[expect(
    clippy::struct_excessive_bools,
    reason = "five independent switches of the command line and the terminal"
)]
pub(crate) struct Console {
    quiet: bool,
    verbose: bool,
    json: bool,
    coloured: bool,
    terminal: bool,
}

impl Console {
    pub(crate) fn new(global: &Global) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let coloured = match global.color {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => set("CLICOLOR_FORCE") || (terminal && !set("NO_COLOR")),
        };
        Self {
            quiet: global.quiet,
            verbose: global.verbose,
            json: global.log_format == LogFormat::Json,
            coloured,
            terminal,
        }
    }

    /// Why the program stops.
    pub(crate) fn error(&self, message: &str) {
        self.line("error", "31", message);
    }

    /// Why the program stops at an input; in JSON with the kind of fault, by which a pipeline decides whether to try again.
    pub(crate) fn input_error(&self, kind: ReadErrorKind, message: &str) {
        if self.json {
            let line = serde_json::json!({ "level": "error", "kind": kind.word(), "message": message });
            let _ = writeln!(std::io::stderr().lock(), "{line}");
        } else {
            self.error(message);
        }
    }

    fn line(&self, level: &str, colour: &str, message: &str) {
        let line = if self.json {
            serde_json::json!({ "level": level, "message": message }).to_string()
        } else if self.coloured {
            format!("evade: \u{1b}[{colour}m{level}:\u{1b}[0m {message}")
        } else {
            format!("evade: {level}: {message}")
        };
        // A terminal that is gone cannot be told so.
        let _ = writeln!(std::io::stderr().lock(), "{line}");
    }
}

impl Monitor for Console {
    fn message(&self, level: Level, text: &str) {
        match level {
            Level::Detail if !self.verbose => {}
            Level::Info | Level::Warning if self.quiet => {}
            Level::Detail => self.line("detail", "90", text),
            Level::Info => self.line("info", "36", text),
            Level::Warning => self.line("warning", "33", text),
            Level::Error => self.error(text),
        }
    }

    fn sample_failed(&self, level: Level, sample: &str, kind: Option<ReadErrorKind>, text: &str) {
        if self.json && !(self.quiet && level == Level::Warning) {
            let kind = kind.map(ReadErrorKind::word);
            let line = serde_json::json!({ "level": level.as_str(), "sample": sample, "kind": kind, "message": text });
            let _ = writeln!(std::io::stderr().lock(), "{line}");
        } else {
            self.message(level, text);
        }
    }

    fn stage(&self, name: &str, took: Duration) {
        let seconds = took.as_secs_f64();
        if self.verbose && self.json {
            let line = serde_json::json!({ "level": "detail", "stage": name, "seconds": seconds });
            let _ = writeln!(std::io::stderr().lock(), "{line}");
        } else {
            self.message(Level::Detail, &format!("{name}: {seconds:.3} s"));
        }
    }

    fn begin(&self, what: &str, n: usize) -> Box<dyn Progress> {
        let target = if self.terminal && !self.quiet && !self.json {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(Some(n as u64), target);
        let style = ProgressStyle::with_template("{msg} [{bar:30}] {pos}/{len} {eta}");
        if let Ok(style) = style {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.set_message(what.to_owned());
        Box::new(Bar(bar))
    }
}

/// A bar that is gone when the work is done.
struct Bar(ProgressBar);

impl Progress for Bar {
    fn advance(&self, n: usize) {
        self.0.inc(n as u64);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
