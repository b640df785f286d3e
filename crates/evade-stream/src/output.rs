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
#[error("{file}: cannot be written")]
pub struct WriteError {
    /// The final name.
    pub file: String,
    /// What the system said, with a hint where the cause is a common one.
    pub source: io::Error,
}

impl WriteError {
    fn new(path: &Path, cause: io::Error) -> Self {
        // The hint joins the cause, which is printed after this error, so that it ends the line.
        let source = match hint(&cause) {
            Some(hint) => io::Error::new(cause.kind(), format!("{cause}; hint: {hint}")),
            None => cause,
        };
        Self { file: display_name(path), source }
    }
}

/// What Unix systems answer when a process has as many files open as it may.
const TOO_MANY_FILES: i32 = 24;

fn hint(cause: &io::Error) -> Option<&'static str> {
    if cause.raw_os_error() == Some(TOO_MANY_FILES) {
        return Some(
            "the system allows this process no more open files: raise the limit (ulimit -n), or ask for fewer",
        );
    }
    match cause.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            Some("choose a folder you may write to")
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            Some("free some space, or choose another disk")
        }
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
            Some("a file stands where a folder should be: remove it, or choose another path")
        }
        io::ErrorKind::IsADirectory => Some("a folder has this name: choose another one"),
        _ => None,
    }
}

enum Sink {
    Plain(BufWriter<File>),
    Gzip(Box<GzEncoder<BufWriter<File>>>),
    Zstd(Vec<u8>, BufWriter<File>),
}

/// A file that appears under its name only when [`Output::finish`] has been called.
///
/// A name ending in `.gz` or `.zst` is compressed. The gzip header carries no time and no name. A link is followed to
/// the file it names; a device or pipe, which a rename would replace by a file, is written straight through.
pub struct Output {
    path: PathBuf,
    /// None where there is nothing to rename.
    temporary: Option<PathBuf>,
    sink: Option<Sink>,
}

impl Output {
    /// Begins the file; missing folders are made.
    pub fn create(path: &Path) -> Result<Self, WriteError> {
        let failed = |cause| WriteError::new(path, cause);
        if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let is_special = fs::metadata(&target).is_ok_and(|found| !found.is_file() && !found.is_dir());
        let temporary = (!is_special).then(|| temporary_name(&target));
        if let (Some(temporary), Ok(mut unfinished)) = (&temporary, UNFINISHED.lock()) {
            unfinished.insert(temporary.clone());
        }
        let file = match &temporary {
            Some(temporary) => File::create(temporary),
            None => File::options().write(true).open(&target),
        };
        let file = BufWriter::with_capacity(1 << 16, file.map_err(failed)?);
        let sink = match path.extension().and_then(|e| e.to_str()) {
            Some("gz") => Sink::Gzip(Box::new(GzEncoder::new(file, GzipLevel::default()))),
            Some("zst") => Sink::Zstd(Vec::new(), file),
            _ => Sink::Plain(file),
        };
        Ok(Self { path: target, temporary, sink: Some(sink) })
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
        let renamed = completed.and_then(|()| match &self.temporary {
            Some(temporary) => fs::rename(temporary, &self.path),
            None => Ok(()),
        });
        match (&renamed, &self.temporary) {
            (Ok(()), Some(temporary)) => forget(temporary),
            _ => self.remove_temporary(),
        }
        renamed.map_err(|cause| WriteError::new(&self.path, cause))
    }

    /// Writes a whole file at once.
    pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
        let mut output = Self::create(path)?;
        output.write_all(bytes).map_err(|cause| WriteError::new(path, cause))?;
        output.finish()
    }

    /// The cause of a failure is reported; a temporary file that will not go is the lesser trouble.
    fn remove_temporary(&self) {
        if let Some(temporary) = &self.temporary {
            let _ = fs::remove_file(temporary);
            forget(temporary);
        }
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
            self.remove_temporary();
        }
    }
}

fn close(file: BufWriter<File>) -> io::Result<()> {
    file.into_inner().map(drop).map_err(io::IntoInnerError::into_error)
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
    fn a_failed_write_names_its_cause_once_with_a_hint_and_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("file"), b"").unwrap();
        fs::create_dir(folder.path().join("folder")).unwrap();
        for (name, expected) in [
            ("file/out.tsv", "; hint: a file stands where a folder should be"),
            ("file/deep/out.tsv", "; hint: a file stands where a folder should be"),
            ("folder", "; hint: a folder has this name"),
        ] {
            let error = Output::write_file(&folder.path().join(name), b"x").unwrap_err();
            assert!(error.to_string().ends_with(": cannot be written"), "{error}");
            let cause = error.source.to_string();
            assert!(cause.contains(expected), "{cause}");
            assert!(std::error::Error::source(&error.source).is_none());
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    #[cfg(unix)]
    fn a_link_is_followed_and_a_device_stays_a_device() {
        use std::os::unix::fs::FileTypeExt;
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("file.tsv"), folder.path().join("link.tsv"));
        fs::write(&file, b"old").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        Output::write_file(&link, b"new").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&file).unwrap(), b"new");

        let device = folder.path().join("null");
        std::os::unix::fs::symlink("/dev/null", &device).unwrap();
        Output::write_file(&device, b"gone").unwrap();
        assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
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
