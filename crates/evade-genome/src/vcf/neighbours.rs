//! Exchanges of neighbouring bases in one codon: those on one haplotype are one change and are judged as one; of those
//! whose haplotype is not known, neither reading is certain.

mod codon;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use evade_core::{Caution, CellText, EffectClass, FilterReason, Verdict};

use self::codon::{Whole, whole_of};
use super::pending::Pending;
use crate::Build;
use crate::allele::Allele;
use crate::candidate::Candidate;
use crate::filters::{Filters, is_pass};
use crate::gene_rules;
use crate::native::NativeAnnotator;
use crate::verdict::{is_altering, judge_variant};

/// How the haplotypes of two exchanges stand to each other.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Relation {
    InCis,
    InTrans,
    NotKnown,
}

/// What is known beside the exchanges themselves.
#[derive(Clone, Copy)]
pub(crate) struct Knowledge<'a> {
    pub(crate) native: &'a NativeAnnotator,
    pub(crate) build: Build,
    pub(crate) filters: &'a Filters,
}

/// Joins single bases of one codon that lie on one haplotype; where that is not known, or the codon cannot be read, no
/// exchange whose reading depends on it is firm.
pub(crate) fn join_codons(pending: &mut Vec<Pending<'_>>, known: Knowledge<'_>) {
    let mut order: Vec<((String, u32), u64, usize)> = Vec::new();
    for (index, member) in pending.iter().enumerate() {
        let codons = codons_of(member, known);
        order.extend(codons.into_iter().map(|codon| (codon, member.candidate.pos, index)));
    }
    order.sort();
    let mut joined = Vec::new();
    for group in order.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1) {
        let Some(((_, residue), ..)) = group.first() else { continue };
        let indices = distinct(pending, group.iter().map(|(_, _, index)| *index));
        // What does not count itself is still read with what counts on its haplotype.
        let (counted, filtered): (Vec<usize>, Vec<usize>) = indices
            .into_iter()
            .partition(|index| pending.get(*index).is_some_and(|member| is_counted(&member.candidate)));
        if counted.len() + filtered.len() > MOST_IN_CODON {
            for index in counted {
                pending.get_mut(index).into_iter().for_each(|member| doubt(member, None));
            }
            continue;
        }
        let mut new = join_group(pending, (&counted, &filtered), Codon { residue: *residue, known });
        count_once(pending, &counted, &mut new);
        joined.extend(new);
    }
    pending.extend(joined);
}

/// Of exchanges whose reading is open, one counts for the burden: whatever they are together, it is one change at least.
fn count_once(pending: &mut [Pending<'_>], counted: &[usize], joined: &mut [Pending<'_>]) {
    let is_firm = |member: &Pending<'_>| member.dropped.is_none() && member.at_most.is_none();
    if joined.iter().any(is_firm) || counted.iter().filter_map(|index| pending.get(*index)).any(is_firm) {
        return;
    }
    if let Some(first) = joined.first_mut() {
        first.stands_for_codon = true;
    } else if let Some(first) = counted.first().and_then(|index| pending.get_mut(*index)) {
        first.stands_for_codon = true;
    }
}

/// More alleles of one codon than any haplotype explains.
const MOST_IN_CODON: usize = 32;

/// A codon, by its number in the panel's transcript, and what is known beside its exchanges.
#[derive(Clone, Copy)]
struct Codon<'a> {
    residue: u32,
    known: Knowledge<'a>,
}

