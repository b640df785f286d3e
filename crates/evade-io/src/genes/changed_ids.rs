//! Symbols that a program has changed on the way: in another case, or by R's `make.names`.

use evade_core::{GeneId, GeneTable, Resolution};

/// How a symbol was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    /// By R's `make.names`: `HLA.A` for HLA-A, `X7157` for 7157.
    RName,
    /// In lower case, or in upper case where HGNC mixes both.
    Case,
}

/// The gene of an id that was changed; none if several genes could be meant.
pub(crate) fn resolve_changed(table: &GeneTable, id: &str) -> Option<(GeneId, Change)> {
    // Most ids that no gene has are those of other loci.
    if id.starts_with("ENS") || id.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let has_small = id.bytes().any(|byte| byte.is_ascii_lowercase());
    let has_capital = id.bytes().any(|byte| byte.is_ascii_uppercase());
    if id.starts_with("ensg") && !has_capital {
        return found(&table.resolve(&id.to_ascii_uppercase())).map(|gene| (gene, Change::Case));
    }
    let has_point = id.contains('.');
    if has_point && is_second_row(table, id) {
        return None;
    }
    if has_point && let Some(gene) = found(&table.resolve(&id.replace('.', "-"))) {
        return Some((gene, Change::RName));
    }
    // Small letters after a capital are how other species write their symbols.
    if has_small && has_capital {
        return None;
    }
    found(&table.resolve_folded(id)).map(|gene| (gene, Change::Case))
}

/// `TP53.1`, as R's `make.unique` calls a second row of TP53.
fn is_second_row(table: &GeneTable, id: &str) -> bool {
    id.rsplit_once('.').is_some_and(|(symbol, number)| {
        number.bytes().all(|byte| byte.is_ascii_digit())
            && matches!(table.resolve(symbol), Resolution::Found(..) | Resolution::Ambiguous(_))
    })
}

fn found(resolution: &Resolution) -> Option<GeneId> {
    match resolution {
        Resolution::Found(gene, kind) if *kind != evade_core::IdKind::Alias => Some(*gene),
        _ => None,
    }
}

/// The gene of `X7157`: R puts an X before numbers that are names of columns or rows.
pub(crate) fn resolve_x_number(table: &GeneTable, id: &str) -> Option<GeneId> {
    x_number(id).and_then(|number| found(&table.resolve(number)))
}

/// The digits of an id that is an X and digits.
pub(crate) fn x_number(id: &str) -> Option<&str> {
    id.strip_prefix('X').filter(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
}
