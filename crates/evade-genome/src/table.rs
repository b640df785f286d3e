//! A text table with a header: columns by name, rows with their line numbers.

use std::borrow::Cow;

use evade_stream::{Content, ReadError};

use crate::impossible::{self, Tried};

/// No chromosome is longer; sums of places stay far from overflow.
pub(crate) const MAX_POSITION: u64 = u32::MAX as u64;

/// A table being read.
pub(crate) struct TextTable<'a> {
    file: &'a str,
    columns: Vec<String>,
    separator: char,
    lines: std::iter::Enumerate<std::str::Lines<'a>>,
    /// So many fields every row must have.
    n_needed: usize,
    may_be_cut: bool,
}

/// One row.
pub(crate) struct Row<'a> {
    /// 1-based line in the file.
    pub(crate) line: u64,
    fields: Vec<Cow<'a, str>>,
}

impl<'a> TextTable<'a> {
    /// Reads the header, the first line that is neither empty nor a `#` comment.
    pub(crate) fn open(content: &'a Content) -> Result<Self, ReadError> {
        Self::from_text(&content.name, content.text()?)
    }

    pub(crate) fn from_text(file: &'a str, text: &'a str) -> Result<Self, ReadError> {
        let mut lines = text.lines().enumerate();
        let header = lines
            .by_ref()
            .map(|(_, line)| line)
            .find(|line| is_content(line))
            .ok_or_else(|| ReadError::empty(file, "the file has no header line"))?;
        let separator = if header.contains('\t') || !header.contains(',') { '\t' } else { ',' };
        let columns: Vec<String> =
            split(header, separator).iter().map(|c| c.trim().trim_matches('"').to_lowercase()).collect();
        // Columns without a name behind the last hold nothing.
        let n_needed = columns.iter().rposition(|name| !name.is_empty()).map_or(0, |last| last + 1);
        Ok(Self { file, columns, separator, lines, n_needed, may_be_cut: may_be_cut(text.as_bytes()) })
    }

    /// Rows may lack columns behind the last of these, which is the last one read: editors strip empty fields.
    pub(crate) fn need_columns(&mut self, read: impl IntoIterator<Item = usize>) {
        self.n_needed = read.into_iter().max().map_or(0, |last| last + 1);
    }

    /// Whether the last line does not end: a copy that stopped may have cut it, and what followed is not known.
    pub(crate) fn may_be_cut(&self) -> bool {
        self.may_be_cut
    }

    /// Place of the first of these columns that is there; names in lower case.
    pub(crate) fn column(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.columns.iter().position(|c| c == name))
    }

    /// As [`Self::column`]; an error when none is there.
    pub(crate) fn required(&self, names: &[&str]) -> Result<usize, ReadError> {
        self.column(names).ok_or_else(|| {
            ReadError::bad_header(self.file, format!("the column {} is missing", names.join(" or ")))
                .hint(format!("the columns are: {}", self.columns.join(", ")))
        })
    }

    /// Header names in lower case.
    pub(crate) fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The next row that is neither empty nor a comment.
    pub(crate) fn next_row(&mut self) -> Result<Option<Row<'a>>, ReadError> {
        let Some((index, text)) = self.lines.by_ref().find(|(_, line)| is_content(line)) else {
            return Ok(None);
        };
        let line = index as u64 + 1;
        let fields = split(text, self.separator);
        if fields.len() > self.columns.len() {
            return Err(ReadError::bad_line(
                self.file,
                format!("{} fields, but the header has {}", fields.len(), self.columns.len()),
            )
            .at_line(line));
        }
        if fields.len() < self.n_needed {
            let (n, all) = (fields.len(), self.columns.len());
            let fields = if n == 1 { "field" } else { "fields" };
            return Err(ReadError::bad_line(
                self.file,
                format!("the row has {n} {fields}, but the header has {all} columns: the row is cut"),
            )
            .at_line(line)
            .hint("compare the file with the original; a field without a value keeps its separator"));
        }
        Ok(Some(Row { line, fields }))
    }

    /// The name of a column, for messages.
    pub(crate) fn name_of(&self, column: Option<usize>) -> &str {
        column.and_then(|place| self.columns.get(place)).map_or("", String::as_str)
    }

    /// Copies of a gene or an allele.
    pub(crate) fn copies(&self, row: &Row<'_>, column: Option<usize>) -> Tried<f64> {
        impossible::copies(self.name_of(column), row.text(column))
    }

    /// The same as it is written, perhaps a little below none.
    pub(crate) fn raw_copies(&self, row: &Row<'_>, column: Option<usize>) -> Tried<f64> {
        impossible::raw_copies(self.name_of(column), row.text(column))
    }

    /// Copies of the smaller allele, which cannot always be told: programs then write NaN, and the total stands alone.
    pub(crate) fn minor_copies(&self, row: &Row<'_>, column: Option<usize>) -> Tried<f64> {
        if row.value(column).is_none() { Ok(None) } else { self.copies(row, column) }
    }

    /// A number; NaN, which R writes where nothing could be computed, is missing.
    pub(crate) fn known_number(&self, row: &Row<'_>, column: Option<usize>) -> Tried<f64> {
        if row.value(column).is_none() { Ok(None) } else { self.tried(row, column) }
    }

    /// A share of cells.
    pub(crate) fn share(&self, row: &Row<'_>, column: Option<usize>) -> Tried<f64> {
        impossible::share(self.name_of(column), row.text(column))
    }

    /// A number of which a wrong one must not stop the file.
    pub(crate) fn tried(&self, row: &Row<'_>, column: Option<usize>) -> Tried<f64> {
        impossible::number(self.name_of(column), row.text(column))
    }

    /// A p value; NaN, which R writes where nothing could be computed, is missing.
    pub(crate) fn probability(&self, row: &Row<'_>, column: Option<usize>) -> Tried<f64> {
        if row.value(column).is_none() {
            return Ok(None);
        }
        impossible::probability(self.name_of(column), row.text(column))
    }

    /// A value that is not allowed at its place.
    pub(crate) fn error(&self, row: &Row<'_>, column: usize, what: impl Into<String>) -> ReadError {
        ReadError::bad_value(self.file, what).at_line(row.line).at_column(column as u64 + 1)
    }

    /// A row whose subject another row of this table has already.
    pub(crate) fn duplicate(&self, row: &Row<'_>, column: usize, what: impl Into<String>) -> ReadError {
        ReadError::duplicate(self.file, what).at_line(row.line).at_column(column as u64 + 1)
    }

    /// A whole number that must be there.
    pub(crate) fn position(&self, row: &Row<'_>, column: usize) -> Result<u64, ReadError> {
        let text = row.text(Some(column));
        // R writes round positions as 1e+05.
        text.parse::<u64>()
            .ok()
            .or_else(|| text.parse::<f64>().ok().filter(|v| *v >= 0.0 && v.fract() == 0.0).map(|v| v as u64))
            .filter(|position| *position <= MAX_POSITION)
            .ok_or_else(|| self.error(row, column, format!("'{text}' is not a position")))
    }

    /// A number, or nothing where the table has none.
    pub(crate) fn number(&self, row: &Row<'_>, column: Option<usize>) -> Result<Option<f64>, ReadError> {
        let Some((index, text)) = column.and_then(|i| row.value(column).map(|text| (i, text))) else {
            return Ok(None);
        };
        match text.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(Some(value)),
            _ => Err(self.error(row, index, format!("'{text}' is not a number"))),
        }
    }
}

