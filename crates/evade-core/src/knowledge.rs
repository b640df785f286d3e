//! What is published on how tumours escape immune checkpoint inhibitors (ICI): the rows of `signatures/knowledge/`.
//!
//! * [`Mechanism`] is a way of escape, or a definition, that the review describes.
//! * [`Strategy`] is an approach that was tried or proposed against mechanisms, with its [`SafetyRow`]s.
//! * [`Trial`] and [`Study`] are what was done in patients, with and without a registry number.
//! * [`Discrepancy`] says where the review contradicts itself or another source; [`PublishedNumber`] holds a figure.
//! * [`TrialFit`] says whether a sample is of the population that a trial names, as far as that can be told.
//!
//! The review is Shi et al., Front Immunol 2025. Nothing here advises, ranks or predicts: a row says what was reported, in
//! whom, and by whom. Every row names its place in the review ([`Citation`]).

mod citation;
mod fit;
mod matched;
mod mechanism;
mod notes;
mod strategy;
mod trial;

pub use citation::Citation;
pub use fit::{Criterion, FitCriterion, FitReason, FitState, TrialFit};
pub use matched::{MatchedStrategy, MatchedTrial, SampleKnowledge};
pub use mechanism::{EvidenceKind, EvidenceSpecies, MeasuredBy, Mechanism, MechanismLayer, ResistanceTiming};
pub use notes::{Discrepancy, KnowledgeKind, PublishedNumber, Study};
pub use strategy::{EvidenceStage, Outcome, SafetyRow, Strategy, StrategyClass};
pub use trial::{
    Population, PopulationHistology, PopulationResistance, PriorAgent, PriorIci, TreatmentLine, Trial,
    TrialPhase, TrialStatus,
};
