//! Calls against labels: every measure by hand on a small table, joins, maps, faults, and the public cohorts.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use crate::support::{Outcome, Random, Tsv, assert_same_files, evade_in, files_below, folder, real_data};

pub(crate) const CALLS: &str = "sample\tphenotype\tspatial_class\tflags\tinflamed\tp_inflamed\n";

/// Ten samples: the calls of six are right, of two wrong, one is indeterminate and one has none.
pub(crate) fn small(work: &Path) {
    let rows = [
        ("S01", "active", "inflamed", "yes", "0.9"),
        ("S02", "active", "inflamed", "yes", "0.8"),
        ("S03", "suppressed", "inflamed", "yes", "0.7"),
        ("S04", "excluded", "excluded", "no", "0.4"),
        ("S05", "indeterminate", "indeterminate", "indeterminate", "0.6"),
        ("S06", "active", "inflamed", "yes", "0.6"),
        ("S07", "excluded", "excluded", "no", "0.3"),
        ("S08", "excluded", "excluded", "no", "0.2"),
        ("S09", "desert", "desert", "no", "0.1"),
        ("S10", "not_evaluable", "not_evaluable", "not_evaluable", "NA"),
    ];
    let mut calls = CALLS.to_owned();
    for (sample, phenotype, spatial, inflamed, p) in rows {
        writeln!(calls, "{sample}\t{phenotype}\t{spatial}\tNA\t{inflamed}\t{p}").unwrap();
    }
    write(work, "phenotypes.tsv", &calls);
    let labels = [
        "inflamed",
        "inflamed",
        "inflamed",
        "inflamed",
        "inflamed",
        "immune-excluded",
        "immune-excluded",
        "immune-excluded",
        "immune-excluded",
        "immune-excluded",
    ];
    let mut text = "sample,he,stage\n".to_owned();
    for (i, label) in labels.iter().enumerate() {
        writeln!(text, "S{:02},{label},{}", i + 1, if i % 2 == 0 { "I" } else { "II" }).unwrap();
    }
    write(work, "he.csv", &text);
    write(work, "map.tsv", "label\tclass\nimmune-excluded\texcluded\nimmune-desert\tdesert\n");
}

pub(crate) fn write(work: &Path, name: &str, text: &str) {
    std::fs::write(work.join(name), text).unwrap();
}

/// `evade validate` of these files, by words.
pub(crate) fn validate(work: &Path, arguments: &str) -> Outcome {
    let words: Vec<&str> = std::iter::once("validate").chain(arguments.split_whitespace()).collect();
    evade_in(work, &words)
}

pub(crate) const SMALL: &str = "--calls phenotypes.tsv --labels he.csv --column he --map map.tsv";

/// Rows of measures.tsv by group, stratum, measure and class.
fn measures(out: &Path) -> BTreeMap<[String; 4], Vec<String>> {
    let table = Tsv::read(&out.join("measures.tsv"));
    assert_eq!(
        table.header,
        ["samples", "stratum", "measure", "value", "low", "high", "n", "reason", "class", "interval"]
    );
    let key = |row: &Vec<String>| [0, 1, 2, 8].map(|place: usize| row[place].clone());
    table.rows.iter().map(|row| (key(row), row.clone())).collect()
}

fn measure(out: &Path, name: &str, class: &str) -> (Option<f64>, Vec<String>) {
    let row = measures(out)[&["all", "all", name, class].map(str::to_owned)].clone();
    (row[3].parse().ok(), row)
}

