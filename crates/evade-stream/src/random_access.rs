//! Bytes that are read in any order, by any thread.

use std::fs::File;
use std::io;
use std::path::Path;

/// An input whose bytes are read in any order, by any thread.
#[derive(Debug)]
pub struct RandomAccess {
    store: Store,
    length: u64,
}

#[derive(Debug)]
enum Store {
    File(File),
    Memory(Vec<u8>),
}

impl RandomAccess {
    /// Bytes that lie in memory.
    #[must_use]
    pub fn of_bytes(bytes: Vec<u8>) -> Self {
        Self { length: bytes.len() as u64, store: Store::Memory(bytes) }
    }

    /// A file, which is read where and when it is asked for.
    pub fn of_file(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        Ok(Self { length: file.metadata()?.len(), store: Store::File(file) })
    }

    /// How many bytes there are.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.length
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// How many of them are held in memory.
    #[must_use]
    pub fn n_in_memory(&self) -> u64 {
        match &self.store {
            Store::File(_) => 0,
            Store::Memory(bytes) => bytes.len() as u64,
        }
    }

    /// Fills the buffer with the bytes from this offset on; an error if there are not as many.
    pub fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        match &self.store {
            Store::File(file) => read_file_at(file, offset, buffer),
            Store::Memory(bytes) => {
                let found = usize::try_from(offset)
                    .ok()
                    .and_then(|start| bytes.get(start..start.checked_add(buffer.len())?))
                    .ok_or(io::ErrorKind::UnexpectedEof)?;
                buffer.copy_from_slice(found);
                Ok(())
            }
        }
    }
}

// One file is read by many threads: reading must not move a place that they share.
#[cfg(unix)]
fn read_file_at(file: &File, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, buffer, offset)
}

#[cfg(windows)]
fn read_file_at(file: &File, mut offset: u64, mut buffer: &mut [u8]) -> io::Result<()> {
    while !buffer.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, buffer, offset)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            n => {
                buffer = &mut buffer[n..];
                offset += n as u64;
            }
        }
    }
    Ok(())
}
