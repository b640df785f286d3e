//! The rules of mechanisms, as `signatures/rules/mechanisms.toml` holds them.

use std::collections::BTreeSet;

use evade_core::{MechanismStrength, Phenotype, PopulationHistology, ResistanceClass};
use serde::Deserialize;
use thiserror::Error;

/// A list of rules, one for each mechanism.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MechanismRules {
    /// Name of the list.
    pub id: String,
    /// The rules in the order of the tables.
    pub rule: Vec<MechanismRule>,
}

/// What a mechanism needs to be seen in one sample.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MechanismRule {
    /// Id of the mechanism in the knowledge base.
    pub id: String,
    /// What must be found, all of it.
    #[serde(default)]
    pub needs: Vec<Condition>,
    /// What makes it more certain where it is found, and speaks against it where it is not.
    #[serde(default)]
    pub agrees: Vec<Condition>,
    /// What speaks against the mechanism, or explains its finding in another way, where it is found.
    #[serde(default)]
    pub against: Vec<Condition>,
    /// The most that this kind of evidence can make of it.
    #[serde(default)]
    pub strongest: Option<MechanismStrength>,
    /// Whether what is measured stands for something that is not.
    #[serde(default)]
    pub proxy: bool,
    /// Whether high values go with benefit.
    #[serde(default)]
    pub favourable_when_high: bool,
    /// How the review uses what is measured, where that is not as a mechanism: it is never more than possible.
    #[serde(default)]
    pub only: Option<Only>,
    /// Whether the source describes it under treatment with a checkpoint inhibitor. No input says when a biopsy was taken, so it is
    /// never more than possible, and nothing is said of a tumour that is stated to be untreated.
    #[serde(default)]
    pub under_treatment: bool,
    /// Why no single sample can show it.
    #[serde(default)]
    pub out_of_reach: Option<OutOfReach>,
    /// What would settle it, in words that fit behind "is settled by".
    pub settled_by: String,
}

/// Why no input of a single sample can show a mechanism.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutOfReach {
    /// It is a change over time.
    NeedsPair,
    /// Another test can.
    NeedsOtherTest,
    /// Nothing measures it.
    NotMeasurable,
}

/// How a finding is used where it is no mechanism of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Only {
    /// As the target of a drug.
    Target,
    /// As context in which others are read.
    Context,
}

/// Something that a sample may have.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "WrittenCondition")]
pub struct Condition {
    /// What is looked for.
    pub what: Wanted,
    /// Whether nothing is said of the mechanism where this was not measured.
    pub decisive: bool,
    /// Whether it speaks against nothing where it is not there.
    pub one_sided: bool,
    /// Of something that agrees: what it is to the mechanism.
    pub companion: Companion,
}

/// What a finding that agrees is to a mechanism.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Companion {
    /// It goes with the mechanism and does not show it.
    GoesWith,
    /// It measures what is needed a second time.
    Shows,
    /// It is part of what the source claims: it shows the mechanism, which is possible at most without it.
    PartOfClaim,
}

/// What a condition looks for.
#[derive(Debug, Clone, PartialEq)]
pub enum Wanted {
    /// A feature of RNA at one end.
    Rna {
        /// Id of the feature.
        feature: String,
        /// At which end.
        is: End,
    },
    /// Loss of a gene: altered by DNA, with what its readout says.
    Loss {
        /// Approved symbol.
        gene: String,
        /// Whether both copies must be hit.
        both: bool,
    },
    /// An activating alteration: a gene, or a row of its own such as `KRAS_G12D`.
    Gain {
        /// Symbol or name of the row.
        gene: String,
        /// Which alterations are meant.
        by: GainBy,
    },
    /// A lost allele of HLA class I.
    HlaAlleleLost,
    /// A phenotype of the microenvironment.
    Phenotype(Phenotype),
    /// The tumour proportion score of PD-L1.
    PdL1(Score),
    /// A feature of RNA at the end at which the proportion score of PD-L1 lies.
    PdL1Rna {
        /// Id of the feature.
        feature: String,
    },
    /// A high mutational burden.
    TmbHigh,
    /// A class of clinical resistance, by the rule set of the review.
    Class(ResistanceClass),
    /// A feature of RNA that rose or fell since an earlier sample of the patient.
    Change {
        /// Id of the feature.
        feature: String,
        /// In which direction.
        way: Way,
    },
    /// A gene that was altered, or hit a second time, since an earlier sample of the patient.
    Gained(String),
    /// A suspicion, or the stated histology, of a small-cell carcinoma since an earlier sample of the patient.
    Transformation,
    /// A driver that an earlier sample of the patient had as well.
    DriverKept,
    /// A stated histology. It limits where a rule holds and confirms no finding.
    Histology(PopulationHistology),
    /// One of these.
    Any(Vec<Condition>),
}

