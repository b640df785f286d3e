//! A text table with a header: columns by name, rows with their line numbers.

use std::borrow::Cow;

use evade_stream::{Content, ReadError};

/// No chromosome is longer; sums of places stay far from overflow.
pub(crate) const MAX_POSITION: u64 = u32::MAX as u64;

/// A table being read.
pub(crate) struct TextTable<'a> {
    file: &'a str,
    columns: Vec<String>,
    separator: char,
    lines: std::iter::Enumerate<std::str::Lines<'a>>,
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
        let columns =
            split(header, separator).iter().map(|c| c.trim().trim_matches('"').to_lowercase()).collect();
        Ok(Self { file, columns, separator, lines })
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
        Ok(Some(Row { line, fields }))
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
}
