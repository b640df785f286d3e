//! The tables of calls and labels, brought together: one case per sample with a call and a label.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use evade_core::{InputStamp, Joined, Reason, ScoreColumn};
use evade_io::{SampleTable, TableColumn};
use evade_stream::{ReadError, Source};

use super::agreement::Called;
use super::class_map::{ClassMap, Mapped};
use super::classes::{self, CallColumn, place_of};
use super::join::{Join, join, shared_patient};
use crate::error::UsageError;
use crate::settings::{Matching, ValidateSettings};
use crate::tables::{PHENOTYPES, SUMMARY};

const SAMPLE: &str = "sample";
const PATIENT: &str = "patient";
/// The column of scores unless another one is named.
const P_INFLAMED: &str = "p_inflamed";
/// Strata with more values than this are no groups.
const MAX_STRATA: usize = 20;
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
fn patients_file(calls: &Path) -> Option<PathBuf> {
    calls.is_dir().then(|| calls.join(SUMMARY.name)).filter(|path| path.is_file())
}

fn read(path: &Path, id_columns: &[&str]) -> crate::Result<(InputStamp, SampleTable)> {
    let source = Source::from_argument(path);
    let content = source.read()?;
    let stamp = InputStamp { file: source.base_name(), sha256: content.sha256.clone() };
    Ok((stamp, SampleTable::read(&content, id_columns)?))
}

impl Inputs {
    /// Reads and joins both tables.
    pub(super) fn read(settings: &ValidateSettings) -> crate::Result<Self> {
        let (calls_stamp, calls) = read(&calls_file(&settings.calls), &[SAMPLE])?;
        let own_id = settings.id_column.as_deref();
        let ids = own_id.map_or(vec![SAMPLE, PATIENT, ROW_NAMES], |id| vec![id]);
        let (labels_stamp, labels) = read(&settings.labels, &ids)?;
        let map = settings.map.as_deref().map(ClassMap::read).transpose()?.unwrap_or_default();
        let patients = Patients::read(settings, &calls)?;
        let label = label_column(settings, &labels)?;

        let joint = join(&calls, &labels, settings.matching, &|sample| patients.stated(sample))?;
        let labelled: Vec<(&str, &str, &str)> = joint
            .pairs
            .iter()
            .filter_map(|(sample, id)| Some((sample.as_str(), id.as_str(), labels.value(id, label)?)))
            .collect();
        let label_classes = classes::label_classes(labelled.iter().map(|(_, _, word)| *word), &map);
        let score = score_column(settings, &calls)?;
        let call = classes::choose(
            &calls,
            settings.call.as_deref(),
            &label_classes,
            &map,
            settings.score.is_some(),
        )?;
        let all_classes = match &call {
            None => label_classes,
            Some(call) => joint_classes(call, &labelled, &labels, label, &map)?,
        };
        let positive = classes::positive(&settings.positive, call.as_ref(), &all_classes)?;
        if positive.is_empty() && settings.score.is_some() {
            return Err(UsageError::new(
                "the classes do not say which one the score is for",
                format!("name it with `--positive`; the classes are: {}", all_classes.join(", ")),
            )
            .into());
        }
        let is_probability = match &score {
            None => false,
            Some((_, name)) if name == P_INFLAMED => {
                positive == classes::positive(&[], call.as_ref(), &all_classes)?
            }
            Some(_) => settings.probability,
        };
        let strata = Strata::find(settings, &calls, &labels)?;
        let flags = calls.column("flags");

        let mut cases = Vec::new();
        for &(sample, id, word) in &labelled {
            let class = match map.of(word) {
                Mapped::LeftOut => continue,
                Mapped::Class(class) => class,
                Mapped::Itself => word,
            };
            // Every class of the labels is among them.
            let Some(class) = place_of(&all_classes, class) else { continue };
            let score = match &score {
                None => None,
                Some((column, _)) => number(&calls, sample, *column, is_probability)?,
            };
            cases.push(Case {
                patient: patients.of(sample, id, &labels, settings.matching),
                label: class,
                call: call.as_ref().map_or(Called::NotEvaluable, |call| {
                    call.call(calls.value(sample, call.column), &all_classes)
                }),
                score,
                in_reference: flags.and_then(|flags| calls.value(sample, flags)).is_some_and(is_in_reference),
                strata: strata.of(sample, id, &calls, &labels),
            });
        }
        strata.check(&cases)?;
        let n_labelled = labelled.len();
        let has_patients = patients.are_known(&labels, settings.matching);
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
        Ok(Self {
            calls: calls_stamp,
            call_column: call.map(|call| call.name),
            labels: labels_stamp,
            label_column: labels.name_of(label).to_owned(),
            map: map.stamp,
            score: score.map(|(_, name)| ScoreColumn { name, is_probability }),
            positive,
            classes: all_classes,
            strata: strata.columns.into_iter().map(|(name, _)| name).collect(),
            joined,
            cases,
        })
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
    }
}

