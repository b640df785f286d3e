//! A result table on disk, cell by cell.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;

use csv::{ByteRecord, ReaderBuilder};

use super::column::{Cell, Column, ColumnKind};
use super::table::Table;

/// Adds the rows of a table on disk to a table that has the same columns.
pub fn copy_table<W: io::Write + Send>(
    path: &Path,
    columns: &[Column],
    table: &mut Table<W>,
) -> io::Result<()> {
    each_record(path, columns, |cells| table.row(cells))
}

/// The rows of a table on disk, in order. `columns` are the first columns of the table; cells of those behind them are
/// left out.
///
/// Fails where the file cannot be read, or a cell is not of the kind of its column.
pub fn read_rows(path: &Path, columns: &[Column]) -> io::Result<Vec<Vec<Cell<'static>>>> {
    let mut rows = Vec::new();
    each_record(path, columns, |cells| {
        rows.push(cells.into_iter().map(Cell::into_owned).collect());
        Ok(())
    })?;
    Ok(rows)
}

/// Hands over the cells of every row.
fn each_record(
    path: &Path,
    columns: &[Column],
    mut take: impl FnMut(Vec<Cell<'_>>) -> io::Result<()>,
) -> io::Result<()> {
    let mut reader = ReaderBuilder::new()
        .delimiter(b'\t')
        .from_reader(BufReader::with_capacity(1 << 18, File::open(path)?));
    let mut record = ByteRecord::new();
    while reader.read_byte_record(&mut record).map_err(io::Error::other)? {
        let cells = columns.iter().zip(&record).map(|(column, cell)| typed(column, cell));
        take(cells.collect::<io::Result<Vec<_>>>()?)?;
    }
    Ok(())
}

/// A cell of a table that this program wrote.
fn typed<'c>(column: &Column, cell: &'c [u8]) -> io::Result<Cell<'c>> {
    let text = std::str::from_utf8(cell).map_err(io::Error::other)?;
    if text == "NA" {
        return Ok(Cell::Missing);
    }
    Ok(match column.kind {
        ColumnKind::Text => text.into(),
        ColumnKind::Integer => Cell::Integer(text.parse().map_err(io::Error::other)?),
        ColumnKind::Real => Cell::Real(text.parse().map_err(io::Error::other)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns() -> Vec<Column> {
        vec![
            Column::new("sample", ColumnKind::Text, "id"),
            Column::new("n", ColumnKind::Integer, "count"),
            Column::new("z", ColumnKind::Real, "z"),
        ]
    }

    #[test]
    fn a_copied_table_has_the_bytes_it_was_written_with() {
        let rows = || [("a \"b\"", Some(1), 0.1 + 0.2), ("", None, f64::NAN), ("c\td", Some(-7), 1e-300)];
        let write = || {
            let mut table = Table::new(Vec::new(), columns()).unwrap();
            for (sample, n, z) in rows() {
                table.row([sample.into(), n.map_or(Cell::Missing, Cell::Integer), z.into()]).unwrap();
            }
            table.finish().unwrap()
        };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.tsv");
        std::fs::write(&path, write()).unwrap();
        let mut copied = Table::new(Vec::new(), columns()).unwrap();
        copy_table(&path, &columns(), &mut copied).unwrap();
        assert_eq!(copied.finish().unwrap(), write());
    }

    #[test]
    fn rows_are_read_by_the_kind_of_their_columns() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.tsv");
        std::fs::write(&path, "sample\tn\tz\tcarried\nb\t2\t0.5\tx\n\"a \"\"1\"\"\"\tNA\tNA\tNA\n").unwrap();
        assert_eq!(
            read_rows(&path, &columns()).unwrap(),
            [
                vec![Cell::from("b"), Cell::Integer(2), Cell::Real(0.5)],
                vec![Cell::from("a \"1\""), Cell::Missing, Cell::Missing],
            ]
        );
        std::fs::write(&path, "sample\tn\tz\nb\ttwo\t0.5\n").unwrap();
        assert!(read_rows(&path, &columns()).is_err());
    }
}
