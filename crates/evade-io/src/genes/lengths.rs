//! Gene lengths, and counts divided by them.

use std::collections::HashMap;

use evade_core::{ExpressionMatrix, GeneId, GeneTable, IdKind, Resolution};
use evade_stream::ReadError;

use super::GeneRows;
use crate::expression::divided_by_length;
use crate::text::fields;

/// The length of each gene in bases, by any of its ids.
#[derive(Debug, Clone, Default)]
pub struct GeneLengths {
    by_id: HashMap<String, f64>,
}

/// Reads a TSV or CSV table of gene and length. Comments (`#`) and a header may stand above the rows; in a header the column
/// `Length` holds the lengths, as in the output of featureCounts, else the second column.
pub fn read_gene_lengths(name: &str, text: &str) -> Result<GeneLengths, ReadError> {
    let mut lines = (1..)
        .zip(text.lines())
        .filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
        .peekable();
    let first = lines.peek().map_or("", |(_, line)| *line);
    let separator = if first.contains('\t') { b'\t' } else { b',' };
    let header = fields_of(first, separator).unwrap_or_default();
    let is_header = header.get(1).is_some_and(|field| field.parse::<f64>().is_err());
    let named = header.iter().position(|field| field.eq_ignore_ascii_case("length"));
    let column = named.filter(|_| is_header).unwrap_or(1);
    if is_header {
        lines.next();
    }
    let mut lengths = GeneLengths::default();
    for (number, line) in lines {
        let fail = |error: ReadError| Err(error.at_line(number));
        let Some(row) = fields_of(line, separator) else {
            return fail(ReadError::bad_line(name, "a quote (\") is opened and not closed"));
        };
        let (Some(gene), Some(text)) = (row.first().filter(|gene| !gene.is_empty()), row.get(column)) else {
            return fail(
                ReadError::bad_line(name, "a gene and its length are needed")
                    .hint("give two columns: gene id and length in bases"),
            );
        };
        let Some(length) = text.parse().ok().filter(|&length: &f64| length > 0.0 && length.is_finite())
        else {
            return fail(
                ReadError::bad_value(
                    name,
                    format!("the length '{text}' of '{gene}' is not a number above 0"),
                )
                .hint("give the length in bases, or leave out the gene"),
            );
        };
        let known = *lengths.by_id.entry(gene.clone()).or_insert(length);
        if known.total_cmp(&length).is_ne() {
            let what = format!("the gene '{gene}' has the lengths {known} and {length}");
            return fail(ReadError::duplicate(name, what).hint("give one length per gene"));
        }
    }
    if lengths.by_id.is_empty() {
        return Err(
            ReadError::empty(name, "there is no gene length").hint("give two columns: gene id and length")
        );
    }
    Ok(lengths)
}

fn fields_of(line: &str, separator: u8) -> Option<Vec<String>> {
    let row = fields::quoted_fields(line.as_bytes(), separator)?;
    Some(row.iter().map(|field| fields::text(field).unwrap_or_default().trim().to_owned()).collect())
}

impl GeneLengths {
    /// The length of each row: by its id as written, else by its gene.
    #[must_use]
    pub fn of_rows(&self, matrix: &ExpressionMatrix, rows: &GeneRows, table: &GeneTable) -> Vec<Option<f64>> {
        let by_gene = self.by_gene(table);
        let of_row = |(id, fate): (&String, &super::RowFate)| {
            let of_gene = || fate.gene().and_then(|gene| by_gene.get(&gene)).map(|(_, length)| *length);
            self.by_id.get(id).copied().or_else(of_gene)
        };
        matrix.row_ids().iter().zip(rows.fates()).map(of_row).collect()
    }

    /// Where two ids are one gene, that of the stabler kind says its length; of the same kind, the longer.
    fn by_gene(&self, table: &GeneTable) -> HashMap<GeneId, (IdKind, f64)> {
        let mut by_gene: HashMap<GeneId, (IdKind, f64)> = HashMap::new();
        for (id, &length) in &self.by_id {
            let Resolution::Found(gene, kind) = table.resolve(id) else { continue };
            let known = by_gene.entry(gene).or_insert((kind, length));
            if (kind, -length) < (known.0, -known.1) {
                *known = (kind, length);
            }
        }
        by_gene
    }
}

