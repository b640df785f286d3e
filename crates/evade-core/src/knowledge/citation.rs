//! Where a row of knowledge was read.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A place in the review, and what else was read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Citation {
    /// Sections of the review: `3.2.1`.
    pub sections: Vec<String>,
    /// Tables of the review: 1 or 2.
    #[serde(default)]
    pub tables: Vec<u8>,
    /// Numbers in the review's list of references, ascending; empty where the review cites nothing.
    #[serde(default)]
    pub references: Vec<u16>,
    /// What else was read: `doi:...`, `PMID:...` or `PMC...`.
    #[serde(default)]
    pub sources: Vec<String>,
}

impl Citation {
    /// The review, as every page cites it.
    pub const REVIEW: &'static str = "Shi et al., Front Immunol 2025";
}

/// The citation as a page prints it.
///
/// ```
/// use evade_core::Citation;
///
/// let citation = Citation {
///     sections: vec!["3.1".into(), "4.1".into()],
///     references: vec![36, 37],
///     ..Citation::default()
/// };
/// assert_eq!(
///     citation.to_string(),
///     "Shi et al., Front Immunol 2025, sections 3.1 and 4.1, its references 36 and 37"
/// );
/// ```
impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::REVIEW)?;
        part(f, ", section", &self.sections)?;
        part(f, ", Table", &self.tables)?;
        part(f, ", its reference", &self.references)?;
        self.sources.iter().try_for_each(|source| write!(f, "; {source}"))
    }
}

/// A label, with an s for several, and the items behind it.
fn part<T: fmt::Display>(f: &mut fmt::Formatter<'_>, label: &str, items: &[T]) -> fmt::Result {
    let Some((last, first)) = items.split_last() else { return Ok(()) };
    write!(f, "{label}{} ", if first.is_empty() { "" } else { "s" })?;
    for (i, item) in first.iter().enumerate() {
        write!(f, "{}{item}", if i == 0 { "" } else { ", " })?;
    }
    write!(f, "{}{last}", if first.is_empty() { "" } else { " and " })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_is_named_once_and_what_is_absent_is_left_out() {
        let mut citation = Citation { sections: vec!["6".into()], ..Citation::default() };
        assert_eq!(citation.to_string(), "Shi et al., Front Immunol 2025, section 6");
        citation.tables = vec![2];
        citation.references = vec![12, 13, 14];
        citation.sources = vec!["doi:10.1/x".into()];
        assert_eq!(
            citation.to_string(),
            "Shi et al., Front Immunol 2025, section 6, Table 2, its references 12, 13 and 14; doi:10.1/x"
        );
    }
}
