//! Samples in rows, read block by block.

use evade_core::{ExpressionMatrix, SampleIndex};
use evade_stream::ReadError;
use rayon::prelude::*;

use super::ParquetMatrix;
use super::chunk::Fault;
use super::file::Piece;

/// Values of columns that are decoded before they are turned: they stay in the cache.
const TILE_VALUES: usize = 1 << 20;
/// Samples turned together: two cache lines of a column.
const SAMPLES_TOGETHER: usize = 16;
/// Small row groups are read together until a block has this many samples.
const SAMPLES_IN_BLOCK: usize = 1024;

/// The samples of a Parquet file, a block at a time, in the order of the file.
pub struct SampleBlocks {
    matrix: ParquetMatrix,
    blocks: std::vec::IntoIter<Vec<Piece>>,
    n_done: usize,
}

impl SampleBlocks {
    /// Blocks of at most `max_samples`; the file has samples in rows.
    #[must_use]
    pub fn new(matrix: ParquetMatrix, max_samples: usize) -> Self {
        let blocks = plan(matrix.file.whole(), max_samples.max(1)).into_iter();
        Self { matrix, blocks, n_done: 0 }
    }

    /// Memory that decoding takes beside the blocks, for this many threads.
    #[must_use]
    pub fn decoder_bytes(matrix: &ParquetMatrix, n_threads: usize) -> u64 {
        let tile = (TILE_VALUES * size_of::<f64>()) as u64;
        // A chunk as it lies in the file, and its pages unpacked.
        tile + 4 * matrix.file.largest_chunk() * n_threads as u64
    }

    /// The file.
    #[must_use]
    pub fn matrix(&self) -> &ParquetMatrix {
        &self.matrix
    }

    /// The next samples; `None` after the last.
    pub fn next_block(&mut self) -> Result<Option<ExpressionMatrix>, ReadError> {
        let Some(pieces) = self.blocks.next() else { return Ok(None) };
        let first = self.n_done;
        self.n_done += pieces.iter().map(|piece| piece.n_rows).sum::<usize>();
        self.matrix.read_samples(first, pieces.into_iter()).map(Some)
    }
}

/// Pieces of row groups that make up the blocks. A row group larger than a block is cut evenly, so that it is gone through as
/// few times as can be.
fn plan(groups: impl Iterator<Item = Piece>, max_samples: usize) -> Vec<Vec<Piece>> {
    let wanted = max_samples.min(SAMPLES_IN_BLOCK);
    let mut blocks: Vec<Vec<Piece>> = Vec::new();
    let mut n_in_last = usize::MAX;
    for group in groups.filter(|group| group.n_rows > 0) {
        let size = group.n_rows.div_ceil(group.n_rows.div_ceil(max_samples));
        for start in (0..group.n_rows).step_by(size) {
            let piece = Piece { start, n_rows: size.min(group.n_rows - start), ..group };
            match blocks.last_mut() {
                Some(last) if n_in_last < wanted && n_in_last + piece.n_rows <= max_samples => {
                    last.push(piece);
                    n_in_last += piece.n_rows;
                }
                _ => {
                    blocks.push(vec![piece]);
                    n_in_last = piece.n_rows;
                }
            }
        }
    }
    blocks
}

impl ParquetMatrix {
    /// The samples of these pieces, the first of which is the file's sample `first`.
    pub(super) fn read_samples(
        &self,
        first: usize,
        pieces: impl Iterator<Item = Piece> + Clone,
    ) -> Result<ExpressionMatrix, ReadError> {
        let n_genes = self.columns.len();
        let n_samples = pieces.clone().map(|piece| piece.n_rows).sum::<usize>();
        let mut values = vec![0.0; n_samples * n_genes];
        let mut rest = values.as_mut_slice();
        for piece in pieces {
            let (part, after) = rest.split_at_mut(piece.n_rows * n_genes);
            self.read_piece(piece, part).map_err(|fault| self.error(&fault))?;
            rest = after;
        }
        let ids = self.samples.ids()[first..first + n_samples].to_vec();
        // They are part of an index already.
        let samples = SampleIndex::new(ids).map_err(|twice| {
            ReadError::duplicate(self.file.name(), format!("the sample '{}' stands twice", twice.id))
        })?;
        Ok(ExpressionMatrix::new(self.row_ids.clone(), None, samples, values).with_origin(None))
    }

    /// Decodes some columns at a time, in parallel, and turns them, sample by sample in parallel. The fault is the first in the
    /// order of the file.
    fn read_piece(&self, piece: Piece, values: &mut [f64]) -> Result<(), Fault> {
        let (n_genes, n_rows) = (self.columns.len(), piece.n_rows);
        if n_rows == 0 {
            return Ok(());
        }
        let together = (TILE_VALUES / n_rows).max(rayon::current_num_threads()).min(n_genes);
        let mut tile = vec![0.0; together * n_rows];
        let mut first_fault: Option<Fault> = None;
        for (number, columns) in self.columns.chunks(together).enumerate() {
            let fault = tile
                .par_chunks_mut(n_rows)
                .zip(columns)
                .filter_map(|(out, &column)| self.file.numbers(column, piece, out).err())
                .min_by_key(Fault::place);
            first_fault = first_fault.into_iter().chain(fault).min_by_key(Fault::place);
            values.par_chunks_mut(n_genes * SAMPLES_TOGETHER).enumerate().for_each(|(stripe, samples)| {
                turn(
                    &tile,
                    n_rows,
                    stripe * SAMPLES_TOGETHER,
                    samples,
                    n_genes,
                    number * together,
                    columns.len(),
                );
            });
        }
        first_fault.map_or(Ok(()), Err)
    }
}

/// Writes columns of a tile to the same columns of these samples, which begin at `first_row` of the tile.
fn turn(
    tile: &[f64],
    n_rows: usize,
    first_row: usize,
    samples: &mut [f64],
    n_genes: usize,
    first_gene: usize,
    n_columns: usize,
) {
    let n_samples = samples.len() / n_genes;
    for (gene, column) in (first_gene..).zip(tile.chunks_exact(n_rows).take(n_columns)) {
        for (sample, value) in column[first_row..first_row + n_samples].iter().enumerate() {
            samples[sample * n_genes + gene] = *value;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_groups_join_and_large_ones_are_cut_evenly() {
        let sizes = |heights: &[usize], max: usize| -> Vec<Vec<usize>> {
            let groups = heights.iter().enumerate().map(|(group, &n_rows)| Piece { group, start: 0, n_rows });
            plan(groups, max).iter().map(|block| block.iter().map(|piece| piece.n_rows).collect()).collect()
        };
        assert_eq!(sizes(&[10, 10, 0, 3], 100), [vec![10, 10, 3]]);
        assert_eq!(sizes(&[10, 10, 3], 12), [vec![10], vec![10], vec![3]]);
        assert_eq!(sizes(&[10], 4), [vec![4], vec![4], vec![2]]);
        assert_eq!(sizes(&[9], 8), [vec![5], vec![4]]);
        assert_eq!(sizes(&[2000, 2000], 4000), [vec![2000], vec![2000]]);
        assert_eq!(sizes(&[2, 1], 1), [vec![1], vec![1], vec![1]]);
    }
}
