//! A sample of a run before its result, and one that has none.

use std::collections::BTreeMap;
use std::path::Path;

use evade_core::{Reason, SampleFacts};
use evade_io::DnaFiles;
use evade_stream::{ReadError, ReadErrorKind, Source};
use serde_json::Value;

use crate::error::Outcome;
use crate::log::{Level, Log, kind_of_message};

/// A sample to run: what is known of it and where its values are.
#[derive(Debug, Clone)]
pub(crate) struct PlannedSample {
    pub(crate) facts: SampleFacts,
    /// None when no RNA was given.
    pub(crate) rna: Option<RnaPlace>,
    /// Whether the expression is in a file of the sample's own.
    pub(crate) own_expression: bool,
    /// Other files, by paths from the working folder.
    pub(crate) files: DnaFiles,
    /// Why it has no result, where that is known before its files are read.
    pub(crate) fault: Option<ReadError>,
}

impl PlannedSample {
    /// A sample without expression.
    pub(crate) fn of_files(facts: SampleFacts, files: DnaFiles) -> Self {
        Self { facts, rna: None, own_expression: false, files, fault: None }
    }
}

/// A column of one of the plan's matrices.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RnaPlace {
    pub(crate) matrix: usize,
    pub(crate) column: usize,
}

/// So many samples without a result for one kind of reason are each told of.
const N_ALONE: usize = 3;

/// A sample without a result.
#[derive(Debug, Clone)]
pub(crate) struct FailedSample {
    pub(crate) sample: String,
    pub(crate) reason: Reason,
    /// As results print it: files are named without their folder.
    pub(crate) detail: String,
    /// The same as the user is told it: files are named as they were given.
    told: String,
    /// What differs between samples that fail for the same reason: the file, else the sample.
    subject: String,
    /// What is wrong with an input, where one is the cause.
    kind: Option<ReadErrorKind>,
    /// What the sheet says of it.
    facts: Box<SampleFacts>,
}

impl FailedSample {
    /// Its patient, where the sheet names one.
    pub(crate) fn patient(&self) -> Option<&String> {
        self.facts.patient.as_ref()
    }

    /// What the sheet says of each, for a manifest.
    pub(crate) fn facts(failed: &[Self]) -> serde_json::Result<BTreeMap<String, Value>> {
        failed.iter().map(|one| Ok((one.sample.clone(), serde_json::to_value(&one.facts)?))).collect()
    }

    pub(crate) fn new(facts: &SampleFacts, reason: Reason, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        let told = detail.clone();
        Self {
            sample: facts.sample.clone(),
            reason,
            detail,
            told,
            subject: facts.sample.clone(),
            kind: None,
            facts: Box::new(facts.clone()),
        }
    }

    /// A sample of which a file cannot be read.
    pub(crate) fn unreadable(facts: &SampleFacts, error: ReadError) -> Self {
        let (told, kind) = (error.to_string(), Some(error.kind()));
        let subject = error.file.clone();
        let mut bare = error;
        bare.file = Source::from_argument(Path::new(&bare.file)).base_name();
        let detail = bare.to_string();
        Self { told, subject, kind, ..Self::new(facts, Reason::InputUnreadable, detail) }
    }

    /// Tells the user of each sample without a result. Where none has one, that is the error; of a single sample it says
    /// everything.
    pub(crate) fn tell_all(failed: &[Self], outcome: Outcome, log: &Log<'_>) {
        let line = |one: &Self, detail: &str| {
            format!("the sample '{}' has no result: {detail} ({})", one.sample, one.reason)
        };
        let tell = |level, one: &Self, text: &str| log.sample_failed(level, &one.sample, one.kind, text);
        if let (Outcome::BadData, [only]) = (outcome, failed) {
            log.keep(line(only, &only.detail));
            tell(Level::Error, only, &only.told);
            return;
        }
        let mut alike: Vec<(String, Vec<&Self>)> = Vec::new();
        for one in failed {
            log.keep(line(one, &one.detail));
            let kind = kind_of_message(&one.told, &one.subject);
            match alike.iter_mut().find(|(known, _)| *known == kind) {
                Some((_, list)) => list.push(one),
                None => alike.push((kind, vec![one])),
            }
        }
        for (_, list) in alike {
            let n_shown = if list.len() > N_ALONE { 1 } else { list.len() };
            let (shown, others) = list.split_at(n_shown);
            for one in shown {
                tell(Level::Warning, one, &line(one, &one.told));
            }
            for one in others {
                tell(Level::Detail, one, &line(one, &one.told));
            }
            if let Some(other) = others.first() {
                log.tell_of_others(others.len(), &other.sample);
            }
        }
        if let (Outcome::BadData, [first, ..]) = (outcome, failed) {
            let text = format!("no sample has a result; the first is '{}': {}", first.sample, first.told);
            tell(Level::Error, first, &text);
        }
    }
}
