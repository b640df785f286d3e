//! What the alleles and their place say where an annotator's words leave a gap or cannot be true.
//!
//! A word may be of another transcript, coarser than the change, or simply wrong; the bases and the place in the genome
//! are not. What is missing is filled in from them, and a word for "no change" that they contradict is not believed.

use evade_core::{Caution, CellText, EffectClass, VariantSource};

use crate::Build;
use crate::allele::Allele;
use crate::candidate::Candidate;
use crate::coding_change::CodingChange;
use crate::contradiction::residues_stay_as_many;
use crate::hotspot::{HotspotKind, beyond_mane};
use crate::native::{NativeAnnotator, NativeCall, complement, residue};
use crate::panel::{PanelGene, without_version};
use crate::protein::{ChangeKind, ProteinChange};
use crate::recurrent;
use crate::skipped_exon::is_of_skipped_exon;

/// The MANE transcript has an accession of `RefSeq` and one of Ensembl; those behind them are of the hotspot list.
const N_MANE_ACCESSIONS: usize = 2;

/// Corrects the candidate of an annotated source by its alleles and their place.
pub(crate) fn weigh(
    candidate: &mut Candidate,
    gene: &PanelGene,
    build: Option<Build>,
    native: Option<&NativeAnnotator>,
) {
    let is_annotated = !matches!(candidate.source, VariantSource::VcfNative | VariantSource::Reported);
    let is_contradicted = candidate.flags.iter().any(|flag| matches!(flag, Caution::EffectWordsDisagree(_)));
    let is_sound = candidate.impossible.is_none() && candidate.misplaced.is_none();
    // Skipping of an exon is judged by the bases that go, whatever the words.
    if !is_annotated || is_contradicted || !is_sound || is_of_skipped_exon(candidate, gene, build) {
        return;
    }
    let native = native.unwrap_or_else(|| recurrent::annotator());
    let placed = build.and_then(|build| Placed::of(candidate, gene, build, native));
    match (candidate.effect, placed) {
        (Some(EffectClass::Inframe), Some(placed)) => placed.complete_inframe(candidate),
        (Some(EffectClass::Inframe), None) => name_by_coding_change(candidate),
        (Some(EffectClass::Noncoding), Some(placed)) => placed.doubt_noncoding(candidate),
        (Some(EffectClass::Silent | EffectClass::SpliceRegion), Some(placed)) => {
            placed.doubt_silent(candidate);
        }
        _ => {}
    }
}

/// A candidate's alleles in their gene, and what they do there.
struct Placed<'a> {
    gene: &'a PanelGene,
    build: Build,
    allele: Allele,
    own: NativeCall,
}

impl<'a> Placed<'a> {
    fn of(
        candidate: &Candidate,
        gene: &'a PanelGene,
        build: Build,
        native: &NativeAnnotator,
    ) -> Option<Self> {
        let are_bases = |text: &str| text == "-" || text.chars().all(|c| "ACGT".contains(c));
        let is_placed = candidate.pos > 0
            && candidate.chrom == gene.chrom
            && are_bases(&candidate.reference)
            && are_bases(&candidate.alternate);
        if !is_placed {
            return None;
        }
        let allele = Allele::from_maf(candidate.pos, &candidate.reference, &candidate.alternate);
        let own = native.annotate(gene, build, &allele)?;
        (!own.is_reference_mismatch()).then_some(Self { gene, build, allele, own })
    }

    /// Names an in-frame change that has no protein change, and an exchange that a coarse word calls in-frame.
    fn complete_inframe(&self, candidate: &mut Candidate) {
        let change = candidate.hgvsp.as_deref().and_then(ProteinChange::parse);
        let change = change.filter(|change| change.kind != ChangeKind::Other);
        if self.allele.is_substitution() {
            match change {
                None if self.own.effect == EffectClass::Silent => self.contradict(candidate),
                None if is_in_protein(self.own.effect) => self.take_over(candidate),
                Some(change) if residues_stay_as_many(&change) => {
                    candidate.effect = Some(EffectClass::Missense);
                }
                _ => {}
            }
            return;
        }
        if change.is_some() {
            return;
        }
        match self.own.effect {
            EffectClass::Inframe => {
                candidate.hgvsp.clone_from(&self.own.hgvsp);
                candidate.hgvsc = candidate.hgvsc.take().or_else(|| self.own.hgvsc.clone());
                self.add_flags(candidate);
            }
            // The number of bases shifts the frame.
            EffectClass::Truncating if !length_is_of_codons(&self.allele) => self.contradict(candidate),
            _ => name_by_coding_change(candidate),
        }
    }

