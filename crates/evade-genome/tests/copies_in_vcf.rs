//! Copies in a VCF obey ploidy, tumour content and cell fraction as segments do, and those of the normal are none of the
//! tumour.

#![expect(clippy::unwrap_used, reason = "what tests share panics to fail, as they do")]

mod support;
#[allow(dead_code, reason = "what tests of VCF share is not used by each of them")]
#[path = "support/vcf.rs"]
mod vcf;

use evade_core::CopyState;
use evade_genome::{TumorContent, VcfCalls, VcfOptions, read_gene_copies, read_segments, union_calls};
use evade_stream::Content;
use support::PANEL;
use vcf::{CONTIG_38, native, plain, read, text};

const SV: &str = "##INFO=<ID=SVTYPE,Number=1,Type=String,Description=\"t\">\n";
const DRAGEN: &str = "##source=DRAGEN_CNV\n";

fn calls(
    header: &str,
    columns: &str,
    records: &[&str],
    purity: Option<f64>,
    ploidy: Option<f64>,
) -> VcfCalls {
    let native = native();
    let options = VcfOptions {
        native: Some(&native),
        tumor_content: TumorContent { purity, ploidy },
        ..VcfOptions::default()
    };
    read(&text(&format!("{header}{CONTIG_38}{SV}"), columns, records), &options).unwrap()
}

fn state(calls: &VcfCalls, gene: &str) -> Option<CopyState> {
    calls.variants.copies.get(gene).map(|copies| copies.state)
}

/// A stretch over PTEN.
fn pten(info: &str, format: &str) -> String {
    format!("chr10 80000000 . N <DEL> . PASS SVTYPE=CNV;END=95000000{info} {format}")
}

#[test]
fn rule_7_an_amplification_in_a_vcf_is_relative_to_the_ploidy() {
    let egfr = "chr7 50000000 . N <DUP> . PASS SVTYPE=CNV;END=60000000 GT:SM:CN ./.:1.4:6";
    let of = |header: &str, ploidy| state(&calls(header, "T", &[egfr], None, ploidy), "EGFR");
    assert_eq!(of(DRAGEN, None), Some(CopyState::Amplification));
    assert_eq!(of(DRAGEN, Some(4.0)), Some(CopyState::Gain));
    // DRAGEN writes its own; what is stated goes before it.
    let header = format!("{DRAGEN}##OverallPloidy=4.1\n");
    assert_eq!(of(&header, None), Some(CopyState::Gain));
    assert_eq!(of(&header, Some(2.0)), Some(CopyState::Amplification));
    assert_eq!(of(&format!("{DRAGEN}##OverallPloidy=NA\n"), None), Some(CopyState::Amplification));
}

#[test]
fn rule_7_too_few_tumour_cells_give_no_state_in_a_vcf_either() {
    let record = pten("", "GT:CN 1/1:0");
    for (header, purity, expected) in [
        (DRAGEN, Some(0.1), None),
        (DRAGEN, Some(0.3), Some(CopyState::Homdel)),
        (DRAGEN, None, Some(CopyState::Homdel)),
        ("##source=DRAGEN_CNV\n##EstimatedTumorPurity=0.12\n", None, None),
        ("##source=DRAGEN_CNV\n##EstimatedTumorPurity=NA\n", None, Some(CopyState::Homdel)),
    ] {
        let found = calls(header, "T", &[&record], purity, None);
        assert_eq!(state(&found, "PTEN"), expected, "{header} {purity:?}");
        assert_eq!(found.is_too_thin_for_copies, expected.is_none());
        assert_eq!(found.warnings.iter().any(|w| w.contains("under 20 %")), expected.is_none());
    }
}

