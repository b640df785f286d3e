//! Skipping of an exon whose loss activates the gene, and splice sites of the hotspot list.

use evade_core::{Caution, EvidenceCode, Verdict};

use super::Case;
use crate::coding_change::CodingChange;
use crate::gene_rules::SkippedExon;
use crate::hotspot::{HotspotKind, beyond_mane};
use crate::protein::ChangeKind;
use crate::skipped_exon::{self, Junction, Taken};

/// Name of a site that the hotspot list does not hold.
const SKIPPED_EXON: &str = "exon_splice_site";

impl Case<'_> {
    /// Exon skipping by the bases that the change takes, whatever the source calls it.
    pub(super) fn exon_skipping_by_place(&mut self) -> Option<Verdict> {
        let taken = skipped_exon::taken(self.candidate, self.gene, self.build)?;
        let rules = self.rules?;
        let exon = rules.skipped_exon.as_ref()?;
        if taken == Taken::Site {
            let name = self.splice_hotspot().unwrap_or_else(|| EvidenceCode::hotspot(SKIPPED_EXON));
            self.skips(exon, name);
            return Some(Verdict::Damaging);
        }
        Some(self.exon_may_be_skipped(exon))
    }

    /// The protein without the exon's residues, and the last base of the exon by a coding change that nothing else
    /// names.
    pub(super) fn exon_skipping_by_residues(&mut self) -> Option<Verdict> {
        let exon = self.rules?.skipped_exon.as_ref()?;
        let coding = self.candidate.hgvsc.as_deref().and_then(CodingChange::parse);
        let is_skipped = match self.change {
            Some(change) => exon.is_lost_in(change),
            None => coding.is_some_and(|coding| exon.loses_last_base(&coding)),
        };
        if !is_skipped {
            return None;
        }
        self.skips(exon, EvidenceCode::hotspot(SKIPPED_EXON));
        Some(Verdict::Damaging)
    }

    /// A splice site of which the place is not that of the exon, or of which no more is known than the residue of its
    /// label. The label behind the exon is shared by its donor and the next acceptor: tumours have it by the donor,
    /// so that it is likely and no more. The label before it is shared by the donor of another exon: it stays open.
    pub(super) fn exon_skipping_by_label(&mut self) -> Verdict {
        let exon = self.rules.and_then(|rules| rules.skipped_exon.as_ref());
        let label = self.change.filter(|change| change.kind == ChangeKind::Splice);
        let is_placed = skipped_exon::is_placed(self.candidate, self.build);
        let Some(exon) = exon.filter(|_| !is_placed) else {
            self.flag(Caution::NotGainOfFunction);
            return Verdict::Uncertain;
        };
        match label.map(|label| exon.junction(label)) {
            Some(Junction::Behind) => {
                self.skips(exon, EvidenceCode::hotspot(&format!("X{}", exon.residue)));
                Verdict::Likely
            }
            Some(Junction::Other) => {
                self.flag(Caution::NotGainOfFunction);
                Verdict::Uncertain
            }
            Some(Junction::Before) | None => self.exon_may_be_skipped(exon),
        }
    }

    /// The exon is skipped, and with whole codons of it the protein keeps its frame.
    fn skips(&mut self, exon: &SkippedExon, site: EvidenceCode) {
        self.code(EvidenceCode::Om2);
        self.code(site);
        self.flag(exon.class.clone());
    }

    fn exon_may_be_skipped(&mut self, exon: &SkippedExon) -> Verdict {
        for row in
            self.rules.map_or(&[][..], |rules| &rules.rows).iter().filter(|row| row.is_of_class(&exon.class))
        {
            self.flag(Caution::not_excluded(&row.name));
        }
        Verdict::Uncertain
    }

    /// The splice-site row of the list that the variant is at: by the residue in the text, else by the coding base
    /// next to its place.
    pub(super) fn splice_hotspot(&self) -> Option<EvidenceCode> {
        let beyond = beyond_mane(&self.gene.symbol);
        let stated = self.change.filter(|c| c.kind == ChangeKind::Splice).map(|c| c.start);
        let on_build = self.build.and_then(|b| self.gene.transcripts.get(&b));
        let beside = || {
            let (transcript, pos) = (on_build?, self.candidate.pos);
            let near = (0..=2).flat_map(|d| [pos.saturating_sub(d), pos + d]);
            near.into_iter().find_map(|p| transcript.residue_at(p)).map(|r| r + beyond)
        };
        let residue = stated.or_else(beside).or_else(|| self.spliced_residue())?;
        let mut rows = self.gene.hotspots.iter().filter(|h| h.kind == HotspotKind::Splice);
        rows.find(|h| (h.start..=h.end).contains(&residue)).map(|h| EvidenceCode::hotspot(&h.name))
    }

    /// The residue next to the splice site by the coding change, where there is no place in the genome.
    pub(super) fn spliced_residue(&self) -> Option<u32> {
        let coding =
            self.candidate.hgvsc.as_deref().filter(|_| self.candidate.pos == 0 || self.build.is_none());
        let coding = coding.and_then(CodingChange::parse).filter(CodingChange::is_intronic)?;
        let skipped = self.rules.and_then(|rules| rules.skipped_exon.as_ref());
        let skipped = skipped.filter(|exon| exon.last.contains(&coding.first)).map(|exon| exon.residue);
        Some(skipped.unwrap_or_else(|| coding.residue() + beyond_mane(&self.gene.symbol)))
    }
}
