//! The JSON Schema of a sample: every file that is written conforms to it, with no property that it does not describe.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::json_schema::Checker;
use crate::support::{demo, demo_sheet, evade_in, folder, repository, run_demo, test_data};

/// The schema that the program prints.
fn checker() -> Checker {
    Checker::new(&evade_in(&repository(), &["schema", "sample"]).expect_code(0).stdout)
}

fn read(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// The JSON files of the samples of a run.
fn samples_of(out: &Path) -> Vec<PathBuf> {
    let files = std::fs::read_dir(out.join("samples")).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| path.extension().is_some_and(|extension| extension == "json")).collect()
}

fn conform(checker: &Checker, out: &Path) -> usize {
    let samples = samples_of(out);
    for path in &samples {
        let faults = checker.faults(&read(path));
        assert!(faults.is_empty(), "{}: {:#?}", path.display(), &faults[..faults.len().min(10)]);
    }
    samples.len()
}

/// Fails where the JSON of a sample of a run does not conform to the schema; how many samples there are.
pub(crate) fn check_samples(out: &Path) -> usize {
    conform(&checker(), out)
}

#[test]
fn the_printed_schema_is_the_documented_one() {
    let printed = evade_in(&repository(), &["schema", "sample"]).expect_code(0).stdout;
    let documented = std::fs::read_to_string(repository().join("docs/schema/sample.schema.json")).unwrap();
    assert!(printed == documented);
}

const LILAC: &str = "Allele\tRefTotal\tTumorTotal\tTumorCopyNumber\tSomaticMissense\tSomaticNonsenseOrFrameshift\tSomaticSplice\tSomaticSynonymous\tSomaticInframeIndel\n\
A*01:01\t200\t900\t2.0\t0\t1\t0\t0\t0\nA*02:01\t200\t90\t0.1\t0\t0\t0\t0\t0\n\
B*07:02\t200\t900\t2.0\t0\t0\t0\t0\t0\nB*08:01\t200\t900\t1.0\t0\t0\t0\t0\t0\n\
C*07:01\t200\t900\t2.0\t0\t0\t0\t0\t0\nC*07:01\t200\t0\t0.0\t0\t0\t0\t0\t0\n";
const MAF: &str = "Hugo_Symbol\tChromosome\tStart_Position\tVariant_Classification\tReference_Allele\tTumor_Seq_Allele2\tTumor_Sample_Barcode\tHGVSp_Short\tNCBI_Build\tMatched_Norm_Sample_Barcode";
const REPORTED: &str = "gene\tchange\tvaf\ttested\nERBB2\tamplification\t\tyes\nKRAS\tp.G12C\t0.2\tyes\n";

/// Runs that have, together, every part that the schema describes.
#[test]
fn samples_of_every_lane_conform_to_the_schema_and_meet_all_of_it() {
    let checker = checker();
    let work = folder();
    let run = |arguments: &[&str], out: &str| {
        evade_in(work.path(), &[&["run", "-q"], arguments, &["--outdir", out]].concat()).expect_code(0);
        conform(&checker, &work.path().join(out))
    };
    let write = |name: &str, text: &str| std::fs::write(work.path().join(name), text).unwrap();
    let matrix = demo("expression_tpm.tsv.gz");
    write("sheet.csv", &demo_sheet());
    run_demo(work.path(), "demo", &["--carry", "ici_start"]);
    assert_eq!(conform(&checker, &work.path().join("demo")), 16);
    let lanes = test_data("lanes/samples.csv").display().to_string();
    assert_eq!(run(&["--samples", &lanes, "--expression", &matrix], "lanes"), 4);
    // Other scales, rules and references.
    let with_rna = ["--samples", "sheet.csv", "--expression", &matrix];
    for (out, more) in [
        ("cohort", &["--scale", "cohort"][..]),
        ("v0", &["--rules", "tme-v0"]),
        ("small", &["--reference", "nsclc-ici"]),
        ("panel", &["--reference", "tcga-nsclc-panel"]),
    ] {
        assert_eq!(run(&[&with_rna[..], more].concat(), out), 16, "{out}");
    }
    // Variants of an exome, of which a burden has a category.
    let row = |i: usize| {
        format!("TTN\t2\t{}\tMissense_Mutation\tG\tA\tP1\tp.R{i}C\tGRCh37\tN1\n", 179_400_000 + 10 * i)
    };
    let maf: String = (0..400).map(row).collect();
    write("exome.maf", &format!("{MAF}\n{maf}"));
    assert_eq!(run(&["--sample", "P1", "--maf", "exome.maf", "--assay-dna", "WES"], "exome"), 1);
    // Two samples of each patient, with genes of the sex chromosomes.
    evade_in(work.path(), &["simulate", "-q", "--pairs", "4", "--seed", "5", "--outdir", "made"])
        .expect_code(0);
    let of_pairs = ["--samples", "made/samples.csv", "--expression", "made/expression_tpm.tsv.gz"];
    assert_eq!(run(&of_pairs, "pairs"), 8);
    // Manually entered findings, HLA alleles with changes, and a report that amends another.
    write("lilac.tsv", LILAC);
    write("reported.tsv", REPORTED);
    let by_hand = ["--sample", "P1", "--reported", "reported.tsv", "--hla", "lilac.tsv"];
    let first = ["--report-id", "R-1", "--report-date", "2026-05-04"];
    assert_eq!(run(&[&by_hand[..], &first].concat(), "first"), 1);
    let second = ["--report-id", "R-2", "--report-date", "2026-06-04", "--amends", "first"];
    assert_eq!(run(&[&by_hand[..], &second].concat(), "second"), 1);
    assert_eq!(checker.not_met(), [""; 0], "no run has these");
}

