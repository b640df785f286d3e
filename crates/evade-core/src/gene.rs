//! One gene, and an ordered list of gene ids.

use std::collections::HashMap;

use thiserror::Error;

/// The place of a gene in a [`crate::GeneTable`]; the table's order is the canonical gene order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GeneId(pub u32);

/// A gene as HGNC knows it. The text is that of a table which the program carries: every process reads twenty thousand
/// genes before it does anything else, and a copy of each name would take longer than all the rest of that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gene {
    /// Approved symbol.
    pub symbol: &'static str,
    /// `HGNC:…`.
    pub hgnc_id: &'static str,
    /// Ensembl gene id without version; empty when HGNC gives none.
    pub ensembl_id: &'static str,
    /// NCBI (Entrez) gene id; empty when HGNC gives none.
    pub entrez_id: &'static str,
    /// Symbols the gene had before, joined by `|`.
    pub previous_symbols: &'static str,
    /// Other names in use, joined by `|`.
    pub aliases: &'static str,
    /// HGNC locus type, such as `gene with protein product`.
    pub locus_type: &'static str,
    /// `1` to `22`, `X`, `Y`, `X,Y`, `MT`; empty when unknown.
    pub chromosome: &'static str,
}

impl Gene {
    /// Whether the gene may be part of a scoring universe: it codes for a protein and does not lie on chromosome Y alone
    /// (a Y gene would make every score depend on the patient's sex).
    #[must_use]
    pub fn is_scorable(&self) -> bool {
        self.locus_type == "gene with protein product" && self.chromosome != "Y"
    }
}

/// An id that occurs twice where it may occur once.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("'{id}' occurs twice (places {first} and {second}, counted from 1)")]
pub struct DuplicateId {
    /// The id.
    pub id: String,
    /// 1-based place of the first occurrence.
    pub first: usize,
    /// 1-based place of the second occurrence.
    pub second: usize,
}

/// Gene ids in a fixed order, each once.
#[derive(Debug, Clone, Default)]
pub struct GeneIndex {
    ids: Vec<String>,
    places: HashMap<String, u32>,
}

impl GeneIndex {
    /// An index over `ids` in the given order.
    pub fn new(ids: Vec<String>) -> Result<Self, DuplicateId> {
        let places = unique_places(&ids)?;
        Ok(Self { ids, places })
    }

    /// How many genes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is no gene.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The ids in order.
    #[must_use]
    pub fn ids(&self) -> &[String] {
        &self.ids
    }

    /// The place of `id`, from 0.
    #[must_use]
    pub fn place(&self, id: &str) -> Option<u32> {
        self.places.get(id).copied()
    }
}

/// Maps each id to its place, or names the first id that comes twice.
pub(crate) fn unique_places(ids: &[String]) -> Result<HashMap<String, u32>, DuplicateId> {
    let mut places = HashMap::with_capacity(ids.len());
    for (place, id) in ids.iter().enumerate() {
        if let Some(first) = places.insert(id.clone(), place as u32) {
            return Err(DuplicateId { id: id.clone(), first: first as usize + 1, second: place + 1 });
        }
    }
    Ok(places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn duplicate_ids_are_named_with_both_places() {
        let error = GeneIndex::new(vec!["A".into(), "B".into(), "A".into()]).unwrap_err();
        assert_eq!(error, DuplicateId { id: "A".into(), first: 1, second: 3 });
    }
}
