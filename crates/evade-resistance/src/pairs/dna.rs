//! DNA and HLA class I of two samples, as far as they are of one clone.

use evade_core::{
    ChangeStatus, CloneVerdict, Comparability, DnaComparison, GeneChange, HlaChange, PairIdentity, PairReason,
};

use super::compare::{ComparedSample, Pair};
use super::rules::DnaLimits;
use super::{genes, hla, variants};

/// What changed in DNA and HLA class I. `refused` names why nothing of the pair is compared. Without a shared variant the two may be
/// two tumours, and a difference between them is no change.
pub(super) fn dna(
    limits: &DnaLimits,
    pair: &Pair<'_>,
    identity: &PairIdentity,
    refused: Option<PairReason>,
) -> DnaComparison {
    let mut reasons: Vec<PairReason> = refused.into_iter().collect();
    match identity.clone {
        CloneVerdict::Shared => {}
        CloneVerdict::Unproven => reasons.push(PairReason::ClonalRelationUnproven),
        CloneVerdict::NotTested => {
            reasons.push(PairReason::ClonalRelationNotTested);
            let is_tested = |sample: ComparedSample<'_>| sample.profile.dna.tested;
            reasons.extend((!is_tested(pair.before)).then_some(PairReason::NotTestedBefore));
            reasons.extend((!is_tested(pair.after)).then_some(PairReason::NotTestedAfter));
        }
    }
    reasons.extend(pair.is_same_dna().then_some(PairReason::SameDna));
    let state = if reasons.is_empty() { Comparability::Comparable } else { Comparability::NotEvaluable };
    let mut variants = variants::variants(limits, pair);
    for variant in &mut variants {
        withhold(&mut variant.status, &mut variant.reasons, &reasons);
        variant.chance.take_if(|_| !reasons.is_empty());
    }
    let mut genes = genes::genes(limits, pair, &variants);
    let mut hla = hla::hla(pair);
    for gene in &mut genes {
        withhold(&mut gene.status, &mut gene.reasons, &reasons);
        if let Some(hits) = &mut gene.hits {
            withhold(hits, &mut gene.hits_reasons, &reasons);
        }
        if let Some(copies) = &mut gene.copies {
            withhold(&mut copies.status, &mut copies.reasons, &reasons);
        }
    }
    withhold_hla_copies(&mut genes, &hla);
    for gene in &mut hla {
        withhold(&mut gene.status, &mut gene.reasons, &reasons);
    }
    DnaComparison { state, reasons, genes, variants, hla }
}

/// Takes back what was found where nothing of the pair may be compared.
fn withhold(status: &mut ChangeStatus, reasons: &mut Vec<PairReason>, why: &[PairReason]) {
    if !why.is_empty() {
        *status = ChangeStatus::NotEvaluable;
        *reasons = why.to_vec();
    }
}

/// Where the state of an HLA gene is not told, its copies are not either: they come from the same reads.
fn withhold_hla_copies(genes: &mut [GeneChange], hla: &[HlaChange]) {
    for of_hla in hla.iter().filter(|gene| gene.status == ChangeStatus::NotEvaluable) {
        let row = genes.iter_mut().find(|row| row.gene == of_hla.gene);
        if let Some(copies) = row.and_then(|row| row.copies.as_mut()) {
            withhold(&mut copies.status, &mut copies.reasons, &of_hla.reasons);
        }
    }
}
