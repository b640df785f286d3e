//! The header of an expression table: separator, id columns, samples.

use evade_core::SampleIndex;
use evade_stream::ReadError;
use memchr::memchr;

use super::columns::{ValueColumns, is_text, value_columns};
use super::formats::sample_name::sample_name;
use super::layout::Layout;
use super::row_numbers::counts_rows;
use crate::text::{fields, number};

/// Columns that hold a gene's name or a list of transcripts instead of values, in lower case.
const NAME_COLUMNS: [&str; 7] = [
    "gene_name",
    "gene_symbol",
    "pr_gene_symbol",
    "description",
    "symbol",
    "transcript_id(s)",
    "transcript_ids",
];

/// Names of a first column that say that it holds ids, in lower case.
const ID_COLUMNS: [&str; 15] = [
    "",
    "gene",
    "genes",
    "gene_id",
    "geneid",
    "gene_name",
    "gene_symbol",
    "symbol",
    "id",
    "name",
    "ensembl_id",
    "ensembl_gene_id",
    "hugo_symbol",
    "entrez_gene_id",
    "sample",
];

/// Whether a column of this name holds names of genes.
pub(crate) fn is_name_column(field: &str) -> bool {
    NAME_COLUMNS.contains(&field.to_lowercase().as_str())
}

/// Whether a first column of this name holds ids.
pub(crate) fn is_id_column(field: &str) -> bool {
    ID_COLUMNS.contains(&field.to_lowercase().as_str())
}

/// A line of column names.
pub(crate) struct Header {
    pub(crate) separator: u8,
    pub(crate) fields: Vec<String>,
    /// 1-based.
    pub(crate) line: u64,
}

impl Header {
    /// Reads the line; the first row tells whether blanks separate columns.
    pub(crate) fn parse(
        name: &str,
        line: &[u8],
        line_number: u64,
        first_row: &[u8],
    ) -> Result<Self, ReadError> {
        if line.trim_ascii().is_empty() {
            return Err(ReadError::bad_line(name, "the line is empty")
                .at_line(line_number)
                .hint("remove empty lines above the header"));
        }
        let separator = separator_of(line, first_row);
        let fields: Vec<String> = fields::quoted_fields(line, separator)
            .ok_or_else(|| quote_not_closed(name, line_number))?
            .iter()
            .map(|field| fields::text(field).map(str::to_owned))
            .collect::<Option<_>>()
            .ok_or_else(|| {
                ReadError::not_text(name, "the header is not UTF-8 text")
                    .at_line(line_number)
                    .hint("save the table as UTF-8")
            })?;
        Ok(Self { separator, fields, line: line_number })
    }

