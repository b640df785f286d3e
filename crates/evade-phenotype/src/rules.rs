//! The rule file of the call.

mod questions;

use std::collections::BTreeMap;

use evade_core::{Axis, Phenotype, SampleFacts};
use serde::Deserialize;
use thiserror::Error;

pub use self::questions::{Basis, ExcludedOrDesert, KindRules, Line, TissueModel};

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
    /// Thresholds of the margin, for a rule set of weights.
    #[serde(default)]
    pub margin: Option<Tiers>,
    /// Thresholds of the stability.
    pub stability: Stability,
    /// How much must be measured.
    pub coverage: Coverage,
    /// Sizes of the reference.
    pub reference: ReferenceSizes,
    /// Tumour content.
    pub purity: Purity,
    /// The axes.
    pub axis: Vec<AxisRule>,
    /// The classes, for a rule set of weights.
    #[serde(default)]
    pub class: Vec<ClassRule>,
    /// Which kind a tumour is of, for a rule set of two questions.
    #[serde(default)]
    pub kind: Option<KindRules>,
    /// How the two questions are answered in each tissue.
    #[serde(default)]
    pub model: Vec<TissueModel>,
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

/// Thresholds of the share of resampled calls that agree.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stability {
    /// Below this there is no call.
    pub minimum: f64,
    /// Below this the confidence is low; without it, it never is for its stability alone.
    #[serde(default)]
    pub moderate: f64,
    /// From this on the confidence is not lowered.
    pub high: f64,
}

impl Stability {
    /// The share of calls that must agree when the laboratory is moved as well, given the share that agrees without.
    pub(crate) fn needed_between_laboratories(&self, without: f64) -> f64 {
        let needed = self.moderate.max(self.minimum);
        // A call that is not stable as it is need not be called sensitive besides.
        if without < needed { 0.0 } else { needed }
    }
}

