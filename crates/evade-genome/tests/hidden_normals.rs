//! A normal that is not a column of its own, and the words of callers about it.

#![expect(clippy::unwrap_used, reason = "what tests share panics to fail, as they do")]
#![allow(dead_code, reason = "other tests use the rest of what is shared")]

mod support;
#[path = "support/vcf.rs"]
mod vcf;

use evade_core::{Caution, Verdict};
use evade_genome::{Filters, VcfCalls, VcfOptions, read_vcf_input, union_calls};
use evade_stream::Input;
use support::PANEL;
use vcf::{CONTIG_38, native, text};

fn with(header: &str, columns: &str, records: &[&str], filters: &Filters) -> VcfCalls {
    let native = native();
    let options = VcfOptions { native: Some(&native), burden: true, ..VcfOptions::default() };
    let text = text(&format!("{header}{CONTIG_38}"), columns, records);
    let mut input = Input::from_bytes("x.vcf", text.as_bytes()).unwrap();
    read_vcf_input(&mut input, &options, &PANEL, filters).unwrap()
}

fn of(header: &str, columns: &str, records: &[&str]) -> VcfCalls {
    with(header, columns, records, &Filters::default())
}

fn fields(kind: &str, ids: &str) -> String {
    let line = |id| format!("##{kind}=<ID={id},Number=.,Type=String,Description=\"x\">\n");
    ids.split(' ').map(line).collect()
}

/// The changes that count, each with whether its germline status is open.
fn counted(calls: &VcfCalls) -> Vec<(&str, bool)> {
    let is_open = |flags: &[Caution]| flags.contains(&Caution::GermlineStatusUnknown);
    calls.variants.variants.iter().map(|v| (v.hgvsp.as_deref().unwrap_or(""), is_open(&v.flags))).collect()
}

fn filtered(calls: &VcfCalls) -> Vec<(u64, &str)> {
    calls.variants.filtered.iter().map(|f| (f.pos, f.reason.as_str())).collect()
}

const KNOWN: [(&str, bool); 1] = [("p.G12D", false)];
const OPEN: [(&str, bool); 1] = [("p.G12D", true)];
const TP53_IN_NORMAL: [(u64, &str); 1] = [(7_675_088, "in_normal")];

#[test]
fn a_normal_beside_the_tumours_numbers_is_a_normal() {
    let clairs = format!("##source=ClairS\n{}", fields("FORMAT", "GT DP AF AD NAF NDP NAD"));
    let record =
        |place: &str, values: &str| format!("{place} . C T 9 PASS . GT:DP:AF:AD:NAF:NDP:NAD {values}");
    let (kras, tp53) = ("chr12 25245350", "chr17 7675088");
    let records = [record(kras, "0/1:60:0.33:20:0.0000:40:0"), record(tp53, "0/1:60:0.5:30:0.475:40:19")];
    let calls = of(&clairs, "S", &[&records[0], &records[1]]);
    assert_eq!((counted(&calls), filtered(&calls)), (KNOWN.to_vec(), TP53_IN_NORMAL.to_vec()));
    // Three reads of the normal do not show that it is without the variant, and no read shows nothing.
    for values in ["0/1:60:0.33:20:0.0000:3:0", "0/1:60:0.33:20:0.0000:0:0"] {
        let calls = of(&clairs, "S", &[&record(kras, values)]);
        assert_eq!(counted(&calls), OPEN, "{values}");
        assert!(calls.variants.variants[0].flags.contains(&Caution::NormalCountsUnknown));
    }
    for (names, fraction, depth) in
        [("TVAF TDP NVAF NDP", "NVAF", "NDP"), ("NORMAL_AF NORMAL_DP", "NORMAL_AF", "NORMAL_DP")]
    {
        let info = |normal: &str| format!("TVAF=0.4;TDP=100;{fraction}={normal};{depth}=60 GT:AD 0/1:60,40");
        let records =
            [format!("{kras} . C T 9 PASS {}", info("0")), format!("{tp53} . C T 9 PASS {}", info("0.48"))];
        let calls = of(&fields("INFO", names), "S", &[&records[0], &records[1]]);
        assert_eq!((counted(&calls), filtered(&calls)), (KNOWN.to_vec(), TP53_IN_NORMAL.to_vec()), "{names}");
    }
}

