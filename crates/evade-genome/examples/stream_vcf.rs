//! How fast a VCF streams, and in how much memory: makes records on the way and reads them.
//!
//! `stream_vcf [RECORDS] [FILE]`: with a file that is there, reads it instead; else makes it and leaves it there.

#![allow(clippy::print_stdout, missing_docs)] // a measurement for the person at the terminal

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

use evade_genome::{Build, Filters, GenePanel, HotspotAlleles, NativeAnnotator, VcfOptions, read_vcf_input};
use evade_stream::{Digest, Input, Source};

/// Definitions are there so that `bcftools view -O b` can turn the made file into a BCF.
fn header() -> String {
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
        "##FORMAT=<ID=AD,Number=R,Type=Integer,Description=\"d\">\n##FORMAT=<ID=DP,Number=1,Type=Integer,Description=\"d\">\n\
         #CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tN\tT\n",
    );
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
fn write_records(path: &Path, n_records: u64) -> Result<(), Box<dyn Error>> {
    use std::io::Write as _;
    let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
    file.write_all(header().as_bytes())?;
    let mut line = String::new();
    let chromosomes = evade_genome::CHROMOSOME_LENGTHS;
    for i in 0..n_records {
        let (chrom, _, length) = chromosomes[usize::try_from(i * 23 / n_records)?];
        let pos = 1 + (i * 23 % n_records) * (length - 1) / n_records;
        line.clear();
        writeln!(
            line,
            "chr{chrom}\t{pos}\t.\tC\tT\t.\tPASS\tAS_FilterStatus=SITE;AS_SB_TABLE=40,41|9,8;DP=98;ECNT=1;GERMQ=93;MBQ=37,36;MFRL=210,215;MMQ=60,60;MPOS=35;NALOD=1.48;NLOD=8.43;POPAF=6.00;TLOD=42.10\tGT:AD:AF:DP:F1R2:F2R1:SB\t0/0:29,0:0.032:29:14,0:15,0:15,14,0,0\t0/1:52,17:0.25:69:26,9:25,8:25,27,9,8"
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
    let n_records = arguments.first().map_or(Ok(5_000_000), |n| n.parse())?;
    let made = std::env::temp_dir().join(format!("evade-stream-{}.vcf", std::process::id()));
    let path = arguments.get(1).map_or(made.as_path(), Path::new);
    if !path.exists() {
        write_records(path, n_records)?;
    }
    let panel = panel()?;
    let alleles = include_str!("../../../signatures/alterations/hotspot-alleles.tsv");
    let native = NativeAnnotator::new(HotspotAlleles::read(("hotspot-alleles.tsv", alleles))?);
    let options = VcfOptions { native: Some(&native), build: Some(Build::Grch38), ..VcfOptions::default() };
    let before = peak_mb();
    for digest in [Digest::None, Digest::Sha256] {
        let begun = Instant::now();
        let mut input: Input = Source::path(path).open(digest)?;
        let calls = read_vcf_input(&mut input, &options, &panel, &Filters::default())?;
        let seconds = begun.elapsed().as_secs_f64();
        let megabytes = std::fs::metadata(path)?.len() as f64 / 1e6;
        println!(
            "{digest:?}: {} records, {megabytes:.0} MB in {seconds:.2} s: {:.0} MB/s, {} rows; peak memory {before:?} to {:?} MB",
            calls.n_records,
            megabytes / seconds,
            calls.variants.variants.len() + calls.variants.filtered.len(),
            peak_mb(),
        );
    }
    if arguments.len() < 2 {
        std::fs::remove_file(path)?;
    }
    Ok(())
}
