//! `evade run`: every table, one JSON a sample, a manifest.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::time::SystemTime;

use evade_core::{GeneTable, Phenotype, SampleFacts, SampleProfile, ScaleKind, Signature};
use evade_io::{DnaFiles, InputFormat, read_sheet};
use evade_phenotype::{Reference, Rules};
use evade_stream::{Digest, Output, ReadError, Source};

use crate::args::{PatientOptions, RunOptions, Scale, ScaleOptions};
use crate::cohort::{CallSetup, CohortInput, MatrixCaller, ReferenceIdentity, build_reference, profile_all};
use crate::console::Console;
use crate::expression::MatrixReader;
use crate::failure::UsageError;
use crate::genome::DnaLanes;
use crate::inputs::InputRecord;
use crate::manifest::{Manifest, MatrixRecord, RunLog, json_text};
use crate::output::file_stem;
use crate::plan::Plan;
use crate::results::{Counts, Results, write_mapping};
use crate::{builtin, failure, genome, inputs};

const MANIFEST: &str = "manifest.json";
/// Samples from which the cohort scale is compared with the frozen one in the log.
const COMPARE_SCALES_FROM: usize = 50;
/// Fewer samples cannot be a scale of their own.
const LEAST_COHORT: usize = 10;
/// Below this a cohort's own scale is known to wander.
const SMALL_COHORT: usize = 25;

pub(crate) fn run(options: &RunOptions, threads: usize, console: &Console) -> anyhow::Result<u8> {
    let started = SystemTime::now();
    let genes = builtin::genes()?;
    let scale_inputs = ScaleInputs::open(&options.scale, &genes)?;
    let rules_digest = scale_inputs.rules_digest.clone();
    let reader = MatrixReader::of_scale(&options.scale, Digest::Sha256, &genes, console)?;
    let (plan, sheet_record) = match &options.patient.sample {
        Some(sample) => (patient_plan(options, sample, &reader)?, None),
        None => plan_of(
            options.samples.as_deref(),
            options.expression.as_deref(),
            &options.carry,
            &reader,
            console,
        )?,
    };
    let setup = &scale_inputs.setup(&plan, &genes, console)?;
    let (lanes, dna_records) = genome::read_lanes(&plan.samples, console)?;
    let callers: Vec<MatrixCaller<'_>> =
        plan.matrices.iter().map(|matrix| MatrixCaller::new(setup, matrix, &genes)).collect();

    // Everything that can be wrong with the inputs is known here; from now on files are written. An earlier manifest
    // goes first: a folder with a manifest is a complete run.
    remove_manifest(&options.outdir)?;
    let mut results = Results::create(&options.outdir, setup)?;
    profile_all(&callers, &plan.samples, &lanes, console, |profiles| results.take(profiles))?;
    let mut counts = results.finish(&options.outdir, &plan.failed)?;
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
    let n_failed = counts.failed.len();
    let exit_code = if n_failed == 0 { 0 } else { failure::SOME_FAILED };
    console.info(&summary(&counts, &plan, setup));
    warn_of_unevaluable(&counts, setup, console);
    warn_of_strangers(&options.outdir, &plan, console);

    let mut inputs: Vec<InputRecord> = sheet_record.into_iter().collect();
    inputs.extend(plan.matrices.iter().flat_map(|m| std::iter::once(&m.record).chain(&m.joined).cloned()));
    inputs.extend(reader.files.tx2gene_record());
    inputs.extend(dna_records);
    let manifest = Manifest {
        schema_version: Manifest::SCHEMA_VERSION,
        program: "evade",
        version: env!("CARGO_PKG_VERSION"),
        intended_use: SampleProfile::INTENDED_USE,
        command: "run",
        parameters: parameters(options),
        inputs,
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
        n_failed,
        phenotypes: std::mem::take(&mut counts.phenotypes),
        flags: std::mem::take(&mut counts.flags),
        seeds: Manifest::SEEDS,
        warnings: console.warnings(),
    };
    let run_log = RunLog::new(started, threads, exit_code);
    Output::write_file(&options.outdir.join("run.log.json"), &json_text(&run_log)?)?;
    // Last of all: a folder with a manifest is complete.
    Output::write_file(&options.outdir.join(MANIFEST), &json_text(&manifest)?)?;
    Ok(exit_code)
}

fn remove_manifest(outdir: &Path) -> anyhow::Result<()> {
    match std::fs::remove_file(outdir.join(MANIFEST)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(anyhow::Error::new(error).context(format!("the earlier {MANIFEST} cannot be replaced")))
        }
        _ => Ok(()),
    }
}

