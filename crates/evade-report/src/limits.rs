//! What limits the reading of a sample, in words.

use evade_core::{
    Caution, GeneAlteration, HlaCaution, HlaStatus, LaneState, Phenotype, Reason, SampleFacts, SampleProfile,
};
use maud::{Markup, html};

use crate::antigen::lost_or_silent;
use crate::inflamed::{is_asked, stated_histology};
use crate::rna_limits::{matters, reason_in_words};
use crate::text::{Text, joined, two};

/// Limits explained on the front page; the methods explain them all.
const FRONT_LIMITS: usize = 5;

/// Every reason of the profile, those that stop the call first, each once.
pub(crate) fn reasons(profile: &SampleProfile) -> Vec<Reason> {
    let rna = profile.rna.iter().flat_map(|r| r.call.reasons.iter().chain(&r.quality.reasons));
    let mut all: Vec<Reason> = Vec::new();
    for &reason in rna.chain(&profile.dna.reasons) {
        if !all.contains(&reason) {
            all.push(reason);
        }
    }
    all.sort_by_key(|r| {
        (!r.stops_the_call(), !r.leaves_the_call_open(), !r.is_about_tissue(), !r.is_about_measurement())
    });
    all
}

/// The reasons that the box of limits names: what stopped a call or left it open is told in its place, as is what is unknown of
/// HLA in RNA.
fn shown_reasons(profile: &SampleProfile) -> Vec<Reason> {
    let mut all = reasons(profile);
    let Some(rna) = &profile.rna else { return all };
    let is_stopped = rna.call.phenotype == Phenotype::NotEvaluable;
    let decided = rna.call.deciding_reason();
    // Of a sample in which too little was detected, tissue and axes say nothing.
    let is_unmeasured = rna.call.reasons.contains(&Reason::DepthTooLow);
    let is_empty = |reason: Reason| {
        is_unmeasured && (reason.is_about_tissue() || reason == Reason::AxisOutsideReference)
    };
    let is_told_elsewhere = |reason: Reason| {
        (is_stopped && reason.stops_the_call())
            || decided == Some(reason)
            || (reason == Reason::HlaGenesNotQuantified && lost_or_silent(rna).is_some())
            || (is_asked(&rna.call) && TOLD_WITH_THE_CALL.contains(&reason))
    };
    all.retain(|&reason| !is_told_elsewhere(reason) && !is_empty(reason) && matters(reason, rna));
    all
}

/// What the box of the phenotype says of a call in two questions.
const TOLD_WITH_THE_CALL: [Reason; 8] = [
    Reason::InflamedUndecided,
    Reason::KindUndecided,
    Reason::ExcludedDesertLeaning,
    Reason::StromaHigh,
    Reason::ClassSharesUnknown,
    Reason::NoModelForTissue,
    Reason::Extrapolated,
    Reason::LowStability,
];

/// A reason in words, with the numbers of the sample where it rests on RNA.
fn in_words(reason: Reason, profile: &SampleProfile) -> String {
    let rna = profile.rna.as_ref().filter(|rna| rna.call.reasons.contains(&reason));
    rna.map_or_else(|| reason.meaning().to_owned(), |rna| reason_in_words(reason, rna))
}