    /// A word for bases outside the coding sequence, where the panel's transcript has coding bases or a splice site.
    fn doubt_noncoding(&self, candidate: &mut Candidate) {
        if !is_in_protein(self.own.effect) {
            return;
        }
        let is_mane = candidate.transcript.as_deref().is_some_and(|t| self.is_mane(t));
        // Without the sequence an insertion or deletion may be written beside a site that it leaves whole.
        let may_slide = self.own.effect == EffectClass::SpliceSite && !self.allele.is_substitution();
        if is_mane && may_slide {
            return;
        }
        if is_mane || may_slide || candidate.source == VariantSource::Maf {
            self.contradict(candidate);
        } else {
            self.take_over(candidate);
        }
    }

    /// A word for residues that stay, where the alleles are known to exchange one or cannot leave it as it is.
    fn doubt_silent(&self, candidate: &mut Candidate) {
        let is_known = matches!(
            self.own.effect,
            EffectClass::Missense
                | EffectClass::Truncating
                | EffectClass::Inframe
                | EffectClass::StartLost
                | EffectClass::StopLost
        );
        let is_silent = candidate.effect == Some(EffectClass::Silent);
        let cannot_be = || {
            is_silent && self.own.is_untranslated() && self.allele.is_substitution() && !self.may_be_silent()
        };
        if (is_known && (is_silent || self.own.hgvsp.is_some() && self.allele.is_substitution()))
            || cannot_be()
        {
            self.contradict(candidate);
        }
    }

    fn is_mane(&self, transcript: &str) -> bool {
        let plain = without_version(transcript);
        self.gene.accessions.iter().take(N_MANE_ACCESSIONS).any(|known| known == plain)
    }

    /// The panel's transcript decides: the words are of another one, or say less than the alleles.
    fn take_over(&self, candidate: &mut Candidate) {
        let source = candidate.source;
        *candidate = Candidate { source, ..self.own.applied_to(candidate) };
    }

    /// Neither is believed: the effect is that of the alleles, and its row says that the words disagree.
    fn contradict(&self, candidate: &mut Candidate) {
        let own = self.own.hgvsp.as_ref().or(self.own.hgvsc.as_ref());
        let words = format!("{} / {}", candidate.effect_word, own.map_or(self.own.word, String::as_str));
        candidate.effect = Some(self.own.effect);
        candidate.hgvsp.clone_from(&self.own.hgvsp);
        candidate.hgvsc.clone_from(&self.own.hgvsc);
        candidate.transcript.clone_from(&self.own.transcript);
        self.add_flags(candidate);
        Caution::EffectWordsDisagree(CellText::new(&words)).add_to(&mut candidate.flags);
    }

    fn add_flags(&self, candidate: &mut Candidate) {
        for flag in &self.own.flags {
            flag.clone().add_to(&mut candidate.flags);
        }
    }

    /// Whether some codons with these bases keep their residues. An exchange of the second base of a codon never does,
    /// one of the first seldom.
    fn may_be_silent(&self) -> bool {
        let Some(transcript) = self.gene.transcripts.get(&self.build) else { return true };
        let bases = self.allele.reference.bytes().zip(self.allele.alternate.bytes());
        let on_strand = |base: u8| if transcript.is_reverse { complement(base) } else { base };
        let mut codons: Vec<(u32, Exchanged)> = Vec::new();
        for (pos, (before, after)) in (self.allele.pos..).zip(bases) {
            let Some(base) = transcript.coding_base_at(pos) else { return true };
            let number = u32::try_from((base - 1) / 3 + 1).unwrap_or(u32::MAX);
            if codons.last().is_none_or(|(known, _)| *known != number) {
                codons.push((number, [None; 3]));
            }
            let slot = usize::try_from((base - 1) % 3).unwrap_or_default();
            if let Some((_, exchanged)) = codons.last_mut()
                && let Some(slot) = exchanged.get_mut(slot)
            {
                *slot = Some((on_strand(before), on_strand(after)));
            }
        }
        codons.iter().all(|(number, exchanged)| {
            let is_stop = *number > transcript.residues();
            may_stay(*exchanged, |residue| (residue == '*') == is_stop && self.may_stand_at(*number, residue))
        })
    }

