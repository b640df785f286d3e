//! The formats of expression files, and what is read from one.

use std::fmt;
use std::str::FromStr;

use evade_core::{ExpressionMatrix, GeneTable, Unit};

use super::formats::tx2gene::TxToGene;

/// The form of an expression file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InputFormat {
    /// Genes x samples: an id, perhaps a name, samples. nf-core, Xena, Firehose, `write.table`.
    Matrix,
    /// The same with samples in rows and genes in columns, as `DepMap` and data frames for learning have it.
    MatrixSamples,
    /// GCT 1.2 or 1.3.
    Gct,
    /// Series matrix of GEO.
    SeriesMatrix,
    /// cBioPortal: `Hugo_Symbol`, `Entrez_Gene_Id`, samples.
    Cbioportal,
    /// featureCounts.
    FeatureCounts,
    /// Transcripts x samples: `tx`, `gene_id`, samples, as nf-core writes it.
    Transcripts,
    /// `quant.sf` or `quant.genes.sf` of Salmon or DRAGEN.
    Salmon,
    /// `abundance.tsv` of kallisto.
    Kallisto,
    /// `*.genes.results` of RSEM.
    RsemGenes,
    /// `*.isoforms.results` of RSEM.
    RsemIsoforms,
    /// `gene_abund.tab` of `StringTie`.
    StringTie,
    /// `genes.fpkm_tracking` of Cufflinks.
    Cufflinks,
    /// `ReadsPerGene.out.tab` of STAR, the counts of an unstranded library.
    Star,
    /// The same, the counts where the first read is on the gene's strand.
    StarForward,
    /// The same, the counts where the second read is on the gene's strand.
    StarReverse,
    /// Gene counts of the GDC, of which the TPM are read.
    Gdc,
    /// htseq-count.
    Htseq,
    /// Parquet with genes in rows.
    Parquet,
    /// Parquet with samples in rows.
    ParquetSamples,
}

impl InputFormat {
    /// Every format.
    pub const ALL: [Self; 20] = [
        Self::Matrix,
        Self::MatrixSamples,
        Self::Gct,
        Self::SeriesMatrix,
        Self::Cbioportal,
        Self::FeatureCounts,
        Self::Transcripts,
        Self::Salmon,
        Self::Kallisto,
        Self::RsemGenes,
        Self::RsemIsoforms,
        Self::StringTie,
        Self::Cufflinks,
        Self::Star,
        Self::StarForward,
        Self::StarReverse,
        Self::Gdc,
        Self::Htseq,
        Self::Parquet,
        Self::ParquetSamples,
    ];

    /// The word of the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Matrix => "matrix",
            Self::MatrixSamples => "matrix-samples",
            Self::Gct => "gct",
            Self::SeriesMatrix => "series-matrix",
            Self::Cbioportal => "cbioportal",
            Self::FeatureCounts => "featurecounts",
            Self::Transcripts => "transcripts",
            Self::Salmon => "salmon",
            Self::Kallisto => "kallisto",
            Self::RsemGenes => "rsem-genes",
            Self::RsemIsoforms => "rsem-isoforms",
            Self::StringTie => "stringtie",
            Self::Cufflinks => "cufflinks",
            Self::Star => "star",
            Self::StarForward => "star-forward",
            Self::StarReverse => "star-reverse",
            Self::Gdc => "gdc",
            Self::Htseq => "htseq",
            Self::Parquet => "parquet",
            Self::ParquetSamples => "parquet-samples",
        }
    }

    /// The unit of the values, where the format says it.
    #[must_use]
    pub fn unit(self) -> Option<Unit> {
        match self {
            Self::Matrix
            | Self::MatrixSamples
            | Self::Gct
            | Self::SeriesMatrix
            | Self::Cbioportal
            | Self::Transcripts
            | Self::Parquet
            | Self::ParquetSamples => None,
            Self::Salmon
            | Self::Kallisto
            | Self::RsemGenes
            | Self::RsemIsoforms
            | Self::StringTie
            | Self::Gdc => Some(Unit::Tpm),
            Self::Cufflinks => Some(Unit::Fpkm),
            Self::FeatureCounts | Self::Star | Self::StarForward | Self::StarReverse | Self::Htseq => {
                Some(Unit::Counts)
            }
        }
    }

    /// Whether a file holds one sample, whose name is not in it.
    #[must_use]
    pub fn is_per_sample(self) -> bool {
        !self.is_parquet()
            && !matches!(
                self,
                Self::Matrix
                    | Self::MatrixSamples
                    | Self::Gct
                    | Self::SeriesMatrix
                    | Self::Cbioportal
                    | Self::FeatureCounts
                    | Self::Transcripts
            )
    }

    /// Whether a file is Parquet and no text.
    #[must_use]
    pub fn is_parquet(self) -> bool {
        matches!(self, Self::Parquet | Self::ParquetSamples)
    }

    /// Whether the rows may be transcripts.
    pub(super) fn may_hold_transcripts(self) -> bool {
        matches!(self, Self::Transcripts | Self::Salmon | Self::Kallisto | Self::RsemIsoforms)
    }
}

impl fmt::Display for InputFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for InputFormat {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|format| format.as_str() == text).ok_or_else(|| {
            let known: Vec<&str> = Self::ALL.into_iter().map(Self::as_str).collect();
            format!("formats are auto, {}", known.join(", "))
        })
    }
}

/// How to read an expression file.
#[derive(Debug, Clone, Copy, Default)]
pub struct ReadAs<'a> {
    /// The format; without it the header decides.
    pub format: Option<InputFormat>,
    /// The gene of each transcript.
    pub tx2gene: Option<&'a TxToGene>,
    /// The unit the user declares; counts then stay counts although lengths stand beside them.
    pub unit: Option<Unit>,
    /// The known genes, by which a table shows whether genes or samples stand in rows, and whether it has a header.
    pub genes: Option<&'a GeneTable>,
}

/// An expression file as genes x samples.
#[derive(Debug, Clone)]
pub struct Expression {
    /// The values.
    pub matrix: ExpressionMatrix,
    /// The form of the file.
    pub format: InputFormat,
    /// The unit, where the format says it.
    pub unit: Option<Unit>,
    /// Whether rows are sums over transcripts, which only linear values allow.
    pub is_sum: bool,
    /// What was decided, to be told on request.
    pub notices: Vec<String>,
    /// What the user should know.
    pub warnings: Vec<String>,
}
