//! `evade check`: what each sample of a sheet will get, and what is missing for the rest, before any computing.

use std::path::Path;

use evade_core::{AlterationStatus, HlaStatus, Reason};
use evade_io::{Column, ColumnKind};
use evade_stream::Digest;

use crate::args::CheckOptions;
use crate::cohort::MatrixCaller;
use crate::console::Console;
use crate::expression::MatrixReader;
use crate::genome::{DnaLanes, read_lanes};
use crate::output::Destination;
use crate::part::PartOptions;
use crate::plan::{Plan, PlanRequest, PlannedSample};
use crate::scale::ScaleInputs;
use crate::{builtin, failure};

const COLUMNS: [Column; 5] = [
    Column::new("sample", ColumnKind::Text, "Sample id."),
    Column::new("output", ColumnKind::Text, "phenotype, alterations or hla_loh."),
    Column::new("evaluable", ColumnKind::Text, "yes, partly or no."),
    Column::new("reason", ColumnKind::Text, "Reason code or numbers."),
    Column::new("supply", ColumnKind::Text, "What would make it evaluable."),
];

/// What is known of one output of one sample.
struct Outlook {
    evaluable: &'static str,
    reason: String,
    supply: Option<&'static str>,
}

impl Outlook {
    fn yes(reason: String) -> Self {
        Self { evaluable: "yes", reason, supply: None }
    }

    fn partly(reason: String, supply: &'static str) -> Self {
        Self { evaluable: "partly", reason, supply: Some(supply) }
    }

    fn no(reason: impl Into<String>, supply: &'static str) -> Self {
        Self { evaluable: "no", reason: reason.into(), supply: Some(supply) }
    }
}

pub(crate) fn run(options: &CheckOptions, console: &Console) -> anyhow::Result<u8> {
    let genes = builtin::genes()?;
    let scale_inputs = ScaleInputs::open(&options.scale, &genes)?;
    let reader = MatrixReader::of_scale(&options.scale, Digest::None, &genes, console)?;
    let request = PlanRequest {
        sheet: Some(&options.samples),
        expression: options.expression.as_deref(),
        carry: &[],
        part: &PartOptions::default(),
        whole_cohort: false,
    };
    let (plan, _) = Plan::make(&request, &reader, console)?;
    let setup = scale_inputs.setup(&plan, &genes, console)?;
    let (lanes, _) = read_lanes(&plan.samples, console)?;
    let callers: Vec<MatrixCaller<'_>> =
        plan.matrices.iter().map(|matrix| MatrixCaller::new(&setup, matrix, &genes)).collect();

    let mut table = Destination::open(Path::new("-"))?.table(COLUMNS.to_vec())?;
    let mut row = |sample: &str, output: &str, outlook: &Outlook| {
        table.row([
            sample.into(),
            output.into(),
            outlook.evaluable.into(),
            outlook.reason.as_str().into(),
            outlook.supply.into(),
        ])
    };
    for (sample, lanes) in plan.samples.iter().zip(&lanes) {
        let id = sample.facts.sample.as_str();
        row(id, "phenotype", &phenotype(sample, &callers))?;
        row(id, "alterations", &alterations(lanes))?;
        row(id, "hla_loh", &hla(lanes))?;
    }
    for failed in &plan.failed {
        let supply = "the column's name in 'rna_id'";
        row(&failed.sample, "phenotype", &Outlook::no(failed.reason.code(), supply))?;
    }
    table.finish()?.finish()?;
    Ok(if plan.failed.is_empty() { 0 } else { failure::SOME_FAILED })
}

fn phenotype(sample: &PlannedSample, callers: &[MatrixCaller<'_>]) -> Outlook {
    let Some(place) = sample.rna else {
        return Outlook::no(Reason::RnaNotTested.code(), "expression: a TPM matrix with this sample");
    };
    let caller = &callers[place.matrix];
    let coverage = format!("{:.0} % of the reference's genes", 100.0 * caller.universe_coverage());
    match caller.why_no_call() {
        None => Outlook::yes(coverage),
        Some(reason @ Reason::CountsWithoutLengths) => {
            Outlook::no(reason.code(), "TPM instead of counts, or --scale cohort")
        }
        Some(reason @ Reason::LowUniverseCoverage) => Outlook::no(
            format!("{reason}: {coverage}"),
            "a matrix of all genes, --scale cohort, or a reference built on the genes at hand",
        ),
        Some(reason) => Outlook::no(reason.code(), "a matrix with the genes of the T and X axes"),
    }
}

fn alterations(lanes: &DnaLanes) -> Outlook {
    let dna = &lanes.variants;
    let n = |status: AlterationStatus| dna.genes.iter().filter(|g| g.status == status).count();
    let (all, untested) = (dna.genes.len(), n(AlterationStatus::NotTested));
    if !dna.tested {
        Outlook::no("no variant input", "vcf, maf or reported")
    } else if untested > 0 {
        Outlook::partly(
            format!("{untested} of {all} genes not tested; coverage {}", dna.coverage),
            "assay_dna (WES, WGS) or panel (BED or gene list)",
        )
    } else {
        Outlook::yes(format!("coverage {}", dna.coverage))
    }
}

fn hla(lanes: &DnaLanes) -> Outlook {
    let n = |status: HlaStatus| lanes.hla.iter().filter(|g| g.status == status).count();
    let (untested, unclear) = (n(HlaStatus::NotTested), n(HlaStatus::NotEvaluable));
    let reasons: Vec<&str> = lanes.hla.iter().filter_map(|g| g.reason.as_deref()).collect();
    if untested == lanes.hla.len() {
        Outlook::no("no HLA input", "cnv (allele-specific segments) or hla (a table)")
    } else if untested + unclear > 0 {
        Outlook::partly(reasons.join(";"), "segments with minor copy numbers over the HLA genes")
    } else {
        Outlook::yes("3 genes".to_owned())
    }
}
