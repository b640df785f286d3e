//! The class of clinical resistance: its table, its privacy, and what other commands make of it.

use std::fmt::Write;
use std::path::Path;

use serde_json::Value;

use crate::support::{Tsv, assert_same_files, evade_in, files_below, folder, test_data};

const HEADER: [&str; 6] = ["sample", "patient", "class_sitc_review", "class_nsclc_2021", "months", "reasons"];
const COLUMNS: &str =
    "sample,patient,regimen,ici_start,ici_end,best_response,response_confirmed,progression_date";

fn small() -> String {
    test_data("small/expression_tpm.tsv.gz").display().to_string()
}

/// A course of each of the bundled tumours.
const ROWS: [&str; 5] = [
    "active_1,PA,pembrolizumab,2023-01-10,2023-10-01,SD,,2023-10-11",
    "active_2,PB,pembrolizumab,2024-01-01,2024-05-06,PR,yes,2024-05-20",
    "suppressed_1,PC,,,,,,",
    "desert_1,PD,nivolumab,2024-01-01,ongoing,PR,yes,none",
    "desert_2,PE,nivolumab,2024-03-01,2024-06-01,SD,,2024-02-01",
];

fn write_sheet(work: &Path, name: &str, rows: &[&str]) {
    let mut text = format!("{COLUMNS}\n");
    for row in rows {
        writeln!(text, "{row}").unwrap();
    }
    std::fs::write(work.join(name), text).unwrap();
}

/// Runs a sheet into a folder; options follow.
fn run(work: &Path, sheet: &str, out: &str, more: &[&str]) {
    let run = ["run", "-q", "--samples", sheet, "--expression", &small(), "--outdir", out];
    evade_in(work, &[&run[..], more].concat()).expect_code(0);
}

fn rows(work: &Path, out: &str) -> Vec<String> {
    let table = Tsv::read(&work.join(out).join("resistance.tsv"));
    assert_eq!(table.header, HEADER);
    table.rows.iter().map(|row| row.join(" ")).collect()
}

fn json(work: &Path, file: &str) -> Value {
    serde_json::from_slice(&std::fs::read(work.join(file)).unwrap()).unwrap()
}

const EXPECTED: [&str; 5] = [
    "active_1 PA acquired left_open 9.0 benefit_six_months;stable_disease_left_open",
    "active_2 PB primary acquired 4.5 progression_within_six_months;objective_response",
    "suppressed_1 PC not_assessable not_assessable NA first_dose_missing;last_dose_missing;progression_missing;best_response_missing;response_confirmed_missing",
    "desert_1 PD no_progression no_progression NA no_progression_stated",
    "desert_2 PE not_assessable not_assessable NA progression_not_after_first_dose",
];

#[test]
fn clin_every_sample_has_a_class_or_what_is_in_its_way() {
    let work = folder();
    write_sheet(work.path(), "sheet.csv", &ROWS);
    run(work.path(), "sheet.csv", "out", &[]);
    assert_eq!(rows(work.path(), "out"), EXPECTED);
    let profile = json(work.path(), "out/samples/active_2.json");
    let course = &profile["resistance"];
    assert_eq!((&course["sitc_review"]["class"], &course["months"]), (&"primary".into(), &4.5.into()));
    assert_eq!(course["nsclc_2021"]["reasons"], serde_json::json!(["objective_response"]));
    let stamp = &json(work.path(), "out/manifest.json")["resistance"];
    assert_eq!(stamp["id"], "resistance-v1");
    assert_eq!(stamp["digest"].as_str().map(str::len), Some(64));
}

#[test]
fn clin_a_sample_alone_and_in_parts_has_the_class_of_its_cohort() {
    let work = folder();
    write_sheet(work.path(), "sheet.csv", &ROWS);
    run(work.path(), "sheet.csv", "all", &[]);
    for (place, row) in ROWS.iter().enumerate() {
        write_sheet(work.path(), "one.csv", &[row]);
        run(work.path(), "one.csv", "one", &[]);
        assert_eq!(rows(work.path(), "one"), EXPECTED[place..=place]);
    }
    for (shard, out) in [("1/2", "part1"), ("2/2", "part2")] {
        run(work.path(), "sheet.csv", out, &["--shard", shard]);
    }
    let merge = ["merge", "--samples", "sheet.csv", "--outdir", "merged", "part1", "part2"];
    evade_in(work.path(), &merge).expect_code(0);
    let (all, merged) = (work.path().join("all"), work.path().join("merged"));
    assert_same_files(&all, &merged, &["manifest.json", "run.log.json"]);
}

