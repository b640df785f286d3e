//! Candidates that were detected and not counted, though they would have altered their gene.

use evade_core::{Caution, DnaProfile, FilterReason, FilteredCandidate, GeneAlteration, gene_of_row};

/// One such candidate.
pub(crate) struct SetAside<'p> {
    pub(crate) gene: &'p GeneAlteration,
    candidate: &'p FilteredCandidate,
}

impl SetAside<'_> {
    /// Gene, change and reason: `KRAS p.G12C (allele fraction below the limit)`.
    pub(crate) fn words(&self) -> String {
        format!("{} ({})", self.name(), reason_words(self.candidate.reason))
    }

    /// Gene and change.
    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.gene.gene, self.candidate.change)
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
                all.push(SetAside { gene, candidate });
            }
        }
    }
    all
}

fn reason_words(reason: FilterReason) -> &'static str {
    match reason {
        FilterReason::Filter => "the caller's filter failed",
        FilterReason::LowVaf => "allele fraction below the limit",
        FilterReason::LowDepth => "too few reads",
        FilterReason::LowAltReads => "too few reads with it",
        FilterReason::InNormal => "also present in the matched normal",
        FilterReason::PopulationFrequency => "frequent in the population",
        other => other.as_str(),
    }
}
