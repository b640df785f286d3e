//! A whole input in memory, for files that are small or that must be seen at once.

use crate::ReadError;
use crate::foreign::refuse_foreign;

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
            ReadError::not_text(&self.name, "the line is not UTF-8 text")
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
        require_plain_text(&self.name, &self.bytes, 1, hint)
    }
}

/// Refuses workbooks, archives and other files known by their first bytes, UTF-16 and binary files, which show by their mark
/// or by a NUL byte; the bytes begin at `first_line`.
pub fn require_plain_text(name: &str, bytes: &[u8], first_line: u64, hint: &str) -> Result<(), ReadError> {
    if first_line == 1 {
        refuse_foreign(name, bytes)?;
    }
    let is_marked = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    // `contains` is much faster than `position`, which only failures need.
    if !is_marked && !bytes.contains(&0) {
        return Ok(());
    }
    let first = if is_marked { 0 } else { bytes.iter().position(|&byte| byte == 0).unwrap_or(0) };
    Err(ReadError::not_text(name, "this is not plain text (UTF-16 or a binary file)")
        .at_line(first_line - 1 + line_at(bytes, first))
        .hint(hint))
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
    fn text_is_utf8_without_its_mark_or_the_bad_line_is_named() {
        assert_eq!(content(b"\xef\xbb\xbfa\n").text().unwrap(), "a\n");
        for (bytes, expected) in [
            (&b"a\nb\n\xe9t\xe9\n"[..], "x.toml:3: the line is not UTF-8 text; hint: save the file as UTF-8"),
            (b"\xff\xfea\0", "x.toml:1: this is not plain text"),
            (b"a\n\0", "x.toml:2: this is not plain text"),
            (b"PK\x03\x04\x14\0", "x.toml:1: this is an Excel workbook or a ZIP archive"),
        ] {
            let message = content(bytes).text().unwrap_err().to_string();
            assert!(message.starts_with(expected), "{message}");
        }
    }
}
