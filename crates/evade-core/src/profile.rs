//! Everything known of one sample: the single source of tables, JSON and reports.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::vocabulary::vocabulary;
use crate::{
    AxisValue, Biomarkers, ClinicalFacts, DnaProfile, FeatureValue, GeneReadout, HistologyPlace, HlaGene,
    IciNote, LaneInputs, MechanismFinding, PatientLink, PhenotypeCall, Reason, ReportFacts, ResistanceCourse,
    SampleKnowledge, Unit, UnitSource,
};

/// What the sample sheet or the command line says of a sample. Everything but the ids is optional.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct SampleFacts {
    /// The sample's id in every output.
    pub sample: String,
    /// The column of the expression matrix.
    pub rna_id: String,
    /// Patient id.
    pub patient: Option<String>,
    /// Time point in the user's words.
    pub timepoint: Option<String>,
    /// Histology in the user's words.
    pub histology: Option<String>,
    /// FFPE, frozen, fresh.
    pub specimen: Option<String>,
    /// RNA assay in the user's words.
    pub assay_rna: Option<String>,
    /// Site of the biopsy.
    pub site: Option<String>,
    /// Tumour content, 0 to 1.
    pub purity: Option<f64>,
    /// Laboratory, batch or cohort.
    pub batch: Option<String>,
    /// Sample name in variant, segment and HLA files.
    pub dna_id: String,
    /// `WES`, `WGS` or a panel's name, in the user's words.
    pub assay_dna: Option<String>,
    /// Reference genome in the user's words.
    pub genome: Option<String>,
    /// Ploidy of the tumour.
    pub ploidy: Option<f64>,
    /// PD-L1 tumour proportion score in per cent.
    pub pdl1_tps: Option<f64>,
    /// Microsatellite status in the user's words.
    pub msi: Option<String>,
    /// Tumour mutational burden in mutations per megabase, as reported by the user's laboratory.
    pub tmb: Option<f64>,
    /// Treatment and response.
    pub clinical: ClinicalFacts,
    /// Columns carried along on request, name and value.
    pub carried: Vec<(String, String)>,
}

impl SampleFacts {
    /// Whether the specimen is no tissue of a patient's tumour: cells in culture, an animal model, blood.
    #[must_use]
    pub fn is_no_tumour_tissue(&self) -> bool {
        let specimen = self.specimen.as_deref().unwrap_or("").to_lowercase().replace(['-', '_'], " ");
        let of_another_kind = [
            "cell line",
            "organoid",
            "xenograft",
            "plasma",
            "cfdna",
            "ctdna",
            "liquid biopsy",
            "blood",
            "serum",
            "culture",
        ];
        of_another_kind.iter().any(|word| specimen.contains(word))
            || specimen.split_whitespace().any(|word| matches!(word, "pdx" | "pbmc" | "pdo"))
    }

    /// Whether what was not found in DNA may have been missed for lack of tumour: plasma, or a stated content under 20 %.
    #[must_use]
    pub fn holds_little_tumour(&self) -> bool {
        const LEAST: f64 = 0.2;
        let specimen = self.specimen.as_deref().unwrap_or("").to_lowercase().replace(['-', '_'], " ");
        let is_plasma =
            ["plasma", "cfdna", "ctdna", "liquid biopsy"].iter().any(|word| specimen.contains(word));
        // Plasma cells are cells of a tissue.
        is_plasma && !specimen.contains("plasma cell") || self.purity.is_some_and(|purity| purity < LEAST)
    }

    /// Whether the specimen is formalin-fixed, in the words of laboratories.
    #[must_use]
    pub fn is_ffpe(&self) -> bool {
        let specimen = self.specimen.as_deref().unwrap_or("").to_lowercase();
        ["ffpe", "formalin", "paraffin"].iter().any(|word| specimen.contains(word))
    }
}

vocabulary! {
    /// What the scale of z values comes from.
    ScaleKind in "scale" {
        /// A stored reference: the sample's values do not depend on other samples of the run.
        Frozen = "frozen",
        /// The run's own samples.
        Cohort = "cohort",
    }
}

