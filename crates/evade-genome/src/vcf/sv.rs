//! Structural variants of Manta, Delly, LUMPY, GRIDSS and their like: which genes they break or fuse.

mod fused;
mod gain;
mod junction;
mod unplaced;

use evade_core::{
    Caution, CellText, EffectClass, EvidenceCode, FilterReason, GeneRole, VariantSource, Verdict,
};

use self::fused::fused;
use self::junction::{Junction, junctions};
use super::pending::Pending;
use super::record::RawRecord;
use crate::Build;
use crate::candidate::Candidate;
use crate::genome_build::plain_chromosome;
use crate::panel::{GenePanel, PanelGene, role_of};
use crate::rearrangement::is_broad;

/// What a record says is rearranged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Deletion,
    Duplication,
    Inversion,
    Insertion,
    Breakend,
}

/// A rearrangement: a stretch of one chromosome, or one end of a junction.
#[derive(Debug, Clone, Copy)]
struct Event {
    kind: Kind,
    start: u64,
    end: u64,
    /// Whether the record states both ends, in their order.
    is_placed: bool,
}

/// One candidate per judged gene that the rearrangement touches.
pub(super) fn candidates<'p>(
    record: &RawRecord<'_>,
    alternate: &str,
    panel: &'p GenePanel,
    build: Build,
    base: &Candidate,
) -> Vec<Pending<'p>> {
    let Some(event) = Event::read(record, alternate) else { return Vec::new() };
    let joined = junctions(record, alternate, &event);
    let of = Judged { panel, build, base, joined: &joined };
    let (is_breakend, end) = (event.kind == Kind::Breakend, event.end);
    let mut found = event.on_genes(plain_chromosome(record.chrom), &of);
    if is_breakend && let Some((chrom, pos)) = mate_of(record, alternate) {
        let mate = Event { start: pos, end: pos, ..event };
        let others = mate.on_genes(plain_chromosome(chrom), &of);
        let known: Vec<&str> = found.iter().map(|p| p.gene.symbol.as_str()).collect();
        let mut others: Vec<Pending<'_>> =
            others.into_iter().filter(|p| !known.contains(&p.gene.symbol.as_str())).collect();
        for pending in &mut others {
            // The mate has a record of its own, which goes before this one where the file has it.
            pending.is_of_mate = record.info("MATEID").or_else(|| record.info("PARID")).is_some();
        }
        found.extend(others);
    }
    if is_breakend {
        let open = unplaced::of_unreadable_mate(record, alternate, panel, base);
        let known: Vec<&str> = found.iter().map(|p| p.gene.symbol.as_str()).collect();
        let open: Vec<Pending<'_>> =
            open.into_iter().filter(|p| !known.contains(&p.gene.symbol.as_str())).collect();
        found.extend(open);
    }
    let mate = mate_of(record, alternate).filter(|_| alternate.contains(['[', ']']) || is_breakend);
    let (chrom, place) = mate.unwrap_or((record.chrom, end));
    for pending in &mut found {
        pending.event = event_of(record);
        pending.candidate.other_end = Some((plain_chromosome(chrom).to_owned(), place));
    }
    found
}

/// What annotators say of a rearrangement on a genome that is not known: which judged genes it touches.
pub(super) fn named<'p>(
    record: &RawRecord<'_>,
    alternate: &str,
    names: &[&str],
    panel: &'p GenePanel,
    base: &Candidate,
) -> Vec<Pending<'p>> {
    let Some(event) = Event::read(record, alternate) else { return Vec::new() };
    let mut found: Vec<Pending<'p>> = Vec::new();
    for name in names {
        let Some(gene) = panel.core_gene(name) else { continue };
        if found.iter().any(|known| known.gene.symbol == gene.symbol) {
            continue;
        }
        let others: Vec<&str> = names.iter().copied().filter(|other| other != name).collect();
        // Of several genes nobody knows which lies at the other end.
        let partner = if let [one] = others.as_slice() { Some(CellText::new(one)) } else { None };
        let mut pending = event.without_place(gene, base, partner);
        pending.event = event_of(record);
        found.push(pending);
    }
    found
}

/// What the genes of one record are judged by.
struct Judged<'a, 'p> {
    panel: &'p GenePanel,
    build: Build,
    base: &'a Candidate,
    joined: &'a [Junction],
}