#[test]
fn the_small_table_has_the_measures_computed_by_hand() {
    let work = folder();
    small(work.path());
    let outcome = validate(work.path(), &format!("{SMALL} -o out")).expect_code(0);
    assert!(outcome.stderr.contains("the calls are the column 'spatial_class'"), "{}", outcome.stderr);
    for expected in ["10 samples with call and label", "balanced accuracy", "predicts no response"] {
        assert!(outcome.stdout.contains(expected), "{expected}: {}", outcome.stdout);
    }
    let out = work.path().join("out");
    let confusion = std::fs::read_to_string(out.join("confusion.tsv")).unwrap();
    assert_eq!(
        confusion,
        "samples\tstratum\tlabel\tn\tindeterminate\tnot_evaluable\tinflamed\texcluded\tdesert\n\
         all\tall\tinflamed\t5\t1\t0\t3\t1\t0\n\
         all\tall\texcluded\t5\t0\t1\t1\t2\t1\n"
    );
    let near = |name: &str, class: &str, expected: f64| {
        let (value, row) = measure(&out, name, class);
        assert!((value.unwrap() - expected).abs() < 1e-12, "{name} {class}: {row:?}");
    };
    near("determinate", "NA", 0.8);
    near("accuracy", "NA", 5.0 / 8.0);
    near("accuracy_of_all", "NA", 0.5);
    near("recall", "inflamed", 0.75);
    near("recall", "excluded", 0.5);
    near("precision", "inflamed", 0.75);
    near("precision", "excluded", 2.0 / 3.0);
    near("precision", "desert", 0.0);
    // four determinate samples of a class are too few for a measure of classes, and nine with a score for five bins
    for (name, reason) in [
        ("balanced_accuracy", "few_of_a_class"),
        ("kappa", "few_of_a_class"),
        ("auc", "few_of_a_class"),
        ("calibration_error", "few_samples"),
        ("calibration_slope", "few_of_a_class"),
    ] {
        let (value, row) = measure(&out, name, "NA");
        assert_eq!((value, row[7].as_str()), (None, reason), "{row:?}");
    }
    // the curve is shown all the same: nine scores, two of them equal
    assert_eq!(Tsv::read(&out.join("roc.tsv")).rows.len(), 9);
    let names: Vec<String> = files_below(&out, &[]).into_keys().collect();
    let expected = ["calibration.tsv", "confusion.tsv", "measures.tsv", "roc.tsv", "validation.html"];
    assert_eq!(names, expected);
}

#[test]
fn the_column_of_calls_follows_from_the_labels() {
    let work = folder();
    small(work.path());
    for (map, column) in [
        ("immune-excluded\texcluded\ninflamed\tACTIVE\n", "phenotype"),
        ("immune-excluded\texcluded\n", "spatial_class"),
        ("immune-excluded\tno\ninflamed\tyes\n", "inflamed"),
        // both sides are mapped
        ("immune-excluded\tcold\ninflamed\thot\nexcluded\tcold\ndesert\tcold\n", "spatial_class"),
    ] {
        write(work.path(), "map.tsv", map);
        let outcome = validate(work.path(), SMALL).expect_code(0);
        assert!(outcome.stdout.contains(&format!("column {column}\n")), "{map}: {}", outcome.stdout);
        assert!(outcome.stdout.contains("probability: p_inflamed, for "), "{}", outcome.stdout);
    }
    // a class NA leaves out labels, and never a call
    write(work.path(), "map.tsv", "immune-excluded\tno\ninflamed\tyes\nno\tNA\n");
    let outcome = validate(work.path(), SMALL).expect_code(0);
    assert!(outcome.stdout.contains("  no       1   3 "), "{}", outcome.stdout);
    write(work.path(), "map.tsv", "immune-excluded\texcluded\ninflamed\tNA\n");
    let outcome = validate(work.path(), SMALL).expect_code(0);
    assert!(outcome.stdout.contains("5 samples left out by the map"), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("one_class"), "{}", outcome.stdout);
}

