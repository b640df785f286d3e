//! A text table with a header: columns by name, rows with their line numbers.
//!
//! Tables come from programs, from R and from Excel: with quotes or without, separated by tabs, commas, semicolons or
//! blanks, with names of rows that the header does not count, with decimal commas.

mod layout;
mod numbers;
mod records;

use std::borrow::Cow;

use evade_stream::{Content, ReadError};

use self::layout::{Layout, is_content};
use self::records::{Lines, Separator};

/// No chromosome is longer; sums of places stay far from overflow.
pub(crate) const MAX_POSITION: u64 = u32::MAX as u64;

/// A table being read.
pub(crate) struct TextTable<'a> {
    file: &'a str,
    /// Names in lower case, and as they are written.
    columns: Vec<String>,
    written: Vec<Cow<'a, str>>,
    separator: Separator,
    lines: Lines<'a>,
    /// So many fields every row must have.
    n_needed: usize,
    /// Whether a comma may stand for the decimal point.
    has_decimal_commas: bool,
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
        Ok(Self::of_layout(file, text, Layout::of(file, text)?))
    }

    /// A table within a file, below so many lines.
    pub(crate) fn section(file: &'a str, text: &'a str, n_above: u64) -> Result<Self, ReadError> {
        let mut table = Self::from_text(file, text)?;
        table.lines.skip_numbers(n_above);
        Ok(table)
    }

    /// A table of a program that writes no header, with the names this program gives its columns.
    pub(crate) fn without_header(file: &'a str, text: &'a str, names: &[&'a str], separator: u8) -> Self {
        let names = names.iter().map(|name| Cow::Borrowed(*name)).collect();
        let layout = Layout { separator: Separator::Char(separator), names, lines: Lines::new(text) };
        Self::of_layout(file, text, layout)
    }

    fn of_layout(file: &'a str, text: &'a str, layout: Layout<'a>) -> Self {
        let Layout { separator, names: written, lines } = layout;
        let columns: Vec<String> = written.iter().map(|name| name.to_lowercase()).collect();
        // Columns without a name behind the last hold nothing.
        let n_needed = columns.iter().rposition(|name| !name.is_empty()).map_or(0, |last| last + 1);
        Self {
            file,
            columns,
            written,
            separator,
            lines,
            n_needed,
            has_decimal_commas: separator != Separator::Char(b','),
            may_be_cut: may_be_cut(text.as_bytes()),
        }
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
        self.column(names).ok_or_else(|| self.missing(names))
    }

    fn missing(&self, names: &[&str]) -> ReadError {
        ReadError::bad_header(self.file, format!("the column {} is missing", names.join(" or ")))
            .hint(format!("the columns are: {}", self.columns.join(", ")))
    }

    /// Place of the first of these columns that is there, however it sets dots, blanks and underscores.
    pub(crate) fn column_like(&self, names: &[&str]) -> Option<usize> {
        let is_like = |column: &String, name: &str| {
            column.chars().filter(|c| !matches!(c, '.' | '_' | ' ' | '-')).eq(name.chars())
        };
        names.iter().find_map(|name| self.columns.iter().position(|column| is_like(column, name)))
    }

    /// As [`Self::column_like`]; an error when none is there.
    pub(crate) fn required_like(&self, names: &[&str]) -> Result<usize, ReadError> {
        self.column_like(names).ok_or_else(|| self.missing(names))
    }

    /// Header names in lower case.
    pub(crate) fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Header names as they are written.
    pub(crate) fn written_columns(&self) -> &[Cow<'a, str>] {
        &self.written
    }

    /// The next row that is neither empty nor a comment.
    pub(crate) fn next_row(&mut self) -> Result<Option<Row<'a>>, ReadError> {
        let line = loop {
            let Some(line) = self.lines.next_line() else { return Ok(None) };
            if self.is_row(self.lines.text_of(line)) {
                break line;
            }
        };
        let expected = self.n_needed..=self.columns.len();
        let mut fields = self.lines.fields(line, self.separator, &expected, self.file)?;
        let line = line.number;
        // Empty fields behind the last column hold nothing.
        while fields.len() > self.columns.len() && fields.last().is_some_and(|field| field.trim().is_empty())
        {
            fields.pop();
        }
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

    /// A value that is not allowed at its place.
    pub(crate) fn error(&self, row: &Row<'_>, column: usize, what: impl Into<String>) -> ReadError {
        ReadError::bad_value(self.file, what).at_line(row.line).at_column(column as u64 + 1)
    }

    /// A row whose subject another row of this table has already.
    pub(crate) fn duplicate(&self, row: &Row<'_>, column: usize, what: impl Into<String>) -> ReadError {
        ReadError::duplicate(self.file, what).at_line(row.line).at_column(column as u64 + 1)
    }

    /// Whether a line is a row: Excel leaves lines of separators alone below a table.
    fn is_row(&self, line: &str) -> bool {
        is_content(line)
            && match self.separator {
                Separator::Char(separator) => !line.bytes().all(|byte| byte == separator || byte == b' '),
                Separator::Blanks => true,
            }
    }
}

