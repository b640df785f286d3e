//! Values that cannot be. One rule for all readers: the row that holds one is not used, and its gene cannot be called
//! `not_altered`; an HLA gene is `not_evaluable`.

use crate::genome_build::{Build, CHROMOSOME_LENGTHS};

/// What is impossible about a value, for people to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Impossible(pub(crate) String);

/// A value that may be missing, or why it cannot be.
pub(crate) type Tried<T> = Result<Option<T>, Impossible>;

/// Fits of tumour content give copies a little below zero, which are none. From here on they are none of a fit.
const LEAST_COPIES: f64 = -0.5;

/// Whether a field says that its value is missing. Of numbers that are computed, NaN says that the program failed.
fn is_missing(text: &str) -> bool {
    matches!(text, "" | "." | "NA" | "N/A" | "__UNKNOWN__")
}

/// A finite number.
pub(crate) fn number(name: &str, text: &str) -> Tried<f64> {
    let text = text.trim_matches('"');
    if is_missing(text) {
        return Ok(None);
    }
    let value = text.parse::<f64>().ok().filter(|value| value.is_finite());
    value.map(Some).ok_or_else(|| Impossible(format!("{name} '{text}' is not a finite number")))
}

/// Copies of a gene or an allele as they are written: finite, and at most a little below none.
pub(crate) fn raw_copies(name: &str, text: &str) -> Tried<f64> {
    match number(name, text)? {
        Some(value) if value <= LEAST_COPIES => Err(Impossible(format!("{name} {text} is negative"))),
        value => Ok(value),
    }
}

/// The same, and none where a fit gives a little less than none.
pub(crate) fn copies(name: &str, text: &str) -> Tried<f64> {
    Ok(raw_copies(name, text)?.map(|copies| copies.max(0.0)))
}

/// Fits are rounded, each part for itself.
const ROUNDING: f64 = 0.5;

/// Whether the copies of the alleles make the total: the smaller allele has at most as many as the larger one, and both
/// together are all.
pub(crate) fn alleles_of(total: f64, minor: Option<f64>, major: Option<f64>) -> Result<(), Impossible> {
    let rest = minor.map(|minor| total - minor);
    match (minor.zip(rest), major) {
        (Some((minor, rest)), _) if minor > rest + ROUNDING => {
            Err(Impossible(format!("{minor} copies of the smaller allele are more than half of {total}")))
        }
        (_, Some(major)) => parts_of(total, major, minor),
        _ => Ok(()),
    }
}

/// Whether the copies of two alleles, the larger of which is not known, make the total.
pub(crate) fn parts_of(total: f64, one: f64, other: Option<f64>) -> Result<(), Impossible> {
    let is_whole = match other {
        Some(other) => (one + other - total).abs() <= ROUNDING,
        None => one <= total + ROUNDING,
    };
    let other = other.map(|other| format!(" and {other}")).unwrap_or_default();
    if is_whole {
        Ok(())
    } else {
        Err(Impossible(format!("{one}{other} copies of the alleles do not make {total}")))
    }
}

/// A share of cells; fits end a little outside.
pub(crate) fn share(name: &str, text: &str) -> Tried<f64> {
    match number(name, text)? {
        Some(value) if !(-0.01..=1.01).contains(&value) => {
            Err(Impossible(format!("{name} {text} is not in 0 to 1")))
        }
        value => Ok(value.map(|value| value.clamp(0.0, 1.0))),
    }
}

/// A p value.
pub(crate) fn probability(name: &str, text: &str) -> Tried<f64> {
    match number(name, text)? {
        Some(p) if !(0.0..=1.0).contains(&p) => Err(Impossible(format!("{name} {text} is not in 0 to 1"))),
        p => Ok(p),
    }
}

/// The highest of the population frequencies in a field: numbers, or pairs of allele and number, joined by `&` or `,`.
pub(crate) fn population_frequency(text: &str) -> Tried<f64> {
    let mut highest: Option<f64> = None;
    for part in text.split(['&', ',']) {
        let part = part.trim().rsplit(':').next().unwrap_or_default();
        if is_missing(part) || matches!(part, "-" | "NaN" | "nan") {
            continue;
        }
        let frequency = part.parse::<f64>().ok().filter(|f| (0.0..=1.0).contains(f));
        let frequency = frequency.ok_or_else(|| {
            Impossible(format!("the population frequency '{part}' is not a number from 0 to 1"))
        })?;
        highest = Some(highest.map_or(frequency, |known| known.max(frequency)));
    }
    Ok(highest)
}

