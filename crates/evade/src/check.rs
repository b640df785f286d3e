//! What each sample of a sheet will get, and what is missing for the rest, before a run.

mod files;
mod readouts;
mod rna;

use std::collections::BTreeMap;
use std::path::Path;

use evade_core::{
    AlterationStatus, DnaProfile, HlaGene, HlaStatus, LaneInputs, LaneReason, LaneState, TmbReason,
};
use evade_io::{Column, ColumnKind, SheetColumn, SheetLane, SheetRow};
use evade_stream::{Digest, ReadError, Source};

use crate::batch::{self, Done};
use crate::builtin;
use crate::cohort::{MatrixCaller, Scratch};
use crate::error::Outcome;
use crate::expression::MatrixReader;
use crate::lanes::{DnaLanes, DnaSettings, Lanes, SharedFiles, TriedLanes};
use crate::log::{Log, Monitor};
use crate::output::Destination;
use crate::overwrite::{files_of_call, spare_inputs};
use crate::plan::{Plan, sheet_of};
use crate::run_remarks::RunRemarks;
use crate::sample::PlannedSample;
use crate::scale::ScaleInputs;
use crate::settings::CheckSettings;

const COLUMNS: [Column; 5] = [
    Column::new("sample", ColumnKind::Text, "Sample id."),
    Column::new("output", ColumnKind::Text, "phenotype, alterations, tmb, hla_loh or readouts."),
    Column::new("evaluable", ColumnKind::Text, "yes, partly or no."),
    Column::new("reason", ColumnKind::Text, "Reason code or numbers."),
    Column::new("supply", ColumnKind::Text, "What would make it evaluable."),
];

/// An output of a sample; in the order of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Output {
    Phenotype,
    Alterations,
    Tmb,
    HlaLoh,
    Readouts,
}

impl Output {
    const ALL: [Self; 5] = [Self::Phenotype, Self::Alterations, Self::Tmb, Self::HlaLoh, Self::Readouts];

    fn as_str(self) -> &'static str {
        match self {
            Self::Phenotype => "phenotype",
            Self::Alterations => "alterations",
            Self::Tmb => "tmb",
            Self::HlaLoh => "hla_loh",
            Self::Readouts => "readouts",
        }
    }
}

/// What is known of one output of one sample.
#[derive(Clone)]
struct Outlook {
    evaluable: &'static str,
    reason: String,
    supply: Option<String>,
}

impl Outlook {
    fn yes(reason: String) -> Self {
        Self { evaluable: "yes", reason, supply: None }
    }

    fn partly(reason: String, supply: &str) -> Self {
        Self { evaluable: "partly", reason, supply: Some(supply.to_owned()) }
    }

    fn no(reason: impl Into<String>, supply: &str) -> Self {
        Self { evaluable: "no", reason: reason.into(), supply: Some(supply.to_owned()) }
    }

    /// What a file that cannot be used says, its hint apart.
    fn fault(error: &ReadError) -> Self {
        let mut bare = error.clone();
        let hint = bare.hint.take();
        Self::no(bare.to_string(), hint.as_deref().unwrap_or("a file that can be read"))
    }
}

/// What is known so far, by sample and output.
type Outlooks = BTreeMap<(String, Output), Outlook>;

