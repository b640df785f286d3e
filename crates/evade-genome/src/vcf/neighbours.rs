//! Exchanges of neighbouring bases in one codon: those on one haplotype are one change and are judged as one; of those
//! whose haplotype is not known, neither reading is certain.

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
    /// Whether exchanges without phase stay firm where they alter the gene in either reading. A VCF can tell the phase;
    /// where it does not, neither reading is firm. A MAF has no place for it.
    pub(crate) is_phase_unheard_of: bool,
}

/// Joins single bases of one codon that lie on one haplotype; where that is not known, or the codon cannot be read, no
/// exchange whose reading depends on it is firm.
pub(crate) fn join_codons(pending: &mut Vec<Pending<'_>>, known: Knowledge<'_>) {
    let mut order: Vec<((String, u32), u64, usize)> = Vec::new();
    for (index, member) in pending.iter().enumerate() {
        order.extend(codon_of(member, known).map(|codon| (codon, member.candidate.pos, index)));
    }
    order.sort();
    let mut joined = Vec::new();
    for group in order.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1) {
        let indices: Vec<usize> = group.iter().map(|(_, _, index)| *index).collect();
        joined.extend(join_group(pending, &indices, known));
    }
    pending.extend(joined);
}

fn join_group<'p>(pending: &mut [Pending<'p>], indices: &[usize], known: Knowledge<'_>) -> Vec<Pending<'p>> {
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
        let whole = if cluster.len() > 1 { whole_of(pending, &cluster, known) } else { None };
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
    mark_open_units(pending, &mut joined, &units, known);
    joined
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
    known: Knowledge<'_>,
) {
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
                whole_of(pending, &all, known)
            })
            .collect();
        let own = match unit.joined {
            Some(index) => joined.get_mut(index),
            None => unit.cluster.first().and_then(|index| pending.get_mut(*index)),
        };
        let Some(own) = own else { continue };
        let alone = own.candidate.protein_change();
        let alters = |candidate: &Candidate| {
            is_altering(&judge_variant(candidate.clone(), own.gene, Some(known.build)))
        };
        let is_firm = known.is_phase_unheard_of
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

/// The codon of a single base that would count.
fn codon_of(pending: &Pending<'_>, known: Knowledge<'_>) -> Option<(String, u32)> {
    let c = &pending.candidate;
    let changes_codon = c.effect.is_none_or(|effect| {
        !matches!(effect, EffectClass::Noncoding | EffectClass::SpliceSite | EffectClass::Inframe)
    });
    let is_base = |allele: &str| matches!(allele, "A" | "C" | "G" | "T");
    if pending.dropped.is_some()
        || !is_pass(&c.filter)
        || !is_base(&c.reference)
        || !is_base(&c.alternate)
        || c.not_somatic.is_some()
        || c.not_in_tumor.is_some()
        || c.impossible.is_some()
        || !changes_codon
        || c.has_weak_reads(known.filters)
        // A haplotype that its caller has joined is no single base.
        || is_joined_by_source(c)
    {
        return None;
    }
    let residue = pending.gene.transcripts.get(&known.build)?.residue_at(c.pos)?;
    Some((pending.gene.symbol.clone(), residue))
}

/// Whether the source names several bases of the coding sequence for this one: a haplotype that it has read as a whole.
fn is_joined_by_source(candidate: &Candidate) -> bool {
    candidate.hgvsc.as_deref().is_some_and(|coding| coding.contains("delins") || coding.contains(';'))
}

