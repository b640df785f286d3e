//! Units of expression values: what they allow, and how they became known.

use crate::reason::Reason;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// The unit of expression values.
    Unit in "unit" {
        /// Read or fragment counts, not corrected for gene length.
        Counts = "counts",
        /// Transcripts per million.
        Tpm = "tpm",
        /// Fragments (or reads) per kilobase per million.
        Fpkm = "fpkm",
        /// log2(TPM or FPKM + 1).
        Log2P1 = "log2p1",
        /// log2(TPM or FPKM + 0.001).
        Log2P0001 = "log2p0.001",
        /// Counts per million, not corrected for gene length.
        Cpm = "cpm",
        /// log2 of counts per million, with any prior count or offset.
        Log2Cpm = "log2cpm",
        /// log2(counts + 1), of raw or normalized counts.
        Log2Counts = "log2counts",
        /// Counts divided by a size factor or upper quartile per sample, not corrected for gene length.
        NormalizedCounts = "normalized_counts",
        /// Variance-stabilized or regularized log counts (vst, rlog).
        Vst = "vst",
        /// Intensities of a microarray, usually log2.
        Array = "array",
    }
}

vocabulary! {
    /// How the unit of expression values became known.
    UnitSource in "unit_source" {
        /// Stated by the user.
        Declared = "declared",
        /// Stated by the file format or the name of the column.
        Format = "format",
        /// Detected from the values.
        Detected = "detected",
        /// Calculated from counts and gene lengths.
        GeneLengths = "gene_lengths",
    }
}

/// How the values of several rows of one gene become one value. No rule needs another sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SeveralRows {
    /// Their sum.
    Sum,
    /// The sum of the values before the logarithm to base 2, to which this offset was added.
    LogOfSum(f64),
    /// The largest: the values cannot be added, since the offset of the logarithm is unknown or probes differ in scale.
    Largest,
}

impl Unit {
    /// All words, separated by commas, for messages.
    #[must_use]
    pub fn words() -> String {
        Self::ALL.iter().map(|unit| unit.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// Whether the values are logarithms. Array intensities are taken for logarithms, as they are published.
    #[must_use]
    pub fn is_logged(self) -> bool {
        match self {
            Self::Counts | Self::Tpm | Self::Fpkm | Self::Cpm | Self::NormalizedCounts => false,
            Self::Log2P1 | Self::Log2P0001 | Self::Log2Cpm | Self::Log2Counts | Self::Vst | Self::Array => {
                true
            }
        }
    }

    /// What becomes of several rows of one gene.
    #[must_use]
    pub fn several_rows(self) -> SeveralRows {
        match self {
            Self::Counts | Self::Tpm | Self::Fpkm | Self::Cpm | Self::NormalizedCounts => SeveralRows::Sum,
            Self::Log2P1 | Self::Log2Counts => SeveralRows::LogOfSum(1.0),
            Self::Log2P0001 => SeveralRows::LogOfSum(0.001),
            Self::Log2Cpm | Self::Vst | Self::Array => SeveralRows::Largest,
        }
    }

    /// Whether genes can be ranked against each other within a sample: the value does not grow with gene length.
    #[must_use]
    pub fn is_length_normalised(self) -> bool {
        self.why_not_ranked().is_none()
    }

    /// Why genes cannot be ranked against each other within a sample, if they cannot.
    #[must_use]
    pub fn why_not_ranked(self) -> Option<Reason> {
        match self {
            Self::Tpm | Self::Fpkm | Self::Log2P1 | Self::Log2P0001 => None,
            Self::Counts => Some(Reason::CountsWithoutLengths),
            Self::Cpm
            | Self::Log2Cpm
            | Self::Log2Counts
            | Self::NormalizedCounts
            | Self::Vst
            | Self::Array => Some(Reason::NotLengthNormalised),
        }
    }

    /// The value of a gene without expression, where the unit has one.
    #[must_use]
    pub fn zero(self) -> Option<f64> {
        match self {
            Self::Log2P0001 => Some(LOG2_FLOOR_0001),
            Self::Log2Cpm | Self::Vst | Self::Array => None,
            _ => Some(0.0),
        }
    }
}

/// log2(0.001), the floor of log2(x + 0.001).
pub const LOG2_FLOOR_0001: f64 = -9.965_784;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_units_corrected_for_gene_length_allow_ranks_between_genes() {
        let allowed: Vec<&str> =
            Unit::ALL.iter().filter(|unit| unit.is_length_normalised()).map(|unit| unit.as_str()).collect();
        assert_eq!(allowed, ["tpm", "fpkm", "log2p1", "log2p0.001"]);
        assert_eq!(Unit::Counts.why_not_ranked(), Some(Reason::CountsWithoutLengths));
        assert_eq!(Unit::Log2Counts.why_not_ranked(), Some(Reason::NotLengthNormalised));
    }

    #[test]
    fn values_are_added_only_where_the_offset_of_the_logarithm_is_known() {
        for &unit in Unit::ALL {
            assert_eq!(unit.several_rows() == SeveralRows::Sum, !unit.is_logged(), "{unit}");
            assert_eq!(unit.several_rows() == SeveralRows::Largest, unit.zero().is_none(), "{unit}");
        }
    }
}