/// Counts (or, with `is_logged`, log2(counts + 1)) divided by the length of each row and scaled to a million a sample. Rows
/// without a length are zero.
#[must_use]
pub fn counts_to_tpm(
    matrix: &ExpressionMatrix,
    lengths: &[Option<f64>],
    is_logged: bool,
) -> ExpressionMatrix {
    let count = |value: f64| if is_logged { (libm::exp2(value) - 1.0).max(0.0) } else { value };
    divided_by_length(matrix, lengths, count)
}

/// Values above this are not tested: the decimals of their logarithms do not show whole numbers.
const MAX_SHOWN: f64 = 1000.0;
/// How far a count that was logged and un-logged may be from a whole number.
const MAX_FRACTION: f64 = 0.1;

/// Whether log2(x + 1) can be undone: almost all small values are those of whole numbers.
#[must_use]
pub fn are_logs_of_whole_numbers(matrix: &ExpressionMatrix) -> bool {
    let values = (0..matrix.samples().len()).flat_map(|sample| matrix.sample(sample));
    let (mut n, mut n_whole) = (0_u64, 0_u64);
    for count in values.map(|&value| libm::exp2(value) - 1.0).filter(|&count| count < MAX_SHOWN) {
        n += 1;
        n_whole += u64::from((count - count.round_ties_even()).abs() < MAX_FRACTION);
    }
    n_whole * 100 >= n * 99
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lengths(text: &str) -> Result<Vec<(String, f64)>, String> {
        let mut all: Vec<(String, f64)> =
            read_gene_lengths("l.tsv", text).map_err(|e| e.to_string())?.by_id.into_iter().collect();
        all.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(all)
    }

    #[test]
    fn tables_with_and_without_header_are_read() {
        let expected = Ok(vec![("CD8A".to_owned(), 3634.0), ("TP53".to_owned(), 3936.5)]);
        for text in [
            "TP53\t3936.5\nCD8A\t3634\n",
            "gene,length\nTP53,3936.5\nCD8A,3634\n",
            "# Program:featureCounts\nGeneid\tChr\tStart\tEnd\tStrand\tLength\tS1\nTP53\t1\t1\t2\t+\t3936.5\t7\nCD8A\t2\t1\t2\t+\t3634\t9\n",
            "TP53\t3936.5\nCD8A\t3634\nCD8A\t3634\n",
        ] {
            assert_eq!(lengths(text), expected, "{text}");
        }
    }

    #[test]
    fn a_length_that_cannot_be_is_refused_with_its_line() {
        for (text, expected) in [
            ("gene\tlength\nTP53\t0\n", "l.tsv:2: the length '0' of 'TP53' is not a number above 0"),
            ("TP53\t-3\n", "l.tsv:1: the length '-3'"),
            ("CD8A\t3634\nTP53\tNA\n", "l.tsv:2: the length 'NA'"),
            ("CD8A\t3634\nTP53\n", "l.tsv:2: a gene and its length are needed"),
            ("TP53\t1\nTP53\t2\n", "l.tsv:2: the gene 'TP53' has the lengths 1 and 2"),
            ("gene\tlength\n", "l.tsv: there is no gene length"),
        ] {
            let error = lengths(text).unwrap_err();
            assert!(error.starts_with(expected), "{error}");
        }
    }

    #[test]
    fn logged_counts_give_the_same_tpm() {
        let matrix = |values: Vec<f64>| {
            ExpressionMatrix::new(
                ["A", "B", "C"].map(String::from).to_vec(),
                None,
                evade_core::SampleIndex::new(vec!["S".into()]).unwrap(),
                values,
            )
        };
        let lengths = [Some(1000.0), Some(500.0), None];
        let tpm = counts_to_tpm(&matrix(vec![3.0, 3.0, 90.0]), &lengths, false);
        assert_eq!(tpm.sample(0).iter().map(|v| v.round()).collect::<Vec<_>>(), [333_333.0, 666_667.0, 0.0]);
        let of_logs = counts_to_tpm(&matrix(vec![2.0, 2.0, 6.5]), &lengths, true);
        assert_eq!(of_logs.sample(0), tpm.sample(0));
    }
}
