//! The samples of one patient over time.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::PairComparison;
use crate::{BestResponse, BiopsyTime, Confidence, Phenotype, SampleProfile};

/// One sample on the way of a patient.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PatientSample {
    /// Its id.
    pub sample: String,
    /// Time point in the user's words.
    pub timepoint: Option<String>,
    /// Days from the first dose of the checkpoint inhibitor to the collection, negative before it; `null` without both dates.
    pub day: Option<i32>,
    /// When it was taken, against treatment with a checkpoint inhibitor.
    pub biopsy: BiopsyTime,
    /// Site of the biopsy in the user's words.
    pub site: Option<String>,
    /// Kind of specimen in the user's words.
    pub specimen: Option<String>,
    /// RNA assay in the user's words.
    pub assay_rna: Option<String>,
    /// DNA assay in the user's words.
    pub assay_dna: Option<String>,
    /// Histology in the user's words.
    pub histology: Option<String>,
    /// Tumour content, 0 to 1.
    pub purity: Option<f64>,
    /// Its phenotype; `null` without RNA.
    pub phenotype: Option<Phenotype>,
    /// How far to trust it.
    pub confidence: Option<Confidence>,
    /// Whether variants were read.
    pub has_variants: bool,
    /// Whether HLA class I was assessed.
    pub has_hla: bool,
}

/// The course of treatment in days from the first dose of the checkpoint inhibitor. It holds no date.
#[expect(clippy::struct_excessive_bools, reason = "each is a statement of the sheet of its own")]
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct PatientCourse {
    /// Whether a first dose is stated: day 0.
    pub has_start: bool,
    /// Day of the last dose.
    pub last_dose: Option<i32>,
    /// Whether treatment is stated to go on.
    pub is_ongoing: bool,
    /// Day of progression.
    pub progression: Option<i32>,
    /// Whether it is stated that there is no progression so far.
    pub no_progression: bool,
    /// Drugs in the user's words.
    pub regimen: Option<String>,
    /// Best response as it was read.
    pub best_response: Option<BestResponse>,
    /// Whether the rows of the patient's samples state different courses: that of the last sample is shown.
    pub rows_differ: bool,
}

/// Everything on the samples of one patient.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PatientComparison {
    /// Version of this structure. The first number rises when readers break, the second when something is added.
    pub schema_version: Cow<'static, str>,
    /// Intended use, printed with every result.
    pub intended_use: Cow<'static, str>,
    /// Patient id.
    pub patient: String,
    /// Id of the rules: what noise is and what is called.
    pub rules: String,
    /// The samples in order of time; those whose time is not known stand last, in the order of the sheet.
    pub samples: Vec<PatientSample>,
    /// Samples of the patient without a result.
    pub failed: Vec<String>,
    /// The course of treatment.
    pub course: PatientCourse,
    /// Each earlier with the next later sample, then the first with the last where there are more than two.
    pub pairs: Vec<PairComparison>,
}

impl PatientComparison {
    /// Version of the JSON structure.
    pub const SCHEMA_VERSION: &'static str = "1.0.0";
    /// The short statement of intended use.
    pub const INTENDED_USE: &'static str = SampleProfile::INTENDED_USE;
}

/// Where a sample's comparison with others of its patient is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PatientLink {
    /// Patient id.
    pub patient: String,
    /// The page, from the folder of the sample's page.
    pub page: String,
    /// The earlier samples it was compared with.
    pub earlier: Vec<String>,
    /// The later samples it was compared with.
    pub later: Vec<String>,
}
