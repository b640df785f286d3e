//! Rank profiles of a reference's samples: medians, correlations, fingerprints.

use super::BuildSample;
use crate::fingerprint;
use crate::reference::{Fingerprints, ProfileGate};
use crate::stats::{correlation, median_sorted, quantile_sorted, round6, sorted};

/// Genes below this median quantile are left out of the comparison of profiles.
const PROFILE_FROM: f64 = 0.3;
/// Gene pairs of a fingerprint.
const FINGERPRINT_PAIRS: usize = 512;

/// Rank from 1 to quantile in 0..1.
#[must_use]
pub fn quantile_of_rank(rank: f64, p: usize) -> f64 {
    (rank - 0.5) / p as f64
}

/// Whether a gene counts in the comparison of profiles: it is expressed in the reference. Genes near the floor are
/// what low-expression filters take away, and their order is noise; with them, a filter alone would look like another
/// platform.
fn is_profile_gene(median_quantile: f64) -> bool {
    median_quantile >= PROFILE_FROM
}

/// Median rank quantile of each gene over some samples, given by their ranks from 1; rounded as references keep them.
#[must_use]
pub fn median_quantiles(ranks: &[Vec<f64>], p: usize) -> Vec<f64> {
    (0..p)
        .map(|gene| {
            let places = sorted(ranks.iter().map(|ranks| quantile_of_rank(ranks[gene], p)));
            round6(median_sorted(&places))
        })
        .collect()
}

/// Correlation of a sample's rank profile with a median profile, over the genes at hand that are expressed in it.
#[must_use]
pub fn profile_correlation(ranks: &[f64], present: &[bool], medians: &[f64]) -> Option<f64> {
    let p = ranks.len();
    let pairs = (0..p)
        .filter(|&g| present[g] && is_profile_gene(medians[g]))
        .map(|g| (quantile_of_rank(ranks[g], p), medians[g]));
    correlation(pairs)
}

/// Rank quantiles of all samples, gene by gene.
pub(super) struct Profiles<'a> {
    samples: &'a [BuildSample<'a>],
    /// Per gene whether laboratories agree on its place.
    steady: &'a [bool],
    /// Per gene the ascending quantiles of all samples.
    pub(super) sorted: Vec<Vec<f64>>,
    /// Per gene the median, with six decimals.
    pub(super) medians: Vec<f64>,
}

impl<'a> Profiles<'a> {
    pub(super) fn of(samples: &'a [BuildSample<'a>], steady: &'a [bool]) -> Self {
        let p = steady.len();
        let sorted: Vec<Vec<f64>> =
            (0..p).map(|gene| sorted(samples.iter().map(|s| quantile_of_rank(s.ranks[gene], p)))).collect();
        let medians = sorted.iter().map(|quantiles| round6(median_sorted(quantiles))).collect();
        Self { samples, steady, sorted, medians }
    }

    /// Median of a gene's quantiles without one sample.
    pub(super) fn median_without(&self, gene: usize, own: f64) -> f64 {
        let all = &self.sorted[gene];
        let left_out = all.partition_point(|&q| q < own);
        let without = |place: usize| all[if place < left_out { place } else { place + 1 }];
        let n = all.len() - 1;
        if n % 2 == 1 { without(n / 2) } else { f64::midpoint(without(n / 2 - 1), without(n / 2)) }
    }

    /// Correlation of each sample with the median of the others.
    pub(super) fn gate(&self) -> ProfileGate {
        let p = self.medians.len();
        let correlations = sorted(self.samples.iter().filter_map(|sample| {
            let pairs: Vec<(f64, f64)> = (0..p)
                .filter(|&gene| self.steady[gene] && is_profile_gene(self.medians[gene]))
                .map(|gene| {
                    let own = quantile_of_rank(sample.ranks[gene], p);
                    (own, self.median_without(gene, own))
                })
                .collect();
            correlation(pairs.iter().copied())
        }));
        ProfileGate {
            gate: round6(quantile_sorted(&correlations, 0.01)),
            borderline: round6(quantile_sorted(&correlations, 0.05)),
            median: round6(median_sorted(&correlations)),
        }
    }

    /// Pairs of genes that are expressed, vary between samples and lie close to each other, so that their order differs
    /// from tumour to tumour, and the orders of every sample.
    pub(super) fn fingerprints(&self) -> Fingerprints {
        let mut varying: Vec<(f64, usize)> = self
            .medians
            .iter()
            .enumerate()
            .filter(|(gene, median)| self.steady[*gene] && (0.5..0.95).contains(*median))
            .map(|(gene, _)| {
                let quantiles = &self.sorted[gene];
                (quantile_sorted(quantiles, 0.75) - quantile_sorted(quantiles, 0.25), gene)
            })
            .collect();
        varying.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut genes: Vec<usize> =
            varying.into_iter().take(2 * FINGERPRINT_PAIRS).map(|(_, gene)| gene).collect();
        genes.sort_by(|&a, &b| self.medians[a].total_cmp(&self.medians[b]).then(a.cmp(&b)));
        let pairs: Vec<[u32; 2]> =
            genes.chunks_exact(2).map(|pair| [pair[0] as u32, pair[1] as u32]).collect();
        let mut samples: Vec<String> =
            self.samples.iter().map(|sample| fingerprint::written(&pairs, sample.ranks)).collect();
        samples.sort();
        Fingerprints { pairs, samples }
    }
}
