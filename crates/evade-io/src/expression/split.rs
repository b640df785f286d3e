//! Cutting a matrix into blocks of its samples, cell by cell as they stand.

use std::borrow::Cow;
use std::io::{self, Write};
use std::ops::Range;

use evade_stream::{Input, ReadError};
use memchr::memchr;

use crate::expression::detect::read_head;
use crate::expression::format::{InputFormat, ReadAs};
use crate::expression::header::quote_not_closed;
use crate::expression::layout::TableHead;
use crate::expression::row::is_missing;
use crate::text::fields::{PlainFields, counted, quoted_fields};
use crate::text::lines::split_first_line;
use crate::text::portions::{Portion, Portions};

/// Text per portion: some thousand rows of a cohort of usual size.
const PORTION_BYTES: usize = 8 << 20;
/// As the reader of matrices: what stands above the rows fits into it.
const HEAD_LINES: usize = 5;

/// A genes x samples text matrix of which the header has been read.
pub struct MatrixSplit<'a> {
    name: String,
    portions: Portions<'a>,
    first: Portion,
    /// Where the rows begin in the first portion.
    start: usize,
    head: TableHead,
}

/// Why a matrix was not cut.
#[derive(Debug, thiserror::Error)]
pub enum SplitError {
    /// The matrix cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A block cannot be written.
    #[error(transparent)]
    Write(#[from] io::Error),
}

impl<'a> MatrixSplit<'a> {
    /// Reads what stands above the rows. Formats that hold one sample or transcripts are no matrix to cut.
    pub fn begin(input: &'a mut Input, how: ReadAs<'_>) -> Result<Self, ReadError> {
        let name = input.name().to_owned();
        let mut portions = Portions::new(input, PORTION_BYTES);
        let first = portions.next(Vec::new(), HEAD_LINES)?;
        evade_stream::require_plain_text(&name, &first.text, 1, "give a genes x samples table as text")?;
        let text = first.text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&first.text);
        if text.is_empty() {
            return Err(ReadError::empty(&name, "the file is empty").hint("give a genes x samples table"));
        }
        let (head, body) = read_head(&name, text, how)?;
        if head.format == InputFormat::MatrixSamples {
            let what = "samples stand in rows, and a matrix is cut by its columns";
            return Err(ReadError::unsupported(&name, what)
                .hint("cut the file by its lines: each part is the header and some of the samples"));
        }
        if !matches!(head.format, InputFormat::Matrix | InputFormat::Gct | InputFormat::Cbioportal) {
            let what = format!("a file of the format {} is not cut into blocks of samples", head.format);
            return Err(ReadError::unsupported(&name, what)
                .hint("give a genes x samples matrix; run files of one sample through a sheet"));
        }
        let start = first.text.len() - body.len();
        Ok(Self { name, portions, first, start, head })
    }

    /// The samples in order.
    #[must_use]
    pub fn samples(&self) -> &[String] {
        self.head.layout.samples.ids()
    }

    /// What the user should know.
    #[must_use]
    pub fn warnings(&self) -> &[String] {
        &self.head.warnings
    }

    /// Writes each block of samples as a tab separated matrix: id, name if there is one, the block's values as they
    /// stand. Rows that reading the matrix leaves out are left out.
    pub fn write<W: Write>(self, blocks: &[Range<usize>], outputs: &mut [W]) -> Result<(), SplitError> {
        let Self { name, mut portions, first, start, head } = self;
        let layout = &head.layout;
        for (block, output) in blocks.iter().zip(outputs.iter_mut()) {
            let names = if layout.name_column.is_some() { "gene_id\tgene_name" } else { "gene_id" };
            write!(output, "{names}")?;
            for sample in &layout.samples.ids()[block.clone()] {
                write!(output, "\t{sample}")?;
            }
            output.write_all(b"\n")?;
        }
        let (mut portion, mut start, mut line) = (first, start, layout.first_line);
        let mut to_skip = head.n_skipped;
        while !portion.text.is_empty() {
            let mut rest = &portion.text[start..];
            while !rest.is_empty() {
                let (row, after) = split_first_line(rest);
                rest = after;
                line += 1;
                if to_skip > 0 {
                    to_skip -= 1;
                } else if !layout.is_no_gene(row) {
                    let cells = cells(&name, row, line - 1, &head)?;
                    write_row(&cells, &head, blocks, outputs)?;
                }
            }
            portion = portions.next(std::mem::take(&mut portion.text), 1)?;
            start = 0;
        }
        Ok(())
    }
}

