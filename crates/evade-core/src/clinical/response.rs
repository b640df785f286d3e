//! Best response and its confirmation: the words of a sheet as what they mean.

use crate::vocabulary::vocabulary;

vocabulary! {
    /// Best response to treatment, as read from the words of a sheet.
    BestResponse in "best_response" {
        /// Complete response: CR of RECIST, or iCR.
        Complete = "complete",
        /// Partial response: PR of RECIST, or iPR.
        Partial = "partial",
        /// Stable disease: SD of RECIST, iSD, or non-CR/non-PD.
        Stable = "stable",
        /// Progressive disease: PD of RECIST, or confirmed iCPD.
        Progressive = "progressive",
        /// Not evaluable, not assessed, or a word that is no category of RECIST that decides a class: mixed or minor response, unconfirmed progression (iUPD).
        NotEvaluable = "not_evaluable",
        /// Stated as not known.
        Unknown = "unknown",
        /// A pathological response, such as pCR or MPR: the outcome of neoadjuvant treatment.
        Pathological = "pathological",
    }
}

vocabulary! {
    /// Whether a response was confirmed, as read from the words of a sheet.
    Confirmation in "response_confirmed" {
        /// A later scan confirmed it.
        Yes = "yes",
        /// No scan confirmed it.
        No = "no",
        /// Stated as not known.
        Unknown = "unknown",
    }
}

impl BestResponse {
    /// Reads the user's words, in any case and spelled out or not; `None` for words that are not known.
    ///
    /// ```
    /// use evade_core::BestResponse;
    ///
    /// assert_eq!(BestResponse::read("PR"), Some(BestResponse::Partial));
    /// assert_eq!(BestResponse::read("Complete response"), Some(BestResponse::Complete));
    /// assert_eq!(BestResponse::read("pCR"), Some(BestResponse::Pathological));
    /// assert_eq!(BestResponse::read("good"), None);
    /// ```
    #[must_use]
    pub fn read(words: &str) -> Option<Self> {
        Some(match bare(words).as_str() {
            "cr" | "icr" | "complete" | "completeresponse" | "completeremission" => Self::Complete,
            "pr" | "ipr" | "partial" | "partialresponse" | "partialremission" => Self::Partial,
            "sd" | "isd" | "stable" | "stabledisease" | "noncrnonpd" => Self::Stable,
            "pd" | "icpd" | "progressive" | "progressivedisease" | "diseaseprogression" | "progression"
            | "progressed" => Self::Progressive,
            "unknown" | "notknown" | "unk" => Self::Unknown,
            "ne" | "notevaluable" | "inevaluable" | "nonevaluable" | "unevaluable" | "notassessed"
            | "notassessable" | "notdone" | "nd" | "mr" | "minorresponse" | "mixedresponse" | "mixed"
            | "iupd" => Self::NotEvaluable,
            "pcr"
            | "mpr"
            | "ppr"
            | "nonpcr"
            | "nonmpr"
            | "pathologicalcompleteresponse"
            | "pathologiccompleteresponse"
            | "completepathologicalresponse"
            | "completepathologicresponse"
            | "majorpathologicalresponse"
            | "majorpathologicresponse"
            | "partialpathologicalresponse"
            | "pathologicalpartialresponse" => Self::Pathological,
            _ => return None,
        })
    }

    /// Whether it is a response in the sense of RECIST: complete or partial.
    #[must_use]
    pub fn is_objective(self) -> bool {
        matches!(self, Self::Complete | Self::Partial)
    }
}

impl Confirmation {
    /// Reads the user's words; `None` for words that are not known.
    #[must_use]
    pub fn read(words: &str) -> Option<Self> {
        Some(match bare(words).as_str() {
            "yes" | "y" | "true" | "1" | "confirmed" => Self::Yes,
            "no" | "n" | "false" | "0" | "unconfirmed" | "notconfirmed" => Self::No,
            "unknown" | "notknown" | "unk" | "ne" | "nd" | "notdone" => Self::Unknown,
            _ => return None,
        })
    }
}

/// In lower case without what is written in many ways: blanks, hyphens, slashes. A question mark is kept, which makes the
/// words unknown ones.
fn bare(words: &str) -> String {
    let is_filler = |c: &char| c.is_whitespace() || matches!(c, '-' | '_' | '/' | '.');
    words.chars().filter(|c| !is_filler(c)).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_laboratories_are_read_in_any_case() {
        use BestResponse::{Complete, NotEvaluable, Partial, Pathological, Progressive, Stable, Unknown};
        for (words, expected) in [
            ("CR", Some(Complete)),
            ("complete response", Some(Complete)),
            ("Complete Remission", Some(Complete)),
            ("iCR", Some(Complete)),
            ("pr", Some(Partial)),
            ("Partial-Response", Some(Partial)),
            ("SD", Some(Stable)),
            ("non-CR/non-PD", Some(Stable)),
            ("stable_disease", Some(Stable)),
            ("PD", Some(Progressive)),
            ("iCPD", Some(Progressive)),
            ("iUPD", Some(NotEvaluable)),
            ("NE", Some(NotEvaluable)),
            ("MR", Some(NotEvaluable)),
            ("mixed response", Some(NotEvaluable)),
            ("pCR", Some(Pathological)),
            ("MPR", Some(Pathological)),
            ("unknown", Some(Unknown)),
            // A confirmed partial or a complete pathological response.
            ("cPR", None),
            ("responder", None),
            ("NR", None),
            ("PR?", None),
            ("CR/PR", None),
            ("", None),
        ] {
            assert_eq!(BestResponse::read(words), expected, "{words}");
        }
    }

    #[test]
    fn a_confirmation_is_yes_no_or_unknown() {
        for (words, expected) in [
            ("Yes", Some(Confirmation::Yes)),
            ("TRUE", Some(Confirmation::Yes)),
            ("not confirmed", Some(Confirmation::No)),
            ("n", Some(Confirmation::No)),
            ("unknown", Some(Confirmation::Unknown)),
            ("perhaps", None),
        ] {
            assert_eq!(Confirmation::read(words), expected, "{words}");
        }
    }
}
