//! Gene calls and tumour mutational burden, without expression.

mod annotation;
mod kind;
mod without_mutation;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use evade_core::{AlterationStatus, DnaProfile, SampleFacts};
use evade_genome::PanelMatrix;
use evade_io::{DnaFiles, SheetRow, Table};
use evade_stream::{ReadError, Source};
use serde_json::Value;

use self::annotation::{Differences, write_bundle};
use self::kind::{Kind, names_in};
use crate::batch::{self, Done};
use crate::error::{Outcome, UsageError};
use crate::inputs::{InputRecord, stem};
use crate::lanes::{DnaLanes, DnaSettings, Lanes, SharedFiles, all_dna_inputs, open};
use crate::log::{Log, Monitor};
use crate::manifest::{Manifest, RunLog};
use crate::output::Destination;
use crate::overwrite::{files_of_results, spare_inputs};
use crate::part::Part;
use crate::plan::{files_of_row, sheet_of};
use crate::results::write_failed;
use crate::sample::{FailedSample, PlannedSample};
use crate::settings::VariantSettings;
use crate::tables::{self, TableSpec};

/// Judges the genes of every sample and writes the folder of results.
pub fn variants(settings: &VariantSettings, monitor: &dyn Monitor) -> crate::Result<Outcome> {
    let log = &Log::new(monitor);
    let started = SystemTime::now();
    if settings.files.iter().any(|path| Source::from_argument(path) == Source::Stdin) {
        return Err(UsageError::new(
            "evade variants does not read standard input: it looks at a file before it reads it",
            "give the file",
        )
        .into());
    }
    let mut inputs = Vec::new();
    settings.genes.burden.refuse_reported()?;
    let read = DnaSettings::read(&settings.genes, &mut inputs)?;
    let dna = DnaSettings { check: settings.check_annotation, ..read };
    let mut samples = planned(settings, dna.panel_matrix.as_ref(), &mut inputs, log)?;
    // Whose a file is does not depend on the part that is run.
    let shared = SharedFiles::of_samples(&samples);
    let part = Part::choose(&settings.part, samples.iter().map(|sample| &sample.facts))?;
    samples.retain(|sample| part.place(&sample.facts.sample).is_some());
    spare_inputs(files_of(settings, &samples), written(settings))?;
    let bundle = dna.sequences.clone().filter(|_| settings.keep_bundle);
    let lanes = Lanes::new(dna, &shared)?;

    // What concerns all samples is known here; from now on files are written, and what is wrong with the files of a
    // sample costs that sample.
    Manifest::remove(&settings.outdir)?;
    let mut results = VariantResults::create(settings)?;
    let work = |(): &mut (), sample: &PlannedSample| {
        let mut reading = lanes.reading();
        let judged = reading.lanes_of(sample);
        let judged = judged.map_err(|error| FailedSample::unreadable(&sample.facts, error));
        Done::of(sample, reading, judged)
    };
    let records = batch::in_order(
        "judging genes",
        &samples,
        log,
        || (),
        work,
        |batch, judged| {
            batch.iter().zip(judged).try_for_each(|(sample, judged)| results.take(sample, judged))
        },
    )?;
    if let Some(sequences) = bundle {
        write_bundle(&sequences, &settings.outdir)?;
    }
    let (failed, n_altered) = results.finish(&settings.outdir, &part, log)?;
    let outcome = part.outcome(samples.len(), failed.len());
    FailedSample::tell_all(&failed, outcome, log);
    log.info(&summary(samples.len(), failed.len(), n_altered));
    let sample_inputs = all_dna_inputs(&samples, &records);
    inputs.extend(records.into_values());
    inputs.sort();
    inputs.dedup();
    RunLog::new(started, outcome).write(&settings.outdir)?;
    let manifest = Manifest {
        parameters: parameters(settings),
        inputs,
        sample_inputs,
        n_samples: samples.len(),
        n_failed: failed.len(),
        failed: FailedSample::facts(&failed)?,
        part,
        warnings: log.warnings(),
        ..Manifest::of_command(tables::VARIANTS_COMMAND)
    };
    manifest.write(&settings.outdir)?;
    Ok(outcome)
}

