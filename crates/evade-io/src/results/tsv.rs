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
                Values::Text(values) => {
                    let values: Vec<_> = values.into_iter().map(|text| text.map(without_controls)).collect();
                    PolarsColumn::new(name, values)
                }
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

/// Text of the input may hold characters that steer a terminal or end a row: they are written as `\t`, `\n`, `\r`, else as
/// `\x1b`.
fn without_controls(text: String) -> String {
    if !text.chars().any(char::is_control) {
        return text;
    }
    let escaped = |c: char| match c {
        '\t' => "\\t".to_owned(),
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        c if c.is_control() => format!("\\x{:02x}", u32::from(c)),
        c => c.to_string(),
    };
    text.chars().map(escaped).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_escaped_and_other_text_is_not() {
        for (text, written) in [
            ("p.G12D", "p.G12D"),
            ("a\tb\nc\r", "a\\tb\\nc\\r"),
            ("\0\u{1b}[31mred\u{7f}\u{9b}", "\\x00\\x1b[31mred\\x7f\\x9b"),
            ("Ångström; µ", "Ångström; µ"),
        ] {
            assert_eq!(without_controls(text.to_owned()), written);
        }
    }
}