#[test]
fn clin_one_patient_has_the_options_of_the_sheet_and_no_date_is_kept() {
    let work = folder();
    let matrix = small();
    let patient = ["run", "-q", "--sample", "active_1", "--expression", &matrix, "--outdir"];
    let words = ["--regimen", "pembrolizumab", "--best-response", "PR", "--response-confirmed", "yes"];
    let dates = ["--ici-start", "2024-01-01", "--ici-end=2024-05-06", "--progression-date", "2024-05-20"];
    evade_in(work.path(), &[&patient[..], &["out"], &words, &dates].concat()).expect_code(0);
    let expected = ["active_1 NA primary acquired 4.5 progression_within_six_months;objective_response"];
    assert_eq!(rows(work.path(), "out"), expected);
    for (name, bytes) in files_below(&work.path().join("out"), &[]) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!["2024-01-01", "2024-05-06", "2024-05-20"].iter().any(|date| text.contains(date)), "{name}");
    }
    // The run can be done again by whoever knows the dates.
    let inputs = test_data("small").display().to_string();
    let again = ["run", "--from-manifest", "out/manifest.json", "--inputs", &inputs, "--outdir", "again"];
    let stderr = evade_in(work.path(), &again).expect_code(2).stderr;
    assert!(stderr.contains("the earlier run was given --ici-"), "{stderr}");
    evade_in(work.path(), &[&again[..], &dates].concat()).expect_code(0);
    assert_same_files(&work.path().join("out"), &work.path().join("again"), &["run.log.json"]);
    // Words and dates are of one patient.
    let sheet = ["run", "--expression", &matrix, "--outdir", "x", "--ici-start", "2024-01-01"];
    evade_in(work.path(), &sheet).expect_code(2);
    let bad = [&patient[..], &["x", "--ici-end", "05/06/2024"]].concat();
    let stderr = evade_in(work.path(), &bad).expect_code(2).stderr;
    assert!(stderr.contains("not a date of the form YYYY-MM-DD"), "{stderr}");
}

#[test]
fn clin_a_date_after_the_report_is_in_the_future() {
    let work = folder();
    write_sheet(work.path(), "sheet.csv", &ROWS[..2]);
    run(work.path(), "sheet.csv", "undated", &[]);
    run(work.path(), "sheet.csv", "dated", &["--report-date", "2024-05-19"]);
    let expected = [EXPECTED[0], "active_2 PB not_assessable not_assessable NA date_in_future"];
    assert_eq!(rows(work.path(), "dated"), expected);
    let diff = Tsv::parse(&evade_in(work.path(), &["diff", "undated", "dated"]).expect_code(0).stdout);
    // Both classes, and the three definitions among the mechanisms.
    let of = |output: &str| diff.rows.iter().filter(|row| row[1] == output).count();
    assert_eq!((diff.rows.len(), of("resistance"), of("mechanisms")), (5, 2, 3));
    assert!(diff.rows.iter().all(|row| row[0] == "active_2" && row[5] == "option"), "{:?}", diff.rows);
}

#[test]
fn mc_the_report_date_is_kept_by_repeated_and_merged_runs() {
    let work = folder();
    write_sheet(work.path(), "sheet.csv", &ROWS[..2]);
    let dated = ["--report-date", "2024-05-19"];
    run(work.path(), "sheet.csv", "out", &dated);
    assert_eq!(json(work.path(), "out/manifest.json")["parameters"]["report_date"], "2024-05-19");
    // The folder of the matrix and that of the sheet.
    std::fs::copy(small(), work.path().join("expression_tpm.tsv.gz")).unwrap();
    let again = ["run", "--from-manifest", "out/manifest.json", "--outdir"];
    let same = evade_in(work.path(), &[&again[..], &["again"]].concat()).expect_code(0);
    assert!(same.stderr.contains("the manifest is that of the earlier run"), "{}", same.stderr);
    assert_same_files(&work.path().join("out"), &work.path().join("again"), &["run.log.json"]);
    let other = [&again[..], &["other", "--report-date", "2024-07-01"]].concat();
    let stderr = evade_in(work.path(), &other).expect_code(0).stderr;
    assert!(stderr.contains("not as in the earlier run: report date"), "{stderr}");
    assert_eq!(rows(work.path(), "other"), EXPECTED[..2]);
    let diff = evade_in(work.path(), &["diff", "out", "other"]).expect_code(0).stdout;
    assert!(diff.contains("report_date"), "{diff}");

    run(work.path(), "sheet.csv", "part1", &["--shard", "1/2", dated[0], dated[1]]);
    run(work.path(), "sheet.csv", "part2", &["--shard", "2/2", dated[0], dated[1]]);
    evade_in(work.path(), &["merge", "--outdir", "merged", "part1", "part2"]).expect_code(0);
    assert_same_files(&work.path().join("out/samples"), &work.path().join("merged/samples"), &[]);
    for (out, more) in [("undated", &[][..]), ("later", &["--report-date", "2024-07-01"])] {
        run(work.path(), "sheet.csv", out, &[&["--shard", "2/2"], more].concat());
        let stderr = evade_in(work.path(), &["merge", "--outdir", "x", "part1", out]).expect_code(3).stderr;
        assert!(stderr.contains("another option 'report_date' than part1"), "{stderr}");
    }
}

