//! Mechanisms of resistance, phenotypes and definitions of the review.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Citation;
use crate::Phenotype;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// What a mechanism is about.
    MechanismLayer in "mechanism_layer" {
        /// Exhaustion of T cells and inhibitory receptors.
        Exhaustion = "exhaustion",
        /// Regulatory T cells.
        Treg = "treg",
        /// Tumour-associated macrophages, with targets on them and their vessels.
        Tam = "tam",
        /// Myeloid-derived suppressor cells and neutrophils.
        Mdsc = "mdsc",
        /// Cancer-associated fibroblasts, matrix and TGF-beta.
        Caf = "caf",
        /// Antigen presentation, with dendritic cells and hypoxia.
        AntigenPresentation = "antigen_presentation",
        /// Alterations of the tumour and factors that it secretes, which shape its immunogenicity.
        Immunogenicity = "immunogenicity",
        /// Transformation to small cell carcinoma.
        SclcTransformation = "sclc_transformation",
        /// Delivery of the drug into the tumour.
        Delivery = "delivery",
        /// A phenotype of the tumour microenvironment.
        Phenotype = "phenotype",
        /// A definition of primary or acquired resistance.
        Definition = "definition",
    }
}

vocabulary! {
    /// The time of resistance for which the review describes a mechanism.
    ResistanceTiming in "resistance_timing" {
        /// Primary resistance.
        Primary = "primary",
        /// Acquired resistance.
        Acquired = "acquired",
        /// Mainly acquired resistance.
        MainlyAcquired = "mainly_acquired",
        /// Both, or resistance as such.
        Both = "both",
        /// The review does not say.
        NotStated = "not_stated",
        /// Neither: a class of its own.
        NotClassified = "not_classified",
    }
}

vocabulary! {
    /// In whom or what a mechanism was observed.
    EvidenceSpecies in "evidence_species" {
        /// Patients or their tumours.
        Human = "human",
        /// Mice alone: no effect in patients is shown.
        Mouse = "mouse",
        /// Patients and mice.
        HumanAndMouse = "human_and_mouse",
        /// Patients or their tumours, and cell culture or animals.
        HumanAndModels = "human_and_models",
        /// The review does not say in whom.
        NotStated = "not_stated",
        /// No observation is described: a general statement, or a drug target without a mechanism.
        NotDescribed = "not_described",
    }
}

impl EvidenceSpecies {
    /// What must be said beside every statement of a row with this evidence; absent for human evidence.
    #[must_use]
    pub fn remark(self) -> Option<&'static str> {
        match self {
            Self::Human => None,
            Self::Mouse => Some("Observed in mice alone; no effect in patients is shown."),
            Self::HumanAndMouse => Some("Observed in patients and, in part, in mice alone."),
            Self::HumanAndModels => Some("Observed in patients and, in part, in laboratory models alone."),
            Self::NotStated => {
                Some("The review does not say whether this was observed in patients or in animals.")
            }
            Self::NotDescribed => Some("The review describes no observation behind this."),
        }
    }
}

vocabulary! {
    /// What kind of evidence a mechanism rests on.
    EvidenceKind in "evidence_kind" {
        /// Patients or tumours that were observed.
        Observational = "observational",
        /// A cohort with outcome, of stated size or with multivariable analysis.
        Cohort = "cohort",
        /// Biopsies before and after treatment.
        PairedBiopsies = "paired_biopsies",
        /// Single cells before and after treatment.
        SingleCell = "single_cell",
        /// Spatial or multi-omic analysis of tumours.
        Spatial = "spatial",
        /// Genomes of tumours.
        Genomic = "genomic",
        /// Patients of clinical trials.
        Trial = "trial",
        /// Case reports or a few cases.
        Cases = "cases",
        /// A mechanism shown by experiment.
        Mechanistic = "mechanistic",
        /// An experiment in animals.
        Preclinical = "preclinical",
        /// An unproven explanation.
        Hypothesis = "hypothesis",
        /// A statement of the review, for which it describes no single study.
        Statement = "statement",
        /// A target of a trial, of which the review describes no mechanism.
        TargetOnly = "target_only",
        /// A definition by the review or a consensus.
        Definition = "definition",
    }
}

vocabulary! {
    /// By what a mechanism could be seen.
    MeasuredBy in "measured_by" {
        /// Bulk RNA of the tumour.
        Rna = "rna",
        /// Bulk RNA shows a stand-in of it.
        RnaProxy = "rna_proxy",
        /// Bulk RNA shows it with little specificity.
        RnaWeak = "rna_weak",
        /// Somatic variants.
        Dna = "dna",
        /// Copy number.
        CopyNumber = "copy_number",
        /// Loss of HLA class I alleles.
        Hla = "hla",
        /// Samples before and after treatment.
        Pair = "pair",
        /// A protein in blood.
        BloodProtein = "blood_protein",
        /// Cells in blood.
        BloodCells = "blood_cells",
        /// Immunohistochemistry.
        Ihc = "ihc",
        /// Histology.
        Histology = "histology",
        /// Dates and response.
        Clinical = "clinical",
        /// None of the inputs shows it.
        NotMeasurable = "not_measurable",
    }
}

/// A mechanism of resistance, a phenotype or a definition, as the review describes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mechanism {
    /// Its id: `TRG-02`.
    pub id: String,
    /// What the mechanism is about.
    pub layer: MechanismLayer,
    /// For which resistance it is described.
    pub timing: ResistanceTiming,
    /// The mechanism in a few words.
    pub name: String,
    /// Cells, receptors and programmes that mark it.
    #[serde(default)]
    pub markers: Vec<String>,
    /// Genes that the review names, by approved symbol.
    #[serde(default)]
    pub genes: Vec<String>,
    /// Genes that evade adds: the review does not name them.
    #[serde(default)]
    pub genes_added: Vec<String>,
    /// In whom or what it was observed.
    pub species: EvidenceSpecies,
    /// The kind of evidence.
    pub evidence: EvidenceKind,
    /// More on the evidence: size, design.
    #[serde(default)]
    pub evidence_note: Option<String>,
    /// What was found, in a sentence or two.
    pub claim: String,
    /// By what it could be seen.
    pub measured_by: Vec<MeasuredBy>,
    /// Phenotypes with which it goes.
    #[serde(default)]
    pub phenotypes: Vec<Phenotype>,
    /// What limits the claim, or its reading in a sample.
    #[serde(default)]
    pub caveat: Option<String>,
    /// Where it was read.
    pub cite: Citation,
}
