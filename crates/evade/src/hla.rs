//! The state of HLA-A, -B and -C, one row per sample and gene.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use evade_core::{HlaGene, HlaSummary, SampleFacts};
use evade_io::{DnaFiles, Table};
use evade_stream::Source;
use serde_json::Value;

use crate::batch::{self, Done};
use crate::error::{Outcome, UsageError};
use crate::inputs::InputRecord;
use crate::lanes::HlaFile;
use crate::lanes::{DnaSettings, Lanes, SharedFiles, all_dna_inputs};
use crate::log::{Log, Monitor};
use crate::manifest::{Manifest, RunLog};
use crate::output::Destination;
use crate::overwrite::{files_of_results, spare_inputs};
use crate::part::Part;
use crate::plan::{files_of_row, sheet_of};
use crate::results::write_failed;
use crate::sample::{FailedSample, PlannedSample};
use crate::settings::HlaSettings;
use crate::tables;

/// Assesses HLA-A, -B and -C of every sample and writes the folder of results.
pub fn hla(settings: &HlaSettings, monitor: &dyn Monitor) -> crate::Result<Outcome> {
    let log = &Log::new(monitor);
    let started = SystemTime::now();
    if settings.purity.is_some_and(|purity| !(0.0..=1.0).contains(&purity)) {
        return Err(UsageError::new("--purity is a fraction from 0 to 1", "write 0.4 for 40 %").into());
    }
    let mut inputs = Vec::new();
    let mut samples = match &settings.samples {
        Some(sheet) => of_sheet(settings, sheet, &mut inputs, log)?,
        None => of_files(settings)?,
    };
    // Whose a file is does not depend on the part that is run.
    let shared = SharedFiles::of_samples(&samples);
    let part = Part::choose(&settings.part, samples.iter().map(|sample| &sample.facts))?;
    samples.retain(|sample| part.place(&sample.facts.sample).is_some());
    let of_samples =
        samples.iter().flat_map(|sample| sample.files.each().map(|(_, file)| PathBuf::from(file)));
    let read = settings.files.iter().chain(&settings.samples).cloned().chain(of_samples);
    spare_inputs(read, files_of_results(&settings.outdir, tables::HLA_COMMAND, []))?;
    let dna = DnaSettings { allow_missing_newline: settings.allow_missing_newline, ..DnaSettings::default() };
    let lanes = Lanes::new(dna, &shared)?;

    // A folder with a manifest is a complete run: the earlier one goes before anything is written.
    Manifest::remove(&settings.outdir)?;
    let mut table = StateTable::create(&settings.outdir)?;
    let work = |(): &mut (), sample: &PlannedSample| {
        let mut reading = lanes.reading();
        let states = reading.hla_alone(sample);
        let states = states.map_err(|error| FailedSample::unreadable(&sample.facts, error));
        Done::of(sample, reading, states)
    };
    let records = batch::in_order(
        "assessing HLA",
        &samples,
        log,
        || (),
        work,
        |batch, states| batch.iter().zip(states).try_for_each(|(sample, states)| table.take(sample, states)),
    )?;
    let failed = table.finish(&settings.outdir, &part, log)?;
    let sample_inputs = all_dna_inputs(&samples, &records);
    inputs.extend(records.into_values());
    let outcome = part.outcome(samples.len(), failed.len());
    FailedSample::tell_all(&failed, outcome, log);
    let manifest = Manifest {
        parameters: parameters(settings),
        inputs,
        sample_inputs,
        n_samples: samples.len(),
        n_failed: failed.len(),
        failed: FailedSample::facts(&failed)?,
        part,
        warnings: log.warnings(),
        ..Manifest::of_command(tables::HLA_COMMAND)
    };
    RunLog::new(started, outcome).write(&settings.outdir)?;
    manifest.write(&settings.outdir)?;
    Ok(outcome)
}

/// The table of states while it is written, and what was counted.
struct StateTable {
    states: Table<Destination>,
    failed: Vec<FailedSample>,
    n_lost: usize,
    n_told: usize,
    n_samples: usize,
}

