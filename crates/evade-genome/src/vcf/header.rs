//! What the header of a VCF says: its text, its samples, the genome.

use evade_stream::ReadError;

use crate::Build;
use crate::other_genome;

/// The step out of a header that names two genomes.
const GIVE_ONE_REFERENCE: &str =
    "find out which reference the reads were mapped to, and give calls whose header is of that reference";

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

    /// The genome: lengths and accessions of the contigs, else what the header names. Two that differ are an error,
    /// because positions of one genome must not be read on the other; so is a genome that is not supported.
    pub(super) fn build(&self, file: &str) -> Result<Option<Build>, ReadError> {
        let by_contig = self.build_of_contigs(file)?;
        let named = self.named_genomes();
        if by_contig.is_none() {
            for (place, text) in &named {
                if let Some(genome) = other_genome::in_words(text) {
                    return Err(other_genome::refused(file, genome, &format!("{place} is '{text}'")));
                }
            }
        }
        let by_name = self.values("reference").find_map(Build::in_words);
        if let Some((length, name)) = by_contig.zip(by_name).filter(|(length, name)| length != name) {
            return Err(ReadError::mismatch(
                file,
                format!("the contigs have the lengths of {length}, but ##reference names {name}"),
            )
            .hint(GIVE_ONE_REFERENCE));
        }
        if by_contig.is_some() {
            // Calls that were lifted over keep the annotator's line of before.
            return Ok(by_contig);
        }
        let mut found: Option<(&str, &str, Build)> = None;
        for (place, text) in &named {
            let Some(build) = Build::in_words(text) else { continue };
            match found {
                Some((first, said, other)) if other != build => {
                    return Err(ReadError::mismatch(
                        file,
                        format!("{first} is '{said}', of {other}, but {place} is '{text}', of {build}"),
                    )
                    .hint(GIVE_ONE_REFERENCE));
                }
                _ => found = found.or(Some((place, text, build))),
            }
        }
        match found {
            Some((.., build)) => Ok(Some(build)),
            None => self.build_of_commands(file),
        }
    }

    /// What the header says of the genome, and where: the reference, the annotator's genome, and that of the contigs.
    fn named_genomes(&self) -> Vec<(&'static str, &str)> {
        let of_contig = |key: &'static str| self.values("contig").filter_map(move |c| attribute(c, key));
        let annotated = self.values("VEP").filter_map(|text| quoted(text, "assembly")).last();
        let reference = self.values("reference").map(|text| ("##reference", text));
        let annotated = annotated.into_iter().map(|text| ("the assembly of ##VEP", text));
        let assembly = of_contig("assembly").map(|text| ("the assembly of a contig", text));
        let address = of_contig("URL").map(|text| ("the URL of a contig", text));
        reference.chain(annotated).chain(assembly).chain(address).collect()
    }

    /// The genome that the commands of callers were given, where nothing else names one and they agree: a file that was
    /// lifted over keeps those of before.
    fn build_of_commands(&self, file: &str) -> Result<Option<Build>, ReadError> {
        let texts: Vec<&str> = self.lines().filter_map(|line| line.strip_prefix("##")).collect();
        let references: Vec<&str> = texts.iter().flat_map(|text| references_in(text)).collect();
        let mut builds = references.iter().filter_map(|text| Build::in_words(text));
        let build = builds.next();
        if builds.any(|other| Some(other) != build) {
            return Ok(None);
        }
        let other = references.iter().find_map(|text| Some((text, other_genome::in_words(text)?)));
        match (build, other) {
            (None, Some((text, genome))) => {
                let shown = format!("the reference of a command in the header is '{text}'");
                Err(other_genome::refused(file, genome, &shown))
            }
            (Some(_), Some(_)) => Ok(None),
            (build, None) => Ok(build),
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
        .find_map(|field| field.trim_start().strip_prefix(key)?.strip_prefix('='))
        .map(|v| v.trim().trim_matches('"'))
}

/// The value of `key` in `"v110" time="..." assembly="GRCh38.p14"`.
fn quoted<'h>(text: &'h str, key: &str) -> Option<&'h str> {
    let (_, value) = text.split_once(&format!("{key}=\""))?;
    value.split('"').next()
}

