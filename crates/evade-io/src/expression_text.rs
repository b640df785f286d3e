//! Reading a genes x samples text table, in parallel.
//!
//! The text is cut at line ends into chunks; threads parse chunks into small row-major blocks, and blocks are
//! transposed into the sample-major matrix a wave at a time, so that memory beyond text and matrix stays small.
//! The first error in file order is the one reported, whatever thread met it.

use evade_core::{ExpressionMatrix, SampleIndex};
use evade_stream::{Content, ReadError};
use memchr::{memchr, memchr_iter};
use rayon::prelude::*;

use crate::number;

/// Text per chunk; large enough that a thread works for about a millisecond.
const CHUNK_BYTES: usize = 1 << 20;
/// Chunks per wave: bounds the blocks that wait for their transposition.
const WAVE_CHUNKS: usize = 64;
/// Samples transposed together: eight f64 fill a cache line of a block row.
const SAMPLES_TOGETHER: usize = 8;

/// Second columns that hold a gene's name or a list of transcripts instead of values, in lower case.
const NAME_COLUMNS: [&str; 6] =
    ["gene_name", "gene_symbol", "description", "symbol", "transcript_id(s)", "transcript_ids"];

/// Reads a table with gene ids in the first column, an optional name column, and one column a sample.
/// Tab separated when the header holds a tab, else comma separated; `"` may enclose fields.
pub fn read_expression(content: &Content) -> Result<ExpressionMatrix, ReadError> {
    let name = content.name.as_str();
    let text = content.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&content.bytes);
    let text = trim_blank_end(text);
    let (header_line, body) = split_first_line(text);
    let layout = Layout::from_header(name, header_line, body)?;
    if body.is_empty() {
        return Err(ReadError::new(name, "there is a header and no gene")
            .at_line(1)
            .hint("give one row a gene: the id, then one value a sample"));
    }

    let chunks = cut_at_line_ends(body);
    let rows_before: Vec<usize> = chunks
        .par_iter()
        .map(|chunk| memchr_iter(b'\n', chunk).count() + usize::from(!chunk.ends_with(b"\n")))
        .collect::<Vec<_>>()
        .into_iter()
        .scan(0, |sum, rows| Some(std::mem::replace(sum, *sum + rows)))
        .collect();
    let n_rows = rows_before.last().unwrap_or(&0) + count_lines(chunks.last().copied().unwrap_or_default());

    let n_samples = layout.samples.len();
    let mut values = vec![0.0; n_rows * n_samples];
    let mut row_ids = Vec::with_capacity(n_rows);
    let mut row_names = layout.name_column.then(|| Vec::with_capacity(n_rows));
    for (wave, starts) in chunks.chunks(WAVE_CHUNKS).zip(rows_before.chunks(WAVE_CHUNKS)) {
        let blocks: Vec<Result<Block, ReadError>> = wave
            .par_iter()
            .zip(starts)
            .map(|(chunk, &first_row)| parse_chunk(name, chunk, first_row, &layout))
            .collect();
        let blocks = blocks.into_iter().collect::<Result<Vec<Block>, ReadError>>()?;
        transpose(&blocks, &mut values, n_rows, n_samples);
        for block in blocks {
            row_ids.extend(block.ids);
            if let (Some(names), Some(block_names)) = (&mut row_names, block.names) {
                names.extend(block_names);
            }
        }
    }
    Ok(ExpressionMatrix::new(row_ids, row_names, layout.samples, values))
}

/// What the header says of the columns.
struct Layout {
    separator: u8,
    name_column: bool,
    samples: SampleIndex,
}

