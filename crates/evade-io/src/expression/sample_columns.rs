//! The sample-major values of a matrix that grows by rows.

use rayon::prelude::*;

use crate::expression::huge_pages::prefer_large_pages;

/// Samples and rows of a tile, which is transposed at once: a cache line of each row becomes one of each sample.
const TILE: usize = 8;

/// Values of one sample after the other, with room for rows to come at the end of each.
///
/// Room that is not used costs address space and hardly any memory: the system gives out pages when they are written.
pub(crate) struct SampleColumns {
    values: Vec<f64>,
    n_samples: usize,
    n_rows: usize,
    stride: usize,
}

impl SampleColumns {
    pub(crate) fn new(n_samples: usize) -> Self {
        Self { values: Vec::new(), n_samples, n_rows: 0, stride: 0 }
    }

    #[cfg(test)]
    pub(crate) fn n_rows(&self) -> usize {
        self.n_rows
    }

    /// Adds row-major blocks of values. When they do not fit, room is made for `expected` rows in all; where nothing is
    /// known, as of a pipe, for half as many again as there are, which keeps the moves few.
    pub(crate) fn append(&mut self, blocks: &[&[f64]], expected: Option<usize>) {
        let n_new = blocks.iter().map(|block| block.len()).sum::<usize>() / self.n_samples;
        let n_needed = self.n_rows + n_new;
        if n_needed > self.stride {
            self.set_stride(expected.unwrap_or(n_needed + n_needed / 2).max(n_needed));
            // Large pages hold the room between the samples too: they are for a matrix that has hardly any.
            if expected.is_some() {
                prefer_large_pages(&mut self.values);
            }
        }
        self.transpose(blocks);
        self.n_rows = n_needed;
    }

    /// The values and the distance from one sample to the next. Room beyond a sixteenth is given back.
    pub(crate) fn finish(mut self) -> (Vec<f64>, usize) {
        if self.stride > self.n_rows + self.n_rows / 16 {
            self.set_stride(self.n_rows);
        }
        (self.values, self.stride)
    }

    /// Moves the samples apart or together in place: a second matrix beside the first would double the memory.
    fn set_stride(&mut self, stride: usize) {
        let (old, n_rows) = (self.stride, self.n_rows);
        if n_rows == 0 {
            // Zeroed pages come from the system untouched; those of `resize` would be written.
            self.values = vec![0.0; stride * self.n_samples];
        } else if stride > old {
            // No more than is needed: the usual doubling is for vectors that grow often.
            self.values.reserve_exact((stride - old) * self.n_samples);
            self.values.resize(stride * self.n_samples, 0.0);
            for sample in (0..self.n_samples).rev() {
                self.values.copy_within(sample * old..sample * old + n_rows, sample * stride);
            }
        } else {
            for sample in 0..self.n_samples {
                self.values.copy_within(sample * old..sample * old + n_rows, sample * stride);
            }
            self.values.truncate(stride * self.n_samples);
            self.values.shrink_to_fit();
        }
        self.stride = stride;
    }

    fn transpose(&mut self, blocks: &[&[f64]]) {
        let (stride, n_rows, n_samples) = (self.stride, self.n_rows, self.n_samples);
        // Tiles reach from block to block: the rows of all blocks are listed, sixteen bytes for each.
        let rows: Vec<&[f64]> = blocks.iter().flat_map(|block| block.chunks_exact(n_samples)).collect();
        let (tiles, rest) = rows.as_chunks::<TILE>();
        self.values.par_chunks_mut(stride.max(1) * TILE).enumerate().for_each(|(group, columns)| {
            let first_sample = group * TILE;
            let n_together = columns.len() / stride;
            for (rows, place) in tiles.iter().zip((n_rows..).step_by(TILE)) {
                for s in 0..n_together {
                    let values: [f64; TILE] = std::array::from_fn(|r| rows[r][first_sample + s]);
                    columns[s * stride + place..][..TILE].copy_from_slice(&values);
                }
            }
            for (row, place) in rest.iter().zip(n_rows + TILE * tiles.len()..) {
                for s in 0..n_together {
                    columns[s * stride + place] = row[first_sample + s];
                }
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_keep_their_place_whatever_was_expected() {
        let n_samples = 19;
        let row = |r: usize| (0..n_samples).map(move |s| (r * 100 + s) as f64);
        for expected in [None, Some(0), Some(1), Some(7), Some(40), Some(1000)] {
            let mut columns = SampleColumns::new(n_samples);
            let mut done = 0;
            for heights in [&[1_usize, 2][..], &[], &[0, 5], &[20], &[3, 3, 3]] {
                let mut blocks = Vec::new();
                for height in heights {
                    blocks.push((done..done + height).flat_map(row).collect::<Vec<f64>>());
                    done += height;
                }
                let blocks: Vec<&[f64]> = blocks.iter().map(Vec::as_slice).collect();
                columns.append(&blocks, expected);
            }
            assert_eq!(columns.n_rows(), done);
            let (values, stride) = columns.finish();
            assert!((done..=done + done / 16 + 3).contains(&stride), "{stride}");
            assert_eq!(values.len(), stride * n_samples);
            for r in 0..done {
                let found: Vec<f64> = (0..n_samples).map(|s| values[s * stride + r]).collect();
                assert_eq!(found, row(r).collect::<Vec<_>>(), "{r} of {expected:?}");
            }
        }
    }
}
