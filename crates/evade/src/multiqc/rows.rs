//! The rows of the tables, by sample.

use std::collections::HashMap;
use std::path::Path;

use evade_io::{Cell, Column, read_rows};
use serde_json::Value;

/// What a sample id is read as where it is the word for a missing value.
const NA: &str = "NA";

/// A result table, read back.
pub(super) struct TableRows {
    places: HashMap<String, usize>,
    rows: Vec<Vec<Cell<'static>>>,
}

impl TableRows {
    /// Reads a table of a result folder that begins with these columns, the sample first.
    pub(super) fn read(outdir: &Path, name: &str, columns: Vec<Column>) -> crate::Result<Self> {
        let path = outdir.join(name);
        let rows = read_rows(&path, &columns).map_err(|error| {
            std::io::Error::new(error.kind(), format!("{}: cannot be read back: {error}", path.display()))
        })?;
        let places = columns.into_iter().enumerate().map(|(place, column)| (column.name.into_owned(), place));
        Ok(Self { places: places.collect(), rows })
    }

    /// All rows in order.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|cells| Row { places: &self.places, cells })
    }

    fn by_sample(&self) -> HashMap<&str, Row<'_>> {
        self.rows().map(|row| (row.sample(), row)).collect()
    }
}

/// A row of a table.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    places: &'a HashMap<String, usize>,
    cells: &'a [Cell<'static>],
}

impl<'a> Row<'a> {
    /// The id in the first column.
    pub(super) fn sample(&self) -> &'a str {
        match self.cells.first() {
            Some(Cell::Text(id)) => id,
            _ => NA,
        }
    }

    fn cell(&self, column: &str) -> Option<&'a Cell<'static>> {
        self.places.get(column).and_then(|&place| self.cells.get(place))
    }

    /// The text of a cell; nothing for a missing one.
    pub(super) fn text(&self, column: &str) -> Option<&'a str> {
        match self.cell(column)? {
            Cell::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value of a cell; null for a missing one.
    pub(super) fn value(&self, column: &str) -> Value {
        match self.cell(column) {
            Some(Cell::Text(text)) => Value::from(text.as_ref()),
            Some(Cell::Integer(value)) => Value::from(*value),
            // Not a number is null.
            Some(Cell::Real(value)) => Value::from(*value),
            Some(Cell::Missing) | None => Value::Null,
        }
    }
}

/// What the tables say of a sample with a result.
#[derive(Clone, Copy)]
pub(super) struct SampleRows<'a> {
    pub(super) summary: Row<'a>,
    phenotype: Option<Row<'a>>,
    /// None without RNA.
    qc: Option<Row<'a>>,
}

impl<'a> SampleRows<'a> {
    /// The samples in the order of the summary.
    pub(super) fn join(summary: &'a TableRows, phenotypes: &'a TableRows, qc: &'a TableRows) -> Vec<Self> {
        let (phenotypes, qc) = (phenotypes.by_sample(), qc.by_sample());
        let of = |rows: &HashMap<&str, Row<'a>>, sample: &str| rows.get(sample).copied();
        summary
            .rows()
            .map(|row| Self {
                summary: row,
                phenotype: of(&phenotypes, row.sample()),
                qc: of(&qc, row.sample()),
            })
            .collect()
    }

    /// The text of a cell of phenotypes.tsv.
    pub(super) fn phenotype_text(&self, column: &str) -> Option<&'a str> {
        self.phenotype.and_then(|row| row.text(column))
    }

    /// A cell of phenotypes.tsv.
    pub(super) fn phenotype_value(&self, column: &str) -> Value {
        self.phenotype.map_or(Value::Null, |row| row.value(column))
    }

    /// A cell of qc.tsv.
    pub(super) fn qc_value(&self, column: &str) -> Value {
        self.qc.map_or(Value::Null, |row| row.value(column))
    }
}
