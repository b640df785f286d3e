//! Where a command writes: a file under a temporary name until complete, or standard output.

use std::io::{self, Stdout, Write};
use std::path::Path;

use evade_io::{Column, Table, TableForm};
use evade_stream::{Output, display_name, sha256_hex};

use crate::error::UsageError;

/// A file or standard output.
pub(crate) struct Destination {
    sink: Sink,
    /// For messages.
    name: String,
    form: TableForm,
}

enum Sink {
    File(Output),
    Stdout(Stdout),
}

impl Destination {
    /// `-` is standard output.
    pub(crate) fn open(path: &Path) -> crate::Result<Self> {
        let form = form_of(path)?;
        let (sink, name) = if path.as_os_str() == "-" {
            (Sink::Stdout(io::stdout()), "standard output".to_owned())
        } else {
            (Sink::File(Output::create(path)?), display_name(path))
        };
        Ok(Self { sink, name, form })
    }

    /// Begins a table here, in the form that the name stands for.
    pub(crate) fn table(self, columns: Vec<Column>) -> crate::Result<Table<Self>> {
        let form = self.form;
        Ok(Table::with_form(self, columns, form)?)
    }

    /// Completes the output.
    pub(crate) fn finish(mut self) -> crate::Result<()> {
        if let Sink::Stdout(_) = self.sink {
            self.flush()?;
        }
        match self.sink {
            Sink::File(output) => Ok(output.finish()?),
            Sink::Stdout(_) => Ok(()),
        }
    }

    /// An error that says what could not be written; its kind stays, by which a closed pipe is told.
    fn named<T>(name: &str, result: io::Result<T>) -> io::Result<T> {
        result.map_err(|error| io::Error::new(error.kind(), format!("{name}: cannot be written: {error}")))
    }
}

/// The form of a table of this name; Parquet packed once more is refused.
pub(crate) fn form_of(path: &Path) -> crate::Result<TableForm> {
    let form = TableForm::of_name(path);
    let is_packed = path.extension().is_some_and(|e| e == "gz" || e == "zst");
    if form == TableForm::Parquet && is_packed {
        return Err(UsageError::new(
            format!("{}: a Parquet file packed as a whole is none that other programs read", path.display()),
            "it is compressed within: let the name end in .parquet",
        )
        .into());
    }
    Ok(form)
}

impl Write for Destination {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = match &mut self.sink {
            Sink::File(output) => output.write(bytes),
            Sink::Stdout(stdout) => stdout.write(bytes),
        };
        Self::named(&self.name, written)
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = match &mut self.sink {
            Sink::File(output) => output.flush(),
            Sink::Stdout(stdout) => stdout.flush(),
        };
        Self::named(&self.name, flushed)
    }
}

/// Writes text to a file or standard output.
pub(crate) fn write_text(path: &Path, text: &str) -> crate::Result<()> {
    write_bytes(path, text.as_bytes())
}

/// Writes bytes to a file or standard output.
pub(crate) fn write_bytes(path: &Path, bytes: &[u8]) -> crate::Result<()> {
    let mut destination = Destination::open(path)?;
    destination.write_all(bytes)?;
    destination.finish()
}

/// A longer name leaves no room for `.html` and what a temporary file adds: 255 bytes is all that file systems allow.
const LONGEST_STEM: usize = 180;
/// Hex digits of the id's SHA-256 that tell long ids apart.
const N_DIGITS: usize = 16;

/// A sample id as a file name: what a file system or a shell could misread is percent-encoded. Of one that gets too long
/// the beginning stays, and digits of its digest follow.
pub(crate) fn file_stem(sample: &str) -> String {
    use std::fmt::Write;
    let mut stem = String::with_capacity(sample.len());
    for (i, byte) in sample.bytes().enumerate() {
        let plain = byte.is_ascii_alphanumeric() || b"_-+=@".contains(&byte) || (byte == b'.' && i > 0);
        if plain {
            stem.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(stem, "%{byte:02X}");
        }
    }
    if stem.len() > LONGEST_STEM {
        stem.truncate(LONGEST_STEM - N_DIGITS - 1);
        // No half of an encoded byte.
        if let Some(start) = stem.rfind('%').filter(|start| stem.len() - start < 3) {
            stem.truncate(start);
        }
        // `~` is in no other name, so that a cut one is never another sample's whole one.
        stem.push('~');
        stem.push_str(&sha256_hex(sample.as_bytes())[..N_DIGITS]);
    }
    stem
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_safe_and_distinct() {
        assert_eq!(file_stem("P1-a.2"), "P1-a.2");
        assert_eq!(file_stem("../x y"), "%2E.%2Fx%20y");
        assert_ne!(file_stem("a/b"), file_stem("a%2Fb"));
    }

    #[test]
    fn long_ids_are_cut_and_stay_distinct() {
        assert_eq!(file_stem(&"a".repeat(180)), "a".repeat(180));
        let (one, other) = ("肺".repeat(26), format!("{}癌", "肺".repeat(25)));
        for id in [one.clone(), format!("a{one}"), format!("ab{one}"), "x".repeat(5000)] {
            let stem = file_stem(&id);
            assert!(stem.len() <= LONGEST_STEM, "{stem}");
            let (begin, digits) = stem.split_once('~').unwrap();
            assert_eq!(digits.len(), N_DIGITS);

            assert!(begin.rfind('%').is_none_or(|start| begin.len() - start == 3), "{stem}");
        }
        assert_ne!(file_stem(&one), file_stem(&other));
    }
}
