//! The BCSQ field of `bcftools csq`: consequences of haplotypes, written once for the records they are made of.

use evade_core::Caution;

use super::entry::{AlleleOf, Entry, FieldOrder};
use super::entry_columns::Columns;
use super::header::VcfHeader;
use super::record::pieces;
use crate::consequence::class_of_terms;
use crate::native::protein_change;

/// The order bcftools writes.
const STANDARD: &str = "Consequence|gene|transcript|biotype|strand|amino_acid_change|dna_change";

#[derive(Debug, Clone)]
pub(super) struct BcsqFields {
    order: FieldOrder,
    columns: Columns<1>,
    names: Columns<3>,
}

impl BcsqFields {
    pub(super) fn from_header(header: &VcfHeader) -> Option<Self> {
        let description = header.info_description("BCSQ")?;
        let list = description.split_once("Format:").map_or(STANDARD, |(_, list)| list);
        let order = FieldOrder::parse(&list.replace(['[', ']'], ""));
        let columns = Columns::new(&order, ["dna_change"]);
        let names = Columns::new(&order, ["gene", "transcript", ""]);
        Some(Self { order, columns, names })
    }

    pub(super) fn entries(&self, value: &str, allele: AlleleOf<'_>) -> Vec<Entry> {
        let takes_all = self.takes_all(value, allele);
        value.split(',').filter_map(|entry| self.entry(entry, allele, takes_all)).collect()
    }

    /// Whether all entries are the allele's: it is the record's only one, and no entry names it.
    pub(super) fn takes_all(&self, value: &str, allele: AlleleOf<'_>) -> bool {
        allele.alternates.len() == 1
            && !pieces(value, b',').any(|entry| is_named(self.columns.of(entry)[0], allele))
    }

    /// Symbol and ids of an entry's gene, without a copy of anything.
    pub(super) fn gene_names<'e>(&self, entry: &'e str) -> [&'e str; 3] {
        self.names.of(entry)
    }

    /// The column of terms, which stands near the front.
    pub(super) fn terms_place(&self) -> Option<usize> {
        self.order.place("consequence")
    }

    /// Whether an entry is the allele's own; one that points to another record is nobody's.
    pub(super) fn is_of_allele(&self, entry: &str, allele: AlleleOf<'_>, takes_all: bool) -> bool {
        let [change] = self.columns.of(entry);
        !entry.starts_with('@') && is_of_allele(change, allele, takes_all)
    }

    /// `None` for an entry of another allele.
    fn entry(&self, entry: &str, allele: AlleleOf<'_>, takes_all: bool) -> Option<Entry> {
        if entry.starts_with('@') {
            return None;
        }
        let fields: Vec<&str> = entry.split('|').collect();
        let text = |name: &str| self.order.text(&fields, name);
        let change = text("dna_change");
        if !is_of_allele(change, allele, takes_all) {
            return None;
        }
        let terms = without_mark(text("consequence"));
        let is_behind = terms.len() < text("consequence").len();
        let flags = if is_behind { vec![Caution::BehindNewStop] } else { Vec::new() };
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

/// The terms without the star of a change that lies behind a new stop of its haplotype.
pub(super) fn without_mark(terms: &str) -> &str {
    terms.strip_prefix('*').unwrap_or(terms)
}

/// Whether one of the changes, `25245350C>T+25245352G>A`, is this allele; entries without change are of all alleles.
fn is_of_allele(change: &str, allele: AlleleOf<'_>, takes_all: bool) -> bool {
    change.is_empty() || takes_all || is_named(change, allele)
}

fn is_named(change: &str, allele: AlleleOf<'_>) -> bool {
    let own = format!("{}{}>{}", allele.record.pos, allele.record.reference, allele.alternate());
    change.split('+').any(|part| part.eq_ignore_ascii_case(&own))
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