#[test]
fn one_class_of_labels_is_said_to_be_one() {
    let work = folder();
    small(work.path());
    // the labels are words of 'inflamed'; 'spatial_class' has them by the map alone
    write(work.path(), "map.tsv", "inflamed\tyes\nimmune-excluded\tNA\n");
    let outcome = validate(work.path(), &format!("{SMALL} -o out")).expect_code(0);
    assert!(outcome.stdout.contains("column inflamed\n"), "{}", outcome.stdout);
    let sentence = "p_inflamed, for yes; there is one class of labels only, and nothing to compare it with";
    assert!(outcome.stdout.contains(&format!("probability: {sentence}\n")), "{}", outcome.stdout);
    let out = work.path().join("out");
    let page = std::fs::read_to_string(out.join("validation.html")).unwrap();
    assert!(page.contains(sentence), "{page}");
    for name in ["auc", "calibration_error", "calibration_intercept", "calibration_slope"] {
        assert_eq!(measure(&out, name, "NA").1[7], "one_class", "{name}");
    }
    write(work.path(), "map.tsv", "inflamed\tNA\nimmune-excluded\tno\n");
    let outcome = validate(work.path(), SMALL).expect_code(0);
    assert!(outcome.stdout.contains("for yes; no label is of it: they are no only\n"), "{}", outcome.stdout);
}

#[test]
fn few_patients_have_a_value_and_no_interval() {
    let work = folder();
    small(work.path());
    let calls = std::fs::read_to_string(work.path().join("phenotypes.tsv")).unwrap();
    // ten samples of three patients, of nine, and of ten
    for (n_patients, expected) in
        [(3, ["few_patients", "NA"]), (9, ["few_patients", "NA"]), (10, ["NA", "wilson"])]
    {
        let patient = |(i, line): (usize, &str)| match i {
            0 => format!("{line}\tpatient\n"),
            i => format!("{line}\tP{}\n", i % n_patients),
        };
        write(work.path(), "phenotypes.tsv", &calls.lines().enumerate().map(patient).collect::<String>());
        validate(work.path(), &format!("{SMALL} -o out")).expect_code(0);
        let out = work.path().join("out");
        let (value, row) = measure(&out, "determinate", "NA");
        assert_eq!((value, [row[7].as_str(), row[9].as_str()]), (Some(0.8), expected), "{row:?}");
        assert_eq!(row[4] == "NA", n_patients < 10, "{row:?}");
        // two samples of a class: their precision has no bootstrap interval either
        let (value, row) = measure(&out, "precision", "desert");
        assert_eq!((value, row[7].as_str()), (Some(0.0), expected[0]), "{row:?}");
    }
}

#[test]
fn labels_of_normal_tissue_are_left_out_and_counted() {
    let work = folder();
    small(work.path());
    for (name, suffix) in [("phenotypes.tsv", "-01A"), ("he.csv", "")] {
        let text = std::fs::read_to_string(work.path().join(name)).unwrap();
        let renamed = (1..=10).fold(text, |text, i| {
            let tissue = if name == "he.csv" && i == 1 { "-11A" } else { suffix };
            text.replace(&format!("\nS{i:02}"), &format!("\nTCGA-05-00{i:02}{tissue}"))
        });
        write(work.path(), name, &renamed);
    }
    let outcome = validate(work.path(), &format!("{SMALL} --match patient")).expect_code(0);
    assert!(outcome.stdout.contains("9 samples with call and label"), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("1 label of normal tissue, left out\n"), "{}", outcome.stdout);
    assert!(outcome.stderr.contains("1 label of normal tissue, left out"), "{}", outcome.stderr);
    assert!(!outcome.stdout.contains("of the labels without a call"), "{}", outcome.stdout);
}

