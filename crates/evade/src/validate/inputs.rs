//! The tables of calls and labels, brought together: one case per sample with a call and a label.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use evade_core::{InputStamp, Joined, Reason, ScoreColumn};
use evade_io::{SampleTable, TableColumn};
use evade_stream::{ReadError, Source};

use super::agreement::Called;
use super::class_map::{ClassMap, Mapped};
use super::classes::{self, CallColumn, place_of};
use super::join::{Join, join};
use super::patients::Patients;
use super::strata::Strata;
use crate::error::UsageError;
use crate::settings::ValidateSettings;
use crate::tables::{PHENOTYPES, SUMMARY};

pub(super) const SAMPLE: &str = "sample";
pub(super) const PATIENT: &str = "patient";
/// The column of scores unless another one is named.
const P_INFLAMED: &str = "p_inflamed";
/// What stands for it where the positive classes are those that are not inflamed.
pub(super) const COMPLEMENT: &str = "1 - p_inflamed";
/// R writes row names without a name of their column.
const ROW_NAMES: &str = "";

/// A sample with its call and its label.
#[derive(Debug, Clone)]
pub(super) struct Case {
    pub(super) patient: String,
    /// Place of the class of its label.
    pub(super) label: usize,
    pub(super) call: Called,
    pub(super) score: Option<f64>,
    pub(super) in_reference: bool,
    /// Its value of each column of strata.
    pub(super) strata: Vec<Option<String>>,
}

/// Everything that is compared.
#[derive(Debug)]
pub(super) struct Inputs {
    pub(super) calls: InputStamp,
    /// The column of calls; absent where only scores are compared.
    pub(super) call_column: Option<String>,
    pub(super) labels: InputStamp,
    pub(super) label_column: String,
    pub(super) map: Option<InputStamp>,
    pub(super) score: Option<ScoreColumn>,
    pub(super) positive: Vec<usize>,
    pub(super) classes: Vec<String>,
    pub(super) strata: Vec<String>,
    pub(super) joined: Joined,
    /// Words of the map that only calls have, and to which it is not applied.
    pub(super) not_applied: Vec<String>,
    /// Words of the map that neither labels nor calls have.
    pub(super) unused: Vec<String>,
    /// In the order of sample ids.
    pub(super) cases: Vec<Case>,
}

/// The files that are read.
pub(super) fn files_of(settings: &ValidateSettings) -> Vec<PathBuf> {
    let calls = calls_file(&settings.calls);
    let of_folder = patients_file(&settings.calls);
    [calls, settings.labels.clone()].into_iter().chain(settings.map.clone()).chain(of_folder).collect()
}

/// The calls themselves, or those of a folder of results.
fn calls_file(calls: &Path) -> PathBuf {
    if calls.is_dir() { calls.join(PHENOTYPES.name) } else { calls.to_owned() }
}

/// The table of a folder of results that knows the patients.
pub(super) fn patients_file(calls: &Path) -> Option<PathBuf> {
    calls.is_dir().then(|| calls.join(SUMMARY.name)).filter(|path| path.is_file())
}

pub(super) fn read_table(path: &Path, id_columns: &[&str]) -> crate::Result<(InputStamp, SampleTable)> {
    let source = Source::from_argument(path);
    let content = source.read()?;
    let stamp = InputStamp { file: source.base_name(), sha256: content.sha256.clone() };
    Ok((stamp, SampleTable::read(&content, id_columns)?))
}

/// The tables that are read.
struct Tables {
    calls_stamp: InputStamp,
    calls: SampleTable,
    labels_stamp: InputStamp,
    labels: SampleTable,
    /// The column of labels.
    label: TableColumn,
    map: ClassMap,
    patients: Patients,
}

