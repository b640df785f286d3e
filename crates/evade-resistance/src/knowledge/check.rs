//! What rows of knowledge must keep to.

use std::collections::BTreeSet;

use evade_core::{Citation, KnowledgeKind};
use thiserror::Error;

use super::{Knowledge, KnowledgeRow};

/// A fault of the rows.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum KnowledgeFault {
    /// No file was given.
    #[error("there are no rows")]
    Empty,
    /// Ids name rows of all kinds.
    #[error("the id '{0}' is duplicated")]
    Twice(String),
    /// A field that a sentence is made of.
    #[error("{id}: '{field}' is empty")]
    Blank {
        /// The row.
        id: String,
        /// The field.
        field: &'static str,
    },
    /// A link.
    #[error("{id}: there is no {kind} '{target}'")]
    NoSuch {
        /// The row.
        id: String,
        /// What the link asks for: a kind, or `row`.
        kind: &'static str,
        /// Where it leads.
        target: String,
    },
    /// A strategy and its trial name each other.
    #[error(
        "{trial} and {strategy}: the strategy's 'trials' and the trial's 'strategies' must name each other"
    )]
    OneWay {
        /// The strategy.
        strategy: String,
        /// The trial.
        trial: String,
    },
    /// A safety row or discrepancy that belongs to nothing.
    #[error("{0}: names no row that it belongs to")]
    Adrift(String),
    /// A registry number has its form.
    #[error("'{0}' is not a number of ClinicalTrials.gov (NCT and eight digits)")]
    RegistryNumber(String),
    /// Every row says where it was read.
    #[error("{0}: 'cite' names no section of the review")]
    NoSection(String),
    /// A source has a known form.
    #[error(
        "{id}: '{source_text}' is neither a doi:, a PMID:, a PMC number nor a journal with year and volume"
    )]
    Source {
        /// The row.
        id: String,
        /// What stands there.
        source_text: String,
    },
    /// A disputed population says by what.
    #[error("{0}: the population is disputed, and no discrepancy is about the trial")]
    DisputeWithoutDiscrepancy(String),
    /// A limit of PD-L1 is a percentage.
    #[error("{0}: 'pdl1_at_least' must be from 0 to 100")]
    Pdl1(String),
}

/// Which kind a link asks for.
type Link = (KnowledgeKind, String);

impl Knowledge {
    /// All faults, in the order of the rows.
    pub(super) fn faults(&self) -> Vec<KnowledgeFault> {
        let mut faults = Vec::new();
        let ids: BTreeSet<(KnowledgeKind, &str)> = self.rows().map(|row| (row.kind(), row.id())).collect();
        let names: BTreeSet<&str> = ids.iter().map(|(_, id)| *id).collect();
        let mut seen = BTreeSet::new();
        for row in self.rows() {
            let id = row.id();
            if !seen.insert(id) {
                faults.push(KnowledgeFault::Twice(id.to_owned()));
            }
            let blank = |(field, text): &(&'static str, &str)| {
                text.trim().is_empty().then(|| KnowledgeFault::Blank { id: id.to_owned(), field })
            };
            faults.extend(sentences(row).iter().filter_map(blank));
            for (kind, target) in links(row) {
                if !ids.contains(&(kind, target.as_str())) {
                    faults.push(KnowledgeFault::NoSuch { id: id.to_owned(), kind: kind.as_str(), target });
                }
            }
            for target in about(row).iter().filter(|target| !names.contains(target.as_str())) {
                faults.push(KnowledgeFault::NoSuch {
                    id: id.to_owned(),
                    kind: "row",
                    target: target.clone(),
                });
            }
            check_citation(id, row.cite(), &mut faults);
        }
        self.check_strategies(&mut faults);
        self.check_trials(&mut faults);
        faults
    }

    /// Strategies and trials name each other.
    fn check_strategies(&self, faults: &mut Vec<KnowledgeFault>) {
        for strategy in self.strategies() {
            for id in &strategy.trials {
                let names_back = |trial: &evade_core::Trial| trial.strategies.contains(&strategy.id);
                if self.trial(id).is_some_and(|trial| !names_back(trial)) {
                    faults.push(KnowledgeFault::OneWay { strategy: strategy.id.clone(), trial: id.clone() });
                }
            }
        }
        for trial in self.trials() {
            for strategy in trial.strategies.iter().filter_map(|id| self.strategy(id)) {
                if !strategy.trials.contains(&trial.id) {
                    let (strategy, trial) = (strategy.id.clone(), trial.id.clone());
                    faults.push(KnowledgeFault::OneWay { strategy, trial });
                }
            }
        }
    }

