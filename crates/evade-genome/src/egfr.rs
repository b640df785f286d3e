//! The activating windows of EGFR and what they are called.

use evade_core::Caution;

use crate::protein::{ChangeKind, ProteinChange};

/// The class of an exchange at a hotspot residue.
pub(crate) fn class_of_exchange(change: &ProteinChange) -> Caution {
    match (change.start, change.after) {
        (858, Some('R')) => Caution::EgfrClassical,
        (790, Some('M')) => Caution::EgfrT790m,
        (688..=979, _) => Caution::EgfrAtypical,
        _ => Caution::EgfrNotLungType,
    }
}

/// The window of an in-frame change, and its class. `is_gain`: more residues come than go.
pub(crate) fn window_of_indel(change: &ProteinChange, is_gain: bool) -> Option<(&'static str, Caution)> {
    let touches = |first: u32, last: u32| change.start <= last && change.end >= first;
    let kind = match change.kind {
        ChangeKind::Deletion if is_gain => ChangeKind::Insertion,
        kind => kind,
    };
    match kind {
        // The insertion lies between its two residues, or is a copy of those named.
        ChangeKind::Insertion if touches(762, 774) => Some(("762-774", Caution::EgfrExon20Insertion)),
        ChangeKind::Insertion | ChangeKind::Deletion if touches(745, 759) => {
            Some(("745-759", Caution::EgfrClassical))
        }
        ChangeKind::Deletion if touches(764, 774) => Some(("764-774", Caution::EgfrAtypical)),
        ChangeKind::Deletion if touches(709, 710) => Some(("709-710", Caution::EgfrAtypical)),
        _ => None,
    }
}
