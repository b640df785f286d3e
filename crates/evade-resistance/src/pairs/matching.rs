//! The same variant in two samples, whose files may be of different builds, callers and formats.

use evade_core::{Caution, EffectClass, FilterReason, FilteredVariant, Variant, VariantKey, VariantSource};

/// Indels of one length so close to each other may be one, placed at different ends of a repeat.
const REPEAT: u64 = 50;
/// Exchanges so close to each other may be one of several bases that one caller splits.
const ADJACENT: u64 = 2;

/// The key of a variant; `None` for one without place or bases.
pub(super) fn key(variant: &Variant) -> Option<VariantKey> {
    (variant.pos > 0)
        .then(|| VariantKey::new(&variant.chrom, variant.pos, &variant.reference, &variant.alternate))
        .flatten()
}

/// The change as people read it: protein, else coding, else what a rearrangement is, else place and alleles.
pub(super) fn change(variant: &Variant) -> String {
    let place = || {
        if is_rearrangement(variant) {
            let kind = variant.alternate.trim_matches(['<', '>']).to_lowercase();
            let partner = partner(variant).map_or(String::new(), |gene| format!(" with {gene}"));
            format!("{}{partner}", if kind.is_empty() { variant.effect.as_str() } else { &kind })
        } else {
            format!("{}:{}{}>{}", variant.chrom, variant.pos, variant.reference, variant.alternate)
        }
    };
    variant.hgvsp.clone().or_else(|| variant.hgvsc.clone()).unwrap_or_else(place)
}

/// Whether reads at one place do not show it: its depth says nothing.
pub(super) fn is_rearrangement(variant: &Variant) -> bool {
    variant.effect == EffectClass::Fusion
        || matches!(
            variant.source,
            VariantSource::VcfSv
                | VariantSource::SvTable
                | VariantSource::FusionTable
                | VariantSource::RnaFusionTable
        )
}

/// The other gene of a fusion.
fn partner(variant: &Variant) -> Option<&str> {
    variant.flags.iter().find_map(|flag| match flag {
        Caution::With(gene) => Some(gene.as_str()),
        _ => None,
    })
}

/// What names a variant in its gene.
struct Named<'v> {
    gene: &'v str,
    key: Option<VariantKey>,
    hgvsp: Option<&'v str>,
    hgvsc: Option<&'v str>,
}

impl Named<'_> {
    /// By place and alleles, or by a change of the same name: places of other builds differ.
    fn is(&self, other: &Self) -> bool {
        let same = |one: Option<&str>, other: Option<&str>| one.is_some() && one == other;
        // A protein change that does not name its residue is the same for many variants.
        let names =
            |change: Option<&str>| change.is_some_and(|change| change.bytes().any(|b| b.is_ascii_digit()));
        let is_one_base = |key: &VariantKey| key.reference.len() == 1 && key.alternate.len() == 1;
        // Different bases are different exchanges, whatever their names.
        let differ = self.key.as_ref().zip(other.key.as_ref()).is_some_and(|(one, other)| {
            is_one_base(one)
                && is_one_base(other)
                && (one.reference != other.reference || one.alternate != other.alternate)
        });
        self.gene == other.gene
            && !differ
            && (self.key.is_some() && self.key == other.key
                || names(self.hgvsp) && same(self.hgvsp, other.hgvsp)
                || names(self.hgvsc) && same(self.hgvsc, other.hgvsc))
    }
}

fn named(variant: &Variant) -> Named<'_> {
    Named {
        gene: &variant.gene,
        key: key(variant),
        hgvsp: variant.hgvsp.as_deref(),
        hgvsc: variant.hgvsc.as_deref(),
    }
}

/// Whether both are one variant.
pub(super) fn is_same(one: &Variant, other: &Variant) -> bool {
    named(one).is(&named(other)) || is_same_rearrangement(one, other)
}

