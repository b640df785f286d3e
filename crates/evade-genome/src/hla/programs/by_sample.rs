//! The genes that a file names, by sample.

use std::collections::BTreeMap;

use evade_core::{HlaGene, HlaMethod, HlaReason};

use crate::table::is_name;

/// Genes by sample; the key is empty where the file names no sample.
pub(super) type GenesBySample = BTreeMap<String, Vec<HlaGene>>;

/// Adds a gene to its sample; a second row of the same gene is an error. Rows without a sample may be of several.
pub(super) fn insert_gene(samples: &mut GenesBySample, sample: &str, gene: HlaGene) -> Result<(), String> {
    let name = if is_name(sample) { sample } else { "" };
    let rows = samples.entry(name.to_owned()).or_default();
    if !name.is_empty() && rows.iter().any(|known| known.gene == gene.gene) {
        return Err(format!("{} is there twice for this sample", gene.gene));
    }
    rows.push(gene);
    Ok(())
}

/// Takes rows without a sample from a table that names samples elsewhere: each may be of any of them, so that a sample
/// without a row of its own for the gene has no state of it. Where no row names a
/// sample, all are of one.
pub(super) fn settle_unclaimed(samples: &mut GenesBySample) -> Result<(), String> {
    let without_name: Vec<String> = samples.keys().filter(|name| !is_name(name)).cloned().collect();
    let is_named = samples.len() > without_name.len();
    let unclaimed: Vec<HlaGene> =
        without_name.iter().filter_map(|name| samples.remove(name)).flatten().collect();
    if !is_named {
        let mut genes: Vec<&str> = unclaimed.iter().map(|gene| gene.gene.as_str()).collect();
        genes.sort_unstable();
        let twice = genes.iter().zip(genes.iter().skip(1)).find(|(one, next)| one == next);
        if let Some((twice, _)) = twice {
            return Err(format!("{twice} is there twice, and no row names its sample"));
        }
        if !without_name.is_empty() {
            samples.insert(String::new(), unclaimed);
        }
        return Ok(());
    }
    for own in samples.values_mut() {
        for gene in &unclaimed {
            if own.iter().all(|known| known.gene != gene.gene) {
                own.push(HlaGene {
                    method: gene.method.or(Some(HlaMethod::Table)),
                    source: gene.source.clone(),
                    ..HlaGene::not_evaluable(&gene.gene, HlaReason::RowWithoutSample)
                });
            }
        }
    }
    Ok(())
}
