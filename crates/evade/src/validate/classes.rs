//! Which column of the calls is compared, and the classes of both sides.

use std::collections::BTreeSet;

use evade_core::{Inflamed, Phenotype, SpatialClass};
use evade_io::{SampleTable, TableColumn};
use evade_stream::ReadError;

use super::agreement::Called;
use super::class_map::{ClassMap, Mapped};
use crate::error::UsageError;

/// A column of this program that holds calls.
struct Known {
    name: &'static str,
    /// Words of a determinate call.
    words: Vec<&'static str>,
    /// Which of them mean inflamed.
    inflamed: Vec<&'static str>,
}

impl Known {
    /// Whether this is one of its words, apart from case.
    fn has(&self, word: &str) -> bool {
        self.words.iter().any(|known| known.eq_ignore_ascii_case(word))
    }
}

/// The columns of calls, in the order in which they are tried.
fn known_columns() -> [Known; 3] {
    let phenotypes = Phenotype::CLASSES.iter();
    let is_inflamed = |class: &&Phenotype| class.spatial_class() == SpatialClass::Inflamed;
    let spatial = SpatialClass::ALL.iter().map(|class| class.as_str());
    [
        Known {
            name: "phenotype",
            words: phenotypes.clone().map(|class| class.as_str()).collect(),
            inflamed: phenotypes.filter(is_inflamed).map(|class| class.as_str()).collect(),
        },
        Known {
            name: "spatial_class",
            words: spatial.filter(|word| not_determinate(word).is_none()).collect(),
            inflamed: vec![SpatialClass::Inflamed.as_str()],
        },
        Known {
            name: "inflamed",
            words: vec![Inflamed::Yes.as_str(), Inflamed::No.as_str()],
            inflamed: vec![Inflamed::Yes.as_str()],
        },
    ]
}

/// More words than this are no classes.
const MAX_CLASSES: usize = 20;

/// The words of the calls that are no class, in every column of calls.
pub(super) fn not_determinate(word: &str) -> Option<Called> {
    if word.eq_ignore_ascii_case(SpatialClass::Indeterminate.as_str()) {
        Some(Called::Indeterminate)
    } else if word.eq_ignore_ascii_case(Phenotype::NotEvaluable.as_str()) {
        Some(Called::NotEvaluable)
    } else {
        None
    }
}

/// The calls that are compared, as the map turns them into classes.
#[derive(Debug)]
pub(super) struct CallColumn {
    pub(super) column: TableColumn,
    pub(super) name: String,
    /// Words of a call and their classes.
    words: Vec<(String, String)>,
    /// Whether its words are those of this program. Of others only the words that occur are known.
    pub(super) is_known: bool,
    /// Classes that mean inflamed, where the column is known.
    inflamed: Vec<String>,
    /// A word that a known column cannot have, and that has no class by the map: the first one and its sample.
    stray: Option<(String, String)>,
}

impl CallColumn {
    /// A column of the calls with its words; `None` if it is not there.
    fn of(calls: &SampleTable, name: &str, map: &ClassMap) -> crate::Result<Option<Self>> {
        let Some(column) = calls.column(name) else { return Ok(None) };
        let found: BTreeSet<&str> = calls
            .ids()
            .filter_map(|id| calls.value(id, column))
            .filter(|word| not_determinate(word).is_none())
            .collect();
        // A column of which no word is this program's is one of another program.
        let known = known_columns().into_iter().find(|known| {
            known.name.eq_ignore_ascii_case(name)
                && (found.is_empty() || found.iter().any(|word| known.has(word)))
        });
        let is_mapped = |word: &str| matches!(map.of(word), Mapped::Class(_));
        let mut stray = None;
        let words: Vec<String> = match &known {
            Some(known) => {
                let foreign = |word: &&str| !known.has(word);
                stray = calls.ids().find_map(|id| {
                    let is_stray =
                        |word: &&str| not_determinate(word).is_none() && foreign(word) && !is_mapped(word);
                    calls.value(id, column).filter(is_stray).map(|word| (id.to_owned(), word.to_owned()))
                });
                let mapped = found.iter().copied().filter(foreign).filter(|word| is_mapped(word));
                known.words.iter().copied().chain(mapped).map(str::to_owned).collect()
            }
            None => found.iter().map(|&word| word.to_owned()).collect(),
        };
        if words.len() > MAX_CLASSES {
            let what = format!("the column '{name}' has {} different words", words.len());
            return Err(ReadError::bad_value(calls.name(), what)
                .hint("give the column of calls with `--call`, and a column of numbers with `--score`")
                .into());
        }
        let mut column = Self {
            column,
            name: calls.name_of(column).to_owned(),
            words: words.into_iter().map(|word| (word.clone(), map.of_call(&word).to_owned())).collect(),
            is_known: known.is_some(),
            inflamed: Vec::new(),
            stray,
        };
        if let Some(known) = known {
            column.inflamed = column.inflamed_classes(&known);
        }
        Ok(Some(column))
    }

