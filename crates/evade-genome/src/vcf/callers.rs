//! The programs that called the variants, as the lines of the header about programs name them.
//!
//! A header keeps the lines of every program that the file has passed through: annotators, filters, mergers. Their
//! options name files and other callers. Hence a caller is looked for in the name of a program alone, never in a path
//! or in an option.

use super::header::{VcfHeader, attribute};

/// A caller, the words of a program's name that show it, and whether it calls germline variants.
struct Caller {
    name: &'static str,
    words: &'static [&'static str],
    is_germline: bool,
}

const fn somatic(name: &'static str, words: &'static [&'static str]) -> Caller {
    Caller { name, words, is_germline: false }
}

const fn germline(name: &'static str, words: &'static [&'static str]) -> Caller {
    Caller { name, words, is_germline: true }
}

/// In the order in which they are named. The germline workflow of Strelka says so in `##content` and in its script.
const CALLERS: [Caller; 26] = [
    somatic("mutect2", &["mutect"]),
    germline("strelka_germline", &["strelka germline", "strelkagermline"]),
    somatic("strelka2", &["strelka"]),
    somatic("varscan2", &["varscan"]),
    somatic("muse", &["muse"]),
    somatic("freebayes", &["freebayes"]),
    somatic("deepsomatic", &["deepsomatic"]),
    germline("deepvariant", &["deepvariant"]),
    somatic("tnscope", &["tnscope"]),
    somatic("tnhaplotyper", &["tnhaplotyper"]),
    somatic("somaticsniper", &["somaticsniper"]),
    somatic("caveman", &["caveman"]),
    somatic("pindel", &["pindel"]),
    somatic("lofreq", &["lofreq"]),
    somatic("vardict", &["vardict"]),
    germline("haplotypecaller", &["haplotypecaller", "genotypegvcfs", "gvcfblock"]),
    germline("unifiedgenotyper", &["unifiedgenotyper"]),
    germline("haplotyper", &["haplotyper"]),
    germline("dnascope", &["dnascope"]),
    germline("glnexus", &["glnexus"]),
    germline("clair3", &["clair3"]),
    germline("graphtyper", &["graphtyper"]),
    somatic("clairs", &["clairs"]),
    somatic("manta", &["manta", "generatesvcandidates"]),
    somatic("delly", &["delly"]),
    somatic("dragen", &["dragen"]),
];

/// A caller and what else has its name in it: the one shows that the other is not meant.
const NOT_BOTH: [(&str, &str); 3] =
    [("deepsomatic", "deepvariant"), ("strelka_germline", "strelka2"), ("tnhaplotyper", "haplotyper")];

impl VcfHeader {
    /// The programs that called the variants, by the names evade uses for them.
    pub(super) fn callers(&self) -> Vec<&'static str> {
        let mut found: Vec<&'static str> = Vec::new();
        for text in self.lines().filter_map(program) {
            for caller in &CALLERS {
                let is_named = caller.words.iter().any(|word| text.contains(word));
                if is_named && !found.contains(&caller.name) {
                    found.push(caller.name);
                }
            }
        }
        // DeepSomatic writes the version line of DeepVariant.
        if let Some(place) = found.iter().position(|name| *name == "deepvariant")
            && declares_somatic(self)
            && let Some(name) = found.get_mut(place)
        {
            *name = "deepsomatic";
        }
        let is_other = |name: &str| NOT_BOTH.iter().any(|(one, other)| *other == name && found.contains(one));
        let mut kept: Vec<&'static str> = Vec::new();
        for name in found.iter().copied().filter(|name| !is_other(name)) {
            if !kept.contains(&name) {
                kept.push(name);
            }
        }
        kept
    }
}

/// The germline caller of a file that names no somatic one, and declares nothing that a somatic one does. Merged files
/// keep the lines of all their callers.
pub(super) fn germline_caller(header: &VcfHeader) -> Option<&'static str> {
    if declares_somatic(header) {
        return None;
    }
    let callers = header.callers();
    let is_germline = |name: &&'static str| {
        let by_name = CALLERS.iter().any(|caller| caller.name == *name && caller.is_germline);
        by_name || (*name == "dragen" && is_dragen_germline(header))
    };
    if callers.iter().all(is_germline) { callers.first().copied() } else { None }
}

/// Filters by which a caller sets germline variants apart from those it is asked for.
const SOMATIC_FILTERS: [&str; 7] = [
    "germline",
    "germline_risk",
    "normal_artifact",
    "alt_allele_in_normal",
    "panel_of_normals",
    "alleleinnormal",
    "non_somatic",
];

/// Whether the header defines what only a caller of somatic variants has.
fn declares_somatic(header: &VcfHeader) -> bool {
    let has_filter =
        || header.filters().any(|id| SOMATIC_FILTERS.contains(&id.to_ascii_lowercase().as_str()));
    let names_tumor = || header.values("tumor_sample").next().is_some();
    has_filter() || names_tumor() || header.has_info("SOMATIC") || header.has_info("SomaticEVS")
}

/// DRAGEN calls somatic variants where it is given the reads of a tumour.
fn is_dragen_germline(header: &VcfHeader) -> bool {
    let mut commands = header.values("DRAGENCommandLine").filter(|line| line.contains("--")).peekable();
    commands.peek().is_some() && commands.all(|line| !line.to_ascii_lowercase().contains("--tumor"))
}

