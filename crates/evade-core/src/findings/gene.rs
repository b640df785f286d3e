//! What is known of one gene in one sample.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Caution, Direction, EffectClass, EvidenceCode, EvidenceLevel, GeneCopies};
use crate::vocabulary::vocabulary;

/// The gene whose variants a row is made of. A finding with a row of its own is named symbol, `_`, finding
/// (`KRAS_G12D`); approved symbols of judged genes hold no `_`.
#[must_use]
pub fn gene_of_row(row: &str) -> &str {
    row.split_once('_').map_or(row, |(gene, _)| gene)
}

vocabulary! {
    /// What a sample's variants say of a gene.
    AlterationStatus in "gene_status" {
        /// A damaging or activating variant is there.
        Altered = "altered",
        /// A variant is there whose effect is not known.
        Uncertain = "uncertain",
        /// The gene was covered and nothing was found.
        NotAltered = "not_altered",
        /// Nothing says that the gene was tested.
        NotTested = "not_tested",
    }
}

vocabulary! {
    /// How many copies of the gene are hit.
    Hits in "hits" {
        /// Both.
        Biallelic = "biallelic",
        /// One.
        Monoallelic = "monoallelic",
        /// It cannot be determined.
        Unknown = "unknown",
    }
}

vocabulary! {
    /// What an alteration of the gene must do to matter.
    GeneRole in "role" {
        /// Loss of a tumour suppressor.
        Suppressor = "TSG",
        /// Loss of interferon signalling or of a death receptor's pathway.
        ImmuneSuppressor = "TSG-immune",
        /// Loss of antigen presentation.
        AntigenPresentation = "APM",
        /// An activating change.
        Oncogene = "ONC",
        /// Amplification.
        AmplifiedOncogene = "ONC-AMP",
        /// A fusion that keeps the kinase, or an activating change.
        FusedOncogene = "ONC-FUSION",
        /// A change of the proofreading domain.
        Modifier = "MODIFIER",
        /// None of these: the gene is not judged.
        Other = "other",
    }
}

impl GeneRole {
    /// Whether it is the gene's loss that matters.
    #[must_use]
    pub fn is_loss(self) -> bool {
        matches!(self, Self::Suppressor | Self::ImmuneSuppressor | Self::AntigenPresentation)
    }
}

/// What a finding means for immune checkpoint inhibitors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct IciNote {
    /// The gene, or the genes joined by `+`.
    pub finding: String,
    /// Level of the evidence; `null` when it is not graded.
    pub level: Option<EvidenceLevel>,
    /// In which direction the finding bears on checkpoint inhibitors.
    pub direction: Direction,
    /// Whether the note holds for the loss of both copies alone.
    #[serde(default)]
    pub needs_both: bool,
    /// What the finding means, in our words.
    pub text: String,
    /// PMID or DOI of each source.
    pub sources: Vec<String>,
}

/// What is known of one gene in one sample.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GeneAlteration {
    /// Approved symbol, or the name of a finding with a row of its own, such as `KRAS_G12D`.
    pub gene: String,
    /// The gene's state.
    pub status: AlterationStatus,
    /// Copies hit; `null` when nothing was found or tested.
    pub hits: Option<Hits>,
    /// Effect of the variant that decides.
    pub effect: Option<EffectClass>,
    /// Protein change of the variant that decides, `p.` notation.
    pub hgvsp: Option<String>,
    /// Coding change of the variant that decides, `c.` notation.
    pub hgvsc: Option<String>,
    /// Allele fraction of the variant that decides.
    pub vaf: Option<f64>,
    /// Reads at the place of the variant that decides.
    pub depth: Option<u32>,
    /// Variants counted in the gene, the deciding one included.
    pub n_variants: u32,
    /// Evidence codes of the variant that decides.
    pub evidence: Vec<EvidenceCode>,
    /// Level of the evidence on checkpoint inhibitors.
    pub level: Option<EvidenceLevel>,
    /// Cautions.
    pub flags: Vec<Caution>,
    /// What an alteration must do to matter.
    pub role: GeneRole,
    /// Copies of the gene; `null` when copy number was not read.
    pub copies: Option<GeneCopies>,
    /// Points of the variant that decides.
    pub points: Option<i32>,
    /// What the alteration means for checkpoint inhibitors.
    pub note: Option<IciNote>,
}

impl GeneAlteration {
    /// A gene of which nothing but its state is known.
    #[must_use]
    pub fn new(gene: &str, status: AlterationStatus) -> Self {
        Self {
            gene: gene.to_owned(),
            status,
            hits: None,
            effect: None,
            hgvsp: None,
            hgvsc: None,
            vaf: None,
            depth: None,
            n_variants: 0,
            evidence: Vec::new(),
            level: None,
            flags: Vec::new(),
            role: GeneRole::Other,
            copies: None,
            points: None,
            note: None,
        }
    }

    /// Whether two variants are taken to hit both copies though the reads do not show on which copy each lies.
    #[must_use]
    pub fn is_phase_unknown(&self) -> bool {
        self.has(&Caution::LikelyBiallelic) && !self.has(&Caution::InTrans)
    }

    /// Whether the row carries this caution.
    #[must_use]
    pub fn has(&self, caution: &Caution) -> bool {
        self.flags.contains(caution)
    }
}
