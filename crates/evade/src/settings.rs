//! What a command is asked to do, apart from how it was asked: options of a command line, arguments of a function.

mod burden;
mod check;
mod compare;
pub(crate) mod decisive;
mod diff;
mod document;
mod genes;
mod hla;
mod knowledge;
mod merge;
mod parameters;
mod part;
mod patient;
mod phenotype;
mod reference;
mod repeat;
mod report;
mod score;
mod sheet;
mod split;
mod validate;
mod variants;

use std::path::PathBuf;

use crate::builtin;

pub use evade_core::{Axis, Date, KnowledgeKind, LastDose, Phenotype, Progression, ScaleKind, TmbMode, Unit};
pub use evade_genome::{Build, BurdenRules as BurdenLimits, CallsAre};
pub use evade_io::{DnaFiles, InputFormat, SheetColumn};
pub use evade_score::Method;

pub(crate) use self::burden::PARAMETERS as BURDEN_PARAMETERS;
pub use self::burden::{BurdenSettings, BurdenSource, PanelSize};
pub use self::check::{CheckSettings, ListingForm};
pub use self::compare::CompareSettings;
pub use self::diff::DiffSettings;
pub use self::document::DocumentSettings;
pub use self::genes::{FilterSettings, GeneSettings};
pub use self::hla::HlaSettings;
pub use self::knowledge::{KnowledgeForm, KnowledgeSettings};
pub use self::merge::MergeSettings;
pub(crate) use self::parameters::{DATES_PARAMETER, REPORT_DATE_PARAMETER, refused};
pub use self::part::{PartSettings, Shard};
pub use self::patient::{PatientDates, PatientSettings};
pub use self::phenotype::PhenotypeSettings;
pub use self::reference::BuildSettings;
pub use self::repeat::RepeatSettings;
pub use self::report::ReportSettings;
pub use self::score::{Ids, MissingGenes, ScoreForm, ScoreSettings, Transform};
pub use self::sheet::SheetSettings;
pub use self::split::SplitSettings;
pub use self::validate::{Matching, ValidateSettings};
pub use self::variants::VariantSettings;
pub use evade_simulate::{
    PairScenario, PairSettings, PlantableMechanism, Planting, Settings as SimulateSettings,
};

/// The words that say whether variants are somatic.
pub const CALLS: [&str; 3] = CallsAre::WORDS;

/// How expression files are read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ReadSettings {
    /// Format of the file; found by its content otherwise.
    pub input_format: Option<InputFormat>,
    /// Table of transcript and gene, for files of transcripts.
    pub tx2gene: Option<PathBuf>,
    /// Unit of the values; found by fixed rules otherwise.
    pub unit: Option<Unit>,
    /// Gene lengths that turn counts into TPM: the id of built-in ones (`gencode_v22`), or a file.
    pub gene_lengths: Option<PathBuf>,
}

/// What decides scale and call.
#[derive(Debug, Clone, PartialEq)]
pub struct CallSettings {
    /// Where z values come from.
    pub scale: ScaleKind,
    /// Id of a built-in reference, or a file.
    pub reference: String,
    /// Id of built-in rules, or a file.
    pub rules: String,
    /// Tissue of samples whose histology names none, as the rules name it.
    pub tissue: Option<String>,
    /// Gene sets to score beside the built-in ones.
    pub gene_sets: Vec<PathBuf>,
    /// How expression files are read.
    pub read: ReadSettings,
    /// Whether files of one sample each may hold different genes.
    pub union: bool,
    /// By how much each axis is moved, in z, in the order of [`Axis::ALL`](evade_core::Axis::ALL).
    pub offsets: [f64; 5],
}

impl CallSettings {
    /// The reference of calls unless another one is named.
    pub const REFERENCE: &'static str = builtin::DEFAULT_REFERENCE;
    /// The rules of calls unless others are named.
    pub const RULES: &'static str = builtin::DEFAULT_RULES;
}

impl Default for CallSettings {
    fn default() -> Self {
        Self {
            scale: ScaleKind::Frozen,
            reference: Self::REFERENCE.to_owned(),
            rules: Self::RULES.to_owned(),
            tissue: None,
            gene_sets: Vec::new(),
            read: ReadSettings::default(),
            union: false,
            offsets: [0.0; 5],
        }
    }
}

/// What [`run`](crate::run()) is asked to do: samples of a sheet, columns of a matrix, or one patient.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RunSettings {
    /// Sample sheet.
    pub samples: Option<PathBuf>,
    /// Matrix of all samples, or of the patient.
    pub expression: Option<PathBuf>,
    /// Folder of the results; created if missing.
    pub outdir: PathBuf,
    /// What decides scale and call.
    pub call: CallSettings,
    /// Unknown columns of the sheet to keep.
    pub carry: Vec<String>,
    /// How variants are read and genes judged.
    pub genes: GeneSettings,
    /// Rules of mechanisms of the user's own; the built-in ones otherwise.
    pub mechanisms: Option<PathBuf>,
    /// Which of the samples are computed.
    pub part: PartSettings,
    /// One patient without a sheet.
    pub patient: Option<PatientSettings>,
    /// What identifies the reports as documents.
    pub document: DocumentSettings,
}
