//! Reading a genes x samples text table, in parallel and in portions.
//!
//! The text comes in portions of whole lines. While one portion is parsed, the next is read and unpacked. A portion is cut into
//! chunks; threads parse chunks into small row-major blocks, which are transposed into the sample-major matrix, so that
//! memory beyond the matrix does not grow with the file. The first error in file order is the one reported, whatever
//! thread met it.

use evade_core::{ExpressionMatrix, SampleIndex};
use evade_stream::{Input, ReadError, require_plain_text};
use memchr::memchr;
use rayon::prelude::*;

use crate::expression::detect::read_head;
use crate::expression::format::ReadAs;
use crate::expression::header::check_sample;
use crate::expression::layout::{Layout, TableHead};
use crate::expression::row::{Block, RowReader};
use crate::expression::sample_columns::SampleColumns;
use crate::text::field_ends::FieldEnds;
use crate::text::lines::{refuse_old_mac, split_first_line};
use crate::text::portions::Portions;

/// Text per portion and thread: a few chunks, so that no thread waits long for the last one, and little enough to be parsed
/// while it lies in the cache.
const PORTION_BYTES_PER_THREAD: usize = 2 << 20;
/// Rows per portion: values go to their samples portion by portion, and few at a time fill no cache line (measured on 10,000 samples:
/// portions of 28 rows take twice as long).
const PORTION_ROWS: usize = 256;
/// Text per portion on a machine of many threads, or of a table of many samples: little beside the matrix that fills it.
const MAX_PORTION_BYTES: usize = 64 << 20;
/// Text per chunk: a thread works on it for about a millisecond, and its values stay in the cache.
const CHUNK_BYTES: usize = 1 << 19;
/// What stands above the rows and decides their form: a comment, or the two lines of a GCT file, the header, a row.
const HEAD_LINES: usize = 5;
/// What to do about a file that is not plain text.
const PLAIN_TEXT_HINT: &str = "save the table as UTF-8 text, tab separated";

/// A table as it stands, and what was met in it.
pub(crate) struct TextRead {
    pub(crate) matrix: ExpressionMatrix,
    pub(crate) head: TableHead,
    /// Rows left out because a value was missing.
    pub(crate) n_missing: usize,
    /// Lengths of the genes, row by row, if the layout has such a column.
    pub(crate) lengths: Vec<f64>,
}

/// Reads a table of this format, or of the one its header shows.
pub(crate) fn read_text(input: &mut Input, how: ReadAs<'_>) -> Result<TextRead, ReadError> {
    let of_threads = PORTION_BYTES_PER_THREAD.saturating_mul(rayon::current_num_threads());
    read_in_portions(input, how, |row_bytes| {
        of_threads.max(PORTION_ROWS.saturating_mul(row_bytes)).min(MAX_PORTION_BYTES)
    })
}

/// Reads portions of so many bytes, which may depend on the length of a row: none is known for the first portion.
fn read_in_portions(
    input: &mut Input,
    how: ReadAs<'_>,
    portion_bytes: impl Fn(usize) -> usize,
) -> Result<TextRead, ReadError> {
    let name = input.name().to_owned();
    let name = name.as_str();
    let mut portions = Portions::new(input, portion_bytes(0));
    // The first row tells why a header may have no samples.
    let mut portion = portions.next(Vec::new(), HEAD_LINES)?;
    require_plain_text(name, &portion.text, 1, PLAIN_TEXT_HINT)?;
    let text = portion.text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&portion.text);
    if text.is_empty() {
        return Err(ReadError::empty(name, "the file is empty").hint("give a genes x samples table"));
    }
    refuse_old_mac(name, text)?;
    let (head, body) = read_head(name, text, how)?;
    if body.is_empty() {
        return Err(ReadError::empty(name, "there is a header and no gene")
            .at_line(head.layout.first_line.saturating_sub(1).max(1))
            .hint("give one row a gene: the id, then one value a sample"));
    }

    portions.set_bytes(portion_bytes(split_first_line(body).0.len()));
    let mut start = portion.text.len() - body.len();
    let mut rows = Rows::new(name, &head, start);
    let mut spare = Vec::new();
    while !portion.text.is_empty() {
        let (parsed, next) = rayon::join(
            || rows.add(&portion.text[start..], portion.share_read),
            || portions.next(std::mem::take(&mut spare), 1),
        );
        parsed?;
        spare = std::mem::replace(&mut portion, next?).text;
        start = 0;
    }
    let n_missing = rows.n_missing;
    let lengths = std::mem::take(&mut rows.lengths);
    let matrix = rows.into_matrix()?;
    Ok(TextRead { matrix, head, n_missing, lengths })
}

