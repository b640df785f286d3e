//! The same variant in two samples, whose files may be of different builds, callers and formats.

use evade_core::{FilteredVariant, Variant, VariantKey};

/// The key of a variant; `None` for one without place or bases.
pub(super) fn key(variant: &Variant) -> Option<VariantKey> {
    (variant.pos > 0)
        .then(|| VariantKey::new(&variant.chrom, variant.pos, &variant.reference, &variant.alternate))
        .flatten()
}

/// The change as people read it: protein, else coding, else place and alleles.
pub(super) fn change(variant: &Variant) -> String {
    let place = || format!("{}:{}{}>{}", variant.chrom, variant.pos, variant.reference, variant.alternate);
    variant.hgvsp.clone().or_else(|| variant.hgvsc.clone()).unwrap_or_else(place)
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
        self.gene == other.gene
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
    named(one).is(&named(other))
}

/// Whether a candidate that was not counted is this variant.
pub(super) fn is_filtered(variant: &Variant, candidate: &FilteredVariant) -> bool {
    named(variant).is(&Named {
        gene: &candidate.gene,
        key: VariantKey::new(&candidate.chrom, candidate.pos, &candidate.reference, &candidate.alternate),
        hgvsp: candidate.hgvsp.as_deref(),
        hgvsc: candidate.hgvsc.as_deref(),
    })
}
