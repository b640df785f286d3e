//! Mechanisms of escape: the rules with the knowledge behind them, for a run and for `evade rules`.

mod doubts;
mod rates;
mod words;

use std::fmt::Write;
use std::path::{Path, PathBuf};

use evade_core::{
    BiopsyTime, Feature, Mechanism, MechanismFinding, PairComparison, SampleKnowledge, SampleProfile,
    gene_of_row,
};
use evade_phenotype::Context;
use evade_resistance::{AssessedSample, Knowledge, MechanismRule, MechanismRules, Wanted, assess};
use evade_stream::{ReadError, Source, sha256_hex};

use self::rates::BaseRates;
use crate::error::UsageError;
use crate::inputs::InputRecord;
use crate::listing::listed;
use crate::log::{Log, Monitor};
use crate::output::write_text;
use crate::resistance::Resistance;
use crate::{builtin, inputs, knowledge};

const STDOUT: &str = "-";
/// What a file of rules looks like.
const SHAPE: &str = "a file has an 'id' and [[rule]] tables: `evade rules show ID` prints a built-in one";

/// Rules of mechanisms, the knowledge that names them, and what identifies the rules.
#[derive(Debug, Clone)]
pub(crate) struct Mechanisms {
    pub(crate) rules: MechanismRules,
    knowledge: Knowledge,
    /// What rules may name of RNA.
    features: Vec<Feature>,
    /// Of the built-in rules alone.
    rates: Option<BaseRates>,
    pub(crate) digest: String,
    pub(crate) knowledge_digest: String,
    /// The file of rules of the user's own.
    pub(crate) record: Option<InputRecord>,
}

impl Mechanisms {
    /// The built-in rules, or those of a file, with the built-in knowledge.
    pub(crate) fn open(file: Option<&Path>) -> crate::Result<Self> {
        let (name, text) = match file {
            None => (builtin::MECHANISMS.0.to_owned(), builtin::MECHANISMS.1.to_owned()),
            Some(path) => {
                let content = Source::from_argument(path).read()?;
                let text = content.text()?.to_owned();
                (content.name, text)
            }
        };
        let rules: MechanismRules = inputs::parsed_rules(&name, &text, SHAPE)?;
        let faulty = |what: String| ReadError::bad_value(&name, what).hint(SHAPE);
        rules.check().map_err(|error| faulty(error.to_string()))?;
        let knowledge = knowledge::built_in()?;
        let features = inputs::feature_list()?.feature;
        check_names(&rules, &knowledge, &features).map_err(faulty)?;
        if file.is_some() && rules.id == builtin_id()? && text != builtin::MECHANISMS.1 {
            return Err(ReadError::bad_value(
                &name,
                format!("the rules have the id '{}' of built-in ones", rules.id),
            )
            .hint("give them an id of their own: results name rules by it")
            .into());
        }
        let rates = if file.is_none() { Some(BaseRates::built_in()?) } else { None };
        Ok(Self {
            rules,
            knowledge,
            features,
            rates,
            digest: sha256_hex(text.as_bytes()),
            knowledge_digest: builtin::knowledge_digest(),
            record: file.map(|path| InputRecord::of("mechanisms", path)).transpose()?,
        })
    }

    /// Each rule with its mechanism.
    fn named(&self) -> impl Iterator<Item = (&MechanismRule, &Mechanism)> {
        self.rules.rule.iter().filter_map(|rule| Some((rule, self.knowledge.mechanism(&rule.id)?)))
    }

    /// The rule of a mechanism, in any case.
    fn find(&self, id: &str) -> Result<(&MechanismRule, &Mechanism), UsageError> {
        self.named().find(|(rule, _)| rule.id.eq_ignore_ascii_case(id)).ok_or_else(|| {
            let stem = id.split('-').next().unwrap_or_default().to_ascii_uppercase();
            let ids = self.rules.rule.iter().map(|rule| rule.id.as_str());
            let near: Vec<&str> = ids.filter(|known| known.starts_with(&stem)).collect();
            let hint = if stem.is_empty() || near.is_empty() {
                "see 'evade rules list'".to_owned()
            } else {
                format!("ids that begin so: {}", listed(&near))
            };
            UsageError::new(format!("there is no rule of '{id}'"), hint)
        })
    }

