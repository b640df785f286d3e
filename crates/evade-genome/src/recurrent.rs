//! Names for exchanges that a source leaves unnamed, by the table of recurrent alleles.

use std::sync::LazyLock;

use evade_core::EffectClass;

use crate::Build;
use crate::native::{Allele, HotspotAllele, HotspotAlleles};
use crate::panel::PanelGene;

static ALLELES: LazyLock<HotspotAlleles> = LazyLock::new(|| {
    let text = include_str!("../../../signatures/alterations/hotspot-alleles.tsv");
    HotspotAlleles::read(("alterations/hotspot-alleles.tsv", text)).unwrap_or_default()
});

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
        let genomic = |base: char| if transcript.is_reverse { complement(base) } else { base }.to_string();
        let allele = Allele::from_vcf(transcript.position_of(base)?, &genomic(before), &genomic(after));
        at_place(gene, *build, &allele)
    })
}

fn complement(base: char) -> char {
    match base {
        'A' => 'T',
        'T' => 'A',
        'C' => 'G',
        'G' => 'C',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read() {
        assert!(ALLELES.len() > 1000);
    }
}
