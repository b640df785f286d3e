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
const CALLERS: [Caller; 41] = [
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
    somatic("scalpel", &["scalpel"]),
    somatic("svaba", &["svaba"]),
    somatic("lofreq", &["lofreq"]),
    somatic("vardict", &["vardict"]),
    germline(
        "haplotypecaller",
        &["haplotypecaller", "genotypegvcfs", "gvcfblock", "combinegvcfs", "applyvqsr", "cnnscorevariants"],
    ),
    germline("unifiedgenotyper", &["unifiedgenotyper"]),
    germline("haplotyper", &["haplotyper"]),
    germline("dnascope", &["dnascope"]),
    germline("glnexus", &["glnexus"]),
    germline("clair3", &["clair3"]),
    germline("graphtyper", &["graphtyper"]),
    germline("gvcftyper", &["gvcftyper"]),
    germline("bcftools_call", &["bcftools_call"]),
    germline("longshot", &["longshot"]),
    germline("xatlas", &["xatlas"]),
    germline("gatk_germline_cnv", &["germlinecnv"]),
    germline("xhmm", &["xhmm"]),
    germline("clamms", &["clamms"]),
    germline("exomedepth", &["exomedepth"]),
    germline("genomestrip", &["genomestrip", "genome_strip", "svgenotyper"]),
    germline("cn.mops", &["cn.mops", "cnmops"]),
    somatic("platypus", &["platypus"]),
    somatic("octopus", &["octopus"]),
    somatic("tvc", &["tvc", "torrent variant caller"]),
    somatic("clairs", &["clairs"]),
    somatic("manta", &["manta", "generatesvcandidates"]),
    somatic("delly", &["delly"]),
    somatic("dragen", &["dragen"]),
];

/// Whether the text names the program; a short name only as a word of its own (`sortvcf` is not `tvc`).
fn names(text: &str, word: &str) -> bool {
    const SHORT: usize = 3;
    if word.len() > SHORT { text.contains(word) } else { text.split(' ').any(|part| part == word) }
}

/// A caller and what else has its name in it: the one shows that the other is not meant.
const NOT_BOTH: [(&str, &str); 3] =
    [("deepsomatic", "deepvariant"), ("strelka_germline", "strelka2"), ("tnhaplotyper", "haplotyper")];