/// The cells of a row, as many as the header promises.
fn cells<'r>(
    name: &str,
    row: &'r [u8],
    line: u64,
    head: &TableHead,
) -> Result<Vec<Cow<'r, [u8]>>, ReadError> {
    let layout = &head.layout;
    let cells: Vec<Cow<'r, [u8]>> = if memchr(b'"', row).is_some() {
        let fields = quoted_fields(row, layout.separator).ok_or_else(|| quote_not_closed(name, line))?;
        fields.into_iter().map(Cow::Owned).collect()
    } else {
        PlainFields::new(row, layout.separator).map(Cow::Borrowed).collect()
    };
    if cells.len() == layout.n_fields() && !cells.iter().any(|cell| cell.contains(&b'\t')) {
        return Ok(cells);
    }
    let what = format!("the row has {}, the header has {}", counted(cells.len()), layout.n_fields());
    Err(ReadError::bad_line(name, what)
        .at_line(line)
        .hint("give every row one value a sample, and no tab within a value; was the file cut short?"))
}

fn write_row<W: Write>(
    cells: &[Cow<'_, [u8]>],
    head: &TableHead,
    blocks: &[Range<usize>],
    outputs: &mut [W],
) -> io::Result<()> {
    let layout = &head.layout;
    let values: Vec<&Cow<'_, [u8]>> = layout.value_columns().map(|column| &cells[column]).collect();
    if layout.drops_missing && values.iter().any(|value| is_missing(value)) {
        return Ok(());
    }
    let name = layout.name_column.map(|column| &cells[column]);
    // cBioPortal knows genes by two ids, either of which may be empty.
    let id = match name {
        Some(name) if layout.drops_missing && cells[layout.id_column].is_empty() => name,
        _ => &cells[layout.id_column],
    };
    for (block, output) in blocks.iter().zip(outputs) {
        output.write_all(id)?;
        for cell in name.into_iter().chain(values[block.clone()].iter().copied()) {
            output.write_all(b"\t")?;
            output.write_all(cell)?;
        }
        output.write_all(b"\n")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str, blocks: &[(usize, usize)]) -> Result<Vec<String>, String> {
        let blocks: Vec<Range<usize>> = blocks.iter().map(|&(start, end)| start..end).collect();
        let mut input = Input::from_bytes("m.tsv", text).unwrap();
        let split = MatrixSplit::begin(&mut input, ReadAs::default()).map_err(|e| e.to_string())?;
        let mut outputs = vec![Vec::new(); blocks.len()];
        split.write(&blocks, &mut outputs).map_err(|e| e.to_string())?;
        Ok(outputs.into_iter().map(|bytes| String::from_utf8(bytes).unwrap()).collect())
    }

    #[test]
    fn cells_are_copied_as_they_stand() {
        let text = "gene,gene_name,A,B,C\n\"X,1\",CD8A,1.50,2e-3,0\nY,IFNG,3,4,5\n";
        assert_eq!(
            split(text, &[(0, 2), (2, 3)]).unwrap(),
            [
                "gene_id\tgene_name\tA\tB\nX,1\tCD8A\t1.50\t2e-3\nY\tIFNG\t3\t4\n",
                "gene_id\tgene_name\tC\nX,1\tCD8A\t0\nY\tIFNG\t5\n"
            ]
        );
    }

    #[test]
    fn what_stands_above_the_rows_is_not_part_of_a_block() {
        let gct = "#1.2\n1\t2\nName\tDescription\tA\tB\nX\tCD8A\t1\t2\n";
        assert_eq!(split(gct, &[(1, 2)]).unwrap(), ["gene_id\tgene_name\tB\nX\tCD8A\t2\n"]);
        let unnamed = "A\tB\nCD8A\t1\t2\n";
        assert_eq!(split(unnamed, &[(0, 1)]).unwrap(), ["gene_id\tA\nCD8A\t1\n"]);
    }

    #[test]
    fn what_is_no_matrix_is_refused() {
        for (text, expected) in [
            ("gene\tA\tB\nX\t1\n", "m.tsv:2: the row has 2 fields, the header has 3"),
            ("Name\tLength\tEffectiveLength\tTPM\tNumReads\nX\t1\t1\t1\t1\n", "the format salmon is not cut"),
            ("", "the file is empty"),
        ] {
            let message = split(text, &[(0, 1)]).unwrap_err();
            assert!(message.contains(expected), "{message}");
        }
    }
}
