//! What a variant does, worked out from the transcript table, for files that nobody annotated.
//!
//! Without a sequence: gene, exon, frame, splice sites, start and stop codon, and the recurrent alleles by their place
//! in the genome. With the coding sequences of a FASTA, or of a bundle made from one: codons, residues, HGVS.

mod allele;
mod annotate;
mod check;
mod codons;
mod hotspot_alleles;
mod protein_change;
mod sequence;
mod touch;

use evade_stream::ReadError;

pub use self::allele::Allele;
pub use self::annotate::NativeCall;
pub use self::check::Disagreement;
pub use self::hotspot_alleles::{HotspotAllele, HotspotAlleles};
pub(crate) use self::protein_change::protein_change;
pub use self::sequence::{CodingSequences, bundle_cds};
use self::touch::Touch;
use crate::Build;
use crate::panel::PanelGene;

/// Who says what the variants of a file do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AnnotationLevel {
    /// VEP.
    #[default]
    Csq,
    /// `SnpEff`.
    Ann,
    /// `bcftools csq`.
    Bcsq,
    /// The transcript table, without the sequence: exchanges of one base are not translated.
    NativeCoordinates,
    /// The transcript table and the coding sequences.
    NativeSequence,
}

impl AnnotationLevel {
    pub(crate) fn of_field(key: &str) -> Self {
        match key {
            "ANN" => Self::Ann,
            "BCSQ" => Self::Bcsq,
            _ => Self::Csq,
        }
    }

    /// As results print it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csq => "CSQ",
            Self::Ann => "ANN",
            Self::Bcsq => "BCSQ",
            Self::NativeCoordinates => "native-MANE-v1.5-coordinates",
            Self::NativeSequence => "native-MANE-v1.5",
        }
    }
}

/// Works out consequences from the panel's transcripts.
#[derive(Debug, Clone)]
pub struct NativeAnnotator {
    alleles: HotspotAlleles,
    sequences: Option<CodingSequences>,
}

/// Whether an allele lies on coding bases or splice sites of the gene's transcript.
pub(crate) fn is_on_coding_bases(gene: &PanelGene, build: Build, allele: &Allele) -> bool {
    gene.transcripts.get(&build).is_some_and(|transcript| {
        let touch = Touch::of(transcript, allele);
        touch.is_coding() || touch.splice_site
    })
}

impl NativeAnnotator {
    /// From the table of recurrent alleles alone.
    #[must_use]
    pub fn new(alleles: HotspotAlleles) -> Self {
        Self { alleles, sequences: None }
    }

    /// With the coding sequences of one genome.
    #[must_use]
    pub fn with_sequences(mut self, sequences: CodingSequences) -> Self {
        self.sequences = Some(sequences);
        self
    }

    /// How much can be said.
    #[must_use]
    pub fn level(&self) -> AnnotationLevel {
        match self.sequences {
            Some(_) => AnnotationLevel::NativeSequence,
            None => AnnotationLevel::NativeCoordinates,
        }
    }

    /// Sequences of one genome say nothing of a file on the other.
    pub(crate) fn require_build(&self, file: &str, build: Build) -> Result<(), ReadError> {
        match self.sequences.as_ref().map(CodingSequences::build) {
            Some(own) if own != build => Err(ReadError::mismatch(
                file,
                format!("the VCF is on {build}, but the coding sequences are of {own}"),
            )
            .hint(format!("give the FASTA or the bundle of {build}"))),
            _ => Ok(()),
        }
    }
}
