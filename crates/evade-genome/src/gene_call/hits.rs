//! Whether one copy of a gene is hit, or both.

use evade_core::{Caution, CopyState, EffectClass, EvidenceCode, GeneCopies, GeneRole, Hits, Variant};

use crate::allele::length_change;
use crate::same_variant::{coding_place, is_structural};
use crate::segments::{MIN_PURITY, NO_COPY_BELOW};

/// Two changes this close may be one event written in two rows.
const SAME_EVENT_BASES: u64 = 10;
/// Two frameshifts this close may restore the frame.
const RESCUE_BASES: u64 = 30;
/// How far the fraction must lie above that of one copy of two.
const FRACTION_MARGIN: f64 = 0.1;
/// So many variants, the strongest of a gene, are compared with each other: more are not of one gene's two copies.
const MOST_COMPARED: usize = 100;
/// With fewer copies one is left.
const TWO_COPIES_FROM: f64 = 1.5;
/// Under this share of the fraction of one copy in every tumour cell a variant is in part of them: a stated tumour content
/// is seldom exact.
const LOW_SHARE: f64 = 0.75;

/// The copies hit, for genes whose loss matters.
pub(super) fn hits_of(
    role: GeneRole,
    altering: &[&Variant],
    has_variant: bool,
    copies: Option<&GeneCopies>,
    purity: Option<f64>,
    flags: &mut Vec<Caution>,
) -> Option<Hits> {
    if !role.is_loss() {
        return None;
    }
    let state = copies.map(|c| c.state);
    if state == Some(CopyState::Homdel) {
        return Some(Hits::Biallelic);
    }
    if state == Some(CopyState::PossibleHomdel) && altering.is_empty() {
        return Some(Hits::Unknown);
    }
    let Some(first) = altering.first() else { return has_variant.then_some(Hits::Unknown) };
    let mut flag = |caution: Caution| caution.add_to(flags);
    if let Some(copies) = copies.filter(|c| c.state == CopyState::Loh) {
        if altering.iter().any(|v| !is_the_loss(v, copies)) {
            return Some(Hits::Biallelic);
        }
        flag(Caution::LohByDeletion);
        return Some(Hits::Monoallelic);
    }
    if let [one, other] = altering
        && may_restore_frame(one, other)
    {
        flag(Caution::PossibleFrameRescue);
        return Some(Hits::Unknown);
    }
    let strongest = altering.get(..MOST_COMPARED).unwrap_or(altering);
    let is_any = |wanted: Relation| {
        let mut rest = strongest.iter().enumerate();
        rest.any(|(i, a)| strongest.iter().skip(i + 1).any(|b| relation(a, b) == wanted))
    };
    let is_in_trans = is_any(Relation::InTrans);
    if is_in_trans || is_any(Relation::Apart) {
        flag(Caution::LikelyBiallelic);
        if is_in_trans {
            flag(Caution::InTrans);
        }
        return Some(Hits::Biallelic);
    }
    if is_any(Relation::InCis) {
        flag(Caution::InCis);
    }
    if is_any(Relation::Near) {
        flag(Caution::PossibleMnv);
    }
    if let Some(word) = purity.filter(|_| copies.is_none()).and_then(|p| word_of_fraction(first, p)) {
        let is_loss = word == Caution::VafSupportedLoh;
        flag(word);
        if is_loss {
            return Some(Hits::Biallelic);
        }
    }
    // Both alleles are there, so the other one is whole.
    let keeps_both = copies.and_then(|c| c.minor).is_some_and(|minor| minor >= NO_COPY_BELOW);
    Some(if keeps_both { Hits::Monoallelic } else { Hits::Unknown })
}

/// How two altering variants of a gene stand to each other.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Relation {
    /// On the two copies, as the reads show.
    InTrans,
    /// On one copy, as the reads show.
    InCis,
    /// Two events; the copies are not known.
    Apart,
    /// So close that they may be one event.
    Near,
    /// It cannot be told whether they are two.
    Open,
}

fn relation(a: &Variant, b: &Variant) -> Relation {
    if let Some((one, other)) = a.phase.as_ref().zip(b.phase.as_ref())
        && one.set == other.set
    {
        return if one.side == other.side { Relation::InCis } else { Relation::InTrans };
    }
    // The junctions of one complex event may lie far apart.
    if is_breakpoint(a) && is_breakpoint(b) {
        return Relation::Open;
    }
    let places =
        if a.pos > 0 && b.pos > 0 { Some((a.pos, b.pos)) } else { coding_place(a).zip(coding_place(b)) };
    match places.map(|(one, other)| one.abs_diff(other)) {
        Some(bases) if bases > SAME_EVENT_BASES => Relation::Apart,
        Some(_) => Relation::Near,
        None => Relation::Open,
    }
}

/// Whether a rearrangement is known by an end alone, not by the exons it takes.
fn is_breakpoint(variant: &Variant) -> bool {
    is_structural(variant) && !takes_exons(variant)
}

fn takes_exons(variant: &Variant) -> bool {
    variant.codes.iter().any(|code| matches!(code, EvidenceCode::SvExonDeleted | EvidenceCode::SvDeletion))
}

