//! The rule on the copies of the two alleles of a gene.

use evade_core::{HlaGene, HlaReason, HlaStatus, LohType};

use crate::hla::thresholds::P_BELOW;
use crate::impossible::Impossible;
use crate::segments::NO_COPY_BELOW;
use crate::table::{Row, TextTable};

/// A p value with the word for where it comes from, or why there is none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Imbalance {
    /// Tested.
    P(f64),
    /// The program tests, but this row has no p.
    Missing,
    /// The program does not test: its copy numbers stand alone.
    NotTested,
}

/// Copies of the two alleles and the p of a row, as they were read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Measured {
    pub(super) copies: [Option<f64>; 2],
    pub(super) imbalance: Imbalance,
}

/// Copies as a ratio of reads gives them, which a weak allele takes below none, and p.
pub(super) fn measured(
    table: &TextTable<'_>,
    row: &Row<'_>,
    [one, other]: [Option<usize>; 2],
    p: Option<usize>,
) -> Result<Measured, Impossible> {
    let copies = [table.known_number(row, one)?, table.known_number(row, other)?];
    let imbalance = table.probability(row, p)?.map_or(Imbalance::Missing, Imbalance::P);
    Ok(Measured { copies, imbalance })
}

/// Sets the state of a gene by what was measured; a value that cannot be says nothing.
pub(super) fn settle_measured(row: &mut HlaGene, measured: &Result<Measured, Impossible>) {
    match measured {
        Ok(measured) => {
            row.copies = measured.copies;
            settle(row, measured.imbalance);
        }
        Err(_) => withdraw_impossible(row),
    }
}

/// A value of the row cannot be: nothing is told.
pub(super) fn withdraw_impossible(row: &mut HlaGene) {
    row.withdraw(vec![HlaReason::ImpossibleValue]);
    row.copies = [None; 2];
    (row.cn_major, row.cn_minor) = (None, None);
}

/// Sets the state of a gene whose alleles and their copies are known.
///
/// The rule of `LOHHLA`: fewer than half a copy of one allele, and imbalance with p < 0.01.
pub(super) fn settle(row: &mut HlaGene, imbalance: Imbalance) {
    if let Imbalance::P(p) = imbalance {
        row.p = Some(p);
    }
    let is_shown = matches!(imbalance, Imbalance::P(p) if p < P_BELOW);
    let (status, reason) = match (row.is_homozygous(), row.copies) {
        (Some(true), _) => (HlaStatus::NotEvaluable, Some(HlaReason::GermlineHomozygous)),
        (_, [Some(first), Some(second)]) => {
            // Log ratios of a weak allele give copies below zero; the raw number stays in `copies`.
            row.cn_major = Some(first.max(second).max(0.0));
            row.cn_minor = Some(first.min(second).max(0.0));
            of_copies(first.min(second), first.max(second), imbalance)
        }
        _ if is_shown => (HlaStatus::ImbalanceOnly, Some(HlaReason::CopyNumberMissing)),
        _ => (HlaStatus::NotEvaluable, Some(HlaReason::CopyNumberMissing)),
    };
    row.status = status;
    row.reasons = Vec::from_iter(reason);
    if row.status.is_loh() {
        row.lost_allele = allele_with_fewer(row);
        row.loh_type = row.cn_major.zip(row.cn_minor).map(|(a, b)| LohType::of_total(a + b));
    }
}

fn of_copies(fewer: f64, more: f64, imbalance: Imbalance) -> (HlaStatus, Option<HlaReason>) {
    let is_shown = matches!(imbalance, Imbalance::P(p) if p < P_BELOW);
    if more < NO_COPY_BELOW {
        // Purity, ploidy or coverage is more often wrong than both alleles are lost.
        return (HlaStatus::NotEvaluable, Some(HlaReason::BothAllelesBelowHalf));
    }
    match imbalance {
        _ if fewer >= NO_COPY_BELOW && is_shown => (HlaStatus::ImbalanceOnly, None),
        _ if fewer >= NO_COPY_BELOW => (HlaStatus::NoLoh, None),
        Imbalance::P(_) if !is_shown => (HlaStatus::NotEvaluable, Some(HlaReason::ImbalanceNotSignificant)),
        Imbalance::Missing => (HlaStatus::NotEvaluable, Some(HlaReason::PValueMissing)),
        Imbalance::P(_) | Imbalance::NotTested => (HlaStatus::Loh, None),
    }
}

/// The allele with fewer copies; none when they are equal or unknown.
pub(super) fn allele_with_fewer(row: &HlaGene) -> Option<String> {
    let [first, second] = row.copies;
    match first?.total_cmp(&second?) {
        std::cmp::Ordering::Less => row.alleles[0].clone(),
        std::cmp::Ordering::Greater => row.alleles[1].clone(),
        std::cmp::Ordering::Equal => None,
    }
}
