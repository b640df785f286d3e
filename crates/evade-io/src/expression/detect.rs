//! Which format a text table has: the lines above its rows show it.

use evade_stream::ReadError;

use super::format::InputFormat;
use super::formats::known_columns::{self, has_header};
use super::formats::{gct, series};
use super::header::Header;
use super::layout::TableHead;
use crate::text::lines::split_first_line;

/// Reads the lines above the rows; also gives the text of the rows.
pub(super) fn read_head<'t>(
    name: &str,
    text: &'t [u8],
    format: Option<InputFormat>,
) -> Result<(TableHead, &'t [u8]), ReadError> {
    if format.is_none_or(|format| format == InputFormat::Gct) && gct::is_gct(text) {
        return gct::head(name, text);
    }
    if format.is_none_or(|format| format == InputFormat::SeriesMatrix) && series::is_series(text) {
        return series::head(name, text);
    }
    let missing = match format {
        Some(InputFormat::Gct) => "the first line is not '#1.2' or '#1.3', so this is no GCT file",
        Some(InputFormat::SeriesMatrix) => "the first line is not '!Series_...', so this is no series matrix",
        _ => "",
    };
    if !missing.is_empty() {
        return Err(ReadError::wrong_format(name, missing)
            .at_line(1)
            .hint("leave --input-format out: the header decides"));
    }
    if format.is_some_and(InputFormat::is_parquet) {
        return Err(ReadError::wrong_format(
            name,
            "the file does not begin with 'PAR1', so this is no Parquet file",
        )
        .hint("leave --input-format out: the content decides"));
    }
    let (mut rest, mut line) = (text, 1);
    while is_comment(rest) {
        rest = split_first_line(rest).1;
        line += 1;
    }
    let (header_text, body) = split_first_line(rest);
    if header_text.is_empty() && line > 1 {
        return Err(ReadError::empty(name, "no header follows the comment")
            .at_line(line)
            .hint("was the file cut short?"));
    }
    let first_row = split_first_line(body).0;
    let format = format.or_else(|| known_columns::detect_headless(header_text));
    if let Some(format) = format.filter(|&format| !has_header(format)) {
        return Ok((TableHead::new(format, known_columns::headless(name, format, header_text, line)?), rest));
    }
    let header = Header::parse(name, header_text, line, first_row)?;
    let format = format.unwrap_or_else(|| known_columns::detect(&header));
    let mut layout = known_columns::of(name, format, &header, first_row)?;
    // The pan-cancer file of TCGA has no value where a study did not measure a gene, like the tables of cBioPortal.
    layout.drops_missing |= format == InputFormat::Matrix && is_of_tcga(first_row, layout.separator);
    let mut head = TableHead::new(format, layout);
    if format == InputFormat::Matrix && header.separator_without_id_column(first_row).is_some() {
        head.notices.push(format!(
            "{name}: the header has one field less than the rows, as R's write.table leaves it: the first field of a row is the gene"
        ));
    }
    Ok((head, body))
}

/// Whether the id is a symbol and an Entrez id, as TCGA writes them: `TP53|7157`, `?|100130426`.
fn is_of_tcga(row: &[u8], separator: u8) -> bool {
    let id = row.split(|&byte| byte == separator).next().unwrap_or_default();
    let id = id.strip_prefix(b"\"").and_then(|id| id.strip_suffix(b"\"")).unwrap_or(id);
    let entrez = memchr::memrchr(b'|', id).map(|bar| &id[bar + 1..]);
    entrez.is_some_and(|digits| !digits.is_empty() && digits.iter().all(u8::is_ascii_digit))
}

/// featureCounts and the GDC write a comment above the header, a MAF its version. A first column may be called `#gene`, so
/// a comment has a blank behind its first word and no tab.
fn is_comment(text: &[u8]) -> bool {
    (text.starts_with(b"# ") || text.starts_with(b"#version ")) && !split_first_line(text).0.contains(&b'\t')
}
