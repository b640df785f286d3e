//! The CSQ field of VEP: entry by allele and transcript, in the order the header gives.

use super::annotation::{AlleleOf, Entry, FieldOrder, change_from_residues, unescaped};
use super::glance::{Columns, rank_of_marks};
use super::header::VcfHeader;
use super::record::{is_no_allele, pieces};
use crate::candidate::is_annotation;
use crate::maf::population_columns;

/// Places of the fields, as the header gives their order.
#[derive(Debug, Clone)]
pub(super) struct CsqFields {
    order: FieldOrder,
    population: Vec<usize>,
    glance: Columns<8>,
}

/// What tells whose an entry is and how much it counts, in the order of [`CsqFields::rank`].
const GLANCE: [&str; 8] =
    ["allele", "consequence", "allele_num", "mane_select", "mane", "mane_plus_clinical", "canonical", "pick"];

impl CsqFields {
    pub(super) fn from_header(header: &VcfHeader) -> Option<Self> {
        let (_, format) = header.info_description("CSQ")?.split_once("Format:")?;
        let order = FieldOrder::parse(format);
        let population = population_columns(&order.names);
        let glance = Columns::new(&order, GLANCE);
        (order.has("allele") && order.has("consequence")).then_some(Self { order, population, glance })
    }

    pub(super) fn entries(&self, value: &str, allele: AlleleOf<'_>) -> Vec<Entry> {
        let written = written_allele(allele);
        let split = value.split(',').map(|entry| entry.split('|').collect::<Vec<_>>());
        split
            .filter(|fields| {
                let text = |name: &str| self.order.text(fields, name);
                fields.len() > 1 && is_of_allele(text("allele"), text("allele_num"), allele, written)
            })
            .map(|fields| self.entry(&fields))
            .collect()
    }

    fn entry(&self, fields: &[&str]) -> Entry {
        let text = |name: &str| self.order.text(fields, name);
        let value = |name: &str| Some(text(name)).filter(|t| !t.is_empty()).map(unescaped);
        let frequencies = self.population.iter().filter_map(|i| fields.get(*i).copied());
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
            population_frequency: highest(frequencies),
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

    /// The column of terms, which stands near the front.
    pub(super) fn terms_place(&self) -> Option<usize> {
        self.order.place("consequence")
    }

    /// How much an entry counts, the first mark most; `None` for one of another allele.
    pub(super) fn rank(&self, entry: &str, allele: AlleleOf<'_>) -> Option<usize> {
        let [named, _, number, select, mane, plus, canonical, picked] = self.glance.of(entry);
        let is_own = entry.contains('|') && is_of_allele(named, number, allele, written_allele(allele));
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
    frequencies
        .flat_map(|text| text.split('&'))
        .filter_map(|text| text.parse::<f64>().ok())
        .max_by(f64::total_cmp)
}

fn is_of_allele(named: &str, number: &str, allele: AlleleOf<'_>, written: &str) -> bool {
    if let Ok(number) = number.parse::<usize>() {
        return number == allele.index + 1;
    }
    allele.alternates.len() == 1 || named == written || named == allele.alternate()
}

/// VEP drops the first base of all alleles when they share it and one is an insertion or deletion; `-` stands for
/// an allele that is then empty.
fn written_allele(allele: AlleleOf<'_>) -> &str {
    let reference = allele.record.reference;
    let alternate = allele.alternate();
    let first = reference.get(..1).unwrap_or_default();
    let mut others = allele.alternates.iter().filter(|a| !is_no_allele(a));
    let has_indel = allele.alternates.iter().any(|a| a.len() != reference.len());
    if has_indel && others.all(|a| a.starts_with(first)) {
        alternate.get(1..).filter(|rest| !rest.is_empty()).unwrap_or("-")
    } else {
        alternate
    }
}
