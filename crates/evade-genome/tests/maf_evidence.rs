//! What a row of a MAF must show of its variant: reads in the tumour, none in the normal, and a status that is somatic.

#![expect(clippy::unwrap_used, reason = "what tests share panics to fail, as they do")]

mod support;

use evade_core::{GeneAlteration, TmbReason};
use evade_genome::{CallsAre, Coverage, Filters, MafCalls, Setting, TmbSetting, judge_with, read_maf};
use evade_stream::Content;

use support::PANEL;

const COLUMNS: &str = "Hugo_Symbol\tChromosome\tStart_Position\tNCBI_Build\tVariant_Classification\t\
    Reference_Allele\tTumor_Sample_Barcode\tHGVSp_Short";

/// Rows with further columns: KRAS G12D, and a missense of TTN whose values are its own.
fn maf(columns: &str, kras: &str, ttn: &str, filters: &Filters) -> MafCalls {
    let row = |start: &str, rest: &str| format!("{start}\t{}\n", rest.replace(' ', "\t"));
    let text = [
        row(COLUMNS, columns),
        row("KRAS\t12\t25245350\tGRCh38\tMissense_Mutation\tC\tS\tp.G12D", kras),
        row("TTN\t2\t178600000\tGRCh38\tMissense_Mutation\tC\tS\tp.K2M", ttn),
    ];
    let content = Content { name: "x.maf".into(), bytes: text.concat().into(), sha256: String::new() };
    read_maf(&content, &PANEL, filters).unwrap()
}

/// Status of KRAS G12D, why the variant was dropped, the number counted and the reasons of the burden.
fn found(calls: &MafCalls) -> (String, Option<&'static str>, u32, Vec<TmbReason>) {
    let sample = calls.samples["S"].clone();
    let dropped = sample.filtered.first().map(|row| row.reason.as_str());
    let setting = Setting { tmb: TmbSetting::default(), ..Setting::default() };
    let coverage = if sample.is_germline() { Coverage::Undeclared } else { Coverage::Exome };
    let profile = judge_with(&sample, &coverage, &setting);
    let row: &GeneAlteration = profile.genes.iter().find(|row| row.gene == "KRAS_G12D").unwrap();
    let burden = profile.tmb.unwrap();
    (row.status.to_string(), dropped, burden.n_counted.unwrap(), burden.reasons)
}

#[test]
fn a_row_without_evidence_in_the_tumour_is_no_candidate() {
    let alleles = "Tumor_Seq_Allele1 Tumor_Seq_Allele2";
    for (columns, kras, ttn) in [
        ("t_depth t_ref_count t_alt_count", "100 100 0", "100 60 40"),
        ("t_depth t_alt_count", "100 0", "100 40"),
        ("t_ref_count t_alt_count", "100 0", "60 40"),
        ("t_vaf", "0.0", "0.4"),
        ("t_vaf t_depth", "0 100", "0.4 100"),
        ("tumor_f", "0", "0.4"),
        ("t_vaf t_depth t_alt_count", "0 100 2", "0.4 100 40"),
        ("t_GT", "0/0", "0/1"),
        ("t_GT", "0|0", "0|1"),
        ("t_GT t_depth t_alt_count", "0/0 100 2", "0/1 100 40"),
    ] {
        let calls = maf(
            &format!("{alleles} {columns}"),
            &format!("C T {kras}"),
            &format!("C T {ttn}"),
            &Filters::default(),
        );
        assert_eq!(
            found(&calls),
            ("not_altered".to_owned(), Some("not_in_tumor"), 1, vec![]),
            "{columns}: {kras}"
        );
    }
    for (columns, kras, ttn) in [
        (alleles, "C C", "C T"),
        ("Tumor_Seq_Allele2", "C", "T"),
        ("Tumor_Seq_Allele1 Tumor_Seq_Allele2 t_depth t_alt_count", "C C 100 40", "C T 100 40"),
        ("Tumor_Seq_Allele1 Tumor_Seq_Allele2", "c C", "C T"),
    ] {
        let calls = maf(columns, kras, ttn, &Filters::default());
        assert_eq!(
            found(&calls),
            ("not_altered".to_owned(), Some("not_in_tumor"), 1, vec![]),
            "{columns}: {kras}"
        );
    }
}

