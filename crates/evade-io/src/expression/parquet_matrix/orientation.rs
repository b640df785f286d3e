//! Whether genes or samples stand in rows: the side whose ids are known genes.

use evade_core::{GeneTable, IdKind, Resolution};
use evade_stream::ReadError;

use crate::expression::format::InputFormat;
use crate::genes::changed_ids::resolve_changed;
use crate::genes::odd_ids::resolve_parts;

/// A side on which fewer ids are genes is not one of genes.
const LEAST_SHARE: f64 = 0.2;
/// How many times more of the one side must be genes than of the other.
const CLEARLY_MORE: f64 = 3.0;

/// The orientation, and how it was told.
pub(super) fn find(
    name: &str,
    genes: &GeneTable,
    ids: &[String],
    names: Option<&[String]>,
    headers: &[String],
) -> Result<(InputFormat, Option<String>), ReadError> {
    let rows = Share::of(genes, ids).best(names.map(|names| Share::of(genes, names)));
    let columns = Share::of(genes, headers);
    // Samples called 1, 2, 3 look like Entrez ids, which decide only where nothing else does; those called P1 and S1 look
    // like aliases, which do not count.
    let certain = decide(rows.certain, columns.certain);
    let Some(format) = certain.or_else(|| decide(rows.of_all, columns.of_all)) else {
        let why = format!(
            "known genes are {:.0} % of the ids in rows and {:.0} % of the columns' names",
            100.0 * rows.of_all,
            100.0 * columns.of_all
        );
        return Err(unclear(name, &why));
    };
    let side = if format == InputFormat::Parquet { "genes" } else { "samples" };
    let notice = format!(
        "{name}: {side} stand in rows: known genes are {:.0} % of the ids in rows and {:.0} % of the columns' names",
        100.0 * rows.of_all,
        100.0 * columns.of_all
    );
    Ok((format, Some(notice)))
}

#[cold]
pub(super) fn unclear(name: &str, why: &str) -> ReadError {
    ReadError::ambiguous(name, format!("it is unclear whether genes or samples stand in rows: {why}"))
        .hint("say it with --input-format parquet (genes in rows) or parquet-samples (samples in rows)")
}

fn decide(rows: f64, columns: f64) -> Option<InputFormat> {
    if rows >= LEAST_SHARE && rows >= CLEARLY_MORE * columns {
        Some(InputFormat::Parquet)
    } else if columns >= LEAST_SHARE && columns >= CLEARLY_MORE * rows {
        Some(InputFormat::ParquetSamples)
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
                    let is_gene =
                        matches!(resolve_parts(genes, id), Resolution::Found(..) | Resolution::ParY)
                            || resolve_changed(genes, id).is_some();
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
