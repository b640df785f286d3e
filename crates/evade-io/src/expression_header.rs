//! The header of an expression table: separator, name column, samples.

use evade_core::SampleIndex;
use evade_stream::ReadError;
use memchr::memchr;

use crate::{fields, number};

/// Second columns that hold a gene's name or a list of transcripts instead of values, in lower case.
const NAME_COLUMNS: [&str; 6] =
    ["gene_name", "gene_symbol", "description", "symbol", "transcript_id(s)", "transcript_ids"];

/// What the header says of the columns.
pub(crate) struct Layout {
    pub(crate) separator: u8,
    pub(crate) name_column: bool,
    pub(crate) samples: SampleIndex,
}

impl Layout {
    /// Reads the header; the first row below it tells why a header without samples may have none.
    pub(crate) fn from_header(name: &str, line: &[u8], first_row: &[u8]) -> Result<Self, ReadError> {
        let fail = |what: &str| ReadError::new(name, what).at_line(1);
        if line.trim_ascii().is_empty() {
            return Err(fail("the line is empty").hint("remove empty lines above the header"));
        }
        if line.starts_with(b"#1.") {
            return Err(fail("this is a GCT file, which is not read yet")
                .hint("remove its first two lines; Name and Description columns may stay"));
        }
        let separator = if memchr(b'\t', line).is_some() { b'\t' } else { b',' };
        let header: Vec<String> = fields::quoted_fields(line, separator)
            .ok_or_else(|| quote_not_closed(name, 1))?
            .iter()
            .map(|field| fields::text(field).map(str::to_owned))
            .collect::<Option<_>>()
            .ok_or_else(|| fail("the header is not UTF-8 text").hint("save the table as UTF-8"))?;
        let name_column =
            header.get(1).is_some_and(|field| NAME_COLUMNS.contains(&field.to_lowercase().as_str()));
        let id_columns = 1 + usize::from(name_column);
        let samples: Vec<String> = header.get(id_columns..).unwrap_or_default().to_vec();
        if samples.is_empty() {
            return Err(no_sample(name, &header, first_row));
        }
        for (i, sample) in samples.iter().enumerate() {
            check_sample(sample)
                .map_err(|(what, hint)| fail(what).at_column((id_columns + i + 1) as u64).hint(hint))?;
        }
        let samples = SampleIndex::new(samples).map_err(|twice| {
            fail(&format!("the sample '{}' stands in two columns", twice.id))
                .at_column((id_columns + twice.second) as u64)
                .hint("give each sample one column; rename or remove the other")
        })?;
        Ok(Self { separator, name_column, samples })
    }

    /// Columns before the values.
    pub(crate) fn n_id_columns(&self) -> usize {
        1 + usize::from(self.name_column)
    }

    pub(crate) fn n_fields(&self) -> usize {
        self.n_id_columns() + self.samples.len()
    }
}

/// What is wrong with a sample's name, and what to do about it.
fn check_sample(sample: &str) -> Result<(), (&'static str, &'static str)> {
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

#[cold]
fn no_sample(name: &str, header: &[String], first_row: &[u8]) -> ReadError {
    if let [only] = header
        && !only.contains([' ', ';'])
        && is_gene_and_value(first_row)
    {
        return ReadError::new(name, "the row has 2 fields, the header has 1")
            .at_line(2)
            .hint(GENE_COLUMN_UNNAMED);
    }
    ReadError::new(name, format!("the header has no sample column ({})", fields::counted(header.len())))
        .at_line(1)
        .hint("separate columns by tabs or commas: gene id first, then one column a sample")
}

/// Whether a row holds one gene and one value. R's `write.table` leaves the first column without a name, so that the
/// header over such rows is a sample's name alone.
fn is_gene_and_value(row: &[u8]) -> bool {
    [b'\t', b','].into_iter().any(|separator| {
        let fields = fields::quoted_fields(row, separator).unwrap_or_default();
        matches!(fields.as_slice(), [_, value] if number::parse(value.trim_ascii()).is_some())
    })
}

/// What to do about a header that is one name too short.
pub(crate) const GENE_COLUMN_UNNAMED: &str =
    "the header lacks a name for the gene column: put 'gene' in front of it";

pub(crate) fn quote_not_closed(name: &str, line: u64) -> ReadError {
    ReadError::new(name, "a quote (\") is opened and not closed")
        .at_line(line)
        .hint("close it, or remove it: quotes enclose whole fields")
}
