//! Counts that do not tell the alleles apart, and what the genotype of the normal says where its counts do not.

#![expect(clippy::unwrap_used, reason = "what tests share panics to fail, as they do")]
#![allow(dead_code, reason = "other tests use the rest of what is shared")]

mod support;
#[path = "support/vcf.rs"]
mod vcf;

use evade_genome::{VcfCalls, VcfOptions};

use vcf::{CONTIG_38, native, plain, reasons, text};

const G12D: &str = "chr12 25245350 . C T . PASS";

/// Records with a normal `N` before the tumour `T`.
fn paired(records: &[&str]) -> VcfCalls {
    let native = native();
    let options = VcfOptions {
        native: Some(&native),
        burden: true,
        normal: Some("N"),
        tumor: Some("T"),
        ..VcfOptions::default()
    };
    vcf::read(&text(CONTIG_38, "N\tT", records), &options).unwrap()
}

/// Why the variant was dropped, else its fraction and its cautions.
fn fate(calls: &VcfCalls) -> Result<(Option<f64>, Vec<String>), String> {
    match calls.variants.variants.as_slice() {
        [variant] => Ok((variant.vaf, variant.flags.iter().map(ToString::to_string).collect())),
        _ => Err(reasons(calls)[0].1.to_owned()),
    }
}

#[test]
fn counts_that_lie_under_the_limits_whichever_is_the_alleles_own_are_no_evidence() {
    for (rest, reason) in [
        ("GT:AD:DP 0/0:50,0,0:50 0/1:100,0,0:100", "not_in_tumor"),
        ("GT:AD:DP 0/0:50,0,0:50 ./.:100,0,0:100", "not_in_tumor"),
        ("GT:AD:DP 0/0:50,0,0:50 ./.:0,0,0:0", "not_in_tumor"),
        ("GT:AD:DP 0/0:50,0,0:50 ./.:.,.,.:.", "not_in_tumor"),
        ("GT:AD 0/0:50,0,0,0 0/1:100,0,0,0", "not_in_tumor"),
        ("GT:AO:RO:DP 0/0:0,0:50:50 0/1:0,0:100:100", "not_in_tumor"),
        ("GT:AD:DP 0/0:50,0,0:50 0/1:98,1,1:100", "low_alt_reads"),
        ("GT:AD 0/0:50,0,0 0/1:98,2,0", "low_alt_reads"),
        ("GT:AD:DP 0/0:50,0,0:50 0/1:960,20,20:1000", "low_vaf"),
        ("GT:AO:RO:DP 0/0:0,0:50:50 0/1:1,2:97:100", "low_alt_reads"),
    ] {
        assert_eq!(fate(&paired(&[&format!("{G12D} . {rest}")])), Err(reason.to_owned()), "{rest}");
    }
    // One element above the limits may be the allele's own; without a depth no fraction lies under one.
    for rest in [
        "GT:AD:DP 0/0:50,0,0:50 0/1:60,2,38:100",
        "GT:AD:DP 0/0:50,0,0:50 0/1:60,38,0:100",
        "GT:AO 0/0:0 0/1:4,0",
    ] {
        let (vaf, cautions) = fate(&paired(&[&format!("{G12D} . {rest}")])).unwrap();
        assert_eq!((vaf, cautions), (None, vec!["counts_do_not_fit_alleles".to_owned()]), "{rest}");
    }
}

#[test]
fn the_genotype_of_the_normal_is_used_where_its_counts_are_not() {
    for normal in ["0/1:.:.", "1/1:1,49,0:50", "0/1:25,25,0:50", "0|1:.:50", "1:.:.", "0/1:0,0:0", "./1:.:."]
    {
        let calls = paired(&[&format!("{G12D} . GT:AD:DP {normal} 0/1:60,40:100")]);
        assert_eq!(fate(&calls), Err("in_normal".to_owned()), "{normal}");
    }
    // Counts go before it; a genotype without the variant, or of other alleles, says nothing more.
    for (normal, caution) in [
        ("0/1:50,0:50", None),
        ("0/1:50,0,0:50", None),
        ("0/0:50,0:50", None),
        ("./.:.:.", Some("normal_counts_unknown")),
        ("0/2:25,1,24:50", Some("normal_counts_unknown")),
    ] {
        let calls = paired(&[&format!("{G12D} . GT:AD:DP {normal} 0/1:60,40:100")]);
        let expected = caution.map(str::to_owned).into_iter().collect();
        assert_eq!(fate(&calls), Ok((Some(0.4), expected)), "{normal}");
    }
}

