//! From a place in the genome to the effect on the gene's transcript.

use evade_core::{Caution, EffectClass, VariantSource, Verdict};

use super::annotator::NativeAnnotator;
use super::codons::{reverse_complement, translate};
use super::protein_change::protein_change;
use super::sequence::CodingSequences;
use super::touch::Touch;
use crate::Build;
use crate::allele::Allele;
use crate::candidate::Candidate;
use crate::hotspot::HotspotKind;
use crate::panel::{PanelGene, role_of};
use crate::protein::ProteinChange;
use crate::transcript::Transcript;

/// Steps that an insertion or deletion is slid along a repeat.
const MAX_SLIDES: usize = 200;
/// Word for an exchange whose codon is not known.
const UNTRANSLATED: &str = "CODING_SNV_UNTRANSLATED";

/// What an allele does to a gene.
#[derive(Debug, Clone, PartialEq)]
pub struct NativeCall {
    /// The effect.
    pub effect: EffectClass,
    /// The Sequence Ontology's term for it, or `CODING_SNV_UNTRANSLATED`.
    pub word: &'static str,
    /// Protein change in short form.
    pub hgvsp: Option<String>,
    /// Coding change.
    pub hgvsc: Option<String>,
    /// First residue touched.
    pub residue: Option<u32>,
    /// Accession of the transcript.
    pub transcript: Option<String>,
    /// Cautions.
    pub flags: Vec<Caution>,
    pub(crate) is_reference_checked: bool,
    is_loss_gene: bool,
}

impl NativeAnnotator {
    /// What the allele does to the gene; `None` where it lies outside the transcript.
    #[must_use]
    pub fn annotate(&self, gene: &PanelGene, build: Build, allele: &Allele) -> Option<NativeCall> {
        let transcript = gene.transcripts.get(&build)?;
        let (first, last) = (transcript.exons.first()?.0, transcript.exons.last()?.1);
        if allele.last() < first
            || allele.pos > last
            || (allele.reference.is_empty() && allele.alternate.is_empty())
        {
            return None;
        }
        let sequences = self.sequences.as_ref().filter(|s| s.build() == build);
        let slides = sequences.map_or_else(|| vec![allele.clone()], |s| slides_of(s, &gene.symbol, allele));
        // Among places that say the same, one that leaves splice sites and start codon whole is the truth: the bases
        // there are as before. Else the leftmost counts.
        let touch_of = |a: &Allele| Touch::of(transcript, a);
        let placed = slides.iter().min_by_key(|a| {
            let touch = touch_of(a);
            (touch.splice_site, touch.start_codon)
        })?;
        let touch = touch_of(placed);
        let mut case = Case {
            native: self,
            gene,
            build,
            transcript,
            sequences,
            allele: placed,
            touch,
            flags: Vec::new(),
        };
        let (effect, word, hgvsp) = case.effect(allele);
        let named = if transcript.is_reverse { slides.first() } else { slides.last() };
        let hgvsc = named.and_then(|a| coding_change(transcript, sequences, &gene.symbol, a));
        let mismatch = sequences.is_some_and(|s| is_mismatch(s, &gene.symbol, allele));
        let mut flags = case.flags;
        if mismatch {
            flags.push(Caution::ReferenceMismatch);
        }
        Some(NativeCall {
            effect,
            word,
            hgvsp,
            hgvsc,
            residue: touch.removed.map(|(a, _)| a).or(touch.inserted_behind).map(residue_of),
            transcript: gene.accessions.first().cloned(),
            flags,
            is_reference_checked: sequences.is_some() && touch.is_coding() && !allele.reference.is_empty(),
            is_loss_gene: role_of(&gene.symbol).is_loss(),
        })
    }

    /// Joins single bases, in order of position, into one allele; `None` if a base between them is not known.
    pub(crate) fn join(&self, gene: &PanelGene, build: Build, parts: &[Allele]) -> Option<Allele> {
        let (first, last) = (parts.first()?, parts.last()?);
        let sequences = self.sequences.as_ref().filter(|s| s.build() == build);
        let (mut reference, mut alternate) = (String::new(), String::new());
        let mut pos = first.pos;
        while pos <= last.last() {
            if let Some(part) = parts.iter().find(|p| p.pos == pos) {
                reference.push_str(&part.reference);
                alternate.push_str(&part.alternate);
                pos = part.last() + 1;
            } else {
                let base = char::from(sequences?.base(&gene.symbol, pos)?);
                reference.push(base);
                alternate.push(base);
                pos += 1;
            }
        }
        Some(Allele { pos: first.pos, reference, alternate })
    }
}

