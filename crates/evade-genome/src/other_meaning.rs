//! Changes of genes that matter by their loss which are known to mean something else.

use evade_core::Variant;

use crate::Build;
use crate::allele::{Allele, length_change};
use crate::panel::PanelGene;
use crate::protein::{ChangeKind, ProteinChange};

/// Residue from which the frameshifts of myeloproliferative neoplasms give CALR its new tail: exon 9.
const CALR_EXON_9: u32 = 352;

/// Coding base of JAK2 that V617F exchanges.
const V617F_BASE: u64 = 1849;

/// Changes of loss genes that are a gain of function, mostly of blood cells: never counted as loss.
pub(crate) fn known_other_meaning(
    variant: &Variant,
    gene: &PanelGene,
    build: Option<Build>,
) -> Option<&'static str> {
    let change = variant.hgvsp.as_deref().unwrap_or("");
    match variant.gene.as_str() {
        "JAK2" if change == "p.V617F" || is_v617f(variant, gene, build) => {
            Some("JAK2 V617F is a gain of function, mostly of blood cells: not a loss")
        }
        "CALR" if is_calr_gain(variant, change) => {
            Some("CALR exon 9 +1 frameshift is a gain of function of blood cells: not a loss")
        }
        _ => None,
    }
}

/// JAK2 c.1849G>T by its place; the gene is read forwards.
fn is_v617f(variant: &Variant, gene: &PanelGene, build: Option<Build>) -> bool {
    let allele = Allele::from_vcf(variant.pos, &variant.reference, &variant.alternate);
    let place = gene.transcript(build).and_then(|transcript| transcript.position_of(V617F_BASE));
    (Some(allele.pos), allele.reference.as_str(), allele.alternate.as_str()) == (place, "G", "T")
}

/// A +1 frameshift of exon 9: 52 bases lost, 5 gained, or as much but for whole codons.
fn is_calr_gain(variant: &Variant, change: &str) -> bool {
    let Some(parsed) = ProteinChange::parse(change) else { return false };
    let shift = length_change(&variant.reference, &variant.alternate);
    matches!(parsed.kind, ChangeKind::Frameshift { .. })
        && parsed.start >= CALR_EXON_9
        && (variant.pos == 0 || shift.rem_euclid(3) == 2)
}
