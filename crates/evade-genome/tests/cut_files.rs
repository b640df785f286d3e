//! A copy that stopped leaves a file that is cut somewhere. Wherever that is, an altered gene must not become
//! `not_altered`, nor a lost allele `no_loh`, without an error or the caution `file_may_be_cut`.
//!
//! The tests cut the demo's files at a part of their bytes. All of them:
//! `cargo test --release -p evade-genome --locked --test cut_files -- --ignored`

#![expect(clippy::unwrap_used, reason = "what tests share panics to fail, as they do")]

mod support;

use std::collections::BTreeMap;
use std::path::Path;

use evade_core::AlterationStatus::{Altered, NotAltered};
use evade_core::{Caution, DnaProfile, HlaCaution, HlaGene, HlaStatus};
use evade_genome::{
    Build, Coverage, Filters, SampleVariants, TumorContent, VcfOptions, copies_from_segments, copies_of_hla,
    hla_from_segments, judge, read_gene_copies, read_hla, read_maf, read_reported, read_segments,
    read_vcf_input,
};
use evade_stream::{Content, Input, ReadError};

use support::PANEL;

/// Bytes between two cuts where not every byte is tried; no divisor of the length of a row.
const STEP: usize = 31;

fn content(bytes: &[u8]) -> Content {
    Content { name: "cut".into(), bytes: bytes.to_vec(), sha256: String::new() }
}

fn demo(name: &str) -> Vec<u8> {
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test-data/demo");
    std::fs::read(demo.join(name)).unwrap()
}

/// Where a text is cut: within its lines, for one that is cut at their ends looks whole. Every byte of the last line is
/// tried, which a copy that stops early is the likeliest to cut.
fn cuts(bytes: &[u8], step: usize) -> Vec<usize> {
    let last_line = bytes.len() - 1 - bytes.iter().rev().skip(1).position(|b| *b == b'\n').unwrap();
    let is_tried = |n: &usize| n.is_multiple_of(step) || *n > last_line;
    (1..bytes.len()).filter(is_tried).filter(|n| bytes[n - 1] != b'\n').collect()
}

/// The HLA genes of a file, or why it was refused.
type HlaStates = Result<Vec<HlaGene>, ReadError>;

/// Genes by sample.
type Profiles = BTreeMap<String, DnaProfile>;

/// What came of the cuts of a file.
struct Outcome {
    altered_genes: usize,
    refused: usize,
    accepted: usize,
}

/// Cuts a text everywhere and compares what is read of it with what is read of the whole.
fn compare(bytes: &[u8], step: usize, read: impl Fn(&[u8]) -> Result<Profiles, ReadError>) -> Outcome {
    let whole = read(bytes).unwrap();
    let altered: Vec<(&str, &str)> = whole
        .iter()
        .flat_map(|(sample, profile)| profile.genes.iter().map(move |gene| (sample, gene)))
        .filter(|(_, gene)| gene.status == Altered)
        .map(|(sample, gene)| (sample.as_str(), gene.gene.as_str()))
        .collect();
    let (mut refused, mut accepted) = (0, 0);
    for n in cuts(bytes, step) {
        let Ok(cut) = read(&bytes[..n]) else {
            refused += 1;
            continue;
        };
        accepted += 1;
        for (sample, name) in &altered {
            let gene = cut.get(*sample).and_then(|profile| profile.genes.iter().find(|g| g.gene == *name));
            let is_denied = gene.is_some_and(|g| g.status == NotAltered && !g.has(&Caution::FileMayBeCut));
            assert!(!is_denied, "cut at {n} of {}: {sample} {name} is denied", bytes.len());
        }
    }
    Outcome { altered_genes: altered.len(), refused, accepted }
}

fn judged(sample: &SampleVariants) -> Profiles {
    BTreeMap::from([(String::new(), judge(sample, &Coverage::Exome))])
}

fn vcf(bytes: &[u8], allow_missing_newline: bool) -> Result<Profiles, ReadError> {
    let options = VcfOptions { allow_missing_newline, ..VcfOptions::default() };
    let calls = read_vcf_input(&mut Input::from_bytes("cut", bytes)?, &options, &PANEL, &Filters::default())?;
    Ok(judged(&calls.variants))
}

fn maf(bytes: &[u8]) -> Result<Profiles, ReadError> {
    let calls = read_maf(&content(bytes), &PANEL, &Filters::default())?;
    Ok(calls.samples.iter().map(|(name, s)| (name.clone(), judge(s, &Coverage::Exome))).collect())
}

