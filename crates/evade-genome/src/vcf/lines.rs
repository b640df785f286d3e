//! Lines of a text that comes in portions; memory holds one portion and the longest line.

use evade_stream::{Input, ReadError};
use memchr::memchr;

/// Bytes asked for at a time.
const PORTION: usize = 1 << 18;

pub(crate) struct Lines<'i> {
    input: &'i mut Input,
    buffer: Vec<u8>,
    /// Where the next line begins.
    at: usize,
    has_ended: bool,
    /// Lines handed out.
    pub(crate) n_read: u64,
    /// Whether the last line has been handed out and did not end.
    pub(super) may_be_cut: bool,
}

impl<'i> Lines<'i> {
    pub(crate) fn new(input: &'i mut Input) -> Result<Self, ReadError> {
        let mut lines =
            Self { input, buffer: Vec::new(), at: 0, has_ended: false, n_read: 0, may_be_cut: false };
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
    pub(crate) fn next_line(&mut self) -> Result<Option<&[u8]>, ReadError> {
        let (start, end) = loop {
            match memchr(b'\n', self.peek()) {
                Some(length) => break (self.at, self.at + length),
                None if self.has_ended && self.at >= self.buffer.len() => return Ok(None),
                None if self.has_ended => {
                    self.may_be_cut = true;
                    break (self.at, self.buffer.len());
                }
                None => self.read_on()?,
            }
        };
        self.at = (end + 1).min(self.buffer.len());
        self.n_read += 1;
        let line = self.buffer.get(start..end).unwrap_or_default();
        Ok(Some(line.strip_suffix(b"\r").unwrap_or(line)))
    }

    /// Appends so many bytes, whatever they are; `false` where the input ends before. Memory grows with what is there, not
    /// with what is asked for.
    pub(super) fn take_bytes(&mut self, n: usize, into: &mut Vec<u8>) -> Result<bool, ReadError> {
        let mut missing = n;
        while missing > 0 {
            if self.peek().is_empty() {
                if self.has_ended {
                    return Ok(false);
                }
                self.read_on()?;
                continue;
            }
            let n_here = self.peek().len().min(missing);
            into.extend_from_slice(self.peek().get(..n_here).unwrap_or_default());
            self.at += n_here;
            missing -= n_here;
        }
        Ok(true)
    }

    fn read_on(&mut self) -> Result<(), ReadError> {
        self.buffer.drain(..self.at);
        self.at = 0;
        let n = self.input.read_more(&mut self.buffer, PORTION)?;
        self.has_ended = n < PORTION;
        Ok(())
    }
}
