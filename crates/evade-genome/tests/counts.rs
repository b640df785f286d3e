//! Reads of a variant: of which allele they are, how they are written, and what cannot be.

#![expect(clippy::unwrap_used, reason = "what tests share panics to fail, as they do")]
#![allow(dead_code, reason = "other tests use the rest of what is shared")]

mod support;
#[path = "support/vcf.rs"]
mod vcf;

use evade_core::{Caution, GeneAlteration, Variant};
use evade_genome::{CallsAre, Coverage, Filters, VcfCalls, VcfOptions, judge, read_maf, read_vcf_input};
use evade_stream::{Content, Input};
use proptest::prelude::*;

use support::PANEL;
use vcf::{CONTIG_38, native, plain, reasons, text};

const G12D: &str = "chr12 25245350 . C T . PASS";
const G12V: &str = "chr12 25245350 . C A . PASS";

fn kras(calls: &VcfCalls) -> GeneAlteration {
    let profile = judge(&calls.variants, &Coverage::Exome);
    profile.genes.into_iter().find(|row| row.gene == "KRAS_G12D").unwrap()
}

fn cautions(row: &GeneAlteration) -> Vec<String> {
    row.flags.iter().map(ToString::to_string).collect()
}

/// Of KRAS G12D in a column `T`: status, fraction and cautions.
fn g12d(header: &str, record: &str) -> (String, Option<f64>, Vec<String>) {
    let row = kras(&plain(&format!("{CONTIG_38}{header}"), &[record]));
    (row.status.to_string(), row.vaf, cautions(&row))
}

/// Splitting a record must not change of which allele the reads are.
#[test]
fn a_list_that_does_not_fit_the_alleles_is_not_read_by_place() {
    let named = "##INFO=<ID=BEFORE,Number=1,Type=String,Description=\"Original variant. Format: CHR|POS|REF|ALT|USED_ALT_IDX\">\n";
    for (header, rest) in [
        // The fraction was divided, the reads were not.
        ("", ". GT:AD:AF:DP 0/1:60,2,38:0.38:100"),
        ("", ". GT:AD:VAF:DP 0/1:60,2,38:0.38:100"),
        ("", ". GT:AO:RO:AF:DP 0/1:2,38:60:0.38:100"),
        // vt notes the old alleles, bcftools on request in a field of any name.
        ("", "OLD_MULTIALLELIC=chr12:25245350:C/A/T GT:DP:AD 0/1:100:60,2,38"),
        ("", "OLD_MULTIALLELIC=chr12:25245350:C/A/T GT:DP:AO:RO 0/1:100:2,38:60"),
        ("", "OLD_MULTIALLELIC=chr12:25245350:C/A/T GT:NR:NV 0/1:100,100:2,38"),
        ("", "OLD_MULTIALLELIC=chr12:25245350:C/A/T GT:DP:AF 0/1:100:0.02,0.38"),
        ("", "OLD_REC=chr12|25245350|C|A,T|2 GT:DP:AD 0/1:100:60,2,38"),
        (named, "BEFORE=chr12|25245350|C|A,T|2 GT:AD 0/1:60,2,38"),
        // The record was not split.
        ("", ". GT:AD 0/1:62,38"),
    ] {
        let (status, vaf, cautions) = g12d(header, &format!("{G12D} {rest}"));
        assert_eq!((status.as_str(), vaf), ("altered", Some(0.38)), "{rest}");
        assert!(
            !cautions.iter().any(|c| c.contains("counts") || c.contains("candidate")),
            "{rest}: {cautions:?}"
        );
    }
}

