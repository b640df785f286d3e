//! What was read of one sample.

use std::collections::{BTreeMap, BTreeSet};

use evade_core::{CopySource, CopyState, FilterReason, FilteredVariant, GeneCopies, Variant, VariantKey};

use crate::burden::{Burden, ListKind};
use crate::one_kind::OneKind;
use crate::same_variant::{Counted, add_filtered};
use crate::variant_index::VariantIndex;

/// What was read of one sample, core genes only.
#[derive(Debug, Clone, PartialEq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each input was read or not, whatever the others are")]
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
    /// Whether fusions were looked for in RNA.
    pub fusions_tested_in_rna: bool,
    /// Whether a VCF of structural variants lists breakpoints in DNA.
    pub breakpoints_tested: bool,
    /// Whether a whole genome was sequenced, also where no file shows small variants of it.
    pub is_genome_sequenced: bool,
    /// Genes that may hold a variant of which a value cannot be, so that they are not `not_altered`.
    pub impossible: BTreeSet<String>,
    /// Genes of rows that name no sample, so that they may be of this one and the genes are not `not_altered`.
    pub unclaimed: BTreeSet<String>,
    /// Genes whose copies cannot be, so that they are not `not_altered`.
    pub impossible_copies: BTreeSet<String>,
    /// Genes whose copies a row tells that names no sample, so that they may be of this one.
    pub unclaimed_copies: BTreeSet<String>,
    /// The normal is the only other column of a file, which nothing calls so: it may be another tumour.
    pub is_normal_guessed: bool,
    /// The one kind of small variant that the calls show, where they do not show all.
    pub one_kind: Option<OneKind>,
    /// Which inputs may be cut.
    pub may_be_cut: MayBeCut,
    /// Finds variants that are already there.
    pub index: VariantIndex,
}

/// Which inputs of a sample end without a newline: what followed is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each input is cut or not, whatever the others are")]
pub struct MayBeCut {
    /// The list of small variants.
    pub variants: bool,
    /// Copy number.
    pub copies: bool,
    /// The table of rearrangements.
    pub rearrangements: bool,
    /// The states of the HLA genes.
    pub hla: bool,
}

impl MayBeCut {
    /// Adds what another file may lack.
    pub fn join(&mut self, other: Self) {
        self.variants |= other.variants;
        self.copies |= other.copies;
        self.rearrangements |= other.rearrangements;
        self.hla |= other.hla;
    }
}

impl SampleVariants {
    /// Whether the list is of inherited variants, so that it says nothing of somatic ones.
    #[must_use]
    pub fn is_germline(&self) -> bool {
        self.burden.effects.kind == ListKind::Germline
    }

    /// Keys of the somatic variants of all genes that count, silent ones included, without hotspots; callers' files are united
    /// by allele. `None` where the input is not a list of somatic variants of all genes: it shows judged genes alone, its
    /// effects are not annotated, it was typed by hand, or no normal tells what is inherited.
    #[must_use]
    pub fn somatic_keys(&self) -> Option<BTreeSet<VariantKey>> {
        self.burden.somatic_keys()
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
            vaf: variant.vaf,
            depth: variant.depth,
            would_alter: false,
            confirm_germline: false,
        };
        self.filtered.extend(std::mem::take(&mut self.variants).into_iter().map(listed));
        self.burden = Burden::of_germline();
    }

    /// Where the variant is among those that count.
    pub(crate) fn place_of(&mut self, variant: &Variant) -> Option<usize> {
        let variants = &self.variants;
        self.index.find(variants.len(), |place| &variants[place], variant)
    }

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
            match self.place_of(&variant).and_then(|place| self.variants.get_mut(place)) {
                Some(known) => known.phase = known.phase.take().or(variant.phase),
                None => self.variants.push(variant),
            }
        }
        add_filtered(&mut self.filtered, other.filtered);
        let counted = Counted::of(&self.variants);
        self.filtered.retain(|f| !counted.hold(f));
        self.burden.join(other.burden);
        self.rearrangements_tested |= other.rearrangements_tested;
        self.fusions_tested_in_rna |= other.fusions_tested_in_rna;
        self.breakpoints_tested |= other.breakpoints_tested;
        self.is_genome_sequenced |= other.is_genome_sequenced;
        self.impossible.extend(other.impossible);
        self.unclaimed.extend(other.unclaimed);
        self.impossible_copies.extend(other.impossible_copies);
        self.unclaimed_copies.extend(other.unclaimed_copies);
        self.is_normal_guessed |= other.is_normal_guessed;
        self.may_be_cut.join(other.may_be_cut);
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
