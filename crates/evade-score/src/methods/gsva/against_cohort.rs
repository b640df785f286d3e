//! GSVA of single samples against a stored cohort: L is the place of a value among the cohort's values of that gene,
//! which need not hold the sample. Genes that do not vary in the cohort are left out.

use evade_core::{BoundSet, Reason};

use super::gauss_transform::normal_cdf;
use super::kernel_gaussian::on_grid;
use super::walk::Walk;
use super::{Gsva, Kcdf, NONE_FROM};
use crate::ReferenceCohort;
use crate::methods::spread::Spread;
use crate::methods::{Sample, SampleMethod, ScorableSets, Scratch, no_member_or_no_other, up_less_down};

/// Beyond this many bandwidths Φ is 0 or 1 to the last place.
const FAR: f64 = 8.3;

/// The stored cohort, ready to be compared with.
pub(super) struct AgainstCohort {
    walk: Walk,
    smoothed: bool,
    n_samples: usize,
    /// Genes of the run that vary in the cohort, ascending.
    genes: Vec<u32>,
    /// The bandwidth of each.
    bandwidths: Vec<f64>,
    /// The cohort's values of each, ascending.
    values: Vec<f64>,
}

impl AgainstCohort {
    /// Counts are taken with the Gaussian kernel here: a Poisson kernel is refused before.
    pub(super) fn new(method: &Gsva, cohort: &ReferenceCohort) -> Self {
        let n_samples = cohort.n_samples();
        let smoothed = match method.kcdf {
            Kcdf::None => false,
            Kcdf::Auto => n_samples < NONE_FROM,
            Kcdf::Gaussian | Kcdf::Poisson => true,
        };
        let (mut genes, mut bandwidths, mut values) = (Vec::new(), Vec::new(), Vec::new());
        for (gene, row) in cohort.rows() {
            if let Some(spread) = Spread::of(row) {
                genes.push(gene);
                bandwidths.push(spread.sd / 4.0);
                let start = values.len();
                values.extend_from_slice(row);
                values[start..].sort_unstable_by(f64::total_cmp);
            }
        }
        Self { walk: Walk::new(method, genes.len()), smoothed, n_samples, genes, bandwidths, values }
    }

    /// The place of `value` among the sorted values of a gene.
    fn place(&self, value: f64, sorted: &[f64], bandwidth: f64) -> f64 {
        let n = self.n_samples as f64;
        if !self.smoothed {
            return sorted.partition_point(|&other| other <= value) as f64 / n;
        }
        let far_below = sorted.partition_point(|&other| (value - other) / bandwidth > FAR);
        let near = sorted[far_below..].iter().map(|&other| (value - other) / bandwidth);
        let sum: f64 = near.take_while(|&distance| distance >= -FAR).map(normal_cdf).sum();
        on_grid((far_below as f64 + sum) / n)
    }

    /// Members among the genes that are ranked.
    fn members<'a>(&'a self, members: &'a [u32]) -> impl Iterator<Item = u32> + 'a {
        members.iter().filter_map(|gene| self.genes.binary_search(gene).ok().map(|place| place as u32))
    }
}

impl SampleMethod for AgainstCohort {
    fn uses_ranks(&self) -> bool {
        false
    }

    fn why_unscorable(&self, set: BoundSet<'_>, n_genes: usize) -> Option<Reason> {
        let varies = self.members(set.up).chain(self.members(set.down)).next().is_some();
        no_member_or_no_other(set, n_genes).or((!varies).then_some(Reason::NoVaryingGene))
    }

    fn score(&self, sample: Sample<'_>, sets: ScorableSets<'_>, scratch: &mut Scratch, cells: &mut [f64]) {
        let places = &mut scratch.values;
        places.clear();
        places.extend(
            self.genes.iter().zip(self.values.chunks_exact(self.n_samples)).zip(&self.bandwidths).map(
                |((&gene, sorted), &bandwidth)| self.place(sample.values[gene as usize], sorted, bandwidth),
            ),
        );
        let ranked = scratch.ranker.rank(places);
        let ranks = &mut scratch.places;
        sets.score_each(cells, |set| {
            up_less_down(set, |members| {
                ranks.clear();
                ranks.extend(self.members(members).map(|gene| ranked.standing(gene).genes_from_here_down()));
                self.walk.score(ranks)
            })
        });
    }
}
