//! The main job: every table, one JSON per sample, a manifest.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::SystemTime;

use evade_core::{GeneTable, Phenotype, Reason, ScaleKind};
use evade_stream::Digest;
use rayon::prelude::*;

use crate::builtin;
use crate::cohort::{CallSetup, MatrixCaller, profile_all};
use crate::document::{Documents, amended_file};
use crate::earlier::{compare, same_inputs};
use crate::error::{Outcome, UsageError};
use crate::expression::MatrixReader;
use crate::inputs::InputRecord;
use crate::lanes::{self, DnaSettings, Lanes};
use crate::log::{Log, Monitor};
use crate::manifest::{Manifest, MatrixRecord, RunLog};
use crate::mechanisms::Mechanisms;
use crate::multiqc;
use crate::overwrite::{files_of_call, files_of_patients, files_of_results, spare_inputs};
use crate::pairs::{Comparer, PATIENTS, PairSetup, PatientFiles, Patients, Waiting};
use crate::part::{Part, ids_digest};
use crate::plan::{Plan, PlanRequest};
use crate::resistance::warn_of_differing_courses;
use crate::results::{Counts, Results, SAMPLES, warn_of_strangers, write_mapping};
use crate::sample::{FailedSample, PlannedSample};
use crate::scale::ScaleInputs;
use crate::settings::{CallSettings, PatientSettings, RunSettings};
use crate::tables::check_carry;
use crate::unit::several_rows;

/// Samples from which the cohort scale is compared with the frozen one in the log.
const COMPARE_SCALES_FROM: usize = 50;
/// What the manifest says of chance.
const SEEDS: &str =
    "fixed: gene resamples are seeded by signature id, reference resamples by the reference builder";

/// Scores, calls and judges every sample, and writes the folder of results.
pub fn run(settings: &RunSettings, monitor: &dyn Monitor) -> crate::Result<Outcome> {
    run_as(settings, None, &Log::new(monitor))
}

