//! One variant of one sample.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Caution, EvidenceCode};
use crate::vocabulary::vocabulary;

vocabulary! {
    /// The effect of a variant on the transcript, most severe first.
    EffectClass in "effect" {
        /// Stop gained, frameshift, transcript or exon lost.
        Truncating = "truncating",
        /// Splice donor or acceptor, positions 1 and 2 of the intron.
        SpliceSite = "splice_site",
        /// Start codon lost.
        StartLost = "start_lost",
        /// Stop codon lost.
        StopLost = "stop_lost",
        /// Insertion or deletion that keeps the frame.
        Inframe = "inframe",
        /// Another amino acid.
        Missense = "missense",
        /// Near a splice site.
        SpliceRegion = "splice_region",
        /// The same amino acid.
        Silent = "silent",
        /// Outside the coding sequence.
        Noncoding = "noncoding",
        /// The source does not say.
        Unknown = "unknown",
        /// Joined to another gene.
        Fusion = "fusion",
    }
}

vocabulary! {
    /// How a variant is judged for its gene's role.
    Verdict in "verdict" {
        /// Loss of function, or a known activating change.
        Damaging = "damaging",
        /// Likely so.
        Likely = "likely",
        /// Unknown significance.
        Uncertain = "uncertain",
        /// No effect expected.
        Benign = "benign",
    }
}

vocabulary! {
    /// Whether the transcript of a truncated gene is decayed (nonsense-mediated decay).
    Decay in "decay" {
        /// It is expected to be decayed.
        Expected = "expected",
        /// It is expected to escape: the new stop lies in the last exon or close to it.
        Escape = "escape",
    }
}

vocabulary! {
    /// Where a variant was read.
    VariantSource in "variant_source" {
        /// A MAF.
        Maf = "maf",
        /// A VCF annotated by VEP.
        VcfCsq = "vcf_csq",
        /// A VCF annotated by SnpEff.
        VcfAnn = "vcf_ann",
        /// A VCF annotated by bcftools csq.
        VcfBcsq = "vcf_bcsq",
        /// A VCF annotated by PAVE, as PURPLE writes it.
        VcfPave = "vcf_pave",
        /// A VCF annotated by Funcotator.
        VcfFuncotator = "vcf_funcotator",
        /// A VCF annotated by ANNOVAR.
        VcfAnnovar = "vcf_annovar",
        /// A VCF whose consequence was determined by this program.
        VcfNative = "vcf_native",
        /// A structural variant of a VCF.
        VcfSv = "vcf_sv",
        /// A table from a laboratory's report.
        Reported = "reported",
        /// A table of rearrangements in the format of cBioPortal.
        SvTable = "sv_table",
        /// A table of fusions.
        FusionTable = "fusion_table",
        /// A table of fusions called in RNA (Arriba, STAR-Fusion, FusionCatcher).
        RnaFusionTable = "rna_fusion_table",
    }
}

/// One variant of one sample in a gene of the panel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Variant {
    /// Approved symbol.
    pub gene: String,
    /// Chromosome without `chr`.
    pub chrom: String,
    /// 1-based position; for a MAF its `Start_Position`. Zero when entered manually without one.
    pub pos: u64,
    /// Reference allele as the source wrote it.
    pub reference: String,
    /// Alternate allele as the source wrote it.
    pub alternate: String,
    /// Effect on the transcript.
    pub effect: EffectClass,
    /// Protein change, `p.` notation.
    pub hgvsp: Option<String>,
    /// Coding change, `c.` notation.
    pub hgvsc: Option<String>,
    /// Transcript the changes refer to.
    pub transcript: Option<String>,
    /// Variant allele fraction in the tumour.
    pub vaf: Option<f64>,
    /// Reads at the place in the tumour.
    pub depth: Option<u32>,
    /// Reads with the alternate allele.
    pub alt_reads: Option<u32>,
    /// How the variant is judged.
    pub verdict: Verdict,
    /// Evidence codes that fired.
    pub codes: Vec<EvidenceCode>,
    /// Where the variant was read.
    pub source: VariantSource,
    /// Cautions.
    pub flags: Vec<Caution>,
    /// Sum of the points of `codes`.
    #[serde(default)]
    pub points: i32,
    /// Whether a truncated transcript is decayed; `null` when there is no truncation.
    #[serde(default)]
    pub nmd: Option<Decay>,
    /// Which of the two parental copies carries it, where the reads tell; working data.
    #[serde(skip)]
    pub phase: Option<Phase>,
    /// Chromosome and position of the other end of a rearrangement; working data.
    #[serde(skip)]
    pub other_end: Option<(String, u64)>,
}

impl Variant {
    /// Whether the variant is at a hotspot.
    #[must_use]
    pub fn is_hotspot(&self) -> bool {
        self.codes.iter().any(EvidenceCode::is_hotspot)
    }
}

/// The copy of the gene that carries a variant, known in relation to the variants of the same set alone.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Phase {
    /// Variants phased together.
    pub set: String,
    /// One of the two copies.
    pub side: String,
}
