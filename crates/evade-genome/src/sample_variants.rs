//! What was read of one sample.

use std::collections::BTreeMap;

use evade_core::{FilterReason, FilteredVariant, GeneCopies, Variant};

use crate::burden::{Burden, ListKind};
use crate::same_variant::{add_filtered, is_of_variant, is_same_variant};

/// What was read of one sample, core genes only.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SampleVariants {
    /// Variants that count.
    pub variants: Vec<Variant>,
    /// Candidates that do not.
    pub filtered: Vec<FilteredVariant>,
    /// Genes of which the input itself says whether they were tested: only hand-typed tables do.
    pub stated: BTreeMap<String, bool>,
    /// Coding variants of all genes, counted for the tumour mutational burden.
    pub burden: Burden,
    /// Copies of genes, where copy number was read.
    pub copies: BTreeMap<String, GeneCopies>,
    /// Whether rearrangements were looked for.
    pub rearrangements_tested: bool,
}

impl SampleVariants {
    /// Whether the list is of inherited variants, so that it says nothing of somatic ones.
    #[must_use]
    pub fn is_germline(&self) -> bool {
        self.burden.effects.kind == ListKind::Germline
    }

    /// Takes none of the variants as somatic; each is listed with the reason.
    pub(crate) fn set_germline(&mut self, why: &str) {
        let listed = |variant: Variant| FilteredVariant {
            gene: variant.gene,
            chrom: variant.chrom,
            pos: variant.pos,
            reference: variant.reference,
            alternate: variant.alternate,
            reason: FilterReason::NotSomatic,
            detail: why.to_owned(),
            hgvsp: variant.hgvsp,
            hgvsc: variant.hgvsc,
            would_alter: false,
            confirm_germline: false,
        };
        self.filtered.extend(std::mem::take(&mut self.variants).into_iter().map(listed));
        self.burden = Burden::of_germline();
    }

    /// Adds what another file says of the same sample. A variant that is already there is not counted twice, and one
    /// that counts in either file is not listed as dropped.
    pub fn extend(&mut self, other: Self) {
        for variant in other.variants {
            match self.variants.iter_mut().find(|v| is_same_variant(v, &variant)) {
                Some(known) => known.phase = known.phase.take().or(variant.phase),
                None => self.variants.push(variant),
            }
        }
        add_filtered(&mut self.filtered, other.filtered);
        let counted = &self.variants;
        self.filtered.retain(|f| !counted.iter().any(|v| is_of_variant(f, v)));
        self.burden.join(other.burden);
        self.rearrangements_tested |= other.rearrangements_tested;
        for (gene, copies) in other.copies {
            self.copies.entry(gene).or_insert(copies);
        }
        for (gene, was_tested) in other.stated {
            let entry = self.stated.entry(gene).or_insert(was_tested);
            *entry |= was_tested;
        }
    }
}
