//! Ids that are not plainly one: two ids in one, and symbols that a spreadsheet has turned into dates.

use evade_core::{GeneId, GeneTable, IdKind, Resolution};

/// Months as spreadsheets write them, with the symbols' beginnings that they take for a month.
const MONTHS: [(&str, &[&str]); 12] = [
    ("jan", &["JAN"]),
    ("feb", &["FEB"]),
    ("mar", &["MARCH", "MARC", "MAR"]),
    ("apr", &["APR"]),
    ("may", &["MAY"]),
    ("jun", &["JUN"]),
    ("jul", &["JUL"]),
    ("aug", &["AUG"]),
    ("sep", &["SEPT", "SEP"]),
    ("oct", &["OCT"]),
    ("nov", &["NOV"]),
    ("dec", &["DEC"]),
];

/// The gene of an id in two parts: `TP53|7157` of Firehose, whose number is the safer part, and `ENSG00000141510_TP53`.
pub(crate) fn resolve_parts(table: &GeneTable, id: &str) -> Option<(GeneId, IdKind)> {
    let parts = match id.split_once('|') {
        Some((symbol, rest)) => [rest.split('|').next().unwrap_or_default(), symbol],
        None if id.starts_with("ENSG") => [id.split_once('_')?.0, ""],
        None => return None,
    };
    parts.into_iter().find_map(|part| match table.resolve(part) {
        Resolution::Found(gene, kind) => Some((gene, kind)),
        _ => None,
    })
}

/// The genes whose symbol a spreadsheet turns into this date, `1-Sep` or `Sep-01`; none if it is no date. A symbol that is
/// or was approved comes before aliases.
pub(crate) fn genes_of_date(table: &GeneTable, id: &str) -> Vec<GeneId> {
    let Some((one, other)) = id.split_once('-') else { return Vec::new() };
    let Some((month, day)) = month(other).map(|m| (m, one)).or_else(|| month(one).map(|m| (m, other))) else {
        return Vec::new();
    };
    let Some(number) = day.parse::<u8>().ok().filter(|day| (1..=31).contains(day)) else { return Vec::new() };
    let mut approved = Vec::new();
    let mut aliases = Vec::new();
    for beginning in month {
        match table.resolve(&format!("{beginning}{number}")) {
            Resolution::Found(gene, IdKind::Alias) => aliases.push(gene),
            Resolution::Found(gene, _) => approved.push(gene),
            Resolution::Ambiguous(genes) => aliases.extend(genes),
            _ => {}
        }
    }
    let mut genes = if approved.is_empty() { aliases } else { approved };
    genes.sort_unstable();
    genes.dedup();
    genes
}

fn month(text: &str) -> Option<&'static [&'static str]> {
    MONTHS.iter().find(|(name, _)| text.eq_ignore_ascii_case(name)).map(|(_, symbols)| *symbols)
}
