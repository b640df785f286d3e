//! Rows that name no sample, in files that name samples elsewhere, may be of any of them.

#![expect(clippy::unwrap_used, reason = "what tests share panics to fail, as they do")]

mod support;

use evade_core::{HlaReason, HlaStatus};
use evade_genome::{
    Build, TumorContent, copies_from_segments, genes_of_unclaimed_segments, hla_from_segments, read_hla,
    read_reported, read_segments,
};
use evade_stream::Content;
use support::PANEL;

fn file(text: &str) -> Content {
    Content { name: "x".into(), bytes: text.into(), sha256: String::new() }
}

#[test]
fn a_segment_without_a_sample_is_nobodys() {
    for name in ["", "NA", "unknown"] {
        let text = format!(
            "Sample,Chromosome,Start,End,Total_CN,Minor_CN\nS1,12,68000000,70000000,14,1\n{name},9,21000000,22500000,0,0\nS2,9,21000000,22500000,2,1\nS2,6,1,60000000,2,1\n{name},6,29000000,33000000,1,0\n"
        );
        let all = read_segments(&file(&text)).unwrap();
        assert_eq!(all.samples(), ["S1", "S2"]);
        assert!(all.warnings[0].starts_with("2 rows name no sample"), "{:?}", all.warnings);
        for sample in ["S1", "S2"] {
            let own = all.of_sample(|known| known == sample);
            let unclaimed = genes_of_unclaimed_segments(&own, Some(Build::Grch38), &PANEL);
            assert!(unclaimed.contains("CDKN2A") && !unclaimed.contains("MDM2"), "{unclaimed:?}");
            let copies = copies_from_segments(&own, Build::Grch38, &PANEL, TumorContent::default());
            assert!(copies.get("CDKN2A").is_none_or(|copies| copies.total == Some(2.0)));
        }
        let own = all.of_sample(|known| known == "S2");
        let hla = hla_from_segments(&own, Build::Grch38, Some(0.8));
        assert_eq!(
            (hla[0].status, &hla[0].reasons[..]),
            (HlaStatus::NotEvaluable, &[HlaReason::RowWithoutSample][..])
        );
    }
    // Where no row names one, all are of one sample.
    let all = read_segments(&file("Sample\tChromosome\tStart\tEnd\tTotal_CN\tMinor_CN\n\t9\t1\t9\t0\t0\n"))
        .unwrap();
    assert!(all.unclaimed.is_empty() && all.rows.len() == 1);
}

#[test]
fn a_segment_without_a_readable_place_leaves_its_chromosome_open() {
    let text = "chr\tstart\tend\tcopy number\tstatus\n9\t21000000\tx\t0\tloss\n9\t1\t138000000\t2\tneutral\n12\t68000000\t70000000\t14\tgain\n";
    let all = read_segments(&file(text)).unwrap();
    let copies = copies_from_segments(&all, Build::Grch38, &PANEL, TumorContent::default());
    assert!(!copies.contains_key("CDKN2A") && copies.contains_key("MDM2"));
    assert!(all.warnings[0].contains("line 2: 'x' is not a position"), "{:?}", all.warnings);
    let none = "chr\tstart\tend\tcopy number\tstatus\n9\ta\tb\t0\tloss\n";
    assert!(read_segments(&file(none)).is_err());
}

#[test]
fn an_hla_row_without_a_sample_leaves_its_gene_open_in_all() {
    for name in ["", "NA"] {
        let text = format!(
            "sample\tgene\tstatus\nS1\tHLA-A\tloh\nS2\tHLA-A\tno_loh\n{name}\tHLA-B\tloh\n{name}\tHLA-B\tno_loh\n"
        );
        let import = read_hla(&file(&text)).unwrap();
        assert!(import.samples.keys().eq(["S1", "S2"]), "{:?}", import.samples.keys());
        for genes in import.samples.values() {
            let b = genes.iter().find(|gene| gene.gene == "HLA-B").unwrap();
            assert!(b.status == HlaStatus::NotEvaluable && b.has_reason(HlaReason::RowWithoutSample));
        }
        assert_eq!(import.samples["S2"][0].status, HlaStatus::NoLoh);
        assert!(import.warnings[0].starts_with("2 rows name no sample"), "{:?}", import.warnings);
    }
    let unknown = read_hla(&file("sample\tgene\tstatus\nS1\tHLA-A\tloh\nS1\tHLA-B\tfoo\n")).unwrap();
    let b = &unknown.samples["S1"][1];
    assert!(b.has_reason(HlaReason::ImpossibleValue) && unknown.warnings[0].contains("'foo'"));
    assert!(read_hla(&file("sample\tgene\tstatus\nS1\tHLA-B\tfoo\n")).is_err());
}

#[test]
fn a_finding_without_a_sample_may_be_of_any() {
    for name in ["", "NA"] {
        let text = format!("sample;gene;change\nP1;KRAS;p.G12D\n{name};STK11;p.Q37*\nP2;STK11;negative\n");
        let calls = read_reported(&file(&text), &PANEL).unwrap();
        assert!(calls.samples.keys().eq(["P1", "P2"]));
        assert!(calls.samples.values().all(|sample| sample.unclaimed.contains("STK11")));
        assert!(calls.notes[0].contains("names no sample") && calls.notes[0].contains("STK11"));
    }
    let calls =
        read_reported(&file("gene\tchange\tvaf\nKRAS\tp.G12D\tmuch\nSTK11\tp.Q37*\t0.3\n"), &PANEL).unwrap();
    assert_eq!(calls.samples[""].variants.len(), 1);
    assert!(calls.notes[0].contains("line 2: KRAS, 'much'"), "{:?}", calls.notes);
}
