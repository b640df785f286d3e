//! `evade hla`: the state of HLA-A, -B and -C, one row a sample and gene.
#![allow(clippy::doc_markdown)] // the comments of the options are the help text, where backticks would be printed

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use clap::Args;
use evade_core::{HlaGene, HlaSummary, Reason, SampleFacts};
use evade_io::DnaFiles;
use evade_stream::Source;
use serde_json::Value;

use crate::console::Console;
use crate::failure::UsageError;
use crate::genome::{SharedFiles, all_dna_inputs, read_hla_lane};
use crate::hla_files::HlaFile;
use crate::inputs::InputRecord;
use crate::manifest::{Manifest, RunLog};
use crate::output::Destination;
use crate::overwrite::{files_of_results, spare_inputs};
use crate::part::{Part, PartOptions};
use crate::plan::{FailedSample, PlannedSample, existing_files, sheet_of};
use crate::{failure, tables};

#[derive(Debug, Args)]
pub(crate) struct HlaOptions {
    /// HLA tables (LOHHLA, lohhla-mod, MHC Hammer, LILAC with its qc file, SpecHLA, or sample gene status), segments, or
    /// allele counts. With a sheet these hold all its samples.
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Sample sheet with the columns `sample` and `hla` or `cnv` (each a file or a `;` list), `dna_id`, `purity`,
    /// `ploidy`, `genome`.
    #[arg(long, value_name = "SHEET")]
    pub(crate) samples: Option<PathBuf>,
    /// Folder of the results.
    #[arg(long, value_name = "OUT")]
    pub(crate) outdir: PathBuf,
    /// Tumour content of samples without one in the sheet, 0 to 1.
    #[arg(long, value_name = "FRACTION")]
    pub(crate) purity: Option<f64>,
    /// Ploidy of samples without one in the sheet.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) ploidy: Option<f64>,
    /// Genome of samples without one in the sheet: `GRCh37` or `GRCh38`.
    #[arg(long, value_name = "BUILD")]
    pub(crate) genome: Option<String>,
    #[command(flatten)]
    pub(crate) part: PartOptions,
}

pub(crate) fn run(options: &HlaOptions, threads: usize, console: &Console) -> anyhow::Result<u8> {
    let started = SystemTime::now();
    if options.purity.is_some_and(|purity| !(0.0..=1.0).contains(&purity)) {
        return Err(UsageError::new("--purity is a fraction from 0 to 1", "write 0.4 for 40 %").into());
    }
    let mut inputs = Vec::new();
    let mut samples = match &options.samples {
        Some(sheet) => of_sheet(options, sheet, &mut inputs, console)?,
        None => of_files(options)?,
    };
    // Whose a file is does not depend on the part that is run.
    let shared = SharedFiles::of_samples(&samples);
    let part = Part::choose(&options.part, samples.iter().map(|sample| &sample.facts))?;
    samples.retain(|sample| part.place(&sample.facts.sample).is_some());
    let of_samples =
        samples.iter().flat_map(|sample| sample.files.each().map(|(_, file)| PathBuf::from(file)));
    let read = options.files.iter().chain(&options.samples).cloned().chain(of_samples);
    spare_inputs(read, files_of_results(&options.outdir, tables::HLA_COMMAND, []))?;
    let (states, records) = read_hla_lane(&samples, &shared, console)?;
    let sample_inputs = all_dna_inputs(&samples, &records);
    inputs.extend(records.into_values());

    // A folder with a manifest is a complete run: the earlier one goes before anything is written.
    Manifest::remove(&options.outdir)?;
    let failed = write_tables(&options.outdir, &samples, states, console)?;
    let exit_code = if failed.is_empty() { 0 } else { failure::SOME_FAILED };
    let manifest = Manifest {
        parameters: parameters(options),
        inputs,
        sample_inputs,
        n_samples: samples.len(),
        n_failed: failed.len(),
        failed: FailedSample::facts(&failed)?,
        part,
        warnings: console.warnings(),
        ..Manifest::of_command(tables::HLA_COMMAND)
    };
    RunLog::new(started, threads, exit_code).write(&options.outdir)?;
    manifest.write(&options.outdir)?;
    Ok(exit_code)
}

