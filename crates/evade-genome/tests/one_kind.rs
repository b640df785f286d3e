//! Lists of callers that call one kind of small variant: what they do not show is not tested.

#![expect(clippy::unwrap_used, reason = "what tests share panics to fail, as they do")]
#![allow(dead_code, reason = "other tests use the rest of what is shared")]

mod support;
#[path = "support/vcf.rs"]
mod vcf;

use evade_core::{Caution, TmbReason};
use evade_genome::{Coverage, Filters, VcfCalls, VcfOptions, judge, read_vcf_input, union_calls};
use evade_stream::Input;
use support::PANEL;
use vcf::{CONTIG_38, native, text};

const SNVS: &str = "##source=strelka\n##content=strelka somatic snv calls\n";
const INDELS: &str = "##source=strelka\n##content=strelka somatic indel calls\n";
const FRAMESHIFT: &str = "chr19 1207022 . CA C 9 PASS . GT:AD:DP 0/1:60,40:100";
const G12D: &str = "chr12 25245350 . C T 9 PASS . GT:AD:DP 0/1:60,40:100";

fn of(header: &str, records: &[&str]) -> VcfCalls {
    let native = native();
    let options = VcfOptions { native: Some(&native), burden: true, ..VcfOptions::default() };
    let text = text(&format!("{header}{CONTIG_38}"), "T1", records);
    let mut input = Input::from_bytes("x.vcf", text.as_bytes()).unwrap();
    read_vcf_input(&mut input, &options, &PANEL, &Filters::default()).unwrap()
}

fn states(calls: &VcfCalls, rows: &[&str]) -> Vec<String> {
    let profile = judge(&calls.variants, &Coverage::Exome);
    let state = |name: &&str| {
        let row = profile.genes.iter().find(|gene| gene.gene == *name).unwrap();
        let is_limited = row.has(&Caution::IndelsNotTested) || row.has(&Caution::SingleBasesNotTested);
        format!("{name} {}{}", row.status, if is_limited { " limited" } else { "" })
    };
    rows.iter().map(state).collect()
}

#[test]
fn indels_alone_do_not_show_exchanges() {
    for header in [INDELS, "##source=pindel\n", "##source=scalpel\n"] {
        let calls = of(header, &[FRAMESHIFT]);
        let found = states(&calls, &["STK11", "KRAS", "KRAS_G12D", "BRAF", "TP53", "EGFR_exon20ins"]);
        let expected = [
            "STK11 altered limited",
            "KRAS not_tested limited",
            "KRAS_G12D not_tested limited",
            "BRAF not_tested limited",
            "TP53 not_tested limited",
            "EGFR_exon20ins not_altered",
        ];
        assert_eq!(found, expected, "{header}");
        assert!(of(header, &[FRAMESHIFT, G12D]).variants.one_kind.is_none(), "{header}");
    }
}

#[test]
fn exchanges_alone_do_not_show_frameshifts() {
    for header in [SNVS, "##MuSE_version=\"v2.0\"\n"] {
        let calls = of(header, &[G12D]);
        let found = states(&calls, &["STK11", "KRAS", "KRAS_G12D", "BRAF", "EGFR", "EGFR_exon20ins", "POLE"]);
        let expected = [
            "STK11 not_tested limited",
            "KRAS altered",
            "KRAS_G12D altered",
            "BRAF not_tested limited",
            "EGFR not_tested limited",
            "EGFR_exon20ins not_tested limited",
            "POLE not_altered",
        ];
        assert_eq!(found, expected, "{header}");
    }
    assert_eq!(states(&of(SNVS, &[]), &["KRAS", "KRAS_G12D"]), ["KRAS not_altered", "KRAS_G12D not_altered"]);
}

#[test]
fn both_files_of_strelka_show_both_kinds() {
    let calls = union_calls(vec![of(SNVS, &[G12D]), of(INDELS, &[FRAMESHIFT])]);
    assert_eq!(
        states(&calls, &["STK11", "KRAS", "PTEN"]),
        ["STK11 altered", "KRAS altered", "PTEN not_altered"]
    );
    let calls = union_calls(vec![of(INDELS, &[FRAMESHIFT]), of("##source=Mutect2\n", &[G12D])]);
    assert_eq!(states(&calls, &["PTEN"]), ["PTEN not_altered"]);
    let twice = union_calls(vec![of(SNVS, &[G12D]), of("##MuSE_version=\"v2.0\"\n", &[G12D])]);
    assert_eq!(states(&twice, &["PTEN"]), ["PTEN not_tested limited"]);
}

#[test]
fn a_burden_of_one_kind_is_not_reliable() {
    let calls = of(INDELS, &[FRAMESHIFT]);
    let tmb = judge(&calls.variants, &Coverage::Exome).tmb.unwrap();
    assert!(tmb.tmb.is_none() || (!tmb.reliable && tmb.reasons.contains(&TmbReason::OneKindOfVariant)));
}
