//! The state of the three genes from the sites around them.

use evade_core::{HLA_GENES, HlaCaution, HlaGene, HlaMethod, HlaReason, HlaStatus, LohType};

use super::counts::AlleleCounts;
use super::likelihood::{Setting, SiteOdds, SnpFit, fit, lost_fraction};
use super::sites::{choose, depth_term, is_swapped};
use crate::genome_build::Build;
use crate::hla::thresholds::{MIN_HETEROZYGOUS_SITES, P_BELOW};
use crate::segments::{CLONAL_FROM, TumorContent};

/// Natural logarithm of 100: a loss is called, or excluded, when it is a hundred times as likely, or as unlikely.
const LLR_FROM: f64 = 4.605_170_185_988_092;

/// What is known beside the reads.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SnpModel {
    /// Tumour content and ploidy; what is missing is tried over a grid.
    pub tumor: TumorContent,
    /// Overdispersion of the reads.
    pub rho: f64,
    /// Standard deviation of the log2 depth ratio of the region.
    pub depth_sd: f64,
}

impl Default for SnpModel {
    fn default() -> Self {
        Self { tumor: TumorContent::default(), rho: 0.01, depth_sd: 0.15 }
    }
}

/// The three genes from the allele counts of one tumour.
///
/// One state for the block with all three genes, unless the sites near HLA-A and those near HLA-C and HLA-B are a
/// hundred times as likely under two.
#[must_use]
pub fn hla_from_snps(counts: &AlleleCounts, build: Build, model: &SnpModel) -> Vec<HlaGene> {
    let template = |gene: &str| HlaGene {
        flags: if counts.may_be_cut { vec![HlaCaution::FileMayBeCut] } else { Vec::new() },
        method: Some(HlaMethod::HetSnp),
        source: Some(counts.format.source()),
        ..HlaGene::not_tested(gene)
    };
    let refuse = |reason: HlaReason| -> Vec<HlaGene> {
        let known = HLA_GENES.iter().map(|gene| template(gene));
        known.map(|g| HlaGene { status: HlaStatus::NotEvaluable, reasons: vec![reason], ..g }).collect()
    };
    if is_swapped(&counts.sites, build) {
        return refuse(HlaReason::TumorNormalSwapped);
    }
    if model.tumor.is_too_thin() {
        return refuse(HlaReason::LowPurity);
    }
    let chosen = choose(&counts.sites, build);
    let all: Vec<SiteOdds> = chosen.near_a.iter().chain(&chosen.near_bc).copied().collect();
    if all.is_empty() {
        return refuse(HlaReason::NoHeterozygousSites);
    }
    if all.len() < MIN_HETEROZYGOUS_SITES as usize {
        return refuse(HlaReason::FewHeterozygousSites);
    }
    let setting = Setting {
        purity: model.tumor.purity,
        ploidy: model.tumor.ploidy,
        rho: model.rho,
        depth: depth_term(&counts.sites, build, model.depth_sd),
    };
    // The depth term is of the whole block: it must not count twice when the halves are compared.
    let without_depth = Setting { depth: None, ..setting };
    let halves = [&chosen.near_a, &chosen.near_bc];
    let is_broken = halves.iter().all(|half| half.len() >= MIN_HETEROZYGOUS_SITES as usize)
        && halves.iter().map(|half| fit(half, without_depth).best).sum::<f64>()
            - fit(&all, without_depth).best
            > LLR_FROM;
    HLA_GENES
        .iter()
        .map(|gene| {
            let half = if *gene == "HLA-A" { halves[0] } else { halves[1] };
            let mut row = template(gene);
            if is_broken {
                // The depth of one half is not that of the block.
                settle(&mut row, half, without_depth, chosen.has_normal);
                row.flag(HlaCaution::BreakBetweenGenes);
            } else {
                settle(&mut row, &all, setting, chosen.has_normal);
                if half.is_empty() {
                    row.flag(HlaCaution::SitesOfNeighbourOnly);
                }
            }
            row
        })
        .collect()
}

fn settle(row: &mut HlaGene, sites: &[SiteOdds], setting: Setting, has_normal: bool) {
    let found = fit(sites, setting);
    row.n_sites = Some(sites.len() as u32);
    row.llr = Some(found.llr);
    row.p = Some(found.p_imbalance);
    if setting.depth.is_none() {
        row.flag(HlaCaution::WithoutDepth);
    }
    let (status, reason) = state(&found, setting, has_normal);
    row.status = status;
    row.reasons = Vec::from_iter(reason);
    if status != HlaStatus::Loh {
        return;
    }
    (row.cn_major, row.cn_minor) = (Some(found.lost.major), Some(found.lost.minor));
    row.loh_type = Some(LohType::of_total(found.lost.major));
    if setting.purity.is_some() {
        let fraction = lost_fraction(sites, setting, found.lost, found.purity);
        row.fraction = Some(fraction);
        if fraction < CLONAL_FROM {
            row.status = HlaStatus::LohSubclonal;
        }
    }
}

/// Loss, imbalance, neither, or that the sites cannot tell.
fn state(found: &SnpFit, setting: Setting, has_normal: bool) -> (HlaStatus, Option<HlaReason>) {
    let is_imbalance = found.p_imbalance < P_BELOW;
    if !has_normal {
        // Sites were chosen by the tumour's own reads: a loss in a pure tumour leaves none of them.
        return if is_imbalance {
            (HlaStatus::ImbalanceOnly, Some(HlaReason::NoNormal))
        } else {
            (HlaStatus::NotEvaluable, Some(HlaReason::NoNormal))
        };
    }
    let caution = setting.purity.is_none().then_some(HlaReason::PurityUnknown);
    match (found.llr, is_imbalance) {
        (llr, true) if llr > LLR_FROM => (HlaStatus::Loh, caution),
        (llr, true) if llr < -LLR_FROM => (HlaStatus::ImbalanceOnly, None),
        (_, true) => (HlaStatus::ImbalanceOnly, Some(HlaReason::LossNotExcluded)),
        (llr, false) if llr < -LLR_FROM => (HlaStatus::NoLoh, caution),
        (_, false) => (HlaStatus::NotEvaluable, Some(HlaReason::LossNotExcluded)),
    }
}
