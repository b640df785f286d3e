//! The genes with a finding in the order in which a reader needs them.

use evade_core::{
    AlterationStatus, Caution, Direction, DnaProfile, EvidenceCode, EvidenceLevel, GeneAlteration, IciNote,
    Verdict, gene_of_row,
};

use crate::event::{event, headline, is_single_hit, part_title, titled};

/// Further variants of a gene named beside the one that decides.
const NAMED_VARIANTS: usize = 3;

/// One altered gene with what is published on it.
pub(crate) struct Finding<'p> {
    pub(crate) gene: &'p GeneAlteration,
    /// The note of the part of the gene (`KRAS_G12D`) where the same variant alters it, else the row's own.
    pub(crate) note: Option<&'p IciNote>,
    /// What the variant is, where the part has words of its own: exon 14 skipping.
    title: Option<&'static str>,
    /// Other variants of the gene that may matter.
    pub(crate) others: Vec<&'p str>,
}

impl Finding<'_> {
    /// Gene and event as the first sentence has them.
    pub(crate) fn headline(&self) -> String {
        match self.title {
            Some(title) => titled(self.gene, title),
            None => headline(self.gene),
        }
    }

    /// What altered the gene.
    pub(crate) fn event(&self) -> String {
        self.title.map_or_else(|| event(self.gene), |title| format!("{title}: {}", event(self.gene)))
    }
}

/// Altered genes: complete events before single hits, then by level of the evidence and by direction, then in the order
/// of the panel. A row that is part of another gene's and altered by the same variant gives its note to that gene;
/// altered by another variant it is a finding of its own.
pub(crate) fn findings(dna: &DnaProfile) -> Vec<Finding<'_>> {
    let altered = || dna.genes.iter().filter(|gene| gene.status == AlterationStatus::Altered);
    let is_told = |row: &GeneAlteration| {
        let whole = gene_of_row(&row.gene);
        whole != row.gene && altered().any(|gene| gene.gene == whole && is_same(gene, row))
    };
    let mut all: Vec<Finding<'_>> = altered()
        .filter(|row| !is_told(row))
        .map(|gene| {
            let part = altered().find(|row| is_part(row, gene) && is_same(gene, row));
            Finding {
                gene,
                note: part.and_then(|part| part.note.as_ref()).or(gene.note.as_ref()),
                title: part.and_then(|part| part_title(&part.gene)),
                others: others(gene, dna),
            }
        })
        .collect();
    all.sort_by_key(|finding| (is_single_hit(finding.gene), rank(finding.note)));
    all
}

fn is_part(row: &GeneAlteration, gene: &GeneAlteration) -> bool {
    row.gene != gene.gene && gene_of_row(&row.gene) == gene.gene
}

/// Whether the same variant decides both rows.
fn is_same(one: &GeneAlteration, other: &GeneAlteration) -> bool {
    one.hgvsp == other.hgvsp && one.hgvsc == other.hgvsc
}

/// Variants of the gene beside the deciding one and those with a row of their own, by name.
fn others<'p>(gene: &GeneAlteration, dna: &'p DnaProfile) -> Vec<&'p str> {
    if gene_of_row(&gene.gene) != gene.gene {
        return Vec::new();
    }
    let name =
        |change: &'p Option<String>, coding: &'p Option<String>| change.as_deref().or(coding.as_deref());
    let mut told: Vec<&str> = dna
        .genes
        .iter()
        .filter(|row| row.gene == gene.gene || is_part(row, gene))
        .filter(|row| row.status == AlterationStatus::Altered)
        .filter_map(|row| name(&row.hgvsp, &row.hgvsc))
        .collect();
    let mut found = Vec::new();
    let of_gene = dna.variants.iter().filter(|v| v.gene == gene.gene && v.verdict != Verdict::Benign);
    for change in of_gene.filter_map(|v| name(&v.hgvsp, &v.hgvsc)) {
        if !told.contains(&change) {
            told.push(change);
            found.push(change);
        }
    }
    found.truncate(NAMED_VARIANTS);
    found
}

/// A gene of unknown effect as the front page names it, with the finding that is not excluded.
pub(crate) fn unknown_in_words(gene: &GeneAlteration, dna: &DnaProfile) -> String {
    let part = dna
        .genes
        .iter()
        .find(|row| is_part(row, gene) && row.status == AlterationStatus::Uncertain && is_same(gene, row));
    match part.and_then(|part| part_title(&part.gene)) {
        Some(title) => format!("{} ({title} not excluded)", headline(gene)),
        None => headline(gene),
    }
}

/// Genes with a variant of unknown effect, or copies that may alter them.
pub(crate) fn of_unknown_effect(dna: &DnaProfile) -> Vec<&GeneAlteration> {
    with_status(dna, AlterationStatus::Uncertain)
}

/// Whether the effect of the change is known, and the doubt is whether it is inherited.
pub(crate) fn may_be_inherited(gene: &GeneAlteration) -> bool {
    let is_doubted =
        gene.flags.iter().any(|f| matches!(f, Caution::GermlineLikely | Caution::PartOfGermline(_)));
    let is_known = gene.evidence.iter().any(|code| {
        use EvidenceCode::{
            ClinicalAssertion, LofLargeInframe, LofSpliceSite, LofStartLost, LofTruncating, Os1, Os3,
        };
        matches!(
            code,
            ClinicalAssertion | LofLargeInframe | LofSpliceSite | LofStartLost | LofTruncating | Os1 | Os3
        )
    });
    gene.status == AlterationStatus::Uncertain && is_doubted && is_known
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
