//! Reading the table of all genes.

use evade_core::{Gene, GeneTable};
use evade_stream::ReadError;

const HEADER: &str =
    "symbol\thgnc_id\tensembl_gene_id\tentrez_id\tprevious_symbols\taliases\tlocus_type\tchromosome";

/// Reads the gene table: tab separated, lists joined by `|`. Its order becomes the canonical gene order.
pub fn read_genes(name: &str, text: &str) -> Result<GeneTable, ReadError> {
    let mut lines = text.lines();
    if lines.next() != Some(HEADER) {
        return Err(ReadError::new(name, "this is not a gene table").at_line(1).hint("its header differs"));
    }
    let mut genes = Vec::with_capacity(20_000);
    for (i, line) in lines.enumerate() {
        let fields: Vec<&str> = line.split('\t').collect();
        let [symbol, hgnc, ensembl, entrez, previous, aliases, locus_type, chromosome] = fields[..] else {
            return Err(
                ReadError::new(name, format!("{} fields instead of 8", fields.len())).at_line(i as u64 + 2)
            );
        };
        genes.push(Gene {
            symbol: symbol.to_owned(),
            hgnc_id: hgnc.to_owned(),
            ensembl_id: ensembl.to_owned(),
            entrez_id: entrez.to_owned(),
            previous_symbols: list(previous),
            aliases: list(aliases),
            locus_type: locus_type.to_owned(),
            chromosome: chromosome.to_owned(),
        });
    }
    Ok(GeneTable::new(genes))
}

fn list(field: &str) -> Vec<String> {
    field.split('|').filter(|name| !name.is_empty()).map(str::to_owned).collect()
}
