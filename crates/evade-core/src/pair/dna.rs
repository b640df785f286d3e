//! What changed in DNA and HLA class I.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::words::{ChangeStatus, Comparability, CopiesFrom, DepthSource, PairReason, PuritySource};
use crate::{AlterationStatus, EffectClass, GeneCopies, Hits, HlaStatus};

/// How likely a sample would have shown a variant that was not found in it: the chance of three or more reads with it among
/// the reads at its place, `P(X >= 3)` for `X ~ Binomial(depth, expected_vaf)` with
/// `expected_vaf = clonality * purity / (purity * copies + 2 * (1 - purity))`, one mutated copy in a share `clonality` of the tumour cells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DetectionChance {
    /// The chance, 0 to 1. From 0.95 on the variant counts as one that would have been seen.
    pub chance: f64,
    /// Reads at the place.
    pub depth: f64,
    /// Where the depth comes from.
    pub depth_from: DepthSource,
    /// Fraction of the reads that would carry it.
    pub expected_vaf: f64,
    /// Share of the tumour cells that carry it in the sample in which it was found, by the same formula, 1 at most; that share was
    /// expected here.
    pub clonality: f64,
    /// Share of tumour cells; `null` where the fraction is that of a shared variant.
    pub purity: Option<f64>,
    /// Where the share or the fraction comes from.
    pub purity_from: PuritySource,
    /// Copies of the gene in tumour cells.
    pub copies: f64,
    /// Where the copies come from.
    pub copies_from: CopiesFrom,
}

/// A variant as one of the samples has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SeenVariant {
    /// Allele fraction.
    pub vaf: Option<f64>,
    /// Reads at the place.
    pub depth: Option<u32>,
    /// Reads with it.
    pub alt_reads: Option<u32>,
}

/// A variant in one or both samples.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct VariantChange {
    /// Approved symbol.
    pub gene: String,
    /// The change: protein, else coding, else place and alleles.
    pub change: String,
    /// Chromosome without `chr`; empty where the source names none.
    pub chrom: String,
    /// 1-based position; 0 where the source names none.
    pub pos: u64,
    /// Effect on the transcript.
    pub effect: EffectClass,
    /// Whether it is at a hotspot.
    pub is_hotspot: bool,
    /// Whether it is damaging or activating, or likely so.
    pub is_relevant: bool,
    /// In the earlier sample; `null` where it was not found.
    pub before: Option<SeenVariant>,
    /// In the later sample; `null` where it was not found.
    pub after: Option<SeenVariant>,
    /// What became of it.
    pub status: ChangeStatus,
    /// The chance that the sample in which it was not found would have shown it; `null` where it cannot be worked out.
    pub chance: Option<DetectionChance>,
    /// Why, and what was assumed.
    pub reasons: Vec<PairReason>,
}

/// Copies of a gene in both samples.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CopyChange {
    /// In the earlier sample.
    pub before: Option<GeneCopies>,
    /// In the later sample.
    pub after: Option<GeneCopies>,
    /// What became of them.
    pub status: ChangeStatus,
    /// Why, and what must be known.
    pub reasons: Vec<PairReason>,
}

/// A gene in both samples.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GeneChange {
    /// Approved symbol, or the name of a finding with a row of its own.
    pub gene: String,
    /// In the earlier sample.
    pub before: AlterationStatus,
    /// In the later sample.
    pub after: AlterationStatus,
    /// What became of it.
    pub status: ChangeStatus,
    /// Why, and what must be known.
    pub reasons: Vec<PairReason>,
    /// Copies hit in the earlier sample.
    pub hits_before: Option<Hits>,
    /// Copies hit in the later sample.
    pub hits_after: Option<Hits>,
    /// What became of the copies hit; `null` where the gene is altered in neither.
    pub hits: Option<ChangeStatus>,
    /// Why, and what must be known of the copies hit.
    pub hits_reasons: Vec<PairReason>,
    /// Its copy number; `null` where it was measured in neither.
    pub copies: Option<CopyChange>,
}

/// An HLA class I gene in both samples.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HlaChange {
    /// `HLA-A`, `HLA-B` or `HLA-C`.
    pub gene: String,
    /// In the earlier sample.
    pub before: HlaStatus,
    /// In the later sample.
    pub after: HlaStatus,
    /// The allele that the earlier sample lost, where it is known.
    pub lost_before: Option<String>,
    /// The allele that the later sample lost, where it is known.
    pub lost_after: Option<String>,
    /// What became of the loss: `new` is a loss that was gained.
    pub status: ChangeStatus,
    /// Why, and what must be known.
    pub reasons: Vec<PairReason>,
}

/// What changed in DNA and HLA class I.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DnaComparison {
    /// How far it can be compared.
    pub state: Comparability,
    /// Why.
    pub reasons: Vec<PairReason>,
    /// One row per gene of the panel.
    pub genes: Vec<GeneChange>,
    /// Every variant in judged genes of either sample.
    pub variants: Vec<VariantChange>,
    /// HLA-A, HLA-B, HLA-C.
    pub hla: Vec<HlaChange>,
}

impl DnaComparison {
    /// The row of a gene.
    #[must_use]
    pub fn gene(&self, gene: &str) -> Option<&GeneChange> {
        self.genes.iter().find(|change| change.gene == gene)
    }
}
