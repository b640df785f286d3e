//! Candidates that were detected and not counted, though they would have altered their gene.

use evade_core::{
    Caution, CellText, DnaProfile, FilterReason, FilteredCandidate, FilteredVariant, GeneAlteration,
    gene_of_row,
};

use crate::event::symbol;
use crate::text::two;

/// One such candidate.
pub(crate) struct SetAside<'p> {
    pub(crate) gene: &'p GeneAlteration,
    candidate: &'p FilteredCandidate,
    /// Its row among the filtered variants, with reads and the limit it missed.
    row: Option<&'p FilteredVariant>,
}

impl SetAside<'_> {
    /// Gene, change, allele fraction and reason: `KRAS p.G12C (allele fraction 0.31; filter failed: weak_evidence)`.
    pub(crate) fn words(&self) -> String {
        let detail = self.row.map(|row| row.detail.as_str()).filter(|detail| !detail.is_empty());
        let reason = reason_words(self.candidate.reason);
        let why = detail.map_or(reason.to_owned(), |detail| format!("{reason}: {detail}"));
        format!("{} ({}{why})", self.name(), self.fraction().map_or(String::new(), |f| format!("{f}; ")))
    }

    /// The same in few words, for the first sentence.
    pub(crate) fn in_short(&self) -> String {
        let notes: Vec<String> =
            self.fraction().into_iter().chain([reason_words(self.candidate.reason).to_owned()]).collect();
        format!("{} ({})", self.name(), notes.join(", "))
    }

    fn fraction(&self) -> Option<String> {
        Some(format!("allele fraction {}", two(self.row?.vaf?)))
    }

    /// Whether it stands in the matched normal, which more reads cannot settle.
    pub(crate) fn is_in_normal(&self) -> bool {
        self.candidate.reason == FilterReason::InNormal
    }

    /// Whether the question is if it is inherited, which a second assay of the tumour cannot settle.
    pub(crate) fn may_be_inherited(&self) -> bool {
        matches!(self.candidate.reason, FilterReason::PartOfGermline | FilterReason::PopulationFrequency)
    }

    /// Gene and change.
    pub(crate) fn name(&self) -> String {
        format!("{} {}", symbol(&self.gene.gene), self.candidate.change)
    }
}

fn of_gene(gene: &GeneAlteration) -> impl Iterator<Item = &FilteredCandidate> {
    gene.flags.iter().filter_map(|caution| match caution {
        Caution::CandidateFiltered(candidate) => Some(candidate),
        _ => None,
    })
}

/// Whether the gene's row tells of such a candidate.
pub(crate) fn has_set_aside(gene: &GeneAlteration) -> bool {
    of_gene(gene).next().is_some()
}

/// All of them in the order of the genes. A row that is part of another gene's (`KRAS_G12D`) does not repeat its.
pub(crate) fn set_aside(dna: &DnaProfile) -> Vec<SetAside<'_>> {
    let mut all: Vec<SetAside<'_>> = Vec::new();
    for gene in &dna.genes {
        let whole = gene_of_row(&gene.gene);
        for candidate in of_gene(gene) {
            let is_known = whole != gene.gene
                && all.iter().any(|known| known.candidate == candidate && known.gene.gene == whole);
            if !is_known {
                let is_row = |row: &&FilteredVariant| {
                    row.gene == whole
                        && row.reason == candidate.reason
                        && CellText::new(&row.change()) == candidate.change
                };
                all.push(SetAside { gene, candidate, row: dna.filtered.iter().find(is_row) });
            }
        }
    }
    all
}

fn reason_words(reason: FilterReason) -> &'static str {
    match reason {
        FilterReason::Filter => "did not pass the caller's filter",
        FilterReason::LowVaf => "allele fraction below the limit",
        FilterReason::LowDepth => "too few reads",
        FilterReason::LowAltReads => "too few reads with it",
        FilterReason::InNormal => "also present in the matched normal",
        FilterReason::PopulationFrequency => "frequent in the population",
        FilterReason::PartOfGermline => "may be part of an inherited change",
        FilterReason::ImpossibleValue => "its record holds an impossible value",
        other => other.as_str(),
    }
}
