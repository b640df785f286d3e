//! Where the HLA class I genes lie.

use evade_core::HLA_GENES;

use crate::genome_build::Build;

/// First and last base, 1-based.
pub(crate) type Span = (u64, u64);

/// Spans on `GRCh37` and `GRCh38` (MANE Select transcripts), all on chromosome 6, in the order of [`HLA_GENES`].
const SPANS: [(Span, Span); 3] = [
    ((29_910_309, 29_913_647), (29_942_532, 29_945_870)),
    ((31_321_652, 31_324_956), (31_353_875, 31_357_179)),
    ((31_236_526, 31_239_869), (31_268_749, 31_272_092)),
];

/// Where the genes lie, in the order of [`HLA_GENES`].
pub(crate) fn spans(build: Build) -> [Span; 3] {
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
