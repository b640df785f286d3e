//! Whether a change takes a splice site of an exon whose loss activates the gene.

use evade_core::EffectClass;

use crate::Build;
use crate::allele::Allele;
use crate::candidate::Candidate;
use crate::coding_change::CodingChange;
use crate::gene_rules::{self, SkippedExon};
use crate::panel::PanelGene;
use crate::protein::{ChangeKind, ProteinChange};

/// Bases of the intron at each end that every splice needs.
const CORE: i64 = 2;
/// Bases before the acceptor in which the polypyrimidine tract lies.
const TRACT: i64 = 40;
/// Bases of the intron that the donor's consensus holds (GTRAGT).
const CONSENSUS: i64 = 6;
/// Residues that a codon cut by the exon's first base leaves open: the lost residues are counted from it or from the next.
const CUT_CODON: u32 = 1;

/// What of the exon's splice sites a change takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    /// A base of the donor or acceptor dinucleotide: the exon is skipped.
    Site,
    /// Bases of the polypyrimidine tract, or of the donor's consensus behind its dinucleotide: it may be.
    Near,
}

/// What the residue of a splice label says: the label of the junction behind the exon is that of its donor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Junction {
    /// Before the exon: its acceptor, or the donor of the exon before.
    Before,
    /// Behind the exon, where losses of its donor recur.
    Behind,
    /// Another.
    Other,
}

impl SkippedExon {
    /// By how many residues each transcript counts the exon further than the MANE transcript.
    fn beyond(&self) -> impl Iterator<Item = u32> + '_ {
        let mane = self.last.first().copied().unwrap_or_default();
        self.last.iter().filter_map(move |last| u32::try_from(last.checked_sub(mane)? / 3).ok())
    }

    /// The residue of the exon's first base on the MANE transcript.
    fn first_residue(&self) -> u32 {
        let base = self.first.first().copied().unwrap_or(1);
        u32::try_from(base.saturating_sub(1) / 3 + 1).unwrap_or(u32::MAX)
    }

    /// Whether the change is the protein without the residues of the exon, as RNA panels report it.
    pub(crate) fn is_lost_in(&self, change: &ProteinChange) -> bool {
        let first = self.first_residue();
        change.kind == ChangeKind::Deletion
            && self.beyond().any(|beyond| {
                change.end == self.residue + beyond
                    && (first + beyond..=first + beyond + CUT_CODON).contains(&change.start)
            })
    }

    /// The junction that a splice label names by its residue.
    pub(crate) fn junction(&self, change: &ProteinChange) -> Junction {
        let is = |residue: u32| self.beyond().any(|beyond| change.start == residue + beyond);
        if is(self.residue) {
            Junction::Behind
        } else if is(self.first_residue()) {
            Junction::Before
        } else {
            Junction::Other
        }
    }

    /// Whether a coding change exchanges the last base of the exon, which is part of its donor. The letter tells the
    /// numberings apart.
    pub(crate) fn loses_last_base(&self, change: &CodingChange) -> bool {
        self.last.contains(&change.first) && change.exchange().is_some_and(|(before, _)| before == LAST_BASE)
    }
}

/// The last base of an exon by the consensus of donors.
const LAST_BASE: char = 'G';

/// Whether place or coding name tell where the change lies.
pub(crate) fn is_placed(candidate: &Candidate, build: Option<Build>) -> bool {
    (candidate.pos > 0 && build.is_some())
        || candidate.hgvsc.as_deref().and_then(CodingChange::parse).is_some()
}

/// What a change takes; nothing for a gene without such an exon. An insertion into a site may leave a site behind.
pub(crate) fn taken(candidate: &Candidate, gene: &PanelGene, build: Option<Build>) -> Option<Taken> {
    let exon = gene_rules::of(&gene.symbol)?.skipped_exon.as_ref()?;
    let named = candidate.hgvsc.as_deref().and_then(CodingChange::parse);
    let by_name = named.as_ref().and_then(|change| change.taken(exon));
    match build.filter(|_| candidate.pos > 0) {
        // A base lost from a run lies as far behind as it can by name, as far before as it can by place.
        Some(_) if by_name == Some(Taken::Site) && named.is_some_and(|change| change.loses_bases()) => {
            by_name
        }
        Some(build) => by_place(candidate, gene, build, exon),
        None => by_name,
    }
}