/// The rows read so far.
struct Rows<'a> {
    name: &'a str,
    layout: &'a Layout,
    ids: Vec<String>,
    names: Option<Vec<String>>,
    lengths: Vec<f64>,
    columns: SampleColumns,
    /// The values of one sample after the other, if samples stand in rows.
    sample_values: Vec<f64>,
    /// Lines to pass over before the rows begin.
    to_skip: usize,
    /// 1-based line that comes next.
    next_line: u64,
    n_missing: usize,
    /// Bytes above the rows, and bytes of the rows so far.
    n_above: usize,
    n_bytes: usize,
    /// Buffers of blocks that are done with: memory that is used again need not be cleared by the system.
    buffers: Vec<Vec<f64>>,
}

impl<'a> Rows<'a> {
    fn new(name: &'a str, head: &'a TableHead, n_above: usize) -> Self {
        let layout = &head.layout;
        Self {
            name,
            layout,
            ids: Vec::new(),
            names: layout.name_column.map(|_| Vec::new()),
            lengths: Vec::new(),
            columns: SampleColumns::new(layout.samples.len()),
            sample_values: Vec::new(),
            to_skip: head.n_skipped,
            next_line: layout.first_line,
            n_missing: 0,
            n_above,
            n_bytes: 0,
            buffers: Vec::new(),
        }
    }

    /// Parses whole lines; with them, `share_read` of the input has been read.
    fn add(&mut self, mut text: &[u8], share_read: Option<f64>) -> Result<(), ReadError> {
        self.n_bytes += text.len();
        while self.to_skip > 0 && !text.is_empty() {
            text = split_first_line(text).1;
            self.to_skip -= 1;
            self.next_line += 1;
        }
        let chunks = cut_at_line_ends(text);
        let mut buffers = std::mem::take(&mut self.buffers);
        buffers.resize_with(chunks.len(), Vec::new);
        let parsed: Vec<Result<Block, ReadError>> =
            chunks.par_iter().zip(buffers).map(|(chunk, buffer)| self.parse(chunk, buffer)).collect();
        let mut blocks = Vec::with_capacity(parsed.len());
        for (block, chunk) in parsed.into_iter().zip(chunks) {
            // Threads do not know how many lines stand before their chunk. An error must: its chunk is parsed once more,
            // now that all rows before it are counted.
            let mut block = block.or_else(|_| self.parse(chunk, Vec::new()))?;
            self.ids.append(&mut block.ids);
            self.lengths.append(&mut block.lengths);
            if let (Some(names), Some(block_names)) = (&mut self.names, &mut block.names) {
                names.append(block_names);
            }
            self.next_line += block.n_lines;
            self.n_missing += block.n_missing;
            blocks.push(block);
        }
        if self.layout.genes.is_some() {
            for block in &blocks {
                self.sample_values.extend_from_slice(block.values());
            }
        } else {
            let values: Vec<&[f64]> = blocks.iter().map(Block::values).collect();
            self.columns.append(&values, self.expected(share_read));
        }
        self.buffers = blocks.into_iter().map(Block::into_buffer).collect();
        Ok(())
    }

    /// How many rows there may be in all, where the length of the input tells: rows differ in length, which a sixty-fourth
    /// more allows for. A header of many samples is as long as a row, and is none.
    fn expected(&self, share_read: Option<f64>) -> Option<usize> {
        let share = share_read?;
        let n_rows = self.ids.len();
        if share >= 1.0 {
            return Some(n_rows);
        }
        let n_in_all = (self.n_above + self.n_bytes) as f64 / share;
        let rows = (n_rows as f64 * (n_in_all - self.n_above as f64) / self.n_bytes as f64) as usize;
        Some(rows + rows / 64 + 1)
    }

    /// Parses a chunk as if it followed the lines that were read.
    fn parse(&self, chunk: &[u8], buffer: Vec<f64>) -> Result<Block, ReadError> {
        let mut line = self.next_line;
        let mut block = Block::new(self.layout.name_column.is_some(), buffer);
        let mut ends = FieldEnds::default();
        let mut text = chunk;
        while !text.is_empty() {
            let (row, after) = split_first_line(text);
            if !self.layout.is_no_gene(row) {
                let reader = RowReader { name: self.name, line, layout: self.layout };
                if let Err(mistake) = reader.read(row, &mut ends, &mut block) {
                    // A file that is no text at all is called so, whatever its first row was taken for.
                    require_plain_text(self.name, chunk, self.next_line, PLAIN_TEXT_HINT)?;
                    return Err(mistake);
                }
            }
            text = after;
            line += 1;
        }
        block.n_lines = line - self.next_line;
        Ok(block)
    }

