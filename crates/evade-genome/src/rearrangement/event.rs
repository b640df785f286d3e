//! One row of a table of rearrangements.

use evade_core::{Caution, VariantSource};

use crate::Build;
use crate::gene_rules;

/// What a row says.
pub(super) enum ReadRow {
    Event(Box<Event>),
    /// Its source calls it inherited; the genes that it names.
    NotSomatic([String; 2]),
}

impl ReadRow {
    /// The genes that it names.
    pub(super) fn genes(&self) -> impl Iterator<Item = &String> {
        let (genes, others) = match self {
            Self::Event(event) => (&event.genes, event.others.as_slice()),
            Self::NotSomatic(genes) => (genes, [].as_slice()),
        };
        genes.iter().chain(others)
    }
}

/// A rearrangement of two places.
pub(super) struct Event {
    /// Empty where the breakpoint lies in no gene.
    pub(super) genes: [String; 2],
    /// Judged genes that the row names apart from the two: what happened to them cannot be told.
    pub(super) others: Vec<String>,
    /// Genes next to a breakpoint that lies between genes.
    pub(super) neighbours: [Vec<String>; 2],
    pub(super) places: [Option<(String, u64)>; 2],
    /// Deletion, duplication and so on, in lower case.
    pub(super) class: String,
    pub(super) build: Option<Build>,
    pub(super) in_frame: Option<bool>,
    pub(super) kinase_kept: Option<bool>,
    /// What the table says of the event in words, in lower case.
    pub(super) words: String,
    /// The partner whose end the fusion keeps, where the order is stated.
    pub(super) three_prime: Option<String>,
    /// Why the caller itself, or what it writes of the event, leaves the fusion open.
    pub(super) doubts: Vec<Caution>,
    /// What of the row cannot be: it is not counted, and its genes are not `not_altered`.
    pub(super) fault: Option<String>,
    pub(super) source: VariantSource,
}

impl Event {
    pub(super) fn new(source: VariantSource) -> Self {
        Self {
            genes: [String::new(), String::new()],
            others: Vec::new(),
            neighbours: [Vec::new(), Vec::new()],
            places: [None, None],
            class: String::new(),
            build: None,
            in_frame: None,
            kinase_kept: None,
            words: String::new(),
            three_prime: None,
            doubts: Vec::new(),
            fault: None,
            source,
        }
    }

    /// Whether it was called in RNA.
    pub(super) fn is_of_rna(&self) -> bool {
        self.source == VariantSource::RnaFusionTable
    }

    /// Names the genes of a fusion, of which either may be missing.
    pub(super) fn name_pair(&mut self, five: String, three: String) {
        self.three_prime = Some(three.clone()).filter(|name| !name.is_empty());
        self.genes = [five, three];
    }

    /// Judged genes by any of their names; what is named as one of the two is not named apart from them.
    pub(super) fn use_approved_symbols(&mut self) {
        for name in self.genes.iter_mut().chain(&mut self.three_prime).chain(&mut self.others) {
            if let Some(symbol) = gene_rules::symbol_of(name) {
                symbol.clone_into(name);
            }
        }
        let Self { others, genes, .. } = self;
        others.retain(|name| !genes.contains(name));
        others.sort();
        others.dedup();
    }
}
