//! Small tables with a header, as CSV or TSV: records with the lines they stand in.

use csv::{ByteRecord, Reader, ReaderBuilder, StringRecord};
use evade_stream::{Content, ReadError};

use crate::text::fields::counted;
use crate::text::lines::count_line_ends;

/// A record with its place in the file.
pub(crate) struct CsvRow {
    /// 1-based line in which it starts.
    pub(crate) line: u64,
    /// The fields without blanks around them.
    pub(crate) fields: StringRecord,
}

/// A table whose header has been read; an iterator over the rows below it.
///
/// Every row has as many fields as the header, and no field runs over a line end: what looks like that is nearly
/// always a quote that was not closed, which would swallow the rows up to the next quote.
pub(crate) struct CsvTable<'a> {
    name: &'a str,
    text: &'a [u8],
    reader: Reader<&'a [u8]>,
    /// Where the last record starts, and in which line.
    at: (usize, u64),
    /// The header.
    pub(crate) header: CsvRow,
}

impl<'a> CsvTable<'a> {
    /// Reads the header; `id_column` is named to whoever gives an empty file.
    pub(crate) fn open(content: &'a Content, id_column: &str) -> Result<Self, ReadError> {
        content.require_plain_text("save the sheet as CSV in UTF-8")?;
        let mut table = Self {
            name: &content.name,
            text: content.without_mark(),
            reader: reader(content.without_mark()),
            at: (0, 1),
            header: CsvRow { line: 1, fields: StringRecord::new() },
        };
        table.header = table.read_row()?.ok_or_else(|| {
            ReadError::empty(table.name, "the file is empty")
                .hint(format!("give a header with the column '{id_column}' and one row a sample"))
        })?;
        Ok(table)
    }

    /// An error that lists the columns there are.
    pub(crate) fn no_column(&self, what: &str) -> ReadError {
        let columns: Vec<&str> = self.header.fields.iter().collect();
        ReadError::bad_header(self.name, what)
            .at_line(self.header.line)
            .hint(format!("the columns are: {}", columns.join(", ")))
    }

    fn read_row(&mut self) -> Result<Option<CsvRow>, ReadError> {
        let mut record = ByteRecord::new();
        let start = self.reader.position().byte() as usize;
        match self.reader.read_byte_record(&mut record) {
            Ok(true) => {
                self.advance(start);
                self.checked(record).map(Some)
            }
            Ok(false) => Ok(None),
            // A reader of memory whose rows may be of any length has no error to give.
            Err(error) => Err(ReadError::unreadable(self.name, format!("the sheet cannot be read: {error}"))),
        }
    }

    /// To the record that the reader began at `start`. It stops at CR, so that the LF after it, and blank lines, still
    /// stand before the record.
    fn advance(&mut self, start: usize) {
        let (last, line) = self.at;
        let blank = self.text[start..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let start = start + blank;
        self.at = (start, line + count_line_ends(&self.text[last..start]));
    }

    fn checked(&self, record: ByteRecord) -> Result<CsvRow, ReadError> {
        let line = self.at.1;
        let fail = |what: String| ReadError::bad_line(self.name, what).at_line(line);
        if let Some(field) = record.iter().position(|field| field.contains(&b'\n') || field.contains(&b'\r'))
        {
            return Err(fail("the field runs over several lines, as if a quote (\") were not closed".into())
                .at_column(field as u64 + 1)
                .hint("close the quote, or remove line breaks from the field"));
        }
        let mut fields = StringRecord::from_byte_record(record).map_err(|_| {
            ReadError::not_text(self.name, "the row is not UTF-8 text")
                .at_line(line)
                .hint("save the sheet as UTF-8")
        })?;
        fields.trim();
        let expected = self.header.fields.len();
        // The header is checked against none.
        if expected != 0 && fields.len() != expected {
            let count = counted(fields.len());
            return Err(fail(format!("the row has {count}, the header has {expected}"))
                .hint("give every row one field a column; quote fields that hold the separator"));
        }
        Ok(CsvRow { line, fields })
    }
}

impl Iterator for CsvTable<'_> {
    type Item = Result<CsvRow, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read_row().transpose()
    }
}

/// A reader whose separator is a tab or semicolon if the header holds one, else a comma.
fn reader(text: &[u8]) -> Reader<&[u8]> {
    let header =
        text.split(|byte| matches!(byte, b'\r' | b'\n')).find(|line| !line.is_empty()).unwrap_or_default();
    let delimiter = [b'\t', b';'].into_iter().find(|d| header.contains(d)).unwrap_or(b',');
    // Lengths are checked by us, after line breaks: a quote left open makes its row too short as well.
    ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text)
}
