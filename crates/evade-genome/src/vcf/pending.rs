//! Candidates of one file until all records have been seen: bases of one codon are joined, consequences of haplotypes
//! are counted once.

use std::collections::BTreeMap;

use evade_core::{Caution, EvidenceCode, FilterReason, Verdict};

use crate::Build;
use crate::allele::Allele;
use crate::candidate::Candidate;
use crate::filters::{Filters, is_pass};
use crate::native::NativeAnnotator;
use crate::panel::PanelGene;
use crate::sample_variants::SampleVariants;

/// Fractions that differ by less may be of one event.
const SAME_FRACTION: f64 = 0.05;

/// A candidate and what its verdict must take into account beyond its effect.
pub(super) struct Pending<'p> {
    pub(super) gene: &'p PanelGene,
    pub(super) candidate: Candidate,
    pub(super) phase: Phase,
    /// The verdict where the kind of evidence allows no other.
    pub(super) at_most: Option<Verdict>,
    pub(super) code: Option<EvidenceCode>,
    /// The rearrangement the record is part of; its records are one hit.
    pub(super) event: Option<String>,
    /// The consequence was worked out here, so that a joined one can be too.
    pub(super) is_native: bool,
    /// Listed as dropped for a reason of this reader.
    pub(super) dropped: Option<(FilterReason, String)>,
}

/// The haplotype of an allele.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Phase {
    /// PS or PID.
    pub(super) set: Option<String>,
    /// Which of the two haplotypes, as PGT or a phased GT writes it.
    pub(super) side: Option<String>,
}

impl<'p> Pending<'p> {
    pub(super) fn new(gene: &'p PanelGene, candidate: Candidate) -> Self {
        Self {
            gene,
            candidate,
            phase: Phase::default(),
            at_most: None,
            code: None,
            event: None,
            is_native: false,
            dropped: None,
        }
    }

    pub(super) fn settle(mut self, build: Option<Build>, filters: &Filters, into: &mut SampleVariants) {
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
        let mut own = SampleVariants::default();
        self.candidate.settle(self.gene, build, filters, &mut own);
        for variant in &mut own.variants {
            if let Some(verdict) = self.at_most {
                variant.verdict = verdict;
            }
            variant.codes.extend(self.code.clone());
        }
        into.variants.append(&mut own.variants);
        into.filtered.append(&mut own.filtered);
    }

    fn allele(&self) -> Allele {
        self.candidate.allele()
    }

    fn is_pass(&self) -> bool {
        is_pass(&self.candidate.filter)
    }
}

/// Keeps one record of each rearrangement in a gene.
pub(super) fn join_events(pending: &mut [Pending<'_>]) {
    let mut seen: BTreeMap<(String, String), u64> = BTreeMap::new();
    for member in pending.iter_mut().filter(|p| p.dropped.is_none() && p.is_pass() && p.code.is_some()) {
        let Some(event) = member.event.clone() else { continue };
        let place = member.candidate.pos;
        let first = *seen.entry((member.gene.symbol.clone(), event)).or_insert(place);
        if first != place {
            let detail = format!("another end of the rearrangement: counted at {first}");
            member.dropped = Some((FilterReason::CountedElsewhere, detail));
        }
    }
}

/// Joins single bases of one codon that lie on one haplotype; marks those of which it is not known.
pub(super) fn join_codons(
    pending: &mut Vec<Pending<'_>>,
    native: Option<&NativeAnnotator>,
    build: Option<Build>,
) {
    let Some(build) = build else { return };
    let mut order: Vec<((String, u32), usize)> = pending
        .iter()
        .enumerate()
        .filter_map(|(index, pending)| Some((codon_of(pending, build)?, index)))
        .collect();
    order.sort_by_key(|(codon, index)| (codon.clone(), pending.get(*index).map(|p| p.candidate.pos)));
    let mut joined: Vec<Pending<'_>> = Vec::new();
    for group in order.chunk_by(|(a, _), (b, _)| a == b) {
        let members: Vec<&Pending<'_>> = group.iter().filter_map(|(_, i)| pending.get(*i)).collect();
        if members.len() < 2 || members.windows(2).any(|w| w[0].candidate.pos == w[1].candidate.pos) {
            continue;
        }
        let are_one = members.windows(2).all(|w| are_of_one_event(w[0], w[1]));
        let whole = if are_one { native.and_then(|n| joined_candidate(&members, n, build)) } else { None };
        let may_be_one = whole.is_none() && !members.windows(2).any(|w| are_in_trans(w[0], w[1]));
        let place = whole.as_ref().map(|w| w.candidate.pos);
        joined.extend(whole);
        for (_, i) in group {
            let Some(member) = pending.get_mut(*i) else { continue };
            if let Some(place) = place {
                let detail = format!("one codon with its neighbour: counted at {place}");
                member.dropped = Some((FilterReason::CountedElsewhere, detail));
            } else if may_be_one {
                member.candidate.flags.push(Caution::PossibleMnv);
            }
        }
    }
    pending.extend(joined);
}

/// The codon of a single base that may be joined with another.
fn codon_of(pending: &Pending<'_>, build: Build) -> Option<(String, u32)> {
    let c = &pending.candidate;
    if pending.dropped.is_some()
        || !pending.is_pass()
        || c.reference.len() != 1
        || c.alternate.len() != 1
        || c.not_somatic.is_some()
        || c.not_in_tumor.is_some()
        || c.impossible.is_some()
    {
        return None;
    }
    let residue = pending.gene.transcripts.get(&build)?.residue_at(c.pos)?;
    Some((pending.gene.symbol.clone(), residue))
}

fn are_in_trans(a: &Pending<'_>, b: &Pending<'_>) -> bool {
    a.phase.set.is_some()
        && a.phase.set == b.phase.set
        && a.phase.side.is_some()
        && b.phase.side.is_some()
        && a.phase.side != b.phase.side
}

/// The same phase set and side; or, where neither is phased, nearly the same fraction.
fn are_of_one_event(a: &Pending<'_>, b: &Pending<'_>) -> bool {
    if are_in_trans(a, b) {
        return false;
    }
    if a.phase.set.is_some() && a.phase.set == b.phase.set {
        return true;
    }
    let fractions = a.candidate.vaf.zip(b.candidate.vaf);
    fractions.is_some_and(|(a, b)| (a - b).abs() < SAME_FRACTION)
}

fn joined_candidate<'p>(
    members: &[&Pending<'p>],
    native: &NativeAnnotator,
    build: Build,
) -> Option<Pending<'p>> {
    let first = members.first().filter(|_| members.iter().all(|m| m.is_native))?;
    let alleles: Vec<Allele> = members.iter().map(|m| m.allele()).collect();
    let whole = native.join(first.gene, build, &alleles)?;
    let call = native.annotate(first.gene, build, &whole)?;
    let mut candidate = call.applied_to(&first.candidate);
    candidate.pos = whole.pos;
    candidate.reference.clone_from(&whole.reference);
    candidate.alternate.clone_from(&whole.alternate);
    candidate.flags.push(Caution::JoinedMnv);
    let reads = members.iter().filter_map(|m| m.candidate.alt_reads).min();
    candidate.alt_reads = reads.or(candidate.alt_reads);
    let vaf = members.iter().filter_map(|m| m.candidate.vaf).min_by(f64::total_cmp);
    candidate.vaf = vaf.or(candidate.vaf);
    let mut pending = Pending::new(first.gene, candidate);
    pending.phase = first.phase.clone();
    pending.is_native = true;
    Some(pending)
}
