//! Ids that are not plainly one: several ids in one, and symbols that a spreadsheet has turned into dates.

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

/// What else separates a symbol from its Ensembl id.
const BESIDE_ENSEMBL: [char; 6] = ['_', ';', ':', ',', '/', ' '];

/// The gene of an id in several parts: `TP53|7157` of Firehose, `TP53 (7157)` of `DepMap`, `ENSG00000141510|TP53` and
/// `TP53_ENSG00000141510` of others. An Ensembl, HGNC or Entrez id is the safer part, the symbol the other.
pub(crate) fn resolve_parts(table: &GeneTable, id: &str) -> Resolution {
    if id.contains("_PAR_Y") && id.split(['|', '_']).any(is_ensembl) {
        return Resolution::ParY;
    }
    let parts = parts(id);
    if parts.len() < 2 {
        return agreeing_parts(table, id);
    }
    // In GENCODE's names of transcripts the last parts are lengths, which look like Entrez ids.
    let has_number = parts.len() == 2;
    let is_stable =
        |part: &str| is_ensembl(part) || part.starts_with("HGNC:") || (has_number && is_number(part));
    let of_stable = parts.iter().filter(|part| is_stable(part)).map(|part| table.resolve(part));
    if let Some(found) = of_stable.into_iter().find(|resolution| matches!(resolution, Resolution::Found(..)))
    {
        return found;
    }
    let is_sure = |kind: IdKind| matches!(kind, IdKind::Symbol | IdKind::PreviousSymbol);
    let symbols = parts.iter().filter(|part| !is_stable(part) && !is_number(part)).take(2);
    symbols
        .map(|part| table.resolve(part))
        .find(|resolution| matches!(resolution, Resolution::Found(_, kind) if is_sure(*kind)))
        .unwrap_or(Resolution::Unknown)
}

/// The parts of an id, or the whole as the only one.
fn parts(id: &str) -> Vec<&str> {
    if id.contains('|') {
        return trimmed(id.split('|'));
    }
    for (open, close) in [('(', ')'), ('[', ']')] {
        if let Some((symbol, rest)) = id.strip_suffix(close).and_then(|id| id.split_once(open)) {
            return trimmed([symbol, rest].into_iter());
        }
    }
    // R's make.names writes `TP53 (7157)` as `TP53..7157.`
    if let Some((symbol, rest)) = id.strip_suffix('.').and_then(|id| id.split_once(".."))
        && (is_number(rest) || is_ensembl(rest))
    {
        return vec![symbol, rest];
    }
    let of_ensembl: Vec<&str> = trimmed(id.split(BESIDE_ENSEMBL));
    if of_ensembl.len() > 1 && of_ensembl.iter().any(|part| is_ensembl(part)) {
        return of_ensembl;
    }
    vec![id]
}

/// Parts without blanks around them, and no empty one.
fn trimmed<'i>(parts: impl Iterator<Item = &'i str>) -> Vec<&'i str> {
    parts.map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// `TP53.7157`, which R's make.names leaves of `TP53|7157`: only where both parts are the same gene, because `TP53.1` is a
/// second row called TP53.
fn agreeing_parts(table: &GeneTable, id: &str) -> Resolution {
    let Some((symbol, number)) = id.rsplit_once('.').filter(|(_, number)| is_number(number)) else {
        return Resolution::Unknown;
    };
    match (table.resolve(symbol), table.resolve(number)) {
        (Resolution::Found(one, _), found @ Resolution::Found(other, _)) if one == other => found,
        _ => Resolution::Unknown,
    }
}

fn is_ensembl(part: &str) -> bool {
    part.strip_prefix("ENSG").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

fn is_number(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())
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