/// Whether the flags of a call say that the sample is part of the reference.
fn is_in_reference(flags: &str) -> bool {
    flags.split(';').any(|flag| flag.parse() == Ok(Reason::InReference))
}

/// The classes of the calls, and those that the map declares where the words of the column are not this program's.
fn joint_classes(
    call: &CallColumn,
    labelled: &[(&str, &str, &str)],
    labels: &SampleTable,
    column: TableColumn,
    map: &ClassMap,
) -> crate::Result<Vec<String>> {
    let mut all = call.classes();
    for &(_, id, word) in labelled {
        let class = match map.of(word) {
            Mapped::LeftOut => continue,
            Mapped::Class(class) => class,
            Mapped::Itself => word,
        };
        if place_of(&all, class).is_some() {
            continue;
        }
        let is_declared = map.of(word) != Mapped::Itself && classes::not_determinate(class).is_none();
        if call.is_known || !is_declared {
            return Err(classes::unmapped(labels, id, column, call).into());
        }
        all.push(class.to_owned());
    }
    all.sort_by_key(|class| {
        (call.classes().iter().position(|known| known == class).unwrap_or(usize::MAX), class.clone())
    });
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

/// Who each sample is of.
struct Patients {
    by_sample: BTreeMap<String, String>,
}

impl Patients {
    /// From the calls, or from the summary beside them.
    fn read(settings: &ValidateSettings, calls: &SampleTable) -> crate::Result<Self> {
        let summary = match (calls.column(PATIENT), patients_file(&settings.calls)) {
            (None, Some(file)) => Some(read(&file, &[SAMPLE])?.1),
            _ => None,
        };
        let table = summary.as_ref().unwrap_or(calls);
        let mut by_sample = BTreeMap::new();
        if let Some(column) = table.column(PATIENT) {
            for sample in table.ids() {
                let patient = table.value(sample, column).map(str::to_owned);
                by_sample.extend(patient.map(|patient| (sample.to_owned(), patient)));
            }
        }
        Ok(Self { by_sample })
    }

    /// Whether anything says which samples are of one patient.
    fn are_known(&self, labels: &SampleTable, matching: Matching) -> bool {
        !self.by_sample.is_empty() || labels.column(PATIENT).is_some() || matching == Matching::Patient
    }

    fn stated(&self, sample: &str) -> Option<String> {
        self.by_sample.get(sample).cloned()
    }

    /// The patient of a sample: as the calls say, then as the labels say; else the sample is one of its own.
    fn of(&self, sample: &str, id: &str, labels: &SampleTable, matching: Matching) -> String {
        if let Some(patient) = self.by_sample.get(sample) {
            return patient.clone();
        }
        let column = labels.column(PATIENT);
        if let Some(patient) = column.and_then(|column| labels.value(id, column)) {
            return patient.to_owned();
        }
        match matching {
            Matching::Patient => shared_patient(sample, id).to_owned(),
            Matching::Exact => sample.to_owned(),
        }
    }
}

/// The columns by which samples are split.
struct Strata {
    /// Name, and whether the column is one of the labels.
    columns: Vec<(String, bool)>,
}

impl Strata {
    fn find(settings: &ValidateSettings, calls: &SampleTable, labels: &SampleTable) -> crate::Result<Self> {
        let mut columns = Vec::new();
        for name in &settings.strata {
            let is_of_labels = labels.column(name).is_some();
            if !is_of_labels && calls.column(name).is_none() {
                return Err(UsageError::new(
                    format!("--stratum {name}: neither labels nor calls have such a column"),
                    format!(
                        "the columns of the labels are: {}; of the calls: {}",
                        labels.columns().join(", "),
                        calls.columns().join(", ")
                    ),
                )
                .into());
            }
            if !columns.iter().any(|(known, _)| known == name) {
                columns.push((name.clone(), is_of_labels));
            }
        }
        Ok(Self { columns })
    }

    fn of(&self, sample: &str, id: &str, calls: &SampleTable, labels: &SampleTable) -> Vec<Option<String>> {
        let value = |(name, is_of_labels): &(String, bool)| {
            let (table, row) = if *is_of_labels { (labels, id) } else { (calls, sample) };
            table.column(name).and_then(|column| table.value(row, column)).map(str::to_owned)
        };
        self.columns.iter().map(value).collect()
    }

    /// Refuses a column of so many values that it has no groups.
    fn check(&self, cases: &[Case]) -> crate::Result<()> {
        for (place, (name, _)) in self.columns.iter().enumerate() {
            let values: BTreeSet<_> = cases.iter().map(|case| &case.strata[place]).collect();
            if values.len() > MAX_STRATA {
                return Err(UsageError::new(
                    format!("--stratum {name}: the column has {} different values", values.len()),
                    format!("give a column of at most {MAX_STRATA} groups"),
                )
                .into());
            }
        }
        Ok(())
    }
}
