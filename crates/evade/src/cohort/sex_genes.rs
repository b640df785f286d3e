//! The genes of the sex chromosomes in a matrix.

use evade_core::{GeneId, GeneTable, RnaSex, SampleSource};
use evade_io::GeneView;
use evade_phenotype::{XIST, Y_GENES, rna_sex};

use super::Values;
use crate::expression::Matrix;

/// The rows of genes of chromosome Y, and of XIST after them. No score and no universe holds them.
pub(super) struct SexGenes<'a> {
    view: GeneView<'a>,
    has_xist: bool,
    /// Whether genes can be compared with each other within a sample.
    is_ranked: bool,
}

impl<'a> SexGenes<'a> {
    pub(super) fn new(matrix: &'a Matrix, genes: &GeneTable) -> Self {
        let at_hand = |symbol: &&str| -> Option<GeneId> {
            genes.by_symbol(symbol).filter(|&gene| !matrix.rows.rows_of(gene).is_empty())
        };
        let mut found: Vec<GeneId> = Y_GENES.iter().filter_map(at_hand).collect();
        let xist = at_hand(&XIST);
        found.extend(xist);
        Self {
            view: matrix.view(&found),
            has_xist: xist.is_some(),
            is_ranked: matrix.unit.unit.is_length_normalised(),
        }
    }

    /// What they show in a sample; `None` where the matrix has too few of them.
    pub(super) fn look(&self, sample: &Values<'_>) -> Option<RnaSex> {
        if !self.is_ranked {
            return None;
        }
        let mut scratch = Vec::new();
        let own = self.view.sample_values(sample.column, &mut scratch);
        let (xist, y_genes) = match own.split_last() {
            Some((&xist, y_genes)) if self.has_xist => (Some(xist), y_genes),
            _ => (None, own),
        };
        rna_sex(sample.universe, sample.undetected, y_genes, xist)
    }
}