impl Row<'_> {
    /// The field without blanks around it; empty when the column or the field is not there.
    pub(crate) fn text(&self, column: Option<usize>) -> &str {
        column.and_then(|i| self.fields.get(i)).map_or("", |field| field.trim())
    }

    /// The field, unless it says that it is missing.
    pub(crate) fn value(&self, column: Option<usize>) -> Option<&str> {
        let text = self.text(column);
        let is_missing = matches!(text, "" | "." | "NA" | "NaN" | "nan" | "N/A" | "__UNKNOWN__");
        (!is_missing).then_some(text)
    }
}

/// Whether a text has a last line that does not end.
pub(crate) fn may_be_cut(bytes: &[u8]) -> bool {
    bytes.last().is_some_and(|last| *last != b'\n')
}

fn is_content(line: &str) -> bool {
    !line.trim().is_empty() && !line.starts_with('#')
}

fn split(line: &str, separator: char) -> Vec<Cow<'_, str>> {
    if !line.contains('"') || separator == '\t' {
        return line.split(separator).map(Cow::Borrowed).collect();
    }
    let mut fields = vec![String::new()];
    let mut is_quoted = false;
    for c in line.chars() {
        match c {
            '"' => is_quoted = !is_quoted,
            _ if c == separator && !is_quoted => fields.push(String::new()),
            _ => {
                if let Some(last) = fields.last_mut() {
                    last.push(c);
                }
            }
        }
    }
    fields.into_iter().map(Cow::Owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_skipped_and_surplus_fields_are_an_error() {
        let mut table = TextTable::from_text("t", "#version 2.4\n\nA,b\n1,\"x,y\"\n#c\n1,2,3\n").unwrap();
        let b = table.column(&["b"]);
        assert_eq!(table.next_row().unwrap().unwrap().text(b), "x,y");
        let error = table.next_row().err().unwrap().to_string();
        assert_eq!(error, "t:6: 3 fields, but the header has 2");
    }

    #[test]
    fn a_row_that_is_shorter_than_its_header_is_cut() {
        let mut table = TextTable::from_text("t", "a\tb\tc\n1\t2\t\n1\t2\n").unwrap();
        assert!(table.next_row().unwrap().is_some() && !table.may_be_cut());
        let error = table.next_row().err().unwrap().to_string();
        assert!(error.starts_with("t:3: the row has 2 fields, but the header has 3 columns"), "{error}");
        // Columns that nobody reads, or that have no name, may be missing.
        let mut table = TextTable::from_text("t", "a\tb\tc\n1\t2\n1\n").unwrap();
        table.need_columns([0, 1]);
        assert!(table.next_row().unwrap().is_some() && table.next_row().is_err());
        let mut table = TextTable::from_text("t", "a\tb\t\t\n1\t2").unwrap();
        assert!(table.next_row().unwrap().is_some() && table.may_be_cut());
    }
}
