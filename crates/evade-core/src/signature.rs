//! Gene sets with their provenance, and gene sets resolved on one gene order.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::GeneIndex;

/// What a list of genes claims to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignatureKind {
    /// A published gene set meant to be scored.
    #[default]
    Signature,
    /// Markers named in a text; not validated as a bulk score.
    MarkerList,
}

/// A gene set. Members are approved symbols in the built-in catalogue and verbatim ids in a user's file.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// Unique id, such as `treg_combes2022`.
    pub id: String,
    /// What it measures, in words.
    #[serde(default)]
    pub name: String,
    /// Published signature or marker list.
    #[serde(default)]
    pub kind: SignatureKind,
    /// Genes that rise with the score.
    pub up: Vec<String>,
    /// Genes that fall with the score.
    #[serde(default)]
    pub down: Vec<String>,
    /// Genes to subtract, not to score (housekeeping of the published recipe).
    #[serde(default)]
    pub reference_genes: Vec<String>,
    /// Signed weights by member. Methods that weigh members use them; where one is missing, up counts 1 and down -1.
    /// Rank scores do not use them.
    #[serde(default)]
    pub weights: BTreeMap<String, f64>,
    /// Source symbols that match no gene.
    #[serde(default)]
    pub unmapped: Vec<String>,
    /// Source symbol to current symbol, where they differ.
    #[serde(default)]
    pub renamed: BTreeMap<String, String>,
    /// The paper.
    #[serde(default)]
    pub citation: String,
    /// `PubMed` id, when it was seen in a source.
    #[serde(default)]
    pub pmid: String,
    /// DOI, when it was seen in a source.
    #[serde(default)]
    pub doi: String,
    /// Where the list was read.
    #[serde(default)]
    pub read_from: String,
    /// How the source scores it.
    #[serde(default)]
    pub scoring: String,
    /// Tissue or setting it was made in.
    #[serde(default)]
    pub tissue: String,
    /// `high`, `medium` or `low`: how sure the list itself is.
    #[serde(default)]
    pub confidence: String,
    /// Independent curations that give the same list.
    #[serde(default)]
    pub agreement: u32,
    /// What the curations say of each other.
    #[serde(default)]
    pub cross_check: String,
    /// Licence note of the source.
    #[serde(default)]
    pub licence: String,
    /// What the score cannot tell.
    #[serde(default)]
    pub caveats: Vec<String>,
    /// The file's axis; filled in by the catalogue reader.
    #[serde(skip)]
    pub axis: String,
    /// Whether it is a default of its axis; filled in by the catalogue reader.
    #[serde(skip)]
    pub is_default: bool,
}

impl Signature {
    /// A set with members and nothing else, as a GMT file gives it.
    #[must_use]
    pub fn plain(id: &str, up: Vec<String>, down: Vec<String>) -> Self {
        Self { id: id.to_owned(), up, down, ..Self::default() }
    }

    /// How many genes are scored: up and down.
    #[must_use]
    pub fn size(&self) -> usize {
        self.up.len() + self.down.len()
    }

    /// The scored members: up first, then down.
    pub fn members(&self) -> impl Iterator<Item = &str> {
        self.up.iter().chain(&self.down).map(String::as_str)
    }
}

/// Joins plain sets `NAME_UP` and `NAME_DN` (or `NAME_DOWN`) to one set `NAME` with both directions, at the place of
/// the first of the two. Other sets stay as they are.
#[must_use]
pub fn join_directions(signatures: Vec<Signature>) -> Vec<Signature> {
    /// The name without its ending, and whether the ending says down.
    fn stem(id: &str) -> Option<(&str, bool)> {
        let ending = |suffix: &str, down| id.strip_suffix(suffix).map(|stem| (stem, down));
        ending("_UP", false).or_else(|| ending("_DN", true)).or_else(|| ending("_DOWN", true))
    }
    let is_half = |s: &Signature| s.down.is_empty();
    let halves: BTreeMap<(String, bool), Signature> = signatures
        .iter()
        .filter(|s| is_half(s))
        .filter_map(|s| stem(&s.id).map(|(stem, down)| ((stem.to_owned(), down), s.clone())))
        .collect();
    let mut joined: BTreeSet<String> = BTreeSet::new();
    let mut sets = Vec::new();
    for signature in signatures {
        let pair = stem(&signature.id).filter(|_| is_half(&signature)).and_then(|(stem, _)| {
            let half = |down| halves.get(&(stem.to_owned(), down));
            half(false).zip(half(true)).map(|(up, down)| (stem.to_owned(), up, down))
        });
        match pair {
            None => sets.push(signature),
            Some((stem, up, down)) if joined.insert(stem.clone()) => {
                let name = up.name.clone();
                sets.push(Signature { name, ..Signature::plain(&stem, up.up.clone(), down.up.clone()) });
            }
            Some(_) => {}
        }
    }
    sets
}

/// A view of one set resolved on a gene order.
#[derive(Debug, Clone, Copy, Default)]
pub struct BoundSet<'a> {
    /// Places of the up genes, ascending, each once.
    pub up: &'a [u32],
    /// Places of the down genes, ascending, each once.
    pub down: &'a [u32],
    /// Signed weights of the up genes, then of the down genes.
    pub weights: &'a [f64],
    /// Members that the gene order lacks: up members first, then down members.
    pub missing: &'a [String],
    /// How many of the missing members are up members.
    pub n_missing_up: usize,
    /// Distinct members, found or not.
    pub size: usize,
}

