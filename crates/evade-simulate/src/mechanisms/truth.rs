//! The truth of planted mechanisms.

use evade_core::{AlterationStatus, HlaStatus};

use super::plans::{Alteration, Change, Genes, Lack, Plan};
use super::{AWAY, Planting, Share};
use crate::variants::Dna;

/// Header of `truth_mechanisms.tsv`.
pub(crate) const COLUMNS: [&str; 7] = ["sample", "mechanism_id", "planted", "dna", "hla", "rna", "pdl1"];

/// Whether a tumour has a mechanism.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Truth {
    Present,
    Absent,
    /// Not planted, and not ruled out either: the tumour may have it by chance.
    Undetermined,
}

impl Truth {
    fn word(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Absent => "absent",
            Self::Undetermined => "undetermined",
        }
    }
}

/// The rows of one tumour, one for each mechanism of the planting; `dna` where it was sequenced.
pub(crate) fn rows(planting: &Planting, sample: &str, share: &Share, dna: Option<&Dna>) -> String {
    let mut text = String::new();
    for plan in planting.mechanisms.iter().map(|mechanism| mechanism.0) {
        let is_own = share.plan == Some(plan);
        let truth = if is_own {
            Truth::Present
        } else if is_absent(plan, share, dna) {
            Truth::Absent
        } else {
            Truth::Undetermined
        };
        let is_shown = is_own || share.rna_alone == Some(plan);
        let of_dna = if is_own { dna.map(|dna| alterations(plan, share, dna)) } else { None };
        let hla = dna.filter(|_| is_own && plan.hla_loss).map(|dna| dna.hla_states().map(|s| s.to_string()));
        let rna = if is_shown { changes(share, planting.shift) } else { moved_away(plan, share) };
        let pdl1 = share.pdl1.filter(|_| is_own);
        let cells = [
            sample.to_owned(),
            plan.id.to_owned(),
            truth.word().to_owned(),
            or_na(of_dna.unwrap_or_default()),
            or_na(hla.map(|states| states.join(",")).unwrap_or_default()),
            or_na(rna),
            or_na(pdl1.map(|tps| tps.to_string()).unwrap_or_default()),
        ];
        text.push_str(&cells.join("\t"));
        text.push('\n');
    }
    text
}

fn or_na(text: String) -> String {
    if text.is_empty() { "NA".to_owned() } else { text }
}

/// Whether the tumour certainly does not have the mechanism, which was not planted in it.
pub(super) fn is_absent(plan: &Plan, share: &Share, dna: Option<&Dna>) -> bool {
    !plan.absent.is_empty() && plan.absent.iter().all(|lack| lacks(lack, share, dna))
}

fn lacks(lack: &Lack, share: &Share, dna: Option<&Dna>) -> bool {
    match lack {
        Lack::Gene(gene) => dna.is_some_and(|dna| dna.truth(gene).status == AlterationStatus::NotAltered),
        Lack::Variant { gene, change } => dna.is_some_and(|dna| dna.truth(gene).hgvsp != *change),
        Lack::HlaLoss => {
            dna.is_some_and(|dna| dna.hla_states().iter().all(|state| *state == HlaStatus::NoLoh))
        }
        Lack::Moved(change) => share.away.contains(change),
    }
}

/// The alterations that were planted: gene, protein change, hits.
fn alterations(plan: &Plan, share: &Share, dna: &Dna) -> String {
    let words = plan.alterations.iter().filter_map(|alteration| {
        let gene = match alteration {
            Alteration::Loss(_) => share.lost?,
            Alteration::Activation { gene, .. } => gene,
        };
        let truth = dna.truth(gene);
        let hits = truth.hits.map_or(String::new(), |hits| format!(":{hits}"));
        Some(format!("{gene}:{}{hits}", truth.hgvsp))
    });
    words.collect::<Vec<_>>().join(";")
}

/// What was moved in the tumour: set or genes, and by how much in log2.
fn changes(share: &Share, shift: f64) -> String {
    let of_plan = share.plan.or(share.rna_alone).map_or(&[][..], |plan| plan.rna);
    let own = of_plan.iter().filter(|change| share.changes.contains(change));
    own.map(|change| word(change, share, shift)).collect::<Vec<_>>().join(";")
}

/// What was moved so that the tumour does not have the mechanism.
fn moved_away(plan: &Plan, share: &Share) -> String {
    let away = plan.absent.iter().filter_map(|lack| match lack {
        Lack::Moved(change) if share.away.contains(change) => Some(word(change, share, AWAY)),
        _ => None,
    });
    away.collect::<Vec<_>>().join(";")
}

fn word(change: &Change, share: &Share, shift: f64) -> String {
    let genes = match change.genes {
        Genes::Set(id) => id.to_owned(),
        Genes::Named(genes) => genes.join("+"),
        Genes::Lost => share.lost.unwrap_or_default().to_owned(),
    };
    format!("{genes}:{:+}", change.way.sign() * shift)
}
