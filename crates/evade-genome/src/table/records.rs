//! The records of a text table: lines, and the fields that quotes hold together across separators and line ends.

use std::borrow::Cow;

use evade_stream::{ReadError, quoted_fields};
use memchr::memchr;

/// What separates the fields of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Separator {
    /// One character between two fields.
    Char(u8),
    /// Any number of blanks, as in R's default.
    Blanks,
}

/// A field runs over so many lines at most: a quote that is never closed must not swallow the file.
const MAX_LINES: usize = 50;

/// The lines of a text with their numbers.
#[derive(Clone)]
pub(super) struct Lines<'a> {
    text: &'a str,
    /// Where the next line begins.
    at: usize,
    /// 1-based number of the next line.
    number: u64,
    /// `\n`, or `\r` where nothing else ends a line.
    end: u8,
}

/// A line: where it begins and ends, without its line end.
#[derive(Clone, Copy)]
pub(super) struct Line {
    pub(super) number: u64,
    start: usize,
    end: usize,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let is_old_mac = memchr(b'\n', text.as_bytes()).is_none() && memchr(b'\r', text.as_bytes()).is_some();
        Self { text, at: 0, number: 1, end: if is_old_mac { b'\r' } else { b'\n' } }
    }

    /// Counts so many lines that stand above the text.
    pub(super) fn skip_numbers(&mut self, n: u64) {
        self.number += n;
    }

    pub(super) fn text_of(&self, line: Line) -> &'a str {
        &self.text[line.start..line.end]
    }

    pub(super) fn next_line(&mut self) -> Option<Line> {
        if self.at >= self.text.len() {
            return None;
        }
        let (start, number) = (self.at, self.number);
        let rest = &self.text.as_bytes()[start..];
        let length = memchr(self.end, rest).unwrap_or(rest.len());
        self.at = start + length + 1;
        self.number += 1;
        let end = start + length - usize::from(rest[..length].ends_with(b"\r"));
        Some(Line { number, start, end })
    }

    /// The fields of a line. Of a quoted field that runs on, the lines that it takes are read as well.
    pub(super) fn fields(
        &mut self,
        line: Line,
        separator: Separator,
        expected: &std::ops::RangeInclusive<usize>,
        file: &str,
    ) -> Result<Vec<Cow<'a, str>>, ReadError> {
        let text = self.text_of(line);
        if memchr(b'"', text.as_bytes()).is_none() {
            return Ok(plain(text, separator));
        }
        let on_line = quoted(text, separator);
        if let Some(fields) = on_line.as_ref().filter(|fields| expected.contains(&fields.len())) {
            return Ok(fields.clone());
        }
        if on_line.is_none()
            && let Some(fields) = self.over_lines(line, separator, *expected.end())
        {
            return Ok(fields);
        }
        // Quotes that are letters: only as they stand do the fields fit the header.
        let as_written = plain(text, separator);
        if as_written.len() == *expected.end() {
            return Ok(as_written);
        }
        on_line.ok_or_else(|| {
            ReadError::bad_line(file, "a quote (\") is opened and not closed")
                .at_line(line.number)
                .hint("close it, or remove it")
        })
    }

    /// The fields with every quote taken as one that encloses, over as many lines as it takes for so many fields.
    pub(super) fn enclosed_fields(
        &mut self,
        line: Line,
        separator: Separator,
        n_fields: usize,
    ) -> Option<Vec<Cow<'a, str>>> {
        let text = self.text_of(line);
        if memchr(b'"', text.as_bytes()).is_none() {
            return Some(plain(text, separator));
        }
        quoted(text, separator).or_else(|| self.over_lines(line, separator, n_fields))
    }

    /// The fields of a record that begins in a line and ends in a later one, where all of the header's are there and
    /// each quote closes before a separator: a quote that stands alone does neither.
    fn over_lines(&mut self, line: Line, separator: Separator, n_fields: usize) -> Option<Vec<Cow<'a, str>>> {
        let mut ahead = self.clone();
        for _ in 0..MAX_LINES {
            let next = ahead.next_line()?;
            let whole = ahead.text_of(Line { end: next.end, ..line });
            let Some(fields) = quoted(whole, separator) else { continue };
            if fields.len() != n_fields || !closes_at_ends(whole, separator) {
                return None;
            }
            *self = ahead;
            // A line end within a field would break the tables that repeat it.
            let on_one_line = |field: Cow<'a, str>| {
                if field.contains(['\n', '\r']) {
                    Cow::Owned(field.split(['\n', '\r']).map(str::trim).collect::<Vec<_>>().join(" "))
                } else {
                    field
                }
            };
            return Some(fields.into_iter().map(on_one_line).collect());
        }
        None
    }
}

/// Whether each quote that closes a field stands at its end.
fn closes_at_ends(text: &str, separator: Separator) -> bool {
    let is_end = |byte: Option<&u8>| match (byte, separator) {
        (None, _) => true,
        (Some(byte), Separator::Char(separator)) => *byte == separator,
        (Some(byte), Separator::Blanks) => byte.is_ascii_whitespace(),
    };
    let bytes = text.as_bytes();
    let (mut at, mut is_open, mut is_at_start) = (0, false, true);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' if is_open && bytes.get(at + 1) == Some(&b'"') => at += 1,
            b'"' if is_open => {
                if !is_end(bytes.get(at + 1)) {
                    return false;
                }
                is_open = false;
            }
            b'"' if is_at_start => is_open = true,
            _ => {}
        }
        is_at_start = !is_open && is_end(Some(byte));
        at += 1;
    }
    !is_open
}

/// The fields as they stand.
pub(super) fn plain(line: &str, separator: Separator) -> Vec<Cow<'_, str>> {
    match separator {
        Separator::Char(separator) => line.split(char::from(separator)).map(Cow::Borrowed).collect(),
        Separator::Blanks => line.split_whitespace().map(Cow::Borrowed).collect(),
    }
}

/// The fields of a line with quotes; `None` where one is not closed.
pub(super) fn quoted(line: &str, separator: Separator) -> Option<Vec<Cow<'_, str>>> {
    let fields = match separator {
        Separator::Char(separator) => quoted_fields(line.as_bytes(), separator)?,
        Separator::Blanks => blank_separated(line.as_bytes())?,
    };
    // Cut at ASCII, each field of a text is text.
    let as_text = |field: Vec<u8>| Cow::Owned(String::from_utf8_lossy(&field).into_owned());
    Some(fields.into_iter().map(as_text).collect())
}

/// The same where blanks separate: an empty field is one in quotes.
fn blank_separated(line: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut fields = Vec::new();
    let mut rest = line.trim_ascii_start();
    while let Some(&first) = rest.first() {
        let mut field = Vec::new();
        if first == b'"' {
            rest = &rest[1..];
            loop {
                let end = memchr(b'"', rest)?;
                field.extend_from_slice(&rest[..end]);
                rest = &rest[end + 1..];
                if rest.first() != Some(&b'"') {
                    break;
                }
                field.push(b'"');
                rest = &rest[1..];
            }
        }
        let end = rest.iter().position(u8::is_ascii_whitespace).unwrap_or(rest.len());
        field.extend_from_slice(&rest[..end]);
        fields.push(field);
        rest = rest[end..].trim_ascii_start();
    }
    Some(fields)
}