impl VcfHeader {
    /// The programs that called the variants, by the names evade uses for them.
    pub(super) fn callers(&self) -> Vec<&'static str> {
        let mut found: Vec<&'static str> = Vec::new();
        for text in self.lines().filter_map(program) {
            for caller in &CALLERS {
                let is_named = caller.words.iter().any(|word| names(&text, word));
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
        by_name || is_germline_mode(name, header)
    };
    if callers.iter().all(is_germline) { callers.first().copied() } else { None }
}

/// Whether a caller of this name calls germline variants alone, as a record names the callers that found it.
pub(super) fn is_germline_name(name: &str) -> bool {
    let name = name.trim().to_ascii_lowercase();
    let is_named = |caller: &&Caller| caller.words.iter().any(|word| names(&name, word));
    let mut found = CALLERS.iter().filter(is_named).peekable();
    let is_pileup = matches!(name.as_str(), "mpileup" | "bcftools");
    is_pileup || (found.peek().is_some() && found.all(|caller| caller.is_germline))
}

/// Whether a caller of both kinds was run for germline variants, as its own lines show.
fn is_germline_mode(caller: &str, header: &VcfHeader) -> bool {
    match caller {
        "dragen" => is_dragen_germline(header),
        "manta" => is_manta_germline(header),
        "octopus" => is_octopus_germline(header),
        // The commands mpileup2snp, mpileup2indel and mpileup2cns; `somatic` writes SS and no ADP.
        "varscan2" => header.has_info("ADP") && !header.has_info("SS"),
        // It joins samples, so that a tumour stands beside its normal.
        "platypus" => header.samples.len() <= 1,
        "tvc" => header.lines().any(|line| {
            let line = line.to_ascii_lowercase();
            line.starts_with("##parameters") && line.contains("germline")
        }),
        _ => false,
    }
}

/// Manta scores genotypes (PL) of normal samples alone, and is told of a tumour by `--tumorBam`.
fn is_manta_germline(header: &VcfHeader) -> bool {
    let is_workflow = |line: &&str| line.to_ascii_lowercase().contains("configmanta");
    let mut workflows = header.values("cmdline").filter(is_workflow).peekable();
    let has_options = workflows.peek().is_some_and(|line| line.contains("--"));
    let has_tumor = workflows.any(|line| line.to_ascii_lowercase().contains("--tumorbam"));
    let scores_genotypes = header.values("FORMAT").any(|line| attribute(line, "ID") == Some("PL"));
    (has_options && !has_tumor) || scores_genotypes
}

/// Octopus calls somatic variants where it is told the normal sample, or to call those of a cancer.
fn is_octopus_germline(header: &VcfHeader) -> bool {
    header.values("octopus").any(|line| {
        let line = line.to_ascii_lowercase();
        let words: Vec<&str> = line.split([' ', '=', '"']).filter(|word| !word.is_empty()).collect();
        let caller = words.iter().position(|word| matches!(*word, "--caller" | "-c"));
        let caller = caller.and_then(|at| words.get(at + 1)).copied();
        matches!(caller, Some("individual" | "population" | "trio"))
    })
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
    // An annotation may bear the name: that of a caller is a flag.
    let is_flag = |id: &str| {
        let mut lines = header.values("INFO").filter(|line| attribute(line, "ID") == Some(id));
        lines.any(|line| attribute(line, "Type").is_none_or(|kind| kind == "Flag"))
    };
    let names_tumor = || header.values("tumor_sample").next().is_some();
    has_filter() || names_tumor() || is_flag("SOMATIC") || header.has_info("SomaticEVS")
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
        "octopus" => Some(lower),
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
        for (lines, expected) in [
            (&["##bcftools_callCommand=call -mv -Oz t.bcf; Date=x"][..], Some("bcftools_call")),
            (&["##bcftools_viewCommand=view t.bcf", "##bcftools_filterCommand=filter x"], None),
            (&["##source=Platypus_Version_0.8.1"], Some("platypus")),
            (
                &["##octopus=<version=0.7.4,command=\"octopus -R r.fa -I t.bam --caller individual\">"],
                Some("octopus"),
            ),
            (&["##octopus=<version=0.7.4,command=\"octopus -I t.bam n.bam --normal-sample N\">"], None),
            (
                &[
                    "##source=VarScan2",
                    "##INFO=<ID=ADP,Number=1,Type=Integer>",
                    "##INFO=<ID=WT,Number=1,Type=Integer>",
                ],
                Some("varscan2"),
            ),
            (&["##source=VarScan2", "##INFO=<ID=SS,Number=1,Type=String>"], None),
            (&["##SentieonCommandLine.GVCFtyper=<ID=GVCFtyper,Version=\"x\">"], Some("gvcftyper")),
            (&["##GATKCommandLine=<ID=ApplyVQSR,CommandLine=\"x\">"], Some("haplotypecaller")),
            (&["##GATKCommandLine=<ID=CombineGVCFs,CommandLine=\"x\">"], Some("haplotypecaller")),
            (&["##source=Longshot v0.4.5"], Some("longshot")),
            (&["##source=xAtlas v0.3"], Some("xatlas")),
            (
                &["##source=\"tvc 5.12-27\"", "##parametersName=\"Generic - PGM - Germline - Low\""],
                Some("tvc"),
            ),
            (&["##source=\"tvc 5.12-27\"", "##parametersName=\"Generic - PGM - Somatic - Low\""], None),
            (
                &["##GATKCommandLine=<ID=PostprocessGermlineCNVCalls,CommandLine=\"x\">"],
                Some("gatk_germline_cnv"),
            ),
            (
                &["##source=GenerateSVCandidates 1.6", "##cmdline=/x/configManta.py --bam n.bam"],
                Some("manta"),
            ),
            (&["##source=GenerateSVCandidates 1.6", "##cmdline=/x/configManta.py --tumorBam t.bam"], None),
            (&["##source=GenerateSVCandidates 1.6", "##FORMAT=<ID=PL,Number=G,Type=Integer>"], Some("manta")),
            (
                &["##source=HaplotypeCaller", "##GATKCommandLine=<ID=SortVcf,CommandLine=\"x\">"],
                Some("haplotypecaller"),
            ),
            // An annotation that bears the name of the flag.
            (
                &["##source=HaplotypeCaller", "##INFO=<ID=SOMATIC,Number=.,Type=String>"],
                Some("haplotypecaller"),
            ),
            (&["##source=HaplotypeCaller", "##INFO=<ID=SOMATIC,Number=0,Type=Flag>"], None),
        ] {
            assert_eq!(caller(lines), expected, "{lines:?}");
        }
        let dragen = |options: &str| {
            caller(&[&format!("##DRAGENCommandLine=<ID=dragen,CommandLineOptions=\"{options}\">")])
        };
        assert_eq!(dragen("--tumor-bam-input t1.bam --enable-variant-caller true"), None);
        assert_eq!(dragen("--bam-input n1.bam --enable-variant-caller true"), Some("dragen"));
        assert_eq!(caller(&["##source=\"DRAGEN 4.2\""]), None);
    }
}
