//! Exchanges of neighbouring bases in one codon: those on one haplotype are one change and are judged as one; of those
//! whose haplotype is not known, neither reading is certain.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use evade_core::{Caution, CellText, EffectClass, FilterReason, Verdict};

use super::pending::Pending;
use crate::Build;
use crate::allele::Allele;
use crate::candidate::Candidate;
use crate::codon_reading::{Alone, Exchange, Reading, together};
use crate::filters::{Filters, is_pass};
use crate::gene_rules;
use crate::hotspot_alleles::HotspotAlleles;
use crate::native::{NativeAnnotator, complement};
use crate::normal::InNormal;
use crate::panel::PanelGene;
use crate::protein::{ChangeKind, ProteinChange};
use crate::verdict::{is_altering, judge_variant};

/// How the haplotypes of two exchanges stand to each other.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Relation {
    InCis,
    InTrans,
    NotKnown,
}

/// What all exchanges of a codon make together.
struct Whole {
    candidate: Candidate,
    hgvsp: Option<String>,
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
    is_pass(&candidate.filter) && candidate.not_somatic.is_none()
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

/// The exchanges as one candidate; `None` where the codon cannot be read.
fn whole_of(pending: &[Pending<'_>], indices: &[usize], codon: Codon<'_>) -> Option<Whole> {
    let known = codon.known;
    let mut members: Vec<&Pending<'_>> = indices.iter().filter_map(|index| pending.get(*index)).collect();
    members.sort_by_key(|member| member.candidate.allele().pos);
    if members.windows(2).any(|w| overlap(&w[0].candidate.allele(), &w[1].candidate.allele())) {
        return None;
    }
    let first = *members.first()?;
    let (gene, native, build) = (first.gene, known.native, known.build);
    let alleles: Vec<Allele> = members.iter().map(|m| m.candidate.allele()).collect();
    // An allele over the intron that splits a codon would say that the splice sites change.
    let is_split = alleles.first().zip(alleles.last()).is_some_and(|(a, b)| b.pos > a.last() + 2);
    let whole = if is_split { None } else { native.join(gene, build, &alleles) };
    let call = whole.as_ref().and_then(|whole| native.annotate(gene, build, whole));
    let certain = call.as_ref().filter(|call| !call.is_untranslated() && !call.is_reference_mismatch());
    let mut candidate = match certain {
        Some(call) => call.applied_to(&first.candidate),
        None => {
            let reading = reading_of(&members, gene, codon)?;
            let residue = residue_of(&members, codon);
            let (effect, word, change) = effect_of(reading, residue);
            let coding = call.and_then(|call| call.hgvsc).or_else(|| in_one_bracket(&members));
            Candidate {
                effect: Some(effect),
                effect_word: word.to_owned(),
                hgvsp: Some(change),
                hgvsc: coding,
                ..first.candidate.clone()
            }
        }
    };
    let (pos, reference, alternate) = match whole {
        Some(whole) => (whole.pos, whole.reference, whole.alternate),
        None => spaced(&alleles)?,
    };
    let reads = members.iter().filter_map(|m| m.candidate.alt_reads).min();
    let vaf = members.iter().filter_map(|m| m.candidate.vaf).min_by(f64::total_cmp);
    let normal = members.iter().map(|m| m.candidate.normal).reduce(InNormal::most);
    candidate.alt_reads = reads.or(candidate.alt_reads);
    candidate.vaf = vaf.or(candidate.vaf);
    candidate.normal = normal.unwrap_or(candidate.normal);
    // What curated sources and predictors say is said of one exchange alone.
    candidate.assertion = None;
    candidate.splice_score = None;
    candidate.has_known_id = false;
    candidate.population_frequency = None;
    candidate.carried.clear();
    Caution::JoinedMnv.add_to(&mut candidate.flags);
    candidate.flags.retain(|flag| !matches!(flag, Caution::Untranslated | Caution::HotspotCodonTouched));
    let hgvsp = candidate.protein_change();
    Some(Whole { candidate: Candidate { pos, reference, alternate, ..candidate }, hgvsp })
}

/// The residue's number as the source gives it, which may be of another transcript; else that of the panel's.
fn residue_of(members: &[&Pending<'_>], codon: Codon<'_>) -> u32 {
    let mut within = members.iter().filter(|member| !reaches_beyond(member, codon));
    let stated = within.find_map(|member| ProteinChange::parse(member.candidate.hgvsp.as_deref()?));
    stated.map_or(codon.residue, |change| change.start)
}

/// Whether the exchange touches another codon too.
fn reaches_beyond(member: &Pending<'_>, codon: Codon<'_>) -> bool {
    let Some(transcript) = member.gene.transcripts.get(&codon.known.build) else { return false };
    let allele = member.candidate.allele();
    (allele.pos..=allele.last()).any(|pos| transcript.residue_at(pos) != Some(codon.residue))
}

/// The codon's reading by what the exchanges do alone, and by the recurrent alleles of the codon.
fn reading_of(members: &[&Pending<'_>], gene: &PanelGene, codon: Codon<'_>) -> Option<Reading> {
    let change_of = |m: &Pending<'_>| m.candidate.hgvsp.as_deref().and_then(ProteinChange::parse);
    // What a longer exchange does to other codons is not read here: it must leave their residues as they are.
    let is_of_codon = |m: &Pending<'_>| {
        let is_one = |kind| matches!(kind, ChangeKind::Missense | ChangeKind::Stop | ChangeKind::Silent);
        change_of(m).is_some_and(|change| change.start == codon.residue && is_one(change.kind))
    };
    if members.iter().any(|m| reaches_beyond(m, codon) && !is_of_codon(m)) {
        return None;
    }
    let before = members.iter().find_map(|m| change_of(m)?.before);
    let joined: Vec<Exchange> = members
        .iter()
        .map(|m| {
            let alone = alone_of(m.candidate.effect, change_of(m).as_ref());
            exchange_of(gene, codon, &m.candidate.allele(), alone)
        })
        .collect::<Option<_>>()?;
    together(before, &bases_of_codon(gene, codon), &joined)
}

fn alone_of(effect: Option<EffectClass>, change: Option<&ProteinChange>) -> Alone {
    match change.map(|change| (change.kind, change.after)) {
        Some((ChangeKind::Missense, Some(after))) => Alone::Residue(after),
        Some((ChangeKind::Stop, _)) => Alone::Residue('*'),
        Some((ChangeKind::Silent, _)) => Alone::Same,
        _ if effect == Some(EffectClass::Silent) => Alone::Same,
        _ => Alone::NotSaid,
    }
}

/// What an allele does to the codon.
fn exchange_of(gene: &PanelGene, codon: Codon<'_>, allele: &Allele, alone: Alone) -> Option<Exchange> {
    let transcript = gene.transcripts.get(&codon.known.build)?;
    let on_strand = |base: u8| if transcript.is_reverse { complement(base) } else { base };
    let mut bases = [None; 3];
    for (pos, before, after) in bases_of(allele) {
        if transcript.residue_at(pos) != Some(codon.residue) {
            continue;
        }
        let place = usize::try_from((transcript.coding_base_at(pos)? - 1) % 3).ok()?;
        *bases.get_mut(place)? = Some((on_strand(before), on_strand(after)));
    }
    bases.iter().any(Option::is_some).then_some(Exchange { bases, alone })
}

/// What is known of the codon's bases: those of the sequence, and the recurrent single-base alleles, whose effect shows
/// them.
fn bases_of_codon(gene: &PanelGene, codon: Codon<'_>) -> Vec<Exchange> {
    let known = codon.known;
    let Some(transcript) = gene.transcripts.get(&known.build) else { return Vec::new() };
    let first = u64::from(codon.residue.saturating_sub(1)) * 3 + 1;
    let alleles: &HotspotAlleles = known.native.alleles();
    let mut found = Vec::new();
    for pos in (first..first + 3).filter_map(|base| transcript.position_of(base)) {
        if let Some(base) = known.native.base(gene, known.build, pos) {
            let base = Allele { pos, reference: base.to_string(), alternate: base.to_string() };
            found.extend(exchange_of(gene, codon, &base, Alone::Same));
        }
        for (reference, alternate) in all_exchanges() {
            let allele = Allele { pos, reference: reference.to_owned(), alternate: alternate.to_owned() };
            let Some(recurrent) = alleles.find(known.build, &gene.symbol, &allele) else { continue };
            let alone = alone_of(recurrent.effect, ProteinChange::parse(&recurrent.change).as_ref());
            found.extend(exchange_of(gene, codon, &allele, alone));
        }
    }
    found
}

fn all_exchanges() -> impl Iterator<Item = (&'static str, &'static str)> {
    let bases = ["A", "C", "G", "T"];
    let pairs = bases.into_iter().flat_map(move |a| bases.map(|b| (a, b)));
    pairs.filter(|(a, b)| a != b)
}

fn effect_of(reading: Reading, residue: u32) -> (EffectClass, &'static str, String) {
    let Reading { before, after } = reading;
    let change = format!("p.{before}{residue}{after}");
    match (before, after) {
        (a, b) if a == b => (EffectClass::Silent, "synonymous_variant", format!("p.{before}{residue}=")),
        _ if residue == 1 => (EffectClass::StartLost, "start_lost", "p.M1?".to_owned()),
        (_, '*') => (EffectClass::Truncating, "stop_gained", change),
        ('*', _) => (EffectClass::StopLost, "stop_lost", format!("p.*{residue}{after}ext*?")),
        _ => (EffectClass::Missense, "missense_variant", change),
    }
}

/// `c.[34G>A;36T>C]`, as the notation writes changes of one haplotype.
fn in_one_bracket(members: &[&Pending<'_>]) -> Option<String> {
    let coding = |m: &&Pending<'_>| {
        let text = m.candidate.hgvsc.as_deref()?;
        let text = text.rsplit(':').next().unwrap_or(text);
        Some(text.strip_prefix("c.").unwrap_or(text).to_owned())
    };
    let parts: Vec<String> = members.iter().map(coding).collect::<Option<_>>()?;
    Some(format!("c.[{}]", parts.join(";")))
}

/// The alleles with `N` for a base between them that is not known.
fn spaced(alleles: &[Allele]) -> Option<(u64, String, String)> {
    let (first, last) = (alleles.first()?, alleles.last()?);
    let (mut reference, mut alternate) = (String::new(), String::new());
    for pos in (first.pos..=last.last()).take(2 * MOST_BASES + 1) {
        let base = alleles.iter().flat_map(bases_of).find(|(place, ..)| *place == pos);
        let (before, after) = base.map_or((b'N', b'N'), |(_, before, after)| (before, after));
        reference.push(char::from(before));
        alternate.push(char::from(after));
    }
    // Codons that an intron splits lie far apart: an allele over the intron says nothing more.
    if reference.len() > 2 * MOST_BASES {
        return Some((first.pos, first.reference.clone(), first.alternate.clone()));
    }
    Some((first.pos, reference, alternate))
}
