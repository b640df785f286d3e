//! Somatic variants of the genes that matter, and what they make of each gene.

use serde::{Deserialize, Serialize};

use crate::Reason;
use crate::call::worded;

worded! {
    /// What a sample's variants say of a gene.
    AlterationStatus {
        /// A damaging or activating variant is there.
        Altered = "altered",
        /// A variant is there whose effect is not known.
        Uncertain = "uncertain",
        /// The gene was covered and nothing was found.
        NotAltered = "not_altered",
        /// Nothing says that the gene was looked at.
        NotTested = "not_tested",
    }
}

worded! {
    /// How many copies of the gene are hit.
    Hits {
        /// Both.
        Biallelic = "biallelic",
        /// One.
        Monoallelic = "monoallelic",
        /// It cannot be told.
        Unknown = "unknown",
    }
}

worded! {
    /// The effect of a variant on the transcript, most severe first.
    EffectClass {
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
    }
}

worded! {
    /// How a variant is judged for its gene's role.
    Verdict {
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

/// One variant of one sample in a gene of the panel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Variant {
    /// Approved symbol.
    pub gene: String,
    /// Chromosome without `chr`.
    pub chrom: String,
    /// 1-based position; for a MAF its `Start_Position`. Zero when typed by hand without one.
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
    /// Judgement.
    pub verdict: Verdict,
    /// Evidence codes that fired, such as `OVS1`, `OS3`, `OM3`, `lof_truncating`, `hotspot_R470`.
    pub codes: Vec<String>,
    /// Where it was read: `maf`, `vcf_csq`, `reported`.
    pub source: String,
    /// Cautions, such as `end_truncation`, `possible_chip`, `nmd_escape`.
    pub flags: Vec<String>,
}

/// A variant in a core gene that was looked at and not counted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FilteredVariant {
    /// Approved symbol.
    pub gene: String,
    /// Chromosome without `chr`.
    pub chrom: String,
    /// 1-based position.
    pub pos: u64,
    /// Reference allele.
    pub reference: String,
    /// Alternate allele.
    pub alternate: String,
    /// Why: `filter`, `low_depth`, `low_alt_reads`, `low_vaf`, `in_normal`, `population_frequency`, `silent`,
    /// `noncoding`, `known_benign`, `not_somatic`.
    pub reason: String,
    /// The numbers or terms behind it.
    pub detail: String,
}

/// What is known of one gene in one sample.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GeneAlteration {
    /// Approved symbol; `KRAS_G12D` stands apart from `KRAS`.
    pub gene: String,
    /// The gene's state.
    pub status: AlterationStatus,
    /// Copies hit; absent when nothing was found or tested.
    pub hits: Option<Hits>,
    /// Effect of the variant that decides.
    pub effect: Option<EffectClass>,
    /// Its protein change.
    pub hgvsp: Option<String>,
    /// Its coding change.
    pub hgvsc: Option<String>,
    /// Its allele fraction.
    pub vaf: Option<f64>,
    /// Its depth.
    pub depth: Option<u32>,
    /// Variants counted in the gene, the deciding one included.
    pub n_variants: u32,
    /// Evidence codes of the deciding variant.
    pub evidence: Vec<String>,
    /// Level of the evidence on ICI, A to D.
    pub level: Option<String>,
    /// Cautions, such as `cn_not_tested`, `germline_status_unknown`.
    pub flags: Vec<String>,
}

/// Everything known of a sample's somatic variants.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct DnaProfile {
    /// Whether any variant input was given for the sample.
    pub tested: bool,
    /// What the input covers, in words: `WES`, `WGS`, `panel of 12 genes`, `not declared`.
    pub coverage: String,
    /// One row a gene of the panel.
    pub genes: Vec<GeneAlteration>,
    /// Variants counted.
    pub variants: Vec<Variant>,
    /// Candidates in core genes that were not counted.
    pub filtered: Vec<FilteredVariant>,
    /// Everything noticed.
    pub reasons: Vec<Reason>,
}
