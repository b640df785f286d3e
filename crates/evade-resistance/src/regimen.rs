//! A regimen in the words of a sheet: whether it holds an immune checkpoint inhibitor, of which kind, and what else.
//!
//! The class of resistance and the populations of trials read a regimen here and nowhere else. Words that deny a drug or put it
//! into another time leave the entry unread: nothing is taken from it.

use serde::Deserialize;

/// Words by which a regimen is read, in lower case. Parts of drug names may stand anywhere in a word; those of up to three
/// letters (`ipi`) stand in other words too and must be a whole one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegimenWords {
    /// Citation.
    pub source: String,
    /// Parts of the names of antibodies to PD-1 or PD-L1.
    pub pd1: Vec<String>,
    /// Of these, those of nivolumab.
    pub nivolumab: Vec<String>,
    /// Parts of the names of inhibitors of other checkpoints.
    pub other_ici: Vec<String>,
    /// Parts of words for an inhibitor of a checkpoint that is not named.
    pub unspecific_ici: Vec<String>,
    /// Whole entries, without punctuation, that say that no inhibitor was given.
    pub without: Vec<String>,
    /// Words that deny a drug or put it into another time.
    pub denials: Vec<String>,
    /// Words that leave a choice, where an inhibitor is named.
    pub alternatives: Vec<String>,
    /// Parts of words for settings with definitions of their own.
    pub settings: Vec<String>,
    /// Parts of the names of treatments that inhibit no checkpoint.
    pub others: Vec<String>,
}

impl RegimenWords {
    /// A word that would match everything or nothing: empty, or not in lower case.
    pub(crate) fn unusable(&self) -> Option<&str> {
        let lists = [
            &self.pd1,
            &self.nivolumab,
            &self.other_ici,
            &self.unspecific_ici,
            &self.without,
            &self.denials,
            &self.alternatives,
            &self.settings,
            &self.others,
        ];
        let is_usable = |word: &&String| !word.trim().is_empty() && **word == word.to_lowercase();
        lists.into_iter().flatten().find(|word| !is_usable(word)).map(String::as_str)
    }
}

/// What a regimen says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Regimen {
    /// Its drugs.
    pub drugs: RegimenDrugs,
    /// Whether it names adjuvant, neoadjuvant, perioperative or consolidation treatment.
    pub is_other_setting: bool,
}

/// The drugs of a regimen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegimenDrugs {
    /// Not stated.
    Missing,
    /// A drug is denied, of another time, or one of a choice.
    Unread,
    /// It says that no immune checkpoint inhibitor was given.
    Denied,
    /// Known treatments, none of which is an immune checkpoint inhibitor that is known.
    WithoutIci,
    /// No word of it is known.
    Unknown,
    /// An immune checkpoint inhibitor.
    Ici {
        /// One to PD-1 or PD-L1 is among them.
        has_pd1: bool,
        /// Nivolumab is among them.
        has_nivolumab: bool,
        /// An inhibitor of another checkpoint is among them.
        has_other: bool,
        /// There is more than an inhibitor of PD-1 or PD-L1.
        is_combination: bool,
    },
}

impl Regimen {
    /// Reads the entry of a sheet.
    #[must_use]
    pub fn read(known: &RegimenWords, entry: Option<&str>) -> Self {
        let lower = entry.unwrap_or_default().to_lowercase().replace('ï', "i");
        let plain = plain_words(&lower);
        let is_other_setting = known.settings.iter().any(|part| lower.contains(part.as_str()));
        Self { drugs: RegimenDrugs::of(known, &lower, &plain), is_other_setting }
    }

    /// Whether it is stated and holds no immune checkpoint inhibitor that is known.
    #[must_use]
    pub fn is_without_ici(self) -> bool {
        matches!(self.drugs, RegimenDrugs::Denied | RegimenDrugs::WithoutIci)
    }

    /// Whether the dates of the sheet may be of another treatment than a checkpoint inhibitor: it holds none, or is unread.
    #[must_use]
    pub fn leaves_dates_open(self) -> bool {
        self.is_without_ici() || self.drugs == RegimenDrugs::Unread
    }
}