    /// What the findings of a sample say of each mechanism, with the base rates of a population. `context` has the words of
    /// histologies, `pair` what changed since an earlier sample of the patient.
    pub(crate) fn assess(
        &self,
        profile: &SampleProfile,
        context: &Context,
        population: Option<&str>,
        pair: Option<&PairComparison>,
    ) -> Vec<MechanismFinding> {
        let sample = AssessedSample {
            profile,
            histology: knowledge::stated_histology(context, &profile.facts),
            is_other_cancer: profile
                .facts
                .histology
                .as_deref()
                .is_some_and(|entry| context.is_other_histology(entry)),
            biopsy: profile.resistance.as_ref().map_or(BiopsyTime::NotKnown, |course| course.biopsy),
            pair,
            features: &self.features,
        };
        let mut findings = assess(&self.rules, &self.knowledge, sample);
        if let Some(rates) = &self.rates {
            let mut axes = profile.rna.iter().flat_map(|rna| &rna.axes);
            let is_moved = axes.any(|axis| axis.offset.is_some_and(|offset| offset != 0.0));
            rates.stand_beside(&mut findings, population, is_moved);
        }
        findings
    }

    /// The findings of a sample, those that need two samples judged anew by what changed since an earlier one.
    pub(crate) fn decided_by(
        &self,
        profile: &SampleProfile,
        context: &Context,
        pair: &PairComparison,
    ) -> Vec<MechanismFinding> {
        let anew = self.assess(profile, context, None, Some(pair));
        let is_of_pair = |id: &str| self.rules.rule.iter().any(|rule| rule.id == id && rule.is_of_pair());
        let replaced = |finding: &MechanismFinding| {
            let by_pair =
                anew.iter().find(|other| other.id == finding.id).filter(|_| is_of_pair(&finding.id));
            by_pair.unwrap_or(finding).clone()
        };
        profile.mechanisms.iter().map(replaced).collect()
    }

    /// What is published on the mechanisms that are supported or possible in a sample. `resistance` has the words of regimens and the
    /// date of the report.
    pub(crate) fn published(
        &self,
        profile: &SampleProfile,
        context: &Context,
        resistance: &Resistance,
    ) -> SampleKnowledge {
        let sample = knowledge::candidate(profile, context, resistance);
        self.knowledge.of_findings(&profile.mechanisms, &sample, &self.knowledge_digest)
    }
}

fn builtin_id() -> crate::Result<String> {
    let (name, text) = builtin::MECHANISMS;
    Ok(inputs::parsed_rules::<MechanismRules>(name, text, SHAPE)?.id)
}

/// Every mechanism, gene and feature that a rule names must be known, or the rule would stay silent for ever.
fn check_names(rules: &MechanismRules, knowledge: &Knowledge, features: &[Feature]) -> Result<(), String> {
    let panel = builtin::gene_panel().map_err(|error| error.to_string())?;
    for rule in &rules.rule {
        if knowledge.mechanism(&rule.id).is_none() {
            return Err(format!("the knowledge has no mechanism '{}'", rule.id));
        }
        for condition in rule.conditions().flat_map(|condition| condition.leaves()) {
            let unknown = match &condition.what {
                Wanted::Rna { feature, .. }
                | Wanted::PdL1Rna { feature }
                | Wanted::Change { feature, .. }
                    if !features.iter().any(|known| known.id == *feature) =>
                {
                    format!("there is no feature '{feature}'")
                }
                Wanted::Loss { gene, .. } | Wanted::Gain { gene, .. } | Wanted::Gained(gene)
                    if panel.gene(gene_of_row(gene)).is_none() =>
                {
                    format!("'{gene}' is not a judged gene")
                }
                _ => continue,
            };
            return Err(format!("the rule of '{}': {unknown}", rule.id));
        }
    }
    Ok(())
}

