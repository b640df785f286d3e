//! Lines of a text that comes in portions; memory holds one portion and the longest line.

use evade_stream::{Input, ReadError};
use memchr::memchr;

/// Bytes asked for at a time.
const PORTION: usize = 1 << 18;

pub(super) struct Lines<'i> {
    input: &'i mut Input,
    buffer: Vec<u8>,
    /// Where the next line begins.
    at: usize,
    has_ended: bool,
    /// Lines handed out.
    pub(super) n_read: u64,
}

impl<'i> Lines<'i> {
    pub(super) fn new(input: &'i mut Input) -> Result<Self, ReadError> {
        let mut lines = Self { input, buffer: Vec::new(), at: 0, has_ended: false, n_read: 0 };
        lines.read_on()?;
        if lines.buffer.starts_with(b"\xef\xbb\xbf") {
            lines.at = 3;
        }
        Ok(lines)
    }

    /// The bytes that come next, as far as they have been read.
    pub(super) fn peek(&self) -> &[u8] {
        self.buffer.get(self.at..).unwrap_or_default()
    }

    pub(super) fn has_ended(&self) -> bool {
        self.has_ended
    }

    pub(super) fn name(&self) -> &str {
        self.input.name()
    }

    /// The next line without its end; `None` behind the last one.
    pub(super) fn next_line(&mut self) -> Result<Option<&[u8]>, ReadError> {
        let (start, end) = loop {
            match memchr(b'\n', self.peek()) {
                Some(length) => break (self.at, self.at + length),
                None if self.has_ended && self.at >= self.buffer.len() => return Ok(None),
                None if self.has_ended => break (self.at, self.buffer.len()),
                None => self.read_on()?,
            }
        };
        self.at = (end + 1).min(self.buffer.len());
        self.n_read += 1;
        let line = self.buffer.get(start..end).unwrap_or_default();
        Ok(Some(line.strip_suffix(b"\r").unwrap_or(line)))
    }

    fn read_on(&mut self) -> Result<(), ReadError> {
        self.buffer.drain(..self.at);
        self.at = 0;
        let n = self.input.read_more(&mut self.buffer, PORTION)?;
        self.has_ended = n < PORTION;
        Ok(())
    }
}

/// The bytes of an input one after the other, for readers that ask for [`std::io::Read`].
pub(super) struct Bytes<'i>(pub(super) Lines<'i>);

impl std::io::Read for Bytes<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if self.0.peek().is_empty() && !self.0.has_ended {
            self.0.read_on().map_err(std::io::Error::other)?;
        }
        let n = self.0.peek().len().min(into.len());
        if let (Some(to), Some(from)) = (into.get_mut(..n), self.0.peek().get(..n)) {
            to.copy_from_slice(from);
        }
        self.0.at += n;
        Ok(n)
    }
}