impl Row<'_> {
    /// Whether the first field says that there is nothing, and no other says anything.
    pub(crate) fn is_none_found(&self) -> bool {
        let mut fields = self.fields.iter().map(|field| field.trim());
        matches!(fields.next(), None | Some("" | "NA" | "N/A"))
            && fields.all(|field| matches!(field, "" | "NA"))
    }

    /// The field without blanks around it; empty when the column or the field is not there.
    pub(crate) fn text(&self, column: Option<usize>) -> &str {
        column.and_then(|i| self.fields.get(i)).map_or("", |field| field.trim())
    }

    /// The field as the name of a sample, unless it is one of the words for a missing one.
    pub(crate) fn name(&self, column: Option<usize>) -> Option<&str> {
        Some(self.text(column)).filter(|text| is_name(text))
    }

    /// The field, unless it says that it is missing.
    pub(crate) fn value(&self, column: Option<usize>) -> Option<&str> {
        let text = self.text(column);
        let is_missing = matches!(text, "" | "." | "NA" | "NaN" | "nan" | "N/A" | "__UNKNOWN__");
        (!is_missing).then_some(text)
    }
}

/// Whether a text is a name, not one of the words for a missing one.
pub(crate) fn is_name(text: &str) -> bool {
    !matches!(text, "" | "." | "-" | "NA" | "N/A" | "NaN" | "nan" | "null" | "NULL" | "__UNKNOWN__")
        && !text.eq_ignore_ascii_case("unknown")
}