/// The members of a codon. An allele that is given twice counts once, and so does a part of a longer exchange.
fn distinct(pending: &mut [Pending<'_>], indices: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut alleles: BTreeMap<(u64, String, String, bool), usize> = BTreeMap::new();
    let mut repeated = Vec::new();
    let mut left = Vec::new();
    for index in indices {
        let Some(member) = pending.get(index).filter(|member| member.dropped.is_none()) else { continue };
        let Allele { pos, reference, alternate } = member.candidate.allele();
        let key = (pos, reference, alternate, is_counted(&member.candidate));
        match alleles.entry(key) {
            Entry::Vacant(free) => {
                free.insert(index);
                left.push(index);
            }
            Entry::Occupied(_) => repeated.push((index, pos)),
        }
    }
    // Longer exchanges are few, as their alleles are distinct.
    if left.len() > 1 && left.len() <= MOST_IN_CODON {
        let parts: Vec<(usize, u64)> =
            left.iter().filter_map(|index| Some((*index, whole_over(pending, *index, &left)?))).collect();
        left.retain(|index| parts.iter().all(|(part, _)| part != index));
        repeated.extend(parts);
    } else if left.len() == 1 {
        return left;
    }
    for (index, place) in repeated {
        let Some(member) = pending.get_mut(index) else { continue };
        // An inherited base of a somatic exchange is listed as what it is.
        if member.candidate.not_somatic.is_some() {
            continue;
        }
        let detail = format!("the same exchange as that at {place}");
        member.dropped = Some((FilterReason::CountedElsewhere, detail));
    }
    left
}

/// The place of a longer exchange that counts and holds this one.
fn whole_over(pending: &[Pending<'_>], index: usize, others: &[usize]) -> Option<u64> {
    let part = pending.get(index)?;
    let bases = bases_of(&part.candidate.allele());
    others.iter().filter_map(|other| pending.get(*other)).find_map(|whole| {
        let all = bases_of(&whole.candidate.allele());
        let is_apart = part.phase.set.is_some()
            && part.phase.set == whole.phase.set
            && part.phase.side != whole.phase.side;
        let is_part = all.len() > bases.len() && bases.iter().all(|base| all.contains(base));
        (is_part && !is_apart && is_counted(&whole.candidate)).then_some(whole.candidate.pos)
    })
}

/// Place, base before and base after of each base that an exchange spans.
fn bases_of(allele: &Allele) -> Vec<(u64, u8, u8)> {
    let bases = allele.reference.bytes().zip(allele.alternate.bytes());
    (allele.pos..).zip(bases).map(|(pos, (before, after))| (pos, before, after)).collect()
}

fn join_group<'p>(
    pending: &mut [Pending<'p>],
    (indices, filtered): (&[usize], &[usize]),
    codon: Codon<'_>,
) -> Vec<Pending<'p>> {
    let known = codon.known;
    let mut joined: Vec<Pending<'p>> = Vec::new();
    let mut left: Vec<usize> = indices.to_vec();
    // The units of the codon: haplotypes as they read as a whole, and exchanges by themselves.
    let mut units: Vec<Unit> = Vec::new();
    while let Some(first) = left.first().copied() {
        let mut cluster = vec![first];
        left.retain(|index| *index != first);
        let others = std::mem::take(&mut left);
        for other in others {
            let is_one =
                cluster.iter().all(|member| relation_of(pending, *member, other, known) == Relation::InCis);
            if is_one { cluster.push(other) } else { left.push(other) }
        }
        let whole = if cluster.len() > 1 { whole_of(pending, &cluster, codon) } else { None };
        match whole {
            Some(whole) => {
                let place = whole.candidate.pos;
                for index in &cluster {
                    let Some(member) = pending.get_mut(*index) else { continue };
                    let detail = format!("one codon with its neighbour: counted at {place}");
                    member.dropped = Some((FilterReason::CountedElsewhere, detail));
                }
                let Some(holder) = pending.get(first) else { continue };
                let mut new = Pending::new(holder.gene, whole.candidate);
                new.phase = holder.phase.clone();
                joined.push(new);
                units.push(Unit { cluster, joined: Some(joined.len() - 1) });
            }
            None if cluster.len() > 1 => {
                for index in &cluster {
                    let Some(member) = pending.get_mut(*index) else { continue };
                    doubt(member, None);
                }
                units.push(Unit { cluster, joined: None });
            }
            None => units.push(Unit { cluster, joined: None }),
        }
    }
    mark_open_units(pending, &mut joined, &units, codon);
    mark_filtered(pending, &mut joined, (&units, filtered), codon);
    joined
}

/// Doubts every unit with which a neighbour that does not count lies on one haplotype: an inherited exchange changes
/// the codon too, and what its caller doubts may.
fn mark_filtered<'p>(
    pending: &mut [Pending<'p>],
    joined: &mut [Pending<'p>],
    (units, filtered): (&[Unit], &[usize]),
    codon: Codon<'_>,
) {
    for unit in units {
        for neighbour in filtered {
            if !unit.cluster.iter().all(|member| are_phased_in_cis(pending, *member, *neighbour)) {
                continue;
            }
            let all: Vec<usize> = unit.cluster.iter().chain([neighbour]).copied().collect();
            let reading = whole_of(pending, &all, codon).and_then(|whole| whole.hgvsp);
            let own = match unit.joined {
                Some(index) => joined.get_mut(index),
                None => unit.cluster.first().and_then(|index| pending.get_mut(*index)),
            };
            let Some(own) = own else { continue };
            if reading.is_none() || reading != own.candidate.protein_change() {
                doubt(own, reading.as_deref());
            }
        }
    }
}

fn are_phased_in_cis(pending: &[Pending<'_>], a: usize, b: usize) -> bool {
    let (Some(a), Some(b)) = (pending.get(a), pending.get(b)) else { return false };
    let is_placed = a.phase.set.is_some() && a.phase.side.is_some();
    is_placed && a.phase == b.phase && !overlap(&a.candidate.allele(), &b.candidate.allele())
}

fn overlap(a: &Allele, b: &Allele) -> bool {
    a.pos <= b.last() && b.pos <= a.last()
}

/// Exchanges of one haplotype, and their place among the joined candidates.
struct Unit {
    cluster: Vec<usize>,
    joined: Option<usize>,
}

/// Doubts every unit that may lie on one haplotype with another, unless the codon reads the same either way.
fn mark_open_units<'p>(
    pending: &mut [Pending<'p>],
    joined: &mut [Pending<'p>],
    units: &[Unit],
    codon: Codon<'_>,
) {
    let known = codon.known;
    for (i, unit) in units.iter().enumerate() {
        let is_open = |other: &&Unit| {
            let mut pairs = unit.cluster.iter().flat_map(|a| other.cluster.iter().map(move |b| (*a, *b)));
            pairs.all(|(a, b)| relation_of(pending, a, b, known) != Relation::InTrans)
        };
        let others: Vec<&Unit> = units
            .iter()
            .enumerate()
            .filter(|(j, _)| *j != i)
            .map(|(_, other)| other)
            .filter(is_open)
            .collect();
        if others.is_empty() {
            continue;
        }
        // More than two that may be one have many readings; those of pairs are named.
        let readings: Vec<Option<Whole>> = others
            .iter()
            .map(|other| {
                let all: Vec<usize> = unit.cluster.iter().chain(&other.cluster).copied().collect();
                whole_of(pending, &all, codon)
            })
            .collect();
        // Without a place for the phase, a change stays firm where it alters the gene in either reading.
        let mut all = others.iter().flat_map(|other| &other.cluster).chain(&unit.cluster);
        let is_unheard_of = all.all(|index| pending.get(*index).is_some_and(|m| m.is_phase_unheard_of));
        let own = match unit.joined {
            Some(index) => joined.get_mut(index),
            None => unit.cluster.first().and_then(|index| pending.get_mut(*index)),
        };
        let Some(own) = own else { continue };
        let alone = own.candidate.protein_change();
        let alters = |candidate: &Candidate| {
            is_altering(&judge_variant(candidate.clone(), own.gene, Some(known.build)))
        };
        let is_firm = is_unheard_of
            && alters(&own.candidate)
            && readings.iter().all(|whole| whole.as_ref().is_some_and(|whole| alters(&whole.candidate)));
        for reading in readings.into_iter().map(|whole| whole.and_then(|whole| whole.hgvsp)) {
            let is_same = reading.is_some() && reading == alone;
            if !is_same && is_firm {
                name_reading(own, reading.as_deref());
            } else if !is_same {
                doubt(own, reading.as_deref());
            }
        }
    }
}

/// Neither reading is certain: the exchange alone, or all of them together.
fn doubt(member: &mut Pending<'_>, together: Option<&str>) {
    name_reading(member, together);
    member.at_most = Some(Verdict::Uncertain);
}

/// Says what the exchanges are together.
fn name_reading(member: &mut Pending<'_>, together: Option<&str>) {
    let flags = &mut member.candidate.flags;
    Caution::PossibleMnv.add_to(flags);
    if let Some(change) = together {
        Caution::IfInCis(CellText::new(change)).add_to(flags);
        let rows = gene_rules::of(&member.gene.symbol).map_or(&[][..], |rules| &rules.rows);
        for row in rows.iter().filter(|row| row.is_named_by(change)) {
            Caution::not_excluded(&row.name).add_to(flags);
        }
    }
}

/// Bases that an exchange of neighbouring bases may span.
const MOST_BASES: usize = 6;

/// The codons that an exchange of one or more bases touches, where it counts or may lie beside one that does.
fn codons_of(pending: &Pending<'_>, known: Knowledge<'_>) -> Vec<(String, u32)> {
    let c = &pending.candidate;
    let changes_codon = c.effect.is_none_or(|effect| {
        !matches!(effect, EffectClass::Noncoding | EffectClass::SpliceSite | EffectClass::Inframe)
    });
    let allele = c.allele();
    let n_bases = allele.reference.len();
    let are_bases = |text: &str| text.bytes().all(|base| matches!(base, b'A' | b'C' | b'G' | b'T'));
    if pending.dropped.is_some()
        || !(1..=MOST_BASES).contains(&n_bases)
        || n_bases != allele.alternate.len()
        || !are_bases(&allele.reference)
        || !are_bases(&allele.alternate)
        || c.not_in_tumor.is_some()
        || c.impossible.is_some()
        || !changes_codon
        || c.has_weak_reads(known.filters)
        // A haplotype that its caller has joined is no single exchange.
        || is_joined_by_source(c, n_bases)
    {
        return Vec::new();
    }
    let Some(transcript) = pending.gene.transcripts.get(&known.build) else { return Vec::new() };
    let residues: BTreeSet<u32> =
        (allele.pos..=allele.last()).filter_map(|pos| transcript.residue_at(pos)).collect();
    residues.into_iter().map(|residue| (pending.gene.symbol.clone(), residue)).collect()
}

/// Whether its caller lets it pass as somatic.
fn is_counted(candidate: &Candidate) -> bool {
    is_pass(&candidate.filter) && candidate.not_somatic.is_none() && candidate.part_of_germline.is_none()
}

/// Whether the source names more bases of the coding sequence than the allele has: a haplotype that it has read as a
/// whole.
fn is_joined_by_source(candidate: &Candidate, n_bases: usize) -> bool {
    let coding = candidate.hgvsc.as_deref().unwrap_or("");
    coding.contains(';') || (n_bases == 1 && coding.contains("delins"))
}

fn relation_of(pending: &[Pending<'_>], a: usize, b: usize, known: Knowledge<'_>) -> Relation {
    let (Some(a), Some(b)) = (pending.get(a), pending.get(b)) else { return Relation::NotKnown };
    let (one, other) = (a.candidate.allele(), b.candidate.allele());
    if overlap(&one, &other) {
        let (one, other) = (bases_of(&one), bases_of(&other));
        let differs = one.iter().any(|base| other.iter().any(|o| o.0 == base.0 && o != base));
        let is_apart = a.phase.set.is_some() && a.phase.set == b.phase.set && a.phase.side != b.phase.side;
        return if differs || is_apart { Relation::InTrans } else { Relation::NotKnown };
    }
    if a.phase.set.is_none() || a.phase.set != b.phase.set {
        return Relation::NotKnown;
    }
    match (&a.phase.side, &b.phase.side) {
        (Some(one), Some(other)) if one != other => Relation::InTrans,
        // An inherited exchange beside a somatic one: what of the two the tumour gained is not known.
        (Some(_), Some(_)) if is_inherited(&a.candidate, known) == is_inherited(&b.candidate, known) => {
            Relation::InCis
        }
        _ => Relation::NotKnown,
    }
}

fn is_inherited(candidate: &Candidate, known: Knowledge<'_>) -> bool {
    candidate.normal.too_much(candidate.vaf, known.filters).is_some()
        || candidate.population_frequency.is_some_and(|f| f > known.filters.max_population_frequency)
}
