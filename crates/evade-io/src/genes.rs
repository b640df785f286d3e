//! Genes: the table of all that are known, and which of them each row of a matrix is.

pub(crate) mod changed_ids;
pub(crate) mod odd_ids;
mod rows;
pub(crate) mod species;
mod table;
mod view;

pub use rows::{GeneRows, RowFate};
pub use species::{OtherSpecies, Species};
pub use table::{read_genes, read_other_symbols};
pub use view::{GeneView, ScoreGenes};
