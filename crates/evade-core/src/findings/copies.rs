//! Copy number of a gene.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::HlaSource;
use crate::vocabulary::{coded, vocabulary};

vocabulary! {
    /// The copy-number state of a gene.
    CopyState in "copy_state" {
        /// No copy left.
        Homdel = "homdel",
        /// No copy left, if the log ratio of a sample of unknown purity can be believed; or none in a part of the
        /// tumour cells.
        PossibleHomdel = "possible_homdel",
        /// A copy is left or more, all of one parent.
        Loh = "loh",
        /// One copy fewer than the others, the alleles not told apart; or an allele lost in a part of the tumour cells.
        SingleLoss = "single_loss",
        /// As most of the genome.
        Neutral = "neutral",
        /// More copies, not enough for an amplification.
        Gain = "gain",
        /// Many copies.
        Amplification = "amp",
        /// Many copies, if the log ratio of a sample of unknown purity can be believed; or in a part of the tumour cells.
        PossibleAmplification = "possible_amp",
    }
}

impl CopyState {
    /// Whether no copy is left.
    #[must_use]
    pub fn is_homdel(self) -> bool {
        matches!(self, Self::Homdel | Self::PossibleHomdel)
    }

    /// Whether there are many copies.
    #[must_use]
    pub fn is_amplified(self) -> bool {
        matches!(self, Self::Amplification | Self::PossibleAmplification)
    }
}

coded! {
    /// Where the copies of a gene were read.
    CopySource in "copy_source" {
        /// Segments of FACETS.
        Facets = "facets",
        /// Segments of ASCAT.
        Ascat = "ascat",
        /// Segments in the format that PCGR reads.
        Pcgr = "pcgr",
        /// Segments of PURPLE.
        Purple = "purple",
        /// Genes of PURPLE.
        PurpleGene = "purple_gene",
        /// Segments of PureCN.
        PureCn = "purecn",
        /// Segments of Sequenza.
        Sequenza = "sequenza",
        /// Segments of Battenberg.
        Battenberg = "battenberg",
        /// Segments of CNVkit.
        CnvKit = "cnvkit",
        /// Copies of CNVkit in a table of genes.
        CnvKitCall = "cnvkit_call",
        /// Log ratios of CNVkit in a table of genes.
        CnvKitLog2 = "cnvkit_log2",
        /// Segments of TITAN.
        Titan = "titan",
        /// Segments of GATK ModelSegments.
        GatkModel = "gatk_model_segments",
        /// Segments with a log ratio alone.
        Seg = "seg",
        /// Segments of Control-FREEC.
        ControlFreec = "control_freec",
        /// Segments of ABSOLUTE.
        Absolute = "absolute",
        /// Segments of ascatNgs.
        AscatNgs = "ascat_ngs",
        /// Segments with copies of both alleles in columns that say so.
        SegmentTable = "segment_table",
        /// Discrete calls from -2 to 2, as cBioPortal and GISTIC write them.
        CbioportalCna = "cbioportal_cna",
        /// Records of a copy-number caller in a VCF.
        Vcf = "cnv_vcf",
        /// A table from a laboratory's report.
        Reported = "reported",
        /// An allele-specific method for HLA class I.
        Hla(Option<HlaSource>: "the source of the HLA state, as hla_loh.tsv names it") = "hla",
    }
}

/// The copies of a gene.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GeneCopies {
    /// What the numbers say.
    pub state: CopyState,
    /// Copies of both alleles.
    pub total: Option<f64>,
    /// Copies of the allele with fewer.
    pub minor: Option<f64>,
    /// Where the copies were read.
    pub source: CopySource,
    /// Share of the tumour cells with the loss or gain, where it is not in most of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subclonal: Option<f64>,
    /// First and last base of the segment that decides; working data.
    #[serde(skip)]
    pub segment: Option<(u64, u64)>,
}

impl GeneCopies {
    /// A state of which the source gives no numbers.
    #[must_use]
    pub fn stated(state: CopyState, source: CopySource) -> Self {
        Self { state, total: None, minor: None, source, subclonal: None, segment: None }
    }
}