/// Why HLA genes have no state: genes and meaning, each meaning once.
fn hla(profile: &SampleProfile) -> Vec<String> {
    let mut by_meaning: Vec<(&'static str, Vec<&str>)> = Vec::new();
    for gene in profile.hla.iter().filter(|gene| gene.status == HlaStatus::NotEvaluable) {
        for meaning in gene.reasons.iter().map(|reason| reason.meaning()) {
            match by_meaning.iter_mut().find(|(known, _)| *known == meaning) {
                Some((_, genes)) => genes.push(&gene.gene),
                None => by_meaning.push((meaning, vec![&gene.gene])),
            }
        }
    }
    by_meaning.into_iter().map(|(meaning, genes)| format!("{}: {meaning}", joined(&genes))).collect()
}

/// What follows from what was stated of the sample, or was not.
fn of_the_sample(profile: &SampleProfile) -> Vec<String> {
    let facts = &profile.facts;
    let has_input = profile.rna.is_some() || profile.dna.tested;
    let mut lines = Vec::new();
    if stated_histology(facts).is_none() && has_input {
        let tissue = profile.rna.as_ref().and_then(|rna| rna.call.inflamed.tissue.as_deref());
        lines.push(match tissue {
            Some(tissue) => format!(
                "Histology is not stated: the phenotype follows the model for {tissue}, and most of the evidence cited is that of non-small cell lung cancer."
            ),
            None => "Histology is not stated: phenotype rules and most of the evidence cited are those of non-small cell lung cancer."
                .to_owned(),
        });
    }
    let has_copies = !matches!(profile.lanes.copy_number.state, LaneState::NotGiven | LaneState::NotUsed);
    match facts.purity {
        Some(purity) if has_copies && purity < LOW_CONTENT => lines.push(format!(
            "Tumour content is low ({}): deletions and lost alleles are easily missed.",
            two(purity)
        )),
        None if has_input => lines.push(
            "Tumour content is not stated: allele fractions, copies and the signal of immune cells cannot be checked against it."
                .to_owned(),
        ),
        _ => {}
    }
    if profile.rna.is_some() && is_degraded(facts) {
        lines.push(
            "RNA of FFPE tissue by a poly(A) assay: broken transcripts lose their 5′ end, which shifts scores.".to_owned(),
        );
    }
    lines.extend(fractions_above(profile));
    if profile.dna.tested && profile.lanes.copy_number.state == LaneState::NotGiven {
        lines.push(
            "Copy number was not given: deletions, amplifications and the second copy are not known."
                .to_owned(),
        );
    }
    lines
}

/// Tumour content under which a copy that is not seen to be lost says little: with 10 SNPs at 100 reads the loss of an
/// allele is seen in half of the simulated tumours at 0.3 (docs/methods/hla-loh.md).
const LOW_CONTENT: f64 = 0.3;

fn is_degraded(facts: &SampleFacts) -> bool {
    let assay = facts.assay_rna.iter().flat_map(|text| text.chars()).filter(|c| c.is_alphanumeric());
    facts.is_ffpe() && assay.collect::<String>().to_lowercase().contains("polya")
}

/// Genes whose variants have a higher allele fraction than the stated tumour content allows.
fn fractions_above(profile: &SampleProfile) -> Option<String> {
    let is_above = |gene: &&GeneAlteration| gene.has(&Caution::VafAbovePurity);
    let genes: Vec<&str> = profile.dna.genes.iter().filter(is_above).map(|gene| gene.gene.as_str()).collect();
    (!genes.is_empty()).then(|| {
        format!(
            "Stated tumour content does not fit the allele fractions of {}: it is too low, or the variants are inherited or amplified.",
            joined(&genes)
        )
    })
}

/// Whether an input of DNA or HLA ends without a newline.
fn cut(profile: &SampleProfile) -> Option<&'static str> {
    let is_cut = profile.dna.genes.iter().any(|gene| gene.has(&Caution::FileMayBeCut))
        || profile.hla.iter().any(|gene| gene.flags.contains(&HlaCaution::FileMayBeCut));
    is_cut.then_some(
        "An input of variants, copy number or HLA does not end with a newline: it may be cut, and findings may be missing.",
    )
}

/// The box of the front page.
pub(crate) fn limits(profile: &SampleProfile) -> Markup {
    let all = shown_reasons(profile);
    let (shown, rest) = all.split_at(all.len().min(FRONT_LIMITS));
    let mut lines = of_the_sample(profile);
    lines.extend(cut(profile).map(str::to_owned));
    lines.extend(hla(profile));
    html! {
        @if shown.is_empty() && lines.is_empty() {
            p { "No limit of the inputs was noted beyond what the strip of inputs says." }
        } @else {
            ul {
                @for reason in shown {
                    li class=@if reason.stops_the_call() { "stop" } @else { "limit" } { (Text(&in_words(*reason, profile))) }
                }
                @for line in &lines { li class="limit" { (Text(line)) } }
            }
        }
        @if !rest.is_empty() { p { "Further limits are listed under Quality control and methods." } }
    }
}