#[test]
fn a_word_that_is_no_call_is_an_error_unless_it_is_mapped() {
    let work = folder();
    small(work.path());
    let calls = std::fs::read_to_string(work.path().join("phenotypes.tsv")).unwrap();
    write(work.path(), "map.tsv", "inflamed\tyes\nimmune-excluded\tno\n");
    write(work.path(), "phenotypes.tsv", &calls.replace("NA\tindeterminate\t0.6", "NA\tmaybe\t0.6"));
    let message = "phenotypes.tsv:6:5: the call 'maybe' is not a word of the column 'inflamed'; hint: write it as one of: yes, no, indeterminate, not_evaluable; or";
    for more in ["", "--call inflamed"] {
        let outcome = validate(work.path(), &format!("{SMALL} {more}")).expect_code(3);
        assert!(outcome.stderr.contains(message), "{}", outcome.stderr);
    }
    // the column that is not compared may hold it
    write(work.path(), "map.tsv", "immune-excluded\texcluded\n");
    validate(work.path(), &format!("{SMALL} --call spatial_class")).expect_code(0);
    write(work.path(), "map.tsv", "inflamed\tyes\nimmune-excluded\tno\nMaybe\tno\n");
    let outcome = validate(work.path(), SMALL).expect_code(0);
    assert!(outcome.stdout.contains("for yes against no\n"), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("  yes      3   2 "), "{}", outcome.stdout);
    // a column without any word of this program is one of another
    write(work.path(), "map.tsv", "immune-excluded\tcold\ninflamed\thot\n");
    let other = calls.replace("\tyes\t", "\thot\t").replace("\tno\t", "\tcold\t");
    write(work.path(), "phenotypes.tsv", &other);
    let outcome = validate(work.path(), &format!("{SMALL} --call inflamed")).expect_code(0);
    assert!(outcome.stdout.contains("  hot       1    3 "), "{}", outcome.stdout);
}

#[test]
fn what_the_map_does_not_do_is_said() {
    let work = folder();
    small(work.path());
    write(
        work.path(),
        "map.tsv",
        "immune-excluded\texcluded\nindeterminate\tdesert\ninflamd\tinflamed\nactive\tNA\ndesert\tNA\n",
    );
    let outcome = validate(work.path(), SMALL).expect_code(0);
    let expected = "the map is not applied to the calls 'desert', 'indeterminate': ";
    assert!(outcome.stderr.contains(expected), "{}", outcome.stderr);
    let expected = "neither labels nor calls have these words of the map: 'active', 'inflamd'";
    assert!(outcome.stderr.contains(expected), "{}", outcome.stderr);
    // a label of that word is what the map is for
    let he = std::fs::read_to_string(work.path().join("he.csv")).unwrap();
    write(work.path(), "he.csv", &he.replace("S10,immune-excluded", "S10,indeterminate"));
    write(work.path(), "map.tsv", "immune-excluded\texcluded\nindeterminate\tNA\n");
    let outcome = validate(work.path(), SMALL).expect_code(0);
    assert!(!outcome.stderr.contains("the map"), "{}", outcome.stderr);
    // words of databases for a missing label
    for missing in ["null", "NULL", "None"] {
        write(work.path(), "he.csv", &he.replace("S10,immune-excluded", &format!("S10,{missing}")));
        let outcome = validate(work.path(), SMALL).expect_code(0);
        assert!(outcome.stdout.contains("1 sample with an empty label"), "{}", outcome.stdout);
    }
}

#[test]
fn results_of_a_run_are_not_mixed_with_those_of_a_comparison() {
    let work = folder();
    small(work.path());
    std::fs::create_dir(work.path().join("out")).unwrap();
    write(work.path(), "out/manifest.json", "{}");
    let outcome = validate(work.path(), &format!("{SMALL} -o out")).expect_code(2);
    let expected =
        "out holds the results of a run (manifest.json); hint: give a folder of its own, such as `-o out";
    assert!(outcome.stderr.contains(expected), "{}", outcome.stderr);
    assert_eq!(files_below(&work.path().join("out"), &[]).len(), 1);
    validate(work.path(), &format!("{SMALL} -o out/validation")).expect_code(0);
}

