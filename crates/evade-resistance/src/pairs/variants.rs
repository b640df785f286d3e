//! Variants of two samples: what both have, and what one has alone where the other would have shown it.

use evade_core::{
    AlterationStatus, ChangeStatus, CopiesFrom, CopyState, DepthSource, DetectionChance, PairReason,
    PlaceReads, PuritySource, SeenVariant, Variant, VariantChange, Verdict,
};

use super::compare::{ComparedSample, Pair};
use super::detection::{NoChance, Sensitivity, chance, clonality};
use super::identity::may_be_germline;
use super::matching::{change, is_filtered, is_rearrangement, is_same, key, may_be_same};
use super::rules::DnaLimits;

/// Every variant of either sample: those of the earlier one first.
pub(super) fn variants(limits: &DnaLimits, pair: &Pair<'_>) -> Vec<VariantChange> {
    let (before, after) = (&pair.before.profile.dna.variants, &pair.after.profile.dna.variants);
    let shared: Vec<(&Variant, &Variant)> = before
        .iter()
        .filter_map(|one| after.iter().find(|other| is_same(one, other)).map(|other| (one, other)))
        .collect();
    let earlier = Lacking {
        limits,
        sample: pair.before,
        has_it: pair.after,
        fractions: Fractions::of(shared.iter().map(|(one, _)| *one)),
        when: When::Earlier,
    };
    let later = Lacking {
        sample: pair.after,
        has_it: pair.before,
        fractions: Fractions::of(shared.iter().map(|(_, other)| *other)),
        when: When::Later,
        ..earlier
    };
    let of_before =
        before.iter().map(|variant| match shared.iter().find(|(one, _)| std::ptr::eq(*one, variant)) {
            Some((one, other)) => {
                let is_thin =
                    |variant: &Variant| variant.alt_reads.is_some_and(|reads| reads < limits.min_reads);
                // A read or two may be errors.
                let (status, reasons) = if is_thin(one) || is_thin(other) {
                    (ChangeStatus::NotEvaluable, vec![PairReason::SeenInReads])
                } else {
                    (ChangeStatus::Retained, Vec::new())
                };
                VariantChange {
                    before: Some(seen(one)),
                    after: Some(seen(other)),
                    status,
                    reasons,
                    ..described(one)
                }
            }
            None => VariantChange {
                before: Some(seen(variant)),
                ..later.absence(variant).of(variant, ChangeStatus::Lost)
            },
        });
    let of_after = after
        .iter()
        .filter(|variant| !shared.iter().any(|(_, other)| std::ptr::eq(*other, *variant)))
        .map(|variant| VariantChange {
            after: Some(seen(variant)),
            ..earlier.absence(variant).of(variant, ChangeStatus::New)
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
    fn open(reason: PairReason) -> Self {
        Self { is: Is::Open, chance: None, reasons: vec![reason] }
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

/// Fractions of the variants that both samples have, in one of them.
#[derive(Debug, Clone, Copy)]
struct Fractions {
    lowest: Option<f64>,
    highest: Option<f64>,
}

impl Fractions {
    fn of<'v>(shared: impl Iterator<Item = &'v Variant>) -> Self {
        let vafs: Vec<f64> = shared.filter_map(|variant| variant.vaf).collect();
        let by = f64::total_cmp;
        Self { lowest: vafs.iter().copied().min_by(by), highest: vafs.iter().copied().max_by(by) }
    }
}

/// A sample that does not list a variant of the other one.
#[derive(Debug, Clone, Copy)]
struct Lacking<'a> {
    limits: &'a DnaLimits,
    sample: ComparedSample<'a>,
    has_it: ComparedSample<'a>,
    /// Of the variants that both have, in `sample`.
    fractions: Fractions,
    when: When,
}

impl Lacking<'_> {
    /// Whether the sample would have shown the variant.
    fn absence(&self, variant: &Variant) -> Absence {
        let dna = &self.sample.profile.dna;
        let row = dna.genes.iter().find(|row| row.gene == variant.gene);
        let is_tested = row.is_some_and(|row| row.status != AlterationStatus::NotTested);
        if !is_tested {
            return Absence::open(match self.when {
                When::Earlier => PairReason::NotTestedBefore,
                When::Later => PairReason::NotTestedAfter,
            });
        }
        if dna.filtered.iter().any(|candidate| is_filtered(variant, candidate)) {
            return Absence::open(PairReason::FilteredInOther);
        }
        if dna.variants.iter().any(|other| may_be_same(variant, other)) {
            return Absence::open(PairReason::MayBeOneVariant);
        }
        if may_be_germline(variant) {
            return Absence::open(PairReason::MayBeGermline);
        }
        if is_rearrangement(variant) {
            return Absence::open(PairReason::RearrangementNotCounted);
        }
        let at_place = key(variant).and_then(|key| self.sample.evidence.reads.get(&key).copied());
        match at_place.and_then(|reads| reads.alt_reads) {
            Some(alt_reads) if alt_reads >= self.limits.min_reads => {
                return Absence { is: Is::Present, chance: None, reasons: vec![PairReason::SeenInReads] };
            }
            Some(alt_reads) if alt_reads > 0 => return Absence::open(PairReason::SeenInReads),
            _ => {}
        }
        let copies = row.and_then(|row| row.copies.as_ref());
        if copies.is_some_and(|copies| copies.state.is_homdel()) {
            // No tumour cell has a copy that could carry it: what was there is lost, and what is there cannot have come from these.
            return match self.when {
                When::Later => {
                    Absence { is: Is::Absent, chance: None, reasons: vec![PairReason::CopiesLost] }
                }
                When::Earlier => Absence::open(PairReason::LossCannotReturn),
            };
        }
        let Some(reads) = at_place.or_else(|| stated_depth(self.sample)) else {
            return Absence::open(PairReason::DepthUnknown);
        };
        let total = copies.and_then(|copies| copies.total);
        match chance(self.limits, reads, self.sensitivity(total), self.clonality(variant)) {
            Ok(chance) => self.judged(chance, copies.map(|copies| copies.state)),
            Err(NoChance::Purity) => Absence::open(PairReason::PurityUnknown),
            Err(NoChance::NoCopies) => Absence::open(PairReason::CopiesMayBeLost),
        }
    }

    fn sensitivity(&self, copies: Option<f64>) -> Sensitivity {
        Sensitivity {
            purity: self.sample.profile.facts.purity,
            shared_vaf: self.fractions.lowest,
            highest_vaf: self.fractions.highest,
            copies,
        }
    }

    /// In which share of the tumour cells the sample that has it has it.
    fn clonality(&self, variant: &Variant) -> f64 {
        let rows = &self.has_it.profile.dna.genes;
        let row = rows.iter().find(|row| row.gene == variant.gene);
        let copies = row.and_then(|row| row.copies.as_ref()?.total);
        clonality(variant.vaf, self.has_it.profile.facts.purity, copies)
    }

    fn judged(&self, chance: DetectionChance, copies: Option<CopyState>) -> Absence {
        let would_show = chance.chance >= self.limits.least_chance;
        let has_fewer = matches!(copies, Some(CopyState::Loh | CopyState::SingleLoss));
        let facts = &self.sample.profile.facts;
        let contradicts = facts.purity.is_some() && chance.purity_from == PuritySource::SharedVariants;
        let reasons = [
            (!would_show, PairReason::DepthTooLow),
            (chance.depth_from == DepthSource::StatedMean, PairReason::DepthAssumed),
            (chance.copies_from == CopiesFrom::Assumed, PairReason::CopiesAssumed),
            (true, PairReason::ClonalAssumed),
            (contradicts, PairReason::PurityContradicted),
            (self.when == When::Later && has_fewer, PairReason::CopiesMayBeLost),
            (facts.holds_little_tumour(), PairReason::LittleTumour),
        ];
        Absence {
            is: if would_show { Is::Absent } else { Is::Open },
            chance: Some(chance),
            reasons: reasons.into_iter().filter_map(|(holds, reason)| holds.then_some(reason)).collect(),
        }
    }
}

/// The mean depth that the sheet states.
fn stated_depth(sample: ComparedSample<'_>) -> Option<PlaceReads> {
    let depth = sample.evidence.mean_depth?;
    Some(PlaceReads { depth, alt_reads: None, from: DepthSource::StatedMean })
}

/// Whether the variants that both samples have show so few tumour cells in this one that a loss may be missed: no fraction reaches 10 %.
pub(super) fn shows_little_tumour(pair: &Pair<'_>, sample: ComparedSample<'_>) -> bool {
    const LEAST: f64 = 0.1;
    let others = [pair.before, pair.after];
    let is_shared = |variant: &&Variant| {
        others.iter().all(|other| other.profile.dna.variants.iter().any(|one| is_same(one, variant)))
    };
    let shared = sample.profile.dna.variants.iter().filter(is_shared);
    let by_variants = Fractions::of(shared).highest.is_some_and(|highest| highest < LEAST);
    by_variants || sample.profile.facts.holds_little_tumour()
}

/// Whether a sample would have shown a variant of every tumour cell in a gene of two copies; nothing where depth or tumour content
/// is not known.
pub(super) fn would_show(limits: &DnaLimits, sample: ComparedSample<'_>) -> Option<bool> {
    let sensitivity = Sensitivity {
        purity: Some(sample.profile.facts.purity?),
        shared_vaf: None,
        highest_vaf: None,
        copies: None,
    };
    let chance = chance(limits, stated_depth(sample)?, sensitivity, 1.0).ok()?;
    Some(chance.chance >= limits.least_chance)
}