#[test]
fn genotypes_alone_show_a_germline_list() {
    let records: Vec<String> = [25_245_350_u64, 25_245_347, 25_227_341, 25_227_342, 25_225_628, 25_245_328]
        .iter()
        .flat_map(|pos| ["A", "G", "T"].map(|alt| format!("chr12 {pos} . C {alt} . PASS . GT 0/1 0/1")))
        .collect();
    let records: Vec<&str> = records.iter().map(String::as_str).collect();
    let calls = paired(&records);
    assert!(calls.variants.is_germline(), "{:?}", calls.warnings);
}

#[test]
fn reads_of_all_alternates_together_are_not_those_of_one_of_several() {
    for rest in
        ["GT:DP4:DP 0/1:30,30,20,20:100", "GT:AD:DP4:DP 0/1:60,38,2:30,30,20,20:100", "GT:DV:DP 0/1:40:100"]
    {
        let (alternates, is_split) = if rest.contains("AD") { ("T", true) } else { ("A,T", false) };
        let calls = plain(CONTIG_38, &[&format!("chr12 25245350 . C {alternates} . PASS . {rest}")]);
        for variant in calls.variants.variants.iter().filter(|v| v.alternate == "T" || is_split) {
            let flags: Vec<String> = variant.flags.iter().map(ToString::to_string).collect();
            assert_eq!(variant.vaf, None, "{rest}");
            assert!(flags.contains(&"counts_do_not_fit_alleles".to_owned()), "{rest}: {flags:?}");
        }
        assert!(!calls.variants.variants.is_empty(), "{rest}");
    }
    let noted = "OLD_MULTIALLELIC=chr12:25245350:C/A/T";
    for rest in [
        format!("{noted} GT:DP4 0/1:30,30,20,20"),
        format!("{noted} GT:DP:DV 0/1:100:40"),
        ". GT:AF:DP4 0/1:0.02,0.38:30,30,20,20".to_owned(),
    ] {
        let calls = plain(CONTIG_38, &[&format!("{G12D} {rest}")]);
        assert_eq!(calls.variants.variants[0].vaf, None, "{rest}");
    }
    // Of one alternate they are its own; few reads of all are few of each.
    let calls = plain(CONTIG_38, &[&format!("{G12D} . GT:DP4 0/1:30,30,20,20")]);
    assert_eq!(calls.variants.variants[0].vaf, Some(0.4));
    let calls = plain(CONTIG_38, &["chr12 25245350 . C A,T . PASS . GT:DP4 0/1:50,48,1,1"]);
    assert_eq!(reasons(&calls)[0], ("KRAS", "low_alt_reads"));
}

/// The flow evaluator of Ion Torrent has the last word over the counts of the mapped reads.
#[test]
fn flow_evaluated_reads_go_before_others() {
    let of = |values: &str| {
        fate(&plain(CONTIG_38, &[&format!("{G12D} . GT:DP:FDP:RO:FRO:AO:FAO:AF {values}")]))
            .map(|(vaf, _)| vaf)
    };
    for values in ["0/0:100:100:60:100:40:0:0.0", "./.:100:100:60:100:40:0:0.0", "0/1:100:100:60:100:40:0:0"]
    {
        assert_eq!(of(values), Err("not_in_tumor".to_owned()), "{values}");
    }
    assert_eq!(of("0/1:100:100:98:60:2:40:0.4"), Ok(Some(0.4)));
    // Without them the others are read.
    assert_eq!(of("0/1:100:.:60:.:40:.:0.4"), Ok(Some(0.4)));
}
