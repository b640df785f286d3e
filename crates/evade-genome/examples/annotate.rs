//! Annotates the alleles of a VCF from the panel's tables and a FASTA, one line each: for comparison with other
//! annotators, such as by `tests/external/bcftools_csq.py`.
//!
//! `annotate REGIONS TRANSCRIPTS HOTSPOTS FASTA VCF > TABLE`

#![allow(clippy::print_stdout, missing_docs)] // a table for another program

use std::error::Error;
use std::path::Path;

use evade_genome::{Allele, Build, CodingSequences, GenePanel, HotspotAlleles, NativeAnnotator};
use evade_stream::{Digest, Source};

fn main() -> Result<(), Box<dyn Error>> {
    let files: Vec<String> = std::env::args().skip(1).collect();
    let [regions, transcripts, hotspots, fasta, vcf] = files.as_slice() else {
        return Err("annotate REGIONS TRANSCRIPTS HOTSPOTS FASTA VCF".into());
    };
    let texts = [regions, transcripts, hotspots].map(std::fs::read_to_string);
    let [regions, transcripts, hotspots] = texts;
    let (regions, transcripts, hotspots) = (regions?, transcripts?, hotspots?);
    let panel = GenePanel::read(
        ("regions.tsv", &regions),
        ("transcripts.tsv", &transcripts),
        ("hotspots.tsv", &hotspots),
    )?;
    let build = Build::Grch38;
    let mut fasta = Source::path(Path::new(fasta)).open(Digest::None)?;
    let sequences = CodingSequences::from_fasta(&mut fasta, &panel, build)?;
    let native = NativeAnnotator::new(HotspotAlleles::default()).with_sequences(sequences);
    for line in std::fs::read_to_string(vcf)?.lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [chrom, pos, _, reference, alternate, ..] = fields.as_slice() else {
            return Err("a record has too few columns".into());
        };
        let allele = Allele::from_vcf(pos.parse()?, reference, alternate);
        let gene = panel.core_gene_at(build, chrom, allele.pos);
        let call = gene.and_then(|gene| native.annotate(gene, build, &allele));
        let effect = call.as_ref().map_or("", |call| call.effect.as_str());
        let text = |field: Option<String>| field.unwrap_or_default();
        let (protein, coding) = call.map_or((None, None), |call| (call.hgvsp, call.hgvsc));
        println!("{chrom}\t{pos}\t{reference}\t{alternate}\t{effect}\t{}\t{}", text(protein), text(coding));
    }
    Ok(())
}
