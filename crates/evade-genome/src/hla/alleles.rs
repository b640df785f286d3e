//! Names of genes and alleles as the programs write them, and the rule on the copies of two alleles.

use evade_core::{HlaGene, HlaReason, HlaStatus, LohType};

use super::{HLA_GENES, NO_COPY_BELOW, P_BELOW};

/// `A`, `HLA-A`, `hla_a`, `HLA_A`.
pub(super) fn gene_name(word: &str) -> Option<&'static str> {
    let word = word.trim_matches('"').to_ascii_uppercase();
    let letter = word.trim_start_matches("HLA").trim_start_matches(['-', '_']);
    HLA_GENES.into_iter().find(|gene| gene.strip_prefix("HLA-") == Some(letter))
}

/// `hla_a_01_01_01` and `HLA-A*01:01:01` as `A*01:01:01`; a word of another form as it is.
pub(super) fn allele_name(word: &str) -> String {
    let word = word.trim_matches('"');
    let upper = word.to_ascii_uppercase();
    let bare = upper.strip_prefix("HLA").map_or(upper.as_str(), |rest| rest.trim_start_matches(['-', '_']));
    match bare.split_once(['*', '_']) {
        Some((gene, fields)) if !gene.is_empty() && fields.starts_with(|c: char| c.is_ascii_digit()) => {
            format!("{gene}*{}", fields.replace('_', ":"))
        }
        _ => word.to_owned(),
    }
}

/// The gene of an allele's name.
pub(super) fn gene_of_allele(word: &str) -> Option<&'static str> {
    gene_name(allele_name(word).split_once('*')?.0)
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_all_programs_are_one() {
        for word in ["hla_a_01_01_01", "HLA-A*01:01:01", "A*01:01:01", "\"hla_a_01_01_01\""] {
            assert_eq!(allele_name(word), "A*01:01:01", "{word}");
            assert_eq!(gene_of_allele(word), Some("HLA-A"), "{word}");
        }
        assert_eq!(gene_of_allele("DRB1*01:01"), None);
        assert_eq!(allele_name("homozygous"), "homozygous");
        assert_eq!(gene_name("HLA_B"), Some("HLA-B"));
        assert_eq!(gene_name("E"), None);
    }
}
