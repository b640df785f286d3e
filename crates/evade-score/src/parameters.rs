//! Parameters of a method as they are written: `key=value,key=value`.

use crate::MethodError;

/// The parameters of one method, taken out one by one; [`Parameters::finish`] refuses what is left.
#[derive(Debug)]
pub(crate) struct Parameters<'a> {
    method: &'static str,
    known: &'static str,
    pairs: Vec<(&'a str, &'a str)>,
}

impl<'a> Parameters<'a> {
    /// Splits `text`; `known` says in words what the method takes.
    pub(crate) fn new(method: &'static str, known: &'static str, text: &'a str) -> Self {
        let pairs = text
            .split(',')
            .filter(|part| !part.is_empty())
            .map(|part| part.split_once('=').unwrap_or((part, "")))
            .collect();
        Self { method, known, pairs }
    }

    /// The text of a parameter, if it is written; the last one counts.
    pub(crate) fn text(&mut self, key: &str) -> Option<&'a str> {
        let last = self.pairs.iter().rev().find(|pair| pair.0 == key).map(|pair| pair.1);
        self.pairs.retain(|pair| pair.0 != key);
        last
    }

    /// One of some words, each with its meaning; the first one when nothing is written.
    pub(crate) fn choice<T: Copy>(
        &mut self,
        key: &'static str,
        words: &'static [(&'static str, T)],
    ) -> Result<T, MethodError> {
        let Some(value) = self.text(key) else { return Ok(words[0].1) };
        words.iter().find(|(word, _)| *word == value).map(|&(_, meaning)| meaning).ok_or_else(|| {
            let expected: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            bad_value(key, value, &expected.join("|"))
        })
    }

    /// A number that satisfies a condition, which `expected` says in words.
    pub(crate) fn number(
        &mut self,
        key: &'static str,
        default: f64,
        expected: &str,
        allowed: impl Fn(f64) -> bool,
    ) -> Result<f64, MethodError> {
        let Some(value) = self.text(key) else { return Ok(default) };
        let number = value.parse().ok().filter(|&n: &f64| n.is_finite() && allowed(n));
        number.ok_or_else(|| bad_value(key, value, expected))
    }

    /// `true` or `false`.
    pub(crate) fn flag(&mut self, key: &'static str, default: bool) -> Result<bool, MethodError> {
        match self.text(key) {
            None => Ok(default),
            Some("true") => Ok(true),
            Some("false") => Ok(false),
            Some(value) => Err(bad_value(key, value, "true or false")),
        }
    }

    /// Refuses parameters that the method does not have.
    pub(crate) fn finish(self) -> Result<(), MethodError> {
        self.pairs.first().map_or(Ok(()), |(key, _)| {
            Err(MethodError::UnknownParameter {
                method: self.method,
                key: (*key).to_owned(),
                known: self.known,
            })
        })
    }
}

fn bad_value(key: &'static str, value: &str, expected: &str) -> MethodError {
    MethodError::BadValue { key, value: value.to_owned(), expected: expected.to_owned() }
}
