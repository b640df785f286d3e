//! Structural variants of Manta, Delly and their like: which genes they break.

use evade_core::{EffectClass, Verdict};

use super::pending::Pending;
use super::record::RawRecord;
use crate::Build;
use crate::candidate::Candidate;
use crate::genome_build::plain_chromosome;
use crate::panel::{CORE_GENES, GenePanel, PanelGene, Role};

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
#[derive(Debug, Clone)]
struct Event {
    kind: Kind,
    start: u64,
    end: u64,
}

/// One candidate per core gene that the rearrangement touches.
pub(super) fn candidates<'p>(
    record: &RawRecord<'_>,
    alternate: &str,
    panel: &'p GenePanel,
    build: Build,
    base: &Candidate,
) -> Vec<Pending<'p>> {
    let Some(event) = Event::read(record, alternate) else { return Vec::new() };
    let chrom = plain_chromosome(record.chrom);
    let genes = CORE_GENES.iter().filter_map(|symbol| panel.core_gene(symbol));
    let touched = genes.filter(|gene| {
        let (first, last) = gene.span.get(&build).copied().unwrap_or_default();
        gene.chrom == chrom && event.start <= last && event.end >= first
    });
    touched.filter_map(|gene| event.on_gene(gene, build, base)).collect()
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
            _ => record
                .info("END")
                .and_then(|end| end.parse().ok())
                .or_else(|| length().map(|n| record.pos.saturating_add(n)))
                .unwrap_or(record.pos),
        };
        Some(Self { kind, start, end: end.max(start) })
    }

    /// A junction between two places of one chromosome that keeps the direction is a deletion: `G[chr9:500[`.
    fn junction(record: &RawRecord<'_>, alternate: &str) -> Self {
        let alone = Self { kind: Kind::Breakend, start: record.pos, end: record.pos };
        let mate = alternate.split(['[', ']']).nth(1).and_then(|place| place.rsplit_once(':'));
        let Some((chrom, pos)) = mate.and_then(|(c, p)| Some((c, p.parse::<u64>().ok()?))) else {
            return alone;
        };
        let opens_right = alternate.find('[').is_some_and(|at| at > 0);
        if plain_chromosome(chrom) == plain_chromosome(record.chrom) && opens_right && pos > record.pos + 1 {
            return Self { kind: Kind::Deletion, start: record.pos + 1, end: pos - 1 };
        }
        alone
    }

    fn on_gene<'p>(&self, gene: &'p PanelGene, build: Build, base: &Candidate) -> Option<Pending<'p>> {
        let transcript = gene.transcripts.get(&build)?;
        let mut pending = Pending::new(gene, base.clone());
        let candidate = &mut pending.candidate;
        candidate.source = "vcf_sv";
        candidate.flags.push("sv".to_owned());
        candidate.effect_word = self.word().to_owned();
        candidate.effect = Some(EffectClass::Noncoding);
        if !Role::of_core(&gene.symbol).is_loss() {
            pending.dropped =
                Some(("sv_not_judged", format!("{} in a gene whose gain matters", self.word())));
            return Some(pending);
        }
        let is_whole_exon = transcript.coding_exons().any(|(s, e)| self.start <= s && e <= self.end);
        let touches_coding = transcript.coding_exons().any(|(s, e)| self.start <= e && s <= self.end);
        let (first, last) = gene.span.get(&build).copied().unwrap_or_default();
        let breaks_inside = [self.start, self.end].iter().any(|place| (first..=last).contains(place));
        let same_intron = transcript.intron_at(self.start).is_some()
            && transcript.intron_at(self.start) == transcript.intron_at(self.end);
        match self.kind {
            Kind::Deletion if is_whole_exon => {
                pending.candidate.effect = Some(EffectClass::Truncating);
                pending.code = Some("sv_exon_deleted");
                if self.start <= first && self.end >= last {
                    // Both copies are lost only if the copy number says so.
                    pending.candidate.flags.push("whole_gene_deletion".to_owned());
                }
            }
            Kind::Deletion if touches_coding => pending.breaks_gene(Verdict::Likely, "sv_breakpoint_in_gene"),
            Kind::Deletion => {}
            Kind::Inversion if breaks_inside && !same_intron => {
                pending.breaks_gene(Verdict::Likely, "sv_breakpoint_in_gene");
            }
            Kind::Breakend if breaks_inside => pending.breaks_gene(Verdict::Likely, "sv_breakpoint_in_gene"),
            Kind::Duplication if breaks_inside && touches_coding => {
                pending.breaks_gene(Verdict::Uncertain, "sv_duplication_in_gene");
            }
            Kind::Insertion if touches_coding => {
                pending.breaks_gene(Verdict::Uncertain, "sv_insertion_in_gene");
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
    fn breaks_gene(&mut self, verdict: Verdict, code: &'static str) {
        self.candidate.effect = Some(EffectClass::Unknown);
        self.at_most = Some(verdict);
        self.code = Some(code);
    }
}
