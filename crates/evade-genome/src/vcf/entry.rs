//! An entry of an annotation field: one allele on one transcript, whoever wrote it.

use evade_core::{Caution, EffectClass};

use super::record::RawRecord;
use crate::consequence::class_of_terms;
use crate::impossible::Impossible;

/// The effect of one allele on one transcript.
#[derive(Debug, Clone, Default)]
pub(super) struct Entry {
    pub(super) symbol: String,
    pub(super) gene_id: String,
    pub(super) transcript: String,
    pub(super) terms: String,
    pub(super) hgvsp: Option<String>,
    pub(super) hgvsc: Option<String>,
    /// MANE Select, MANE Plus Clinical, canonical, picked.
    pub(super) marks: [bool; 4],
    pub(super) is_protein_coding: bool,
    /// Coding length, where the annotator gives it.
    pub(super) coding_length: u32,
    pub(super) population_frequency: Option<f64>,
    /// A population frequency that is none.
    pub(super) impossible: Option<Impossible>,
    pub(super) flags: Vec<Caution>,
    /// What plugins and curated sources say, by lower-case name of the field.
    pub(super) annotations: Vec<(String, String)>,
}

/// The alternate allele that is asked about.
#[derive(Debug, Clone, Copy)]
pub(super) struct AlleleOf<'r> {
    pub(super) record: &'r RawRecord<'r>,
    pub(super) alternates: &'r [&'r str],
    pub(super) index: usize,
}

impl<'r> AlleleOf<'r> {
    pub(super) fn alternate(&self) -> &'r str {
        self.alternates.get(self.index).copied().unwrap_or("")
    }
}

/// The value of the allele: of a list of the alternates, or of one that begins with the reference.
pub(super) fn own_value<'t>(text: &'t str, allele: AlleleOf<'_>) -> Option<&'t str> {
    let (n_values, n_alternates) = (text.split(',').count(), allele.alternates.len());
    let place = match n_values {
        n if n == n_alternates => allele.index,
        n if n == n_alternates + 1 => allele.index + 1,
        _ => return None,
    };
    text.split(',').nth(place)
}

/// The protein change from residue number and residues, for annotators that were not asked for HGVS.
pub(super) fn change_from_residues(number: &str, residues: &str, terms: &str) -> Option<String> {
    let number = number.split(['-', '/']).next()?.parse::<u32>().ok()?;
    if class_of_terms(terms) == Some(EffectClass::Truncating) && residues.contains('X') {
        let before = residues.chars().next().filter(char::is_ascii_uppercase)?;
        return Some(format!("p.{before}{number}fs"));
    }
    let (before, after) = residues.split_once('/')?;
    (before.len() == 1 && after.len() == 1 && before != "-" && after != "-")
        .then(|| format!("p.{before}{number}{after}"))
}

/// Places of named fields in an entry, as the header gives their order.
#[derive(Debug, Clone)]
pub(super) struct FieldOrder {
    pub(super) names: Vec<String>,
}

impl FieldOrder {
    /// Splits a list at `|`; names in lower case without blanks.
    pub(super) fn parse(list: &str) -> Self {
        let trimmed = list.trim().trim_matches(['"', '\'']);
        let names = trimmed.split('|').map(|n| n.trim().trim_matches('\'').to_lowercase().replace(' ', ""));
        Self { names: names.collect() }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.names.iter().any(|n| n == name)
    }

    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|n| n == name)
    }

    /// The field of an entry; empty where there is none.
    pub(super) fn text<'e>(&self, fields: &[&'e str], name: &str) -> &'e str {
        self.place(name).and_then(|i| fields.get(i)).copied().unwrap_or("")
    }
}

pub(super) fn unescaped(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    text.replace("%3D", "=").replace("%3A", ":").replace("%2C", ",").replace("%3B", ";")
}
