//! The state of HLA-A, -B and -C: what other programs say, segments, heterozygous SNPs, and all of them as one answer.

mod alleles;
mod cbioportal;
mod combine;
mod generic;
mod import;
mod lilac;
mod lohhla;
mod mhc_hammer;
mod segment_call;
mod snp;
mod spechla;

pub use combine::combine_hla;
pub use generic::read_hla_table;
pub use import::{HlaFormat, HlaImport, read_hla};
pub use lilac::{LilacQuality, apply_lilac_quality};
pub use segment_call::{hla_from_segments, hla_from_segments_of};
pub use snp::{
    AlleleCounts, CopyState, CountsFormat, DepthTerm, SiteCounts, SiteOdds, SnpFit, SnpModel, SnpPair,
    fit_states, hla_from_snps, is_allele_counts, pair_counts, read_allele_counts,
};

use evade_core::HLA_GENES;

use crate::Build;
use crate::segments::{CLONAL_FROM, MIN_PURITY, NO_COPY_BELOW, TumorContent};

/// First and last base, 1-based.
type Span = (u64, u64);

/// Spans on `GRCh37` and `GRCh38` (MANE Select transcripts), all on chromosome 6, in the order of [`HLA_GENES`].
const SPANS: [(Span, Span); 3] = [
    ((29_910_309, 29_913_647), (29_942_532, 29_945_870)),
    ((31_321_652, 31_324_956), (31_353_875, 31_357_179)),
    ((31_236_526, 31_239_869), (31_268_749, 31_272_092)),
];

/// Imbalance is taken as shown below this p (`LOHHLA`, `MHC Hammer`).
const P_BELOW: f64 = 0.01;
/// Fewer heterozygous sites do not carry a minor copy number.
const MIN_HETEROZYGOUS_SITES: u32 = 5;

/// Where the genes lie, in the order of [`HLA_GENES`].
fn spans(build: Build) -> [Span; 3] {
    SPANS.map(|(old, new)| if build == Build::Grch37 { old } else { new })
}

/// The build in which a gene with this name has this place.
pub(crate) fn build_of_gene(gene: &str, start: u64, end: u64) -> Option<Build> {
    let place = HLA_GENES.iter().position(|known| *known == gene)?;
    let is_over = |(first, last): Span| start <= last && end >= first;
    match (is_over(SPANS[place].0), is_over(SPANS[place].1)) {
        (true, false) => Some(Build::Grch37),
        (false, true) => Some(Build::Grch38),
        _ => None,
    }
}