    /// Whether a residue may stand at a place; that of a hotspot is known by its name.
    fn may_stand_at(&self, number: u32, residue: char) -> bool {
        let listed = number + beyond_mane(&self.gene.symbol);
        let mut here = self.gene.hotspots.iter();
        let hotspot = here.find(|h| h.kind == HotspotKind::Residue && h.start == listed);
        hotspot.is_none_or(|hotspot| hotspot.name.starts_with(residue))
    }
}

/// The bases of a codon that are exchanged, before and after.
type Exchanged = [Option<(u8, u8)>; 3];

/// Whether any codon with these bases, of a residue that may stand there, reads the same after the exchange.
fn may_stay(exchanged: Exchanged, may_stand: impl Fn(char) -> bool) -> bool {
    let bases = *b"ACGT";
    let mut codons =
        bases.into_iter().flat_map(|a| bases.into_iter().flat_map(move |b| bases.map(|c| [a, b, c])));
    codons.any(|codon| {
        let fits = codon.iter().zip(exchanged).all(|(base, e)| e.is_none_or(|(before, _)| before == *base));
        let mut new = codon;
        for (base, e) in new.iter_mut().zip(exchanged) {
            *base = e.map_or(*base, |(_, after)| after);
        }
        fits && residue(&codon) == residue(&new) && may_stand(residue(&codon))
    })
}

/// Whether a class says that the protein changes or may change.
fn is_in_protein(effect: EffectClass) -> bool {
    !matches!(
        effect,
        EffectClass::Noncoding | EffectClass::SpliceRegion | EffectClass::Silent | EffectClass::Fusion
    )
}

fn length_is_of_codons(allele: &Allele) -> bool {
    allele.reference.len().abs_diff(allele.alternate.len()).is_multiple_of(3)
}

/// The residues of an in-frame change, by the numbers of its coding change.
fn name_by_coding_change(candidate: &mut Candidate) {
    if candidate.hgvsp.as_deref().and_then(ProteinChange::parse).is_some() {
        return;
    }
    let coding = candidate.hgvsc.as_deref().and_then(CodingChange::parse);
    if let Some((EffectClass::Inframe, Some(change))) = coding.map(|coding| coding.effect()) {
        candidate.hgvsp = Some(change);
        Caution::ChangeWithoutResidues.add_to(&mut candidate.flags);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exchange_of_the_second_base_of_a_codon_is_never_silent() {
        let any = |residue: char| residue != '*';
        let at = |place: usize, before: u8, after: u8| {
            let mut bases = [None; 3];
            bases[place] = Some((before, after));
            bases
        };
        for (before, after) in [(b'G', b'A'), (b'C', b'T'), (b'A', b'C')] {
            assert!(!may_stay(at(1, before, after), any));
        }
        // Leucine and arginine have codons with either first base.
        assert!(may_stay(at(0, b'C', b'T'), any) && may_stay(at(0, b'A', b'C'), any));
        assert!(!may_stay(at(0, b'G', b'A'), any));
        assert!(may_stay(at(2, b'C', b'T'), any));
        // CAA and CAG stand for glutamine, CAT for histidine.
        assert!(!may_stay(at(2, b'A', b'T'), |residue| residue == 'Q'));
        // Of stop codons TAA and TGA.
        assert!(may_stay(at(1, b'A', b'G'), |residue| residue == '*'));
        // TCx and AGy are serine.
        assert!(may_stay([Some((b'T', b'A')), Some((b'C', b'G')), None], any));
    }
}
