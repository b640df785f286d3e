//! Which parameters of a manifest decide results.

/// Options that decide what is said of RNA; the others name files or tell of one patient.
pub(crate) const DECISIVE: [&str; 8] =
    ["scale", "tissue", "axis_offset", "unit", "input_format", "gene_lengths", "union", "carry"];
/// The same of `evade hla`.
pub(crate) const DECISIVE_OF_HLA: [&str; 4] = ["purity", "ploidy", "genome", "allow_missing_newline"];
/// The same of variants, beside those of the burden.
pub(crate) const DECISIVE_OF_VARIANTS: [&str; 16] = [
    "normal",
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
/// Of these, what `evade run` may say of its one patient, so that it differs between patients.
pub(crate) const OF_PATIENT: [&str; 10] = [
    "normal",
    "calls",
    "tumor_only",
    "matched_normal",
    "plasma",
    "purity",
    "ploidy",
    "genome",
    "assay_dna",
    "tmb",
];
