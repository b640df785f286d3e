//! What would settle what a comparison leaves open.

use evade_core::{
    AlterationStatus, ChangeStatus, CloneVerdict, Comparability, DnaComparison, HypoxiaTriple, PairIdentity,
    PairReason, PairTest, PatternState, PersonVerdict, RnaComparison, TransformationScreen,
    TransformationVerdict,
};

/// Tests in the order of their list, each once.
pub(super) fn settled_by(
    identity: &PairIdentity,
    rna: &RnaComparison,
    dna: &DnaComparison,
    hypoxia: &HypoxiaTriple,
    transformation: &TransformationScreen,
    pair: &[PairReason],
) -> Vec<PairTest> {
    let of_genes = |reason: PairReason| dna.genes.iter().any(|gene| gene.reasons.contains(&reason));
    let is_copies_open = dna.genes.iter().any(|gene| {
        let copies = gene.copies.as_ref().map(|copies| &copies.reasons);
        gene.hits_reasons.contains(&PairReason::HitsUnknown)
            || copies.is_some_and(|reasons| reasons.contains(&PairReason::CopyNumberNotTested))
    });
    // A gene that neither sample tested is not asked for again.
    let is_half_tested = dna.genes.iter().any(|gene| {
        let is_altered = |status| status == AlterationStatus::Altered;
        let reasons = [PairReason::NotTestedBefore, PairReason::NotTestedAfter];
        (is_altered(gene.before) || is_altered(gene.after))
            && reasons.iter().any(|reason| gene.reasons.contains(reason))
    });
    let is_open = identity.clone != CloneVerdict::Shared;
    let is_hla_open = dna.state == Comparability::Comparable
        && dna.hla.iter().any(|gene| gene.status == ChangeStatus::NotEvaluable);
    let rna_differs = |reason| rna.reasons.contains(&reason);
    let asks = [
        (identity.person != PersonVerdict::NoConflict, PairTest::GermlineGenotypes),
        (
            of_genes(PairReason::DepthTooLow)
                || of_genes(PairReason::DepthUnknown)
                || of_genes(PairReason::SeenInReads)
                || of_genes(PairReason::FilteredInOther),
            PairTest::ForcedCalls,
        ),
        // Where all genes of both were read and nothing is shared, more sequencing of the kind shows no more.
        (is_open && identity.n_shared.is_none() || is_half_tested, PairTest::SamePanel),
        (identity.clone == CloneVerdict::Unproven, PairTest::PathologyOfBoth),
        (is_copies_open, PairTest::CopyNumber),
        (is_hla_open, PairTest::HlaLoss),
        (
            [
                PairReason::SiteDiffers,
                PairReason::SpecimenDiffers,
                PairReason::AssayDiffers,
                PairReason::LaboratoryDiffers,
                PairReason::UnitDiffers,
                PairReason::NoRnaBefore,
                PairReason::NoRnaAfter,
                PairReason::SameProfile,
            ]
            .into_iter()
            .any(rna_differs),
            PairTest::SameAssayRna,
        ),
        (
            rna_differs(PairReason::PurityNotStated) || of_genes(PairReason::PurityUnknown),
            PairTest::TumourContent,
        ),
        (
            matches!(
                transformation.verdict,
                TransformationVerdict::Suspicion | TransformationVerdict::NeuroendocrineBefore
            ),
            PairTest::Histology,
        ),
        (matches!(hypoxia.state, PatternState::Present | PatternState::Partly), PairTest::Cd8Staining),
        (
            pair.contains(&PairReason::OrderNotKnown) || pair.contains(&PairReason::OrderByTimepoint),
            PairTest::Dates,
        ),
    ];
    asks.into_iter().filter_map(|(is_asked, test)| is_asked.then_some(test)).collect()
}