/// What the records of one rearrangement have in common: EVENT, or the ids of the two mates.
fn event_of(record: &RawRecord<'_>) -> Option<String> {
    let event = record.info("EVENT").map(str::to_owned);
    event.or_else(|| {
        let mate = record.info("MATEID").or_else(|| record.info("PARID"))?;
        let (a, b) = if mate < record.id { (mate, record.id) } else { (record.id, mate) };
        Some(format!("{a} {b}"))
    })
}

/// The other end of a junction: in the allele, or in CHR2 with POS2 or END.
fn mate_of<'r>(record: &RawRecord<'r>, alternate: &'r str) -> Option<(&'r str, u64)> {
    let written = alternate.split(['[', ']']).nth(1).and_then(|place| place.rsplit_once(':'));
    let in_info = || Some((record.info("CHR2")?, record.info("POS2").or_else(|| record.info("END"))?));
    written.or_else(in_info).and_then(|(chrom, pos)| Some((chrom, pos.parse().ok()?)))
}

impl Event {
    fn read(record: &RawRecord<'_>, alternate: &str) -> Option<Self> {
        let word = record.info("SVTYPE").unwrap_or_default();
        let symbol = alternate.trim_matches(['<', '>']);
        let kind = match (symbol.split(':').next().unwrap_or(symbol), word) {
            ("DEL", _) => Kind::Deletion,
            ("DUP", _) => Kind::Duplication,
            ("INV", _) => Kind::Inversion,
            ("INS", _) => Kind::Insertion,
            _ if alternate.contains(['[', ']']) => Kind::Breakend,
            (_, "DEL") => Kind::Deletion,
            (_, "DUP") => Kind::Duplication,
            (_, "INV") => Kind::Inversion,
            (_, "INS") => Kind::Insertion,
            (_, "BND" | "TRA" | "CTX") => Kind::Breakend,
            _ => return None,
        };
        // The position is the base before the event.
        let start = record.pos.saturating_add(u64::from(kind != Kind::Breakend));
        let length = || record.info("SVLEN")?.split(',').next()?.trim_start_matches('-').parse::<u64>().ok();
        let end = match kind {
            Kind::Breakend => {
                return Some(Self::junction(record, alternate));
            }
            Kind::Insertion => record.pos,
            _ => {
                let stated =
                    record.info("END").and_then(|end| end.parse().ok()).filter(|end| *end != record.pos);
                let Some(end) = stated.or_else(|| length().map(|n| record.pos.saturating_add(n))) else {
                    return Some(Self { kind, start: record.pos, end: record.pos, is_placed: false });
                };
                if end < record.pos {
                    return Some(Self { kind, start: end, end: record.pos, is_placed: false });
                }
                end
            }
        };
        Some(Self { kind, start, end: end.max(start), is_placed: true })
    }

    /// A junction between two places of one chromosome that keeps the direction is a deletion: `G[chr9:500[`, or from
    /// its other end `]chr9:100]G`.
    fn junction(record: &RawRecord<'_>, alternate: &str) -> Self {
        let alone = Self { kind: Kind::Breakend, start: record.pos, end: record.pos, is_placed: true };
        let Some((chrom, pos)) = mate_of(record, alternate) else { return alone };
        if plain_chromosome(chrom) != plain_chromosome(record.chrom) {
            return alone;
        }
        let opens_right = alternate.find('[').is_some_and(|at| at > 0);
        let opens_left = alternate.starts_with(']');
        let deletes =
            |from: u64, to: u64| Self { kind: Kind::Deletion, start: from + 1, end: to - 1, is_placed: true };
        if opens_right && pos > record.pos + 1 {
            deletes(record.pos, pos)
        } else if opens_left && record.pos > pos + 1 {
            deletes(pos, record.pos)
        } else {
            alone
        }
    }

    /// One candidate per judged gene that the event touches on this chromosome.
    fn on_genes<'p>(&self, chrom: &str, of: &Judged<'_, 'p>) -> Vec<Pending<'p>> {
        let touched = of.panel.judged_genes().filter(|gene| {
            let (first, last) = gene.span.get(&of.build).copied().unwrap_or_default();
            gene.chrom == chrom && self.start <= last && self.end >= first
        });
        touched.filter_map(|gene| self.on_gene(gene, of)).collect()
    }