impl NativeCall {
    /// The candidate with the effect filled in.
    pub(crate) fn applied_to(&self, base: &Candidate) -> Candidate {
        let mut flags = base.flags.clone();
        flags.extend(self.flags.iter().cloned());
        Candidate {
            effect: Some(self.effect),
            effect_word: self.word.to_owned(),
            hgvsp: self.hgvsp.clone(),
            hgvsc: self.hgvsc.clone(),
            transcript: self.transcript.clone(),
            source: VariantSource::VcfNative,
            flags,
            ..base.clone()
        }
    }

    /// The codon is not known, so that the residue is not.
    pub(crate) fn is_untranslated(&self) -> bool {
        self.word == UNTRANSLATED
    }

    /// REF is not what the sequence holds.
    #[must_use]
    pub fn is_reference_mismatch(&self) -> bool {
        self.flags.contains(&Caution::ReferenceMismatch)
    }

    /// The verdict where the effect is less sure than its class: bases next to a donor may or may not spoil it.
    pub(crate) fn at_most(&self) -> Option<Verdict> {
        (self.is_loss_gene && self.flags.contains(&Caution::NextToDonor)).then_some(Verdict::Likely)
    }
}

type Effect = (EffectClass, &'static str, Option<String>);

struct Case<'a> {
    native: &'a NativeAnnotator,
    gene: &'a PanelGene,
    build: Build,
    transcript: &'a Transcript,
    sequences: Option<&'a CodingSequences>,
    allele: &'a Allele,
    touch: Touch,
    flags: Vec<Caution>,
}

