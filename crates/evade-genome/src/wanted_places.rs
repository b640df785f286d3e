//! Places at which a sample is asked for its reads: those of the variants of another sample.

use std::collections::{BTreeMap, BTreeSet};

use evade_core::{Variant, VariantKey};

/// The places of small variants, by chromosome and in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WantedPlaces {
    by_chromosome: BTreeMap<String, Vec<WantedPlace>>,
}

/// The bases whose reads tell whether a variant is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WantedPlace {
    /// First base that changes; of an insertion the one before it. 1-based.
    pub(crate) first: u64,
    /// Last base that changes; of an insertion the one behind it.
    pub(crate) last: u64,
    pub(crate) key: VariantKey,
    /// Genes that it is in.
    genes: BTreeSet<String>,
}

impl WantedPlaces {
    /// The places of these variants. Rearrangements, and what has no place or no bases, have none.
    pub fn of<'v>(variants: impl IntoIterator<Item = &'v Variant>) -> Self {
        let mut genes: BTreeMap<VariantKey, BTreeSet<String>> = BTreeMap::new();
        for variant in variants.into_iter().filter(|variant| variant.pos > 0) {
            let key = VariantKey::new(&variant.chrom, variant.pos, &variant.reference, &variant.alternate);
            if let Some(key) = key {
                genes.entry(key).or_default().insert(variant.gene.clone());
            }
        }
        let mut by_chromosome: BTreeMap<String, Vec<WantedPlace>> = BTreeMap::new();
        for (key, genes) in genes {
            let first = if key.reference.is_empty() { key.pos.saturating_sub(1) } else { key.pos };
            let last = (key.pos + key.reference.len() as u64).saturating_sub(1).max(key.pos);
            let chrom = key.chrom.clone();
            by_chromosome.entry(chrom).or_default().push(WantedPlace { first, last, key, genes });
        }
        Self { by_chromosome }
    }

    /// Whether nothing is asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_chromosome.is_empty()
    }

    /// The places on a chromosome, named without `chr`.
    pub(crate) fn on(&self, chromosome: &str) -> &[WantedPlace] {
        self.by_chromosome.get(chromosome).map_or(&[], Vec::as_slice)
    }

    /// The variants of a gene, whose symbol may be in any case.
    pub(crate) fn in_gene(&self, gene: &str) -> impl Iterator<Item = &VariantKey> {
        let places = self.by_chromosome.values().flatten();
        places
            .filter(move |place| place.genes.iter().any(|one| one.eq_ignore_ascii_case(gene)))
            .map(|place| &place.key)
    }
}

impl WantedPlace {
    /// Whether a stretch from `first` to `last`, 1-based, has one of its bases.
    pub(crate) fn touches(&self, first: u64, last: u64) -> bool {
        self.first <= last && first <= self.last
    }
}

/// A variant of B2M with nothing but its place, for tests.
#[cfg(test)]
pub(crate) fn variant_at(pos: u64, reference: &str, alternate: &str) -> Variant {
    Variant {
        gene: "B2M".into(),
        chrom: "15".into(),
        pos,
        reference: reference.into(),
        alternate: alternate.into(),
        effect: evade_core::EffectClass::Truncating,
        hgvsp: None,
        hgvsc: None,
        transcript: None,
        vaf: None,
        depth: None,
        alt_reads: None,
        verdict: evade_core::Verdict::Uncertain,
        codes: Vec::new(),
        source: evade_core::VariantSource::Maf,
        flags: Vec::new(),
        points: 0,
        nmd: None,
        phase: None,
        other_end: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(pos: u64, reference: &str, alternate: &str) -> Option<(u64, u64)> {
        let places = WantedPlaces::of([&variant_at(pos, reference, alternate)]);
        assert_eq!(places.is_empty(), places.on("15").is_empty());
        assert_eq!(places.in_gene("B2M").count(), places.on("15").len());
        assert_eq!(places.in_gene("KRAS").count(), 0);
        places.on("15").first().map(|place| (place.first, place.last))
    }

    #[test]
    fn a_place_is_the_bases_that_change() {
        assert_eq!(place(100, "C", "T"), Some((100, 100)));
        assert_eq!(place(100, "CTT", "C"), Some((101, 102)));
        assert_eq!(place(100, "C", "CA"), Some((100, 101)));
        assert_eq!(place(100, "-", "A"), Some((100, 101)));
        assert_eq!(place(0, "C", "T"), None);
        assert_eq!(place(100, "C", "<DEL>"), None);
    }
}
