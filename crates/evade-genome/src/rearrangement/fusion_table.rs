//! Tables of fusions: 5' gene, 3' gene, frame and kinase; and cBioPortal's former `data_fusions.txt`, which names the pair in
//! words.

use evade_core::VariantSource;

use super::event::{Event, ReadRow};
use super::fusion_words::{self, gene_in};
use super::{FIVE_PRIME, THREE_PRIME};
use crate::panel::GenePanel;
use crate::table::{Row, TextTable};

pub(super) fn fusion_event(table: &TextTable<'_>, row: &Row<'_>, panel: &GenePanel) -> ReadRow {
    let mut event = Event::new(VariantSource::FusionTable);
    let mut truth = |names: &[&str]| -> Option<bool> {
        let column = table.column(names);
        match row.text(column).to_ascii_lowercase().replace(['-', '_'], " ").as_str() {
            "yes" | "y" | "true" | "1" | "in frame" | "inframe" => Some(true),
            "no" | "n" | "false" | "0" | "out of frame" | "frameshift" => Some(false),
            "" | "na" | "." | "unknown" => None,
            other => {
                event.fault.get_or_insert_with(|| format!("'{other}' is neither yes nor no"));
                None
            }
        }
    };
    let in_frame = truth(&["in_frame", "frame", "reading_frame"]);
    let kinase_kept = truth(&["kinase_kept", "kinase_domain", "kinase_retained"]);
    "fusion".clone_into(&mut event.class);
    event.in_frame = in_frame;
    event.kinase_kept = kinase_kept;
    let written = row.text(table.column(&["fusion"]));
    let words = fusion_words::read(written, panel);
    let columns = [&FIVE_PRIME, &THREE_PRIME].map(|names| gene_in(row.text(table.column(names)), panel));
    let has_columns = columns.iter().any(|name| !name.is_empty());
    // A row of the former table is of one of the two genes, whatever the words of the fusion are.
    let id = |names: &[&str]| row.text(table.column(names));
    let (symbol, entrez) = (id(&["hugo_symbol", "gene"]), id(&["entrez_gene_id"]));
    let own = panel.core_gene_by_any_id(symbol, &[symbol, entrez]).map(|gene| gene.symbol.clone());
    let named = own.into_iter().chain(words.genes);
    match words.pair {
        Some([five, three]) => event.name_pair(five, three),
        None if has_columns => {
            let [five, three] = columns;
            event.name_pair(five, three);
        }
        None => {}
    }
    event.others = named.collect();
    let status = id(&["fusion_status", "sv_status", "status"]);
    let is_denied = |names: &[&str]| fusion_words::is_denied(id(names));
    if words.is_denied || fusion_words::is_denied(status) || is_denied(&["result"]) {
        let what = "its words say that there is no fusion, and the table lists fusions".to_owned();
        event.fault.get_or_insert(what);
    }
    if status.eq_ignore_ascii_case("germline") {
        let [one, other] = &event.genes;
        let is_named = !one.is_empty() || !other.is_empty();
        let mut genes = [one, other].into_iter().filter(|_| is_named).chain(&event.others).cloned();
        return ReadRow::NotSomatic([genes.next().unwrap_or_default(), genes.next().unwrap_or_default()]);
    }
    ReadRow::Event(Box::new(event))
}