#[test]
fn reads_of_alleles_that_are_not_told_are_unknown() {
    for rest in [
        ". GT:AD:DP 0/1:60,2,38,0:100",
        ". GT:AD:DP 0/1:60,2,38:100",
        ". GT:AD:AF:DP 0/1:60,2,38:0.02,0.38:100",
        ". GT:AO:RO:DP 0/1:2,38:60:100",
        "OLD_MULTIALLELIC=chr12:25245350:C/A/G GT:DP:AD 0/1:100:60,2,38",
        "OLD_REC=chr12|25245350|C|A,T|3 GT:DP:AD 0/1:100:60,2,38",
        // The genotype is of the original alleles too, or was lost in the split.
        ". GT:AD:DP 0/2:60,2,38:100",
        ". GT:AD:DP ./.:60,2,38:100",
    ] {
        let (status, vaf, cautions) = g12d("", &format!("{G12D} {rest}"));
        assert_eq!((status.as_str(), vaf), ("altered", None), "{rest}");
        assert!(cautions.contains(&"counts_do_not_fit_alleles".to_owned()), "{rest}: {cautions:?}");
    }
    // <NON_REF> that is still there is an allele like others.
    let (status, vaf, _) = g12d("", "chr12 25245350 . C T,<NON_REF> . PASS . GT:AD 0/1:62,38,0");
    assert_eq!((status.as_str(), vaf), ("altered", Some(0.38)));
    // The part of the split that is not there.
    let calls = plain(
        CONTIG_38,
        &[&format!("{G12V} OLD_MULTIALLELIC=chr12:25245350:C/A/T GT:DP:AD ./.:100:60,2,38")],
    );
    assert_eq!(reasons(&calls), [("KRAS", "low_alt_reads")]);
}

#[test]
fn the_normal_is_read_by_the_same_rules() {
    let filtered = |normal: &str| {
        let record = format!("{G12D} . GT:AD:DP {normal} 0/1:60,40:100");
        let native = native();
        let options = VcfOptions { native: Some(&native), burden: true, ..VcfOptions::default() };
        let calls =
            vcf::read(&text(CONTIG_38, "NORMAL TUMOR".replace(' ', "\t").as_str(), &[&record]), &options);
        let calls = calls.unwrap();
        let flags =
            calls.variants.variants.first().map(|v| v.flags.iter().map(ToString::to_string).collect());
        let reason = reasons(&calls).first().map(|(_, reason)| (*reason).to_owned());
        (reason, flags.unwrap_or_default())
    };
    assert_eq!(filtered("0/1:40.0,40.0:80.0").0.as_deref(), Some("in_normal"));
    assert_eq!(filtered("0/0:80,0:80"), (None, vec![]));
    let doubt = vec!["normal_counts_unknown".to_owned()];
    assert_eq!(filtered("0/1:40,2,38:80").0.as_deref(), Some("in_normal"));
    assert_eq!(filtered("./.:40,2,38:80"), (None, doubt.clone()));
    assert_eq!(filtered("./.:.:."), (None, doubt.clone()));
    assert_eq!(filtered("./.:0,0:0"), (None, doubt));
}

#[test]
fn reals_are_numbers_of_reads() {
    let of = |rest: &str| {
        let calls = plain(CONTIG_38, &[&format!("{G12D} . {rest}")]);
        let found = calls.variants.variants.first().map(|v| (v.depth, v.alt_reads, v.vaf));
        (found, reasons(&calls).first().map(|(_, reason)| (*reason).to_owned()))
    };
    let forty = Some((Some(100), Some(40), Some(0.4)));
    for rest in [
        "AD:DP 60.0,40.0:100.0",
        "AD:DP 6e1,4.0e1:1e2",
        "RO:AO:DP 60.0:40.0:100.0",
        "RD:AD:DP 60.0:40.0:100.0",
        "AU:CU:GU:TU:DP 0.0,0:60.0,60:0,0:40.0,40:100.0",
        "DP4 30.0,30.0,20.0,20.0",
        "NR:NV 100.0:40.0",
    ] {
        assert_eq!(of(rest), (forty, None), "{rest}");
    }
    assert_eq!(of("DP:AD 8.0:6.0,2.0").1.as_deref(), Some("low_depth"));
    // A fraction is not a number of reads.
    assert_eq!(of("AD 0.6,0.4").0, Some((None, None, None)));
}