    fn into_matrix(self) -> Result<ExpressionMatrix, ReadError> {
        if let Some(genes) = &self.layout.genes {
            let samples = samples_of_rows(self.name, self.ids)?;
            return Ok(ExpressionMatrix::new(genes.clone(), None, samples, self.sample_values));
        }
        let (values, stride) = self.columns.finish();
        let samples = self.layout.samples.clone();
        Ok(ExpressionMatrix::with_stride(self.ids, self.names, samples, values, stride))
    }
}

/// The samples of a table with samples in rows.
fn samples_of_rows(name: &str, ids: Vec<String>) -> Result<SampleIndex, ReadError> {
    for id in &ids {
        check_sample(id).map_err(|(what, hint)| ReadError::bad_value(name, what).hint(hint))?;
    }
    SampleIndex::new(ids).map_err(|twice| {
        let what =
            format!("the sample '{}' stands in two rows ({} and {})", twice.id, twice.first, twice.second);
        ReadError::duplicate(name, what).hint("give each sample one row; rename or remove the other")
    })
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

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use evade_stream::{Digest, Output, Source, sha256_hex};

    use super::*;

    fn read(text: &str) -> Result<ExpressionMatrix, ReadError> {
        read_text(&mut Input::from_bytes("m.tsv", text)?, ReadAs::default()).map(|read| read.matrix)
    }

    fn read_portions(text: &str, portion_bytes: usize) -> Result<ExpressionMatrix, ReadError> {
        read_in_portions(&mut Input::from_bytes("m.tsv", text)?, ReadAs::default(), |_| portion_bytes)
            .map(|read| read.matrix)
    }

    /// Rows of growing length, so that the rows to come are misjudged.
    fn growing_table(n_rows: usize) -> String {
        let mut text = String::from("\u{feff}gene,description,S1,S2,S3\r\n");
        for r in (0..n_rows).rev() {
            write!(text, "G{r},\"a, b\",{},-{r}.{r},0.0{r}\r\n", "1".repeat(1 + r / 10)).unwrap();
        }
        text
    }

    #[test]
    fn portions_of_any_size_give_the_same_matrix() {
        let text = growing_table(200) + "\r\n\n\n";
        let whole = read(&text).unwrap();
        assert_eq!(whole.row_ids().len(), 200);
        for portion_bytes in [1, 2, 7, 64, 1000, 4096, text.len() - 1, text.len(), text.len() + 1] {
            let cut = read_portions(&text, portion_bytes).unwrap();
            assert_eq!(
                (cut.row_ids(), cut.row_names()),
                (whole.row_ids(), whole.row_names()),
                "{portion_bytes}"
            );
            for s in 0..3 {
                assert_eq!(cut.sample(s), whole.sample(s), "{portion_bytes}");
            }
        }
    }

    #[test]
    fn a_header_as_long_as_the_rows_is_none_of_them() {
        let (head, _) = read_head("m.tsv", b"gene\tS1\nA\t1\n", ReadAs::default()).unwrap();
        let mut rows = Rows::new("m.tsv", &head, 1000);
        rows.ids = vec![String::new(); 10];
        rows.n_bytes = 1000;
        // A fifth of 10,000 bytes is read: the header and ten rows of a hundred bytes, so that ninety are expected.
        assert_eq!(rows.expected(Some(0.2)), Some(92));
        assert_eq!((rows.expected(Some(1.0)), rows.expected(None)), (Some(10), None));
    }

    #[test]
    fn a_mistake_in_a_late_portion_has_the_right_line() {
        let good = growing_table(50);
        for (end, expected) in [
            ("G,x,1,2\n", "m.tsv:52: the row has 4 fields, the header has 5"),
            ("G,x,1,2,3,4\n", "m.tsv:52: the row has 6 fields, the header has 5"),
            ("G,x,1,NA,3\nG,x,1\n", "m.tsv:52:4: 'NA' is not a finite number (sample 'S2')"),
            ("\nG,x,1,2,3\n", "m.tsv:52: the line is empty"),
            ("\r\n\r\n\r\nG,x,1,2,3\n", "m.tsv:52: the line is empty"),
            ("G,x,1,2,3\nG,\"x,1,2,3\n", "m.tsv:53: a quote (\") is opened and not closed"),
            ("G,x,1,2,3\nG\0,x,1,2,3\n", "m.tsv:53: this is not plain text"),
        ] {
            for portion_bytes in [1, 30, 500, 100_000] {
                let message = read_portions(&(good.clone() + end), portion_bytes).unwrap_err().to_string();
                assert!(message.starts_with(expected), "{portion_bytes}: {message}");
            }
        }
    }

    #[test]
    fn packed_tables_are_the_same_table_and_a_cut_one_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let text = growing_table(300);
        let whole = read(&text).unwrap();
        for name in ["m.tsv", "m.tsv.gz", "m.tsv.zst"] {
            let path = folder.path().join(name);
            Output::write_file(&path, text.as_bytes()).unwrap();
            for portion_bytes in [100, 10_000, 1 << 20] {
                let mut input = Source::path(&path).open(Digest::Sha256).unwrap();
                let matrix =
                    read_in_portions(&mut input, ReadAs::default(), |_| portion_bytes).unwrap().matrix;
                assert_eq!(matrix.sample(1), whole.sample(1), "{name}");
                let on_disk = std::fs::read(&path).unwrap();
                assert_eq!(input.sha256(), Some(sha256_hex(&on_disk)), "{name}");
                if name != "m.tsv" {
                    let mut cut = Input::from_bytes(name, &on_disk[..on_disk.len() - 3]).unwrap();
                    let message = read_in_portions(&mut cut, ReadAs::default(), |_| portion_bytes)
                        .err()
                        .unwrap()
                        .to_string();
                    assert!(message.contains("data are damaged or cut short"), "{message}");
                }
            }
        }
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
    fn a_row_is_left_out_for_what_is_missing_and_refused_for_what_is_wrong() {
        for (row, wrong) in [
            ("A\t1\tNA\t2", None),
            ("A\tNA\t\tnull", None),
            ("A\tNA\tx\t2", Some((2, "'x'"))),
            ("A\tx\tNA\t2", Some((1, "'x'"))),
        ] {
            let (id, values) = row.split_once('\t').unwrap();
            for row in [row.to_owned(), format!("\"{id}\"\t{values}")] {
                let text = format!("Hugo_Symbol\tS1\tS2\tS3\nB\t1\t2\t3\n{row}\n");
                match wrong {
                    None => assert_eq!(read(&text).unwrap().row_ids(), ["B"], "{row}"),
                    Some((sample, field)) => {
                        let error = read(&text).unwrap_err();
                        assert_eq!((error.line, error.column), (Some(3), Some(sample + 1)), "{row}");
                        assert!(error.to_string().contains(field), "{error}");
                    }
                }
            }
        }
    }

    #[test]
    fn mistakes_are_named_with_their_place() {
        for (text, expected) in [
            (
                "gene\tP1\nA\t1\t2\n",
                "m.tsv:2: the row has 3 fields, the header has 2; hint: the header lacks",
            ),
            (
                "gene;P1\nA;4,2\n",
                "m.tsv:2:2: '4,2' is not a finite number (sample 'P1'); hint: write decimals",
            ),
            ("gene  P1\nA  4\n", "m.tsv:1: the header has no sample column (1 field)"),
            ("P1 P2\nA low 4\n", "m.tsv:1: the header has no sample column (1 field)"),
            ("\t\t\ngene\tP1\nA\t1\n", "m.tsv:1: the line is empty; hint: remove empty lines above"),
            (
                "gene,P1,P2\nA,4,2,0,8\n",
                "m.tsv:2: the row has 5 fields, the header has 3; hint: write decimals",
            ),
            ("gene\tP1\nA\t1\nB\n", "m.tsv:3: the row has 1 field, the header has 2; hint: give every row"),
            ("gene\tNA\nA\t1\n", "m.tsv:1:2: the sample is named NA"),
            ("gene\t\"P1\nA\t1\n", "m.tsv:1: a quote (\") is opened and not closed"),
            ("gene\tP1\nA\t1\nB\0\t1\n", "m.tsv:3: this is not plain text"),
            (
                "#1.3\n2\t3\t18446744073709551615\t0\nid\tS1\tS2\nA\t1\t2\nB\t3\t4\n",
                "m.tsv:3: the header has no sample column (3 fields)",
            ),
        ] {
            let message = read(text).unwrap_err().to_string();
            assert!(message.starts_with(expected), "{message}");
        }
    }
}
