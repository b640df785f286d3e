//! What single formats need beyond a header and rows.

pub(super) mod gct;
pub(super) mod known_columns;
pub(crate) mod lengths;
pub(super) mod sample_name;
pub(super) mod series;
pub(super) mod star;
pub(super) mod transcripts;
pub(super) mod tx2gene;
