//! HLA class I together with the genes without which no HLA class I reaches the surface.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::vocabulary::{any_of, escaped, vocabulary};
use crate::{
    AlterationStatus, Caution, GeneAlteration, HLA_GENES, Hits, HlaGene, HlaStatus, HlaSummary, UnknownWord,
};

/// Genes that load, carry or induce HLA class I, and whether one working copy is enough to keep the function.
const PARTNERS: [&str; 6] = ["B2M", "TAP1", "TAP2", "NLRC5", "JAK1", "JAK2"];

vocabulary! {
    /// How antigen presentation stands, the worst first.
    PresentationState in "presentation_state" {
        /// B2M, a TAP subunit or every HLA class I gene has no working copy.
        Lost = "lost",
        /// Fewer HLA class I alleles, or a regulator without a working copy.
        Reduced = "reduced",
        /// A hit whose second copy is not known, two variants that may lie on one copy, a variant of unknown effect, or of HLA class I one that may be inherited or takes only the end.
        Uncertain = "uncertain",
        /// HLA and B2M were tested and nothing was found.
        NotAltered = "not_altered",
        /// HLA or B2M was not tested, and nothing was found in the rest.
        NotEvaluable = "not_evaluable",
    }
}

vocabulary! {
    /// What was found in a gene of antigen presentation.
    PresentationChange in "presentation_change" {
        /// No working copy of the HLA class I gene is left.
        CompleteLoss = "complete_loss",
        /// One allele of the HLA class I gene is lost.
        Loh = "loh",
        /// One allele of the HLA class I gene is lost in part of the tumour cells.
        LohSubclonal = "loh_subclonal",
        /// The HLA class I gene has a damaging variant; which allele has it is not known.
        Mutated = "mutated",
        /// Both copies are altered.
        Biallelic = "biallelic",
        /// Two variants, of which the reads do not show that they lie on different copies.
        LikelyBiallelic = "likely_biallelic",
        /// One copy is altered.
        AlteredMonoallelic = "altered_monoallelic",
        /// The gene is altered; the state of its second copy is not known.
        AlteredUnknown = "altered_unknown",
        /// The gene has a variant of unknown effect.
        Uncertain = "uncertain",
    }
}

/// A change of one gene, printed as `GENE:change`.
///
/// ```
/// use evade_core::{PresentationChange, PresentationFinding};
/// let found: PresentationFinding = "B2M:altered_unknown".parse().unwrap();
/// assert_eq!((found.gene.as_str(), found.change), ("B2M", PresentationChange::AlteredUnknown));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresentationFinding {
    /// Symbol of the gene.
    pub gene: String,
    /// What was found.
    pub change: PresentationChange,
}

impl PresentationFinding {
    fn new(gene: &str, change: PresentationChange) -> Self {
        Self { gene: gene.to_owned(), change }
    }
}

impl fmt::Display for PresentationFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.gene, self.change)
    }
}

impl FromStr for PresentationFinding {
    type Err = UnknownWord;

    fn from_str(printed: &str) -> Result<Self, Self::Err> {
        // Without a colon there is no gene, and the whole is no word of the list.
        let (gene, change) = printed.rsplit_once(':').unwrap_or(("", printed));
        match change.parse() {
            Ok(change) if !gene.is_empty() => Ok(Self::new(gene, change)),
            _ => Err(UnknownWord { word: printed.to_owned(), list: PresentationChange::LIST }),
        }
    }
}

impl Serialize for PresentationFinding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PresentationFinding {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Cow::<'de, str>::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for PresentationFinding {
    fn schema_name() -> Cow<'static, str> {
        "PresentationFinding".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let words = PresentationChange::WORDS;
        let changes = any_of(words.iter().map(|word| escaped(word.code)));
        let meanings: Vec<String> =
            words.iter().map(|word| format!("`{}`: {}", word.code, word.meaning)).collect();
        json_schema!({
            "description": format!(
                "A change of one gene, `GENE:change`. List `{}`. {}", PresentationChange::LIST, meanings.join(" ")
            ),
            "type": "string",
            "pattern": format!("^.+:{changes}$"),
        })
    }
}

