//! Tests of the program as its users meet it: one binary, one module a concern.
// A test panics to fail, says when it skips, and compares exact numbers.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::print_stderr, clippy::float_cmp)]

mod support;

mod amendments;
mod check_rna;
mod cohorts;
mod damaged;
mod diffs;
mod dna;
mod docs;
mod failed_samples;
mod features;
mod formats;
mod fusions;
mod hla;
mod invariance;
mod json_schema;
mod knowledge;
mod laboratories;
mod maf_cohort;
mod malformed;
mod mechanism_cases;
mod mechanisms;
mod multiqc;
mod outputs;
mod ownership;
mod pair_cases;
mod pairs;
mod parquet;
mod parts;
mod pathology;
mod phenotype;
mod program;
mod readout_figures;
mod readouts;
mod real_data;
mod report;
mod reruns;
mod resistance;
mod result_formats;
mod sample_schema;
mod sarek;
mod score;
mod shapes;
mod sheet;
mod sheet_files;
mod simulate;
mod tissue;
mod units;
mod validate;
mod validate_files;
mod variants;
mod words;
