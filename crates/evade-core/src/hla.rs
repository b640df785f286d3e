//! Loss of heterozygosity of the HLA class I genes.

use serde::Serialize;

use crate::vocabulary::vocabulary;

vocabulary! {
    /// State of one HLA class I gene.
    HlaStatus in "hla_status" {
        /// One allele is lost in the tumour.
        Loh = "loh",
        /// One allele is lost in part of the tumour cells.
        LohSubclonal = "loh_subclonal",
        /// The alleles differ, but neither is shown to be lost.
        ImbalanceOnly = "imbalance_only",
        /// Both alleles are kept.
        NoLoh = "no_loh",
        /// Both alleles are lost.
        Homdel = "homdel",
        /// There is input, but it cannot tell.
        NotEvaluable = "not_evaluable",
        /// There is no input.
        NotTested = "not_tested",
    }
}

// A gene nobody looked at.
#[expect(clippy::derivable_impls, reason = "the macro that makes the enum knows no default")]
impl Default for HlaStatus {
    fn default() -> Self {
        Self::NotTested
    }
}

impl HlaStatus {
    /// Whether the source could tell.
    #[must_use]
    pub fn is_assessable(self) -> bool {
        !matches!(self, Self::NotEvaluable | Self::NotTested)
    }

    /// Whether an allele is lost.
    #[must_use]
    pub fn is_loh(self) -> bool {
        matches!(self, Self::Loh | Self::LohSubclonal)
    }
}

vocabulary! {
    /// What is left where an allele is lost.
    LohType in "loh_type" {
        /// One copy.
        Deletion = "deletion",
        /// Two copies of the same allele.
        CopyNeutral = "copy_neutral",
        /// More copies of the same allele.
        Amplified = "amplified",
    }
}

impl LohType {
    /// The type by the copies that are left.
    #[must_use]
    pub fn of_total(total: f64) -> Self {
        match total {
            t if t < 1.5 => Self::Deletion,
            t if t < 2.5 => Self::CopyNeutral,
            _ => Self::Amplified,
        }
    }
}

vocabulary! {
    /// How far a loss reaches along chromosome 6.
    LohExtent in "loh_extent" {
        /// Less than 5 Mb.
        Focal = "focal",
        /// More, but not the arm.
        Regional = "regional",
        /// The short arm.
        Arm = "arm",
        /// Both arms.
        Chromosome = "chromosome",
    }
}

vocabulary! {
    /// A somatic change of an HLA allele.
    HlaMutationKind in "hla_mutation" {
        /// Stop or frameshift.
        NonsenseOrFrameshift = "nonsense_or_frameshift",
        /// Splice site.
        Splice = "splice",
        /// Another amino acid.
        Missense = "missense",
        /// Insertion or deletion that keeps the frame.
        InframeIndel = "inframe_indel",
    }
}

impl HlaMutationKind {
    /// Whether the allele's protein is lost.
    #[must_use]
    pub fn is_damaging(self) -> bool {
        matches!(self, Self::NonsenseOrFrameshift | Self::Splice)
    }
}

/// A somatic change that the source assigned to an allele.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HlaMutation {
    /// The allele.
    pub allele: String,
    /// What the change does.
    pub kind: HlaMutationKind,
    /// Changes, in the source's shares of one where a change fits several alleles.
    pub count: f64,
}

/// One HLA class I gene of one sample.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct HlaGene {
    /// `HLA-A`, `HLA-B` or `HLA-C`.
    pub gene: String,
    /// Its state.
    pub status: HlaStatus,
    /// Copies of the allele with more.
    pub cn_major: Option<f64>,
    /// Copies of the allele with fewer.
    pub cn_minor: Option<f64>,
    /// The allele that was lost, when the source can name it.
    pub lost_allele: Option<String>,
    /// How it was told: `cn_segment`, `table`.
    pub method: Option<String>,
    /// File format it was read from: `facets`, `ascat`, `generic`.
    pub source: Option<String>,
    /// Reason code when it cannot be told, or a caution: `minor_copy_number_missing`, `no_segment`,
    /// `inferred_from_neighbours`, `low_purity`.
    pub reason: Option<String>,
    /// What is left of a gene that lost an allele.
    pub loh_type: Option<LohType>,
    /// How far the loss reaches.
    pub extent: Option<LohExtent>,
    /// Share of the tumour cells that have the loss.
    pub fraction: Option<f64>,
    /// Natural logarithm of the likelihood ratio, best state with a loss against best state without.
    pub llr: Option<f64>,
    /// p of allelic imbalance.
    pub p: Option<f64>,
    /// Sites behind the state: mismatch positions or heterozygous SNPs.
    pub n_sites: Option<u32>,
    /// The germline alleles, when the source names them.
    pub alleles: [Option<String>; 2],
    /// Their copies as the source wrote them; may be negative.
    pub copies: [Option<f64>; 2],
    /// Somatic changes of the alleles.
    pub mutations: Vec<HlaMutation>,
    /// Cautions beside the reason, such as `discordant`, `low_support`, `single_sample`.
    pub flags: Vec<String>,
    /// Every source's own answer, in the order of precedence; empty in an answer of one source.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<HlaGene>,
}

