//! The two genome builds, told apart by the lengths of their chromosomes.

use std::fmt;

use evade_stream::ReadError;

use crate::contig_name::{self, Accession};
use crate::other_genome;

/// A human genome build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Build {
    /// `GRCh37`, hg19, b37, hs37d5.
    Grch37,
    /// `GRCh38`, hg38.
    Grch38,
}

impl Build {
    /// The build a user or a file names; `None` for what is not one of the two.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        let word = word.trim().to_ascii_lowercase();
        let whole = word.split('.').next().unwrap_or(&word);
        match word.as_str() {
            _ if whole == "37" => Some(Self::Grch37),
            _ if whole == "38" => Some(Self::Grch38),
            "hg19" | "b37" | "19" | "hs37d5" => Some(Self::Grch37),
            "hg38" | "b38" => Some(Self::Grch38),
            _ if word.starts_with("grch37") => Some(Self::Grch37),
            _ if word.starts_with("grch38") => Some(Self::Grch38),
            _ => None,
        }
    }

    /// The build that has a chromosome of this length.
    #[must_use]
    pub fn of_contig(chromosome: &str, length: u64) -> Option<Self> {
        let (_, old, new) =
            CHROMOSOME_LENGTHS.iter().find(|(name, ..)| *name == plain_chromosome(chromosome))?;
        match length {
            l if l == *old => Some(Self::Grch37),
            l if l == *new => Some(Self::Grch38),
            _ => None,
        }
    }

    /// Whether the name is that of a chromosome whose length is known.
    pub(crate) fn is_main_chromosome(name: &str) -> bool {
        CHROMOSOME_LENGTHS.iter().any(|(known, ..)| *known == plain_chromosome(name))
    }

    /// The build whose chromosome has this accession with this version: `NC_000012.11` and `CM000674.1` are of `GRCh37`. A
    /// pangenome's name says it before the contig.
    #[must_use]
    pub(crate) fn of_accession(contig: &str) -> Option<Self> {
        let contig = contig.trim();
        if let Some((genome, _)) = contig_name::in_pangenome(contig) {
            return Self::parse(genome);
        }
        let Accession { chromosome, version, is_genbank } = Accession::parse(contig)?;
        let (_, refseq) = ACCESSION_VERSIONS.iter().find(|(known, _)| *known == chromosome)?;
        let old = if is_genbank { 1 } else { *refseq };
        match version?.parse::<u32>().ok()? {
            version if version == old => Some(Self::Grch37),
            version if version == old + 1 => Some(Self::Grch38),
            _ => None,
        }
    }

    /// The build that a file states, in a column or an option; another genome is refused by name.
    pub(crate) fn stated_in(file: &str, word: &str) -> Result<Option<Self>, ReadError> {
        let refused =
            |genome| other_genome::refused(file, genome, &format!("the build is stated as '{word}'"));
        if let Some(build) = Self::parse(word).or_else(|| Self::in_words(word)) {
            return Ok(Some(build));
        }
        let plain = word.trim();
        match other_genome::in_words(word) {
            Some(genome) => Err(refused(genome)),
            None if plain == "36" || plain.starts_with("36.") => Err(refused("NCBI36 (hg18)")),
            None if is_missing(plain) => Ok(None),
            None => Err(ReadError::bad_line(
                file,
                format!("the build is stated as '{plain}', which is not known"),
            )
            .hint(
                "the build must be GRCh37 (37, hg19) or GRCh38 (38, hg38), or empty where it is not known",
            )),
        }
    }

    /// The one build that a text names: a file name, an `assembly`, a build column. `None` where it names both.
    pub(crate) fn in_words(text: &str) -> Option<Self> {
        let text = text.to_ascii_lowercase();
        let names = |words: &[&str]| words.iter().any(|word| text.contains(word));
        let old = names(&["grch37", "hg19", "b37", "hs37d5", "g1k_v37", "assembly19"]);
        let new = names(&["grch38", "hg38", "b38", "hs38", "assembly38"]);
        match (old, new) {
            (true, false) => Some(Self::Grch37),
            (false, true) => Some(Self::Grch38),
            (true, true) => None,
            (false, false) => Self::of_assembly(&text),
        }
    }

    /// The build of the accession of the human assembly, `gca_000001405.15`: its version counts patches too.
    fn of_assembly(text: &str) -> Option<Self> {
        let (before, rest) = text.split_once("_000001405.")?;
        let first_new = match before.get(before.len().checked_sub(3)?..)? {
            "gca" => 15,
            "gcf" => 26,
            _ => return None,
        };
        let digits = rest.split(|c: char| !c.is_ascii_digit()).next()?;
        let version = digits.parse::<u32>().ok()?;
        Some(if version < first_new { Self::Grch37 } else { Self::Grch38 })
    }

    /// The build a position rules in, because the other build's chromosome ends before it.
    #[must_use]
    pub fn of_position(chromosome: &str, position: u64) -> Option<Self> {
        let (_, old, new) =
            CHROMOSOME_LENGTHS.iter().find(|(name, ..)| *name == plain_chromosome(chromosome))?;
        match (position <= *old, position <= *new) {
            (true, false) => Some(Self::Grch37),
            (false, true) => Some(Self::Grch38),
            _ => None,
        }
    }

    /// What is declared and what the file shows must agree.
    pub fn agree(
        file: &str,
        declared: Option<Self>,
        detected: Option<Self>,
    ) -> Result<Option<Self>, ReadError> {
        match (declared, detected) {
            (Some(said), Some(seen)) if said != seen => {
                Err(ReadError::mismatch(file, format!("the file is on {seen}, but {said} was declared"))
                    .hint("correct the genome, or give the file of that genome"))
            }
            _ => Ok(declared.or(detected)),
        }
    }
}

