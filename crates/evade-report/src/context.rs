//! What stands beside the call and takes no part in it.

use evade_core::{RnaProfile, ScoreRow, place_in_words};

use crate::phenotype_words::is_in_doubt;
use crate::reading::Reading;

/// Signatures that are shown, with their names.
const SHOWN: [(&str, &str); 2] = [
    ("b_danaher2017", "B cells"),
    ("tls_chemokine12_messina2012", "tertiary lymphoid structures (12 chemokines)"),
];

/// B cells and tertiary lymphoid structures in one line.
pub(crate) fn b_cells(rna: &RnaProfile) -> Option<String> {
    let is_doubtful = is_in_doubt(rna);
    let words: Vec<String> = SHOWN
        .iter()
        .filter_map(|(id, name)| {
            let row = rna.scores.iter().find(|row| row.signature == *id)?;
            Some(format!("{name} {}", place(row, is_doubtful)?))
        })
        .collect();
    (!words.is_empty()).then(|| format!("Context, no part of the call: {}.", words.join("; ")))
}

fn place(row: &ScoreRow, is_doubtful: bool) -> Option<String> {
    let place = place_in_words(row.rank?, row.n_reference?);
    let reading = Reading::of_score(row)?.doubted(is_doubtful);
    Some(reading.words().map_or_else(|| place.clone(), |words| format!("{place}, {words}")))
}
