//! The words a laboratory puts beside a change: found, not found, not looked for.

/// What the words of a cell say, whatever change they stand beside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// Nothing was found: `negative`, `not detected`, `wild type`, `no mutation`.
    NotFound,
    /// Nothing was looked for, or without result: `not tested`, `failed`.
    NotTested,
    /// A `not` or `no` that goes with no word of a result: `not seen in the normal sample`.
    Unclear,
    /// Found, or doubtful: `equivocal`, `possible`.
    Doubtful,
    /// Found: `positive`, `detected`, `yes`.
    Found,
    /// No such word.
    Nothing,
}

const RESULTS: [&str; 26] = [
    "detected",
    "found",
    "present",
    "mutated",
    "mutation",
    "mutations",
    "mutant",
    "identified",
    "altered",
    "alteration",
    "alterations",
    "amplified",
    "amplification",
    "rearranged",
    "rearrangement",
    "fusion",
    "fusions",
    "deleted",
    "deletion",
    "deletions",
    "insertion",
    "loh",
    "loss",
    "variant",
    "variants",
    "evidence",
];
const WORK: [&str; 12] = [
    "tested",
    "done",
    "performed",
    "assessed",
    "assessable",
    "evaluated",
    "evaluable",
    "available",
    "sequenced",
    "covered",
    "determined",
    "analysed",
];
const NEGATIVES: [&str; 13] = [
    "negative",
    "neg",
    "absent",
    "absence",
    "wt",
    "wildtype",
    "undetected",
    "undetectable",
    "unmutated",
    "none",
    "nil",
    "unrearranged",
    "unamplified",
];
const POSITIVES: [&str; 16] = [
    "yes",
    "y",
    "true",
    "positive",
    "pos",
    "detected",
    "found",
    "present",
    "mutated",
    "mutation",
    "mutant",
    "identified",
    "altered",
    "alteration",
    "variant",
    "1",
];
const DOUBTS: [&str; 8] = [
    "equivocal",
    "possible",
    "possibly",
    "suspected",
    "borderline",
    "inconclusive",
    "indeterminate",
    "unclear",
];

/// Reads the words of one finding.
pub(super) fn said(text: &str) -> Said {
    let words = words_of(text);
    let is = |i: usize, list: &[&str]| words.get(i).is_some_and(|word| list.contains(&word.as_str()));
    // Up to two words may stand between: "no pathogenic mutation", "not reliably detected".
    let follows = |i: usize, list: &[&str]| (i + 1..=i + 3).any(|next| is(next, list));
    // "no other mutation" goes with one that was found.
    let negations: Vec<usize> = (0..words.len())
        .filter(|i| is(*i, &["not", "no", "without"]) && !is(i + 1, &["other", "further", "additional"]))
        .collect();
    if negations.iter().any(|i| follows(*i, &WORK))
        || any(&words, &["untested", "failed", "insufficient", "pending"])
    {
        return Said::NotTested;
    }
    if negations.iter().any(|i| follows(*i, &RESULTS)) {
        return Said::NotFound;
    }
    // "no G12C" and "G12C: no" deny what they stand beside; "not seen in the normal" may speak of something else.
    if let Some(first) = negations.first() {
        let is_of_all = (*first == 0 && words.len() <= 3) || negations.last() == Some(&(words.len() - 1));
        return if is_of_all { Said::NotFound } else { Said::Unclear };
    }
    if text.trim_end().ends_with(" -") || text.trim_end().ends_with(":-") {
        return Said::Unclear;
    }
    if is_wild_type(text) || any(&words, &NEGATIVES) || text.trim() == "0" {
        return Said::NotFound;
    }
    if any(&words, &DOUBTS) || text.contains(" ?") {
        return Said::Doubtful;
    }
    if any(&words, &POSITIVES) || text.trim() == "+" { Said::Found } else { Said::Nothing }
}

/// Whether the text says no more than that something was found.
pub(super) fn is_bare_result(text: &str, gene: &str) -> bool {
    let gene = gene.to_ascii_lowercase();
    let fillers = ["in", "gene", "hotspot", "activating", "pathogenic", "oncogenic", "unspecified", "a"];
    let is_result = |word: &String| POSITIVES.contains(&word.as_str()) || RESULTS.contains(&word.as_str());
    let words = words_of(text);
    text.trim() == "+"
        || (words.iter().any(is_result)
            && words.iter().all(|w| is_result(w) || *w == gene || fillers.contains(&w.as_str())))
}

/// Whether it speaks of the wild type: beside a change that is the other allele as well as a result.
pub(super) fn is_wild_type(text: &str) -> bool {
    let words = words_of(text);
    any(&words, &["wt", "wildtype"]) || words.windows(2).any(|pair| pair[0] == "wild" && pair[1] == "type")
}

/// Whether it speaks of the protein in the tissue: a negative stain of a suppressor is its loss.
pub(super) fn is_of_stain(text: &str) -> bool {
    any(&words_of(text), &["ihc", "immunohistochemistry", "expression", "stain", "staining"])
}

/// Whether the field says nothing at all: the column `tested` decides.
pub(super) fn is_empty_field(text: &str) -> bool {
    matches!(
        text.to_ascii_lowercase().as_str(),
        "" | "-" | "–" | "?" | "unknown" | "n.d." | "n.d" | "nd" | "n/a" | "na"
    )
}

fn any(words: &[String], list: &[&str]) -> bool {
    words.iter().any(|word| list.contains(&word.as_str()))
}

fn words_of(text: &str) -> Vec<String> {
    let plain = text.to_ascii_lowercase();
    plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_2_not_found_is_neither_found_nor_not_tested() {
        for (text, expected) in [
            ("ROS1 rearrangement negative (FISH)", Said::NotFound),
            ("FUSION NOT DETECTED", Said::NotFound),
            ("no fusion detected", Said::NotFound),
            ("WT (G12, G13, Q61)", Said::NotFound),
            ("wild-type", Said::NotFound),
            ("No pathogenic mutation", Said::NotFound),
            ("none", Said::NotFound),
            ("no", Said::NotFound),
            ("no G12C", Said::NotFound),
            ("G12C: no", Said::NotFound),
            ("no LOH", Said::NotFound),
            ("G12C -", Said::Unclear),
            ("p.G12D (not germline)", Said::Unclear),
            ("insufficient material", Said::NotTested),
            ("0", Said::NotFound),
            ("not tested", Said::NotTested),
            ("could not be reliably assessed", Said::NotTested),
            ("p.G12D, not seen in normal", Said::Unclear),
            ("equivocal amplification", Said::Doubtful),
            ("EML4-ALK positive", Said::Found),
            ("p.G12D", Said::Nothing),
            ("p.N771delinsGY", Said::Nothing),
        ] {
            assert_eq!(said(text), expected, "{text}");
        }
        assert!(
            is_bare_result("KRAS mutation detected", "KRAS") && !is_bare_result("exon 2 mutation", "KRAS")
        );
    }
}
