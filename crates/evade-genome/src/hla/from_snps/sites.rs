//! Which sites are used, the depth of the region, and whether tumour and normal were swapped.

use super::counts::SiteCounts;
use super::likelihood::{DepthTerm, SiteOdds};
use crate::genome_build::Build;
use crate::hla_location::{Span, spans};

/// The block with the three class I genes on chromosome 6, and a place between HLA-A and the other two.
const BLOCK: [(Span, u64); 2] =
    [((29_600_000, 31_500_000), 30_570_000), ((29_640_000, 31_530_000), 30_600_000)];
/// Reads inside the genes miss the linear reference: an allele unlike it loses its reads.
const GENE_MARGIN: u64 = 1_000;
const MIN_NORMAL_DEPTH: u32 = 15;
const MIN_TUMOR_DEPTH: u32 = 20;
/// Share of the alternate base in a heterozygous normal.
const HETEROZYGOUS: std::ops::RangeInclusive<f64> = 0.3..=0.7;
/// Without a normal a site is taken as heterozygous over a wider range.
const HETEROZYGOUS_TUMOR: std::ops::RangeInclusive<f64> = 0.05..=0.95;
/// Odds of the two alleles in the normal beyond this are those of a badly mapped site.
const MAX_ODDS: f64 = 2.5;
/// Sites this close can be on one read, which then would vote twice.
const SPACING: u64 = 100;
/// Pseudo-reads on each side of the normal's odds. A well mapped site is within a few per cent of even, and the normal
/// has too few reads to show more.
const SHRINKAGE: f64 = 50.0;
/// Sites elsewhere needed to know how much deeper one library is.
const MIN_ELSEWHERE: usize = 50;
/// Spread of allele shares beyond that of counting that a normal does not have.
const SPREAD: f64 = 0.005;
/// Shares at which reads of both alleles are there.
const WITH_BOTH: std::ops::RangeInclusive<f64> = 0.03..=0.97;

/// The sites of the block, before HLA-A's end of it and after.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Chosen {
    /// Around HLA-A.
    pub(super) near_a: Vec<SiteOdds>,
    /// Around HLA-C and HLA-B.
    pub(super) near_bc: Vec<SiteOdds>,
    /// Whether the sites have a normal.
    pub(super) has_normal: bool,
}

fn share((reference, alternate): (u32, u32)) -> f64 {
    let depth = reference.saturating_add(alternate);
    if depth == 0 { 0.0 } else { f64::from(alternate) / f64::from(depth) }
}

fn depth((reference, alternate): (u32, u32)) -> u32 {
    reference.saturating_add(alternate)
}

fn in_block(site: &SiteCounts, build: Build) -> bool {
    let (start, end) = block(build).0;
    site.chrom == "6" && (start..=end).contains(&site.pos)
}

fn block(build: Build) -> (Span, u64) {
    if build == Build::Grch37 { BLOCK[0] } else { BLOCK[1] }
}

/// Chooses the sites.
pub(super) fn choose(sites: &[SiteCounts], build: Build) -> Chosen {
    let in_gene = |pos: u64| {
        spans(build).iter().any(|(start, end)| (start - GENE_MARGIN..=end + GENE_MARGIN).contains(&pos))
    };
    let mut inside: Vec<&SiteCounts> =
        sites.iter().filter(|s| in_block(s, build) && !in_gene(s.pos) && is_usable(s)).collect();
    inside.sort_by_key(|s| s.pos);
    let mut chosen = Chosen { has_normal: sites.iter().any(|s| s.normal.is_some()), ..Chosen::default() };
    let mut last = None;
    for site in inside {
        if last.is_some_and(|pos| site.pos < pos + SPACING) {
            continue;
        }
        last = Some(site.pos);
        let half = if site.pos < block(build).1 { &mut chosen.near_a } else { &mut chosen.near_bc };
        half.push(SiteOdds {
            alt: site.tumor.1,
            depth: depth(site.tumor),
            log_odds: site.normal.map_or(0.0, shrunk_log_odds),
            phase: site.phase,
        });
    }
    chosen
}

