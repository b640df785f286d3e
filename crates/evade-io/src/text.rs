//! Text: lines, fields and numbers of tables. Knows nothing of what a table means.

pub(crate) mod field_ends;
pub(crate) mod fields;
pub(crate) mod lines;
pub(crate) mod number;
pub(crate) mod portions;