#[test]
fn the_score_of_the_complement_is_turned_round() {
    let work = folder();
    large(work.path(), 1);
    let files = "--calls phenotypes.tsv --labels labels.tsv --column label --map map.tsv -o out";
    let out = work.path().join("out");
    validate(work.path(), files).expect_code(0);
    let auc = measure(&out, "auc", "NA").0.unwrap();
    let error = measure(&out, "calibration_error", "NA").0.unwrap();
    let outcome = validate(work.path(), &format!("{files} --positive no")).expect_code(0);
    let expected = "probability: 1 - p_inflamed, for no against yes\n";
    assert!(outcome.stdout.contains(expected), "{}", outcome.stdout);
    assert!(outcome.stderr.contains("the score is 1 - p_inflamed"), "{}", outcome.stderr);
    assert!(auc > 0.7 && (measure(&out, "auc", "NA").0.unwrap() - auc).abs() < 1e-12);
    assert!((measure(&out, "calibration_error", "NA").0.unwrap() - error).abs() < 1e-9);
    assert!(std::fs::read_to_string(out.join("validation.html")).unwrap().contains("1 - p_inflamed"));
}

#[test]
fn the_summary_has_what_a_constant_answer_gets_and_who_has_no_score() {
    let work = folder();
    small(work.path());
    let outcome = validate(work.path(), &format!("{SMALL} -o out")).expect_code(0);
    // labels of the eight determinate samples are 4 and 4, of all 5 and 5
    for expected in [
        "accuracy of determinate calls     0.62 (0.31 to 0.86), n = 8; the most frequent label for all of them: 0.50",
        "NA, n = 9 of 10 (1 without a score), few_of_a_class",
    ] {
        assert!(outcome.stdout.contains(expected), "{expected}: {}", outcome.stdout);
    }
    let page = std::fs::read_to_string(work.path().join("out/validation.html")).unwrap();
    for expected in ["the most frequent label for all of them: 0.50", "9 of 10"] {
        assert!(page.contains(expected), "{expected}");
    }
    // there is no curve of bins where their error has no value
    assert_eq!(Tsv::read(&work.path().join("out/calibration.tsv")).rows.len(), 0);
}

#[test]
fn an_interval_holds_its_value_and_a_share_of_1_ends_there() {
    let work = folder();
    // perfectly calibrated: the error is 0, which no draw is
    let (mut calls, mut labels) = (CALLS.to_owned(), "sample\tlabel\n".to_owned());
    for i in 0..50 {
        let (bin, place) = (i / 10, i % 10);
        let (p, is_positive) = (0.1 + 0.2 * f64::from(bin), place < 1 + 2 * bin);
        let word = if is_positive { "yes" } else { "no" };
        writeln!(calls, "S{i}\tNA\tNA\tNA\t{word}\t{p:.1}").unwrap();
        writeln!(labels, "S{i}\t{word}").unwrap();
    }
    write(work.path(), "phenotypes.tsv", &calls);
    write(work.path(), "labels.tsv", &labels);
    validate(work.path(), "--calls phenotypes.tsv --labels labels.tsv -o out").expect_code(0);
    let out = work.path().join("out");
    let (value, row) = measure(&out, "calibration_error", "NA");
    let [low, high] = [4, 5].map(|place: usize| row[place].parse::<f64>().unwrap());
    assert!(value.unwrap() < 1e-12 && low == value.unwrap() && high > 0.05, "{row:?}");
    let (value, row) = measure(&out, "accuracy", "NA");
    assert_eq!((value, row[5].as_str(), row[9].as_str()), (Some(1.0), "1.0", "wilson"), "{row:?}");
}

#[test]
fn labels_are_read_as_r_and_excel_write_them() {
    let work = folder();
    small(work.path());
    let plain = validate(work.path(), SMALL).expect_code(0).stdout;
    let text = std::fs::read_to_string(work.path().join("he.csv")).unwrap();
    let quote = |line: &str| format!("\"{}\"\r\n", line.replace(',', "\";\""));
    let quoted = text.lines().map(quote).collect::<Vec<_>>().concat();
    let row_names: String = text
        .lines()
        .enumerate()
        .map(|(i, line)| {
            let line = line.replace(',', "\t");
            if i == 0 { "he\tstage\n".to_owned() } else { format!("{line}\n") }
        })
        .collect();
    for text in [format!("\u{feff}{quoted}"), row_names, text.replace("sample", "Patient")] {
        write(work.path(), "he.csv", &text);
        let outcome = validate(work.path(), SMALL).expect_code(0);
        let same = outcome.stdout.replace("of 10 patients", "each taken for a patient of its own");
        assert_eq!(same, plain, "{text}");
    }
}

