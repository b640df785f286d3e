//! Samples of one patient, compared by `evade run` and `evade compare`: parts, order, threads, and what single samples say of it.

use std::path::Path;

use crate::support::{NOT_COMPARED, Tsv, assert_same_files, evade_in, files_below, folder, test_data};

/// Simulated pairs, and the arguments that read them.
fn pairs(work: &Path, n: &str) -> Vec<String> {
    evade_in(work, &["simulate", "-q", "--pairs", n, "--seed", "5", "--outdir", "made"]).expect_code(0);
    ["--samples", "made/samples.csv", "--expression", "made/expression_tpm.tsv.gz"]
        .map(str::to_owned)
        .to_vec()
}

fn run(work: &Path, command: &str, out: &str, input: &[String], more: &[&str]) {
    let mut arguments = vec![command, "-q", "--outdir", out];
    arguments.extend(input.iter().map(String::as_str));
    arguments.extend(more);
    evade_in(work, &arguments).expect_code(0);
}

#[test]
fn shards_are_one_run_and_both_commands_write_the_same() {
    let work = folder();
    let work = work.path();
    let input = pairs(work, "8");
    run(work, "run", "whole", &input, &[]);
    for (shard, out) in [("1/3", "a"), ("2/3", "b"), ("3/3", "c")] {
        run(work, "run", out, &input, &["--shard", shard]);
    }
    evade_in(work, &["merge", "-q", "c", "a", "b", "--outdir", "merged"]).expect_code(0);
    assert_same_files(&work.join("whole"), &work.join("merged"), &NOT_COMPARED);
    run(work, "compare", "alone", &input, &["--threads", "1"]);
    let read = |out: &str, file: &str| std::fs::read(work.join(out).join(file)).unwrap();
    assert_eq!(read("whole", "comparisons.tsv"), read("alone", "comparisons.tsv"));
    let of_patients = |out: &str| files_below(&work.join(out).join("patients"), &[]);
    assert_eq!(of_patients("whole"), of_patients("alone"));
    assert_eq!(of_patients("whole").len(), 16);
}

#[test]
fn the_order_of_the_sheet_changes_no_comparison() {
    let work = folder();
    let work = work.path();
    let input = pairs(work, "8");
    let sheet = std::fs::read_to_string(work.join("made/samples.csv")).unwrap();
    let mut lines: Vec<&str> = sheet.lines().collect();
    // All earlier samples first, then all later ones, backwards.
    lines[1..].sort_by_key(|line| (line.contains("progression"), std::cmp::Reverse(*line)));
    std::fs::write(work.join("made/other.csv"), lines.join("\n") + "\n").unwrap();
    run(work, "compare", "one", &input, &[]);
    let other: Vec<String> = input.iter().map(|word| word.replace("samples.csv", "other.csv")).collect();
    run(work, "compare", "other", &other, &[]);
    let of_patients = |out: &str| files_below(&work.join(out).join("patients"), &[]);
    assert_eq!(of_patients("one"), of_patients("other"));
    let sorted = |out: &str| {
        let mut rows = Tsv::read(&work.join(out).join("comparisons.tsv")).rows;
        rows.sort();
        rows
    };
    assert_eq!(sorted("one"), sorted("other"));
}

#[test]
fn a_part_that_tears_a_patient_says_so_and_is_not_merged() {
    let work = folder();
    let work = work.path();
    let input = pairs(work, "2");
    run(work, "run", "rest", &input, &["--only", "SIM00001_1"]);
    let only =
        ["run", "--outdir", "one", "--only", "SIM00001_2", "--only", "SIM00002_1", "--only", "SIM00002_2"];
    let arguments: Vec<&str> = only.into_iter().chain(input.iter().map(String::as_str)).collect();
    let told = evade_in(work, &arguments).expect_code(0).stderr;
    assert!(told.contains("--only leaves out samples of patient 'P00001': they are not compared"), "{told}");
    let table = Tsv::read(&work.join("one/comparisons.tsv"));
    let patient = table.column("patient");
    assert!(table.rows.iter().all(|row| row[patient] == "P00002"));
    let merged = evade_in(work, &["merge", "rest", "one", "--outdir", "merged"]).expect_code(3).stderr;
    assert!(merged.contains("samples of patient 'P00001' are in"), "{merged}");
}