#[test]
fn a_damaged_sample_does_not_conform() {
    let checker = checker();
    let work = folder();
    std::fs::write(work.path().join("sheet.csv"), demo_sheet()).unwrap();
    run_demo(work.path(), "out", &["--only", "SIM00001", "--report-date", "2026-05-04"]);
    let whole = read(&work.path().join("out/samples/SIM00001.json"));
    assert_eq!(checker.faults(&whole), [""; 0]);
    let damaged = |pointer: &str, value: Value| {
        let mut sample = whole.clone();
        *sample.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}")) = value;
        checker.faults(&sample)
    };
    for (pointer, value) in [
        ("/schema_version", json!("3.0.0")),
        ("/schema_version", json!(2.1)),
        ("/facts/sample", Value::Null),
        ("/facts/purity", json!("0.5")),
        ("/report/date", json!("4.5.2026")),
        ("/rna/call/phenotype", json!("hot")),
        ("/rna/call/phenotype", Value::Null),
        // What serde_json writes of a number that is none.
        ("/rna/quality/profile_gate", Value::Null),
        ("/rna/quality/n_rows", json!(-1)),
        ("/rna/quality/n_rows", json!(1.5)),
        ("/rna/axes/0/percentile_interval", json!([1.0])),
        ("/rna/axes/0/axis", json!("Q")),
        ("/rna/scores/0", json!([])),
        ("/dna/genes/0/status", json!("negative")),
        ("/dna/genes/0/flags", json!(["n_callers:two"])),
        ("/dna/genes/0/flags", json!("cn_not_tested")),
        ("/antigen_presentation/found", json!(["loh"])),
        ("/lanes/hla/state", json!("")),
        ("/mechanisms/0/base_rate", json!(0.3)),
    ] {
        let faults = damaged(pointer, value.clone());
        assert!(faults.iter().any(|fault| fault.starts_with(pointer)), "{pointer} {value}: {faults:?}");
    }
    for pointer in ["", "/rna", "/rna/call", "/dna/genes/0", "/hla/0", "/resistance/sitc_review"] {
        let keys: Vec<String> =
            whole.pointer(pointer).unwrap().as_object().unwrap().keys().cloned().collect();
        for key in keys {
            let mut sample = whole.clone();
            sample.pointer_mut(pointer).unwrap().as_object_mut().unwrap().remove(&key);
            let may_be_left_out = ["report", "sources"].contains(&key.as_str());
            assert_eq!(checker.faults(&sample).is_empty(), may_be_left_out, "{pointer}/{key}");
        }
        let mut sample = whole.clone();
        sample.pointer_mut(pointer).unwrap()["new"] = json!(1);
        assert_eq!(checker.faults(&sample), [format!("{pointer}/new: not described")]);
    }
}

#[test]
fn a_sample_of_the_former_format_does_not_conform() {
    let former = read(&repository().join("test-data/results-0.1/results/samples/P1.json"));
    let faults = checker().faults(&former);
    assert!(faults.iter().any(|fault| fault.starts_with("/schema_version: ")), "{faults:?}");
}
