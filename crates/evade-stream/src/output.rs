//! Writing under a temporary name, renamed when complete.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use flate2::Compression as GzipLevel;
use flate2::write::GzEncoder;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use thiserror::Error;

use crate::display_name;

/// Files that were begun and not yet renamed.
static UNFINISHED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// Removes every file that was begun and not finished; for signal handlers and panics.
pub fn remove_unfinished() {
    let Ok(mut unfinished) = UNFINISHED.lock() else { return };
    for path in std::mem::take(&mut *unfinished) {
        // Nothing more can be done about a file that will not go.
        let _ = fs::remove_file(path);
    }
}

/// An output that could not be written.
#[derive(Debug, Error)]
#[error("{file}: cannot be written: {source}")]
pub struct WriteError {
    /// The final name.
    pub file: String,
    /// What the system said.
    pub source: io::Error,
}

enum Sink {
    Plain(BufWriter<File>),
    Gzip(GzEncoder<BufWriter<File>>),
    Zstd(Vec<u8>, BufWriter<File>),
}

/// A file that appears under its name only when [`Output::finish`] has been called.
///
/// A name ending in `.gz` or `.zst` is compressed. The gzip header carries no time and no name.
pub struct Output {
    path: PathBuf,
    temporary: PathBuf,
    sink: Option<Sink>,
}

impl Output {
    /// Begins the file; missing folders are made.
    pub fn create(path: &Path) -> Result<Self, WriteError> {
        let failed = |source| WriteError { file: display_name(path), source };
        if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let temporary = temporary_name(path);
        if let Ok(mut unfinished) = UNFINISHED.lock() {
            unfinished.insert(temporary.clone());
        }
        let file = BufWriter::with_capacity(1 << 16, File::create(&temporary).map_err(failed)?);
        let sink = match path.extension().and_then(|e| e.to_str()) {
            Some("gz") => Sink::Gzip(GzEncoder::new(file, GzipLevel::default())),
            Some("zst") => Sink::Zstd(Vec::new(), file),
            _ => Sink::Plain(file),
        };
        Ok(Self { path: path.to_owned(), temporary, sink: Some(sink) })
    }

    /// Completes the file and gives it its name.
    pub fn finish(mut self) -> Result<(), WriteError> {
        let completed = match self.sink.take() {
            Some(Sink::Plain(file)) => close(file),
            Some(Sink::Gzip(encoder)) => encoder.finish().and_then(close),
            Some(Sink::Zstd(bytes, mut file)) => {
                let packed = compress_to_vec(bytes.as_slice(), CompressionLevel::Fastest);
                file.write_all(&packed).and_then(|()| close(file))
            }
            None => Ok(()),
        };
        completed
            .and_then(|()| fs::rename(&self.temporary, &self.path))
            .map_err(|source| WriteError { file: display_name(&self.path), source })?;
        forget(&self.temporary);
        Ok(())
    }

    /// Writes a whole file at once.
    pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
        let mut output = Self::create(path)?;
        output.write_all(bytes).map_err(|source| WriteError { file: display_name(path), source })?;
        output.finish()
    }

    fn sink(&mut self) -> io::Result<&mut dyn Write> {
        match &mut self.sink {
            Some(Sink::Plain(file)) => Ok(file),
            Some(Sink::Gzip(encoder)) => Ok(encoder),
            Some(Sink::Zstd(bytes, _)) => Ok(bytes),
            None => Err(io::Error::other("the file is already finished")),
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.sink()?.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sink()?.flush()
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        if self.sink.take().is_some() {
            let _ = fs::remove_file(&self.temporary);
            forget(&self.temporary);
        }
    }
}

fn close(file: BufWriter<File>) -> io::Result<()> {
    file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
}

fn forget(temporary: &Path) {
    if let Ok(mut unfinished) = UNFINISHED.lock() {
        unfinished.remove(temporary);
    }
}

/// `folder/.name.evade-tmp`: in the same folder, so that the rename is atomic, and the same for every run,
/// so that a rerun replaces what a killed run left.
fn temporary_name(path: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".evade-tmp");
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Source;

    #[test]
    fn an_unfinished_file_never_appears() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/out.tsv");
        let mut output = Output::create(&path).unwrap();
        output.write_all(b"half").unwrap();
        drop(output);
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 0);
    }

    #[test]
    fn every_compression_is_read_back_and_repeats_its_bytes() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.tsv", "a.tsv.gz", "a.tsv.zst"] {
            let path = folder.path().join(name);
            Output::write_file(&path, b"some content").unwrap();
            let first = Source::path(&path).read().unwrap();
            assert_eq!(first.bytes, b"some content", "{name}");
            Output::write_file(&path, b"some content").unwrap();
            assert_eq!(Source::path(&path).read().unwrap().sha256, first.sha256, "{name}");
        }
    }
}
