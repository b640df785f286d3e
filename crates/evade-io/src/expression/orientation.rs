//! Whether genes or samples stand in rows: the side whose ids are known genes.

use evade_core::{GeneTable, IdKind, Resolution};

use crate::genes::changed_ids::resolve_changed;
use crate::genes::odd_ids::resolve_parts;
use crate::genes::species::species_of;

/// A side on which fewer ids are genes is not one of genes.
const LEAST_SHARE: f64 = 0.2;
/// How many times more of the one side must be genes than of the other.
const CLEARLY_MORE: f64 = 3.0;

/// By numbers alone, which samples may be called too, text is told from so many known genes on.
const MIN_NUMBERS: f64 = 100.0;
/// Fewer known genes in a header may be samples that are called so.
const MIN_GENES: f64 = 3.0;

/// What stands in rows; in columns stands the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rows {
    Genes,
    Samples,
}

/// What stands in rows, and how it was told; if that is unclear, what was seen.
pub(super) fn find(
    genes: &GeneTable,
    ids: &[String],
    names: Option<&[String]>,
    headers: &[String],
) -> Result<(Rows, String), String> {
    let rows = Share::of(genes, ids).best(names.map(|names| Share::of(genes, names)));
    let columns = Share::of(genes, headers);
    // Samples called 1, 2, 3 look like Entrez ids, which decide only where nothing else does; those called P1 and S1 look
    // like aliases, which do not count.
    let certain = decide(rows.certain, columns.certain);
    match certain.or_else(|| decide(rows.of_all, columns.of_all)) {
        Some(found) => Ok((found, seen(found, rows, columns))),
        None => Err(shares(rows, columns)),
    }
}

/// How it was told that samples stand in the rows of a text table; `None` where nothing shows it: genes in rows are the rule.
pub(super) fn samples_in_rows(genes: &GeneTable, ids: &[String], headers: &[String]) -> Option<String> {
    let rows = Share::of(genes, ids);
    if rows.certain >= LEAST_SHARE {
        return None;
    }
    let columns = Share::of(genes, headers);
    let n = headers.len() as f64;
    let by_names =
        decide(rows.certain, columns.certain) == Some(Rows::Samples) && columns.certain * n >= MIN_GENES;
    let by_numbers =
        decide(rows.of_all, columns.of_all) == Some(Rows::Samples) && columns.of_all * n >= MIN_NUMBERS;
    (by_names || by_numbers).then(|| seen(Rows::Samples, rows, columns))
}

fn seen(found: Rows, rows: Share, columns: Share) -> String {
    let side = if found == Rows::Genes { "genes" } else { "samples" };
    format!("{side} stand in rows: {}", shares(rows, columns))
}

fn shares(rows: Share, columns: Share) -> String {
    format!(
        "known genes are {:.0} % of the ids in rows and {:.0} % of the columns' names",
        100.0 * rows.of_all,
        100.0 * columns.of_all
    )
}

fn decide(rows: f64, columns: f64) -> Option<Rows> {
    if rows >= LEAST_SHARE && rows >= CLEARLY_MORE * columns {
        Some(Rows::Genes)
    } else if columns >= LEAST_SHARE && columns >= CLEARLY_MORE * rows {
        Some(Rows::Samples)
    } else {
        None
    }
}

/// How much of a side is genes.
#[derive(Clone, Copy)]
struct Share {
    /// By Ensembl and HGNC ids and approved symbols.
    certain: f64,
    of_all: f64,
}

impl Share {
    fn of(genes: &GeneTable, ids: &[String]) -> Self {
        let (mut n_certain, mut n_numbers) = (0, 0);
        for id in ids {
            match genes.resolve(id) {
                Resolution::Found(_, IdKind::Ensembl | IdKind::Hgnc | IdKind::Symbol) | Resolution::ParY => {
                    n_certain += 1;
                }
                Resolution::Found(_, IdKind::Entrez) => n_numbers += 1,
                Resolution::Found(..) | Resolution::Ambiguous(_) | Resolution::OtherGene => {}
                Resolution::Unknown => {
                    let is_gene = is_stable(id)
                        || matches!(resolve_parts(genes, id), Resolution::Found(..) | Resolution::ParY)
                        || resolve_changed(genes, id, |_| false).is_some()
                        || species_of(genes, id).is_some();
                    n_certain += usize::from(is_gene);
                }
            }
        }
        let n = ids.len().max(1) as f64;
        Self { certain: n_certain as f64 / n, of_all: (n_certain + n_numbers) as f64 / n }
    }

    fn best(self, other: Option<Self>) -> Self {
        other.filter(|other| other.of_all > self.of_all).unwrap_or(self)
    }
}

/// The table lacks most genes that code for no protein, and all transcripts; their ids show what they are.
fn is_stable(id: &str) -> bool {
    ["ENSG", "ENST", "ENSMUSG", "ENSMUST", "NM_", "NR_", "MSTRG."].iter().any(|start| {
        id.strip_prefix(start).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    })
}
