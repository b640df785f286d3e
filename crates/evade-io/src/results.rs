//! Result tables: written in any form, and read back by the rows of each sample.

mod json_lines;
mod parquet;
mod rows;
mod table;
mod tsv;

pub use rows::{ResultRows, RowCopier, copy_table};
pub use table::{Cell, Column, ColumnKind, Table, TableForm};