/// The summary of antigen presentation of a sample.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AntigenPresentation {
    /// How antigen presentation stands.
    pub state: PresentationState,
    /// The HLA class I genes together.
    pub hla: HlaSummary,
    /// What was found, HLA class I first.
    pub found: Vec<PresentationFinding>,
    /// Genes of antigen presentation that were not tested.
    pub not_tested: Vec<String>,
}

impl AntigenPresentation {
    /// Joins the HLA state with the states of B2M, TAP1, TAP2, NLRC5, JAK1 and JAK2; of HLA-A, -B and -C the states from
    /// variants tell damaging mutations whose allele is unknown. Genes that are not given count as not tested.
    #[must_use]
    pub fn of(hla: &[HlaGene], genes: &[GeneAlteration]) -> Self {
        let mutated: Vec<&str> = genes
            .iter()
            .map(|g| (g.gene.as_str(), g.status))
            .filter(|(gene, status)| HLA_GENES.contains(gene) && *status == AlterationStatus::Altered)
            .map(|(gene, _)| gene)
            .collect();
        let summary = HlaSummary::of(hla, &mutated);
        let state_of = |symbol: &str| genes.iter().find(|g| g.gene == symbol);
        let of_hla = hla.iter().filter_map(|gene| {
            let damaged = state_of(&gene.gene).filter(|row| row.status == AlterationStatus::Altered);
            of_hla_gene(gene, &summary, hla.len(), damaged)
        });
        let of_partners = PARTNERS.into_iter().filter_map(&state_of).filter_map(of_partner);
        let (found, states): (Vec<_>, Vec<_>) = of_hla.chain(of_partners).unzip();
        let is_tested =
            |symbol: &str| state_of(symbol).is_some_and(|g| g.status != AlterationStatus::NotTested);
        let is_blind = summary.n_assessable == 0 || !is_tested("B2M");
        let state = match states.into_iter().min() {
            Some(worst) => worst,
            None if is_blind => PresentationState::NotEvaluable,
            None => PresentationState::NotAltered,
        };
        let not_tested = PARTNERS
            .into_iter()
            .filter(|symbol| !is_tested(symbol))
            .map(str::to_owned)
            .chain(hla.iter().filter(|g| !g.status.is_assessable()).map(|g| g.gene.clone()))
            .collect();
        Self { state, hla: summary, found, not_tested }
    }
}

/// What an HLA class I gene says, and the state that this alone makes.
fn of_hla_gene(
    gene: &HlaGene,
    summary: &HlaSummary,
    n_genes: usize,
    damaged: Option<&GeneAlteration>,
) -> Option<(PresentationFinding, PresentationState)> {
    let mut state = PresentationState::Reduced;
    let change = if summary.complete_loss.contains(&gene.gene) {
        if summary.complete_loss.len() == n_genes {
            state = PresentationState::Lost;
        }
        PresentationChange::CompleteLoss
    } else {
        match gene.status {
            HlaStatus::Loh => PresentationChange::Loh,
            HlaStatus::LohSubclonal => PresentationChange::LohSubclonal,
            _ => {
                if is_doubtful(damaged?) {
                    state = PresentationState::Uncertain;
                }
                PresentationChange::Mutated
            }
        }
    };
    Some((PresentationFinding::new(&gene.gene, change), state))
}

/// The variant may be inherited, as alleles of HLA are, or take so little of the protein that it can still present.
fn is_doubtful(damaged: &GeneAlteration) -> bool {
    [Caution::GermlineStatusUnknown, Caution::GermlineLikely, Caution::EndTruncation]
        .iter()
        .any(|caution| damaged.has(caution))
}