impl fmt::Display for Build {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Grch37 => "GRCh37",
            Self::Grch38 => "GRCh38",
        })
    }
}

/// Whether a build column says that the build is not known.
fn is_missing(word: &str) -> bool {
    matches!(word.to_ascii_lowercase().as_str(), "" | "." | "-" | "na" | "n/a" | "unknown" | "__unknown__")
}

/// A chromosome's name without `chr`; FACETS writes 23 for X, NCBI its accession (`NC_000012.11`, `CM000674.1`), a
/// pangenome the genome before it (`GRCh38#0#chr12`).
#[must_use]
pub(crate) fn plain_chromosome(name: &str) -> &str {
    let name = name.trim().trim_matches('"');
    let is_prefixed = name.get(..3).is_some_and(|prefix| prefix.eq_ignore_ascii_case("chr"));
    let plain = if is_prefixed { name.get(3..).unwrap_or(name) } else { name };
    match plain {
        "23" | "x" => "X",
        "24" | "y" => "Y",
        _ if contig_name::is_main(plain) => plain,
        _ => of_other_name(name, plain).unwrap_or(plain),
    }
}

/// The chromosome of a name that is not the usual one.
fn of_other_name<'n>(name: &'n str, plain: &'n str) -> Option<&'n str> {
    if let Some((genome, contig)) = contig_name::in_pangenome(name) {
        return Build::parse(genome).map(|_| plain_chromosome(contig));
    }
    let by_accession = Accession::parse(name).map(|accession| accession.chromosome);
    by_accession.or_else(|| contig_name::spelt_out(name)).or_else(|| contig_name::spelt_out(plain))
}