    /// The place of a column, from 0; case does not matter.
    pub(crate) fn place(&self, column: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.eq_ignore_ascii_case(column))
    }

    /// Whether all these columns are there and the first of them comes first.
    pub(crate) fn has(&self, columns: &[&str]) -> bool {
        columns.iter().all(|column| self.place(column).is_some())
            && columns.first().is_some_and(|first| self.place(first) == Some(0))
    }

    /// A table of ids, an optional name column and samples; the first row tells why a header without samples may have
    /// none, and whether the id column has no name.
    pub(crate) fn matrix(&self, name: &str, first_row: &[u8]) -> Result<(Layout, Option<String>), ReadError> {
        if let Some(separator) = self.separator_without_id_column(first_row) {
            let samples = self.samples_from(name, 0)?;
            return Ok((Layout::new(separator, 1, samples, self.line + 1), None));
        }
        let row = fields::quoted_fields(first_row, self.separator).unwrap_or_default();
        let id_column = usize::from(counts_rows(&self.fields, &row));
        let next = id_column + 1;
        let name_column = self.fields.get(next).is_some_and(|field| is_name_column(field)).then_some(next);
        let n_before = next + usize::from(name_column.is_some());
        let (layout, left_out) = self.samples_behind(name, n_before, name_column, first_row)?;
        Ok((Layout { id_column, ..layout }, left_out))
    }

    /// A table whose samples follow after `n_before` columns, among columns that are none; also says which those are.
    pub(crate) fn samples_behind(
        &self,
        name: &str,
        n_before: usize,
        name_column: Option<usize>,
        first_row: &[u8],
    ) -> Result<(Layout, Option<String>), ReadError> {
        let row = fields::quoted_fields(first_row, self.separator).unwrap_or_default();
        let ValueColumns { places, mut names, left_out } = value_columns(&self.fields, n_before, &row);
        if left_out.is_none() {
            return Ok((self.after(name, n_before, name_column)?, None));
        }
        if let [only] = names.as_mut_slice()
            && only.is_empty()
        {
            *only = sample_name(name);
        }
        let layout = self.of_columns(name, &places, names)?;
        Ok((Layout { name_column, ..layout }, left_out))
    }

    /// A table whose values stand in these columns.
    pub(crate) fn of_columns(
        &self,
        name: &str,
        places: &[usize],
        samples: Vec<String>,
    ) -> Result<Layout, ReadError> {
        let samples = self.samples(name, samples, places)?;
        Ok(Layout::of_columns(self.separator, places, self.fields.len(), samples, self.line + 1))
    }

    /// A table with samples in rows: an id, and numbers under the names of genes. Columns of text are left out.
    pub(crate) fn genes_behind(
        &self,
        name: &str,
        first_row: &[u8],
    ) -> Result<(Layout, Option<String>), ReadError> {
        let row = fields::quoted_fields(first_row, self.separator).unwrap_or_default();
        let has_text = |place: &usize| row.get(*place).is_some_and(|field| is_text(field));
        // R leaves the name of the ids out.
        let is_unnamed = row.len() == self.fields.len() + 1;
        let shift = usize::from(is_unnamed);
        let counts =
            !is_unnamed && row.first().is_some_and(|first| matches!(first.trim_ascii(), b"0" | b"1"));
        let id_column = usize::from(counts && has_text(&1));
        let n_fields = self.fields.len() + shift;
        let (text, places): (Vec<usize>, Vec<usize>) = (id_column + 1..n_fields).partition(has_text);
        let genes: Vec<String> = places.iter().map(|&place| self.fields[place - shift].clone()).collect();
        if genes.is_empty() {
            return Err(ReadError::bad_header(name, "the header has no gene with numbers below it")
                .at_line(self.line)
                .hint("with samples in rows, give an id of the sample and one column a gene"));
        }
        let left_out = (!text.is_empty()).then(|| {
            let names: Vec<&str> = text.iter().map(|&place| self.fields[place - shift].as_str()).collect();
            format!("columns of text are left out: {}", names.join(", "))
        });
        // Columns may be the same gene: their rows are added up later. Here they need names that differ.
        let numbered = (1..=genes.len()).map(|number| number.to_string()).collect();
        let columns = SampleIndex::new(numbered).unwrap_or_default();
        let layout = Layout::of_columns(self.separator, &places, n_fields, columns, self.line + 1);
        Ok((Layout { id_column, genes: Some(genes), ..layout }, left_out))
    }

    /// A table whose samples follow after `n_before` columns.
    pub(crate) fn after(
        &self,
        name: &str,
        n_before: usize,
        name_column: Option<usize>,
    ) -> Result<Layout, ReadError> {
        let samples = self.samples_from(name, n_before)?;
        Ok(Layout { name_column, ..Layout::new(self.separator, n_before, samples, self.line + 1) })
    }

    fn samples_from(&self, name: &str, n_before: usize) -> Result<SampleIndex, ReadError> {
        let samples: Vec<String> = self.fields.get(n_before..).unwrap_or_default().to_vec();
        let places: Vec<usize> = (n_before..n_before + samples.len()).collect();
        self.samples(name, samples, &places)
    }

    /// Samples of these names in these columns.
    fn samples(&self, name: &str, samples: Vec<String>, places: &[usize]) -> Result<SampleIndex, ReadError> {
        let fail = |what: &str| ReadError::bad_header(name, what).at_line(self.line);
        if samples.is_empty() {
            let n_fields = fields::counted(self.fields.len());
            return Err(fail(&format!("the header has no sample column ({n_fields})"))
                .hint("separate columns by tabs or commas: gene id first, then one column a sample"));
        }
        for (sample, place) in samples.iter().zip(places) {
            check_sample(sample)
                .map_err(|(what, hint)| fail(what).at_column(*place as u64 + 1).hint(hint))?;
        }
        SampleIndex::new(samples).map_err(|twice| {
            ReadError::duplicate(name, format!("the sample '{}' stands in two columns", twice.id))
                .at_line(self.line)
                .at_column(places[twice.second - 1] as u64 + 1)
                .hint("give each sample one column; rename or remove the other")
        })
    }

    /// The separator of the rows if the header has one name less than they have fields, as R's `write.table` leaves it.
    ///
    /// A first name that is one of ids means that something else is wrong, such as a decimal comma, and so does a row in
    /// which anything but numbers follows the first field.
    pub(crate) fn separator_without_id_column(&self, first_row: &[u8]) -> Option<u8> {
        let first = self.fields.first()?;
        if ID_COLUMNS.contains(&first.to_lowercase().as_str()) || first.contains([' ', ';']) {
            return None;
        }
        let separators =
            if self.fields.len() == 1 { vec![b'\t', b',', b';', b' '] } else { vec![self.separator] };
        separators.into_iter().find(|&separator| {
            let row = fields::quoted_fields(first_row, separator).unwrap_or_default();
            row.len() == self.fields.len() + 1 && is_row_of_numbers(&row)
        })
    }
}

