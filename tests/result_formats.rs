//! Folders and files of another format: refused by name, or still read where names and meanings are the same.

use std::fs;

use serde_json::Value;

use crate::support::{NOT_COMPARED, evade_in, files_below, folder, repository};

/// A result folder of evade 0.1, with its inputs.
fn former() -> std::path::PathBuf {
    repository().join("test-data/results-0.1")
}

#[test]
fn the_manifest_and_the_json_of_a_sample_name_their_formats() {
    let work = folder();
    let sheet = former().join("sheet.csv").display().to_string();
    evade_in(work.path(), &["run", "-q", "--samples", &sheet, "--outdir", "out"]).expect_code(0);
    let json = |name: &str| -> Value {
        serde_json::from_slice(&fs::read(work.path().join("out").join(name)).unwrap()).unwrap()
    };
    assert_eq!(json("manifest.json")["result_format"], 2);
    assert_eq!(json("samples/P1.json")["schema_version"], "2.2.0");
}

#[test]
fn parts_and_samples_of_the_former_format_are_refused_with_both_formats() {
    let work = folder();
    let results = former().join("results").display().to_string();
    let merged = evade_in(work.path(), &["merge", &results, "--outdir", "out"]).expect_code(3);
    for words in ["have format 1 (evade 0.1.0)", "with format 2", "; hint: "] {
        assert!(merged.stderr.contains(words), "{}", merged.stderr);
    }
    assert!(!work.path().join("out").exists());
    let sample = former().join("results/samples/P1.json").display().to_string();
    let drawn = evade_in(work.path(), &["report", &sample, "-o", "out"]).expect_code(3);
    for words in ["schema version 1.0", "this program reads 2.2.0", "; hint: "] {
        assert!(drawn.stderr.contains(words), "{}", drawn.stderr);
    }
    assert!(!work.path().join("out").exists());
}

#[test]
fn a_difference_to_the_former_format_is_told() {
    let work = folder();
    let maf = fs::read_to_string(former().join("p.maf")).unwrap();
    // Another allele of the codon: G12D in place of G12C.
    let other = maf.replace("25398285\tC\tA", "25398284\tC\tT").replace("p.G12C", "p.G12D");
    fs::write(work.path().join("p.maf"), other).unwrap();
    fs::copy(former().join("sheet.csv"), work.path().join("sheet.csv")).unwrap();
    evade_in(work.path(), &["run", "-q", "--samples", "sheet.csv", "--outdir", "new"]).expect_code(0);
    let results = former().join("results").display().to_string();
    let told = evade_in(work.path(), &["diff", &results, "new"]).expect_code(0);
    assert!(
        told.stdout.contains("P1\talterations\tKRAS_G12D\tnot_altered\taltered\tinput"),
        "{}",
        told.stdout
    );
    // Of the other sample, no more than the rows that the former version did not have, and the burden of a file that
    // holds judged genes alone.
    let is_expected =
        |line: &str| line.contains("\tabsent\t") || line.starts_with("P2\ttmb\tcategory\tlow\tNA");
    let mut of_other = told.stdout.lines().filter(|line| line.starts_with("P2"));
    assert!(of_other.all(is_expected), "{}", told.stdout);
}

#[test]
fn a_run_of_the_former_format_is_repeated() {
    let work = folder();
    let manifest = former().join("results/manifest.json").display().to_string();
    let inputs = former().display().to_string();
    let again = ["run", "--from-manifest", &manifest, "--inputs", &inputs, "--outdir", "again"];
    evade_in(work.path(), &again).expect_code(0);
    let sheet = former().join("sheet.csv").display().to_string();
    // The reference of that run, which MultiQC names beside the numbers.
    let fresh = ["run", "-q", "--samples", &sheet, "--reference", "nsclc-ici", "--outdir", "fresh"];
    evade_in(work.path(), &fresh).expect_code(0);
    assert_eq!(
        files_below(&work.path().join("again"), &NOT_COMPARED),
        files_below(&work.path().join("fresh"), &NOT_COMPARED)
    );
}
