//! What a rearrangement of a table does to a gene.

use evade_core::{Caution, CellText, EffectClass, EvidenceCode, GeneRole, Variant, VariantSource, Verdict};

use super::event::Event;
use super::is_broad;
use super::words::{deletes_exons, left_of_exon};
use crate::Build;
use crate::fusion_partner::is_known_pair;
use crate::gene_rules;
use crate::lost_exon::{self, Left};
use crate::panel::{PanelGene, role_of};
use crate::transcript::Transcript;

/// Name of the lost exon in the evidence.
const SKIPPED_EXON: &str = "exon_splice_site";

pub(super) fn judge_event(event: &Event, side: usize, gene: &PanelGene) -> Variant {
    let partner = &event.genes[1 - side];
    let role = role_of(&gene.symbol);
    let is_pair = !partner.is_empty() && *partner != gene.symbol;
    let (verdict, effect, codes, flags) = if role == GeneRole::FusedOncogene {
        let (verdict, flags) = fusion(event, side, gene, is_pair);
        let name = CellText::new(&named(event, gene));
        let in_rna = event.is_of_rna().then_some(EvidenceCode::FusionInRna);
        let codes = [EvidenceCode::Fusion(Some(name))].into_iter().chain(in_rna).collect();
        (verdict, EffectClass::Fusion, codes, flags)
    } else if role.is_loss() {
        loss(event, side, gene)
    } else {
        gain(event, gene)
    };
    let place = event.places[side].clone().unwrap_or_default();
    let class = if event.class.is_empty() { "SV".to_owned() } else { event.class.to_uppercase() };
    Variant {
        chrom: place.0,
        pos: place.1,
        other_end: event.places[1 - side].clone(),
        effect,
        verdict,
        points: codes.iter().map(EvidenceCode::points).sum(),
        codes,
        flags,
        ..unplaced(&gene.symbol, &class, event.source)
    }
}

/// A gene that matters by a gain of function: it is known what the loss of one exon does, and of nothing else.
fn gain(event: &Event, gene: &PanelGene) -> Judged {
    let left = lost_exon::of_gene(gene).zip(left_of_exon(event, gene));
    if let Some(((exon, ..), Left::Nothing)) = left {
        let codes = vec![EvidenceCode::Om2, EvidenceCode::hotspot(SKIPPED_EXON)];
        return (Verdict::Likely, EffectClass::SpliceSite, codes, vec![exon.class.clone()]);
    }
    let may_be_lost = left.map(|((_, row, _), _)| Caution::not_excluded(&row.name));
    let flags = [Caution::SvEffectUnknown].into_iter().chain(may_be_lost).collect();
    (Verdict::Uncertain, EffectClass::Unknown, vec![EvidenceCode::Rearrangement], flags)
}

fn named(event: &Event, gene: &PanelGene) -> String {
    let [one, other] = &event.genes;
    let three = event.three_prime.as_deref().unwrap_or(other);
    let five = if three == one { other } else { one };
    if five.is_empty() || three.is_empty() { gene.symbol.clone() } else { format!("{five}-{three}") }
}

/// A driver needs two named genes, the frame, and the kinase behind the breakpoint.
fn fusion(event: &Event, side: usize, gene: &PanelGene, is_pair: bool) -> (Verdict, Vec<Caution>) {
    let open = |caution: Caution| (Verdict::Uncertain, vec![caution]);
    if !is_pair {
        return open(Caution::FusionPartnerMissing);
    }
    if !event.doubts.is_empty() {
        return (Verdict::Uncertain, event.doubts.clone());
    }
    if event.in_frame == Some(false) {
        return open(Caution::FusionOutOfFrame);
    }
    // What RNA shows of an unknown pair is a protein only where the frame is stated.
    let is_known = is_known_pair(&event.genes[1 - side], &gene.symbol);
    if event.is_of_rna() && event.in_frame.is_none() && !is_known {
        return open(Caution::FusionFrameUnknown);
    }
    let is_three_prime = event.three_prime.as_deref().map(|name| name == gene.symbol);
    let by_place = keeps_kinase(event, side, gene);
    // A manually entered table names what its laboratory holds for a fusion; callers state the frame where they know it.
    let is_frame_open = event.in_frame.is_none() && event.source != VariantSource::FusionTable;
    match (event.kinase_kept.or(by_place), is_three_prime) {
        (Some(false), _) => open(Caution::KinaseDomainLost),
        (_, Some(false)) if event.kinase_kept != Some(true) => open(Caution::KinaseNotShownKept),
        (Some(true), _) if is_frame_open => (Verdict::Likely, vec![Caution::FusionFrameUnknown]),
        (Some(true), _) => (Verdict::Damaging, Vec::new()),
        (None, Some(true)) => {
            let frame = is_frame_open.then_some(Caution::FusionFrameUnknown);
            (Verdict::Likely, [Caution::KinaseDomainInferred].into_iter().chain(frame).collect())
        }
        (None, _) => open(Caution::KinaseNotShownKept),
    }
}

/// Whether the breakpoint lies before the kinase domain.
fn keeps_kinase(event: &Event, side: usize, gene: &PanelGene) -> Option<bool> {
    let first = gene_rules::of(&gene.symbol)?.kinase_from?;
    let (chrom, position) = event.places[side].as_ref()?;
    if *chrom != gene.chrom {
        return None;
    }
    let transcript =
        gene.transcripts.get(&event.build.or_else(|| build_of_junction(event, gene, *position))?)?;
    Some(coding_bases_before(transcript, *position) / 3 < u64::from(first))
}