/// Which activating alterations are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GainBy {
    /// All, amplification included.
    Any,
    /// A change of the sequence. Amplification is another alteration.
    Mutation,
    /// A change of EGFR that sensitises to its inhibitors.
    Sensitising,
}

/// The end of the reference at which a value lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum End {
    /// Above the middle half.
    High,
    /// Below the middle half.
    Low,
}

/// In which direction something changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// It rose.
    Up,
    /// It fell.
    Down,
}

/// A range of the tumour proportion score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Score {
    /// 50 % and more.
    High,
    /// 1 % and more.
    Positive,
    /// Less than 1 %.
    Negative,
    /// Any.
    Stated,
}

/// A condition as it is written: one of the keys says what kind it is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of the file")]
struct WrittenCondition {
    rna: Option<String>,
    is: Option<End>,
    loss: Option<String>,
    #[serde(default)]
    both: bool,
    gain: Option<String>,
    #[serde(default)]
    sensitising: bool,
    #[serde(default)]
    mutation: bool,
    #[serde(default)]
    hla_allele_lost: bool,
    phenotype: Option<Phenotype>,
    pdl1: Option<Score>,
    pdl1_rna: Option<String>,
    #[serde(default)]
    tmb_high: bool,
    class: Option<ResistanceClass>,
    rises: Option<String>,
    falls: Option<String>,
    gained: Option<String>,
    #[serde(default)]
    transformation: bool,
    #[serde(default)]
    driver_kept: bool,
    histology: Option<PopulationHistology>,
    any: Option<Vec<Condition>>,
    #[serde(default)]
    decisive: bool,
    #[serde(default)]
    one_sided: bool,
    #[serde(default)]
    shows: bool,
    #[serde(default)]
    part: bool,
}

/// Why a written condition is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ConditionError {
    /// None or several of the kinds.
    #[error(
        "a condition has one of the keys 'rna', 'loss', 'gain', 'hla_allele_lost', 'phenotype', 'pdl1', 'pdl1_rna', 'tmb_high', 'class', 'rises', 'falls', 'gained', 'transformation', 'driver_kept', 'histology' and 'any'"
    )]
    Kind,
    /// A feature without its end, or an end without a feature.
    #[error("'rna' and 'is' (\"high\" or \"low\") stand together")]
    End,
    /// Both copies of something that is no loss.
    #[error("'both' stands beside 'loss' alone")]
    Both,
    /// Only changes of EGFR are classed as sensitising.
    #[error("'sensitising' stands beside 'gain = \"EGFR\"' alone")]
    Sensitising,
    /// A mutation of something that is no gain, or beside a narrower word.
    #[error("'mutation' stands beside 'gain' alone, and not beside 'sensitising'")]
    Mutation,
    /// A call that is none.
    #[error("'phenotype' is one of active, suppressed, excluded and desert")]
    Phenotype,
}

impl TryFrom<WrittenCondition> for Condition {
    type Error = ConditionError;

    fn try_from(written: WrittenCondition) -> Result<Self, ConditionError> {
        let WrittenCondition {
            rna,
            is,
            loss,
            both,
            gain,
            sensitising,
            mutation,
            hla_allele_lost,
            phenotype,
            pdl1,
            pdl1_rna,
            tmb_high,
            class,
            rises,
            falls,
            gained,
            transformation,
            driver_kept,
            histology,
            any,
            decisive,
            one_sided,
            shows,
            part,
        } = written;
        if rna.is_some() != is.is_some() {
            return Err(ConditionError::End);
        }
        if both && loss.is_none() {
            return Err(ConditionError::Both);
        }
        if sensitising && gain.as_deref() != Some("EGFR") {
            return Err(ConditionError::Sensitising);
        }
        if mutation && (gain.is_none() || sensitising) {
            return Err(ConditionError::Mutation);
        }
        if phenotype.is_some_and(|phenotype| !phenotype.is_determinate()) {
            return Err(ConditionError::Phenotype);
        }
        let by = match (sensitising, mutation) {
            (true, _) => GainBy::Sensitising,
            (_, true) => GainBy::Mutation,
            _ => GainBy::Any,
        };
        let mut kinds: Vec<Wanted> = Vec::new();
        kinds.extend(rna.zip(is).map(|(feature, is)| Wanted::Rna { feature, is }));
        kinds.extend(loss.map(|gene| Wanted::Loss { gene, both }));
        kinds.extend(gain.map(|gene| Wanted::Gain { gene, by }));
        kinds.extend(hla_allele_lost.then_some(Wanted::HlaAlleleLost));
        kinds.extend(phenotype.map(Wanted::Phenotype));
        kinds.extend(pdl1.map(Wanted::PdL1));
        kinds.extend(pdl1_rna.map(|feature| Wanted::PdL1Rna { feature }));
        kinds.extend(tmb_high.then_some(Wanted::TmbHigh));
        kinds.extend(class.map(Wanted::Class));
        let change = |way| move |feature| Wanted::Change { feature, way };
        kinds.extend(rises.map(change(Way::Up)));
        kinds.extend(falls.map(change(Way::Down)));
        kinds.extend(gained.map(Wanted::Gained));
        kinds.extend(transformation.then_some(Wanted::Transformation));
        kinds.extend(driver_kept.then_some(Wanted::DriverKept));
        kinds.extend(histology.map(Wanted::Histology));
        kinds.extend(any.map(Wanted::Any));
        match (kinds.pop(), kinds.is_empty()) {
            (Some(what), true) => {
                let companion = match (part, shows) {
                    (true, _) => Companion::PartOfClaim,
                    (false, true) => Companion::Shows,
                    (false, false) => Companion::GoesWith,
                };
                Ok(Self { what, decisive, one_sided, companion })
            }
            _ => Err(ConditionError::Kind),
        }
    }
}

