//! `evade merge`: parts of a run, put together to the tables, JSON files and pages that one run writes, byte for byte.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use evade_io::copy_table;
use evade_stream::Output;
use rayon::prelude::*;

use crate::args::MergeOptions;
use crate::console::Console;
use crate::failure::{self, UsageError};
use crate::gather::{
    Gathered, PartFolder, SheetOrder, check_alike, check_shared_files, copy_mapping, copy_rows,
    merged_manifest,
};
use crate::manifest::{Manifest, RunLog};
use crate::output::{Destination, file_stem};
use crate::overwrite::{files_of_results, spare_inputs};
use crate::results::warn_of_strangers;
use crate::tables;

pub(crate) fn run(options: &MergeOptions, threads: usize, console: &Console) -> anyhow::Result<u8> {
    let started = SystemTime::now();
    check_folders(options)?;
    let parts =
        options.folders.iter().map(|folder| PartFolder::open(folder)).collect::<Result<Vec<_>, _>>()?;
    check_alike(&parts, options.samples.is_some())?;
    let sheet = options.samples.as_deref().map(|path| SheetOrder::read(path, &parts[0])).transpose()?;
    let gathered = Gathered::new(&parts, sheet.as_ref())?;
    check_shared_files(&parts, sheet.is_some(), console)?;
    // Parts of one lane keep no facts.
    if let Some(sheet) = sheet.as_ref().filter(|_| tables::is_whole(gathered.command())) {
        sheet.check_rows(&gathered)?;
    }
    let tables = gathered.open_tables()?;
    let ids = gathered.with_results().map(|(sample, _)| sample.as_str());
    spare_inputs(&options.samples, files_of_results(&options.outdir, gathered.command(), ids))?;

    // From now on files are written; an earlier manifest goes first.
    Manifest::remove(&options.outdir)?;
    for (spec, rows) in &tables {
        copy_rows(&options.outdir.join(spec.name), rows, &gathered)?;
    }
    let matrices = if tables::is_whole(gathered.command()) {
        copy_as_parquet(&options.outdir)?;
        copy_samples(&options.outdir, &gathered, console)?;
        copy_mapping(&options.outdir.join(tables::GENE_MAPPING.name), &gathered)?
    } else {
        Vec::new()
    };

    warn_of_strangers(&options.outdir, gathered.with_results().map(|(sample, _)| sample.as_str()), console);

    let manifest = merged_manifest(&gathered, matrices, sheet.as_ref());
    let exit_code = if manifest.n_failed == 0 { 0 } else { failure::SOME_FAILED };
    console.info(&format!(
        "{} samples of {} parts, {} failed",
        manifest.n_samples,
        parts.len(),
        manifest.n_failed
    ));
    RunLog::new(started, threads, exit_code).write(&options.outdir)?;
    manifest.write(&options.outdir)?;
    Ok(exit_code)
}

/// A result that is also a part would be overwritten while it is read.
fn check_folders(options: &MergeOptions) -> Result<(), UsageError> {
    let real = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let out = real(&options.outdir);
    let mut seen: Vec<PathBuf> = Vec::new();
    for folder in &options.folders {
        let folder = real(folder);
        if folder == out {
            return Err(UsageError::new(
                format!("--outdir {} is one of the parts", options.outdir.display()),
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
fn copy_as_parquet(outdir: &Path) -> anyhow::Result<()> {
    let columns = tables::SCORES.columns();
    let mut table = Destination::open(&outdir.join(tables::SCORES_PARQUET))?.table(columns.clone())?;
    copy_table(&outdir.join(tables::SCORES.name), &columns, &mut table)?;
    table.finish()?.finish()
}

/// Copies the JSON files and pages.
fn copy_samples(outdir: &Path, gathered: &Gathered<'_>, console: &Console) -> anyhow::Result<()> {
    let samples: Vec<_> = gathered.with_results().collect();
    let bar = console.progress("copying samples", samples.len());
    samples.par_iter().try_for_each(|(sample, part)| {
        for extension in ["json", "html"] {
            let name = format!("{}.{extension}", file_stem(sample));
            let bytes = part.sample_file(&name)?;
            Output::write_file(&outdir.join("samples").join(&name), &bytes)?;
        }
        bar.inc(1);
        anyhow::Ok(())
    })?;
    bar.finish_and_clear();
    Ok(())
}
