//! What each lane of DNA input saw of a sample: a fact of its own, so that nothing has to be inferred from findings.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::vocabulary::vocabulary;
use crate::{CopySource, HlaSource, VariantSource};

vocabulary! {
    /// Whether a lane was tested.
    LaneState in "lane_state" {
        /// Input was given and tests every gene that the lane judges.
        Given = "given",
        /// Input was given and tests some genes, or nothing declares which.
        Partly = "partly",
        /// Input was given and nothing of it could be used.
        NotUsed = "not_used",
        /// No input was given.
        NotGiven = "not_given",
    }
}

vocabulary! {
    /// Why a lane was tested in part or not used.
    LaneReason in "lane_reason" {
        /// The files hold nothing of this sample: they name others, or none, and several samples name the file.
        SampleNotInFile = "sample_not_in_file",
        /// The files hold no small somatic variants: germline variants, or rearrangements alone.
        NoSomaticCalls = "no_somatic_calls",
        /// Nothing declares which genes were covered: neither assay nor panel.
        CoverageNotDeclared = "coverage_not_declared",
        /// The panel, the regions or the manually entered table cover some of the judged genes, or none of them.
        CoversSomeGenes = "covers_some_genes",
        /// The copy-number files or the manually entered table have values for some of the genes, or for none.
        CopiesOfSomeGenes = "copies_of_some_genes",
        /// Too few of the cells are of the tumour to tell copies.
        LowPurity = "low_purity",
        /// Copies are known from HLA input alone.
        HlaGenesOnly = "hla_genes_only",
        /// Breakpoints in DNA were read, and nothing shows that the introns in which fusions break were sequenced, as those of a
        /// whole genome are.
        BreakpointsAlone = "breakpoints_alone",
        /// The state of some or all genes could not be determined; hla_loh.tsv has the reason of each.
        NotDetermined = "not_determined",
    }
}

/// What one lane saw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "LaneInputOf{S}")]
pub struct LaneInput<S> {
    /// Whether the lane was tested.
    pub state: LaneState,
    /// Genes that were tested, where the lane was tested in part; empty where nothing declares which.
    pub genes: Vec<String>,
    /// Why the lane was tested in part or not used.
    pub reason: Option<LaneReason>,
    /// Where the lane was read, each source once.
    pub sources: Vec<S>,
}

impl<S> Default for LaneInput<S> {
    /// No input.
    fn default() -> Self {
        Self { state: LaneState::NotGiven, genes: Vec::new(), reason: None, sources: Vec::new() }
    }
}

impl<S: PartialEq> LaneInput<S> {
    /// Every gene was tested.
    #[must_use]
    pub fn given(sources: Vec<S>) -> Self {
        Self { state: LaneState::Given, sources: unique(sources), ..Self::default() }
    }

    /// These genes were tested, or nothing declares which.
    #[must_use]
    pub fn partly(genes: Vec<String>, reason: LaneReason, sources: Vec<S>) -> Self {
        Self { state: LaneState::Partly, genes, reason: Some(reason), sources: unique(sources) }
    }

    /// Input was given and nothing of it could be used.
    #[must_use]
    pub fn not_used(reason: LaneReason, sources: Vec<S>) -> Self {
        Self { state: LaneState::NotUsed, reason: Some(reason), sources: unique(sources), ..Self::default() }
    }
}

/// Each once, in the order of the first.
fn unique<S: PartialEq>(sources: Vec<S>) -> Vec<S> {
    let mut seen = Vec::with_capacity(sources.len());
    for source in sources {
        if !seen.contains(&source) {
            seen.push(source);
        }
    }
    seen
}

/// What the four lanes of DNA input saw of a sample.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct LaneInputs {
    /// Small variants: VCF, BCF, MAF, manually entered table.
    pub small_variants: LaneInput<VariantSource>,
    /// Copy number of genes.
    pub copy_number: LaneInput<CopySource>,
    /// Rearrangements.
    pub rearrangements: LaneInput<VariantSource>,
    /// HLA class I.
    pub hla: LaneInput<HlaSource>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_named_once_and_all_of_it_is_read_back() {
        let sources = vec![VariantSource::Maf, VariantSource::Reported, VariantSource::Maf];
        let lane = LaneInput::partly(vec!["KRAS".into()], LaneReason::CoversSomeGenes, sources);
        assert_eq!(lane.sources, [VariantSource::Maf, VariantSource::Reported]);
        let lanes = LaneInputs { small_variants: lane, ..LaneInputs::default() };
        let json = serde_json::to_value(&lanes).unwrap();
        assert_eq!(json["small_variants"]["state"], "partly");
        assert_eq!(json["hla"]["state"], "not_given");
        assert_eq!(serde_json::from_value::<LaneInputs>(json).unwrap(), lanes);
    }
}
