//! The genes with a finding in the order in which a reader needs them.

use evade_core::{
    AlterationStatus, Direction, DnaProfile, EvidenceLevel, GeneAlteration, IciNote, gene_of_row,
};

use crate::event::is_single_hit;

/// One altered gene with what is published on it.
pub(crate) struct Finding<'p> {
    pub(crate) gene: &'p GeneAlteration,
    /// The note of the part of the gene (`KRAS_G12D`) where there is one, else the gene's own.
    pub(crate) note: Option<&'p IciNote>,
}

/// Altered genes: complete events before single hits, then by level of the evidence and by direction, then in the order
/// of the panel. A row that is part of another gene's gives its note to that gene and is not repeated.
pub(crate) fn findings(dna: &DnaProfile) -> Vec<Finding<'_>> {
    let altered = || dna.genes.iter().filter(|gene| gene.status == AlterationStatus::Altered);
    let mut all: Vec<Finding<'_>> = altered()
        .filter(|gene| !is_part_of(gene, altered()))
        .map(|gene| Finding { gene, note: part_note(gene, altered()).or(gene.note.as_ref()) })
        .collect();
    all.sort_by_key(|finding| (is_single_hit(finding.gene), rank(finding.note)));
    all
}

/// Genes with a variant of unknown effect, or copies that may alter them.
pub(crate) fn of_unknown_effect(dna: &DnaProfile) -> Vec<&GeneAlteration> {
    with_status(dna, AlterationStatus::Uncertain)
}

/// Genes of this state; a part of a gene of the same state is not repeated.
pub(crate) fn with_status(dna: &DnaProfile, status: AlterationStatus) -> Vec<&GeneAlteration> {
    let same = || dna.genes.iter().filter(|gene| gene.status == status);
    same().filter(|gene| !is_part_of(gene, same())).collect()
}

fn is_part_of<'p>(gene: &GeneAlteration, mut others: impl Iterator<Item = &'p GeneAlteration>) -> bool {
    let whole = gene_of_row(&gene.gene);
    whole != gene.gene && others.any(|other| other.gene == whole)
}

fn part_note<'p>(
    gene: &GeneAlteration,
    mut others: impl Iterator<Item = &'p GeneAlteration>,
) -> Option<&'p IciNote> {
    others
        .find(|part| part.gene != gene.gene && gene_of_row(&part.gene) == gene.gene && part.note.is_some())
        .and_then(|part| part.note.as_ref())
}

/// Graded evidence first, a direction before none.
fn rank(note: Option<&IciNote>) -> (bool, Option<EvidenceLevel>, u8) {
    let level = note.and_then(|note| note.level);
    let direction = note.map_or(3, |note| match note.direction {
        Direction::Resistance | Direction::Hyperprogression | Direction::Favourable => 0,
        Direction::Mixed => 1,
        Direction::Context => 2,
    });
    (level.is_none(), level, direction)
}