impl Layout {
    fn from_header(name: &str, line: &[u8], body: &[u8]) -> Result<Self, ReadError> {
        let fail = |what: String| ReadError::new(name, what).at_line(1);
        if line.is_empty() && body.is_empty() {
            return Err(ReadError::new(name, "the file is empty").hint("give a genes x samples table"));
        }
        if line.starts_with(b"\xff\xfe") || line.starts_with(b"\xfe\xff") || memchr(0, line).is_some() {
            return Err(fail("this is not plain text (UTF-16 or a binary file)".into())
                .hint("save the table as UTF-8 text, tab separated"));
        }
        if line.starts_with(b"#1.") {
            return Err(fail("this is a GCT file, which is not read yet".into())
                .hint("remove its first two lines; Name and Description columns may stay"));
        }
        let separator = if memchr(b'\t', line).is_some() { b'\t' } else { b',' };
        let fields = split_quoted(line, separator);
        let header: Vec<String> = fields
            .iter()
            .map(|f| String::from_utf8(f.clone()).map(|f| f.trim().to_owned()))
            .collect::<Result<_, _>>()
            .map_err(|_| fail("the header is not UTF-8 text".into()).hint("save the table as UTF-8"))?;
        let name_column =
            header.get(1).is_some_and(|field| NAME_COLUMNS.contains(&field.to_lowercase().as_str()));
        let first_sample = 1 + usize::from(name_column);
        let samples: Vec<String> = header.get(first_sample..).unwrap_or_default().to_vec();
        if samples.is_empty() {
            return Err(fail(format!("the header has no sample column ({} field)", header.len()))
                .hint("separate columns by tabs or commas: gene id first, then one column a sample"));
        }
        for (i, sample) in samples.iter().enumerate() {
            let at = |what: String| fail(what).at_column((first_sample + i + 1) as u64);
            if sample.is_empty() {
                return Err(at("the sample name is empty".into()).hint("name every column of the header"));
            }
            if sample.chars().any(char::is_control) {
                return Err(at("the sample name holds a control character".into())
                    .hint("use printable characters in sample names"));
            }
        }
        let samples = SampleIndex::new(samples).map_err(|twice| {
            fail(format!("the sample '{}' stands in two columns", twice.id))
                .at_column((first_sample + twice.second) as u64)
                .hint("give each sample one column; rename or remove the other")
        })?;
        Ok(Self { separator, name_column, samples })
    }

    fn n_fields(&self) -> usize {
        1 + usize::from(self.name_column) + self.samples.len()
    }
}

/// The parsed rows of one chunk, row after row.
struct Block {
    first_row: usize,
    ids: Vec<String>,
    names: Option<Vec<String>>,
    values: Vec<f64>,
}

fn parse_chunk(name: &str, chunk: &[u8], first_row: usize, layout: &Layout) -> Result<Block, ReadError> {
    let mut block = Block {
        first_row,
        ids: Vec::new(),
        names: layout.name_column.then(Vec::new),
        // Expression values take five to eight characters with their separator.
        values: Vec::with_capacity(chunk.len() / 6),
    };
    let mut rest = chunk;
    let mut row = first_row;
    while !rest.is_empty() {
        let (line, after) = split_first_line(rest);
        // Line 1 is the header.
        parse_row(name, line, row as u64 + 2, layout, &mut block)?;
        rest = after;
        row += 1;
    }
    Ok(block)
}

fn parse_row(
    name: &str,
    line: &[u8],
    line_number: u64,
    layout: &Layout,
    block: &mut Block,
) -> Result<(), ReadError> {
    let fail = |what: String| ReadError::new(name, what).at_line(line_number);
    if line.is_empty() {
        return Err(fail("the line is empty".into()).hint("remove empty lines between genes"));
    }
    // Quotes are rare: a row that holds one is split with care, the others field by field without a copy.
    let unquoted: Vec<u8>;
    let line = if memchr(b'"', line).is_some() {
        let fields = split_quoted(line, layout.separator);
        if fields.iter().any(|field| field.contains(&layout.separator)) {
            return Err(fail("a quoted field holds the column separator".into())
                .hint("separate columns by tabs, or remove the separator from the gene id"));
        }
        unquoted = fields.join(&layout.separator);
        &unquoted
    } else {
        line
    };

    let (id, mut rest) = next_field(line, layout.separator);
    let id = text_field(id).ok_or_else(|| {
        fail("the gene id is not UTF-8 text".into()).at_column(1).hint("save the table as UTF-8")
    })?;
    if id.is_empty() {
        return Err(fail("the gene id is empty".into())
            .at_column(1)
            .hint("give every row an id, or remove the row"));
    }
    block.ids.push(id.to_owned());
    if let Some(names) = &mut block.names {
        let (field, after) = next_field(rest.unwrap_or_default(), layout.separator);
        names.push(text_field(field).unwrap_or_default().to_owned());
        rest = after;
    }
    let before = block.values.len();
    while let Some(fields) = rest {
        let (field, after) = next_field(fields, layout.separator);
        let Some(value) = number::parse(field.trim_ascii()) else {
            let sample = block.values.len() - before;
            return Err(bad_value(name, line, line_number, field, sample, layout));
        };
        block.values.push(value);
        rest = after;
    }
    if block.values.len() - before != layout.samples.len() {
        return Err(ragged(name, line, line_number, layout));
    }
    Ok(())
}