/// Runs; `earlier` is the manifest of a run that this one repeats.
pub(crate) fn run_as(
    settings: &RunSettings,
    earlier: Option<&Manifest>,
    log: &Log<'_>,
) -> crate::Result<Outcome> {
    let started = SystemTime::now();
    check(settings)?;
    check_carry(&settings.carry)?;
    let genes = builtin::genes()?;
    let scale_inputs = ScaleInputs::open(&settings.call, &genes)?;
    let reader = MatrixReader::of_call(&settings.call, Digest::Sha256, &genes, log)?;
    let (mut plan, sheet) = plan_of(settings, &reader, log)?;
    plan.samples.iter_mut().for_each(|sample| settings.genes.complete(sample));
    let mut of_genes = Vec::new();
    let dna = DnaSettings::read(&settings.genes, &mut of_genes)?;
    let results = files_of_results(&settings.outdir, "run", plan.sample_ids());
    let every_patient = Patients::of(&plan);
    let of_patients = files_of_patients(&settings.outdir, every_patient.ids());
    spare_inputs(files_of(settings, &plan), results.into_iter().chain(of_patients))?;
    let (rules_digest, scale_records) = (scale_inputs.rules_digest.clone(), scale_inputs.records.clone());
    let mechanisms = Mechanisms::open(settings.mechanisms.as_deref())?;
    let mechanisms_record = mechanisms.record.clone();
    let setup = scale_inputs.setup(&plan, &genes, log)?.reported_on(settings.document.date);
    plan.keep_part();
    // Of the samples of this part alone: one that waits for another part would wait for ever.
    let patients = Patients::of(&plan);
    let setup = &setup.with_mechanisms(mechanisms).comparing(patients.compared());
    let pairs = PairSetup::built_in()?;
    warn_of_differing_courses(plan.samples.iter().map(|sample| &sample.facts), log);
    let lanes = Lanes::new(dna, &plan.shared)?;
    let callers: Vec<MatrixCaller<'_>> =
        plan.matrices.iter().map(|matrix| MatrixCaller::new(setup, matrix, &genes)).collect();
    let mut inputs: Vec<InputRecord> = sheet
        .into_iter()
        .chain(plan.matrix_records())
        .chain(reader.files.table_records())
        .chain(scale_records)
        .chain(mechanisms_record)
        .chain(of_genes)
        .collect();
    if let Some(earlier) = earlier {
        let of_samples: Vec<InputRecord> =
            plan.samples.par_iter().flat_map_iter(|sample| lanes::digests_of(sample).into_values()).collect();
        same_inputs(earlier, &inputs, &of_samples)?;
    }

    let sample_ids = plan.samples.iter().map(|sample| sample.facts.sample.as_str());
    let documents = Documents::read(&settings.document, sample_ids, log)?;

    // What concerns all samples is known here; from now on files are written, and what is wrong with the files of a
    // sample costs that sample. An earlier manifest goes first: a folder with a manifest is a complete run.
    Manifest::remove(&settings.outdir)?;
    let mut results = Results::create(&settings.outdir, setup, documents, &settings.carry)?;
    let mut patient_files = PatientFiles::create(&settings.outdir)?;
    let comparer = Comparer::new(setup, &pairs, &lanes, &plan.samples);
    let mut waiting = Waiting::new(comparer, &patients, &plan.failed);
    let records = profile_all(setup, &callers, &plan.samples, Some(&lanes), log, |profiles| {
        let released = waiting.take(profiles)?;
        patient_files.take(&released.patients)?;
        results.take(released.samples)
    })?;
    patient_files.finish(log)?;
    let mut counts = results.finish(&settings.outdir, &plan)?;
    write_mapping(&settings.outdir, &plan, &callers, setup, &genes)?;
    if setup.scale == ScaleKind::Cohort && plan.samples.len() >= COMPARE_SCALES_FROM {
        compare_with_frozen(settings, &plan, &counts, &genes, log)?;
    }
    let n_samples = plan.samples.len() + plan.failed.len();
    let outcome = plan.part.outcome(n_samples, counts.failed.len());
    tell(&counts, &plan, setup, outcome, log);
    std::mem::take(&mut counts.remarks).tell(setup, log);
    let ids = plan.samples.iter().map(|sample| sample.facts.sample.as_str());
    warn_of_strangers(&settings.outdir, SAMPLES, ids, log);
    warn_of_strangers(&settings.outdir, PATIENTS, patients.ids(), log);

    let sample_inputs = sample_inputs(&plan, &records);
    inputs.extend(records.into_values());
    let manifest = Manifest {
        parameters: settings.parameters(),
        inputs,
        sample_inputs,
        matrices: matrix_records(&plan, &callers, &settings.call),
        rules: serde_json::json!({ "id": setup.rules.id, "digest": rules_digest }),
        n_samples,
        warnings: log.warnings(),
        ..manifest_of(setup, &pairs, &genes, &counts, plan.part)?
    };
    if let Some(earlier) = earlier {
        compare(earlier, &manifest, log);
    }
    multiqc::write(&settings.outdir, &manifest)?;
    RunLog::new(started, outcome).write(&settings.outdir)?;
    manifest.write(&settings.outdir)?;
    Ok(outcome)
}

/// Refuses settings that make sense one by one alone.
fn check(settings: &RunSettings) -> Result<(), UsageError> {
    if settings.patient.is_some() && !settings.part.is_all() {
        return Err(UsageError::new(
            "--shard and --only are for the samples of a sheet or matrix, --sample is one",
            "leave them out, or give a sheet",
        ));
    }
    match settings.patient {
        Some(_) => Ok(()),
        None => settings.genes.burden.refuse_reported(),
    }
}

/// The samples, and the record of the sheet that names them.
fn plan_of(
    settings: &RunSettings,
    reader: &MatrixReader<'_>,
    log: &Log<'_>,
) -> crate::Result<(Plan, Option<InputRecord>)> {
    match &settings.patient {
        Some(patient) => Ok((patient_plan(settings, patient, reader)?, None)),
        None => Plan::make(&request(settings), reader, log),
    }
}

/// What the user should know when all is written.
fn tell(counts: &Counts, plan: &Plan, setup: &CallSetup, outcome: Outcome, log: &Log<'_>) {
    FailedSample::tell_all(&counts.failed, outcome, log);
    if outcome != Outcome::BadData {
        log.info(&summary(counts, plan, setup));
        warn_of_unevaluable(counts, setup, log);
    }
}

