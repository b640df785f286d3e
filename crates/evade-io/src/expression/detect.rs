//! Which format a text table has: the lines above its rows show it.

use evade_stream::ReadError;

use super::format::{InputFormat, ReadAs};
use super::formats::known_columns::{self, has_header};
use super::formats::{gct, series};
use super::header::Header;
use super::headless::refuse_headless;
use super::layout::TableHead;
use super::orientation::samples_in_rows;
use crate::text::fields::PlainFields;
use crate::text::lines::split_first_line;

/// Rows by whose ids it is told whether genes or samples stand in them.
const ROWS_LOOKED_AT: usize = 200;

/// Reads the lines above the rows; also gives the text of the rows.
pub(super) fn read_head<'t>(
    name: &str,
    text: &'t [u8],
    how: ReadAs<'_>,
) -> Result<(TableHead, &'t [u8]), ReadError> {
    let format = how.format;
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
    if text.starts_with(b"##fileformat=VCF") {
        return Err(ReadError::wrong_format(name, "this is a VCF of variants, not expression")
            .at_line(1)
            .hint("give it as --vcf, or in the sheet's column 'vcf'"));
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
    let (body, is_of_firehose) = below_firehose_words(name, header_text, body, line)?;
    let first_row = split_first_line(body).0;
    let format = format.or_else(|| known_columns::detect_headless(header_text));
    if let Some(format) = format.filter(|&format| !has_header(format)) {
        return Ok((TableHead::new(format, known_columns::headless(name, format, header_text, line)?), rest));
    }
    let header = Header::parse(name, header_text, line, first_row)?;
    refuse_headless(name, &header, first_row, how.genes)?;
    let mut seen = None;
    let format = format.unwrap_or_else(|| {
        let found = known_columns::detect(&header);
        if found == InputFormat::Matrix {
            seen = how.genes.and_then(|genes| samples_in_rows(genes, &ids_of(body, &header), &header.fields));
        }
        if seen.is_some() { InputFormat::MatrixSamples } else { found }
    });
    let (mut layout, left_out) = known_columns::of(name, format, &header, first_row)?;
    // The pan-cancer file of TCGA has no value where a study did not measure a gene, like the tables of cBioPortal.
    layout.drops_missing |= format == InputFormat::Matrix && is_of_tcga(first_row, layout.separator);
    layout.first_line += u64::from(is_of_firehose);
    let mut head = TableHead::new(format, layout);
    head.notices.extend(seen.map(|seen| format!("{name}: {seen}")));
    head.warnings.extend(left_out.map(|left_out| format!("{name}: {left_out}")));
    if format == InputFormat::Matrix && header.separator_without_id_column(first_row).is_some() {
        head.notices.push(format!(
            "{name}: the header has one field less than the rows, as R's write.table leaves it: the first field of a row is the gene"
        ));
    }
    Ok((head, body))
}

/// What stands below the header of a merged Firehose table: its second line says of each column what it holds. One word for
/// all is passed over; several columns a sample are refused.
fn below_firehose_words<'t>(
    name: &str,
    header: &[u8],
    body: &'t [u8],
    line: u64,
) -> Result<(&'t [u8], bool), ReadError> {
    if !header.starts_with(b"Hybridization REF\t") {
        return Ok((body, false));
    }
    let (words, rows) = split_first_line(body);
    let mut words = words.split(|&byte| byte == b'\t').skip(1);
    let first = words.next().unwrap_or_default();
    if let Some(other) = words.find(|&word| word != first) {
        let text = |word: &[u8]| String::from_utf8_lossy(word).into_owned();
        return Err(ReadError::wrong_format(
            name,
            format!("a sample has several columns here: '{}' and '{}'", text(first), text(other)),
        )
        .at_line(line + 1)
        .hint("give the table of normalized_count (RSEM_genes_normalized), or keep one column a sample"));
    }
    Ok((rows, true))
}

/// Whether the id is a symbol and an Entrez id, as TCGA writes them: `TP53|7157`, `?|100130426`.
fn is_of_tcga(row: &[u8], separator: u8) -> bool {
    let id = row.split(|&byte| byte == separator).next().unwrap_or_default();
    let id = id.strip_prefix(b"\"").and_then(|id| id.strip_suffix(b"\"")).unwrap_or(id);
    let entrez = memchr::memrchr(b'|', id).map(|bar| &id[bar + 1..]);
    entrez.is_some_and(|digits| !digits.is_empty() && digits.iter().all(u8::is_ascii_digit))
}

/// featureCounts and the GDC write a comment above the header, a MAF its version, recount3 two of `##`. A first column may be
/// called `#gene`, so a comment has a blank behind its first word and no tab.
fn is_comment(text: &[u8]) -> bool {
    let begins = [&b"# "[..], b"#version ", b"##"];
    begins.iter().any(|begin| text.starts_with(begin)) && !split_first_line(text).0.contains(&b'\t')
}

/// The first fields of the first rows.
fn ids_of(body: &[u8], header: &Header) -> Vec<String> {
    let mut rest = body;
    let mut ids = Vec::new();
    while !rest.is_empty() && ids.len() < ROWS_LOOKED_AT {
        let (row, after) = split_first_line(rest);
        rest = after;
        let first = PlainFields::new(row, header.separator).next().unwrap_or_default();
        ids.push(String::from_utf8_lossy(first).trim_matches(['"', ' ']).to_owned());
    }
    ids
}
