//! Expression matrices in Parquet, genes or samples in rows.
//!
//! Only the places of the column chunks are kept of the footer, and a chunk is decoded when its values are asked for. So a
//! file with samples in rows can be larger than memory: [`SampleBlocks`] hands its samples out block by block.

mod blocks;
mod chunk;
mod file;
mod layout;

use evade_core::{ExpressionMatrix, SampleIndex};
use evade_stream::{Input, ReadError};
use rayon::prelude::*;

pub use blocks::SampleBlocks;
use chunk::{Fault, FaultKind, ValueColumn};
use file::{ParquetFile, Piece};

use crate::expression::format::{Expression, InputFormat, ReadAs};
use crate::expression::header::check_sample;
use crate::expression::orientation::{self, Rows};
use crate::expression::row::value_hint;
use crate::expression::{same_values, statistics};

/// What a Parquet file begins and ends with.
const MAGIC: &[u8] = b"PAR1";

/// Whether the input is Parquet; it is still to be read.
pub fn is_parquet(input: &mut Input) -> Result<bool, ReadError> {
    input.starts_with(MAGIC)
}

/// A Parquet file with its samples and genes known and its values not yet read.
pub struct ParquetMatrix {
    file: ParquetFile,
    format: InputFormat,
    row_ids: Vec<String>,
    row_names: Option<Vec<String>>,
    samples: SampleIndex,
    columns: Vec<ValueColumn>,
    /// The rows of the samples that are read, if not all are.
    kept: Option<KeptRows>,
    notices: Vec<String>,
}

/// Some rows of a file.
struct KeptRows {
    /// Rows from 0, ascending.
    rows: Vec<usize>,
    /// The same as runs within row groups.
    pieces: Vec<Piece>,
}

impl ParquetMatrix {
    /// Reads the footer and the ids, and finds out whether genes or samples stand in rows.
    pub fn open(input: &mut Input, how: ReadAs<'_>) -> Result<Self, ReadError> {
        let name = input.name().to_owned();
        if let Some(format) = how.format.filter(|format| !format.is_parquet()) {
            return Err(ReadError::wrong_format(
                &name,
                format!("this is a Parquet file, which {format} is not"),
            )
            .hint("--input-format parquet (genes in rows) or parquet-samples (samples in rows)"));
        }
        let file = ParquetFile::open(&name, input.random_access()?)?;
        let layout = layout::Layout::of(&file)?;
        let ids = file.text(layout.id_column)?;
        let names = layout.name_column.map(|column| file.text(column)).transpose()?;
        let headers: Vec<String> =
            layout.values.iter().map(|v| file.column_name(v.place).to_owned()).collect();
        let (format, notice) = match (how.format, how.genes) {
            (Some(format), _) => (format, None),
            (None, Some(genes)) => match orientation::find(genes, &ids, names.as_deref(), &headers) {
                Ok((Rows::Genes, seen)) => (InputFormat::Parquet, Some(format!("{name}: {seen}"))),
                Ok((Rows::Samples, seen)) => (InputFormat::ParquetSamples, Some(format!("{name}: {seen}"))),
                Err(seen) => return Err(unclear(&name, &seen)),
            },
            (None, None) => return Err(unclear(&name, "there is no table of genes")),
        };
        let columns = layout.values.clone();
        let notices = Vec::from_iter(notice);
        if format == InputFormat::Parquet {
            let samples = sample_index(&name, headers, "columns")?;
            let row_ids = gene_ids(&name, ids)?;
            return Ok(Self {
                file,
                format,
                row_ids,
                row_names: names,
                samples,
                columns,
                kept: None,
                notices,
            });
        }
        layout.refuse_name_column(&file)?;
        let samples = sample_index(&name, ids, "rows")?;
        let row_ids = gene_ids(&name, headers)?;
        Ok(Self { file, format, row_ids, row_names: None, samples, columns, kept: None, notices })
    }

    /// Whether genes or samples stand in rows.
    #[must_use]
    pub fn format(&self) -> InputFormat {
        self.format
    }

    /// The samples, in the order of the file.
    #[must_use]
    pub fn samples(&self) -> &SampleIndex {
        &self.samples
    }

    /// The genes' ids as the file wrote them.
    #[must_use]
    pub fn row_ids(&self) -> &[String] {
        &self.row_ids
    }

    /// What was decided, to be told on request.
    #[must_use]
    pub fn notices(&self) -> &[String] {
        &self.notices
    }

    /// Memory that all values take.
    #[must_use]
    pub fn value_bytes(&self) -> u64 {
        self.sample_bytes() * self.samples.len() as u64
    }

    /// Memory that the values of one sample take.
    #[must_use]
    pub fn sample_bytes(&self) -> u64 {
        (self.row_ids.len() * size_of::<f64>()) as u64
    }

    /// Memory held beside the values: what is kept of the footer, the ids, the file itself if it came through a pipe.
    #[must_use]
    pub fn held_bytes(&self) -> u64 {
        // An id stands in a vector, and a sample's in a map too.
        let ids = self.row_ids.iter().chain(self.row_names.iter().flatten());
        let ids = ids.map(|id| id.len() + size_of::<String>()).sum::<usize>() as u64;
        let samples = self.samples.ids().iter().map(|id| 2 * (id.len() + size_of::<String>()));
        self.file.held_bytes() + ids + samples.sum::<usize>() as u64
    }

    /// Memory that opening the file took for a moment: its footer, packed and unpacked.
    #[must_use]
    pub fn footer_bytes(&self) -> u64 {
        self.file.footer_bytes()
    }

