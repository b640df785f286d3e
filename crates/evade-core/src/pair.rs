//! Samples of one patient at different times: what changed, what stayed, and what cannot be compared.
//!
//! * [`PatientComparison`] is everything on one patient: the samples in order of time, and each pair that was compared.
//! * [`PairComparison`] is one earlier and one later sample: whether they are of one person and one clone ([`PairIdentity`]), what
//!   changed in RNA ([`RnaComparison`]) and DNA ([`DnaComparison`]), and what several changes say together.
//! * Nothing that was not measured in both samples is a change: [`ChangeStatus::NotEvaluable`] and [`PairReason`] say why.

mod dna;
mod evidence;
mod identity;
mod patient;
mod patterns;
mod rna;
mod words;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::dna::{
    CopyChange, DetectionChance, DnaComparison, GeneChange, HlaChange, SeenVariant, VariantChange,
};
pub use self::evidence::{DnaEvidence, PlaceReads, VariantKey, Zygosity};
pub use self::identity::{IdentityCheck, PairIdentity, SharedVariant};
pub use self::patient::{PatientComparison, PatientCourse, PatientLink, PatientSample};
pub use self::patterns::{HypoxiaTriple, TransformationScreen};
pub use self::rna::{PhenotypeChange, RnaComparison, ValueChange};
pub use self::words::{
    ChangeKind, ChangeStatus, CloneVerdict, Comparability, CopiesFrom, DepthSource, IdentityBearing,
    IdentityKind, NoiseSource, PairOrder, PairReason, PairTest, PatternState, PersonVerdict, PuritySource,
    TransformationVerdict, TransitionPattern, TumourKind,
};

/// An earlier and a later sample of one patient.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PairComparison {
    /// The earlier sample.
    pub from: String,
    /// The later sample.
    pub to: String,
    /// What the order of the two rests on.
    pub order: PairOrder,
    /// Days between the collections; `null` without both dates.
    pub days: Option<i32>,
    /// Whether the samples are of one person and of one clone.
    pub identity: PairIdentity,
    /// What concerns the pair as a whole.
    pub reasons: Vec<PairReason>,
    /// What changed in RNA.
    pub rna: RnaComparison,
    /// What changed in DNA and HLA class I.
    pub dna: DnaComparison,
    /// Markers of the sheet: PD-L1 in per cent, mutational burden per megabase, tumour content. Nothing is called of them.
    pub markers: Vec<ValueChange>,
    /// More hypoxia, fewer CD8 T cells and less MHC together.
    pub hypoxia: HypoxiaTriple,
    /// Whether the later sample raises the suspicion of a small-cell carcinoma.
    pub transformation: TransformationScreen,
    /// What would settle what this pair leaves open.
    pub settled_by: Vec<PairTest>,
}
