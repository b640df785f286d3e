//! Variants of two samples: what both have, and what one has alone where the other would have shown it.

use evade_core::{
    ChangeStatus, CloneVerdict, Comparability, DepthSource, DetectionChance, DnaComparison, PairIdentity,
    PairReason, PlaceReads, SeenVariant, Variant, VariantChange, Verdict,
};

use super::compare::{ComparedSample, Pair};
use super::detection::{NoChance, Sensitivity, chance};
use super::matching::{change, is_filtered, is_same, key};
use super::rules::DnaLimits;
use super::{genes, hla};

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
    let state = if reasons.is_empty() { Comparability::Comparable } else { Comparability::NotEvaluable };
    let mut variants = variants(limits, pair);
    for variant in &mut variants {
        withhold(&mut variant.status, &mut variant.reasons, &reasons);
        variant.chance.take_if(|_| !reasons.is_empty());
    }
    let mut genes = genes::genes(pair, &variants);
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

/// Every variant of either sample: those of the earlier one first.
fn variants(limits: &DnaLimits, pair: &Pair<'_>) -> Vec<VariantChange> {
    let (before, after) = (&pair.before.profile.dna.variants, &pair.after.profile.dna.variants);
    let shared: Vec<(&Variant, &Variant)> = before
        .iter()
        .filter_map(|one| after.iter().find(|other| is_same(one, other)).map(|other| (one, other)))
        .collect();
    let lowest = |vafs: &mut dyn Iterator<Item = Option<f64>>| vafs.flatten().min_by(f64::total_cmp);
    let vaf_before = lowest(&mut shared.iter().map(|(one, _)| one.vaf));
    let vaf_after = lowest(&mut shared.iter().map(|(_, other)| other.vaf));
    let of_before =
        before.iter().map(|variant| match shared.iter().find(|(one, _)| std::ptr::eq(*one, variant)) {
            Some((one, other)) => VariantChange {
                before: Some(seen(one)),
                after: Some(seen(other)),
                status: ChangeStatus::Retained,
                ..described(one)
            },
            None => {
                let absence = absence(limits, pair.after, variant, vaf_after, When::Later);
                VariantChange { before: Some(seen(variant)), ..absence.of(variant, ChangeStatus::Lost) }
            }
        });
    let of_after = after
        .iter()
        .filter(|variant| !shared.iter().any(|(_, other)| std::ptr::eq(*other, *variant)))
        .map(|variant| {
            let absence = absence(limits, pair.before, variant, vaf_before, When::Earlier);
            VariantChange { after: Some(seen(variant)), ..absence.of(variant, ChangeStatus::New) }
        });
    of_before.chain(of_after).collect()
}

fn seen(variant: &Variant) -> SeenVariant {
    SeenVariant { vaf: variant.vaf, depth: variant.depth, alt_reads: variant.alt_reads }
}

fn described(variant: &Variant) -> VariantChange {
    VariantChange {
        gene: variant.gene.clone(),
        change: change(variant),
        chrom: variant.chrom.clone(),
        pos: variant.pos,
        effect: variant.effect,
        is_hotspot: variant.is_hotspot(),
        is_relevant: matches!(variant.verdict, Verdict::Damaging | Verdict::Likely),
        before: None,
        after: None,
        status: ChangeStatus::NotEvaluable,
        chance: None,
        reasons: Vec::new(),
    }
}

/// In which of the two samples a variant is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    Earlier,
    Later,
}

/// What a sample without a variant says of it.
struct Absence {
    /// How firmly the variant is not there.
    is: Is,
    chance: Option<DetectionChance>,
    reasons: Vec<PairReason>,
}

/// How firmly a variant is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Is {
    /// It would have been seen.
    Absent,
    /// Reads show it all the same.
    Present,
    /// It may be there.
    Open,
}

impl Absence {
    fn open(reasons: Vec<PairReason>) -> Self {
        Self { is: Is::Open, chance: None, reasons }
    }