#[test]
fn clin_a_class_that_differs_has_its_causes() {
    let work = folder();
    write_sheet(work.path(), "sheet.csv", &ROWS);
    run(work.path(), "sheet.csv", "old", &[]);
    let diff = |sheet: &str| {
        run(work.path(), sheet, "new", &[]);
        let rows = Tsv::parse(&evade_in(work.path(), &["diff", "old", "new"]).expect_code(0).stdout).rows;
        rows.iter().map(|row| row.join(" ")).collect::<Vec<_>>()
    };
    assert!(diff("sheet.csv").is_empty());
    write_sheet(work.path(), "later.csv", &[ROWS[0], &ROWS[1].replace("2024-05-20", "2024-07-20")]);
    let rows = diff("later.csv");
    let expected = "active_2 resistance class_sitc_review primary acquired input sheet: months 4.5 -> 6.6; sheet: months_after_last_dose 0.4 -> 2.4";
    assert!(rows.contains(&expected.to_owned()), "{rows:?}");
    write_sheet(work.path(), "word.csv", &[ROWS[0], &ROWS[1].replace("yes", "no")]);
    let rows = diff("word.csv");
    let expected = "active_2 resistance class_nsclc_2021 acquired left_open input sheet: response_confirmed \"\"yes\"\" -> \"\"no\"\"";
    assert!(rows.iter().any(|row| row.replace('"', "") == expected.replace('"', "")), "{rows:?}");
    // A word that has no duration is in the sheet.
    write_sheet(work.path(), "stopped.csv", &[&ROWS[3].replace("none", "NA")]);
    let rows = diff("stopped.csv");
    let expected = "desert_1 resistance class_sitc_review no_progression not_assessable input samples file";
    assert!(rows.contains(&expected.to_owned()), "{rows:?}");
}

#[test]
fn clin_parts_with_other_rules_or_without_the_table_are_not_merged() {
    let work = folder();
    write_sheet(work.path(), "sheet.csv", &ROWS);
    for (shard, out) in [("1/2", "part1"), ("2/2", "part2")] {
        run(work.path(), "sheet.csv", out, &["--shard", shard]);
    }
    let path = work.path().join("part2/manifest.json");
    let mut manifest = json(work.path(), "part2/manifest.json");
    manifest.as_object_mut().unwrap().remove("resistance");
    manifest["tables"].as_object_mut().unwrap().remove("resistance.tsv");
    std::fs::write(&path, manifest.to_string()).unwrap();
    std::fs::remove_file(work.path().join("part2/resistance.tsv")).unwrap();
    let merge = ["merge", "--outdir", "out", "part1", "part2"];
    let stderr = evade_in(work.path(), &merge).expect_code(3).stderr;
    assert!(stderr.contains("part2: was made with another set of resistance rules than part1"), "{stderr}");
    let told = "part2 of evade 0.2.0 has no resistance.tsv: it is not compared";
    let outcome = evade_in(work.path(), &["diff", "part2", "part1"]).expect_code(0);
    assert!(outcome.stderr.contains(told), "{}", outcome.stderr);
}

