//! The scoring formulas, one method a file.

pub mod singscore;
pub mod ssgsea;