    fn of(self, variant: &Variant, where_absent: ChangeStatus) -> VariantChange {
        let status = match self.is {
            Is::Absent => where_absent,
            Is::Present => ChangeStatus::Retained,
            Is::Open => ChangeStatus::NotEvaluable,
        };
        VariantChange { status, chance: self.chance, reasons: self.reasons, ..described(variant) }
    }
}

/// Whether a sample that does not list a variant would have shown it.
fn absence(
    limits: &DnaLimits,
    sample: ComparedSample<'_>,
    variant: &Variant,
    shared_vaf: Option<f64>,
    when: When,
) -> Absence {
    let dna = &sample.profile.dna;
    let row = dna.genes.iter().find(|row| row.gene == variant.gene);
    let (not_tested, copies) = match row {
        Some(row) => (row.status == evade_core::AlterationStatus::NotTested, row.copies.as_ref()),
        None => (true, None),
    };
    if not_tested {
        return Absence::open(vec![match when {
            When::Earlier => PairReason::NotTestedBefore,
            When::Later => PairReason::NotTestedAfter,
        }]);
    }
    if dna.filtered.iter().any(|candidate| is_filtered(variant, candidate)) {
        return Absence::open(vec![PairReason::FilteredInOther]);
    }
    let at_place = key(variant).and_then(|key| sample.evidence.reads.get(&key).copied());
    match at_place.and_then(|reads| reads.alt_reads) {
        Some(alt_reads) if alt_reads >= limits.min_reads => {
            return Absence { is: Is::Present, chance: None, reasons: vec![PairReason::SeenInReads] };
        }
        Some(alt_reads) if alt_reads > 0 => return Absence::open(vec![PairReason::SeenInReads]),
        _ => {}
    }
    let stated = sample.evidence.mean_depth.map(|depth| PlaceReads {
        depth,
        alt_reads: None,
        from: DepthSource::StatedMean,
    });
    let is_gone = copies.is_some_and(|copies| copies.state.is_homdel());
    if is_gone {
        // No tumour cell has a copy that could carry it: what was there is lost, and what is there cannot have come from these.
        return match when {
            When::Later => Absence { is: Is::Absent, chance: None, reasons: vec![PairReason::CopiesLost] },
            When::Earlier => Absence::open(vec![PairReason::LossCannotReturn]),
        };
    }
    let Some(reads) = at_place.or(stated) else {
        return Absence::open(vec![PairReason::DepthUnknown]);
    };
    let total = copies.and_then(|copies| copies.total);
    let sensitivity = Sensitivity { purity: sample.profile.facts.purity, shared_vaf, copies: total };
    let chance = match chance(limits, reads, sensitivity) {
        Ok(chance) => chance,
        Err(NoChance::Purity) => return Absence::open(vec![PairReason::PurityUnknown]),
        Err(NoChance::NoCopies) => return Absence::open(vec![PairReason::CopiesMayBeLost]),
    };
    let mut reasons = Vec::new();
    let would_show = chance.chance >= limits.least_chance;
    reasons.extend((!would_show).then_some(PairReason::DepthTooLow));
    reasons.extend((reads.from == DepthSource::StatedMean).then_some(PairReason::DepthAssumed));
    reasons.extend((total.is_none()).then_some(PairReason::CopiesAssumed));
    reasons.push(PairReason::ClonalAssumed);
    let lost_copies = copies.is_some_and(|copies| {
        use evade_core::CopyState::{Loh, SingleLoss};
        matches!(copies.state, Loh | SingleLoss)
    });
    reasons.extend((when == When::Later && lost_copies).then_some(PairReason::CopiesMayBeLost));
    reasons.extend(sample.profile.facts.holds_little_tumour().then_some(PairReason::LittleTumour));
    Absence { is: if would_show { Is::Absent } else { Is::Open }, chance: Some(chance), reasons }
}
