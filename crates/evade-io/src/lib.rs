//! Tables in and out. The only crate that uses polars.
//!
//! * [`read_expression_as`] reads expression files of many formats, known by their header; [`read_expression`] does with
//!   no option. Text is parsed in parallel. [`find_unit`] says in which unit a matrix is.
//! * [`GeneRows`] says which gene each row is; [`GeneView`] hands samples out in a chosen gene order.
//! * [`read_genes`], [`read_catalogue`] and [`read_gmt`] read gene tables and gene sets, [`read_weight_table`] weighted ones.
//! * [`MatrixSplit`] cuts a matrix into blocks of samples.
//! * [`read_sheet`] reads a sample sheet; [`SheetColumn`] is the schema of its columns.
//! * [`ParquetMatrix`] is a Parquet file whose values are read at once or, with samples in rows, as [`SampleBlocks`].
//! * [`Table`] is a result table with documented columns, written in one of the forms of [`TableForm`]; [`ResultRows`] finds
//!   the rows of each sample in one that was written.
//!
//! ```
//! use evade_stream::Input;
//! let mut input = Input::from_bytes("m.tsv", "gene\tS1\tS2\nCD8A\t1.5\t0\n").unwrap();
//! let matrix = evade_io::read_expression(&mut input).unwrap();
//! assert_eq!(matrix.sample(0), &[1.5]);
//! ```

mod columns;
mod csv_text;
mod expression_header;
mod expression_row;
mod expression_text;
mod field_ends;
mod fields;
mod formats;
mod gene_rows;
mod gene_sets;
mod gene_table;
mod labels;
mod large_pages;
mod line_ends;
mod matrix_split;
mod number;
mod parquet_matrix;
mod result_rows;
mod row_names;
mod sheet;
mod table;
mod unit;
mod waves;
mod weight_table;

pub use formats::{
    Expression, InputFormat, ReadAs, TxToGene, read_expression, read_expression_as, read_tx2gene,
};
pub use gene_rows::{GeneRows, GeneView, RowFate, ScoreGenes};
pub use gene_sets::{Catalogue, CatalogueAxis, check_catalogue, read_catalogue, read_gmt, write_gmt};
pub use gene_table::read_genes;
pub use labels::{Labels, read_labels};
pub use matrix_split::{MatrixSplit, SplitError};
pub use parquet_matrix::{ParquetMatrix, SampleBlocks, is_parquet};
pub use result_rows::{ResultRows, RowCopier, copy_table};
pub use sheet::{
    CellKind, ColumnUse, DnaFiles, Limits, Sheet, SheetColumn, SheetColumnSpec, SheetLane, SheetRow,
    read_sheet,
};
pub use table::{Cell, Column, ColumnKind, Table, TableForm};
pub use unit::{UnitEvidence, check_values, find_unit};
pub use weight_table::{is_weight_table, read_weight_table};
