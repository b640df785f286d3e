//! `evade hla`, and HLA files of several programs in `evade run`. All files are made here.

use std::fmt::Write;
use std::path::Path;

use evade_core::{AntigenPresentation, HlaGene};
use serde_json::Value;

use crate::support::{Tsv, evade_in, folder, test_data};
use crate::words::{check_json, check_tables, vocabulary};

const LILAC: &str = "Allele\tRefTotal\tTumorTotal\tTumorCopyNumber\n\
A*01:01\t200\t900\t2.0\nA*02:01\t200\t90\t0.1\n\
B*07:02\t200\t900\t2.0\nB*08:01\t200\t900\t1.0\n\
C*07:01\t200\t900\t2.0\nC*07:01\t200\t0\t0.0\n";
const SEGMENTS: &str = "sample\tchr\tstartpos\tendpos\tnMajor\tnMinor\n\
T1\t6\t1\t170000000\t1\t1\nT2\t6\t1\t170000000\t2\t0\n1\t1\t1\t248000000\t1\t1\n";

fn statuses(table: &Tsv, sample: &str) -> Vec<String> {
    let status = table.column("status");
    table.rows.iter().filter(|row| row[0] == sample).map(|row| row[status].clone()).collect()
}

#[test]
fn files_alone_name_their_samples() {
    let work = folder();
    std::fs::write(work.path().join("T1.lilac.tsv"), LILAC).unwrap();
    std::fs::write(work.path().join("T1.lilac.qc.tsv"), "Status\tScoreMargin\nPASS\t5\n").unwrap();
    std::fs::write(work.path().join("cohort.txt"), SEGMENTS.replace("1\t1\t1\t248000000\t1\t1\n", ""))
        .unwrap();
    let arguments = [
        "hla",
        "T1.lilac.tsv",
        "T1.lilac.qc.tsv",
        "cohort.txt",
        "--genome",
        "GRCh38",
        "--purity",
        "0.6",
        "--outdir",
        "out",
    ];
    evade_in(work.path(), &arguments).expect_code(0);
    let table = Tsv::read(&work.path().join("out/hla_loh.tsv"));
    assert_eq!(
        table.header[..9],
        ["sample", "gene", "status", "cn_major", "cn_minor", "lost_allele", "method", "source", "reason"]
    );
    assert_eq!(statuses(&table, "T1"), ["loh", "no_loh", "not_evaluable"]);
    assert_eq!(statuses(&table, "T2"), ["loh"; 3]);
    let (flags, sources) = (table.column("flags"), table.column("sources"));
    assert_eq!(table.rows[0][flags], "discordant");
    assert_eq!(table.rows[0][sources], "lilac=loh;ascat=no_loh");
    assert_eq!(table.rows[0][table.column("lost_allele")], "A*02:01");
    assert_eq!(table.rows[2][table.column("reason")], "germline_homozygous");
    for file in ["failed.tsv", "manifest.json", "run.log.json"] {
        assert!(work.path().join("out").join(file).exists(), "{file}");
    }
}

#[test]
fn a_sheet_holds_lists_and_one_bad_file_does_not_stop_the_others() {
    let work = folder();
    // Files without names are of one sample each.
    for (lilac, segments) in [("a1.tsv", "s1.txt"), ("a4.tsv", "s4.txt"), ("a2.tsv", "s2.txt")] {
        std::fs::write(work.path().join(lilac), LILAC).unwrap();
        std::fs::write(work.path().join(segments), SEGMENTS).unwrap();
    }
    std::fs::write(work.path().join("bad.tsv"), "x\ty\n1\t2\n").unwrap();
    let sheet = "sample,hla,cnv,genome,purity\nT1,a1.tsv,s1.txt,GRCh38,0.6\nT2,,s2.txt,GRCh38,0.6\nT3,bad.tsv,,GRCh38,0.6\nT4,a4.tsv; s4.txt,,GRCh38,0.1\n";
    std::fs::write(work.path().join("s.csv"), sheet).unwrap();
    evade_in(work.path(), &["hla", "--samples", "s.csv", "--outdir", "out"]).expect_code(4);
    let table = Tsv::read(&work.path().join("out/hla_loh.tsv"));
    assert_eq!(statuses(&table, "T1")[0], "loh");
    assert_eq!(statuses(&table, "T2"), ["loh"; 3]);
    assert_eq!(statuses(&table, "T4")[0], "loh");
    let failed = Tsv::read(&work.path().join("out/failed.tsv"));
    assert_eq!((failed.rows.len(), failed.rows[0][0].as_str()), (1, "T3"));
    assert_eq!(failed.rows[0][1], "input_unreadable");
    assert!(failed.rows[0][2].contains("bad.tsv: this is no HLA table"), "{:?}", failed.rows[0]);

    // A part gives the rows of the whole, and `evade run` says the same of the same files.
    evade_in(work.path(), &["hla", "--samples", "s.csv", "--only", "T2", "--outdir", "part"]).expect_code(0);
    let part = Tsv::read(&work.path().join("part/hla_loh.tsv"));
    let whole: Vec<_> = table.rows.iter().filter(|row| row[0] == "T2").cloned().collect();
    assert_eq!(part.rows, whole);
    let good: Vec<&str> = sheet.lines().filter(|line| !line.starts_with("T3")).collect();
    std::fs::write(work.path().join("good.csv"), good.join("\n")).unwrap();
    evade_in(work.path(), &["run", "--samples", "good.csv", "--outdir", "run"]).expect_code(0);
    assert_eq!(Tsv::read(&work.path().join("run/hla_loh.tsv")).rows, table.rows);
}