/// The name of the program that a header line is about, in lower case; nothing for any other line.
fn program(line: &str) -> Option<String> {
    let (key, value) = line.strip_prefix("##")?.split_once('=')?;
    let lower = key.to_ascii_lowercase();
    // What a field, a filter or a contig means is about no program.
    if ["info", "format", "filter", "contig", "alt", "sample", "pedigree", "reference"]
        .contains(&lower.as_str())
    {
        return None;
    }
    if let Some(id) = attribute(value, "ID").filter(|_| lower.contains("commandline")) {
        return Some(id.to_ascii_lowercase());
    }
    match lower.as_str() {
        "source" | "content" | "caller" | "variant_caller" | "variantcaller" | "cmdline" | "command"
        | "commandline" | "command_line" => Some(words_of_command(value)),
        // The key itself names the program: DeepVariant_version, MuSE_version, GVCFBlock0-1.
        _ if ["version", "command", "cmd", "cmdline", "call", "gvcfblock", "source"]
            .iter()
            .any(|word| lower.contains(word)) =>
        {
            Some(lower)
        }
        _ => None,
    }
}

/// Data files, which are no programs.
const DATA: [&str; 9] = [".vcf", ".bcf", ".bam", ".cram", ".fa", ".fasta", ".bed", ".gz", ".txt"];

/// The words of a command before its first option, without folders and without files of data.
fn words_of_command(command: &str) -> String {
    let mut words = Vec::new();
    for word in command.split([' ', '\t', '"', '\'', ';', ',']).filter(|word| !word.is_empty()) {
        if word.starts_with('-') {
            break;
        }
        let name = word.rsplit(['/', '\\']).next().unwrap_or(word).to_ascii_lowercase();
        if !DATA.iter().any(|ending| name.contains(ending)) {
            words.push(name);
        }
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(lines: &[&str]) -> VcfHeader {
        let last = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO";
        VcfHeader::parse("x", lines.iter().copied().chain([last]).map(str::to_owned).collect()).unwrap()
    }

    #[test]
    fn callers_are_told_by_the_lines_about_programs() {
        for (line, expected) in [
            ("##source=Mutect2", &["mutect2"][..]),
            ("##GATKCommandLine=<ID=HaplotypeCaller,CommandLine=\"x\">", &["haplotypecaller"]),
            ("##GATKCommandLine.MuTect2=<ID=MuTect2,Version=3.8,CommandLineOptions=\"x\">", &["mutect2"]),
            ("##content=strelka germline small-variant calls", &["strelka_germline"]),
            ("##cmdline=/opt/strelka/bin/configureStrelkaSomaticWorkflow.py --tumorBam t", &["strelka2"]),
            (
                "##cmdline=/usr/bin/python2.7 /opt/bin/configureStrelkaGermlineWorkflow.py --bam t",
                &["strelka_germline"],
            ),
            ("##source=VarScan2", &["varscan2"]),
            ("##MuSE_version=\"v2.0\"", &["muse"]),
            ("##source=lofreq call -f /ref/haplotypecaller/hs.fa -o out.vcf t.bam", &["lofreq"]),
            ("##SentieonCommandLine.TNhaplotyper2=<ID=TNhaplotyper2,Version=\"x\">", &["tnhaplotyper"]),
            ("##SentieonCommandLine.Haplotyper=<ID=Haplotyper,Version=\"x\">", &["haplotyper"]),
            ("##source=\"DRAGEN 4.2\"", &["dragen"]),
            // What another program did, or what a field means, is about no caller.
            ("##FILTER=<ID=x,Description=\"as in Mutect2\">", &[]),
            ("##bcftools_isecCommand=isec -C -w1 t1.vcf.gz n1.deepvariant.vcf.gz", &[]),
            ("##bcftools_viewCommand=view /data/HaplotypeCaller/t1.vcf.gz; Date=x", &[]),
            ("##VEP-command-line='vep --custom file=pon_haplotypecaller.vcf.gz,short_name=PON'", &[]),
            ("##SnpSiftCmd=\"SnpSift annotate haplotypecaller.vcf t1.vcf\"", &[]),
            ("##commandline=vep --custom deepvariant.vcf.gz", &[]),
            ("##source=/data/deepvariant/t1.vcf.gz", &[]),
            ("##reference=file:///data/haplotypecaller/ref.fa", &[]),
        ] {
            assert_eq!(header(&[line]).callers(), expected, "{line}");
        }
        assert_eq!(header(&["##DeepVariant_version=1.6", "##source=DeepSomatic"]).callers(), ["deepsomatic"]);
    }

    #[test]
    fn a_file_of_a_germline_caller_alone_is_germline() {
        let caller = |lines: &[&str]| germline_caller(&header(lines));
        assert_eq!(caller(&["##source=HaplotypeCaller"]), Some("haplotypecaller"));
        assert_eq!(caller(&["##source=HaplotypeCaller", "##source=Mutect2"]), None);
        assert_eq!(caller(&["##DeepVariant_version=1.6.0"]), Some("deepvariant"));
        assert_eq!(caller(&["##GVCFBlock0-1=minGQ=0(inclusive)"]), Some("haplotypecaller"));
        assert_eq!(caller(&["##source=Clair3"]), Some("clair3"));
        assert_eq!(caller(&["##source=ClairS"]), None);
        assert_eq!(caller(&[]), None);
        // A caller that sets germline variants apart calls somatic ones.
        let deepsomatic = ["##DeepVariant_version=1.8.0", "##FILTER=<ID=GERMLINE,Description=\"x\">"];
        assert_eq!(caller(&deepsomatic), None);
        assert_eq!(header(&deepsomatic).callers(), ["deepsomatic"]);
        let dragen = |options: &str| {
            caller(&[&format!("##DRAGENCommandLine=<ID=dragen,CommandLineOptions=\"{options}\">")])
        };
        assert_eq!(dragen("--tumor-bam-input t1.bam --enable-variant-caller true"), None);
        assert_eq!(dragen("--bam-input n1.bam --enable-variant-caller true"), Some("dragen"));
        assert_eq!(caller(&["##source=\"DRAGEN 4.2\""]), None);
    }
}
