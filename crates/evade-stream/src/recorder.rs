//! The bytes of a file as they come from the disk, with what must be known of them afterwards.

use std::io::{self, Read};

use sha2::{Digest, Sha256};

use crate::hex::hex;

/// Bytes kept from the end: what the end marker of BGZF takes.
pub(crate) const TAIL: usize = 28;

/// Passes bytes on and keeps their number, their last few, their digest if asked for, and why reading failed.
pub(crate) struct Recorder {
    inner: Box<dyn Read + Send>,
    hasher: Option<Sha256>,
    n_read: u64,
    tail: Vec<u8>,
    failure: Option<io::Error>,
}

impl Recorder {
    pub(crate) fn new(inner: Box<dyn Read + Send>, with_digest: bool) -> Self {
        let hasher = with_digest.then(Sha256::new);
        Self { inner, hasher, n_read: 0, tail: Vec::with_capacity(2 * TAIL), failure: None }
    }

    /// Bytes handed out so far.
    pub(crate) fn n_read(&self) -> u64 {
        self.n_read
    }

    /// The last bytes handed out.
    pub(crate) fn tail(&self) -> &[u8] {
        &self.tail
    }

    /// Why the system would not read on. Decoders wrap an error or replace it; kept here, it cannot be mistaken for
    /// damage.
    pub(crate) fn take_failure(&mut self) -> Option<io::Error> {
        self.failure.take()
    }

    /// SHA-256 of all bytes handed out, in hex.
    pub(crate) fn sha256(&self) -> Option<String> {
        self.hasher.clone().map(|hasher| hex(&hasher.finalize()))
    }

    fn record(&mut self, bytes: &[u8]) {
        self.n_read += bytes.len() as u64;
        if let Some(hasher) = &mut self.hasher {
            hasher.update(bytes);
        }
        self.tail.extend_from_slice(&bytes[bytes.len().saturating_sub(TAIL)..]);
        self.tail.drain(..self.tail.len().saturating_sub(TAIL));
    }
}

impl Read for Recorder {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.inner.read(buffer) {
            Ok(n) => {
                self.record(&buffer[..n]);
                Ok(n)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(error),
            Err(error) => {
                let kind = error.kind();
                self.failure = Some(error);
                Err(kind.into())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_is_that_of_the_whole_however_it_is_read() {
        let bytes: Vec<u8> = (0..100).collect();
        for step in [1, 27, 28, 29, 100] {
            let mut recorder = Recorder::new(Box::new(io::Cursor::new(bytes.clone())), false);
            let mut buffer = vec![0; step];
            while recorder.read(&mut buffer).unwrap() > 0 {}
            assert_eq!((recorder.n_read(), recorder.tail()), (100, &bytes[100 - TAIL..]), "{step}");
        }
    }
}
