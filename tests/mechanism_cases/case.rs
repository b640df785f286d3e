//! Folders of `test-data/mechanisms/`: what each sample of a case has, and what its row must say.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use evade_core::{EvidenceLane, MechanismReason, MechanismState, MechanismStrength};
use serde::Deserialize;

use crate::support::{repository, test_data};

/// The samples of a mechanism.
pub(super) struct Case {
    /// Id of the mechanism: the name of the folder.
    pub(super) id: String,
    pub(super) folder: PathBuf,
    pub(super) samples: Vec<CaseSample>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    /// What decides of the mechanism.
    why: String,
    sample: Vec<CaseSample>,
}

/// A sample with what its row must say.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CaseSample {
    pub(super) id: String,
    /// Why these inputs give this state.
    why: String,
    inputs: Vec<Input>,
    /// Features and genes raised in a median tumour.
    #[serde(default)]
    pub(super) high: Vec<String>,
    /// Features and genes lowered in it.
    #[serde(default)]
    pub(super) low: Vec<String>,
    /// By how much of the ranks; the usual step where it is not given.
    pub(super) step: Option<f64>,
    /// Genes put at a rank of their own, 0 to 1.
    #[serde(default)]
    pub(super) rank: BTreeMap<String, f64>,
    /// Cells of the sample sheet.
    #[serde(default)]
    pub(super) sheet: BTreeMap<String, String>,
    pub(super) expected: Expected,
}

/// An input that a sample has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Input {
    Rna,
    Maf,
    Segments,
    Hla,
    Reported,
}

/// Cells of a row of mechanisms.tsv; what is not given is `NA` there.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Expected {
    pub(super) state: MechanismState,
    pub(super) strength: Option<MechanismStrength>,
    #[serde(default)]
    pub(super) lanes: Vec<EvidenceLane>,
    #[serde(default)]
    pub(super) reasons: Vec<MechanismReason>,
    #[serde(default)]
    pub(super) evidence: Vec<String>,
    #[serde(default)]
    pub(super) counter_evidence: Vec<String>,
    /// Given where the state is `not_assessable`.
    pub(super) settled_by: Option<String>,
}

impl CaseSample {
    pub(super) fn has(&self, input: Input) -> bool {
        self.inputs.contains(&input)
    }
}

impl Expected {
    pub(super) fn is_found(&self) -> bool {
        matches!(self.state, MechanismState::Supported | MechanismState::Possible)
    }

    /// Column and cell of each value that is stated here.
    pub(super) fn cells(&self) -> Vec<(&'static str, String)> {
        fn joined(all: &[impl ToString]) -> String {
            let words: Vec<String> = all.iter().map(ToString::to_string).collect();
            if words.is_empty() { "NA".to_owned() } else { words.join(";") }
        }
        let mut cells = vec![
            ("state", self.state.to_string()),
            ("strength", self.strength.map_or("NA", MechanismStrength::as_str).to_owned()),
            ("lanes", joined(&self.lanes)),
            ("reason", joined(&self.reasons)),
            ("evidence", joined(&self.evidence)),
            ("counter_evidence", joined(&self.counter_evidence)),
        ];
        cells.extend(self.settled_by.iter().map(|words| ("settled_by", words.clone())));
        cells
    }
}

/// Every case, by id.
pub(super) fn cases() -> Vec<Case> {
    let mut folders: Vec<PathBuf> = std::fs::read_dir(test_data("mechanisms"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders.into_iter().map(case).collect()
}

fn case(folder: PathBuf) -> Case {
    let id = folder.file_name().unwrap().to_str().unwrap().to_owned();
    let file: CaseFile = read(&folder.join("case.toml"));
    assert!(file.why.ends_with('.'), "{id}: {}", file.why);
    for sample in &file.sample {
        assert!(sample.id.starts_with(&format!("{id}_")), "{id}: {}", sample.id);
        assert!(sample.why.ends_with('.'), "{}: {}", sample.id, sample.why);
        let is_planted = !(sample.high.is_empty() && sample.low.is_empty() && sample.rank.is_empty());
        assert!(!is_planted || sample.has(Input::Rna), "{}: expression without RNA", sample.id);
        let is_open = sample.expected.state == MechanismState::NotAssessable;
        assert_eq!(sample.expected.settled_by.is_some(), is_open, "{}: settled_by", sample.id);
    }
    Case { id, folder, samples: file.sample }
}

/// A TOML file.
pub(super) fn read<T: for<'de> Deserialize<'de>>(path: &Path) -> T {
    let text = std::fs::read_to_string(path).unwrap();
    toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A file of `signatures/`.
pub(super) fn signatures(path: &str) -> PathBuf {
    repository().join("signatures").join(path)
}
