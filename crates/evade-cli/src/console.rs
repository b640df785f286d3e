//! Messages on standard error: one line each, as text or JSON; warnings are kept for the manifest.

use std::io::{IsTerminal, Write};
use std::path::Path;
use std::sync::Mutex;
use std::time::Instant;

use evade_stream::{ReadErrorKind, Source};
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
    warnings: Mutex<Vec<String>>,
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
            warnings: Mutex::default(),
        }
    }

    /// What a user who asked for details wants to know.
    pub(crate) fn detail(&self, message: &str) {
        if self.verbose {
            self.line("detail", "90", message);
        }
    }

    /// How long a stage took; for those who asked for details.
    pub(crate) fn stage(&self, stage: &str, began: Instant) {
        let seconds = began.elapsed().as_secs_f64();
        if self.verbose && self.json {
            let line = serde_json::json!({ "level": "detail", "stage": stage, "seconds": seconds });
            let _ = writeln!(std::io::stderr().lock(), "{line}");
        } else {
            self.detail(&format!("{stage}: {seconds:.3} s"));
        }
    }

    /// What every user wants to know.
    pub(crate) fn info(&self, message: &str) {
        if !self.quiet {
            self.line("info", "36", message);
        }
    }

    /// What a user should look at; kept for the manifest.
    pub(crate) fn warn(&self, message: &str) {
        self.warn_and_keep(message, message.to_owned());
    }

    fn warn_and_keep(&self, message: &str, kept: String) {
        if !self.quiet {
            self.line("warning", "33", message);
        }
        if let Ok(mut warnings) = self.warnings.lock() {
            warnings.push(kept);
        }
    }

    /// The same of a file, which the message names as the user did. The manifest names it without its folder.
    pub(crate) fn warn_of_file(&self, file: &str, message: &str) {
        let base_name = Source::from_argument(Path::new(file)).base_name();
        self.warn_and_keep(message, message.replacen(file, &base_name, 1));
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

    /// All warnings so far.
    pub(crate) fn warnings(&self) -> Vec<String> {
        self.warnings.lock().map(|warnings| warnings.clone()).unwrap_or_default()
    }

    /// A progress bar; hidden unless standard error is a terminal.
    pub(crate) fn progress(&self, what: &str, n: usize) -> ProgressBar {
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
        bar
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
