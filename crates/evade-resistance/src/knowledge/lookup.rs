//! Rows by id, and the rows that belong to others.

use std::collections::BTreeSet;

use evade_core::{
    Citation, Discrepancy, KnowledgeKind, Mechanism, PublishedNumber, SafetyRow, Strategy, Study, Trial,
};

use serde::Serialize;

use super::Knowledge;

/// A row of any kind; it is written as the row itself.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(untagged)]
pub enum KnowledgeRow<'a> {
    /// A mechanism, phenotype or definition.
    Mechanism(&'a Mechanism),
    /// A strategy.
    Strategy(&'a Strategy),
    /// A finding on safety.
    Safety(&'a SafetyRow),
    /// A registered trial.
    Trial(&'a Trial),
    /// A study without a registry number.
    Study(&'a Study),
    /// A contradiction.
    Discrepancy(&'a Discrepancy),
    /// A figure.
    Number(&'a PublishedNumber),
}

impl<'a> KnowledgeRow<'a> {
    /// Its id.
    #[must_use]
    pub fn id(self) -> &'a str {
        match self {
            Self::Mechanism(row) => &row.id,
            Self::Strategy(row) => &row.id,
            Self::Safety(row) => &row.id,
            Self::Trial(row) => &row.id,
            Self::Study(row) => &row.id,
            Self::Discrepancy(row) => &row.id,
            Self::Number(row) => &row.id,
        }
    }

    /// Its kind.
    #[must_use]
    pub fn kind(self) -> KnowledgeKind {
        match self {
            Self::Mechanism(_) => KnowledgeKind::Mechanism,
            Self::Strategy(_) => KnowledgeKind::Strategy,
            Self::Safety(_) => KnowledgeKind::Safety,
            Self::Trial(_) => KnowledgeKind::Trial,
            Self::Study(_) => KnowledgeKind::Study,
            Self::Discrepancy(_) => KnowledgeKind::Discrepancy,
            Self::Number(_) => KnowledgeKind::Number,
        }
    }

    /// Where it was read.
    #[must_use]
    pub fn cite(self) -> &'a Citation {
        match self {
            Self::Mechanism(row) => &row.cite,
            Self::Strategy(row) => &row.cite,
            Self::Safety(row) => &row.cite,
            Self::Trial(row) => &row.cite,
            Self::Study(row) => &row.cite,
            Self::Discrepancy(row) => &row.cite,
            Self::Number(row) => &row.cite,
        }
    }
}

/// A strategy with the mechanisms of a question that it answers.
#[derive(Debug, Clone, PartialEq)]
pub struct AnsweringStrategy<'a> {
    /// The strategy.
    pub strategy: &'a Strategy,
    /// Of the mechanisms asked for, those that it answers, in its own order.
    pub mechanisms: Vec<&'a str>,
}

impl Knowledge {
    /// Every row, kind by kind, in the order of the files.
    pub fn rows(&self) -> impl Iterator<Item = KnowledgeRow<'_>> {
        let rows = &self.rows;
        let mechanisms = rows.mechanism.iter().map(KnowledgeRow::Mechanism);
        let strategies = rows.strategy.iter().map(KnowledgeRow::Strategy);
        let safety = rows.safety.iter().map(KnowledgeRow::Safety);
        let trials = rows.trial.iter().map(KnowledgeRow::Trial);
        let studies = rows.study.iter().map(KnowledgeRow::Study);
        let discrepancies = rows.discrepancy.iter().map(KnowledgeRow::Discrepancy);
        let numbers = rows.number.iter().map(KnowledgeRow::Number);
        mechanisms
            .chain(strategies)
            .chain(safety)
            .chain(trials)
            .chain(studies)
            .chain(discrepancies)
            .chain(numbers)
    }

    /// The row of an id.
    #[must_use]
    pub fn row(&self, id: &str) -> Option<KnowledgeRow<'_>> {
        self.rows().find(|row| row.id() == id)
    }

    /// All mechanisms in the order of the file.
    #[must_use]
    pub fn mechanisms(&self) -> &[Mechanism] {
        &self.rows.mechanism
    }

    /// The mechanism of an id.
    #[must_use]
    pub fn mechanism(&self, id: &str) -> Option<&Mechanism> {
        self.rows.mechanism.iter().find(|row| row.id == id)
    }

    /// All strategies in the order of the file.
    #[must_use]
    pub fn strategies(&self) -> &[Strategy] {
        &self.rows.strategy
    }

    /// The strategy of an id.
    #[must_use]
    pub fn strategy(&self, id: &str) -> Option<&Strategy> {
        self.rows.strategy.iter().find(|row| row.id == id)
    }

    /// All trials in the order of the file.
    #[must_use]
    pub fn trials(&self) -> &[Trial] {
        &self.rows.trial
    }

    /// The trial of a registry number.
    #[must_use]
    pub fn trial(&self, id: &str) -> Option<&Trial> {
        self.rows.trial.iter().find(|row| row.id == id)
    }

    /// All studies without a registry number in the order of the file.
    #[must_use]
    pub fn studies(&self) -> &[Study] {
        &self.rows.study
    }

    /// All contradictions in the order of the file.
    #[must_use]
    pub fn discrepancies(&self) -> &[Discrepancy] {
        &self.rows.discrepancy
    }

    /// The strategies that answer at least one of these mechanisms, in the order of the file, which is no ranking.
    #[must_use]
    pub fn strategies_for(&self, mechanisms: &[&str]) -> Vec<AnsweringStrategy<'_>> {
        let mut answering = Vec::new();
        for strategy in &self.rows.strategy {
            let own = strategy.mechanisms.iter().map(String::as_str);
            let mechanisms: Vec<&str> = own.filter(|id| mechanisms.contains(id)).collect();
            if !mechanisms.is_empty() {
                answering.push(AnsweringStrategy { strategy, mechanisms });
            }
        }
        answering
    }

    /// The trials that test at least one of these strategies, in the order of the file.
    #[must_use]
    pub fn trials_of(&self, strategies: &[&str]) -> Vec<&Trial> {
        let tests = |trial: &&Trial| trial.strategies.iter().any(|id| strategies.contains(&id.as_str()));
        self.rows.trial.iter().filter(tests).collect()
    }

    /// The safety rows that name the strategy, trial or study.
    #[must_use]
    pub fn safety_of(&self, id: &str) -> Vec<&SafetyRow> {
        let names = |row: &&SafetyRow| {
            [&row.strategies, &row.trials, &row.studies].iter().any(|ids| ids.iter().any(|known| known == id))
        };
        self.rows.safety.iter().filter(names).collect()
    }

    /// The studies without a registry number that name the strategy or mechanism.
    #[must_use]
    pub fn studies_of(&self, id: &str) -> Vec<&Study> {
        let names = |row: &&Study| row.strategies.iter().chain(&row.mechanisms).any(|known| known == id);
        self.rows.study.iter().filter(names).collect()
    }

    /// The contradictions that are about a row.
    #[must_use]
    pub fn discrepancies_of(&self, id: &str) -> Vec<&Discrepancy> {
        self.rows.discrepancy.iter().filter(|row| row.about.iter().any(|known| known == id)).collect()
    }

    /// The figures that belong to a row.
    #[must_use]
    pub fn numbers_of(&self, id: &str) -> Vec<&PublishedNumber> {
        self.rows.number.iter().filter(|row| row.about.iter().any(|known| known == id)).collect()
    }

    /// Strategies that answer no mechanism: they are listed on their own.
    #[must_use]
    pub fn strategies_without_mechanism(&self) -> Vec<&Strategy> {
        self.rows.strategy.iter().filter(|row| row.mechanisms.is_empty()).collect()
    }

    /// Trials that test no strategy: they are listed on their own.
    #[must_use]
    pub fn trials_without_strategy(&self) -> Vec<&Trial> {
        self.rows.trial.iter().filter(|row| row.strategies.is_empty()).collect()
    }

    /// All genes that mechanisms and populations name.
    #[must_use]
    pub fn genes(&self) -> BTreeSet<&str> {
        let of_mechanisms =
            self.rows.mechanism.iter().flat_map(|row| row.genes.iter().chain(&row.genes_added));
        let of_trials = self
            .rows
            .trial
            .iter()
            .flat_map(|row| row.population.altered_any.iter().chain(&row.population.unaltered));
        of_mechanisms.chain(of_trials).map(String::as_str).collect()
    }
}