/// The reference files in a line that holds a command of GATK or bcftools.
fn references_in(line: &str) -> Vec<&str> {
    let is_gatk = line.starts_with("GATKCommandLine");
    let is_bcftools = line.starts_with("bcftools_") && line.contains("Command=");
    if !is_gatk && !is_bcftools {
        return Vec::new();
    }
    let flags: &[&str] =
        if is_gatk { &["--reference", "-R", "reference_sequence"] } else { &["-f", "--fasta-ref"] };
    let mut words = line.split([' ', '=', '"', ',']).filter(|word| !word.is_empty());
    let mut found = Vec::new();
    while let Some(word) = words.next() {
        if flags.contains(&word) {
            found.extend(words.next());
        }
    }
    found
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
    fn annotators_contigs_and_commands_name_the_genome() {
        let build = |lines: &[&str]| header(lines).build("x");
        for (line, expected) in [
            ("##reference=file:///refs/human_g1k_v37.fasta", Some(Build::Grch37)),
            ("##reference=/refs/Homo_sapiens_assembly19.fasta", Some(Build::Grch37)),
            ("##reference=/refs/Homo_sapiens_assembly38.fasta", Some(Build::Grch38)),
            ("##reference=GCA_000001405.15_GRCh38_no_alt.fna", Some(Build::Grch38)),
            ("##reference=/db/GCF_000001405.25.fna", Some(Build::Grch37)),
            ("##reference=/db/GCA_000001405.15.fna", Some(Build::Grch38)),
            ("##VEP=\"v110\" time=\"x\" assembly=\"GRCh37.p13\" db=\"y\"", Some(Build::Grch37)),
            ("##contig=<ID=chr12,URL=https://x/hg38.fa>", Some(Build::Grch38)),
            ("##contig=<ID=chr12, length=133275309>", Some(Build::Grch38)),
            ("##contig=<ID=CM000674.1>", Some(Build::Grch37)),
            (
                "##GATKCommandLine=<ID=Mutect2,CommandLine=\"Mutect2 --reference /r/hs37d5.fa --input a\">",
                Some(Build::Grch37),
            ),
            ("##bcftools_mpileupCommand=mpileup -f /r/hg38.fa a.bam; Date=x", Some(Build::Grch38)),
            ("##bcftools_viewCommand=view -f PASS /r/hg38/a.vcf", None),
        ] {
            assert_eq!(build(&[line]).unwrap(), expected, "{line}");
        }
        for line in [
            "##reference=GCA_009914755.4",
            "##VEP=\"v110\" assembly=\"T2T-CHM13v2.0\"",
            "##VEP=\"v110\" assembly=\"GCA_009914755.4\"",
            "##contig=<ID=chr12,URL=https://s3/chm13v2.0.fa.gz>",
            "##contig=<ID=chr12, length=133324548>",
            "##contig=<ID=CHM13#0#chr12>",
            "##GATKCommandLine=<ID=Mutect2,CommandLine=\"Mutect2 -R /r/chm13v2.0.fa.gz\">",
            "##bcftools_mpileupCommand=mpileup -f /refs/hs1.fa a.bam",
        ] {
            let error = build(&[line]).unwrap_err().to_string();
            assert!(error.contains("T2T-CHM13"), "{line}: {error}");
        }
        let error = build(&["##reference=hg38.fa", "##VEP=\"v110\" assembly=\"GRCh37.p13\""]).unwrap_err();
        assert!(error.to_string().contains("##VEP is 'GRCh37.p13', of GRCh37"), "{error}");
        // Lifted over: the contigs say where the records lie now.
        let lifted = ["##contig=<ID=chr1,length=248956422>", "##VEP=\"v110\" assembly=\"GRCh37\""];
        assert_eq!(build(&lifted).unwrap(), Some(Build::Grch38));
        let two = ["##bcftools_callCommand=call -f hg19.fa", "##bcftools_normCommand=norm -f hg38.fa"];
        assert_eq!(build(&two).unwrap(), None);
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