/// The genome on which a junction in RNA lies at the edge of an exon, as spliced ones do. Tables of fusions do not state it.
fn build_of_junction(event: &Event, gene: &PanelGene, position: u64) -> Option<Build> {
    let is_edge = |transcript: &Transcript| {
        transcript.exons.iter().any(|(start, end)| position == *start || position == *end)
    };
    let mut builds =
        gene.transcripts.iter().filter(|(_, transcript)| is_edge(transcript)).map(|(build, _)| *build);
    let first = builds.next().filter(|_| event.is_of_rna())?;
    builds.next().is_none().then_some(first)
}

/// Coding bases before a position, in the direction of the transcript.
pub(crate) fn coding_bases_before(transcript: &Transcript, position: u64) -> u64 {
    let exons = transcript.coding_exons();
    let lengths = exons.map(|(start, end)| {
        if transcript.is_reverse {
            (end + 1).saturating_sub(start.max(position + 1))
        } else {
            (end.min(position.saturating_sub(1)) + 1).saturating_sub(start)
        }
    });
    lengths.sum()
}

type Judged = (Verdict, EffectClass, Vec<EvidenceCode>, Vec<Caution>);

/// A deletion of a coding exon is a truncation; a breakpoint in the transcript likely breaks the gene.
fn loss(event: &Event, side: usize, gene: &PanelGene) -> Judged {
    let uncertain = |caution: Caution| {
        (Verdict::Uncertain, EffectClass::Unknown, vec![EvidenceCode::Rearrangement], vec![caution])
    };
    if event.is_of_rna() {
        // A fused transcript may be one of many, and the other copy's may be whole.
        return uncertain(Caution::SvEffectUnknown);
    }
    let transcript = event.build.and_then(|build| gene.transcripts.get(&build));
    let (Some(transcript), Some((chrom, here))) = (transcript, event.places[side].as_ref()) else {
        let is_within = event.genes.iter().all(|name| name.is_empty() || *name == gene.symbol);
        if is_within && deletes_exons(&event.words) {
            let codes = vec![EvidenceCode::Ovs1, EvidenceCode::SvDeletion];
            return (Verdict::Damaging, EffectClass::Truncating, codes, Vec::new());
        }
        return uncertain(Caution::SvPlaceUnknown);
    };
    let there = event.places[1 - side].as_ref();
    let is_deletion = event.class.starts_with("del");
    if let Some((_, there)) = there.filter(|(other, _)| is_deletion && other == chrom) {
        let (start, end) = (*here.min(there), *here.max(there));
        let touched = transcript.coding_exons().filter(|(s, e)| start <= *e && end >= *s).count();
        if touched == 0 {
            return uncertain(Caution::SvWithoutCodingExon);
        }
        let is_whole = transcript.coding_exons().all(|(s, e)| start <= s && end >= e);
        let flags = if is_whole { vec![Caution::WholeGeneDeletion] } else { Vec::new() };
        if is_whole && is_broad(start, end) {
            return (Verdict::Uncertain, EffectClass::Unknown, vec![EvidenceCode::SvDeletion], flags);
        }
        let codes = vec![EvidenceCode::Ovs1, EvidenceCode::SvDeletion];
        return (Verdict::Damaging, EffectClass::Truncating, codes, flags);
    }
    if event.class.starts_with("dup") {
        return uncertain(Caution::SvDuplication);
    }
    let (first, last) = transcript.coding;
    if (first..=last).contains(here) {
        return (Verdict::Likely, EffectClass::Truncating, vec![EvidenceCode::SvBreakpoint], Vec::new());
    }
    uncertain(Caution::SvWithoutCodingExon)
}

/// A gene next to a breakpoint between genes: what the rearrangement does to it is not known.
pub(super) fn judge_neighbour(event: &Event, side: usize, gene: &PanelGene) -> Variant {
    let place = event.places[side].clone().unwrap_or_default();
    let partner = Some(event.genes[1 - side].as_str()).filter(|name| !name.is_empty());
    let in_rna = event.is_of_rna().then_some(EvidenceCode::FusionInRna);
    let possible = EvidenceCode::PossibleFusion(partner.map(CellText::new));
    Variant {
        chrom: place.0,
        pos: place.1,
        other_end: event.places[1 - side].clone(),
        effect: EffectClass::Fusion,
        codes: [possible].into_iter().chain(in_rna).collect(),
        flags: vec![Caution::FusionBetweenGenes],
        ..unplaced(&gene.symbol, &event.class.to_uppercase(), event.source)
    }
}

pub(super) fn unplaced(gene: &str, class: &str, source: VariantSource) -> Variant {
    Variant {
        gene: gene.to_owned(),
        chrom: String::new(),
        pos: 0,
        reference: String::new(),
        alternate: format!("<{class}>"),
        effect: EffectClass::Unknown,
        hgvsp: None,
        hgvsc: None,
        transcript: None,
        vaf: None,
        depth: None,
        alt_reads: None,
        verdict: Verdict::Uncertain,
        codes: Vec::new(),
        source,
        flags: Vec::new(),
        points: 0,
        nmd: None,
        phase: None,
        other_end: None,
    }
}
