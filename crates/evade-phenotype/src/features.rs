//! What mechanism rules read from RNA, on the scale of a reference: gene sets, single genes, residuals, co-elevation.

mod fit;
mod list;
mod measure;
mod scale;
#[cfg(test)]
mod tests;

pub use self::fit::{FeatureTumour, SkippedFeature, fit_features};
pub use self::list::{FeatureGenes, FeatureList, FeatureListError, FeatureSource, Features};
pub use self::scale::{FeatureLine, FeatureScale, FeatureStratum};

pub(crate) use self::list::Entry;
pub(crate) use self::measure::{Measured, combined, mean_place, places_of};
