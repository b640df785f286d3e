//! Functional readouts in a reference to be built: its tumours of which DNA is known, and other laboratories' tumours.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use evade_core::ReadoutScale;
use evade_io::{read_deletions, read_gene_states};
use evade_resistance::{KnownDna, MeasuredTumour, fit};
use evade_stream::Source;

use super::make::CohortInput;
use crate::readouts::Readouts;

/// What DNA says of the tumours of a reference, by sample.
#[derive(Debug, Default)]
pub(crate) struct DnaOfTumours(HashMap<String, KnownDna>);

/// A tumour of the reference with its readouts.
pub(crate) struct ReadTumour {
    pub(crate) cohort: usize,
    pub(crate) id: String,
    /// Per readout its value.
    pub(crate) values: Vec<Option<f64>>,
}

impl DnaOfTumours {
    /// Reads tables of gene states (`alterations.tsv`) and of homozygous deletions.
    pub(crate) fn read<'a>(
        alterations: impl IntoIterator<Item = &'a Path>,
        deletions: impl IntoIterator<Item = &'a Path>,
    ) -> crate::Result<Self> {
        let mut tumours: HashMap<String, KnownDna> = HashMap::new();
        for path in alterations {
            for row in read_gene_states(&Source::from_argument(path).read()?)? {
                tumours.entry(row.sample).or_default().status.insert(row.gene, row.status);
            }
        }
        for path in deletions {
            let rows = read_deletions(&Source::from_argument(path).read()?)?;
            // A list of deletions names the genes that were looked at by those that it found in any sample.
            let tested: BTreeSet<String> = rows.iter().flat_map(|row| row.genes.iter().cloned()).collect();
            for row in rows {
                let known = tumours.entry(row.sample).or_default();
                for gene in &tested {
                    *known.deleted.entry(gene.clone()).or_default() |= row.genes.contains(gene);
                }
            }
        }
        Ok(Self(tumours))
    }

    /// Whether nothing is known of any tumour.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Genes of the readouts of which no row says anything.
    pub(crate) fn without_a_row<'r>(&self, readouts: &'r Readouts) -> Vec<&'r str> {
        let has_row = |gene: &str| self.0.values().any(|known| known.status.contains_key(gene));
        let genes = readouts.rules.readout.iter().flat_map(|readout| &readout.genes);
        genes.map(String::as_str).filter(|gene| !has_row(gene)).collect()
    }

    /// The distributions of every readout, of the tumours of each histology; `elsewhere` are the values of the tumours of
    /// each other laboratory.
    pub(crate) fn scales(
        &self,
        readouts: &Readouts,
        cohorts: &[CohortInput<'_>],
        tumours: &[ReadTumour],
        elsewhere: &[Vec<Vec<Option<f64>>>],
    ) -> Vec<ReadoutScale> {
        let mut scales = Vec::new();
        for (i, readout) in readouts.rules.readout.iter().enumerate() {
            let measured: Vec<MeasuredTumour<'_>> = tumours
                .iter()
                .filter_map(|tumour| {
                    let histology = cohorts[tumour.cohort].stratum.as_deref()?;
                    let (value, dna) = (tumour.values[i]?, self.0.get(&tumour.id)?);
                    Some(MeasuredTumour { histology, value, dna })
                })
                .collect();
            let others: Vec<f64> = elsewhere
                .iter()
                .filter_map(|laboratory| {
                    median(&laboratory.iter().filter_map(|values| values[i]).collect::<Vec<f64>>())
                })
                .collect();
            let shift_of = |histology: &str| {
                let is_of =
                    |tumour: &&ReadTumour| cohorts[tumour.cohort].stratum.as_deref() == Some(histology);
                let own = tumours.iter().filter(is_of).filter_map(|tumour| tumour.values[i]);
                laboratory_shift(&own.collect::<Vec<f64>>(), &others)
            };
            for gene in &readout.genes {
                let mut strata = fit(&readouts.rules, readout, gene, &measured);
                for stratum in &mut strata {
                    stratum.laboratory_shift = shift_of(&stratum.histology);
                }
                scales.push(ReadoutScale {
                    gene: gene.clone(),
                    readout: readout.id.clone(),
                    digest: readouts.digests[i].clone(),
                    strata,
                });
            }
        }
        scales
    }

    /// How many of the tumours have known DNA, by histology.
    pub(crate) fn counts<'a>(
        &self,
        cohorts: &'a [CohortInput<'_>],
        tumours: &[ReadTumour],
    ) -> BTreeMap<&'a str, usize> {
        let mut counts = BTreeMap::new();
        for tumour in tumours.iter().filter(|tumour| self.0.contains_key(&tumour.id)) {
            if let Some(name) = cohorts[tumour.cohort].stratum.as_deref() {
                *counts.entry(name).or_default() += 1;
            }
        }
        counts
    }
}

/// Root mean square of the distances of the laboratories' medians from that of these tumours; `None` without a laboratory.
fn laboratory_shift(own: &[f64], others: &[f64]) -> Option<f64> {
    let centre = median(own)?;
    let mean =
        others.iter().map(|other| (other - centre) * (other - centre)).sum::<f64>() / others.len() as f64;
    (!others.is_empty()).then(|| (mean.sqrt() * 1e4).round() / 1e4)
}

fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len();
    (n > 0).then(|| f64::midpoint(sorted[(n - 1) / 2], sorted[n / 2]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shift_is_the_root_mean_square_of_the_medians() {
        let own = [0.1, 0.2, 0.3, 0.4];
        // The median is 0.25: distances 0.3 and 0.
        assert_eq!(laboratory_shift(&own, &[0.55, 0.25]), Some(0.2121));
        assert_eq!(laboratory_shift(&own, &[]), None);
        assert_eq!(laboratory_shift(&[], &[0.55]), None);
    }
}
