//! Antigen presentation in RNA and in DNA, in words: the amount of MHC beside the genes that are left to make it.

use evade_core::{
    AlterationStatus, AntigenPresentation, Axis, AxisValue, Caution, DnaProfile, EvidenceCode,
    GeneAlteration, HLA_GENES, Hits, HlaGene, HlaStatus, Phenotype, PresentationState, Reason, RnaProfile,
    SampleProfile, ScoreRow, place_in_words,
};

use crate::event::{event, headline, is_of_unusable_record};
use crate::hla::{genes_with, is_untested};
use crate::inflamed::is_asked;
use crate::phenotype_words::is_in_doubt;
use crate::reading::{Reading, Side, score_interval};
use crate::set_aside::has_set_aside;
use crate::text::{NOT_TESTED, joined, whole};
use crate::words::{is_deletion_untested, is_purity_too_low};

/// Signatures of the two MHC classes: the beginnings of their ids.
const CLASSES: [(&str, &str); 2] = [("mhc1_", "MHC class I"), ("mhc2_", "MHC class II")];

/// The part of the first sentence.
pub(crate) fn antigen_presentation(profile: &SampleProfile) -> String {
    let dna = format!("{}, {}", hla_part(profile), b2m_part(profile));
    match profile.rna.as_ref().and_then(in_rna) {
        Some(rna) => format!("antigen presentation: in RNA {rna}, in DNA {dna}"),
        None => format!("antigen presentation: {dna}"),
    }
}

/// Amounts of both MHC classes; `None` where RNA cannot be measured.
pub(crate) fn in_rna(rna: &RnaProfile) -> Option<String> {
    if rna.call.phenotype == Phenotype::NotEvaluable {
        return None;
    }
    if are_hla_genes_lost(rna) {
        return Some(HLA_GENES_LOST.to_owned());
    }
    let is_doubtful = is_in_doubt(rna);
    let classes: Vec<String> = CLASSES
        .iter()
        .filter_map(|(id, name)| Some(amount(name, class(rna, id)?, presentation(rna), is_doubtful)))
        .collect();
    (!classes.is_empty()).then(|| classes.join(" and "))
}

/// The axis that joins both classes.
fn presentation(rna: &RnaProfile) -> Option<&AxisValue> {
    rna.axes.iter().find(|value| value.axis == Axis::P)
}

fn class<'r>(rna: &'r RnaProfile, id: &str) -> Option<&'r ScoreRow> {
    rna.scores.iter().find(|row| row.signature.starts_with(id))
}

fn amount(name: &str, row: &ScoreRow, axis: Option<&AxisValue>, is_doubtful: bool) -> String {
    let Some(reading) = Reading::of_member(row, axis).map(|reading| reading.doubted(is_doubtful)) else {
        return format!("{name} not evaluable");
    };
    let words = reading.level().unwrap_or("within the reference range");
    let place = row.rank.zip(row.n_reference).map(|(rank, n)| place_in_words(rank, n));
    let doubt = reading.is_uncertain.then(|| "uncertain".to_owned());
    let notes: Vec<String> = place.into_iter().chain(doubt).collect();
    if notes.is_empty() {
        format!("{name} {words}")
    } else {
        format!("{name} {words} ({})", notes.join(", "))
    }
}

/// What stands for the amount where the reads of HLA genes are lost, or the genes silent.
const HLA_GENES_LOST: &str =
    "not evaluable (HLA genes near zero beside B2M or HLA-DRA; lost reads or lost expression)";

/// Whether the amount of MHC cannot be read from RNA, because HLA genes are near zero together.
pub(crate) fn are_hla_genes_lost(rna: &RnaProfile) -> bool {
    rna.call.reasons.contains(&Reason::HlaGenesNotQuantified)
}

