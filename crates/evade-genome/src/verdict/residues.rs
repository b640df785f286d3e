//! Which residues an exchange is of, in the numbers of the hotspot list, and how it is named.

use evade_core::{Caution, EvidenceCode};

use super::Case;
use crate::allele::Allele;
use crate::hotspot::{Hotspot, beyond_mane};
use crate::native::complement;
use crate::panel::without_version;
use crate::protein::ChangeKind;
use crate::transcript::Transcript;

/// Residues of an exchange.
#[derive(Clone, Copy)]
pub(super) struct Residues {
    pub(super) first: u32,
    last: u32,
    /// The first residue as the text has it.
    stated: u32,
    /// Whether the place in the genome tells them.
    are_by_place: bool,
}

impl<'a> Case<'a> {
    /// Whether a residue of the exchange is a hotspot; the codes say how often it was seen.
    pub(super) fn hotspot_residue(&mut self) -> bool {
        let residues = self.residues();
        let Some(hotspot) = self.hotspot_at(residues).or_else(|| self.hotspot_of_isoform(residues)) else {
            return false;
        };
        let after = self.change.and_then(|c| c.after).map(String::from).unwrap_or_default();
        let same_change = hotspot.count(&after);
        let code = match (hotspot.total >= 50, same_change >= 10) {
            (true, true) => EvidenceCode::Os3,
            (false, true) => EvidenceCode::Om3,
            (_, false) => EvidenceCode::Om4,
        };
        let name = EvidenceCode::hotspot(&hotspot.name);
        self.hotspot_residue = Some(hotspot.start);
        self.code(code);
        self.code(name);
        true
    }

    /// The hotspot among these residues. Where the text alone gives the number, its letter must be that of the
    /// hotspot: another letter shows that it counts on another isoform.
    pub(super) fn hotspot_at(&self, residues: Residues) -> Option<&'a Hotspot> {
        let is_letter = |hotspot: &&Hotspot| {
            let stated =
                self.change.filter(|change| !residues.are_by_place && change.start == residues.stated);
            let before = stated.filter(|_| residues.first == hotspot.start).and_then(|change| change.before);
            before.is_none_or(|before| before == '?' || hotspot.name.starts_with(before))
        };
        let mut here = self.gene.hotspots.iter().filter(|h| h.is_of_exchanges());
        here.find(|h| (residues.first..=residues.last).contains(&h.start) && is_letter(h))
    }

    /// The hotspot of an exchange without place, by the numbers of an isoform that is also in use; its letter must fit.
    pub(super) fn hotspot_of_isoform(&mut self, residues: Residues) -> Option<&'a Hotspot> {
        let before = self.change.filter(|_| !residues.are_by_place).and_then(|change| change.before)?;
        let numbered = self.rules.map_or(&[][..], |rules| &rules.numbered_beyond);
        let found = numbered.iter().find_map(|beyond| {
            let residue = residues.stated.checked_sub(*beyond)?;
            let mut here = self.gene.hotspots.iter().filter(|h| h.is_of_exchanges());
            here.find(|h| h.start == residue && h.name.starts_with(before))
        })?;
        self.flag(Caution::ResidueOfAnotherTranscript);
        Some(found)
    }

    /// The exchange by the usual number of its residue, where the place shows a hotspot and the input counts on another
    /// transcript: BRAF p.V600E for p.V640E.
    pub(super) fn usual_name(&self) -> Option<String> {
        let (change, residue) = self.change.zip(self.hotspot_residue)?;
        let is_of_another = self.flags.contains(&Caution::ResidueOfAnotherTranscript);
        let (before, after) = change.before.zip(change.after)?;
        let is_it = is_of_another && change.kind == ChangeKind::Missense && change.start != residue;
        is_it.then(|| format!("p.{before}{residue}{after}"))
    }

    /// Residues of the exchange in the numbers of the hotspot list. For bases of a known build the place in the genome
    /// decides, because numbers in the text may be those of another isoform.
    pub(super) fn residues(&mut self) -> Residues {
        let (stated, stated_end) = self.change.map_or((0, 0), |c| (c.start, c.end));
        let beyond = beyond_mane(&self.gene.symbol);
        if let Some((first, last)) = self.residues_by_place() {
            if stated != 0 && (stated > last || stated_end < first) {
                self.flag(Caution::ResidueOfAnotherTranscript);
            }
            return Residues { first: first + beyond, last: last + beyond, stated, are_by_place: true };
        }
        let by_text = |first: u32, last: u32| Residues { first, last, stated, are_by_place: false };
        let Some(transcript) = self.candidate.transcript.as_deref() else {
            return by_text(stated, stated_end);
        };
        if !self.gene.knows_transcript(transcript) {
            self.flag(Caution::UnlistedTranscript);
            return by_text(0, 0);
        }
        let is_of_list = self.gene.hotspots.iter().any(|h| h.transcript == without_version(transcript));
        if beyond > 0 && !is_of_list {
            by_text(stated + beyond, stated_end + beyond)
        } else {
            by_text(stated, stated_end)
        }
    }

    /// The bases that stand for as many others, where they lie in the genome.
    pub(super) fn exchanged_bases(&self) -> Option<(&'a Transcript, Allele)> {
        let transcript = self.gene.transcripts.get(&self.build?)?;
        let candidate = self.candidate;
        let allele = Allele::from_maf(candidate.pos, &candidate.reference, &candidate.alternate);
        let are_bases = |text: &str| !text.is_empty() && text.chars().all(|c| "ACGT".contains(c));
        let is_exchange = allele.reference.len() == allele.alternate.len()
            && are_bases(&allele.reference)
            && are_bases(&allele.alternate);
        (candidate.pos > 0 && is_exchange).then_some((transcript, allele))
    }

    /// First and last residue of exchanged bases on the MANE transcript.
    pub(super) fn residues_by_place(&self) -> Option<(u32, u32)> {
        let (transcript, allele) = self.exchanged_bases()?;
        let ends = transcript.residue_at(allele.pos).zip(transcript.residue_at(allele.last()))?;
        Some((ends.0.min(ends.1), ends.0.max(ends.1)))
    }

    /// The coding change of exchanged bases on the MANE transcript.
    pub(super) fn coding_name(&self) -> Option<String> {
        let (transcript, allele) = self.exchanged_bases()?;
        let on_strand = |bases: &str| if transcript.is_reverse { opposite(bases) } else { bases.to_owned() };
        let (before, after) = (on_strand(&allele.reference), on_strand(&allele.alternate));
        let ends = (transcript.coding_name(allele.pos)?, transcript.coding_name(allele.last())?);
        let (first, last) = if transcript.is_reverse { (ends.1, ends.0) } else { ends };
        Some(if first == last {
            format!("c.{first}{before}>{after}")
        } else {
            format!("c.{first}_{last}delins{after}")
        })
    }

    /// Whether one base of a known place is exchanged; a MAF writes `-` for an allele that is not there.
    pub(super) fn is_single_base(&self) -> bool {
        let is_base = |allele: &str| allele.len() == 1 && allele != "-";
        self.candidate.pos > 0 && is_base(&self.candidate.reference) && is_base(&self.candidate.alternate)
    }
}

/// The bases of the other strand.
fn opposite(bases: &str) -> String {
    bases.bytes().rev().map(|base| char::from(complement(base))).collect()
}
