//! Columns of numbers, words, and yes or no, with missing values.

use std::collections::BTreeSet;

use crate::stats::Term;

/// The values of a column, one per sample; missing ones are `None`.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// Numbers; one that is not finite counts as missing.
    Numbers(Vec<Option<f64>>),
    /// Words: a phenotype, a response, a laboratory.
    Words(Vec<Option<String>>),
    /// Yes or no: an alteration, a supported mechanism. What was not tested is missing.
    Flags(Vec<Option<bool>>),
}

/// A named column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// One value per sample.
    pub values: Values,
}

/// Follow-up of each sample's patient.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Name of the column of times, which rows print.
    pub name: String,
    /// Time to the event or to the last contact; missing if unknown.
    pub time: Vec<Option<f64>>,
    /// Whether the event happened; missing if unknown.
    pub event: Vec<Option<bool>>,
}

/// The word for yes.
pub(super) const YES: &str = "yes";
/// The word for no.
const NO: &str = "no";

/// Values of some samples, none missing.
pub(super) enum Known {
    Numbers(Vec<f64>),
    Groups(Groups),
}

/// Groups of samples: `of` numbers the group of each sample, into `names`.
pub(super) struct Groups {
    pub(super) names: Vec<String>,
    pub(super) of: Vec<usize>,
}

impl Groups {
    fn new(words: &[&str]) -> Self {
        let distinct: Vec<&str> = words.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
        let of = words.iter().map(|word| distinct.partition_point(|name| name < word)).collect();
        Self { names: distinct.into_iter().map(str::to_owned).collect(), of }
    }

    pub(super) fn sizes(&self) -> Vec<usize> {
        let mut sizes = vec![0; self.names.len()];
        for group in &self.of {
            sizes[*group] += 1;
        }
        sizes
    }

    /// The last group and the first, if there are two: that against which is reported.
    pub(super) fn pair(&self) -> Option<(&str, &str)> {
        match self.names.as_slice() {
            [first, last] => Some((last, first)),
            _ => None,
        }
    }
}

impl Column {
    pub(super) fn len(&self) -> usize {
        match &self.values {
            Values::Numbers(values) => values.len(),
            Values::Words(values) => values.len(),
            Values::Flags(values) => values.len(),
        }
    }

    pub(super) fn has(&self, sample: usize) -> bool {
        match &self.values {
            Values::Numbers(values) => values.get(sample).copied().flatten().is_some_and(f64::is_finite),
            Values::Words(values) => values.get(sample).is_some_and(Option::is_some),
            Values::Flags(values) => values.get(sample).is_some_and(Option::is_some),
        }
    }

    /// The values of samples that have one.
    pub(super) fn known(&self, samples: &[usize]) -> Known {
        fn at<'a, T>(values: &'a [Option<T>], samples: &'a [usize]) -> impl Iterator<Item = &'a T> {
            samples.iter().filter_map(|sample| values.get(*sample)?.as_ref())
        }
        match &self.values {
            Values::Numbers(values) => Known::Numbers(at(values, samples).copied().collect()),
            Values::Words(values) => {
                Known::Groups(Groups::new(&at(values, samples).map(String::as_str).collect::<Vec<_>>()))
            }
            Values::Flags(values) => {
                let word = |flag: &bool| if *flag { YES } else { NO };
                Known::Groups(Groups::new(&at(values, samples).map(word).collect::<Vec<_>>()))
            }
        }
    }

    /// The column as a variable of a model.
    pub(super) fn term(&self, samples: &[usize]) -> Term {
        match self.known(samples) {
            Known::Numbers(values) => Term::numbers(&self.name, values),
            Known::Groups(groups) => Term::levels(&self.name, &groups.names, &groups.of),
        }
    }
}

/// The samples that have a value in all columns.
pub(super) fn complete(n: usize, columns: &[&Column]) -> Vec<usize> {
    (0..n).filter(|sample| columns.iter().all(|column| column.has(*sample))).collect()
}
