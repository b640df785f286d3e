//! Whether one copy of a gene is hit, or both.

use evade_core::{CopyState, EffectClass, GeneCopies, Hits, Variant};

use super::Setting;
use crate::candidate::length_change;
use crate::panel::Role;

/// Two changes this close may be one event written in two rows.
const SAME_EVENT_BASES: u64 = 10;
/// Two frameshifts this close may restore the frame.
const RESCUE_BASES: u64 = 30;
/// How far the fraction must lie above that of one copy of two.
const FRACTION_MARGIN: f64 = 0.1;
/// Minor copies under this are none.
const NO_COPY: f64 = 0.5;

/// The copies hit, for genes whose loss matters.
pub(super) fn hits_of(
    role: Role,
    altering: &[&Variant],
    has_variant: bool,
    copies: Option<&GeneCopies>,
    setting: &Setting,
    flags: &mut Vec<String>,
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
    let Some((first, others)) = altering.split_first() else { return has_variant.then_some(Hits::Unknown) };
    if state == Some(CopyState::Loh) {
        return Some(Hits::Biallelic);
    }
    let mut flag = |name: &str| flags.push(name.to_owned());
    let rescue = others.iter().find(|v| may_restore_frame(first, v));
    if rescue.is_some() && altering.len() == 2 {
        flag("possible_frame_rescue");
        return Some(Hits::Unknown);
    }
    let is_apart =
        |v: &&Variant| v.pos == 0 || first.pos == 0 || v.pos.abs_diff(first.pos) > SAME_EVENT_BASES;
    if others.iter().any(is_apart) {
        flag("likely_biallelic");
        return Some(Hits::Biallelic);
    }
    if !others.is_empty() {
        flag("possible_mnv");
    }
    if fraction_shows_loss(first, setting.purity) {
        flag("vaf_supported_loh");
        return Some(Hits::Biallelic);
    }
    // Both alleles are there, so the other one is whole.
    let keeps_both = copies.and_then(|c| c.minor).is_some_and(|minor| minor >= NO_COPY);
    Some(if keeps_both { Hits::Monoallelic } else { Hits::Unknown })
}

/// Whether two frameshifts close by add up to whole codons.
fn may_restore_frame(a: &Variant, b: &Variant) -> bool {
    let shift = |v: &Variant| length_change(&v.reference, &v.alternate);
    let is_frameshift = |v: &Variant| v.effect == EffectClass::Truncating && shift(v) % 3 != 0;
    a.pos > 0
        && b.pos > 0
        && a.pos.abs_diff(b.pos) <= RESCUE_BASES
        && is_frameshift(a)
        && is_frameshift(b)
        && (shift(a) + shift(b)) % 3 == 0
}

/// Whether the allele fraction is higher than one mutated copy of two can be, at this purity.
fn fraction_shows_loss(variant: &Variant, purity: Option<f64>) -> bool {
    let (Some(purity), Some(reads), Some(depth)) = (purity, variant.alt_reads, variant.depth) else {
        return false;
    };
    lower_bound(reads, depth) > purity / 2.0 + FRACTION_MARGIN
}

/// Lower end of the 95 % Wilson interval of a fraction of reads.
fn lower_bound(reads: u32, depth: u32) -> f64 {
    if depth == 0 {
        return 0.0;
    }
    let (z, n) = (1.96_f64, f64::from(depth));
    let p = f64::from(reads.min(depth)) / n;
    let z2 = z * z;
    (p + z2 / (2.0 * n) - z * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt()) / (1.0 + z2 / n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lower_bound_is_that_of_wilson() {
        // 50 of 100 by hand: (0.5 + 0.019208 - 1.96 * sqrt(0.0025 + 0.00009604)) / 1.038416.
        assert!((lower_bound(50, 100) - 0.403_83).abs() < 1e-4);
        assert_eq!(lower_bound(0, 0), 0.0);
    }
}
