//! The genes that a file names, by sample.

use std::collections::BTreeMap;

use evade_core::HlaGene;

/// Genes by sample; the key is empty where the file names no sample.
pub(super) type GenesBySample = BTreeMap<String, Vec<HlaGene>>;

/// Adds a gene to its sample; a second row of the same gene is an error.
pub(super) fn insert_gene(samples: &mut GenesBySample, sample: String, gene: HlaGene) -> Result<(), String> {
    let rows = samples.entry(sample).or_default();
    if rows.iter().any(|known| known.gene == gene.gene) {
        return Err(format!("{} is there twice for this sample", gene.gene));
    }
    rows.push(gene);
    Ok(())
}
