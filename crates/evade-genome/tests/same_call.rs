//! How records are written never changes a gene's call: alleles split as `bcftools norm -m -any` and vt do it, indels
//! moved along a repeat, samples and records in another order.

#![expect(clippy::unwrap_used, reason = "what tests share panics to fail, as they do")]

mod support;
#[allow(dead_code, reason = "what tests of VCF share is not used by each of them")]
#[path = "support/vcf.rs"]
mod vcf;

use evade_core::DnaProfile;
use evade_genome::{Build, CodingSequences, Coverage, NativeAnnotator, VcfOptions, judge};
use evade_stream::Input;
use support::PANEL;
use vcf::{CONTIG_38, read};

/// A small generator, so that a failure can be repeated.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// One record with the reads of each allele in tumour and normal.
#[derive(Clone, Debug)]
struct Record {
    chrom: &'static str,
    pos: u64,
    reference: String,
    alternates: Vec<String>,
    tumor: Vec<u64>,
    normal: Vec<u64>,
}

/// Places in genes of both strands: hotspots, stops, splice sites, and bases of no note.
const PLACES: [(&str, u64); 12] = [
    ("chr12", 25_245_350),
    ("chr12", 25_245_347),
    ("chr12", 25_227_342),
    ("chr10", 87_933_147),
    ("chr10", 87_933_252),
    ("chr10", 87_863_600),
    ("chr19", 1_207_022),
    ("chr19", 1_218_416),
    ("chr19", 10_489_770),
    ("chr7", 55_191_822),
    ("chr17", 7_675_088),
    ("chr15", 44_711_548),
];
const BASES: [&str; 4] = ["A", "C", "G", "T"];

