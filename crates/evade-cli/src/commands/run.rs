//! `evade run`: every table, one JSON a sample, a manifest.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use evade_core::{GeneTable, Phenotype, SampleFacts, ScaleKind};
use evade_genome::Filters;
use evade_io::{DnaFiles, InputFormat, SheetColumn};
use evade_stream::{Digest, Source};
use serde_json::Value;

use crate::args::{PatientOptions, RunOptions, Scale, ScaleOptions};
use crate::cohort::{CallSetup, MatrixCaller, profile_all};
use crate::console::Console;
use crate::expression::MatrixReader;
use crate::failure::UsageError;
use crate::genome::{DnaLanes, DnaSettings};
use crate::inputs::InputRecord;
use crate::manifest::{Manifest, MatrixRecord, RunLog};
use crate::overwrite::{files_of_results, files_of_scale, spare_inputs};
use crate::part::ids_digest;
use crate::plan::{FailedSample, Plan, PlanRequest, PlannedSample};
use crate::results::{Counts, Results, warn_of_strangers, write_mapping};
use crate::scale::ScaleInputs;
use crate::{builtin, failure, genome, rerun};

/// Samples from which the cohort scale is compared with the frozen one in the log.
const COMPARE_SCALES_FROM: usize = 50;
/// What the manifest says of chance.
const SEEDS: &str =
    "fixed: gene resamples are seeded by signature id, reference resamples by the reference builder";

pub(crate) fn run(options: &RunOptions, threads: usize, console: &Console) -> anyhow::Result<u8> {
    let Some(path) = &options.again.from_manifest else {
        return run_as(options, None, threads, console);
    };
    let manifest = Manifest::read_file(path)?;
    let options = rerun::options_of(&manifest, &options.again.inputs, &options.outdir)?;
    run_as(&options, Some(&manifest), threads, console)
}

/// Runs; `earlier` is the manifest of a run that this one repeats.
fn run_as(
    options: &RunOptions,
    earlier: Option<&Manifest>,
    threads: usize,
    console: &Console,
) -> anyhow::Result<u8> {
    let started = SystemTime::now();
    if options.patient.sample.is_some() && !options.part.is_all() {
        return Err(UsageError::new(
            "--shard and --only are for the samples of a sheet or matrix, --sample is one",
            "leave them out, or give a sheet",
        )
        .into());
    }
    options.tmb.check(None)?;
    let genes = builtin::genes()?;
    let scale_inputs = ScaleInputs::open(&options.scale, &genes)?;
    let reader = MatrixReader::of_scale(&options.scale, Digest::Sha256, &genes, console)?;
    let (mut plan, sheet_record) = match &options.patient.sample {
        Some(sample) => (patient_plan(options, sample, &reader)?, None),
        None => Plan::make(&request(options), &reader, console)?,
    };
    spare_inputs(files_of(options, &plan), files_of_results(&options.outdir, "run", plan.sample_ids()))?;
    let rules_digest = scale_inputs.rules_digest.clone();
    let scale_records = scale_inputs.records.clone();
    let setup = &scale_inputs.setup(&plan, &genes, console)?;
    plan.keep_part();
    let filters = Filters { burden: options.tmb.rules(), ..Filters::default() };
    let settings = DnaSettings { filters, tmb: options.tmb.setting(), ..DnaSettings::default() };
    let (lanes, dna_records) = genome::read_lanes(&plan.samples, &plan.shared, settings, console)?;
    let callers: Vec<MatrixCaller<'_>> =
        plan.matrices.iter().map(|matrix| MatrixCaller::new(setup, matrix, &genes)).collect();
    let mut inputs: Vec<InputRecord> = sheet_record.into_iter().collect();
    inputs.extend(plan.matrices.iter().flat_map(|m| std::iter::once(&m.record).chain(&m.joined).cloned()));
    inputs.extend(reader.files.tx2gene_record());
    inputs.extend(scale_records);
    let sample_inputs = sample_inputs(&plan, &dna_records);
    inputs.extend(dna_records.into_values());
    if let Some(earlier) = earlier {
        rerun::check_inputs(earlier, &inputs)?;
    }

    // Everything that can be wrong with the inputs is known here; from now on files are written. An earlier manifest
    // goes first: a folder with a manifest is a complete run.
    Manifest::remove(&options.outdir)?;
    let mut results = Results::create(&options.outdir, setup)?;
    profile_all(&callers, &plan.samples, &lanes, console, |profiles| results.take(profiles))?;
    let mut counts = results.finish(&options.outdir, &plan)?;
    write_mapping(&options.outdir, &plan, &callers, setup, &genes)?;
    for sample in &counts.failed {
        console.warn(&format!(
            "the sample '{}' has no result: {} ({})",
            sample.sample, sample.detail, sample.reason
        ));
    }
    if setup.scale == ScaleKind::Cohort && plan.samples.len() >= COMPARE_SCALES_FROM {
        compare_with_frozen(options, &plan, &counts, &genes, console)?;
    }
    let exit_code = if counts.failed.is_empty() { 0 } else { failure::SOME_FAILED };
    console.info(&summary(&counts, &plan, setup));
    warn_of_unevaluable(&counts, setup, console);
    warn_of_strangers(&options.outdir, plan.samples.iter().map(|s| s.facts.sample.as_str()), console);

    let manifest = Manifest {
        parameters: parameters(options),
        inputs,
        sample_inputs,
        matrices: matrix_records(&plan, &callers, &options.scale),
        reference: serde_json::json!({
            "id": setup.reference.id, "n": setup.reference.n, "n_genes": setup.reference.universe.len(),
            "digest": setup.reference.digest, "method": setup.reference.method,
        }),
        rules: serde_json::json!({ "id": setup.rules.id, "digest": rules_digest }),
        signatures: serde_json::json!({
            "n": setup.signatures.len(), "digest": evade_stream::sha256_hex(setup.digests.join("\n").as_bytes()),
        }),
        genes: serde_json::json!({
            "n": genes.len(), "digest": evade_stream::sha256_hex(builtin::GENES.1.as_bytes()),
        }),
        n_samples: plan.samples.len() + plan.failed.len(),
        n_failed: counts.failed.len(),
        failed: FailedSample::facts(&counts.failed)?,
        part: std::mem::take(&mut plan.part),
        phenotypes: counts.phenotypes.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect(),
        flags: std::mem::take(&mut counts.flags)
            .into_iter()
            .map(|(r, n)| (r.as_str().to_owned(), n))
            .collect(),
        seeds: SEEDS.to_owned(),
        warnings: console.warnings(),
        ..Manifest::of_command("run")
    };
    if let Some(earlier) = earlier {
        rerun::compare(earlier, &manifest, console);
    }
    RunLog::new(started, threads, exit_code).write(&options.outdir)?;
    manifest.write(&options.outdir)?;
    Ok(exit_code)
}

