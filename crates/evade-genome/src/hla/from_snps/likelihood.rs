//! How likely the reads are under the copies of the two alleles.
//!
//! With tumour content r and nA, nB copies the odds of the alleles in the tumour are those in the normal times
//! (r nA + 1 - r) / (r nB + 1 - r). Reads are beta-binomial around them; which allele of a site is A is not known,
//! but the same for all sites of a phased block. Depth adds a normal term on the log ratio.

use crate::segments::MIN_PURITY;

/// Copies of the allele with more and of the one with fewer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CopyState {
    /// Copies of the one with more.
    pub major: f64,
    /// Copies of the other.
    pub minor: f64,
}

const fn state(major: f64, minor: f64) -> CopyState {
    CopyState { major, minor }
}

/// States in which an allele is lost.
const LOST: [CopyState; 3] = [state(1.0, 0.0), state(2.0, 0.0), state(3.0, 0.0)];
/// States in which both are kept.
const KEPT: [CopyState; 5] =
    [state(1.0, 1.0), state(2.0, 1.0), state(3.0, 1.0), state(2.0, 2.0), state(3.0, 2.0)];
/// Further ones that must be ruled out when tumour content is not known, since they can then fit any ratio.
const KEPT_AMPLIFIED: [CopyState; 3] = [state(4.0, 1.0), state(5.0, 1.0), state(6.0, 1.0)];
/// Ploidies that are tried when it is not known.
const PLOIDIES: [f64; 7] = [1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0];

/// A site ready for the likelihood.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SiteOdds {
    /// Reads with the alternate base in the tumour.
    pub alt: u32,
    /// Reads in the tumour.
    pub depth: u32,
    /// Logarithm of the odds of the alternate base where both alleles have the same copies.
    pub log_odds: f64,
    /// Phased block, and whether the alternate base is on its first haplotype.
    pub phase: Option<(u64, bool)>,
}

/// The depth of the region in the tumour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DepthTerm {
    /// log2 of tumour over normal depth, corrected for the sizes of the libraries.
    pub log2_ratio: f64,
    /// Its standard deviation.
    pub sd: f64,
}

/// What is known beside the sites.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Setting {
    pub(super) purity: Option<f64>,
    pub(super) ploidy: Option<f64>,
    /// Overdispersion of the reads.
    pub(super) rho: f64,
    pub(super) depth: Option<DepthTerm>,
}

/// The best states.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SnpFit {
    /// Natural logarithm of the likelihood ratio, best state with a loss against best state without.
    pub llr: f64,
    /// Best state with a loss.
    pub lost: CopyState,
    /// Best state without.
    pub kept: CopyState,
    /// Tumour content of the better of the two.
    pub purity: f64,
    /// p of allelic imbalance: free odds against equal copies, chi-squared with one degree of freedom.
    pub p_imbalance: f64,
    /// Log likelihood of the better of the two.
    pub best: f64,
}

/// Fits all states. Without purity or ploidy both are tried over a grid, each state at its best.
#[must_use]
pub fn fit_states(
    sites: &[SiteOdds],
    purity: Option<f64>,
    ploidy: Option<f64>,
    depth: Option<DepthTerm>,
    rho: f64,
) -> SnpFit {
    fit(sites, Setting { purity, ploidy, rho, depth })
}