impl Tables {
    fn read(settings: &ValidateSettings) -> crate::Result<Self> {
        let (calls_stamp, calls) = read_table(&calls_file(&settings.calls), &[SAMPLE])?;
        let own_id = settings.id_column.as_deref();
        let ids = own_id.map_or(vec![SAMPLE, PATIENT, ROW_NAMES], |id| vec![id]);
        let (labels_stamp, labels) = read_table(&settings.labels, &ids)?;
        Ok(Self {
            map: settings.map.as_deref().map(ClassMap::read).transpose()?.unwrap_or_default(),
            patients: Patients::read(settings, &calls)?,
            label: label_column(settings, &labels)?,
            calls_stamp,
            calls,
            labels_stamp,
            labels,
        })
    }
}

/// A sample, the id of its row of labels, and its label.
type Labelled<'a> = (&'a str, &'a str, &'a str);

/// What is compared with what.
struct Chosen {
    call: Option<CallColumn>,
    score: Option<(TableColumn, ScoreColumn)>,
    classes: Vec<String>,
    positive: Vec<usize>,
}

impl Chosen {
    fn of(settings: &ValidateSettings, tables: &Tables, labelled: &[Labelled<'_>]) -> crate::Result<Self> {
        let Tables { calls, map, .. } = tables;
        let label_classes = classes::label_classes(labelled.iter().map(|(_, _, word)| *word), map);
        let has_score = settings.score.is_some();
        let call = classes::choose(calls, settings.call.as_deref(), &label_classes, map, has_score)?;
        let classes = match &call {
            None => only_labels(tables, labelled, label_classes)?,
            Some(call) => joint_classes(call, tables, labelled)?,
        };
        let mut positive = classes::positive(&settings.positive, call.as_ref(), &classes)?;
        positive.sort_unstable();
        if positive.is_empty() && has_score {
            return Err(UsageError::new(
                "the classes do not say which one the score is for",
                format!("name it with `--positive`; the classes are: {}", classes.join(", ")),
            )
            .into());
        }
        let score = match score_column(settings, calls)? {
            None => None,
            Some((column, name)) => {
                let inflamed: BTreeSet<usize> =
                    classes::positive(&[], call.as_ref(), &classes)?.into_iter().collect();
                let is_for = |is_inflamed: bool| {
                    let all = 0..classes.len();
                    all.filter(|place| inflamed.contains(place) == is_inflamed).eq(positive.iter().copied())
                };
                let (name, is_probability) = match name.as_str() {
                    P_INFLAMED if !inflamed.is_empty() && is_for(false) => (COMPLEMENT.to_owned(), true),
                    P_INFLAMED => (name, is_for(true)),
                    _ => (name, settings.probability),
                };
                Some((column, ScoreColumn { name, is_probability }))
            }
        };
        Ok(Self { call, score, classes, positive })
    }

    /// The call of a sample.
    fn call(&self, calls: &SampleTable, sample: &str) -> Called {
        match &self.call {
            None => Called::NotEvaluable,
            Some(call) => call.call(calls.value(sample, call.column), &self.classes),
        }
    }

    /// The score of a sample.
    fn score(&self, calls: &SampleTable, sample: &str) -> Result<Option<f64>, ReadError> {
        match &self.score {
            None => Ok(None),
            Some((column, score)) => {
                let value = number(calls, sample, *column, score.is_probability)?;
                Ok(if score.name == COMPLEMENT { value.map(|p| 1.0 - p) } else { value })
            }
        }
    }
}

impl Inputs {
    /// Reads and joins both tables.
    pub(super) fn read(settings: &ValidateSettings) -> crate::Result<Self> {
        let tables = Tables::read(settings)?;
        let Tables { calls, labels, map, patients, .. } = &tables;
        let joint = join(calls, labels, settings.matching, &|sample| patients.stated(sample))?;
        let labelled: Vec<Labelled<'_>> = joint
            .pairs
            .iter()
            .filter_map(|(sample, id)| Some((sample.as_str(), id.as_str(), labels.value(id, tables.label)?)))
            .collect();
        let chosen = Chosen::of(settings, &tables, &labelled)?;
        let strata = Strata::find(settings, calls, labels)?;
        let flags = calls.column("flags");
        let mut cases = Vec::new();
        for &(sample, id, word) in &labelled {
            // Every class of the labels is among them.
            let class = map.of_label(word).and_then(|class| place_of(&chosen.classes, class));
            let Some(label) = class else { continue };
            cases.push(Case {
                patient: patients.of(sample, id, labels, settings.matching),
                label,
                call: chosen.call(calls, sample),
                score: chosen.score(calls, sample)?,
                in_reference: flags.and_then(|flags| calls.value(sample, flags)).is_some_and(is_in_reference),
                strata: strata.of(sample, id, calls, labels),
            });
        }
        strata.check(&cases)?;
        let has_patients = patients.are_known(labels, settings.matching);
        let n_labelled = labelled.len();
        let joined = joined(joint, &cases, n_labelled, has_patients, flags.is_some());
        if cases.is_empty() {
            let what = format!(
                "none of the {} samples with a call has a label: {} labels are missing and {} are left out by the map",
                n_labelled + joined.n_missing_label,
                joined.n_missing_label,
                joined.n_left_out,
            );
            return Err(ReadError::empty(labels.name(), what)
                .hint("name another column with `--column`")
                .into());
        }
        let (not_applied, unused) = idle_words(&tables, chosen.call.as_ref());
        Ok(Self {
            not_applied,
            unused,
            call_column: chosen.call.map(|call| call.name),
            label_column: labels.name_of(tables.label).to_owned(),
            map: tables.map.stamp,
            calls: tables.calls_stamp,
            labels: tables.labels_stamp,
            score: chosen.score.map(|(_, score)| score),
            positive: chosen.positive,
            classes: chosen.classes,
            strata: strata.names(),
            joined,
            cases,
        })
    }
}

/// The classes of the labels alone, where only scores are compared.
fn only_labels(
    tables: &Tables,
    labelled: &[Labelled<'_>],
    label_classes: Vec<String>,
) -> crate::Result<Vec<String>> {
    let mut unmapped = labelled.iter().filter(|(_, _, word)| tables.map.of(word) == Mapped::Itself);
    match unmapped.find_map(|(_, id, _)| classes::no_label(&tables.labels, id, tables.label)) {
        Some(error) => Err(error.into()),
        None => Ok(label_classes),
    }
}

fn joined(join: Join, cases: &[Case], n_labelled: usize, has_patients: bool, has_flags: bool) -> Joined {
    let n_matched = join.pairs.len();
    let units: BTreeSet<&str> = cases.iter().map(|case| case.patient.as_str()).collect();
    Joined {
        n_samples: cases.len(),
        n_patients: units.len(),
        has_patients,
        n_in_reference: has_flags.then(|| cases.iter().filter(|case| case.in_reference).count()),
        n_without_score: cases.iter().filter(|case| case.score.is_none()).count(),
        calls_without_label: join.calls_without_label,
        labels_without_call: join.labels_without_call,
        n_missing_label: n_matched - n_labelled,
        n_left_out: n_labelled - cases.len(),
        n_normal_labels: join.n_normal_labels,
    }
}

/// Words of the map that only calls have and to which it is not applied, and those that neither labels nor calls have.
fn idle_words(tables: &Tables, call: Option<&CallColumn>) -> (Vec<String>, Vec<String>) {
    let words_of = |table: &SampleTable, column: TableColumn| -> BTreeSet<String> {
        table.ids().filter_map(|id| table.value(id, column)).map(str::to_lowercase).collect()
    };
    let of_labels = words_of(&tables.labels, tables.label);
    let of_calls = call.map(|call| words_of(&tables.calls, call.column)).unwrap_or_default();
    let (mut not_applied, mut unused) = (Vec::new(), Vec::new());
    for word in tables.map.words().filter(|word| !of_labels.contains(*word)) {
        let is_none = classes::not_determinate(word).is_some();
        let is_left_out = tables.map.of(word) == Mapped::LeftOut;
        if of_calls.contains(word) && (is_none || is_left_out) {
            not_applied.push(word.to_owned());
        } else if !of_calls.contains(word) && !call.is_some_and(|call| call.has_word(word)) {
            unused.push(word.to_owned());
        }
    }
    (not_applied, unused)
}

/// Whether the flags of a call say that the sample is part of the reference.
fn is_in_reference(flags: &str) -> bool {
    flags.split(';').any(|flag| flag.parse() == Ok(Reason::InReference))
}

/// The classes of the calls, and those that the map declares where the words of the column are not this program's.
fn joint_classes(
    call: &CallColumn,
    tables: &Tables,
    labelled: &[Labelled<'_>],
) -> crate::Result<Vec<String>> {
    let of_calls = call.classes();
    let mut all = of_calls.clone();
    for &(_, id, word) in labelled {
        let Some(class) = tables.map.of_label(word) else { continue };
        if place_of(&all, class).is_some() {
            continue;
        }
        let is_declared = tables.map.of(word) != Mapped::Itself && classes::not_determinate(class).is_none();
        if call.is_known || !is_declared {
            return Err(classes::unmapped(&tables.labels, id, tables.label, call).into());
        }
        all.push(class.to_owned());
    }
    // Classes that only labels have stand behind the others, whatever the order of the rows.
    all[of_calls.len()..].sort();
    Ok(all)
}

/// The column of labels: the one that is named, or the only one that is neither id, patient nor stratum.
fn label_column(settings: &ValidateSettings, labels: &SampleTable) -> crate::Result<TableColumn> {
    if let Some(name) = &settings.column {
        return Ok(labels.require(name)?);
    }
    let is_other = |name: &&String| {
        labels.column(name) == Some(labels.id_column())
            || name.eq_ignore_ascii_case(PATIENT)
            || settings.strata.iter().any(|stratum| stratum.eq_ignore_ascii_case(name))
    };
    let rest: Vec<&String> = labels.columns().iter().filter(|name| !is_other(name)).collect();
    match rest.as_slice() {
        [one] => Ok(labels.require(one)?),
        [] => Err(ReadError::bad_header(labels.name(), "there is no column beside the id")
            .hint("give a table of sample and label")
            .into()),
        several => {
            let names: Vec<&str> = several.iter().map(|name| name.as_str()).collect();
            Err(UsageError::new(
                format!("{}: several columns may be the label", labels.name()),
                format!("name one with `--column`: {}", names.join(", ")),
            )
            .into())
        }
    }
}

/// The column of scores: the one that is named, or `p_inflamed` where there is one.
fn score_column(
    settings: &ValidateSettings,
    calls: &SampleTable,
) -> crate::Result<Option<(TableColumn, String)>> {
    let column = match &settings.score {
        Some(name) => Some(calls.require(name)?),
        None => calls.column(P_INFLAMED),
    };
    Ok(column.map(|column| (column, calls.name_of(column).to_owned())))
}

fn number(
    calls: &SampleTable,
    sample: &str,
    column: TableColumn,
    is_probability: bool,
) -> Result<Option<f64>, ReadError> {
    let Some(text) = calls.value(sample, column) else { return Ok(None) };
    let name = calls.name_of(column);
    let value: f64 = text.parse().ok().filter(|value: &f64| value.is_finite()).ok_or_else(|| {
        calls
            .bad_value(sample, column, format!("'{text}' is not a number (column '{name}')"))
            .hint("give a column of numbers with `.` before the decimals; NA where there is none")
    })?;
    if is_probability && !(0.0..=1.0).contains(&value) {
        return Err(calls
            .bad_value(sample, column, format!("{text} is not a probability (column '{name}')"))
            .hint("probabilities are 0 to 1; leave out `--probability` for another score"));
    }
    Ok(Some(value))
}
