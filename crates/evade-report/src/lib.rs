//! The report page of one sample, the page of one patient with several samples ([`render_patient`]), and the page of a comparison of
//! calls with labels ([`render_validation`]).
//!
//! [`render_sample`] turns an [`evade_core::SampleProfile`] into one HTML page: a front page that fits one A4 sheet,
//! then the evidence. The page is made from the profile and the names of its signatures, needs no script and loads
//! nothing; every number in it is a number of the sample's JSON, rounded, or part of a name. [`first_sentence()`] is the line at its top, for tables and logs.
//!
//! ```
//! use evade_core::{DnaProfile, HLA_GENES, HlaGene, LaneInputs, ReportFacts, SampleFacts, SampleProfile};
//!
//! let profile = SampleProfile {
//!     schema_version: SampleProfile::SCHEMA_VERSION.into(),
//!     intended_use: SampleProfile::INTENDED_USE.into(),
//!     report: ReportFacts::default(),
//!     facts: SampleFacts { sample: "P1 <pre>".to_owned(), ..SampleFacts::default() },
//!     rna: None,
//!     dna: DnaProfile::default(),
//!     lanes: LaneInputs::default(),
//!     hla: HLA_GENES.map(HlaGene::not_tested).to_vec(),
//!     hla_note: None,
//!     readouts: Vec::new(),
//!     resistance: None,
//!     mechanisms: Vec::new(),
//!     biomarkers: None,
//!     knowledge: None,
//!     compared: None,
//! };
//! let page = evade_report::render_sample(&profile, "0.2.0", &evade_report::SignatureNames::default());
//! assert!(page.contains("P1 &lt;pre&gt;"));
//! assert!(page.contains("RNA expression not tested"));
//! ```

mod antigen;
mod axes_svg;
mod biomarkers;
mod confidence;
mod context;
mod course;
mod detail;
mod detail_dna;
mod detail_readouts;
mod direction;
mod event;
mod evidence_svg;
mod finding;
mod first_sentence;
mod fit;
mod flags;
mod front;
mod further_tests;
mod hla;
mod inflamed;
mod inputs;
mod kind_words;
mod limits;
mod markers;
mod mechanisms;
mod methods;
mod page;
mod patient;
mod phenotype_box;
mod phenotype_tests;
mod phenotype_words;
mod published;
mod reading;
mod readout;
mod readout_lines;
mod readout_svg;
mod readout_words;
mod rna_limits;
mod set_aside;
mod signature_names;
mod space;
mod text;
mod validation;
mod words;

#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod tests;

pub use first_sentence::first_sentence;
pub use page::render_sample;
pub use patient::render_patient;
pub use signature_names::SignatureNames;
pub use validation::render_validation;
