//! The three HLA class I genes of a sample together.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{HlaGene, HlaStatus};

/// What the three genes of a sample say together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HlaSummary {
    /// Whether any gene lost an allele; `null` when no gene was assessable.
    pub loh: Option<bool>,
    /// Genes that lost one allele, 0 to 3.
    pub n_lost: u32,
    /// Genes that lost both alleles, counted apart.
    pub n_homdel: u32,
    /// Genes that were assessable.
    pub n_assessable: u32,
    /// Genes that are homozygous in the germline, 0 to 3; `null` when no source names alleles.
    pub n_homozygous: Option<u32>,
    /// Whether A, B and C each lost an allele: the whole haplotype.
    pub complete_haplotype_loss: bool,
    /// Genes without a working allele: both lost, or one lost and the other hit by a damaging mutation.
    pub complete_loss: Vec<String>,
    /// Genes with one allele lost and a damaging mutation that may be on either.
    pub possible_complete_loss: Vec<String>,
}

impl HlaSummary {
    /// The summary of the three genes. `mutated` are genes with a damaging variant whose allele is not known.
    #[must_use]
    pub fn of(genes: &[HlaGene], mutated: &[&str]) -> Self {
        let count = |is: &dyn Fn(&HlaGene) -> bool| genes.iter().filter(|g| is(g)).count() as u32;
        let names = |is: &dyn Fn(&HlaGene) -> bool| -> Vec<String> {
            genes.iter().filter(|g| is(g)).map(|g| g.gene.clone()).collect()
        };
        let n_lost = count(&|g| g.status.is_loh());
        let n_assessable = count(&|g| g.status.is_assessable());
        let is_complete = |g: &HlaGene| g.status == HlaStatus::Homdel || g.kept_allele_is_hit() == Some(true);
        Self {
            loh: (n_assessable > 0).then_some(n_lost > 0),
            n_lost,
            n_homdel: count(&|g| g.status == HlaStatus::Homdel),
            n_assessable,
            n_homozygous: genes
                .iter()
                .any(|g| g.is_homozygous().is_some())
                .then(|| count(&|g| g.is_homozygous() == Some(true))),
            complete_haplotype_loss: genes.len() == 3 && n_lost == 3,
            complete_loss: names(&is_complete),
            possible_complete_loss: names(&|g| {
                let unplaced = mutated.contains(&g.gene.as_str()) || g.has_damaging_mutation();
                g.status.is_loh() && unplaced && g.kept_allele_is_hit().is_none()
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{HlaMutation, HlaMutationKind, HlaReason};

    fn lost(gene: &str, allele: Option<&str>) -> HlaGene {
        HlaGene {
            status: HlaStatus::Loh,
            lost_allele: allele.map(str::to_owned),
            ..HlaGene::not_tested(gene)
        }
    }

    fn with_stop(mut gene: HlaGene, allele: &str) -> HlaGene {
        gene.mutations = vec![HlaMutation {
            allele: allele.to_owned(),
            kind: HlaMutationKind::NonsenseOrFrameshift,
            count: 1.0,
        }];
        gene
    }

    #[test]
    fn a_loss_and_a_mutation_of_the_kept_allele_leave_nothing() {
        let both = [
            with_stop(lost("HLA-A", Some("A*01:01")), "A*02:01"),
            with_stop(lost("HLA-B", Some("B*07:02")), "B*07:02"),
            with_stop(lost("HLA-C", None), "C*07:01"),
        ];
        let summary = HlaSummary::of(&both, &[]);
        assert_eq!(summary.complete_loss, ["HLA-A"]);
        assert_eq!(summary.possible_complete_loss, ["HLA-C"]);
        assert!(summary.complete_haplotype_loss);
        assert_eq!((summary.loh, summary.n_lost, summary.n_homozygous), (Some(true), 3, None));
    }

    #[test]
    fn homozygous_genes_and_homozygous_deletions_are_counted_apart() {
        let mut same = HlaGene::not_evaluable("HLA-A", HlaReason::GermlineHomozygous);
        same.alleles = [Some("A*01:01".into()), Some("A*01:01".into())];
        let gone = HlaGene { status: HlaStatus::Homdel, ..HlaGene::not_tested("HLA-B") };
        let summary = HlaSummary::of(&[same, gone, HlaGene::not_tested("HLA-C")], &[]);
        assert_eq!((summary.loh, summary.n_homozygous, summary.n_homdel), (Some(false), Some(1), 1));
        assert_eq!(summary.complete_loss, ["HLA-B"]);
        assert_eq!(HlaSummary::of(&[HlaGene::not_tested("HLA-A")], &[]).loh, None);
    }
}
