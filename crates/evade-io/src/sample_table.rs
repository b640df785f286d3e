//! A table with one row per sample of which every column is at hand, each cell with its place in the file.

use std::borrow::Cow;
use std::collections::HashMap;

use csv::StringRecord;
use evade_stream::{Content, ReadError};

use crate::csv_text::CsvTable;

/// What stands in a cell without a value, as R, Excel, Python and databases write it.
const MISSING: [&str; 9] = ["", "NA", "N/A", "#N/A", "NaN", "nan", "null", "NULL", "None"];

/// A table with one row per sample.
#[derive(Debug, Clone)]
pub struct SampleTable {
    name: String,
    header_line: u64,
    columns: Vec<String>,
    /// Place of the column of ids.
    id: usize,
    rows: Vec<TableRow>,
    places: HashMap<String, usize>,
}

#[derive(Debug, Clone)]
struct TableRow {
    line: u64,
    fields: StringRecord,
}

/// A column by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableColumn(usize);

impl SampleTable {
    /// Reads a CSV or TSV table. Its ids are in the first of the columns `id_columns` that there is; names of columns count
    /// apart from case. Row names that R wrote without a name are a column without a name.
    pub fn read(content: &Content, id_columns: &[&str]) -> Result<Self, ReadError> {
        let content = with_named_rows(content);
        let expected = id_columns.first().copied().unwrap_or_default();
        let table = CsvTable::open(&content, expected)?;
        let mut read = Self {
            name: content.name.clone(),
            header_line: table.header.line,
            columns: table.header.fields.iter().map(str::to_owned).collect(),
            id: 0,
            rows: Vec::new(),
            places: HashMap::new(),
        };
        read.refuse_columns_given_twice()?;
        let id = id_columns.iter().find_map(|name| read.column(name));
        read.id = id.ok_or_else(|| read.no_column(expected))?.0;
        for row in table {
            let row = row?;
            read.take(TableRow { line: row.line, fields: row.fields })?;
        }
        if read.rows.is_empty() {
            return Err(ReadError::empty(&read.name, "there is no row below the header")
                .hint("give one row per sample"));
        }
        Ok(read)
    }

    fn take(&mut self, row: TableRow) -> Result<(), ReadError> {
        let id = row.fields.get(self.id).unwrap_or_default();
        let fault = if id.is_empty() {
            ReadError::bad_value(&self.name, format!("the column '{}' is empty", self.columns[self.id]))
                .hint("give every row an id, or remove the row")
        } else if self.places.contains_key(id) {
            ReadError::duplicate(&self.name, format!("'{id}' is duplicated")).hint(
                "give every sample one row; of the tables of scores take scores_wide.tsv, which has one",
            )
        } else {
            self.places.insert(id.to_owned(), self.rows.len());
            self.rows.push(row);
            return Ok(());
        };
        Err(fault.at_line(row.line).at_column(self.id as u64 + 1))
    }

    fn refuse_columns_given_twice(&self) -> Result<(), ReadError> {
        for (place, column) in self.columns.iter().enumerate() {
            if !column.is_empty() && self.columns[..place].contains(column) {
                return Err(ReadError::bad_header(
                    &self.name,
                    format!("the column '{column}' is duplicated"),
                )
                .at_line(self.header_line)
                .at_column(place as u64 + 1)
                .hint("rename or remove one of the two"));
            }
        }
        Ok(())
    }

    /// The name of the file, as it was given.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The names of the columns.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The column of ids.
    #[must_use]
    pub fn id_column(&self) -> TableColumn {
        TableColumn(self.id)
    }

    /// A column by its name, first as it is written, then apart from case.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<TableColumn> {
        let exact = self.columns.iter().position(|column| column == name);
        exact.or_else(|| self.columns.iter().position(|c| c.eq_ignore_ascii_case(name))).map(TableColumn)
    }

    /// A column that has to be there; the error lists those that are.
    pub fn require(&self, name: &str) -> Result<TableColumn, ReadError> {
        self.column(name).ok_or_else(|| self.no_column(name))
    }

    fn no_column(&self, name: &str) -> ReadError {
        let columns: Vec<&str> =
            self.columns.iter().map(|c| if c.is_empty() { "(no name)" } else { c }).collect();
        ReadError::absent(&self.name, format!("there is no column '{name}'"))
            .at_line(self.header_line)
            .hint(format!("the columns are: {}", columns.join(", ")))
    }

    /// The name of a column.
    #[must_use]
    pub fn name_of(&self, column: TableColumn) -> &str {
        self.columns.get(column.0).map_or("", String::as_str)
    }

    /// The ids in the order of the file.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().map(|row| row.fields.get(self.id).unwrap_or_default())
    }

    /// Whether there is a row of this id.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.places.contains_key(id)
    }

    /// A cell; `None` without a row of this id, or where nothing or a word for a missing value stands.
    #[must_use]
    pub fn value(&self, id: &str, column: TableColumn) -> Option<&str> {
        let row = &self.rows[*self.places.get(id)?];
        row.fields.get(column.0).filter(|value| !MISSING.contains(value))
    }

    /// A fault of a cell, with its place.
    #[must_use]
    pub fn bad_value(&self, id: &str, column: TableColumn, what: impl Into<String>) -> ReadError {
        let error = ReadError::bad_value(&self.name, what).at_column(column.0 as u64 + 1);
        match self.places.get(id) {
            Some(&place) => error.at_line(self.rows[place].line),
            None => error,
        }
    }
}

