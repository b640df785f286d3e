//! A simple table of fusions: 5' gene, 3' gene, frame and kinase.

use evade_core::VariantSource;

use super::event::{Event, ReadRow};
use super::words::split_pair;
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
    let written = row.text(table.column(&["fusion"]));
    let (five, three) = match split_pair(written, panel) {
        Some(pair) => pair,
        None => (row.text(table.column(&FIVE_PRIME)), row.text(table.column(&THREE_PRIME))),
    };
    event.genes = [five.trim().to_owned(), three.trim().to_owned()];
    "fusion".clone_into(&mut event.class);
    event.in_frame = in_frame;
    event.kinase_kept = kinase_kept;
    event.three_prime = Some(three.trim().to_owned());
    ReadRow::Event(Box::new(event))
}