/// On the scale of the cohort every sample is read, and those of the part alone are written.
#[test]
fn a_torn_patient_keeps_its_sample_on_the_scale_of_the_cohort() {
    let work = folder();
    let work = work.path();
    let input = pairs(work, "6");
    let only = ["--scale", "cohort", "--only", "SIM00001_1", "--only", "SIM00002_1", "--only", "SIM00002_2"];
    run(work, "run", "part", &input, &only);
    let phenotypes = Tsv::read(&work.join("part/phenotypes.tsv"));
    let samples: Vec<&str> = phenotypes.rows.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(samples, ["SIM00001_1", "SIM00002_1", "SIM00002_2"]);
}

#[test]
fn a_later_sample_has_the_mechanisms_that_a_change_decides_and_a_link() {
    let work = folder();
    let sheet = test_data("pairs/new-b2m/sheet.csv");
    evade_in(work.path(), &["run", "-q", "--samples", sheet.to_str().unwrap(), "--outdir", "out"])
        .expect_code(0);
    let table = Tsv::read(&work.path().join("out/mechanisms.tsv"));
    let (state, reason) = (table.column("state"), table.column("reason"));
    let of = |sample: &str, id: &str| {
        let row = table.rows.iter().find(|row| row[0] == sample && row[1] == id).unwrap();
        (row[state].clone(), row[reason].clone())
    };
    assert_eq!(of("T1", "IMM-08"), ("not_assessable".into(), "needs_pair".into()));
    assert_eq!(of("T2", "IMM-08").0, "supported");
    // Nothing was measured in RNA.
    assert_eq!(of("T2", "HYP-03").0, "not_assessable");
    let json: serde_json::Value =
        serde_json::from_slice(&std::fs::read(work.path().join("out/samples/T2.json")).unwrap()).unwrap();
    assert_eq!(json["compared"]["earlier"], serde_json::json!(["T1"]));
    let page = std::fs::read_to_string(work.path().join("out/samples/T2.html")).unwrap();
    assert!(page.contains("../patients/P1.html"));
    let explained =
        evade_in(work.path(), &["rules", "explain", "out/samples/T2.json", "IMM-08"]).expect_code(0).stdout;
    assert!(explained.contains("supported") && explained.contains("B2M"), "{explained}");
}

#[test]
fn a_patient_whose_other_sample_failed_has_a_file_that_says_so() {
    let work = folder();
    let case = test_data("pairs/new-b2m");
    let sheet = std::fs::read_to_string(case.join("sheet.csv")).unwrap();
    let sheet = sheet.replace("t2.maf", &case.join("t2.maf").display().to_string());
    std::fs::write(work.path().join("sheet.csv"), sheet).unwrap();
    evade_in(work.path(), &["compare", "-q", "--samples", "sheet.csv", "--outdir", "out"]).expect_code(4);
    let json = std::fs::read(work.path().join("out/patients/P1.json")).unwrap();
    let patient: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(patient["failed"], serde_json::json!(["T1"]));
    assert_eq!(patient["pairs"], serde_json::json!([]));
    assert_eq!(Tsv::read(&work.path().join("out/comparisons.tsv")).rows.len(), 0);
}

#[test]
fn a_sheet_without_pairs_is_refused_by_compare_alone() {
    let work = folder();
    std::fs::write(work.path().join("s.csv"), "sample,patient,rna_id\nA,P1,active_1\nB,P2,desert_1\n")
        .unwrap();
    let matrix = test_data("small/expression_tpm.tsv.gz");
    let input = ["--samples", "s.csv", "--expression", matrix.to_str().unwrap()];
    let refused =
        evade_in(work.path(), &[&["compare", "--outdir", "out"], &input[..]].concat()).expect_code(3);
    assert!(refused.stderr.contains("no patient has two of the 2 samples"), "{}", refused.stderr);
    evade_in(work.path(), &[&["run", "-q", "--outdir", "run"], &input[..]].concat()).expect_code(0);
    let table = std::fs::read_to_string(work.path().join("run/comparisons.tsv")).unwrap();
    assert_eq!(table.lines().count(), 1);
}

#[test]
fn no_date_leaves_the_program_and_pages_are_drawn_again() {
    let work = folder();
    let sheet = test_data("pairs/three-time-points/sheet.csv");
    evade_in(work.path(), &["compare", "-q", "--samples", sheet.to_str().unwrap(), "--outdir", "out"])
        .expect_code(0);
    for (name, bytes) in files_below(&work.path().join("out"), &["run.log.json"]) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("2023-0") && !text.contains("2024-0"), "{name} holds a date");
    }
    evade_in(work.path(), &["report", "-q", "out/patients/P1.json", "-o", "again"]).expect_code(0);
    let read = |path: &str| std::fs::read(work.path().join(path)).unwrap();
    assert_eq!(read("out/patients/P1.html"), read("again/P1.html"));
}