/// Lists the rules on standard output: mechanism, layer and what it needs.
pub fn list() -> crate::Result<()> {
    let all = Mechanisms::open(None)?;
    let mut text = String::from("mechanism_id\tlayer\tname\tneeds\n");
    for (rule, of) in all.named() {
        let _ = writeln!(text, "{}\t{}\t{}\t{}", rule.id, of.layer, of.name, words::needs(rule));
    }
    write_text(Path::new(STDOUT), &text)
}

/// Shows what a mechanism needs, what speaks against it, and what would settle it.
pub fn show(ids: &[String]) -> crate::Result<()> {
    let all = Mechanisms::open(None)?;
    let mut text = String::new();
    for id in ids {
        let (rule, of) = all.find(id)?;
        text.push_str(&words::rule(rule, of));
        text.push('\n');
    }
    write_text(Path::new(STDOUT), &text)
}

/// Checks files of rules, or the built-in one: words, mechanisms, genes and features.
pub fn check(files: &[PathBuf], monitor: &dyn Monitor) -> crate::Result<()> {
    let log = &Log::new(monitor);
    let names: Vec<Option<&Path>> =
        if files.is_empty() { vec![None] } else { files.iter().map(|file| Some(file.as_path())).collect() };
    for file in names {
        let all = Mechanisms::open(file)?;
        let doubts = doubts::of(&all.rules)?;
        for doubt in &doubts {
            log.warn(&format!("{}: {doubt}", all.rules.id));
        }
        if doubts.is_empty() {
            log.info(&format!("{}: {} rules: nothing to report", all.rules.id, all.rules.rule.len()));
        }
    }
    Ok(())
}

