//! What the exchanges of a codon make together, by its bases or by what each of them does alone.

use evade_core::{Caution, EffectClass};

use super::super::pending::Pending;
use super::{Codon, MOST_BASES, bases_of, overlap};
use crate::allele::Allele;
use crate::candidate::Candidate;
use crate::codon_reading::{Alone, Exchange, Reading, together};
use crate::hotspot_alleles::HotspotAlleles;
use crate::native::complement;
use crate::normal::InNormal;
use crate::panel::PanelGene;
use crate::protein::{ChangeKind, ProteinChange};

/// What all exchanges of a codon make together.
pub(super) struct Whole {
    pub(super) candidate: Candidate,
    pub(super) hgvsp: Option<String>,
}

/// The exchanges as one candidate; `None` where the codon cannot be read.
pub(super) fn whole_of(pending: &[Pending<'_>], indices: &[usize], codon: Codon<'_>) -> Option<Whole> {
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
