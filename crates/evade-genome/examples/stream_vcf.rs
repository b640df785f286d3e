//! How fast a VCF streams, and in how much memory: makes records on the way and reads them.
//!
//! `stream_vcf plain|annotated [RECORDS] [FILE]`: with a file that is there, reads it instead; else makes it and leaves
//! it there. Annotated records are read as `evade variants` reads them, with the tumour mutational burden.

#![allow(clippy::print_stdout, missing_docs)] // a measurement for the person at the terminal

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

use evade_genome::{
    Build, Coverage, Filters, GenePanel, HotspotAlleles, NativeAnnotator, VcfOptions, read_vcf_input,
};
use evade_stream::{Digest, Input, Source};

/// Columns of VEP with symbols, HGVS, MANE, canonical transcripts and exome frequencies.
const CSQ: &str = "Allele|Consequence|IMPACT|SYMBOL|Gene|Feature_type|Feature|BIOTYPE|EXON|INTRON|HGVSc|HGVSp|cDNA_position|CDS_position|Protein_position|Amino_acids|Codons|Existing_variation|DISTANCE|STRAND|FLAGS|SYMBOL_SOURCE|HGNC_ID|CANONICAL|MANE_SELECT|MANE_PLUS_CLINICAL|gnomADe_AF|gnomADe_AFR_AF|CLIN_SIG|PUBMED";

/// Entries of three transcripts; of two hundred records one is missense, one silent, 32 lie between genes.
fn entries(i: u64) -> String {
    let known = if i.is_multiple_of(4) { "0.00002" } else { "" };
    if i % 200 < 32 {
        return "T|intergenic_variant|MODIFIER|||||||||||||||rs12345678||||||||||||".to_owned();
    }
    let coding = match i % 200 {
        100 => Some("missense_variant"),
        101 => Some("synonymous_variant"),
        _ => None,
    };
    let gene = "LONGENAME1|ENSG00000123456|Transcript";
    let entry = |n: u64, biotype: &str, marks: &str| match coding {
        Some(term) if n < 2 => format!(
            "T|{term}|MODERATE|{gene}|ENST0000034567{n}|{biotype}|5/11||ENST0000034567{n}.4:c.1012C>T|ENSP0000031234{n}.3:p.Arg338Trp|1190/3402|1012/2211|338/736|R/W|Cgg/Tgg|||1||HGNC|HGNC:1234|{marks}|{known}|||"
        ),
        _ => format!(
            "T|intron_variant|MODIFIER|{gene}|ENST0000034567{n}|{biotype}||4/10|ENST0000034567{n}.4:c.901+1234C>T||||||||rs12345678|||1||HGNC|HGNC:1234|{marks}|{known}|||"
        ),
    };
    let (mane, other) = ("YES|NM_001234567.3|", "||");
    [entry(0, "protein_coding", mane), entry(1, "protein_coding", other), entry(2, "retained_intron", other)]
        .join(",")
}

/// Definitions are there so that `bcftools view -O b` can turn the made file into a BCF.
fn header(is_annotated: bool) -> String {
    let mut text = String::from(
        "##fileformat=VCFv4.2\n##source=Mutect2\n##tumor_sample=T\n##normal_sample=N\n##FILTER=<ID=PASS,Description=\"p\">\n",
    );
    for (chrom, _, length) in evade_genome::CHROMOSOME_LENGTHS {
        let _ = writeln!(text, "##contig=<ID=chr{chrom},length={length}>");
    }
    let strings = [
        ("INFO", "AS_FilterStatus AS_SB_TABLE MBQ MFRL MMQ MPOS NALOD NLOD POPAF TLOD ECNT GERMQ DP"),
        ("FORMAT", "GT AF F1R2 F2R1 SB"),
    ];
    for (kind, ids) in strings {
        for id in ids.split(' ') {
            let _ = writeln!(text, "##{kind}=<ID={id},Number=1,Type=String,Description=\"d\">");
        }
    }
    text.push_str(
        "##FORMAT=<ID=AD,Number=R,Type=Integer,Description=\"d\">\n##FORMAT=<ID=DP,Number=1,Type=Integer,Description=\"d\">\n",
    );
    if is_annotated {
        let _ = writeln!(text, "##INFO=<ID=CSQ,Number=.,Type=String,Description=\"Format: {CSQ}\">");
    }
    text.push_str("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tN\tT\n");
    text
}

