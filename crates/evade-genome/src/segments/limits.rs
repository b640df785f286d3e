//! Limits of what counts as a loss.

/// Fewer copies than this are none.
pub(crate) const NO_COPY_BELOW: f64 = 0.5;
/// A loss in a smaller share of the tumour cells is one of a part of them.
pub(crate) const CLONAL_FROM: f64 = 0.7;
/// Below this tumour content copy numbers are not believed.
pub(crate) const MIN_PURITY: f64 = 0.2;