fn is_usable(site: &SiteCounts) -> bool {
    if depth(site.tumor) < MIN_TUMOR_DEPTH || site.is_het == Some(false) {
        return false;
    }
    let Some(normal) = site.normal else {
        return HETEROZYGOUS_TUMOR.contains(&share(site.tumor));
    };
    let odds = (f64::from(normal.1) / f64::from(normal.0.max(1))).max(1e-9);
    depth(normal) >= MIN_NORMAL_DEPTH
        && HETEROZYGOUS.contains(&share(normal))
        && (1.0 / MAX_ODDS..=MAX_ODDS).contains(&odds)
}

fn shrunk_log_odds((reference, alternate): (u32, u32)) -> f64 {
    libm::log((f64::from(alternate) + SHRINKAGE) / (f64::from(reference) + SHRINKAGE))
}

/// Depth of the block in the tumour against the rest of the genome; nothing without a normal or without sites there.
pub(super) fn depth_term(sites: &[SiteCounts], build: Build, sd: f64) -> Option<DepthTerm> {
    let both = |s: &SiteCounts| Some((depth(s.tumor), depth(s.normal?)));
    // Neighbours of the block on chromosome 6 are likely to share its copies: other chromosomes make the scale.
    let elsewhere: Vec<(u32, u32)> = sites.iter().filter(|s| s.chrom != "6").filter_map(both).collect();
    let (tumor, normal) =
        elsewhere.iter().fold((0_u64, 0_u64), |(t, n), (a, b)| (t + u64::from(*a), n + u64::from(*b)));
    if elsewhere.len() < MIN_ELSEWHERE || tumor == 0 || normal == 0 {
        return None;
    }
    let mut ratios: Vec<f64> = sites
        .iter()
        .filter(|s| in_block(s, build))
        .filter_map(both)
        .filter(|(t, n)| *t > 0 && *n >= MIN_NORMAL_DEPTH)
        .map(|(t, n)| libm::log2(f64::from(t) / f64::from(n) * normal as f64 / tumor as f64))
        .collect();
    ratios.sort_by(f64::total_cmp);
    let middle = ratios.get(ratios.len() / 2)?;
    Some(DepthTerm { log2_ratio: *middle, sd })
}

/// Whether the sample given as the normal is the one with imbalance, near the genes or over the whole file.
pub(super) fn is_swapped(sites: &[SiteCounts], build: Build) -> bool {
    let near: Vec<&SiteCounts> = sites.iter().filter(|s| in_block(s, build)).collect();
    let all: Vec<&SiteCounts> = sites.iter().collect();
    [near, all].iter().any(|sites| {
        let spread = spread(sites);
        spread.is_some_and(|(tumor, normal)| normal > SPREAD && normal > 3.0 * tumor.max(0.0) + SPREAD)
    })
}

/// Mean square distance of allele shares from one half beyond counting error, in tumour and normal, at sites that are
/// heterozygous in either.
fn spread(sites: &[&SiteCounts]) -> Option<(f64, f64)> {
    let excess = |reads: (u32, u32)| {
        let (p, n) = (share(reads), f64::from(depth(reads)));
        (p - 0.5) * (p - 0.5) - p * (1.0 - p) / n
    };
    let pairs: Vec<(f64, f64)> = sites
        .iter()
        .filter_map(|s| Some((s.tumor, s.normal?)))
        .filter(|(t, n)| depth(*t) >= MIN_NORMAL_DEPTH && depth(*n) >= MIN_NORMAL_DEPTH)
        // A base without reads of one allele is somatic or homozygous, and tells nothing of the copies.
        .filter(|(t, n)| WITH_BOTH.contains(&share(*t)) && WITH_BOTH.contains(&share(*n)))
        .filter(|(t, n)| HETEROZYGOUS.contains(&share(*t)) || HETEROZYGOUS.contains(&share(*n)))
        .map(|(t, n)| (excess(t), excess(n)))
        .collect();
    if pairs.len() < 10 {
        return None;
    }
    let mean = |of: fn(&(f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>() / pairs.len() as f64;
    Some((mean(|p| p.0), mean(|p| p.1)))
}