/// The samples of a sheet, or every column of the matrix.
pub(crate) fn plan_of(
    sheet: Option<&Path>,
    expression: Option<&Path>,
    carry: &[String],
    reader: &MatrixReader<'_>,
    console: &Console,
) -> anyhow::Result<(Plan, Option<InputRecord>)> {
    let Some(path) = sheet else {
        let matrix = expression.ok_or_else(|| {
            UsageError::new("there is no expression matrix", "give --expression MATRIX or --samples SHEET")
        })?;
        return Ok((Plan::whole_matrix(reader.open(matrix)?), None));
    };
    let source = Source::from_argument(path);
    let content = source.read()?;
    let sheet = read_sheet(&content, carry)?;
    if !sheet.ignored_columns.is_empty() {
        console.info(&format!(
            "{}: these columns are not read: {} (--carry COLUMN keeps one)",
            content.name,
            sheet.ignored_columns.join(", ")
        ));
    }
    let record = InputRecord { role: "samples", name: source.base_name(), sha256: Some(content.sha256) };
    let plan = Plan::sheet(path, sheet.rows, expression, reader)?;
    if plan.samples.is_empty() {
        let sample = plan.failed.first().map_or("", |f| f.sample.as_str());
        let detail = plan.failed.first().map_or("", |f| f.detail.as_str());
        return Err(ReadError::new(
            &content.name,
            format!("no sample of the sheet is in a matrix ('{sample}': {detail})"),
        )
        .hint("the column 'rna_id' (or else 'sample') must hold the matrix's column names")
        .into());
    }
    Ok((plan, Some(record)))
}

