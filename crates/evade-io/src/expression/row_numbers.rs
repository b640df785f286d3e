//! Tables whose first column counts the rows, as data frames are written: the ids stand in the second.

use crate::expression::columns::is_text;
use crate::expression::header::{is_id_column, is_name_column};

/// Names of a column that counts rows, in lower case.
const COUNTERS: [&str; 7] = ["", "x", "id", "index", "row", "unnamed: 0", "no"];

/// Whether the first column counts the rows, and the second holds ids.
pub(crate) fn counts_rows(fields: &[String], first_row: &[Vec<u8>]) -> bool {
    let [counter, ids, ..] = fields else { return false };
    let [number, id, ..] = first_row else { return false };
    let is_counter = COUNTERS.contains(&counter.to_lowercase().as_str());
    let is_first = matches!(number.trim_ascii(), b"0" | b"1");
    let names_ids = !ids.is_empty() && (is_id_column(ids) || is_name_column(ids));
    is_counter && is_first && names_ids && is_text(id)
}