/// What became of the samples; of those without a result nothing is known.
fn summary(n: usize, n_failed: usize, n_altered: usize) -> String {
    let samples = |n: usize| format!("{n} sample{}", if n == 1 { "" } else { "s" });
    match n_failed {
        0 => format!("{}, {n_altered} with an altered gene", samples(n)),
        _ if n_failed >= n => format!("{}, none of which has a result", samples(n)),
        _ => format!("{}: {n_failed} without a result, {n_altered} with an altered gene", samples(n)),
    }
}

/// Every file that is read.
fn files_of(settings: &VariantSettings, samples: &[PlannedSample]) -> Vec<PathBuf> {
    let of_samples = samples.iter().flat_map(|sample| sample.files.each().map(|(_, file)| file.into()));
    let named = settings.files.iter().chain(&settings.samples).chain(settings.genes.files());
    named.cloned().chain(of_samples).collect()
}

/// Every file that is written.
fn written(settings: &VariantSettings) -> Vec<PathBuf> {
    let mut files = files_of_results(&settings.outdir, tables::VARIANTS_COMMAND, []);
    files.push(settings.outdir.join(annotation::TABLE));
    files
}

fn has_alteration(dna: &DnaProfile) -> bool {
    dna.genes.iter().any(|gene| gene.status == AlterationStatus::Altered)
}

/// The samples in order: the rows of the sheet, or those that the files hold.
fn planned(
    settings: &VariantSettings,
    matrix: Option<&PanelMatrix>,
    inputs: &mut Vec<InputRecord>,
    log: &Log<'_>,
) -> crate::Result<Vec<PlannedSample>> {
    let mut samples = match &settings.samples {
        Some(sheet) => of_sheet(sheet, settings, inputs, log)?,
        None => {
            let mut samples = of_files(settings)?;
            without_mutation::add(&mut samples, matrix, settings.cnv.as_deref(), &settings.sv, log);
            samples
        }
    };
    let text = |path: &Path| path.display().to_string();
    for sample in &mut samples {
        settings.genes.complete(sample);
        let files = &mut sample.files;
        if files.cnv.is_empty() {
            files.cnv.extend(settings.cnv.as_deref().map(text));
        }
        if files.sv.is_empty() {
            files.sv.extend(settings.sv.iter().map(|path| text(path)));
        }
    }
    Ok(samples)
}

fn of_sheet(
    path: &Path,
    settings: &VariantSettings,
    inputs: &mut Vec<InputRecord>,
    log: &Log<'_>,
) -> crate::Result<Vec<PlannedSample>> {
    let content = open("samples", path, inputs)?;
    let sheet = sheet_of(&content, None, log)?;
    let maf = match settings.files.as_slice() {
        [] => None,
        [one] if Kind::of(&Source::from_argument(one))? == Kind::Maf => Some(one.display().to_string()),
        _ => {
            return Err(UsageError::new(
                "with a sheet the one FILE is the MAF of its samples",
                "name other files in the sheet's columns vcf, maf and reported",
            )
            .into());
        }
    };
    let folder = path.parent().unwrap_or(Path::new(""));
    let planned = |row: &SheetRow| {
        let (mut files, fault) = files_of_row(path, folder, row);
        if files.vcf.is_empty() && files.maf.is_none() && files.reported.is_none() {
            files.maf.clone_from(&maf);
        }
        PlannedSample { fault, ..PlannedSample::of_files(row.facts.clone(), files) }
    };
    Ok(sheet.rows.iter().map(planned).collect())
}

/// The samples of the files: those that a MAF or a table names, and one for each VCF.
fn of_files(settings: &VariantSettings) -> crate::Result<Vec<PlannedSample>> {
    let mut samples: Vec<PlannedSample> = Vec::new();
    for path in &settings.files {
        let source = Source::from_argument(path);
        let known = Kind::of(&source).and_then(|kind| Ok((kind, names_in(&source, kind)?)));
        // A file that cannot be read costs the sample that bears its name.
        let (kind, names, fault) = match known {
            Ok((kind, names)) => (kind, names, None),
            Err(fault) => (Kind::Vcf, None, Some(fault)),
        };
        let file = path.display().to_string();
        for name in names.unwrap_or_else(|| vec![stem(path)]) {
            if samples.iter().any(|sample| sample.facts.sample == name) {
                return Err(ReadError::duplicate(
                    &source.name(),
                    format!("the sample '{name}' is in another file too"),
                )
                .hint("write a sheet: its rows join the files of a sample")
                .into());
            }
            let mut files = DnaFiles::default();
            match kind {
                Kind::Vcf => files.vcf.push(file.clone()),
                Kind::Maf => files.maf = Some(file.clone()),
                Kind::Reported => files.reported = Some(file.clone()),
            }
            let dna_id = settings.tumor.clone().filter(|_| kind == Kind::Vcf).unwrap_or_else(|| name.clone());
            let facts = SampleFacts { rna_id: name.clone(), dna_id, sample: name, ..SampleFacts::default() };
            samples.push(PlannedSample { fault: fault.clone(), ..PlannedSample::of_files(facts, files) });
        }
    }
    Ok(samples)
}

