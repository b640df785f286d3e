//! `manifest.json`: what a result was made from, without times, hosts or paths; and `run.log.json`, which has them.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use evade_core::SampleProfile;
use evade_stream::{Output, ReadError, Source, display_name};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::Outcome;
use crate::inputs::{InputRecord, sha256_of};
use crate::part::Part;
use crate::settings::PatientDates;
use crate::{builtin, tables};

/// Everything that decided the results.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Manifest {
    pub(crate) schema_version: String,
    /// Format of the folder: its files, columns and words. A folder without the number is of the first one.
    #[serde(default = "first_format")]
    pub(crate) result_format: u32,
    pub(crate) program: String,
    pub(crate) version: String,
    pub(crate) intended_use: String,
    pub(crate) command: String,
    pub(crate) parameters: BTreeMap<String, Value>,
    pub(crate) inputs: Vec<InputRecord>,
    /// Files of single samples, by sample: of these, each of `inputs` is one.
    pub(crate) sample_inputs: BTreeMap<String, Vec<InputRecord>>,
    pub(crate) matrices: Vec<MatrixRecord>,
    pub(crate) reference: Value,
    pub(crate) rules: Value,
    pub(crate) signatures: Value,
    pub(crate) genes: Value,
    /// Regions, transcripts and hotspots of the genes whose variants are judged.
    pub(crate) variant_rules: Value,
    /// The list of readouts of lost genes; nothing where no RNA was read, or by a version without readouts.
    #[serde(default)]
    pub(crate) readouts: Value,
    /// The rules of mechanisms; nothing in folders without their table.
    #[serde(default)]
    pub(crate) mechanisms: Value,
    /// The rules of the resistance class; nothing in folders without its table.
    #[serde(default)]
    pub(crate) resistance: Value,
    /// The rules of comparisons of samples of one patient; nothing in folders without their table.
    #[serde(default)]
    pub(crate) pairs: Value,
    /// The list of features; nothing where no RNA was read, or by a version without features.
    #[serde(default)]
    pub(crate) features: Value,
    pub(crate) part: Part,
    pub(crate) n_samples: usize,
    pub(crate) n_failed: usize,
    /// What the sheet said of the samples without a result; of the others it stands in their JSON.
    pub(crate) failed: BTreeMap<String, Value>,
    /// SHA-256 of each table.
    pub(crate) tables: BTreeMap<String, String>,
    pub(crate) phenotypes: BTreeMap<String, u32>,
    pub(crate) flags: BTreeMap<String, u32>,
    pub(crate) seeds: String,
    pub(crate) warnings: Vec<String>,
}

/// Written last of all: a folder with it is complete.
pub(crate) const MANIFEST: &str = "manifest.json";
/// What stands for a date of a patient in the command line of the log.
const HIDDEN: &str = "(not kept)";
/// Times, host and threads of a run.
pub(crate) const RUN_LOG: &str = "run.log.json";

impl Manifest {
    /// Version of the manifest itself.
    pub(crate) const SCHEMA_VERSION: &'static str = "2.2.0";
    /// Format of the folders that this version writes.
    pub(crate) const RESULT_FORMAT: u32 = 2;
    /// The one before, which some commands still read.
    const FORMER_FORMAT: u32 = 1;

    /// What every manifest of this program says. The rest is as it is for a command that calls no phenotypes and draws
    /// nothing, and before anything was read.
    pub(crate) fn of_command(command: &str) -> Self {
        Self {
            schema_version: Self::SCHEMA_VERSION.to_owned(),
            result_format: Self::RESULT_FORMAT,
            program: "evade".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            intended_use: SampleProfile::INTENDED_USE.to_owned(),
            command: command.to_owned(),
            parameters: BTreeMap::new(),
            inputs: Vec::new(),
            sample_inputs: BTreeMap::new(),
            matrices: Vec::new(),
            reference: Value::Null,
            rules: Value::Null,
            signatures: Value::Null,
            genes: Value::Null,
            variant_rules: serde_json::json!({ "digest": builtin::gene_panel_digest() }),
            readouts: Value::Null,
            mechanisms: Value::Null,
            resistance: Value::Null,
            pairs: Value::Null,
            features: Value::Null,
            part: Part::default(),
            n_samples: 0,
            n_failed: 0,
            failed: BTreeMap::new(),
            tables: BTreeMap::new(),
            phenotypes: BTreeMap::new(),
            flags: BTreeMap::new(),
            seeds: "none: nothing is drawn".to_owned(),
            warnings: Vec::new(),
        }
    }

