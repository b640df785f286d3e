//! `Mutation_Status`: what a row, or all rows of a sample, say of where the variant is from.

use crate::calls_are::CallsAre;

/// What the status of a row says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    /// Somatic, not known, or nothing.
    Open,
    /// Inherited, or the loss of an inherited allele.
    Germline,
    /// No variant was called: `None`, `UNCALLED`, or a change of the RNA alone.
    NotCalled,
    /// The tumour was tested and does not have it.
    Wildtype,
}

/// Why no variant of a sample is used of which no row is somatic.
pub(super) const NOT_SOMATIC_LIST: &str = "Mutation_Status of each row says that it is not somatic";

impl Status {
    pub(super) fn of(word: &str) -> Self {
        let word = word.trim().to_ascii_lowercase().replace(['-', '_'], " ");
        match word.as_str() {
            "loh" => Self::Germline,
            "wildtype" | "wild type" => Self::Wildtype,
            "none" | "uncalled" | "post transcriptional modification" | "rna editing" => Self::NotCalled,
            _ if word.contains("somatic") => Self::Open,
            _ if word.starts_with("germline") => Self::Germline,
            _ => Self::Open,
        }
    }

    pub(super) fn is_not_somatic(self) -> bool {
        self != Self::Open
    }

    /// Whether a sample with such rows alone is of another kind than a list of somatic calls. A row of the wild type is
    /// an answer of a test for somatic variants.
    pub(super) fn is_of_other_list(self) -> bool {
        matches!(self, Self::Germline | Self::NotCalled)
    }
}

/// What the user should know of such a sample.
pub(super) fn warning(barcode: &str, stated: CallsAre) -> String {
    let what = "Mutation_Status of each row says Germline, LOH, None or that nothing was called";
    match stated {
        CallsAre::Somatic => {
            format!("{barcode}: {what}; the calls are stated to be somatic, and no row counts")
        }
        _ => format!(
            "{barcode}: {what}: none is used as somatic, and their genes are not tested (is the column right? a list of \
             somatic calls says Somatic or leaves it empty)"
        ),
    }
}