#[cold]
fn bad_value(
    name: &str,
    line: &[u8],
    line_number: u64,
    field: &[u8],
    sample: usize,
    layout: &Layout,
) -> ReadError {
    let n_fields = memchr_iter(layout.separator, line).count() + 1;
    if n_fields != layout.n_fields() {
        return ragged(name, line, line_number, layout);
    }
    let shown = String::from_utf8_lossy(field.trim_ascii()).into_owned();
    let sample_name = &layout.samples.ids()[sample];
    let column = (layout.n_fields() - layout.samples.len() + sample + 1) as u64;
    let error = if shown.is_empty() {
        ReadError::new(name, format!("no value for sample '{sample_name}'"))
    } else {
        ReadError::new(name, format!("'{shown}' is not a finite number (sample '{sample_name}')"))
    };
    let error = error.at_line(line_number).at_column(column);
    if shown.contains(',') {
        error.hint("write decimals with a point")
    } else if shown.parse::<f64>().is_ok() || shown.is_empty() || shown.eq_ignore_ascii_case("na") {
        error.hint("a missing value is not zero: remove the gene, or fill the value in before scoring")
    } else {
        error.hint("values start after the gene id (and an optional gene_name column); remove other columns")
    }
}

#[cold]
fn ragged(name: &str, line: &[u8], line_number: u64, layout: &Layout) -> ReadError {
    let found = memchr_iter(layout.separator, line).count() + 1;
    let expected = layout.n_fields();
    let error = ReadError::new(name, format!("the row has {found} fields, the header has {expected}"))
        .at_line(line_number);
    if found == expected + 1 && line_number == 2 {
        error.hint("the header lacks a name for the gene column: put 'gene' in front of it")
    } else {
        error.hint("give every row one value a sample; was the file cut short?")
    }
}

/// Copies each block's rows into the columns of the sample-major matrix.
fn transpose(blocks: &[Block], values: &mut [f64], n_rows: usize, n_samples: usize) {
    values.par_chunks_mut(n_rows * SAMPLES_TOGETHER).enumerate().for_each(|(group, columns)| {
        let first_sample = group * SAMPLES_TOGETHER;
        let together = columns.len() / n_rows;
        for block in blocks {
            for (i, row) in block.values.chunks_exact(n_samples).enumerate() {
                for (s, value) in row[first_sample..first_sample + together].iter().enumerate() {
                    columns[s * n_rows + block.first_row + i] = *value;
                }
            }
        }
    });
}

fn cut_at_line_ends(text: &[u8]) -> Vec<&[u8]> {
    let mut chunks = Vec::with_capacity(text.len() / CHUNK_BYTES + 1);
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest
            .get(CHUNK_BYTES..)
            .and_then(|tail| memchr(b'\n', tail))
            .map_or(rest.len(), |offset| CHUNK_BYTES + offset + 1);
        let (chunk, after) = rest.split_at(end);
        chunks.push(chunk);
        rest = after;
    }
    chunks
}

fn count_lines(text: &[u8]) -> usize {
    memchr_iter(b'\n', text).count() + usize::from(!text.is_empty() && !text.ends_with(b"\n"))
}

