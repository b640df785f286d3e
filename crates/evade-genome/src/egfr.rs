//! The activating windows of EGFR and what they are called.

use crate::protein::{ChangeKind, ProteinChange};

/// Flag of the exon 19 deletions and L858R.
pub(crate) const CLASSICAL: &str = "egfr_classical";
/// Flag of the other kinase domain hotspots.
pub(crate) const ATYPICAL: &str = "egfr_atypical";
/// Flag of the exon 20 insertions.
pub(crate) const EXON20_INSERTION: &str = "egfr_exon20_insertion";
/// Flag of T790M.
pub(crate) const T790M: &str = "egfr_t790m";
/// Flag of the hotspots outside the kinase domain, which are those of glioma.
pub(crate) const NOT_LUNG_TYPE: &str = "egfr_not_lung_type";

/// The class of an exchange at a hotspot residue.
pub(crate) fn class_of_exchange(change: &ProteinChange) -> &'static str {
    match (change.start, change.after) {
        (858, Some('R')) => CLASSICAL,
        (790, Some('M')) => T790M,
        (688..=979, _) => ATYPICAL,
        _ => NOT_LUNG_TYPE,
    }
}

/// The window of an in-frame change, and its class. `is_gain`: more residues come than go.
pub(crate) fn window_of_indel(change: &ProteinChange, is_gain: bool) -> Option<(&'static str, &'static str)> {
    let touches = |first: u32, last: u32| change.start <= last && change.end >= first;
    let kind = match change.kind {
        ChangeKind::Deletion if is_gain => ChangeKind::Insertion,
        kind => kind,
    };
    match kind {
        // The insertion lies between its two residues, or is a copy of those named.
        ChangeKind::Insertion if touches(762, 774) => Some(("762-774", EXON20_INSERTION)),
        ChangeKind::Insertion | ChangeKind::Deletion if touches(745, 759) => Some(("745-759", CLASSICAL)),
        ChangeKind::Deletion if touches(764, 774) => Some(("764-774", ATYPICAL)),
        ChangeKind::Deletion if touches(709, 710) => Some(("709-710", ATYPICAL)),
        _ => None,
    }
}