fn request(options: &RunOptions) -> PlanRequest<'_> {
    PlanRequest {
        sheet: options.samples.as_deref(),
        expression: options.expression.as_deref(),
        carry: &options.carry,
        part: &options.part,
        whole_cohort: options.scale.scale == Scale::Cohort,
    }
}

fn patient_plan(options: &RunOptions, sample: &str, reader: &MatrixReader<'_>) -> anyhow::Result<Plan> {
    let patient = &options.patient;
    let files = DnaFiles::of_cells(|column| patient.cell(column).cloned());
    if options.expression.is_none() && files.is_empty() {
        return Err(UsageError::new(
            format!("the sample '{sample}' has no input"),
            "give --expression, --vcf, --maf, --reported, --cnv, --sv or --hla",
        )
        .into());
    }
    let matrix = options.expression.as_deref().map(|path| reader.open(path)).transpose()?;
    Plan::one_patient(matrix, patient_facts(patient, sample), patient.rna_id.is_some(), files)
}

fn patient_facts(patient: &PatientOptions, sample: &str) -> SampleFacts {
    SampleFacts {
        sample: sample.to_owned(),
        rna_id: patient.rna_id.clone().unwrap_or_else(|| sample.to_owned()),
        dna_id: patient.dna_id.clone().unwrap_or_else(|| sample.to_owned()),
        purity: patient.purity,
        histology: patient.histology.clone(),
        site: patient.site.clone(),
        specimen: patient.specimen.clone(),
        assay_dna: patient.assay_dna.clone(),
        genome: patient.genome.clone(),
        pdl1_tps: patient.pdl1_tps,
        msi: patient.msi.clone(),
        tmb: patient.tmb,
        ..SampleFacts::default()
    }
}

/// Every file that the run reads.
fn files_of(options: &RunOptions, plan: &Plan) -> Vec<PathBuf> {
    let named = options.samples.iter().chain(&options.expression).cloned();
    named.chain(files_of_scale(&options.scale)).chain(plan.files()).collect()
}

