//! The IMPACT field of PAVE, which PURPLE and SAGE files carry: one canonical transcript a record.

use super::entry::FieldOrder;
use super::header::VcfHeader;
use super::record::RawRecord;
use super::translated::Words;

#[derive(Debug, Clone)]
pub(super) struct ImpactFields {
    order: FieldOrder,
}

impl ImpactFields {
    pub(super) fn from_header(header: &VcfHeader) -> Option<Self> {
        let (_, list) = header.info_description("IMPACT")?.split_once('[')?;
        let (list, _) = list.split_once(']')?;
        let order = FieldOrder::parse(&list.replace(',', "|"));
        (order.has("gene") && order.has("canonicaleffect")).then_some(Self { order })
    }

    /// The words of the record's one allele.
    pub(super) fn words(&self, record: &RawRecord<'_>) -> Vec<Vec<Words>> {
        let Some(value) = record.info("IMPACT").filter(|value| !matches!(*value, "" | ".")) else {
            return Vec::new();
        };
        let fields: Vec<&str> = value.split(',').collect();
        let text = |name: &str| self.order.text(&fields, name).trim();
        let transcript = ["canonicaltranscript", "transcript"].map(text).join("");
        // Changes of one codon that lie in phase are named as one.
        let terms: Vec<&str> = text("canonicaleffect")
            .split('&')
            .map(|term| term.trim().strip_prefix("phased_").unwrap_or(term.trim()))
            .collect();
        let words = Words {
            terms: terms.join("&"),
            symbol: text("gene").to_owned(),
            transcript,
            hgvsc: text("hgvscodingimpact").to_owned(),
            hgvsp: text("hgvsproteinimpact").to_owned(),
            is_canonical: true,
            ..Words::default()
        };
        if words.terms.is_empty() { Vec::new() } else { vec![vec![words]] }
    }
}
