//! Whether a list of variants is of the tumour or inherited, and what in it shows so.

use crate::filters::Filters;
use crate::normal::InNormal;

/// What the user says of the calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CallsAre {
    /// Nothing: header and records decide.
    #[default]
    Auto,
    /// Calls of a tumour, whatever the file looks like.
    Somatic,
    /// Inherited variants: none of them is used.
    Germline,
}

impl CallsAre {
    /// The words of the option and of the sheet.
    pub const WORDS: [&'static str; 3] = ["auto", "somatic", "germline"];
}

impl std::str::FromStr for CallsAre {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.trim().to_ascii_lowercase().as_str() {
            "auto" => Ok(Self::Auto),
            "somatic" => Ok(Self::Somatic),
            "germline" => Ok(Self::Germline),
            _ => Err(format!("'{text}' is not one of: {}", Self::WORDS.join(", "))),
        }
    }
}

/// Fewer coding variants show nothing.
const MIN_VARIANTS: u32 = 10;
/// Share of them that is inherited in a list of inherited variants.
const INHERITED_SHARE: f64 = 0.9;
/// Share of them in the normal from which the normal itself is in doubt.
const DOUBTFUL_SHARE: f64 = 0.5;
/// Mean fraction in the normal, or share of that in the tumour, from which variants are the normal's own: tumour cells
/// in it give less.
const OWN_OF_NORMAL: f64 = 0.25;
const OWN_SHARE: f64 = 0.5;

/// Coding variants that pass, by what the normal has of them.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct NormalTally {
    n: u32,
    n_in_normal: u32,
    /// Fractions of those in the normal, there and in the tumour.
    sum_normal: f64,
    sum_tumor: f64,
}

/// What the tally shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NormalShows {
    Nothing,
    /// Nearly all variants are in the normal, as its own.
    GermlineCalls,
    /// Many are in the normal, but fewer, or with less than a variant of its own has.
    TumorInNormal,
}

impl NormalTally {
    /// Notes a variant by what the normal and the tumour have of it; one that neither has is not there.
    pub(crate) fn add(&mut self, normal: InNormal, vaf: Option<f64>, is_in_tumor: bool, filters: &Filters) {
        let in_normal = normal.too_much(vaf, filters);
        if in_normal.is_none() && !is_in_tumor {
            return;
        }
        self.n += 1;
        if let Some(normal) = in_normal {
            self.n_in_normal += 1;
            self.sum_normal += normal;
            self.sum_tumor += vaf.unwrap_or(0.0);
        }
    }

    /// Adds what another file of the same sample shows.
    pub(crate) fn join(&mut self, other: Self) {
        self.n += other.n;
        self.n_in_normal += other.n_in_normal;
        self.sum_normal += other.sum_normal;
        self.sum_tumor += other.sum_tumor;
    }

    pub(crate) fn shows(&self) -> NormalShows {
        let is_share =
            |share: f64| self.n >= MIN_VARIANTS && f64::from(self.n_in_normal) >= share * f64::from(self.n);
        let is_own = self.sum_normal >= OWN_OF_NORMAL * f64::from(self.n_in_normal)
            || self.sum_normal >= OWN_SHARE * self.sum_tumor;
        if is_share(INHERITED_SHARE) && is_own {
            NormalShows::GermlineCalls
        } else if is_share(DOUBTFUL_SHARE) {
            NormalShows::TumorInNormal
        } else {
            NormalShows::Nothing
        }
    }

    /// What the user should know, in a sentence.
    pub(crate) fn warning(&self, stated: CallsAre) -> Option<String> {
        let Self { n, n_in_normal, .. } = self;
        let what = format!("{n_in_normal} of {n} coding variants are also in the normal");
        match (self.shows(), stated) {
            (NormalShows::Nothing, _) | (_, CallsAre::Germline) => None,
            (NormalShows::GermlineCalls, CallsAre::Auto) => Some(format!(
                "{what}, as in a list of germline variants or with tumour and normal exchanged: none is used as \
                 somatic, and their genes are not tested (override with `--calls somatic`)"
            )),
            (NormalShows::GermlineCalls, CallsAre::Somatic) => {
                Some(format!("{what}, as in a list of germline variants; the calls are stated to be somatic"))
            }
            (NormalShows::TumorInNormal, _) => Some(format!(
                "{what}, fewer or with lower fractions than in a list of germline variants: the normal may hold tumour cells"
            )),
        }
    }
}

/// Why no variant of such a list is used.
pub(crate) const IN_NORMAL_LIST: &str = "nearly all variants of the list are in the normal";

#[cfg(test)]
mod tests {
    use super::*;

    fn shows(variants: &[(usize, f64, f64)]) -> NormalShows {
        let mut tally = NormalTally::default();
        for (n, normal, vaf) in variants {
            let normal = InNormal::Fraction(*normal);
            (0..*n).for_each(|_| tally.add(normal, Some(*vaf), *vaf > 0.0, &Filters::default()));
        }
        tally.shows()
    }

    #[test]
    fn a_list_is_inherited_where_nearly_all_of_ten_are_the_normals_own() {
        assert_eq!(shows(&[(10, 0.5, 0.5)]), NormalShows::GermlineCalls);
        assert_eq!(shows(&[(9, 0.5, 0.5)]), NormalShows::Nothing);
        assert_eq!(shows(&[(18, 0.5, 0.5), (2, 0.0, 0.3)]), NormalShows::GermlineCalls);
        assert_eq!(shows(&[(17, 0.5, 0.5), (3, 0.0, 0.3)]), NormalShows::TumorInNormal);
        // Lost in the tumour, or the columns are exchanged.
        assert_eq!(shows(&[(10, 0.2, 0.0)]), NormalShows::GermlineCalls);
        // Chance at low depth.
        assert_eq!(shows(&[(6, 0.2, 0.4), (6, 0.45, 0.4)]), NormalShows::GermlineCalls);
        assert_eq!(shows(&[(10, 0.0, 0.0)]), NormalShows::Nothing);
        assert_eq!(shows(&[(20, 0.0, 0.4)]), NormalShows::Nothing);
        // Tumour cells in the normal.
        assert_eq!(shows(&[(20, 0.12, 0.4)]), NormalShows::TumorInNormal);
    }

    #[test]
    fn the_words_of_the_option_are_read() {
        assert_eq!(
            CallsAre::WORDS.map(str::parse),
            [Ok(CallsAre::Auto), Ok(CallsAre::Somatic), Ok(CallsAre::Germline)]
        );
        assert!("both".parse::<CallsAre>().unwrap_err().contains("auto, somatic, germline"));
    }
}