#[test]
fn nothing_counted_is_no_evidence_of_absence() {
    for (columns, kras) in [
        ("t_depth t_ref_count t_alt_count", ". . ."),
        ("t_depth t_ref_count t_alt_count", "0 0 0"),
        ("t_alt_count", "0"),
        ("t_depth t_ref_count t_alt_count", "-1 -1 -1"),
        ("t_vaf", "NA"),
        ("t_GT", "./."),
        // Reads outweigh a genotype and a fraction that was not filled in.
        ("t_GT t_depth t_alt_count", "0/0 100 40"),
        ("t_vaf t_depth t_alt_count", "0 100 40"),
        ("t_vaf t_depth t_alt_count", "0.4 100 0"),
        ("t_GT", "0/1"),
    ] {
        let calls = maf(
            &format!("Tumor_Seq_Allele1 Tumor_Seq_Allele2 {columns}"),
            &format!("C T {kras}"),
            &format!("C T {kras}"),
            &Filters::default(),
        );
        assert_eq!(found(&calls).0, "altered", "{columns}: {kras}");
    }
    // Alleles that are not given.
    assert_eq!(found(&maf("Tumor_Seq_Allele2", ".", "T", &Filters::default())).0, "altered");
    // A homozygous variant, or a writer that repeats it.
    let calls = maf("Tumor_Seq_Allele1 Tumor_Seq_Allele2", "T T", "T T", &Filters::default());
    assert_eq!(found(&calls).0, "altered");
}

#[test]
fn alleles_of_the_normal_are_used_where_it_has_no_counts() {
    for (columns, values) in [
        ("Match_Norm_Seq_Allele1 Match_Norm_Seq_Allele2", "C T"),
        ("Match_Norm_Seq_Allele1 Match_Norm_Seq_Allele2", "T T"),
        ("Match_Norm_Seq_Allele2", "t"),
        ("n_GT", "0/1"),
        ("n_GT n_depth n_alt_count", "1|1 . ."),
        ("Match_Norm_Seq_Allele2 n_depth n_alt_count", "T 0 0"),
    ] {
        let columns = format!("Tumor_Seq_Allele2 {columns}");
        let calls = maf(&columns, &format!("T {values}"), &format!("T {values}"), &Filters::default());
        let (status, dropped, n, _) = found(&calls);
        assert_eq!(
            (status.as_str(), dropped, n),
            ("not_altered", Some("in_normal"), 0),
            "{columns}: {values}"
        );
    }
    for (columns, values) in [
        ("Match_Norm_Seq_Allele1 Match_Norm_Seq_Allele2", "C C"),
        ("Match_Norm_Seq_Allele1 Match_Norm_Seq_Allele2", "C A"),
        ("Match_Norm_Seq_Allele1 Match_Norm_Seq_Allele2", ". ."),
        ("n_GT", "0/0"),
        // Its counts go before its alleles.
        ("Match_Norm_Seq_Allele2 n_depth n_alt_count", "T 50 0"),
    ] {
        let columns = format!("Tumor_Seq_Allele2 {columns}");
        let calls = maf(&columns, &format!("T {values}"), &format!("T {values}"), &Filters::default());
        assert_eq!(found(&calls).0, "altered", "{columns}: {values}");
    }
}

#[test]
fn rows_that_all_say_germline_declare_a_germline_list() {
    let columns = "Tumor_Seq_Allele2 Mutation_Status";
    for (kras, ttn) in [
        ("Germline", "Germline"),
        ("GERMLINE", "germline"),
        ("Germline", "LOH"),
        ("None", "None"),
        ("UNCALLED", "Germline"),
    ] {
        let calls = maf(columns, &format!("T {kras}"), &format!("T {ttn}"), &Filters::default());
        let expected = ("not_tested".to_owned(), Some("not_somatic"), 0, vec![TmbReason::GermlineCalls]);
        assert_eq!(found(&calls), expected, "{kras} {ttn}");
        assert!(calls.warnings.iter().any(|w| w.contains("Mutation_Status")), "{:?}", calls.warnings);
    }
    for status in [
        "Germline",
        "LOH",
        "Wildtype",
        "UNCALLED",
        "None",
        "Post-transcriptional modification",
        "Germline_het",
    ] {
        let status = status.replace(' ', "_");
        let calls = maf(columns, &format!("T {status}"), "T Somatic", &Filters::default());
        assert_eq!(found(&calls), ("not_altered".to_owned(), Some("not_somatic"), 1, vec![]), "{status}");
    }
    for status in ["Somatic", "SOMATIC", "Unknown", ".", "", "Likely_Somatic"] {
        let calls = maf(columns, &format!("T {status}"), "T Germline", &Filters::default());
        assert_eq!(found(&calls).0, "altered", "{status}");
    }
    let stated = Filters { calls: CallsAre::Somatic, ..Filters::default() };
    let calls = maf(columns, "T Germline", "T Germline", &stated);
    assert!(!calls.samples["S"].is_germline());
    assert!(calls.warnings.iter().any(|w| w.contains("Mutation_Status")), "{:?}", calls.warnings);
}