/// The tables while they are written, and what was counted.
struct VariantResults {
    alterations: Table<Destination>,
    variants: Table<Destination>,
    filtered: Table<Destination>,
    tmb: Table<Destination>,
    /// Where a file's consequences and ours differ, on request.
    differences: Option<Differences>,
    n_altered: usize,
    failed: Vec<FailedSample>,
}

impl VariantResults {
    fn create(settings: &VariantSettings) -> crate::Result<Self> {
        let outdir = &settings.outdir;
        let open = |spec: &TableSpec| Destination::open(&outdir.join(spec.name))?.table(spec.columns());
        Ok(Self {
            alterations: open(&tables::ALTERATIONS)?,
            variants: open(&tables::VARIANTS)?,
            filtered: open(&tables::FILTERED_VARIANTS)?,
            tmb: open(&tables::TMB)?,
            differences: settings.check_annotation.then(|| Differences::create(outdir)).transpose()?,
            n_altered: 0,
            failed: Vec::new(),
        })
    }

    fn take(&mut self, sample: &PlannedSample, judged: Result<DnaLanes, FailedSample>) -> crate::Result<()> {
        let DnaLanes { variants: dna, disagreements, .. } = match judged {
            Ok(judged) => judged,
            Err(failed) => {
                self.failed.push(failed);
                return Ok(());
            }
        };
        let sample = sample.facts.sample.as_str();
        for gene in &dna.genes {
            self.alterations.row(tables::alteration_row(sample, gene, &[]))?;
        }
        for variant in &dna.variants {
            self.variants.row(tables::variant_row(sample, variant))?;
        }
        for variant in &dna.filtered {
            self.filtered.row(tables::filtered_row(sample, variant))?;
        }
        self.tmb.row(tables::tmb_row(sample, dna.tmb.as_ref()))?;
        if let Some(differences) = &mut self.differences {
            differences.take(sample, &disagreements)?;
        }
        self.n_altered += usize::from(has_alteration(&dna));
        Ok(())
    }

    /// Completes the tables; gives the samples that failed, in the order of all samples, and how many others have an
    /// altered gene.
    fn finish(
        mut self,
        outdir: &Path,
        part: &Part,
        log: &Log<'_>,
    ) -> crate::Result<(Vec<FailedSample>, usize)> {
        for table in [self.alterations, self.variants, self.filtered, self.tmb] {
            table.finish()?.finish()?;
        }
        if let Some(differences) = self.differences {
            differences.finish(log)?;
        }
        self.failed.sort_by_key(|failed| part.place(&failed.sample));
        write_failed(outdir, &self.failed)?;
        Ok((self.failed, self.n_altered))
    }
}

/// The options; files by their name without folder.
fn parameters(settings: &VariantSettings) -> BTreeMap<String, Value> {
    let name = |path: &Path| Source::from_argument(path).base_name();
    let file = |path: &Option<PathBuf>| path.as_deref().map(name).into();
    let names = |paths: &[PathBuf]| paths.iter().map(|path| name(path)).collect::<Vec<_>>().into();
    let own: [(&str, Value); 5] = [
        ("files", names(&settings.files)),
        ("samples", file(&settings.samples)),
        ("tumor", settings.tumor.clone().into()),
        ("cnv", file(&settings.cnv)),
        ("sv", names(&settings.sv)),
    ];
    let all = own.into_iter().chain(settings.genes.parameters());
    all.map(|(key, value)| (key.to_owned(), value)).collect()
}
