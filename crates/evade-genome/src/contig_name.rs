//! Names of contigs beside `chr12` and `12`: accessions, names of pangenomes, and sequences that are no chromosome.

/// The main chromosomes in the order of their accessions.
const CHROMOSOMES: [&str; 24] = [
    "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19",
    "20", "21", "22", "X", "Y",
];

/// The number before that of chromosome 1 among the accessions of `GenBank`: `CM000674.2` is chromosome 12.
const GENBANK_BEFORE_FIRST: usize = 662;

/// Parts of the names of sequences that are no main chromosome, in lower case: haplotypes, patches, decoys, viruses.
const NOT_MAIN: [&str; 10] =
    ["_alt", "_random", "_fix", "_decoy", "_hap", "hla", "hschr", "hg_", "hs37d5", "ebv"];

/// First letters of the accessions of such sequences, in lower case.
const NOT_MAIN_ACCESSIONS: [&str; 14] =
    ["un_", "gl0", "gl3", "gl8", "gl9", "ki2", "kn1", "kn5", "kq", "kv", "kz", "ml1", "nt_", "nw_"];

/// Names of the mitochondrion and of the virus of the reference sets.
const OTHER_SEQUENCES: [&str; 7] = ["un", "m", "mt", "nc_012920.1", "j01415.2", "nc_007605", "nc_007605.1"];

/// An accession of a main chromosome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Accession<'n> {
    /// The chromosome, without `chr`.
    pub(crate) chromosome: &'static str,
    pub(crate) version: Option<&'n str>,
    /// Whether it is one of `GenBank`, whose versions count `GRCh37` as the first; else of `RefSeq`.
    pub(crate) is_genbank: bool,
}

impl<'n> Accession<'n> {
    /// `NC_000012.12`, `CM000674.2`, and either within `gi|568336012|ref|NC_000012.12|`.
    pub(crate) fn parse(name: &'n str) -> Option<Self> {
        if name.contains('|') {
            return name.split('|').filter(|part| !part.contains('|')).find_map(Self::parse);
        }
        let (bare, version) = name.split_once('.').map_or((name, None), |(bare, v)| (bare, Some(v)));
        let (digits, is_genbank) = match (bare.strip_prefix("NC_0000"), bare.strip_prefix("CM000")) {
            (Some(digits), _) if digits.len() == 2 => (digits, false),
            (_, Some(digits)) if digits.len() == 3 => (digits, true),
            _ => return None,
        };
        let number = digits.parse::<usize>().ok()?;
        let number = if is_genbank { number.checked_sub(GENBANK_BEFORE_FIRST)? } else { number };
        let chromosome = CHROMOSOMES.get(number.checked_sub(1)?)?;
        Some(Self { chromosome, version, is_genbank })
    }
}

/// The genome and the contig of a pangenome's name: `GRCh38#0#chr12`.
pub(crate) fn in_pangenome(name: &str) -> Option<(&str, &str)> {
    let (genome, _) = name.split_once('#')?;
    let (_, contig) = name.rsplit_once('#')?;
    Some((genome, contig))
}

/// The main chromosome of a name that spells it out or pads it: `chromosome12`, `chromosome_12`, `chr01`.
pub(crate) fn spelt_out(name: &str) -> Option<&'static str> {
    const WORD: &str = "chromosome";
    let is_so = name.get(..WORD.len()).is_some_and(|start| start.eq_ignore_ascii_case(WORD));
    let rest = if is_so {
        name.get(WORD.len()..)?.trim_start_matches(['_', '-', '.', ' '])
    } else {
        name.strip_prefix('0').filter(|rest| rest.len() == 1)?
    };
    CHROMOSOMES.iter().find(|known| known.eq_ignore_ascii_case(rest)).copied()
}

/// Whether a contig is known and no main chromosome; `name` is without `chr`.
pub(crate) fn is_alternative(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    NOT_MAIN.iter().any(|part| name.contains(part))
        || NOT_MAIN_ACCESSIONS.iter().any(|start| name.starts_with(start))
        || OTHER_SEQUENCES.contains(&name.as_str())
}

/// Whether a name, without `chr`, is that of a main chromosome.
pub(crate) fn is_main(name: &str) -> bool {
    CHROMOSOMES.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Build;
    use crate::genome_build::plain_chromosome;

    #[test]
    fn names_that_are_certain_are_those_of_the_chromosome() {
        for (name, plain, build) in [
            ("CM000674.2", "12", Some(Build::Grch38)),
            ("CM000674.1", "12", Some(Build::Grch37)),
            ("CM000685.2", "X", Some(Build::Grch38)),
            ("CM000686.1", "Y", Some(Build::Grch37)),
            ("CM000663.2", "1", Some(Build::Grch38)),
            ("NC_000012.11", "12", Some(Build::Grch37)),
            ("gi|568336012|ref|NC_000012.12|", "12", Some(Build::Grch38)),
            ("GRCh38#0#chr12", "12", Some(Build::Grch38)),
            ("hg19#chr7", "7", Some(Build::Grch37)),
            ("chromosome12", "12", None),
            ("Chromosome_X", "X", None),
            ("chr01", "1", None),
        ] {
            assert_eq!((plain_chromosome(name), Build::of_accession(name)), (plain, build), "{name}");
        }
    }

    #[test]
    fn others_are_no_main_chromosome() {
        for name in [
            "CM000994.2",
            "CHM13#0#chr12",
            "hs12",
            "chr012",
            "chr12_MATERNAL",
            "",
            ".",
            "NC_000099.1",
            "CM000662.1",
        ] {
            let plain = plain_chromosome(name);
            assert!(!is_main(plain) && !is_alternative(plain), "{name} {plain}");
        }
        for name in [
            "chr6_GL000250v2_alt",
            "HLA*A*01:01:01:01",
            "chrM",
            "GL000191.1",
            "chrUn_KN707606v1_decoy",
            "chrEBV",
        ] {
            assert!(is_alternative(plain_chromosome(name)), "{name}");
        }
    }
}
