//! Consequences that annotators wrote into a record: one entry per allele and transcript, whoever wrote it.

use evade_core::{Caution, EffectClass, VariantSource};

use super::ann::AnnFields;
use super::bcsq::BcsqFields;
use super::csq::CsqFields;
use super::header::VcfHeader;
use super::record::RawRecord;
use crate::candidate::Candidate;
use crate::consequence::{class_of_terms, severity};
use crate::panel::{GenePanel, PanelGene};

/// The consequence field of a file.
#[derive(Debug, Clone)]
pub(super) enum AnnotationFields {
    Csq(CsqFields),
    Ann(AnnFields),
    Bcsq(BcsqFields),
}

/// The effect of one allele on one transcript.
#[derive(Debug, Clone, Default)]
pub(super) struct Entry {
    pub(super) symbol: String,
    pub(super) gene_id: String,
    pub(super) transcript: String,
    pub(super) terms: String,
    pub(super) hgvsp: Option<String>,
    pub(super) hgvsc: Option<String>,
    /// MANE Select, MANE Plus Clinical, canonical, picked.
    pub(super) marks: [bool; 4],
    pub(super) is_protein_coding: bool,
    /// Coding length, where the annotator gives it.
    pub(super) coding_length: u32,
    pub(super) population_frequency: Option<f64>,
    pub(super) flags: Vec<Caution>,
    /// What plugins and curated sources say, by lower-case name of the field.
    pub(super) annotations: Vec<(String, String)>,
}

/// The alternate allele that is asked about.
#[derive(Debug, Clone, Copy)]
pub(super) struct AlleleOf<'r> {
    pub(super) record: &'r RawRecord<'r>,
    pub(super) alternates: &'r [&'r str],
    pub(super) index: usize,
}

impl<'r> AlleleOf<'r> {
    pub(super) fn alternate(&self) -> &'r str {
        self.alternates.get(self.index).copied().unwrap_or("")
    }
}

impl AnnotationFields {
    /// CSQ before ANN before BCSQ, by what the header declares.
    pub(super) fn from_header(header: &VcfHeader) -> Option<Self> {
        CsqFields::from_header(header)
            .map(Self::Csq)
            .or_else(|| AnnFields::from_header(header).map(Self::Ann))
            .or_else(|| BcsqFields::from_header(header).map(Self::Bcsq))
    }

    /// The name of the INFO field.
    pub(super) fn key(&self) -> &'static str {
        match self {
            Self::Csq(_) => "CSQ",
            Self::Ann(_) => "ANN",
            Self::Bcsq(_) => "BCSQ",
        }
    }

    /// The source as tables print it.
    pub(super) fn source(&self) -> VariantSource {
        match self {
            Self::Csq(_) => VariantSource::VcfCsq,
            Self::Ann(_) => VariantSource::VcfAnn,
            Self::Bcsq(_) => VariantSource::VcfBcsq,
        }
    }

    /// The record's entries for all its alleles; `None` where it has none.
    pub(super) fn value<'r>(&self, record: &RawRecord<'r>) -> Option<&'r str> {
        record.info(self.key()).filter(|value| !matches!(*value, "" | "."))
    }

    pub(super) fn entries(&self, value: &str, allele: AlleleOf<'_>) -> Vec<Entry> {
        match self {
            Self::Csq(fields) => fields.entries(value, allele),
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
            let ids = [entry.gene_id.as_str(), entry.transcript.as_str()];
            let Some(gene) = panel.core_gene_by_any_id(&entry.symbol, &ids) else { continue };
            // Terms outside the gene have no class.
            if class_of_terms(&entry.terms).is_none() {
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
        let mut candidate = Candidate {
            effect: class_of_terms(&entry.terms),
            effect_word: entry.terms.clone(),
            hgvsp: entry.hgvsp.clone(),
            hgvsc: entry.hgvsc.clone(),
            transcript: Some(entry.transcript.clone()).filter(|t| !t.is_empty()),
            population_frequency: entry.population_frequency,
            source: self.source(),
            flags,
            ..base.clone()
        };
        let said = &entry.annotations;
        candidate.read_annotations(|name| Some(said.iter().find(|(known, _)| known == name)?.1.as_str()));
        candidate
    }
}

/// The transcript that speaks for the gene, and whether another one has a more severe class.
fn choose<'e>(entries: &'e [Entry], gene: &PanelGene) -> Option<(&'e Entry, bool)> {
    let class = |entry: &Entry| class_of_terms(&entry.terms).map_or(u8::MAX, severity);
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

/// The protein change from residue number and residues, for annotators that were not asked for HGVS.
pub(super) fn change_from_residues(number: &str, residues: &str, terms: &str) -> Option<String> {
    let number = number.split(['-', '/']).next()?.parse::<u32>().ok()?;
    if class_of_terms(terms) == Some(EffectClass::Truncating) && residues.contains('X') {
        let before = residues.chars().next().filter(char::is_ascii_uppercase)?;
        return Some(format!("p.{before}{number}fs"));
    }
    let (before, after) = residues.split_once('/')?;
    (before.len() == 1 && after.len() == 1 && before != "-" && after != "-")
        .then(|| format!("p.{before}{number}{after}"))
}

/// Places of named fields in an entry, as the header gives their order.
#[derive(Debug, Clone)]
pub(super) struct FieldOrder {
    pub(super) names: Vec<String>,
}

impl FieldOrder {
    /// Splits a list at `|`; names in lower case without blanks.
    pub(super) fn parse(list: &str) -> Self {
        let trimmed = list.trim().trim_matches(['"', '\'']);
        let names = trimmed.split('|').map(|n| n.trim().trim_matches('\'').to_lowercase().replace(' ', ""));
        Self { names: names.collect() }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.names.iter().any(|n| n == name)
    }

    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|n| n == name)
    }

    /// The field of an entry; empty where there is none.
    pub(super) fn text<'e>(&self, fields: &[&'e str], name: &str) -> &'e str {
        self.place(name).and_then(|i| fields.get(i)).copied().unwrap_or("")
    }
}

pub(super) fn unescaped(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    text.replace("%3D", "=").replace("%3A", ":").replace("%2C", ",").replace("%3B", ";")
}
