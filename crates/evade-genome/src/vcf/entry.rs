//! An entry of an annotation field: one allele on one transcript, whoever wrote it.

use evade_core::{Caution, EffectClass};

use super::record::RawRecord;
use crate::consequence::class_of_terms;
use crate::impossible::Impossible;
use crate::native::protein_change;

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
    if let ([old], [new]) = (before.as_bytes(), after.as_bytes())
        && *old != b'-'
        && *new != b'-'
    {
        return Some(format!("p.{before}{number}{after}"));
    }
    change_of_stretch(number, before, after)
}

/// The change between stretches of residues, `KELREA` and `K`; `-` stands for none.
fn change_of_stretch(number: u32, before: &str, after: &str) -> Option<String> {
    let plain = |text: &str| {
        let bare = if text == "-" { "" } else { text };
        bare.chars().all(|c| c.is_ascii_uppercase() && c != 'X').then(|| bare.to_owned())
    };
    let (before, after) = (plain(before)?, plain(after)?);
    if before == after {
        return None;
    }
    // The residue on one side of an insertion may not be written: its number is known all the same.
    let next = number.saturating_add(u32::try_from(before.len()).ok()?);
    match after.strip_prefix(before.as_str()) {
        Some(new) if before.is_empty() => Some(format!("p.{number}_{}ins{new}", number.saturating_add(1))),
        Some(new) => {
            let last = before.chars().last()?;
            Some(format!("p.{last}{}_{next}ins{new}", next.saturating_sub(1)))
        }
        None => match after.strip_suffix(before.as_str()) {
            Some(new) => {
                let first = before.chars().next()?;
                Some(format!("p.{}_{first}{number}ins{new}", number.checked_sub(1)?))
            }
            None => protein_change(number, &before, &after),
        },
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn residues_name_the_change_where_no_notation_was_asked_for() {
        let change = |number: &str, residues: &str, terms: &str| {
            change_from_residues(number, residues, terms).unwrap_or_default()
        };
        assert_eq!(change("12", "G/D", "missense_variant"), "p.G12D");
        assert_eq!(change("745-750", "KELREA/K", "inframe_deletion"), "p.E746_A750del");
        assert_eq!(change("746-750/1210", "ELREA/-", "inframe_deletion"), "p.E746_A750del");
        assert_eq!(change("747-750", "LREA/P", "protein_altering_variant"), "p.L747_A750delinsP");
        assert_eq!(change("768", "S/SVDS", "inframe_insertion"), "p.S768_769insVDS");
        assert_eq!(change("770-771", "-/SVD", "inframe_insertion"), "p.770_771insSVD");
        assert_eq!(change("771", "N/GYN", "inframe_insertion"), "p.770_N771insGY");
        assert_eq!(change("12-13", "GG/DV", "missense_variant"), "p.G12_G13delinsDV");
        assert_eq!(change("12-13", "GG/DG", "missense_variant"), "p.G12D");
        assert_eq!(change("37", "Q/X", "frameshift_variant"), "p.Q37fs");
        assert_eq!(change("37", "Q", "synonymous_variant"), "");
        assert_eq!(change("37-38", "QR/QX", "inframe_deletion"), "");
    }
}
