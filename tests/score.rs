//! `evade score`: what its options do to the table.

use crate::support::{Tsv, evade_in, folder, test_data};

/// Runs `evade score` on the golden matrix with these sets and options, and returns the table and standard error.
fn score(sets: &str, options: &[&str]) -> (Tsv, String) {
    let work = folder();
    std::fs::write(work.path().join("sets"), sets).unwrap();
    let matrix = test_data("golden/expr.tsv");
    let all = [&["score", matrix.to_str().unwrap(), "--gene-sets", "sets"], options].concat();
    let outcome = evade_in(work.path(), &all).expect_code(0);
    (Tsv::parse(&outcome.stdout), outcome.stderr)
}

fn column(table: &Tsv, name: &str) -> Vec<String> {
    let place = table.column(name);
    table.rows.iter().map(|row| row[place].clone()).collect()
}

const SETS: &str =
    "A_UP\t\tGENE00001\tGENE00003\tGENE00007\nA_DN\t\tGENE00011\tGENE00013\nB\t\tGENE00017\tABSENT\n";

#[test]
fn a_wide_table_holds_the_scores_of_the_long_one() {
    let methods = ["--method", "singscore", "--method", "ssgsea"];
    let (long, _) = score(SETS, &methods);
    let (wide, _) = score(SETS, &[&methods[..], &["--format", "wide"]].concat());
    assert_eq!(wide.header, ["sample", "method", "A_UP", "A_DN", "B"]);
    let cells: Vec<String> = wide.rows.iter().flat_map(|row| row[2..].to_vec()).collect();
    assert_eq!(cells, column(&long, "score"));
    assert_eq!(cells.len(), 24 * 2 * 3);
}

#[test]
fn halves_with_a_direction_become_one_set() {
    let (apart, _) = score(SETS, &[]);
    let (joined, _) = score(SETS, &["--directional"]);
    assert_eq!(column(&joined, "signature")[..2], ["A", "B"]);
    let number = |table: &Tsv, row: usize| column(table, "score")[row].parse::<f64>().unwrap();
    assert!((number(&joined, 0) - (number(&apart, 0) - number(&apart, 1))).abs() < 1e-12);
    let work = folder();
    std::fs::write(work.path().join("sets"), "B\t\tGENE00017\n").unwrap();
    let matrix = test_data("golden/expr.tsv");
    let arguments = ["score", matrix.to_str().unwrap(), "--gene-sets", "sets", "--directional"];
    let refused = evade_in(work.path(), &arguments).expect_code(2);
    assert!(refused.stderr.contains("finds no pair of sets"), "{}", refused.stderr);
}

#[test]
fn sets_of_another_size_have_a_row_with_the_reason() {
    let (table, _) = score(SETS, &["--min-genes", "2", "--max-genes", "2"]);
    assert_eq!(column(&table, "flag")[..3], ["too_many_genes", "NA", "too_few_genes"]);
    assert_eq!(column(&table, "score")[0], "NA");
}

#[test]
fn missing_genes_can_be_an_error() {
    let work = folder();
    std::fs::write(work.path().join("sets"), SETS).unwrap();
    let matrix = test_data("golden/expr.tsv");
    let arguments = ["score", matrix.to_str().unwrap(), "--gene-sets", "sets", "--missing", "error"];
    let refused = evade_in(work.path(), &arguments).expect_code(3);
    assert!(
        refused.stderr.contains("1 of the 2 genes of 'B' are not in the matrix: ABSENT; hint: --missing"),
        "{}",
        refused.stderr
    );
}

#[test]
fn a_table_of_weights_gives_signed_members() {
    let weights = "source,target,weight\nW,GENE00001,2\nW,GENE00011,-1\n";
    let (weighted, _) = score(weights, &[]);
    let (plain, _) = score("W_UP\t\tGENE00001\nW_DN\t\tGENE00011\n", &["--directional"]);
    // Rank methods know directions, not weights.
    assert_eq!(column(&weighted, "score"), column(&plain, "score"));
}

