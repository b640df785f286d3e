//! The BCSQ field of `bcftools csq`: consequences of haplotypes, written once for the records they are made of.

use super::annotation::{AlleleOf, Entry, FieldOrder};
use super::header::VcfHeader;
use crate::consequence::class_of_terms;
use crate::native::protein_change;

/// The order bcftools writes.
const STANDARD: &str = "Consequence|gene|transcript|biotype|strand|amino_acid_change|dna_change";

#[derive(Debug, Clone)]
pub(super) struct BcsqFields {
    order: FieldOrder,
}

impl BcsqFields {
    pub(super) fn from_header(header: &VcfHeader) -> Option<Self> {
        let description = header.info_description("BCSQ")?;
        let list = description.split_once("Format:").map_or(STANDARD, |(_, list)| list);
        let order = FieldOrder::parse(&list.replace(['[', ']'], ""));
        Some(Self { order })
    }

    pub(super) fn entries(&self, value: &str, allele: AlleleOf<'_>) -> Vec<Entry> {
        value.split(',').filter_map(|entry| self.entry(entry, allele)).collect()
    }

    /// `None` for an entry of another allele.
    fn entry(&self, entry: &str, allele: AlleleOf<'_>) -> Option<Entry> {
        if entry.starts_with('@') {
            return None;
        }
        let fields: Vec<&str> = entry.split('|').collect();
        let text = |name: &str| self.order.text(&fields, name);
        let change = text("dna_change");
        if !is_of_allele(change, allele) {
            return None;
        }
        let (terms, flags) = match text("consequence").strip_prefix('*') {
            Some(terms) => (terms, vec!["behind_new_stop"]),
            None => (text("consequence"), Vec::new()),
        };
        Some(Entry {
            symbol: text("gene").to_owned(),
            transcript: text("transcript").to_owned(),
            terms: terms.to_owned(),
            hgvsp: residues_of(text("amino_acid_change"), terms),
            is_protein_coding: text("biotype") == "protein_coding",
            flags,
            ..Entry::default()
        })
    }
}

/// Whether one of the changes, `25245350C>T+25245352G>A`, is this allele; entries without change are of all alleles.
fn is_of_allele(change: &str, allele: AlleleOf<'_>) -> bool {
    if change.is_empty() || allele.alternates.len() == 1 {
        return true;
    }
    let own = format!("{}{}>{}", allele.record.pos, allele.record.reference, allele.alternate());
    change.split('+').any(|part| part == own)
}

/// `12G>12D` as `p.G12D`; longer stretches by what differs in them.
fn residues_of(change: &str, terms: &str) -> Option<String> {
    let (before, after) = change.split_once('>').unwrap_or((change, change));
    let split = |text: &str| {
        let digits = text.find(|c: char| !c.is_ascii_digit())?;
        let (number, residues) = text.split_at(digits);
        Some((number.parse::<u32>().ok()?, residues.to_owned()))
    };
    let (number, before) = split(before)?;
    let (_, after) = split(after)?;
    // bcftools abbreviates long stretches: `45GLP..112V`.
    if before.contains('.') || after.contains('.') || terms.contains("frameshift") {
        let first = before.chars().next()?;
        let word = match class_of_terms(terms)? {
            evade_core::EffectClass::Truncating if terms.contains("frameshift") => "fs",
            _ => return None,
        };
        return Some(format!("p.{first}{number}{word}"));
    }
    if before == after {
        return before.chars().next().map(|residue| format!("p.{residue}{number}="));
    }
    protein_change(number, &before, &after)
}
