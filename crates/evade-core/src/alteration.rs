//! Somatic variants of the genes that matter, and what they make of each gene.

use serde::{Deserialize, Serialize};

use crate::Reason;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// What a sample's variants say of a gene.
    AlterationStatus in "gene_status" {
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

vocabulary! {
    /// How many copies of the gene are hit.
    Hits in "hits" {
        /// Both.
        Biallelic = "biallelic",
        /// One.
        Monoallelic = "monoallelic",
        /// It cannot be told.
        Unknown = "unknown",
    }
}

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
    /// Cautions, such as `end_truncation`, `possible_CHIP`, `nmd_escape`.
    pub flags: Vec<String>,
    /// Sum of the points of the `ClinGen`/CGC/VICC codes among [`Self::codes`].
    #[serde(default)]
    pub points: i32,
    /// Whether a truncated transcript is decayed: `expected` or `escape`; absent when there is no truncation.
    #[serde(default)]
    pub nmd: Option<String>,
    /// Which of the two parental copies carries it, where the reads tell.
    #[serde(skip)]
    pub phase: Option<Phase>,
    /// Chromosome and position of the other end of a rearrangement.
    #[serde(skip)]
    pub other_end: Option<(String, u64)>,
}

/// The copy of the gene that carries a variant, known in relation to the variants of the same set alone.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Phase {
    /// Variants phased together.
    pub set: String,
    /// One of the two copies.
    pub side: String,
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
    /// `noncoding`, `known_benign`, `not_somatic`, `annotation_missing`.
    pub reason: String,
    /// The numbers or terms behind it.
    pub detail: String,
}

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

/// The copies of a gene.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GeneCopies {
    /// What the numbers say.
    pub state: CopyState,
    /// Copies of both alleles.
    pub total: Option<f64>,
    /// Copies of the allele with fewer.
    pub minor: Option<f64>,
    /// Where it was read: the format of the file.
    pub source: String,
    /// Share of the tumour cells with the loss or gain, where it is not in most of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subclonal: Option<f64>,
    /// First and last base of the segment that decides.
    #[serde(skip)]
    pub segment: Option<(u64, u64)>,
}

impl GeneCopies {
    /// A state of which the source gives no numbers.
    #[must_use]
    pub fn stated(state: CopyState, source: &str) -> Self {
        Self { state, total: None, minor: None, source: source.to_owned(), subclonal: None, segment: None }
    }
}

/// What a finding means for immune checkpoint inhibitors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IciNote {
    /// The gene, or the genes joined by `+`.
    pub finding: String,
    /// Level of the evidence, A to D.
    pub level: Option<String>,
    /// `resistance`, `hyperprogression`, `favourable`, `mixed` or `context`.
    pub direction: String,
    /// In our words.
    pub text: String,
    /// PMID or DOI of each source.
    pub sources: Vec<String>,
}

vocabulary! {
    /// Which variants a tumour mutational burden counts.
    TmbMode in "tmb_mode" {
        /// Those that change the protein.
        NonSilent = "coding_non_silent",
        /// Silent ones too.
        WithSilent = "coding_and_silent",
        /// Missense alone.
        Missense = "missense_only",
    }
}

/// Tumour mutational burden, with what was counted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TumourBurden {
    /// Variants a megabase; absent when it cannot be told.
    pub tmb: Option<f64>,
    /// Variants counted.
    pub n_counted: u32,
    /// Megabases that were looked at.
    pub mb: Option<f64>,
    /// What was counted.
    pub mode: TmbMode,
    /// Whether the number can be compared with others.
    pub reliable: bool,
    /// `high` or `low`; absent when no category may be given.
    pub category: Option<String>,
    /// Why there is no number, no category, or doubt; reasons joined by `;`.
    pub reason: Option<String>,
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
    /// What an alteration must do to matter, such as `TSG`, `APM`, `ONC-AMP`.
    pub role: String,
    /// Copies of the gene; absent when copy number was not read.
    pub copies: Option<GeneCopies>,
    /// Points of the deciding variant.
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
            role: String::new(),
            copies: None,
            points: None,
            note: None,
        }
    }
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
    /// Tumour mutational burden, where variants were read.
    pub tmb: Option<TumourBurden>,
    /// What alterations mean together.
    pub notes: Vec<IciNote>,
}
