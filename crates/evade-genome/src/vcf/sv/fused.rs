//! Genes that matter when fused: whether a junction joins the beginning of a known partner to the kinase.
//!
//! A breakpoint in the gene is a possible fusion. It is one where the other end lies in the coding part of a gene that
//! is known as the partner, the partner keeps its beginning and the gene its kinase. The reading frame follows from the
//! exons that are spliced together, which DNA does not show.

use evade_core::{Caution, CellText, EffectClass, EvidenceCode, Verdict};

use super::junction::{End, Junction, Kept};
use crate::Build;
use crate::candidate::Candidate;
use crate::fusion_partner;
use crate::gene_rules;
use crate::panel::{GenePanel, PanelGene};
use crate::rearrangement::coding_bases_before;
use crate::transcript::Transcript;
use crate::vcf::pending::Pending;

/// What a junction makes of the gene.
struct Reading {
    verdict: Verdict,
    code: EvidenceCode,
    doubts: Vec<Caution>,
}

/// The gene as the junctions of one record leave it; `None` where no junction joins it to another place.
pub(super) fn fused<'p>(
    gene: &'p PanelGene,
    junctions: &[Junction],
    panel: &GenePanel,
    build: Build,
    base: &Candidate,
) -> Option<Pending<'p>> {
    let readings = junctions.iter().filter_map(|junction| read(junction, gene, panel, build));
    // The junction that keeps the kinase goes before the reciprocal one.
    let best = readings.min_by_key(|reading| (reading.verdict != Verdict::Likely, reading.doubts.len()))?;
    let mut pending = possible(gene, base, best.code);
    pending.at_most = Some(best.verdict);
    pending.candidate.flags.extend(best.doubts);
    Some(pending)
}

/// A rearrangement of the gene of which no more is known.
pub(super) fn possible<'p>(gene: &'p PanelGene, base: &Candidate, code: EvidenceCode) -> Pending<'p> {
    let mut pending = Pending::new(gene, base.clone());
    pending.candidate.effect = Some(EffectClass::Fusion);
    pending.candidate.carried.push(EvidenceCode::FusionInDna);
    pending.at_most = Some(Verdict::Uncertain);
    pending.code = Some(code);
    pending
}

fn read(junction: &Junction, gene: &PanelGene, panel: &GenePanel, build: Build) -> Option<Reading> {
    let transcript = gene.transcripts.get(&build)?;
    let (first, last) = gene.span.get(&build).copied()?;
    let is_own = |end: &End| end.chrom == gene.chrom && (first..=last).contains(&end.pos);
    let (own, other) = match &junction.other {
        Some(other) if is_own(other) && is_own(&junction.one) => return None,
        Some(other) if is_own(other) => (other, Some(&junction.one)),
        other if is_own(&junction.one) => (&junction.one, other.as_ref()),
        _ => return None,
    };
    let mut doubts = own_doubts(own, gene, transcript);
    let open = |code: Option<&str>, doubts: Vec<Caution>| Reading {
        verdict: Verdict::Uncertain,
        code: EvidenceCode::PossibleFusion(code.map(CellText::new)),
        doubts,
    };
    let Some(other) = other else {
        doubts.insert(0, Caution::FusionPartnerMissing);
        return Some(open(None, doubts));
    };
    let mut partners: Vec<_> = fusion_partner::at(build, &other.chrom, other.pos).collect();
    partners.sort_by_key(|partner| !partner.is_partner_of(&gene.symbol));
    let Some(partner) = partners.first() else {
        let known = panel.core_gene_at(build, &other.chrom, other.pos).map(|gene| gene.symbol.as_str());
        doubts.insert(0, Caution::FusionPartnerNotKnown);
        return Some(open(known, doubts));
    };
    let place = partner.place(build);
    if !partner.is_partner_of(&gene.symbol) {
        doubts.insert(0, Caution::FusionPartnerNotKnown);
    } else if !place.is_coding_at(other.pos) {
        doubts.insert(0, Caution::FusionPartnerNotCoding);
    }
    match other.kept {
        None => Caution::FusionDirectionUnknown.add_to(&mut doubts),
        Some(kept) if kept != beginning(place.is_reverse) => Caution::FusionOpposite.add_to(&mut doubts),
        Some(_) => {}
    }
    if !doubts.is_empty() {
        return Some(open(Some(&partner.symbol), doubts));
    }
    let name = CellText::new(&format!("{}-{}", partner.symbol, gene.symbol));
    Some(Reading {
        verdict: Verdict::Likely,
        code: EvidenceCode::Fusion(Some(name)),
        doubts: vec![Caution::FusionFrameUnknown],
    })
}

/// Why the own end may not keep the kinase.
fn own_doubts(own: &End, gene: &PanelGene, transcript: &Transcript) -> Vec<Caution> {
    let mut doubts = Vec::new();
    match own.kept {
        None => doubts.push(Caution::FusionDirectionUnknown),
        Some(kept) if kept == beginning(transcript.is_reverse) => doubts.push(Caution::FusionOpposite),
        Some(_) => {}
    }
    let residues = coding_bases_before(transcript, own.pos) / 3;
    let kinase = gene_rules::of(&gene.symbol).and_then(|rules| rules.kinase_from);
    match kinase {
        Some(first) if residues >= u64::from(first) => doubts.push(Caution::KinaseDomainLost),
        // The whole protein is behind the breakpoint.
        Some(_) if residues == 0 => doubts.push(Caution::KinaseNotShownKept),
        Some(_) => {}
        None => doubts.push(Caution::KinaseNotShownKept),
    }
    doubts
}

/// The side that holds the beginning of a gene.
fn beginning(is_reverse: bool) -> Kept {
    if is_reverse { Kept::High } else { Kept::Low }
}
