//! The sentence at the top of the page.

use evade_core::{
    AlterationStatus, Axis, AxisValue, Confidence, DnaProfile, Hits, HlaGene, HlaStatus, Phenotype, Reason,
    RnaProfile, SampleProfile,
};

use crate::hla::{genes_with, is_untested};
use crate::set_aside::has_set_aside;
use crate::text::{capitalised, joined, rank_in_words};
use crate::words::is_deletion_untested;

/// The band of the reference that the page draws and the words low and high refer to, in percentiles.
pub(crate) const BAND: (f64, f64) = (25.0, 75.0);

/// The middle of the reference.
const MEDIAN: f64 = 50.0;

/// Genes named in the sentence beside B2M; the table below it has them all.
const NAMED_GENES: usize = 4;

/// What the sample shows in one sentence: T cells, suppression, stroma when high, antigen presentation, altered genes.
///
/// A lane without input is "not tested", one that cannot be read "not evaluable"; neither is worded as a finding.
#[must_use]
pub fn first_sentence(profile: &SampleProfile) -> String {
    let mut parts = rna_parts(profile.rna.as_ref());
    parts.push(format!("antigen presentation: {}, {}", hla_part(&profile.hla), b2m_part(&profile.dna)));
    parts.extend(other_genes(&profile.dna));
    format!("{}.", capitalised(&parts.join("; ")))
}

fn rna_parts(rna: Option<&RnaProfile>) -> Vec<String> {
    let Some(rna) = rna else {
        return vec!["RNA not tested".to_owned()];
    };
    if rna.call.phenotype == Phenotype::NotEvaluable {
        let why = rna.call.reasons.iter().find_map(|&reason| stop_in_words(reason));
        return vec![why.map_or("RNA not evaluable".to_owned(), |why| format!("RNA not evaluable ({why})"))];
    }
    let axis = |wanted| rna.axes.iter().find(|a| a.axis == wanted);
    let mut parts = vec![t_part(axis(Axis::T)), s_part(axis(Axis::S), &rna.call.reasons)];
    parts.extend(x_part(axis(Axis::X)));
    parts.extend(call_doubt(rna));
    parts
}

/// The reasons that stop a call, short enough for a sentence.
fn stop_in_words(reason: Reason) -> Option<&'static str> {
    match reason {
        Reason::LowUniverseCoverage => Some("too few genes measured"),
        Reason::CountsWithoutLengths => Some("read counts without gene lengths"),
        Reason::AxisMissing => Some("T-cell or stroma genes missing"),
        Reason::LymphoidSite => Some("sample from lymphoid tissue"),
        Reason::PlatformMismatch => Some("profile unlike the reference"),
        _ => None,
    }
}

fn t_part(axis: Option<&AxisValue>) -> String {
    let Some((axis, percentile)) = axis.and_then(|a| Some((a, a.percentile?))) else {
        return "T cells not evaluable".to_owned();
    };
    let words = if percentile < BAND.0 {
        "few T cells"
    } else if percentile < MEDIAN {
        "some T cells"
    } else {
        "T cells present"
    };
    let place = axis.rank.map(|rank| rank_in_words(rank, axis.n_reference));
    let doubt = is_uncertain(axis).then(|| "uncertain".to_owned());
    let notes: Vec<String> = place.into_iter().chain(doubt).collect();
    if notes.is_empty() { words.to_owned() } else { format!("{words} ({})", notes.join(", ")) }
}

/// The interval reaches both sides of the band, or cohorts of the reference disagree on the axis.
fn is_uncertain(axis: &AxisValue) -> bool {
    let is_wide = axis.percentile_interval.is_some_and(|(low, high)| low < BAND.0 && high > BAND.1);
    is_wide || axis.unstable == Some(true)
}

/// The word for a percentile outside the band.
pub(crate) fn level(percentile: f64) -> Option<&'static str> {
    if percentile < BAND.0 {
        Some("low")
    } else if percentile > BAND.1 {
        Some("high")
    } else {
        None
    }
}

