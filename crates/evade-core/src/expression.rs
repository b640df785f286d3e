//! Expression values, sample by sample.

use std::collections::HashMap;

use crate::DuplicateId;
use crate::gene::unique_places;

/// Sample ids in a fixed order, each once.
#[derive(Debug, Clone, Default)]
pub struct SampleIndex {
    ids: Vec<String>,
    places: HashMap<String, u32>,
}

impl SampleIndex {
    /// An index over `ids` in the given order.
    pub fn new(ids: Vec<String>) -> Result<Self, DuplicateId> {
        let places = unique_places(&ids)?;
        Ok(Self { ids, places })
    }

    /// Adds an id at the end.
    pub fn push(&mut self, id: String) -> Result<(), DuplicateId> {
        let second = self.ids.len() + 1;
        match self.places.get(&id) {
            Some(&first) => Err(DuplicateId { id, first: first as usize + 1, second }),
            None => {
                self.places.insert(id.clone(), self.ids.len() as u32);
                self.ids.push(id);
                Ok(())
            }
        }
    }

    /// How many samples there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is no sample.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The ids in order.
    #[must_use]
    pub fn ids(&self) -> &[String] {
        &self.ids
    }

    /// The place of `id`, from 0.
    #[must_use]
    pub fn place(&self, id: &str) -> Option<usize> {
        self.places.get(id).map(|&p| p as usize)
    }
}

/// Anything that hands out samples in one gene order: a matrix as read, or a matrix seen through a gene mapping.
pub trait SampleSource: Sync {
    /// Genes of each sample.
    fn n_genes(&self) -> usize;

    /// How many samples there are.
    fn n_samples(&self) -> usize;

    /// The values of one sample in gene order; `scratch` may be used to hold them.
    fn sample_values<'a>(&'a self, sample: usize, scratch: &'a mut Vec<f64>) -> &'a [f64];
}

/// Rows x samples as read from a file, stored sample by sample: the values of one sample stand side by side.
///
/// Every value is finite. Row ids are verbatim and may repeat; what they mean, and the unit, is found out later.
#[derive(Debug, Clone)]
pub struct ExpressionMatrix {
    row_ids: Vec<String>,
    row_names: Option<Vec<String>>,
    samples: SampleIndex,
    values: Vec<f64>,
    stride: usize,
    origin: Option<Origin>,
}

/// Where the values of a matrix stand in its file, so that a message about a value can name its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// 1-based line of the first row; the other rows follow line by line.
    pub first_line: u64,
    /// Columns before those of the samples.
    pub n_before: u64,
}

impl ExpressionMatrix {
    /// A matrix from `values[sample * rows + row]`; `row_names` are the symbols of a second id column, if there is one.
    ///
    /// # Panics
    /// If the number of values is not rows times samples, or of names not that of rows.
    #[must_use]
    pub fn new(
        row_ids: Vec<String>,
        row_names: Option<Vec<String>>,
        samples: SampleIndex,
        values: Vec<f64>,
    ) -> Self {
        let stride = row_ids.len();
        Self::with_stride(row_ids, row_names, samples, values, stride)
    }

    /// A matrix from `values[sample * stride + row]`: a reader that does not know the number of rows beforehand leaves
    /// room after each sample.
    ///
    /// # Panics
    /// If there are more rows than the stride, if the number of values is not stride times samples, or of names not
    /// that of rows.
    #[must_use]
    pub fn with_stride(
        row_ids: Vec<String>,
        row_names: Option<Vec<String>>,
        samples: SampleIndex,
        values: Vec<f64>,
        stride: usize,
    ) -> Self {
        assert!(row_ids.len() <= stride, "rows overlap");
        assert_eq!(values.len(), stride * samples.len(), "values do not fill rows x samples");
        assert!(row_names.as_ref().is_none_or(|names| names.len() == row_ids.len()), "one name a row");
        let origin = Some(Origin { first_line: 2, n_before: 1 + u64::from(row_names.is_some()) });
        Self { row_ids, row_names, samples, values, stride, origin }
    }

    /// The same matrix read from other places of its file; `None` if its rows do not follow line by line.
    #[must_use]
    pub fn with_origin(mut self, origin: Option<Origin>) -> Self {
        self.origin = origin;
        self
    }

    /// Where the values stand in the file, if that is known.
    #[must_use]
    pub fn origin(&self) -> Option<Origin> {
        self.origin
    }

    /// The same values under other sample ids.
    ///
    /// # Panics
    /// If the number of ids is not that of the samples.
    #[must_use]
    pub fn with_samples(mut self, samples: SampleIndex) -> Self {
        assert_eq!(samples.len(), self.samples.len(), "one id a sample");
        self.samples = samples;
        self
    }

    /// Whether both have the same rows in the same order.
    #[must_use]
    pub fn has_rows_of(&self, other: &Self) -> bool {
        self.row_ids == other.row_ids && self.row_names == other.row_names
    }

    /// Adds the samples of a matrix with the same rows.
    ///
    /// # Panics
    /// If the rows differ.
    pub fn append(&mut self, other: &Self) -> Result<(), DuplicateId> {
        assert!(self.has_rows_of(other), "the rows differ");
        let n_rows = self.row_ids.len();
        if self.stride > n_rows {
            for sample in 0..self.samples.len() {
                let start = sample * self.stride;
                self.values.copy_within(start..start + n_rows, sample * n_rows);
            }
            self.values.truncate(n_rows * self.samples.len());
            self.stride = n_rows;
        }
        for (sample, id) in other.samples.ids().iter().enumerate() {
            self.samples.push(id.clone())?;
            self.values.extend_from_slice(other.sample(sample));
        }
        Ok(())
    }

    /// The rows' ids as the file wrote them.
    #[must_use]
    pub fn row_ids(&self) -> &[String] {
        &self.row_ids
    }

    /// The rows' gene names from a second id column.
    #[must_use]
    pub fn row_names(&self) -> Option<&[String]> {
        self.row_names.as_deref()
    }

    /// The columns.
    #[must_use]
    pub fn samples(&self) -> &SampleIndex {
        &self.samples
    }

    /// The values of every sample, to be changed; they must stay finite.
    pub fn samples_mut(&mut self) -> impl Iterator<Item = &mut [f64]> {
        let n_rows = self.row_ids.len();
        self.values.chunks_exact_mut(self.stride.max(1)).map(move |values| &mut values[..n_rows])
    }

    /// The values of one sample in row order.
    ///
    /// # Panics
    /// If there is no such sample.
    #[must_use]
    pub fn sample(&self, place: usize) -> &[f64] {
        let start = place * self.stride;
        &self.values[start..start + self.row_ids.len()]
    }
}

impl SampleSource for ExpressionMatrix {
    fn n_genes(&self) -> usize {
        self.row_ids.len()
    }

    fn n_samples(&self) -> usize {
        self.samples.len()
    }

    fn sample_values<'a>(&'a self, sample: usize, _scratch: &'a mut Vec<f64>) -> &'a [f64] {
        self.sample(sample)
    }
}
