//! A Parquet file: its columns and where their chunks lie.

use std::io::{self, BufReader, Read};
use std::sync::Arc;

use bytes::{Buf, Bytes};
use evade_stream::{RandomAccess, ReadError};
use parquet::basic::CompressionCodec;
use parquet::column::reader::{ColumnReader, get_column_reader};
use parquet::errors::ParquetError;
use parquet::file::metadata::{
    ColumnChunkMetaData, ParquetMetaDataOptions, ParquetMetaDataReader, ParquetStatisticsPolicy,
    RowGroupMetaData,
};
use parquet::file::reader::{ChunkReader, Length};
use parquet::file::serialized_reader::SerializedPageReader;
use parquet::schema::types::{ColumnDescPtr, SchemaDescPtr};

use super::chunk::{self, Fault, FaultKind, ValueColumn};

/// Bytes read at once for the header of a page.
const HEADER_BYTES: usize = 1 << 10;
/// What the end of the file says of its footer: four bytes of length and the magic number.
const TAIL_BYTES: u64 = 8;
/// What a column takes in the schema, with its name (measured on short names).
const COLUMN_BYTES: u64 = 512;
const DAMAGED_HINT: &str = "compare its size and checksum with the original and copy it again";

/// Rows of one row group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) group: usize,
    /// Rows of the group before these.
    pub(super) start: usize,
    pub(super) n_rows: usize,
}

/// A row group: how many rows it has and where its chunks lie. The decoded footer holds twenty times as much, which
/// for twenty thousand columns in many groups is more than the values of a block.
struct Group {
    first_row: usize,
    n_rows: usize,
    chunks: Vec<Chunk>,
}

#[derive(Clone, Copy)]
struct Chunk {
    start: u64,
    length: u64,
    codec: CompressionCodec,
}

pub(super) struct ParquetFile {
    name: String,
    bytes: Arc<RandomAccess>,
    schema: SchemaDescPtr,
    groups: Vec<Group>,
    footer_bytes: u64,
}

impl ParquetFile {
    pub(super) fn open(name: &str, bytes: RandomAccess) -> Result<Self, ReadError> {
        let bytes = Arc::new(bytes);
        let mut options = ParquetMetaDataOptions::new();
        options.set_encoding_stats_policy(ParquetStatisticsPolicy::SkipAll);
        options.set_column_stats_policy(ParquetStatisticsPolicy::SkipAll);
        options.set_size_stats_policy(ParquetStatisticsPolicy::SkipAll);
        let metadata = ParquetMetaDataReader::new()
            .with_metadata_options(Some(options))
            .parse_and_finish(&Stored(Arc::clone(&bytes)))
            .map_err(|error| damaged(name, &error.to_string()))?;
        let footer_bytes = packed_footer_bytes(&bytes) + metadata.memory_size() as u64;
        let schema = metadata.file_metadata().schema_descr_ptr();
        let mut groups = Vec::with_capacity(metadata.num_row_groups());
        let mut first_row = 0;
        for group in metadata.row_groups() {
            let group = Group::of(group, first_row, bytes.len())
                .ok_or_else(|| damaged(name, "a row group lies outside of the file"))?;
            first_row += group.n_rows;
            groups.push(group);
        }
        Ok(Self { name: name.to_owned(), bytes, schema, groups, footer_bytes })
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Descriptions of the columns, nested ones leaf by leaf.
    pub(super) fn columns(&self) -> &[ColumnDescPtr] {
        self.schema.columns()
    }

    pub(super) fn column_name(&self, column: usize) -> &str {
        self.columns()[column].name().trim()
    }

    /// All rows, group by group.
    pub(super) fn whole(&self) -> impl Iterator<Item = Piece> + Clone {
        self.groups.iter().enumerate().map(|(group, g)| Piece { group, start: 0, n_rows: g.n_rows })
    }

    /// These rows, ascending, as runs within row groups.
    pub(super) fn pieces_of(&self, rows: &[usize]) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::new();
        for (number, group) in self.groups.iter().enumerate() {
            let first = rows.partition_point(|&row| row < group.first_row);
            let end = rows.partition_point(|&row| row < group.first_row + group.n_rows);
            for row in &rows[first..end] {
                let start = row - group.first_row;
                match pieces.last_mut() {
                    Some(last) if last.group == number && last.start + last.n_rows == start => {
                        last.n_rows += 1;
                    }
                    _ => pieces.push(Piece { group: number, start, n_rows: 1 }),
                }
            }
        }
        pieces
    }

