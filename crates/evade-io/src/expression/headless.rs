//! A table whose first line is a gene: its values would become names of samples, and the gene would be lost.

use evade_core::{GeneTable, IdKind, Resolution};
use evade_stream::ReadError;

use crate::expression::header::{Header, is_id_column};
use crate::genes::changed_ids::resolve_changed;
use crate::genes::odd_ids::resolve_parts;
use crate::text::{fields, number};

/// What the ids of genes and transcripts begin with, followed by digits.
const STABLE_IDS: [&str; 5] = ["ENSG", "ENST", "ENSMUSG", "NM_", "HGNC:"];

/// Refuses a header that is a row: an id, perhaps a name, and numbers alone.
pub(crate) fn refuse_headless(
    name: &str,
    header: &Header,
    first_row: &[u8],
    genes: Option<&GeneTable>,
) -> Result<(), ReadError> {
    let [id, rest @ ..] = header.fields.as_slice() else { return Ok(()) };
    let is_number = |field: &String| number::parse(field.as_bytes()).is_some();
    let values = match rest {
        [first, values @ ..] if !is_number(first) => values,
        values => values,
    };
    // R's write.table leaves the name of the ids out, and samples may be numbers.
    let n_in_row = fields::quoted_fields(first_row, header.separator).map_or(0, |row| row.len());
    let is_row = !values.is_empty()
        && values.iter().all(is_number)
        && (first_row.is_empty() || n_in_row == header.fields.len());
    if !is_row
        || is_id_column(id)
        || !(is_gene(id, genes) || are_measured(values) || is_number_of_gene(&header.fields))
    {
        return Ok(());
    }
    Err(ReadError::bad_header(
        name,
        format!("there is no header: the first line is a row of values (of '{id}')"),
    )
    .at_line(header.line)
    .hint("put a line above the first gene that names the columns: gene, then one name a sample"))
}

/// Whether values stand where names of samples should: with decimals, or the same one twice.
fn are_measured(values: &[String]) -> bool {
    let has_decimals =
        |value: &String| value.split_once('.').is_some_and(|(_, decimals)| decimals.len() >= 3);
    values.iter().any(has_decimals)
}

/// Whether the first name is a number, as an Entrez id is and the name of no column. Data frames without names count their
/// columns.
fn is_number_of_gene(fields: &[String]) -> bool {
    let is_number = fields[0].parse::<u64>().is_ok();
    let counts = |first: usize| fields.iter().enumerate().all(|(i, field)| *field == (first + i).to_string());
    is_number && !counts(0) && !counts(1)
}

fn is_gene(id: &str, genes: Option<&GeneTable>) -> bool {
    let is_stable = STABLE_IDS.iter().any(|start| {
        id.strip_prefix(start).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    });
    let is_known = |genes: &GeneTable| match genes.resolve(id) {
        Resolution::Found(_, IdKind::Alias) | Resolution::Ambiguous(_) => false,
        Resolution::Found(..) | Resolution::ParY | Resolution::OtherGene => true,
        Resolution::Unknown => {
            matches!(resolve_parts(genes, id), Resolution::Found(..))
                || resolve_changed(genes, id, |_| false).is_some()
        }
    };
    is_stable || genes.is_some_and(is_known)
}