#[test]
fn clin_check_names_what_a_class_needs() {
    let work = folder();
    let rows = [&ROWS[..], &["excluded_1,PF,nivolumab,2024-01-01,2024-05-06,PR,,2024-05-20"]].concat();
    write_sheet(work.path(), "sheet.csv", &rows);
    let arguments = ["check", "--samples", "sheet.csv", "--expression", &small()];
    let table = Tsv::parse(&evade_in(work.path(), &arguments).expect_code(0).stdout);
    let of = |sample: &str| {
        let row = table.rows.iter().find(|row| row[0] == sample && row[1] == "resistance").unwrap();
        row[2..].join(" | ")
    };
    assert_eq!(of("active_1"), "yes | sitc_review acquired; nsclc_2021 left_open | NA");
    assert!(of("suppressed_1").starts_with("no | first_dose_missing;last_dose_missing;"));
    assert!(of("suppressed_1").ends_with("; best_response; response_confirmed"));
    assert!(of("desert_2").ends_with(" | correct dates"));
    assert_eq!(
        of("excluded_1"),
        "partly | response_confirmed_missing: sitc_review primary; nsclc_2021 not_assessable | response_confirmed"
    );
}

#[test]
fn clin_rows_of_one_patient_that_differ_are_told() {
    let work = folder();
    let other = ROWS[1].replace("active_2", "active_1").replace("yes,2024-05-20", "no,2024-06-20");
    write_sheet(work.path(), "sheet.csv", &[ROWS[1], &other, &ROWS[0].replace("active_1", "desert_1")]);
    let arguments = ["run", "--samples", "sheet.csv", "--expression", &small(), "--outdir", "out"];
    let stderr = evade_in(work.path(), &arguments).expect_code(0).stderr;
    let told = "the samples 'active_2' and 'active_1' of patient 'PB' differ in response_confirmed, progression_date: each has the resistance class of its own row";
    assert!(stderr.contains(told) && !stderr.contains("'PA'"), "{stderr}");
}

#[test]
fn clin_words_of_the_sheet_that_are_no_dates_are_refused_by_place() {
    let work = folder();
    for (row, told) in [
        (
            ROWS[0].replace("2023-10-01", "stopped"),
            "s.csv:2:5: 'stopped' is not a date of the form YYYY-MM-DD",
        ),
        (
            ROWS[0].replace("2023-10-11", "ongoing"),
            "s.csv:2:8: 'ongoing' is not a date of the form YYYY-MM-DD",
        ),
    ] {
        write_sheet(work.path(), "s.csv", &[&row]);
        let arguments = ["run", "--samples", "s.csv", "--expression", &small(), "--outdir", "out"];
        let stderr = evade_in(work.path(), &arguments).expect_code(3).stderr;
        assert!(stderr.contains(told) && stderr.contains("; hint: write year"), "{stderr}");
    }
}

#[test]
fn clin_planted_courses_get_the_class_they_were_planted_as() {
    let work = folder();
    let simulate =
        ["simulate", "-q", "--samples", "150", "--seed", "5", "--genes", "3000", "--outdir", "made"];
    evade_in(work.path(), &simulate).expect_code(0);
    // RNA alone: courses are what this is about.
    let sheet = std::fs::read_to_string(work.path().join("made/samples.csv")).unwrap();
    let header: Vec<&str> = sheet.lines().next().unwrap().split(',').collect();
    let kept: Vec<usize> =
        (0..header.len()).filter(|&place| !["vcf", "maf", "cnv"].contains(&header[place])).collect();
    let pick = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        kept.iter().map(|&place| cells[place]).collect::<Vec<_>>().join(",")
    };
    let lines: Vec<String> = sheet.lines().map(pick).collect();
    std::fs::write(work.path().join("rna.csv"), lines.join("\n")).unwrap();
    let matrix = ["--expression", "made/expression_tpm.tsv.gz"];
    let run = ["run", "-q", "--samples", "rna.csv", "--outdir", "out"];
    evade_in(work.path(), &[&run[..], &matrix].concat()).expect_code(0);
    let found = Tsv::read(&work.path().join("out/resistance.tsv"));
    let truth = Tsv::read(&work.path().join("made/truth.tsv"));
    let mut classes = std::collections::BTreeSet::new();
    for class in ["class_sitc_review", "class_nsclc_2021"] {
        let (found, truth) = (found.pairs("sample", class), truth.pairs("sample", class));
        assert_eq!(found, truth, "{class}");
        classes.extend(found.into_values());
    }
    let all =
        ["acquired", "after_stopping", "left_open", "no_progression", "not_assessable", "not_met", "primary"];
    assert!(classes.iter().map(String::as_str).eq(all), "{classes:?}");
}
