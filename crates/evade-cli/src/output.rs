//! Where a command writes: a file under a temporary name until complete, or standard output.

use std::io::{self, Stdout, Write};
use std::path::Path;

use evade_io::{Column, Table};
use evade_stream::Output;

/// A file or standard output.
pub(crate) enum Destination {
    File(Output),
    Stdout(Stdout),
}

impl Destination {
    /// `-` is standard output.
    pub(crate) fn open(path: &Path) -> anyhow::Result<Self> {
        if path.as_os_str() == "-" {
            Ok(Self::Stdout(io::stdout()))
        } else {
            Ok(Self::File(Output::create(path)?))
        }
    }

    /// Begins a table here.
    pub(crate) fn table(self, columns: Vec<Column>) -> anyhow::Result<Table<Self>> {
        Ok(Table::new(self, columns)?)
    }

    /// Completes the output.
    pub(crate) fn finish(self) -> anyhow::Result<()> {
        match self {
            Self::File(output) => output.finish()?,
            Self::Stdout(mut stdout) => stdout.flush()?,
        }
        Ok(())
    }
}

impl Write for Destination {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::File(output) => output.write(bytes),
            Self::Stdout(stdout) => stdout.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::File(output) => output.flush(),
            Self::Stdout(stdout) => stdout.flush(),
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
