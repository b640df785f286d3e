//! GCT 1.2 and 1.3: the version, the size of the table, a header; in 1.3 also rows and columns that describe samples and genes.

use evade_stream::ReadError;

use crate::expression::format::InputFormat;
use crate::expression::header::{Header, is_name_column};
use crate::expression::layout::{Layout, TableHead};
use crate::text::lines::split_first_line;

/// What the second line says.
struct Size {
    rows: usize,
    samples: usize,
    /// Columns between the ids and the first sample.
    row_columns: usize,
    /// Lines between the header and the first gene.
    sample_lines: usize,
}

pub(in crate::expression) fn is_gct(text: &[u8]) -> bool {
    text.starts_with(b"#1.")
}

pub(in crate::expression) fn head<'t>(
    name: &str,
    text: &'t [u8],
) -> Result<(TableHead, &'t [u8]), ReadError> {
    let (version, rest) = split_first_line(text);
    let (size, rest) = split_first_line(rest);
    let (header, body) = split_first_line(rest);
    let version = version.trim_ascii_end();
    let size = Size::parse(
        name,
        size,
        match version {
            b"#1.2" => false,
            b"#1.3" => true,
            _ => {
                let version = String::from_utf8_lossy(version);
                return Err(ReadError::unsupported(
                    name,
                    format!("'{version}' is no version of GCT that is read"),
                )
                .at_line(1)
                .hint("save the table as GCT 1.2 or 1.3, or without its first two lines"));
            }
        },
    )?;
    let header = Header::parse(name, header, 3, split_first_line(body).0)?;
    // Of each tissue GTEx writes a table with a column that counts the rows, which the second line does not count.
    let has_counter = header.has(&["id", "Name", "Description"]) && header.place("Name") == Some(1);
    let id_column = usize::from(has_counter && size.row_columns == 1);
    let n_before = size.row_columns.saturating_add(1 + id_column);
    let name_column = (id_column + 1..n_before.min(header.fields.len()))
        .find(|&place| is_name_column(&header.fields[place]));
    let layout = Layout { id_column, ..header.after(name, n_before, name_column)? };
    if layout.samples.len() != size.samples {
        let what = format!(
            "the second line promises {} samples, the header has {}",
            size.samples,
            layout.samples.len()
        );
        return Err(ReadError::mismatch(name, what)
            .at_line(3)
            .hint("correct the second line, or restore the columns that are gone"));
    }
    let mut head = TableHead::new(InputFormat::Gct, layout);
    head.n_skipped = size.sample_lines;
    head.n_rows = Some(size.rows);
    Ok((head, body))
}

impl Size {
    fn parse(name: &str, line: &[u8], with_descriptions: bool) -> Result<Self, ReadError> {
        let text = String::from_utf8_lossy(line);
        let numbers: Option<Vec<usize>> = text.split_whitespace().map(|word| word.parse().ok()).collect();
        match (numbers.as_deref(), with_descriptions) {
            (Some(&[rows, samples]), false) => Ok(Self { rows, samples, row_columns: 1, sample_lines: 0 }),
            (Some(&[rows, samples, row_columns, sample_lines]), true) => {
                Ok(Self { rows, samples, row_columns, sample_lines })
            }
            _ => {
                let n = if with_descriptions {
                    "four numbers: rows, samples, row descriptions, sample descriptions"
                } else {
                    "two numbers: rows and samples"
                };
                Err(ReadError::bad_header(name, format!("'{}' is not the size of a GCT table", text.trim()))
                    .at_line(2)
                    .hint(format!("the second line holds {n}")))
            }
        }
    }
}