    /// Memory held for as long as the file is open.
    pub(super) fn held_bytes(&self) -> u64 {
        let chunks = self.groups.iter().map(|group| group.chunks.len() * size_of::<Chunk>()).sum::<usize>();
        self.bytes.n_in_memory() + chunks as u64 + self.columns().len() as u64 * COLUMN_BYTES
    }

    /// Memory that the footer took while it was decoded.
    pub(super) fn footer_bytes(&self) -> u64 {
        self.footer_bytes
    }

    /// The largest chunk of a group as it lies in the file.
    pub(super) fn largest_chunk(&self) -> u64 {
        let chunks = self.groups.iter().flat_map(|group| &group.chunks);
        chunks.map(|chunk| chunk.length).max().unwrap_or(0)
    }

    /// All text of a column, without blanks around it.
    pub(super) fn text(&self, column: usize) -> Result<Vec<String>, ReadError> {
        let mut all = Vec::new();
        for piece in self.whole() {
            let decode = || {
                let reader = self.open_chunk(column, piece).map_err(|kind| (0, kind))?;
                chunk::texts(reader, piece.n_rows)
            };
            let texts = chunk::guarded(decode)
                .map_err(|(row, kind)| self.text_error(column, all.len() + row, &kind))?;
            all.extend(texts);
        }
        Ok(all)
    }

    #[cold]
    fn text_error(&self, column: usize, row: usize, kind: &FaultKind) -> ReadError {
        if let FaultKind::Damaged(why) = kind {
            return self.damaged_column(column, why);
        }
        let what = format!("row {} has no id in column '{}'", row + 1, self.column_name(column));
        ReadError::bad_value(&self.name, what).hint("give every row an id, or remove the row")
    }

    /// Fills `out` with the values of these rows.
    pub(super) fn numbers(&self, column: ValueColumn, piece: Piece, out: &mut [f64]) -> Result<(), Fault> {
        let first_row = self.groups[piece.group].first_row + piece.start;
        let decode = || {
            let reader = self.open_chunk(column.place, piece).map_err(|kind| (0, kind))?;
            chunk::numbers(reader, column.number, piece.start, out)
        };
        chunk::guarded(decode).map_err(|(row, kind)| Fault {
            row: first_row + row,
            column: column.place,
            kind,
        })
    }

    /// A reader from the first row of the piece's group on.
    fn open_chunk(&self, column: usize, piece: Piece) -> Result<ColumnReader, FaultKind> {
        let group = &self.groups[piece.group];
        let Chunk { start, length, codec } = group.chunks[column];
        let description = Arc::clone(&self.columns()[column]);
        let place = ColumnChunkMetaData::builder(Arc::clone(&description))
            .set_compression_codec(codec)
            .set_num_values((group.n_rows as u64).cast_signed())
            .set_data_page_offset(start.cast_signed())
            .set_total_compressed_size(length.cast_signed())
            .build()
            .map_err(|error| FaultKind::of(&error))?;
        // A chunk read as a whole is read at once; of a part, the pages before and after it are not.
        let pages: Box<dyn parquet::column::page::PageReader> = if piece.n_rows == group.n_rows {
            let held =
                Held::read(&self.bytes, start, length).map_err(|e| FaultKind::Damaged(e.to_string()))?;
            let pages = SerializedPageReader::new(Arc::new(held), &place, group.n_rows, None);
            Box::new(pages.map_err(|error| FaultKind::of(&error))?)
        } else {
            let stored = Stored(Arc::clone(&self.bytes));
            let pages = SerializedPageReader::new(Arc::new(stored), &place, group.n_rows, None);
            Box::new(pages.map_err(|error| FaultKind::of(&error))?)
        };
        Ok(get_column_reader(description, pages))
    }