fn s_part(axis: Option<&AxisValue>, reasons: &[Reason]) -> String {
    let Some((axis, percentile)) = axis.and_then(|a| Some((a, a.percentile?))) else {
        return "suppression not evaluable".to_owned();
    };
    let doubt = if is_uncertain(axis) { " (uncertain)" } else { "" };
    if reasons.contains(&Reason::SuppressionUnadjusted) {
        let words = level(percentile).unwrap_or("in the reference range");
        return format!("suppression {words}, not adjusted for T cells{doubt}");
    }
    match level(percentile) {
        Some(words) => format!("suppression {words} for that T level{doubt}"),
        None => format!("suppression as expected for that T level{doubt}"),
    }
}

fn x_part(axis: Option<&AxisValue>) -> Option<String> {
    let axis = axis?;
    let doubt = if is_uncertain(axis) { ", uncertain" } else { "" };
    (axis.percentile? > BAND.1).then(|| format!("stroma high (exclusion is not seen in RNA{doubt})"))
}

fn call_doubt(rna: &RnaProfile) -> Option<String> {
    let call = &rna.call;
    if call.phenotype == Phenotype::Indeterminate {
        let classes: Vec<&str> = call.leading.into_iter().chain(call.second).map(Phenotype::label).collect();
        return Some(match classes.as_slice() {
            [] => "phenotype uncertain".to_owned(),
            some => format!("phenotype uncertain ({})", some.join(" / ")),
        });
    }
    (call.confidence == Some(Confidence::Low)).then(|| "phenotype call of low confidence".to_owned())
}

fn hla_part(hla: &[HlaGene]) -> String {
    let with = |status| genes_with(hla, status);
    if is_untested(hla) {
        return "HLA not tested".to_owned();
    }
    let mut parts = Vec::new();
    for (status, tail) in [(HlaStatus::Loh, ""), (HlaStatus::LohSubclonal, " in part of the tumour cells")] {
        match with(status).as_slice() {
            [] => {}
            [gene] => parts.push(format!("one {gene} allele lost{tail}")),
            genes => parts.push(format!("one allele each of {} lost{tail}", joined(genes))),
        }
    }
    for (status, words) in [
        (HlaStatus::Homdel, "lost on both copies"),
        (HlaStatus::ImbalanceOnly, "imbalanced but not shown to be lost"),
        (HlaStatus::NotEvaluable, "not evaluable"),
        (HlaStatus::NotTested, "not tested"),
    ] {
        let genes = with(status);
        if !genes.is_empty() {
            parts.push(format!("{} {words}", joined(&genes)));
        }
    }
    let kept = with(HlaStatus::NoLoh);
    if !kept.is_empty() && !hla.iter().any(|g| g.status.is_loss()) {
        parts.insert(0, format!("{} keep both alleles", joined(&kept)));
    }
    parts.join(", ")
}

fn b2m_part(dna: &DnaProfile) -> String {
    if !dna.tested {
        return "B2M and other genes not tested".to_owned();
    }
    let Some(gene) = dna.genes.iter().find(|g| g.gene == "B2M") else {
        return "B2M not tested".to_owned();
    };
    let is_cn_untested = is_deletion_untested(gene);
    match (gene.status, gene.hits) {
        (AlterationStatus::Altered, Some(Hits::Biallelic)) => "B2M altered on both copies",
        (AlterationStatus::Altered, _) => "B2M altered",
        (AlterationStatus::Uncertain, _) => "B2M variant of unknown effect",
        (AlterationStatus::NotAltered, _) if has_set_aside(gene) => "B2M variant read but not counted",
        (AlterationStatus::NotAltered, _) if is_cn_untested => "no B2M variant (its copy number not tested)",
        (AlterationStatus::NotAltered, _) => "B2M intact",
        (AlterationStatus::NotTested, _) => "B2M not tested",
    }
    .to_owned()
}

fn other_genes(dna: &DnaProfile) -> Option<String> {
    let genes: Vec<&str> = dna
        .genes
        .iter()
        .filter(|g| g.status == AlterationStatus::Altered && g.gene != "B2M")
        .map(|g| g.gene.as_str())
        .collect();
    match genes.get(..NAMED_GENES) {
        Some(named) if genes.len() > NAMED_GENES => Some(format!("{} and others altered", named.join(", "))),
        _ if genes.is_empty() => None,
        _ => Some(format!("{} altered", joined(&genes))),
    }
}