#[test]
fn log2p1_is_the_logarithm_before_scoring() {
    let work = folder();
    let mut linear = Tsv::read(&test_data("golden/expr.tsv"));
    let change = |table: &mut Tsv, change: fn(f64) -> f64| {
        for cell in table.rows.iter_mut().flat_map(|row| &mut row[1..]) {
            *cell = change(cell.parse().unwrap()).to_string();
        }
    };
    change(&mut linear, |x| x.exp2() - 1.0);
    let mut log = linear.clone();
    change(&mut log, |x| (x + 1.0).log2());
    linear.write(&work.path().join("linear.tsv"));
    log.write(&work.path().join("log.tsv"));
    std::fs::write(work.path().join("sets"), SETS).unwrap();
    let scores = |options: &[&str]| {
        let outcome =
            evade_in(work.path(), &[&["score", "--gene-sets", "sets", "--method", "mean"], options].concat());
        column(&Tsv::parse(&outcome.expect_code(0).stdout), "score")
            .iter()
            .map(|cell| cell.parse::<f64>().unwrap())
            .collect::<Vec<_>>()
    };
    let (given, made) = (scores(&["log.tsv"]), scores(&["linear.tsv", "--transform", "log2p1"]));
    assert!(given.iter().zip(&made).all(|(a, b)| (a - b).abs() < 1e-12));
    let twice = ["score", "log.tsv", "--gene-sets", "sets", "--transform", "log2p1"];
    let refused = evade_in(work.path(), &twice).expect_code(2);
    assert!(refused.stderr.contains("--transform log2p1 is for linear values"), "{}", refused.stderr);
    let linear = ["score", "linear.tsv", "--gene-sets", "sets", "--method", "zscore"];
    let warned = evade_in(work.path(), &linear).expect_code(0);
    assert!(warned.stderr.contains("is made for log values"), "{}", warned.stderr);
}

#[test]
fn a_method_says_so_when_a_score_rests_on_the_other_samples() {
    let (_, said) = score(SETS, &["--method", "ssgsea:normalize=range", "--verbose"]);
    assert!(said.contains("every score changes when a sample or a set is added"), "{said}");
    assert!(said.contains("scores depend on all samples of the run"), "{said}");
}

#[test]
fn stable_genes_come_from_a_file() {
    let work = folder();
    std::fs::write(work.path().join("sets"), SETS).unwrap();
    std::fs::write(work.path().join("none.txt"), "ABSENT\n").unwrap();
    std::fs::copy(test_data("golden/stable.txt"), work.path().join("stable.txt")).unwrap();
    let matrix = test_data("golden/expr.tsv");
    let arguments = |method| ["score", matrix.to_str().unwrap(), "--gene-sets", "sets", "--method", method];
    let table = evade_in(work.path(), &arguments("singscore:stable=stable.txt")).expect_code(0);
    assert!(column(&Tsv::parse(&table.stdout), "method")[0].contains("stable=stable.txt"));
    let refused = evade_in(work.path(), &arguments("singscore:stable=none.txt")).expect_code(3);
    assert!(refused.stderr.contains("none.txt: none of its genes is in"), "{}", refused.stderr);
}

#[test]
fn a_set_without_genes_is_a_row_with_its_reason() {
    let work = folder();
    let matrix = test_data("golden/expr.tsv");
    let sets = test_data("golden/sets.gmt");
    let arguments = ["score", matrix.to_str().unwrap(), "--gene-sets", sets.to_str().unwrap()];
    let scores = Tsv::parse(&evade_in(work.path(), &arguments).expect_code(0).stdout);
    let missing: Vec<&Vec<String>> = scores.rows.iter().filter(|row| row[1] == "MISSING_ALL").collect();
    assert_eq!(missing.len(), 24);
    assert!(missing.iter().all(|row| row[3] == "NA" && row[6] == "no_gene_found"), "{:?}", missing[0]);
    let some = scores.rows.iter().find(|row| row[1] == "MISSING_SOME").unwrap();
    assert_eq!((some[4].as_str(), some[5].as_str()), ("20", "12"));
}

#[test]
fn gsva_against_a_stored_cohort_scores_a_sample_as_the_cohort_does() {
    let work = folder();
    std::fs::write(work.path().join("sets"), SETS).unwrap();
    let matrix = test_data("golden/expr.tsv");
    Tsv::read(&matrix).columns(&[0, 3]).write(&work.path().join("one.tsv"));
    let run = |matrix: &str, options: &[&str]| {
        let all =
            [&["score", matrix, "--gene-sets", "sets", "--method", "gsva:kcdf=gaussian"], options].concat();
        Tsv::parse(&evade_in(work.path(), &all).expect_code(0).stdout)
    };
    let cohort = run(matrix.to_str().unwrap(), &[]);
    let alone = run("one.tsv", &["--reference", matrix.to_str().unwrap()]);
    let of_third = &column(&cohort, "score")[6..9];
    for (one, other) in column(&alone, "score").iter().zip(of_third) {
        let (one, other): (f64, f64) = (one.parse().unwrap(), other.parse().unwrap());
        assert!((one - other).abs() < 1e-12);
    }
    assert!(column(&alone, "method")[0].ends_with(",reference=expr.tsv)"));
    let refused = ["score", "one.tsv", "--gene-sets", "sets", "--reference", "one.tsv"];
    let refused = evade_in(work.path(), &refused).expect_code(2);
    assert!(refused.stderr.contains("compares no sample with a stored cohort"), "{}", refused.stderr);
    let few = ["score", "one.tsv", "--gene-sets", "sets", "--method", "gsva", "--reference", "one.tsv"];
    let few = evade_in(work.path(), &few).expect_code(3);
    assert!(few.stderr.contains("1 samples with 2000 of the 2000 genes"), "{}", few.stderr);
}
