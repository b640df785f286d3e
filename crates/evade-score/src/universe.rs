//! Ranking a sample inside a fixed gene universe.
//!
//! A score over all genes of a file moves when a low-expression filter or another annotation changes which genes the
//! file has. Here the universe is fixed: a gene that the input lacks is put at its median rank quantile in the
//! reference. For a gene present at rank r among the n present ones, its rank R in the universe of p genes solves
//! R = r + number of absent genes whose quantile is at most (R - 0.5) / p; the smallest solution is found exactly
//! by one merge of the two ascending lists.

use crate::{RankedSample, Ranker};

/// Which genes of a universe an input has, and where the others belong.
#[derive(Debug, Clone)]
pub struct UniverseView {
    p: usize,
    /// Universe places of the genes at hand, in the order in which values are given.
    present: Vec<u32>,
    /// Reference quantile and universe place of the genes that are missing, ascending.
    absent: Vec<(f64, u32)>,
}

impl UniverseView {
    /// A view in which gene `g` of the universe is at hand when `has[g]`; `median_quantiles` are the reference's,
    /// each within 0 and 1.
    ///
    /// # Panics
    /// If the two lengths differ.
    #[must_use]
    pub fn new(median_quantiles: &[f64], has: &[bool]) -> Self {
        assert_eq!(median_quantiles.len(), has.len(), "one flag a universe gene");
        let places = 0..has.len() as u32;
        let (present, missing): (Vec<u32>, Vec<u32>) = places.partition(|&g| has[g as usize]);
        let mut absent: Vec<(f64, u32)> =
            missing.into_iter().map(|g| (median_quantiles[g as usize], g)).collect();
        absent.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        Self { p: has.len(), present, absent }
    }

    /// Universe places of the genes at hand, ascending: values are given in this order.
    #[must_use]
    pub fn present(&self) -> &[u32] {
        &self.present
    }

    /// Universe places of the missing genes, from the lowest quantile up.
    pub fn absent(&self) -> impl Iterator<Item = u32> {
        self.absent.iter().map(|&(_, gene)| gene)
    }

    /// Size of the universe.
    #[must_use]
    pub fn n_genes(&self) -> usize {
        self.p
    }
}

/// Ranks samples inside a universe, keeping its buffers.
#[derive(Debug, Default)]
pub struct UniverseRanker {
    ranker: Ranker,
    ranks: Vec<f64>,
}

impl UniverseRanker {
    /// A ranker without buffers yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Ranks from 1 (ties averaged) of all universe genes, or `None` when all values are the same.
    /// `values` are those of [`UniverseView::present`], in that order.
    ///
    /// # Panics
    /// If the number of values is not the number of genes at hand.
    pub fn rank(&mut self, view: &UniverseView, values: &[f64]) -> Option<&mut [f64]> {
        assert_eq!(values.len(), view.present.len(), "one value a gene at hand");
        let ranked = self.ranker.rank(values);
        if ranked.is_constant() {
            return None;
        }
        self.ranks.resize(view.p, 0.0);
        let p = view.p as f64;
        for &(quantile, gene) in &view.absent {
            self.ranks[gene as usize] = quantile * p + 0.5;
        }
        place_present(ranked, view, &mut self.ranks);
        Some(&mut self.ranks)
    }
}

fn place_present(ranked: RankedSample<'_>, view: &UniverseView, ranks: &mut [f64]) {
    let p = view.p as f64;
    let mut below = 0;
    for place in ranked.ascending() {
        let own = f64::from(ranked.standing(place).twice_average_rank()) / 2.0;
        while view.absent.get(below).is_some_and(|&(q, _)| q <= (own + below as f64 - 0.5) / p) {
            below += 1;
        }
        ranks[view.present[place as usize] as usize] = own + below as f64;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_missing_gives_plain_average_ranks() {
        let view = UniverseView::new(&[0.5; 4], &[true; 4]);
        let mut ranker = UniverseRanker::new();
        assert_eq!(ranker.rank(&view, &[0.0, 0.0, 5.0, 1.0]), Some(&mut [1.5, 1.5, 4.0, 3.0][..]));
        assert_eq!(ranker.rank(&view, &[2.0; 4]), None);
    }

    #[test]
    fn a_missing_gene_stands_at_its_reference_place_and_pushes_the_higher_ones_up() {
        // universe of 5, gene 1 missing with quantile 0.3 (rank 2): present values 1 2 3 4 get ranks 1 3 4 5
        let view = UniverseView::new(&[0.0, 0.3, 0.0, 0.0, 0.0], &[true, false, true, true, true]);
        let mut ranker = UniverseRanker::new();
        assert_eq!(ranker.rank(&view, &[1.0, 2.0, 3.0, 4.0]), Some(&mut [1.0, 2.0, 3.0, 4.0, 5.0][..]));
    }

    proptest! {
        /// Each rank satisfies R = r + absent genes below it, and no smaller number does.
        #[test]
        fn ranks_are_the_smallest_fixed_point(
            genes in prop::collection::vec((0.0..1.0_f64, any::<bool>(), 0_u8..9), 3..60)
        ) {
            let quantiles: Vec<f64> = genes.iter().map(|g| g.0).collect();
            let has: Vec<bool> = genes.iter().map(|g| g.1).collect();
            let values: Vec<f64> = genes.iter().filter(|g| g.1).map(|g| f64::from(g.2)).collect();
            let view = UniverseView::new(&quantiles, &has);
            let p = genes.len() as f64;
            let mut universe = UniverseRanker::new();
            let mut plain = Ranker::new();
            let ranked = plain.rank(&values);
            if let Some(ranks) = universe.rank(&view, &values) {
                for (place, &gene) in view.present().iter().enumerate() {
                    let own = f64::from(ranked.standing(place as u32).twice_average_rank()) / 2.0;
                    let below = |rank: f64| view.absent.iter().filter(|a| a.0 <= (rank - 0.5) / p).count() as f64;
                    let rank = ranks[gene as usize];
                    prop_assert_eq!(rank, own + below(rank));
                    let mut smaller = own;
                    while smaller < rank {
                        prop_assert!(smaller < own + below(smaller));
                        smaller += 1.0;
                    }
                }
            }
        }
    }
}