impl HlaGene {
    /// A gene without input.
    #[must_use]
    pub fn not_tested(gene: &str) -> Self {
        Self { gene: gene.to_owned(), ..Self::default() }
    }

    /// A gene of which this source cannot tell.
    #[must_use]
    pub fn not_evaluable(gene: &str, reason: &str) -> Self {
        Self { status: HlaStatus::NotEvaluable, reason: Some(reason.to_owned()), ..Self::not_tested(gene) }
    }

    /// Adds a caution once.
    pub fn flag(&mut self, caution: &str) {
        if !self.flags.iter().any(|known| known == caution) {
            self.flags.push(caution.to_owned());
        }
    }
}

/// What the three genes of a sample say together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HlaSummary {
    /// Whether any gene lost an allele; absent when no gene could be told.
    pub loh: Option<bool>,
    /// Genes that lost one allele, 0 to 3.
    pub n_lost: u32,
    /// Genes that lost both, counted apart.
    pub n_homdel: u32,
    /// Genes that could be told.
    pub n_assessable: u32,
    /// Genes that are homozygous in the germline, 0 to 3; absent when no source names alleles.
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
        let is_complete = |g: &HlaGene| g.status == HlaStatus::Homdel || kept_allele_is_hit(g) == Some(true);
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
                let unplaced = mutated.contains(&g.gene.as_str()) || has_damaging_mutation(g);
                g.status.is_loh() && unplaced && kept_allele_is_hit(g).is_none()
            }),
        }
    }
}

impl HlaGene {
    /// Whether the germline alleles are the same; absent when no source names them.
    #[must_use]
    pub fn is_homozygous(&self) -> Option<bool> {
        if self.reason.as_deref() == Some("germline_homozygous") {
            return Some(true);
        }
        let own = self.alleles[0].as_ref().zip(self.alleles[1].as_ref()).map(|(a, b)| a == b);
        own.or_else(|| self.sources.iter().find_map(Self::is_homozygous))
    }
}

fn has_damaging_mutation(gene: &HlaGene) -> bool {
    gene.mutations.iter().any(|m| m.kind.is_damaging() && m.count > 0.0)
}

/// Whether the allele that a loss left is damaged; absent when it is not known which was lost or no allele is hit.
fn kept_allele_is_hit(gene: &HlaGene) -> Option<bool> {
    let lost = gene.lost_allele.as_deref().filter(|_| gene.status.is_loh())?;
    let mut damaging = gene.mutations.iter().filter(|m| m.kind.is_damaging() && m.count > 0.0).peekable();
    damaging.peek()?;
    Some(damaging.any(|m| m.allele != lost))
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let mut same = HlaGene::not_evaluable("HLA-A", "germline_homozygous");
        same.alleles = [Some("A*01:01".into()), Some("A*01:01".into())];
        let gone = HlaGene { status: HlaStatus::Homdel, ..HlaGene::not_tested("HLA-B") };
        let summary = HlaSummary::of(&[same, gone, HlaGene::not_tested("HLA-C")], &[]);
        assert_eq!((summary.loh, summary.n_homozygous, summary.n_homdel), (Some(false), Some(1), 1));
        assert_eq!(summary.complete_loss, ["HLA-B"]);
        assert_eq!(HlaSummary::of(&[HlaGene::not_tested("HLA-A")], &[]).loh, None);
    }

    #[test]
    fn the_type_of_a_loss_follows_from_what_is_left() {
        let types = [0.8, 1.0, 2.0, 3.0].map(LohType::of_total);
        assert_eq!(types, [LohType::Deletion, LohType::Deletion, LohType::CopyNeutral, LohType::Amplified]);
    }
}
