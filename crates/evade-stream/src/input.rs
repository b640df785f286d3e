//! Reading a file or standard input, decompressed by content.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::compression::decompress;
use crate::{ReadError, display_name};

/// Where bytes come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A file.
    Path(PathBuf),
    /// Standard input, written `-`.
    Stdin,
}

/// A whole input in memory.
#[derive(Debug, Clone)]
pub struct Content {
    /// Name for messages.
    pub name: String,
    /// The bytes after decompression.
    pub bytes: Vec<u8>,
    /// SHA-256 of the bytes before decompression, in hex.
    pub sha256: String,
}

impl Content {
    /// The bytes as text, without a byte order mark.
    pub fn text(&self) -> Result<&str, ReadError> {
        self.require_plain_text("save the file as UTF-8 text")?;
        let bytes = self.without_mark();
        std::str::from_utf8(bytes).map_err(|e| {
            ReadError::new(&self.name, "the line is not UTF-8 text")
                .at_line(line_at(bytes, e.valid_up_to()))
                .hint("save the file as UTF-8")
        })
    }

    /// The bytes without the byte order mark of UTF-8.
    #[must_use]
    pub fn without_mark(&self) -> &[u8] {
        self.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.bytes)
    }

    /// Refuses UTF-16 and binary files, which show by their mark or by a NUL byte.
    pub fn require_plain_text(&self, hint: &str) -> Result<(), ReadError> {
        let bytes = self.bytes.as_slice();
        let is_marked = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
        // `contains` is much faster than `position`, which only failures need.
        if !is_marked && !bytes.contains(&0) {
            return Ok(());
        }
        let first = if is_marked { 0 } else { bytes.iter().position(|&byte| byte == 0).unwrap_or(0) };
        Err(ReadError::new(&self.name, "this is not plain text (UTF-16 or a binary file)")
            .at_line(line_at(bytes, first))
            .hint(hint))
    }
}

impl Source {
    /// A file, or standard input for `-`.
    #[must_use]
    pub fn from_argument(argument: &Path) -> Self {
        if argument.as_os_str() == "-" { Self::Stdin } else { Self::Path(argument.to_owned()) }
    }

    /// A file.
    #[must_use]
    pub fn path(path: &Path) -> Self {
        Self::Path(path.to_owned())
    }

    /// The name for messages.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Path(path) => display_name(path),
            Self::Stdin => "-".to_owned(),
        }
    }

    /// The name for result files: no folder, so that results do not depend on where the input lies.
    #[must_use]
    pub fn base_name(&self) -> String {
        match self {
            Self::Path(path) => {
                path.file_name().map_or_else(|| display_name(path), |n| n.to_string_lossy().into_owned())
            }
            Self::Stdin => "-".to_owned(),
        }
    }

    /// Reads everything.
    pub fn read(&self) -> Result<Content, ReadError> {
        let name = self.name();
        let raw = self.read_raw().map_err(|e| unreadable(&name, &e))?;
        let sha256 = sha256_hex(&raw);
        let bytes = decompress(&name, raw)?;
        Ok(Content { name, bytes, sha256 })
    }

    fn read_raw(&self) -> io::Result<Vec<u8>> {
        let mut raw = Vec::new();
        match self {
            Self::Path(path) => {
                let mut file = File::open(path)?;
                let length = file.metadata()?.len();
                raw.reserve_exact(usize::try_from(length).unwrap_or(0));
                file.read_to_end(&mut raw)?;
            }
            Self::Stdin => {
                io::stdin().lock().read_to_end(&mut raw)?;
            }
        }
        Ok(raw)
    }
}

/// SHA-256 in hex.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn unreadable(name: &str, error: &io::Error) -> ReadError {
    let failed = ReadError::new(name, format!("cannot be read: {error}"));
    match error.kind() {
        io::ErrorKind::NotFound => failed.hint("check the path"),
        io::ErrorKind::IsADirectory => failed.hint("give the file, not its folder"),
        io::ErrorKind::PermissionDenied => failed.hint("check the permissions of the file and its folder"),
        _ => failed,
    }
}

/// The 1-based line of the byte at this offset.
fn line_at(bytes: &[u8], offset: usize) -> u64 {
    bytes[..offset].split(|&byte| byte == b'\n').count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(bytes: &[u8]) -> Content {
        Content { name: "x.toml".into(), bytes: bytes.to_vec(), sha256: String::new() }
    }

    #[test]
    fn the_digest_is_that_of_the_file_on_disk() {
        assert_eq!(sha256_hex(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    #[test]
    fn text_is_utf8_without_its_mark_or_the_bad_line_is_named() {
        assert_eq!(content(b"\xef\xbb\xbfa\n").text().unwrap(), "a\n");
        for (bytes, expected) in [
            (&b"a\nb\n\xe9t\xe9\n"[..], "x.toml:3: the line is not UTF-8 text; hint: save the file as UTF-8"),
            (b"\xff\xfea\0", "x.toml:1: this is not plain text"),
            (b"a\n\0", "x.toml:2: this is not plain text"),
        ] {
            let message = content(bytes).text().unwrap_err().to_string();
            assert!(message.starts_with(expected), "{message}");
        }
    }
}