pub(super) fn fit(sites: &[SiteOdds], setting: Setting) -> SnpFit {
    let reads = Reads::new(sites, setting.rho);
    let purities = match setting.purity {
        Some(purity) => vec![purity],
        None => (0..17).map(|step| MIN_PURITY + 0.05 * f64::from(step)).collect(),
    };
    let ploidies = setting.ploidy.map_or(PLOIDIES.to_vec(), |ploidy| vec![ploidy]);
    let best_of = |states: &mut dyn Iterator<Item = CopyState>| {
        let mut best = (f64::NEG_INFINITY, state(1.0, 1.0), 1.0);
        for copies in states {
            for &purity in &purities {
                let allelic = reads.log_likelihood(shift(copies, purity));
                let depth = setting.depth.map_or(0.0, |term| {
                    let terms = ploidies.iter().map(|&ploidy| term.log_density(copies, purity, ploidy));
                    terms.fold(f64::NEG_INFINITY, f64::max)
                });
                if allelic + depth > best.0 {
                    best = (allelic + depth, copies, purity);
                }
            }
        }
        best
    };
    let lost = best_of(&mut LOST.into_iter());
    let further = if setting.purity.is_none() { &KEPT_AMPLIFIED[..] } else { &[] };
    let kept = best_of(&mut KEPT.into_iter().chain(further.iter().copied()));
    let better = if lost.0 > kept.0 { lost } else { kept };
    SnpFit {
        llr: lost.0 - kept.0,
        lost: lost.1,
        kept: kept.1,
        purity: better.2,
        p_imbalance: reads.p_imbalance(),
        best: better.0,
    }
}

/// Share of the tumour cells that lost the allele, of a loss with these copies: the most likely of a grid.
pub(super) fn lost_fraction(sites: &[SiteOdds], setting: Setting, lost: CopyState, purity: f64) -> f64 {
    let reads = Reads::new(sites, setting.rho);
    let ploidy = setting.ploidy.unwrap_or(2.0);
    let score = |fraction: f64| {
        // The other cells keep one copy of each.
        let copies = state(lost.major * fraction + 1.0 - fraction, 1.0 - fraction);
        reads.log_likelihood(shift(copies, purity))
            + setting.depth.map_or(0.0, |term| term.log_density(copies, purity, ploidy))
    };
    let grid = (2..=20).map(|step| 0.05 * f64::from(step));
    grid.fold((f64::NEG_INFINITY, 1.0), |best, fraction| {
        let now = score(fraction);
        if now > best.0 { (now, fraction) } else { best }
    })
    .1
}

/// Logarithm of the factor on the odds of the allele with more copies.
fn shift(copies: CopyState, purity: f64) -> f64 {
    // Without tumour content of one a lost allele has no reads left and no odds.
    let purity = purity.min(0.99);
    libm::log((purity * copies.major + 1.0 - purity) / (purity * copies.minor + 1.0 - purity))
}

impl DepthTerm {
    fn log_density(self, copies: CopyState, purity: f64, ploidy: f64) -> f64 {
        let normal = 2.0 * (1.0 - purity);
        let expected = libm::log2(
            ((purity * (copies.major + copies.minor) + normal) / (purity * ploidy + normal)).max(1e-6),
        );
        let z = (self.log2_ratio - expected) / self.sd;
        -0.5 * z * z
    }
}

/// The reads, in blocks that share one assignment of haplotypes.
struct Reads<'a> {
    blocks: Vec<Vec<&'a SiteOdds>>,
    /// Sum of the two parameters of the beta distribution.
    concentration: f64,
}

impl<'a> Reads<'a> {
    fn new(sites: &'a [SiteOdds], rho: f64) -> Self {
        let mut blocks: Vec<(Option<u64>, Vec<&SiteOdds>)> = Vec::new();
        for site in sites {
            let block = site.phase.map(|(block, _)| block);
            match blocks.iter_mut().find(|(known, _)| block.is_some() && *known == block) {
                Some((_, members)) => members.push(site),
                None => blocks.push((block, vec![site])),
            }
        }
        Self {
            blocks: blocks.into_iter().map(|(_, members)| members).collect(),
            concentration: 1.0 / rho.max(1e-6) - 1.0,
        }
    }

    /// Up to a constant. Both haplotypes are equally likely to be the one with more copies.
    fn log_likelihood(&self, shift: f64) -> f64 {
        self.blocks.iter().map(|block| self.block(block, shift)).sum()
    }