/// Genes of segments beside an empty list of variants, as of an exome.
fn segments(bytes: &[u8]) -> Result<Profiles, ReadError> {
    let segments = read_segments(&content(bytes))?;
    let mut sample = SampleVariants {
        copies: copies_from_segments(&segments, Build::Grch38, &PANEL, TumorContent::default()),
        ..SampleVariants::default()
    };
    sample.may_be_cut.copies = segments.may_be_cut;
    Ok(judged(&sample))
}

fn genes_of_table(bytes: &[u8]) -> Result<Profiles, ReadError> {
    let table = read_gene_copies(&content(bytes), &PANEL, None)?;
    let profile = |copies| {
        let mut sample = SampleVariants { copies, ..SampleVariants::default() };
        sample.may_be_cut.copies = table.may_be_cut;
        judge(&sample, &Coverage::Exome)
    };
    Ok(table.samples.iter().map(|(name, copies)| (name.clone(), profile(copies.clone()))).collect())
}

fn reported(bytes: &[u8]) -> Result<Profiles, ReadError> {
    let calls = read_reported(&content(bytes), &PANEL)?;
    Ok(calls.samples.iter().map(|(name, s)| (name.clone(), judge(s, &Coverage::Exome))).collect())
}

fn vcf_names() -> impl Iterator<Item = String> {
    (1..=16).filter(|i| *i != 12).map(|i| format!("SIM{i:05}"))
}

fn demo_vcfs(step: usize) {
    let mut altered_genes = 0;
    for name in vcf_names() {
        let bytes = demo(&format!("variants/{name}.vcf"));
        assert_eq!(compare(&bytes, step, |bytes| vcf(bytes, false)).accepted, 0, "{name}");
        let allowed = compare(&bytes, step, |bytes| vcf(bytes, true));
        assert!(allowed.refused > 0 && allowed.accepted > 0, "{name}");
        altered_genes += allowed.altered_genes;
    }
    assert!(altered_genes > 10, "{altered_genes}");
}

fn demo_maf(step: usize) {
    let bytes = demo("variants.maf");
    let outcome = compare(&bytes, step, maf);
    assert!(outcome.refused > outcome.accepted && outcome.accepted > 0 && outcome.altered_genes > 10);
}

fn demo_segments(step: usize) {
    let (mut accepted, mut altered_genes) = (0, 0);
    for name in vcf_names() {
        let bytes = demo(&format!("segments/{name}.ascat.tsv"));
        let outcome = compare(&bytes, step, segments);
        accepted += outcome.accepted;
        altered_genes += outcome.altered_genes;
        hla_is_not_denied(&bytes, step, |bytes| {
            Ok(hla_from_segments(&read_segments(&content(bytes))?, Build::Grch38, Some(0.6)))
        });
    }
    assert!(accepted > 0 && altered_genes > 0);
}

/// Cuts a text everywhere: a lost allele is never denied without the caution.
fn hla_is_not_denied(bytes: &[u8], step: usize, read: impl Fn(&[u8]) -> HlaStates) -> usize {
    let whole = read(bytes).unwrap();
    for n in cuts(bytes, step) {
        let Ok(cut) = read(&bytes[..n]) else { continue };
        let profile = {
            let mut sample = SampleVariants { copies: copies_of_hla(&cut), ..SampleVariants::default() };
            sample.may_be_cut.hla = cut.iter().any(|g| g.flags.contains(&HlaCaution::FileMayBeCut));
            judge(&sample, &Coverage::Exome)
        };
        for lost in whole.iter().filter(|gene| gene.status.is_loss()) {
            let Some(gene) = cut.iter().find(|gene| gene.gene == lost.gene) else { continue };
            let is_denied = matches!(gene.status, HlaStatus::NoLoh | HlaStatus::ImbalanceOnly);
            let has_caution = gene.flags.contains(&HlaCaution::FileMayBeCut);
            assert!(!is_denied || has_caution, "cut at {n}: {} is {}", gene.gene, gene.status.as_str());
            let row = profile.genes.iter().find(|row| row.gene == gene.gene).unwrap();
            assert!(!is_denied || row.has(&Caution::FileMayBeCut), "cut at {n}: {}", gene.gene);
        }
    }
    whole.iter().filter(|gene| gene.status.is_loss()).count()
}

