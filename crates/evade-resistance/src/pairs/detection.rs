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
    /// Copies of the gene in tumour cells.
    pub(super) copies: Option<f64>,
}

/// Why the chance cannot be worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoChance {
    /// Neither tumour content nor a shared variant shows the fraction to expect.
    Purity,
    /// A copy is left in no tumour cell: nothing can carry the variant.
    NoCopies,
}

/// The chance of at least `min_reads` reads with a variant that every tumour cell carries on one copy.
pub(super) fn chance(
    limits: &DnaLimits,
    reads: PlaceReads,
    sample: Sensitivity,
) -> Result<DetectionChance, NoChance> {
    const NORMAL_COPIES: f64 = 2.0;
    let (copies, copies_from) = match sample.copies {
        Some(copies) => (copies, CopiesFrom::Measured),
        None => (NORMAL_COPIES, CopiesFrom::Assumed),
    };
    if copies < 0.5 {
        return Err(NoChance::NoCopies);
    }
    let (expected_vaf, purity_from) = match (sample.purity, sample.shared_vaf) {
        (Some(purity), _) => {
            (purity / (purity * copies + NORMAL_COPIES * (1.0 - purity)), PuritySource::Stated)
        }
        (None, Some(vaf)) => (vaf, PuritySource::SharedVariants),
        (None, None) => return Err(NoChance::Purity),
    };
    Ok(DetectionChance {
        chance: at_least(limits.min_reads, reads.depth, expected_vaf.clamp(0.0, 1.0)),
        depth: reads.depth,
        depth_from: reads.from,
        expected_vaf,
        purity: sample.purity,
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
            chance(&LIMITS, reads, Sensitivity { purity, shared_vaf: None, copies }).unwrap()
        };
        assert_eq!(of(Some(0.4), None).expected_vaf, 0.2);
        assert_eq!(of(Some(0.5), Some(4.0)).expected_vaf, 0.5 / 3.0);
        assert_eq!(of(Some(0.4), None).copies_from, CopiesFrom::Assumed);
        assert!(of(Some(0.4), None).chance > 0.99);
        let none = Sensitivity { purity: None, shared_vaf: None, copies: None };
        assert_eq!(chance(&LIMITS, reads, none), Err(NoChance::Purity));
        let shared = Sensitivity { shared_vaf: Some(0.05), ..none };
        assert_eq!(chance(&LIMITS, reads, shared).unwrap().purity_from, PuritySource::SharedVariants);
        let gone = Sensitivity { purity: Some(0.5), copies: Some(0.0), ..none };
        assert_eq!(chance(&LIMITS, reads, gone), Err(NoChance::NoCopies));
    }
}
