//! What a regimen says of the rule sets: whether it has a PD-1 or PD-L1 antibody, and whether it has more.

use super::rules::Regimens;

/// A regimen in the user's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Regimen {
    /// Not stated.
    Missing,
    /// None of the known antibodies to PD-1 or PD-L1.
    WithoutPd1,
    /// Such an antibody, and nothing else that is known.
    Pd1Alone,
    /// Such an antibody with other drugs.
    Combination,
}

impl Regimen {
    pub(super) fn read(known: &Regimens, words: Option<&str>) -> Self {
        let Some(words) = words.map(str::to_lowercase) else { return Self::Missing };
        let names = |parts: &[String]| drugs(&words).any(|drug| has_part(drug, parts));
        match (names(&known.pd1), names(&known.others)) {
            (false, _) => Self::WithoutPd1,
            (true, false) => Self::Pd1Alone,
            (true, true) => Self::Combination,
        }
    }
}

/// The words of a regimen. `nivolumab+ipilimumab` is two, `anti-PD-1` and `PD-(L)1` are one each.
fn drugs(words: &str) -> impl Iterator<Item = &str> {
    let is_between = |c: char| c.is_whitespace() || matches!(c, '+' | '/' | ',' | ';' | '&');
    words.split(is_between).filter(|word| !word.is_empty())
}

/// Whether a word has the name of a drug in it. Three letters (`ipi`) stand in other words too and must be the whole one.
fn has_part(drug: &str, parts: &[String]) -> bool {
    let is_short = |part: &str| part.len() <= 3 && part.chars().all(char::is_alphabetic);
    parts.iter().any(|part| if is_short(part) { drug == part } else { drug.contains(part.as_str()) })
}

#[cfg(test)]
mod tests {
    use super::super::rules::tests::built_in;
    use super::*;

    #[test]
    fn drugs_are_recognised_in_the_words_of_a_sheet() {
        let known = built_in().regimen;
        for (words, expected) in [
            (None, Regimen::Missing),
            (Some("pembrolizumab"), Regimen::Pd1Alone),
            (Some("Nivolumab 480 mg q4w"), Regimen::Pd1Alone),
            (Some("pembrolizumab (Keytruda)"), Regimen::Pd1Alone),
            (Some("anti-PD1"), Regimen::Pd1Alone),
            (Some("anti-PD-L1"), Regimen::Pd1Alone),
            (Some("anti-PD-(L)1"), Regimen::Pd1Alone),
            (Some("nivolumab+ipilimumab"), Regimen::Combination),
            (Some("nivo/ipi"), Regimen::Combination),
            (Some("carboplatin, pemetrexed, pembrolizumab"), Regimen::Combination),
            (Some("pembro + chemotherapy"), Regimen::Combination),
            (Some("ipilimumab"), Regimen::WithoutPd1),
            (Some("immunotherapy"), Regimen::WithoutPd1),
        ] {
            assert_eq!(Regimen::read(&known, words), expected, "{words:?}");
        }
    }
}
