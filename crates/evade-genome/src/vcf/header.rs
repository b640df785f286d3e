//! What the header of a VCF says: its text, its samples, the genome.

use evade_stream::ReadError;

use crate::Build;
use crate::other_genome;

/// The `##` lines and the names of the sample columns.
#[derive(Debug, Clone, Default)]
pub(super) struct VcfHeader {
    lines: Vec<String>,
    pub(super) samples: Vec<String>,
    /// Columns that every record must have.
    pub(super) n_columns: usize,
}

impl VcfHeader {
    /// Reads the header's lines; the last one is `#CHROM`.
    pub(super) fn parse(file: &str, lines: Vec<String>) -> Result<Self, ReadError> {
        let n_lines = lines.len() as u64;
        let columns = lines.last().filter(|line| line.starts_with("#CHROM")).ok_or_else(|| {
            ReadError::bad_header(file, "the VCF header cannot be read: the line #CHROM is missing")
                .hint("check it with `bcftools view -h`")
        })?;
        let columns: Vec<&str> = columns.split('\t').collect();
        if columns.len() < 8 {
            return Err(ReadError::bad_header(
                file,
                format!("the VCF header cannot be read: #CHROM has {} of 8 columns", columns.len()),
            )
            .at_line(n_lines)
            .hint("columns are separated by tabs"));
        }
        let samples: Vec<String> = columns.iter().skip(9).map(|name| (*name).to_owned()).collect();
        if let Some(twice) =
            samples.iter().enumerate().find(|(i, name)| samples.iter().take(*i).any(|s| s == *name))
        {
            return Err(
                ReadError::duplicate(file, format!("two columns are named '{}'", twice.1)).at_line(n_lines)
            );
        }
        let n_columns = columns.len();
        Ok(Self { lines, samples, n_columns })
    }

    pub(super) fn lines(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().map(String::as_str)
    }

    /// What follows `##key=`, of every such line.
    pub(super) fn values<'h>(&'h self, key: &'h str) -> impl Iterator<Item = &'h str> {
        self.lines().filter_map(move |line| line.strip_prefix("##")?.strip_prefix(key)?.strip_prefix('='))
    }

    pub(super) fn has_info(&self, id: &str) -> bool {
        self.values("INFO").any(|line| attribute(line, "ID") == Some(id))
    }

    /// The description of an INFO field.
    pub(super) fn info_description(&self, id: &str) -> Option<&str> {
        let line = self.values("INFO").find(|line| attribute(line, "ID") == Some(id))?;
        let (_, text) = line.split_once("Description=\"")?;
        Some(text.rsplit_once('"').map_or(text, |(inside, _)| inside))
    }

    /// The genome: lengths and accessions of the contigs, else the name in `##reference` or in `assembly`. Two that differ
    /// are an error, because positions of one genome must not be read on the other; so is a genome that is not supported.
    pub(super) fn build(&self, file: &str) -> Result<Option<Build>, ReadError> {
        let by_contig = self.build_of_contigs(file)?;
        let by_name = self.values("reference").find_map(build_in_words);
        let assemblies = || self.values("contig").filter_map(|c| attribute(c, "assembly"));
        if by_contig.is_none() {
            let named = self.values("reference").map(|text| ("##reference", text));
            let named = named.chain(assemblies().map(|text| ("the assembly of a contig", text)));
            for (place, text) in named {
                if let Some(genome) = other_genome::in_words(text) {
                    return Err(other_genome::refused(file, genome, &format!("{place} is '{text}'")));
                }
            }
        }
        match (by_contig, by_name) {
            (Some(length), Some(name)) if length != name => Err(ReadError::mismatch(
                file,
                format!("the contigs have the lengths of {length}, but ##reference names {name}"),
            )
            .hint("find out which reference the reads were mapped to, and give calls whose header is of that reference")),
            (None, None) => Ok(assemblies().find_map(build_in_words)),
            (length, name) => Ok(length.or(name)),
        }
    }

    /// The IDs of FILTER lines.
    pub(super) fn filters(&self) -> impl Iterator<Item = &str> {
        self.values("FILTER").filter_map(|line| attribute(line, "ID"))
    }

