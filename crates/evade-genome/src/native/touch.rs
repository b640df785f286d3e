//! Which parts of a transcript an allele touches.

use crate::Build;
use crate::allele::Allele;
use crate::panel::PanelGene;
use crate::transcript::Transcript;

/// What an allele touches of a transcript.
#[expect(clippy::struct_excessive_bools, reason = "independent facts, each of which is asked for by itself")]
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Touch {
    /// First and last coding base that goes, in the transcript's direction.
    pub(super) removed: Option<(u64, u64)>,
    /// The coding base behind which bases come.
    pub(super) inserted_behind: Option<u64>,
    pub(super) splice_site: bool,
    pub(super) splice_region: bool,
    pub(super) start_codon: bool,
    pub(super) next_to_donor: bool,
    pub(super) whole_exon: bool,
    /// It reaches from the coding sequence into an intron or a UTR.
    pub(super) crosses_edge: bool,
}

impl Touch {
    pub(super) fn is_coding(&self) -> bool {
        self.removed.is_some() || self.inserted_behind.is_some()
    }

    pub(super) fn n_removed(&self) -> u64 {
        self.removed.map_or(0, |(a, b)| b - a + 1)
    }
}

impl Touch {
    pub(super) fn of(transcript: &Transcript, allele: &Allele) -> Self {
        let mut touch = if allele.reference.is_empty() {
            Self::of_insertion(transcript, allele.pos)
        } else {
            Self::of_stretch(transcript, allele.pos, allele.last())
        };
        touch.start_codon = touch.removed.is_some_and(|(first, _)| first <= 3)
            || touch.inserted_behind.is_some_and(|behind| behind == 1 || behind == 2);
        touch
    }

    fn of_stretch(transcript: &Transcript, start: u64, end: u64) -> Self {
        let mut touch = Self::default();
        let overlaps = |(s, e): (u64, u64)| start <= e && s <= end;
        let mut n_coding = 0;
        for (s, e) in transcript.coding_exons().filter(|exon| overlaps(*exon)) {
            touch.whole_exon |= start <= s && e <= end;
            n_coding += e.min(end) - s.max(start) + 1;
            for place in [s.max(start), e.min(end)] {
                let Some(base) = transcript.coding_base_at(place) else { continue };
                let (first, last) = touch.removed.unwrap_or((base, base));
                touch.removed = Some((first.min(base), last.max(base)));
            }
        }
        touch.crosses_edge = n_coding > 0 && n_coding < end - start + 1;
        for (donor, acceptor) in junctions(transcript) {
            // Core sites, and eight bases of the intron and three of the exon around them.
            touch.splice_site |= overlaps(donor.core()) || overlaps(acceptor.core());
            touch.splice_region |= overlaps(donor.region()) || overlaps(acceptor.region());
            touch.next_to_donor |= overlaps(donor.last_two());
        }
        // Losing an exon whole with its sites is more than losing a site.
        touch.whole_exon &= touch.crosses_edge;
        touch
    }

    fn of_insertion(transcript: &Transcript, pos: u64) -> Self {
        let mut touch = Self::default();
        let (left, right) =
            (transcript.coding_base_at(pos.saturating_sub(1)), transcript.coding_base_at(pos));
        let (before, after) = if transcript.is_reverse { (right, left) } else { (left, right) };
        let behind = before.or_else(|| after.map(|base| base - 1));
        // Before the first base and behind the last one lies the UTR.
        touch.inserted_behind = behind.filter(|b| *b > 0 && *b < transcript.coding_length);
        let splits = |(s, e): (u64, u64)| s < pos && pos <= e;
        for (donor, acceptor) in junctions(transcript) {
            touch.splice_site |= splits(donor.core()) || splits(acceptor.core());
            touch.splice_region |= splits(donor.region()) || splits(acceptor.region());
            let (s, e) = donor.last_two();
            touch.next_to_donor |=
                if donor.is_right { s < pos && pos <= e + 1 } else { s <= pos && pos <= e };
        }
        touch
    }
}

/// One end of an intron.
#[derive(Debug, Clone, Copy)]
struct Site {
    /// The intron's base next to the exon.
    first: u64,
    /// Whether the intron lies to the right of the exon.
    is_right: bool,
}

impl Site {
    fn stretch(self, exon_bases: u64, intron_bases: u64) -> (u64, u64) {
        if self.is_right {
            (self.first.saturating_sub(exon_bases), self.first + intron_bases - 1)
        } else {
            ((self.first + 1).saturating_sub(intron_bases), self.first + exon_bases)
        }
    }

    fn core(self) -> (u64, u64) {
        self.stretch(0, 2)
    }

    fn region(self) -> (u64, u64) {
        self.stretch(3, 8)
    }

    fn last_two(self) -> (u64, u64) {
        if self.is_right {
            (self.first.saturating_sub(2), self.first.saturating_sub(1))
        } else {
            (self.first + 1, self.first + 2)
        }
    }
}

/// Donor and acceptor of every intron.
fn junctions(transcript: &Transcript) -> impl Iterator<Item = (Site, Site)> + '_ {
    transcript.exons.iter().zip(transcript.exons.iter().skip(1)).map(|(left, right)| {
        let low = Site { first: left.1 + 1, is_right: true };
        let high = Site { first: right.0 - 1, is_right: false };
        if transcript.is_reverse { (high, low) } else { (low, high) }
    })
}

/// Whether an allele lies on coding bases or splice sites of the gene's transcript.
pub(crate) fn is_on_coding_bases(gene: &PanelGene, build: Build, allele: &Allele) -> bool {
    gene.transcripts.get(&build).is_some_and(|transcript| {
        let touch = Touch::of(transcript, allele);
        touch.is_coding() || touch.splice_site
    })
}