#[test]
fn rule_7_a_loss_in_part_of_the_cells_is_possible() {
    let facets = |fraction: &str| {
        let record = pten(&format!(";TCN_EM=0;LCN_EM=0;CF_EM={fraction}"), "GT ./.");
        let found = calls("##source=facets\n", "T", &[&record], Some(0.8), None);
        let copies = found.variants.copies.get("PTEN").cloned().unwrap();
        (copies.state, copies.subclonal)
    };
    assert_eq!(facets("0.8"), (CopyState::Homdel, None));
    assert_eq!(facets("0.2"), (CopyState::PossibleHomdel, Some(0.25)));
    let het =
        |info: &str, format: &str| state(&calls(DRAGEN, "T", &[&pten(info, format)], None, None), "PTEN");
    assert_eq!(het(";HET", "GT:CN:CNF 1/1:0:0.1"), Some(CopyState::PossibleHomdel));
    assert_eq!(het(";HET", "GT:CN:MCN 0/1:1:0"), Some(CopyState::SingleLoss));
    assert_eq!(het("", "GT:CN:CNF 1/1:0:0.1"), Some(CopyState::Homdel));
}

#[test]
fn rule_7_what_the_normal_has_as_well_is_no_copy_state_of_the_tumour() {
    let of = |normal: &str, tumor: &str| {
        let record = pten("", &format!("GT:CN ./.:{normal} ./.:{tumor}"));
        state(&calls(DRAGEN, "NORMAL\tTUMOR", &[&record], None, None), "PTEN")
    };
    assert_eq!(of("0", "0"), None);
    assert_eq!(of("1", "1"), None);
    assert_eq!(of("2", "1"), Some(CopyState::SingleLoss));
    assert_eq!(of("2", "0"), Some(CopyState::Homdel));
    // The tumour lost the copy that was left.
    assert_eq!(of("1", "0"), Some(CopyState::Homdel));
    assert_eq!(of(".", "0"), Some(CopyState::Homdel));
    for header in [
        "##GATKCommandLine=<ID=PostprocessGermlineCNVCalls,CommandLine=\"x\">\n",
        "##source=PostprocessGermlineCNVCalls\n",
        "##source=XHMM\n",
        "##source=ExomeDepth\n",
        "##source=HaplotypeCaller\n",
    ] {
        let found = calls(header, "T", &[&pten("", "GT:CN 1:0")], None, None);
        assert!(found.variants.copies.is_empty() && found.variants.variants.is_empty(), "{header}");
    }
}

#[test]
fn rule_9_a_deletion_of_the_germline_workflow_of_manta_is_not_somatic() {
    let manta = |line: &str, format: &str| {
        let header = format!("##source=GenerateSVCandidates 1.6.0\n{line}\n");
        let record = format!("chr10 87900000 . N <DEL> 999 PASS SVTYPE=DEL;END=87935000 {format}");
        let found = calls(&header, "T", &[&record], None, None);
        (found.variants.variants.len(), found.variants.filtered.first().map(|f| f.reason.as_str()))
    };
    let germline = (0, Some("not_somatic"));
    assert_eq!(
        manta("##cmdline=/m/configManta.py --bam t.bam", "GT:PL:PR:SR 0/1:1,0,1:30,15:30,12"),
        germline
    );
    assert_eq!(
        manta("##FORMAT=<ID=PL,Number=G,Type=Integer>", "GT:PL:PR:SR 0/1:1,0,1:30,15:30,12"),
        germline
    );
    assert_eq!(manta("##cmdline=/m/configManta.py --tumorBam t.bam", "PR:SR 30,15:30,12").0, 1);
}

/// Each allele `CN0`, `CN1`, ... is of one chromosome of the pair.
#[test]
fn rule_7_alleles_named_by_their_copies_are_read() {
    let of = |alleles: &str, format: &str| {
        let record = pten("", format).replace("<DEL>", alleles);
        let found = calls("##source=x\n", "T", &[&record], None, None);
        assert!(found.variants.variants.is_empty(), "{alleles} {format}");
        found.variants.copies.get("PTEN").and_then(|copies| copies.total)
    };
    assert_eq!(of("<CN0>", "GT 1|1"), Some(0.0));
    assert_eq!(of("<CN0>", "GT 0/1"), Some(1.0));
    assert_eq!(of("<CN0>,<CN2>", "GT 1/2"), Some(2.0));
    assert_eq!(of("<CN3>", "GT 0|1"), Some(4.0));
    assert_eq!(of("<CN1>", "GT:CN 0/1:1"), Some(1.0));
    assert_eq!(of("<CN0>", "GT ./."), None);
    assert_eq!(of("<CN0>", "GT 1"), None);
}