/// The same of a gene that HLA class I needs.
fn of_partner(gene: &GeneAlteration) -> Option<(PresentationFinding, PresentationState)> {
    let (change, state) = match (gene.status, gene.hits) {
        (AlterationStatus::Altered, Some(Hits::Biallelic)) if gene.is_phase_unknown() => {
            (PresentationChange::LikelyBiallelic, PresentationState::Uncertain)
        }
        (AlterationStatus::Altered, Some(Hits::Biallelic)) => {
            (PresentationChange::Biallelic, without_both_copies(&gene.gene))
        }
        (AlterationStatus::Altered, Some(Hits::Monoallelic)) => {
            (PresentationChange::AlteredMonoallelic, PresentationState::Uncertain)
        }
        (AlterationStatus::Altered, Some(Hits::Unknown) | None) => {
            (PresentationChange::AlteredUnknown, PresentationState::Uncertain)
        }
        (AlterationStatus::Uncertain, _) => (PresentationChange::Uncertain, PresentationState::Uncertain),
        _ => return None,
    };
    Some((PresentationFinding::new(&gene.gene, change), state))
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
        HLA_GENES.map(|gene| HlaGene { status, ..HlaGene::not_tested(gene) }).to_vec()
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
        let mut two = altered(Hits::Biallelic);
        two[0].flags = vec![Caution::LikelyBiallelic];
        assert_eq!(of(&kept, &two), PresentationState::Uncertain);
        two[0].flags.push(Caution::InTrans);
        assert_eq!(of(&kept, &two), PresentationState::Lost);
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
        let printed: Vec<String> = summary.found.iter().map(ToString::to_string).collect();
        assert_eq!(printed, ["HLA-A:loh", "HLA-B:loh", "HLA-C:loh"]);
    }

    #[test]
    fn a_variant_of_hla_that_may_be_inherited_or_at_the_end_is_uncertain() {
        let genes = |flags: &[Caution]| {
            let mut hla_b = state("HLA-B", AlterationStatus::Altered, Some(Hits::Unknown));
            hla_b.flags = flags.to_vec();
            [state("B2M", AlterationStatus::NotAltered, None), hla_b]
        };
        let of = |flags: &[Caution], status| AntigenPresentation::of(&hla(status), &genes(flags)).state;
        assert_eq!(of(&[], HlaStatus::NoLoh), PresentationState::Reduced);
        for doubt in [Caution::GermlineStatusUnknown, Caution::GermlineLikely, Caution::EndTruncation] {
            assert_eq!(of(std::slice::from_ref(&doubt), HlaStatus::NoLoh), PresentationState::Uncertain);
            assert_eq!(of(std::slice::from_ref(&doubt), HlaStatus::NotTested), PresentationState::Uncertain);
            // The loss of an allele is a finding of its own.
            assert_eq!(of(&[doubt], HlaStatus::Loh), PresentationState::Reduced);
        }
    }

    #[test]
    fn a_summary_comes_back_from_json_as_it_was() {
        let genes = [
            state("B2M", AlterationStatus::Altered, None),
            state("TAP1", AlterationStatus::Altered, Some(Hits::Biallelic)),
            state("JAK1", AlterationStatus::Altered, Some(Hits::Monoallelic)),
            state("JAK2", AlterationStatus::Uncertain, None),
        ];
        let mut loci = hla(HlaStatus::NoLoh);
        loci[0].status = HlaStatus::Homdel;
        loci[1].status = HlaStatus::LohSubclonal;
        let summary = AntigenPresentation::of(&loci, &genes);
        let json = serde_json::to_value(&summary).unwrap();
        assert_eq!(
            json["found"],
            serde_json::json!([
                "HLA-A:complete_loss",
                "HLA-B:loh_subclonal",
                "B2M:altered_unknown",
                "TAP1:biallelic",
                "JAK1:altered_monoallelic",
                "JAK2:uncertain"
            ])
        );
        let schema = PresentationFinding::json_schema(&mut SchemaGenerator::default());
        let form = regex::Regex::new(schema.get("pattern").unwrap().as_str().unwrap()).unwrap();
        for found in json["found"].as_array().unwrap() {
            assert!(form.is_match(found.as_str().unwrap()), "{found}");
        }
        assert_eq!(serde_json::from_value::<AntigenPresentation>(json).unwrap(), summary);
        for wrong in ["loh", ":loh", "B2M:gone"] {
            assert!(wrong.parse::<PresentationFinding>().is_err() && !form.is_match(wrong), "{wrong}");
        }
    }
}
