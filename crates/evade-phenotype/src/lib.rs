//! Frozen references, the axes of a sample against them, and the TME phenotype call.
//!
//! * [`Rules`] are axes, weights, guards and thresholds, read from a rule file.
//! * [`Reference`] is a frozen scale: a gene universe and what a set of tumours looks like on it. [`build()`] makes one.
//! * [`Features`] is the list of what mechanism rules read; [`fit_features`] describes it in a reference's tumours.
//! * [`random`] is what references are resampled with.
//! * [`rna_sex`] says what genes of the sex chromosomes show.
//! * [`Caller`] turns the ranks of one sample into an axis value, a z for every signature, and a call that explains itself.
//!
//! A call with a frozen reference is a function of one sample: nothing of the other samples of a run enters it.

// Hand-computed cases are exact.
#![cfg_attr(test, allow(clippy::float_cmp))]

mod axes;
mod build;
mod caller;
mod evidence;
mod explain;
mod features;
mod fingerprint;
mod flips;
mod interval;
mod laboratories;
mod predict;
mod questions;
pub mod random;
mod reference;
mod resample;
mod rules;
mod sex;
mod stats;
mod strata;
mod tissue;

pub use build::{
    BuildError, BuildInput, BuildNormals, BuildSample, build, build_beside, median_quantiles,
    profile_correlation, quantile_of_rank,
};
pub use caller::{Assessment, BoundFeatures, Caller, SampleInput};
pub use features::{
    FeatureGenes, FeatureLine, FeatureList, FeatureListError, FeatureScale, FeatureSource, FeatureStratum,
    FeatureTumour, Features, SkippedFeature, fit_features,
};
pub use fingerprint::Fingerprint;
pub use laboratories::{Agreement, AxisShift, LeftOut, OtherLaboratory, OtherTumours};
pub use predict::GeneMoments;
pub use reference::{Reference, ReferenceError, SignatureScale};
pub use rules::{
    Basis, ClassRule, Context, Coverage, ExcludedOrDesert, Guard, KindRules, Line, Purity, ReferenceSizes,
    Rules, RulesError, Stability, Tiers, TissueModel,
};
pub use sex::{XIST, Y_GENES, rna_sex};
pub use strata::{Cloud, Stratum};
pub use tissue::{TissueFinding, TissueRules, TissueRulesError, TissueScale};
