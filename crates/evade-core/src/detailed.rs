//! A word of a closed list, followed by text of a file: `code` or `code:text`.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::UnknownWord;

/// A list with words that text of a file may follow.
pub trait DetailedWord: Copy + fmt::Display + FromStr<Err = UnknownWord> {
    /// What the text after the colon is; `None` for a word that stands alone.
    fn detail(self) -> Option<&'static str>;
}

/// A word and the text that follows it. Printed, in JSON and in tables, as `word` or `word:detail`.
///
/// ```
/// use evade_core::{Detailed, HlaSource};
/// let source = Detailed::with(HlaSource::Generic, "LAB 7");
/// assert_eq!(source.to_string(), "generic:LAB 7");
/// assert_eq!("generic:LAB 7".parse(), Ok(source));
/// assert!("lilac:LAB 7".parse::<Detailed<HlaSource>>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Detailed<W> {
    /// The word of the list.
    pub word: W,
    /// Text as a file has it, for words that take one.
    pub detail: Option<String>,
}

impl<W: DetailedWord> Detailed<W> {
    /// The word with a text, for a word that takes one; elsewhere the text is left out.
    #[must_use]
    pub fn with(word: W, detail: impl Into<String>) -> Self {
        Self { word, detail: word.detail().map(|_| detail.into()) }
    }
}

impl<W: DetailedWord> From<W> for Detailed<W> {
    fn from(word: W) -> Self {
        Self { word, detail: None }
    }
}

impl<W: DetailedWord> fmt::Display for Detailed<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.detail {
            Some(detail) => write!(f, "{}:{detail}", self.word),
            None => self.word.fmt(f),
        }
    }
}

impl<W: DetailedWord> FromStr for Detailed<W> {
    type Err = UnknownWord;

    fn from_str(printed: &str) -> Result<Self, Self::Err> {
        let Some((word, detail)) = printed.split_once(':') else { return printed.parse().map(W::into) };
        let word: W = word.parse()?;
        if word.detail().is_none() {
            // The printed form as a whole is not of the list: the word's own error names the list.
            return printed.parse().map(W::into);
        }
        Ok(Self::with(word, detail))
    }
}

impl<W: DetailedWord> Serialize for Detailed<W> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, W: DetailedWord> Deserialize<'de> for Detailed<W> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Cow::<'de, str>::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