fn relation_of(pending: &[Pending<'_>], a: usize, b: usize, known: Knowledge<'_>) -> Relation {
    let (Some(a), Some(b)) = (pending.get(a), pending.get(b)) else { return Relation::NotKnown };
    if a.candidate.pos == b.candidate.pos {
        return Relation::InTrans;
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
fn whole_of(pending: &[Pending<'_>], indices: &[usize], known: Knowledge<'_>) -> Option<Whole> {
    let mut members: Vec<&Pending<'_>> = indices.iter().filter_map(|index| pending.get(*index)).collect();
    members.sort_by_key(|member| member.candidate.pos);
    if members.windows(2).any(|w| w[0].candidate.pos == w[1].candidate.pos) {
        return None;
    }
    let first = *members.first()?;
    let (gene, native, build) = (first.gene, known.native, known.build);
    let alleles: Vec<Allele> = members.iter().map(|m| m.candidate.allele()).collect();
    // An allele over the intron that splits a codon would say that the splice sites change.
    let is_split = alleles.first().zip(alleles.last()).is_some_and(|(a, b)| b.pos > a.pos + 2);
    let whole = if is_split { None } else { native.join(gene, build, &alleles) };
    let call = whole.as_ref().and_then(|whole| native.annotate(gene, build, whole));
    let certain = call.as_ref().filter(|call| !call.is_untranslated() && !call.is_reference_mismatch());
    let mut candidate = match certain {
        Some(call) => call.applied_to(&first.candidate),
        None => {
            let reading = reading_of(&members, gene, known)?;
            let residue = residue_of(first, gene, build)?;
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
fn residue_of(member: &Pending<'_>, gene: &PanelGene, build: Build) -> Option<u32> {
    let stated = member.candidate.hgvsp.as_deref().and_then(ProteinChange::parse).map(|change| change.start);
    stated.or_else(|| gene.transcripts.get(&build)?.residue_at(member.candidate.pos))
}

/// The codon's reading by what the exchanges do alone, and by the recurrent alleles of the codon.
fn reading_of(members: &[&Pending<'_>], gene: &PanelGene, known: Knowledge<'_>) -> Option<Reading> {
    let change_of = |m: &Pending<'_>| m.candidate.hgvsp.as_deref().and_then(ProteinChange::parse);
    let before = members.iter().find_map(|m| change_of(m)?.before);
    let joined: Vec<Exchange> = members
        .iter()
        .map(|m| {
            exchange_of(
                gene,
                known.build,
                &m.candidate.allele(),
                alone_of(m.candidate.effect, change_of(m).as_ref()),
            )
        })
        .collect::<Option<_>>()?;
    together(before, &bases_of_codon(members.first()?, gene, known), &joined)
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

fn exchange_of(gene: &PanelGene, build: Build, allele: &Allele, alone: Alone) -> Option<Exchange> {
    let transcript = gene.transcripts.get(&build)?;
    let place = usize::try_from((transcript.coding_base_at(allele.pos)? - 1) % 3).ok()?;
    let base = |text: &str| {
        let base = *text.as_bytes().first()?;
        Some(if transcript.is_reverse { complement(base) } else { base })
    };
    Some(Exchange { place, before: base(&allele.reference)?, after: base(&allele.alternate)?, alone })
}

/// What is known of the codon's bases: those of the sequence, and the recurrent single-base alleles, whose effect shows
/// them.
fn bases_of_codon(member: &Pending<'_>, gene: &PanelGene, known: Knowledge<'_>) -> Vec<Exchange> {
    let Some(transcript) = gene.transcripts.get(&known.build) else { return Vec::new() };
    let Some(base) = transcript.coding_base_at(member.candidate.pos) else { return Vec::new() };
    let first = (base - 1) / 3 * 3 + 1;
    let alleles: &HotspotAlleles = known.native.alleles();
    let mut found = Vec::new();
    for pos in (first..first + 3).filter_map(|base| transcript.position_of(base)) {
        if let Some(base) = known.native.base(gene, known.build, pos) {
            let base = Allele { pos, reference: base.to_string(), alternate: base.to_string() };
            found.extend(exchange_of(gene, known.build, &base, Alone::Same));
        }
        for (reference, alternate) in all_exchanges() {
            let allele = Allele { pos, reference: reference.to_owned(), alternate: alternate.to_owned() };
            let Some(recurrent) = alleles.find(known.build, &gene.symbol, &allele) else { continue };
            let alone = alone_of(recurrent.effect, ProteinChange::parse(&recurrent.change).as_ref());
            found.extend(exchange_of(gene, known.build, &allele, alone));
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
    for pos in first.pos..=last.last() {
        let part = alleles.iter().find(|allele| allele.pos == pos);
        reference.push_str(part.map_or("N", |part| &part.reference));
        alternate.push_str(part.map_or("N", |part| &part.alternate));
    }
    // Codons that an intron splits lie far apart: an allele over the intron says nothing more.
    if reference.len() > 3 {
        return Some((first.pos, first.reference.clone(), first.alternate.clone()));
    }
    Some((first.pos, reference, alternate))
}
