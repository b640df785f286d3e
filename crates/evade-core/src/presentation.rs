//! HLA class I together with the genes without which no HLA class I reaches the surface.

use serde::Serialize;

use crate::vocabulary::vocabulary;
use crate::{AlterationStatus, GeneAlteration, Hits, HlaGene, HlaStatus, HlaSummary};

/// Genes that load, carry or induce HLA class I, and whether one working copy is enough to keep the function.
const PARTNERS: [&str; 6] = ["B2M", "TAP1", "TAP2", "NLRC5", "JAK1", "JAK2"];

vocabulary! {
    /// How antigen presentation stands, the worst first.
    PresentationState in "presentation_state" {
        /// B2M, a TAP subunit or every HLA class I gene has no working copy.
        Lost = "lost",
        /// Fewer HLA class I alleles, or a regulator without a working copy.
        Reduced = "reduced",
        /// A hit whose second copy is not known, or a variant of unknown effect.
        Uncertain = "uncertain",
        /// HLA and B2M were tested and nothing was found.
        NotAltered = "not_altered",
        /// HLA or B2M was not tested, and nothing was found in the rest.
        NotEvaluable = "not_evaluable",
    }
}

/// The summary of antigen presentation of a sample.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AntigenPresentation {
    /// How it stands.
    pub state: PresentationState,
    /// The HLA class I genes together.
    pub hla: HlaSummary,
    /// What was found, as `GENE:what`, in a fixed order.
    pub found: Vec<String>,
    /// Genes of the list that were not tested.
    pub not_tested: Vec<String>,
}

impl AntigenPresentation {
    /// Joins the HLA state with the states of B2M, TAP1, TAP2, NLRC5, JAK1 and JAK2; of HLA-A, -B and -C the states from
    /// variants tell damaging mutations whose allele is unknown. Genes that are not given count as not tested.
    #[must_use]
    pub fn of(hla: &[HlaGene], genes: &[GeneAlteration]) -> Self {
        let state_of = |symbol: &str| genes.iter().find(|g| g.gene == symbol);
        let is_altered = |g: &GeneAlteration| g.status == AlterationStatus::Altered;
        let mutated: Vec<&str> = genes
            .iter()
            .filter(|g| g.gene.starts_with("HLA-") && is_altered(g))
            .map(|g| g.gene.as_str())
            .collect();
        let summary = HlaSummary::of(hla, &mutated);
        let mut found = Vec::new();
        let mut state = PresentationState::NotAltered;
        let mut note = |what: String, is: PresentationState| {
            found.push(what);
            state = state.min(is);
        };
        for gene in hla {
            let is_gone = summary.complete_loss.contains(&gene.gene);
            match gene.status {
                _ if is_gone && summary.complete_loss.len() == hla.len() => {
                    note(format!("{}:complete_loss", gene.gene), PresentationState::Lost);
                }
                _ if is_gone => note(format!("{}:complete_loss", gene.gene), PresentationState::Reduced),
                HlaStatus::Loh | HlaStatus::LohSubclonal => {
                    note(format!("{}:{}", gene.gene, gene.status), PresentationState::Reduced);
                }
                _ if mutated.contains(&gene.gene.as_str()) => {
                    note(format!("{}:mutated", gene.gene), PresentationState::Reduced);
                }
                _ => {}
            }
        }
        for symbol in PARTNERS {
            let Some(gene) = state_of(symbol) else { continue };
            match (gene.status, gene.hits) {
                (AlterationStatus::Altered, Some(Hits::Biallelic)) => {
                    note(format!("{symbol}:biallelic"), without_both_copies(symbol));
                }
                (AlterationStatus::Altered, hits) => {
                    let word = hits.map_or("unknown", Hits::as_str);
                    note(format!("{symbol}:altered_{word}"), PresentationState::Uncertain);
                }
                (AlterationStatus::Uncertain, _) => {
                    note(format!("{symbol}:uncertain"), PresentationState::Uncertain);
                }
                _ => {}
            }
        }
        let is_tested =
            |symbol: &str| state_of(symbol).is_some_and(|g| g.status != AlterationStatus::NotTested);
        let not_tested: Vec<String> = PARTNERS
            .into_iter()
            .filter(|symbol| !is_tested(symbol))
            .map(str::to_owned)
            .chain(hla.iter().filter(|g| !g.status.is_assessable()).map(|g| g.gene.clone()))
            .collect();
        let is_blind = summary.n_assessable == 0 || !is_tested("B2M");
        if state == PresentationState::NotAltered && is_blind {
            state = PresentationState::NotEvaluable;
        }
        Self { state, hla: summary, found, not_tested }
    }
}

/// Without B2M or a TAP subunit hardly any HLA class I is presented; without NLRC5 or a JAK there is less of it.
fn without_both_copies(symbol: &str) -> PresentationState {
    if matches!(symbol, "B2M" | "TAP1" | "TAP2") {
        PresentationState::Lost
    } else {
        PresentationState::Reduced
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(gene: &str, status: AlterationStatus, hits: Option<Hits>) -> GeneAlteration {
        GeneAlteration { hits, ..GeneAlteration::new(gene, status) }
    }

    fn hla(status: HlaStatus) -> Vec<HlaGene> {
        ["HLA-A", "HLA-B", "HLA-C"].map(|gene| HlaGene { status, ..HlaGene::not_tested(gene) }).to_vec()
    }

    #[test]
    fn the_worst_finding_names_the_state() {
        let kept = hla(HlaStatus::NoLoh);
        let b2m = |status, hits| [state("B2M", status, hits)];
        let of = |hla: &[HlaGene], genes: &[GeneAlteration]| AntigenPresentation::of(hla, genes).state;
        let clean = b2m(AlterationStatus::NotAltered, None);
        assert_eq!(of(&kept, &clean), PresentationState::NotAltered);
        assert_eq!(of(&kept, &[]), PresentationState::NotEvaluable);
        assert_eq!(of(&hla(HlaStatus::NotTested), &clean), PresentationState::NotEvaluable);
        assert_eq!(of(&hla(HlaStatus::Loh), &clean), PresentationState::Reduced);
        assert_eq!(of(&hla(HlaStatus::Homdel), &clean), PresentationState::Lost);
        let altered = |hits| b2m(AlterationStatus::Altered, Some(hits));
        assert_eq!(of(&kept, &altered(Hits::Biallelic)), PresentationState::Lost);
        assert_eq!(of(&kept, &altered(Hits::Monoallelic)), PresentationState::Uncertain);
        let jak = [state("JAK1", AlterationStatus::Altered, Some(Hits::Biallelic))];
        assert_eq!(of(&kept, &jak), PresentationState::Reduced);
    }

    #[test]
    fn a_mutated_gene_that_lost_an_allele_may_be_gone() {
        let summary = AntigenPresentation::of(
            &hla(HlaStatus::Loh),
            &[state("HLA-B", AlterationStatus::Altered, Some(Hits::Unknown))],
        );
        assert_eq!(summary.hla.possible_complete_loss, ["HLA-B"]);
        assert!(summary.not_tested.contains(&"B2M".to_owned()));
        assert_eq!(summary.found, ["HLA-A:loh", "HLA-B:loh", "HLA-C:loh"]);
    }
}