/// Says how many calls would differ on the default frozen scale.
fn compare_with_frozen(
    options: &RunOptions,
    plan: &Plan,
    counts: &Counts,
    genes: &GeneTable,
    console: &Console,
) -> anyhow::Result<()> {
    let frozen = ScaleOptions { scale: Scale::Frozen, ..options.scale.clone() };
    let setup = ScaleInputs::open(&frozen, genes)?.setup(plan, genes, console)?;
    let callers: Vec<MatrixCaller<'_>> =
        plan.matrices.iter().map(|matrix| MatrixCaller::new(&setup, matrix, genes)).collect();
    let mut calls = Vec::new();
    let lanes = vec![DnaLanes::not_tested(); plan.samples.len()];
    profile_all(&callers, &plan.samples, &lanes, console, |profiles| {
        let rna =
            profiles.into_iter().flatten().filter_map(|p| Some((p.facts.sample, p.rna?.call.phenotype)));
        calls.extend(rna);
        Ok(())
    })?;
    let evaluable = calls.iter().filter(|(_, call)| *call != Phenotype::NotEvaluable).count();
    let id = &setup.reference.id;
    if evaluable == 0 {
        console.info(&format!(
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
    console.info(&format!("{differing} of {} calls differ from the frozen scale {id}", counts.calls.len()));
    Ok(())
}

/// Says why samples have no call, and what to do.
fn warn_of_unevaluable(counts: &Counts, setup: &CallSetup, console: &Console) {
    let Some(n) = counts.phenotypes.get(Phenotype::NotEvaluable.as_str()) else { return };
    let reasons: Vec<String> = counts
        .flags
        .iter()
        .filter(|(reason, _)| reason.stops_the_call())
        .map(|(reason, n)| format!("{reason} in {n}: {}", reason.meaning()))
        .collect();
    if reasons.is_empty() {
        // Samples without RNA were not expected to have a call.
        return;
    }
    let of = plural(counts.calls.len());
    console.warn(&format!("{n} of {of} not evaluable on {}: {}", setup.reference.id, reasons.join(" ")));
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

/// The options of the run; files by their name without folder.
fn parameters(options: &RunOptions) -> BTreeMap<String, Value> {
    let patient = &options.patient;
    let name = |path: &Option<PathBuf>| path.as_deref().map(base_name).into();
    let file = |column: SheetColumn| {
        let names = |cell: &String| {
            let names: Vec<String> = column.paths(cell).map(|path| base_name(path.as_ref())).collect();
            names.join(";")
        };
        patient.cell(column).map(names).into()
    };
    let reference = match builtin::reference(&options.scale.reference) {
        Some(_) => options.scale.reference.clone(),
        None => base_name(options.scale.reference.as_ref()),
    };
    let parameters: [(&str, Value); 31] = [
        ("samples", name(&options.samples)),
        ("expression", name(&options.expression)),
        ("scale", ScaleKind::from(options.scale.scale).as_str().into()),
        ("reference", reference.into()),
        ("rules", name(&options.scale.rules)),
        ("gene_sets", options.scale.gene_sets.iter().map(|path| base_name(path)).collect::<Vec<_>>().into()),
        ("unit", options.scale.unit.0.map_or("auto", evade_core::Unit::as_str).into()),
        ("input_format", options.scale.format.input_format.0.map_or("auto", InputFormat::as_str).into()),
        ("tx2gene", name(&options.scale.format.tx2gene)),
        ("union", options.scale.union.into()),
        ("carry", options.carry.clone().into()),
        ("sample", patient.sample.clone().into()),
        ("rna_id", patient.rna_id.clone().into()),
        ("purity", patient.purity.into()),
        ("histology", patient.histology.clone().into()),
        ("site", patient.site.clone().into()),
        ("specimen", patient.specimen.clone().into()),
        ("vcf", file(SheetColumn::Vcf)),
        ("maf", file(SheetColumn::Maf)),
        ("reported", file(SheetColumn::Reported)),
        ("panel", file(SheetColumn::Panel)),
        ("assay_dna", patient.assay_dna.clone().into()),
        ("cnv", file(SheetColumn::Cnv)),
        ("sv", file(SheetColumn::Sv)),
        ("hla", file(SheetColumn::Hla)),
        ("dna_id", patient.dna_id.clone().into()),
        ("normal", patient.normal.clone().into()),
        ("genome", patient.genome.clone().into()),
        ("pdl1_tps", patient.pdl1_tps.into()),
        ("msi", patient.msi.clone().into()),
        ("tmb", patient.tmb.into()),
    ];
    let parameters = parameters.into_iter().chain(options.tmb.parameters());
    parameters.map(|(key, value)| (key.to_owned(), value)).collect()
}

/// The files that each sample names, opened or not.
fn sample_inputs(plan: &Plan, records: &BTreeMap<String, InputRecord>) -> BTreeMap<String, Vec<InputRecord>> {
    let of_sample = |sample: &PlannedSample| {
        let place = sample.rna.filter(|_| sample.own_expression);
        let expression = place.map(|place| plan.matrices[place.matrix].file_of(place.column).clone());
        expression.into_iter().chain(genome::dna_inputs(sample, records)).collect::<Vec<_>>()
    };
    let named = plan.samples.iter().map(|sample| (sample.facts.sample.clone(), of_sample(sample)));
    named.filter(|(_, inputs)| !inputs.is_empty()).collect()
}

fn base_name(path: &Path) -> String {
    Source::from_argument(path).base_name()
}

fn matrix_records(plan: &Plan, callers: &[MatrixCaller<'_>], scale: &ScaleOptions) -> Vec<MatrixRecord> {
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
            unit: matrix.unit.as_str().to_owned(),
            unit_declared: scale.unit.0.is_some(),
            unit_evidence: matrix.evidence.to_string(),
            n_rows: matrix.values.row_ids().len(),
            n_columns: matrix.values.samples().len(),
            n_genes: matrix.rows.genes().count(),
            n_genes_in_several_rows: matrix.rows.n_repeated(),
            several_rows_policy: "sum on the linear scale".to_owned(),
            n_universe_found: caller.n_present(),
            n_universe_placed: caller.absent().count(),
        })
        .collect()
}