/// The reference that was used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReferenceStamp {
    /// Id of the reference.
    pub id: String,
    /// How many samples it holds.
    pub n: u32,
    /// How many genes its universe holds.
    pub n_genes: u32,
    /// SHA-256 of the reference's content.
    pub digest: String,
}

/// One signature's score in one sample.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScoreRow {
    /// Signature id.
    pub signature: String,
    /// Axis of the catalogue the signature belongs to; empty for a user's set.
    pub axis: String,
    /// Method with everything that defines it.
    pub method: String,
    /// The score in the method's unit.
    pub score: Option<f64>,
    /// Genes of the set.
    pub n_genes: u32,
    /// Genes of the set that are in the matrix.
    pub n_found: u32,
    /// Robust z against the reference.
    pub z: Option<f64>,
    /// Standard error of `z` from the spread of the members; `null` under five genes.
    pub se: Option<f64>,
    /// Percentile in the reference, never beyond what its size can tell.
    pub percentile: Option<f64>,
    /// Lower end of the 95 % interval of `percentile`.
    pub percentile_low: Option<f64>,
    /// Upper end of the 95 % interval of `percentile`.
    pub percentile_high: Option<f64>,
    /// 95 % interval of `percentile`, joined with the error of the value itself (`se`): lower and upper end.
    #[serde(default)]
    pub interval_with_error: Option<(f64, f64)>,
    /// Place in the reference, 1 = lowest, `n` + 1 = above all.
    pub rank: Option<u32>,
    /// Reference samples behind the place.
    pub n_reference: Option<u32>,
    /// The place among the reference's tumours of the stated histology, where it has them apart.
    #[serde(default)]
    pub in_histology: Option<HistologyPlace>,
    /// Why something is missing or doubtful.
    pub reasons: Vec<Reason>,
}

/// How far the sample can be measured on the reference at all.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QualityControl {
    /// Rows of the matrix that were read.
    pub n_rows: u32,
    /// Genes of the reference universe in the matrix.
    pub n_universe_found: u32,
    /// Share of the reference universe that is in the matrix, 0 to 1.
    pub universe_coverage: f64,
    /// Universe genes with a value above that of no expression; in units without such a value, above the sample's smallest.
    pub n_detected: u32,
    /// Unit of the values; left out in profiles of versions that did not state it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
    /// How the unit became known; left out like `unit`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_source: Option<UnitSource>,
    /// Correlation of the sample's rank profile with the reference's median profile.
    pub profile_correlation: Option<f64>,
    /// The gate for `profile_correlation`: 1st percentile of the reference's own leave-one-out correlations.
    pub profile_gate: f64,
    /// Whether the sample's fingerprint is one of the reference's.
    pub in_reference: bool,
    /// Share of the universe genes at hand that are detected, 0 to 1.
    #[serde(default)]
    pub detected_share: Option<f64>,
    /// How much of the RNA is of normal lung, where the reference can tell.
    #[serde(default)]
    pub normal_lung: Option<ContentEstimate>,
    /// Organs and tumours other than lung whose genes are high, in words.
    #[serde(default)]
    pub other_tissues: Vec<String>,
    /// Axis genes that are silent although those that go with them are not.
    #[serde(default)]
    pub silent_genes: Vec<String>,
    /// What genes of the sex chromosomes show; `null` where the matrix lacks them, and where it lacks XIST and genes of chromosome Y
    /// are too weak to say.
    #[serde(default)]
    pub rna_sex: Option<RnaSex>,
    /// Everything noticed.
    pub reasons: Vec<Reason>,
}

vocabulary! {
    /// What genes of the sex chromosomes show in RNA. A tumour may lose chromosome Y, or the expression of XIST.
    RnaSex in "sex_of_rna" {
        /// Genes of chromosome Y are expressed, XIST is not or is not in the matrix.
        YGenes = "y_genes",
        /// XIST is expressed, genes of chromosome Y are not.
        XistWithoutY = "xist_without_y",
        /// Both are expressed: a mixture, or more than one X.
        Both = "both",
        /// Neither is expressed.
        Neither = "neither",
        /// Genes of chromosome Y are not expressed, and XIST is not in the matrix.
        NoYGenes = "no_y_genes",
    }
}

