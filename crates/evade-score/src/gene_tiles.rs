//! Values of a cohort in a layout that is read by sample and by gene.
//!
//! Samples are taken in tiles of eight. A tile holds, gene after gene, the values of its samples side by side: one
//! cache line a gene. A tile is filled from samples and read by sample, each tile by one thread; a gene's row is
//! put together from one line of every tile. So each sample of the source is asked for once, whatever the source
//! has to do for it, and no more than one buffer of all values is needed.

use evade_core::SampleSource;
use rayon::prelude::*;

/// Samples of a tile: 8 x 8 bytes are a cache line.
const SAMPLES: usize = 8;
/// Genes whose rows a thread puts together at a time.
const GENES: usize = 16;

/// All values of some genes in all samples.
#[derive(Debug)]
pub(crate) struct GeneTiles {
    n_genes: usize,
    values: Vec<f64>,
}

/// The values of up to eight samples.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tile<'a> {
    width: usize,
    values: &'a [f64],
}

impl GeneTiles {
    /// Takes the genes at `genes` of every sample.
    pub(crate) fn gather(source: &dyn SampleSource, genes: &[u32]) -> Self {
        let n_genes = genes.len();
        let mut values = vec![0.0; n_genes * source.n_samples()];
        values.par_chunks_mut((n_genes * SAMPLES).max(1)).enumerate().for_each_init(
            Vec::new,
            |held, (tile, cells)| {
                let width = cells.len() / n_genes;
                for lane in 0..width {
                    let sample = source.sample_values(tile * SAMPLES + lane, held);
                    for (cell, &gene) in cells[lane..].iter_mut().step_by(width).zip(genes) {
                        *cell = sample[gene as usize];
                    }
                }
            },
        );
        Self { n_genes, values }
    }

    /// Whether every value is a whole number.
    pub(crate) fn are_whole_numbers(&self) -> bool {
        self.values.par_chunks(1 << 16).all(|part| part.iter().all(|value| value.fract().abs() <= 0.0))
    }

    /// Hands each gene's row to `change`, in parallel; a thread keeps its `scratch`. What `change` returns, in the
    /// order of the genes.
    pub(crate) fn change_rows<S: Default, R: Send + Default + Clone>(
        &mut self,
        change: impl Fn(&mut S, &mut [f64]) -> R + Sync,
    ) -> Vec<R> {
        let n_genes = self.n_genes;
        if n_genes == 0 {
            return Vec::new();
        }
        let n_samples = self.values.len() / n_genes;
        // Per block of genes its part of every tile.
        let mut blocks: Vec<Vec<&mut [f64]>> =
            (0..n_genes.div_ceil(GENES)).map(|_| Vec::with_capacity(n_samples.div_ceil(SAMPLES))).collect();
        for tile in self.values.chunks_mut(n_genes * SAMPLES) {
            let width = tile.len() / n_genes;
            for (block, part) in blocks.iter_mut().zip(tile.chunks_mut(GENES * width)) {
                block.push(part);
            }
        }
        let mut results = vec![R::default(); n_genes];
        results.par_chunks_mut(GENES).zip(blocks).for_each_init(
            || (S::default(), vec![0.0; GENES * n_samples]),
            |(scratch, rows), (results, mut parts)| {
                let n_rows = results.len();
                for (tile, part) in parts.iter().enumerate() {
                    let width = part.len() / n_rows;
                    for (row, line) in rows.chunks_mut(n_samples).zip(part.chunks(width)) {
                        row[tile * SAMPLES..][..width].copy_from_slice(line);
                    }
                }
                for (result, row) in results.iter_mut().zip(rows.chunks_mut(n_samples)) {
                    *result = change(scratch, row);
                }
                for (tile, part) in parts.iter_mut().enumerate() {
                    let width = part.len() / n_rows;
                    for (row, line) in rows.chunks(n_samples).zip(part.chunks_mut(width)) {
                        line.copy_from_slice(&row[tile * SAMPLES..][..width]);
                    }
                }
            },
        );
        results
    }

    /// Copies the row of gene `gene` (a place among the genes gathered) to `row`.
    pub(crate) fn copy_row(&self, gene: usize, row: &mut Vec<f64>) {
        row.clear();
        for tile in self.values.chunks(self.n_genes * SAMPLES) {
            let width = tile.len() / self.n_genes;
            row.extend_from_slice(&tile[gene * width..][..width]);
        }
    }

    /// Gives each sample's row of `n_columns` cells to `fill`, which finds the sample at a lane of its tile.
    pub(crate) fn fill_samples<S: Default>(
        &self,
        cells: &mut [f64],
        n_columns: usize,
        fill: impl Fn(&mut S, Tile<'_>, usize, &mut [f64]) + Sync,
    ) {
        if n_columns == 0 || self.n_genes == 0 {
            return;
        }
        cells
            .par_chunks_mut(n_columns * SAMPLES)
            .zip(self.values.par_chunks(self.n_genes * SAMPLES))
            .for_each_init(S::default, |scratch, (rows, values)| {
                let tile = Tile { width: values.len() / self.n_genes, values };
                for (lane, row) in rows.chunks_mut(n_columns).enumerate() {
                    fill(scratch, tile, lane, row);
                }
            });
    }
}

impl Tile<'_> {
    /// The value of a gene (a place among the genes gathered) in the sample at `lane`.
    #[inline]
    pub(crate) fn value(self, gene: u32, lane: usize) -> f64 {
        self.values[gene as usize * self.width + lane]
    }
}

#[cfg(test)]
mod tests {
    use evade_core::{ExpressionMatrix, SampleIndex};

    use super::*;

    #[test]
    fn rows_and_samples_are_found_again() {
        // 35 genes x 19 samples: neither fills its last block or tile.
        let (p, n) = (35, 19);
        let ids = |prefix: &str, n: usize| (0..n).map(|i| format!("{prefix}{i}")).collect::<Vec<_>>();
        let values = (0..p * n).map(|i| i as f64).collect();
        let samples = SampleIndex::new(ids("S", n)).unwrap();
        let matrix = ExpressionMatrix::new(ids("G", p), None, samples, values);
        let genes: Vec<u32> = (0..p as u32).filter(|gene| gene % 7 != 0).collect();
        let mut tiles = GeneTiles::gather(&matrix, &genes);
        assert!(tiles.are_whole_numbers());
        let firsts = tiles.change_rows(|(): &mut (), row| {
            assert_eq!(row.len(), n);
            for value in row.iter_mut() {
                *value += 0.5;
            }
            row[0]
        });
        assert!(!tiles.are_whole_numbers());
        let expected: Vec<f64> = genes.iter().map(|&gene| f64::from(gene) + 0.5).collect();
        assert_eq!(firsts, expected);

        let mut row = Vec::new();
        tiles.copy_row(3, &mut row);
        let expected: Vec<f64> =
            (0..n).map(|sample| (sample * p) as f64 + f64::from(genes[3]) + 0.5).collect();
        assert_eq!(row, expected);

        let mut cells = vec![0.0; 2 * n];
        tiles.fill_samples(&mut cells, 2, |(): &mut (), tile, lane, cells| {
            cells[0] = tile.value(0, lane);
            cells[1] = tile.value(4, lane);
        });
        for (sample, cells) in cells.chunks(2).enumerate() {
            let first = (sample * p) as f64 + 0.5;
            assert_eq!(cells, [first + f64::from(genes[0]), first + f64::from(genes[4])]);
        }
    }
}
