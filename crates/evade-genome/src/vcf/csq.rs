//! The CSQ field of VEP: entry by allele and transcript, in the order the header gives.

use super::entry::{AlleleOf, Entry, FieldOrder, change_from_residues, unescaped};
use super::entry_columns::{Columns, rank_of_marks};
use super::header::VcfHeader;
use super::record::{is_no_allele, pieces};
use crate::assertion::is_annotation;
use crate::impossible::population_frequency;
use crate::maf::population_columns;

/// Places of the fields, as the header gives their order.
#[derive(Debug, Clone)]
pub(super) struct CsqFields {
    order: FieldOrder,
    population: Vec<usize>,
    columns: Columns<8>,
    names: Columns<3>,
}

/// What tells whose an entry is and how much it counts, in the order of [`CsqFields::rank`].
const WANTED: [&str; 8] =
    ["allele", "consequence", "allele_num", "mane_select", "mane", "mane_plus_clinical", "canonical", "pick"];

impl CsqFields {
    pub(super) fn from_header(header: &VcfHeader) -> Option<Self> {
        Self::of_description(header.info_description("CSQ")?)
    }

    /// From the order that a description gives behind `Format:`.
    pub(super) fn of_description(description: &str) -> Option<Self> {
        let (_, format) = description.split_once("Format:")?;
        let order = FieldOrder::parse(format);
        let population = population_columns(&order.names);
        let columns = Columns::new(&order, WANTED);
        let names = Columns::new(&order, ["symbol", "gene", "feature"]);
        (order.has("allele") && order.has("consequence")).then_some(Self {
            order,
            population,
            columns,
            names,
        })
    }

    pub(super) fn entries(&self, value: &str, allele: AlleleOf<'_>) -> Vec<Entry> {
        let takes_all = self.takes_all(value, allele);
        let split = value.split(',').map(|entry| entry.split('|').collect::<Vec<_>>());
        split
            .filter(|fields| {
                let text = |name: &str| self.order.text(fields, name);
                fields.len() > 1 && is_of_allele(text("allele"), text("allele_num"), allele, takes_all)
            })
            .map(|fields| self.entry(&fields))
            .collect()
    }

    /// Whether all entries are the allele's: it is the record's only one, and the entries know one allele by another
    /// name. Where they know several, the record was cut out of one with more alleles.
    pub(super) fn takes_all(&self, value: &str, allele: AlleleOf<'_>) -> bool {
        if allele.alternates.len() > 1 {
            return false;
        }
        let mut names = pieces(value, b',').filter(|e| e.contains('|')).map(|e| self.columns.of(e)[0]);
        let Some(first) = names.next() else { return true };
        !is_named(first, allele) && names.all(|name| name.eq_ignore_ascii_case(first))
    }

    fn entry(&self, fields: &[&str]) -> Entry {
        let text = |name: &str| self.order.text(fields, name);
        let value = |name: &str| Some(text(name)).filter(|t| !t.is_empty()).map(unescaped);
        let frequencies = || self.population.iter().filter_map(|i| fields.get(*i).copied());
        let terms = text("consequence");
        let hgvsp = value("hgvsp")
            .or_else(|| change_from_residues(text("protein_position"), text("amino_acids"), terms));
        let coding_length = text("cds_position").split_once('/').and_then(|(_, n)| n.parse().ok());
        Entry {
            symbol: text("symbol").to_owned(),
            gene_id: text("gene").to_owned(),
            transcript: text("feature").to_owned(),
            terms: terms.to_owned(),
            hgvsp,
            hgvsc: value("hgvsc").map(|c| c.rsplit(':').next().unwrap_or(&c).to_owned()),
            marks: marks(["mane_select", "mane", "mane_plus_clinical", "canonical", "pick"].map(text)),
            is_protein_coding: text("biotype") == "protein_coding",
            coding_length: coding_length.unwrap_or(0),
            population_frequency: highest(frequencies()),
            impossible: frequencies().find_map(|text| population_frequency(text).err()),
            annotations: self.annotations(fields),
            ..Entry::default()
        }
    }

    /// What plugins and curated sources say, by lower-case name of the field.
    fn annotations(&self, fields: &[&str]) -> Vec<(String, String)> {
        let named = self.order.names.iter().zip(fields);
        let said = named.filter(|(name, text)| is_annotation(name) && !text.is_empty());
        said.map(|(name, text)| (name.clone(), unescaped(text))).collect()
    }

    /// Symbol and ids of an entry's gene, without a copy of anything.
    pub(super) fn gene_names<'e>(&self, entry: &'e str) -> [&'e str; 3] {
        self.names.of(entry)
    }

    /// The column of terms, which stands near the front.
    pub(super) fn terms_place(&self) -> Option<usize> {
        self.order.place("consequence")
    }

    /// How much an entry counts, the first mark most; `None` for one of another allele.
    pub(super) fn rank(&self, entry: &str, allele: AlleleOf<'_>, takes_all: bool) -> Option<usize> {
        let [named, _, number, select, mane, plus, canonical, picked] = self.columns.of(entry);
        let is_own = entry.contains('|') && is_of_allele(named, number, allele, takes_all);
        is_own.then(|| rank_of_marks(marks([select, mane, plus, canonical, picked])))
    }

    pub(super) fn has_population(&self) -> bool {
        !self.population.is_empty()
    }

    pub(super) fn population_frequency(&self, entry: &str) -> Option<f64> {
        let last = self.population.last()?;
        let fields = pieces(entry, b'|').enumerate().take(last + 1);
        highest(fields.filter(|(place, _)| self.population.contains(place)).map(|(_, text)| text))
    }
}

/// MANE Select, MANE Plus Clinical, canonical, picked.
fn marks([select, mane, plus, canonical, picked]: [&str; 5]) -> [bool; 4] {
    [!select.is_empty() || mane == "MANE_Select", !plus.is_empty(), canonical == "YES", picked == "1"]
}

fn highest<'t>(frequencies: impl Iterator<Item = &'t str>) -> Option<f64> {
    frequencies.filter_map(|text| population_frequency(text).ok().flatten()).max_by(f64::total_cmp)
}

/// Numbers count the alleles that the record had when it was annotated: of a record with one allele they say nothing.
fn is_of_allele(named: &str, number: &str, allele: AlleleOf<'_>, takes_all: bool) -> bool {
    match number.parse::<usize>() {
        Ok(number) if allele.alternates.len() > 1 => number == allele.index + 1,
        _ => takes_all || is_named(named, allele),
    }
}

fn is_named(named: &str, allele: AlleleOf<'_>) -> bool {
    named.eq_ignore_ascii_case(written_allele(allele)) || named.eq_ignore_ascii_case(allele.alternate())
}

/// VEP drops the first base of all alleles when they share it and one is an insertion or deletion; `-` stands for
/// an allele that is then empty.
fn written_allele(allele: AlleleOf<'_>) -> &str {
    let reference = allele.record.reference;
    let alternate = allele.alternate();
    let first = reference.get(..1).unwrap_or_default();
    let mut others = allele.alternates.iter().filter(|a| !is_no_allele(a));
    let has_indel = allele.alternates.iter().any(|a| a.len() != reference.len());
    if has_indel && others.all(|a| a.get(..1).is_some_and(|own| own.eq_ignore_ascii_case(first))) {
        alternate.get(1..).filter(|rest| !rest.is_empty()).unwrap_or("-")
    } else {
        alternate
    }
}
