//! Decoding one column chunk: numbers of any width, and text.

use parquet::basic::{ConvertedType, LogicalType, Type};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::ParquetError;
use parquet::schema::types::ColumnDescriptor;

/// How a column stores its numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Number {
    /// Floats, or integers with a sign.
    Plain,
    /// Integers without a sign, which are stored as if they had one.
    Unsigned,
}

impl Number {
    /// `None` if the column holds something else.
    pub(super) fn of(column: &ColumnDescriptor) -> Option<Self> {
        match (column.physical_type(), column.logical_type_ref(), column.converted_type()) {
            (Type::FLOAT | Type::DOUBLE, _, _) => Some(Self::Plain),
            (Type::INT32 | Type::INT64, Some(LogicalType::Integer(integer)), _) => {
                Some(if integer.is_signed { Self::Plain } else { Self::Unsigned })
            }
            // A column without any value is written as integers of no kind.
            (Type::INT32 | Type::INT64, None | Some(LogicalType::Unknown), ConvertedType::NONE) => {
                Some(Self::Plain)
            }
            _ => None,
        }
    }
}

/// A column of values.
#[derive(Debug, Clone, Copy)]
pub(super) struct ValueColumn {
    /// Its place in the file, from 0.
    pub(super) place: usize,
    pub(super) number: Number,
}

/// Why a value cannot be had.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum FaultKind {
    /// It is null.
    Missing,
    /// It is no finite number.
    NotFinite(f64),
    /// The bytes are not what they should be.
    Damaged(String),
}

impl FaultKind {
    pub(super) fn of(error: &ParquetError) -> Self {
        Self::Damaged(error.to_string())
    }
}

/// A value that cannot be had, with its place in the file.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) row: usize,
    pub(super) column: usize,
    pub(super) kind: FaultKind,
}

impl Fault {
    /// Row before column, as a text table is read.
    pub(super) fn place(&self) -> (usize, usize) {
        (self.row, self.column)
    }
}

/// Decodes; where the decoder panics, as it does on some damaged bytes, that is damage like any other.
pub(super) fn guarded<T>(
    decode: impl FnOnce() -> Result<T, (usize, FaultKind)>,
) -> Result<T, (usize, FaultKind)> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(decode))
        .unwrap_or_else(|_| Err((0, FaultKind::Damaged("the data contradict themselves".to_owned()))))
}

/// Fills `out` with the values that follow after `skip` rows; an error has the row among them.
pub(super) fn numbers(
    reader: ColumnReader,
    number: Number,
    skip: usize,
    out: &mut [f64],
) -> Result<(), (usize, FaultKind)> {
    match (reader, number) {
        (ColumnReader::DoubleColumnReader(reader), _) => fill(reader, skip, out, |v| *v),
        (ColumnReader::FloatColumnReader(reader), _) => fill(reader, skip, out, |v| f64::from(*v)),
        (ColumnReader::Int32ColumnReader(reader), Number::Plain) => {
            fill(reader, skip, out, |v| f64::from(*v))
        }
        (ColumnReader::Int32ColumnReader(reader), Number::Unsigned) => {
            fill(reader, skip, out, |v| f64::from(v.cast_unsigned()))
        }
        (ColumnReader::Int64ColumnReader(reader), Number::Plain) => fill(reader, skip, out, |v| *v as f64),
        (ColumnReader::Int64ColumnReader(reader), Number::Unsigned) => {
            fill(reader, skip, out, |v| v.cast_unsigned() as f64)
        }
        _ => Err((0, FaultKind::Damaged("the column holds no numbers".to_owned()))),
    }
}

fn fill<T: DataType>(
    reader: ColumnReaderImpl<T>,
    skip: usize,
    out: &mut [f64],
    value: impl Fn(&T::T) -> f64,
) -> Result<(), (usize, FaultKind)> {
    let (values, first_missing) = read(reader, skip, out.len()).map_err(|kind| (0, kind))?;
    for (row, (slot, stored)) in out.iter_mut().zip(&values[..first_missing]).enumerate() {
        *slot = value(stored);
        if !slot.is_finite() {
            return Err((row, FaultKind::NotFinite(*slot)));
        }
    }
    if first_missing < out.len() { Err((first_missing, FaultKind::Missing)) } else { Ok(()) }
}

/// The text of the first `n_rows` rows, without blanks around it; an error has its row.
pub(super) fn texts(reader: ColumnReader, n_rows: usize) -> Result<Vec<String>, (usize, FaultKind)> {
    let ColumnReader::ByteArrayColumnReader(reader) = reader else {
        return Err((0, FaultKind::Damaged("the column holds no text".to_owned())));
    };
    let (values, first_missing) = read(reader, 0, n_rows).map_err(|kind| (0, kind))?;
    if first_missing < n_rows {
        return Err((first_missing, FaultKind::Missing));
    }
    let text = |(row, bytes): (usize, &ByteArray)| {
        bytes
            .as_utf8()
            .map(|text| text.trim().to_owned())
            .map_err(|_| (row, FaultKind::Damaged(format!("row {} is not UTF-8 text", row + 1))))
    };
    values.iter().enumerate().map(text).collect()
}

/// The values of these rows, and how many rows come before the first that has none.
fn read<T: DataType>(
    mut reader: ColumnReaderImpl<T>,
    skip: usize,
    n_rows: usize,
) -> Result<(Vec<T::T>, usize), FaultKind> {
    let mut levels = Vec::new();
    let mut values = Vec::with_capacity(n_rows);
    let skipped = reader.skip_records(skip).map_err(|e| FaultKind::of(&e))?;
    let (n_read, _, _) =
        reader.read_records(n_rows, Some(&mut levels), None, &mut values).map_err(|e| FaultKind::of(&e))?;
    if skipped < skip || n_read < n_rows {
        return Err(FaultKind::Damaged("there are fewer values than rows".to_owned()));
    }
    let first_missing = if values.len() == n_rows {
        n_rows
    } else {
        levels.iter().position(|&level| level == 0).unwrap_or(n_rows).min(values.len())
    };
    Ok((values, first_missing))
}
