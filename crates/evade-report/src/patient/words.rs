//! Codes of comparisons as people read them: short clauses that stand after a colon or in brackets.

use evade_core::{
    AlterationStatus, BestResponse, BiopsyTime, ChangeStatus, CloneVerdict, Confidence, CopiesFrom,
    DepthSource, FeatureLevel, Hits, HlaStatus, IdentityBearing, IdentityKind, NoiseSource, PairComparison,
    PairIdentity, PairOrder, PairReason, PairTest, PatternState, PersonVerdict, Phenotype, PuritySource,
    RnaSex, TransitionPattern, TumourKind,
};

/// What became of a value or a finding.
pub(super) fn status(status: ChangeStatus) -> &'static str {
    match status {
        ChangeStatus::New => "new",
        ChangeStatus::Lost => "lost",
        ChangeStatus::Retained => "retained",
        ChangeStatus::Changed => "changed",
        ChangeStatus::Unchanged => "no change beyond noise",
        ChangeStatus::NotEvaluable => "not evaluable",
        ChangeStatus::Confounded => "not comparable",
    }
}

/// Between the values of two samples: an arrow would say that the one came first and became the other.
pub(super) fn between(pair: &PairComparison) -> &'static str {
    let is_open = pair.order == PairOrder::NotKnown || pair.identity.clone == CloneVerdict::Unproven;
    if is_open { " | " } else { " → " }
}

/// What became of a gene, its copies or an HLA gene, which have no noise.
pub(super) fn finding_status(change: ChangeStatus) -> &'static str {
    match change {
        ChangeStatus::Unchanged => "no change found",
        other => status(other),
    }
}