/// A share of the RNA that comes from another tissue.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ContentEstimate {
    /// The share, 0 to 1, at which half of the mixtures look like this.
    pub share: f64,
    /// The smallest share at which one mixture in a hundred still looks like this.
    pub low: f64,
    /// The largest share at which one mixture in a hundred still looks like this.
    pub high: f64,
}

/// What RNA says of one sample.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RnaProfile {
    /// Scale of all z values.
    pub scale: ScaleKind,
    /// The reference behind the scale.
    pub reference: ReferenceStamp,
    /// Rule file of the call.
    pub rules: String,
    /// Measurability.
    pub quality: QualityControl,
    /// Axes of the call.
    pub axes: Vec<AxisValue>,
    /// The call.
    pub call: PhenotypeCall,
    /// One row per signature.
    pub scores: Vec<ScoreRow>,
    /// What mechanism rules read, in the order of the list.
    #[serde(default)]
    pub features: Vec<FeatureValue>,
    /// The resampled values, for a comparison with another sample of the patient; working data.
    #[serde(skip)]
    pub resampled: Option<Box<ResampledRna>>,
}

/// What a comparison of two samples needs to know of their errors: the same genes are resampled in both, so that what both have in
/// common cancels.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ResampledRna {
    /// Per resample of genes and reference the five axes in the order of [`crate::Axis::ALL`], in z.
    pub axes: Vec<[Option<f64>; 5]>,
    /// Per signature, in the order of the scores, its genes at hand as places in the universe and how far each moves the score, in
    /// z: the mean of these is the score's distance from the mean of the reference's genes.
    pub scores: Vec<Vec<(u32, f64)>>,
}

/// Everything known of one sample.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SampleProfile {
    /// Version of this structure. The first number rises when readers break, the second when something is added.
    #[schemars(extend("pattern" = Self::pattern_of_readable_versions()))]
    pub schema_version: Cow<'static, str>,
    /// Intended use, printed with every result.
    pub intended_use: Cow<'static, str>,
    /// What identifies the report of the sample as a document; left out where nothing is stated.
    #[serde(default, skip_serializing_if = "ReportFacts::is_empty")]
    pub report: ReportFacts,
    /// Ids, and what the sheet or the command line says of the sample.
    pub facts: SampleFacts,
    /// What RNA says; `null` when it was not tested.
    pub rna: Option<RnaProfile>,
    /// What each lane of DNA input saw.
    pub lanes: LaneInputs,
    /// Somatic variants.
    pub dna: DnaProfile,
    /// HLA-A, HLA-B, HLA-C in this order.
    pub hla: Vec<HlaGene>,
    /// What is published on the loss of HLA class I alleles; `null` where none is lost.
    #[serde(default)]
    pub hla_note: Option<IciNote>,
    /// What RNA says of the function of genes, in the order of the readouts.
    #[serde(default)]
    pub readouts: Vec<GeneReadout>,
    /// The class of clinical resistance of the patient's course; `null` in profiles of versions that did not state it.
    #[serde(default)]
    pub resistance: Option<ResistanceCourse>,
    /// What the findings say of each mechanism of escape, in the order of the rules.
    #[serde(default)]
    pub mechanisms: Vec<MechanismFinding>,
    /// PD-L1 and mutational burden beside each other; `null` in profiles of versions that did not compare them.
    #[serde(default)]
    pub biomarkers: Option<Biomarkers>,
    /// What is published on the mechanisms that are supported or possible; `null` where mechanisms were not assessed.
    #[serde(default)]
    pub knowledge: Option<SampleKnowledge>,
    /// Where the sample is compared with others of its patient; left out where it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compared: Option<PatientLink>,
}

impl SampleProfile {
    /// Version of the JSON structure; a change that breaks readers raises the first number.
    pub const SCHEMA_VERSION: &'static str = "2.2.0";
    /// The short statement of intended use.
    pub const INTENDED_USE: &'static str =
        "Research use only. Not a diagnostic device; not for treatment decisions.";

    /// Regular expression of the versions that are read as this one is: those with its first number.
    fn pattern_of_readable_versions() -> String {
        let major = Self::SCHEMA_VERSION.split('.').next().unwrap_or_default();
        format!(r"^{major}\.[0-9]+\.[0-9]+$")
    }
}