const HLA_TABLES: [&str; 6] = [
    "sample\tgene\tallele1\tallele2\tcn1\tcn2\tp\tstatus\nS\tHLA-A\tA*01:01\tA*02:01\t2\t0\t0.0001\tloh\nS\tHLA-B\tB*07:02\tB*08:01\t1\t1\t0.6\tno_loh\nS\tHLA-C\tC*07:01\tC*07:02\t1.9\t0.12\t0.001\tloh\n",
    "sample,gene,cn1,cn2\nS,HLA-A,2,0\nS,HLA-B,1,0.04\nS,HLA-C,2,0.11\n",
    "Sample\tHLA\tAllele1\tAllele2\tCopyRatio\tHET_NUM\tLOH\tLossHLA\nS\tHLA_A\tA*01:01\tA*02:01\t2:0.10\t50\tY\tA*02:01\nS\tHLA_B\tB*07:02\tB*08:01\t1:0.0\t50\tY\tB*08:01\nS\tHLA_C\tC*07:01\tC*07:02\t2:0\t50\tY\tC*07:02\n",
    "Allele\tRefTotal\tTumorTotal\tTumorCopyNumber\tSomaticMissense\nA*01:01\t400\t600\t1.9\t0\nA*02:01\t410\t90\t0.08\t0\nB*07:02\t400\t600\t1.9\t0\nB*08:01\t410\t90\t0.08\t0\nC*07:01\t400\t600\t1.9\t0\nC*07:02\t410\t90\t0.08\t0\n",
    "Allele\tRefTotal\tTumorTotal\tTumorCopyNumber\nA*01:01\t400\t600\t1.9\nA*02:01\t410\t90\t0.08\nB*07:02\t400\t600\t1.9\nB*08:01\t410\t90\t0.08\nC*07:01\t400\t600\t1.9\nC*07:02\t410\t90\t0.08\n",
    "region\tHLA_A_type1\tHLA_A_type2\tHLA_type1copyNum_withBAFBin\tPVal_unique\tnumMisMatchSitesCov\tHLA_type2copyNum_withBAFBin\nS\thla_a_01_01\thla_a_02_01\t2.1\t0.0001\t30\t0.11\nS\thla_b_07_02\thla_b_08_01\t2.1\t0.0001\t30\t0.11\nS\thla_c_07_01\thla_c_07_02\t2.1\t0.0001\t30\t-0.11\n",
];

#[test]
fn a_cut_vcf_never_denies_aaltered_genes_gene() {
    demo_vcfs(4 * STEP);
}

#[test]
fn a_cut_maf_never_denies_aaltered_genes_gene() {
    demo_maf(STEP);
}

#[test]
fn cut_segments_never_deny_aaltered_genes_gene_or_a_lost_allele() {
    demo_segments(4 * STEP);
}

#[test]
#[ignore = "all bytes of the demo's files: run it in release"]
fn at_every_byte_no_cut_denies_aaltered_genes_gene() {
    demo_vcfs(1);
    demo_maf(1);
    demo_segments(1);
}

#[test]
fn cut_hla_tables_never_deny_a_lost_allele() {
    for text in HLA_TABLES {
        let read =
            |bytes: &[u8]| Ok(read_hla(&content(bytes))?.samples.into_values().next().unwrap_or_default());
        assert!(hla_is_not_denied(text.as_bytes(), 1, read) >= 2, "{text}");
    }
}

#[test]
fn cut_tables_by_gene_and_reports_never_deny_aaltered_genes_gene() {
    for text in [
        "Hugo_Symbol\tEntrez_Gene_Id\tS1\tS2\nSTK11\t6794\t0\t-2\nCDKN2A\t1029\t-2\t-2\nERBB2\t2064\t2\t2\nPTEN\t5728\t0\t-2\n",
        "Hugo_Symbol\tSample_Id\tValue\nCDKN2A\tS1\t-2\nSTK11\tS2\t0\nPTEN\tS2\t-2\nMDM2\tS2\t2\n",
        "gene\tchromosome\tstart\tend\tlog2\tcn\nCDKN2A\t9\t1\t2\t-4.6\t0\nMDM2\t12\t1\t2\t2.61\t12\nPTEN\t10\t1\t2\t-3.11\t0\n",
        "chromosome\tstart\tend\tgene\tminCopyNumber\tmaxCopyNumber\tminMinorAlleleCopyNumber\n9\t1\t2\tCDKN2A\t0.02\t0.1\t0.0\n10\t1\t2\tPTEN\t0.12\t1.9\t0.0\n",
    ] {
        let outcome = compare(text.as_bytes(), 1, genes_of_table);
        assert!(outcome.accepted > 0 && outcome.altered_genes > 1, "{text}");
    }
    for text in [
        "gene\tchange\tvaf\ttested\nKRAS\tp.G12D\t0.23\tyes\nSTK11\tnegative\t\tyes\nKEAP1\tp.R470C\t0.31\tyes\n",
        "gene,change,vaf,tested\nKRAS,p.G12D,0.23,yes\nSTK11,p.Q37*,23 %,yes\n",
        "gene,tested,change\nKRAS,yes,p.G12D\nCDKN2A,yes,homozygous deletion\n",
    ] {
        let outcome = compare(text.as_bytes(), 1, reported);
        assert!(outcome.refused > 0 && outcome.altered_genes > 1, "{text}");
    }
}
