//! The folder of a finished run, read again.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use evade_io::ResultRows;
use evade_stream::{ReadError, display_name};

use crate::manifest::Manifest;
use crate::output::file_stem;
use crate::overwrite::files_of_results;
use crate::tables::{self, TableSpec};

/// A finished result folder.
pub(crate) struct ResultFolder<'a> {
    path: &'a Path,
    pub(crate) manifest: Manifest,
    /// None where a command of one lane has made the folder.
    scores: Option<ResultRows>,
    /// None where the folder has none.
    readouts: Option<ResultRows>,
}

impl<'a> ResultFolder<'a> {
    pub(crate) fn open(path: &'a Path) -> Result<Self, ReadError> {
        let manifest = Manifest::read_also_former(path)?;
        let scores = tables::is_whole(&manifest.command)
            .then(|| ResultRows::by_key(&path.join(tables::SCORES.name)))
            .transpose()?;
        let has_readouts = manifest.tables.contains_key(tables::READOUTS.name);
        let readouts =
            has_readouts.then(|| ResultRows::by_key(&path.join(tables::READOUTS.name))).transpose()?;
        Ok(Self { path, manifest, scores, readouts })
    }

    /// A table of the folder, by sample.
    pub(crate) fn table(&self, spec: &TableSpec) -> Result<ResultRows, ReadError> {
        ResultRows::by_key(&self.path.join(spec.name))
    }

    /// Whether the command that made the folder has written this table.
    pub(crate) fn writes(&self, spec: &TableSpec) -> bool {
        self.manifest.tables.contains_key(spec.name)
    }

    /// The folder, for messages.
    pub(crate) fn name(&self) -> String {
        display_name(self.path)
    }

    /// The command whose tables these are; merged runs are runs.
    pub(crate) fn kind(&self) -> &str {
        if tables::is_whole(&self.manifest.command) { "run" } else { &self.manifest.command }
    }

    /// Every file that is compared.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        files_of_results(
            self.path,
            &self.manifest.command,
            self.manifest.part.places.keys().map(String::as_str),
        )
    }

    pub(crate) fn has(&self, sample: &str) -> bool {
        self.manifest.part.place(sample).is_some()
    }

    /// The JSON of a sample; nothing for one without a result.
    pub(crate) fn profile(&self, sample: &str) -> Option<serde_json::Value> {
        let json =
            std::fs::read(self.path.join("samples").join(format!("{}.json", file_stem(sample)))).ok()?;
        serde_json::from_slice(&json).ok()
    }

    /// What the sheet said of a sample; nothing for one without a result.
    pub(crate) fn facts(&self, sample: &str) -> Option<serde_json::Value> {
        self.profile(sample)?.get("facts").cloned()
    }

    /// A column of the sample's scores, by signature.
    pub(crate) fn scores(&self, sample: &str, column: &str) -> crate::Result<BTreeMap<String, String>> {
        pairs_of(self.scores.as_ref(), sample, "signature", column)
    }

    /// What was read in the sample's RNA, by gene.
    pub(crate) fn readout_values(&self, sample: &str) -> crate::Result<BTreeMap<String, String>> {
        pairs_of(self.readouts.as_ref(), sample, "gene", "value")
    }
}

/// A column of the sample's rows by another one; nothing where the table or a column is absent.
fn pairs_of(
    table: Option<&ResultRows>,
    sample: &str,
    key: &str,
    value: &str,
) -> crate::Result<BTreeMap<String, String>> {
    let Some(table) = table else { return Ok(BTreeMap::new()) };
    let columns = table.columns();
    let place = |name: &str| columns.iter().position(|column| column == name);
    let (Some(key), Some(value)) = (place(key), place(value)) else { return Ok(BTreeMap::new()) };
    let rows = table.rows_of(sample)?;
    Ok(rows.into_iter().map(|row| (row[key].clone(), row[value].clone())).collect())
}
