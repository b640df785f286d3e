//! Tab separated text with `NA` for what is missing.

use std::io::{self, Write};

use polars_core::prelude::{Column as PolarsColumn, DataFrame};
use polars_io::prelude::{CsvWriter, SerWriter};

use super::column::{Column, Values};

pub(super) fn write_header(output: &mut impl Write, columns: &[Column]) -> io::Result<()> {
    let header: Vec<&str> = columns.iter().map(|c| c.name.as_ref()).collect();
    writeln!(output, "{}", header.join("\t"))
}

pub(super) fn write(
    output: &mut impl Write,
    columns: &[Column],
    batch: Vec<Values>,
    height: usize,
) -> io::Result<()> {
    let columns = columns
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
    CsvWriter::new(output)
        .include_header(false)
        .with_separator(b'\t')
        .with_null_value("NA".into())
        .n_threads(1)
        .finish(&mut frame)
        .map_err(io::Error::other)
}
