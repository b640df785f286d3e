//! The variants of every sample of a phased VCF, one line each: for comparison with the haplotype-aware mode of
//! `bcftools csq` by `tests/external/bcftools_csq_phased.py`.
//!
//! `phased_calls REGIONS TRANSCRIPTS HOTSPOTS FASTA|- VCF > TABLE`

#![allow(clippy::print_stdout, missing_docs)] // a table for another program

use std::error::Error;
use std::path::Path;

use evade_genome::{
    Build, CodingSequences, Filters, GenePanel, HotspotAlleles, NativeAnnotator, VcfOptions, read_vcf_input,
};
use evade_stream::{Digest, Input, Source};

fn main() -> Result<(), Box<dyn Error>> {
    let files: Vec<String> = std::env::args().skip(1).collect();
    let [regions, transcripts, hotspots, fasta, vcf] = files.as_slice() else {
        return Err("phased_calls REGIONS TRANSCRIPTS HOTSPOTS FASTA|- VCF".into());
    };
    let texts = [regions, transcripts, hotspots].map(std::fs::read_to_string);
    let [regions, transcripts, hotspots] = texts;
    let (regions, transcripts, hotspots) = (regions?, transcripts?, hotspots?);
    let panel = GenePanel::read(
        ("regions.tsv", &regions),
        ("transcripts.tsv", &transcripts),
        ("hotspots.tsv", &hotspots),
    )?;
    let mut native = NativeAnnotator::new(HotspotAlleles::default());
    if fasta != "-" {
        let mut fasta = Source::path(Path::new(fasta)).open(Digest::None)?;
        native = native.with_sequences(CodingSequences::from_fasta(&mut fasta, &panel, Build::Grch38)?);
    }
    let text = std::fs::read_to_string(vcf)?;
    let header = text.lines().find(|line| line.starts_with("#CHROM")).ok_or("no header")?;
    let meta: Vec<&str> = text.lines().filter(|line| line.starts_with("##")).collect();
    let records: Vec<Vec<&str>> =
        text.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect()).collect();
    for (index, sample) in header.split('\t').enumerate().skip(9) {
        // The sample's own records in its own column: reading all columns for each sample takes long.
        let own = records.iter().filter(|fields| fields.get(index).is_some_and(|v| v.starts_with("0|1")));
        let lines =
            own.filter_map(|fields| Some(format!("{}\t{}", fields.get(..9)?.join("\t"), fields.get(index)?)));
        let lines: Vec<String> = lines.collect();
        let head = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT";
        let file = format!("{}\n{head}\t{sample}\n{}\n", meta.join("\n"), lines.join("\n"));
        let mut input = Input::from_bytes("phased.vcf", file.as_bytes())?;
        let options = VcfOptions {
            tumor: Some(sample),
            build: Some(Build::Grch38),
            native: Some(&native),
            ..VcfOptions::default()
        };
        let filters = Filters { tumor_only: true, ..Filters::default() };
        let found = read_vcf_input(&mut input, &options, &panel, &filters)?.variants;
        for v in found.variants {
            let flags: Vec<String> = v.flags.iter().map(ToString::to_string).collect();
            let change = v.hgvsp.unwrap_or_default();
            println!("{sample}\t{}\t{}\t{change}\t{}\t{}", v.chrom, v.pos, v.effect, flags.join(";"));
        }
        for f in found.filtered {
            let change = f.hgvsp.unwrap_or_default();
            println!("{sample}\t{}\t{}\t{change}\tfiltered:{}\t{}", f.chrom, f.pos, f.reason, f.detail);
        }
    }
    Ok(())
}