/// What the manifest says of scale, gene table and calls.
fn manifest_of(
    setup: &CallSetup,
    pairs: &PairSetup,
    genes: &GeneTable,
    counts: &Counts,
    part: Part,
) -> crate::Result<Manifest> {
    let reference = &setup.reference;
    Ok(Manifest {
        reference: serde_json::json!({
            "id": reference.id, "n": reference.n, "n_genes": reference.universe.len(),
            "digest": reference.digest, "method": reference.method,
        }),
        signatures: serde_json::json!({
            "n": setup.signatures.len(), "digest": evade_stream::sha256_hex(setup.digests.join("\n").as_bytes()),
        }),
        genes: serde_json::json!({
            "n": genes.len(), "digest": builtin::genes_digest(),
        }),
        readouts: serde_json::json!({
            "id": setup.readouts.rules.id, "digest": builtin::readout_rules_digest(),
        }),
        mechanisms: setup.mechanisms.as_ref().map_or(
            serde_json::Value::Null,
            |of| serde_json::json!({ "id": of.rules.id, "digest": of.digest, "knowledge": of.knowledge_digest }),
        ),
        resistance: serde_json::json!({
            "id": setup.resistance.rules.id, "digest": builtin::resistance_rules_digest(),
        }),
        pairs: serde_json::json!({ "id": pairs.rules.id, "digest": pairs.digest }),
        features: serde_json::json!({
            "id": setup.features.id(), "digest": builtin::feature_list_digest(),
        }),
        n_failed: counts.failed.len(),
        failed: FailedSample::facts(&counts.failed)?,
        part,
        phenotypes: counts.phenotypes.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect(),
        flags: counts.flags.iter().map(|(reason, n)| (reason.to_string(), *n)).collect(),
        seeds: SEEDS.to_owned(),
        ..Manifest::of_command("run")
    })
}

fn request(settings: &RunSettings) -> PlanRequest<'_> {
    PlanRequest {
        sheet: settings.samples.as_deref(),
        expression: settings.expression.as_deref(),
        carry: &settings.carry,
        part: &settings.part,
        whole_cohort: settings.call.scale == ScaleKind::Cohort,
    }
}

fn patient_plan(
    settings: &RunSettings,
    patient: &PatientSettings,
    reader: &MatrixReader<'_>,
) -> crate::Result<Plan> {
    if settings.expression.is_none() && patient.files.is_empty() {
        return Err(UsageError::new(
            format!("the sample '{}' has no input", patient.sample),
            "give --expression, --vcf, --maf, --reported, --cnv, --sv or --hla",
        )
        .into());
    }
    let matrix = settings.expression.as_deref().map(|path| reader.open(path)).transpose()?;
    Plan::one_patient(matrix, patient.facts(), patient.rna_id.is_some(), patient.files.clone())
}

/// Every file that the run reads.
fn files_of(settings: &RunSettings, plan: &Plan) -> Vec<PathBuf> {
    let named = settings
        .samples
        .iter()
        .chain(&settings.expression)
        .chain(&settings.mechanisms)
        .chain(settings.genes.files())
        .cloned();
    let amended = settings
        .document
        .amends
        .iter()
        .flat_map(|path| plan.sample_ids().map(|sample| amended_file(path, sample)).collect::<Vec<_>>());
    named.chain(files_of_call(&settings.call)).chain(plan.files()).chain(amended).collect()
}

/// Says how many calls would differ on the default frozen scale.
fn compare_with_frozen(
    settings: &RunSettings,
    plan: &Plan,
    counts: &Counts,
    genes: &GeneTable,
    log: &Log<'_>,
) -> crate::Result<()> {
    if settings.call.tissue.is_some() {
        // The model of a tissue that was stated may be made for cohorts alone.
        return Ok(());
    }
    let frozen = CallSettings { scale: ScaleKind::Frozen, ..settings.call.clone() };
    let setup = ScaleInputs::open(&frozen, genes)?.setup(plan, genes, log)?;
    let callers: Vec<MatrixCaller<'_>> =
        plan.matrices.iter().map(|matrix| MatrixCaller::new(&setup, matrix, genes)).collect();
    let mut calls = Vec::new();
    profile_all(&setup, &callers, &plan.samples, None, log, |profiles| {
        let rna =
            profiles.into_iter().flatten().filter_map(|p| Some((p.facts.sample, p.rna?.call.phenotype)));
        calls.extend(rna);
        Ok(())
    })?;
    let evaluable = calls.iter().filter(|(_, call)| *call != Phenotype::NotEvaluable).count();
    let id = &setup.reference.id;
    if evaluable == 0 {
        log.info(&format!(
            "no sample is evaluable on the frozen scale {id}, so the scales cannot be compared"
        ));
        return Ok(());
    }
    let other: BTreeMap<&str, Phenotype> =
        calls.iter().map(|(sample, call)| (sample.as_str(), *call)).collect();
    let differing = counts
        .calls
        .iter()
        .filter(|(sample, call)| other.get(sample.as_str()).is_some_and(|o| o != call))
        .count();
    log.info(&format!("{differing} of {} calls differ from the frozen scale {id}", counts.calls.len()));
    Ok(())
}

