//! Genes: the table of all that are known, and which of them each row of a matrix is.

pub(crate) mod changed_ids;
mod lengths;
pub(crate) mod odd_ids;
#[cfg(test)]
mod one_sample;
mod rows;
pub(crate) mod species;
mod table;
mod view;

pub use lengths::{GeneLengths, are_logs_of_whole_numbers, counts_to_tpm, read_gene_lengths};
pub use rows::{GeneRows, RowFate};
pub use species::{OtherSpecies, Species};
pub use table::{read_genes, read_other_symbols};
pub use view::{GeneView, ScoreGenes};
