//! `manifest.json`: what a result was made from, without times, hosts or paths; and `run.log.json`, which has them.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use evade_core::Reason;
use serde::Serialize;

use crate::inputs::InputRecord;

/// Everything that decided the results.
#[derive(Debug, Serialize)]
pub(crate) struct Manifest {
    pub(crate) schema_version: &'static str,
    pub(crate) program: &'static str,
    pub(crate) version: &'static str,
    pub(crate) intended_use: &'static str,
    pub(crate) command: &'static str,
    pub(crate) parameters: BTreeMap<&'static str, serde_json::Value>,
    pub(crate) inputs: Vec<InputRecord>,
    pub(crate) matrices: Vec<MatrixRecord>,
    pub(crate) reference: serde_json::Value,
    pub(crate) rules: serde_json::Value,
    pub(crate) signatures: serde_json::Value,
    pub(crate) genes: serde_json::Value,
    pub(crate) n_samples: usize,
    pub(crate) n_failed: usize,
    pub(crate) phenotypes: BTreeMap<&'static str, u32>,
    pub(crate) flags: BTreeMap<Reason, u32>,
    pub(crate) seeds: &'static str,
    pub(crate) warnings: Vec<String>,
}

impl Manifest {
    pub(crate) const SCHEMA_VERSION: &'static str = "1.0";
    pub(crate) const SEEDS: &'static str =
        "fixed: gene resamples are seeded by signature id, reference resamples by the reference builder";
}

/// How one matrix was read.
#[derive(Debug, Serialize)]
pub(crate) struct MatrixRecord {
    pub(crate) name: String,
    pub(crate) format: &'static str,
    /// Files of one sample each that were put together.
    pub(crate) n_files: usize,
    pub(crate) unit: &'static str,
    pub(crate) unit_declared: bool,
    pub(crate) unit_evidence: String,
    pub(crate) n_rows: usize,
    pub(crate) n_columns: usize,
    pub(crate) n_genes: usize,
    pub(crate) n_genes_in_several_rows: usize,
    pub(crate) several_rows_policy: &'static str,
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
    pub(crate) fn new(started: SystemTime, threads: usize, exit_code: u8) -> Self {
        Self {
            started_unix_seconds: started.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs(),
            seconds: started.elapsed().unwrap_or(Duration::ZERO).as_secs_f64(),
            host: std::fs::read_to_string("/proc/sys/kernel/hostname")
                .ok()
                .map(|name| name.trim().to_owned()),
            threads,
            command_line: std::env::args().collect(),
            working_folder: std::env::current_dir().ok().map(|path| path.display().to_string()),
            exit_code,
        }
    }
}

/// Pretty JSON with a line end.
pub(crate) fn json_text(value: &impl Serialize) -> anyhow::Result<Vec<u8>> {
    let mut text = serde_json::to_vec_pretty(value)?;
    text.push(b'\n');
    Ok(text)
}
