//! What is needed to work out consequences: the recurrent alleles, and coding sequences where they are given.

use evade_stream::ReadError;

use super::level::AnnotationLevel;
use super::sequence::CodingSequences;
use crate::Build;
use crate::hotspot_alleles::HotspotAlleles;
use crate::panel::PanelGene;

/// Works out consequences from the panel's transcripts.
#[derive(Debug, Clone, Default)]
pub struct NativeAnnotator {
    pub(super) alleles: HotspotAlleles,
    pub(super) sequences: Option<CodingSequences>,
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

    /// The recurrent alleles.
    pub(crate) fn alleles(&self) -> &HotspotAlleles {
        &self.alleles
    }

    /// The base of a gene's sequence on the genome's forward strand, where it is known.
    pub(crate) fn base(&self, gene: &PanelGene, build: Build, position: u64) -> Option<char> {
        let sequences = self.sequences.as_ref().filter(|sequences| sequences.build() == build)?;
        sequences.base(&gene.symbol, position).map(char::from)
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
