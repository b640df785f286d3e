//! What is asked of a comparison.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;

use super::{CallSettings, GeneSettings, RunSettings};

/// What [`compare`](crate::compare()) is asked to do.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CompareSettings {
    /// Sample sheet with the columns `patient` and `collection_date` or `timepoint`.
    pub samples: PathBuf,
    /// Matrix of all samples.
    pub expression: Option<PathBuf>,
    /// Folder of the results; created if missing.
    pub outdir: PathBuf,
    /// What decides scale and call.
    pub call: CallSettings,
    /// How variants are read and genes judged.
    pub genes: GeneSettings,
    /// Rules of mechanisms of the user's own; the built-in ones otherwise.
    pub mechanisms: Option<PathBuf>,
}

impl CompareSettings {
    /// What decides the results, for the manifest: as for a run of the same samples.
    pub(crate) fn parameters(&self) -> BTreeMap<String, Value> {
        let run = RunSettings {
            samples: Some(self.samples.clone()),
            expression: self.expression.clone(),
            outdir: self.outdir.clone(),
            call: self.call.clone(),
            genes: self.genes.clone(),
            mechanisms: self.mechanisms.clone(),
            ..RunSettings::default()
        };
        run.parameters()
    }
}
