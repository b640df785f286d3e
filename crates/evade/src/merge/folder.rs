//! A part of a run as a folder.

use std::path::{Path, PathBuf};

use evade_stream::{ReadError, display_name};
use serde_json::Value;

use crate::inputs::sha256_of;
use crate::manifest::Manifest;
use crate::tables::TableSpec;

/// The folder of a finished part.
pub(super) struct PartFolder {
    pub(super) path: PathBuf,
    pub(super) name: String,
    pub(super) manifest: Manifest,
}

impl PartFolder {
    pub(super) fn open(path: &Path) -> Result<Self, ReadError> {
        let name = display_name(path);
        if !path.is_dir() {
            return Err(
                ReadError::not_found(&name, "there is no such folder").hint("give the folders of evade run")
            );
        }
        Ok(Self { path: path.to_owned(), name, manifest: Manifest::read(path)? })
    }

    pub(super) fn has(&self, sample: &str) -> bool {
        self.manifest.part.place(sample).is_some()
    }

    /// Whether files of one sample each may hold different genes.
    pub(super) fn is_union(&self) -> bool {
        self.manifest.parameters.get("union").and_then(Value::as_bool) == Some(true)
    }

    /// Refuses a table that is not as its run has written it.
    pub(super) fn check_digest(&self, spec: &TableSpec) -> Result<(), ReadError> {
        let path = self.path.join(spec.name);
        if self.manifest.tables.get(spec.name) == Some(&sha256_of(&path)?) {
            return Ok(());
        }
        let what = "the content is not what the manifest says";
        Err(ReadError::mismatch(&display_name(&path), what)
            .hint("the table was changed after the run: run the part again"))
    }

    /// The bytes of a file of the folder `samples`.
    pub(super) fn sample_file(&self, name: &str) -> Result<Vec<u8>, ReadError> {
        self.file("samples", name)
    }

    /// The bytes of a file of a folder in the part.
    pub(super) fn file(&self, folder: &str, name: &str) -> Result<Vec<u8>, ReadError> {
        let path = self.path.join(folder).join(name);
        std::fs::read(&path).map_err(|e| {
            ReadError::of_kind(e.kind().into(), &display_name(&path), format!("cannot be read: {e}"))
                .hint("a file of the part was removed: run the part again")
        })
    }
}