impl Case<'_> {
    /// The effect; `written` is the allele as the file places it.
    fn effect(&mut self, written: &Allele) -> Effect {
        let touch = self.touch;
        if touch.splice_site {
            return self.at_splice_site();
        }
        if !touch.is_coding() {
            return if touch.splice_region {
                (EffectClass::SpliceRegion, "splice_region_variant", None)
            } else {
                (EffectClass::Noncoding, self.quiet_word(), None)
            };
        }
        if let Some(effect) = self.translated() {
            return effect;
        }
        if touch.start_codon {
            return (EffectClass::StartLost, "start_lost", Some("p.M1?".to_owned()));
        }
        if let Some(effect) = self.listed(written) {
            return effect;
        }
        if self.allele.is_substitution() { self.untranslated() } else { self.indel_by_frame() }
    }

    fn quiet_word(&self) -> &'static str {
        match self.transcript.intron_at(self.allele.pos) {
            Some(_) => "intron_variant",
            None => "UTR_variant",
        }
    }

    /// Section 15: a deletion that crosses an exon's edge spoils the splice site, and truncates if it shifts the frame.
    fn at_splice_site(&mut self) -> Effect {
        if self.touch.whole_exon {
            return (EffectClass::Truncating, "exon_loss_variant", None);
        }
        let n_inserted = self.allele.alternate.len() as u64;
        if self.touch.removed.is_some() && !self.allele.is_substitution() {
            self.flags.push(Caution::ExonEdge);
            if !self.touch.n_removed().abs_diff(n_inserted).is_multiple_of(3) {
                return (
                    EffectClass::Truncating,
                    "frameshift_variant&splice_region_variant",
                    self.frame_name(),
                );
            }
        }
        (EffectClass::SpliceSite, self.splice_word(), None)
    }

    fn splice_word(&self) -> &'static str {
        let is_donor = |place: u64| {
            self.transcript
                .coding_name(place)
                .is_some_and(|name| name.ends_with("+1") || name.ends_with("+2"))
        };
        if is_donor(self.allele.pos) || is_donor(self.allele.last()) {
            "splice_donor_variant"
        } else {
            "splice_acceptor_variant"
        }
    }

    /// Level 0.5: the allele is in the table of recurrent ones.
    fn listed(&self, written: &Allele) -> Option<Effect> {
        let alleles = &self.native.alleles;
        let known = alleles
            .find(self.build, &self.gene.symbol, written)
            .or_else(|| alleles.find(self.build, &self.gene.symbol, self.allele))?;
        if let Some(effect) = known.effect {
            let word = if effect == EffectClass::Truncating { "stop_gained" } else { "missense_variant" };
            return Some((effect, word, Some(known.change.clone())));
        }
        let (effect, word, _) = self.frame_effect();
        ProteinChange::parse(&known.change).map(|_| (effect, word, Some(known.change.clone())))
    }

    /// Level 0: the codon's place is known, its bases are not.
    fn untranslated(&mut self) -> Effect {
        let (first, last) = self.touch.removed.unwrap_or_default();
        self.flags.push(Caution::Untranslated);
        let (first, last) = (residue_of(first), residue_of(last));
        if last > self.transcript.residues() {
            self.flags.push(Caution::StopCodonTouched);
        }
        let mut spots = self.gene.hotspots.iter().filter(|h| h.kind == HotspotKind::Residue);
        if spots.any(|h| (first..=last).contains(&h.start)) {
            self.flags.push(Caution::HotspotCodonTouched);
        }
        (EffectClass::Unknown, UNTRANSLATED, None)
    }

    fn indel_by_frame(&mut self) -> Effect {
        let stop = self.transcript.coding_length - 2;
        if self.touch.removed.is_some_and(|(_, last)| last >= stop) {
            self.flags.push(Caution::StopCodonTouched);
            if self.touch.crosses_edge {
                return (EffectClass::StopLost, "stop_lost", None);
            }
        }
        self.flags.push(Caution::ChangeWithoutResidues);
        let effect = self.frame_effect();
        if effect.0 == EffectClass::Inframe && self.touch.next_to_donor {
            return self.next_to_donor(effect.2);
        }
        effect
    }

    /// Section 15: a change of the last two bases of an exon may spoil the donor.
    fn next_to_donor(&mut self, hgvsp: Option<String>) -> Effect {
        self.flags.push(Caution::NextToDonor);
        (EffectClass::SpliceSite, "splice_donor_region_variant", hgvsp)
    }

    fn frame_effect(&self) -> Effect {
        let n_inserted = self.allele.alternate.len() as u64;
        let shift = self.touch.n_removed().abs_diff(n_inserted);
        let word = match (shift.is_multiple_of(3), self.touch.removed.is_some()) {
            (false, _) => return (EffectClass::Truncating, "frameshift_variant", self.frame_name()),
            (true, true) => "inframe_deletion",
            (true, false) => "inframe_insertion",
        };
        (EffectClass::Inframe, word, self.inframe_name())
    }

    fn frame_name(&self) -> Option<String> {
        let base = self.touch.removed.map(|(a, _)| a).or(self.touch.inserted_behind.map(|b| b + 1))?;
        Some(format!("p.{}fs", residue_of(base)))
    }

    /// Residue numbers without letters: enough for the windows in which such changes recur.
    fn inframe_name(&self) -> Option<String> {
        if let Some((first, last)) = self.touch.removed {
            let (first, last) = (residue_of(first), residue_of(last));
            let word = if self.allele.alternate.is_empty() { "del" } else { "delins" };
            return Some(if first == last {
                format!("p.{first}{word}")
            } else {
                format!("p.{first}_{last}{word}")
            });
        }
        let before = residue_of(self.touch.inserted_behind?);
        Some(format!("p.{before}_{}ins", before + 1))
    }

    /// Level 1: both coding sequences are translated and compared.
    fn translated(&mut self) -> Option<Effect> {
        let coding = self.sequences?.coding(self.gene)?;
        let touch = self.touch;
        let (from, to) = match (touch.removed, touch.inserted_behind) {
            (Some((first, last)), _) => (usize::try_from(first - 1).ok()?, usize::try_from(last).ok()?),
            (None, Some(behind)) => (usize::try_from(behind).ok()?, usize::try_from(behind).ok()?),
            (None, None) => return None,
        };
        if touch.crosses_edge && touch.start_codon {
            return Some((EffectClass::StartLost, "start_lost", Some("p.M1?".to_owned())));
        }
        let bases = self.allele.alternate.as_bytes();
        let new = if self.transcript.is_reverse { reverse_complement(bases) } else { bases.to_vec() };
        let mut changed = coding.get(..from)?.to_vec();
        changed.extend_from_slice(&new);
        changed.extend_from_slice(coding.get(to..)?);
        let (before, after) = (translate(&coding), translate(&changed));
        if before.contains('X') || after.contains('X') || !before.ends_with('*') {
            return None;
        }
        if touch.start_codon && !changed.starts_with(b"ATG") {
            return Some((EffectClass::StartLost, "start_lost", Some("p.M1?".to_owned())));
        }
        if touch.crosses_edge && touch.removed.is_some_and(|(_, last)| last == self.transcript.coding_length)
        {
            return Some((EffectClass::StopLost, "stop_lost", Some(stop_name(&before))));
        }
        let effect = if self.allele.is_substitution() {
            substitution(&coding, &changed, (from, to))
        } else if (to - from).abs_diff(new.len()).is_multiple_of(3) {
            inframe(&before, &after, new.len(), to - from)
        } else {
            frameshift(&before, &after)
        };
        match effect.0 {
            EffectClass::Inframe if touch.next_to_donor => Some(self.next_to_donor(effect.2)),
            // The residue stays, the site may not: the more severe of the two terms.
            EffectClass::Silent if touch.splice_region => {
                Some((EffectClass::SpliceRegion, "splice_region_variant&synonymous_variant", effect.2))
            }
            _ => Some(effect),
        }
    }
}

