//! Reading a file or standard input, decompressed by content.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use ruzstd::decoding::StreamingDecoder;
use sha2::{Digest, Sha256};

use crate::{ReadError, display_name};

/// Where bytes come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A file.
    Path(PathBuf),
    /// Standard input, written `-`.
    Stdin,
}

/// How the bytes were packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// Not at all.
    None,
    /// gzip, with one member or many (BGZF).
    Gzip,
    /// Zstandard.
    Zstd,
}

impl Compression {
    /// Recognises the first bytes of a stream.
    #[must_use]
    pub fn detect(head: &[u8]) -> Self {
        match head {
            [0x1f, 0x8b, ..] => Self::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Self::Zstd,
            _ => Self::None,
        }
    }
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

fn decompress(name: &str, raw: Vec<u8>) -> Result<Vec<u8>, ReadError> {
    let broken = |kind: &str, e: &dyn std::fmt::Display| {
        ReadError::new(name, format!("the {kind} data are damaged or cut short ({e})"))
            .hint("compare its size and checksum with the original and copy it again")
    };
    match Compression::detect(&raw) {
        Compression::None => Ok(raw),
        Compression::Gzip => {
            let mut bytes = Vec::with_capacity(raw.len().saturating_mul(4));
            MultiGzDecoder::new(raw.as_slice()).read_to_end(&mut bytes).map_err(|e| broken("gzip", &e))?;
            Ok(bytes)
        }
        Compression::Zstd => {
            let mut rest = raw.as_slice();
            let mut bytes = Vec::with_capacity(raw.len().saturating_mul(4));
            // A file may hold several frames one after the other.
            while !rest.is_empty() {
                let mut decoder = StreamingDecoder::new(&mut rest).map_err(|e| broken("zstd", &e))?;
                decoder.read_to_end(&mut bytes).map_err(|e| broken("zstd", &e))?;
            }
            Ok(bytes)
        }
    }
}

fn unreadable(name: &str, error: &io::Error) -> ReadError {
    let failed = ReadError::new(name, format!("cannot be read: {error}"));
    match error.kind() {
        io::ErrorKind::NotFound => {
            failed.hint("check the path; paths in a sample sheet are relative to the sheet")
        }
        io::ErrorKind::IsADirectory => failed.hint("give the file, not its folder"),
        io::ErrorKind::PermissionDenied => failed.hint("check the permissions of the file and its folder"),
        _ => failed,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression as Level, write::GzEncoder};

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Level::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn several_gzip_members_are_one_stream() {
        let both = [gzip(b"first "), gzip(b"second")].concat();
        assert_eq!(decompress("x", both).unwrap(), b"first second");
    }

    #[test]
    fn zstd_is_read_back() {
        let packed =
            ruzstd::encoding::compress_to_vec(&b"content"[..], ruzstd::encoding::CompressionLevel::Fastest);
        assert_eq!(decompress("x", packed).unwrap(), b"content");
    }

    #[test]
    fn a_cut_stream_is_an_error_not_a_shorter_file() {
        let mut packed = gzip(&vec![b'a'; 10_000]);
        packed.truncate(packed.len() - 6);
        let error = decompress("x.gz", packed).unwrap_err();
        assert!(error.to_string().contains("gzip data are damaged"), "{error}");
    }

    #[test]
    fn the_digest_is_that_of_the_file_on_disk() {
        assert_eq!(sha256_hex(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
