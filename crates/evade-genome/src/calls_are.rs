//! Whether a list of variants is of the tumour or inherited, and what in it shows so.

use crate::filters::Filters;

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
/// Fraction in the normal from which a variant is one of its own: tumour cells in it give less.
const OWN_OF_NORMAL: f64 = 0.25;

/// Coding variants that pass, by what the normal has of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct NormalTally {
    n: u32,
    n_in_normal: u32,
    n_inherited: u32,
}

/// What the tally shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NormalShows {
    Nothing,
    /// Nearly all variants are the normal's own.
    GermlineCalls,
    /// Many are in the normal, with less than a variant of its own has.
    TumorInNormal,
}

impl NormalTally {
    /// Notes a variant by its fractions in the normal and in the tumour; one that neither has is not there.
    pub(crate) fn add(
        &mut self,
        normal: Option<f64>,
        vaf: Option<f64>,
        is_in_tumor: bool,
        filters: &Filters,
    ) {
        let is_in_normal = normal.is_some_and(|normal| filters.is_in_normal(normal, vaf));
        if !is_in_normal && !is_in_tumor {
            return;
        }
        let is_own = normal.is_some_and(|normal| {
            normal >= OWN_OF_NORMAL || normal > vaf.unwrap_or(if is_in_tumor { 1.0 } else { 0.0 })
        });
        self.n += 1;
        self.n_in_normal += u32::from(is_in_normal);
        self.n_inherited += u32::from(is_in_normal && is_own);
    }

    pub(crate) fn shows(&self) -> NormalShows {
        let is_share =
            |n: u32, share: f64| self.n >= MIN_VARIANTS && f64::from(n) >= share * f64::from(self.n);
        if is_share(self.n_inherited, INHERITED_SHARE) {
            NormalShows::GermlineCalls
        } else if is_share(self.n_in_normal, DOUBTFUL_SHARE) {
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
                 somatic, and their genes are not tested (`--calls somatic` uses the others)"
            )),
            (NormalShows::GermlineCalls, CallsAre::Somatic) => {
                Some(format!("{what}, as in a list of germline variants; the calls are stated to be somatic"))
            }
            (NormalShows::TumorInNormal, _) => Some(format!(
                "{what}, with lower fractions than inherited variants have: the normal may hold tumour cells"
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
            (0..*n).for_each(|_| tally.add(Some(*normal), Some(*vaf), *vaf > 0.0, &Filters::default()));
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
        assert_eq!(shows(&[(10, 0.0, 0.0)]), NormalShows::Nothing);
        assert_eq!(shows(&[(20, 0.0, 0.4)]), NormalShows::Nothing);
        // Tumour cells in the normal.
        assert_eq!(shows(&[(20, 0.12, 0.4)]), NormalShows::TumorInNormal);
    }

    #[test]
    fn the_words_of_the_option_are_read() {
        assert_eq!(
            CallsAre::WORDS.map(|word| word.parse()),
            [Ok(CallsAre::Auto), Ok(CallsAre::Somatic), Ok(CallsAre::Germline)]
        );
        assert!("both".parse::<CallsAre>().unwrap_err().contains("auto, somatic, germline"));
    }
}