fn stop_name(before: &str) -> String {
    format!("p.*{}ext*?", before.len())
}

fn substitution(coding: &[u8], changed: &[u8], (from, to): (usize, usize)) -> Effect {
    let codons = (from / 3 * 3)..(to.div_ceil(3) * 3).min(coding.len());
    let residues = |bases: &[u8]| -> String {
        let bases = bases.get(codons.clone()).unwrap_or_default();
        bases.chunks_exact(3).map(super::codons::residue).collect()
    };
    let (before, after) = (residues(coding), residues(changed));
    let first = (from / 3 + 1) as u32;
    if before == after {
        let name = before.chars().next().map(|residue| format!("p.{residue}{first}="));
        return (EffectClass::Silent, "synonymous_variant", name);
    }
    if let Some(stop) = after.find('*').filter(|at| before.get(*at..=*at) != Some("*")) {
        let old = before.chars().nth(stop).unwrap_or('X');
        let name = format!("p.{old}{}*", first + stop as u32);
        return (EffectClass::Truncating, "stop_gained", Some(name));
    }
    if before.contains('*') && !after.contains('*') {
        let name =
            format!("p.*{}{}ext*?", first + before.len() as u32 - 1, after.chars().last().unwrap_or('X'));
        return (EffectClass::StopLost, "stop_lost", Some(name));
    }
    (EffectClass::Missense, "missense_variant", protein_change(first, &before, &after))
}

fn inframe(before: &str, after: &str, n_inserted: usize, n_removed: usize) -> Effect {
    if before == after {
        return (EffectClass::Silent, "stop_retained_variant", None);
    }
    if !after.ends_with('*') {
        return (EffectClass::StopLost, "stop_lost", Some(stop_name(before)));
    }
    let name = protein_change(1, before, after);
    if after.len() * 3 + n_removed < before.len() * 3 + n_inserted {
        let at = before.bytes().zip(after.bytes()).take_while(|(a, b)| a == b).count();
        let old = before.chars().nth(at).unwrap_or('X');
        let name =
            if after.chars().nth(at) == Some('*') { Some(format!("p.{old}{}*", at + 1)) } else { name };
        return (EffectClass::Truncating, "stop_gained", name);
    }
    let word = if n_inserted < n_removed { "inframe_deletion" } else { "inframe_insertion" };
    (EffectClass::Inframe, word, name)
}

fn frameshift(before: &str, after: &str) -> Effect {
    if before == after {
        return (EffectClass::Silent, "stop_retained_variant", None);
    }
    let at = before.bytes().zip(after.bytes()).take_while(|(a, b)| a == b).count();
    if at + 1 >= before.len() {
        return (EffectClass::StopLost, "stop_lost", Some(stop_name(before)));
    }
    let old = before.chars().nth(at).unwrap_or('X');
    let number = at + 1;
    let name = match after.chars().nth(at) {
        Some('*') => format!("p.{old}{number}*"),
        Some(new) if after.ends_with('*') => format!("p.{old}{number}{new}fs*{}", after.len() - at),
        Some(new) => format!("p.{old}{number}{new}fs*?"),
        None => format!("p.{old}{number}fs"),
    };
    (EffectClass::Truncating, "frameshift_variant", Some(name))
}

