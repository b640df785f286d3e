//! One row of an expression table: gene id, name, values, and what can be wrong with them.

use evade_stream::{ReadError, ReadErrorKind};
use memchr::memchr;

use crate::expression::header::{GENE_COLUMN_UNNAMED, quote_not_closed};
use crate::expression::layout::Layout;
use crate::text::field_ends::FieldEnds;
use crate::text::fields;
use crate::text::number;

/// The parsed rows of one chunk, row after row.
pub(crate) struct Block {
    pub(crate) ids: Vec<String>,
    pub(crate) names: Option<Vec<String>>,
    /// Lengths of the genes, where a column holds them.
    pub(crate) lengths: Vec<f64>,
    /// A buffer that begins with the values; what an earlier chunk left behind them is overwritten or ignored.
    buffer: Vec<f64>,
    n_values: usize,
    /// Lines read, whatever became of them.
    pub(crate) n_lines: u64,
    /// Rows left out because a value was missing.
    pub(crate) n_missing: usize,
}

impl Block {
    /// A block without rows, in a buffer whose content is done with.
    pub(crate) fn new(with_names: bool, buffer: Vec<f64>) -> Self {
        Self {
            ids: Vec::new(),
            names: with_names.then(Vec::new),
            lengths: Vec::new(),
            buffer,
            n_values: 0,
            n_lines: 0,
            n_missing: 0,
        }
    }

    /// The values, row after row.
    pub(crate) fn values(&self) -> &[f64] {
        &self.buffer[..self.n_values]
    }

    /// The buffer, for another block.
    pub(crate) fn into_buffer(self) -> Vec<f64> {
        self.buffer
    }

    /// Room for the next `n` values.
    fn next_values(&mut self, n: usize) -> &mut [f64] {
        let start = self.n_values;
        self.n_values += n;
        if self.buffer.len() < self.n_values {
            self.buffer.resize(self.n_values, 0.0);
        }
        &mut self.buffer[start..self.n_values]
    }

    /// Takes out the row just begun; `n_values` are those of the rows before it.
    #[cold]
    fn leave_out(&mut self, n_values: usize) {
        self.ids.pop();
        if let Some(names) = &mut self.names {
            names.pop();
        }
        self.lengths.truncate(self.ids.len());
        self.n_values = n_values;
        self.n_missing += 1;
    }
}

/// Where a row stands and what it should look like.
pub(crate) struct RowReader<'a> {
    pub(crate) name: &'a str,
    pub(crate) line: u64,
    pub(crate) layout: &'a Layout,
}