/// Says what each sample of a sheet will get, and what is missing for the rest, before a run. RNA is ranked and called as
/// a run would do it, so that what a run finds out is known here.
pub fn check(settings: &CheckSettings, monitor: &dyn Monitor) -> crate::Result<Outcome> {
    let log = &Log::new(monitor);
    if let Some(form) = settings.files {
        return files::list(settings, form, log);
    }
    let genes = builtin::genes()?;
    let scale_inputs = ScaleInputs::open(&settings.call, &genes)?;
    let reader = MatrixReader::of_call(&settings.call, Digest::None, &genes, log)?;
    let content = Source::from_argument(&settings.samples).read()?;
    let sheet = sheet_of(&content, settings.kept_columns(), log)?;
    let samples: Vec<String> = sheet.rows.iter().map(|row| row.facts.sample.clone()).collect();

    let mut faults = Outlooks::new();
    let mut plan = plan(settings, sheet.rows, &reader, &mut faults)?;
    plan.samples.iter_mut().for_each(|sample| settings.genes.complete(sample));
    settings.genes.burden.refuse_reported()?;
    let dna = DnaSettings::read(&settings.genes, &mut Vec::new())?;
    let read = settings.expression.iter().chain([&settings.samples]).chain(settings.genes.files()).cloned();
    spare_inputs(read.chain(files_of_call(&settings.call)).chain(plan.files()), [&settings.output])?;
    let setup = scale_inputs.setup(&plan, &genes, log)?;
    let callers: Vec<MatrixCaller<'_>> =
        plan.matrices.iter().map(|matrix| MatrixCaller::new(&setup, matrix, &genes)).collect();
    let mut outlooks = Outlooks::new();
    for sample in &samples {
        outlooks.extend(without_files(sample));
    }
    let shared = SharedFiles::of_samples(&plan.samples);
    let lanes = Lanes::new(dna, &shared)?;
    let work = |scratch: &mut Scratch, sample: &PlannedSample| {
        let mut reading = lanes.reading();
        let tried = reading.try_lanes_of(sample);
        let rna = rna::look_at(&setup, &callers, scratch, sample);
        Done::of(sample, reading, Ok((tried, rna)))
    };
    let mut remarks = RunRemarks::default();
    batch::in_order("checking", &plan.samples, log, Scratch::default, work, |batch, tried| {
        for (sample, tried) in batch.iter().zip(tried) {
            let id = &sample.facts.sample;
            let phenotype = (id.clone(), Output::Phenotype);
            if let Some(fault) = &sample.fault {
                faults.insert(phenotype.clone(), Outlook::fault(fault));
            }
            match tried {
                Ok((lanes, rna)) => {
                    let (rna, of_genes) = match rna {
                        Some(Ok((rna, readouts))) => (Some(Ok(rna)), readouts),
                        Some(Err(failed)) => (Some(Err(failed)), Vec::new()),
                        None => (None, Vec::new()),
                    };
                    let outlook = readouts::outlook(rna.as_ref(), &of_genes);
                    outlooks.insert((id.clone(), Output::Readouts), outlook);
                    outlooks.insert(phenotype, rna::phenotype(rna.as_ref()));
                    if let Some(Ok(rna)) = &rna {
                        remarks.take(rna);
                    }
                    add_lanes(sample, lanes, &mut outlooks, &mut faults);
                }
                Err(failed) => {
                    let rna = Err(failed.clone());
                    outlooks.insert((id.clone(), Output::Readouts), readouts::outlook(Some(&rna), &[]));
                    outlooks.insert(phenotype, rna::phenotype(Some(&rna)));
                    faults.insert(
                        (id.clone(), Output::Alterations),
                        Outlook::no(failed.detail.as_str(), "a file that can be read"),
                    );
                    faults.insert(
                        (id.clone(), Output::HlaLoh),
                        Outlook::no(failed.detail.as_str(), "a file that can be read"),
                    );
                }
            }
        }
        Ok(())
    })?;
    for failed in &plan.failed {
        let reason = format!("{}: {}", failed.reason, failed.detail);
        // A sample that has no result has none of its other files either.
        for output in Output::ALL {
            let outlook = Outlook::no(reason.as_str(), "the column's name in 'rna_id'");
            outlooks.insert((failed.sample.clone(), output), outlook);
        }
    }
    let n_faults = faults.len();
    for ((sample, output), fault) in faults {
        // The same files give these too.
        let also = match output {
            Output::Alterations => Some(Output::Tmb),
            Output::Phenotype => Some(Output::Readouts),
            _ => None,
        };
        if let Some(also) = also {
            outlooks.insert((sample.clone(), also), fault.clone());
        }
        outlooks.insert((sample, output), fault);
    }
    write(&settings.output, &samples, &outlooks)?;
    remarks.tell(&setup, log);
    if n_faults > 0 {
        log.error(&format!(
            "{n_faults} outputs rest on files that cannot be used; hint: correct what the table says, or empty these cells: evade run gives these samples no result"
        ));
        return Ok(Outcome::BadData);
    }
    Ok(if plan.failed.is_empty() { Outcome::Complete } else { Outcome::SomeFailed })
}

