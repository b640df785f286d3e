//! What RNA says of the function of a gene: a readout of the gene's loss, beside what DNA says and never instead of it.
//!
//! * [`GeneReadout`] is the statement on one gene of one sample.
//! * [`ReadoutScale`] is what a reference knows of a readout: how it lies in tumours whose gene is altered and in tumours
//!   whose gene is not.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::vocabulary::vocabulary;

vocabulary! {
    /// What RNA says of the function of a gene. It is no call of the gene.
    ReadoutState in "readout_state" {
        /// The readout lies where it lies in tumours with an altered gene (for NFE2L2, whose alterations activate, in tumours with an activating one).
        SupportsLoss = "supports_loss",
        /// The readout lies where it lies in tumours whose gene is not altered.
        SupportsIntact = "supports_intact",
        /// Both kinds of tumours lie here: the readout says nothing.
        Neutral = "neutral",
        /// The readout has no meaning for this sample; the reason says why.
        NotAssessable = "not_assessable",
    }
}

vocabulary! {
    /// Why a readout has no state, and what must be known of one that has.
    ReadoutReason in "readout_reason" {
        /// No RNA was given.
        RnaNotTested = "rna_not_tested",
        /// The sample cannot be measured on the reference: the flags of its phenotype say why.
        RnaNotEvaluable = "rna_not_evaluable",
        /// Values are on the scale of the run's own samples, of which no tumour with an altered gene is known.
        CohortScale = "cohort_scale",
        /// The reference was built without tumours that have both RNA and DNA, or for another list of genes.
        NoReadoutDistribution = "no_readout_distribution",
        /// Under 80 % of the readout's genes are in the matrix.
        ReadoutGenesMissing = "readout_genes_missing",
        /// Fewer than five tumours of the reference with this histology have the gene altered: nothing can be said.
        TooFewAltered = "too_few_altered",
        /// In tumours of this histology the readout does not tell altered from unaltered: an area under the ROC curve below 0.70, or an interval that reaches 0.5.
        NotDiscriminating = "not_discriminating",
        /// It would take reads across exon junctions, and the input is expression of genes.
        NeedsJunctions = "needs_junctions",
        /// No histology is stated: the one that says less of those in the reference counts.
        HistologyNotStated = "histology_not_stated",
        /// The readout tells altered from unaltered in one histology alone, and none is stated.
        HistologyNeeded = "histology_needed",
        /// The reference has no tumours of the stated histology.
        OtherHistology = "other_histology",
        /// Another gene of the pathway is altered and explains the readout: it says nothing of this gene.
        AlteredElsewhere = "altered_elsewhere",
        /// Another gene of the pathway has an uncertain variant, which may explain the readout as well.
        UncertainElsewhere = "uncertain_elsewhere",
        /// The readout would say more if laboratories differed less: moved by what they differ, it is neutral.
        LaboratorySensitive = "laboratory_sensitive",
        /// Formalin fixation moves the readout: moved back, it would say something else, so it is neutral.
        FfpeSensitive = "ffpe_sensitive",
        /// Genes of the readout are not in the matrix: with them it might say something else, so it is neutral.
        MissingGenesMatter = "missing_genes_matter",
        /// The reference was compared with no other laboratory: what a laboratory does to this readout is not known.
        LaboratoryUnknown = "laboratory_unknown",
        /// Another loss would hide this one in the readout (a lost CDKN2A that of RB1): an intact gene is not supported.
        HiddenByLoss = "hidden_by_loss",
        /// The specimen is stated as a cell line, an animal model, an organoid, or blood: the readout was measured in tumours of patients.
        OtherSpecimen = "other_specimen",
        /// The sample is itself one of the reference's tumours: its readout is not an independent test.
        InReference = "in_reference",
        /// Much of the RNA is of other cells (low tumour content, or normal lung), which hides a loss: an intact gene is not supported.
        LowPurity = "low_purity",
        /// The unaltered tumours of this histology were not tested for deletions: some may have lost the gene.
        DeletionsUnknown = "deletions_unknown",
        /// Silence of this gene may come from methylation of its promoter instead of a deletion.
        SilencingPossible = "silencing_possible",
        /// The readout shows a gene's missing RNA alone: RNA that is there does not speak against a variant, so an intact gene is not supported.
        ShowsAbsenceOnly = "shows_absence_only",
        /// DNA has the gene altered and RNA looks as in tumours whose gene is intact.
        AlteredButIntact = "altered_but_intact",
        /// DNA has the gene not altered and RNA looks as in tumours whose gene is altered: a deletion, silencing, for genes that alterations activate an amplification, or a variant that was not covered may be the cause.
        IntactButLoss = "intact_but_loss",
    }
}