/// How the rules come to a class.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Decision<'a> {
    /// The class of most weighted evidence, by this margin.
    Weights([&'a ClassRule; 4], Tiers),
    /// Inflamed or not, then which kind.
    Questions(&'a KindRules, &'a [TissueModel]),
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
    /// Words of a site that is the lung itself.
    #[serde(default)]
    pub primary_sites: Vec<String>,
    /// Words of a site that is another place, or of the lung as another than the primary's.
    #[serde(default)]
    pub other_sites: Vec<String>,
    /// Words of a specimen that is no frozen piece of a resected primary tumour.
    #[serde(default)]
    pub other_specimens: Vec<String>,
    /// Words of a time point after treatment.
    #[serde(default)]
    pub treated: Vec<String>,
    /// Histology words that do not say of which kind the carcinoma is.
    #[serde(default)]
    pub unspecific: Vec<String>,
    /// Histologies a reference may keep apart: its name for each, and the words that mean it.
    #[serde(default)]
    pub strata: BTreeMap<String, Vec<String>>,
}

/// The words of an entry in lower case.
pub(crate) fn words_of(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

/// The words that no "non" stands before.
fn unnegated(words: &[String]) -> impl Iterator<Item = &String> {
    let is_negated = |place: usize| place > 0 && ["non", "not", "no"].contains(&words[place - 1].as_str());
    words.iter().enumerate().filter(move |(place, _)| !is_negated(*place)).map(|(_, word)| word)
}

impl Context {
    /// Whether the entry states a histology that the rule is not made for.
    #[must_use]
    pub fn is_other_histology(&self, histology: &str) -> bool {
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

    /// Whether the entry states a histology at all.
    pub(crate) fn is_stated(&self, histology: &str) -> bool {
        let entry = words_of(histology).join(" ");
        !entry.is_empty() && !self.histology_unstated.iter().any(|known| words_of(known).join(" ") == entry)
    }

    /// Whether a sample states that it is something else than an untreated, resected primary tumour of this histology. Nothing
    /// stated is not the same as something else.
    pub(crate) fn is_beyond(&self, histology: &str, facts: &SampleFacts) -> bool {
        let has = |list: &[String], entry: &Option<String>| {
            entry.as_deref().is_some_and(|entry| words_of(entry).iter().any(|word| list.contains(word)))
        };
        let is_other = facts
            .histology
            .as_deref()
            .is_some_and(|entry| self.is_specific(entry) && self.stratum_of(entry) != Some(histology));
        let site = facts.site.as_ref().filter(|site| self.is_stated(site)).cloned();
        let is_elsewhere = site.is_some()
            && (!has(&self.primary_sites, &site) || has(&self.other_sites, &site))
            || has(&self.other_sites, &facts.site);
        is_other
            || is_elsewhere
            || has(&self.other_specimens, &facts.specimen)
            || has(&self.treated, &facts.specimen)
            || has(&self.treated, &facts.timepoint)
    }

    /// Whether the site is lung of which the entry denies something, such as "lung, lymph node negative".
    pub(crate) fn is_lung_without(&self, site: &str) -> bool {
        let words = words_of(site);
        let denies = ["no", "not", "negative", "without"];
        words.iter().any(|word| denies.contains(&word.as_str()))
            && words.iter().any(|word| self.primary_sites.contains(word))
    }

    /// Whether the entry says of which kind the carcinoma is, or of which it is not.
    #[must_use]
    pub fn is_specific(&self, histology: &str) -> bool {
        let words = words_of(histology);
        self.is_other_histology(histology)
            || unnegated(&words)
                .any(|word| self.histology_words.contains(word) && !self.unspecific.contains(word))
            || words.windows(2).any(|pair| pair[0] == "large" && pair[1] == "cell")
    }

    /// The name a reference has for this histology: that of which alone the entry has a word.
    #[must_use]
    pub fn stratum_of(&self, histology: &str) -> Option<&str> {
        if self.is_other_histology(histology) {
            return None;
        }
        let stated = words_of(histology);
        let mut named =
            self.strata.iter().filter(|(_, words)| unnegated(&stated).any(|word| words.contains(word)));
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
        if !self.class.is_empty() {
            self.check_weights()?;
        }
        match self.decision() {
            Some(Decision::Weights(..)) => {}
            Some(Decision::Questions(kind, models)) => {
                kind.check()?;
                models.iter().try_for_each(TissueModel::check)?;
                let tissues: std::collections::BTreeSet<&str> =
                    models.iter().map(|model| model.tissue.as_str()).collect();
                if tissues.len() < models.len() {
                    return Err(RulesError::Threshold("each tissue must have one [[model]]"));
                }
                if models.iter().filter(|model| model.default).count() != 1 {
                    return Err(RulesError::Threshold("exactly one [[model]] must be the default"));
                }
            }
            None => {
                return Err(RulesError::Threshold(
                    "rules need either [margin] and [[class]], or [kind] and [[model]]",
                ));
            }
        }
        let share = |value: f64| (0.0..=1.0).contains(&value);
        if !(self.clip.is_finite() && self.clip > 0.0) {
            return Err(RulesError::Threshold("clip must be a number above 0"));
        }
        if !(share(self.stability.minimum) && share(self.stability.moderate) && share(self.stability.high)) {
            return Err(RulesError::Threshold("stability thresholds must lie between 0 and 1"));
        }
        let is_ordered = self.stability.moderate == 0.0 || self.stability.minimum <= self.stability.moderate;
        if !is_ordered || self.stability.minimum.max(self.stability.moderate) > self.stability.high {
            return Err(RulesError::Threshold("stability.minimum, moderate and high must not fall"));
        }
        if !(share(self.coverage.axis_share)
            && share(self.coverage.member_share)
            && share(self.coverage.universe)
            && share(self.coverage.universe_high))
        {
            return Err(RulesError::Threshold("coverage shares must lie between 0 and 1"));
        }
        Ok(())
    }

    /// How the rules come to a class; `None` when they mix both ways or hold neither.
    pub(crate) fn decision(&self) -> Option<Decision<'_>> {
        match (self.margin, self.class.as_slice(), &self.kind, self.model.as_slice()) {
            (Some(margin), [_, ..], None, []) => Some(Decision::Weights(self.classes()?, margin)),
            (None, [], Some(kind), models @ [_, ..]) => Some(Decision::Questions(kind, models)),
            _ => None,
        }
    }

    /// The rule of each class, in the order of [`Phenotype::CLASSES`].
    pub(crate) fn classes(&self) -> Option<[&ClassRule; 4]> {
        let of = |class: Phenotype| self.class.iter().find(|rule| rule.class == class);
        let [active, suppressed, excluded, desert] = Phenotype::CLASSES.map(of);
        Some([active?, suppressed?, excluded?, desert?])
    }

    fn check_weights(&self) -> Result<(), RulesError> {
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
        if self.margin.is_some_and(|margin| !(margin.minimum >= 0.0 && margin.high >= margin.minimum)) {
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
impl Rules {
    /// The rule sets that are built into the program.
    fn built_in(rule_set: &str) -> Self {
        let common = include_str!("../../../signatures/rules/common.toml");
        toml::from_str(&[rule_set, common].concat()).unwrap()
    }

    pub(crate) fn built_in_v0() -> Self {
        Self::built_in(include_str!("../../../signatures/rules/tme-v0.toml"))
    }

    pub(crate) fn built_in_v1() -> Self {
        Self::built_in(include_str!("../../../signatures/rules/tme-v1.toml"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn histologies_are_known_by_their_words() {
        let rules = Rules::built_in_v1();
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
            ("non-squamous NSCLC", None),
            ("NSCLC, adeno", Some("LUAD")),
            ("8550/3", Some("LUAD")),
            ("8071/3", Some("LUSC")),
            ("minimally invasive adenocarcinoma", Some("LUAD")),
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