#[test]
fn planted_losses_are_found_at_the_snps_of_a_made_cohort() {
    let work = folder();
    evade_in(
        work.path(),
        &["simulate", "--quiet", "--samples", "40", "--seed", "7", "--genes", "4000", "--outdir", "made"],
    )
    .expect_code(0);
    let truth = Tsv::read(&work.path().join("made/truth.tsv"));
    let (purity, a) = (truth.column("purity"), truth.column("HLA-A"));
    let mut sheet = String::from("sample,hla,genome,purity,ploidy\n");
    for row in truth.rows.iter().filter(|row| row[a] != "not_tested") {
        let _ = writeln!(sheet, "{0},made/snps/{0}.pileup.csv,GRCh38,{1},2", row[0], row[purity]);
    }
    std::fs::write(work.path().join("s.csv"), sheet).unwrap();
    evade_in(work.path(), &["hla", "--samples", "s.csv", "--outdir", "out"]).expect_code(0);
    let table = Tsv::read(&work.path().join("out/hla_loh.tsv"));
    let (mut found, mut planted) = (0, 0);
    for row in truth.rows.iter().filter(|row| row[a] != "not_tested") {
        for (gene, status) in statuses(&table, &row[0]).iter().enumerate() {
            let is_called = status.starts_with("loh");
            if row[a + gene] == "loh" {
                // At low tumour content a loss may stay open, but is never excluded.
                assert_ne!(status, "no_loh", "{row:?}");
                planted += 1;
                found += u32::from(is_called);
            } else if row[a + gene] != "homdel" {
                assert!(!is_called, "{row:?}: {status}");
            }
        }
    }
    assert!(planted > 5 && 10 * found >= 7 * planted, "{found} of {planted}");
}

#[test]
fn parts_are_merged_to_the_bytes_of_one_run() {
    let work = folder();
    let mut segments = SEGMENTS.to_owned();
    for sample in ["T3", "T4", "T5"] {
        writeln!(segments, "{sample}\t6\t1\t170000000\t1\t1").unwrap();
    }
    std::fs::write(work.path().join("cohort.txt"), segments.replace("1\t1\t1\t248000000\t1\t1\n", ""))
        .unwrap();
    let hla = |more: &[&str]| {
        let command = ["hla", "cohort.txt", "--genome", "GRCh38", "--purity", "0.6", "--outdir"];
        evade_in(work.path(), &[&command[..], more].concat()).expect_code(0);
    };
    hla(&["whole"]);
    hla(&["one", "--shard", "1/2"]);
    hla(&["two", "--shard", "2/2"]);
    evade_in(work.path(), &["merge", "two", "one", "--outdir", "merged"]).expect_code(0);
    let not_compared = ["manifest.json", "run.log.json"];
    crate::support::assert_same_files(&work.path().join("whole"), &work.path().join("merged"), &not_compared);
    let one = evade_in(work.path(), &["merge", "one", "--outdir", "half"]).expect_code(3);
    assert!(one.stderr.contains("shard 2/2 is missing"), "{}", one.stderr);
}