impl BoundSet<'_> {
    /// How many members were found.
    #[must_use]
    pub fn n_found(&self) -> usize {
        self.up.len() + self.down.len()
    }

    /// How many of the missing members are down members.
    #[must_use]
    pub fn n_missing_down(&self) -> usize {
        self.missing.len() - self.n_missing_up
    }

    /// The found members with their signed weights: up first, then down.
    pub fn weighted(&self) -> impl Iterator<Item = (u32, f64)> + Clone {
        self.up.iter().chain(self.down).copied().zip(self.weights.iter().copied())
    }
}

/// Many sets resolved on one gene order, members in one array.
#[derive(Debug, Clone, Default)]
pub struct BoundSets {
    ids: Vec<String>,
    members: Vec<u32>,
    /// The signed weight of each member.
    weights: Vec<f64>,
    /// `bounds[2 i]..bounds[2 i + 1]` are the up genes of set i, from there to `bounds[2 i + 2]` the down genes.
    bounds: Vec<usize>,
    missing: Vec<Vec<String>>,
    /// How many of each set's missing members are up members.
    n_missing_up: Vec<usize>,
    sizes: Vec<usize>,
}

impl BoundSets {
    /// Resolves each set on `genes`. A member written twice counts once.
    #[must_use]
    pub fn bind(signatures: &[Signature], genes: &GeneIndex) -> Self {
        Self::bind_with(signatures, |id| genes.place(id))
    }

    /// Resolves each set with a look-up of its own.
    pub fn bind_with(signatures: &[Signature], place: impl Fn(&str) -> Option<u32>) -> Self {
        let mut bound = Self { bounds: vec![0], ..Self::default() };
        for signature in signatures {
            let mut missing = Vec::new();
            let mut n_missing_up = None;
            let mut size = 0;
            for (side, default_weight) in [(&signature.up, 1.0), (&signature.down, -1.0)] {
                let mut absent: Vec<&String> = Vec::new();
                let mut found: Vec<(u32, f64)> = Vec::with_capacity(side.len());
                for member in side {
                    match place(member) {
                        Some(p) => {
                            found.push((p, signature.weights.get(member).copied().unwrap_or(default_weight)));
                        }
                        None => absent.push(member),
                    }
                }
                // Stable, so that of a gene written twice the first one counts.
                found.sort_by_key(|&(place, _)| place);
                found.dedup_by_key(|&mut (place, _)| place);
                absent.sort_unstable();
                absent.dedup();
                size += found.len() + absent.len();
                missing.extend(absent.into_iter().cloned());
                n_missing_up.get_or_insert(missing.len()); // up is the first side
                bound.members.extend(found.iter().map(|&(place, _)| place));
                bound.weights.extend(found.iter().map(|&(_, weight)| weight));
                bound.bounds.push(bound.members.len());
            }
            bound.ids.push(signature.id.clone());
            bound.n_missing_up.push(n_missing_up.unwrap_or(0));
            bound.missing.push(missing);
            bound.sizes.push(size);
        }
        bound
    }

    /// How many sets there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is no set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The sets' ids in order.
    #[must_use]
    pub fn ids(&self) -> &[String] {
        &self.ids
    }

    /// Set `i`.
    ///
    /// # Panics
    /// If there is no such set.
    #[must_use]
    pub fn set(&self, i: usize) -> BoundSet<'_> {
        let [start, middle, end] = [self.bounds[2 * i], self.bounds[2 * i + 1], self.bounds[2 * i + 2]];
        BoundSet {
            up: &self.members[start..middle],
            down: &self.members[middle..end],
            weights: &self.weights[start..end],
            missing: &self.missing[i],
            n_missing_up: self.n_missing_up[i],
            size: self.sizes[i],
        }
    }

    /// All sets in order.
    pub fn iter(&self) -> impl Iterator<Item = BoundSet<'_>> {
        (0..self.len()).map(|i| self.set(i))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_sorted_counted_once_and_the_missing_named() {
        let genes = GeneIndex::new(["A", "B", "C", "D"].map(String::from).to_vec()).unwrap();
        let sets = [
            Signature::plain("s", ["C", "A", "C", "X", "X"].map(String::from).to_vec(), vec!["D".into()]),
            Signature::plain("empty", vec!["Y".into()], vec!["Z".into(), "X".into()]),
        ];
        let bound = BoundSets::bind(&sets, &genes);
        let first = bound.set(0);
        assert_eq!((first.up, first.down, first.size, first.n_found()), (&[0, 2][..], &[3][..], 4, 3));
        assert_eq!(first.missing, &["X"]);
        assert_eq!(first.weighted().collect::<Vec<_>>(), [(0, 1.0), (2, 1.0), (3, -1.0)]);
        assert_eq!((first.n_missing_up, first.n_missing_down()), (1, 0));
        let second = bound.set(1);
        assert_eq!((second.n_found(), second.n_missing_up, second.n_missing_down()), (0, 1, 2));
    }

    #[test]
    fn halves_are_joined_in_place_and_a_half_alone_stays() {
        let set = |id: &str, gene: &str| Signature::plain(id, vec![gene.into()], vec![]);
        let sets = join_directions(vec![set("A_DN", "1"), set("B", "2"), set("A_UP", "3"), set("C_UP", "4")]);
        let ids: Vec<&str> = sets.iter().map(|s| s.id.as_str()).collect();
        assert_eq!(ids, ["A", "B", "C_UP"]);
        assert_eq!((sets[0].up.as_slice(), sets[0].down.as_slice()), (&["3".into()][..], &["1".into()][..]));
    }
}