    /// The rows of the matrix without a sample, from which its genes are told.
    #[must_use]
    pub fn without_samples(&self) -> ExpressionMatrix {
        let (ids, names) = (self.row_ids.clone(), self.row_names.clone());
        ExpressionMatrix::new(ids, names, SampleIndex::default(), Vec::new()).with_origin(None)
    }

    /// Leaves the samples out that are not wanted: their values are not read.
    pub fn keep_samples(&mut self, is_wanted: impl Fn(&str) -> bool) {
        let ids = self.samples.ids();
        let places: Vec<usize> = (0..ids.len()).filter(|&place| is_wanted(&ids[place])).collect();
        let kept = places.iter().map(|&place| ids[place].clone()).collect();
        // A part of ids that are distinct is distinct.
        self.samples = SampleIndex::new(kept).unwrap_or_default();
        if self.format == InputFormat::ParquetSamples {
            let pieces = self.file.pieces_of(&places);
            self.kept = Some(KeptRows { rows: places, pieces });
        } else {
            self.columns = places.iter().map(|&place| self.columns[place]).collect();
        }
    }

    /// Reads all values.
    pub fn read(self) -> Result<Expression, ReadError> {
        let matrix = match (self.format, &self.kept) {
            (InputFormat::ParquetSamples, Some(kept)) => self.read_samples(0, kept.pieces.iter().copied())?,
            (InputFormat::ParquetSamples, None) => self.read_samples(0, self.file.whole())?,
            _ => self.read_genes()?,
        };
        let is_whole = self.kept.is_none();
        let name = self.file.name().to_owned();
        let Self { format, notices, .. } = self;
        let mut read =
            Expression { matrix, format, unit: None, is_sum: false, notices, warnings: Vec::new() };
        if is_whole {
            statistics::leave_out(&name, &mut read);
            same_values::warn(&name, &mut read);
        }
        Ok(read)
    }

    /// Genes in rows: a column is a sample.
    fn read_genes(&self) -> Result<ExpressionMatrix, ReadError> {
        let n_rows = self.row_ids.len();
        let mut values = vec![0.0; n_rows * self.columns.len()];
        let fault = values
            .par_chunks_mut(n_rows)
            .zip(&self.columns)
            .filter_map(|(sample, &column)| {
                let mut rest = sample;
                for piece in self.file.whole() {
                    let (part, after) = rest.split_at_mut(piece.n_rows);
                    if let Err(fault) = self.file.numbers(column, piece, part) {
                        return Some(fault);
                    }
                    rest = after;
                }
                None
            })
            .min_by_key(Fault::place);
        if let Some(fault) = fault {
            return Err(self.error(&fault));
        }
        let (ids, names) = (self.row_ids.clone(), self.row_names.clone());
        Ok(ExpressionMatrix::new(ids, names, self.samples.clone(), values).with_origin(None))
    }

    /// Names row and column of a value that is none.
    #[cold]
    fn error(&self, fault: &Fault) -> ReadError {
        let column = self.columns.iter().position(|column| column.place == fault.column).unwrap_or_default();
        let (gene, sample) = match self.format {
            InputFormat::ParquetSamples => {
                let kept = self.kept.as_ref();
                (column, kept.map_or(fault.row, |kept| kept.rows.partition_point(|&row| row < fault.row)))
            }
            _ => (fault.row, column),
        };
        let (gene, sample) = (&self.row_ids[gene], &self.samples.ids()[sample]);
        let row = fault.row + 1;
        let (what, hint) = match &fault.kind {
            FaultKind::Missing => {
                (format!("no value for sample '{sample}' (gene '{gene}', row {row})"), value_hint(""))
            }
            FaultKind::NotFinite(value) => (
                format!("'{value}' is not a finite number (sample '{sample}', gene '{gene}', row {row})"),
                value_hint(&value.to_string()),
            ),
            FaultKind::Damaged(why) => return self.file.damaged_column(fault.column, why),
        };
        ReadError::bad_value(self.file.name(), what).hint(hint)
    }
}

#[cold]
fn unclear(name: &str, why: &str) -> ReadError {
    ReadError::ambiguous(name, format!("it is unclear whether genes or samples stand in rows: {why}"))
        .hint("say it with --input-format parquet (genes in rows) or parquet-samples (samples in rows)")
}

/// The ids of genes, of which none may be empty.
fn gene_ids(name: &str, ids: Vec<String>) -> Result<Vec<String>, ReadError> {
    match ids.iter().position(String::is_empty) {
        Some(place) => Err(ReadError::bad_value(name, format!("the gene id is empty (gene {})", place + 1))
            .hint("give every gene an id, or remove it")),
        None if ids.is_empty() => Err(ReadError::empty(name, "no row is left to read")
            .hint("give one row a gene, with a value for every sample")),
        None => Ok(ids),
    }
}

/// The samples, which must be names that a table can hold, each once.
fn sample_index(name: &str, ids: Vec<String>, side: &str) -> Result<SampleIndex, ReadError> {
    if ids.is_empty() {
        return Err(ReadError::empty(name, "there is no sample")
            .hint("give one column of ids, and numbers in every other column"));
    }
    for (place, id) in ids.iter().enumerate() {
        check_sample(id).map_err(|(what, hint)| {
            ReadError::bad_value(name, format!("{what} (sample {})", place + 1)).hint(hint)
        })?;
    }
    SampleIndex::new(ids).map_err(|twice| {
        let (first, second) = (twice.first, twice.second);
        ReadError::duplicate(
            name,
            format!("the sample '{}' stands in two {side} ({first} and {second})", twice.id),
        )
        .hint("give each sample one; rename or remove the other")
    })
}

#[cfg(test)]
mod tests;
