//! What became of an HLA class I gene.

use crate::vocabulary::vocabulary;

vocabulary! {
    /// State of one HLA class I gene.
    HlaStatus in "hla_status" {
        /// One allele is lost in the tumour.
        Loh = "loh",
        /// One allele is lost in part of the tumour cells.
        LohSubclonal = "loh_subclonal",
        /// The alleles differ, but neither is shown to be lost.
        ImbalanceOnly = "imbalance_only",
        /// Both alleles are kept.
        NoLoh = "no_loh",
        /// Both alleles are lost.
        Homdel = "homdel",
        /// There is input, but it cannot tell.
        NotEvaluable = "not_evaluable",
        /// There is no input.
        NotTested = "not_tested",
    }
}

// A gene nobody looked at.
#[expect(clippy::derivable_impls, reason = "the macro that makes the enum knows no default")]
impl Default for HlaStatus {
    fn default() -> Self {
        Self::NotTested
    }
}

impl HlaStatus {
    /// Whether the source could tell.
    #[must_use]
    pub fn is_assessable(self) -> bool {
        !matches!(self, Self::NotEvaluable | Self::NotTested)
    }

    /// Whether one of the two alleles is lost.
    #[must_use]
    pub fn is_loh(self) -> bool {
        matches!(self, Self::Loh | Self::LohSubclonal)
    }

    /// Whether any allele is lost, one or both.
    #[must_use]
    pub fn is_loss(self) -> bool {
        self.is_loh() || self == Self::Homdel
    }
}

vocabulary! {
    /// What is left where an allele is lost.
    LohType in "loh_type" {
        /// One copy.
        Deletion = "deletion",
        /// Two copies of the same allele.
        CopyNeutral = "copy_neutral",
        /// More copies of the same allele.
        Amplified = "amplified",
    }
}

impl LohType {
    /// The type by the copies that are left.
    #[must_use]
    pub fn of_total(total: f64) -> Self {
        match total {
            t if t < 1.5 => Self::Deletion,
            t if t < 2.5 => Self::CopyNeutral,
            _ => Self::Amplified,
        }
    }
}

vocabulary! {
    /// How far a loss reaches along chromosome 6.
    LohExtent in "loh_extent" {
        /// Less than 5 Mb.
        Focal = "focal",
        /// More, but not the arm.
        Regional = "regional",
        /// The short arm.
        Arm = "arm",
        /// Both arms.
        Chromosome = "chromosome",
    }
}

vocabulary! {
    /// A somatic change of an HLA allele.
    HlaMutationKind in "hla_mutation" {
        /// Stop or frameshift.
        NonsenseOrFrameshift = "nonsense_or_frameshift",
        /// Splice site.
        Splice = "splice",
        /// Another amino acid.
        Missense = "missense",
        /// Insertion or deletion that keeps the frame.
        InframeIndel = "inframe_indel",
    }
}

impl HlaMutationKind {
    /// Whether the allele's protein is lost.
    #[must_use]
    pub fn is_damaging(self) -> bool {
        matches!(self, Self::NonsenseOrFrameshift | Self::Splice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_of_a_loss_follows_from_what_is_left() {
        let types = [0.8, 1.0, 2.0, 3.0].map(LohType::of_total);
        assert_eq!(types, [LohType::Deletion, LohType::Deletion, LohType::CopyNeutral, LohType::Amplified]);
    }
}
