//! Where the annotation of a file and our own differ.

use evade_core::EffectClass;

use super::annotator::NativeAnnotator;
use crate::Build;
use crate::candidate::Candidate;
use crate::panel::PanelGene;
use crate::protein::{ProteinChange, short_form};

/// One allele of which two annotations say different things.
#[derive(Debug, Clone, PartialEq)]
pub struct Disagreement {
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
    /// The file's effect.
    pub file_effect: Option<EffectClass>,
    /// The file's protein change.
    pub file_change: Option<String>,
    /// The file's transcript.
    pub file_transcript: Option<String>,
    /// Our effect.
    pub native_effect: EffectClass,
    /// Our protein change.
    pub native_change: Option<String>,
}

impl NativeAnnotator {
    /// A row when class or residue differ; nothing where we cannot say.
    pub(crate) fn disagreement(
        &self,
        gene: &PanelGene,
        build: Build,
        candidate: &Candidate,
    ) -> Option<Disagreement> {
        let c = candidate;
        let own = self.annotate(gene, build, &c.allele());
        let native_effect = own.as_ref().map_or(EffectClass::Noncoding, |call| call.effect);
        let native_change = own.and_then(|call| call.hgvsp);
        let residue = |change: &Option<String>| {
            change.as_deref().and_then(ProteinChange::parse).map(|change| change.start)
        };
        let residues = residue(&c.hgvsp).zip(residue(&native_change));
        let is_same_class = native_effect == EffectClass::Unknown
            || c.effect
                .is_some_and(|effect| effect == native_effect || are_both_quiet(effect, native_effect));
        if is_same_class && residues.is_none_or(|(file, own)| file == own) {
            return None;
        }
        Some(Disagreement {
            gene: gene.symbol.clone(),
            chrom: c.chrom.clone(),
            pos: c.pos,
            reference: c.reference.clone(),
            alternate: c.alternate.clone(),
            file_effect: c.effect,
            file_change: c.hgvsp.as_deref().map(short_form),
            file_transcript: c.transcript.clone(),
            native_effect,
            native_change,
        })
    }
}

/// How far a splice region reaches is a matter of taste.
fn are_both_quiet(a: EffectClass, b: EffectClass) -> bool {
    let is_quiet = |class| matches!(class, EffectClass::Noncoding | EffectClass::SpliceRegion);
    is_quiet(a) && is_quiet(b)
}
