//! Reports as documents: date, id, and the report that is amended.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use evade_core::{AlterationStatus, AmendedReport, Date, Phenotype, ReferenceStamp, ReportFacts};
use evade_stream::{ReadError, Source};
use serde::Deserialize;

use crate::error::UsageError;
use crate::log::Log;
use crate::output::file_stem;
use crate::settings::DocumentSettings;

/// The facts of the reports of some samples, with the amended reports read.
#[derive(Debug, Default)]
pub(crate) struct Documents {
    date: Option<Date>,
    id: Option<String>,
    amended: BTreeMap<String, AmendedReport>,
}

impl Documents {
    /// Reads the amended reports of these samples. A folder may lack some of the samples, which are reported for the
    /// first time; without any of them the wrong folder was given.
    pub(crate) fn read<'a>(
        settings: &DocumentSettings,
        samples: impl Iterator<Item = &'a str>,
        log: &Log<'_>,
    ) -> crate::Result<Self> {
        let mut amended = BTreeMap::new();
        if let Some(path) = &settings.amends {
            let samples: Vec<&str> = samples.collect();
            for sample in &samples {
                if let Some(report) = amended_report(path, sample)? {
                    follows(settings, &report)?;
                    amended.insert((*sample).to_owned(), report);
                }
            }
            if amended.is_empty() {
                return Err(UsageError::new(
                    format!("{} holds no earlier report of these samples", path.display()),
                    "give the folder of the earlier results, or samples/SAMPLE.json in it",
                )
                .into());
            }
            let n_new = samples.len() - amended.len();
            if n_new > 0 {
                log.warn(&format!(
                    "{n_new} samples are not in the amended results; their reports amend none"
                ));
            }
        }
        Ok(Self { date: settings.date, id: settings.id.clone(), amended })
    }

    /// The facts of the report of this sample.
    pub(crate) fn of(&self, sample: &str) -> ReportFacts {
        ReportFacts { date: self.date, id: self.id.clone(), amends: self.amended.get(sample).cloned() }
    }

    /// The same, with what the sample's JSON says where nothing is said now.
    pub(crate) fn over(&self, sample: &str, earlier: &ReportFacts) -> ReportFacts {
        let own = self.of(sample);
        ReportFacts {
            date: own.date.or(earlier.date),
            id: own.id.or_else(|| earlier.id.clone()),
            amends: own.amends.or_else(|| earlier.amends.clone()),
        }
    }
}

/// The JSON of the earlier report of a sample, by the file itself or by the folder of its results.
pub(crate) fn amended_file(path: &Path, sample: &str) -> PathBuf {
    if path.is_dir() {
        path.join("samples").join(format!("{}.json", file_stem(sample)))
    } else {
        path.to_owned()
    }
}

/// A report is called differently from the one it amends and is not older.
fn follows(settings: &DocumentSettings, amended: &AmendedReport) -> Result<(), UsageError> {
    if let Some(id) = settings.id.as_ref().filter(|id| amended.id.as_ref() == Some(id)) {
        return Err(UsageError::new(
            format!("the report '{id}' would amend a report of the same id"),
            "give the new report an id of its own with --report-id",
        ));
    }
    match settings.date.zip(amended.date) {
        Some((date, earlier)) if date < earlier => Err(UsageError::new(
            format!("the report of {date} would amend one of {earlier}, which is later"),
            "check --report-date, and which report --amends names",
        )),
        _ => Ok(()),
    }
}

/// The earlier report of a sample; `None` where the folder has none, or the file is that of another sample.
fn amended_report(path: &Path, sample: &str) -> Result<Option<AmendedReport>, ReadError> {
    let file = amended_file(path, sample);
    if path.is_dir() && !file.exists() {
        return Ok(None);
    }
    let content = Source::path(&file).read()?;
    let earlier: Earlier = serde_json::from_slice(&content.bytes).map_err(|e| {
        ReadError::wrong_format(&content.name, format!("this is not the JSON of a sample: {e}"))
            .hint("give samples/SAMPLE.json of an evade run, or the folder of its results")
    })?;
    Ok((earlier.facts.sample == sample).then(|| earlier.into_report()))
}

