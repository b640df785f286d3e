//! The read error every parser shares.

use std::fmt;
use std::path::Path;

/// What is wrong with an input, where, and what to do about it. Prints as one line:
/// `FILE:LINE:COLUMN: what; hint: what to do`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadError {
    /// File name as the user gave it, `-` for standard input.
    pub file: String,
    /// 1-based line, when one line is at fault.
    pub line: Option<u64>,
    /// 1-based column (field, not character), when one is at fault.
    pub column: Option<u64>,
    /// What is wrong.
    pub what: String,
    /// What to do next.
    pub hint: Option<String>,
}

impl ReadError {
    /// An error that concerns the file as a whole.
    #[must_use]
    pub fn new(file: &str, what: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line: None, column: None, what: what.into(), hint: None }
    }

    /// At this 1-based line.
    #[must_use]
    pub fn at_line(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }

    /// At this 1-based field.
    #[must_use]
    pub fn at_column(mut self, column: u64) -> Self {
        self.column = Some(column);
        self
    }

    /// With advice.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
            if let Some(column) = self.column {
                write!(f, ":{column}")?;
            }
        }
        write!(f, ": {}", one_line(&self.what))?;
        if let Some(hint) = &self.hint {
            write!(f, "; hint: {}", one_line(hint))?;
        }
        Ok(())
    }
}

impl std::error::Error for ReadError {}

/// Keeps a message on one line whatever an input held.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// How a path is named in messages.
#[must_use]
pub fn display_name(path: &Path) -> String {
    path.display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn position_and_hint_stand_on_one_line() {
        let error = ReadError::new("a.tsv", "bad\nvalue").at_line(3).at_column(2).hint("write a number");
        assert_eq!(error.to_string(), "a.tsv:3:2: bad value; hint: write a number");
    }
}