#[test]
fn rule_7_copies_of_a_second_vcf_of_the_sample_are_kept() {
    let small = || plain(&format!("##source=x\n{CONTIG_38}{SV}"), &[]);
    let copies = || calls(DRAGEN, "T", &[&pten("", "GT:CN 1/1:0")], None, None);
    for files in [vec![small(), copies()], vec![copies(), small()]] {
        assert_eq!(state(&union_calls(files), "PTEN"), Some(CopyState::Homdel));
    }
}

fn content(text: &str) -> Content {
    Content { name: "x".into(), bytes: text.as_bytes().to_vec(), sha256: String::new() }
}

/// Of a gene that the normal lacks, older tables of PURPLE count the regions.
#[test]
fn rule_7_a_gene_that_the_normal_lacks_has_no_state_of_purple() {
    let of = |gone: u32, half: u32| {
        let text = format!(
            "chromosome\tstart\tend\tgene\tminCopyNumber\tmaxCopyNumber\tgermlineHomDeletionRegions\tgermlineHetToHomDeletionRegions\n10\t1\t2\tPTEN\t0\t2\t{gone}\t{half}\n"
        );
        let table = read_gene_copies(&content(&text), &PANEL, None).unwrap();
        table.samples.get("").and_then(|genes| genes.get("PTEN")).map(|copies| copies.state)
    };
    assert_eq!((of(1, 0), of(0, 1)), (None, None));
    assert_eq!(of(0, 0), Some(CopyState::Homdel));
}

#[test]
fn rule_7_a_table_of_copies_is_no_table_of_calls() {
    let table = |values: &[&str]| {
        let genes = ["PTEN", "CDKN2A", "EGFR", "KRAS", "TP53", "RB1", "STK11", "KEAP1", "TTN", "MUC16"];
        let rows: Vec<String> =
            genes.iter().zip(values).map(|(gene, value)| format!("{gene}\t{value}")).collect();
        read_gene_copies(&content(&format!("Hugo_Symbol\tS1\n{}\n", rows.join("\n"))), &PANEL, None)
    };
    for copies in [
        ["0", "1", "2", "2", "2", "2", "2", "2", "2", "2"],
        ["2", "2", "2", "2", "2", "2", "2", "2", "2", "2"],
        ["0", "1", "2", "2", "2", "1", "2", "2", "2", "NA"],
    ] {
        let error = table(&copies).unwrap_err().to_string();
        assert!(error.contains("-2 to 2"), "{error}");
    }
    for calls in [
        ["0", "0", "2", "0", "0", "0", "0", "0", "0", "0"],
        ["-2", "2", "2", "2", "2", "2", "2", "2", "2", "0"],
        ["0", "0", "0", "0", "0", "2", "2", "2", "2", "2"],
    ] {
        assert!(table(&calls).is_ok(), "{calls:?}");
    }
    assert!(table(&["2", "2", "2"]).is_ok());
}

/// A row without a state is its sample's all the same: another sample is not taken for it.
#[test]
fn a_sample_whose_segments_have_no_state_is_in_the_file() {
    let text = "ID\tchrom\tloc.start\tloc.end\tcf.em\ttcn.em\tlcn.em\nS1\t10\t1\t90\tNA\tNA\tNA\nS2\t10\t1\t90\t1\t0\t0\n";
    let segments = read_segments(&content(text)).unwrap();
    assert_eq!((segments.samples(), segments.rows.len()), (vec!["S2", "S1"], 1));
}
