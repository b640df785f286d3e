//! What alterations mean for checkpoint inhibitors.

use evade_core::{Caution, Direction, EffectClass, EvidenceLevel, Hits, HlaGene, IciNote};
use serde::Deserialize;

use super::{of, table};

/// By what a gene is altered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Event {
    Loss,
    Activating,
    Amplification,
    Fusion,
    Homdel,
}

/// What an event means, in our words.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Meaning {
    event: Event,
    /// The row it belongs to, where that is not the gene's.
    of: Option<String>,
    /// Classes of changes of which it says nothing.
    #[serde(default)]
    except: Vec<Caution>,
    /// The class of changes that it alone is about.
    class: Option<Caution>,
    /// The effects that it alone is about; copies fit.
    #[serde(default)]
    effects: Vec<EffectClass>,
    /// The hits that it needs.
    hits: Option<Hits>,
    /// Whether it holds for the loss of both copies.
    #[serde(default)]
    both: bool,
    level: Option<EvidenceLevel>,
    direction: Direction,
    text: String,
    sources: Vec<String>,
}

/// What altered a gene.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Alteration<'a> {
    pub(crate) event: Event,
    pub(crate) cautions: &'a [Caution],
    pub(crate) effect: Option<EffectClass>,
    pub(crate) hits: Option<Hits>,
}

impl Meaning {
    /// Whether it is about such an alteration.
    fn fits(&self, alteration: &Alteration<'_>) -> bool {
        let is_of_class = |class: &Caution| alteration.cautions.contains(class);
        self.class.as_ref().is_none_or(is_of_class)
            && !self.except.iter().any(is_of_class)
            && (self.effects.is_empty() || alteration.effect.is_none_or(|e| self.effects.contains(&e)))
            && self.hits.is_none_or(|hits| alteration.hits == Some(hits))
    }
}

/// What it means that two genes are altered.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Together {
    pub(crate) genes: [String; 2],
    /// Genes whose alteration overrules it.
    #[serde(default)]
    pub(crate) unless: Vec<String>,
    /// Genes of which a mutation is meant, not amplification.
    #[serde(default)]
    pub(crate) mutated: Vec<String>,
    level: Option<EvidenceLevel>,
    direction: Direction,
    text: String,
    sources: Vec<String>,
}

impl Together {
    pub(crate) fn note(&self) -> IciNote {
        IciNote {
            finding: self.genes.join("+"),
            level: self.level,
            direction: self.direction,
            needs_both: false,
            text: self.text.clone(),
            sources: self.sources.clone(),
        }
    }
}

/// What it means that an allele of an HLA class I gene is lost.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AlleleLoss {
    level: Option<EvidenceLevel>,
    direction: Direction,
    text: String,
    sources: Vec<String>,
}

/// What is known of the loss of HLA class I alleles, where one is lost.
#[must_use]
pub fn allele_loss_note(hla: &[HlaGene]) -> Option<IciNote> {
    let loss = table().allele_loss.as_ref().filter(|_| hla.iter().any(|gene| gene.status.is_loss()))?;
    Some(IciNote {
        finding: "HLA class I allele loss".to_owned(),
        level: loss.level,
        direction: loss.direction,
        needs_both: false,
        text: loss.text.clone(),
        sources: loss.sources.clone(),
    })
}

/// What is known of this alteration of a row; a homozygous deletion is also a loss. The first meaning that fits counts.
pub(crate) fn note_of(row: &str, alteration: &Alteration<'_>) -> Option<IciNote> {
    let rules = of(row)?;
    let find = |event: Event| {
        let of_row = rules.meaning.iter().filter(|m| m.of.as_deref().unwrap_or(&rules.symbol) == row);
        of_row.filter(|meaning| meaning.event == event).find(|meaning| meaning.fits(alteration))
    };
    let is_homdel = alteration.event == Event::Homdel;
    let meaning = find(alteration.event).or_else(|| is_homdel.then(|| find(Event::Loss)).flatten())?;
    Some(IciNote {
        finding: row.to_owned(),
        level: meaning.level,
        direction: meaning.direction,
        needs_both: meaning.both,
        text: meaning.text.clone(),
        sources: meaning.sources.clone(),
    })
}

/// What is known of pairs of genes.
pub(crate) fn pairs() -> &'static [Together] {
    &table().together
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gene_rules::all;

    #[test]
    fn a_level_has_a_source_and_a_pair_judged_genes() {
        for meaning in all().iter().flat_map(|rules| &rules.meaning) {
            // A level without a source would be a claim.
            assert!(meaning.level.is_none() || !meaning.sources.is_empty(), "{}", meaning.text);
        }
        for rules in all() {
            for row in rules.meaning.iter().filter_map(|meaning| meaning.of.as_ref()) {
                assert!(rules.rows.iter().any(|own| own.name == *row), "{row}");
            }
        }
        for pair in pairs() {
            let named = pair.genes.iter().chain(&pair.unless).chain(&pair.mutated);
            assert!(named.into_iter().all(|gene| of(gene).is_some()), "{:?}", pair.genes);
            assert!(pair.level.is_none() || !pair.sources.is_empty());
        }
        assert!(table().allele_loss.as_ref().is_some_and(|loss| !loss.sources.is_empty()));
    }

    #[test]
    fn the_figure_of_the_review_stands_with_its_cohort() {
        let note = pairs().iter().map(Together::note).find(|note| note.finding == "KRAS+STK11").unwrap();
        assert!(note.text.contains("7.4 %") && note.text.contains("SU2C"), "{}", note.text);
        assert!(note.text.contains("0 %, 57.1 % and 18.2 % in the CheckMate-057 arm"));
    }
}