#[test]
fn a_caller_that_compared_with_a_normal_shows_it() {
    let of_kras = |header: &str, info: &str| {
        let record = format!("chr12 25245350 . C T 9 PASS {info} GT:AD:DP 0/1:60,40:100");
        let calls = of(header, "T1", &[&record]);
        counted(&calls).first().is_some_and(|(_, is_open)| !is_open)
    };
    let mutect = format!("##source=Mutect2\n##tumor_sample=T1\n{}", fields("INFO", "NLOD NALOD"));
    let vardict = format!("{VARDICT}{}", fields("INFO", "STATUS"));
    assert!(!of_kras(&mutect, "DP=9") && of_kras(&mutect, "NLOD=9.1;NALOD=1.5"));
    assert!(of_kras(&format!("{mutect}##normal_sample=N1\n"), "DP=9"));
    assert!(of_kras(&vardict, "STATUS=StrongSomatic"));
    assert!(!of_kras(&vardict, "STATUS=SampleSpecific"));
    assert!(of_kras("##content=strelka somatic snv calls\n", "SOMATIC"));
    // A database is no normal.
    assert!(!of_kras(&fields("INFO", "GermlineStatus"), "GermlineStatus=Somatic"));
}

#[test]
fn a_normal_may_be_stated_unless_the_file_shows_that_there_was_none() {
    let stated = Filters { matched_normal: true, ..Filters::default() };
    let record = ["chr12 25245350 . C T 9 PASS DP=9 GT:AD:DP 0/1:60,40:100"];
    let calls = with("", "T1", &record, &stated);
    assert_eq!(counted(&calls), KNOWN);
    assert!(!calls.variants.burden.tumor_only && calls.warnings.is_empty());
    let calls = with(&fields("INFO", "GermlineStatus"), "T1", &record, &stated);
    assert_eq!(counted(&calls), OPEN);
    assert!(calls.warnings[0].contains("INFO/GermlineStatus"), "{:?}", calls.warnings);
    let alone = Filters { tumor_only: true, ..Filters::default() };
    let pair = ["chr12 25245350 . C T 9 PASS DP=9 GT:AD:DP 0/0:60,0:60 0/1:60,40:100"];
    let calls = with("", "NORMAL\tTUMOR", &pair, &alone);
    assert_eq!(counted(&calls), OPEN);
    assert!(calls.warnings[0].contains("the column 'NORMAL'"), "{:?}", calls.warnings);
}

/// DRAGEN's word on a tumour without a normal: a database filters, unless the place is a hotspot, and a guess by the
/// fractions of neighbours leaves the gene uncertain.
#[test]
fn germline_status_of_dragen_is_a_doubt_of_its_own() {
    let header = fields("INFO", "GermlineStatus");
    let of_place = |place: &str, status: &str| {
        let record = format!("{place} 9 PASS GermlineStatus={status} GT:AD:DP 0/1:60,40:100");
        let calls = of(&header, "T1", &[&record]);
        let verdict =
            calls.variants.variants.first().map(|v| (v.verdict, v.flags.contains(&Caution::GermlineLikely)));
        (verdict, filtered(&calls).first().map(|(_, reason)| (*reason).to_owned()))
    };
    let hotspot = "chr12 25245350 . C T";
    assert_eq!(of_place(hotspot, "Germline_DB").0, Some((Verdict::Uncertain, true)));
    assert_eq!(of_place(hotspot, "Germline_Proxi").0, Some((Verdict::Uncertain, true)));
    assert_ne!(of_place(hotspot, "Somatic").0, Some((Verdict::Uncertain, true)));
    let deletion = "chr19 1207021 . CA C";
    assert_eq!(of_place(deletion, "Germline_DB"), (None, Some("population_frequency".to_owned())));
    assert_eq!(of_place(deletion, "Germline_Proxi").0, Some((Verdict::Uncertain, true)));
}

const VARDICT: &str = "##source=VarDict_v1.8.2\n";

fn vardict(place: &str, status: &str, tumor: &str, normal: &str) -> String {
    format!("{place} 9 PASS STATUS={status};VD=9 GT:DP:AD:AF {tumor} {normal}")
}

fn of_pair(records: &[String]) -> VcfCalls {
    let records: Vec<&str> = records.iter().map(String::as_str).collect();
    of(VARDICT, "TUMOR\tNORMAL", &records)
}

const INHERITED: (&str, &str) = ("1/1:169:12,157:0.929", "1/1:120:0,120:1");
const FEW: (&str, &str) = ("0/1:169:158,11:0.0651", "0/0:120:120,0:0");
const MANY: (&str, &str) = ("0/1:169:99,70:0.414", "0/0:120:120,0:0");

