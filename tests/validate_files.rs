//! Files of `evade validate`: faults with a way out, inputs that are never replaced, folders of results.

use crate::support::{demo, evade_in, folder, run_demo};
use crate::validate::{small, validate, write};

/// Arguments, exit code and what the message says.
const FAULTS: &[(&str, i32, &str)] = &[
    (
        "--calls phenotypes.tsv --labels he.csv",
        2,
        "he.csv: several columns may be the label; hint: name one with `--column`: he, stage",
    ),
    (
        "--calls phenotypes.tsv --labels he.csv --column x",
        3,
        "he.csv:1: there is no column 'x'; hint: the columns are: sample, he, stage",
    ),
    (
        "--calls phenotypes.tsv --labels he.csv --column he --id-column pid",
        3,
        "he.csv:1: there is no column 'pid'",
    ),
    (
        "--calls phenotypes.tsv --labels he.csv --column he",
        3,
        "he.csv:7:2: the label 'immune-excluded' is not a class of the calls (column 'spatial_class'); hint: give its class with `--map`",
    ),
    (
        "--calls phenotypes.tsv --labels he.csv --column he --map no_map.tsv",
        3,
        "he.csv:7:2: the label 'immune-excluded'",
    ),
    ("--calls phenotypes.tsv --labels he.csv --column he --map ill_map.tsv", 3, "the classes are: "),
    (
        "--calls phenotypes.tsv --labels twice.csv --column he --map map.tsv",
        3,
        "twice.csv:3:1: 'S01' is duplicated",
    ),
    (
        "--calls phenotypes.tsv --labels others.csv --column he --map map.tsv",
        3,
        "others.csv: no sample of phenotypes.tsv has a row here: ids there are such as 'S01', here such as 'X01'",
    ),
    (
        "--calls phenotypes.tsv --labels lower.csv --column he --map map.tsv",
        3,
        "hint: the ids differ in case or punctuation",
    ),
    ("--calls phenotypes.tsv --labels empty.csv", 3, "empty.csv: there is no row below the header"),
    (
        "--calls phenotypes.tsv --labels blank.csv --column he",
        3,
        "none of the 10 samples with a call has a label",
    ),
    (
        "--calls comma.tsv --labels he.csv --column he --map map.tsv",
        3,
        "comma.tsv:3:6: '0,8' is not a number (column 'p_inflamed')",
    ),
    (
        "--calls over.tsv --labels he.csv --column he --map map.tsv",
        3,
        "over.tsv:3:6: 1.8 is not a probability",
    ),
    (
        "--calls calls_twice.tsv --labels he.csv --column he --map map.tsv",
        3,
        "calls_twice.tsv:4:1: 'S02' is duplicated",
    ),
    (
        "--calls nameless.tsv --labels he.csv --column he --map map.tsv",
        3,
        "nameless.tsv:1: there is no column 'sample'",
    ),
    (
        "--calls phenotypes.tsv --labels he.csv --column he --map map.tsv --call verdict",
        3,
        "phenotypes.tsv:1: there is no column 'verdict'",
    ),
    (
        "--calls phenotypes.tsv --labels he.csv --column he --map map.tsv --stratum sex",
        2,
        "--stratum sex: neither labels nor calls have such a column",
    ),
    (
        "--calls phenotypes.tsv --labels he.csv --column he --map map.tsv --positive inflamd",
        2,
        "--positive inflamd: there is no such class",
    ),
    ("--calls absent.tsv --labels he.csv --column he", 3, "absent.tsv"),
    ("--calls phenotypes.tsv --labels he.csv --probability", 2, "--score <COLUMN>"),
];

#[test]
fn faults_are_named_with_a_way_out() {
    let work = folder();
    small(work.path());
    let he = std::fs::read_to_string(work.path().join("he.csv")).unwrap();
    let calls = std::fs::read_to_string(work.path().join("phenotypes.tsv")).unwrap();
    write(work.path(), "twice.csv", &he.replace("S02", "S01"));
    write(work.path(), "others.csv", &he.replace('S', "X"));
    write(work.path(), "lower.csv", &he.replace('S', "s"));
    write(work.path(), "empty.csv", "sample,he\n");
    write(work.path(), "blank.csv", &he.replace("immune-excluded", "NA").replace("inflamed", ""));
    write(work.path(), "no_map.tsv", "label\tclass\nimmune-desert\tdesert\n");
    write(work.path(), "ill_map.tsv", "immune-excluded\tmargin\n");
    write(work.path(), "comma.tsv", &calls.replace("0.8", "0,8"));
    write(work.path(), "over.tsv", &calls.replace("0.8", "1.8"));
    write(work.path(), "calls_twice.tsv", &calls.replace("S03", "S02"));
    write(work.path(), "nameless.tsv", &calls.replace("sample\t", "id\t"));
    for (arguments, code, expected) in FAULTS {
        let outcome = validate(work.path(), &format!("{arguments} -o out")).expect_code(*code);
        assert!(outcome.stderr.contains(expected), "{arguments}: {}", outcome.stderr);
        assert!(!work.path().join("out").exists(), "{arguments}");
    }
}

#[test]
fn inputs_are_never_replaced() {
    let work = folder();
    small(work.path());
    let he = std::fs::read_to_string(work.path().join("he.csv")).unwrap();
    std::fs::create_dir(work.path().join("out")).unwrap();
    write(work.path(), "out/measures.tsv", &he);
    let outcome = validate(
        work.path(),
        "--calls phenotypes.tsv --labels out/measures.tsv --column he --map map.tsv -o out",
    );
    let outcome = outcome.expect_code(2);
    assert!(outcome.stderr.contains("would replace the input"), "{}", outcome.stderr);
    assert_eq!(std::fs::read_to_string(work.path().join("out/measures.tsv")).unwrap(), he);
}

#[test]
fn a_folder_of_results_brings_its_patients() {
    let work = folder();
    std::fs::write(work.path().join("sheet.csv"), crate::support::demo_sheet()).unwrap();
    run_demo(work.path(), "out", &["--only", "SIM00001", "--only", "SIM00002", "--only", "SIM00003"]);
    let truth = demo("truth.tsv");
    let arguments = ["validate", "--calls", "out", "--labels", &truth, "--column", "class", "-o", "v"];
    let outcome = evade_in(work.path(), &arguments).expect_code(0);
    assert!(outcome.stdout.contains("calls: phenotypes.tsv, column phenotype\n"), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("3 samples with call and label, of 3 patients"), "{}", outcome.stdout);
    assert!(work.path().join("v/validation.html").exists());
}
