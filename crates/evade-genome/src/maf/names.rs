//! The samples that a MAF names: in its rows, and as sequenced in a comment above its header.

use std::collections::BTreeSet;

use evade_stream::{Content, ReadError};

use crate::table::TextTable;

/// cBioPortal's comment: all samples that were sequenced, with a mutation or without.
const SEQUENCED: &str = "sequenced_samples:";

/// Samples that the comment of a MAF calls sequenced.
pub(super) fn sequenced_samples(text: &str) -> impl Iterator<Item = &str> {
    let comments = text.lines().take_while(|line| line.trim().is_empty() || is_comment(line));
    let listed = comments.filter_map(|line| {
        let comment = line.trim_start_matches(['\u{feff}', '"', '#', ' ']);
        let (key, names) = comment.split_at_checked(SEQUENCED.len())?;
        key.eq_ignore_ascii_case(SEQUENCED).then_some(names)
    });
    let names = listed.flat_map(|names| names.split([' ', '\t', ',', ';', '"']));
    names.filter(|name| is_name(name))
}

fn is_comment(line: &str) -> bool {
    line.trim_start_matches(['\u{feff}', '"']).starts_with('#')
}

/// Whether a text is a name, not one of the words for a missing one.
pub(super) fn is_name(text: &str) -> bool {
    !matches!(text, "" | "." | "-" | "NA" | "N/A" | "NaN" | "nan" | "null" | "NULL" | "__UNKNOWN__")
        && !text.eq_ignore_ascii_case("unknown")
}

/// Names of the samples of a MAF, in the order of their first row; those without a row behind them.
pub(crate) fn maf_samples(content: &Content) -> Result<Vec<String>, ReadError> {
    let mut table = TextTable::open(content)?;
    let column = table.required(&["tumor_sample_barcode"])?;
    // A row that is cut is told of when the file is read for a sample.
    table.need_columns([]);
    let mut seen = BTreeSet::new();
    let mut names = Vec::new();
    let mut has_rows = false;
    loop {
        let row = match table.next_row() {
            Ok(Some(row)) => row,
            Ok(None) => break,
            // So is one with too many fields.
            Err(_) => continue,
        };
        has_rows = true;
        let name = row.text(Some(column));
        if is_name(name) && seen.insert(name.to_owned()) {
            names.push(name.to_owned());
        }
    }
    if has_rows && names.is_empty() {
        return Err(ReadError::bad_value(&content.name, "no row has a Tumor_Sample_Barcode")
            .hint("every row of a MAF names its sample: compare the file with the original"));
    }
    let sequenced = sequenced_samples(content.text()?);
    names.extend(sequenced.filter(|name| seen.insert((*name).to_owned())).map(str::to_owned));
    Ok(names)
}
