//! Where a command writes: a file under a temporary name until complete, or standard output.

use std::io::{self, Stdout, Write};
use std::path::Path;

use evade_io::{Column, Table, TableForm};
use evade_stream::Output;

use crate::failure::UsageError;

/// A file or standard output.
pub(crate) struct Destination {
    sink: Sink,
    form: TableForm,
}

enum Sink {
    File(Output),
    Stdout(Stdout),
}

impl Destination {
    /// `-` is standard output.
    pub(crate) fn open(path: &Path) -> anyhow::Result<Self> {
        let form = form_of(path)?;
        let sink = if path.as_os_str() == "-" {
            Sink::Stdout(io::stdout())
        } else {
            Sink::File(Output::create(path)?)
        };
        Ok(Self { sink, form })
    }

    /// Begins a table here, in the form that the name stands for.
    pub(crate) fn table(self, columns: Vec<Column>) -> anyhow::Result<Table<Self>> {
        let form = self.form;
        Ok(Table::with_form(self, columns, form)?)
    }

    /// Completes the output.
    pub(crate) fn finish(self) -> anyhow::Result<()> {
        match self.sink {
            Sink::File(output) => output.finish()?,
            Sink::Stdout(mut stdout) => stdout.flush()?,
        }
        Ok(())
    }
}

/// The form of a table of this name; Parquet packed once more is refused.
pub(crate) fn form_of(path: &Path) -> anyhow::Result<TableForm> {
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
        match &mut self.sink {
            Sink::File(output) => output.write(bytes),
            Sink::Stdout(stdout) => stdout.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.sink {
            Sink::File(output) => output.flush(),
            Sink::Stdout(stdout) => stdout.flush(),
        }
    }
}

/// Writes text to a file or standard output.
pub(crate) fn write_text(path: &Path, text: &str) -> anyhow::Result<()> {
    let mut destination = Destination::open(path)?;
    destination.write_all(text.as_bytes())?;
    destination.finish()
}

/// A sample id as a file name: what a file system or a shell could misread is percent-encoded.
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
}
