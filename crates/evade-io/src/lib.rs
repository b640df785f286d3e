//! Tables in and out. The only crate that uses polars.
//!
//! * [`read_expression_as`] reads expression files of many formats, known by their header; [`read_expression`] does with
//!   no option. Text is parsed in parallel. [`find_unit`] says in which unit a matrix is.
//! * [`GeneRows`] says which gene each row is; [`GeneView`] hands samples out in a chosen gene order.
//! * [`read_genes`], [`read_catalogue`] and [`read_gmt`] read gene tables and gene sets, [`read_weight_table`] weighted ones.
//! * [`read_gene_states`] and [`read_deletions`] read what DNA says of several samples.
//! * [`MatrixSplit`] cuts a matrix into blocks of samples.
//! * [`read_sheet`] reads a sample sheet; [`SheetColumn`] is the schema of its columns.
//! * [`ParquetMatrix`] is a Parquet file whose values are read at once or, with samples in rows, as [`SampleBlocks`].
//! * [`Table`] is a result table with documented columns, written in one of the forms of [`TableForm`]; [`ResultRows`] finds
//!   the rows of each sample in one that was written, [`read_rows`] reads its cells.
//!
//! ```
//! use evade_stream::Input;
//! let mut input = Input::from_bytes("m.tsv", "gene\tS1\tS2\nCD8A\t1.5\t0\n").unwrap();
//! let matrix = evade_io::read_expression(&mut input).unwrap();
//! assert_eq!(matrix.sample(0), &[1.5]);
//! ```

mod csv_text;
mod expression;
mod findings;
mod gene_sets;
mod genes;
mod labels;
mod results;
mod sample_table;
mod sheet;
mod text;

pub use expression::{
    Expression, FoundUnit, InputFormat, MatrixSplit, ParquetMatrix, ReadAs, SampleBlocks, SplitError,
    TxToGene, UnitEvidence, check_values, find_unit, is_parquet, read_expression, read_expression_as,
    read_tx2gene, same_values,
};
pub use findings::{GeneState, SampleDeletions, read_deletions, read_gene_states};
pub use gene_sets::{
    Catalogue, CatalogueAxis, check_catalogue, is_weight_table, read_catalogue, read_gmt, read_weight_table,
    write_gmt,
};
pub use genes::{
    GeneLengths, GeneRows, GeneView, OtherSpecies, RowFate, ScoreGenes, Species, are_logs_of_whole_numbers,
    counts_to_tpm, read_gene_lengths, read_genes, read_other_symbols,
};
pub use labels::{Labels, read_labels};
pub use results::{Cell, Column, ColumnKind, ResultRows, RowCopier, Table, TableForm, copy_table, read_rows};
pub use sample_table::{SampleTable, TableColumn};
pub use sheet::{
    CellKind, ColumnUse, DnaFiles, Limits, Sheet, SheetColumn, SheetColumnSpec, SheetLane, SheetRow,
    read_sheet,
};
