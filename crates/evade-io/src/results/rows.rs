//! A result table on disk, by the rows of each sample: what shards are put together from.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};

use csv::{ByteRecord, ReaderBuilder};
use evade_stream::{ReadError, display_name};

/// What to do about a table that is not as it was written.
const CHANGED: &str = "the table was changed after the run: run it again";

/// A table whose rows begin with a key, such as the sample, and stand together for each key.
#[derive(Debug)]
pub struct ResultRows {
    path: PathBuf,
    header: Vec<u8>,
    /// Bytes of the rows of each key.
    ranges: HashMap<String, Range<u64>>,
}

impl ResultRows {
    /// Finds the rows of each key, the text in the first column.
    pub fn by_key(path: &Path) -> Result<Self, ReadError> {
        let mut ranges: HashMap<String, Range<u64>> = HashMap::new();
        let header = each_row(path, |key, line, range| {
            match ranges.get_mut(key) {
                None => {
                    ranges.insert(key.to_owned(), range);
                }
                Some(known) if known.end == range.start => known.end = range.end,
                Some(_) => {
                    let what = format!("the rows of '{key}' do not stand together");
                    return Err(ReadError::mismatch(&display_name(path), what).at_line(line).hint(CHANGED));
                }
            }
            Ok(())
        })?;
        Ok(Self { path: path.to_owned(), header, ranges })
    }

    /// Cuts the table into blocks of these numbers of rows, whose keys are their places from 0.
    pub fn by_blocks(path: &Path, n_rows: &[usize]) -> Result<Self, ReadError> {
        let mut ends = Vec::new();
        let header = each_row(path, |_, _, range| {
            ends.push(range);
            Ok(())
        })?;
        let expected: usize = n_rows.iter().sum();
        if ends.len() != expected {
            let what = format!("there are {} rows, {expected} were written", ends.len());
            return Err(ReadError::mismatch(&display_name(path), what).hint(CHANGED));
        }
        let mut rows = ends.into_iter();
        let mut ranges = HashMap::new();
        for (block, &n) in n_rows.iter().enumerate() {
            let range = rows.by_ref().take(n).reduce(|all, next| all.start..next.end);
            ranges.extend(range.map(|range| (block.to_string(), range)));
        }
        Ok(Self { path: path.to_owned(), header, ranges })
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The line of column names with its line end.
    #[must_use]
    pub fn header(&self) -> &[u8] {
        &self.header
    }

    /// Whether there is a row of this key.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.ranges.contains_key(key)
    }

    /// Every key, in no order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.ranges.keys().map(String::as_str)
    }

    /// The names of the columns.
    #[must_use]
    pub fn columns(&self) -> Vec<String> {
        cells(&self.header).into_iter().next().unwrap_or_default()
    }

    /// The rows of a key, cell by cell.
    pub fn rows_of(&self, key: &str) -> io::Result<Vec<Vec<String>>> {
        let mut bytes = Vec::new();
        self.open()?.copy(key, &mut bytes)?;
        Ok(cells(&bytes))
    }

    /// Opens the table to copy rows.
    pub fn open(&self) -> io::Result<RowCopier<'_>> {
        Ok(RowCopier { rows: self, file: File::open(&self.path)? })
    }
}

/// Copies rows byte by byte.
#[derive(Debug)]
pub struct RowCopier<'a> {
    rows: &'a ResultRows,
    file: File,
}

impl RowCopier<'_> {
    /// Writes the rows of a key; none is no error.
    pub fn copy(&mut self, key: &str, output: &mut impl io::Write) -> io::Result<()> {
        let Some(range) = self.rows.ranges.get(key) else { return Ok(()) };
        self.file.seek(SeekFrom::Start(range.start))?;
        let n_bytes = range.end - range.start;
        let n_copied = io::copy(&mut Read::by_ref(&mut self.file).take(n_bytes), output)?;
        if n_copied == n_bytes { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }
}

