//! Result tables: written in any form, and read back by the rows of each sample.

mod column;
mod json_lines;
mod parquet;
mod rows;
mod table;
mod tsv;

pub use column::{Cell, Column, ColumnKind};
pub use rows::{ResultRows, RowCopier, copy_table};
pub use table::{Table, TableForm};
