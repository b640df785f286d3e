//! Consequences that annotators wrote into a record: one entry per allele and transcript, whoever wrote it.

use std::borrow::Cow;

use evade_core::{Caution, EffectClass, VariantSource};

use super::ann::AnnFields;
use super::bcsq::BcsqFields;
use super::csq::CsqFields;
use super::entry::{AlleleOf, Entry};
use super::header::VcfHeader;
use super::record::RawRecord;
use super::translated::{FORMAT, OwnWords, POPULATION};
use crate::candidate::Candidate;
use crate::consequence::{class_of_terms, has_known_effect, severity};
use crate::contradiction::{Contradiction, Words, class_of_protein};
use crate::native::AnnotationLevel;
use crate::panel::{GenePanel, PanelGene};

/// The consequence field of a file.
#[derive(Debug, Clone)]
pub(super) enum AnnotationFields {
    Csq(CsqFields),
    Ann(AnnFields),
    Bcsq(BcsqFields),
    /// Words that are put into the fields of CSQ.
    Translated(OwnWords, CsqFields),
}

impl AnnotationFields {
    /// All that the header declares: CSQ before ANN before BCSQ before annotators with words of their own.
    pub(super) fn all_in(header: &VcfHeader) -> Vec<Self> {
        let translated = |words: OwnWords| {
            let population = if words.has_population() { POPULATION } else { "" };
            let fields = CsqFields::of_description(&format!("{FORMAT}{population}"))?;
            Some(Self::Translated(words, fields))
        };
        CsqFields::from_header(header)
            .map(Self::Csq)
            .into_iter()
            .chain(AnnFields::from_header(header).map(Self::Ann))
            .chain(BcsqFields::from_header(header).map(Self::Bcsq))
            .chain(OwnWords::all_in(header).into_iter().filter_map(translated))
            .collect()
    }

    /// Whether the annotator leaves records outside genes without an entry.
    pub(super) fn is_of_genes_alone(&self) -> bool {
        matches!(self, Self::Bcsq(_) | Self::Translated(OwnWords::Impact(_), _))
    }

    /// The name of the INFO field.
    pub(super) fn key(&self) -> &str {
        match self {
            Self::Csq(_) => "CSQ",
            Self::Ann(_) => "ANN",
            Self::Bcsq(_) => "BCSQ",
            Self::Translated(OwnWords::Impact(_), _) => "IMPACT",
            Self::Translated(OwnWords::Funcotation(_), _) => "FUNCOTATION",
            Self::Translated(OwnWords::Annovar(fields), _) => fields.effect_field(),
        }
    }

    /// Who says what the variants do.
    pub(super) fn level(&self) -> AnnotationLevel {
        match self {
            Self::Csq(_) => AnnotationLevel::Csq,
            Self::Ann(_) => AnnotationLevel::Ann,
            Self::Bcsq(_) => AnnotationLevel::Bcsq,
            Self::Translated(OwnWords::Impact(_), _) => AnnotationLevel::Pave,
            Self::Translated(OwnWords::Funcotation(_), _) => AnnotationLevel::Funcotator,
            Self::Translated(OwnWords::Annovar(_), _) => AnnotationLevel::Annovar,
        }
    }

    /// The source as tables print it.
    pub(super) fn source(&self) -> VariantSource {
        self.level().into()
    }