/// The cells of rows that have been read once before.
fn cells(rows: &[u8]) -> Vec<Vec<String>> {
    let reader = ReaderBuilder::new().delimiter(b'\t').has_headers(false).from_reader(rows);
    let text =
        |record: &ByteRecord| record.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
    reader.into_byte_records().map_while(Result::ok).map(|record| text(&record)).collect()
}

/// Hands over the first field of every row with its line and bytes; gives the header.
fn each_row(
    path: &Path,
    mut take: impl FnMut(&str, u64, Range<u64>) -> Result<(), ReadError>,
) -> Result<Vec<u8>, ReadError> {
    let name = display_name(path);
    let unreadable =
        |e: io::Error| ReadError::of_kind(e.kind().into(), &name, format!("cannot be read: {e}"));
    let file = File::open(path).map_err(|e| unreadable(e).hint("was a file of the run removed?"))?;
    let mut reader = ReaderBuilder::new()
        .delimiter(b'\t')
        .has_headers(false)
        .from_reader(BufReader::with_capacity(1 << 18, file));
    let mut record = ByteRecord::new();
    let mut header_end = None;
    loop {
        let (start, line) = (reader.position().byte(), reader.position().line());
        let is_row = reader.read_byte_record(&mut record).map_err(|e| {
            ReadError::bad_line(&name, format!("is no table of one width: {e}")).at_line(line).hint(CHANGED)
        })?;
        if !is_row {
            break;
        }
        let end = reader.position().byte();
        if header_end.is_none() {
            header_end = Some(end);
            continue;
        }
        let key = std::str::from_utf8(record.get(0).unwrap_or_default())
            .map_err(|_| ReadError::not_text(&name, "is not UTF-8 text").at_line(line).hint(CHANGED))?;
        take(key, line, start..end)?;
    }
    let Some(end) = header_end else {
        return Err(ReadError::empty(&name, "is empty").hint(CHANGED));
    };
    let mut header = vec![0; end as usize];
    File::open(path).and_then(|mut file| file.read_exact(&mut header)).map_err(unreadable)?;
    Ok(header)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.tsv");
        std::fs::write(&path, text).unwrap();
        (folder, path)
    }

    #[test]
    fn rows_of_a_key_are_copied_with_their_bytes() {
        let (_folder, path) = table("sample\tz\nA\t1\nA\t2.50\n\"b\"\"x\"\tNA\nC\t\"a\tb\"\n");
        let rows = ResultRows::by_key(&path).unwrap();
        assert_eq!(rows.header(), b"sample\tz\n");
        assert_eq!(rows.columns(), ["sample", "z"]);
        assert_eq!(rows.rows_of("C").unwrap(), [["C", "a\tb"]]);
        let mut copied = Vec::new();
        let mut copier = rows.open().unwrap();
        for key in ["C", "nobody", "b\"x", "A"] {
            copier.copy(key, &mut copied).unwrap();
        }
        assert_eq!(String::from_utf8(copied).unwrap(), "C\t\"a\tb\"\n\"b\"\"x\"\tNA\nA\t1\nA\t2.50\n");
    }

    #[test]
    fn blocks_have_the_rows_they_were_written_with() {
        let (_folder, path) = table("matrix\tid\nm\ta\nm\tb\nm\tc\n");
        let rows = ResultRows::by_blocks(&path, &[2, 0, 1]).unwrap();
        let mut copied = Vec::new();
        rows.open().unwrap().copy("2", &mut copied).unwrap();
        assert_eq!(copied, b"m\tc\n");
        assert!(!rows.has("1"));
        assert!(ResultRows::by_blocks(&path, &[2]).is_err());
    }

    #[test]
    fn tables_that_were_changed_are_refused() {
        for (text, expected) in [
            ("", "is empty"),
            ("sample\tz\nA\t1\nB\t1\nA\t2\n", "4: the rows of 'A' do not stand together"),
            ("sample\tz\nA\n", "2: is no table of one width"),
        ] {
            let (_folder, path) = table(text);
            let message = ResultRows::by_key(&path).unwrap_err().to_string();
            assert!(message.contains(expected), "{message}");
        }
    }
}