/// The table with a name, an empty one, for the first column where the header has one field less than the first row, as R
/// writes row names.
fn with_named_rows(content: &Content) -> Cow<'_, Content> {
    let text = content.without_mark();
    let mut lines = text.split(|byte| matches!(byte, b'\r' | b'\n')).filter(|line| !line.is_empty());
    let (Some(header), Some(row)) = (lines.next(), lines.next()) else { return Cow::Borrowed(content) };
    let separator = [b'\t', b';', b',']
        .into_iter()
        .find(|separator| header.contains(separator))
        .or_else(|| [b'\t', b';', b','].into_iter().find(|separator| row.contains(separator)));
    // A row that ends in a separator has one field too many of its own.
    match separator.filter(|&separator| !row.ends_with(&[separator])) {
        Some(separator) if n_fields(header, separator) + 1 == n_fields(row, separator) => {
            let mut bytes = Vec::with_capacity(text.len() + 1);
            // Lines before the header keep their numbers: only bytes within the header are added.
            let start = text.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            bytes.extend_from_slice(&text[..start]);
            bytes.push(separator);
            bytes.extend_from_slice(&text[start..]);
            Cow::Owned(Content { bytes, ..content.clone() })
        }
        _ => Cow::Borrowed(content),
    }
}

/// Fields of a line; separators within double quotes do not count.
fn n_fields(line: &[u8], separator: u8) -> usize {
    let mut is_quoted = false;
    let mut n = 1;
    for &byte in line {
        is_quoted ^= byte == b'"';
        n += usize::from(byte == separator && !is_quoted);
    }
    n
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<SampleTable, ReadError> {
        let bytes = text.as_bytes().to_vec();
        SampleTable::read(&Content { name: "l.csv".into(), bytes, sha256: String::new() }, &["sample", ""])
    }

    #[test]
    fn tables_of_r_and_excel_say_the_same() {
        for text in [
            "sample\tlabel\nP1\tdesert\nP2\tNA\n",
            "\u{feff}Sample;label\r\nP1;desert\r\nP2;\r\n",
            "\"\",\"label\"\n\"P1\",\"desert\"\n\"P2\",NA\n",
            "label\nP1\tdesert\nP2\tNaN\n",
            "label\tother\nP1\tdesert\tx\nP2\t#N/A\ty\n",
            "label\rP1\tdesert\rP2\tNA\r",
            "sample,label\nP1,desert\nP2,null\n",
            "sample,label\nP1,desert\nP2,NULL\n",
            "sample,label\nP1,desert\nP2,None\n",
        ] {
            let table = read(text).unwrap_or_else(|e| panic!("{text:?}: {e}"));
            let label = table.require("label").unwrap();
            assert_eq!(table.ids().collect::<Vec<_>>(), ["P1", "P2"], "{text:?}");
            assert_eq!((table.value("P1", label), table.value("P2", label)), (Some("desert"), None));
            assert_eq!(table.value("P3", label), None);
        }
    }

    #[test]
    fn faults_are_named_with_their_place() {
        for (text, expected) in [
            ("id,x\nP1,a\n", "l.csv:1: there is no column 'sample'; hint: the columns are: id, x"),
            ("sample,x\nP1,a\n\nP1,b\n", "l.csv:4:1: 'P1' is duplicated; hint: "),
            ("x,sample\na,\n", "l.csv:2:2: the column 'sample' is empty; hint: "),
            ("sample,x,x\nP1,a,b\n", "l.csv:1:3: the column 'x' is duplicated; hint: "),
            ("sample,x\n", "l.csv: there is no row below the header; hint: "),
            ("sample,x\nP1,a,\n", "l.csv:2: the row has 3 fields, the header has 2"),
            ("sample,x\nP1,a,b,c\n", "l.csv:2: the row has 4 fields, the header has 2"),
        ] {
            let message = read(text).unwrap_err().to_string();
            assert!(message.starts_with(expected), "{message}");
        }
        let table = read("sample,x\nP1,a\n").unwrap();
        let error = table.bad_value("P1", table.require("X").unwrap(), "'a' is not a number");
        assert_eq!(error.to_string(), "l.csv:2:2: 'a' is not a number");
    }
}