const MHC_HAMMER: &str = "sample_name,gene,allele1,allele2,cn1_binned,cn2_binned,logr_aib_paired_wilcoxon_test,wxs_fail,fail_n_wxs_snps,fail_cn_range\n\
M1,A,hla_a_01_01,hla_a_02_01,0.2,1.8,0.001,TRUE,TRUE,TRUE\n\
M1,B,hla_b_07_02,hla_b_08_01,0.2,1.8,0.001,FALSE,FALSE,FALSE\n\
M1,C,hla_c_07_01,hla_c_07_01,1,1,0.5,FALSE,FALSE,FALSE\n";
const STATED: &str =
    "sample\tgene\tstatus\tsource\nG1\tA\tloh\tlab 7\nG1\tB\tno_loh\t\nG1\tC\tno_loh\tfacets\n";

/// The samples of a sheet with files of five kinds; the segments are those of the demo.
fn sheet_of_all_kinds(work: &Path) {
    let write = |name: &str, text: &str| std::fs::write(work.join(name), text).unwrap();
    // A file without names is of one sample.
    write("l1.tsv", LILAC);
    write("l2.tsv", LILAC);
    write("l1.qc.tsv", "Status\tScoreMargin\nWARN_UNMATCHED_INDEL;WARN_LOW_BASE_QUAL\t5\n");
    write("l2.qc.tsv", "Status\tScoreMargin\nFAIL_LOW_COVERAGE\t5\n");
    write("l1.seg", SEGMENTS);
    write("mhc.csv", MHC_HAMMER);
    write("stated.tsv", STATED);
    let demo = |sample: &str| test_data(&format!("demo/segments/{sample}.ascat.tsv")).display().to_string();
    let sheet = format!(
        "sample,hla,cnv,genome,purity,dna_id\n\
        L1,l1.tsv;l1.qc.tsv,l1.seg,GRCh38,0.6,T1\nL2,l2.tsv;l2.qc.tsv,,GRCh38,0.6,T2\n\
        M1,mhc.csv,,GRCh38,,M1\nG1,stated.tsv,,GRCh38,,G1\nN1,stated.tsv,,GRCh38,,N1\n\
        S1,,{},GRCh38,,SIM00001_dna\nS2,,{},GRCh38,0.1,SIM00002_dna\n",
        demo("SIM00001"),
        demo("SIM00002")
    );
    write("sheet.csv", &sheet);
}

#[test]
fn json_and_table_print_the_same_words_and_all_are_in_the_lists() {
    let work = folder();
    sheet_of_all_kinds(work.path());
    evade_in(work.path(), &["hla", "--samples", "sheet.csv", "--outdir", "hla"]).expect_code(0);
    evade_in(work.path(), &["run", "--samples", "sheet.csv", "--outdir", "run"]).expect_code(0);
    let table = Tsv::read(&work.path().join("hla/hla_loh.tsv"));
    assert_eq!(Tsv::read(&work.path().join("run/hla_loh.tsv")).rows, table.rows);
    assert_eq!(table.rows.len(), 21);
    assert!(check_json(&work.path().join("run")) > 21 * 8);
    assert!(check_tables(&work.path().join("hla"), &vocabulary()) > 21 * 3);
    for entry in std::fs::read_dir(work.path().join("run/samples")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let json: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
            let genes: Vec<HlaGene> = serde_json::from_value(json["hla"].clone()).unwrap();
            assert_eq!(serde_json::to_value(&genes).unwrap(), json["hla"], "read and written again");
            let found: AntigenPresentation =
                serde_json::from_value(json["antigen_presentation"].clone()).unwrap();
            assert_eq!(serde_json::to_value(&found).unwrap(), json["antigen_presentation"]);
        }
    }
    let printed = |sample: &str, gene: usize, column: &str| {
        table.rows.iter().filter(|row| row[0] == sample).nth(gene).unwrap()[table.column(column)].clone()
    };
    let warned = "lilac_status:WARN_UNMATCHED_INDEL;lilac_status:WARN_LOW_BASE_QUAL";
    assert_eq!(printed("L1", 0, "flags"), format!("{warned};discordant"));
    assert_eq!(printed("L1", 0, "sources"), "lilac=loh;ascat=no_loh");
    assert_eq!(printed("L2", 0, "reason"), "lilac_fail_low_coverage");
    assert_eq!(printed("L2", 2, "flags"), "lilac_status:FAIL_LOW_COVERAGE");
    assert_eq!(printed("M1", 0, "reason"), "fail_n_wxs_snps;fail_cn_range");
    let sources: Vec<String> = (0..3).map(|gene| printed("G1", gene, "source")).collect();
    assert_eq!(sources, ["generic:lab 7", "generic", "facets"]);
    assert_eq!(printed("S1", 0, "reason"), "purity_unknown");
    assert_eq!(printed("S2", 0, "reason"), "low_purity");
    assert_eq!(printed("N1", 0, "method"), "NA");
}