    #[cold]
    pub(super) fn damaged_column(&self, column: usize, why: &str) -> ReadError {
        damaged(&self.name, &format!("column '{}': {why}", self.column_name(column)))
    }
}

impl Group {
    /// `None` if a number is none that a sound file can have.
    fn of(group: &RowGroupMetaData, first_row: usize, file_length: u64) -> Option<Self> {
        let chunk = |column: &ColumnChunkMetaData| {
            let start = column.dictionary_page_offset().unwrap_or(column.data_page_offset());
            let start = u64::try_from(start).ok()?;
            let length = u64::try_from(column.compressed_size()).ok()?;
            (start.checked_add(length)? <= file_length).then_some(Chunk {
                start,
                length,
                codec: column.compression_codec(),
            })
        };
        let chunks = group.columns().iter().map(chunk).collect::<Option<_>>()?;
        Some(Self { first_row, n_rows: usize::try_from(group.num_rows()).ok()?, chunks })
    }
}

/// Length of the footer as it lies in the file.
fn packed_footer_bytes(bytes: &RandomAccess) -> u64 {
    let mut tail = [0; 4];
    let found = bytes.len().checked_sub(TAIL_BYTES).is_some_and(|at| bytes.read_at(at, &mut tail).is_ok());
    if found { u32::from_le_bytes(tail).into() } else { 0 }
}

fn damaged(name: &str, why: &str) -> ReadError {
    ReadError::damaged(name, format!("the Parquet data are damaged or cut short ({why})")).hint(DAMAGED_HINT)
}

/// Bytes that are read when they are asked for.
struct Stored(Arc<RandomAccess>);

/// The bytes from a place on.
struct FromPlace {
    bytes: Arc<RandomAccess>,
    offset: u64,
}

impl Read for FromPlace {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.bytes.len().saturating_sub(self.offset);
        let n = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        self.bytes.read_at(self.offset, &mut buffer[..n])?;
        self.offset += n as u64;
        Ok(n)
    }
}

impl Length for Stored {
    fn len(&self) -> u64 {
        self.0.len()
    }
}

impl ChunkReader for Stored {
    type T = BufReader<FromPlace>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        Ok(BufReader::with_capacity(HEADER_BYTES, FromPlace { bytes: Arc::clone(&self.0), offset: start }))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        Ok(Held::read(&self.0, start, length as u64)?.bytes)
    }
}

/// Bytes of one chunk in memory.
struct Held {
    start: u64,
    bytes: Bytes,
}

impl Held {
    fn read(stored: &RandomAccess, start: u64, length: u64) -> io::Result<Self> {
        // A length beyond the file is a lie of a damaged header, and no memory is taken for it.
        if start.checked_add(length).is_none_or(|end| end > stored.len()) {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let mut bytes = vec![0; usize::try_from(length).map_err(io::Error::other)?];
        stored.read_at(start, &mut bytes)?;
        Ok(Self { start, bytes: bytes.into() })
    }

    fn place(&self, start: u64, length: usize) -> Result<usize, ParquetError> {
        start
            .checked_sub(self.start)
            .and_then(|place| usize::try_from(place).ok())
            .filter(|place| place.checked_add(length).is_some_and(|end| end <= self.bytes.len()))
            .ok_or_else(|| ParquetError::EOF("a page lies outside of its column chunk".to_owned()))
    }
}

impl Length for Held {
    fn len(&self) -> u64 {
        self.start + self.bytes.len() as u64
    }
}

impl ChunkReader for Held {
    type T = bytes::buf::Reader<Bytes>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        Ok(self.bytes.slice(self.place(start, 0)?..).reader())
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        let place = self.place(start, length)?;
        Ok(self.bytes.slice(place..place + length))
    }
}
