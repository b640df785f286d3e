//! Genes: the table of all that are known, and which of them each row of a matrix is.

pub(crate) mod odd_ids;
mod rows;
mod table;

pub use rows::{GeneRows, GeneView, RowFate, ScoreGenes};
pub use table::read_genes;
