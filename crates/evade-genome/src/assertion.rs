//! What curated sources and predictors in the input say of a variant.

/// What a curated source says of a variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Assertion {
    /// Pathogenic or oncogenic, the effect not stated.
    Oncogenic,
    /// Oncogenic by loss of function.
    Loss,
    /// Oncogenic by gain of function.
    Gain,
    /// Benign or neutral.
    Neutral,
}

/// Whether a column of this lower-case name holds what `Candidate::read_annotations` reads.
pub(crate) fn is_annotation(name: &str) -> bool {
    let words = ["oncogenic", "mutation_effect", "highest_level", "dbsnp_rs", "existing_variation"];
    words.contains(&name) || CLINICAL_COLUMNS.contains(&name) || SPLICE_COLUMNS.contains(&name)
}

/// Columns with the clinical significance of a variant.
pub(crate) const CLINICAL_COLUMNS: [&str; 4] = ["clin_sig", "clnsig", "clinvar_clnsig", "clinvar"];

/// Columns of splice predictors, in lower case.
pub(crate) const SPLICE_COLUMNS: [&str; 6] = [
    "spliceai_pred_ds_ag",
    "spliceai_pred_ds_al",
    "spliceai_pred_ds_dg",
    "spliceai_pred_ds_dl",
    "spliceai_ds_max",
    "spliceai",
];

pub(crate) fn assertion_of_clinvar(significance: &str) -> Option<Assertion> {
    if significance.contains("conflicting") || significance.contains("uncertain") {
        None
    } else if significance.contains("pathogenic") {
        Some(Assertion::Oncogenic)
    } else if significance.contains("benign") {
        Some(Assertion::Neutral)
    } else {
        None
    }
}