impl RowReader<'_> {
    /// Adds the row to the block. Room for the ends of its fields is lent.
    pub(crate) fn read(&self, row: &[u8], ends: &mut FieldEnds, block: &mut Block) -> Result<(), ReadError> {
        if row.is_empty() {
            return Err(self
                .fail(ReadErrorKind::BadLine, "the line is empty")
                .hint("remove empty lines between genes"));
        }
        // Quotes are rare: a row that holds one is split with care, the others without a copy.
        if memchr(b'"', row).is_some() {
            return self.read_quoted(row, block);
        }
        ends.find(row, self.layout.separator);
        self.read_ids(&mut ends.fields(row), block)?;
        self.read_values(row, ends, block)
    }

    fn read_quoted(&self, row: &[u8], block: &mut Block) -> Result<(), ReadError> {
        let separator = self.layout.separator;
        let fields =
            fields::quoted_fields(row, separator).ok_or_else(|| quote_not_closed(self.name, self.line))?;
        if fields.get(self.layout.id_column).is_some_and(|id| id.contains(&separator)) {
            return Err(self
                .fail(ReadErrorKind::BadLine, "a quoted field holds the column separator")
                .hint("separate columns by tabs, or remove the separator from the gene id"));
        }
        self.read_ids(&mut fields.iter().map(Vec::as_slice), block)?;
        if fields.len() != self.layout.n_fields() {
            return Err(self.ragged(fields.len()));
        }
        let before = block.n_values;
        let values = || self.layout.value_columns().map(|column| fields[column].as_slice());
        for (field, slot) in values().zip(block.next_values(self.layout.samples.len())) {
            let Some(value) = number::parse(field.trim_ascii()) else {
                return self.leave_out(values(), before, block);
            };
            *slot = value;
        }
        if self.has_failed(|column| fields.get(column).map(Vec::as_slice)) {
            block.leave_out(before);
        }
        Ok(())
    }

    #[inline]
    fn read_ids<'f>(
        &self,
        fields: &mut impl Iterator<Item = &'f [u8]>,
        block: &mut Block,
    ) -> Result<(), ReadError> {
        let what = if self.layout.genes.is_some() { "sample" } else { "gene" };
        let place = self.layout.id_column as u64 + 1;
        let (mut id, mut name) = ("", "");
        for column in 0..self.layout.n_before {
            let field = fields.next().unwrap_or_default();
            if self.layout.id_column == column {
                id = fields::text(field).ok_or_else(|| {
                    self.fail(ReadErrorKind::NotText, format!("the {what} id is not UTF-8 text"))
                        .at_column(place)
                        .hint("save the table as UTF-8")
                })?;
                continue;
            }
            if self.layout.name_column == Some(column) {
                name = fields::text(field).unwrap_or_default();
            }
            if self.layout.length_column == Some(column) {
                block.lengths.push(self.length(field, column)?);
            }
        }
        // cBioPortal knows genes by two ids, either of which may be empty.
        let id = if id.is_empty() && self.layout.drops_missing { name } else { id };
        if id.contains('\0') || name.contains('\0') {
            return Err(self
                .fail(ReadErrorKind::BadValue, format!("the {what} id is not plain text"))
                .at_column(place));
        }
        if id.is_empty() {
            return Err(self
                .fail(ReadErrorKind::BadValue, format!("the {what} id is empty"))
                .at_column(place)
                .hint("give every row an id, or remove the row"));
        }
        block.ids.push(id.to_owned());
        if let Some(names) = &mut block.names {
            names.push(name.to_owned());
        }
        Ok(())
    }

    fn read_values(&self, row: &[u8], ends: &FieldEnds, block: &mut Block) -> Result<(), ReadError> {
        let n_fields = ends.n_fields();
        if n_fields != self.layout.n_fields() {
            return Err(self.ragged(n_fields));
        }
        let before = block.n_values;
        let mut slots = block.next_values(self.layout.samples.len());
        for run in self.layout.runs() {
            let (of_run, rest) = slots.split_at_mut(run.len());
            slots = rest;
            // The first value begins where the field before it ends.
            let around_values = &ends.ends()[run.start - 1..run.end];
            if number::read_fields(row, around_values, of_run).is_err() {
                let values = self.layout.value_columns().filter_map(|column| ends.field(row, column));
                return self.leave_out(values, before, block);
            }
        }
        if self.has_failed(|column| ends.field(row, column)) {
            block.leave_out(before);
        }
        Ok(())
    }

    /// Whether the row says that its value is none: Cufflinks writes 0 for genes that it gave up on.
    #[inline]
    fn has_failed<'f>(&self, field: impl Fn(usize) -> Option<&'f [u8]>) -> bool {
        let mut statuses = self.layout.status_columns.iter().filter_map(|&column| field(column));
        statuses.any(|status| matches!(status.trim_ascii(), b"FAIL" | b"HIDATA"))
    }

    /// Takes out a row, begun after so many values, if what it lacks is missing and may be; else says which value is none.
    #[cold]
    fn leave_out<'f>(
        &self,
        values: impl Iterator<Item = &'f [u8]>,
        before: usize,
        block: &mut Block,
    ) -> Result<(), ReadError> {
        for (sample, field) in values.enumerate() {
            let may_be_left_out = self.layout.drops_missing && is_missing(field);
            if !may_be_left_out && number::parse(field.trim_ascii()).is_none() {
                return Err(self.bad_value(field, sample));
            }
        }
        block.leave_out(before);
        Ok(())
    }

    fn length(&self, field: &[u8], column: usize) -> Result<f64, ReadError> {
        number::parse(field.trim_ascii()).filter(|length| *length > 0.0).ok_or_else(|| {
            let shown = String::from_utf8_lossy(field.trim_ascii());
            self.fail(ReadErrorKind::BadValue, format!("'{shown}' is no length of a gene"))
                .at_column(column as u64 + 1)
                .hint("a length is a number of bases above zero")
        })
    }

    fn fail(&self, kind: ReadErrorKind, what: impl Into<String>) -> ReadError {
        ReadError::of_kind(kind, self.name, what).at_line(self.line)
    }

    #[cold]
    fn bad_value(&self, field: &[u8], sample: usize) -> ReadError {
        let shown = String::from_utf8_lossy(field.trim_ascii());
        let of_column = match &self.layout.genes {
            Some(genes) => format!("gene '{}'", genes[sample]),
            None => format!("sample '{}'", self.layout.samples.ids()[sample]),
        };
        let what = if shown.is_empty() {
            format!("no value for {of_column}")
        } else {
            format!("'{shown}' is not a finite number ({of_column})")
        };
        let column = self.layout.value_columns().nth(sample).unwrap_or_default();
        self.fail(ReadErrorKind::BadValue, what).at_column(column as u64 + 1).hint(value_hint(&shown))
    }

    #[cold]
    fn ragged(&self, n_fields: usize) -> ReadError {
        let expected = self.layout.n_fields();
        let hint =
            if n_fields == expected + 1 && self.line == self.layout.first_line && self.layout.n_after == 0 {
                GENE_COLUMN_UNNAMED
            } else if n_fields < expected {
                "give every row one value a sample; was the file cut short?"
            } else if self.layout.separator == b',' {
                "write decimals with a point, and enclose gene names that hold a comma in quotes"
            } else {
                "name every column in the header, or remove what stands after the last sample"
            };
        self.fail(
            ReadErrorKind::BadLine,
            format!("the row has {}, the header has {expected}", fields::counted(n_fields)),
        )
        .hint(hint)
    }
}

