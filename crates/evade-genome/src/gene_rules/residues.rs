//! What the residues of a change mean in its gene.

use evade_core::Caution;

use super::{GeneRules, LengthChange, Window};
use crate::protein::{ChangeKind, ProteinChange};

impl GeneRules {
    /// The doubt that an exchange carries of its own.
    pub(crate) fn exception(&self, change: &ProteinChange) -> Option<&Caution> {
        let is_it = |residue: u32, to: char| change.start == residue && change.after == Some(to);
        self.exceptions.iter().find(|e| is_it(e.residue, e.to))?.flag.as_ref()
    }

    /// The domain that holds a residue.
    pub(crate) fn domain(&self, residue: u32) -> Option<&Caution> {
        let domain = self.domains.iter().find(|domain| (domain.first..=domain.last).contains(&residue));
        domain.map(|domain| &domain.flag)
    }

    /// Whether the exchange is known to break the proofreading domain.
    pub(crate) fn breaks_proofreading(&self, residue: u32, after: Option<char>) -> bool {
        self.proofreading.iter().any(|e| e.residue == residue && after == Some(e.to))
    }

    /// The class of an exchange at a hotspot residue.
    pub(crate) fn class_of_exchange(&self, residue: u32, after: Option<char>) -> Option<&Caution> {
        let fits = self.classes.iter().find(|class| {
            class.first.is_none_or(|first| residue >= first)
                && class.last.is_none_or(|last| residue <= last)
                && class.to.is_none_or(|to| after == Some(to))
        });
        fits.map(|class| &class.class)
    }

    /// The window of an in-frame change. `is_gain`: more residues come than go.
    pub(crate) fn window_of(&self, change: &ProteinChange, is_gain: bool) -> Option<&Window> {
        let length = match change.kind {
            ChangeKind::Deletion if is_gain => LengthChange::Insertion,
            ChangeKind::Deletion => LengthChange::Deletion,
            ChangeKind::Insertion => LengthChange::Insertion,
            _ => return None,
        };
        self.windows.iter().find(|window| {
            window.change == length && change.start <= window.last && change.end >= window.first
        })
    }
}