impl Condition {
    /// Every condition that names something, those within others included.
    pub fn leaves(&self) -> Vec<&Self> {
        match &self.what {
            Wanted::Any(any) => any.iter().flat_map(Self::leaves).collect(),
            _ => vec![self],
        }
    }
}

/// What is wrong with a list of rules.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MechanismRulesError {
    /// Two rules of one mechanism.
    #[error("the mechanism '{0}' has two rules")]
    Twice(String),
    /// A rule that asks for nothing.
    #[error("the rule of '{0}' needs nothing and does not say why it is out of reach")]
    Empty(String),
    /// A rule that is out of reach and asks for something.
    #[error("the rule of '{0}' is out of reach and asks for findings")]
    OutOfReach(String),
    /// Nothing to choose from.
    #[error("the rule of '{0}' has an empty 'any'")]
    EmptyAny(String),
    /// Something that is needed cannot be one-sided.
    #[error("the rule of '{0}': 'one_sided' stands in 'agrees' alone")]
    OneSided(String),
    /// What is needed shows the mechanism as it is.
    #[error("the rule of '{0}': 'shows' and 'part' stand in 'agrees' alone")]
    Shows(String),
    /// No word on what would settle it.
    #[error("the rule of '{0}' does not say what would settle it")]
    NotSettled(String),
}

impl MechanismRules {
    /// Checks that every rule can be evaluated.
    pub fn check(&self) -> Result<(), MechanismRulesError> {
        let mut seen = BTreeSet::new();
        for rule in &self.rule {
            let id = || rule.id.clone();
            if !seen.insert(&rule.id) {
                return Err(MechanismRulesError::Twice(id()));
            }
            match (rule.out_of_reach, rule.needs.is_empty()) {
                (None, true) => return Err(MechanismRulesError::Empty(id())),
                (Some(_), false) => return Err(MechanismRulesError::OutOfReach(id())),
                _ => {}
            }
            if rule.conditions().any(|condition| condition.leaves().is_empty()) {
                return Err(MechanismRulesError::EmptyAny(id()));
            }
            if rule.needs.iter().chain(&rule.against).any(|condition| condition.one_sided) {
                return Err(MechanismRulesError::OneSided(id()));
            }
            if rule
                .needs
                .iter()
                .chain(&rule.against)
                .any(|condition| condition.companion != Companion::GoesWith)
            {
                return Err(MechanismRulesError::Shows(id()));
            }
            if rule.settled_by.trim().is_empty() {
                return Err(MechanismRulesError::NotSettled(id()));
            }
        }
        Ok(())
    }
}

impl Wanted {
    /// Whether it is a change since an earlier sample of the patient, or asks for one.
    #[must_use]
    pub fn is_of_pair(&self) -> bool {
        match self {
            Self::Change { .. } | Self::Gained(_) | Self::Transformation | Self::DriverKept => true,
            Self::Any(any) => any.iter().any(|condition| condition.what.is_of_pair()),
            _ => false,
        }
    }
}

impl MechanismRule {
    /// Whether it needs two samples of one patient.
    #[must_use]
    pub fn is_of_pair(&self) -> bool {
        self.out_of_reach == Some(OutOfReach::NeedsPair)
            || self.needs.iter().any(|condition| condition.what.is_of_pair())
    }

    /// Whether it is about a carcinoma that became another one, so that the histology of the later sample is no other disease.
    #[must_use]
    pub fn is_of_transformation(&self) -> bool {
        self.needs.iter().any(|condition| condition.what == Wanted::Transformation)
    }

    /// Every condition of the rule.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        self.needs.iter().chain(&self.agrees).chain(&self.against)
    }
}
