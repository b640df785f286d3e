//! What each row of a matrix was taken for.

use evade_core::{Gene, GeneId, MappingStatus};
use evade_io::ColumnKind::{Integer, Text};
use evade_io::{Cell, Column, RowFate};

use super::{TableSpec, truth};

pub(crate) const GENE_MAPPING: TableSpec = TableSpec {
    name: "gene_mapping.tsv",
    holds: "One row a matrix row, by id; then one row a universe gene that the matrix lacks.",
    columns: &[
        Column::new("matrix", Text, "File name of the matrix."),
        Column::new("input_id", Text, "Id as the matrix wrote it; NA for a gene it lacks."),
        Column::new("gene", Text, "Approved symbol."),
        Column::new("hgnc_id", Text, "HGNC id."),
        Column::new(
            "status",
            Text,
            "ensembl, entrez, hgnc, symbol, previous_symbol, alias, name_column, date (a symbol that a spreadsheet damaged), r_name (changed by R's make.names) or other_case: how the id was resolved; ambiguous, par_y, other_gene (the approved symbol of a gene outside the table), other_species, unknown: not used; placed: a universe gene that the matrix lacks, put at its reference median or, for the genes of the axes, where the others say.",
        ),
        Column::new("in_universe", Text, "Whether the gene is part of the reference's universe."),
        Column::new("n_rows", Integer, "Rows of the matrix that are this gene; several are added up."),
        Column::new("candidates", Text, "Genes an ambiguous name could mean."),
    ],
};

/// One row of the gene mapping.
pub(crate) fn mapping_row<'a>(
    matrix: &'a str,
    input_id: Option<&'a str>,
    gene: Option<&'a Gene>,
    status: MappingStatus,
    in_universe: bool,
    n_rows: u32,
    candidates: Option<String>,
) -> Vec<Cell<'a>> {
    vec![
        matrix.into(),
        input_id.into(),
        gene.map(|g| g.symbol).into(),
        gene.map(|g| g.hgnc_id).into(),
        status.as_str().into(),
        truth(in_universe).into(),
        n_rows.into(),
        candidates.into(),
    ]
}

/// The genes an ambiguous row could be.
pub(crate) fn candidates(fate: &RowFate, gene: impl Fn(GeneId) -> String) -> Option<String> {
    match fate {
        RowFate::Ambiguous(genes) => Some(genes.iter().map(|&g| gene(g)).collect::<Vec<_>>().join(";")),
        _ => None,
    }
}
