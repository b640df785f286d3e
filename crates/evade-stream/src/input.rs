//! Reading a file or standard input, decompressed by content.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::compression::{Unpacker, unreadable};
use crate::recorder::Recorder;
use crate::{Content, RandomAccess, ReadError, display_name};

/// Bytes read at a time when only their digest matters.
const DIGEST_PORTION: usize = 1 << 20;

/// Where bytes come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A file.
    Path(PathBuf),
    /// Standard input, written `-`.
    Stdin,
}

/// Whether the bytes are hashed on their way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Digest {
    /// For a manifest.
    Sha256,
    /// Nobody asks for it.
    None,
}

/// An input that is read in portions, so that a file larger than memory can be.
pub struct Input {
    name: String,
    unpacker: Unpacker,
    n_packed: Option<u64>,
    /// Unpacked bytes that were looked at and not yet handed out.
    head: Vec<u8>,
    /// The file, if it is one that can be read again.
    path: Option<PathBuf>,
}

impl Input {
    /// Bytes that lie in memory already.
    pub fn from_bytes(name: &str, bytes: impl Into<Vec<u8>>) -> Result<Self, ReadError> {
        let bytes = bytes.into();
        let length = bytes.len() as u64;
        Self::new(name.to_owned(), Box::new(io::Cursor::new(bytes)), Some(length), Digest::None)
    }

    fn new(
        name: String,
        bytes: Box<dyn Read + Send>,
        n_packed: Option<u64>,
        digest: Digest,
    ) -> Result<Self, ReadError> {
        let recorder = Recorder::new(bytes, digest == Digest::Sha256);
        let unpacker = Unpacker::new(recorder).map_err(|e| unreadable(&name, &e))?;
        Ok(Self { name, unpacker, n_packed, head: Vec::new(), path: None })
    }

    /// The name for messages.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Appends up to `limit` unpacked bytes; fewer mean that the input has ended and was whole.
    pub fn read_more(&mut self, buffer: &mut Vec<u8>, limit: usize) -> Result<usize, ReadError> {
        let from_head = self.head.len().min(limit);
        buffer.extend(self.head.drain(..from_head));
        Ok(from_head + self.unpacker.read(&self.name, buffer, limit - from_head)?)
    }

    /// Whether the unpacked bytes that come next are these; they are still to be read.
    pub fn starts_with(&mut self, bytes: &[u8]) -> Result<bool, ReadError> {
        Ok(self.peek(bytes.len())?.starts_with(bytes))
    }

    /// The unpacked bytes that come next, at least `length` of them unless the input ends before; they are still to be
    /// read.
    pub fn peek(&mut self, length: usize) -> Result<&[u8], ReadError> {
        let missing = length.saturating_sub(self.head.len());
        self.unpacker.read(&self.name, &mut self.head, missing)?;
        Ok(&self.head)
    }

    /// The unpacked bytes, to be read in any order. A plain file stays on the disk; what is packed or comes from a pipe is
    /// read into memory. If a digest was asked for, it is known afterwards.
    pub fn random_access(&mut self) -> Result<RandomAccess, ReadError> {
        let path = self.path.take().filter(|_| matches!(self.unpacker, Unpacker::Plain(_)));
        let Some(path) = path else {
            let mut bytes = Vec::new();
            self.read_more(&mut bytes, usize::MAX)?;
            return Ok(RandomAccess::of_bytes(bytes));
        };
        if self.sha256().is_some() {
            let mut portion = Vec::new();
            while self.read_more(&mut portion, DIGEST_PORTION)? == DIGEST_PORTION {
                portion.clear();
            }
        }
        RandomAccess::of_file(&path).map_err(|e| unreadable(&self.name, &e))
    }

    /// How much of the input has been read, from 0 to 1; `None` where its length is not known, as of a pipe.
    #[must_use]
    pub fn share_read(&self) -> Option<f64> {
        self.n_packed.map(|n| self.unpacker.recorder().n_read() as f64 / n.max(1) as f64)
    }

    /// SHA-256 in hex of what has been read, before it was unpacked; `None` if it was not asked for.
    #[must_use]
    pub fn sha256(&self) -> Option<String> {
        self.unpacker.recorder().sha256()
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

    /// Begins to read; the bytes come unpacked, in portions.
    pub fn open(&self, digest: Digest) -> Result<Input, ReadError> {
        let name = self.name();
        let (bytes, n_packed) = self.raw().map_err(|e| unreadable(&name, &e))?;
        let path = match self {
            Self::Path(path) => n_packed.map(|_| path.clone()),
            Self::Stdin => None,
        };
        Ok(Input { path, ..Input::new(name, bytes, n_packed, digest)? })
    }

    /// Reads everything.
    pub fn read(&self) -> Result<Content, ReadError> {
        let mut input = self.open(Digest::Sha256)?;
        let mut bytes = Vec::with_capacity(input.n_packed.and_then(|n| usize::try_from(n).ok()).unwrap_or(0));
        input.read_more(&mut bytes, usize::MAX)?;
        let sha256 = input.sha256().unwrap_or_default();
        Ok(Content { name: input.name, bytes, sha256 })
    }

    /// The bytes as they lie there, and how many there are where that is known beforehand.
    fn raw(&self) -> io::Result<(Box<dyn Read + Send>, Option<u64>)> {
        match self {
            Self::Path(path) => {
                let file = File::open(path)?;
                let about = file.metadata()?;
                let length = about.is_file().then_some(about.len());
                Ok((Box::new(file), length))
            }
            Self::Stdin => Ok((Box::new(io::stdin()), None)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Output, sha256_hex};

    #[test]
    fn bytes_looked_at_are_still_there_and_any_place_can_be_read() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.bin", "a.bin.gz", "a.bin.zst"] {
            let path = folder.path().join(name);
            Output::write_file(&path, b"0123456789").unwrap();
            let mut input = Source::path(&path).open(Digest::Sha256).unwrap();
            assert!(input.starts_with(b"0123").unwrap() && !input.starts_with(b"12").unwrap(), "{name}");
            assert_eq!(input.peek(6).unwrap(), b"012345", "{name}");
            let mut whole = Vec::new();
            input.read_more(&mut whole, 3).unwrap();
            assert_eq!(input.read_more(&mut whole, 100).unwrap(), 7, "{name}");
            assert_eq!(whole, b"0123456789", "{name}");

            let mut input = Source::path(&path).open(Digest::Sha256).unwrap();
            assert!(input.starts_with(b"01").unwrap());
            let bytes = input.random_access().unwrap();
            let mut middle = [0; 3];
            bytes.read_at(5, &mut middle).unwrap();
            assert_eq!((bytes.len(), &middle), (10, b"567"), "{name}");
            assert_eq!(bytes.n_in_memory() == 0, name == "a.bin");
            assert!(bytes.read_at(8, &mut middle).is_err(), "{name}");
            assert_eq!(input.sha256(), Some(sha256_hex(&std::fs::read(&path).unwrap())), "{name}");
        }
    }
}