/// The first line without its end, and what follows.
fn split_first_line(text: &[u8]) -> (&[u8], &[u8]) {
    let (line, rest) = memchr(b'\n', text).map_or((text, &[][..]), |end| (&text[..end], &text[end + 1..]));
    (line.strip_suffix(b"\r").unwrap_or(line), rest)
}

fn trim_blank_end(text: &[u8]) -> &[u8] {
    let end = text.iter().rposition(|byte| !matches!(byte, b'\n' | b'\r')).map_or(0, |last| last + 1);
    &text[..end]
}

/// The field up to the separator, and what follows it, if it is there.
#[inline]
fn next_field(line: &[u8], separator: u8) -> (&[u8], Option<&[u8]>) {
    memchr(separator, line).map_or((line, None), |end| (&line[..end], Some(&line[end + 1..])))
}

fn text_field(field: &[u8]) -> Option<&str> {
    std::str::from_utf8(field).ok().map(str::trim)
}

/// Fields of a line in which `"` encloses and `""` stands for a quote.
fn split_quoted(line: &[u8], separator: u8) -> Vec<Vec<u8>> {
    let mut fields = vec![Vec::new()];
    let mut quoted = false;
    let mut bytes = line.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        let field = fields.last_mut();
        match (byte, field) {
            (b'"', Some(field)) if quoted && bytes.peek() == Some(&b'"') => {
                field.push(b'"');
                bytes.next();
            }
            (b'"', _) => quoted = !quoted,
            (byte, _) if byte == separator && !quoted => fields.push(Vec::new()),
            (byte, Some(field)) => field.push(byte),
            (_, None) => {}
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<ExpressionMatrix, ReadError> {
        read_expression(&Content {
            name: "m.tsv".into(),
            bytes: text.as_bytes().to_vec(),
            sha256: String::new(),
        })
    }

    #[test]
    fn separators_quotes_line_ends_and_names_are_read_alike() {
        for text in [
            "gene\tS1\tS2\nA\t1\t2\nB\t3\t4\n",
            "gene,S1,S2\r\nA,1,2\r\nB,3,4",
            "\u{feff}\"gene\",\"S1\",\"S2\"\n\"A\",1,\"2\"\n\"B\",3,4\n\n",
            "gene_id\tgene_name\tS1\tS2\nA\tx\t1\t2\nB\ty\t3\t4\n",
        ] {
            let matrix = read(text).unwrap();
            assert_eq!(matrix.row_ids(), ["A", "B"], "{text}");
            assert_eq!(matrix.samples().ids(), ["S1", "S2"], "{text}");
            assert_eq!((matrix.sample(0), matrix.sample(1)), (&[1.0, 3.0][..], &[2.0, 4.0][..]), "{text}");
        }
        assert_eq!(read("id\tDescription\tS1\nA\tx\t1\n").unwrap().row_names(), Some(&["x".to_owned()][..]));
    }

    #[test]
    fn a_table_of_many_chunks_keeps_every_value_in_its_place() {
        let (n_rows, n_samples) = (40_000, 13);
        let mut text = String::from("gene");
        for s in 0..n_samples {
            text += &format!("\tS{s}");
        }
        for r in 0..n_rows {
            text += &format!("\nG{r}");
            for s in 0..n_samples {
                text += &format!("\t{}.{s}", r * 7 + s);
            }
        }
        assert!(text.len() > 3 * CHUNK_BYTES);
        let matrix = read(&text).unwrap();
        for s in 0..n_samples {
            for r in (0..n_rows).step_by(997) {
                let expected: f64 = format!("{}.{s}", r * 7 + s).parse().unwrap();
                assert_eq!(matrix.sample(s)[r].to_bits(), expected.to_bits());
            }
        }
        let last_line_broken = text + "x";
        let error = read(&last_line_broken).unwrap_err();
        assert_eq!((error.line, error.column), (Some(n_rows as u64 + 1), Some(n_samples as u64 + 1)));
    }
}
