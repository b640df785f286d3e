//! What a command is asked to do, apart from how it was asked: options of a command line, arguments of a function.

mod burden;
pub(crate) mod decisive;
mod parameters;
mod patient;

use std::path::PathBuf;

pub use evade_core::{Date, Phenotype, ScaleKind, TmbMode, Unit};
pub use evade_genome::{Build, BurdenRules as BurdenLimits};
pub use evade_io::{DnaFiles, InputFormat, SheetColumn};
pub use evade_score::Method;

pub(crate) use self::burden::PARAMETERS as BURDEN_PARAMETERS;
pub use self::burden::{BurdenSettings, PanelSize};
pub(crate) use self::parameters::refused;
pub use self::patient::PatientSettings;
pub use crate::check::{CheckSettings, ListingForm};
pub use crate::diff::DiffSettings;
pub use crate::document::DocumentSettings;
pub use crate::hla::HlaSettings;
pub use crate::merge::MergeSettings;
pub use crate::part::{PartSettings, Shard};
pub use crate::phenotype::PhenotypeSettings;
pub use crate::reference::BuildSettings;
pub use crate::repeat::RepeatSettings;
pub use crate::report::ReportSettings;
pub use crate::score::{MissingGenes, ScoreForm, ScoreSettings, Transform};
pub use crate::sheet::SheetSettings;
pub use crate::simulate::SimulateSettings;
pub use crate::split::SplitSettings;
pub use crate::variants::{FilterSettings, SequenceSettings, VariantSettings};

/// How expression files are read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ReadSettings {
    /// Format of the file; found by its content otherwise.
    pub input_format: Option<InputFormat>,
    /// Table of transcript and gene, for files of transcripts.
    pub tx2gene: Option<PathBuf>,
    /// Unit of the values; found by fixed rules otherwise.
    pub unit: Option<Unit>,
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
    /// Gene sets to score beside the built-in ones.
    pub gene_sets: Vec<PathBuf>,
    /// How expression files are read.
    pub read: ReadSettings,
    /// Whether files of one sample each may hold different genes.
    pub union: bool,
}

impl CallSettings {
    /// The reference of calls unless another one is named.
    pub const REFERENCE: &'static str = "nsclc-ici";
    /// The rules of calls unless others are named.
    pub const RULES: &'static str = "tme-v0";
}

impl Default for CallSettings {
    fn default() -> Self {
        Self {
            scale: ScaleKind::Frozen,
            reference: Self::REFERENCE.to_owned(),
            rules: Self::RULES.to_owned(),
            gene_sets: Vec::new(),
            read: ReadSettings::default(),
            union: false,
        }
    }
}

/// What [`run`](crate::run::run) is asked to do: samples of a sheet, columns of a matrix, or one patient.
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
    /// How the tumour mutational burden is counted.
    pub burden: BurdenSettings,
    /// Which of the samples are computed.
    pub part: PartSettings,
    /// One patient without a sheet.
    pub patient: Option<PatientSettings>,
    /// What identifies the reports as documents.
    pub document: DocumentSettings,
}
