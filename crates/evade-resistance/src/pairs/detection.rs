//! Whether a sample would have shown a variant that was not found in it.

use evade_core::{CopiesFrom, DetectionChance, PlaceReads, PuritySource};

use super::rules::DnaLimits;

/// What is known of the sample in which a variant was not found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sensitivity {
    /// Tumour content, 0 to 1.
    pub(super) purity: Option<f64>,
    /// The lowest fraction that a shared variant has in it.
    pub(super) shared_vaf: Option<f64>,
    /// The highest fraction that a shared variant has in it.
    pub(super) highest_vaf: Option<f64>,
    /// Copies of the gene in tumour cells.
    pub(super) copies: Option<f64>,
}

const NORMAL_COPIES: f64 = 2.0;

/// The fraction of reads that carry a variant of one copy in every tumour cell.
fn clonal_vaf(purity: f64, copies: f64) -> f64 {
    purity / (purity * copies + NORMAL_COPIES * (1.0 - purity))
}

/// The share of the tumour cells that carry a variant of this fraction, 1 at most and where nothing tells.
pub(super) fn clonality(vaf: Option<f64>, purity: Option<f64>, copies: Option<f64>) -> f64 {
    let Some((vaf, purity)) = vaf.zip(purity) else { return 1.0 };
    let clonal = clonal_vaf(purity, copies.unwrap_or(NORMAL_COPIES));
    if clonal > 0.0 { (vaf / clonal).clamp(0.0, 1.0) } else { 1.0 }
}

/// Why the chance cannot be worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoChance {
    /// Neither tumour content nor a shared variant shows the fraction to expect.
    Purity,
    /// A copy is left in no tumour cell: nothing can carry the variant.
    NoCopies,
}

/// The chance of at least `min_reads` reads with a variant that a share `clonality` of the tumour cells carries on one copy.
pub(super) fn chance(
    limits: &DnaLimits,
    reads: PlaceReads,
    sample: Sensitivity,
    clonality: f64,
) -> Result<DetectionChance, NoChance> {
    let (copies, copies_from) = match sample.copies {
        Some(copies) => (copies, CopiesFrom::Measured),
        None => (NORMAL_COPIES, CopiesFrom::Assumed),
    };
    if copies < 0.5 {
        return Err(NoChance::NoCopies);
    }
    let (clonal, purity_from) = match (sample.purity, sample.shared_vaf) {
        (Some(purity), _) => {
            let stated = clonal_vaf(purity, copies);
            match sample.highest_vaf {
                // What both samples share shows fewer tumour cells than stated.
                Some(highest) if highest < stated / 2.0 => (highest, PuritySource::SharedVariants),
                _ => (stated, PuritySource::Stated),
            }
        }
        // A shared variant may be on every copy; one of a single copy has half its fraction.
        (None, Some(vaf)) => (vaf / 2.0, PuritySource::SharedVariants),
        (None, None) => return Err(NoChance::Purity),
    };
    let expected_vaf = clonality * clonal;
    Ok(DetectionChance {
        chance: at_least(limits.min_reads, reads.depth, expected_vaf.clamp(0.0, 1.0)),
        depth: reads.depth,
        depth_from: reads.from,
        expected_vaf,
        clonality,
        purity: sample.purity.filter(|_| purity_from == PuritySource::Stated),
        purity_from,
        copies,
        copies_from,
    })
}

/// `P(X >= k)` for `X ~ Binomial(n, p)`, with `n` rounded down.
fn at_least(k: u32, n: f64, p: f64) -> f64 {
    let n = n.floor().max(0.0);
    if n < f64::from(k) {
        return 0.0;
    }
    if p >= 1.0 {
        return 1.0;
    }
    // Term by term: each follows from the one before it.
    let mut term = libm::exp(n * libm::log1p(-p));
    let mut fewer = 0.0;
    for i in 0..k {
        fewer += term;
        let i = f64::from(i);
        term *= (n - i) / (i + 1.0) * p / (1.0 - p);
    }
    (1.0 - fewer).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use evade_core::DepthSource;

    use super::*;

    const LIMITS: DnaLimits = DnaLimits { min_reads: 3, least_chance: 0.95 };

    #[test]
    fn the_chance_of_three_reads_is_that_of_the_binomial() {
        // 1 - (0.9^10 + 10 0.1 0.9^9 + 45 0.01 0.9^8) = 0.0701908264
        assert!((at_least(3, 10.0, 0.1) - 0.070_190_826_4).abs() < 1e-12);
        assert!((at_least(1, 2.0, 0.5) - 0.75).abs() < 1e-15);
        assert_eq!(at_least(3, 2.0, 0.9), 0.0);
        assert_eq!(at_least(3, 50.0, 1.0), 1.0);
        assert_eq!(at_least(3, 50.0, 0.0), 0.0);
    }

    #[test]
    fn the_expected_fraction_follows_from_purity_and_copies() {
        let reads = PlaceReads { depth: 60.0, alt_reads: None, from: DepthSource::StatedMean };
        let of = |purity, copies| {
            let sample = Sensitivity { purity, shared_vaf: None, highest_vaf: None, copies };
            chance(&LIMITS, reads, sample, 1.0).unwrap()
        };
        assert_eq!(of(Some(0.4), None).expected_vaf, 0.2);
        assert_eq!(of(Some(0.5), Some(4.0)).expected_vaf, 0.5 / 3.0);
        assert_eq!(of(Some(0.4), None).copies_from, CopiesFrom::Assumed);
        assert!(of(Some(0.4), None).chance > 0.99);
        let none = Sensitivity { purity: None, shared_vaf: None, highest_vaf: None, copies: None };
        let of = |sample, clonality| chance(&LIMITS, reads, sample, clonality);
        assert_eq!(of(none, 1.0), Err(NoChance::Purity));
        let shared = of(Sensitivity { shared_vaf: Some(0.1), ..none }, 1.0).unwrap();
        assert_eq!((shared.expected_vaf, shared.purity_from), (0.05, PuritySource::SharedVariants));
        let gone = Sensitivity { purity: Some(0.5), copies: Some(0.0), ..none };
        assert_eq!(of(gone, 1.0), Err(NoChance::NoCopies));
        // Shared variants at 7 % contradict a stated content of 90 %.
        let contradicted = Sensitivity { purity: Some(0.9), highest_vaf: Some(0.07), ..none };
        assert_eq!(of(contradicted, 1.0).unwrap().expected_vaf, 0.07);
        // Found at 6 % in a sample of 50 % tumour, it is in 24 % of the cells: 0.24 * 0.25.
        assert_eq!(clonality(Some(0.06), Some(0.5), None), 0.24);
        let half = Sensitivity { purity: Some(0.5), ..none };
        assert_eq!(of(half, 0.24).unwrap().expected_vaf, 0.06);
    }
}