impl RegimenDrugs {
    fn of(known: &RegimenWords, lower: &str, plain: &[&str]) -> Self {
        if plain.is_empty() {
            return Self::Missing;
        }
        if known.without.contains(&plain.join(" ")) {
            return Self::Denied;
        }
        let is_any = |words: &[String]| {
            // `w/o`, `s/p` and arrows are marks and no words.
            let is_mark = |word: &str| word.contains(|c: char| !c.is_alphanumeric());
            words.iter().any(|word| {
                plain.contains(&word.as_str()) || (is_mark(word) && lower.contains(word.as_str()))
            })
        };
        let names = |parts: &[String]| drugs(lower).any(|drug| has_part(drug, parts));
        let (has_pd1, has_other) = (names(&known.pd1), names(&known.other_ici));
        let is_ici = has_pd1 || has_other || names(&known.unspecific_ici);
        if is_any(&known.denials) || (is_ici && is_any(&known.alternatives)) {
            return Self::Unread;
        }
        let has_more = names(&known.others);
        match (is_ici, has_more) {
            (true, _) => Self::Ici {
                has_pd1,
                has_nivolumab: names(&known.nivolumab),
                has_other,
                is_combination: has_other || has_more,
            },
            (false, true) => Self::WithoutIci,
            (false, false) => Self::Unknown,
        }
    }
}

/// The words of an entry without punctuation.
fn plain_words(lower: &str) -> Vec<&str> {
    lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

/// The drugs of a regimen. `nivolumab+ipilimumab` is two, `anti-PD-1` and `PD-(L)1` are one each.
fn drugs(lower: &str) -> impl Iterator<Item = &str> {
    let is_between = |c: char| c.is_whitespace() || matches!(c, '+' | '/' | ',' | ';' | '&');
    lower.split(is_between).filter(|word| !word.is_empty())
}

/// Whether a word has the name of a drug in it.
fn has_part(drug: &str, parts: &[String]) -> bool {
    let is_short = |part: &str| part.len() <= 3 && part.chars().all(char::is_alphabetic);
    parts.iter().any(|part| {
        if is_short(part) { plain_words(drug).contains(&part.as_str()) } else { drug.contains(part.as_str()) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clinical::built_in_rules;

    fn read(entry: &str) -> Regimen {
        Regimen::read(&built_in_rules().regimen, Some(entry))
    }

    #[test]
    fn drugs_are_recognised_in_the_words_of_a_sheet() {
        for (entries, has_pd1, is_combination) in [
            (
                &[
                    "pembrolizumab",
                    "Nivolumab 480 mg q4w",
                    "pembrolizumab (Keytruda)",
                    "anti-PD1",
                    "anti-PD-L1",
                    "anti-PD-(L)1",
                    "MK-3475",
                    "BMS-936558",
                    "cosibelimab",
                ][..],
                true,
                false,
            ),
            (
                &[
                    "nivolumab+ipilimumab",
                    "nivo/ipi",
                    "carboplatin, pemetrexed, pembrolizumab",
                    "pembro + chemotherapy",
                    "cadonilimab",
                    "Opdualag",
                ],
                true,
                true,
            ),
            (&["ipilimumab", "tremelimumab", "chemo-IO"], false, true),
            (&["immunotherapy", "IO", "ICI", "checkpoint inhibitor"], false, false),
        ] {
            for entry in entries {
                let RegimenDrugs::Ici { has_pd1: pd1, is_combination: more, .. } = read(entry).drugs else {
                    panic!("{entry}: {:?}", read(entry));
                };
                assert_eq!((pd1, more), (has_pd1, is_combination), "{entry}");
            }
        }
    }

    #[test]
    fn what_is_denied_of_another_time_or_not_known_is_not_read_as_given() {
        let missing = Regimen::read(&built_in_rules().regimen, None);
        assert_eq!((missing.drugs, read(" ").drugs), (RegimenDrugs::Missing, RegimenDrugs::Missing));
        for entry in [
            "no pembrolizumab",
            "without nivolumab",
            "previously pembrolizumab, now docetaxel",
            "w/o ICI",
            "docetaxel, no immunotherapy",
            "docetaxel (declined atezolizumab)",
            "pembrolizumab planned",
            "pembrolizumab or placebo",
            "nivolumab vs docetaxel",
            "prior IO",
        ] {
            assert_eq!(read(entry).drugs, RegimenDrugs::Unread, "{entry}");
        }
        for entry in ["none", "Untreated", "ICI-naive", "treatment-naïve", "no ICI"] {
            assert_eq!(read(entry).drugs, RegimenDrugs::Denied, "{entry}");
        }
        for entry in ["placebo", "carboplatin + pemetrexed", "Osimertinib 80 mg", "gemcitabine/cisplatin"] {
            assert_eq!(read(entry).drugs, RegimenDrugs::WithoutIci, "{entry}");
        }
        assert_eq!(read("XYZ-123").drugs, RegimenDrugs::Unknown);
    }

    #[test]
    fn settings_with_definitions_of_their_own_are_seen() {
        for entry in [
            "adjuvant pembrolizumab",
            "neo-adjuvant nivolumab + chemotherapy",
            "Perioperative durvalumab",
            "durvalumab consolidation",
            "neoadjuvant atezolizumab after biopsy",
        ] {
            assert!(read(entry).is_other_setting, "{entry}");
        }
        assert!(!read("pembrolizumab").is_other_setting);
    }
}
