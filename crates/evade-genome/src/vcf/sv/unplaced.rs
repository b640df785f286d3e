//! Rearrangements of which an end is not known: their genes stay open.

use evade_core::{Caution, CellText, EffectClass, EvidenceCode, GeneRole, Verdict};

use super::fused::possible;
use super::{Event, mate_of};
use crate::candidate::Candidate;
use crate::gene_rules;
use crate::genome_build::plain_chromosome;
use crate::impossible::Impossible;
use crate::panel::{GenePanel, PanelGene, role_of};
use crate::vcf::pending::Pending;
use crate::vcf::record::RawRecord;

impl Event {
    /// A gene that the rearrangement touches, in a way that is not known.
    pub(super) fn without_place<'p>(
        &self,
        gene: &'p PanelGene,
        base: &Candidate,
        partner: Option<CellText>,
    ) -> Pending<'p> {
        let role = role_of(&gene.symbol);
        let mut pending = if role == GeneRole::FusedOncogene {
            let mut pending = possible(gene, base, EvidenceCode::PossibleFusion(partner));
            pending.candidate.flags.push(Caution::FusionDirectionUnknown);
            pending
        } else if role.is_loss() || role == GeneRole::Oncogene {
            let mut pending = Pending::new(gene, base.clone());
            pending.breaks_gene(Verdict::Uncertain, EvidenceCode::Rearrangement);
            for row in gene_rules::of(&gene.symbol).map_or(&[][..], |rules| &rules.rows) {
                if row.exon.is_some() {
                    pending.candidate.flags.push(Caution::not_excluded(&row.name));
                }
            }
            pending
        } else {
            self.not_judged(gene, base)
        };
        self.mark(&mut pending.candidate);
        pending.candidate.flags.push(Caution::SvPlaceUnknown);
        pending
    }
}

/// A breakend whose other end has no position may lie in any judged gene of the chromosome that is named, or else of its
/// own.
pub(super) fn of_unreadable_mate<'p>(
    record: &RawRecord<'_>,
    alternate: &str,
    panel: &'p GenePanel,
    base: &Candidate,
) -> Vec<Pending<'p>> {
    let in_allele = alternate.split(['[', ']']).nth(1);
    let Some(written) = in_allele.or_else(|| record.info("CHR2")) else { return Vec::new() };
    if mate_of(record, alternate).is_some() {
        return Vec::new();
    }
    let named = plain_chromosome(written.split(':').next().unwrap_or(written));
    let is_known = panel.judged_genes().any(|gene| gene.chrom == named);
    let chrom = if is_known { named } else { plain_chromosome(record.chrom) };
    let fault = match in_allele {
        Some(_) => format!("ALT '{alternate}' has no position"),
        None => format!("CHR2={written} is without a position"),
    };
    let open = |gene: &'p PanelGene| {
        let impossible = Some(Impossible(fault.clone()));
        Pending::new(gene, Candidate { impossible, effect: Some(EffectClass::Unknown), ..base.clone() })
    };
    panel.judged_genes().filter(|gene| gene.chrom == chrom).map(open).collect()
}
