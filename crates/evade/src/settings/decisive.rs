//! Which parameters of a manifest decide results.

/// Options that decide results; the others name files or tell of one patient.
pub(crate) const DECISIVE: [&str; 9] = [
    "scale",
    "tissue",
    "axis_offset",
    "unit",
    "input_format",
    "gene_lengths",
    "union",
    "carry",
    "allow_missing_newline",
];
/// The same of `evade hla`.
pub(crate) const DECISIVE_OF_HLA: [&str; 4] = ["purity", "ploidy", "genome", "allow_missing_newline"];
/// The same of `evade variants`, beside those of the burden.
pub(crate) const DECISIVE_OF_VARIANTS: [&str; 15] = [
    "calls",
    "tumor_only",
    "matched_normal",
    "plasma",
    "purity",
    "ploidy",
    "genome",
    "assay_dna",
    "min_depth",
    "min_alt_reads",
    "min_vaf",
    "max_population_frequency",
    "filter_maf",
    "any_filter",
    "allow_missing_newline",
];
