//! Normal lung: a contrast of genes, and how much of a sample is of it.
//!
//! The contrast is the mean place of the genes that normal tissue has more of, minus that of those it has less of. How
//! much of a sample is normal is read off mixtures of the reference's tumours with the normal samples, made at known
//! shares of the RNA.

use evade_core::{ContentEstimate, Reason};
use serde::{Deserialize, Serialize};

use super::mean_place;
use crate::stats::{median_sorted, quantile_sorted, round6, sorted};

/// Shares of normal tissue in the mixtures.
pub(crate) const SHARES: [f64; 11] = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0];
/// Added to a gene's spread, so that a gene that hardly varies does not lead the contrast by chance.
const SPREAD_FLOOR: f64 = 0.02;
/// How many mixtures in a hundred lie outside an interval on either side.
const TAIL: f64 = 0.01;

/// Normal tissue against the reference's tumours.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NormalTissue {
    /// Where the normal samples come from.
    pub name: String,
    /// How many normal samples there were.
    pub n: u32,
    /// Universe places of the genes normal tissue has more of.
    pub up: Vec<u32>,
    /// And of those it has less of.
    pub down: Vec<u32>,
    /// 1st percentile of the normal samples' contrast: from here on a sample is normal tissue.
    pub limit: f64,
    /// From this share on the call is doubted.
    pub much: f64,
    /// A sample that may hold this share gets no firm call.
    pub too_much: f64,
    /// Per share of normal tissue the 1st percentile, median and 99th percentile of the mixtures' contrast.
    pub mixtures: Vec<[f64; 4]>,
}

/// Rank quantiles of one gene in the tumours and in the normal samples.
pub(crate) struct GenePlaces<'a> {
    pub(crate) tumours: &'a [f64],
    pub(crate) normals: Vec<f64>,
}

/// The genes that differ most between normal tissue and tumours, in standard deviations of the tumours: first those that
/// normal tissue has more of.
pub(crate) fn contrast<'a>(
    genes: impl Iterator<Item = usize>,
    each: usize,
    gene: impl Fn(usize) -> GenePlaces<'a>,
) -> (Vec<u32>, Vec<u32>) {
    let mut differences: Vec<(f64, u32)> = genes
        .map(|g| {
            let GenePlaces { tumours, normals } = gene(g);
            let n = tumours.len() as f64;
            let mean = tumours.iter().sum::<f64>() / n;
            let variance = tumours.iter().map(|q| (q - mean) * (q - mean)).sum::<f64>() / (n - 1.0).max(1.0);
            let difference = median_sorted(&sorted(normals)) - median_sorted(tumours);
            (difference / (variance.sqrt() + SPREAD_FLOOR), g as u32)
        })
        .collect();
    differences.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let n_genes = differences.len();
    let places = |part: &[(f64, u32)]| {
        let mut genes: Vec<u32> = part.iter().map(|&(_, gene)| gene).collect();
        genes.sort_unstable();
        genes
    };
    let each = each.min(n_genes / 2);
    (places(&differences[n_genes - each..]), places(&differences[..each]))
}

/// Quantiles of the contrast of mixtures at each of [`SHARES`]: `scores[mixture][share]`.
pub(crate) fn mixture_quantiles(scores: &[[f64; SHARES.len()]]) -> Vec<[f64; 4]> {
    SHARES
        .iter()
        .enumerate()
        .map(|(i, &share)| {
            let column = sorted(scores.iter().map(|row| row[i]));
            let quantile = |q| round6(quantile_sorted(&column, q));
            [share, quantile(TAIL), quantile(0.5), quantile(1.0 - TAIL)]
        })
        .collect()
}

impl NormalTissue {
    /// The contrast of a sample; `None` when under half of the genes of a direction are at hand.
    pub(crate) fn contrast_of(&self, ranks: &[f64], present: &[bool]) -> Option<f64> {
        let mean = |genes: &[u32]| {
            let at_hand: Vec<u32> = genes.iter().copied().filter(|&g| present[g as usize]).collect();
            (!at_hand.is_empty() && 2 * at_hand.len() >= genes.len()).then(|| mean_place(ranks, &at_hand))
        };
        Some(mean(&self.up)? - mean(&self.down)?)
    }

