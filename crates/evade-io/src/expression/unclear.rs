//! Why a unit is not found, and what to do about it.

use std::fmt;

use super::evidence::{Base, rounded};

/// What to do about values below those of the unit.
pub(super) const NEGATIVE_HINT: &str = "centred, scaled or batch-corrected values cannot be ranked as expression; give TPM, log2(TPM + 1) or counts";
const UNCORRECTED_HINT: &str =
    "give TPM; --unit array, vst or cpm gives scores and no call on the frozen scale";

/// Why a unit is not found.
#[derive(Debug, Clone, PartialEq)]
pub enum Unclear {
    /// Negative values of no known unit.
    Negative,
    /// Genes have a mean of zero.
    Centred,
    /// Negative logarithms that repeat like counts.
    OtherOffset,
    /// Small whole numbers.
    SmallWholeNumbers,
    /// Too few rows to tell logarithms from linear values.
    SmallPanel,
    /// Values that many genes share, as those of counts are, after an unknown transformation.
    SharedValues,
    /// Values of RNA-seq have zeros.
    NoZeros,
    /// A logarithm of whole numbers that sum to a million.
    LogOfWholeNumbers,
    /// A logarithm to another base.
    OtherBase(Base),
    /// Logarithms of values that sum to more than TPM or FPKM do.
    LargeLogSums,
    /// Whole numbers that sum to a million.
    WholeNumbers,
    /// Linear fractions that do not sum to a million.
    LinearFractions {
        /// The first such sample.
        sample: String,
        /// Its sum.
        sum: f64,
    },
}

impl fmt::Display for Unclear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Negative => {
                "negative values fit neither a linear unit nor log2(x + 1), and their minimum is not log2(0.001)"
            }
            Self::Centred => "most genes have a mean of zero: the values are centred or z-scores",
            Self::OtherOffset => {
                "negative values that many genes share may be logarithms of counts with an offset below 1, and their sums are not those of CPM"
            }
            Self::SmallWholeNumbers => "small whole numbers may be anything",
            Self::SmallPanel => "a low maximum in a small panel may be log2 or linear",
            Self::SharedValues => {
                "many genes share the same small values, as counts do and TPM do not: these may be rounded CPM or counts after a transformation that is not log2(x + 1)"
            }
            Self::NoZeros => {
                "almost no value is zero or near zero, and TPM, FPKM and log2(x + 1) of RNA-seq have many: these may be array intensities, transformed counts (vst, rlog), or batch-corrected, quantile-normalized or shifted values"
            }
            Self::LogOfWholeNumbers => {
                "logarithms of whole numbers that sum to about a million may be those of counts or of rounded TPM"
            }
            Self::OtherBase(Base::E) => {
                "un-logged to base e every column sums to a million: this looks like the natural logarithm of TPM + 1 or CPM + 1"
            }
            Self::OtherBase(Base::Ten) => {
                "un-logged to base 10 every column sums to a million: this looks like log10(TPM + 1) or log10(CPM + 1)"
            }
            Self::LargeLogSums => {
                "logarithms of values that sum to more than two million may be those of estimated or normalized counts, or of FPKM-UQ"
            }
            Self::WholeNumbers => "whole numbers that sum to about a million may be counts or rounded TPM",
            Self::LinearFractions { sample, sum } => {
                return write!(
                    f,
                    "linear fractions whose columns do not sum to about a million (the first is that of sample '{sample}', {}) may be FPKM, a TPM panel, estimated or normalized counts",
                    rounded(*sum)
                );
            }
        })
    }
}

impl Unclear {
    /// The next step; it never offers a unit that would let wrong values pass.
    pub(super) fn hint(&self) -> &'static str {
        match self {
            Self::Negative | Self::Centred => NEGATIVE_HINT,
            Self::OtherOffset => "give the counts, TPM, or log2(counts + 1)",
            Self::NoZeros | Self::SharedValues => UNCORRECTED_HINT,
            Self::OtherBase(_) => "give TPM, or their logarithm to base 2",
            Self::LogOfWholeNumbers => "say it with --unit log2counts or log2p1",
            Self::LargeLogSums => "say it with --unit log2counts for counts, or log2p1 for FPKM-UQ",
            Self::WholeNumbers => "say it with --unit counts or tpm",
            Self::LinearFractions { .. } => {
                "say it with --unit fpkm, tpm, counts (estimated counts too) or normalized_counts"
            }
            Self::SmallWholeNumbers => "say it with --unit counts, tpm, log2counts or log2p1",
            Self::SmallPanel => "say it with --unit tpm, fpkm, cpm, log2p1, log2cpm or array",
        }
    }
}