/// Both readings of HLA genes near zero, and what tells them apart.
pub(crate) fn lost_or_silent(rna: &RnaProfile) -> Option<&'static str> {
    let is_told = rna.call.phenotype != Phenotype::NotEvaluable && are_hla_genes_lost(rna);
    is_told.then_some(
        "Antigen presentation in RNA: not evaluable. HLA genes are near zero beside a normal B2M or HLA-DRA: their reads were \
         lost in quantification, or the genes are not expressed. Immunohistochemistry of HLA class I and II, or \
         quantification with an HLA-aware aligner, tells which.",
    )
}

/// Both classes of MHC apart, with their percentiles: the axis is their mean and can hide the loss of one.
pub(crate) fn by_class(rna: &RnaProfile) -> Option<String> {
    if are_hla_genes_lost(rna) {
        return None;
    }
    let is_doubtful = is_in_doubt(rna);
    let classes: Vec<String> = CLASSES
        .iter()
        .filter_map(|(id, name)| {
            let row = class(rna, id)?;
            let reading = Reading::of_member(row, presentation(rna))?.doubted(is_doubtful);
            let interval = score_interval(row)
                .map_or_else(String::new, |(low, high)| format!(" ({}–{})", whole(low), whole(high)));
            let words = reading.words().map_or_else(String::new, |words| format!(", {words}"));
            Some(format!("{name} percentile {}{interval}{words}", whole(row.percentile?)))
        })
        .collect();
    let role = if is_asked(&rna.call) {
        ", no part of the call; intervals without what laboratories differ"
    } else {
        ""
    };
    (!classes.is_empty())
        .then(|| format!("Antigen presentation joins both classes{role}: {}.", classes.join("; ")))
}

/// Why RNA and DNA can differ, where they do: a loss in DNA beside an amount that is not low, or the reverse.
pub(crate) fn disagreement(profile: &SampleProfile) -> Option<&'static str> {
    let is_measured =
        |rna: &&RnaProfile| rna.call.phenotype != Phenotype::NotEvaluable && !are_hla_genes_lost(rna);
    let rna = profile.rna.as_ref().filter(is_measured)?;
    let is_low = Reading::of_score(class(rna, CLASSES[0].0)?)?.side == Some(Side::Low);
    let dna = AntigenPresentation::of(&profile.hla, &profile.dna.genes).state;
    match dna {
        PresentationState::Lost | PresentationState::Reduced if !is_low => Some(
            "DNA shows a loss although MHC class I RNA is not low: RNA measures the amount from tumour and immune cells \
             together, not which alleles or proteins are left.",
        ),
        PresentationState::NotAltered if is_low => Some(
            "MHC class I RNA is low although DNA shows no loss: expression can be low without an alteration, and few \
             immune cells lower it too.",
        ),
        _ => None,
    }
}

fn hla_part(profile: &SampleProfile) -> String {
    let hla = &profile.hla;
    let damaged = damaged(&profile.dna);
    if is_untested(hla) {
        let mut parts = vec!["loss of HLA not tested".to_owned()];
        parts.extend(damaged.iter().map(|gene| headline(gene)));
        return parts.join(", ");
    }
    let with = |status| genes_with(hla, status);
    let is_damaged = |name: &str| damaged.iter().any(|gene| gene.gene == name);
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
        // A damaged gene is named once, with what is not known of its alleles.
        let is_told_below = |gene: &str| !status.is_assessable() && is_damaged(gene);
        let genes: Vec<&str> = with(status).into_iter().filter(|gene| !is_told_below(gene)).collect();
        if !genes.is_empty() {
            parts.push(format!("{} {words}", joined(&genes)));
        }
    }
    let kept: Vec<&str> = with(HlaStatus::NoLoh).into_iter().filter(|gene| !is_damaged(gene)).collect();
    if !kept.is_empty() && !hla.iter().any(|g| g.status.is_loss()) && damaged.is_empty() {
        let verb = if kept.len() == 1 { "keeps" } else { "keep" };
        parts.insert(0, format!("{} {verb} both alleles", joined(&kept)));
    }
    parts.extend(damaged.iter().filter_map(|gene| damage(gene, hla)));
    parts.join(", ")
}

