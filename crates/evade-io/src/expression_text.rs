//! Reading a genes x samples text table, in parallel.
//!
//! The text is cut at line ends into chunks; threads parse chunks into small row-major blocks, and blocks are
//! transposed into the sample-major matrix a wave at a time, so that memory beyond text and matrix stays small.
//! The first error in file order is the one reported, whatever thread met it.

use evade_core::ExpressionMatrix;
use evade_stream::{Content, ReadError};
use memchr::{memchr, memchr_iter};
use rayon::prelude::*;

use crate::expression_header::Layout;
use crate::expression_row::{Block, RowReader};
use crate::line_ends::refuse_old_mac;

/// Text per chunk; large enough that a thread works for about a millisecond.
const CHUNK_BYTES: usize = 1 << 20;
/// Chunks per wave: bounds the blocks that wait for their transposition.
const WAVE_CHUNKS: usize = 64;
/// Samples transposed together: eight f64 fill a cache line of a block row.
const SAMPLES_TOGETHER: usize = 8;

/// Reads a table with gene ids in the first column, an optional name column, and one column a sample.
/// Tab separated when the header holds a tab, else comma separated; `"` may enclose fields.
pub fn read_expression(content: &Content) -> Result<ExpressionMatrix, ReadError> {
    let name = content.name.as_str();
    content.require_plain_text("save the table as UTF-8 text, tab separated")?;
    let text = trim_blank_end(content.without_mark());
    if text.is_empty() {
        return Err(ReadError::new(name, "the file is empty").hint("give a genes x samples table"));
    }
    refuse_old_mac(name, text)?;
    let (header_line, body) = split_first_line(text);
    let layout = Layout::from_header(name, header_line, split_first_line(body).0)?;
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
        RowReader { name, line: row as u64 + 2, layout }.read(line, &mut block)?;
        rest = after;
        row += 1;
    }
    Ok(block)
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

#[cfg(test)]
mod tests {
    use std::fmt::Write;

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
        // A name may hold the separator, as descriptions do.
        let named = read("gene,description,S1\nA,\"kinase, 12\",1\n").unwrap();
        assert_eq!(named.row_names(), Some(&["kinase, 12".to_owned()][..]));
        assert_eq!(read("id\tDescription\tS1\nA\tx\t1\n").unwrap().row_names(), Some(&["x".to_owned()][..]));
    }

    #[test]
    fn a_table_of_many_chunks_keeps_every_value_in_its_place() {
        let (n_rows, n_samples) = (40_000, 13);
        let mut text = String::from("gene");
        for s in 0..n_samples {
            write!(text, "\tS{s}").unwrap();
        }
        for r in 0..n_rows {
            write!(text, "\nG{r}").unwrap();
            for s in 0..n_samples {
                write!(text, "\t{}.{s}", r * 7 + s).unwrap();
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

    #[test]
    fn mistakes_are_named_with_their_place() {
        for (text, expected) in [
            ("P1\nA\t1\nB\t2\n", "m.tsv:2: the row has 2 fields, the header has 1; hint: the header lacks"),
            ("gene;P1\nA;4,2\n", "m.tsv:1: the header has no sample column (1 field)"),
            ("\t\t\ngene\tP1\nA\t1\n", "m.tsv:1: the line is empty; hint: remove empty lines above"),
            (
                "gene,P1,P2\nA,4,2,0,8\n",
                "m.tsv:2: the row has 5 fields, the header has 3; hint: write decimals",
            ),
            ("gene\tP1\nA\t1\nB\n", "m.tsv:3: the row has 1 field, the header has 2; hint: give every row"),
            ("gene\tNA\nA\t1\n", "m.tsv:1:2: the sample is named NA"),
            ("gene\t\"P1\nA\t1\n", "m.tsv:1: a quote (\") is opened and not closed"),
            ("gene\tP1\nA\t1\nB\0\t1\n", "m.tsv:3: this is not plain text"),
        ] {
            let message = read(text).unwrap_err().to_string();
            assert!(message.starts_with(expected), "{message}");
        }
    }
}