#[test]
fn a_record_that_is_not_in_the_tumour_is_no_candidate() {
    for rest in [
        "GT:AD 0/0:100,0",
        "GT:AD 0|0:100,2",
        "GT:AD 0:100,1",
        "GT:DP:AO:AF 0/0:1990:1:0",
        "AD:AF:DP 1989,1:0:1990",
        "DP:AF 1990:0.0",
        "GT ./.",
        "GT .",
        "GT:AD:DP ./.:.:.",
        "GT:DP 0/0:50",
        "GT:AD:DP 0/2:100,0:100",
    ] {
        let calls = plain(CONTIG_38, &[&format!("{G12D} . {rest}")]);
        assert_eq!(reasons(&calls), [("KRAS", "not_in_tumor")], "{rest}");
        let row = kras(&calls);
        assert_eq!((row.status.as_str(), cautions(&row)), ("not_altered", vec![]), "{rest}");
    }
    // Callers that write no genotype, or one that says nothing, and reads.
    for rest in ["GT:AD ./.:60,40", "AD 60,40", "GT:AD 0/1:60,40", "GT:AF:DP ./.:0.4:100", "GT 0/1"] {
        assert_eq!(
            kras(&plain(CONTIG_38, &[&format!("{G12D} . {rest}")])).status.as_str(),
            "altered",
            "{rest}"
        );
    }
    let (status, _, cautions) = g12d("", &format!("{G12D} . GT:AD 0/0:60,40"));
    assert_eq!(status, "altered");
    assert!(cautions.contains(&"genotype_without_variant".to_owned()), "{cautions:?}");
}

/// A file of all hotspots that were tested, as targeted assays write it.
#[test]
fn hotspots_that_were_looked_at_are_no_candidates() {
    let calls = plain(
        CONTIG_38,
        &[
            "chr12 25245350 . C T,A . PASS . GT:DP:RO:AO:AF 0/1:2010:1240:760,0:0.38,0",
            "chr7 55191822 . T G . PASS . GT:DP:RO:AO:AF 0/0:1990:1989:1:0",
        ],
    );
    let profile = judge(&calls.variants, &Coverage::Exome);
    let row = |gene: &str| profile.genes.iter().find(|row| row.gene == gene).unwrap();
    assert_eq!((row("KRAS_G12D").status.as_str(), row("KRAS").n_variants), ("altered", 1));
    let flags = cautions(row("EGFR"));
    assert_eq!(row("EGFR").status.as_str(), "not_altered");
    assert!(!flags.iter().any(|flag| flag.contains("candidate_filtered")), "{flags:?}");
}

