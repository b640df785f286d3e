//! The vocabulary of evade: what a gene, an expression matrix, a signature, a score, a sample and a call are.
//!
//! Nothing here opens a file or computes a score. The other crates meet in these types:
//!
//! * [`GeneTable`] knows every gene by its ids and resolves what a user wrote to one [`GeneId`].
//! * [`ExpressionMatrix`] holds values sample by sample as a file gave them; a [`SampleSource`] hands samples out in
//!   one gene order, a [`GeneIndex`].
//! * [`Signature`] is a gene set with its provenance; [`BoundSets`] is many of them resolved on one gene order.
//! * [`SampleProfile`] is everything that is known of one sample; [`PhenotypeCall`] is the call made from it.
//! * [`DnaProfile`] holds the somatic findings: variants with their [`EvidenceCode`]s and [`Caution`]s, genes, copies.
//! * [`ResistanceCourse`] is the class of clinical resistance of the patient's course under two rule sets.
//! * [`MechanismFinding`] is what the findings say of one mechanism of escape, [`SampleKnowledge`] what is published on those that
//!   are shown; [`Biomarkers`] holds PD-L1 and mutational burden beside each other.
//! * [`Association`] is a row of the association of results with groups or outcome.
//! * [`PatientComparison`] is what changed between the samples of one patient.
//! * [`Reason`] is the one list of codes that say why a value is missing or doubtful.
//! * [`Mechanism`], [`Strategy`] and [`Trial`] are rows of what is published on resistance.
//! * [`VOCABULARIES`] holds every closed list of words that tables and JSON print.
//!
//! ```
//! use evade_core::{BoundSets, GeneIndex, Signature};
//!
//! let genes = GeneIndex::new(["CD8A", "CD8B", "FOXP3"].map(String::from).to_vec()).unwrap();
//! let cd8 = Signature::plain("cd8", ["CD8A", "CD8B", "CD8X"].map(String::from).to_vec(), vec![]);
//! let bound = BoundSets::bind(&[cd8], &genes);
//! assert_eq!(bound.set(0).up, &[0, 1]);
//! assert_eq!(bound.set(0).missing, &["CD8X"]);
//! ```

// Hand-computed cases are exact.
#![cfg_attr(test, allow(clippy::float_cmp))]

mod association;
mod biomarkers;
mod call;
mod clinical;
mod expression;
mod feature;
mod findings;
mod gene;
mod gene_table;
mod hla;
mod knowledge;
mod lane;
mod mechanism;
mod pair;
mod presentation;
mod profile;
mod readout;
mod reason;
mod report;
mod signature;
mod unit;
mod validation;
mod vocabulary;

pub use association::{Association, AssociationMethod, AssociationReason};
pub use biomarkers::{
    BiomarkerReason, BiomarkerRelation, Biomarkers, Pdl1Category, Pdl1RnaRelation, TmbOrigin,
};
pub use call::{
    Axis, AxisValue, Chosen, Confidence, Contribution, Evidence, Flip, GeneDeviation, HistologyPlace,
    Inflamed, InflamedCall, Phenotype, PhenotypeCall, Probability, Shortfall, SpatialClass, place_in_words,
};
pub use clinical::{
    BestResponse, BiopsyTime, ClinicalDates, ClinicalFacts, Confirmation, Date, DateError, LastDose,
    Progression, ResistanceClass, ResistanceCourse, ResistanceReason, ResistanceVerdict,
};
pub use expression::{ExpressionMatrix, Origin, SampleIndex, SampleSource};
pub use feature::{Feature, FeatureAxis, FeatureKind, FeatureLevel, FeatureReason, FeatureValue, SetSide};
pub use findings::{
    AlterationStatus, Caution, CopySource, CopyState, Decay, Direction, DnaProfile, EffectClass,
    EvidenceCode, EvidenceLevel, FilterReason, FilteredVariant, GeneAlteration, GeneCopies, GeneRole, Hits,
    IciNote, Phase, TmbCategory, TmbMode, TmbReason, TumourBurden, Variant, VariantSource, Verdict,
    gene_of_row,
};
pub use gene::{DuplicateId, Gene, GeneId, GeneIndex};
pub use gene_table::{GeneTable, IdKind, MappingStatus, Resolution};
pub use hla::{
    HLA_GENES, HlaCaution, HlaGene, HlaMethod, HlaMutation, HlaMutationKind, HlaReason, HlaSource, HlaStatus,
    HlaSummary, LohExtent, LohType,
};
pub use knowledge::{
    Citation, Criterion, Discrepancy, EvidenceKind, EvidenceSpecies, EvidenceStage, FitCriterion, FitReason,
    FitState, KnowledgeKind, MatchedStrategy, MatchedTrial, MeasuredBy, Mechanism, MechanismLayer, Outcome,
    Population, PopulationHistology, PopulationResistance, PriorAgent, PriorIci, PublishedNumber,
    ResistanceTiming, SafetyRow, SampleKnowledge, Strategy, StrategyClass, Study, TreatmentLine, Trial,
    TrialFit, TrialPhase, TrialStatus,
};
pub use lane::{LaneInput, LaneInputs, LaneReason, LaneState};
pub use mechanism::{
    BaseRate, Bearing, EvidenceLane, EvidenceLine, MechanismFinding, MechanismReason, MechanismState,
    MechanismStrength, Observation,
};
pub use pair::{
    ChangeKind, ChangeStatus, CloneVerdict, Comparability, CopiesFrom, CopyChange, DepthSource,
    DetectionChance, DnaComparison, DnaEvidence, GeneChange, HlaChange, HypoxiaTriple, IdentityBearing,
    IdentityCheck, IdentityKind, NoiseSource, PairComparison, PairIdentity, PairOrder, PairReason, PairTest,
    PatientComparison, PatientCourse, PatientLink, PatientSample, PatternState, PersonVerdict,
    PhenotypeChange, PlaceReads, PuritySource, RnaComparison, SeenVariant, SharedVariant,
    TransformationScreen, TransformationVerdict, TransitionPattern, TumourKind, ValueChange, VariantChange,
    VariantKey, Zygosity,
};
pub use presentation::{AntigenPresentation, PresentationChange, PresentationFinding, PresentationState};
pub use profile::{
    ContentEstimate, QualityControl, ReferenceStamp, ResampledRna, RnaProfile, RnaSex, SampleFacts,
    SampleProfile, ScaleKind, ScoreRow,
};
pub use readout::{
    GeneReadout, RatioLine, ReadoutComparison, ReadoutReason, ReadoutScale, ReadoutState, ReadoutStratum,
};
pub use reason::Reason;
pub use report::{AmendedReport, ReportFacts, altered_rows};
pub use signature::{BoundSet, BoundSets, Signature, SignatureKind, join_directions};
pub use unit::{LOG2_FLOOR_0001, SeveralRows, Unit, UnitSource};
pub use validation::{
    CalibrationBin, Comparison, ConfusionRow, InputStamp, IntervalMethod, Joined, Measure, MeasureReason,
    MeasureValue, RocPoint, SampleGroup, ScoreColumn, Stratum, Validation,
};
pub use vocabulary::{
    CallerNames, CellText, FilteredCandidate, RegionState, UnknownWord, VOCABULARIES, Vocabulary, Word,
};
