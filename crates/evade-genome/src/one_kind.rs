//! Lists of one kind of small variant: exchanged bases alone, or insertions and deletions alone.

use std::collections::BTreeSet;

use evade_core::{Caution, GeneRole};

use crate::gene_rules::{Finding, GeneRules, OwnRow};
use crate::hotspot::HotspotKind;
use crate::panel::GenePanel;

/// The one kind that a list of calls shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OneKind {
    /// Exchanged bases; with the genes in which changes of length that keep the frame recur.
    Bases(BTreeSet<String>),
    /// Insertions and deletions.
    Indels,
}

impl OneKind {
    pub(crate) fn bases(panel: &GenePanel) -> Self {
        let of_length = panel.judged_genes().filter(|gene| {
            let mut hotspots = gene.hotspots.iter();
            hotspots.any(|hotspot| hotspot.kind == HotspotKind::Inframe)
        });
        Self::Bases(of_length.map(|gene| gene.symbol.clone()).collect())
    }

    /// What two lists show together: where they differ, both kinds.
    pub(crate) fn of_both(one: Option<Self>, other: Option<&Self>) -> Option<Self> {
        one.filter(|one| other == Some(one))
    }

    /// Why a row may be altered by what the list does not show.
    pub(crate) fn leaves_out(&self, rules: &GeneRules, own: Option<&OwnRow>) -> Option<Caution> {
        let is_left_out = match (self, own.map(|own| &own.finding)) {
            (Self::Bases(_), Some(Finding::Exchange { .. })) => false,
            (Self::Bases(_), Some(Finding::Class { class })) => {
                rules.skipped_exon.is_some() || rules.windows.iter().any(|window| window.class == *class)
            }
            (Self::Bases(of_length), None) => match rules.role {
                GeneRole::AmplifiedOncogene | GeneRole::FusedOncogene => false,
                role if role.is_loss() => true,
                _ => {
                    rules.skipped_exon.is_some()
                        || !rules.windows.is_empty()
                        || of_length.contains(&rules.symbol)
                }
            },
            (Self::Indels, Some(Finding::Exchange { .. })) => true,
            (Self::Indels, Some(Finding::Class { class })) => !rules.is_of_windows_alone(class),
            (Self::Indels, None) => rules.role != GeneRole::AmplifiedOncogene,
        };
        is_left_out.then_some(match self {
            Self::Bases(_) => Caution::IndelsNotTested,
            Self::Indels => Caution::SingleBasesNotTested,
        })
    }

    /// What the user should know, in a sentence.
    #[must_use]
    pub fn warning(&self) -> &'static str {
        match self {
            Self::Bases(_) => {
                "the calls list exchanged bases alone: genes that insertions and deletions may alter are not \
                 tested where nothing is found, and the burden is not reliable (give the file of insertions and \
                 deletions too, joined by ';' in column 'vcf')"
            }
            Self::Indels => {
                "the calls list insertions and deletions alone: genes that exchanged bases may alter are not \
                 tested where nothing is found, and the burden is not reliable (give the file of single bases \
                 too, joined by ';' in column 'vcf')"
            }
        }
    }
}
