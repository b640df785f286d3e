//! The read error every parser shares, and what kind of fault it is.

use std::fmt;
use std::io;
use std::path::Path;

/// Declares the kinds, each with its word and with a constructor of errors of this kind.
macro_rules! kinds {
    ($( $(#[$doc:meta])* $kind:ident = $word:ident, )+) => {
        /// What kind of fault an input has: for callers that act on it, so that none reads the message.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ReadErrorKind {
            $( $(#[$doc])* $kind, )+
        }

        impl ReadErrorKind {
            /// Every kind, in the order of declaration.
            pub const ALL: &[Self] = &[$( Self::$kind, )+];

            /// The word for it, as in tables and logs.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self {
                    $( Self::$kind => stringify!($word), )+
                }
            }
        }

        /// An error that concerns the file as a whole, until a place is added. One constructor per kind.
        impl ReadError {
            $(
                $(#[$doc])*
                #[must_use]
                pub fn $word(file: &str, what: impl Into<String>) -> Self {
                    Self::of_kind(ReadErrorKind::$kind, file, what)
                }
            )+
        }
    };
}

kinds! {
    /// There is no such file or folder.
    NotFound = not_found,
    /// The file exists; the system does not open it or stopped reading it.
    Unreadable = unreadable,
    /// Compressed or binary data fail their checks or end too early.
    Damaged = damaged,
    /// Not text although text is needed: a workbook, UTF-16, bytes that are not UTF-8.
    NotText = not_text,
    /// A file of another kind, or of another version of its format, than the one needed.
    WrongFormat = wrong_format,
    /// Valid, but outside of what is implemented.
    Unsupported = unsupported,
    /// Readable, and without a single row, gene or sample.
    Empty = empty,
    /// The header, or the part above the rows, cannot be used: a column is missing or duplicated.
    BadHeader = bad_header,
    /// A line is not a row of its table: number of fields, quotes, an empty line.
    BadLine = bad_line,
    /// A value is not allowed where it is.
    BadValue = bad_value,
    /// A sample, gene or set is given more than once.
    Duplicate = duplicate,
    /// More than one reading fits, and the user has to state which.
    Ambiguous = ambiguous,
    /// Contradicts another input, an earlier run or what the user declared.
    Mismatch = mismatch,
    /// What was asked for by its name is not in the file: a sample, a gene, a column.
    Absent = absent,
}

impl fmt::Display for ReadErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl From<io::ErrorKind> for ReadErrorKind {
    /// The kind of an error of the system, met while a file was opened or read.
    fn from(kind: io::ErrorKind) -> Self {
        match kind {
            // A file where a folder should be: the path as a whole leads nowhere.
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::NotFound,
            _ => Self::Unreadable,
        }
    }
}

/// What is wrong with an input, where, and what to do about it. Prints as one line:
/// `FILE:LINE:COLUMN: what; hint: what to do`.
///
/// ```
/// use evade_stream::{ReadError, ReadErrorKind};
/// let error = ReadError::bad_value("a.tsv", "'x' is not a number").at_line(3).at_column(2);
/// assert_eq!(error.to_string(), "a.tsv:3:2: 'x' is not a number");
/// assert_eq!(error.kind(), ReadErrorKind::BadValue);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadError {
    kind: ReadErrorKind,
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
    /// An error of a kind that is known at run time only; elsewhere the constructor named after the kind reads better.
    #[must_use]
    pub fn of_kind(kind: ReadErrorKind, file: &str, what: impl Into<String>) -> Self {
        Self { kind, file: file.to_owned(), line: None, column: None, what: what.into(), hint: None }
    }

    /// What kind of fault it is.
    #[must_use]
    pub fn kind(&self) -> ReadErrorKind {
        self.kind
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
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn position_and_hint_stand_on_one_line() {
        let error =
            ReadError::bad_value("a.tsv", "bad\nvalue").at_line(3).at_column(2).hint("write a number");
        assert_eq!(error.to_string(), "a.tsv:3:2: bad value; hint: write a number");
    }

    #[test]
    fn every_kind_has_a_word_of_its_own() {
        let words: BTreeSet<&str> = ReadErrorKind::ALL.iter().map(|kind| kind.word()).collect();
        assert_eq!(words.len(), ReadErrorKind::ALL.len());
        assert_eq!(ReadErrorKind::NotFound.to_string(), "not_found");
    }
}
