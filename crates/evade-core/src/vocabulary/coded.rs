//! Lists whose words may carry a detail behind a colon.

/// Declares an enumeration whose values are words with details: `NAME in "list" { /// Meaning. Value = "word", /// Meaning.
/// Other(Payload: "what the detail is") = "other", /// Meaning. Worth = "code" [8], ... }`. The doc comment of a value is
/// its meaning; the number in brackets are the points of an evidence code.
macro_rules! coded {
    ($(#[$($meta:tt)+])* $name:ident in $list:literal {
        $($(#[doc = $doc:literal])+ $variant:ident $(($payload:ty : $detail:literal))? = $word:literal $([$points:literal])?),+ $(,)?
    }) => {
        $(#[$($meta)+])*
        #[allow(clippy::doc_markdown, reason = "meanings are printed as they stand, names without backticks")]
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[doc = $doc])+ $variant $(($payload))?),+ }

        impl $name {
            /// Name of the list, as `evade schema reasons` prints it.
            pub const LIST: &'static str = $list;

            /// All codes in order, with what they mean.
            pub const WORDS: &'static [$crate::Word] = &[$($crate::Word {
                code: $word,
                meaning: concat!($($doc),+).trim_ascii(),
                detail: $crate::vocabulary::coded!(@option $($detail)?),
                points: $crate::vocabulary::coded!(@option $($points)?),
            }),+];

            /// The code, without the detail.
            #[must_use]
            pub fn code(&self) -> &'static str {
                match self { $(Self::$variant { .. } => $word),+ }
            }

            /// What the code means, in one sentence or two.
            #[must_use]
            pub fn meaning(&self) -> &'static str {
                match self { $(Self::$variant { .. } => concat!($($doc),+).trim_ascii()),+ }
            }

            /// Points of the code; zero for one that has none.
            #[must_use]
            pub fn points(&self) -> i32 {
                let points: Option<i32> = match self {
                    $(Self::$variant { .. } => $crate::vocabulary::coded!(@option $($points)?)),+
                };
                points.unwrap_or(0)
            }

            /// What stands behind the colon.
            #[must_use]
            pub fn detail(&self) -> Option<String> {
                $($crate::vocabulary::coded!(@detail self, $name, $variant $(, $payload)?);)+
                None
            }

            /// How each word goes on behind its code, in their order.
            pub(crate) fn forms() -> Vec<$crate::vocabulary::Form> {
                vec![$($crate::vocabulary::coded!(@form $($payload)?)),+]
            }

            /// Every value, those with a detail by examples.
            #[cfg(test)]
            pub(crate) fn every() -> Vec<Self> {
                [$($crate::vocabulary::coded!(@every $name, $variant $(, $payload)?)),+].concat()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self.detail() {
                    Some(detail) => f.pad(&format!("{}:{detail}", self.code())),
                    None => f.pad(self.code()),
                }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::UnknownWord;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                let (code, detail) = match word.split_once(':') {
                    Some((code, detail)) => (code, Some(detail)),
                    None => (word, None),
                };
                let found: Option<Self> = match code {
                    $($word => $crate::vocabulary::coded!(@read detail, $name, $variant $(, $payload)?),)+
                    _ => None,
                };
                found.ok_or_else(|| $crate::UnknownWord { word: word.to_owned(), list: $list })
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                word.parse().map_err(serde::de::Error::custom)
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let about = $crate::vocabulary::about!($([$($meta)+])*);
                $crate::vocabulary::words_schema(about, $list, Self::WORDS, &Self::forms())
            }
        }
    };

    (@form) => { None };
    (@form $payload:ty) => { Some(<$payload as $crate::vocabulary::Detail>::behind_the_code()) };

    (@option) => { None };
    (@option $value:literal) => { Some($value) };

    (@detail $value:ident, $name:ident, $variant:ident) => {};
    (@detail $value:ident, $name:ident, $variant:ident, $payload:ty) => {
        if let $name::$variant(payload) = $value {
            return $crate::vocabulary::Detail::written(payload);
        }
    };

    (@every $name:ident, $variant:ident) => { vec![$name::$variant] };
    (@every $name:ident, $variant:ident, $payload:ty) => {
        <$payload as $crate::vocabulary::Detail>::examples().into_iter().map($name::$variant).collect::<Vec<_>>()
    };

    (@read $detail:ident, $name:ident, $variant:ident) => { $detail.is_none().then_some($name::$variant) };
    (@read $detail:ident, $name:ident, $variant:ident, $payload:ty) => {
        <$payload as $crate::vocabulary::Detail>::read($detail).map($name::$variant)
    };
}

pub(crate) use coded;