/// A list of read counts or fractions: finite numbers, counts not negative, `.` for those that are missing. A fraction
/// outside 0 to 1 is a number that cannot be read as one, which costs the fraction, not the row.
pub(crate) fn read_numbers(name: &str, text: &str) -> Result<(), Impossible> {
    let least = if matches!(name, "AF" | "VAF") { f64::NEG_INFINITY } else { 0.0 };
    let is_number = |part: &str| {
        let part = part.strip_suffix('%').unwrap_or(part);
        part == "." || part.parse::<f64>().is_ok_and(|value| value.is_finite() && value >= least)
    };
    if text.split(',').all(is_number) {
        return Ok(());
    }
    Err(Impossible(format!("{name} '{text}' is not a list of numbers of reads")))
}

/// A position that lies on the chromosome; where the build is not known, on that of either build.
pub(crate) fn on_chromosome(chromosome: &str, pos: u64, build: Option<Build>) -> Result<(), Impossible> {
    if pos == 0 {
        return Err(Impossible("position 0 is before the first base".to_owned()));
    }
    let length = length_of(chromosome, build);
    match length {
        Some(length) if pos > length => Err(Impossible(format!(
            "position {pos} is beyond chromosome {chromosome}, which ends at {length}"
        ))),
        _ => Ok(()),
    }
}

/// The length of a chromosome, named without `chr`.
pub(crate) fn length_of(chromosome: &str, build: Option<Build>) -> Option<u64> {
    let (_, old, new) = CHROMOSOME_LENGTHS.iter().find(|(name, ..)| *name == chromosome)?;
    Some(match build {
        Some(Build::Grch37) => *old,
        Some(Build::Grch38) => *new,
        None => *old.max(new),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_finite_and_a_little_below_none_is_none() {
        for (text, expected) in [
            ("2", Ok(Some(2.0))),
            ("-0.06", Ok(Some(0.0))),
            ("NA", Ok(None)),
            ("", Ok(None)),
            (".", Ok(None)),
            ("-3", Err("CN -3 is negative")),
            ("-0.5", Err("CN -0.5 is negative")),
            ("NaN", Err("CN 'NaN' is not a finite number")),
            ("-inf", Err("CN '-inf' is not a finite number")),
            ("two", Err("CN 'two' is not a finite number")),
        ] {
            assert_eq!(copies("CN", text).map_err(|i| i.0), expected.map_err(str::to_owned), "{text}");
        }
    }

    #[test]
    fn a_population_frequency_is_from_0_to_1_in_any_of_its_forms() {
        for (text, expected) in [
            ("0.0001", Some(Some(0.0001))),
            ("0.1&0.3", Some(Some(0.3))),
            ("T:0.002", Some(Some(0.002))),
            ("", Some(None)),
            ("-", Some(None)),
            (".&.", Some(None)),
            ("1e-5", Some(Some(1e-5))),
            ("7", None),
            ("-0.1", None),
            ("0.1&7", None),
            ("inf", None),
            ("rare", None),
        ] {
            assert_eq!(population_frequency(text).ok(), expected, "{text}");
        }
    }

    #[test]
    fn counts_are_lists_of_numbers() {
        for (text, is_fine) in [
            ("60,40", true),
            ("60.0,40.0", true),
            (".,40", true),
            (".", true),
            ("40%", true),
            ("60,-4", false),
            ("60,x", false),
            ("60,", false),
            ("nan,4", false),
        ] {
            assert_eq!(read_numbers("AD", text).is_ok(), is_fine, "{text}");
        }
    }

    #[test]
    fn a_position_lies_on_its_chromosome() {
        let ends = |pos, build| on_chromosome("12", pos, build).is_ok();
        assert!(!ends(0, None) && ends(1, None) && ends(133_851_895, None));
        assert!(!ends(133_851_895, Some(Build::Grch38)) && !ends(133_851_896, None));
        assert!(on_chromosome("GL000192.1", 9_000_000_000, None).is_ok());
    }
}
