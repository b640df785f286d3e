//! Ids and symbols of genes that are not human.

use std::fmt;

use evade_core::{GeneTable, Resolution};

/// A species whose genes are told from human ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Species {
    /// By `ENSMUSG…`, `MGI:…`, or symbols that mice alone have.
    Mouse,
    /// By `ENSRNOG…` or `RGD:…`.
    Rat,
    /// By symbols such as Cd8a, which both write so.
    MouseOrRat,
    /// By `ENSDARG…`, or names such as `zgc:…`.
    Zebrafish,
    /// By another species' Ensembl id.
    Other,
}

impl fmt::Display for Species {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mouse => "mouse",
            Self::Rat => "rat",
            Self::MouseOrRat => "mouse or rat",
            Self::Zebrafish => "zebrafish",
            Self::Other => "non-human",
        })
    }
}

/// Rows of a matrix that are genes of another species.
#[derive(Debug, Clone, Default)]
pub struct OtherSpecies {
    species: Vec<Species>,
    n_rows: usize,
    examples: Vec<String>,
}

impl OtherSpecies {
    pub(crate) fn add(&mut self, species: Species, id: &str) {
        self.species.push(species);
        self.n_rows += 1;
        if self.examples.len() < 3 {
            self.examples.push(id.to_owned());
        }
    }

    /// How many rows there are.
    #[must_use]
    pub fn n_rows(&self) -> usize {
        self.n_rows
    }

    /// The first ids.
    #[must_use]
    pub fn examples(&self) -> &[String] {
        &self.examples
    }

    /// The species of most rows; symbols that mouse and rat share are those of the one that is known to be there.
    #[must_use]
    pub fn species(&self) -> Species {
        let n = |species| self.species.iter().filter(|&&one| one == species).count();
        let candidates = [Species::Mouse, Species::Rat, Species::Zebrafish, Species::Other];
        let (most, times) = candidates.map(|species| (species, n(species))).into_iter().fold(
            (Species::Other, 0),
            |best, next| {
                if next.1 > best.1 { next } else { best }
            },
        );
        let n_shared = n(Species::MouseOrRat);
        let explains_shared = matches!(most, Species::Mouse | Species::Rat);
        if times == 0 || (n_shared > times && !explains_shared) { Species::MouseOrRat } else { most }
    }
}

/// The species of an id that no human gene has.
pub(crate) fn species_of(table: &GeneTable, id: &str) -> Option<Species> {
    if let Some(rest) = id.strip_prefix("ENS") {
        let (letters, digits) = rest.split_at(rest.find(|c: char| c.is_ascii_digit())?);
        let is_gene = letters.len() > 1
            && letters.ends_with('G')
            && letters.bytes().all(|byte| byte.is_ascii_uppercase())
            && digits.len() >= 11;
        return is_gene.then_some(match letters {
            "MUSG" => Species::Mouse,
            "RNOG" => Species::Rat,
            "DARG" => Species::Zebrafish,
            _ => Species::Other,
        });
    }
    if id.starts_with("MGI:") {
        return Some(Species::Mouse);
    }
    if id.starts_with("RGD:") {
        return Some(Species::Rat);
    }
    if ["zgc:", "si:ch", "si:dkey"].iter().any(|start| id.starts_with(start)) {
        return Some(Species::Zebrafish);
    }
    if id == "Trp53" || id.starts_with("H2-") || is_riken(id) {
        return Some(Species::Mouse);
    }
    let is_known = || matches!(table.resolve_folded(id), Resolution::Found(..));
    (is_capitalised(id) && is_known()).then_some(Species::MouseOrRat)
}

/// `1700001C02Rik`.
fn is_riken(id: &str) -> bool {
    id.strip_suffix("Rik")
        .is_some_and(|rest| rest.len() == 10 && rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// A capital and small letters, as mice and rats write symbols.
fn is_capitalised(id: &str) -> bool {
    let mut has_small = false;
    let is_well_formed = id.split('-').enumerate().all(|(i, part)| {
        let mut letters = part.chars().filter(char::is_ascii_alphabetic);
        let first_is_capital = letters.next().is_none_or(|c| c.is_ascii_uppercase());
        let rest_is_small = letters.all(|c| {
            has_small |= c.is_ascii_lowercase();
            c.is_ascii_lowercase()
        });
        rest_is_small && (first_is_capital || i > 0)
    });
    is_well_formed && has_small && id.starts_with(|c: char| c.is_ascii_uppercase())
}
