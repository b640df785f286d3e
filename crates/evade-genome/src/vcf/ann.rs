//! The ANN field of `SnpEff`: sixteen fields an entry, in the order the header gives.

use evade_core::Caution;

use super::entry::{AlleleOf, Entry, FieldOrder, unescaped};
use super::entry_columns::Columns;
use super::header::VcfHeader;

/// The order of the specification, for headers that do not spell it out.
const STANDARD: &str = "Allele | Annotation | Annotation_Impact | Gene_Name | Gene_ID | Feature_Type | Feature_ID | \
    Transcript_BioType | Rank | HGVS.c | HGVS.p | cDNA.pos / cDNA.length | CDS.pos / CDS.length | \
    AA.pos / AA.length | Distance | ERRORS / WARNINGS / INFO";

#[derive(Debug, Clone)]
pub(super) struct AnnFields {
    order: FieldOrder,
    columns: Columns<1>,
    names: Columns<3>,
}

impl AnnFields {
    pub(super) fn from_header(header: &VcfHeader) -> Option<Self> {
        let description = header.info_description("ANN")?;
        let list = description.split('\'').find(|part| part.contains('|'));
        let order = FieldOrder::parse(list.unwrap_or(STANDARD));
        let order =
            if order.has("allele") && order.has("annotation") { order } else { FieldOrder::parse(STANDARD) };
        let columns = Columns::new(&order, ["allele"]);
        let names = Columns::new(&order, ["gene_name", "gene_id", "feature_id"]);
        Some(Self { order, columns, names })
    }

    pub(super) fn entries(&self, value: &str, allele: AlleleOf<'_>) -> Vec<Entry> {
        let split = value.split(',').map(|entry| entry.split('|').map(str::trim).collect::<Vec<_>>());
        split
            // `G-C` compares a tumour's allele with a germline one: another entry has the allele itself.
            .filter(|fields| {
                let named = self.order.text(fields, "allele");
                fields.len() > 1 && named.eq_ignore_ascii_case(allele.alternate())
            })
            .map(|fields| self.entry(&fields))
            .collect()
    }

    /// Symbol and ids of an entry's gene, without a copy of anything.
    pub(super) fn gene_names<'e>(&self, entry: &'e str) -> [&'e str; 3] {
        self.names.of(entry)
    }

    /// The column of terms, which stands near the front.
    pub(super) fn terms_place(&self) -> Option<usize> {
        self.order.place("annotation")
    }

    pub(super) fn is_of_allele(&self, entry: &str, allele: AlleleOf<'_>) -> bool {
        let [named] = self.columns.of(entry);
        entry.contains('|') && named.trim().eq_ignore_ascii_case(allele.alternate())
    }

    fn entry(&self, fields: &[&str]) -> Entry {
        let text = |name: &str| self.order.text(fields, name);
        let value = |name: &str| Some(text(name)).filter(|t| !t.is_empty()).map(unescaped);
        let coding_length = text("cds.pos/cds.length").split_once('/').and_then(|(_, n)| n.parse().ok());
        let is_doubtful = text("errors/warnings/info").contains("REF_DOES_NOT_MATCH_GENOME");
        Entry {
            symbol: text("gene_name").to_owned(),
            gene_id: text("gene_id").to_owned(),
            transcript: text("feature_id").to_owned(),
            terms: text("annotation").to_owned(),
            hgvsp: value("hgvs.p"),
            hgvsc: value("hgvs.c"),
            is_protein_coding: text("transcript_biotype").eq_ignore_ascii_case("protein_coding")
                || text("transcript_biotype") == "Coding",
            coding_length: coding_length.unwrap_or(0),
            flags: if is_doubtful { vec![Caution::ReferenceMismatch] } else { Vec::new() },
            ..Entry::default()
        }
    }
}