/// Sixty samples of forty patients with all there is: flags, strata, scores with ties.
fn large(work: &Path, seed: u64) {
    let mut random = Random::new(3);
    let mut calls = Vec::new();
    let mut labels = Vec::new();
    for i in 0..60 {
        let inflamed = i % 2 == 0;
        let p = (random.below(50) + if inflamed { 45 } else { 5 }) as f64 / 100.0;
        let call = if p > 0.55 {
            "yes"
        } else if p < 0.45 {
            "no"
        } else {
            "indeterminate"
        };
        let flags = if i % 3 == 0 { "low_purity;in_reference" } else { "NA" };
        calls.push(format!("S{i}\tNA\tNA\t{flags}\t{call}\t{p}\tP{}\n", i % 40));
        let label = if (i / 2) % 10 == 0 {
            "maybe"
        } else if inflamed {
            "hot"
        } else {
            "cold"
        };
        labels.push(format!("S{i}\t{label}\t{}\n", if i < 30 { "a" } else { "b" }));
    }
    let mut shuffle = Random::new(seed);
    for rows in [&mut calls, &mut labels] {
        for i in (1..rows.len()).rev() {
            rows.swap(i, shuffle.below(i + 1));
        }
    }
    write(work, "phenotypes.tsv", &(CALLS.trim_end().to_owned() + "\tpatient\n" + &calls.concat()));
    write(work, "labels.tsv", &("sample\tlabel\tbatch\n".to_owned() + &labels.concat()));
    write(work, "map.tsv", "hot\tyes\ncold\tno\nmaybe\tNA\n");
}

const LARGE: &str =
    "--calls phenotypes.tsv --labels labels.tsv --map map.tsv --call inflamed --stratum batch -o out";

#[test]
fn threads_and_the_order_of_rows_change_no_byte() {
    let one = folder();
    large(one.path(), 1);
    let printed = validate(one.path(), &format!("{LARGE} --threads 1")).expect_code(0).stdout;
    let other = folder();
    large(other.path(), 1);
    assert_eq!(validate(other.path(), &format!("{LARGE} --threads 4")).expect_code(0).stdout, printed);
    assert_same_files(&one.path().join("out"), &other.path().join("out"), &[]);
    // the page names the digests of the inputs, which are others
    large(other.path(), 2);
    assert_eq!(validate(other.path(), LARGE).expect_code(0).stdout, printed);
    assert_same_files(&one.path().join("out"), &other.path().join("out"), &["validation.html"]);
}

