//! Finds the record of a list that tells of the same variant without comparing it with each: files hold thousands of
//! variants of one gene.

use std::collections::HashMap;

use evade_core::Variant;

use crate::panel::without_version;
use crate::protein::{ChangeKind, ProteinChange};
use crate::same_variant::{accession_source, allele_of, bare_coding, is_same_variant, is_structural};

/// The places of a list by everything that makes two of its variants the same.
#[derive(Debug, Clone, Default)]
pub struct VariantIndex {
    places: HashMap<String, Vec<usize>>,
    /// So many variants of the list are in it.
    n: usize,
}

/// It says nothing that the list does not.
impl PartialEq for VariantIndex {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl VariantIndex {
    /// The first variant of the list that is the same; `list` gives the variant at a place.
    pub(crate) fn find<'v>(
        &mut self,
        n: usize,
        list: impl Fn(usize) -> &'v Variant,
        variant: &Variant,
    ) -> Option<usize> {
        // Others may have added to the list.
        if self.n > n {
            *self = Self::default();
        }
        while self.n < n {
            let added = list(self.n);
            let keys = Keys::of(added);
            if let Some(change) = &keys.coding {
                // Of accessions that cannot be compared the first speaks for all of its source.
                let source = accession_source(added);
                let firsts = self.places.entry(change.clone()).or_default();
                if !firsts.iter().any(|place| accession_source(list(*place)) == source) {
                    firsts.push(self.n);
                }
            }
            for key in keys.stored() {
                self.places.entry(key).or_default().push(self.n);
            }
            self.n += 1;
        }
        let places = |key: &String| self.places.get(key).map_or(&[][..], Vec::as_slice);
        let first =
            |key: String| places(&key).iter().copied().find(|place| is_same_variant(list(*place), variant));
        Keys::of(variant).asked().into_iter().filter_map(first).min()
    }
}

/// What two records of one variant may share.
struct Keys {
    allele: Option<String>,
    coding: Option<String>,
    /// The coding change on its own transcript.
    on_transcript: Option<String>,
    protein: Option<String>,
    nameless: Option<String>,
    is_placed: bool,
}

impl Keys {
    fn of(variant: &Variant) -> Self {
        let gene = &variant.gene;
        if is_structural(variant) {
            let Variant { chrom, pos, alternate, other_end, .. } = variant;
            let whole = format!("sv {gene} {chrom} {pos} {alternate} {other_end:?}");
            return Self {
                allele: Some(whole),
                coding: None,
                on_transcript: None,
                protein: None,
                nameless: None,
                is_placed: true,
            };
        }
        let allele = allele_of(variant);
        let allele =
            format!("{gene} {} {} {} {}", variant.chrom, allele.pos, allele.reference, allele.alternate);
        let is_placed = variant.pos > 0;
        let is_nameless = variant.hgvsp.is_none() && variant.hgvsc.is_none();
        let coding = variant.hgvsc.as_deref().map(|change| format!("c {gene} {}", bare_coding(change)));
        let transcript = variant.transcript.as_deref().map(without_version);
        Self {
            on_transcript: coding.as_ref().zip(transcript).map(|(change, own)| format!("{change} on {own}")),
            coding,
            protein: variant.hgvsp.as_deref().map(|change| format!("p {gene} {}", of_protein(change))),
            nameless: (is_nameless && !is_placed).then(|| format!("nameless {allele}")),
            allele: is_placed.then_some(allele),
            is_placed,
        }
    }

    fn stored(self) -> Vec<String> {
        let side = if self.is_placed { "placed" } else { "unplaced" };
        let protein = self.protein.map(|change| format!("{side} {change}"));
        [self.allele, self.on_transcript, protein, self.nameless].into_iter().flatten().collect()
    }

    /// Changes of the protein are compared where one of the two has no place.
    fn asked(self) -> Vec<String> {
        let on = |side: &str| self.protein.as_ref().map(|change| format!("{side} {change}"));
        let placed = on("placed").filter(|_| !self.is_placed);
        let unplaced = on("unplaced");
        let keys = [self.allele, self.coding, self.on_transcript, placed, unplaced, self.nameless];
        keys.into_iter().flatten().collect()
    }
}

/// A frameshift is the same whether or not its new stop and its first residue are written.
fn of_protein(change: &str) -> String {
    match ProteinChange::parse(change) {
        Some(parsed) if matches!(parsed.kind, ChangeKind::Frameshift { .. }) => {
            format!("fs {} {:?}", parsed.start, parsed.before)
        }
        _ => change.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rearrangement::reported;

    fn variant() -> impl Strategy<Value = Variant> {
        let words = |list: &'static [&'static str]| prop::sample::select(list).prop_map(str::to_owned);
        let maybe = |list: &'static [&'static str]| prop::option::of(words(list));
        (
            words(&["KRAS", "TP53"]),
            prop::sample::select(&[0_u64, 5, 6][..]),
            words(&["C", "CA", "-"]),
            words(&["T", "C", "-", "<DEL>"]),
            maybe(&["c.5C>T", "ENST1:c.5C>T", "c.6del", "c.6delA"]),
            maybe(&["p.G2D", "p.K3fs", "p.K3Nfs*9", "p.A4fs"]),
            maybe(&["ENST1", "ENST2", "NM_1"]),
        )
            .prop_map(|(gene, pos, reference, alternate, hgvsc, hgvsp, transcript)| Variant {
                pos,
                reference,
                alternate,
                hgvsc,
                hgvsp,
                transcript,
                chrom: "1".to_owned(),
                codes: Vec::new(),
                ..reported(&gene, None, false)
            })
    }

    proptest! {
        #[test]
        fn what_is_found_is_what_a_search_of_all_finds(
            list in prop::collection::vec(variant(), 0..24),
            asked in variant(),
        ) {
            let mut index = VariantIndex::default();
            // In two steps, as a list grows.
            let half = list.len() / 2;
            for n in [half, list.len()] {
                let expected = list.iter().take(n).position(|known| is_same_variant(known, &asked));
                prop_assert_eq!(index.find(n, |i| &list[i], &asked), expected);
            }
        }
    }
}
