//! Closed lists of words: one word for each value in JSON, tables, schema and documentation.

use serde::Serialize;

/// A word of a list with what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Word {
    /// As JSON and tables print it.
    pub code: &'static str,
    /// In one sentence.
    pub meaning: &'static str,
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
    ($(#[$meta:meta])* $name:ident in $list:literal { $($(#[doc = $doc:literal])+ $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
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
            }),+];

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
                word.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

pub(crate) use vocabulary;