fn write(output: &Path, samples: &[String], outlooks: &Outlooks) -> crate::Result<()> {
    let mut table = Destination::open(output)?.table(COLUMNS.to_vec())?;
    for sample in samples {
        for output in Output::ALL {
            let Some(outlook) = outlooks.get(&(sample.clone(), output)) else { continue };
            table.row([
                sample.as_str().into(),
                output.as_str().into(),
                outlook.evaluable.into(),
                outlook.reason.as_str().into(),
                outlook.supply.as_deref().into(),
            ])?;
        }
    }
    table.finish()?.finish()
}

/// The plan of the rows as far as they can be planned; files that cannot be used are noted and left out.
fn plan(
    settings: &CheckSettings,
    mut rows: Vec<SheetRow>,
    reader: &MatrixReader<'_>,
    faults: &mut Outlooks,
) -> crate::Result<Plan> {
    let folder = settings.samples.parent().unwrap_or(Path::new(""));
    for row in &mut rows {
        leave_out_absent(row, folder, faults);
    }
    let common = settings.expression.as_deref();
    let is_plannable = |row: &SheetRow| common.is_some() || row.expression.is_some() || !row.files.is_empty();
    let (rows, empty): (Vec<_>, Vec<_>) = rows.into_iter().partition(is_plannable);
    for row in empty {
        let nothing = Outlook::no("no expression and no other file", "--expression, or a file in the sheet");
        faults.entry((row.facts.sample, Output::Phenotype)).or_insert(nothing);
    }
    Plan::sheet(&settings.samples, rows.into_iter().enumerate().collect(), common, false, reader)
}

/// What the lanes of DNA and HLA will give, or why they cannot.
fn add_lanes(sample: &PlannedSample, lanes: TriedLanes, outlooks: &mut Outlooks, faults: &mut Outlooks) {
    let id = &sample.facts.sample;
    match lanes.variants {
        Ok(dna) => {
            outlooks.insert((id.clone(), Output::Tmb), tmb(&dna, &lanes.inputs));
            outlooks.insert((id.clone(), Output::Alterations), alterations(&dna, &lanes.inputs));
        }
        Err(error) => {
            faults.insert((id.clone(), Output::Alterations), Outlook::fault(&error));
        }
    }
    match lanes.hla {
        Ok(genes) => outlooks.insert((id.clone(), Output::HlaLoh), hla(&genes, &lanes.inputs)),
        Err(error) => faults.insert((id.clone(), Output::HlaLoh), Outlook::fault(&error)),
    };
}

/// Notes the files of a row that are not there.
fn leave_out_absent(row: &mut SheetRow, folder: &Path, faults: &mut Outlooks) {
    for column in SheetColumn::files() {
        let absent = |(named, file): &(SheetColumn, &str)| *named == column && !folder.join(file).exists();
        let Some((_, file)) = row.files().find(absent) else { continue };
        let outlook = Outlook::no(
            format!("{file}: there is no such file (line {} of the sheet)", row.line),
            "a path relative to the sheet",
        );
        let output = match column.lane() {
            SheetLane::Expression => Output::Phenotype,
            SheetLane::CopyNumber | SheetLane::Hla => Output::HlaLoh,
            _ => Output::Alterations,
        };
        faults.insert((row.facts.sample.clone(), output), outlook);
        row.files.clear(column);
        row.expression.take_if(|_| column == SheetColumn::Expression);
    }
}

/// What a sample without any file has.
fn without_files(sample: &str) -> [((String, Output), Outlook); 4] {
    let none = LaneInputs::default();
    let untested = DnaLanes::not_tested();
    [
        (Output::Alterations, alterations(&untested.variants, &none)),
        (Output::Tmb, tmb(&untested.variants, &none)),
        (Output::HlaLoh, hla(&untested.hla, &none)),
        (Output::Readouts, readouts::outlook(None, &[])),
    ]
    .map(|(output, outlook)| ((sample.to_owned(), output), outlook))
}

