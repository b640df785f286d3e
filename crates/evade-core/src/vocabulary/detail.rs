//! What stands behind the colon of a word.

use std::fmt;

use super::{any_of, escaped};
use crate::{CopyState, FilterReason, HlaSource};

/// A detail that can be written and read back.
pub(crate) trait Detail: Sized {
    /// As it stands behind the colon; `None` for a word without one.
    fn written(&self) -> Option<String>;

    /// Reads what stands behind the colon.
    fn read(detail: Option<&str>) -> Option<Self>;

    /// Regular expression of what is written behind the colon.
    fn pattern() -> String;

    /// Regular expression of everything behind the code, with the colon.
    fn behind_the_code() -> String {
        format!(":{}", Self::pattern())
    }

    /// Some values, for the walk through all lists.
    #[cfg(test)]
    fn examples() -> Vec<Self>;
}

/// Any text in a list in one cell.
const FREE_TEXT: &str = "[^;]*";

/// A text that fits into a list in one cell: it holds neither `;` nor a line end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellText(String);

impl CellText {
    /// The text; what would end the cell or its list is written as a comma or a blank.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let fitting = |c: char| match c {
            ';' => ',',
            c if c.is_control() => ' ',
            c => c,
        };
        Self(text.chars().map(fitting).collect())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CellText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Detail for CellText {
    fn written(&self) -> Option<String> {
        Some(self.0.clone())
    }

    fn read(detail: Option<&str>) -> Option<Self> {
        detail.map(Self::new)
    }

    fn pattern() -> String {
        FREE_TEXT.to_owned()
    }

    #[cfg(test)]
    fn examples() -> Vec<Self> {
        ["R470", "9:21970900:C>T, in part"].map(Self::new).to_vec()
    }
}

/// Where an HLA state was read, behind the word for HLA.
impl Detail for HlaSource {
    fn written(&self) -> Option<String> {
        Some(self.to_string())
    }

    fn read(detail: Option<&str>) -> Option<Self> {
        detail?.parse().ok()
    }

    fn pattern() -> String {
        let behind = Self::forms();
        let words = Self::WORDS.iter().zip(&behind);
        any_of(words.map(|(word, behind)| escaped(word.code) + behind.as_deref().unwrap_or_default()))
    }

    #[cfg(test)]
    fn examples() -> Vec<Self> {
        vec![Self::Lilac, Self::Generic(Some(CellText::new("lab")))]
    }
}

/// A detail that may be missing.
impl<T: Detail> Detail for Option<T> {
    fn written(&self) -> Option<String> {
        self.as_ref().and_then(Detail::written)
    }

    fn read(detail: Option<&str>) -> Option<Self> {
        match detail {
            None => Some(None),
            some => T::read(some).map(Some),
        }
    }

    fn pattern() -> String {
        T::pattern()
    }

    fn behind_the_code() -> String {
        format!("({})?", T::behind_the_code())
    }

    #[cfg(test)]
    fn examples() -> Vec<Self> {
        T::examples().into_iter().map(Some).chain([None]).collect()
    }
}

impl Detail for u32 {
    fn written(&self) -> Option<String> {
        Some(self.to_string())
    }

    fn read(detail: Option<&str>) -> Option<Self> {
        detail?.parse().ok()
    }

    fn pattern() -> String {
        "[0-9]+".to_owned()
    }

    #[cfg(test)]
    fn examples() -> Vec<Self> {
        vec![2]
    }
}

/// Names of variant callers, written with `+` between them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallerNames(Vec<CellText>);

impl CallerNames {
    /// The names in this order.
    #[must_use]
    pub fn new(names: &[String]) -> Self {
        Self(names.iter().map(|name| CellText::new(&name.replace('+', "-"))).collect())
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> u32 {
        u32::try_from(self.0.len()).unwrap_or(u32::MAX)
    }
}

impl Detail for CallerNames {
    fn written(&self) -> Option<String> {
        Some(self.0.iter().map(CellText::as_str).collect::<Vec<_>>().join("+"))
    }

    fn read(detail: Option<&str>) -> Option<Self> {
        detail.map(|names| Self(names.split('+').map(CellText::new).collect()))
    }

    fn pattern() -> String {
        FREE_TEXT.to_owned()
    }

    #[cfg(test)]
    fn examples() -> Vec<Self> {
        vec![Self::new(&["mutect2".to_owned(), "strelka2".to_owned()])]
    }
}

/// A candidate that was filtered and would have altered its gene, as the row of the gene names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FilteredCandidate {
    /// Its protein change, else its coding change, else place and alleles.
    pub change: CellText,
    /// Why it was filtered.
    pub reason: FilterReason,
}

impl Detail for FilteredCandidate {
    fn written(&self) -> Option<String> {
        Some(format!("{}:{}", self.change, self.reason))
    }

    fn read(detail: Option<&str>) -> Option<Self> {
        // The change may hold a colon, the reason does not.
        let (change, reason) = detail?.rsplit_once(':')?;
        Some(Self { change: CellText::new(change), reason: reason.parse().ok()? })
    }

    fn pattern() -> String {
        let reasons = any_of(FilterReason::WORDS.iter().map(|word| escaped(word.code)));
        format!("{FREE_TEXT}:{reasons}")
    }

    #[cfg(test)]
    fn examples() -> Vec<Self> {
        let of = |change, reason| Self { change: CellText::new(change), reason };
        vec![of("p.G12C", FilterReason::LowVaf), of("12:25398284C>T", FilterReason::Filter)]
    }
}

/// The copy-number state of a region by that of its genes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RegionState {
    /// All its genes have this state.
    All(CopyState),
    /// They differ.
    Mixed,
    /// None has a state.
    NotTested,
}

const MIXED: &str = "mixed";
const NOT_TESTED: &str = "not_tested";

impl fmt::Display for RegionState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::All(state) => state.as_str(),
            Self::Mixed => MIXED,
            Self::NotTested => NOT_TESTED,
        })
    }
}

impl Detail for RegionState {
    fn written(&self) -> Option<String> {
        Some(self.to_string())
    }

    fn read(detail: Option<&str>) -> Option<Self> {
        match detail? {
            MIXED => Some(Self::Mixed),
            NOT_TESTED => Some(Self::NotTested),
            state => state.parse().ok().map(Self::All),
        }
    }

    fn pattern() -> String {
        let states = CopyState::WORDS.iter().map(|word| word.code);
        any_of(states.chain([MIXED, NOT_TESTED]).map(escaped))
    }

    #[cfg(test)]
    fn examples() -> Vec<Self> {
        vec![Self::All(CopyState::Loh), Self::Mixed, Self::NotTested]
    }
}