#[test]
fn numbers_that_cannot_be_are_unknown() {
    let of = |rest: &str| {
        let calls = plain(CONTIG_38, &[&format!("{G12D} . {rest}")]);
        let Variant { depth, alt_reads, vaf, flags, .. } = calls.variants.variants[0].clone();
        let flags: Vec<String> = flags.iter().map(ToString::to_string).collect();
        (depth, alt_reads, vaf, flags.into_iter().find(|flag| flag != "germline_status_unknown"))
    };
    let doubt = |word: &str| Some(word.to_owned());
    // One value is of the variant only where another field has those of the reference.
    assert_eq!(of("DP:AD 100:60"), (Some(100), None, None, doubt("counts_do_not_fit_alleles")));
    assert_eq!(of("DP:RD:AD 100:60:40"), (Some(100), Some(40), Some(0.4), None));
    for rest in [
        "DP:AO 12:50",
        "DP:DV 12:50",
        "NR:NV 12:50",
        "DP:AD 12:2,50",
        "DP:RO:AO 12:2:50",
        "DP:RD:AD 12:2:50",
        "DP:AU:CU:GU:TU 30:0,0:20,20:0,0:40,40",
    ] {
        assert_eq!(of(rest), (None, None, None, doubt("alt_reads_exceed_depth")), "{rest}");
    }
    for rest in ["DP:AF 80:37.5", "DP:AF 80:-0.1", "DP:FREQ 80:150%"] {
        assert_eq!(of(rest), (Some(80), None, None, doubt("fraction_out_of_range")), "{rest}");
    }
    assert_eq!(of("DP:AO 80:4O"), (Some(80), None, None, doubt("counts_unreadable")));
    // A list that is none of numbers is damage: the row is not used, and its gene is open.
    for rest in ["DP:AD 80:x,y", "DP:AD 80:-5,40", "DP:AD 80:40,-5", "DP:AD 80:4O", "DP:VAF 80:inf"] {
        let calls = plain(CONTIG_38, &[&format!("{G12D} . {rest}")]);
        let profile = judge(&calls.variants, &Coverage::Exome);
        let row = profile.genes.iter().find(|row| row.gene == "KRAS").unwrap();
        assert_eq!((row.status.as_str(), row.has(&Caution::ImpossibleValue)), ("uncertain", true), "{rest}");
    }
    // Per cent with its sign, and reads that say what a broken fraction does not.
    assert_eq!(of("DP:FREQ 80:37.5%"), (Some(80), Some(30), Some(0.375), None));
    assert_eq!(of("AD:AF 50,30:37.5"), (Some(80), Some(30), Some(0.375), None));
    // A depth below its parts was counted after a filter.
    assert_eq!(of("AD:DP 30,10:12"), (Some(40), Some(10), Some(0.25), None));

    let maf = |values: &str| {
        let text = format!(
            "Hugo_Symbol\tVariant_Classification\tTumor_Sample_Barcode\tHGVSp_Short\tt_depth\tt_alt_count\tt_vaf\tn_depth\tn_alt_count\n\
             KRAS\tMissense_Mutation\tS\tp.G12D\t{}\n",
            values.replace(' ', "\t")
        );
        let content = Content { name: "x.maf".into(), bytes: text.into(), sha256: String::new() };
        let calls = read_maf(&content, &PANEL, &Filters::default()).unwrap();
        let Variant { depth, alt_reads, vaf, flags, .. } = calls.samples["S"].variants[0].clone();
        (depth, alt_reads, vaf, flags.first().map(ToString::to_string))
    };
    assert_eq!(maf("12 50 . 80 0"), (None, None, None, doubt("alt_reads_exceed_depth")));
    assert_eq!(maf(". . 150 80 0"), (None, None, None, doubt("fraction_out_of_range")));
    assert_eq!(maf(". . 37.5 80 0"), (None, None, Some(0.375), None));
    assert_eq!(maf(". . 1.5 80 0"), (None, None, None, doubt("fraction_out_of_range")));
    assert_eq!(maf("100 40 . 10 50"), (Some(100), Some(40), Some(0.4), doubt("normal_counts_unknown")));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// However a record of two alternates is split, and in whichever order its parts stand, the genes stay as they are.
    #[test]
    fn splitting_a_record_does_not_change_a_call(
        reference in 0_u32..200,
        valine in 0_u32..60,
        aspartate in 0_u32..60,
        is_reversed in any::<bool>(),
    ) {
        let depth = reference + valine + aspartate;
        let share = |reads: u32| if depth > 0 { f64::from(reads) / f64::from(depth) } else { 0.0 };
        let list = format!("{reference},{valine},{aspartate}");
        let called = |records: &[String]| {
            let mut records: Vec<&str> = records.iter().map(String::as_str).collect();
            if is_reversed {
                records.reverse();
            }
            let calls = plain(CONTIG_38, &records);
            let profile = judge(&calls.variants, &Coverage::Exome);
            profile.genes.into_iter().filter(|row| row.gene.starts_with("KRAS")).collect::<Vec<_>>()
        };
        let whole = called(&[format!("chr12 25245350 . C A,T . PASS . AD:DP {list}:{depth}")]);
        let parts = |of: &dyn Fn(u32, u32, &str) -> String| {
            called(&[
                format!("{G12V} {}", of(1, valine, "C/A/T")),
                format!("{G12D} {}", of(2, aspartate, "C/A/T")),
            ])
        };
        // bcftools divides the list; vt leaves it; a list that was not declared as one stays, and the fraction is divided.
        let divided = parts(&|_, own, _| format!(". AD:DP {reference},{own}:{depth}"));
        let by_vt = parts(&|_, _, old| format!("OLD_MULTIALLELIC=chr12:25245350:{old} AD:DP {list}:{depth}"));
        let by_bcftools = parts(&|i, _, _| format!("OLD_REC=chr12|25245350|C|A,T|{i} AD:DP {list}:{depth}"));
        let by_fraction = parts(&|_, own, _| format!(". AD:AF:DP {list}:{}:{depth}", share(own)));
        for split in [divided, by_vt, by_bcftools] {
            prop_assert_eq!(&split, &whole);
        }
        let statuses = |rows: &[GeneAlteration]| rows.iter().map(|row| row.status).collect::<Vec<_>>();
        prop_assert_eq!(statuses(&by_fraction), statuses(&whole));
    }
}