    /// The classes of the inflamed words, unless the map puts others with them.
    fn inflamed_classes(&self, known: &Known) -> Vec<String> {
        let of = |is_inflamed: bool| -> Vec<&str> {
            let words = self.words.iter().filter(|(word, _)| {
                known.has(word) && known.inflamed.contains(&word.as_str()) == is_inflamed
            });
            words.map(|(_, class)| class.as_str()).collect()
        };
        let (inside, outside) = (of(true), of(false));
        let mut classes: Vec<String> = Vec::new();
        for class in inside {
            if outside.contains(&class) {
                return Vec::new();
            }
            if !classes.iter().any(|known| known == class) {
                classes.push(class.to_owned());
            }
        }
        classes
    }

    /// The classes, each once, in the order of the words.
    pub(super) fn classes(&self) -> Vec<String> {
        let mut classes: Vec<String> = Vec::new();
        for (_, class) in &self.words {
            if !classes.iter().any(|known| known.eq_ignore_ascii_case(class)) {
                classes.push(class.clone());
            }
        }
        classes
    }

    /// The class of a word of this column.
    fn class_of(&self, word: &str) -> Option<&str> {
        self.words.iter().find(|(known, _)| known.eq_ignore_ascii_case(word)).map(|(_, class)| class.as_str())
    }

    /// The call that a cell holds.
    pub(super) fn call(&self, cell: Option<&str>, classes: &[String]) -> Called {
        let Some(word) = cell else { return Called::NotEvaluable };
        if let Some(called) = not_determinate(word) {
            return called;
        }
        let class = self.class_of(word).and_then(|class| place_of(classes, class));
        class.map_or(Called::NotEvaluable, Called::Class)
    }

    /// How many of the classes of the labels it has not.
    fn n_unknown(&self, labels: &[String]) -> usize {
        let classes = self.classes();
        labels.iter().filter(|label| place_of(&classes, label).is_none()).count()
    }

    /// How many of the classes of the labels are none of its words, and come from the map alone.
    fn n_foreign(&self, labels: &[String]) -> usize {
        labels.iter().filter(|label| self.class_of(label).is_none()).count()
    }

    /// Whether it has this word.
    pub(super) fn has_word(&self, word: &str) -> bool {
        self.class_of(word).is_some()
    }

    /// The column, unless a known one has a word of which nothing says what it means.
    fn without_stray(self, calls: &SampleTable) -> crate::Result<Self> {
        let Some((id, word)) = &self.stray else { return Ok(self) };
        let what = format!("the call '{word}' is not a word of the column '{}'", self.name);
        let none = [SpatialClass::Indeterminate.as_str(), Phenotype::NotEvaluable.as_str()];
        let words: Vec<&str> = self.words.iter().map(|(word, _)| word.as_str()).chain(none).collect();
        Err(calls
            .bad_value(id, self.column, what)
            .hint(format!(
                "write it as one of: {}; or give its class with `--map`, a table of label and class",
                words.join(", ")
            ))
            .into())
    }
}

/// The place of a class, apart from case.
pub(super) fn place_of(classes: &[String], class: &str) -> Option<usize> {
    classes.iter().position(|known| known.eq_ignore_ascii_case(class))
}