fn record(numbers: &mut Numbers, (chrom, pos): (&'static str, u64)) -> Record {
    let pick = |numbers: &mut Numbers| BASES[numbers.below(4) as usize].to_owned();
    let reference = pick(numbers);
    let mut alternates: Vec<String> = Vec::new();
    for _ in 0..=numbers.below(3) {
        let alternate = match numbers.below(4) {
            0 => format!("{reference}{}", pick(numbers)),
            1 => format!("{reference}{}{}{}", pick(numbers), pick(numbers), pick(numbers)),
            _ => pick(numbers),
        };
        if alternate != reference && !alternates.contains(&alternate) {
            alternates.push(alternate);
        }
    }
    if alternates.is_empty() {
        alternates.push(if reference == "A" { "T".to_owned() } else { "A".to_owned() });
    }
    let tumor = (0..=alternates.len()).map(|_| numbers.below(60) + 5).collect();
    let normal = (0..=alternates.len()).map(|i| if i == 0 { 80 } else { 0 }).collect();
    Record { chrom, pos, reference, alternates, tumor, normal }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Split {
    /// As called.
    Not,
    /// `bcftools norm -m -any`: AD and AF of the allele, the other alleles' reads dropped.
    Bcftools,
    /// `vt decompose -s`: as bcftools, and `OLD_MULTIALLELIC` names the record.
    Vt,
}

fn lines(record: &Record, split: Split, is_tumor_first: bool) -> Vec<String> {
    let list = |values: &[u64]| values.iter().map(u64::to_string).collect::<Vec<_>>().join(",");
    let fraction = |counts: &[u64], index: usize| {
        format!("{:.4}", counts[index + 1] as f64 / counts.iter().sum::<u64>() as f64)
    };
    let sample = |counts: &[u64], kept: &[usize], genotype: &str| {
        let reads: Vec<u64> =
            std::iter::once(0).chain(kept.iter().map(|i| i + 1)).map(|i| counts[i]).collect();
        let fractions: Vec<String> = kept.iter().map(|index| fraction(counts, *index)).collect();
        format!("{genotype}:{}:{}:{}", list(&reads), fractions.join(","), counts.iter().sum::<u64>())
    };
    let line = |kept: &[usize], info: &str| {
        let alternates: Vec<&str> = kept.iter().map(|i| record.alternates[*i].as_str()).collect();
        let mut samples = [sample(&record.normal, kept, "0/0"), sample(&record.tumor, kept, "0/1")];
        if is_tumor_first {
            samples.reverse();
        }
        format!(
            "{}\t{}\t.\t{}\t{}\t.\tPASS\t{info}\tGT:AD:AF:DP\t{}",
            record.chrom,
            record.pos,
            record.reference,
            alternates.join(","),
            samples.join("\t")
        )
    };
    let all: Vec<usize> = (0..record.alternates.len()).collect();
    if split == Split::Not || all.len() == 1 {
        return vec![line(&all, ".")];
    }
    let whole = format!(
        "OLD_MULTIALLELIC={}:{}:{}/{}",
        record.chrom,
        record.pos,
        record.reference,
        record.alternates.join("/")
    );
    let info = if split == Split::Vt { whole.as_str() } else { "." };
    all.iter().map(|index| line(&[*index], info)).collect()
}

fn call(lines: &[String], is_tumor_first: bool, native: &NativeAnnotator) -> DnaProfile {
    let names = if is_tumor_first { "TUMOR\tNORMAL" } else { "NORMAL\tTUMOR" };
    let text = format!(
        "##fileformat=VCFv4.3\n##source=Mutect2\n{CONTIG_38}#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{names}\n{}\n",
        lines.join("\n")
    );
    let options = VcfOptions { native: Some(native), ..VcfOptions::default() };
    judge(&read(&text, &options).unwrap().variants, &Coverage::Exome)
}

/// The genes' calls, by gene: what a reader acts on.
fn calls_of(profile: &DnaProfile) -> Vec<String> {
    let row = |row: &evade_core::GeneAlteration| {
        format!("{} {} {:?} {:?} {:?}", row.gene, row.status, row.hgvsp, row.effect, row.hits)
    };
    profile.genes.iter().map(row).collect()
}

#[test]
fn splitting_and_order_never_change_a_call() {
    let native = vcf::native();
    let mut n_altered = 0;
    for seed in 0..150 {
        let mut numbers = Numbers(seed);
        let mut places = PLACES.to_vec();
        while places.len() > 5 {
            places.remove(numbers.below(places.len() as u64) as usize);
        }
        let records: Vec<Record> = places.into_iter().map(|place| record(&mut numbers, place)).collect();
        let written = |split: Split, is_tumor_first: bool| -> Vec<String> {
            records.iter().flat_map(|record| lines(record, split, is_tumor_first)).collect()
        };
        let expected = calls_of(&call(&written(Split::Not, false), false, &native));
        n_altered += expected.iter().filter(|row| row.contains(" altered ")).count();
        for split in [Split::Not, Split::Bcftools, Split::Vt] {
            for is_tumor_first in [false, true] {
                let mut lines = written(split, is_tumor_first);
                let found = calls_of(&call(&lines, is_tumor_first, &native));
                assert_eq!(found, expected, "seed {seed}, {split:?}");
                lines.reverse();
                let found = calls_of(&call(&lines, is_tumor_first, &native));
                assert_eq!(found, expected, "seed {seed}, {split:?}, from the end");
            }
        }
    }
    assert!(n_altered > 100, "only {n_altered} altered genes were tried");
}

/// STK11 in codons of few bases, so that most indels may be written at several places; the rest is C.
fn repetitive() -> (Vec<u8>, u64) {
    let transcript = &PANEL.core_gene("STK11").unwrap().transcripts[&Build::Grch38];
    let mut numbers = Numbers(7);
    let mut coding = b"ATG".to_vec();
    while coding.len() + 3 < usize::try_from(transcript.coding_length).unwrap() {
        let codons = [b"AAA", b"AAG", b"GAA", b"GGG", b"AAA"];
        coding.extend_from_slice(codons[numbers.below(5) as usize]);
    }
    coding.extend_from_slice(b"TGA");
    let mut bases =
        vec![b'C'; usize::try_from(transcript.position_of(transcript.coding_length).unwrap()).unwrap() + 100];
    for (index, base) in coding.iter().enumerate() {
        let position = transcript.position_of(index as u64 + 1).unwrap();
        bases[usize::try_from(position).unwrap() - 1] = *base;
    }
    (bases, transcript.position_of(4).unwrap())
}

/// All places of an indel that make the same sequence, as VCF writes them: with the base before.
fn places(bases: &[u8], at: usize, removed: usize, inserted: &[u8]) -> Vec<String> {
    let changed = |at: usize, inserted: &[u8]| {
        let mut new = bases[..at].to_vec();
        new.extend_from_slice(inserted);
        new.extend_from_slice(&bases[at + removed..]);
        new
    };
    let expected = changed(at, inserted);
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let mut found = Vec::new();
    for place in at.saturating_sub(12)..at + 12 {
        let new = expected[place..place + inserted.len()].to_vec();
        if changed(place, &new) == expected {
            let anchor = &bases[place - 1..place];
            let reference = text(&bases[place - 1..place + removed]);
            found.push(format!(
                "chr19\t{place}\t.\t{reference}\t{}{}\t.\tPASS\t.\tGT:AD:AF:DP\t0/0:80,0:0:80\t0/1:60,40:0.4:100",
                text(anchor),
                text(&new)
            ));
        }
    }
    found
}

#[test]
fn the_place_of_an_indel_in_a_repeat_never_changes_a_call() {
    let (bases, first) = repetitive();
    let mut fasta = b">chr19 made\n".to_vec();
    for line in bases.chunks(60) {
        fasta.extend_from_slice(line);
        fasta.push(b'\n');
    }
    let mut input = Input::from_bytes("made.fa", fasta.as_slice()).unwrap();
    let sequences = CodingSequences::from_fasta(&mut input, &PANEL, Build::Grch38).unwrap();
    let native = vcf::native().with_sequences(sequences);
    let mut numbers = Numbers(11);
    let mut n_places = 0;
    for _ in 0..120 {
        let at = usize::try_from(first).unwrap() + 5 + numbers.below(250) as usize;
        let inserted = [&b""[..], b"A", b"G", b"AAA", b"AAG"][numbers.below(5) as usize];
        let removed = if inserted.is_empty() { 1 + numbers.below(3) as usize } else { 0 };
        let all = places(&bases, at, removed, inserted);
        n_places += all.len();
        let calls: Vec<Vec<String>> =
            all.iter().map(|line| calls_of(&call(std::slice::from_ref(line), false, &native))).collect();
        assert!(calls.windows(2).all(|pair| pair[0] == pair[1]), "{all:?}");
    }
    assert!(n_places > 300, "only {n_places} places were tried");
}