/// The parts of a sample's JSON that an amendment names. They are the same in every version of its structure, so that a
/// report of an earlier version can be amended.
#[derive(Deserialize)]
struct Earlier {
    facts: EarlierFacts,
    #[serde(default)]
    report: ReportFacts,
    rna: Option<EarlierRna>,
    #[serde(default)]
    dna: EarlierDna,
}

#[derive(Default, Deserialize)]
struct EarlierDna {
    genes: Option<Vec<EarlierGene>>,
}

#[derive(Deserialize)]
struct EarlierGene {
    gene: String,
    status: AlterationStatus,
}

#[derive(Deserialize)]
struct EarlierFacts {
    sample: String,
}

#[derive(Deserialize)]
struct EarlierRna {
    rules: String,
    reference: ReferenceStamp,
    call: EarlierCall,
}

#[derive(Deserialize)]
struct EarlierCall {
    phenotype: Phenotype,
}

impl Earlier {
    fn into_report(self) -> AmendedReport {
        let ReportFacts { date, id, amends: _ } = self.report;
        let (phenotype, rules, reference) = match self.rna {
            Some(rna) => (Some(rna.call.phenotype), Some(rna.rules), Some(rna.reference)),
            None => (None, None, None),
        };
        let altered = |genes: Vec<EarlierGene>| {
            let is_altered = |gene: &EarlierGene| gene.status == AlterationStatus::Altered;
            genes.into_iter().filter(is_altered).map(|gene| gene.gene).collect()
        };
        AmendedReport { id, date, phenotype, rules, reference, altered: self.dna.genes.map(altered) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::Silent;

    #[test]
    fn an_earlier_report_is_found_by_folder_or_file_and_by_sample() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("samples").join("P1.json");
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        let json = r#"{"schema_version":"1.0.0","facts":{"sample":"P1"},"report":{"id":"R-1","date":"2026-01-31"},
            "rna":{"rules":"tme-v0","reference":{"id":"r","n":43,"n_genes":9,"digest":"d"},
            "call":{"phenotype":"active"}},
            "dna":{"genes":[{"gene":"KRAS","status":"altered"},{"gene":"EGFR","status":"not_altered"}]}}"#;
        std::fs::write(&file, json).unwrap();
        let log = &Log::new(&Silent);
        for path in [folder.path().to_owned(), file] {
            let settings = DocumentSettings { id: Some("R-2".into()), amends: Some(path), date: None };
            let documents = Documents::read(&settings, ["P1", "P2"].into_iter(), log).unwrap();
            let report = documents.of("P1");
            assert_eq!(report.id.as_deref(), Some("R-2"));
            let amended = report.amends.unwrap();
            assert_eq!((amended.id.as_deref(), amended.phenotype), (Some("R-1"), Some(Phenotype::Active)));
            assert_eq!(documents.of("P2").amends, None);
            assert!(Documents::read(&settings, ["P3"].into_iter(), log).is_err());
            assert_eq!(amended.altered.as_deref(), Some(["KRAS".to_owned()].as_slice()));
            // Neither the same report nor an older one amends.
            for (id, date) in [("R-1", None), ("R-2", "2025-12-31".parse().ok())] {
                let settings = DocumentSettings { id: Some(id.into()), date, ..settings.clone() };
                assert!(Documents::read(&settings, ["P1"].into_iter(), log).is_err(), "{id}");
            }
        }
    }

    #[test]
    fn what_is_said_now_stands_over_what_was_said() {
        let earlier = ReportFacts { date: "2026-01-31".parse().ok(), id: Some("R-1".into()), amends: None };
        let documents = Documents { id: Some("R-2".into()), ..Documents::default() };
        let facts = documents.over("P1", &earlier);
        assert_eq!((facts.id.as_deref(), facts.date), (Some("R-2"), earlier.date));
    }
}