    fn block(&self, block: &[&SiteOdds], shift: f64) -> f64 {
        let side = |sign: f64| -> f64 {
            let one = |site: &&SiteOdds| {
                let turn = if site.phase.is_some_and(|(_, on_first)| !on_first) { -sign } else { sign };
                self.site(site, site.log_odds + turn * shift)
            };
            block.iter().map(one).sum()
        };
        let (a, b) = (side(1.0), side(-1.0));
        let (high, low) = (a.max(b), a.min(b));
        high + libm::log(0.5 * (1.0 + libm::exp(low - high)))
    }

    /// Beta-binomial, without what no state changes.
    fn site(&self, site: &SiteOdds, log_odds: f64) -> f64 {
        let share = (1.0 / (1.0 + libm::exp(-log_odds))).clamp(1e-4, 1.0 - 1e-4);
        let (alpha, beta) = (share * self.concentration, (1.0 - share) * self.concentration);
        let (alt, other) = (f64::from(site.alt), f64::from(site.depth.saturating_sub(site.alt)));
        libm::lgamma(alt + alpha) - libm::lgamma(alpha) + libm::lgamma(other + beta) - libm::lgamma(beta)
    }

    /// Likelihood ratio of free odds against equal ones. The true null is half a point mass, so that p is too large,
    /// never too small.
    fn p_imbalance(&self) -> f64 {
        let even = self.log_likelihood(0.0);
        let free = (1..=100).map(|step| self.log_likelihood(0.05 * f64::from(step)));
        let statistic = 2.0 * (free.fold(even, f64::max) - even);
        libm::erfc(libm::sqrt(statistic / 2.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sites(n: u32, alt: u32, depth: u32, phase: bool) -> Vec<SiteOdds> {
        (0..n)
            .map(|i| {
                let on_first = i % 2 == 0;
                let alt = if on_first { alt } else { depth - alt };
                SiteOdds { alt, depth, log_odds: 0.0, phase: phase.then_some((1, on_first)) }
            })
            .collect()
    }

    #[test]
    fn the_expected_share_is_the_one_of_the_mixture() {
        // One copy against none at tumour content 0.5: odds (0.5 + 0.5) / 0.5.
        assert!((shift(state(1.0, 0.0), 0.5) - 2.0_f64.ln()).abs() < 1e-12);
        assert!(shift(state(2.0, 2.0), 0.7).abs() < 1e-12);
        let term = DepthTerm { log2_ratio: (0.75_f64).log2(), sd: 0.15 };
        assert!(term.log_density(state(1.0, 0.0), 0.5, 2.0).abs() < 1e-12);
    }

    #[test]
    fn allele_shares_alone_cannot_tell_a_loss_from_a_gain_and_depth_can() {
        // 62 %: one copy lost at tumour content 0.39, one gained at 0.6.
        let sites = sites(60, 62, 100, false);
        let unknown = fit_states(&sites, None, None, None, 0.01);
        assert!(unknown.llr.abs() < 4.6, "{unknown:?}");
        assert!(unknown.p_imbalance < 1e-6);
        let lost = DepthTerm { log2_ratio: (0.805_f64).log2(), sd: 0.05 };
        let known = fit_states(&sites, Some(0.39), Some(2.0), Some(lost), 0.01);
        assert!(known.llr > 4.6, "{known:?}");
        assert_eq!(known.lost, state(1.0, 0.0));
    }

    #[test]
    fn a_phased_block_is_worth_more_than_its_sites_alone() {
        let p = |phase| fit_states(&sites(12, 57, 100, phase), None, None, None, 0.01).p_imbalance;
        assert!(p(true) < p(false) / 10.0, "{} {}", p(true), p(false));
    }

    #[test]
    fn even_reads_are_not_an_imbalance_and_a_bias_of_the_normal_is_none() {
        assert!(fit_states(&sites(20, 51, 100, false), None, None, None, 0.01).p_imbalance > 0.1);
        let biased: Vec<SiteOdds> =
            (0..20).map(|_| SiteOdds { alt: 60, depth: 100, log_odds: 1.5_f64.ln(), phase: None }).collect();
        assert!(fit_states(&biased, None, None, None, 0.01).p_imbalance > 0.1);
    }
}