/// Why something was not compared, or what must be known of a comparison.
pub(super) fn reason(reason: PairReason) -> &'static str {
    use PairReason as R;
    match reason {
        R::SexDiffers => "the sample sheet states different sexes",
        R::RnaSexConflict => {
            "the RNA of one sample has genes of chromosome Y, that of the other has XIST and none of Y"
        }
        R::RnaSexAgainstStated => "the RNA of a sample contradicts the stated sex",
        R::HlaAllelesConflict => "each sample has an HLA class I allele that the other lacks",
        R::OppositeHomozygotes => "germline sites are homozygous for different alleles",
        R::IdentityConflict => "the identity of the samples conflicts, so nothing is compared",
        R::IdentityNotTested => "nothing that tells persons apart was measured in both samples",
        R::SameProfile => "both samples have the very same RNA profile: a file may have been used twice",
        R::ClonalRelationUnproven => {
            "no somatic variant in common that shows one clone: these may be two tumours, and a difference between them is no change"
        }
        R::ClonalRelationNotTested => {
            "somatic variants were not read in both samples, so nothing shows that they are of one clone"
        }
        R::SharedHotspotOnly => {
            "the samples share hotspot variants alone, which independent tumours share as well"
        }
        R::SharedMayBeGermline => "the shared variants may be inherited: no matched normal was used",
        R::OrderNotKnown => "nothing says which sample came first",
        R::OrderByTimepoint => "the order is that of the stated time points; dates are missing",
        R::DatesContradictTimepoint => "dates of collection and stated time points contradict each other",
        R::SiteDiffers => "the biopsies are of different sites",
        R::SpecimenDiffers => "the kinds of specimen differ (fixed or not)",
        R::AssayDiffers => "the RNA assays differ",
        R::LaboratoryDiffers => "laboratory, batch or cohort differs",
        R::TumourContentDiffers => "tumour content differs by more than 20 percentage points",
        R::UnitDiffers => "the expression values are in different units",
        R::SiteNotStated => "site not stated: taken to be the same",
        R::SpecimenNotStated => "kind of specimen not stated: taken to be the same",
        R::AssayNotStated => "RNA assay not stated: taken to be the same",
        R::LaboratoryNotStated => "laboratory or batch not stated: taken to be the same",
        R::PurityNotStated => "tumour content not stated: taken to be similar",
        R::NoRnaBefore => "the earlier sample has no RNA",
        R::NoRnaAfter => "the later sample has no RNA",
        R::RnaNotEvaluableBefore => "the RNA of the earlier sample is not evaluable",
        R::RnaNotEvaluableAfter => "the RNA of the later sample is not evaluable",
        R::ValueMissing => "one of the samples has no value",
        R::NoReplicates => "how far repeated measurements differ is not known",
        R::PhenotypeOpen => "the phenotype of one of the samples is unresolved",
        R::NoAxisChanged => {
            "none of the axes that decide the phenotype changed: the samples lie on both sides of a border"
        }
        R::NotTestedBefore => "not tested in the earlier sample",
        R::NotTestedAfter => "not tested in the later sample",
        R::DepthUnknown => "the depth at that position in the other sample is not known",
        R::DepthTooLow => {
            "the other sample would have missed it in more than 5 of 100 cases: too few reads for the expected fraction"
        }
        R::DepthAssumed => "the stated mean depth was taken for the depth at that position",
        R::PurityUnknown => "the expected fraction is not known: no tumour content and no shared variant",
        R::CopiesAssumed => "two copies were assumed in the other sample",
        R::ClonalAssumed => {
            "expected in as many tumour cells as in the sample that has it: a smaller clone may have been missed"
        }
        R::SeenInReads => "reads of the other sample show it, too few for a call",
        R::FilteredInOther => "detected but filtered in the other sample",
        R::CopiesMayBeLost => "the copies that carried it may have been lost",
        R::OtherVariant => "altered in both samples, by different variants",
        R::FurtherVariant => "a further variant of the gene is new, beside one that both samples have",
        R::MayBeOneVariant => {
            "the other sample has a variant of the gene that may be the same, written in another way"
        }
        R::MayBeGermline => "it may be inherited: no matched normal was used where it was found",
        R::RearrangementNotCounted => {
            "a mean depth does not show whether a rearrangement would have been seen"
        }
        R::SameDna => {
            "both samples have the very same reads of the same variants: a file may have been used twice"
        }
        R::PurityContradicted => {
            "shared variants show fewer tumour cells than stated: the highest of their fractions was taken"
        }
        R::SecondHitGained => "both copies are hit in the later sample, one was before",
        R::HitsUnknown => "the number of copies hit is not known in one of the samples",
        R::CopyNumberNotTested => "copy number was not tested in one of the samples",
        R::CopiesLost => "copies were lost",
        R::CopiesGained => "copies were gained",
        R::HlaNotAssessableBefore => "HLA class I was not assessable in the earlier sample",
        R::HlaNotAssessableAfter => "HLA class I was not assessable in the later sample",
        R::LossCannotReturn => {
            "a lost allele does not come back: another clone, tumour content or one of the two calls explains it"
        }
        R::OtherAlleleLost => "different alleles are lost",
        R::NeuroendocrineBefore => {
            "the neuroendocrine programme of the earlier sample was high already, or its histology is neuroendocrine"
        }
        R::LevelOpen => {
            "whether the neuroendocrine programme of the later sample is high in the reference is unresolved"
        }
        R::LittleTumour => {
            "a sample has less than 20 % tumour cells or is plasma: what was not found may have been missed"
        }
    }
}

/// Whether the reason states what was assumed, not what was missing.
pub(super) fn is_assumption(reason: PairReason) -> bool {
    use PairReason as R;
    matches!(
        reason,
        R::SiteNotStated
            | R::SpecimenNotStated
            | R::AssayNotStated
            | R::LaboratoryNotStated
            | R::PurityNotStated
            | R::PurityContradicted
            | R::DepthAssumed
            | R::CopiesAssumed
            | R::ClonalAssumed
            | R::OrderByTimepoint
            | R::ClonalRelationNotTested
            | R::SharedMayBeGermline
    )
}

/// The reasons without what was merely assumed, in one line; all of them where there are no others.
pub(super) fn obstacles(all: &[PairReason]) -> String {
    let kept: Vec<PairReason> = all.iter().copied().filter(|reason| !is_assumption(*reason)).collect();
    reasons(if kept.is_empty() { all } else { &kept })
}

