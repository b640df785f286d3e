//! Genes that matter by a gain of function and not by a fusion alone: what a rearrangement within them may do.
//!
//! The receptor is active without the exon that marks it for decay. Other losses, copies and exchanges of exons and
//! fusions activate such genes too, each in its own way, which a record does not show: they are left open.

use evade_core::{Caution, EvidenceCode, GeneRole, Verdict};

use super::{Event, Judged, Kind};
use crate::gene_rules;
use crate::lost_exon::{self, Left};
use crate::panel::{PanelGene, role_of};
use crate::transcript::Transcript;
use crate::vcf::pending::Pending;

/// Name of the lost exon in the evidence.
const SKIPPED_EXON: &str = "exon_splice_site";

impl Event {
    /// The gene as a rearrangement leaves it.
    pub(super) fn on_gain<'p>(
        &self,
        gene: &'p PanelGene,
        transcript: &Transcript,
        of: &Judged<'_, 'p>,
    ) -> Pending<'p> {
        let span = gene.span.get(&of.build).copied().unwrap_or_default();
        if role_of(&gene.symbol) != GeneRole::Oncogene {
            return self.not_judged(gene, of.base);
        }
        let left = self.left_of_exon(gene, transcript);
        if left.is_none() && !self.changes_product(transcript, span) {
            return self.not_judged(gene, of.base);
        }
        let mut pending = Pending::new(gene, of.base.clone());
        if left == Some(Left::Nothing)
            && let Some((exon, ..)) = lost_exon::of_gene(gene)
        {
            pending.breaks_gene(Verdict::Likely, EvidenceCode::hotspot(SKIPPED_EXON));
            pending.candidate.carried.push(EvidenceCode::Om2);
            pending.candidate.flags.push(exon.class.clone());
            return pending;
        }
        pending.breaks_gene(Verdict::Uncertain, EvidenceCode::Rearrangement);
        pending.candidate.flags.push(Caution::SvEffectUnknown);
        let rows = gene_rules::of(&gene.symbol).map_or(&[][..], |rules| &rules.rows);
        for row in rows {
            let is_skipped =
                left.is_some() && lost_exon::of_gene(gene).is_some_and(|(_, own, _)| own.name == row.name);
            let exon = row.exon.and_then(|number| transcript.exon(number));
            let breaks_exon = exon.is_some_and(|(first, last)| {
                [self.start, self.end].iter().any(|place| (first..=last).contains(place))
            });
            if is_skipped || breaks_exon {
                pending.candidate.flags.push(Caution::not_excluded(&row.name));
            }
        }
        pending
    }

    /// What is left of the exon whose loss activates the gene. An inversion or a copy of it may skip it as well.
    fn left_of_exon(&self, gene: &PanelGene, transcript: &Transcript) -> Option<Left> {
        let (.., number) = lost_exon::of_gene(gene)?;
        let exon = transcript.exon(number)?;
        match self.kind {
            Kind::Deletion => lost_exon::after_loss(transcript, number, (self.start, self.end)),
            Kind::Inversion | Kind::Duplication => {
                let (first, last) = (transcript.exons.first()?.0, transcript.exons.last()?.1);
                let is_over_gene = self.start <= first && self.end >= last;
                let reaches = lost_exon::is_near(exon, (self.start, self.end));
                (reaches && !is_over_gene).then_some(Left::Unknown)
            }
            Kind::Insertion | Kind::Breakend => {
                lost_exon::is_near(exon, (self.start, self.end)).then_some(Left::Unknown)
            }
        }
    }

    /// Whether the gene's product may be another one: an end within the gene, with exons lost, copied or joined to
    /// another place.
    fn changes_product(&self, transcript: &Transcript, (first, last): (u64, u64)) -> bool {
        let breaks_inside = [self.start, self.end].iter().any(|place| (first..=last).contains(place));
        let touches_coding = transcript.coding_exons().any(|(s, e)| self.start <= e && s <= self.end);
        match self.kind {
            Kind::Deletion | Kind::Duplication | Kind::Inversion => breaks_inside && touches_coding,
            Kind::Insertion => touches_coding,
            Kind::Breakend => breaks_inside,
        }
    }
}
