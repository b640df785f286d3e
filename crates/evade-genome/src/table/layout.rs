//! How a table is laid out: the header, what separates its fields, and whether names of rows stand before them.

use std::borrow::Cow;

use evade_stream::ReadError;
use memchr::memchr;

use super::records::{Lines, Separator, plain, quoted};

/// Rows looked at to learn whether each begins with a name that the header does not count.
const ROWS_LOOKED_AT: usize = 20;

/// The header of a table.
pub(super) struct Layout<'a> {
    pub(super) separator: Separator,
    /// The names as they are written, with an empty one for names of rows.
    pub(super) names: Vec<Cow<'a, str>>,
    /// The lines below the header.
    pub(super) lines: Lines<'a>,
}

impl<'a> Layout<'a> {
    /// Reads the header, the first line that is neither empty nor a `#` comment.
    pub(super) fn of(file: &str, text: &'a str) -> Result<Self, ReadError> {
        let mut lines = Lines::new(text);
        let mut header = None;
        while let Some(line) = lines.next_line() {
            let text = lines.text_of(line);
            if is_content(text) && !names_separator(text) {
                header = Some(text);
                break;
            }
        }
        let header = header.ok_or_else(|| ReadError::empty(file, "the file has no header line"))?;
        let separator = separator_of(header);
        let mut names = quoted(header, separator).unwrap_or_else(|| plain(header, separator));
        for name in &mut names {
            if name.trim().len() < name.len() || name.contains('"') {
                *name = Cow::Owned(name.trim().trim_matches('"').to_owned());
            }
        }
        if has_row_names(lines.clone(), separator, names.len(), header.starts_with('"')) {
            names.insert(0, Cow::Borrowed(""));
        }
        Ok(Self { separator, names, lines })
    }
}

/// Whether a line is neither empty nor a comment.
pub(super) fn is_content(line: &str) -> bool {
    !line.trim().is_empty() && !line.starts_with('#')
}

/// `sep=;`, which Excel writes and reads above the header.
fn names_separator(line: &str) -> bool {
    let rest = line.trim().trim_matches('"').strip_prefix("sep=");
    rest.is_some_and(|rest| rest.len() <= 1)
}

/// A tab before all; else of comma and semicolon the one that cuts the line into more fields; else blanks.
fn separator_of(header: &str) -> Separator {
    let n = |separator: u8| {
        let separator = Separator::Char(separator);
        quoted(header, separator).unwrap_or_else(|| plain(header, separator)).len()
    };
    if memchr(b'\t', header.as_bytes()).is_some() {
        return Separator::Char(b'\t');
    }
    match (n(b','), n(b';')) {
        (1, 1) if plain(header, Separator::Blanks).len() > 1 => {
            let names = quoted(header, Separator::Blanks);
            if names.is_some_and(|names| names.len() > 1) {
                Separator::Blanks
            } else {
                Separator::Char(b'\t')
            }
        }
        (1, 1) => Separator::Char(b'\t'),
        (commas, semicolons) if semicolons > commas => Separator::Char(b';'),
        _ => Separator::Char(b','),
    }
}

/// Whether each row has one field more than the header, the first of which is its name: as R's `write.table` writes a
/// data frame. One row with one field more may as well be a mistake, unless its name is a number or R's quotes show.
fn has_row_names(mut lines: Lines<'_>, separator: Separator, n_columns: usize, is_quoted: bool) -> bool {
    let mut n_rows = 0;
    let mut are_counted = true;
    while n_rows < ROWS_LOOKED_AT {
        let Some(line) = lines.next_line() else { break };
        if !is_content(lines.text_of(line)) {
            continue;
        }
        let Some(fields) = lines.enclosed_fields(line, separator, n_columns + 1) else { return false };
        let [first, .., last] = fields.as_slice() else { return false };
        if fields.len() != n_columns + 1 || first.trim().is_empty() || last.trim().is_empty() {
            return false;
        }
        are_counted &= first.trim().parse::<u64>().is_ok();
        n_rows += 1;
    }
    n_rows > 1 || (n_rows == 1 && (are_counted || is_quoted))
}