/// The reasons in one line, separated by semicolons, each once.
pub(super) fn reasons(all: &[PairReason]) -> String {
    let mut words: Vec<&str> = Vec::new();
    for &one in all {
        if !words.contains(&reason(one)) {
            words.push(reason(one));
        }
    }
    words.join("; ")
}

/// What would settle what is left open.
pub(super) fn test(test: PairTest) -> &'static str {
    match test {
        PairTest::GermlineGenotypes => {
            "Germline genotypes or HLA types of both samples, to confirm one person"
        }
        PairTest::ForcedCalls => {
            "Reads of each sample at the positions of the other one's variants (forced calls or a gVCF)"
        }
        PairTest::SamePanel => {
            "A whole exome, or the same large panel, of both samples, to look for shared variants"
        }
        PairTest::PathologyOfBoth => "Pathology and imaging of both tumours: one tumour, or two primaries",
        PairTest::CopyNumber => "Copy number of both samples",
        PairTest::HlaLoss => "HLA class I typing and allele-specific copy number of both samples",
        PairTest::SameAssayRna => {
            "RNA of both samples from the same kind of tissue, site, assay and laboratory"
        }
        PairTest::TumourContent => "Tumour content of both samples",
        PairTest::Histology => "Histology of the later sample with synaptophysin, chromogranin and INSM1",
        PairTest::Cd8Staining => "CD8 immunohistochemistry of both samples",
        PairTest::Dates => "Dates of collection",
    }
}

/// A named transition.
pub(super) fn pattern(pattern: TransitionPattern) -> &'static str {
    match pattern {
        TransitionPattern::ActiveToSuppressed => {
            "from active to suppressed: T cells are still there, suppression rose"
        }
        TransitionPattern::ActiveToExcluded => {
            "from active to excluded-like: stroma became dominant (inferred from RNA)"
        }
        TransitionPattern::ToDesert => "to immune desert: the T-cell signal in RNA was lost",
        TransitionPattern::ToInflamed => "to inflamed: the T-cell signal in RNA appeared",
        TransitionPattern::InflamedIfngUp => "inflamed in both, and the interferon-gamma programme rose",
        TransitionPattern::InflamedIfngStable => {
            "inflamed in both, and the interferon-gamma programme is stable"
        }
    }
}

/// The phenotype with how far to trust it.
pub(super) fn phenotype(phenotype: Phenotype, trust: Option<Confidence>) -> String {
    match trust {
        Some(trust) => format!("{} ({} confidence)", phenotype.label(), confidence(trust)),
        None => phenotype.label().to_owned(),
    }
}

fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Low => "low",
        Confidence::Moderate => "moderate",
        Confidence::High => "high",
    }
}

/// The state of a gene in one sample.
pub(super) fn gene_state(status: AlterationStatus) -> &'static str {
    match status {
        AlterationStatus::Altered => "altered",
        AlterationStatus::Uncertain => "variant of unknown effect",
        AlterationStatus::NotAltered => "none found",
        AlterationStatus::NotTested => "not tested",
    }
}

/// Copies hit.
pub(super) fn hits(hits: Option<Hits>) -> &'static str {
    match hits {
        Some(Hits::Biallelic) => "both copies hit",
        Some(Hits::Monoallelic) => "one copy hit",
        Some(Hits::Unknown) => "copies hit not known",
        None => "–",
    }
}

/// The state of an HLA gene in one sample.
pub(super) fn hla_state(status: HlaStatus) -> &'static str {
    match status {
        HlaStatus::Loh => "one allele lost",
        HlaStatus::LohSubclonal => "one allele lost in part of the tumour cells",
        HlaStatus::ImbalanceOnly => "imbalanced, loss not shown",
        HlaStatus::NoLoh => "both alleles kept",
        HlaStatus::Homdel => "both alleles lost",
        HlaStatus::NotEvaluable => "not evaluable",
        HlaStatus::NotTested => "not tested",
    }
}

