//! A stored cohort that samples are compared with, one by one.

use evade_core::SampleSource;

/// Values of a reference cohort for the genes of a run.
#[derive(Debug, Clone, Default)]
pub struct ReferenceCohort {
    n_samples: usize,
    /// Gene after gene, for the genes that the reference has.
    values: Vec<f64>,
    /// Places of these genes among those of the run, ascending.
    genes: Vec<u32>,
}

impl ReferenceCohort {
    /// Takes the genes of a run from `source`: gene `g` of the run is `places[g]` there, if it is there.
    #[must_use]
    pub fn new(source: &dyn SampleSource, places: &[Option<u32>]) -> Self {
        let found: Vec<(u32, usize)> = (0..places.len() as u32)
            .zip(places)
            .filter_map(|(gene, place)| place.map(|place| (gene, place as usize)))
            .collect();
        let n_samples = source.n_samples();
        let mut values = vec![0.0; found.len() * n_samples];
        let mut held = Vec::new();
        for sample in 0..n_samples {
            let of_sample = source.sample_values(sample, &mut held);
            for (row, &(_, place)) in values.chunks_exact_mut(n_samples).zip(&found) {
                row[sample] = of_sample[place];
            }
        }
        Self { n_samples, values, genes: found.into_iter().map(|(gene, _)| gene).collect() }
    }

    /// How many samples it has.
    #[must_use]
    pub fn n_samples(&self) -> usize {
        self.n_samples
    }

    /// The run's genes that it has.
    #[must_use]
    pub fn n_genes(&self) -> usize {
        self.genes.len()
    }

    /// The run's genes that it has, each with its values.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (u32, &[f64])> {
        self.genes.iter().copied().zip(self.values.chunks_exact(self.n_samples.max(1)))
    }
}