fn panel() -> Result<GenePanel, Box<dyn Error>> {
    Ok(GenePanel::read(
        ("regions.tsv", include_str!("../../../signatures/alterations/regions.tsv")),
        ("transcripts.tsv", include_str!("../../../signatures/alterations/transcripts.tsv")),
        ("hotspots.tsv", include_str!("../../../signatures/alterations/hotspots.tsv")),
    )?)
}

/// Records over all chromosomes in order, as Mutect2 writes them.
fn write_records(path: &Path, n_records: u64, is_annotated: bool) -> Result<(), Box<dyn Error>> {
    use std::io::Write as _;
    let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
    file.write_all(header(is_annotated).as_bytes())?;
    let mut line = String::new();
    let chromosomes = evade_genome::CHROMOSOME_LENGTHS;
    for i in 0..n_records {
        let (chrom, _, length) = chromosomes[usize::try_from(i * 23 / n_records)?];
        let pos = 1 + (i * 23 % n_records) * (length - 1) / n_records;
        line.clear();
        let csq = if is_annotated { format!(";CSQ={}", entries(i)) } else { String::new() };
        writeln!(
            line,
            "chr{chrom}\t{pos}\t.\tC\tT\t.\tPASS\tAS_FilterStatus=SITE;AS_SB_TABLE=40,41|9,8;DP=98;ECNT=1;GERMQ=93;MBQ=37,36;MFRL=210,215;MMQ=60,60;MPOS=35;NALOD=1.48;NLOD=8.43;POPAF=6.00;TLOD=42.10{csq}\tGT:AD:AF:DP:F1R2:F2R1:SB\t0/0:29,0:0.032:29:14,0:15,0:15,14,0,0\t0/1:52,17:0.25:69:26,9:25,8:25,27,9,8"
        )?;
        file.write_all(line.as_bytes())?;
    }
    file.flush()?;
    Ok(())
}

/// The most memory the process has held, in MB, where the system tells.
fn peak_mb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kb| kb / 1024)
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let is_annotated = match arguments.first().map(String::as_str) {
        Some("plain") => false,
        Some("annotated") => true,
        _ => return Err("stream_vcf plain|annotated [RECORDS] [FILE]".into()),
    };
    let n_records = arguments.get(1).map_or(Ok(5_000_000), |n| n.parse())?;
    let made = std::env::temp_dir().join(format!("evade-stream-{}.vcf", std::process::id()));
    let path = arguments.get(2).map_or(made.as_path(), Path::new);
    if !path.exists() {
        write_records(path, n_records, is_annotated)?;
    }
    let panel = panel()?;
    let alleles = include_str!("../../../signatures/alterations/hotspot-alleles.tsv");
    let native = NativeAnnotator::new(HotspotAlleles::read(("hotspot-alleles.tsv", alleles))?);
    let options = VcfOptions {
        native: Some(&native),
        build: Some(Build::Grch38),
        burden: is_annotated,
        ..VcfOptions::default()
    };
    let before = peak_mb();
    for digest in [Digest::None, Digest::Sha256] {
        let begun = Instant::now();
        let mut input: Input = Source::path(path).open(digest)?;
        let calls = read_vcf_input(&mut input, &options, &panel, &Filters::default())?;
        let seconds = begun.elapsed().as_secs_f64();
        let megabytes = std::fs::metadata(path)?.len() as f64 / 1e6;
        println!(
            "{digest:?}: {} records, {megabytes:.0} MB in {seconds:.2} s: {:.0} MB/s, {} rows, burden {:?}; peak memory {before:?} to {:?} MB",
            calls.n_records,
            megabytes / seconds,
            calls.variants.variants.len() + calls.variants.filtered.len(),
            calls.variants.burden.numbers(&Coverage::Undeclared),
            peak_mb(),
        );
    }
    if arguments.len() < 3 {
        std::fs::remove_file(path)?;
    }
    Ok(())
}
