//! Parts of a run, put together to the tables, JSON files and pages that one run writes, byte for byte.

mod alike;
mod folder;
mod gathered;
mod manifest;
mod mapping;
mod order;
mod patients;
mod shared;

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use evade_io::copy_table;
use evade_stream::Output;
use rayon::prelude::*;

use self::alike::check_alike;
use self::folder::PartFolder;
use self::gathered::{Gathered, copy_rows};
use self::manifest::merged_manifest;
use self::mapping::copy_mapping;
use self::order::SheetOrder;
use self::patients::GatheredPatients;
use self::shared::check_shared_files;
use crate::error::{Outcome, UsageError};
use crate::log::{Log, Monitor};
use crate::manifest::{Manifest, RunLog};
use crate::multiqc;
use crate::output::{Destination, file_stem};
use crate::overwrite::{files_of_patients, files_of_results, spare_inputs};
use crate::pairs::PATIENTS;
use crate::results::{SAMPLES, warn_of_strangers};
use crate::settings::MergeSettings;
use crate::tables;

/// Puts parts of a run together to the tables, JSON files and pages that one run writes, byte for byte.
pub fn merge(settings: &MergeSettings, monitor: &dyn Monitor) -> crate::Result<Outcome> {
    let log = &Log::new(monitor);
    let started = SystemTime::now();
    check_folders(settings)?;
    let parts =
        settings.folders.iter().map(|folder| PartFolder::open(folder)).collect::<Result<Vec<_>, _>>()?;
    check_alike(&parts, settings.samples.is_some())?;
    let sheet = settings.samples.as_deref().map(|path| SheetOrder::read(path, &parts[0])).transpose()?;
    let gathered = Gathered::new(&parts, sheet.as_ref())?;
    check_shared_files(&parts, sheet.is_some(), log)?;
    // Parts of one lane keep no facts.
    if let Some(sheet) = sheet.as_ref().filter(|_| tables::is_whole(gathered.command())) {
        sheet.check_rows(gathered.with_parts())?;
    }
    let tables = gathered.open_tables()?;
    let patients = GatheredPatients::of(&gathered)?;
    let ids = gathered.with_results().map(|(sample, _)| sample.as_str());
    let results = files_of_results(&settings.outdir, gathered.command(), ids);
    let of_patients = files_of_patients(&settings.outdir, patients.ids());
    spare_inputs(&settings.samples, results.into_iter().chain(of_patients))?;

    // From now on files are written; an earlier manifest goes first.
    Manifest::remove(&settings.outdir)?;
    for (spec, rows) in &tables {
        copy_rows(&settings.outdir.join(spec.name), rows, &gathered)?;
    }
    let matrices = if tables::is_whole(gathered.command()) {
        copy_as_parquet(&settings.outdir)?;
        copy_samples(&settings.outdir, &gathered, log)?;
        patients.copy(&settings.outdir)?;
        copy_mapping(&settings.outdir.join(tables::GENE_MAPPING.name), &gathered)?
    } else {
        Vec::new()
    };

    let ids = gathered.with_results().map(|(sample, _)| sample.as_str());
    warn_of_strangers(&settings.outdir, SAMPLES, ids, log);
    warn_of_strangers(&settings.outdir, PATIENTS, patients.ids(), log);

    let manifest = merged_manifest(&gathered, matrices, sheet.as_ref());
    if tables::is_whole(gathered.command()) {
        multiqc::write(&settings.outdir, &manifest)?;
    }
    let outcome = Outcome::of(manifest.n_samples, manifest.n_failed);
    log.info(&format!(
        "{} samples of {} parts, {} failed",
        manifest.n_samples,
        parts.len(),
        manifest.n_failed
    ));
    if outcome == Outcome::BadData {
        log.error("no sample of any part has a result; failed.tsv has the reason of each");
    }
    RunLog::new(started, outcome).write(&settings.outdir)?;
    manifest.write(&settings.outdir)?;
    Ok(outcome)
}

/// A result that is also a part would be overwritten while it is read.
fn check_folders(settings: &MergeSettings) -> Result<(), UsageError> {
    let real = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let out = real(&settings.outdir);
    let mut seen: Vec<PathBuf> = Vec::new();
    for folder in &settings.folders {
        let folder = real(folder);
        if folder == out {
            return Err(UsageError::new(
                format!("--outdir {} is one of the parts", settings.outdir.display()),
                "give another folder for the result",
            ));
        }
        if seen.contains(&folder) {
            return Err(UsageError::new(
                format!("the folder {} is given twice", folder.display()),
                "name each part once",
            ));
        }
        seen.push(folder);
    }
    Ok(())
}

/// Writes the scores as Parquet, from those that have just been written.
fn copy_as_parquet(outdir: &Path) -> crate::Result<()> {
    let columns = tables::SCORES.columns();
    let mut table = Destination::open(&outdir.join(tables::SCORES_PARQUET))?.table(columns.clone())?;
    copy_table(&outdir.join(tables::SCORES.name), &columns, &mut table)?;
    table.finish()?.finish()
}

/// Copies the JSON files and pages.
fn copy_samples(outdir: &Path, gathered: &Gathered<'_>, log: &Log<'_>) -> crate::Result<()> {
    let samples: Vec<_> = gathered.with_results().collect();
    let bar = log.progress("copying samples", samples.len());
    samples.par_iter().try_for_each(|(sample, part)| {
        for extension in ["json", "html"] {
            let name = format!("{}.{extension}", file_stem(sample));
            let bytes = part.sample_file(&name)?;
            Output::write_file(&outdir.join("samples").join(&name), &bytes)?;
        }
        bar.advance(1);
        Ok::<_, crate::Error>(())
    })?;
    drop(bar);
    Ok(())
}
