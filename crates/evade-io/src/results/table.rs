//! Result tables: documented columns, rows in batches, each form with its own encoder.

use std::io::{self, Write};
use std::path::Path;

use super::column::{Cell, Column, ColumnKind, Values};
use super::parquet::ParquetWriter;
use super::{json_lines, tsv};

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TableForm {
    /// Tab separated, `NA` for what is missing.
    #[default]
    Tsv,
    /// Parquet with zstd, null for what is missing.
    Parquet,
    /// JSON Lines: an object a row, `null` for what is missing.
    JsonLines,
}

impl TableForm {
    /// The form that a name stands for: `.parquet`, `.jsonl` or `.ndjson` (perhaps packed), and TSV for all others.
    #[must_use]
    pub fn of_name(path: &Path) -> Self {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
        match name.rsplit_once('.') {
            Some((_, "parquet")) => Self::Parquet,
            Some((_, "jsonl" | "ndjson")) => Self::JsonLines,
            _ => Self::Tsv,
        }
    }

    /// Rows held before they are written. Of Parquet they are a row group, so that the bytes depend on the rows alone.
    fn batch_rows(self) -> usize {
        match self {
            Self::Tsv | Self::JsonLines => 1 << 14,
            Self::Parquet => 1 << 16,
        }
    }
}

/// What turns batches into bytes.
enum Encoder<W: Write + Send> {
    Tsv(W),
    JsonLines(W),
    Parquet(Box<ParquetWriter<W>>),
}

impl<W: Write + Send> Encoder<W> {
    fn new(mut output: W, form: TableForm, columns: &[Column]) -> io::Result<Self> {
        Ok(match form {
            TableForm::Tsv => {
                tsv::write_header(&mut output, columns)?;
                Self::Tsv(output)
            }
            TableForm::JsonLines => Self::JsonLines(output),
            TableForm::Parquet => Self::Parquet(Box::new(ParquetWriter::new(output, columns)?)),
        })
    }

    fn write(&mut self, columns: &[Column], batch: Vec<Values>, height: usize) -> io::Result<()> {
        match self {
            Self::Tsv(output) => tsv::write(output, columns, batch, height),
            Self::JsonLines(output) => json_lines::write(output, columns, &batch, height),
            Self::Parquet(writer) => writer.write(&batch),
        }
    }

    fn finish(self) -> io::Result<W> {
        let mut output = match self {
            Self::Tsv(output) | Self::JsonLines(output) => output,
            Self::Parquet(writer) => writer.finish()?,
        };
        output.flush()?;
        Ok(output)
    }
}

/// A table on its way to a file. Call [`Table::finish`] at the end; dropping it loses the last batch.
pub struct Table<W: Write + Send> {
    encoder: Encoder<W>,
    columns: Vec<Column>,
    batch: Vec<Values>,
    n_in_batch: usize,
    batch_rows: usize,
}

impl<W: Write + Send> Table<W> {
    /// Begins a TSV table with its header.
    pub fn new(output: W, columns: Vec<Column>) -> io::Result<Self> {
        Self::with_form(output, columns, TableForm::Tsv)
    }

    /// Begins a table of this form.
    pub fn with_form(output: W, columns: Vec<Column>, form: TableForm) -> io::Result<Self> {
        let encoder = Encoder::new(output, form, &columns)?;
        let batch = empty_batch(&columns);
        Ok(Self { encoder, columns, batch, n_in_batch: 0, batch_rows: form.batch_rows() })
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
        if self.n_in_batch == self.batch_rows { self.write_batch() } else { Ok(()) }
    }

    /// Writes what is left and gives the output back.
    pub fn finish(mut self) -> io::Result<W> {
        self.write_batch()?;
        self.encoder.finish()
    }

    fn write_batch(&mut self) -> io::Result<()> {
        let height = std::mem::take(&mut self.n_in_batch);
        if height == 0 {
            return Ok(());
        }
        let batch = std::mem::replace(&mut self.batch, empty_batch(&self.columns));
        self.encoder.write(&self.columns, batch, height)
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

    fn example(form: TableForm) -> Vec<u8> {
        let columns = vec![
            Column::new("sample", ColumnKind::Text, "id"),
            Column::new("n", ColumnKind::Integer, "count"),
            Column::new("z.score", ColumnKind::Real, "z"),
        ];
        let mut table = Table::with_form(Vec::new(), columns, form).unwrap();
        table.row(["S\"1\"".into(), 3_u32.into(), (0.1 + 0.2).into()]).unwrap();
        table.row([Cell::Missing, Cell::Missing, f64::NAN.into()]).unwrap();
        table.row(["\u{e9}\t".into(), 0_u32.into(), 1e300.into()]).unwrap();
        table.finish().unwrap()
    }

    #[test]
    fn json_lines_hold_an_object_a_row() {
        let text = String::from_utf8(example(TableForm::JsonLines)).unwrap();
        assert_eq!(
            text,
            "{\"sample\":\"S\\\"1\\\"\",\"n\":3,\"z.score\":0.30000000000000004}\n\
             {\"sample\":null,\"n\":null,\"z.score\":null}\n\
             {\"sample\":\"\u{e9}\\t\",\"n\":0,\"z.score\":1e+300}\n"
        );
    }

    #[test]
    fn parquet_holds_what_was_written_and_repeats_its_bytes() {
        use ::parquet::file::reader::{FileReader, SerializedFileReader};
        let bytes = example(TableForm::Parquet);
        assert_eq!(bytes, example(TableForm::Parquet));
        let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).unwrap();
        assert!(reader.metadata().file_metadata().created_by().unwrap().starts_with("evade version "));
        let rows: Vec<String> =
            reader.get_row_iter(None).unwrap().map(|row| row.unwrap().to_string()).collect();
        assert_eq!(rows[0], r#"{sample: "S"1"", n: 3, z.score: 0.30000000000000004}"#);
        assert_eq!(rows[1], "{sample: null, n: null, z.score: null}");
        assert_eq!(rows.len(), 3);
    }

    #[test]
    fn the_name_decides_the_form() {
        for (name, form) in [
            ("a.tsv", TableForm::Tsv),
            ("a.parquet.tsv.gz", TableForm::Tsv),
            ("parquet", TableForm::Tsv),
            ("-", TableForm::Tsv),
            ("a.Parquet", TableForm::Parquet),
            ("a.jsonl", TableForm::JsonLines),
            ("b/a.ndjson.gz", TableForm::JsonLines),
        ] {
            assert_eq!(TableForm::of_name(Path::new(name)), form, "{name}");
        }
    }
}