    /// The manifest of a finished run in the format of this version.
    pub(crate) fn read(outdir: &Path) -> Result<Self, ReadError> {
        Self::read_formats(&Self::path_in(outdir)?, &[Self::RESULT_FORMAT])
    }

    /// The manifest of a finished run in the format of this version or the one before: for those who read only what
    /// has the same name and meaning in both.
    pub(crate) fn read_also_former(outdir: &Path) -> Result<Self, ReadError> {
        Self::read_file_also_former(&Self::path_in(outdir)?)
    }

    /// The manifest in this file, in the format of this version or the one before.
    pub(crate) fn read_file_also_former(path: &Path) -> Result<Self, ReadError> {
        Self::read_formats(path, &[Self::FORMER_FORMAT, Self::RESULT_FORMAT])
    }

    fn path_in(outdir: &Path) -> Result<PathBuf, ReadError> {
        let path = outdir.join(MANIFEST);
        if path.exists() {
            return Ok(path);
        }
        let what = format!("there is no {MANIFEST}, so no run has finished here");
        Err(ReadError::not_found(&display_name(outdir), what)
            .hint("run it again, or look at the exit code and the messages of its run"))
    }

    fn read_formats(path: &Path, formats: &[u32]) -> Result<Self, ReadError> {
        let content = Source::path(path).read()?;
        let refused = |what: String| ReadError::wrong_format(&content.name, what);
        let not_a_manifest = |e: serde_json::Error| {
            refused(format!("this is not a manifest of evade: {e}"))
                .hint("give the manifest.json of an evade run")
        };
        // The format comes first: the fields of another one mean nothing to this version.
        let ManifestFormat { result_format, version, .. } =
            serde_json::from_slice(&content.bytes).map_err(not_a_manifest)?;
        if !formats.contains(&result_format) {
            let own = (env!("CARGO_PKG_VERSION"), Self::RESULT_FORMAT);
            let what = format!(
                "the results have format {result_format} (evade {version}), this is evade {} with format {}",
                own.0, own.1
            );
            return Err(refused(what)
                .hint("run the samples again with this version, or use the version that made them"));
        }
        serde_json::from_slice(&content.bytes).map_err(not_a_manifest)
    }

    /// Makes room for a new run: a folder with a manifest would look complete while it is written.
    pub(crate) fn remove(outdir: &Path) -> crate::Result<()> {
        match std::fs::remove_file(outdir.join(MANIFEST)) {
            // What stands in the way of the folder is told, with its path, by the first table.
            Err(error) if !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                let what = format!("the earlier {MANIFEST} cannot be replaced: {error}");
                Err(std::io::Error::new(error.kind(), what).into())
            }
            _ => Ok(()),
        }
    }

    /// Completes a folder: its tables are there, and their digests go into the manifest.
    pub(crate) fn write(mut self, outdir: &Path) -> crate::Result<()> {
        let names = tables::of_folder(&self.command);
        let digests = names.par_iter().map(|spec| {
            let digest = sha256_of(&outdir.join(spec.name))?;
            Ok((spec.name.to_owned(), digest))
        });
        self.tables = digests.collect::<Result<_, ReadError>>()?;
        Ok(Output::write_file(&outdir.join(MANIFEST), &json_text(&self)?)?)
    }
}

/// What tells the format of a manifest.
#[derive(Deserialize)]
struct ManifestFormat {
    #[serde(default = "first_format")]
    result_format: u32,
    version: String,
    #[expect(dead_code, reason = "a file without it is another program's")]
    command: String,
}

