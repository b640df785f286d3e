//! `evade run`: every table, one JSON a sample, a manifest.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::time::SystemTime;

use evade_core::{GeneTable, Phenotype, Reason, SampleFacts, SampleProfile, ScaleKind, Signature};
use evade_io::{Table, read_sheet};
use evade_phenotype::{Reference, Rules};
use evade_stream::{Output, ReadError, Source};
use rayon::prelude::*;

use crate::args::{PatientOptions, RunOptions, Scale, ScaleOptions};
use crate::cohort::{
    CallSetup, CohortInput, FailedSample, MatrixCaller, Plan, ReferenceIdentity, build_reference, profile_all,
};
use crate::console::Console;
use crate::failure::UsageError;
use crate::inputs::{InputRecord, Matrix};
use crate::manifest::{Manifest, MatrixRecord, RunLog, json_text};
use crate::output::{Destination, file_stem};
use crate::tables::{self, TableSpec};
use crate::{builtin, failure, inputs};

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
    let (plan, sheet_record) = match &options.patient.sample {
        Some(sample) => (patient_plan(options, sample, &genes, console)?, None),
        None => plan_of(
            options.samples.as_deref(),
            options.expression.as_deref(),
            &options.carry,
            &options.scale,
            &genes,
            console,
        )?,
    };
    let setup = &scale_inputs.setup(&plan, &genes, console)?;
    let callers: Vec<MatrixCaller<'_>> =
        plan.matrices.iter().map(|matrix| MatrixCaller::new(setup, matrix, &genes)).collect();

    // Everything that can be wrong with the inputs is known here; from now on files are written. An earlier manifest
    // goes first: a folder with a manifest is a complete run.
    remove_manifest(&options.outdir)?;
    let mut results = Results::create(&options.outdir, setup)?;
    profile_all(&callers, &plan.samples, console, |profiles| results.take(profiles))?;
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
    inputs.extend(plan.matrices.iter().map(|m| m.record.clone()));
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
    scale: &ScaleOptions,
    genes: &GeneTable,
    console: &Console,
) -> anyhow::Result<(Plan, Option<InputRecord>)> {
    let open = |path: &Path| Matrix::open(path, scale.unit.0, genes, console);
    let Some(path) = sheet else {
        let matrix = expression.ok_or_else(|| {
            UsageError::new("there is no expression matrix", "give --expression MATRIX or --samples SHEET")
        })?;
        return Ok((Plan::whole_matrix(open(matrix)?), None));
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
    let record = InputRecord { role: "samples", name: source.base_name(), sha256: content.sha256 };
    let plan = Plan::sheet(path, sheet.rows, expression, &open)?;
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

fn patient_plan(
    options: &RunOptions,
    sample: &str,
    genes: &GeneTable,
    console: &Console,
) -> anyhow::Result<Plan> {
    let PatientOptions { rna_id, purity, histology, site, specimen, .. } = &options.patient;
    let path = options.expression.as_deref().unwrap_or(Path::new("-"));
    let matrix = Matrix::open(path, options.scale.unit.0, genes, console)?;
    let facts = SampleFacts {
        sample: sample.to_owned(),
        rna_id: rna_id.clone().unwrap_or_else(|| sample.to_owned()),
        purity: *purity,
        histology: histology.clone(),
        site: site.clone(),
        specimen: specimen.clone(),
        ..SampleFacts::default()
    };
    Plan::one_patient(matrix, facts, rna_id.is_some())
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
    let n = plan.samples.len();
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
        samples: plan.samples.iter().map(|s| (s.column, Vec::new())).collect(),
    };
    let mut reference = build_reference(&identity, &[cohort], signatures, rules, genes, console)?;
    // That every sample is in its own cohort need not be said of each.
    reference.fingerprints.samples.clear();
    reference.digest = evade_stream::sha256_hex(&serde_json::to_vec(&reference)?);
    Ok(reference)
}

/// What was counted while results were written.
#[derive(Default)]
struct Counts {
    phenotypes: BTreeMap<&'static str, u32>,
    flags: BTreeMap<Reason, u32>,
    calls: Vec<(String, Phenotype)>,
    failed: Vec<FailedSample>,
}

/// The open tables of a run.
struct Results {
    scores: Table<Destination>,
    wide: Table<Destination>,
    phenotypes: Table<Destination>,
    qc: Table<Destination>,
    samples: std::path::PathBuf,
    counts: Counts,
}

impl Results {
    fn create(outdir: &Path, setup: &CallSetup) -> anyhow::Result<Self> {
        let open = |spec: &TableSpec| Destination::open(&outdir.join(spec.name));
        let wide = tables::wide_columns(setup.signatures.iter().map(|s| s.id.clone()));
        Ok(Self {
            scores: open(&tables::SCORES)?.table(tables::SCORES.columns())?,
            wide: open(&tables::SCORES_WIDE)?.table(wide)?,
            phenotypes: open(&tables::PHENOTYPES)?.table(tables::PHENOTYPES.columns())?,
            qc: open(&tables::QC)?.table(tables::QC.columns())?,
            samples: outdir.join("samples"),
            counts: Counts::default(),
        })
    }

    /// Writes a batch of profiles in order.
    fn take(&mut self, profiles: Vec<Result<SampleProfile, FailedSample>>) -> anyhow::Result<()> {
        profiles.par_iter().flatten().try_for_each(|profile| {
            let path = self.samples.join(format!("{}.json", file_stem(&profile.facts.sample)));
            Output::write_file(&path, &json_text(profile)?)?;
            anyhow::Ok(())
        })?;
        for profile in profiles {
            match profile {
                Ok(profile) => self.take_one(&profile)?,
                Err(failed) => self.counts.failed.push(failed),
            }
        }
        Ok(())
    }

    fn take_one(&mut self, profile: &SampleProfile) -> anyhow::Result<()> {
        for row in &profile.scores {
            self.scores.row(tables::score_row(profile, row))?;
        }
        self.wide.row(tables::wide_row(profile))?;
        self.phenotypes.row(tables::phenotype_row(profile))?;
        self.qc.row(tables::qc_row(profile))?;
        *self.counts.phenotypes.entry(profile.call.phenotype.as_str()).or_default() += 1;
        for &reason in &profile.call.reasons {
            *self.counts.flags.entry(reason).or_default() += 1;
        }
        self.counts.calls.push((profile.facts.sample.clone(), profile.call.phenotype));
        Ok(())
    }

    /// Completes the tables; samples that failed before they were computed come after those that failed in it.
    fn finish(mut self, outdir: &Path, failed_before: &[FailedSample]) -> anyhow::Result<Counts> {
        self.counts.failed.extend_from_slice(failed_before);
        for table in [self.scores, self.wide, self.phenotypes, self.qc] {
            table.finish()?.finish()?;
        }
        let mut table =
            Destination::open(&outdir.join(tables::FAILED.name))?.table(tables::FAILED.columns())?;
        for failed in &self.counts.failed {
            table.row([
                failed.sample.as_str().into(),
                failed.reason.code().into(),
                failed.detail.as_str().into(),
            ])?;
        }
        table.finish()?.finish()?;
        Ok(self.counts)
    }
}

fn write_mapping(
    outdir: &Path,
    plan: &Plan,
    callers: &[MatrixCaller<'_>],
    setup: &CallSetup,
    genes: &GeneTable,
) -> anyhow::Result<()> {
    let universe: HashSet<&str> = setup.reference.universe.iter().map(String::as_str).collect();
    let spec = &tables::GENE_MAPPING;
    let mut table = Destination::open(&outdir.join(spec.name))?.table(spec.columns())?;
    for (matrix, caller) in plan.matrices.iter().zip(callers) {
        let name = matrix.record.name.as_str();
        let mut order: Vec<usize> = (0..matrix.values.row_ids().len()).collect();
        // By id, so that the order of the rows in the file does not matter.
        order.sort_by(|&a, &b| matrix.values.row_ids()[a].cmp(&matrix.values.row_ids()[b]));
        for row in order {
            let fate = &matrix.rows.fates()[row];
            let gene = fate.gene();
            let known = gene.map(|id| genes.gene(id));
            let in_universe = known.is_some_and(|g| universe.contains(g.symbol.as_str()));
            let n_rows = gene.map_or(0, |id| matrix.rows.rows_of(id).len() as u32);
            let candidates = tables::candidates(fate, |id| genes.gene(id).symbol.clone());
            let id = Some(matrix.values.row_ids()[row].as_str());
            table.row(tables::mapping_row(
                name,
                id,
                known,
                fate.as_str(),
                in_universe,
                n_rows,
                candidates,
            ))?;
        }
        let mut absent: Vec<&str> =
            caller.absent().map(|place| setup.reference.universe[place as usize].as_str()).collect();
        absent.sort_unstable();
        for symbol in absent {
            let gene = genes.by_symbol(symbol).map(|id| genes.gene(id));
            table.row(tables::mapping_row(name, None, gene, "placed", true, 0, None))?;
        }
    }
    table.finish()?.finish()
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
    profile_all(&callers, &plan.samples, console, |profiles| {
        calls.extend(profiles.into_iter().flatten().map(|p| (p.facts.sample, p.call.phenotype)));
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
    let of = plural(counts.calls.len());
    console.warn(&format!("{n} of {of} not evaluable on {}: {}", setup.reference.id, reasons.join(" ")));
}

/// Says that the folder holds samples of an earlier run.
fn warn_of_strangers(outdir: &Path, plan: &Plan, console: &Console) {
    let own: HashSet<String> =
        plan.samples.iter().map(|s| format!("{}.json", file_stem(&s.facts.sample))).collect();
    let Ok(entries) = std::fs::read_dir(outdir.join("samples")) else { return };
    let is_strange =
        |entry: &std::fs::DirEntry| !own.contains(&entry.file_name().to_string_lossy().into_owned());
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
        ("carry", options.carry.clone().into()),
        ("sample", patient.sample.clone().into()),
        ("rna_id", patient.rna_id.clone().into()),
        ("purity", patient.purity.into()),
        ("histology", patient.histology.clone().into()),
        ("site", patient.site.clone().into()),
        ("specimen", patient.specimen.clone().into()),
    ])
}

fn matrix_records(plan: &Plan, callers: &[MatrixCaller<'_>], scale: &ScaleOptions) -> Vec<MatrixRecord> {
    plan.matrices
        .iter()
        .zip(callers)
        .map(|(matrix, caller)| MatrixRecord {
            name: matrix.record.name.clone(),
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
