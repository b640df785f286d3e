//! One HLA class I gene of one sample.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{HlaCaution, HlaMethod, HlaMutationKind, HlaReason, HlaSource, HlaStatus, LohExtent, LohType};

/// A somatic change that the source assigned to an allele.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HlaMutation {
    /// The allele.
    pub allele: String,
    /// What the change does.
    pub kind: HlaMutationKind,
    /// Changes, in the source's shares of one where a change fits several alleles.
    pub count: f64,
}

/// One HLA class I gene of one sample.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct HlaGene {
    /// `HLA-A`, `HLA-B` or `HLA-C`.
    pub gene: String,
    /// State of the gene.
    pub status: HlaStatus,
    /// Copies of the allele with more.
    pub cn_major: Option<f64>,
    /// Copies of the allele with fewer.
    pub cn_minor: Option<f64>,
    /// The allele that was lost, when the source can name it.
    pub lost_allele: Option<String>,
    /// How the state was determined.
    pub method: Option<HlaMethod>,
    /// Program or file format in which the state was read.
    pub source: Option<HlaSource>,
    /// Why the state could not be determined, or what limits it.
    pub reasons: Vec<HlaReason>,
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
    /// Copies of the germline `alleles` as the source wrote them; may be negative.
    pub copies: [Option<f64>; 2],
    /// Somatic changes of the alleles.
    pub mutations: Vec<HlaMutation>,
    /// Cautions beside the state.
    pub flags: Vec<HlaCaution>,
    /// Every source's own answer, in the order of precedence; left out where there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
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
    pub fn not_evaluable(gene: &str, reason: HlaReason) -> Self {
        Self { status: HlaStatus::NotEvaluable, reasons: vec![reason], ..Self::not_tested(gene) }
    }

    /// Adds a caution once.
    pub fn flag(&mut self, caution: HlaCaution) {
        if !self.flags.contains(&caution) {
            self.flags.push(caution);
        }
    }

    /// Whether this is the reason, or one of them.
    #[must_use]
    pub fn has_reason(&self, reason: HlaReason) -> bool {
        self.reasons.contains(&reason)
    }

    /// Takes back a state that the source gives but cannot support: nothing is lost, for these reasons nothing is told.
    pub fn withdraw(&mut self, reasons: Vec<HlaReason>) {
        self.status = HlaStatus::NotEvaluable;
        self.reasons = reasons;
        (self.lost_allele, self.loh_type, self.extent) = (None, None, None);
    }

    /// Whether the germline alleles are the same; absent when no source names them.
    #[must_use]
    pub fn is_homozygous(&self) -> Option<bool> {
        if self.has_reason(HlaReason::GermlineHomozygous) {
            return Some(true);
        }
        let own = self.alleles[0].as_ref().zip(self.alleles[1].as_ref()).map(|(a, b)| a == b);
        own.or_else(|| self.sources.iter().find_map(Self::is_homozygous))
    }

    /// Whether a mutation takes the protein of one of the alleles.
    #[must_use]
    pub fn has_damaging_mutation(&self) -> bool {
        self.damaging_mutations().next().is_some()
    }

    /// Whether the allele that a loss left is damaged; absent when it is not known which was lost or no allele is hit.
    #[must_use]
    pub fn kept_allele_is_hit(&self) -> Option<bool> {
        let lost = self.lost_allele.as_deref().filter(|_| self.status.is_loh())?;
        let mut damaging = self.damaging_mutations().peekable();
        damaging.peek()?;
        Some(damaging.any(|mutation| mutation.allele != lost))
    }

    fn damaging_mutations(&self) -> impl Iterator<Item = &HlaMutation> {
        self.mutations.iter().filter(|m| m.kind.is_damaging() && m.count > 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CellText;

    fn one() -> HlaGene {
        HlaGene {
            status: HlaStatus::LohSubclonal,
            cn_major: Some(1.900_000_000_000_000_1),
            cn_minor: Some(0.1),
            lost_allele: Some("A*02:01".into()),
            method: Some(HlaMethod::Table),
            source: Some(HlaSource::Generic(Some(CellText::new("LAB: 7")))),
            reasons: vec![HlaReason::FailNWxsSnps, HlaReason::FailCnRange],
            loh_type: Some(LohType::CopyNeutral),
            extent: Some(LohExtent::Arm),
            fraction: Some(0.4),
            llr: Some(12.345_678_901_234_567),
            p: Some(1e-9),
            n_sites: Some(24),
            alleles: [Some("A*01:01".into()), Some("A*02:01".into())],
            copies: [Some(1.9), Some(-0.31)],
            mutations: vec![HlaMutation {
                allele: "A*01:01".into(),
                kind: HlaMutationKind::Splice,
                count: 0.5,
            }],
            flags: vec![
                HlaCaution::Discordant,
                HlaCaution::LilacStatus(CellText::new("WARN_UNMATCHED_INDEL")),
            ],
            sources: vec![HlaGene {
                method: Some(HlaMethod::HetSnp),
                source: Some(HlaSource::Amber),
                ..HlaGene::not_evaluable("HLA-A", HlaReason::LossNotExcluded)
            }],
            ..HlaGene::not_tested("HLA-A")
        }
    }

    #[test]
    fn a_gene_comes_back_from_json_as_it_was() {
        for gene in [one(), HlaGene::not_tested("HLA-B")] {
            let text = serde_json::to_string(&gene).unwrap();
            assert_eq!(serde_json::from_str::<HlaGene>(&text).unwrap(), gene, "{text}");
        }
        let json = serde_json::to_value(one()).unwrap();
        assert_eq!(json["method"], "table");
        assert_eq!(json["source"], "generic:LAB: 7");
        assert_eq!(json["reasons"], serde_json::json!(["fail_n_wxs_snps", "fail_cn_range"]));
        assert_eq!(json["flags"], serde_json::json!(["discordant", "lilac_status:WARN_UNMATCHED_INDEL"]));
        assert_eq!(json["sources"][0]["reasons"], serde_json::json!(["loss_not_excluded"]));
    }

    #[test]
    fn a_word_outside_the_lists_is_refused() {
        let mut json = serde_json::to_value(one()).unwrap();
        json["flags"][0] = "discordant:a".into();
        let error = serde_json::from_value::<HlaGene>(json).unwrap_err().to_string();
        assert!(error.contains("'discordant:a' is not a word of the list 'hla_caution'"), "{error}");
    }

    #[test]
    fn a_caution_is_added_once() {
        let mut gene = HlaGene::not_tested("HLA-C");
        gene.flag(HlaCaution::LowSupport);
        gene.flag(HlaCaution::LowSupport);
        assert_eq!(gene.flags, [HlaCaution::LowSupport]);
    }
}