/// HLA class I genes that variants or copy number show as altered.
fn damaged(dna: &DnaProfile) -> Vec<&GeneAlteration> {
    let is_hla = |gene: &&GeneAlteration| HLA_GENES.contains(&gene.gene.as_str());
    dna.genes.iter().filter(is_hla).filter(|g| g.status == AlterationStatus::Altered).collect()
}

/// The alteration beside the state of the alleles; nothing where the state already says that the gene is lost.
fn damage(gene: &GeneAlteration, hla: &[HlaGene]) -> Option<String> {
    let status = hla.iter().find(|state| state.gene == gene.gene).map(|state| state.status);
    match status {
        Some(HlaStatus::Homdel) => None,
        Some(HlaStatus::NoLoh) if !is_deleted(gene) => {
            Some(format!("{} with both alleles present", headline(gene)))
        }
        Some(HlaStatus::NotTested) => Some(format!("{} (loss of alleles not tested)", headline(gene))),
        Some(HlaStatus::NotEvaluable) => Some(format!("{} (loss of alleles not evaluable)", headline(gene))),
        _ => Some(headline(gene)),
    }
}

fn is_deleted(gene: &GeneAlteration) -> bool {
    gene.evidence.iter().any(|code| matches!(code, EvidenceCode::Homdel | EvidenceCode::PossibleHomdel))
}

/// What variants say of an HLA gene, for its row in the table of alleles.
pub(crate) fn altered_beside(gene: &HlaGene, dna: &DnaProfile) -> Option<String> {
    damaged(dna).into_iter().find(|altered| altered.gene == gene.gene).map(event)
}

fn b2m_part(profile: &SampleProfile) -> String {
    let dna = &profile.dna;
    if !dna.tested {
        return "B2M and other genes not tested".to_owned();
    }
    let Some(gene) = dna.genes.iter().find(|g| g.gene == "B2M") else {
        return "B2M not tested".to_owned();
    };
    let is_cn_untested = is_deletion_untested(gene);
    match (gene.status, gene.hits) {
        (AlterationStatus::Altered, _) if is_deleted(gene) => headline(gene),
        (AlterationStatus::Altered, Some(Hits::Biallelic)) if gene.is_phase_unknown() => {
            format!("{} and a second variant (whether on different copies is not known)", headline(gene))
        }
        (AlterationStatus::Altered, Some(Hits::Biallelic)) => {
            format!("{} with both copies hit", headline(gene))
        }
        (AlterationStatus::Altered, Some(Hits::Monoallelic)) => {
            format!("{} on one copy only, no loss of the other seen", headline(gene))
        }
        (AlterationStatus::Altered, _) => format!("{} (loss of the second copy not shown)", headline(gene)),
        (AlterationStatus::Uncertain, _) if is_of_unusable_record(gene) => {
            let why = if gene.has(&Caution::ImpossibleValue) {
                "impossible value in the input"
            } else if gene.has(&Caution::AnnotationFailed) {
                "a row of the input names it and does not say what the variant does"
            } else if gene.has(&Caution::RowWithoutSample) {
                "a row of the input names it and no sample"
            } else {
                "a record names it outside its place in the genome"
            };
            format!("B2M not evaluable ({why})")
        }
        (AlterationStatus::Uncertain, _) => "B2M variant of unknown effect".to_owned(),
        (AlterationStatus::NotAltered, _) if has_set_aside(gene) => {
            "B2M variant detected but filtered".to_owned()
        }
        (AlterationStatus::NotAltered, _) if is_cn_untested => {
            let state =
                if is_purity_too_low(profile) { "not evaluable: too few tumour cells" } else { NOT_TESTED };
            format!("no B2M variant (its deletion {state})")
        }
        (AlterationStatus::NotAltered, _) if gene.has(&Caution::FileMayBeCut) => {
            "no alteration of B2M in input that may be cut".to_owned()
        }
        (AlterationStatus::NotAltered, _) => "no B2M alteration found".to_owned(),
        (AlterationStatus::NotTested, _) => "B2M not tested".to_owned(),
    }
}