impl StateTable {
    fn create(outdir: &Path) -> crate::Result<Self> {
        let spec = &tables::HLA_LOH;
        let states = Destination::open(&outdir.join(spec.name))?.table(spec.columns())?;
        Ok(Self { states, failed: Vec::new(), n_lost: 0, n_told: 0, n_samples: 0 })
    }

    fn take(
        &mut self,
        sample: &PlannedSample,
        states: Result<Vec<HlaGene>, FailedSample>,
    ) -> crate::Result<()> {
        self.n_samples += 1;
        match states {
            Ok(genes) => {
                let summary = HlaSummary::of(&genes, &[]);
                self.n_told += usize::from(summary.loh.is_some());
                self.n_lost += usize::from(summary.loh == Some(true));
                for gene in &genes {
                    self.states.row(tables::hla_row(&sample.facts.sample, gene))?;
                }
            }
            Err(failed) => self.failed.push(failed),
        }
        Ok(())
    }

    /// Completes both tables; gives the samples that failed, in the order of all samples.
    fn finish(mut self, outdir: &Path, part: &Part, log: &Log<'_>) -> crate::Result<Vec<FailedSample>> {
        self.states.finish()?.finish()?;
        self.failed.sort_by_key(|failed| part.place(&failed.sample));
        write_failed(outdir, &self.failed)?;
        log.info(&format!(
            "{} samples: {} lost an HLA class I allele, {} could be told, {} failed",
            self.n_samples,
            self.n_lost,
            self.n_told,
            self.failed.len()
        ));
        Ok(self.failed)
    }
}

/// The samples of a sheet; files on the command line are added to the files of each.
fn of_sheet(
    settings: &HlaSettings,
    path: &Path,
    inputs: &mut Vec<InputRecord>,
    log: &Log<'_>,
) -> crate::Result<Vec<PlannedSample>> {
    let source = Source::from_argument(path);
    let content = source.read()?;
    let sheet = sheet_of(&content, None, log)?;
    inputs.push(InputRecord {
        role: "samples".into(),
        name: source.base_name(),
        sha256: Some(content.sha256),
    });
    let folder = path.parent().unwrap_or(Path::new(""));
    let common: Vec<String> = settings.files.iter().map(|file| file.display().to_string()).collect();
    let mut samples = Vec::with_capacity(sheet.rows.len());
    for row in sheet.rows {
        let (mut files, fault) = files_of_row(path, folder, &row);
        files.hla.extend(common.iter().cloned());
        let facts = with_defaults(row.facts, settings);
        samples.push(PlannedSample { fault, ..PlannedSample::of_files(facts, files) });
    }
    Ok(samples)
}

/// The samples that the files name. A file that names none is of the sample its own name begins with, up to the first
/// point, so that `T1.lilac.tsv` and `T1.lilac.qc.tsv` are of one sample.
fn of_files(settings: &HlaSettings) -> crate::Result<Vec<PlannedSample>> {
    if settings.files.is_empty() {
        return Err(UsageError::new("there is no file", "give files, or a sheet with --samples").into());
    }
    let mut files_of: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in &settings.files {
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
        PlannedSample::of_files(with_defaults(facts, settings), files)
    };
    Ok(files_of.into_iter().map(sample).collect())
}

fn with_defaults(mut facts: SampleFacts, settings: &HlaSettings) -> SampleFacts {
    facts.purity = facts.purity.or(settings.purity);
    facts.ploidy = facts.ploidy.or(settings.ploidy);
    facts.genome = facts.genome.or_else(|| settings.genome.clone());
    facts
}

fn parameters(settings: &HlaSettings) -> BTreeMap<String, Value> {
    let name = |path: &PathBuf| Value::from(Source::from_argument(path).base_name());
    let parameters: [(&str, Value); 8] = [
        ("files", settings.files.iter().map(name).collect()),
        ("samples", settings.samples.as_ref().map_or(Value::Null, name)),
        ("purity", settings.purity.into()),
        ("ploidy", settings.ploidy.into()),
        ("genome", settings.genome.clone().into()),
        ("allow_missing_newline", settings.allow_missing_newline.into()),
        ("shard", settings.part.shard.map(|shard| shard.to_string()).into()),
        ("only", settings.part.only.clone().into()),
    ];
    parameters.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}
