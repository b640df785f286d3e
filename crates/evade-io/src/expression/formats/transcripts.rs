//! Adding up the transcripts of each gene.

use std::collections::HashMap;

use evade_core::ExpressionMatrix;
use evade_stream::{ReadError, ReadErrorKind};

use super::tx2gene::{TxGene, TxToGene};
use crate::expression::format::{Expression, InputFormat};

/// What ids of transcripts begin with: Ensembl, `RefSeq`, assemblies of `StringTie`.
const TRANSCRIPTS: [&str; 7] = ["ENST", "NM_", "NR_", "XM_", "XR_", "MSTRG.", "rna-"];

/// Turns rows of transcripts into rows of genes; rows that are genes stay as they are.
pub(in crate::expression) fn to_genes(
    name: &str,
    read: &mut Expression,
    table: Option<&TxToGene>,
) -> Result<(), ReadError> {
    let matrix = &read.matrix;
    let are_transcripts = match read.format {
        InputFormat::RsemIsoforms | InputFormat::Transcripts => true,
        format if format.may_hold_transcripts() || table.is_some() => look_like_transcripts(matrix, table),
        _ => false,
    };
    if !are_transcripts {
        return Ok(());
    }
    let names = matrix.row_names();
    let mut genes = Genes::default();
    let (mut n_unknown, mut first_unknown) = (0, None);
    for (row, id) in matrix.row_ids().iter().enumerate() {
        let gene = match table {
            Some(table) => table.gene(id).or_else(|| table.gene(id.split('|').next()?)).cloned(),
            None => gene_in_row(id, names.map(|names| names[row].as_str())),
        };
        match gene {
            Some(gene) => genes.add(gene, row),
            None => {
                n_unknown += 1;
                first_unknown.get_or_insert((row, id));
            }
        }
    }
    let n_rows = matrix.row_ids().len();
    if genes.rows.is_empty() {
        return Err(no_gene(name, matrix, table.is_some()));
    }
    if let Some((_, first)) = first_unknown {
        let whose =
            if table.is_some() { "is not in the table of --tx2gene" } else { "has no gene in the file" };
        read.warnings.push(format!(
            "{name}: {n_unknown} of {n_rows} transcripts are left out, because their gene is not known (the first is '{first}', which {whose})"
        ));
    }
    read.notices.push(format!(
        "{name}: {} transcripts are added up to {} genes",
        n_rows - n_unknown,
        genes.rows.len()
    ));
    read.matrix = genes.sums(matrix);
    read.is_sum = true;
    Ok(())
}

/// Whether most rows are named like transcripts, or are in the table.
fn look_like_transcripts(matrix: &ExpressionMatrix, table: Option<&TxToGene>) -> bool {
    let is_transcript = |id: &&String| {
        TRANSCRIPTS.iter().any(|start| id.starts_with(start)) || table.is_some_and(|t| t.gene(id).is_some())
    };
    2 * matrix.row_ids().iter().filter(is_transcript).count() > matrix.row_ids().len()
}

/// The gene that stands beside a transcript or, in GENCODE's names, in it: `ENST|ENSG|-|-|transcript|symbol|...`.
fn gene_in_row(id: &str, beside: Option<&str>) -> Option<TxGene> {
    if let Some(gene) = beside.filter(|gene| !gene.is_empty() && *gene != "NA") {
        return Some(TxGene { id: gene.to_owned(), name: None });
    }
    let mut parts = id.split('|').skip(1);
    let gene = parts.next().filter(|gene| gene.starts_with("ENSG"))?;
    let symbol = parts.nth(3).filter(|symbol| !symbol.is_empty());
    Some(TxGene { id: gene.to_owned(), name: symbol.map(str::to_owned) })
}

#[cold]
fn no_gene(name: &str, matrix: &ExpressionMatrix, has_table: bool) -> ReadError {
    let first = matrix.row_ids().first().map_or("", String::as_str);
    let (kind, what, hint) = if has_table {
        (
            ReadErrorKind::Mismatch,
            format!("no transcript is in the table of --tx2gene (the first is '{first}')"),
            "give the table of the annotation that the transcripts were counted with",
        )
    } else {
        (
            ReadErrorKind::Ambiguous,
            format!("the rows are transcripts (the first is '{first}'), and nothing says their genes"),
            "give --tx2gene TABLE with transcript and gene, or the file of genes (quant.genes.sf, gene_tpm)",
        )
    };
    let error = ReadError::of_kind(kind, name, what).hint(hint);
    match matrix.origin() {
        Some(origin) => error.at_line(origin.first_line),
        None => error,
    }
}

/// Genes in the order in which they are met, with their rows.
#[derive(Default)]
struct Genes {
    ids: Vec<String>,
    names: Vec<Option<String>>,
    rows: Vec<Vec<usize>>,
    places: HashMap<String, usize>,
}

impl Genes {
    fn add(&mut self, gene: TxGene, row: usize) {
        let next = self.ids.len();
        let place = *self.places.entry(gene.id.clone()).or_insert(next);
        if place == next {
            self.ids.push(gene.id);
            self.names.push(gene.name);
            self.rows.push(Vec::new());
        }
        self.rows[place].push(row);
    }

    /// Sums with the smallest value first, so that the order of transcripts does not matter.
    fn sums(self, matrix: &ExpressionMatrix) -> ExpressionMatrix {
        let mut values = Vec::with_capacity(self.ids.len() * matrix.samples().len());
        let mut terms = Vec::new();
        for sample in 0..matrix.samples().len() {
            let of_sample = matrix.sample(sample);
            for rows in &self.rows {
                terms.clear();
                terms.extend(rows.iter().map(|&row| of_sample[row]));
                terms.sort_unstable_by(f64::total_cmp);
                values.push(terms.iter().sum());
            }
        }
        let names = self.names.iter().any(Option::is_some);
        let names = names.then(|| self.names.into_iter().map(Option::unwrap_or_default).collect());
        ExpressionMatrix::new(self.ids, names, matrix.samples().clone(), values).with_origin(None)
    }
}
