//! The CSQ field of VEP: entry by allele and transcript, in the order the header gives.

use super::annotation::{AlleleOf, Entry, FieldOrder, change_from_residues, unescaped};
use super::header::VcfHeader;
use super::record::is_no_allele;
use crate::candidate::is_annotation;
use crate::maf::population_columns;

/// Places of the fields, as the header gives their order.
#[derive(Debug, Clone)]
pub(super) struct CsqFields {
    order: FieldOrder,
    population: Vec<usize>,
}

impl CsqFields {
    pub(super) fn from_header(header: &VcfHeader) -> Option<Self> {
        let (_, format) = header.info_description("CSQ")?.split_once("Format:")?;
        let order = FieldOrder::parse(format);
        let population = population_columns(&order.names);
        (order.has("allele") && order.has("consequence")).then_some(Self { order, population })
    }

    pub(super) fn entries(&self, value: &str, allele: AlleleOf<'_>) -> Vec<Entry> {
        let written = written_allele(allele);
        let split = value.split(',').map(|entry| entry.split('|').collect::<Vec<_>>());
        split
            .filter(|fields| fields.len() > 1 && self.is_of_allele(fields, allele, written))
            .map(|fields| self.entry(&fields))
            .collect()
    }

    fn entry(&self, fields: &[&str]) -> Entry {
        let text = |name: &str| self.order.text(fields, name);
        let value = |name: &str| Some(text(name)).filter(|t| !t.is_empty()).map(unescaped);
        let frequencies = self.population.iter().filter_map(|i| fields.get(*i));
        let population_frequency = frequencies
            .flat_map(|text| text.split('&'))
            .filter_map(|text| text.parse::<f64>().ok())
            .max_by(f64::total_cmp);
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
            marks: [
                !text("mane_select").is_empty() || text("mane") == "MANE_Select",
                !text("mane_plus_clinical").is_empty(),
                text("canonical") == "YES",
                text("pick") == "1",
            ],
            is_protein_coding: text("biotype") == "protein_coding",
            coding_length: coding_length.unwrap_or(0),
            population_frequency,
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

    fn is_of_allele(&self, fields: &[&str], allele: AlleleOf<'_>, written: &str) -> bool {
        if let Ok(number) = self.order.text(fields, "allele_num").parse::<usize>() {
            return number == allele.index + 1;
        }
        if allele.alternates.len() == 1 {
            return true;
        }
        let named = self.order.text(fields, "allele");
        named == written || named == allele.alternate()
    }
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