fn residue_of(coding_base: u64) -> u32 {
    u32::try_from(coding_base.saturating_sub(1) / 3 + 1).unwrap_or(u32::MAX)
}

/// Where an insertion or deletion may lie with the same result, from left to right.
fn slides_of(sequences: &CodingSequences, gene: &str, allele: &Allele) -> Vec<Allele> {
    let is_pure = allele.reference.is_empty() != allele.alternate.is_empty();
    let mut places = vec![allele.clone()];
    if !is_pure {
        return places;
    }
    let mut left = allele.clone();
    while places.len() < MAX_SLIDES && slide_left(sequences, gene, &mut left) {
        places.insert(0, left.clone());
    }
    let mut right = allele.clone();
    while places.len() < MAX_SLIDES && slide_right(sequences, gene, &mut right) {
        places.push(right.clone());
    }
    places
}

fn slide_left(sequences: &CodingSequences, gene: &str, allele: &mut Allele) -> bool {
    let Some(base) = allele.pos.checked_sub(1).and_then(|p| sequences.base(gene, p)) else { return false };
    let bases = if allele.reference.is_empty() { &mut allele.alternate } else { &mut allele.reference };
    if bases.as_bytes().last() != Some(&base) {
        return false;
    }
    bases.pop();
    bases.insert(0, char::from(base));
    allele.pos -= 1;
    true
}

fn slide_right(sequences: &CodingSequences, gene: &str, allele: &mut Allele) -> bool {
    let Some(base) = sequences.base(gene, allele.last() + 1) else { return false };
    let bases = if allele.reference.is_empty() { &mut allele.alternate } else { &mut allele.reference };
    if bases.as_bytes().first() != Some(&base) {
        return false;
    }
    bases.remove(0);
    bases.push(char::from(base));
    allele.pos += 1;
    true
}

fn is_mismatch(sequences: &CodingSequences, gene: &str, allele: &Allele) -> bool {
    let bases = allele.reference.bytes().zip(allele.pos..);
    bases.into_iter().any(|(base, pos)| sequences.base(gene, pos).is_some_and(|known| known != base))
}

/// The change in `c.` notation, placed as far along the transcript as it may lie.
fn coding_change(
    transcript: &Transcript,
    sequences: Option<&CodingSequences>,
    gene: &str,
    allele: &Allele,
) -> Option<String> {
    let oriented = |bases: &str| -> String {
        let bytes = bases.as_bytes();
        let bytes = if transcript.is_reverse { reverse_complement(bytes) } else { bytes.to_vec() };
        String::from_utf8_lossy(&bytes).into_owned()
    };
    let range = |low: u64, high: u64| -> Option<String> {
        let (from, to) = if transcript.is_reverse { (high, low) } else { (low, high) };
        let first = transcript.coding_name(from)?;
        Some(if from == to { first } else { format!("{first}_{}", transcript.coding_name(to)?) })
    };
    let new = oriented(&allele.alternate);
    if allele.reference.is_empty() {
        let length = allele.alternate.len() as u64;
        let copied = if transcript.is_reverse {
            (allele.pos, allele.pos + length - 1)
        } else {
            (allele.pos.checked_sub(length)?, allele.pos - 1)
        };
        let is_copy = sequences.is_some_and(|s| {
            let mut bases = allele.alternate.bytes().zip(copied.0..);
            bases.all(|(base, pos)| s.base(gene, pos) == Some(base))
        });
        if is_copy {
            return Some(format!("c.{}dup", range(copied.0, copied.1)?));
        }
        return Some(format!("c.{}ins{new}", range(allele.pos - 1, allele.pos)?));
    }
    let place = range(allele.pos, allele.last())?;
    Some(match (allele.reference.len(), new.len()) {
        (1, 1) => format!("c.{place}{}>{new}", oriented(&allele.reference)),
        (_, 0) => format!("c.{place}del"),
        _ => format!("c.{place}delins{new}"),
    })
}
