//! Inputs are never replaced: outputs of the same name are refused before anything is written.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::error::UsageError;
use crate::manifest::{MANIFEST, RUN_LOG};
use crate::multiqc;
use crate::output::file_stem;
use crate::pairs::PATIENTS;
use crate::settings::CallSettings;
use crate::tables;

/// Refuses outputs under whose names an input lies, by whatever path or link. What is no file, such as `-` or the id of
/// something built in, is passed over.
pub(crate) fn spare_inputs(
    inputs: impl IntoIterator<Item = impl AsRef<Path>>,
    outputs: impl IntoIterator<Item = impl AsRef<Path>>,
) -> Result<(), UsageError> {
    let real = |path: &Path| path.canonicalize().ok().filter(|path| path.is_file());
    let named = inputs.into_iter().map(|path| path.as_ref().to_owned());
    let inputs: BTreeMap<PathBuf, PathBuf> = named.filter_map(|path| Some((real(&path)?, path))).collect();
    for output in outputs {
        let output = output.as_ref();
        if let Some(input) = real(output).and_then(|output| inputs.get(&output)) {
            return Err(UsageError::new(
                format!("the result {} would replace the input {}", output.display(), input.display()),
                "write to another folder or file",
            ));
        }
    }
    Ok(())
}

/// What a command writes to the folder of its results, the files of its samples among it.
pub(crate) fn files_of_results<'a>(
    outdir: &Path,
    command: &str,
    samples: impl IntoIterator<Item = &'a str>,
) -> Vec<PathBuf> {
    let mut names: Vec<String> =
        tables::of_command(command).iter().map(|spec| spec.name.to_owned()).collect();
    names.extend([MANIFEST, RUN_LOG].map(str::to_owned));
    if tables::is_whole(command) {
        let others = [tables::GENE_MAPPING.name, tables::SCORES_PARQUET, tables::COMPARISONS.name];
        names.extend(others.into_iter().chain(multiqc::FILES).map(str::to_owned));
        for stem in samples.into_iter().map(file_stem) {
            names.extend(["json", "html"].map(|extension| format!("samples/{stem}.{extension}")));
        }
    }
    names.into_iter().map(|name| outdir.join(name)).collect()
}

/// What a command writes on patients to the folder of its results.
pub(crate) fn files_of_patients<'a>(
    outdir: &Path,
    patients: impl IntoIterator<Item = &'a str>,
) -> Vec<PathBuf> {
    let folder = outdir.join(PATIENTS);
    let files = |patient| ["json", "html"].map(|extension| format!("{}.{extension}", file_stem(patient)));
    patients.into_iter().flat_map(files).map(|name| folder.join(name)).collect()
}

/// The files that decide scale and call.
pub(crate) fn files_of_call(call: &CallSettings) -> impl Iterator<Item = PathBuf> {
    let one = [call.rules.clone().into(), call.reference.clone().into()];
    let tables = call.read.tx2gene.clone().into_iter().chain(call.read.gene_lengths.clone());
    one.into_iter().chain(tables).chain(call.gene_sets.iter().cloned())
}