    /// The build that all main chromosomes share. A length or an accession of another genome is refused, and so is a
    /// mixture: no declaration makes such positions right.
    fn build_of_contigs(&self, file: &str) -> Result<Option<Build>, ReadError> {
        let mut build = None;
        for contig in self.values("contig") {
            let Some(id) = attribute(contig, "ID") else { continue };
            let length = attribute(contig, "length").and_then(|length| length.parse().ok());
            let seen = other_genome::build_of_contig(file, id, length)?;
            build = Build::agree(file, build, seen).map_err(|_| other_genome::mixture(file))?;
        }
        Ok(build)
    }
}

/// The value of `key` in `<ID=chr1,length=5>`.
pub(super) fn attribute<'h>(line: &'h str, key: &str) -> Option<&'h str> {
    let inside = line.strip_prefix('<')?;
    let inside = inside.strip_suffix('>').unwrap_or(inside);
    inside
        .split(',')
        .find_map(|field| field.strip_prefix(key)?.strip_prefix('='))
        .map(|v| v.trim_matches('"'))
}

fn build_in_words(text: &str) -> Option<Build> {
    let text = text.to_ascii_lowercase();
    let names = |words: [&str; 4]| words.iter().any(|word| text.contains(word));
    match (names(["grch37", "hg19", "b37", "hs37d5"]), names(["grch38", "hg38", "b38", "hs38dh"])) {
        (true, false) => Some(Build::Grch37),
        (false, true) => Some(Build::Grch38),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(lines: &[&str]) -> VcfHeader {
        let last = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO";
        VcfHeader::parse("x", lines.iter().copied().chain([last]).map(str::to_owned).collect()).unwrap()
    }

    #[test]
    fn the_genome_is_in_lengths_names_or_nowhere() {
        let build = |lines: &[&str]| header(lines).build("x");
        assert_eq!(build(&["##contig=<ID=chr1,length=248956422>"]).unwrap(), Some(Build::Grch38));
        assert_eq!(build(&["##reference=file:///x/hs37d5.fa"]).unwrap(), Some(Build::Grch37));
        assert_eq!(build(&["##contig=<ID=1,assembly=b37>"]).unwrap(), Some(Build::Grch37));
        assert_eq!(build(&["##reference=file:///x/all_sequences.fa"]).unwrap(), None);
        let error = build(&["##reference=hg19.fa", "##contig=<ID=chr1,length=248956422>"]).unwrap_err();
        assert!(error.to_string().contains("lengths of GRCh38, but ##reference names GRCh37"), "{error}");
        let error =
            build(&["##contig=<ID=1,length=249250621>", "##contig=<ID=2,length=242193529>"]).unwrap_err();
        assert!(error.to_string().contains("others of GRCh38"), "{error}");
    }

    #[test]
    fn another_genome_is_refused_by_name() {
        let refused = |lines: &[&str]| header(lines).build("x").unwrap_err().to_string();
        for lines in [
            &["##contig=<ID=chr1,length=248387328>"][..],
            &["##contig=<ID=chr1,length=248956422>", "##contig=<ID=chr9,length=150617247>"],
            &["##contig=<ID=NC_060925.1>"],
            &["##contig=<ID=CP068277.2,length=248387328>"],
            &["##reference=file:///ref/chm13v2.0.fa"],
            &["##contig=<ID=1,assembly=T2T-CHM13v2.0>"],
        ] {
            let error = refused(lines);
            assert!(error.contains("T2T-CHM13") && !error.contains("--genome"), "{error}");
        }
        let error = refused(&["##contig=<ID=chr1,length=247249719>"]);
        assert!(error.contains("NCBI36 (hg18)"), "{error}");
        let error = refused(&["##contig=<ID=chr12,length=133000000>"]);
        assert!(error.contains("neither GRCh37 nor GRCh38"), "{error}");
        let error = refused(&["##contig=<ID=NC_000001.10>", "##contig=<ID=NC_000002.12>"]);
        assert!(error.contains("others of GRCh38"), "{error}");
        assert_eq!(header(&["##contig=<ID=NC_000001.10>"]).build("x").unwrap(), Some(Build::Grch37));
    }
}
