//! The copies of a segment in the tumour cells, or in the part of them that lost an allele.

use super::format::SegmentFormat;
use super::segment::{CLONAL_FROM, MIN_PURITY, NO_COPY_BELOW, Segment, SegmentRatio};

/// What is known of the tumour cells in the sample.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct TumorContent {
    /// Their share, 0 to 1.
    pub purity: Option<f64>,
    /// Their mean copies of the genome.
    pub ploidy: Option<f64>,
}

impl TumorContent {
    /// Whether too few cells are of the tumour to tell copies.
    #[must_use]
    pub fn is_too_thin(&self) -> bool {
        self.purity.is_some_and(|share| share < MIN_PURITY)
    }
}

/// The copies of one segment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct State {
    pub(crate) total: f64,
    pub(crate) minor: Option<f64>,
    /// Share of the tumour cells in it.
    pub(crate) fraction: Option<f64>,
}

impl State {
    pub(crate) fn is_gone(self) -> bool {
        self.total < NO_COPY_BELOW
    }

    pub(crate) fn is_loh(self) -> bool {
        !self.is_gone() && self.minor.is_some_and(|m| m < NO_COPY_BELOW)
    }

    /// Whether fewer of the tumour cells are in this state than count for all of them.
    pub(crate) fn is_subclonal(self) -> bool {
        self.fraction.is_some_and(|f| f < CLONAL_FROM)
    }
}

impl Segment {
    /// The state that speaks for the segment: of two the one that lost an allele, else that of more cells.
    pub(crate) fn state(&self, format: SegmentFormat, tumor: TumorContent) -> State {
        if let Some((ratio, (purity, ploidy))) = self.ratio.zip(tumor.purity.zip(tumor.ploidy)) {
            return copies_of_ratio(ratio, purity, ploidy);
        }
        let relative = |fraction: f64| match tumor.purity {
            Some(purity) if format.is_fraction_of_all_cells() => Some((fraction / purity).min(1.0)),
            _ if format.is_fraction_of_all_cells() => None,
            _ => Some(fraction),
        };
        let first =
            State { total: self.total, minor: self.minor, fraction: self.fraction.and_then(relative) };
        let Some(second) = self.second else { return first };
        let second = State { total: second.total, minor: second.minor, fraction: second.fraction };
        let has_lost = |state: State| state.is_gone() || state.is_loh();
        match (has_lost(first), has_lost(second)) {
            (true, true) => of_both(first, second),
            (false, true) => second,
            (false, false) if second.fraction > first.fraction => second,
            _ => first,
        }
    }

    /// The log ratio, where nothing else tells the copies.
    pub(crate) fn log2_alone(&self, tumor: TumorContent) -> Option<f64> {
        let is_ratio = self.ratio.is_some() && tumor.purity.is_some() && tumor.ploidy.is_some();
        self.log2.filter(|_| !is_ratio)
    }
}

/// Whatever the copies of the kept allele, the other is gone in both parts; in one of them perhaps both alleles are.
fn of_both(first: State, second: State) -> State {
    let fraction = first.fraction.zip(second.fraction).map(|(a, b)| a + b);
    let (gone, other) = if first.is_gone() { (first, second) } else { (second, first) };
    if gone.is_gone() == other.is_gone() {
        State { fraction, ..first }
    } else if gone.is_subclonal() {
        State { fraction, ..other }
    } else {
        gone
    }
}

/// Copies of the two alleles from depth and allele fraction (the form of ASCAT, Van Loo 2010, with gamma 1).
fn copies_of_ratio(ratio: SegmentRatio, purity: f64, ploidy: f64) -> State {
    let mean = 2.0 * (1.0 - purity) + purity * ploidy;
    let depth = libm::exp2(ratio.log2) * mean;
    let copies = |share: f64| ((share * depth - (1.0 - purity)) / purity).max(0.0);
    let minor = copies(ratio.minor_fraction);
    State { total: minor + copies(1.0 - ratio.minor_fraction), minor: Some(minor), fraction: None }
}