/// Why nothing can be said of variants, if nothing can.
fn untested(dna: &DnaProfile, inputs: &LaneInputs) -> Option<Outlook> {
    match inputs.small_variants.state {
        _ if dna.tested => None,
        LaneState::NotGiven => Some(Outlook::no("no variant input", "vcf, maf or reported")),
        _ => Some(Outlook::no("the sample is not in the file", "the sample's name in the file, in 'dna_id'")),
    }
}

fn alterations(dna: &DnaProfile, inputs: &LaneInputs) -> Outlook {
    if let Some(outlook) = untested(dna, inputs) {
        return outlook;
    }
    let n = |status: AlterationStatus| dna.genes.iter().filter(|g| g.status == status).count();
    let (all, untested) = (dna.genes.len(), n(AlterationStatus::NotTested));
    if untested > 0 {
        let is_open = inputs.small_variants.reason == Some(LaneReason::CoverageNotDeclared);
        let supply = if is_open {
            "assay_dna (WES, WGS) or panel (BED or gene list)"
        } else {
            "cnv (copy number) for amplifications, sv for fusions, or a wider panel"
        };
        Outlook::partly(format!("{untested} of {all} genes not tested; coverage {}", dna.coverage), supply)
    } else {
        Outlook::yes(format!("coverage {}", dna.coverage))
    }
}

fn tmb(dna: &DnaProfile, inputs: &LaneInputs) -> Outlook {
    if let Some(outlook) = untested(dna, inputs) {
        return outlook;
    }
    let Some(burden) = &dna.tmb else {
        return Outlook::no("no list of variants", "vcf or maf");
    };
    let size = burden.mb.map(|mb| format!("{mb} Mb"));
    let words: Vec<&str> = burden.reasons.iter().map(|reason| reason.as_str()).collect();
    let words = (!words.is_empty()).then(|| words.join(";"));
    let reason = words.into_iter().chain(size).collect::<Vec<_>>().join("; ");
    match (burden.tmb, &burden.category) {
        (None, _) if burden.reasons.contains(&TmbReason::NotRequested) => {
            Outlook::no(reason, "nothing: leave out --tmb off")
        }
        (None, _) if burden.reasons.iter().any(|reason| is_of_annotation(*reason)) => {
            Outlook::no(reason, "annotation of the variants by VEP, SnpEff or bcftools csq")
        }
        (None, _) => Outlook::no(reason, "vcf or maf of all genes, and assay_dna (WES, WGS) or panel (BED)"),
        (Some(_), None) => Outlook::partly(reason, "WES or WGS of tumour and normal, or --tmb-calibrated"),
        (Some(_), Some(_)) => Outlook::yes(reason),
    }
}

/// Whether an annotation would give the burden.
fn is_of_annotation(reason: TmbReason) -> bool {
    matches!(reason, TmbReason::EffectsNotAnnotated | TmbReason::EffectWordsUnknown)
}

fn hla(genes: &[HlaGene], inputs: &LaneInputs) -> Outlook {
    let n = |status: HlaStatus| genes.iter().filter(|g| g.status == status).count();
    let (untested, unclear) = (n(HlaStatus::NotTested), n(HlaStatus::NotEvaluable));
    let reasons: Vec<&str> = genes.iter().flat_map(|g| &g.reasons).map(|reason| reason.as_str()).collect();
    if untested == genes.len() && inputs.hla.state != LaneState::NotGiven {
        Outlook::no("the sample is not in the file", "the sample's name in the file, in 'dna_id'")
    } else if untested == genes.len() {
        Outlook::no("no HLA input", "cnv (allele-specific segments) or hla (a table)")
    } else if untested + unclear > 0 {
        Outlook::partly(reasons.join(";"), "segments with minor copy numbers over the HLA genes")
    } else {
        Outlook::yes("3 genes".to_owned())
    }
}
