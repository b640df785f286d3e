//! The rows that belong to what the findings of a sample show.

use std::collections::BTreeSet;

use evade_core::{MatchedStrategy, MatchedTrial, MechanismFinding, SampleKnowledge};

use super::{CandidateSample, Knowledge, fit};

impl Knowledge {
    /// What is published on the mechanisms that are supported or possible, on the strategies that answer them and on the trials
    /// that test these or bear on the mechanisms themselves. `digest` identifies the knowledge.
    #[must_use]
    pub fn of_findings(
        &self,
        findings: &[MechanismFinding],
        sample: &CandidateSample<'_>,
        digest: &str,
    ) -> SampleKnowledge {
        let found: Vec<&str> =
            findings.iter().filter(|finding| finding.may_hold()).map(|finding| finding.id.as_str()).collect();
        let mechanisms: Vec<_> =
            self.mechanisms().iter().filter(|row| found.contains(&row.id.as_str())).cloned().collect();
        let answering = self.strategies_for(&found);
        let strategy_ids: Vec<&str> = answering.iter().map(|answer| answer.strategy.id.as_str()).collect();
        let strategies: Vec<MatchedStrategy> = answering
            .iter()
            .map(|answer| MatchedStrategy {
                strategy: answer.strategy.clone(),
                answers: answer.mechanisms.iter().map(|&id| id.to_owned()).collect(),
                safety: self.safety_of(&answer.strategy.id).into_iter().cloned().collect(),
            })
            .collect();
        let trials: Vec<MatchedTrial> = self
            .trials()
            .iter()
            .filter(|trial| {
                let is_found = |id: &String| found.contains(&id.as_str());
                trial.strategies.iter().any(|id| strategy_ids.contains(&id.as_str()))
                    || trial.mechanisms.iter().any(is_found)
            })
            .map(|trial| MatchedTrial {
                trial: trial.clone(),
                tests: trial
                    .strategies
                    .iter()
                    .filter(|id| strategy_ids.contains(&id.as_str()))
                    .cloned()
                    .collect(),
                fit: fit(trial, sample),
            })
            .collect();
        let named: BTreeSet<&str> = found.iter().chain(&strategy_ids).copied().collect();
        let studies: Vec<_> = self
            .studies()
            .iter()
            .filter(|row| row.strategies.iter().chain(&row.mechanisms).any(|id| named.contains(id.as_str())))
            .cloned()
            .collect();
        // Every mechanism has a row on the page.
        let rows: BTreeSet<&str> = named
            .into_iter()
            .chain(findings.iter().map(|finding| finding.id.as_str()))
            .chain(trials.iter().map(|row| row.trial.id.as_str()))
            .chain(studies.iter().map(|row| row.id.as_str()))
            .chain(strategies.iter().flat_map(|row| row.safety.iter().map(|safety| safety.id.as_str())))
            .collect();
        let discrepancies = self
            .discrepancies()
            .iter()
            .filter(|row| row.about.iter().any(|id| rows.contains(id.as_str())))
            .cloned()
            .collect();
        SampleKnowledge {
            as_of: self.as_of(),
            outdated_from: self.outdated_from(),
            digest: digest.to_owned(),
            mechanisms,
            strategies,
            trials,
            studies,
            discrepancies,
        }
    }
}
