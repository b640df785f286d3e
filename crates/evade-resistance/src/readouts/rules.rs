//! The list of readouts and the numbers of their statement, as `signatures/rules/readouts.toml` holds them.

use std::collections::BTreeSet;

use serde::Deserialize;
use thiserror::Error;

/// The readouts and what a statement needs.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadoutRules {
    /// Name of the list.
    pub id: String,
    /// Likelihood ratio from which a readout supports a loss; its inverse is that of an intact gene.
    pub supports_from: f64,
    /// No likelihood ratio is stated beyond this one and its inverse.
    pub cap: f64,
    /// Altered tumours that a statement needs.
    pub least_altered: u32,
    /// Area under the ROC curve that a statement needs; its interval must lie above 0.5 too.
    pub least_auc: f64,
    /// Share of the readout's genes that must be in the matrix.
    pub coverage: f64,
    /// The readouts in the order of the tables.
    pub readout: Vec<Readout>,
    /// What no expression of genes can tell.
    #[serde(default)]
    pub unreadable: Vec<Unreadable>,
}

/// One readout of one or more genes of a pathway.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Readout {
    /// Its id.
    pub id: String,
    /// What is read, in words that fit into a sentence.
    pub name: String,
    /// The genes whose loss shows in it. The unaltered tumours of one are those in which none of them is altered.
    pub genes: Vec<String>,
    /// Of these, the ones that alterations activate.
    #[serde(default)]
    pub activated: Vec<String>,
    /// The gene set of the catalogue that is read; else `up` and `down` are.
    #[serde(default)]
    pub set: Option<String>,
    /// Genes whose mean place counts.
    #[serde(default)]
    pub up: Vec<String>,
    /// Genes whose mean place is taken off.
    #[serde(default)]
    pub down: Vec<String>,
    /// Which way a loss moves it.
    pub loss: Direction,
    /// Which finding of DNA makes a tumour of the reference an altered one.
    pub altered_by: AlteredBy,
    /// How far formalin-fixed tissue lies off frozen tissue of the same tumour, in units of the value.
    pub ffpe_shift: f64,
    /// The loss of another gene that would hide this one.
    #[serde(default)]
    pub hidden_by: Option<HiddenBy>,
    /// What a loss means, in a sentence.
    pub meaning: String,
    /// What would settle it, in words that fit behind "is settled by".
    pub settled_by: String,
    /// Citations of the readout.
    pub sources: Vec<String>,
    /// What else moves it, in sentences.
    pub confounders: Vec<String>,
    /// Whether promoters of the gene are silenced by methylation too.
    #[serde(default)]
    pub silenced_too: bool,
}

/// A loss that makes a readout look as in tumours whose gene is intact.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HiddenBy {
    /// The gene that is lost.
    pub gene: String,
    /// The readout that shows its expression.
    pub readout: String,
    /// Under this value of that readout its expression is as in tumours that have lost it.
    pub below: f64,
}

/// Which way a loss moves a readout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Up.
    High,
    /// Down.
    Low,
}

/// Which finding of DNA makes a tumour of the reference an altered one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AlteredBy {
    /// A small variant that damages or activates; tumours with a deletion alone are in neither group.
    Variant,
    /// A homozygous deletion; tumours with a damaging variant alone are in neither group.
    Deletion,
}

/// A gene whose loss or gain no expression of genes can show.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unreadable {
    /// The gene.
    pub gene: String,
    /// Whether alterations activate it.
    #[serde(default)]
    pub activated: bool,
    /// Id of what would be read.
    pub id: String,
    /// What would be read, in words.
    pub name: String,
    /// What it would mean.
    pub meaning: String,
    /// What would settle it.
    pub settled_by: String,
}

/// The genes of a readout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadoutMembers {
    /// Genes whose mean place counts.
    pub up: Vec<String>,
    /// Genes whose mean place is taken off.
    pub down: Vec<String>,
}

/// A list of readouts that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReadoutRulesError {
    /// Two readouts of one id, or one gene in two readouts.
    #[error("'{0}' is duplicated")]
    Twice(String),
    /// No genes, or both a set and genes.
    #[error("the readout '{0}' needs either a gene set or genes in 'up'")]
    Members(String),
    /// No judged gene.
    #[error("the readout '{0}' names no gene whose loss it shows")]
    NoGene(String),
    /// A gene that is activated must be one of the readout's.
    #[error("'{0}' is not one of the genes of its readout")]
    Activated(String),
    /// A number out of its range.
    #[error("{0}")]
    Number(&'static str),
}

