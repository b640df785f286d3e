//! One segment, and when its copies count.

/// Copies in a part of the cells.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CloneState {
    /// Copies of both alleles.
    pub total: f64,
    /// Copies of the allele with fewer.
    pub minor: Option<f64>,
    /// Share of the tumour cells.
    pub fraction: Option<f64>,
}

/// Depth and allele ratio of a program that does not turn them into copies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SegmentRatio {
    /// Logarithm to base 2 of the copy ratio, 0 for the sample's mean.
    pub log2: f64,
    /// Share of the allele with fewer reads.
    pub minor_fraction: f64,
    /// Upper end of its interval.
    pub minor_fraction_high: Option<f64>,
}

/// One segment; positions are 1-based and inclusive.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// Sample, when the file has such a column.
    pub sample: Option<String>,
    /// Chromosome without `chr`.
    pub chrom: String,
    /// First base.
    pub start: u64,
    /// Last base.
    pub end: u64,
    /// Copies of both alleles.
    pub total: f64,
    /// Copies of the allele with fewer; absent when the tool could not tell.
    pub minor: Option<f64>,
    /// Share of all cells that are in this state (FACETS), or of the tumour cells (the others).
    pub fraction: Option<f64>,
    /// The caller says that part of the tumour cells is in this state, but not how many.
    pub is_in_part: bool,
    /// Heterozygous sites in the segment.
    pub heterozygous_sites: Option<u32>,
    /// Gene, in files with one row per gene.
    pub gene: Option<String>,
    /// State of the other tumour cells, where the program finds two.
    pub second: Option<CloneState>,
    /// Ratios instead of copies.
    pub ratio: Option<SegmentRatio>,
    /// Logarithm to base 2 of the copy ratio, where the copies rest on it alone: not corrected for tumour content.
    pub log2: Option<f64>,
}

/// A row whose copies cannot be: negative, infinite, not a number, of alleles that do not make the total, or gainsaid by
/// another row over the same bases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImpossibleSegment {
    /// Sample, when the file has such a column.
    pub sample: Option<String>,
    /// Chromosome without `chr`.
    pub chrom: String,
    /// First base.
    pub start: u64,
    /// Last base.
    pub end: u64,
    /// Gene, in files with one row per gene.
    pub gene: Option<String>,
    /// Line in the file.
    pub line: u64,
    /// What is impossible.
    pub what: String,
}

impl ImpossibleSegment {
    /// Whether it lies over a gene, by its name or by its first and last base.
    pub(super) fn is_over(&self, gene: &str, chrom: &str, (first, last): (u64, u64)) -> bool {
        match &self.gene {
            Some(named) => named == gene,
            // Without a chromosome it may lie anywhere.
            None => (self.chrom == chrom || self.chrom.is_empty()) && self.start <= last && self.end >= first,
        }
    }
}

/// Fewer copies than this are none.
pub(crate) const NO_COPY_BELOW: f64 = 0.5;
/// A loss in a smaller share of the tumour cells is one of a part of them.
pub(crate) const CLONAL_FROM: f64 = 0.7;
/// Below this tumour content copy numbers are not believed.
pub(crate) const MIN_PURITY: f64 = 0.2;