/// Somatic calls, a list of inherited variants, and what is stated of either.
mod lists {
    use super::*;

    const NAMES: &str = "NORMAL\tTUMOR";

    /// A list of coding variants of two judged genes with these reads of the normal and the tumour.
    fn list(n: u32, reads: &str) -> Vec<String> {
        let rows = 0..n;
        // Codons of KRAS exon 2 and of STK11 exon 1, one base each.
        rows.map(|i| {
            let (chrom, pos) =
                if i % 2 == 0 { ("chr12", 25_245_290 + i * 2) } else { ("chr19", 1_206_930 + i * 2) };
            format!("{chrom} {pos} . C T . PASS . GT:AD:DP {reads}")
        })
        .collect()
    }

    fn read(records: &[String], calls: CallsAre) -> VcfCalls {
        let records: Vec<&str> = records.iter().map(String::as_str).collect();
        let text = text(CONTIG_38, NAMES, &records);
        let mut input = Input::from_bytes("x.vcf", text.as_bytes()).unwrap();
        let native = native();
        let options = VcfOptions { native: Some(&native), burden: true, ..VcfOptions::default() };
        let filters = Filters { calls, ..Filters::default() };
        read_vcf_input(&mut input, &options, &PANEL, &filters).unwrap()
    }

    fn reason_of_no_burden(calls: &VcfCalls) -> String {
        let tmb = judge(&calls.variants, &Coverage::Genome).tmb.unwrap();
        assert_eq!((tmb.tmb, tmb.reliable), (None, false));
        tmb.reasons[0].to_string()
    }

    #[test]
    fn a_list_of_the_normals_own_variants_is_not_used() {
        let inherited = list(12, "0/1:20,18:38 0/1:50,48:98");
        let found = read(&inherited, CallsAre::Auto);
        assert!(!found.shows_small_variants && found.variants.variants.is_empty());
        assert!(
            found.warnings.iter().any(|w| w.contains("12 of 12") && w.contains("germline")),
            "{:?}",
            found.warnings
        );
        assert_eq!(reason_of_no_burden(&found), "germline_calls");
        // Tumour and normal exchanged: nothing in the tumour, the variants in the normal.
        assert!(!read(&list(12, "0/1:60,30:90 0/0:90,0:90"), CallsAre::Auto).shows_small_variants);
        // The others are used where the calls are stated to be somatic.
        let mut mixed = inherited.clone();
        mixed.push("chr12 25245350 . C T . PASS . GT:AD:DP 0/0:40,0:40 0/1:60,40:100".to_owned());
        assert!(!read(&mixed, CallsAre::Auto).shows_small_variants);
        let stated = read(&mixed, CallsAre::Somatic);
        assert!(stated.shows_small_variants);
        assert_eq!(kras(&stated).status.as_str(), "altered");
    }

