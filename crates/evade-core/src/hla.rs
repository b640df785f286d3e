//! HLA class I genes: the state of each, how it was determined, and the three together.
//!
//! * [`HlaStatus`], [`LohType`], [`LohExtent`] say what became of a gene.
//! * [`HlaMethod`], [`HlaSource`], [`HlaReason`], [`HlaCaution`] say how that was determined and what limits it.
//! * [`HlaGene`] is one gene of one sample, [`HlaSummary`] the three genes of a sample.

mod determination;
mod gene;
mod state;
mod summary;

pub use determination::{HlaCaution, HlaMethod, HlaReason, HlaSource};
pub use gene::{HlaGene, HlaMutation};
pub use state::{HlaMutationKind, HlaStatus, LohExtent, LohType};
pub use summary::HlaSummary;

/// The three genes in the order of every output.
pub const HLA_GENES: [&str; 3] = ["HLA-A", "HLA-B", "HLA-C"];
