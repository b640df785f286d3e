//! Candidates of one file until all records have been seen.

use std::collections::{BTreeMap, BTreeSet};

use evade_core::{EffectClass, EvidenceCode, FilterReason, Verdict};

use crate::Build;
use crate::candidate::Candidate;
use crate::filters::{Filters, is_pass};
use crate::panel::PanelGene;
use crate::sample_variants::SampleVariants;
use crate::verdict::is_altering;

/// A candidate and what its verdict must take into account beyond its effect.
pub(crate) struct Pending<'p> {
    pub(crate) gene: &'p PanelGene,
    pub(crate) candidate: Candidate,
    pub(crate) phase: Phase,
    /// Whether the source has no place for the phase, or leaves it empty. A VCF can tell it; where it does not, no reading
    /// is firm.
    pub(crate) is_phase_unheard_of: bool,
    /// Whether it counts for the burden although its neighbour leaves its reading open: of exchanges that may be one
    /// change, one does.
    pub(crate) stands_for_codon: bool,
    /// The verdict where the kind of evidence allows no other.
    pub(crate) at_most: Option<Verdict>,
    pub(crate) code: Option<EvidenceCode>,
    /// The rearrangement the record is part of; its records are one hit.
    pub(crate) event: Option<String>,
    /// Whether it is read from the mate of the record in the gene, which goes before it where the file has one.
    pub(crate) is_of_mate: bool,
    /// Listed as dropped for a reason of this reader.
    pub(crate) dropped: Option<(FilterReason, String)>,
}

/// The phase set of phased genotypes without one: by the specification they all belong together.
pub(crate) const WHOLE_CHROMOSOME: &str = "*";

/// The haplotype of an allele.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Phase {
    /// PS or PID.
    pub(crate) set: Option<String>,
    /// Which of the two haplotypes, as PGT or a phased GT writes it.
    pub(crate) side: Option<String>,
}

impl<'p> Pending<'p> {
    pub(crate) fn new(gene: &'p PanelGene, candidate: Candidate) -> Self {
        Self {
            gene,
            candidate,
            phase: Phase::default(),
            is_phase_unheard_of: false,
            stands_for_codon: false,
            at_most: None,
            code: None,
            event: None,
            is_of_mate: false,
            dropped: None,
        }
    }

    pub(crate) fn settle(mut self, build: Option<Build>, filters: &Filters, into: &mut SampleVariants) {
        if let Some((reason, detail)) = self.dropped {
            into.filtered.push(self.candidate.filtered(&self.gene.symbol, reason, detail));
            return;
        }
        let Phase { set, side } = self.phase;
        self.candidate.phase = set.zip(side).map(|(set, side)| evade_core::Phase { set, side });
        if self.at_most.is_none() && self.code.is_none() {
            self.candidate.settle(self.gene, build, filters, into);
            return;
        }
        if self.stands_for_codon {
            into.burden.count(&self.candidate, Some(self.gene), filters);
        }
        let mut own = SampleVariants::default();
        let has_reads = self.candidate.alt_reads != Some(0);
        self.candidate.settle(self.gene, build, filters, &mut own);
        let alters = self.at_most == Some(Verdict::Likely);
        for dropped in own.filtered.iter_mut().filter(|_| alters) {
            // One that its caller, its reads or the normal rule out would have altered the gene.
            dropped.would_alter = match dropped.reason {
                FilterReason::Filter | FilterReason::InNormal => true,
                FilterReason::LowDepth | FilterReason::LowAltReads | FilterReason::LowVaf => has_reads,
                _ => false,
            };
        }
        for variant in &mut own.variants {
            // A rearrangement has no effect class of which a verdict could follow.
            if let Some(verdict) = self.at_most
                && (is_altering(variant) || self.code.is_some())
            {
                variant.verdict = verdict;
            }
            variant.codes.extend(self.code.clone());
            if matches!(self.code, Some(EvidenceCode::Hotspot(_))) {
                variant.effect = EffectClass::SpliceSite;
                variant.points = variant.codes.iter().map(EvidenceCode::points).sum();
            }
        }
        into.variants.append(&mut own.variants);
        into.filtered.append(&mut own.filtered);
    }

    fn is_pass(&self) -> bool {
        is_pass(&self.candidate.filter)
    }
}

/// Keeps one record of each rearrangement in a gene: of a fusion the junction that keeps the kinase, else the first.
pub(crate) fn join_events(pending: &mut Vec<Pending<'_>>) {
    let key = |member: &Pending<'_>| Some((member.gene.symbol.clone(), member.event.clone()?));
    let own: BTreeSet<(String, String)> = pending.iter().filter(|p| !p.is_of_mate).filter_map(key).collect();
    let mut of_mates: BTreeSet<(String, String)> = BTreeSet::new();
    pending.retain(|member| {
        let key = key(member).filter(|_| member.is_of_mate);
        key.is_none_or(|key| !own.contains(&key) && of_mates.insert(key))
    });
    let counts = |p: &Pending<'_>| p.dropped.is_none() && p.is_pass() && p.code.is_some();
    let mut kept: BTreeMap<(String, String), (bool, u64)> = BTreeMap::new();
    for member in pending.iter().filter(|p| counts(p)) {
        let Some(key) = key(member) else { continue };
        let is_fusion = matches!(member.code, Some(EvidenceCode::Fusion(_)));
        let place = member.candidate.pos;
        let known = kept.entry(key).or_insert((is_fusion, place));
        if is_fusion && !known.0 {
            *known = (true, place);
        }
    }
    for member in pending.iter_mut().filter(|p| counts(p)) {
        let Some((_, first)) = key(member).and_then(|key| kept.get(&key)) else { continue };
        if *first != member.candidate.pos {
            let detail = format!("another end of the rearrangement: counted at {first}");
            member.dropped = Some((FilterReason::CountedElsewhere, detail));
        }
    }
}
