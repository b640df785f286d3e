//! Changes of genes that matter by their loss which are known to mean something else.

use evade_core::Variant;

use crate::Build;
use crate::allele::{Allele, length_change};
use crate::gene_rules::{self, OtherMeaning};
use crate::panel::PanelGene;
use crate::protein::{ChangeKind, ProteinChange};

/// Changes of loss genes that are a gain of function, mostly of blood cells: never counted as loss.
pub(crate) fn known_other_meaning(
    variant: &Variant,
    gene: &PanelGene,
    build: Option<Build>,
) -> Option<&'static str> {
    let named = variant.hgvsp.as_deref().unwrap_or("");
    gene_rules::of(&gene.symbol)?.other_meaning.iter().find_map(|known| match known {
        OtherMeaning::Exchange { change, base, before, after, why } => {
            let is_it = named == change || is_at(variant, gene, build, (*base, before, after));
            is_it.then_some(why.as_str())
        }
        OtherMeaning::Frameshift { frameshift_from, shift, why } => {
            is_frameshift(variant, named, *frameshift_from, *shift).then_some(why.as_str())
        }
    })
}

/// Whether the variant exchanges this coding base, by its place. Bases are those of the gene's strand; genes of the
/// table that name them are read forwards.
fn is_at(
    variant: &Variant,
    gene: &PanelGene,
    build: Option<Build>,
    (base, before, after): (u64, &str, &str),
) -> bool {
    let allele = Allele::from_vcf(variant.pos, &variant.reference, &variant.alternate);
    let place = gene.transcript(build).and_then(|transcript| transcript.position_of(base));
    (Some(allele.pos), allele.reference.as_str(), allele.alternate.as_str()) == (place, before, after)
}

/// Whether the variant is a frameshift from this residue on that gains so many bases, modulo three.
fn is_frameshift(variant: &Variant, named: &str, first: u32, gained: i64) -> bool {
    let Some(change) = ProteinChange::parse(named) else { return false };
    let shift = length_change(&variant.reference, &variant.alternate);
    matches!(change.kind, ChangeKind::Frameshift { .. })
        && change.start >= first
        && (variant.pos == 0 || shift.rem_euclid(3) == gained)
}