    fn check_trials(&self, faults: &mut Vec<KnowledgeFault>) {
        for trial in self.trials() {
            let digits = trial.id.strip_prefix("NCT").unwrap_or_default();
            if digits.len() != 8 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                faults.push(KnowledgeFault::RegistryNumber(trial.id.clone()));
            }
            let population = &trial.population;
            if population.disputed && self.discrepancies_of(&trial.id).is_empty() {
                faults.push(KnowledgeFault::DisputeWithoutDiscrepancy(trial.id.clone()));
            }
            if population.pdl1_at_least.is_some_and(|limit| !(0.0..=100.0).contains(&limit)) {
                faults.push(KnowledgeFault::Pdl1(trial.id.clone()));
            }
        }
        for row in self.rows() {
            let is_adrift = match row {
                KnowledgeRow::Safety(row) => {
                    row.strategies.is_empty() && row.trials.is_empty() && row.studies.is_empty()
                }
                KnowledgeRow::Discrepancy(row) => row.about.is_empty(),
                _ => false,
            };
            if is_adrift {
                faults.push(KnowledgeFault::Adrift(row.id().to_owned()));
            }
        }
    }
}

/// Fields that a page makes sentences of.
fn sentences(row: KnowledgeRow<'_>) -> Vec<(&'static str, &str)> {
    match row {
        KnowledgeRow::Mechanism(row) => vec![("id", &row.id), ("name", &row.name), ("claim", &row.claim)],
        KnowledgeRow::Strategy(row) => {
            vec![("id", &row.id), ("name", &row.name), ("evidence", &row.evidence)]
        }
        KnowledgeRow::Safety(row) => {
            vec![("id", &row.id), ("regimen", &row.regimen), ("measure", &row.measure), ("value", &row.value)]
        }
        KnowledgeRow::Trial(row) => vec![
            ("id", &row.id),
            ("target", &row.target),
            ("regimen", &row.regimen),
            ("population.text", &row.population.text),
        ],
        KnowledgeRow::Study(row) => vec![("id", &row.id), ("name", &row.name), ("result", &row.result)],
        KnowledgeRow::Discrepancy(row) => vec![("id", &row.id), ("issue", &row.issue), ("shown", &row.shown)],
        KnowledgeRow::Number(row) => {
            vec![("id", &row.id), ("quantity", &row.quantity), ("value", &row.value)]
        }
    }
}

/// Links of a row to rows of stated kinds.
fn links(row: KnowledgeRow<'_>) -> Vec<Link> {
    let mut links = Vec::new();
    let mut add = |kind, ids: &[String]| links.extend(ids.iter().map(|id| (kind, id.clone())));
    match row {
        KnowledgeRow::Strategy(row) => {
            add(KnowledgeKind::Mechanism, &row.mechanisms);
            add(KnowledgeKind::Trial, &row.trials);
        }
        KnowledgeRow::Safety(row) => {
            add(KnowledgeKind::Strategy, &row.strategies);
            add(KnowledgeKind::Trial, &row.trials);
            add(KnowledgeKind::Study, &row.studies);
        }
        KnowledgeRow::Trial(row) => {
            add(KnowledgeKind::Strategy, &row.strategies);
            add(KnowledgeKind::Mechanism, &row.mechanisms);
        }
        KnowledgeRow::Study(row) => {
            add(KnowledgeKind::Strategy, &row.strategies);
            add(KnowledgeKind::Mechanism, &row.mechanisms);
        }
        KnowledgeRow::Mechanism(_) | KnowledgeRow::Discrepancy(_) | KnowledgeRow::Number(_) => {}
    }
    links
}

/// Links of a row to rows of any kind.
fn about(row: KnowledgeRow<'_>) -> &[String] {
    match row {
        KnowledgeRow::Discrepancy(row) => &row.about,
        KnowledgeRow::Number(row) => &row.about,
        _ => &[],
    }
}

fn check_citation(id: &str, cite: &Citation, faults: &mut Vec<KnowledgeFault>) {
    if cite.sections.is_empty() {
        faults.push(KnowledgeFault::NoSection(id.to_owned()));
    }
    let is_known = |source: &String| {
        ["doi:10.", "PMID:", "PMC"].iter().any(|form| source.starts_with(form))
            || (source.contains(';') && source.contains(':'))
    };
    for source in cite.sources.iter().filter(|source| !is_known(source)) {
        faults.push(KnowledgeFault::Source { id: id.to_owned(), source_text: source.clone() });
    }
}