/// Chromosome, length on `GRCh37`, length on `GRCh38`.
pub const CHROMOSOME_LENGTHS: [(&str, u64, u64); 23] = [
    ("1", 249_250_621, 248_956_422),
    ("2", 243_199_373, 242_193_529),
    ("3", 198_022_430, 198_295_559),
    ("4", 191_154_276, 190_214_555),
    ("5", 180_915_260, 181_538_259),
    ("6", 171_115_067, 170_805_979),
    ("7", 159_138_663, 159_345_973),
    ("8", 146_364_022, 145_138_636),
    ("9", 141_213_431, 138_394_717),
    ("10", 135_534_747, 133_797_422),
    ("11", 135_006_516, 135_086_622),
    ("12", 133_851_895, 133_275_309),
    ("13", 115_169_878, 114_364_328),
    ("14", 107_349_540, 107_043_718),
    ("15", 102_531_392, 101_991_189),
    ("16", 90_354_753, 90_338_345),
    ("17", 81_195_210, 83_257_441),
    ("18", 78_077_248, 80_373_285),
    ("19", 59_128_983, 58_617_616),
    ("20", 63_025_520, 64_444_167),
    ("21", 48_129_895, 46_709_983),
    ("22", 51_304_566, 50_818_468),
    ("X", 155_270_560, 156_040_895),
];

/// Chromosome and version of its `RefSeq` accession on `GRCh37`; on `GRCh38` it is the next one.
const ACCESSION_VERSIONS: [(&str, u32); 24] = [
    ("1", 10),
    ("2", 11),
    ("3", 11),
    ("4", 11),
    ("5", 9),
    ("6", 11),
    ("7", 13),
    ("8", 10),
    ("9", 11),
    ("10", 10),
    ("11", 9),
    ("12", 11),
    ("13", 10),
    ("14", 8),
    ("15", 9),
    ("16", 9),
    ("17", 10),
    ("18", 9),
    ("19", 9),
    ("20", 10),
    ("21", 8),
    ("22", 10),
    ("X", 10),
    ("Y", 9),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_is_told_by_name_length_or_reach() {
        assert_eq!(Build::parse("GRCh37.p13"), Some(Build::Grch37));
        assert_eq!(Build::parse("hg38"), Some(Build::Grch38));
        assert_eq!(Build::parse("hg18"), None);
        assert_eq!(Build::of_contig("chr1", 248_956_422), Some(Build::Grch38));
        assert_eq!(Build::of_contig("6", 171_115_067), Some(Build::Grch37));
        assert_eq!(Build::of_position("1", 249_000_000), Some(Build::Grch37));
        assert_eq!(Build::of_position("1", 1), None);
        for (name, plain) in [
            ("chr7", "7"),
            ("CHRX", "X"),
            ("23", "X"),
            ("NC_000012.11", "12"),
            ("NC_000001.10", "1"),
            ("6", "6"),
        ] {
            assert_eq!(plain_chromosome(name), plain);
        }
        assert_eq!(Build::of_accession("NC_000012.11"), Some(Build::Grch37));
        assert_eq!(Build::of_accession("NC_000012.12"), Some(Build::Grch38));
        assert_eq!(Build::of_accession("NC_000012.10"), None);
        assert_eq!(Build::of_accession("chr12"), None);
        assert_eq!(Build::stated_in("x", "37").unwrap(), Some(Build::Grch37));
        assert_eq!(Build::stated_in("x", "NA").unwrap(), None);
        for word in ["37.1", "37.p13", "GRCh37-lite", "human_g1k_v37", "hg19_M_rCRS"] {
            assert_eq!(Build::stated_in("x", word).unwrap(), Some(Build::Grch37), "{word}");
        }
        for word in ["36.1", "36", "36.3"] {
            assert!(Build::stated_in("x", word).unwrap_err().to_string().contains("NCBI36"), "{word}");
        }
        for word in ["hg19/hg38", "banana", "39", "GRC"] {
            let error = Build::stated_in("x", word).unwrap_err().to_string();
            assert!(error.contains(&format!("stated as '{word}', which is not known")), "{error}");
        }
        assert!(Build::stated_in("x", "hg18").unwrap_err().to_string().contains("NCBI36"));
        let error = Build::agree("x", Some(Build::Grch37), Some(Build::Grch38)).unwrap_err();
        assert!(error.to_string().starts_with("x: the file is on GRCh38, but GRCh37 was declared"));
    }
}