/// The format of folders that do not state one.
fn first_format() -> u32 {
    Manifest::FORMER_FORMAT
}

/// How one matrix was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct MatrixRecord {
    pub(crate) name: String,
    pub(crate) format: String,
    /// SHA-256 of the first file.
    pub(crate) sha256: Option<String>,
    /// Files of one sample each that were put together.
    pub(crate) n_files: usize,
    /// SHA-256 of the ids of the rows in order, one a line.
    pub(crate) rows_digest: String,
    /// Place, among all samples, of the first one that needs it.
    pub(crate) first_place: usize,
    pub(crate) unit: String,
    pub(crate) unit_declared: bool,
    /// Not stated by earlier versions.
    #[serde(default)]
    pub(crate) unit_source: String,
    pub(crate) unit_evidence: String,
    pub(crate) n_rows: usize,
    pub(crate) n_columns: usize,
    pub(crate) n_genes: usize,
    pub(crate) n_genes_in_several_rows: usize,
    pub(crate) several_rows_policy: String,
    pub(crate) n_universe_found: usize,
    pub(crate) n_universe_placed: usize,
}

/// The only result file with times.
#[derive(Debug, Serialize)]
pub(crate) struct RunLog {
    pub(crate) started_unix_seconds: u64,
    pub(crate) seconds: f64,
    pub(crate) host: Option<String>,
    pub(crate) threads: usize,
    pub(crate) command_line: Vec<String>,
    pub(crate) working_folder: Option<String>,
    pub(crate) exit_code: u8,
}

impl RunLog {
    pub(crate) fn new(started: SystemTime, outcome: Outcome) -> Self {
        Self {
            started_unix_seconds: started.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs(),
            seconds: started.elapsed().unwrap_or(Duration::ZERO).as_secs_f64(),
            host: std::fs::read_to_string("/proc/sys/kernel/hostname")
                .ok()
                .map(|name| name.trim().to_owned()),
            threads: rayon::current_num_threads(),
            command_line: without_dates(std::env::args()),
            working_folder: std::env::current_dir().ok().map(|path| path.display().to_string()),
            exit_code: outcome.exit_code(),
        }
    }

    pub(crate) fn write(&self, outdir: &Path) -> crate::Result<()> {
        Ok(Output::write_file(&outdir.join(RUN_LOG), &json_text(self)?)?)
    }
}

/// A command line without the values of options that are dates of a patient: they identify the patient.
fn without_dates(arguments: impl Iterator<Item = String>) -> Vec<String> {
    let options = PatientDates::COLUMNS.map(|column| format!("--{}", column.name().replace('_', "-")));
    let mut is_value = false;
    arguments
        .map(|argument| {
            if std::mem::take(&mut is_value) {
                return HIDDEN.to_owned();
            }
            is_value = options.contains(&argument);
            let option = options.iter().find(|option| {
                argument.strip_prefix(option.as_str()).is_some_and(|rest| rest.starts_with('='))
            });
            option.map_or_else(|| argument.clone(), |option| format!("{option}={HIDDEN}"))
        })
        .collect()
}

/// Pretty JSON with a line end.
pub(crate) fn json_text(value: &impl Serialize) -> crate::Result<Vec<u8>> {
    let mut text = serde_json::to_vec_pretty(value)?;
    text.push(b'\n');
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logged_command_line_has_no_date_of_a_patient() {
        let line = "evade run --ici-start 2024-01-01 --ici-end=2024-05-06 --progression-date 2024-05-20 --report-date 2024-06-01";
        let kept = without_dates(line.split(' ').map(str::to_owned));
        let expected = [
            "evade",
            "run",
            "--ici-start",
            HIDDEN,
            "--ici-end=(not kept)",
            "--progression-date",
            HIDDEN,
            "--report-date",
            "2024-06-01",
        ];
        assert_eq!(kept, expected);
    }
}
