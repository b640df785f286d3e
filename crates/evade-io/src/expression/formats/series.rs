//! Series matrix of GEO: lines that describe series and samples, then a table between two marks.

use evade_stream::ReadError;

use crate::expression::format::InputFormat;
use crate::expression::header::Header;
use crate::expression::layout::{Layout, TableHead};
use crate::text::fields::{PlainFields, text};
use crate::text::lines::split_first_line;

const BEGIN: &[u8] = b"!series_matrix_table_begin";
const END: &[u8] = b"!series_matrix_table_end";
/// Lines that name files of the series beside this one.
const SUPPLEMENT: &[u8] = b"!Series_supplementary_file";

/// Whether the text begins with the lines of GEO, or with empty ones before them.
pub(in crate::expression) fn is_series(text: &[u8]) -> bool {
    let text = text.trim_ascii_start();
    text.starts_with(b"!Series_") || text.starts_with(b"!Sample_") || text.starts_with(BEGIN)
}

pub(in crate::expression) fn head<'t>(
    name: &str,
    text: &'t [u8],
) -> Result<(TableHead, &'t [u8]), ReadError> {
    let (mut rest, mut line) = (text, 1);
    let mut supplement = None;
    loop {
        let (first, after) = split_first_line(rest);
        if rest.is_empty() {
            return Err(ReadError::empty(name, "the series matrix has no table")
                .at_line(line - 1)
                .hint("it begins with '!series_matrix_table_begin'; was the file cut short?"));
        }
        if first.starts_with(SUPPLEMENT) && supplement.is_none() {
            supplement = supplementary_file(first);
        }
        (rest, line) = (after, line + 1);
        if first.starts_with(BEGIN) {
            break;
        }
    }
    let (header, body) = split_first_line(rest);
    let first_row = split_first_line(body).0;
    if body.is_empty() || first_row.starts_with(END) {
        return Err(empty_table(name, line, supplement.as_deref()));
    }
    let header = Header::parse(name, header, line, first_row)?;
    let layout = header.after(name, 1, None)?;
    let layout = Layout { no_gene: &[END], drops_missing: true, ..layout };
    Ok((TableHead::new(InputFormat::SeriesMatrix, layout), body))
}

/// The name of a file without its address.
fn supplementary_file(line: &[u8]) -> Option<String> {
    let address = PlainFields::new(line, b'\t').nth(1).and_then(text)?.trim_matches('"');
    address.rsplit('/').next().filter(|file| !file.is_empty() && *file != "NONE").map(str::to_owned)
}

#[cold]
fn empty_table(name: &str, line: u64, supplement: Option<&str>) -> ReadError {
    let hint = match supplement {
        Some(file) => format!("the values are in the supplementary file of the series: {file}"),
        None => "the values are in a supplementary file of the series or of its samples".to_owned(),
    };
    ReadError::empty(name, "the table of the series matrix is empty, as it is for most RNA-seq series")
        .at_line(line)
        .hint(hint)
}
