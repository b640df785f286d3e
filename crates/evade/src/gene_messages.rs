//! What is worth telling of the genes of a matrix: changed symbols, other species, no gene at all.

use evade_core::{ExpressionMatrix, GeneId, GeneTable};
use evade_io::{GeneRows, RowFate};
use evade_stream::ReadError;

use crate::listing::listed;
use crate::log::Log;

/// From so many rows of another species on, a matrix of human genes is warned of.
const MANY_OF_OTHER_SPECIES: usize = 20;

/// Refuses genes of another species, and says which symbols were read other than they stand.
pub(crate) fn tell_of_genes(
    name: &str,
    matrix: &ExpressionMatrix,
    rows: &GeneRows,
    genes: &GeneTable,
    log: &Log<'_>,
) -> Result<(), ReadError> {
    refuse_other_species(name, matrix, rows, log)?;
    tell_of_changed(name, matrix, rows, genes, log);
    warn_of_dates(name, matrix, rows, genes, log);
    Ok(())
}

/// The error that no row is a gene.
#[cold]
pub(crate) fn no_human_gene(name: &str, matrix: &ExpressionMatrix) -> ReadError {
    let first = matrix.row_ids().first().map_or("", String::as_str);
    at_first_row(
        ReadError::absent(name, format!("no row is a known human gene (the first is '{first}')")).hint(
            "ids may be HGNC symbols, Ensembl gene ids or Entrez ids; transcripts and probes are not genes",
        ),
        matrix,
    )
}

fn at_first_row(error: ReadError, matrix: &ExpressionMatrix) -> ReadError {
    match matrix.origin() {
        Some(origin) => error.at_line(origin.first_line),
        None => error,
    }
}

fn refuse_other_species(
    name: &str,
    matrix: &ExpressionMatrix,
    rows: &GeneRows,
    log: &Log<'_>,
) -> Result<(), ReadError> {
    let others = rows.other_species();
    let (species, examples) = (others.species(), others.examples().join(", "));
    if rows.is_other_species() {
        let what = format!("these are {species} genes ({examples}), and only human genes are read");
        return Err(at_first_row(ReadError::wrong_format(name, what), matrix)
            .hint("give a human tumour, or of a xenograft the values of its human reads; evade score --ids verbatim scores gene sets of the same species"));
    }
    if others.n_rows() >= MANY_OF_OTHER_SPECIES {
        log.warn_of_file(
            name,
            &format!(
                "{name}: {} rows are {species} genes ({examples}, ...) and are not used",
                others.n_rows()
            ),
        );
    }
    Ok(())
}

/// Says how many symbols were read in another case, or without what R's `make.names` did to them.
fn tell_of_changed(name: &str, matrix: &ExpressionMatrix, rows: &GeneRows, genes: &GeneTable, log: &Log<'_>) {
    let mut by_r = Changed::default();
    let mut by_case = Changed::default();
    for (id, fate) in matrix.row_ids().iter().zip(rows.fates()) {
        match fate {
            RowFate::RName(gene) => by_r.add(id, genes.gene(*gene).symbol),
            RowFate::OtherCase(gene) => by_case.add(id, genes.gene(*gene).symbol),
            _ => {}
        }
    }
    by_r.tell(name, "have symbols with '.' or '_' in place of '-', as R's make.names writes them, and were read as the genes they were", log);
    by_case.tell(
        name,
        "have symbols in another case than HGNC's, such as lower case, and were matched without regard to it",
        log,
    );
}

/// Rows whose symbol was changed.
#[derive(Default)]
struct Changed {
    n_rows: usize,
    first: String,
}

impl Changed {
    fn add(&mut self, id: &str, symbol: &str) {
        if self.n_rows == 0 {
            self.first = format!("{id} is {symbol}");
        }
        self.n_rows += 1;
    }

    fn tell(&self, name: &str, what: &str, log: &Log<'_>) {
        let (n_rows, first) = (self.n_rows, &self.first);
        if n_rows > 0 {
            log.info(&format!("{name}: {n_rows} rows {what} ({first})"));
        }
    }
}

/// Says which rows a spreadsheet has turned into dates, and what became of them.
fn warn_of_dates(name: &str, matrix: &ExpressionMatrix, rows: &GeneRows, genes: &GeneTable, log: &Log<'_>) {
    let symbol = |id: GeneId| genes.gene(id).symbol;
    let (mut repaired, mut shared) = (Vec::new(), Vec::new());
    for &row in rows.dates() {
        let id = &matrix.row_ids()[row as usize];
        match &rows.fates()[row as usize] {
            RowFate::Date(gene) => repaired.push(format!("{id} is {}", symbol(*gene))),
            RowFate::Ambiguous(candidates) => {
                let candidates: Vec<&str> = candidates.iter().map(|&id| symbol(id)).collect();
                shared.push(format!("{id} ({})", candidates.join(" or ")));
            }
            _ => {}
        }
    }
    if !repaired.is_empty() {
        log.warn(&format!(
            "{name}: a spreadsheet has turned gene symbols into dates, which were turned back: {}",
            listed(&repaired)
        ));
    }
    if !shared.is_empty() {
        log.warn(&format!(
            "{name}: these dates were symbols of one of several genes, and the rows are not used: {}",
            listed(&shared)
        ));
    }
}