    #[test]
    fn other_lists_are_used() {
        // Too few; those that a caller marks itself; a normal with tumour cells; somatic ones.
        assert!(read(&list(9, "0/1:20,18:38 0/1:50,48:98"), CallsAre::Auto).shows_small_variants);
        let marked: Vec<String> = list(12, "0/1:20,18:38 0/1:50,48:98")
            .iter()
            .map(|record| record.replace("PASS", "germline"))
            .collect();
        assert!(read(&marked, CallsAre::Auto).shows_small_variants);
        let contaminated = read(&list(12, "0/0:90,10:100 0/1:60,40:100"), CallsAre::Auto);
        assert!(contaminated.shows_small_variants);
        let warnings = &contaminated.warnings;
        assert!(warnings.iter().any(|w| w.contains("may hold tumour cells")), "{warnings:?}");
        let somatic = read(&list(12, "0/0:100,0:100 0/1:60,40:100"), CallsAre::Auto);
        assert!(somatic.shows_small_variants && somatic.warnings.is_empty(), "{:?}", somatic.warnings);
    }

    #[test]
    fn what_is_stated_of_the_calls_goes_before_the_header() {
        let of = |source: &str, calls: CallsAre| {
            let text = text(
                &format!("{CONTIG_38}##source={source}\n"),
                NAMES,
                &["chr12 25245350 . C T . PASS . GT:AD:DP 0/0:40,0:40 0/1:60,40:100"],
            );
            let mut input = Input::from_bytes("x.vcf", text.as_bytes()).unwrap();
            let native = native();
            let options = VcfOptions { native: Some(&native), burden: true, ..VcfOptions::default() };
            let filters = Filters { calls, ..Filters::default() };
            let found = read_vcf_input(&mut input, &options, &PANEL, &filters).unwrap();
            (found.shows_small_variants, found.variants.variants.len(), found.warnings.len())
        };
        assert_eq!(of("HaplotypeCaller", CallsAre::Auto), (false, 0, 1));
        assert_eq!(of("HaplotypeCaller", CallsAre::Somatic), (true, 1, 0));
        assert_eq!(of("Mutect2", CallsAre::Auto), (true, 1, 0));
        assert_eq!(of("Mutect2", CallsAre::Germline), (false, 0, 1));
    }

    #[test]
    fn a_maf_of_inherited_variants_is_not_used() {
        let maf = |n: usize, normal: &str, calls: CallsAre| {
            let row = |i: usize| format!("GENE{i}\tMissense_Mutation\tS\tp.A{i}V\t100\t40\t{normal}\n");
            let rows: String = (0..n).map(row).collect();
            let text = format!(
                "Hugo_Symbol\tVariant_Classification\tTumor_Sample_Barcode\tHGVSp_Short\tt_depth\tt_alt_count\tn_depth\tn_alt_count\n\
                 KRAS\tMissense_Mutation\tS\tp.G12D\t100\t40\t80\t0\n{rows}"
            );
            let content = Content { name: "x.maf".into(), bytes: text.into(), sha256: String::new() };
            let filters = Filters { calls, ..Filters::default() };
            let found = read_maf(&content, &PANEL, &filters).unwrap();
            let sample = &found.samples["S"];
            (sample.is_germline(), sample.variants.len(), found.warnings.len())
        };
        assert_eq!(maf(20, "80\t40", CallsAre::Auto), (true, 0, 1));
        assert_eq!(maf(20, "80\t40", CallsAre::Somatic), (false, 1, 1));
        assert_eq!(maf(20, "80\t0", CallsAre::Auto), (false, 1, 0));
        assert_eq!(maf(20, "80\t0", CallsAre::Germline), (true, 0, 0));
        assert_eq!(maf(5, "80\t40", CallsAre::Auto), (false, 1, 0));
    }
}

