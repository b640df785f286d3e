//! Expression files of any form, as genes x samples.
//!
//! `read` is the way in. A file is text or Parquet (`parquet_matrix`). Of text, the lines above the rows show the format
//! (`detect`), which says what stands where in a row (`layout`); the rows are read in parallel (`text_table`, `row`). What a
//! table reader cannot know follows after it: transcripts are added up, the right column of STAR is chosen (`formats`).

mod columns;
mod detect;
mod evidence;
mod format;
mod formats;
mod header;
mod headless;
mod huge_pages;
mod layout;
mod negatives;
mod orientation;
mod parquet_matrix;
mod read;
mod row;
mod row_numbers;
mod same_values;
mod sample_columns;
mod split;
mod statistics;
mod steps;
mod text_table;
mod unclear;
mod unit;

pub use evidence::UnitEvidence;
pub use format::{Expression, InputFormat, ReadAs};
pub(crate) use formats::lengths::divided_by_length;
pub use formats::tx2gene::{TxToGene, read_tx2gene};
pub use parquet_matrix::{ParquetMatrix, SampleBlocks, is_parquet};
pub use read::{read_expression, read_expression_as};
pub use same_values::same_values;
pub use split::{MatrixSplit, SplitError};
pub use unit::{FoundUnit, check_values, find_unit};