    /// The record's entries for all its alleles; `None` where it has none.
    pub(super) fn value<'r>(&self, record: &RawRecord<'r>) -> Option<Cow<'r, str>> {
        if let Self::Translated(words, _) = self {
            return words.value(record).map(Cow::Owned);
        }
        record.info(self.key()).filter(|value| !matches!(*value, "" | ".")).map(Cow::Borrowed)
    }

    pub(super) fn entries(&self, value: &str, allele: AlleleOf<'_>) -> Vec<Entry> {
        match self {
            Self::Csq(fields) | Self::Translated(_, fields) => fields.entries(value, allele),
            Self::Ann(fields) => fields.entries(value, allele),
            Self::Bcsq(fields) => fields.entries(value, allele),
        }
    }

    /// BCSQ: the place of the record that holds the consequence of the haplotype this record is part of.
    pub(super) fn held_at(&self, record: &RawRecord<'_>) -> Option<u64> {
        let Self::Bcsq(_) = self else { return None };
        record.info(self.key())?.split(',').find_map(|entry| entry.strip_prefix('@')?.parse().ok())
    }

    /// One candidate per core gene that the allele touches.
    pub(super) fn candidates<'p>(
        &self,
        value: &str,
        allele: AlleleOf<'_>,
        panel: &'p GenePanel,
        base: &Candidate,
    ) -> Vec<(&'p PanelGene, Candidate)> {
        let mut found: Vec<(&PanelGene, Vec<Entry>)> = Vec::new();
        for entry in self.entries(value, allele) {
            // Sets of transcripts with names of their own give the gene itself, or its Ensembl id.
            let is_named = matches!(self, Self::Translated(..)) && !entry.symbol.is_empty();
            let ids = [entry.gene_id.as_str(), if is_named { "" } else { entry.transcript.as_str() }];
            let Some(gene) = panel.core_gene_by_any_id(&entry.symbol, &ids) else { continue };
            // Terms outside the gene have no class.
            if class_of(&entry).is_none() {
                continue;
            }
            match found.iter_mut().find(|(known, _)| known.symbol == gene.symbol) {
                Some((_, list)) => list.push(entry),
                None => found.push((gene, vec![entry])),
            }
        }
        let chosen = found.into_iter().filter_map(|(gene, entries)| {
            let (entry, other_is_worse) = choose(&entries, gene)?;
            let mut candidate = self.candidate(entry, base);
            if other_is_worse {
                candidate.flags.push(Caution::OtherTranscriptWorse);
            }
            Some((gene, candidate))
        });
        chosen.collect()
    }

    fn candidate(&self, entry: &Entry, base: &Candidate) -> Candidate {
        let mut flags = base.flags.clone();
        flags.extend(entry.flags.iter().cloned());
        let contradiction = contradiction_in(entry);
        let effect = contradiction.as_ref().map(|found| found.effect).or_else(|| class_of(entry));
        flags.extend(contradiction.map(|found| found.caution));
        let mut candidate = Candidate {
            effect,
            effect_word: entry.terms.clone(),
            hgvsp: entry.hgvsp.clone(),
            hgvsc: entry.hgvsc.clone(),
            transcript: Some(entry.transcript.clone()).filter(|t| !t.is_empty()),
            population_frequency: entry.population_frequency,
            impossible: base.impossible.clone().or_else(|| entry.impossible.clone()),
            source: self.source(),
            flags,
            ..base.clone()
        };
        let said = &entry.annotations;
        candidate.read_annotations(|name| Some(said.iter().find(|(known, _)| known == name)?.1.as_str()));
        candidate
    }
}

/// The class of an entry. Where its terms say nothing that is known, its protein change does.
fn class_of(entry: &Entry) -> Option<EffectClass> {
    let by_protein = || entry.hgvsp.as_deref().and_then(class_of_protein);
    if has_known_effect(&entry.terms) {
        class_of_terms(&entry.terms)
    } else {
        by_protein().or_else(|| class_of_terms(&entry.terms))
    }
}

/// Whether the terms and the protein change of an entry contradict each other.
fn contradiction_in(entry: &Entry) -> Option<Contradiction> {
    class_of_terms(&entry.terms)?;
    let protein = entry.hgvsp.as_deref().unwrap_or("");
    Words { class: "", terms: &entry.terms, protein }.contradiction()
}

/// The transcript that speaks for the gene, and whether another one has a more severe class.
fn choose<'e>(entries: &'e [Entry], gene: &PanelGene) -> Option<(&'e Entry, bool)> {
    let class = |entry: &Entry| class_of(entry).map_or(u8::MAX, severity);
    let chosen = entries.iter().min_by_key(|entry| {
        (rank(entry, gene), !entry.is_protein_coding, class(entry), u32::MAX - entry.coding_length)
    })?;
    let worst = entries.iter().map(class).min()?;
    Some((chosen, class(chosen) > worst))
}

/// MANE Select, MANE Plus Clinical, a listed accession, canonical, picked, any other.
fn rank(entry: &Entry, gene: &PanelGene) -> u8 {
    let [mane_select, mane_plus, canonical, picked] = entry.marks;
    let steps = [mane_select, mane_plus, gene.knows_transcript(&entry.transcript), canonical, picked];
    steps.iter().position(|step| *step).map_or(5, |place| place as u8)
}
