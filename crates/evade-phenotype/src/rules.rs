//! The rule file of the call.

use std::collections::BTreeMap;

use evade_core::{Axis, Phenotype};
use serde::Deserialize;
use thiserror::Error;

/// Axes, weights, guards and thresholds of the phenotype call.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Name of the rule set, printed with every call.
    pub id: String,
    /// The rule set in words.
    pub title: String,
    /// A z beyond this counts as this.
    pub clip: f64,
    /// Thresholds of the margin.
    pub margin: Tiers,
    /// Thresholds of the stability.
    pub stability: Tiers,
    /// How much must be measured.
    pub coverage: Coverage,
    /// Sizes of the reference.
    pub reference: ReferenceSizes,
    /// Tumour content.
    pub purity: Purity,
    /// The axes.
    pub axis: Vec<AxisRule>,
    /// The classes.
    pub class: Vec<ClassRule>,
    /// What surrounds the sample.
    pub context: Context,
}

/// Two thresholds of one measure.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tiers {
    /// Below this there is no call.
    pub minimum: f64,
    /// From this on the confidence is not lowered.
    pub high: f64,
}

/// How much of the genes must be there.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coverage {
    /// Share of an axis's member genes.
    pub axis_share: f64,
    /// Number of an axis's member genes; an axis that has fewer in all is exempt.
    pub axis_genes: u32,
    /// Share of the genes of an axis's member; the missing ones are predicted from those at hand.
    pub member_share: f64,
    /// Share of the reference's universe.
    pub universe: f64,
    /// Share of the universe from which the confidence is not lowered.
    pub universe_high: f64,
}

/// What the size of a reference allows.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferenceSizes {
    /// Samples from which S is adjusted for T.
    pub adjust_from: u32,
    /// Samples from which a call may be of high confidence.
    pub high_from: u32,
    /// Difference of cohort medians, in scales, above which an axis is unstable.
    pub unstable_shift: f64,
}

/// Tumour content outside of which a desert is doubtful.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Purity {
    /// Below: too little tumour.
    pub low: f64,
    /// Above: perhaps a dense core.
    pub dense: f64,
}

/// The signatures of an axis.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AxisRule {
    /// Which axis.
    pub axis: Axis,
    /// Its member signatures.
    pub members: Vec<String>,
}

/// One class.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassRule {
    /// Which class.
    pub class: Phenotype,
    /// Weight of each axis.
    pub weights: BTreeMap<Axis, f64>,
    /// All must hold for the class to be called.
    #[serde(default)]
    pub guards: Vec<Guard>,
}

/// A condition on one axis: exactly one bound.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guard {
    /// Which axis.
    pub axis: Axis,
    /// z > bound.
    #[serde(default)]
    pub above: Option<f64>,
    /// z >= bound.
    #[serde(default)]
    pub at_least: Option<f64>,
    /// z < bound.
    #[serde(default)]
    pub below: Option<f64>,
}

/// Words of the sample sheet the rule knows.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Context {
    /// Histologies the rule is made for, written out.
    pub histologies: Vec<String>,
    /// Words each of which names such a histology.
    #[serde(default)]
    pub histology_words: Vec<String>,
    /// Words that may stand beside them and say nothing else.
    #[serde(default)]
    pub histology_fillers: Vec<String>,
    /// Entries that state no histology.
    #[serde(default)]
    pub histology_unstated: Vec<String>,
    /// Sites whose own T cells drown the infiltrate.
    pub lymphoid_sites: Vec<String>,
    /// Liver.
    pub liver_sites: Vec<String>,
    /// Histologies a reference may keep apart: its name for each, and the words that mean it.
    #[serde(default)]
    pub strata: BTreeMap<String, Vec<String>>,
}

