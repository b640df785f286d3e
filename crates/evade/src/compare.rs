//! What changed between samples of one patient, alone: the table, one JSON and one page a patient.

use std::time::SystemTime;

use evade_stream::{Digest, ReadError};

use crate::builtin;
use crate::cohort::{MatrixCaller, profile_all};
use crate::error::Outcome;
use crate::expression::MatrixReader;
use crate::inputs::InputRecord;
use crate::lanes::{self, DnaSettings, Lanes};
use crate::log::{Log, Monitor};
use crate::manifest::{Manifest, RunLog};
use crate::mechanisms::Mechanisms;
use crate::overwrite::{files_of_call, files_of_patients, files_of_results, spare_inputs};
use crate::pairs::{Comparer, PATIENTS, PairSetup, PatientFiles, Patients, Waiting};
use crate::plan::{Plan, PlanRequest};
use crate::resistance::warn_of_differing_courses;
use crate::results::{warn_of_strangers, write_failed};
use crate::sample::FailedSample;
use crate::scale::ScaleInputs;
use crate::settings::{CompareSettings, PartSettings, ScaleKind};
use crate::tables;

/// Compares the samples of each patient of a sheet, and writes a folder with what changed.
pub fn compare(settings: &CompareSettings, monitor: &dyn Monitor) -> crate::Result<Outcome> {
    let log = &Log::new(monitor);
    let started = SystemTime::now();
    settings.genes.burden.refuse_reported()?;
    let genes = builtin::genes()?;
    let scale_inputs = ScaleInputs::open(&settings.call, &genes)?;
    let reader = MatrixReader::of_call(&settings.call, Digest::Sha256, &genes, log)?;
    let request = PlanRequest {
        sheet: Some(&settings.samples),
        expression: settings.expression.as_deref(),
        carry: &[],
        part: &PartSettings::default(),
        whole_cohort: settings.call.scale == ScaleKind::Cohort,
    };
    let (mut plan, sheet) = Plan::make(&request, &reader, log)?;
    plan.samples.iter_mut().for_each(|sample| settings.genes.complete(sample));
    let mut of_genes = Vec::new();
    let dna = DnaSettings::read(&settings.genes, &mut of_genes)?;
    let (rules_digest, scale_records) = (scale_inputs.rules_digest.clone(), scale_inputs.records.clone());
    let mechanisms = Mechanisms::open(settings.mechanisms.as_deref())?;
    let mechanisms_record = mechanisms.record.clone();
    let setup = scale_inputs.setup(&plan, &genes, log)?.with_mechanisms(mechanisms);
    plan.keep_part();
    let patients = Patients::of(&plan);
    let setup = &setup.comparing(patients.compared());
    let n_samples = plan.samples.len() + plan.failed.len();
    plan.samples.retain(|sample| patients.patient_of(&sample.facts.sample).is_some());
    plan.failed.retain(|failed| patients.patient_of(&failed.sample).is_some());
    let n_compared = plan.samples.len() + plan.failed.len();
    if n_compared == 0 {
        return Err(no_patient(settings, n_samples).into());
    }
    if n_compared < n_samples {
        log.info(&format!(
            "{} samples are the only ones of their patient, or name none: they are left out",
            n_samples - n_compared
        ));
    }
    let outputs = files_of_results(&settings.outdir, tables::COMPARE_COMMAND, []);
    let of_patients = files_of_patients(&settings.outdir, patients.ids());
    let read = settings.expression.iter().chain([&settings.samples]).chain(&settings.mechanisms).cloned();
    let read = read.chain(settings.genes.files().cloned()).chain(files_of_call(&settings.call));
    spare_inputs(read.chain(plan.files()), outputs.into_iter().chain(of_patients))?;
    warn_of_differing_courses(plan.samples.iter().map(|sample| &sample.facts), log);
    let lanes = Lanes::new(dna, &plan.shared)?;
    let pairs = PairSetup::built_in()?;
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

    // From now on files are written; an earlier manifest goes first.
    Manifest::remove(&settings.outdir)?;
    let mut files = PatientFiles::create(&settings.outdir)?;
    let comparer = Comparer::new(setup, &pairs, &lanes, &plan.samples);
    let mut waiting = Waiting::new(comparer, &patients, &plan.failed);
    let mut failed: Vec<FailedSample> = plan.failed.clone();
    let records = profile_all(setup, &callers, &plan.samples, Some(&lanes), log, |profiles| {
        let released = waiting.take(profiles)?;
        failed.extend(released.samples.into_iter().filter_map(Result::err));
        files.take(&released.patients)
    })?;
    files.finish(log)?;
    warn_of_strangers(&settings.outdir, PATIENTS, patients.ids(), log);
    failed.sort_by_key(|failed| plan.part.place(&failed.sample));
    write_failed(&settings.outdir, &failed)?;
    let outcome = plan.part.outcome(n_compared, failed.len());
    FailedSample::tell_all(&failed, outcome, log);
    let sample_inputs = lanes::all_dna_inputs(&plan.samples, &records);
    inputs.extend(records.into_values());
    let manifest = Manifest {
        parameters: settings.parameters(),
        inputs,
        sample_inputs,
        rules: serde_json::json!({ "id": setup.rules.id, "digest": rules_digest }),
        reference: serde_json::json!({
            "id": setup.reference.id, "n": setup.reference.n, "digest": setup.reference.digest,
        }),
        pairs: serde_json::json!({ "id": pairs.rules.id, "digest": pairs.digest }),
        part: plan.part,
        n_samples: n_compared,
        n_failed: failed.len(),
        failed: FailedSample::facts(&failed)?,
        warnings: log.warnings(),
        ..Manifest::of_command(tables::COMPARE_COMMAND)
    };
    RunLog::new(started, outcome).write(&settings.outdir)?;
    manifest.write(&settings.outdir)?;
    Ok(outcome)
}

/// A sheet in which no patient has two samples.
fn no_patient(settings: &CompareSettings, n_samples: usize) -> ReadError {
    let what = format!("no patient has two of the {n_samples} samples");
    ReadError::absent(&settings.samples.display().to_string(), what)
        .hint("the column 'patient' says whose samples belong together, 'collection_date' or 'timepoint' which came first")
}
