//! Reading the table of all genes.

use evade_core::{Gene, GeneTable};
use evade_stream::ReadError;

const HEADER: &str =
    "symbol\thgnc_id\tensembl_gene_id\tentrez_id\tprevious_symbols\taliases\tlocus_type\tchromosome";

/// Reads the gene table, which the program carries: tab separated, lists joined by `|`. Its order becomes the canonical gene
/// order.
pub fn read_genes(name: &str, text: &'static str) -> Result<GeneTable, ReadError> {
    let mut lines = text.lines();
    if lines.next() != Some(HEADER) {
        return Err(ReadError::wrong_format(name, "this is not a gene table")
            .at_line(1)
            .hint("its header differs"));
    }
    let mut genes = Vec::with_capacity(20_000);
    for (i, line) in lines.enumerate() {
        let fields: Vec<&'static str> = line.split('\t').collect();
        let [symbol, hgnc_id, ensembl_id, entrez_id, previous_symbols, aliases, locus_type, chromosome] =
            fields[..]
        else {
            return Err(ReadError::bad_line(name, format!("{} fields instead of 8", fields.len()))
                .at_line(i as u64 + 2));
        };
        genes.push(Gene {
            symbol,
            hgnc_id,
            ensembl_id,
            entrez_id,
            previous_symbols,
            aliases,
            locus_type,
            chromosome,
        });
    }
    Ok(GeneTable::new(genes))
}

const OTHER_HEADER: &str = "symbol\thgnc_id\tlocus_type\tname_of";

/// Reads the approved symbols of genes outside the table that are names of genes in it.
pub fn read_other_symbols(
    name: &str,
    text: &'static str,
) -> Result<impl Iterator<Item = &'static str>, ReadError> {
    let mut lines = text.lines();
    if lines.next() != Some(OTHER_HEADER) {
        return Err(ReadError::wrong_format(name, "this is not a table of symbols")
            .at_line(1)
            .hint("its header differs"));
    }
    Ok(lines.map(|line| line.split('\t').next().unwrap_or_default()))
}
