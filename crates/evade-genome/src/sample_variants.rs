//! What was read of one sample.

use std::collections::BTreeMap;

use evade_core::{CopySource, CopyState, FilteredVariant, GeneCopies, Variant};

use crate::burden::Burden;
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
    /// Copies by a further source that disagrees with the one above, by gene.
    pub other_copies: Vec<(String, GeneCopies)>,
    /// Whether rearrangements were looked for.
    pub rearrangements_tested: bool,
}

impl SampleVariants {
    /// Adds what a further source says of the copies of a gene. The first source counts, but for an allele that it
    /// found lost where another finds no copy left: that is the same loss, and more of it.
    pub fn add_copies(&mut self, gene: String, copies: GeneCopies) {
        let Some(known) = self.copies.get(&gene) else {
            self.copies.insert(gene, copies);
            return;
        };
        let is_part = |one: &GeneCopies, other: &GeneCopies| {
            matches!(one.state, CopyState::Loh | CopyState::SingleLoss) && other.state == CopyState::Homdel
        };
        let lost = alleles_lost(known).zip(alleles_lost(&copies)).filter(|_| !is_part(&copies, known));
        if is_part(known, &copies) {
            self.copies.insert(gene, copies);
        } else if lost.is_some_and(|(one, other)| one != other) {
            self.other_copies.push((gene, copies));
        }
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
            self.add_copies(gene, copies);
        }
        self.other_copies.extend(other.other_copies);
        for (gene, was_tested) in other.stated {
            let entry = self.stated.entry(gene).or_insert(was_tested);
            *entry |= was_tested;
        }
    }
}

/// How many of the two alleles are lost; `None` where the source cannot tell.
fn alleles_lost(copies: &GeneCopies) -> Option<u8> {
    let tells_alleles = copies.minor.is_some() || matches!(copies.source, CopySource::Hla(_));
    match copies.state {
        CopyState::Homdel => Some(2),
        CopyState::Loh => Some(1),
        CopyState::Neutral | CopyState::Gain | CopyState::Amplification if tells_alleles => Some(0),
        _ => None,
    }
}
