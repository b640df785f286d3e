//! Genes: the table of all that are known, and which of them each row of a matrix is.

mod lengths;
pub(crate) mod odd_ids;
mod rows;
mod table;

pub use lengths::{GeneLengths, are_logs_of_whole_numbers, counts_to_tpm, read_gene_lengths};
pub use rows::{GeneRows, GeneView, RowFate, ScoreGenes};
pub use table::read_genes;
