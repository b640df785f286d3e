//! Symbols that a program has changed on the way: in another case, or by R's `make.names`.

use evade_core::{GeneId, GeneTable, Resolution};

/// What stands for a hyphen in symbols that were names of variables.
const FOR_HYPHEN: [char; 2] = ['.', '_'];

/// How a symbol was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    /// By R's `make.names`: `HLA.A` for HLA-A, `X7157` for 7157. Others write `HLA_A`.
    RName,
    /// In lower case, or in upper case where HGNC mixes both.
    Case,
}

/// The gene of an id that was changed; none if several genes could be meant. `is_row` says whether the matrix has a row of
/// this id: beside TP53, `TP53.1` is a second row of it, as R's `make.unique` calls it.
pub(crate) fn resolve_changed(
    table: &GeneTable,
    id: &str,
    is_row: impl Fn(&str) -> bool,
) -> Option<(GeneId, Change)> {
    // Most ids that no gene has are those of other loci.
    if id.starts_with("ENS") || id.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let has_small = id.bytes().any(|byte| byte.is_ascii_lowercase());
    let has_capital = id.bytes().any(|byte| byte.is_ascii_uppercase());
    if id.starts_with("ensg") && !has_capital {
        return found(&table.resolve(&id.to_ascii_uppercase())).map(|gene| (gene, Change::Case));
    }
    let by_hyphen =
        id.contains(FOR_HYPHEN).then(|| found(&table.resolve(&id.replace(FOR_HYPHEN, "-")))).flatten();
    if let Some(gene) = by_hyphen {
        return (!is_second_row(id, is_row)).then_some((gene, Change::RName));
    }
    // Small letters after a capital are how other species write their symbols.
    if has_small && has_capital {
        return None;
    }
    let gene = found(&table.resolve_folded(id))?;
    (!is_second_row(id, is_row)).then_some((gene, Change::Case))
}

fn is_second_row(id: &str, is_row: impl Fn(&str) -> bool) -> bool {
    id.rsplit_once(FOR_HYPHEN)
        .is_some_and(|(symbol, number)| number.bytes().all(|byte| byte.is_ascii_digit()) && is_row(symbol))
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