/// Whether a text has a last line that does not end.
pub(crate) fn may_be_cut(bytes: &[u8]) -> bool {
    bytes.last().is_some_and(|last| !matches!(last, b'\n' | b'\r'))
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

    fn rows(text: &str, columns: &[&str]) -> Vec<(u64, String)> {
        let mut table = TextTable::from_text("t", text).unwrap();
        let places: Vec<_> = columns.iter().map(|name| table.column(&[name])).collect();
        let mut rows = Vec::new();
        while let Some(row) = table.next_row().unwrap() {
            rows.push((row.line, places.iter().map(|place| row.text(*place)).collect::<Vec<_>>().join("|")));
        }
        rows
    }

    #[test]
    fn tables_of_r_and_excel_hold_the_same_rows() {
        let expected = [(2, "KRAS|0.4|S 1".to_owned()), (3, "TP53|NA|S2".to_owned())];
        for text in [
            "gene\tvaf\tsample\nKRAS\t0.4\tS 1\nTP53\tNA\tS2\n",
            "\"gene\"\t\"vaf\"\t\"sample\"\r\n\"KRAS\"\t0.4\t\"S 1\"\r\n\"TP53\"\t\"NA\"\t\"S2\"\r\n",
            "gene;vaf;sample\nKRAS;0.4;S 1\nTP53;NA;S2\n;;\n",
            "\"gene\",\"vaf\",\"sample\"\n\"KRAS\",\"0.4\",\"S 1\"\n\"TP53\",NA,S2\n",
            "\"gene\" \"vaf\" \"sample\"\n\"1\" \"KRAS\" 0.4 \"S 1\"\n\"2\" \"TP53\" NA \"S2\"\n",
            "\"\",\"gene\",\"vaf\",\"sample\"\n\"1\",\"KRAS\",0.4,\"S 1\"\n\"2\",\"TP53\",NA,\"S2\"\n",
            "gene\tvaf\tsample\nr1\tKRAS\t0.4\tS 1\nr2\tTP53\tNA\tS2\n",
            "gene\tvaf\tsample\t\nKRAS\t0.4\tS 1\t\t\t\nTP53\tNA\tS2\n",
            "gene\tvaf\tsample\rKRAS\t0.4\tS 1\rTP53\tNA\tS2\r",
        ] {
            assert_eq!(rows(text, &["gene", "vaf", "sample"]), expected, "{text}");
        }
        let below = rows("sep=;\ngene;vaf\nKRAS;0,4\n", &["gene", "vaf"]);
        assert_eq!(below, [(3, "KRAS|0,4".to_owned())]);
    }

    #[test]
    fn quotes_hold_separators_and_line_ends_and_lines_stay_counted() {
        let text = "a\tb\n\"x\ty\"\t1\n\"two\nlines\"\t2\n\"say \"\"so\"\"\"\t3\n5\" end\t4\n\"stray\t5\n";
        let expected =
            [(2, "x\ty|1"), (3, "two lines|2"), (5, "say \"so\"|3"), (6, "5\" end|4"), (7, "\"stray|5")];
        assert_eq!(rows(text, &["a", "b"]), expected.map(|(line, text)| (line, text.to_owned())));
        assert_eq!(rows("a\tb\n\"1\"\t\"x\ty\"\n", &["a", "b"]), [(2, "1|x\ty".into())]);
        // In the last column, and among quotes that stand alone in two rows.
        assert_eq!(rows("a\tb\n1\t\"x\ny\"\n2\tz\n", &["b"]), [(2, "x y".into()), (4, "z".into())]);
        assert_eq!(rows("a\tb\n1\t\"x\n2\t\"y\n", &["b"]), [(2, "\"x".into()), (3, "\"y".into())]);
        let mut table = TextTable::from_text("t", "a,b\n1,\"x,\n2,y\n3,z\n").unwrap();
        let error = table.next_row().err().unwrap().to_string();
        assert!(error.starts_with("t:2: a quote (\") is opened and not closed"), "{error}");
    }

    #[test]
    fn one_row_with_a_field_too_many_is_a_mistake() {
        let mut table = TextTable::from_text("t", "gene,change\nKRAS,G12D,0.3\n").unwrap();
        assert!(table.next_row().is_err());
        let mut table = TextTable::from_text("t", "gene,change\nKRAS,G12D,0.3\nTP53,R175H\n").unwrap();
        assert!(table.next_row().is_err());
    }

    #[test]
    fn a_decimal_comma_is_one_unless_commas_separate() {
        let number = |text: &str| {
            let mut table = TextTable::from_text("t", text).unwrap();
            let row = table.next_row().unwrap().unwrap();
            let column = table.column(&["vaf"]);
            (table.known_number(&row, column).ok().flatten(), table.reads(&row, column).is_ok())
        };
        assert_eq!(number("gene;vaf\nA;0,38\n"), (Some(0.38), false));
        assert_eq!(number("gene\tvaf\nA\t40,0\n"), (Some(40.0), true));
        assert!(!number("gene\tvaf\nA\t1,207\n").1);
        assert_eq!(number("gene,vaf\nA,\"0,38\"\n").0, None);
    }
}
