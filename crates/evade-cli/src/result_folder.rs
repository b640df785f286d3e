//! The folder of a finished run, read again.

use std::collections::BTreeMap;
use std::path::Path;

use evade_io::ResultRows;
use evade_stream::ReadError;

use crate::manifest::Manifest;
use crate::output::file_stem;
use crate::tables::{self, TableSpec};

/// A finished result folder.
pub(crate) struct ResultFolder<'a> {
    path: &'a Path,
    pub(crate) manifest: Manifest,
    scores: ResultRows,
}

impl<'a> ResultFolder<'a> {
    pub(crate) fn open(path: &'a Path) -> Result<Self, ReadError> {
        let manifest = Manifest::read(path)?;
        Ok(Self { path, manifest, scores: ResultRows::by_key(&path.join(tables::SCORES.name))? })
    }

    /// A table of the folder, by sample.
    pub(crate) fn table(&self, spec: &TableSpec) -> Result<ResultRows, ReadError> {
        ResultRows::by_key(&self.path.join(spec.name))
    }

    pub(crate) fn has(&self, sample: &str) -> bool {
        self.manifest.part.place(sample).is_some()
    }

    /// What the sheet said of a sample; nothing for one without a result.
    pub(crate) fn facts(&self, sample: &str) -> Option<serde_json::Value> {
        let json =
            std::fs::read(self.path.join("samples").join(format!("{}.json", file_stem(sample)))).ok()?;
        let profile: serde_json::Value = serde_json::from_slice(&json).ok()?;
        profile.get("facts").cloned()
    }

    /// A column of the sample's scores, by signature.
    pub(crate) fn scores(&self, sample: &str, column: &str) -> anyhow::Result<BTreeMap<String, String>> {
        let columns = self.scores.columns();
        let place = |name: &str| columns.iter().position(|column| column == name);
        let (Some(signature), Some(value)) = (place("signature"), place(column)) else {
            return Ok(BTreeMap::new());
        };
        let rows = self.scores.rows_of(sample)?;
        Ok(rows.into_iter().map(|row| (row[signature].clone(), row[value].clone())).collect())
    }
}