/// When a biopsy was taken.
pub(super) fn biopsy(time: BiopsyTime) -> &'static str {
    match time {
        BiopsyTime::Untreated => "before treatment",
        BiopsyTime::UnderTreatment => "under treatment",
        BiopsyTime::AfterTreatment => "after treatment",
        BiopsyTime::NotKnown => "time against treatment not known",
    }
}

/// Best response.
pub(super) fn response(best: BestResponse) -> &'static str {
    match best {
        BestResponse::Complete => "complete response",
        BestResponse::Partial => "partial response",
        BestResponse::Stable => "stable disease",
        BestResponse::Progressive => "progressive disease",
        BestResponse::NotEvaluable => "not evaluable",
        BestResponse::Unknown => "not known",
        BestResponse::Pathological => "pathological response",
    }
}

/// What was compared to find an exchanged sample.
pub(super) fn identity(kind: IdentityKind) -> &'static str {
    match kind {
        IdentityKind::StatedSex => "Stated sex",
        IdentityKind::RnaSex => "Chromosome Y genes and XIST in RNA",
        IdentityKind::HlaAlleles => "HLA class I alleles",
        IdentityKind::GermlineSites => "Homozygous germline sites",
        IdentityKind::RnaProfile => "RNA profile, whether it is the very same",
    }
}

/// What an identity check says.
pub(super) fn bearing(kind: IdentityKind, bearing: IdentityBearing) -> &'static str {
    match bearing {
        IdentityBearing::Agrees => "agrees",
        // Genotypes are those of the normal, of which nothing is lost.
        IdentityBearing::MayBeLoss if kind == IdentityKind::GermlineSites => {
            "few differ, as errors of genotyping explain"
        }
        IdentityBearing::MayBeLoss => "differs; a loss in the tumour can explain it",
        IdentityBearing::Warns if kind == IdentityKind::RnaProfile => "the very same in both: check it",
        IdentityBearing::Warns => "differs: check it",
        IdentityBearing::Conflict => "conflict: no loss explains it",
        IdentityBearing::NotTested => "not tested in both",
    }
}

/// Whether the samples are of one person.
pub(super) fn person(verdict: PersonVerdict) -> &'static str {
    match verdict {
        PersonVerdict::Conflict => {
            "Conflict: the samples are not of one person, or the sample sheet is wrong."
        }
        PersonVerdict::NoConflict => {
            "No conflict: nothing differs that loss in a tumour cannot explain. This does not prove one person."
        }
        PersonVerdict::NotTested => {
            "Not tested: nothing that tells persons apart was measured in both samples."
        }
    }
}

/// Whether the samples are of one clone. What they do share stands in it: hotspots and inherited variants show no clone.
pub(super) fn clone(identity: &PairIdentity) -> &'static str {
    let has = |reason| identity.reasons.contains(&reason);
    let shares_any = !identity.shared.is_empty() || identity.n_shared.is_some_and(|n| n > 0);
    match identity.clone {
        CloneVerdict::Shared => "One clone: both samples share somatic variants.",
        CloneVerdict::Unproven if has(PairReason::SharedHotspotOnly) => {
            "Not shown: they share none but hotspots, which independent tumours share as well. These may be two tumours (second primary tumours \
             are common in lung), and a difference between them is no change."
        }
        CloneVerdict::Unproven if has(PairReason::SharedMayBeGermline) => {
            "Not shown: what they share may be inherited, as no matched normal was used. These may be two tumours (second primary tumours are \
             common in lung), and a difference between them is no change."
        }
        CloneVerdict::Unproven if shares_any => {
            "Not shown: they share too few somatic variants to exclude chance. These may be two tumours (second primary tumours are common in \
             lung), and a difference between them is no change."
        }
        CloneVerdict::Unproven => {
            "Not shown: no somatic variant in common was found. These may be two tumours (second primary tumours are common in lung), and a \
             difference between them is no change."
        }
        CloneVerdict::NotTested => "Not tested: somatic variants were not read in both samples.",
    }
}