/// What RNA says of the function of one gene.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GeneReadout {
    /// The gene.
    pub gene: String,
    /// Id of the readout.
    pub readout: String,
    /// What is read, in words: `NRF2 programme`.
    pub name: String,
    /// Whether alterations of the gene activate it: then `supports_loss` means that the readout is as in tumours with an
    /// activating change.
    pub activates: bool,
    /// Whether the altered tumours are those with a homozygous deletion of the gene; else those with a variant.
    #[serde(default)]
    pub by_deletion: bool,
    /// Mean place of the readout's genes among all genes of the sample, 0 to 1; of a difference, -1 to 1.
    pub value: Option<f64>,
    /// Percentile of the value among the unaltered tumours of the histology, never beyond what their number can tell.
    pub percentile: Option<f64>,
    /// What the readout supports.
    pub state: ReadoutState,
    /// How much more often tumours with an altered gene have such a value than unaltered ones.
    pub likelihood_ratio: Option<f64>,
    /// Whether the value lies further out than the ratio says: beyond the cap, or beyond all tumours of the group that it
    /// resembles.
    #[serde(default)]
    pub capped: bool,
    /// The tumours that the sample is compared with.
    pub compared: Option<ReadoutComparison>,
    /// What a loss of the gene means.
    pub meaning: String,
    /// The test or finding that would settle whether the gene works as it should.
    pub settled_by: String,
    /// Why there is no state, and what must be known.
    pub reasons: Vec<ReadoutReason>,
}

/// The tumours of a reference with which a readout was compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReadoutComparison {
    /// Histology of the tumours.
    pub histology: String,
    /// Tumours with an altered gene.
    pub n_altered: u32,
    /// Tumours with an unaltered gene.
    pub n_unaltered: u32,
    /// Whether a loss makes the value high; else it makes it low.
    pub loss_is_high: bool,
    /// Share of the altered tumours that lie at the sample's value or further towards loss, or, for a readout that supports an
    /// intact gene, further towards intact.
    pub share_altered: Option<f64>,
    /// The same share of the unaltered tumours.
    pub share_unaltered: Option<f64>,
    /// 5th, 25th, 50th, 75th and 95th percentile of the value in the altered tumours.
    pub altered: Option<[f64; 5]>,
    /// 5th, 25th, 50th, 75th and 95th percentile of the value in the unaltered tumours.
    pub unaltered: Option<[f64; 5]>,
    /// Area under the ROC curve, lower and upper end of its 95 % interval.
    pub auc: Option<[f64; 3]>,
}

/// What a reference knows of one readout of one gene.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadoutScale {
    /// The gene.
    pub gene: String,
    /// Id of the readout.
    pub readout: String,
    /// Digest of what it is made of: another list of genes of the same name has no distribution here.
    pub digest: String,
    /// Tumours by histology.
    pub strata: Vec<ReadoutStratum>,
}

/// Tumours of one histology with known DNA.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadoutStratum {
    /// The histology.
    pub histology: String,
    /// Tumours whose gene is altered.
    pub n_altered: u32,
    /// Tumours whose gene, and those of its pathway, are not altered.
    pub n_unaltered: u32,
    /// Tumours whose gene has an uncertain variant alone; they are in neither group.
    pub n_uncertain: u32,
    /// Whether these tumours were tested for deletions of the gene.
    pub deletions_known: bool,
    /// How far other laboratories' tumours lie off, as the root mean square of their medians' distances from the median of
    /// all tumours of this histology; absent where no other laboratory was measured.
    pub laboratory_shift: Option<f64>,
    /// Ascending values of the altered ones; 101 quantiles when there are more than that.
    pub altered: Vec<f64>,
    /// The same of the unaltered ones.
    pub unaltered: Vec<f64>,
    /// Area under the ROC curve with its 95 % interval; absent when a group is empty.
    pub auc: Option<[f64; 3]>,
    /// The line of the logarithm of the likelihood ratio; absent with fewer altered tumours than the rules ask for.
    pub line: Option<RatioLine>,
}

/// The natural logarithm of the likelihood ratio as a straight line: `intercept + slope * (value - centre) / scale`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RatioLine {
    /// Median of the unaltered tumours.
    pub centre: f64,
    /// 1.4826 times their median absolute deviation.
    pub scale: f64,
    /// At the centre.
    pub intercept: f64,
    /// By scale.
    pub slope: f64,
}

impl RatioLine {
    /// The natural logarithm of the likelihood ratio at a value.
    #[must_use]
    pub fn log_ratio(&self, value: f64) -> f64 {
        self.intercept + self.slope * (value - self.centre) / self.scale
    }
}
