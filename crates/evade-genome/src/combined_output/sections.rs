//! The sections of the file: a title in brackets, then names with values, or a table with a header of its own.

use evade_stream::ReadError;

use crate::table::TextTable;

/// A section.
pub(super) struct Section<'a> {
    /// Title as it is written, without brackets.
    pub(super) title: &'a str,
    /// The same in lower case.
    pub(super) name: String,
    /// Everything below the title.
    text: &'a str,
    /// Lines of the file above the text.
    n_above: u64,
}

/// What separates fields, and what stands around them.
const AROUND: [char; 6] = ['\t', ',', ';', ' ', '"', '\r'];

impl<'a> Section<'a> {
    /// Names with their values.
    pub(super) fn facts(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let separated = |line: &'a str| line.split_once('\t').or_else(|| line.split_once([',', ';']));
        self.text
            .lines()
            .filter_map(separated)
            .map(|(name, value)| (name.trim_matches(AROUND), value.trim_matches(AROUND)))
    }

    /// The table, where the section has one.
    pub(super) fn table(&self, file: &'a str) -> Result<Option<TextTable<'a>>, ReadError> {
        if !self.has_findings() {
            return Ok(None);
        }
        let mut table = TextTable::section(file, self.text, self.n_above)?;
        // Short rows are judged by what they hold.
        table.need_columns([]);
        Ok(Some(table))
    }

    /// Whether a row below the header says more than `NA`.
    pub(super) fn has_findings(&self) -> bool {
        let mut rows =
            self.text.lines().map(|line| line.trim_matches(AROUND)).filter(|line| !line.is_empty());
        rows.next().is_some_and(|header| header != "NA") && rows.any(|row| row != "NA")
    }
}

/// The sections of a text in order; none where it is no such file.
pub(super) fn sections_of(text: &str) -> Vec<Section<'_>> {
    let mut sections: Vec<Section<'_>> = Vec::new();
    let (mut at, mut start) = (0, 0);
    for (number, line) in text.split_inclusive('\n').enumerate() {
        at += line.len();
        let bare = line.trim_end_matches('\n').trim_matches(AROUND);
        let Some(title) = bare.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else {
            // Above the first section nothing but empty lines and comments may stand.
            if sections.is_empty() && !bare.is_empty() && !bare.starts_with('#') {
                return sections;
            }
            if let Some(last) = sections.last_mut() {
                last.text = &text[start..at];
            }
            continue;
        };
        start = at;
        let name = title.trim().to_lowercase();
        sections.push(Section { title, name, text: "", n_above: number as u64 + 1 });
    }
    sections
}