    /// How much normal tissue a sample holds, and what follows for a call.
    pub(crate) fn look(&self, ranks: &[f64], present: &[bool]) -> Option<(ContentEstimate, Option<Reason>)> {
        let contrast = self.contrast_of(ranks, present)?;
        let content = self.content(contrast);
        let reason = if contrast >= self.limit {
            Some(Reason::NormalLung)
        } else if content.high >= self.too_much {
            Some(Reason::NormalLungPossible)
        } else if content.share >= self.much || content.low > 0.0 {
            Some(Reason::NormalLungContent)
        } else {
            None
        };
        Some((content, reason))
    }

    /// The shares at which mixtures look like a sample with this contrast.
    fn content(&self, contrast: f64) -> ContentEstimate {
        let share_at = |column: usize| {
            let mut last = self.mixtures[0];
            if contrast <= last[column] {
                return last[0];
            }
            for &row in &self.mixtures[1..] {
                if contrast <= row[column] {
                    let part = (contrast - last[column]) / (row[column] - last[column]);
                    return last[0] + part * (row[0] - last[0]);
                }
                last = row;
            }
            last[0]
        };
        // The highest mixtures of a share bound it from below, the lowest from above.
        ContentEstimate { share: share_at(2), low: share_at(3), high: share_at(1) }
    }

    /// Whether the parts fit together.
    pub(crate) fn fits(&self, n_universe: usize) -> bool {
        let inside = |genes: &[u32]| !genes.is_empty() && genes.iter().all(|&g| (g as usize) < n_universe);
        let ascending = |column: usize| self.mixtures.is_sorted_by(|a, b| a[column] <= b[column]);
        inside(&self.up) && inside(&self.down) && !self.mixtures.is_empty() && (0..4).all(ascending)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normal() -> NormalTissue {
        NormalTissue {
            name: "made".into(),
            n: 9,
            up: vec![0],
            down: vec![1],
            limit: 0.5,
            much: 0.3,
            too_much: 0.9,
            mixtures: vec![[0.0, -0.8, -0.6, -0.4], [0.5, -0.4, -0.2, 0.0], [1.0, 0.0, 0.4, 0.6]],
        }
    }

    #[test]
    fn a_share_and_its_interval_by_hand() {
        // contrast -0.2: half of the mixtures of share 0.5; the highest of 0.25 reach it; so do the lowest of 0.75
        let content = normal().content(-0.2);
        assert!((content.share - 0.5).abs() < 1e-12, "{content:?}");
        assert!((content.low - 0.25).abs() < 1e-12 && (content.high - 0.75).abs() < 1e-12, "{content:?}");
        let none = normal().content(-0.9);
        assert_eq!((none.share, none.low, none.high), (0.0, 0.0, 0.0));
        let all = normal().content(0.9);
        assert_eq!((all.share, all.low, all.high), (1.0, 1.0, 1.0));
    }

    #[test]
    fn what_follows_for_a_call() {
        // two genes of ten: contrast is the difference of their places
        let look = |up: f64, down: f64| {
            let mut ranks = [5.0; 10];
            (ranks[0], ranks[1]) = (up, down);
            normal().look(&ranks, &[true; 10]).unwrap().1
        };
        assert_eq!(look(10.0, 4.0), Some(Reason::NormalLung));
        assert_eq!(look(5.0, 5.0), Some(Reason::NormalLungPossible));
        assert_eq!(look(4.0, 6.0), Some(Reason::NormalLungContent));
        assert_eq!(look(1.0, 10.0), None);
        assert_eq!(normal().look(&[5.0; 10], &[false; 10]), None);
    }

    #[test]
    fn the_contrast_takes_the_genes_that_differ_most() {
        let tumours = [vec![0.1, 0.2, 0.3], vec![0.4, 0.5, 0.6], vec![0.7, 0.8, 0.9], vec![0.1, 0.5, 0.9]];
        let normals = [0.9, 0.5, 0.2, 0.6];
        let gene = |g: usize| GenePlaces { tumours: &tumours[g], normals: vec![normals[g]; 3] };
        assert_eq!(contrast(0..4, 1, gene), (vec![0], vec![2]));
    }
}
