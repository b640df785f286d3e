//! The manifest of a merged result.

use std::collections::BTreeMap;

use serde_json::Value;

use super::gathered::Gathered;
use super::order::SheetOrder;
use crate::inputs::InputRecord;
use crate::manifest::{Manifest, MatrixRecord};
use crate::part::{Part, ids_digest};
use crate::tables;

/// What one run would say, but for the order of inputs and warnings, and `command`, which says that it was merged.
pub(super) fn merged_manifest(
    gathered: &Gathered<'_>,
    matrices: Vec<MatrixRecord>,
    sheet: Option<&SheetOrder>,
) -> Manifest {
    let manifests = || gathered.parts.iter().map(|part| &part.manifest);
    let sum = |counts: fn(&Manifest) -> &BTreeMap<String, u32>| {
        let mut total: BTreeMap<String, u32> = BTreeMap::new();
        for (name, n) in manifests().flat_map(counts) {
            *total.entry(name.clone()).or_default() += n;
        }
        total
    };
    let mut inputs: Vec<InputRecord> = manifests().flat_map(|manifest| manifest.inputs.clone()).collect();
    // The sheet of the merge stands for those of the parts, which had fewer rows perhaps.
    if let Some(sheet) = sheet {
        inputs.retain(|input| input.role != sheet.record().role);
        inputs.push(sheet.record().clone());
    }
    inputs.sort();
    inputs.dedup();
    let mut warnings: Vec<String> = Vec::new();
    for warning in manifests().flat_map(|manifest| &manifest.warnings) {
        if !warnings.contains(warning) {
            warnings.push(warning.clone());
        }
    }
    let mut parameters = gathered.parts[0].manifest.parameters.clone();
    if let Some(sheet) = sheet {
        parameters.insert("samples".to_owned(), sheet.record().name.clone().into());
    }
    // The parts together are all samples.
    if let Some(shard) = parameters.get_mut("shard") {
        *shard = Value::Null;
    }
    if let Some(only) = parameters.get_mut("only") {
        *only = Value::Array(Vec::new());
    }
    let ids = || gathered.samples.iter().map(|(sample, _)| sample);
    let part = Part {
        shard: None,
        only: Vec::new(),
        n_samples: gathered.samples.len(),
        samples_digest: ids_digest(ids().map(String::as_str)),
        places: ids().cloned().zip(0..).collect(),
    };
    Manifest {
        // Merged parts of one lane stay what they are: they have other tables than a run.
        command: if tables::is_whole(gathered.command()) { "merge" } else { gathered.command() }.to_owned(),
        inputs,
        sample_inputs: manifests().flat_map(|manifest| manifest.sample_inputs.clone()).collect(),
        matrices,
        part,
        parameters,
        n_samples: gathered.samples.len(),
        n_failed: gathered.samples.len() - gathered.with_results().count(),
        failed: manifests().flat_map(|manifest| manifest.failed.clone()).collect(),
        phenotypes: sum(|manifest| &manifest.phenotypes),
        flags: sum(|manifest| &manifest.flags),
        warnings,
        ..gathered.parts[0].manifest.clone()
    }
}
