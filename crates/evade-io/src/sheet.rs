//! The sample sheet: one row per sample, columns by name.
//!
//! * [`SheetColumn`] is the schema: every column with what it is about and what its cells hold.
//! * [`DnaFiles`] holds the files that a row names, by column.
//! * [`read_sheet`] reads a sheet.

mod facts;
mod files;
mod read;
mod schema;

pub use files::DnaFiles;
pub use read::{Sheet, SheetRow, read_sheet};
pub use schema::{CellKind, ColumnUse, Limits, SheetColumn, SheetColumnSpec, SheetLane};
