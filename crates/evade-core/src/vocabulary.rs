//! Closed lists of words: one word for each value in JSON, tables, schema and documentation.
//!
//! Words are written and read here alone. Everywhere else a value is an enumeration that code matches on.
//!
//! * [`vocabulary!`] declares a list of plain words, such as the states of a gene.
//! * [`coded!`] declares a list whose words may carry a detail behind a colon, such as `hotspot:R470`.
//! * [`VOCABULARIES`] holds all lists; `evade schema reasons` and the documentation print it.

mod coded;
mod detail;
mod registry;
mod schema;

use serde::Serialize;

pub(crate) use self::coded::coded;
pub(crate) use self::detail::Detail;
pub use self::detail::{CallerNames, CellText, FilteredCandidate, RegionState};
pub use self::registry::{VOCABULARIES, Vocabulary};
pub(crate) use self::schema::{Form, any_of, escaped, words_schema};

/// A word of a list with what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Word {
    /// As JSON and tables print it, up to the colon where a detail follows.
    pub code: &'static str,
    /// In one sentence or two.
    pub meaning: &'static str,
    /// What stands behind the colon; absent for a word that stands alone.
    pub detail: Option<&'static str>,
    /// Points of an evidence code.
    pub points: Option<i32>,
}

/// A word that is not in its list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{word}' is not a word of the list '{list}'")]
pub struct UnknownWord {
    /// The word that was met.
    pub word: String,
    /// Name of the list.
    pub list: &'static str,
}

/// Declares an enumeration whose values are words: `NAME in "list" { /// Meaning. Value = "word", ... }`. The doc
/// comment of a value is its meaning, printed by `evade schema reasons`.
macro_rules! vocabulary {
    ($(#[$($meta:tt)+])* $name:ident in $list:literal { $($(#[doc = $doc:literal])+ $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$($meta)+])*
        #[allow(clippy::doc_markdown, reason = "meanings are printed as they stand, names without backticks")]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[doc = $doc])+ $variant),+ }

        impl $name {
            /// Name of the list, as `evade schema reasons` prints it.
            pub const LIST: &'static str = $list;

            /// All values in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// All words in order, with what they mean.
            pub const WORDS: &'static [$crate::Word] = &[$($crate::Word {
                code: $word,
                meaning: concat!($($doc),+).trim_ascii(),
                detail: None,
                points: None,
            }),+];

            /// Every value, for the walk through all lists.
            #[cfg(test)]
            pub(crate) fn every() -> Vec<Self> {
                Self::ALL.to_vec()
            }

            /// The word that JSON and tables print.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// What the word means, in one sentence.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+).trim_ascii()),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::UnknownWord;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                match word {
                    $($word => Ok(Self::$variant),)+
                    _ => Err($crate::UnknownWord { word: word.to_owned(), list: $list }),
                }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                word.parse().map_err(|_| serde::de::Error::unknown_variant(&word, &[$($word),+]))
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let about = $crate::vocabulary::about!($([$($meta)+])*);
                $crate::vocabulary::words_schema(about, $list, Self::WORDS, &[])
            }
        }
    };
}

/// The doc comment among the attributes of a list.
macro_rules! about {
    ($([doc = $doc:literal])+ $([non_exhaustive])?) => { concat!($($doc),+).trim_ascii() };
}

pub(crate) use {about, vocabulary};