fn by_place(candidate: &Candidate, gene: &PanelGene, build: Build, exon: &SkippedExon) -> Option<Taken> {
    let transcript = gene.transcripts.get(&build)?;
    let (first, last) = (exon.first.first()?, exon.last.first()?);
    let sign: i64 = if transcript.is_reverse { -1 } else { 1 };
    let place = |base: u64| i64::try_from(transcript.position_of(base)?).ok();
    let (acceptor, donor) = (place(*first)?, place(*last)?);
    let allele = Allele::from_maf(candidate.pos, &candidate.reference, &candidate.alternate);
    let is_of_bases = |text: &str| text.chars().all(|c| c.is_ascii_alphabetic());
    if !is_of_bases(&allele.alternate) {
        return None;
    }
    let (start, end) = (i64::try_from(allele.pos).ok()?, i64::try_from(allele.last()).ok()?);
    if allele.reference.is_empty() {
        // An insertion ends before it starts: both bases beside it must be of the site.
        let is_within = |edge: i64, from: i64, to: i64| {
            let (a, b) = (edge + sign * from, edge + sign * to);
            end >= a.min(b) && start <= a.max(b)
        };
        let is_near = is_within(donor, 0, CONSENSUS) || is_within(acceptor, -CORE - 1, 0);
        return is_near.then_some(Taken::Near);
    }
    // Bases from the exon's edge into the intron, in the direction of the transcript.
    let holds = |edge: i64, from: i64, to: i64| {
        let (a, b) = (edge + sign * from, edge + sign * to);
        start <= a.max(b) && end >= a.min(b)
    };
    let is_deletion = allele.alternate.len() < allele.reference.len();
    // The last base of an exon and the first of its intron are mostly both G: which of them was lost cannot be told, and
    // the source says that it was the splice site.
    let is_lost_edge = is_deletion && candidate.effect == Some(EffectClass::SpliceSite) && holds(donor, 0, 0);
    if holds(donor, 1, CORE) || holds(acceptor, -CORE, -1) || is_lost_edge {
        return Some(Taken::Site);
    }
    let is_near = holds(donor, CORE + 1, CONSENSUS)
        || (is_deletion && (holds(acceptor, -TRACT, -CORE - 1) || holds(donor, 0, 0)));
    is_near.then_some(Taken::Near)
}

impl CodingChange {
    /// As [`taken`], by the numbers of the coding change.
    fn taken(&self, exon: &SkippedExon) -> Option<Taken> {
        let is_deletion = self.loses_bases();
        let (start, end) = self.span();
        let holds = |from: (u64, i64), to: (u64, i64)| start <= to && end >= from;
        if self.gains_bases() {
            let is_near = exon.last.iter().any(|last| holds((*last, 1), (*last, CONSENSUS)))
                || exon.first.iter().any(|first| holds((*first, -CORE), (*first, -1)));
            return is_near.then_some(Taken::Near);
        }
        if !is_deletion && !self.is_exchange() {
            return None;
        }
        let is_site = exon.last.iter().any(|last| holds((*last, 1), (*last, CORE)))
            || exon.first.iter().any(|first| holds((*first, -CORE), (*first, -1)));
        if is_site {
            return Some(Taken::Site);
        }
        let is_tract = exon.first.iter().any(|first| holds((*first, -TRACT), (*first, -CORE - 1)));
        let is_at_donor = exon.last.iter().any(|last| holds((*last, CORE + 1), (*last, CONSENSUS)));
        let is_last_base = exon.last.iter().any(|last| holds((*last, 0), (*last, 0)));
        let is_near = is_at_donor || (is_deletion && (is_tract || is_last_base));
        is_near.then_some(Taken::Near)
    }
}

/// Whether the change may matter although its source calls it intronic.
pub(crate) fn is_of_skipped_exon(candidate: &Candidate, gene: &PanelGene, build: Option<Build>) -> bool {
    let is_intronic = matches!(candidate.effect, Some(EffectClass::Noncoding | EffectClass::SpliceRegion));
    is_intronic && taken(candidate, gene, build).is_some()
}