#[test]
fn samples_of_the_reference_and_of_one_patient_are_told_apart() {
    let work = folder();
    large(work.path(), 1);
    let outcome = validate(work.path(), LARGE).expect_code(0);
    assert!(outcome.stderr.contains("of 54 samples are part of the reference"), "{}", outcome.stderr);
    let out = work.path().join("out");
    let rows = measures(&out);
    let n = |group: &str, stratum: &str| -> usize {
        rows[&[group, stratum, "determinate", "NA"].map(str::to_owned)][6].parse().unwrap()
    };
    assert_eq!(n("all", "all"), 54);
    assert_eq!(n("outside_reference", "all") + n("in_reference", "all"), 54);
    assert_eq!(n("all", "batch=a") + n("all", "batch=b"), 54);
    // several samples of a patient: no interval takes them for independent
    assert!(rows.values().all(|row| row[0] != "all" || row[1] != "all" || row[9] != "wilson"));
    let auc = &rows[&["all", "all", "auc", "NA"].map(str::to_owned)];
    assert_eq!(auc[9], "bootstrap");
    let [value, low, high] = [3, 4, 5].map(|place: usize| auc[place].parse::<f64>().unwrap());
    assert!(low < value && value < high && value > 0.7, "{auc:?}");
    // the samples of the reference are too few for bins
    let calibration = Tsv::read(&out.join("calibration.tsv"));
    let bins = |group: &str| calibration.rows.iter().filter(|row| row[0] == group && row[1] == "all").count();
    assert_eq!(["all", "outside_reference", "in_reference"].map(bins), [5, 5, 0]);
    assert_eq!(
        rows[&["in_reference", "all", "calibration_error", "NA"].map(str::to_owned)][7],
        "few_samples"
    );
    // each word is one of the lists, and every column is described
    let lists = crate::words::vocabulary();
    for row in rows.values() {
        for (place, list) in
            [(0, "sample_group"), (2, "measure"), (7, "measure_reason"), (9, "interval_method")]
        {
            assert!(row[place] == "NA" || lists[list].contains(&row[place]), "{row:?}");
        }
    }
    let page = std::fs::read_to_string(out.join("validation.html")).unwrap();
    assert!(page.contains("no independent test") && page.contains("batch=a"));
}

#[test]
fn patients_are_joined_on_request_alone() {
    let work = folder();
    small(work.path());
    let calls = std::fs::read_to_string(work.path().join("phenotypes.tsv")).unwrap();
    write(work.path(), "phenotypes.tsv", &calls.replace("\nS", "\nTCGA-05-00"));
    let labels = std::fs::read_to_string(work.path().join("he.csv")).unwrap();
    // labels of samples, calls of patients
    write(
        work.path(),
        "he.csv",
        &labels.replace("\nS01", "\nTCGA-05-0001-01A").replace("\nS", "\nTCGA-05-00"),
    );
    let exact = validate(work.path(), SMALL).expect_code(0);
    assert!(exact.stdout.contains("9 samples with call and label"), "{}", exact.stdout);
    assert!(exact.stdout.contains("1 sample without a row of labels: TCGA-05-0001\n"), "{}", exact.stdout);
    let patient = validate(work.path(), &format!("{SMALL} --match patient")).expect_code(0);
    assert!(patient.stdout.contains("10 samples with call and label, of 10 patients"), "{}", patient.stdout);
    // two rows of labels for one call
    write(
        work.path(),
        "he.csv",
        &labels.replace("\nS01", "\nTCGA-05-0001-01A").replace("\nS02", "\nTCGA-05-0001-02A"),
    );
    let twice = validate(work.path(), &format!("{SMALL} --match patient")).expect_code(3);
    assert!(twice.stderr.contains("several rows fit the sample 'TCGA-05-0001'"), "{}", twice.stderr);
}

