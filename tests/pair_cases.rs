//! Each folder of test-data/pairs is one patient with the rows of comparisons.tsv that are expected.

use std::path::{Path, PathBuf};

use crate::support::{Tsv, evade_in, folder, test_data};

/// The folders in order.
fn cases() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(test_data("pairs")).unwrap().map(|entry| entry.unwrap().path());
    let mut cases: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    cases.sort();
    cases
}

/// Whether a row has what is expected: `*` is anything, a reason is one of those of the row.
fn holds(expected: &str, found: &str) -> bool {
    expected == "*" || found.split(';').any(|word| word == expected)
}

fn check(case: &Path, table: &Tsv) {
    let name = case.file_name().unwrap().to_string_lossy();
    let expected = Tsv::read(&case.join("expected.tsv"));
    let places: Vec<usize> =
        ["from", "to", "kind", "item"].iter().map(|column| table.column(column)).collect();
    let (status, reason) = (table.column("status"), table.column("reason"));
    for row in &expected.rows {
        let is_row = |found: &&Vec<String>| places.iter().zip(row).all(|(&at, cell)| found[at] == *cell);
        let found: Vec<&Vec<String>> = table.rows.iter().filter(is_row).collect();
        assert_eq!(found.len(), 1, "{name}: {row:?}");
        let is_held = holds(&row[4], &found[0][status]) && holds(&row[5], &found[0][reason]);
        assert!(is_held, "{name}: {row:?}, found {} {}", found[0][status], found[0][reason]);
    }
}

#[test]
fn every_case_has_the_rows_that_are_expected() {
    let (work, cases) = (folder(), cases());
    assert!(cases.len() >= 20, "{} cases", cases.len());
    for case in &cases {
        let out = work.path().join(case.file_name().unwrap());
        let sheet = case.join("sheet.csv");
        let arguments =
            ["compare", "-q", "--samples", sheet.to_str().unwrap(), "--outdir", out.to_str().unwrap()];
        evade_in(work.path(), &arguments).expect_code(0);
        check(case, &Tsv::read(&out.join("comparisons.tsv")));
    }
}

#[test]
fn the_list_of_cases_names_each() {
    let page = std::fs::read_to_string(test_data("pairs/README.md")).unwrap();
    for case in cases() {
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        assert!(page.contains(&format!("| `{name}` |")), "{name}");
    }
}