fn is_same_rearrangement(one: &Variant, other: &Variant) -> bool {
    let is_of_both = is_rearrangement(one) && is_rearrangement(other) && one.gene == other.gene;
    is_of_both
        && one.effect == other.effect
        && one.alternate == other.alternate
        && match (partner(one), partner(other)) {
            (Some(one), Some(other)) => one == other,
            // Without partner and place, two fusions of a gene may be two.
            _ => one.pos > 0 && (&one.chrom, one.pos) == (&other.chrom, other.pos),
        }
}

/// Whether both may be one variant that is written in two ways: by a table without places, by callers that place an indel of a repeat
/// differently, or that split an exchange of several bases.
pub(super) fn may_be_same(one: &Variant, other: &Variant) -> bool {
    if one.gene != other.gene {
        return false;
    }
    if is_rearrangement(one) && is_rearrangement(other) {
        return true;
    }
    let is_skipping = |variant: &Variant| variant.flags.contains(&Caution::MetExon14Skipping);
    if is_skipping(one) && is_skipping(other) {
        return true;
    }
    let frame = |variant: &Variant| variant.hgvsp.as_deref().is_some_and(|change| change.contains("fs"));
    match (key(one), key(other)) {
        (Some(one), Some(other)) => {
            let gap = one.pos.abs_diff(other.pos);
            let length = |key: &VariantKey| key.reference.len().abs_diff(key.alternate.len());
            let is_indel = length(&one) > 0 && length(&one) == length(&other);
            let bases = one.reference.len().max(other.reference.len()) as u64;
            one.chrom == other.chrom
                && (is_indel && gap <= REPEAT
                    || one.reference.len() != other.reference.len() && gap <= bases + ADJACENT)
        }
        // A word without a place: of the same residue, or of none.
        _ => match (residue(one), residue(other)) {
            (Some(a), Some(b)) => a == b || frame(one) == frame(other) && a.abs_diff(b) <= 1,
            _ => true,
        },
    }
}

/// The first residue that the protein change names.
fn residue(variant: &Variant) -> Option<u32> {
    let change = variant.hgvsp.as_deref()?.strip_prefix("p.")?;
    let digits: String =
        change.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// Whether a candidate that was not counted is this variant. One of which the tumour has no read is none.
pub(super) fn is_filtered(variant: &Variant, candidate: &FilteredVariant) -> bool {
    let is_detected = candidate.reason != FilterReason::NotInTumor && candidate.vaf != Some(0.0);
    is_detected
        && named(variant).is(&Named {
            gene: &candidate.gene,
            key: VariantKey::new(&candidate.chrom, candidate.pos, &candidate.reference, &candidate.alternate),
            hgvsp: candidate.hgvsp.as_deref(),
            hgvsc: candidate.hgvsc.as_deref(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pairs::tests::variant;

    fn placed(pos: u64, reference: &str, alternate: &str, hgvsp: &str) -> Variant {
        Variant {
            reference: reference.into(),
            alternate: alternate.into(),
            ..variant("B2M", pos, hgvsp, 0.2)
        }
    }

    #[test]
    fn one_variant_in_two_words_may_be_the_same() {
        let left = placed(100, "TCT", "T", "p.L15fs");
        let right = placed(104, "CTC", "C", "p.S14fs");
        assert!(!is_same(&left, &right) && may_be_same(&left, &right));
        let words = placed(0, "", "", "p.L15Ffs*41");
        assert!(may_be_same(&left, &words));
        let mnv = placed(200, "CC", "AA", "p.G12F");
        assert!(may_be_same(&mnv, &placed(201, "C", "A", "p.G12V")));
        // Two exchanges of single bases are two variants.
        assert!(!may_be_same(&placed(200, "C", "A", "p.G12C"), &placed(201, "C", "A", "p.G12V")));
        assert!(!may_be_same(&left, &placed(9000, "C", "T", "p.Q22*")));
        assert!(!may_be_same(&placed(0, "", "", "p.Q22*"), &placed(9000, "C", "T", "p.Q62*")));
    }
}
