//! Whether a variant of KRAS is G12D, is not, or may be.

use evade_core::EffectClass;

use crate::Build;
use crate::allele::Allele;
use crate::candidate::Candidate;
use crate::panel::PanelGene;
use crate::protein::{ChangeKind, ProteinChange};

const RESIDUE: u32 = 12;
/// Coding bases of the residue.
const BASES: (u64, u64) = (34, 36);

/// Whether residue 12 becomes D.
pub(crate) fn is_g12d(hgvsp: Option<&str>) -> bool {
    let change = hgvsp.and_then(ProteinChange::parse);
    change.is_some_and(|change| new_residue(&change) == New::Residue('D'))
}

/// Whether G12D can be neither read nor ruled out.
pub(crate) fn is_open(
    candidate: &Candidate,
    change: Option<&ProteinChange>,
    effect: EffectClass,
    gene: &PanelGene,
    build: Option<Build>,
) -> bool {
    if let Some(change) = change {
        return new_residue(change) == New::NotSaid;
    }
    let may_exchange = matches!(effect, EffectClass::Missense | EffectClass::Unknown);
    may_exchange && !candidate.alternate.starts_with('<') && may_touch(candidate, gene, build)
}

/// What stands at residue 12.
#[derive(PartialEq)]
enum New {
    /// What stood there before, or nothing.
    NotExchanged,
    Residue(char),
    NotSaid,
}

fn new_residue(change: &ProteinChange) -> New {
    if !(change.start..=change.end).contains(&RESIDUE) {
        return New::NotExchanged;
    }
    match (change.kind, &change.replacement) {
        (ChangeKind::Missense, _) => change.after.map_or(New::NotSaid, New::Residue),
        (ChangeKind::Other, _) => New::NotSaid,
        (ChangeKind::Deletion | ChangeKind::Insertion, Some(new)) => {
            let is_one_for_one = new.len() as u64 == u64::from(change.end - change.start) + 1;
            let residue = new.chars().nth((RESIDUE - change.start) as usize).filter(|_| is_one_for_one);
            residue.map_or(New::NotSaid, New::Residue)
        }
        _ => New::NotExchanged,
    }
}

/// Whether the place is that of residue 12; a place that is not known may be.
fn may_touch(candidate: &Candidate, gene: &PanelGene, build: Option<Build>) -> bool {
    let Some(transcript) = build.and_then(|b| gene.transcripts.get(&b)).filter(|_| candidate.pos > 0) else {
        return true;
    };
    let ends = transcript.position_of(BASES.0).zip(transcript.position_of(BASES.1));
    let allele = Allele::from_maf(candidate.pos, &candidate.reference, &candidate.alternate);
    ends.is_none_or(|(a, b)| allele.pos <= a.max(b) && allele.last() >= a.min(b))
}