    /// What every candidate of a rearrangement has.
    fn mark(&self, candidate: &mut Candidate) {
        candidate.source = VariantSource::VcfSv;
        Caution::StructuralVariant.add_to(&mut candidate.flags);
        self.word().clone_into(&mut candidate.effect_word);
    }

    /// A rearrangement within or over a gene that matters by a gain of function.
    fn not_judged<'p>(&self, gene: &'p PanelGene, base: &Candidate) -> Pending<'p> {
        let mut pending = Pending::new(gene, base.clone());
        pending.candidate.effect = Some(EffectClass::Noncoding);
        pending.dropped =
            Some((FilterReason::SvNotJudged, format!("{} in a gene whose gain matters", self.word())));
        pending
    }

    fn on_gene<'p>(&self, gene: &'p PanelGene, of: &Judged<'_, 'p>) -> Option<Pending<'p>> {
        let (build, base) = (of.build, of.base);
        if !self.is_placed {
            return Some(self.without_place(gene, base, None));
        }
        let transcript = gene.transcripts.get(&build)?;
        let role = role_of(&gene.symbol);
        if !role.is_loss() {
            let joined = (role == GeneRole::FusedOncogene)
                .then(|| fused(gene, of.joined, of.panel, build, base))
                .flatten();
            let mut pending = joined.unwrap_or_else(|| self.on_gain(gene, transcript, of));
            self.mark(&mut pending.candidate);
            return Some(pending);
        }
        let mut pending = Pending::new(gene, base.clone());
        self.mark(&mut pending.candidate);
        pending.candidate.effect = Some(EffectClass::Noncoding);
        let is_whole_exon = transcript.coding_exons().any(|(s, e)| self.start <= s && e <= self.end);
        let touches_coding = transcript.coding_exons().any(|(s, e)| self.start <= e && s <= self.end);
        let (first, last) = gene.span.get(&build).copied().unwrap_or_default();
        let breaks_inside = [self.start, self.end].iter().any(|place| (first..=last).contains(place));
        let same_intron = transcript.intron_at(self.start).is_some()
            && transcript.intron_at(self.start) == transcript.intron_at(self.end);
        match self.kind {
            Kind::Deletion if self.start <= first && self.end >= last && is_broad(self.start, self.end) => {
                pending.breaks_gene(Verdict::Uncertain, EvidenceCode::SvExonDeleted);
                pending.candidate.flags.push(Caution::WholeGeneDeletion);
            }
            Kind::Deletion if is_whole_exon => {
                pending.candidate.effect = Some(EffectClass::Truncating);
                pending.code = Some(EvidenceCode::SvExonDeleted);
                if self.start <= first && self.end >= last {
                    // Both copies are lost only if the copy number says so.
                    pending.candidate.flags.push(Caution::WholeGeneDeletion);
                }
            }
            Kind::Deletion if touches_coding => {
                pending.breaks_gene(Verdict::Likely, EvidenceCode::SvBreakpointInGene);
            }
            Kind::Inversion if breaks_inside && !same_intron => {
                pending.breaks_gene(Verdict::Likely, EvidenceCode::SvBreakpointInGene);
            }
            Kind::Breakend if breaks_inside => {
                pending.breaks_gene(Verdict::Likely, EvidenceCode::SvBreakpointInGene);
            }
            Kind::Duplication if breaks_inside && touches_coding => {
                pending.breaks_gene(Verdict::Uncertain, EvidenceCode::SvDuplicationInGene);
            }
            Kind::Insertion if touches_coding => {
                pending.breaks_gene(Verdict::Uncertain, EvidenceCode::SvInsertionInGene);
            }
            _ => {}
        }
        Some(pending)
    }

    fn word(&self) -> &'static str {
        match self.kind {
            Kind::Deletion => "DEL",
            Kind::Duplication => "DUP",
            Kind::Inversion => "INV",
            Kind::Insertion => "INS",
            Kind::Breakend => "BND",
        }
    }
}

impl Pending<'_> {
    fn breaks_gene(&mut self, verdict: Verdict, code: EvidenceCode) {
        self.candidate.effect = Some(EffectClass::Unknown);
        self.at_most = Some(verdict);
        self.code = Some(code);
    }
}
