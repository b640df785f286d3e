//! How a tumour escapes immune checkpoint inhibitors, with its reasons: the library behind the program `evade`.
//!
//! Each job takes its [`settings`] and a [`Monitor`], which receives messages and progress, and writes files:
//!
//! * [`run()`], [`repeat()`], [`merge()`], [`diff()`], [`report()`] for whole runs;
//! * [`score()`], [`phenotype()`], [`variants()`], [`hla()`] for one lane;
//! * [`compare()`] for samples of one patient;
//! * [`validate()`] for calls against labels;
//! * [`check()`], [`sheet()`], [`split()`] before a run;
//! * [`mod@reference`], [`signatures`], [`knowledge`], [`schema()`], [`simulate()`] beside it.
//!
//! A job returns an [`Outcome`], which says whether some samples have no result, or an [`Error`] when nothing was to be had. Nothing
//! here parses arguments, draws progress or ends the process; `-` as a file is standard output. The threads are those of
//! rayon's current pool.
//!
//! From a matrix to calls, one table:
//!
//! ```
//! use evade::settings::PhenotypeSettings;
//! use evade::{Outcome, Silent};
//!
//! # let folder = tempfile::tempdir()?;
//! # let data = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test-data");
//! let calls = folder.path().join("phenotypes.tsv");
//! let settings = PhenotypeSettings {
//!     matrix: data.join("small/expression_tpm.tsv.gz"),
//!     output: calls.clone(),
//!     ..PhenotypeSettings::default()
//! };
//! assert_eq!(evade::phenotype(&settings, &Silent)?, Outcome::Complete);
//! let calls = std::fs::read_to_string(calls)?;
//! assert_eq!(calls.lines().count(), 9);
//! assert!(calls.starts_with("sample\tphenotype\tconfidence"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! From one patient's files to JSON and page:
//!
//! ```
//! use evade::settings::{DnaFiles, GeneSettings, PatientSettings, RunSettings};
//! use evade::{Outcome, Silent};
//!
//! # let folder = tempfile::tempdir()?;
//! # let data = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test-data");
//! let outdir = folder.path().join("P1");
//! let maf = data.join("results-0.1/p.maf").display().to_string();
//! let settings = RunSettings {
//!     outdir: outdir.clone(),
//!     patient: Some(PatientSettings {
//!         sample: "P1".into(),
//!         files: DnaFiles { maf: Some(maf), ..DnaFiles::default() },
//!         ..PatientSettings::default()
//!     }),
//!     genes: GeneSettings { assay_dna: Some("WES".into()), ..GeneSettings::default() },
//!     ..RunSettings::default()
//! };
//! assert_eq!(evade::run(&settings, &Silent)?, Outcome::Complete);
//! assert!(std::fs::read_to_string(outdir.join("samples/P1.json"))?.contains("\"p.G12C\""));
//! assert!(outdir.join("samples/P1.html").exists());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! From a cohort to every table:
//!
//! ```
//! use evade::settings::RunSettings;
//! use evade::{Level, Monitor, Outcome};
//!
//! /// Keeps warnings.
//! #[derive(Default)]
//! struct Warnings(std::sync::Mutex<Vec<String>>);
//!
//! impl Monitor for Warnings {
//!     fn message(&self, level: Level, text: &str) {
//!         if level == Level::Warning {
//!             self.0.lock().unwrap().push(text.to_owned());
//!         }
//!     }
//! }
//!
//! # let folder = tempfile::tempdir()?;
//! # let data = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test-data");
//! let outdir = folder.path().join("results");
//! let settings = RunSettings {
//!     samples: Some(data.join("small/samples.csv")),
//!     expression: Some(data.join("small/expression_tpm.tsv.gz")),
//!     outdir: outdir.clone(),
//!     ..RunSettings::default()
//! };
//! let warnings = Warnings::default();
//! assert_eq!(evade::run(&settings, &warnings)?, Outcome::Complete);
//! assert!(warnings.0.into_inner().unwrap().is_empty());
//! for table in ["scores.tsv", "phenotypes.tsv", "alterations.tsv", "hla_loh.tsv", "qc.tsv"] {
//!     assert!(outdir.join(table).exists());
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

// Hand-computed cases are exact.
#![cfg_attr(test, allow(clippy::float_cmp))]

mod batch;
mod builtin;
mod check;
mod cohort;
mod compare;
mod diff;
mod document;
mod earlier;
mod error;
mod expression;
mod features;
mod gene_messages;
mod hla;
mod inputs;
pub mod knowledge;
mod lanes;
mod listing;
mod log;
mod manifest;
pub mod mechanisms;
mod merge;
mod multiqc;
mod output;
mod overwrite;
mod pairs;
mod part;
mod phenotype;
mod plan;
mod readouts;
pub mod reference;
mod repeat;
mod report;
mod resistance;
mod result_folder;
mod results;
mod run;
mod run_remarks;
mod sample;
mod sample_file;
mod scale;
mod schema;
mod score;
pub mod settings;
mod sheet;
pub mod signatures;
mod simulate;
mod split;
mod tables;
mod unit;
mod validate;
mod variants;

pub use check::check;
pub use compare::compare;
pub use diff::diff;
pub use error::{Error, ErrorKind, Outcome, Result, UsageError};
pub use evade_stream::{ReadErrorKind, remove_unfinished};
pub use hla::hla;
pub use log::{Level, Monitor, Progress, Silent};
pub use merge::merge;
pub use phenotype::phenotype;
pub use repeat::repeat;
pub use report::report;
pub use run::run;
pub use schema::schema;
pub use score::score;
pub use sheet::sheet;
pub use simulate::{parse_classes, parse_mechanisms, simulate, simulate_pairs};
pub use split::split;
pub use validate::validate;
pub use variants::variants;
