//! What copies make of a gene, and what they say beside its state.

use evade_core::{
    Caution, CellText, CopySource, CopyState, EffectClass, GeneCopies, GeneRole, Variant, Verdict,
};

use super::Call;
use crate::gene_rules::is_amplified;
use crate::same_variant::is_structural;

/// What the copies alone make of the gene: `Damaging` alters it, `Uncertain` may, `Benign` says nothing.
pub(super) fn effect_of_copies(gene: &str, role: GeneRole, copies: &GeneCopies) -> Verdict {
    match copies.state {
        CopyState::Homdel if role.is_loss() => Verdict::Damaging,
        CopyState::PossibleHomdel if role.is_loss() => Verdict::Uncertain,
        CopyState::Amplification if is_amplified(gene) => Verdict::Damaging,
        CopyState::PossibleAmplification if is_amplified(gene) => Verdict::Uncertain,
        // Nobody knows what it does to a gene that matters by a gain of function. A fusion is another lesion. A report
        // names what its laboratory holds for a finding.
        CopyState::Amplification if role == GeneRole::Oncogene => Verdict::Uncertain,
        CopyState::Amplification
            if role != GeneRole::FusedOncogene && copies.source == CopySource::Reported =>
        {
            Verdict::Uncertain
        }
        _ => Verdict::Benign,
    }
}

/// Whether the gene is amplified, and amplification of it is not known to matter.
pub(super) fn is_not_judged(gene: &str, role: GeneRole, copies: &GeneCopies) -> bool {
    let is_any = matches!(copies.state, CopyState::Amplification | CopyState::PossibleAmplification);
    is_any && !is_amplified(gene) && (!role.is_loss() || copies.source == CopySource::Reported)
}

impl Call<'_> {
    /// What further sources say of the copies of a gene, where they disagree.
    pub(super) fn other_copies(&self, gene: &str) -> impl Iterator<Item = &GeneCopies> {
        self.sample.other_copies.iter().filter(move |(of, _)| of == gene).map(|(_, other)| other)
    }

    /// What copies say beside the state that they give the gene.
    pub(super) fn caution_copies(
        &self,
        gene: &str,
        role: GeneRole,
        variants: &[&Variant],
        copies: Option<&GeneCopies>,
        flags: &mut Vec<Caution>,
    ) {
        let Some(copies) = copies else { return };
        if is_not_judged(gene, role, copies) {
            Caution::AmplificationNotJudged.add_to(flags);
        }
        let has_small = variants.iter().any(|v| !is_structural(v) && v.effect != EffectClass::Fusion);
        if copies.state == CopyState::Homdel && has_small {
            Caution::VariantWithoutCopies.add_to(flags);
        }
        for other in self.other_copies(gene) {
            let words = CellText::new(&format!("{}:{}", other.source, other.state));
            Caution::CopiesDisagree(words).add_to(flags);
        }
    }
}