/// Whether the field says that there is no value.
pub(crate) fn is_missing(field: &[u8]) -> bool {
    let field = field.trim_ascii();
    field.is_empty() || [&b"na"[..], b"nan", b"null"].iter().any(|word| field.eq_ignore_ascii_case(word))
}

/// What to do about a field that is no finite number.
pub(crate) fn value_hint(shown: &str) -> &'static str {
    let is_infinite = shown.parse().is_ok_and(f64::is_infinite);
    if shown.is_empty() || shown.eq_ignore_ascii_case("na") || shown.parse().is_ok_and(f64::is_nan) {
        "a missing value is not zero: remove the gene, or fill the value in before scoring"
    } else if is_infinite && shown.contains(|c: char| c.is_ascii_digit()) {
        "the number is beyond all measurement: correct it where it comes from"
    } else if is_infinite {
        "it comes from a division by zero or the logarithm of zero: give the values from before that step"
    } else if shown.contains(',') && shown.chars().all(|c| c.is_ascii_digit() || "+-.,".contains(c)) {
        comma_hint(shown)
    } else {
        "values start after the gene id (and an optional gene_name column); remove other columns"
    }
}

/// What to do about a number with commas: they may stand before the decimals or between thousands.
fn comma_hint(number: &str) -> &'static str {
    let first = number.find(',');
    if number.matches(',').count() > 1 || number.find('.') > first {
        "write numbers without a separator of thousands"
    } else if number.contains('.') {
        "write decimals with a point, and numbers without a separator of thousands"
    } else {
        "write decimals with a point"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_value_has_a_hint_of_its_own() {
        for (shown, expected) in [
            ("", "a missing value"),
            ("NA", "a missing value"),
            ("NaN", "a missing value"),
            ("-Inf", "it comes from a division by zero"),
            ("1e999", "the number is beyond"),
            ("4,2", "write decimals with a point"),
            ("1.210,9", "write decimals with a point, and"),
            ("1,210.9", "write numbers without"),
            ("1,210,900", "write numbers without"),
            ("chr1", "values start after"),
            ("kinase, 12", "values start after"),
        ] {
            assert!(value_hint(shown).starts_with(expected), "{shown}: {}", value_hint(shown));
        }
    }
}