/// Single bases and indels of one caller in files of their own, each too short to show what it is.
#[test]
fn the_files_of_a_sample_are_weighed_together() {
    let file = |from: usize, n: usize, in_normal: bool| {
        let records: Vec<String> = (from..from + n)
            .map(|i| {
                let normal = if in_normal { "0/1:40,40" } else { "0/0:80,0" };
                // Coding bases of TP53, exon 5 to 8, three apart.
                format!("chr17 {} . G GA . PASS . GT:AD 0/1:60,38 {normal}", 7_675_060 + 3 * i)
            })
            .collect();
        let records: Vec<&str> = records.iter().map(String::as_str).collect();
        let native = native();
        let options = VcfOptions {
            native: Some(&native),
            tumor: Some("T"),
            normal: Some("N"),
            ..VcfOptions::default()
        };
        let text = text(CONTIG_38, "T\tN", &records);
        let mut input = Input::from_bytes("x.vcf", text.as_bytes()).unwrap();
        read_vcf_input(&mut input, &options, &PANEL, &Filters::default()).unwrap()
    };
    let of = |files: Vec<VcfCalls>| {
        let calls = evade_genome::union_calls(files);
        (calls.shows_small_variants, calls.germline_together.is_some())
    };
    assert_eq!(of(vec![file(0, 6, true), file(6, 7, true)]), (false, true));
    assert_eq!(of(vec![file(0, 12, true), file(0, 0, true)]), (false, true));
    assert_eq!(of(vec![file(0, 6, true), file(6, 7, false)]), (true, false));
    assert_eq!(of(vec![file(0, 3, true), file(6, 4, true)]), (true, false));
}

/// A list of the normal that is one value too short does not say that the variant is in it.
#[test]
fn a_single_number_in_the_normal_is_not_of_the_variant() {
    let native = native();
    let options =
        VcfOptions { native: Some(&native), tumor: Some("T"), normal: Some("N"), ..VcfOptions::default() };
    let text = text(CONTIG_38, "T\tN", &[&format!("{G12D} . GT:AD:DP 0/1:60,40:100 0/0:80:80")]);
    let mut input = Input::from_bytes("x.vcf", text.as_bytes()).unwrap();
    let calls = read_vcf_input(&mut input, &options, &PANEL, &Filters::default()).unwrap();
    let row = kras(&calls);
    assert_eq!(row.status.as_str(), "altered");
    assert!(cautions(&row).contains(&"normal_counts_unknown".to_owned()), "{:?}", row.flags);
}

/// Two biopsies of a tumour in one file: the other one is no normal that could deny a variant.
#[test]
fn a_normal_that_nothing_calls_so_does_not_deny_a_variant() {
    let native = native();
    let of = |other: &str, options: VcfOptions<'_>| {
        let record = format!("{G12D} . GT:AD:DP 0/1:60,40:100 0/1:50,30:80");
        let text = text(CONTIG_38, &format!("PRIM\t{other}"), &[&record]);
        let mut input = Input::from_bytes("x.vcf", text.as_bytes()).unwrap();
        let calls = read_vcf_input(&mut input, &options, &PANEL, &Filters::default()).unwrap();
        kras(&calls)
    };
    let options = VcfOptions { native: Some(&native), tumor: Some("PRIM"), ..VcfOptions::default() };
    let row = of("SECOND", options);
    assert_eq!((row.status.as_str(), row.has(&Caution::NormalGuessed)), ("uncertain", true));
    let row = of("SECOND", VcfOptions { normal: Some("SECOND"), ..options });
    assert_eq!((row.status.as_str(), row.has(&Caution::NormalGuessed)), ("not_altered", false));
    assert_eq!(of("NORMAL", options).status.as_str(), "not_altered");
}
