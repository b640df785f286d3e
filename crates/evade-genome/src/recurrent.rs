//! Names for exchanges that a source leaves unnamed, by the table of recurrent alleles.

use std::sync::LazyLock;

use evade_core::EffectClass;

use crate::Build;
use crate::allele::Allele;
use crate::hotspot_alleles::{HotspotAllele, HotspotAlleles};
use crate::native::{NativeAnnotator, complement};
use crate::panel::PanelGene;

static ALLELES: LazyLock<HotspotAlleles> = LazyLock::new(|| {
    let text = include_str!("../../../signatures/alterations/hotspot-alleles.tsv");
    HotspotAlleles::read(("alterations/hotspot-alleles.tsv", text)).unwrap_or_default()
});

static ANNOTATOR: LazyLock<NativeAnnotator> = LazyLock::new(|| NativeAnnotator::new(ALLELES.clone()));

/// Works out consequences from the transcripts and the table, without sequences.
pub(crate) fn annotator() -> &'static NativeAnnotator {
    &ANNOTATOR
}

/// What is known of an exchange at this place: its effect and its protein change.
pub(crate) fn at_place(gene: &PanelGene, build: Build, allele: &Allele) -> Option<(EffectClass, String)> {
    let HotspotAllele { effect, change } = ALLELES.find(build, &gene.symbol, allele)?;
    Some(((*effect)?, change.clone()))
}

/// As [`at_place`], for a single coding base.
pub(crate) fn at_coding_base(
    gene: &PanelGene,
    base: u64,
    (before, after): (char, char),
) -> Option<(EffectClass, String)> {
    gene.transcripts.iter().find_map(|(build, transcript)| {
        let on_strand = |base: u8| if transcript.is_reverse { complement(base) } else { base };
        let genomic = |base: char| u8::try_from(base).map_or(base, |b| char::from(on_strand(b))).to_string();
        let allele = Allele::from_vcf(transcript.position_of(base)?, &genomic(before), &genomic(after));
        at_place(gene, *build, &allele)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read() {
        assert!(ALLELES.len() > 1000);
    }
}