#[test]
fn a_part_of_a_germline_exchange_is_not_the_tumours() {
    for (whole, part) in [
        ("chr17 7675088 . CG TA", "chr17 7675088 . C T"),
        ("chr17 7675087 . GC AT", "chr17 7675088 . C T"),
        ("chr17 7675087 . GCG ACA", "chr17 7675089 . G A"),
        ("chr17 7675088 . CGC TA", "chr17 7675088 . C T"),
        ("chr17 7675088 . CGC TA", "chr17 7675088 . CG C"),
    ] {
        let germline = vardict(whole, "Germline", INHERITED.0, INHERITED.1);
        let calls = of_pair(&[germline.clone(), vardict(part, "StrongSomatic", FEW.0, FEW.1)]);
        assert!(calls.variants.variants.is_empty(), "{whole} {part}: {:?}", calls.variants.variants);
        assert!(filtered(&calls).iter().any(|(_, reason)| *reason == "part_of_germline"), "{whole} {part}");
        // As many molecules as of the germline change are no misread ones: they may be of the other haplotype.
        let calls = of_pair(&[germline, vardict(part, "StrongSomatic", MANY.0, MANY.1)]);
        let variant = &calls.variants.variants[0];
        assert_eq!(variant.verdict, Verdict::Uncertain, "{whole} {part}");
        assert!(variant.flags.iter().any(|flag| matches!(flag, Caution::PartOfGermline(_))));
    }
    // Another base at the same place is another variant, and so is a base of a germline change elsewhere.
    for (whole, other) in
        [("chr17 7675088 . CG TA", "chr17 7675088 . C A"), ("chr17 7675089 . GC AT", "chr17 7675088 . C T")]
    {
        let germline = vardict(whole, "Germline", INHERITED.0, INHERITED.1);
        let calls = of_pair(&[germline, vardict(other, "StrongSomatic", MANY.0, MANY.1)]);
        let flags = &calls.variants.variants[0].flags;
        assert!(!flags.iter().any(|flag| matches!(flag, Caution::PartOfGermline(_))), "{other}: {flags:?}");
    }
}

#[test]
fn of_a_somatic_exchange_with_a_germline_base_the_rest_is_the_tumours() {
    let exchange = vardict("chr17 7675088 . CG TA", "StrongSomatic", MANY.0, MANY.1);
    let base = |place: &str| vardict(place, "Germline", INHERITED.0, INHERITED.1);
    let calls = of_pair(&[exchange.clone(), base("chr17 7675088 . C T")]);
    let variant = &calls.variants.variants[0];
    assert_eq!(variant.verdict, Verdict::Uncertain);
    assert!(variant.flags.iter().any(|flag| flag.to_string() == "partly_germline:7675088C>T"));
    assert_eq!(filtered(&calls), [(7_675_088, "not_somatic")]);
    let calls = of_pair(&[exchange, base("chr17 7675088 . C T"), base("chr17 7675089 . G A")]);
    assert!(calls.variants.variants.is_empty());
    assert!(filtered(&calls).contains(&(7_675_088, "part_of_germline")));
}

#[test]
fn another_file_of_the_sample_may_show_the_germline_exchange() {
    let germline = of_pair(&[vardict("chr17 7675088 . CG TA", "Germline", INHERITED.0, INHERITED.1)]);
    let record = ["chr17 7675088 . C T 9 PASS DP=9 GT:AD:DP 0/0:60,0:60 0/1:60,40:100"];
    let somatic = of("##source=Mutect2\n", "NORMAL\tTUMOR", &record);
    for files in [vec![germline.clone(), somatic.clone()], vec![somatic, germline]] {
        let variants = union_calls(files).variants.variants;
        assert_eq!(variants[0].verdict, Verdict::Uncertain);
        let flags: Vec<String> = variants[0].flags.iter().map(ToString::to_string).collect();
        assert!(flags.contains(&"part_of_germline:7675088CG>TA".to_owned()), "{flags:?}");
    }
}

#[test]
fn the_file_with_a_normal_settles_the_origin_for_the_others() {
    let alone = of("##source=LoFreq\n", "T", &["chr12 25245350 . C T 9 PASS DP=9 GT:AD:DP 0/1:60,40:100"]);
    let paired = of(
        "##source=Mutect2\n",
        "NORMAL\tTUMOR",
        &["chr12 25245350 . C T 9 PASS DP=9 GT:AD:DP 0/0:60,0:60 0/1:60,40:100"],
    );
    assert_eq!(counted(&alone), OPEN);
    assert_eq!(counted(&union_calls(vec![alone, paired])), KNOWN);
}