/// The classes of the labels, each once, in the order of their words.
pub(super) fn label_classes<'a>(labels: impl Iterator<Item = &'a str>, map: &ClassMap) -> Vec<String> {
    let words: BTreeSet<&str> = labels.collect();
    let mut classes: Vec<String> = Vec::new();
    for word in words {
        let Some(class) = map.of_label(word) else { continue };
        if place_of(&classes, class).is_none() {
            classes.push(class.to_owned());
        }
    }
    classes
}

/// The column of calls: the one that is named, or the first known one that has the classes of the labels. `None` if the calls
/// have none and scores are compared.
pub(super) fn choose(
    calls: &SampleTable,
    named: Option<&str>,
    labels: &[String],
    map: &ClassMap,
    has_score: bool,
) -> crate::Result<Option<CallColumn>> {
    if let Some(name) = named {
        calls.require(name)?;
        return CallColumn::of(calls, name, map)?.map(|column| column.without_stray(calls)).transpose();
    }
    let mut there = Vec::new();
    for known in known_columns() {
        there.extend(CallColumn::of(calls, known.name, map)?);
    }
    // A score that was asked for is compared with labels of other classes too.
    if has_score && there.iter().all(|column| column.n_unknown(labels) == labels.len()) {
        return Ok(None);
    }
    if there.is_empty() {
        let known = known_columns().map(|known| format!("'{}'", known.name));
        let what = format!("there is no column of calls: none of {}", known.join(", "));
        return Err(ReadError::absent(calls.name(), what)
            .hint(format!(
                "name it with `--call`, or compare a column of numbers with `--score`; the columns are: {}",
                calls.columns().join(", ")
            ))
            .into());
    }
    // A class that is a word of the column goes before one that the map gives to some of its words. Where none has all of
    // them, the error names the label that the nearest one lacks.
    let nearest = there.into_iter().min_by_key(|column| (column.n_unknown(labels), column.n_foreign(labels)));
    nearest.map(|column| column.without_stray(calls)).transpose()
}

/// A label that says that there is none, where only scores are compared: it would count as another class.
pub(super) fn no_label(labels: &SampleTable, id: &str, column: TableColumn) -> Option<ReadError> {
    let label = labels.value(id, column)?;
    not_determinate(label)?;
    let what = format!("the label '{label}' is not a class");
    let hint = "leave it out with `--map`, a table of label and class: its class is NA";
    Some(labels.bad_value(id, column, what).hint(hint))
}

/// A label that is no class of the column of calls.
pub(super) fn unmapped(labels: &SampleTable, id: &str, column: TableColumn, call: &CallColumn) -> ReadError {
    let label = labels.value(id, column).unwrap_or_default();
    let what = format!("the label '{label}' is not a class of the calls (column '{}')", call.name);
    labels.bad_value(id, column, what).hint(format!(
        "give its class with `--map`, a table of label and class (NA leaves it out); the classes are: {}",
        call.classes().join(", ")
    ))
}

/// The positive classes: those that are named, or what is inflamed.
pub(super) fn positive(
    named: &[String],
    call: Option<&CallColumn>,
    classes: &[String],
) -> crate::Result<Vec<usize>> {
    if named.is_empty() {
        let inflamed = match call {
            Some(call) => call.inflamed.clone(),
            None => known_columns()
                .iter()
                .flat_map(|known| known.inflamed.iter())
                .map(|&w| w.to_owned())
                .collect(),
        };
        return Ok(inflamed.iter().filter_map(|class| place_of(classes, class)).collect());
    }
    let mut places = BTreeSet::new();
    for class in named {
        places.insert(place_of(classes, class).ok_or_else(|| {
            UsageError::new(
                format!("--positive {class}: there is no such class"),
                format!("the classes are: {}", classes.join(", ")),
            )
        })?);
    }
    if places.len() == classes.len() {
        return Err(UsageError::new(
            "--positive names every class".to_owned(),
            "leave out the classes that the positive ones are compared with",
        )
        .into());
    }
    Ok(places.into_iter().collect())
}