/// The words of an entry in lower case.
fn words_of(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

impl Context {
    /// Whether the entry states a histology that the rule is not made for.
    pub(crate) fn is_other_histology(&self, histology: &str) -> bool {
        let words = words_of(histology);
        let entry = words.join(" ");
        let listed = |list: &[String]| list.iter().any(|known| words_of(known).join(" ") == entry);
        if words.is_empty() || listed(&self.histology_unstated) || listed(&self.histologies) {
            return false;
        }
        let names = |word: &String| self.histology_words.contains(word);
        let is_known = |word: &String| names(word) || self.histology_fillers.contains(word);
        !(words.iter().any(names) && words.iter().all(is_known))
    }

    /// The name a reference has for this histology: that of which alone the entry has a word.
    pub(crate) fn stratum_of(&self, histology: &str) -> Option<&str> {
        if self.is_other_histology(histology) {
            return None;
        }
        let stated = words_of(histology);
        let mut named =
            self.strata.iter().filter(|(_, words)| stated.iter().any(|word| words.contains(word)));
        match (named.next(), named.next()) {
            (Some((name, _)), None) => Some(name.as_str()),
            _ => None,
        }
    }
}

/// A rule file that cannot be used.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum RulesError {
    /// Each axis must be there once.
    #[error("axis {0} must be given exactly once")]
    Axis(Axis),
    /// Members per axis.
    #[error("axis {0} needs 1 to 8 members, each once")]
    Members(Axis),
    /// Each class must be there once.
    #[error("class '{0}' must be given exactly once")]
    Class(Phenotype),
    /// Weights cannot all be zero or infinite.
    #[error("class '{0}' needs finite weights, not all zero")]
    Weights(Phenotype),
    /// A guard has one bound.
    #[error("a guard of class '{0}' needs exactly one of above, at_least, below")]
    Guard(Phenotype),
    /// A threshold out of its range.
    #[error("{0}")]
    Threshold(&'static str),
}

impl Rules {
    /// The members of an axis.
    #[must_use]
    pub fn members(&self, axis: Axis) -> &[String] {
        self.axis.iter().find(|a| a.axis == axis).map_or(&[], |a| &a.members)
    }

    /// Checks that the rules are complete and make sense.
    pub fn check(&self) -> Result<(), RulesError> {
        for axis in Axis::ALL {
            if self.axis.iter().filter(|a| a.axis == axis).count() != 1 {
                return Err(RulesError::Axis(axis));
            }
            let members = self.members(axis);
            let distinct: std::collections::BTreeSet<_> = members.iter().collect();
            if members.is_empty() || members.len() > 8 || distinct.len() != members.len() {
                return Err(RulesError::Members(axis));
            }
        }
        for class in Phenotype::CLASSES {
            let mut rules = self.class.iter().filter(|c| c.class == class);
            let (Some(rule), None) = (rules.next(), rules.next()) else {
                return Err(RulesError::Class(class));
            };
            let total: f64 = rule.weights.values().map(|w| w.abs()).sum();
            if !(total.is_finite() && total > 0.0) {
                return Err(RulesError::Weights(class));
            }
            if rule.guards.iter().any(|g| {
                [g.above, g.at_least, g.below].iter().flatten().filter(|b| b.is_finite()).count() != 1
            }) {
                return Err(RulesError::Guard(class));
            }
        }
        if let Some(other) = self.class.iter().find(|c| !c.class.is_determinate()) {
            return Err(RulesError::Class(other.class));
        }
        let share = |value: f64| (0.0..=1.0).contains(&value);
        if !(self.clip.is_finite() && self.clip > 0.0) {
            return Err(RulesError::Threshold("clip must be a number above 0"));
        }
        if !(share(self.stability.minimum) && share(self.stability.high)) {
            return Err(RulesError::Threshold("stability thresholds must lie between 0 and 1"));
        }
        if !(share(self.coverage.axis_share)
            && share(self.coverage.member_share)
            && share(self.coverage.universe)
            && share(self.coverage.universe_high))
        {
            return Err(RulesError::Threshold("coverage shares must lie between 0 and 1"));
        }
        if !(self.margin.minimum >= 0.0 && self.margin.high >= self.margin.minimum) {
            return Err(RulesError::Threshold(
                "margin.high must not be below margin.minimum, nor that below 0",
            ));
        }
        Ok(())
    }
}

impl Guard {
    /// Whether the guard lets `z` pass.
    #[must_use]
    pub fn holds(self, z: f64) -> bool {
        self.above.is_none_or(|bound| z > bound)
            && self.at_least.is_none_or(|bound| z >= bound)
            && self.below.is_none_or(|bound| z < bound)
    }

    /// Its bound.
    #[must_use]
    pub fn bound(self) -> f64 {
        self.above.or(self.at_least).or(self.below).unwrap_or(f64::NAN)
    }

    /// The guard in words, such as `T > -0.25`.
    #[must_use]
    pub fn words(self) -> String {
        let sign = match (self.above, self.at_least) {
            (Some(_), _) => ">",
            (_, Some(_)) => ">=",
            _ => "<",
        };
        format!("{} {sign} {}", self.axis, self.bound())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn histologies_are_known_by_their_words() {
        let rules: Rules = toml::from_str(include_str!("../../../signatures/rules/phenotype.toml")).unwrap();
        let context = rules.context;
        for (entry, stratum) in [
            ("Adenocarcinoma, NOS", Some("LUAD")),
            ("pulmonary adenocarcinoma", Some("LUAD")),
            ("Lung Adenocarcinoma Mixed Subtype", Some("LUAD")),
            ("TCGA-LUAD", Some("LUAD")),
            ("lung adenocarcinoma (LUAD)", Some("LUAD")),
            ("SqCC", Some("LUSC")),
            ("squamous cell carcinoma of the lung", Some("LUSC")),
            ("8070/3", Some("LUSC")),
            ("adenosquamous carcinoma", None),
            ("Non-small-cell carcinoma", None),
            ("NSCLC-NOS", None),
            ("nonsquamous", None),
            ("lung cancer", None),
            ("unknown", None),
            ("n/a", None),
        ] {
            assert!(!context.is_other_histology(entry), "{entry}");
            assert_eq!(context.stratum_of(entry), stratum, "{entry}");
        }
        for entry in [
            "gastric adenocarcinoma",
            "melanoma",
            "squamous cell carcinoma of the tongue",
            "small cell lung cancer",
            "normal lung",
        ] {
            assert!(context.is_other_histology(entry), "{entry}");
            assert_eq!(context.stratum_of(entry), None, "{entry}");
        }
    }
}