/// Writes both tables; gives the samples that failed.
fn write_tables(
    outdir: &Path,
    samples: &[PlannedSample],
    states: Vec<anyhow::Result<Vec<HlaGene>>>,
    console: &Console,
) -> anyhow::Result<Vec<FailedSample>> {
    let spec = &tables::HLA_LOH;
    let mut table = Destination::open(&outdir.join(spec.name))?.table(spec.columns())?;
    let mut failed = Vec::new();
    let (mut n_lost, mut n_told) = (0, 0);
    for (sample, state) in samples.iter().zip(states) {
        match state {
            Ok(genes) => {
                let summary = HlaSummary::of(&genes, &[]);
                n_told += usize::from(summary.loh.is_some());
                n_lost += usize::from(summary.loh == Some(true));
                for gene in &genes {
                    table.row(tables::hla_row(&sample.facts.sample, gene))?;
                }
            }
            Err(error) => {
                let why = failure::message(&error);
                console.warn(&format!("the sample '{}' has no result: {why}", sample.facts.sample));
                failed.push(FailedSample::new(&sample.facts, Reason::InputUnreadable, why));
            }
        }
    }
    table.finish()?.finish()?;
    let mut table = Destination::open(&outdir.join(tables::FAILED.name))?.table(tables::FAILED.columns())?;
    for sample in &failed {
        let cells =
            [sample.sample.as_str().into(), sample.reason.as_str().into(), sample.detail.as_str().into()];
        table.row(cells)?;
    }
    table.finish()?.finish()?;
    console.info(&format!(
        "{} samples: {n_lost} lost an HLA class I allele, {n_told} could be told, {} failed",
        samples.len(),
        failed.len()
    ));
    Ok(failed)
}

/// The samples of a sheet; files on the command line are added to the files of each.
fn of_sheet(
    options: &HlaOptions,
    path: &Path,
    inputs: &mut Vec<InputRecord>,
    console: &Console,
) -> anyhow::Result<Vec<PlannedSample>> {
    let source = Source::from_argument(path);
    let content = source.read()?;
    let sheet = sheet_of(&content, None, console)?;
    inputs.push(InputRecord {
        role: "samples".into(),
        name: source.base_name(),
        sha256: Some(content.sha256),
    });
    let folder = path.parent().unwrap_or(Path::new(""));
    let common: Vec<String> = options.files.iter().map(|file| file.display().to_string()).collect();
    let mut samples = Vec::with_capacity(sheet.rows.len());
    for row in sheet.rows {
        let mut files = existing_files(path, folder, &row)?;
        files.hla.extend(common.iter().cloned());
        samples.push(PlannedSample {
            facts: with_defaults(row.facts, options),
            rna: None,
            own_expression: false,
            files,
        });
    }
    Ok(samples)
}

/// The samples that the files name. A file that names none is of the sample its own name begins with, up to the first
/// point, so that `T1.lilac.tsv` and `T1.lilac.qc.tsv` are of one sample.
fn of_files(options: &HlaOptions) -> anyhow::Result<Vec<PlannedSample>> {
    if options.files.is_empty() {
        return Err(UsageError::new("there is no file", "give files, or a sheet with --samples").into());
    }
    let mut files_of: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in &options.files {
        let path = file.display().to_string();
        let source = Source::from_argument(file);
        let stem = source.base_name().split('.').next().unwrap_or_default().to_owned();
        // A file that cannot be read fails below, as the file of the sample it is named after.
        let known = source.read().and_then(HlaFile::read);
        let names: Vec<String> = known.iter().flat_map(HlaFile::samples).map(str::to_owned).collect();
        let names = if names.is_empty() { vec![stem] } else { names };
        for name in names {
            files_of.entry(name).or_default().push(path.clone());
        }
    }
    let sample = |(name, files): (String, Vec<String>)| {
        let facts = SampleFacts { dna_id: name.clone(), sample: name, ..SampleFacts::default() };
        let files = DnaFiles { hla: files, ..DnaFiles::default() };
        PlannedSample { facts: with_defaults(facts, options), rna: None, own_expression: false, files }
    };
    Ok(files_of.into_iter().map(sample).collect())
}

fn with_defaults(mut facts: SampleFacts, options: &HlaOptions) -> SampleFacts {
    facts.purity = facts.purity.or(options.purity);
    facts.ploidy = facts.ploidy.or(options.ploidy);
    facts.genome = facts.genome.or_else(|| options.genome.clone());
    facts
}

fn parameters(options: &HlaOptions) -> BTreeMap<String, Value> {
    let name = |path: &PathBuf| Value::from(Source::from_argument(path).base_name());
    let parameters: [(&str, Value); 7] = [
        ("files", options.files.iter().map(name).collect()),
        ("samples", options.samples.as_ref().map_or(Value::Null, name)),
        ("purity", options.purity.into()),
        ("ploidy", options.ploidy.into()),
        ("genome", options.genome.clone().into()),
        ("shard", options.part.shard.map(|shard| shard.to_string()).into()),
        ("only", options.part.only.clone().into()),
    ];
    parameters.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}
