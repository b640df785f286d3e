//! Genomes that are not read: how their chromosomes, names and files show them, and what is said of them.
//!
//! Positions of the judged genes are known on `GRCh37` and `GRCh38` alone. A file on another genome is refused by name,
//! whatever build was stated for it.

use evade_stream::ReadError;

use crate::Build;
use crate::contig_name;
use crate::genome_build::{CHROMOSOME_LENGTHS, plain_chromosome};

/// The step that leads out, for every file on another genome.
const NEXT_STEP: &str = "map the reads to GRCh38, or lift the calls over to GRCh38 (for example with `bcftools +liftover`); a stated genome does not change positions";

/// The step for a genome of another species, which no lift-over reaches.
const HUMAN_ALONE: &str = "the genes that are judged are human: give calls of a human sample";
/// First words of the names of such genomes.
const OTHER_SPECIES: [&str; 5] = ["mouse", "rat", "dog", "zebrafish", "crab-eating macaque"];

/// T2T-CHM13 as messages name it.
const CHM13: &str = "T2T-CHM13";
/// Chromosomes 1 to 22 and X of T2T-CHM13 v1.1 and v2.0.
const CHM13_LENGTHS: [u64; 23] = [
    248_387_328,
    242_696_752,
    201_105_948,
    193_574_945,
    182_045_439,
    172_126_628,
    160_567_428,
    146_259_331,
    150_617_247,
    134_758_134,
    135_127_769,
    133_324_548,
    113_566_686,
    101_161_492,
    99_753_195,
    96_330_374,
    84_276_897,
    80_542_538,
    61_707_364,
    66_210_255,
    45_090_682,
    51_324_926,
    154_259_566,
];

/// NCBI36 as messages name it.
const NCBI36: &str = "NCBI36 (hg18)";
/// Chromosomes 1 to 22 and X of NCBI36.
const NCBI36_LENGTHS: [u64; 23] = [
    247_249_719,
    242_951_149,
    199_501_827,
    191_273_063,
    180_857_866,
    170_899_992,
    158_821_424,
    146_274_826,
    140_273_252,
    135_374_737,
    134_452_384,
    132_349_534,
    114_142_980,
    106_368_585,
    100_338_915,
    88_827_254,
    78_774_742,
    76_117_153,
    63_811_651,
    62_435_964,
    46_944_323,
    49_691_432,
    154_913_754,
];

/// Mouse genomes by their chromosome 1.
const MOUSE: [(u64, &str); 3] = [
    (195_154_279, "mouse GRCm39 (mm39)"),
    (195_471_971, "mouse GRCm38 (mm10)"),
    (197_195_432, "mouse NCBI37 (mm9)"),
];

/// Words of file names, of `assembly` and of build columns, and the genomes that they name. A word stands between signs
/// that are neither letters nor digits; one that ends with `*` may go on.
const WORDS: [(&str, &str); 26] = [
    ("009914755", CHM13),
    ("gca009914755*", CHM13),
    ("chm13*", CHM13),
    ("t2t*", CHM13),
    ("hs1", CHM13),
    ("hg18", NCBI36),
    ("ncbi36*", NCBI36),
    ("grch36", NCBI36),
    ("b36", NCBI36),
    ("hg17", "NCBI35 (hg17)"),
    ("ncbi35", "NCBI35 (hg17)"),
    ("hg16", "NCBI34 (hg16)"),
    ("grcm39", "mouse GRCm39 (mm39)"),
    ("mm39", "mouse GRCm39 (mm39)"),
    ("grcm38*", "mouse GRCm38 (mm10)"),
    ("mm10", "mouse GRCm38 (mm10)"),
    ("mm9", "mouse NCBI37 (mm9)"),
    ("grcr8", "rat GRCr8"),
    ("mratbn7", "rat mRatBN7.2"),
    ("rn6", "rat Rnor_6.0"),
    ("rn7", "rat mRatBN7.2"),
    ("canfam3", "dog CanFam3.1"),
    ("canfam4", "dog UU_Cfam_GSD_1.0"),
    ("danrer11", "zebrafish GRCz11"),
    ("grcz11", "zebrafish GRCz11"),
    ("macfas5", "crab-eating macaque"),
];

/// The other genome that has a chromosome of exactly this length.
pub(crate) fn of_length(chromosome: &str, length: u64) -> Option<&'static str> {
    let name = plain_chromosome(chromosome);
    let place = CHROMOSOME_LENGTHS.iter().position(|(known, ..)| *known == name)?;
    let mouse = || MOUSE.iter().find(|(first, _)| place == 0 && *first == length).map(|(_, name)| *name);
    [(CHM13, &CHM13_LENGTHS), (NCBI36, &NCBI36_LENGTHS)]
        .into_iter()
        .find(|(_, lengths)| lengths.get(place) == Some(&length))
        .map(|(name, _)| name)
        .or_else(mouse)
}

/// The other genome that a contig's accession shows: the sequences of CHM13 have their own.
pub(crate) fn of_accession(contig: &str) -> Option<&'static str> {
    let number = |prefix: &str| contig.strip_prefix(prefix)?.split('.').next()?.parse::<u32>().ok();
    let is_refseq = number("NC_").is_some_and(|n| (60_925..=60_948).contains(&n));
    let is_genbank = number("CP").is_some_and(|n| (68_254..=68_277).contains(&n));
    let of_pangenome = || in_words(contig_name::in_pangenome(contig)?.0);
    (is_refseq || is_genbank).then_some(CHM13).or_else(of_pangenome)
}

