//! Result tables: written in any form, and read back by the rows of each sample.

mod column;
mod json_lines;
mod parquet;
mod read_back;
mod rows;
mod table;
mod tsv;

pub use column::{Cell, Column, ColumnKind};
pub use read_back::{copy_table, read_rows};
pub use rows::{ResultRows, RowCopier};
pub use table::{Table, TableForm};