/// Says line by line what the findings of a sample, in the JSON of a run, mean for a mechanism.
pub fn explain(sample: &Path, id: &str, file: Option<&Path>) -> crate::Result<()> {
    let content = Source::from_argument(sample).read()?;
    let profile: SampleProfile = serde_json::from_str(content.text()?).map_err(|error| {
        ReadError::bad_value(&content.name, error.to_string())
            .hint("give the JSON of a sample: samples/SAMPLE.json of 'evade run'")
    })?;
    let all = Mechanisms::open(file)?;
    let (rule, of) = all.find(id)?;
    let known = profile.mechanisms.iter().find_map(|finding| finding.base_rate.as_ref());
    let (rules, _) = inputs::rules(builtin::DEFAULT_RULES)?;
    let population = known.map(|rate| rate.population.as_str());
    let findings = all.assess(&profile, &rules.context, population, None);
    // The JSON of one sample does not hold what changed since another: the run's own judgement stands.
    let of_run = || {
        let own = profile.mechanisms.iter().find(|finding| finding.id == rule.id);
        own.filter(|own| rule.is_of_pair() && profile.compared.is_some() && own.rule == all.rules.id)
    };
    let anew = findings.iter().find(|finding| finding.id == rule.id);
    let Some(finding) = of_run().or(anew) else { return Ok(()) };
    let mut text = words::finding(&profile.facts.sample, finding, rule, of);
    text.push_str(&words::other_judgement(&profile, &rule.id, &all.rules.id));
    write_text(Path::new(STDOUT), &text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_rules_name_what_there_is_and_every_mechanism_has_one() {
        let all = Mechanisms::open(None).unwrap();
        let ruled: Vec<&str> = all.rules.rule.iter().map(|rule| rule.id.as_str()).collect();
        let missing: Vec<&str> = all
            .knowledge
            .mechanisms()
            .iter()
            .map(|mechanism| mechanism.id.as_str())
            .filter(|id| !ruled.contains(id))
            .collect();
        assert_eq!(missing, Vec::<&str>::new());
    }

    /// The RNA features of a condition.
    fn features_of(condition: &evade_resistance::Condition) -> Vec<String> {
        let of_leaf = |leaf: &evade_resistance::Condition| match &leaf.what {
            Wanted::Rna { feature, .. } | Wanted::PdL1Rna { feature } => Some(feature.clone()),
            _ => None,
        };
        condition.leaves().into_iter().filter_map(of_leaf).collect()
    }

    /// Two features of one rule that share most of their genes are one observation counted twice. Those of which one is enough
    /// are no two observations.
    #[test]
    fn no_rule_counts_two_features_that_overlap_by_more_than_half() {
        let features = crate::features::built_in().unwrap();
        for (rule, _) in Mechanisms::open(None).unwrap().named() {
            let asked: Vec<Vec<String>> = rule.conditions().map(features_of).collect();
            for (i, ones) in asked.iter().enumerate() {
                for (one, other) in
                    asked[i + 1..].iter().flatten().flat_map(|o| ones.iter().map(move |one| (one, o)))
                {
                    let overlap = features.overlap(one, other).unwrap();
                    assert!(overlap <= 0.5, "{}: {one} and {other} share {overlap}", rule.id);
                }
            }
        }
    }

    /// A set that rises with every T-cell infiltrate is read for the T level.
    #[test]
    fn what_follows_t_cells_is_read_for_the_t_level() {
        const FOLLOWS: [&str; 14] = [
            "treg",
            "treg_ccr8",
            "treg_ox40_gitr",
            "treg_pd1",
            "m2",
            "mdsc",
            "mdsc_granulocytic",
            "checkpoints",
            "exhaustion_terminal",
            "exhaustion_receptors",
            "four_receptors",
            "lag3",
            "trm_cd8",
            "macrophages",
        ];
        for (rule, _) in Mechanisms::open(None).unwrap().named() {
            for feature in rule.conditions().flat_map(features_of) {
                assert!(!FOLLOWS.contains(&feature.as_str()), "{}: {feature}", rule.id);
            }
        }
    }

    /// Without that adjustment two features that follow T cells are one observation, the infiltrate.
    #[test]
    fn no_rule_needs_two_features_that_follow_t_cells_unadjusted() {
        const FOLLOWS: [&str; 11] = [
            "t_cells",
            "cd8",
            "teff",
            "cytotoxicity",
            "ifng_response",
            "t_cell_inflamed",
            "ifng",
            "cxcl9",
            "tls",
            "treg_foxp1",
            "mhc2",
        ];
        for (rule, _) in Mechanisms::open(None).unwrap().named() {
            let follows = |condition: &&evade_resistance::Condition| {
                features_of(condition).iter().any(|name| FOLLOWS.contains(&name.as_str()))
            };
            assert!(rule.needs.iter().filter(follows).count() < 2, "{}", rule.id);
        }
    }

    /// docs/methods/mechanisms.md has a row for each rule; `EVADE_BLESS=1` writes them anew.
    #[test]
    fn the_documentation_has_each_rule() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/methods/mechanisms.md");
        let page = std::fs::read_to_string(&path).unwrap();
        let readouts = inputs::readout_rules().unwrap();
        let read: Vec<String> = readouts.readout.iter().flat_map(|readout| readout.genes.clone()).collect();
        let mut text =
            "| mechanism | needs | agrees with | lanes | most | what it cannot see |\n| --- | --- | --- | --- | --- | --- |\n"
                .to_owned();
        for (rule, of) in Mechanisms::open(None).unwrap().named() {
            text.push_str(&words::row(rule, of, &read));
        }
        let start = "<!-- made from the rules; EVADE_BLESS=1 cargo test renews it -->\n\n";
        let (before, rest) = page.split_once(start).unwrap();
        let (documented, after) = rest.split_once("\n## ").unwrap();
        if std::env::var_os("EVADE_BLESS").is_some() {
            std::fs::write(path, format!("{before}{start}{text}\n## {after}")).unwrap();
            return;
        }
        assert_eq!(documented, text, "run EVADE_BLESS=1 cargo test and look at the difference");
    }
}