/// Whether these are an id and numbers.
fn is_row_of_numbers(row: &[Vec<u8>]) -> bool {
    let is_number = |field: &[u8]| number::parse(field.trim_ascii()).is_some();
    row.len() > 1 && !is_number(&row[0]) && row[1..].iter().all(|field| is_number(field))
}

/// What separates the columns: a tab or a comma before a semicolon, and blanks only if they leave an id and numbers.
fn separator_of(header: &[u8], first_row: &[u8]) -> u8 {
    if memchr(b'\t', header).is_some() {
        return b'\t';
    }
    let columns = |line: &[u8], separator: u8| fields::quoted_fields(line, separator).unwrap_or_default();
    if columns(header, b',').len() > 1 {
        return b',';
    }
    if columns(header, b';').len() > 1 {
        return b';';
    }
    let (names, row) = (columns(header, b' '), columns(first_row, b' '));
    let is_whole = row.len() == names.len() || row.len() == names.len() + 1;
    if names.len() > 1 && is_whole && is_row_of_numbers(&row) { b' ' } else { b',' }
}

/// What is wrong with a sample's name, and what to do about it.
pub(crate) fn check_sample(sample: &str) -> Result<(), (&'static str, &'static str)> {
    if sample.is_empty() {
        return Err(("the sample name is empty", "name every column of the header"));
    }
    if sample == "NA" {
        return Err(("the sample is named NA, which means a missing value", "rename the column"));
    }
    if sample.chars().any(char::is_control) {
        return Err((
            "the sample name holds a control character",
            "use printable characters in sample names",
        ));
    }
    Ok(())
}

/// What to do about a header that is one name too short.
pub(crate) const GENE_COLUMN_UNNAMED: &str =
    "the header lacks a name for the gene column: put 'gene' in front of it";

pub(crate) fn quote_not_closed(name: &str, line: u64) -> ReadError {
    ReadError::bad_line(name, "a quote (\") is opened and not closed")
        .at_line(line)
        .hint("close it, or remove it: quotes enclose whole fields")
}