#[test]
fn scores_are_compared_without_calls() {
    let work = folder();
    let mut random = Random::new(9);
    let (mut scores, mut labels) = ("sample\tCYT\tTIS\n".to_owned(), "id;label\n".to_owned());
    for i in 0..40 {
        writeln!(scores, "S{i}\t{}\t{}", i / 4, random.below(100)).unwrap();
        writeln!(labels, "S{i};{}", if i < 20 { "cold" } else { "hot" }).unwrap();
    }
    write(work.path(), "scores_wide.tsv", &scores);
    write(work.path(), "l.csv", &labels);
    let files = "--calls scores_wide.tsv --labels l.csv --id-column id";
    let outcome = validate(work.path(), &format!("{files} --score CYT --positive HOT -o out")).expect_code(0);
    assert!(outcome.stdout.contains("score: CYT, for hot against cold\n"), "{}", outcome.stdout);
    let out = work.path().join("out");
    assert!(outcome.stdout.contains("only the score is compared"), "{}", outcome.stdout);
    // all draws have the same area, which says nothing of its error
    let (value, row) = measure(&out, "auc", "NA");
    assert_eq!((value, row[7].as_str()), (Some(1.0), "interval_unstable"));
    assert_eq!(measure(&out, "calibration_error", "NA").1[7], "not_a_probability");
    assert_eq!(measures(&out).len(), 4);
    assert_eq!(Tsv::read(&out.join("confusion.tsv")).rows.len(), 0);
    for (more, code, expected) in [
        ("", 3, "there is no column of calls"),
        ("--score CYT", 2, "do not say which one the score is for; hint: name it with `--positive`"),
        ("--score CYT --positive warm", 2, "there is no such class; hint: the classes are: cold, hot"),
        ("--score CYT --positive hot --positive cold", 2, "names every class"),
        ("--score CYT --positive hot --probability", 3, "is not a probability (column 'CYT')"),
    ] {
        let outcome = validate(work.path(), &format!("{files} {more}")).expect_code(code);
        assert!(outcome.stderr.contains(expected), "{more}: {}", outcome.stderr);
    }
}

/// 243 tumours with the phenotype that an image model saw on their slides.
#[test]
fn lung_adenocarcinomas_against_their_slides() {
    let Some(matrix) = real_data("tcga_luad_rna/expression_tpm.tsv.gz") else { return };
    let Some(labels) = real_data("tcga_lung_labels/labels.tsv.gz") else { return };
    let work = folder();
    let (matrix, labels) = (matrix.to_str().unwrap(), labels.to_str().unwrap());
    evade_in(work.path(), &["phenotype", "-q", matrix, "--unit", "tpm", "-o", "calls.tsv"]).expect_code(0);
    write(work.path(), "map.tsv", "immune-excluded\texcluded\nimmune-desert\tdesert\n");
    let outcome = validate(
        work.path(),
        &format!(
            "--calls calls.tsv --labels {labels} --column luad_he_phenotype --map map.tsv --call spatial_class --score T -o out"
        ),
    );
    let outcome = outcome.expect_code(0);
    assert!(
        outcome.stdout.contains("243 samples with call and label, of 243 patients"),
        "{}",
        outcome.stdout
    );
    assert!(outcome.stderr.contains("243 of 243 samples are part of the reference"), "{}", outcome.stderr);
    let out = work.path().join("out");
    let (auc, row) = measure(&out, "auc", "NA");
    assert!((auc.unwrap() - 0.746).abs() < 0.01, "{row:?}");
    let confusion = Tsv::read(&out.join("confusion.tsv"));
    let n: Vec<&str> =
        confusion.rows.iter().filter(|row| row[0] == "all").map(|row| row[3].as_str()).collect();
    assert_eq!(n, ["94", "117", "32"]);
}

/// Bladder tumours by CD8 immunohistochemistry; a panel, on the scale of the cohort.
#[test]
fn bladder_tumours_against_immunohistochemistry() {
    let Some(matrix) = real_data("icb_bladder_imvigor210/expression_log2tpm.tsv.gz") else { return };
    let Some(labels) = real_data("icb_bladder_imvigor210/immune_phenotype_half.tsv") else { return };
    let work = folder();
    let (matrix, labels) = (matrix.to_str().unwrap(), labels.to_str().unwrap());
    evade_in(work.path(), &["phenotype", "-q", matrix, "--scale", "cohort", "-o", "calls.tsv"])
        .expect_code(0);
    write(work.path(), "map.tsv", "none\tNA\n");
    let outcome =
        validate(work.path(), &format!("--calls calls.tsv --labels {labels} --map map.tsv --score T -o out"));
    let outcome = outcome.expect_code(0);
    assert!(outcome.stdout.contains("85 samples with call and label"), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("with an empty label"), "{}", outcome.stdout);
    let (auc, row) = measure(&work.path().join("out"), "auc", "NA");
    assert!(auc.unwrap() > 0.7, "{row:?}");
}
