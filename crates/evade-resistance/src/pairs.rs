//! Two samples of one patient: what changed.

#[cfg_attr(not(test), expect(dead_code, reason = "the comparison that reads them follows"))]
mod errors;
