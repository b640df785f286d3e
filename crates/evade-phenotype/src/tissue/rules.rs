//! The rule file of the tissue gates.

use std::collections::BTreeSet;

use serde::Deserialize;
use thiserror::Error;

/// Lists of genes and thresholds that say whether a sample is tissue of a lung carcinoma.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TissueRules {
    /// Name of the rule set.
    pub id: String,
    /// Epithelial genes.
    pub epithelium: Vec<String>,
    /// Signature of fibroblasts.
    pub fibroblasts: String,
    /// Signature of vessels.
    pub endothelium: String,
    /// Signature of leukocytes.
    pub leukocytes: String,
    /// Signature of B cells.
    pub b_lineage: String,
    /// The lowest mean place at which genes of another tissue count.
    pub expressed: f64,
    /// Organs and tumours other than lung.
    pub other: Vec<OtherTissue>,
    /// HLA genes whose reads may be lost.
    pub hla: HlaRule,
    /// How far below the reference the share of detected genes may lie.
    pub depth: DepthRule,
    /// The contrast with normal tissue.
    pub normal: NormalRule,
}

/// Genes of another organ or tumour.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OtherTissue {
    /// Its short name.
    pub id: String,
    /// What it is, in words.
    pub words: String,
    /// Its genes.
    pub genes: Vec<String>,
}

/// HLA genes whose reads may be lost.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HlaRule {
    /// HLA-A, -B, -C.
    pub class_1: Vec<String>,
    /// So many of them silent are lost.
    pub class_1_silent: u32,
    /// B2M.
    pub companion_1: String,
    /// Polymorphic genes of class II.
    pub class_2: Vec<String>,
    /// So many of them silent are lost.
    pub class_2_silent: u32,
    /// HLA-DRA.
    pub companion_2: String,
    /// Below this place a gene is as good as silent.
    pub silent: f64,
    /// From this place on the companion is where it always is.
    pub companion_from: f64,
}

/// How far below the reference's 1st percentile the share of detected genes may lie.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DepthRule {
    /// Further below, the sample is doubted.
    pub low: f64,
    /// Further below, it is not evaluable.
    pub minimum: f64,
}

/// The contrast with normal tissue.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NormalRule {
    /// Genes a direction.
    pub genes: u32,
    /// From this share of normal tissue on the call is doubted.
    pub much: f64,
    /// A sample that may hold this share of normal tissue gets no firm call.
    pub too_much: f64,
}

/// Rules that do not work.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the tissue rules: {0}")]
pub struct TissueRulesError(&'static str);

impl TissueRules {
    /// Checks that the lists and thresholds make sense.
    pub fn check(&self) -> Result<(), TissueRulesError> {
        let distinct = |genes: &[String]| {
            !genes.is_empty() && genes.iter().collect::<BTreeSet<_>>().len() == genes.len()
        };
        let holds = |condition: bool, what| if condition { Ok(()) } else { Err(TissueRulesError(what)) };
        holds(distinct(&self.epithelium), "every epithelial gene once")?;
        holds(self.other.iter().all(|other| distinct(&other.genes)), "every gene of another tissue once")?;
        holds(
            [
                self.expressed,
                self.hla.silent,
                self.hla.companion_from,
                self.normal.much,
                self.normal.too_much,
            ]
            .iter()
            .all(|share| (0.0..=1.0).contains(share)),
            "places and shares lie between 0 and 1",
        )?;
        holds(
            0.0 < self.depth.low && self.depth.low < self.depth.minimum,
            "depth.low lies below depth.minimum",
        )?;
        holds(self.normal.genes > 0, "at least one gene a direction in the contrast with normal tissue")
    }
}
