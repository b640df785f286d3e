//! What is published: read, checked and asked.
//!
//! [`Knowledge`] joins files of rows ([`KnowledgeFile`]), refuses links that lead nowhere, and answers which strategies answer
//! given mechanisms, which trials test them, and what contradicts a row. [`fit()`] compares a sample with the population of a
//! trial. Strategies and trials come in the order of their ids, which is no ranking.

mod check;
mod fit;
mod lookup;
mod matched;
mod prior;

use std::collections::BTreeMap;

use evade_core::{
    Date, Discrepancy, KnowledgeKind, Mechanism, PublishedNumber, SafetyRow, Strategy, Study, Trial,
};
use serde::Deserialize;

pub use check::KnowledgeFault;
pub(crate) use fit::histology_fits;
pub use fit::{CandidateSample, SampleHistology, fit};
pub use lookup::{AnsweringStrategy, KnowledgeRow};
pub use prior::{PriorTreatment, StatedAgent, StatedProgression};

/// Rows of one file, of one kind or several, with the date of what they say.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnowledgeFile {
    /// The date of the knowledge.
    pub as_of: Date,
    /// Mechanisms, phenotypes and definitions.
    #[serde(default)]
    pub mechanism: Vec<Mechanism>,
    /// Strategies.
    #[serde(default)]
    pub strategy: Vec<Strategy>,
    /// Safety.
    #[serde(default)]
    pub safety: Vec<SafetyRow>,
    /// Registered trials.
    #[serde(default)]
    pub trial: Vec<Trial>,
    /// Studies without a registry number.
    #[serde(default)]
    pub study: Vec<Study>,
    /// Contradictions.
    #[serde(default)]
    pub discrepancy: Vec<Discrepancy>,
    /// Figures.
    #[serde(default)]
    pub number: Vec<PublishedNumber>,
}

impl KnowledgeFile {
    /// The kinds of rows that the file holds.
    #[must_use]
    pub fn kinds(&self) -> Vec<KnowledgeKind> {
        let of = |kind: &KnowledgeKind| match kind {
            KnowledgeKind::Mechanism => !self.mechanism.is_empty(),
            KnowledgeKind::Strategy => !self.strategy.is_empty(),
            KnowledgeKind::Safety => !self.safety.is_empty(),
            KnowledgeKind::Trial => !self.trial.is_empty(),
            KnowledgeKind::Study => !self.study.is_empty(),
            KnowledgeKind::Discrepancy => !self.discrepancy.is_empty(),
            KnowledgeKind::Number => !self.number.is_empty(),
        };
        KnowledgeKind::ALL.iter().copied().filter(of).collect()
    }

    /// Empties the rows of a kind.
    fn clear(&mut self, kind: KnowledgeKind) {
        match kind {
            KnowledgeKind::Mechanism => self.mechanism.clear(),
            KnowledgeKind::Strategy => self.strategy.clear(),
            KnowledgeKind::Safety => self.safety.clear(),
            KnowledgeKind::Trial => self.trial.clear(),
            KnowledgeKind::Study => self.study.clear(),
            KnowledgeKind::Discrepancy => self.discrepancy.clear(),
            KnowledgeKind::Number => self.number.clear(),
        }
    }
}

/// Everything that is known, with its links checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Knowledge {
    rows: KnowledgeFile,
    /// The oldest date of the files that hold rows of a kind.
    dates: BTreeMap<KnowledgeKind, Date>,
}

impl Knowledge {
    /// Joins files. Nothing is lost: faults are all returned.
    pub fn new(files: Vec<KnowledgeFile>) -> Result<Self, Vec<KnowledgeFault>> {
        let mut files = files.into_iter();
        let Some(first) = files.next() else { return Err(vec![KnowledgeFault::Empty]) };
        let mut dates: BTreeMap<KnowledgeKind, Date> =
            first.kinds().into_iter().map(|kind| (kind, first.as_of)).collect();
        let mut rows = first;
        for file in files {
            for kind in file.kinds() {
                let date = dates.entry(kind).or_insert(file.as_of);
                *date = (*date).min(file.as_of);
            }
            rows.as_of = rows.as_of.min(file.as_of);
            rows.mechanism.extend(file.mechanism);
            rows.strategy.extend(file.strategy);
            rows.safety.extend(file.safety);
            rows.trial.extend(file.trial);
            rows.study.extend(file.study);
            rows.discrepancy.extend(file.discrepancy);
            rows.number.extend(file.number);
        }
        let knowledge = Self { rows, dates };
        let faults = knowledge.faults();
        if faults.is_empty() { Ok(knowledge) } else { Err(faults) }
    }

    /// Files of a user, completed by built-in rows of the kinds that they do not hold.
    #[must_use]
    pub fn completed(mut own: Vec<KnowledgeFile>, built_in: Vec<KnowledgeFile>) -> Vec<KnowledgeFile> {
        let held: Vec<KnowledgeKind> = own.iter().flat_map(KnowledgeFile::kinds).collect();
        for mut file in built_in {
            for &kind in &held {
                file.clear(kind);
            }
            if !file.kinds().is_empty() {
                own.push(file);
            }
        }
        own
    }

    /// The date of the oldest rows.
    #[must_use]
    pub fn as_of(&self) -> Date {
        self.rows.as_of
    }

    /// The date of the rows of a kind.
    #[must_use]
    pub fn as_of_kind(&self, kind: KnowledgeKind) -> Date {
        self.dates.get(&kind).copied().unwrap_or(self.rows.as_of)
    }

    /// The first day on which the knowledge is outdated: twelve months after the date of its oldest rows.
    #[must_use]
    pub fn outdated_from(&self) -> Date {
        self.rows.as_of.twelve_months_later()
    }

    /// Whether the knowledge is outdated for a report of this date.
    #[must_use]
    pub fn is_outdated(&self, report_date: Date) -> bool {
        report_date >= self.outdated_from()
    }
}
