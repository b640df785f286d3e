//! Expression files of any form, as genes x samples.
//!
//! A file is text or Parquet. Of text, the lines above the rows show the format (`head`), which says what stands where in a
//! row (`header`); the rows are read in parallel (`text_table`, `row`). What a table reader cannot know follows after it:
//! transcripts are added up, the right column of STAR is chosen (`formats`).

mod formats;
mod head;
mod header;
mod huge_pages;
mod parquet_matrix;
mod read;
mod row;
mod sample_columns;
mod split;
mod text_table;
mod unit;

pub use formats::tx2gene::{TxToGene, read_tx2gene};
pub use parquet_matrix::{ParquetMatrix, SampleBlocks, is_parquet};
pub use read::{Expression, InputFormat, ReadAs, read_expression, read_expression_as};
pub use split::{MatrixSplit, SplitError};
pub use unit::{UnitEvidence, check_values, find_unit};
