//! Names of fields that hold the reads of the tumour or of the normal beside a column: INFO fields as PCGR lets its user
//! name them, and fields of a caller in the column of the tumour.

/// Whose reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    Tumor,
    Normal,
}

/// What of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    Fraction,
    Depth,
    AltReads,
}

const TUMOR: [&str; 3] = ["tumour", "tumor", "tum"];
const NORMAL: [&str; 6] = ["normal", "norm", "control", "ctrl", "germline", "blood"];

/// What a name means, in any case of letters: `NORMAL_AF`, `vaf_tumour`, `NDP`.
pub(super) fn meaning_of(name: &str) -> Option<(Whose, Reading)> {
    let name = name.to_ascii_lowercase();
    let by_word = |words: &[&str]| words.iter().find_map(|word| reading_beside(&name, word));
    if let Some(reading) = by_word(&TUMOR) {
        return Some((Whose::Tumor, reading));
    }
    if let Some(reading) = by_word(&NORMAL) {
        return Some((Whose::Normal, reading));
    }
    let by_letter = |letter: &str| {
        let front = name.strip_prefix(letter).map(|rest| rest.trim_start_matches('_'));
        let back = || name.strip_suffix(letter)?.strip_suffix('_');
        front.and_then(reading).or_else(|| reading(back()?))
    };
    // CAF is the frequency in a population.
    match name.as_str() {
        "cvaf" | "cdp" | "cad" => by_letter("c").map(|reading| (Whose::Normal, reading)),
        _ => by_letter("n")
            .map(|reading| (Whose::Normal, reading))
            .or_else(|| by_letter("t").map(|reading| (Whose::Tumor, reading))),
    }
}

fn reading_beside(name: &str, word: &str) -> Option<Reading> {
    let front = name.strip_prefix(word).map(|rest| rest.trim_start_matches('_'));
    let back = || name.strip_suffix(word).map(|rest| rest.trim_end_matches('_'));
    front.and_then(reading).or_else(|| reading(back()?))
}

fn reading(word: &str) -> Option<Reading> {
    match word {
        "af" | "vaf" | "vf" | "freq" | "altfreq" | "alt_freq" => Some(Reading::Fraction),
        "dp" | "depth" => Some(Reading::Depth),
        "ad" | "vd" => Some(Reading::AltReads),
        _ => None,
    }
}

/// Whether a name that is not read looks like the fraction of a normal.
pub(super) fn may_be_of_normal(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let has = |words: &[&str]| name.split(['_', '.', '-']).any(|part| words.contains(&part));
    let is_fraction = has(&["af", "vaf", "vf", "freq", "frequency", "fraction", "frac", "ratio", "percent"]);
    let is_of_people =
        ["gnomad", "exac", "1000g", "pop", "pon", "panel"].iter().any(|word| name.contains(word));
    has(&NORMAL) && is_fraction && !is_of_people && meaning_of(&name).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_any_case_and_order() {
        let normal = |reading| Some((Whose::Normal, reading));
        let tumor = |reading| Some((Whose::Tumor, reading));
        for name in [
            "NAF",
            "NVAF",
            "NORMAL_AF",
            "NORMAL_VAF",
            "N_AF",
            "AF_NORMAL",
            "VAF_N",
            "CONTROL_VAF",
            "CVAF",
            "N_AltFreq",
            "NORM_AF",
            "GERMLINE_AF",
            "BLOOD_AF",
            "normal_af",
            "vaf_control",
            "NormalAF",
        ] {
            assert_eq!(meaning_of(name), normal(Reading::Fraction), "{name}");
        }
        for name in ["NDP", "CONTROL_DP", "CDP", "dp_normal", "N_DP", "NORMAL_DEPTH"] {
            assert_eq!(meaning_of(name), normal(Reading::Depth), "{name}");
        }
        for name in ["NAD", "NVD", "NORMAL_AD", "AD_CONTROL"] {
            assert_eq!(meaning_of(name), normal(Reading::AltReads), "{name}");
        }
        for name in ["TVAF", "TAF", "TVF", "TUMOUR_AF", "tumor_af", "AF_TUMOUR", "T_VAF"] {
            assert_eq!(meaning_of(name), tumor(Reading::Fraction), "{name}");
        }
        assert_eq!(meaning_of("TUMOUR_DP"), tumor(Reading::Depth));
        for name in ["AF", "DP", "CAF", "NLOD", "TLOD", "POPAF", "gnomAD_AF", "NT", "VAF", "AD", "GT"] {
            assert_eq!(meaning_of(name), None, "{name}");
        }
        assert!(may_be_of_normal("VAF_IN_NORMAL") && may_be_of_normal("control_alt_fraction"));
        assert!(!may_be_of_normal("gnomad_normal_af") && !may_be_of_normal("normal_artifact"));
    }
}