/// Whether the variant is the deletion that copy number sees as loss of heterozygosity. A deletion of exons within a
/// larger loss is not: it lies on the copy that is left.
fn is_the_loss(variant: &Variant, copies: &GeneCopies) -> bool {
    if !takes_exons(variant) || copies.total.is_some_and(|total| total >= TWO_COPIES_FROM) {
        return false;
    }
    // Were both copies gone, copy number would show it.
    let is_whole = variant.flags.contains(&Caution::WholeGeneDeletion);
    let is_most_of = |(start, end): (u64, u64)| {
        let Some((_, other)) = variant.other_end.as_ref().filter(|(chrom, _)| *chrom == variant.chrom) else {
            return false;
        };
        let (from, to) = (variant.pos.min(*other), variant.pos.max(*other));
        let shared = (end.min(to) + 1).saturating_sub(start.max(from));
        shared * 2 > end - start
    };
    is_whole || copies.segment.is_none_or(is_most_of)
}

/// Whether two frameshifts close by add up to whole codons.
fn may_restore_frame(a: &Variant, b: &Variant) -> bool {
    let shift = |v: &Variant| length_change(&v.reference, &v.alternate);
    let is_frameshift = |v: &Variant| v.effect == EffectClass::Truncating && shift(v) % 3 != 0;
    relation(a, b) != Relation::InTrans
        && a.pos > 0
        && b.pos > 0
        && a.pos.abs_diff(b.pos) <= RESCUE_BASES
        && is_frameshift(a)
        && is_frameshift(b)
        && (shift(a) + shift(b)) % 3 == 0
}

/// What an allele fraction says that is higher than one mutated copy of two has at this purity, where copies are not
/// known. Without loss it is half the purity, after loss of the other copy at most the purity; more is an inherited
/// variant, an amplified one, or a wrong purity.
fn word_of_fraction(variant: &Variant, purity: f64) -> Option<Caution> {
    let least = lower_bound(variant.alt_reads?, variant.depth?);
    let may_be_inherited = variant.flags.contains(&Caution::GermlineStatusUnknown);
    if least > purity {
        Some(Caution::VafAbovePurity)
    } else {
        let is_loss = least > purity / 2.0 + FRACTION_MARGIN && purity >= MIN_PURITY && !may_be_inherited;
        is_loss.then_some(Caution::VafSupportedLoh)
    }
}

/// Whether the allele fraction is certainly lower than one copy in every tumour cell gives.
pub(super) fn is_in_part(variant: &Variant, copies: &GeneCopies, purity: f64) -> bool {
    let reads = variant.alt_reads.zip(variant.depth);
    reads.zip(copies.total).is_some_and(|((reads, depth), total)| {
        purity >= MIN_PURITY && upper_bound(reads, depth) < LOW_SHARE * fraction_of_one_copy(total, purity)
    })
}

/// The allele fraction of one copy in every tumour cell, with `total` copies there and two in the other cells.
fn fraction_of_one_copy(total: f64, purity: f64) -> f64 {
    purity / (purity * total + 2.0 * (1.0 - purity))
}

/// Lower end of the 95 % Wilson interval of a fraction of reads.
fn lower_bound(reads: u32, depth: u32) -> f64 {
    if depth == 0 { 0.0 } else { wilson(reads, depth, -1.0) }
}

/// Upper end of the 95 % Wilson interval of a fraction of reads.
fn upper_bound(reads: u32, depth: u32) -> f64 {
    if depth == 0 { 1.0 } else { wilson(reads, depth, 1.0) }
}

/// The end of the interval on the side of `sign`.
fn wilson(reads: u32, depth: u32, sign: f64) -> f64 {
    let (z, n) = (1.96_f64, f64::from(depth));
    let p = f64::from(reads.min(depth)) / n;
    let z2 = z * z;
    (p + z2 / (2.0 * n) + sign * z * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt()) / (1.0 + z2 / n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lower_bound_is_that_of_wilson() {
        // 50 of 100 by hand: (0.5 + 0.019208 - 1.96 * sqrt(0.0025 + 0.00009604)) / 1.038416.
        assert!((lower_bound(50, 100) - 0.403_83).abs() < 1e-4);
        assert_eq!((lower_bound(0, 0), upper_bound(0, 0)), (0.0, 1.0));
        // The two ends lie at the same distance from (p + z2 / 2n) / (1 + z2 / n), which is 0.5 here.
        assert!((lower_bound(50, 100) + upper_bound(50, 100) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn one_copy_in_every_cell_gives_half_the_purity_where_two_are_there() {
        assert!((fraction_of_one_copy(2.0, 0.6) - 0.3).abs() < 1e-12);
        // One copy left: 0.6 / (0.6 + 0.8).
        assert!((fraction_of_one_copy(1.0, 0.6) - 0.428_571).abs() < 1e-6);
        // 20 of 200 reads by hand: (0.1 + 0.009604 + 1.96 * sqrt(0.00045 + 0.000024)) / 1.019208.
        assert!((upper_bound(20, 200) - 0.1494).abs() < 1e-4);
    }
}
