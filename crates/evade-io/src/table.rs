//! Result tables: documented columns, rows in batches, TSV with `NA` for what is missing.

use std::borrow::Cow;
use std::io::{self, Write};

use polars::prelude::{Column as PolarsColumn, CsvWriter, DataFrame, SerWriter};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Text.
    Text,
    /// Whole numbers.
    Integer,
    /// Real numbers, written with as many digits as reading them back needs.
    Real,
}

/// A column and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Lower snake case, or a signature's id in a wide table.
    pub name: Cow<'static, str>,
    /// What it holds.
    pub kind: ColumnKind,
    /// What it means, with its unit.
    pub meaning: Cow<'static, str>,
}

impl Column {
    /// A column that is the same in every table of its kind.
    #[must_use]
    pub const fn new(name: &'static str, kind: ColumnKind, meaning: &'static str) -> Self {
        Self { name: Cow::Borrowed(name), kind, meaning: Cow::Borrowed(meaning) }
    }
}

/// One value on its way into a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// `NA`.
    Missing,
    /// For a text column.
    Text(Cow<'a, str>),
    /// For an integer column.
    Integer(i64),
    /// For a real column.
    Real(f64),
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<f64> for Cell<'_> {
    fn from(value: f64) -> Self {
        Self::Real(value)
    }
}

impl From<u32> for Cell<'_> {
    fn from(value: u32) -> Self {
        Self::Integer(value.into())
    }
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Missing, Into::into)
    }
}

#[derive(Debug)]
enum Values {
    Text(Vec<Option<String>>),
    Integer(Vec<Option<i64>>),
    Real(Vec<Option<f64>>),
}

/// Rows held before they are written.
const BATCH_ROWS: usize = 1 << 14;

/// A table on its way to a file. Call [`Table::finish`] at the end; dropping it loses the last batch.
#[derive(Debug)]
pub struct Table<W: Write> {
    output: W,
    columns: Vec<Column>,
    batch: Vec<Values>,
    n_in_batch: usize,
}

impl<W: Write> Table<W> {
    /// Begins the table with its header.
    pub fn new(mut output: W, columns: Vec<Column>) -> io::Result<Self> {
        let header: Vec<&str> = columns.iter().map(|c| c.name.as_ref()).collect();
        writeln!(output, "{}", header.join("\t"))?;
        let batch = empty_batch(&columns);
        Ok(Self { output, columns, batch, n_in_batch: 0 })
    }

    /// Adds a row. A cell of another kind than its column, or a missing or surplus cell, is an error of the caller.
    pub fn row<'a>(&mut self, cells: impl IntoIterator<Item = Cell<'a>>) -> io::Result<()> {
        let mut n_cells = 0;
        for (values, cell) in self.batch.iter_mut().zip(cells) {
            push(values, cell)?;
            n_cells += 1;
        }
        if n_cells != self.columns.len() {
            return Err(io::Error::other(format!("{n_cells} cells for {} columns", self.columns.len())));
        }
        self.n_in_batch += 1;
        if self.n_in_batch == BATCH_ROWS { self.write_batch() } else { Ok(()) }
    }

    /// Writes what is left and gives the output back.
    pub fn finish(mut self) -> io::Result<W> {
        self.write_batch()?;
        self.output.flush()?;
        Ok(self.output)
    }

    fn write_batch(&mut self) -> io::Result<()> {
        let height = std::mem::take(&mut self.n_in_batch);
        if height == 0 {
            return Ok(());
        }
        let batch = std::mem::replace(&mut self.batch, empty_batch(&self.columns));
        let columns = self
            .columns
            .iter()
            .zip(batch)
            .map(|(column, values)| {
                let name = column.name.as_ref().into();
                match values {
                    Values::Text(values) => PolarsColumn::new(name, values),
                    Values::Integer(values) => PolarsColumn::new(name, values),
                    Values::Real(values) => PolarsColumn::new(name, values),
                }
            })
            .collect();
        let mut frame = DataFrame::new(height, columns).map_err(io::Error::other)?;
        CsvWriter::new(&mut self.output)
            .include_header(false)
            .with_separator(b'\t')
            .with_null_value("NA".into())
            .n_threads(1)
            .finish(&mut frame)
            .map_err(io::Error::other)
    }
}

fn empty_batch(columns: &[Column]) -> Vec<Values> {
    columns
        .iter()
        .map(|column| match column.kind {
            ColumnKind::Text => Values::Text(Vec::new()),
            ColumnKind::Integer => Values::Integer(Vec::new()),
            ColumnKind::Real => Values::Real(Vec::new()),
        })
        .collect()
}

fn push(values: &mut Values, cell: Cell<'_>) -> io::Result<()> {
    match (values, cell) {
        (Values::Text(values), Cell::Text(text)) => values.push(Some(text.into_owned())),
        (Values::Text(values), Cell::Missing) => values.push(None),
        (Values::Integer(values), Cell::Integer(value)) => values.push(Some(value)),
        (Values::Integer(values), Cell::Missing) => values.push(None),
        // A number that is none is missing, whatever let it through.
        (Values::Real(values), Cell::Real(value)) => values.push(value.is_finite().then_some(value + 0.0)),
        (Values::Real(values), Cell::Missing) => values.push(None),
        (values, cell) => {
            return Err(io::Error::other(format!("{cell:?} does not belong in a column of {values:?}")));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_round_trip_and_what_is_missing_is_na() {
        let columns = vec![
            Column::new("sample", ColumnKind::Text, "id"),
            Column::new("n", ColumnKind::Integer, "count"),
            Column::new("z", ColumnKind::Real, "z"),
        ];
        let mut table = Table::new(Vec::new(), columns).unwrap();
        let values = [0.1 + 0.2, -0.0, 1.0, 1e-7, 123_456_789.123, f64::NAN];
        for value in values {
            table.row(["S 1".into(), 3_u32.into(), value.into()]).unwrap();
        }
        table.row([Cell::from("NA sample"), Cell::Missing, Cell::Missing]).unwrap();
        let text = String::from_utf8(table.finish().unwrap()).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "sample\tn\tz");
        for (line, value) in lines[1..6].iter().zip(values) {
            let read: f64 = line.split('\t').nth(2).unwrap().parse().unwrap();
            assert_eq!(read.to_bits(), (value + 0.0).to_bits(), "{line}");
        }
        assert_eq!(lines[6], "S 1\t3\tNA");
        assert_eq!(lines[7], "NA sample\tNA\tNA");
    }
    #[test]
    fn a_row_that_does_not_fit_is_refused() {
        let columns = vec![
            Column::new("sample", ColumnKind::Text, "id"),
            Column::new("n", ColumnKind::Integer, "count"),
        ];
        for row in [vec![Cell::from("short")], vec![Cell::from("S"), Cell::from("text")]] {
            assert!(Table::new(Vec::new(), columns.clone()).unwrap().row(row).is_err());
        }
    }
}