impl ReadoutRules {
    /// Checks that the list is complete and makes sense.
    pub fn check(&self) -> Result<(), ReadoutRulesError> {
        let number = |holds: bool, what| if holds { Ok(()) } else { Err(ReadoutRulesError::Number(what)) };
        number(self.supports_from > 1.0, "'supports_from' must be above 1")?;
        number(self.cap >= self.supports_from, "'cap' must not be below 'supports_from'")?;
        number(self.least_altered >= 2, "'least_altered' must be 2 or more")?;
        number((0.5..1.0).contains(&self.least_auc), "'least_auc' must be from 0.5 to 1")?;
        let shifts = self.readout.iter().map(|readout| readout.ffpe_shift);
        number(shifts.into_iter().all(f64::is_finite), "'ffpe_shift' must be a number")?;
        number(self.coverage > 0.0 && self.coverage <= 1.0, "'coverage' must be above 0 and at most 1")?;
        let mut seen = BTreeSet::new();
        let mut once = |name: &String| {
            if seen.insert(name.clone()) { Ok(()) } else { Err(ReadoutRulesError::Twice(name.clone())) }
        };
        for readout in &self.readout {
            once(&readout.id)?;
            readout.genes.iter().try_for_each(&mut once)?;
            if readout.genes.is_empty() {
                return Err(ReadoutRulesError::NoGene(readout.id.clone()));
            }
            if let Some(stranger) = readout.activated.iter().find(|gene| !readout.genes.contains(gene)) {
                return Err(ReadoutRulesError::Activated(stranger.clone()));
            }
            let listed = !readout.up.is_empty();
            if readout.set.is_some() == listed || (!listed && !readout.down.is_empty()) {
                return Err(ReadoutRulesError::Members(readout.id.clone()));
            }
        }
        for unreadable in &self.unreadable {
            once(&unreadable.id)?;
            once(&unreadable.gene)?;
        }
        Ok(())
    }
}

impl Readout {
    /// The genes that are read; `set` looks a gene set of the catalogue up. `None` when the catalogue lacks it.
    #[must_use]
    pub fn members(&self, set: impl Fn(&str) -> Option<ReadoutMembers>) -> Option<ReadoutMembers> {
        match &self.set {
            Some(id) => set(id),
            None => Some(ReadoutMembers { up: self.up.clone(), down: self.down.clone() }),
        }
    }

    /// Whether a loss makes the value high.
    #[must_use]
    pub fn loss_is_high(&self) -> bool {
        self.loss == Direction::High
    }

    /// Whether the gene's own RNA is read and nothing else. It shows a loss that takes the RNA away; most missense variants
    /// leave it.
    #[must_use]
    pub fn is_expression_of(&self, gene: &str) -> bool {
        self.set.is_none() && self.down.is_empty() && self.up == [gene]
    }

    /// The other genes of the pathway.
    pub fn partners<'a>(&'a self, gene: &'a str) -> impl Iterator<Item = &'a str> {
        self.genes.iter().map(String::as_str).filter(move |other| *other != gene)
    }
}

impl ReadoutMembers {
    /// How many genes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.up.len() + self.down.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::readouts) const TEXT: &str = r#"
id = "test"
supports_from = 4.33
cap = 10.0
least_altered = 5
least_auc = 0.7
coverage = 0.8

[[readout]]
id = "nrf2_programme"
name = "NRF2 programme"
genes = ["KEAP1", "NFE2L2"]
activated = ["NFE2L2"]
set = "nrf2"
loss = "high"
altered_by = "variant"
ffpe_shift = -0.05
meaning = "NRF2 is active."
settled_by = "sequencing"
sources = []
confounders = []

[[readout]]
id = "cdkn2a_expression"
name = "CDKN2A expression"
genes = ["CDKN2A"]
up = ["CDKN2A"]
loss = "low"
altered_by = "deletion"
ffpe_shift = 0.0
meaning = "p16 is gone."
settled_by = "copy number"
sources = []
confounders = []
silenced_too = true

[[unreadable]]
gene = "MET"
id = "met_exon14_skipping"
name = "skipping of MET exon 14"
meaning = "MET is active."
settled_by = "RNA junctions"
"#;

    pub(in crate::readouts) fn rules() -> ReadoutRules {
        let rules: ReadoutRules = toml::from_str(TEXT).unwrap();
        rules.check().unwrap();
        rules
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        type Damage = fn(&mut ReadoutRules);
        let damage: [(Damage, ReadoutRulesError); 6] = [
            (|r| r.readout[1].id = "KEAP1".into(), ReadoutRulesError::Twice("KEAP1".into())),
            (|r| r.readout[1].up.clear(), ReadoutRulesError::Members("cdkn2a_expression".into())),
            (|r| r.readout[0].up = vec!["NQO1".into()], ReadoutRulesError::Members("nrf2_programme".into())),
            (|r| r.readout[0].genes.clear(), ReadoutRulesError::NoGene("nrf2_programme".into())),
            (|r| r.supports_from = 1.0, ReadoutRulesError::Number("'supports_from' must be above 1")),
            (
                |r| r.coverage = f64::NAN,
                ReadoutRulesError::Number("'coverage' must be above 0 and at most 1"),
            ),
        ];
        for (damage, expected) in damage {
            let mut broken = rules();
            damage(&mut broken);
            assert_eq!(broken.check(), Err(expected));
        }
    }

    #[test]
    fn partners_are_the_other_genes_of_the_pathway() {
        let rules = rules();
        assert_eq!(rules.readout[0].partners("KEAP1").collect::<Vec<_>>(), ["NFE2L2"]);
        assert_eq!(rules.readout[1].partners("CDKN2A").count(), 0);
    }
}