/// The other genome that a text names: a file name, an `assembly`, a build column.
pub(crate) fn in_words(text: &str) -> Option<&'static str> {
    let text = text.to_ascii_lowercase();
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let of_word = |word: &str| {
        WORDS.iter().find(|(known, _)| match known.strip_suffix('*') {
            Some(start) => word.starts_with(start),
            None => word == *known,
        })
    };
    words.filter_map(of_word).map(|(_, name)| *name).next()
}

/// The error of a file on another genome; `shown` is what shows it.
pub(crate) fn refused(file: &str, genome: &str, shown: &str) -> ReadError {
    ReadError::mismatch(
        file,
        format!("{shown}: the file is on {genome}, but only GRCh37 and GRCh38 are supported"),
    )
    .hint(if OTHER_SPECIES.iter().any(|species| genome.starts_with(species)) {
        HUMAN_ALONE
    } else {
        NEXT_STEP
    })
}

/// The error of a chromosome whose length is that of no supported genome.
pub(crate) fn refused_length(file: &str, contig: &str, length: u64) -> ReadError {
    let shown = format!("contig {contig} has {length} bases");
    match of_length(contig, length) {
        Some(genome) => refused(file, genome, &shown),
        None => ReadError::mismatch(
            file,
            format!("{shown}, which is neither GRCh37 nor GRCh38: the file is on another genome, or its header is not that of its reference"),
        )
        .hint(NEXT_STEP),
    }
}

/// The build that a contig of a header shows by its length or accession; one of another genome is refused.
pub(crate) fn build_of_contig(
    file: &str,
    contig: &str,
    length: Option<u64>,
) -> Result<Option<Build>, ReadError> {
    if let Some(genome) = of_accession(contig) {
        return Err(refused(file, genome, &format!("contig {contig} is one of {genome}")));
    }
    let length = length.filter(|length| *length > 0);
    let by_length = length.and_then(|length| Build::of_contig(contig, length));
    if let (None, Some(length), true) = (by_length, length, Build::is_main_chromosome(contig)) {
        return Err(refused_length(file, contig, length));
    }
    Build::agree(file, by_length, Build::of_accession(contig)).map_err(|_| mixture(file))
}

/// The error of a header that names contigs of both builds.
pub(crate) fn mixture(file: &str) -> ReadError {
    ReadError::mismatch(file, "some contigs have the lengths of GRCh37, others of GRCh38")
        .hint("the file joins calls on two genomes: give calls on one of them")
}

/// Whether a place is one of another genome, by the name of its contig or because no chromosome reaches so far.
pub(crate) fn holds(contig: &str, position: u64) -> bool {
    of_accession(contig).is_some() || is_beyond_both(contig, position)
}

/// Whether a position lies so far behind the chromosome's end on both supported genomes that the file is on another.
pub(crate) fn is_beyond_both(chromosome: &str, position: u64) -> bool {
    /// Windows and bins may end a little behind the chromosome.
    const SLACK: u64 = 1_000_000;
    let name = plain_chromosome(chromosome);
    let known = CHROMOSOME_LENGTHS.iter().find(|(known, ..)| *known == name);
    known.is_some_and(|(_, old, new)| position > (*old).max(*new) + SLACK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_genomes_are_known_by_length_accession_and_name() {
        assert_eq!(of_length("chr9", 150_617_247), Some(CHM13));
        assert_eq!(of_length("X", 154_913_754), Some(NCBI36));
        assert_eq!(of_length("1", 195_471_971), Some("mouse GRCm38 (mm10)"));
        assert_eq!(of_length("2", 195_471_971), None);
        assert_eq!(of_length("chr1", 248_956_422), None);
        assert_eq!(of_accession("NC_060925.1"), Some(CHM13));
        assert_eq!(of_accession("CP068277.2"), Some(CHM13));
        assert_eq!(of_accession("NC_000001.11"), None);
        for (text, genome) in [
            ("file:///ref/chm13v2.0.fa", Some(CHM13)),
            ("/data/T2T-CHM13.fasta", Some(CHM13)),
            ("hs1.fa.gz", Some(CHM13)),
            ("/x/hg18/all.fa", Some(NCBI36)),
            ("mm10", Some("mouse GRCm38 (mm10)")),
            ("hs37d5.fa", None),
            ("Homo_sapiens_assembly38.fasta", None),
            ("hs11", None),
        ] {
            assert_eq!(in_words(text), genome, "{text}");
        }
    }

    #[test]
    fn no_supported_length_is_that_of_another_genome() {
        for (name, old, new) in CHROMOSOME_LENGTHS {
            assert_eq!((of_length(name, old), of_length(name, new)), (None, None), "{name}");
        }
    }

    #[test]
    fn the_next_step_never_is_to_state_a_genome() {
        let error = refused_length("x", "chr9", 150_617_247).to_string();
        assert!(error.contains("contig chr9 has 150617247 bases: the file is on T2T-CHM13"), "{error}");
        let error = refused_length("x", "chr9", 5).to_string();
        assert!(error.contains("neither GRCh37 nor GRCh38"), "{error}");
    }
}