/// What a check of identity found in a sample: codes become words, anything else is in words already.
pub(super) fn identity_side(kind: IdentityKind, side: &str) -> &str {
    let code =
        (kind == IdentityKind::RnaSex).then(|| RnaSex::ALL.iter().find(|sex| sex.as_str() == side)).flatten();
    match code {
        Some(RnaSex::YGenes) => "chromosome Y genes expressed, no XIST",
        Some(RnaSex::XistWithoutY) => "XIST expressed, no chromosome Y genes",
        Some(RnaSex::Both) => "XIST and chromosome Y genes expressed",
        Some(RnaSex::Neither) => "neither XIST nor chromosome Y genes expressed",
        Some(RnaSex::NoYGenes) => "no chromosome Y genes expressed, XIST not measured",
        None => side,
    }
}

/// Which bar the noise is.
pub(super) fn noise(source: NoiseSource) -> &'static str {
    match source {
        NoiseSource::Resampling => "two standard errors",
        NoiseSource::Least => "least change called",
        NoiseSource::Replicates => "replicate pieces",
    }
}

/// Where a depth comes from.
pub(super) fn depth(source: DepthSource) -> &'static str {
    match source {
        DepthSource::Record => "own record at the position",
        DepthSource::Table => "depth table",
        DepthSource::StatedMean => "stated mean depth, assumed",
    }
}

/// Where the tumour content behind an expected fraction comes from.
pub(super) fn purity(source: PuritySource) -> &'static str {
    match source {
        PuritySource::Stated => "stated tumour content",
        PuritySource::SharedVariants => "fractions of the shared variants",
    }
}

/// Where copies come from.
pub(super) fn copies(source: CopiesFrom) -> &'static str {
    match source {
        CopiesFrom::Measured => "measured",
        CopiesFrom::Assumed => "assumed",
    }
}

/// How changes stand to a pattern.
pub(super) fn pattern_state(state: PatternState) -> &'static str {
    match state {
        PatternState::Present => "present: all three changes were found beyond noise",
        PatternState::Partly => "partly: some of the three changes were found beyond noise",
        PatternState::Absent => "none of the three changes was found beyond noise",
        PatternState::NotAssessable => "not evaluable",
    }
}

/// The kind of carcinoma of a stated histology.
pub(super) fn kind(kind: Option<TumourKind>) -> &'static str {
    match kind {
        Some(TumourKind::Adenocarcinoma) => "adenocarcinoma",
        Some(TumourKind::Squamous) => "squamous cell carcinoma",
        Some(TumourKind::Neuroendocrine) => "large-cell neuroendocrine carcinoma or carcinoid",
        Some(TumourKind::SmallCell) => "small-cell carcinoma",
        Some(TumourKind::Other) => "another carcinoma",
        None => "not stated",
    }
}

/// The level of a feature.
pub(super) fn level(level: Option<FeatureLevel>) -> &'static str {
    match level {
        Some(FeatureLevel::Low) => "low",
        Some(FeatureLevel::Middle) => "in the middle half of the reference",
        Some(FeatureLevel::High) => "high",
        Some(FeatureLevel::Open) => "unresolved",
        Some(FeatureLevel::NotAssessable) => "not evaluable",
        None => "not tested",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_a_short_clause_of_its_own() {
        let mut known: Vec<&str> = Vec::new();
        for &one in PairReason::ALL {
            let words = reason(one);
            assert!(words.chars().count() <= 120 && !words.ends_with('.') && !words.contains('_'), "{words}");
            assert!(
                words.starts_with(|c: char| c.is_lowercase())
                    || ["HLA", "RNA"].iter().any(|name| words.starts_with(name)),
                "{words}"
            );
            assert!(!known.contains(&words), "{words} twice");
            known.push(words);
        }
        assert_eq!(
            reasons(&[PairReason::SiteDiffers, PairReason::SiteDiffers, PairReason::AssayDiffers]),
            "the biopsies are of different sites; the RNA assays differ"
        );
    }
}