/// Says why samples have no call, and what to do.
fn warn_of_unevaluable(counts: &Counts, setup: &CallSetup, log: &Log<'_>) {
    let Some(n) = counts.phenotypes.get(Phenotype::NotEvaluable.as_str()) else { return };
    let reasons: Vec<String> = counts
        .flags
        .iter()
        .filter(|(reason, _)| reason.stops_the_call())
        .map(|(reason, n)| {
            let way_out = way_out(*reason).map_or(String::new(), |way| format!(" {way}"));
            format!("{reason} in {n}: {}{way_out}", reason.meaning())
        })
        .collect();
    if reasons.is_empty() {
        // Samples without RNA were not expected to have a call.
        return;
    }
    let of = plural(counts.calls.len());
    log.warn(&format!("{n} of {of} not evaluable on {}: {}", setup.reference.id, reasons.join(" ")));
}

/// What to supply instead.
fn way_out(reason: Reason) -> Option<&'static str> {
    match reason {
        Reason::CountsWithoutLengths => Some(
            "Give TPM, or --gene-lengths gencode_v22 (or a file of gene lengths), which turns counts into TPM.",
        ),
        Reason::NotLengthNormalised => Some("Give TPM, or read counts with --gene-lengths."),
        _ => None,
    }
}

/// `1 sample`, `2 samples`.
fn plural(n: usize) -> String {
    format!("{n} sample{}", if n == 1 { "" } else { "s" })
}

fn summary(counts: &Counts, plan: &Plan, setup: &CallSetup) -> String {
    let calls =
        Phenotype::ALL.iter().filter_map(|p| counts.phenotypes.get(p.as_str()).map(|n| format!("{n} {p}")));
    let failed = (!counts.failed.is_empty()).then(|| format!("{} failed", counts.failed.len()));
    let on = match setup.scale {
        ScaleKind::Frozen => format!("the frozen scale {}", setup.reference.id),
        ScaleKind::Cohort => "the scale of their own cohort".to_owned(),
    };
    let outcome: Vec<String> = calls.chain(failed).collect();
    format!("{} on {on}: {}", plural(plan.samples.len()), outcome.join(", "))
}

/// The files that each sample names, opened or not.
fn sample_inputs(plan: &Plan, records: &BTreeMap<String, InputRecord>) -> BTreeMap<String, Vec<InputRecord>> {
    let of_sample = |sample: &PlannedSample| {
        let place = sample.rna.filter(|_| sample.own_expression);
        let expression = place.map(|place| plan.matrices[place.matrix].file_of(place.column).clone());
        expression.into_iter().chain(lanes::dna_inputs(sample, records)).collect::<Vec<_>>()
    };
    let named = plan.samples.iter().map(|sample| (sample.facts.sample.clone(), of_sample(sample)));
    named.filter(|(_, inputs)| !inputs.is_empty()).collect()
}

fn matrix_records(plan: &Plan, callers: &[MatrixCaller<'_>], call: &CallSettings) -> Vec<MatrixRecord> {
    plan.matrices
        .iter()
        .zip(callers)
        .map(|(matrix, caller)| MatrixRecord {
            name: matrix.record.name.clone(),
            format: matrix.format.as_str().to_owned(),
            sha256: matrix.record.sha256.clone(),
            n_files: 1 + matrix.joined.len(),
            rows_digest: ids_digest(matrix.values.row_ids().iter().map(String::as_str)),
            first_place: matrix.first_place,
            unit: matrix.unit.unit.as_str().to_owned(),
            unit_declared: call.read.unit.is_some(),
            unit_source: matrix.unit.source.as_str().to_owned(),
            unit_evidence: matrix.unit.evidence.to_string(),
            n_rows: matrix.values.row_ids().len(),
            n_columns: matrix.values.samples().len(),
            n_genes: matrix.rows.genes().count(),
            n_genes_in_several_rows: matrix.rows.n_repeated(),
            several_rows_policy: several_rows(matrix.unit.unit).to_owned(),
            n_universe_found: caller.n_present(),
            n_universe_placed: caller.absent().count(),
        })
        .collect()
}
