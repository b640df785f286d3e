//! What a variant does, worked out from the transcript table, for files that nobody annotated.
//!
//! Without a sequence: gene, exon, frame, splice sites, start and stop codon, and the recurrent alleles by their place
//! in the genome. With the coding sequences of a FASTA, or of a bundle made from one: codons, residues, HGVS.

mod annotate;
mod annotator;
mod check;
mod codons;
mod level;
mod protein_change;
mod sequence;
mod touch;

pub use self::annotate::NativeCall;
pub use self::annotator::NativeAnnotator;
pub use self::check::Disagreement;
pub(crate) use self::codons::{complement, residue};
pub use self::level::AnnotationLevel;
pub(crate) use self::protein_change::protein_change;
pub use self::sequence::{CodingSequences, bundle_cds};
pub(crate) use self::touch::is_on_coding_bases;
