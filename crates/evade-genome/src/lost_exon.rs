//! What a rearrangement leaves of the exon whose loss activates its gene.

use crate::gene_rules::{self, OwnRow, SkippedExon};
use crate::panel::PanelGene;
use crate::transcript::Transcript;

/// Bases before an exon that its acceptor and branch point need; a rearrangement this close may skip the exon.
const REACH: u64 = 50;

/// What is left of the exon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Left {
    /// It is lost alone, between two introns: its neighbours are joined.
    Nothing,
    /// The rearrangement touches it, or other exons with it: its transcripts are not known.
    Unknown,
}

/// The exon of a gene whose loss activates it, its row, and its number.
pub(crate) fn of_gene(gene: &PanelGene) -> Option<(&'static SkippedExon, &'static OwnRow, u32)> {
    let rules = gene_rules::of(&gene.symbol)?;
    let exon = rules.skipped_exon.as_ref()?;
    let row = rules.rows.iter().find(|row| row.is_of_class(&exon.class))?;
    Some((exon, row, row.exon?))
}

/// What the loss of the bases from `start` to `end` leaves of an exon; `None` where it stays whole, or where the whole
/// gene is lost.
pub(crate) fn after_loss(transcript: &Transcript, number: u32, (start, end): (u64, u64)) -> Option<Left> {
    let exon = transcript.exon(number)?;
    let is_whole_gene = transcript.coding_exons().all(|(s, e)| start <= s && end >= e);
    if is_whole_gene || !is_near(exon, (start, end)) {
        return None;
    }
    let touched: Vec<(u64, u64)> =
        transcript.coding_exons().filter(|(s, e)| start <= *e && end >= *s).collect();
    let is_alone = touched == [exon] && start <= exon.0 && end >= exon.1;
    Some(if is_alone { Left::Nothing } else { Left::Unknown })
}

/// Whether a stretch reaches an exon or what its splicing needs.
pub(crate) fn is_near((first, last): (u64, u64), (start, end): (u64, u64)) -> bool {
    start <= last.saturating_add(REACH) && end.saturating_add(REACH) >= first
}
