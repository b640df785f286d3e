//! Candidates that were read and not counted, though they would have altered their gene.

use evade_core::{DnaProfile, GeneAlteration};

/// Start of the flag of a gene's row; the change and the reason follow, parted by colons.
const FLAG: &str = "candidate_filtered:";

/// One such candidate.
pub(crate) struct SetAside<'p> {
    pub(crate) gene: &'p GeneAlteration,
    change: &'p str,
    reason: &'p str,
}

impl SetAside<'_> {
    /// Gene, change and reason: `KRAS p.G12C (allele fraction below the limit)`.
    pub(crate) fn words(&self) -> String {
        format!("{} ({})", self.name(), reason_words(self.reason))
    }

    /// Gene and change.
    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.gene.gene, self.change)
    }
}

/// Whether the gene's row tells of such a candidate.
pub(crate) fn has_set_aside(gene: &GeneAlteration) -> bool {
    gene.flags.iter().any(|flag| flag.starts_with(FLAG))
}

/// All of them in the order of the genes. A row that is part of another gene's (`KRAS_G12D`) does not repeat its.
pub(crate) fn set_aside(dna: &DnaProfile) -> Vec<SetAside<'_>> {
    let mut all: Vec<SetAside<'_>> = Vec::new();
    for gene in &dna.genes {
        for (change, reason) in gene.flags.iter().filter_map(|flag| flag.strip_prefix(FLAG)?.rsplit_once(':'))
        {
            let is_known = all.iter().any(|known| {
                (known.change, known.reason) == (change, reason)
                    && gene.gene.strip_prefix(&known.gene.gene).is_some_and(|rest| rest.starts_with('_'))
            });
            if !is_known {
                all.push(SetAside { gene, change, reason });
            }
        }
    }
    all
}

fn reason_words(reason: &str) -> &str {
    match reason {
        "filter" => "the caller's filter failed",
        "low_vaf" => "allele fraction below the limit",
        "low_depth" => "too few reads",
        "low_alt_reads" => "too few reads with it",
        "in_normal" => "in the normal too",
        "population_frequency" => "common among people",
        other => other,
    }
}