fn patient_plan(options: &RunOptions, sample: &str, reader: &MatrixReader<'_>) -> anyhow::Result<Plan> {
    let patient = &options.patient;
    let files = DnaFiles {
        vcf: patient.vcf.clone(),
        maf: patient.maf.clone(),
        reported: patient.reported.clone(),
        panel: patient.panel.clone(),
        cnv: patient.cnv.clone(),
        hla: patient.hla.clone(),
    };
    if options.expression.is_none() && files.is_empty() {
        return Err(UsageError::new(
            format!("the sample '{sample}' has no input"),
            "give --expression, --vcf, --maf, --reported, --cnv or --hla",
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

/// Rules, gene sets and, for the frozen scale, the reference: opened before the matrices, so that a wrong name
/// fails before the long work.
pub(crate) struct ScaleInputs {
    rules: Rules,
    rules_digest: String,
    signatures: Vec<Signature>,
    frozen: Option<Reference>,
}

impl ScaleInputs {
    pub(crate) fn open(options: &ScaleOptions, genes: &GeneTable) -> anyhow::Result<Self> {
        let (rules, rules_digest) = inputs::rules(options.rules.as_deref())?;
        let mut signatures = builtin::catalogue()?.scorable();
        for path in &options.gene_sets {
            inputs::add_gene_sets(&mut signatures, path, genes)?;
        }
        let frozen = match options.scale {
            Scale::Cohort => None,
            Scale::Frozen => {
                let reference = inputs::reference(&options.reference)?;
                reference.check_rules(&rules).map_err(|e| {
                    UsageError::new(
                        e.to_string(),
                        "build a reference for these rules with 'evade reference build --rules FILE'",
                    )
                })?;
                Some(reference)
            }
        };
        Ok(Self { rules, rules_digest, signatures, frozen })
    }

    /// The setup of a plan: on the frozen reference, or on one made of the plan's own samples.
    pub(crate) fn setup(
        self,
        plan: &Plan,
        genes: &GeneTable,
        console: &Console,
    ) -> anyhow::Result<CallSetup> {
        let (reference, scale) = match self.frozen {
            Some(reference) => (reference, ScaleKind::Frozen),
            None => {
                (cohort_reference(plan, &self.signatures, &self.rules, genes, console)?, ScaleKind::Cohort)
            }
        };
        console.detail(&format!(
            "reference {}: {} samples, {} genes, {} signatures",
            reference.id,
            reference.n,
            reference.universe.len(),
            reference.signatures.len()
        ));
        Ok(CallSetup::new(reference, self.rules, self.signatures, scale))
    }
}

fn cohort_reference(
    plan: &Plan,
    signatures: &[Signature],
    rules: &Rules,
    genes: &GeneTable,
    console: &Console,
) -> anyhow::Result<Reference> {
    let [matrix] = plan.matrices.as_slice() else {
        return Err(UsageError::new(
            format!("--scale cohort needs all samples in one matrix, there are {}", plan.matrices.len()),
            "merge the matrices, or use the frozen scale",
        )
        .into());
    };
    let n = plan.samples.iter().filter(|s| s.rna.is_some()).count();
    if n < LEAST_COHORT {
        return Err(ReadError::new(
            &matrix.path.display().to_string(),
            format!("--scale cohort needs at least {LEAST_COHORT} samples, there are {n}"),
        )
        .hint("use the frozen scale: leave --scale out")
        .into());
    }
    if (LEAST_COHORT..SMALL_COHORT).contains(&n) {
        console.warn(&format!(
            "a scale made of {n} samples is not stable: adding or leaving out a few changes calls; prefer --scale frozen"
        ));
    } else if (SMALL_COHORT..COMPARE_SCALES_FROM).contains(&n) {
        console.warn(&format!("the scale is made of {n} samples only; 50 or more are advised"));
    }
    let prior = inputs::reference("tcga-pancancer-panel")?;
    let title = format!("the {n} samples of this run");
    let identity =
        ReferenceIdentity { id: "cohort", title: &title, sources: Vec::new(), prior: Some(&prior) };
    let cohort = CohortInput {
        name: "this run".to_owned(),
        matrix,
        samples: plan.samples.iter().filter_map(|s| Some((s.rna?.column, Vec::new()))).collect(),
    };
    let mut reference = build_reference(&identity, &[cohort], signatures, rules, genes, console)?;
    // That every sample is in its own cohort need not be said of each.
    reference.fingerprints.samples.clear();
    reference.digest = evade_stream::sha256_hex(&serde_json::to_vec(&reference)?);
    Ok(reference)
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

/// Says that the folder holds samples of an earlier run.
fn warn_of_strangers(outdir: &Path, plan: &Plan, console: &Console) {
    let own: HashSet<String> = plan.samples.iter().map(|s| file_stem(&s.facts.sample)).collect();
    let Ok(entries) = std::fs::read_dir(outdir.join("samples")) else { return };
    let is_strange = |entry: &std::fs::DirEntry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        let stem = name.strip_suffix(".json").or(name.strip_suffix(".html"));
        !own.contains(stem.unwrap_or(&name))
    };
    let n_strange = entries.flatten().filter(is_strange).count();
    if n_strange > 0 {
        console.warn(&format!(
            "the folder 'samples' holds {n_strange} files that are not of this run; a folder of its own keeps runs apart"
        ));
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

fn parameters(options: &RunOptions) -> BTreeMap<&'static str, serde_json::Value> {
    let patient = &options.patient;
    BTreeMap::from([
        ("scale", ScaleKind::from(options.scale.scale).as_str().into()),
        ("unit", options.scale.unit.0.map_or("auto", evade_core::Unit::as_str).into()),
        ("input_format", options.scale.format.input_format.0.map_or("auto", InputFormat::as_str).into()),
        ("union", options.scale.union.into()),
        ("carry", options.carry.clone().into()),
        ("sample", patient.sample.clone().into()),
        ("rna_id", patient.rna_id.clone().into()),
        ("purity", patient.purity.into()),
        ("histology", patient.histology.clone().into()),
        ("site", patient.site.clone().into()),
        ("specimen", patient.specimen.clone().into()),
        ("assay_dna", patient.assay_dna.clone().into()),
        ("dna_id", patient.dna_id.clone().into()),
        ("genome", patient.genome.clone().into()),
        ("pdl1_tps", patient.pdl1_tps.into()),
        ("msi", patient.msi.clone().into()),
        ("tmb", patient.tmb.into()),
    ])
}

fn matrix_records(plan: &Plan, callers: &[MatrixCaller<'_>], scale: &ScaleOptions) -> Vec<MatrixRecord> {
    plan.matrices
        .iter()
        .zip(callers)
        .map(|(matrix, caller)| MatrixRecord {
            name: matrix.record.name.clone(),
            format: matrix.format.as_str(),
            n_files: 1 + matrix.joined.len(),
            unit: matrix.unit.as_str(),
            unit_declared: scale.unit.0.is_some(),
            unit_evidence: matrix.evidence.to_string(),
            n_rows: matrix.values.row_ids().len(),
            n_columns: matrix.values.samples().len(),
            n_genes: matrix.rows.genes().count(),
            n_genes_in_several_rows: matrix.rows.n_repeated(),
            several_rows_policy: "sum on the linear scale",
            n_universe_found: caller.n_present(),
            n_universe_placed: caller.absent().count(),
        })
        .collect()
}
