//! The folder `multiqc`: the numbers of the tables in the order of the samples, nothing of what is absent, and no markup
//! of an input.

use std::fmt::Write;
use std::path::Path;

use serde_json::Value;

use crate::support::{
    NOT_COMPARED, Tsv, assert_same_files, demo_sheet, evade_in, files_below, folder, run_demo, test_data,
};

const GENERAL_STATS: &str = "evade_general_stats_mqc.json";
const AXES: &str = "evade_axes_mqc.json";
const PHENOTYPES: &str = "evade_phenotypes_mqc.json";
const FAILED: &str = "evade_failed_mqc.json";
const VERSIONS: &str = "evade_mqc_versions.yml";

fn text(out: &Path, name: &str) -> String {
    std::fs::read_to_string(out.join("multiqc").join(name)).unwrap()
}

fn content(out: &Path, name: &str) -> Value {
    serde_json::from_str(&text(out, name)).unwrap()
}

fn names(out: &Path) -> Vec<String> {
    files_below(&out.join("multiqc"), &[]).into_keys().collect()
}

/// A cell as JSON holds it: a number where the table has one.
fn value(cell: &str) -> Value {
    match cell {
        "NA" => Value::Null,
        cell => cell.parse::<f64>().map_or_else(|_| cell.into(), Value::from),
    }
}

fn run_small(work: &Path, sheet: &str, out: &str, code: i32) {
    std::fs::write(work.join("s.csv"), sheet).unwrap();
    let matrix = test_data("small/expression_tpm.tsv.gz");
    let matrix = matrix.to_str().unwrap();
    let run = ["run", "-q", "--samples", "s.csv", "--expression", matrix, "--outdir", out];
    evade_in(work, &run).expect_code(code);
}

#[test]
fn the_numbers_are_those_of_the_tables() {
    let work = folder();
    std::fs::write(work.path().join("sheet.csv"), demo_sheet()).unwrap();
    run_demo(work.path(), "out", &[]);
    let out = work.path().join("out");
    assert_eq!(names(&out), [AXES, GENERAL_STATS, VERSIONS, PHENOTYPES]);
    let summary = Tsv::read(&out.join("summary.tsv"));
    let phenotypes = Tsv::read(&out.join("phenotypes.tsv"));
    let qc = Tsv::read(&out.join("qc.tsv"));
    let alterations = Tsv::read(&out.join("alterations.tsv"));
    let (general, axes) = (content(&out, GENERAL_STATS), content(&out, AXES));
    assert_eq!(general["data"].as_object().unwrap().len(), 16);
    let headers = general["headers"].as_object().unwrap();
    for row in &summary.rows {
        let sample = row[0].as_str();
        let cells = &general["data"][sample];
        for (table, columns) in [
            (&summary, &["confidence", "p_inflamed", "T", "G", "P", "S", "X", "hla_loh"][..]),
            (&phenotypes, &["stability"]),
            (&qc, &["universe_coverage", "profile_correlation", "in_reference", "normal_lung"]),
        ] {
            for column in columns {
                assert_eq!(cells[column], value(&table.pairs("sample", column)[sample]), "{sample} {column}");
                assert!(headers.contains_key(*column), "{column}");
            }
        }
        let of_sample =
            |row: &&Vec<String>| row[0] == sample && row[alterations.column("status")] != "not_tested";
        let tested: Vec<&Vec<String>> = alterations.rows.iter().filter(of_sample).collect();
        let is_altered = |row: &&&Vec<String>| row[alterations.column("status")] == "altered";
        let altered: Vec<&str> = tested.iter().filter(is_altered).map(|row| row[1].as_str()).collect();
        let expected = match (tested.len(), altered.is_empty()) {
            (0, _) => Value::Null,
            (n, true) => format!("none of {n} tested").into(),
            (_, false) => altered.join("; ").into(),
        };
        assert_eq!(cells["altered_genes"], expected, "{sample}");
        // Flags are counted; a burden that cannot be compared is in a column of its own.
        let flags = &phenotypes.pairs("sample", "flags")[sample];
        let n_flags = if flags == "NA" { 0 } else { flags.split(';').count() };
        assert_eq!(cells["n_flags"], n_flags, "{sample}");
        let reliable = summary.pairs("sample", "tmb_reliable")[sample].clone();
        let tmb = value(&summary.pairs("sample", "tmb")[sample]);
        let expected = match reliable.as_str() {
            "true" => [tmb, Value::Null],
            "false" => [Value::Null, tmb],
            _ => [Value::Null, Value::Null],
        };
        assert_eq!([&cells["tmb"], &cells["tmb_not_reliable"]].map(Clone::clone), expected, "{sample}");
        let z = axes["data"][sample].as_object().unwrap();
        for (axis, z) in z {
            let (letter, _) = axis.split_once(':').unwrap();
            assert_eq!(*z, value(&summary.pairs("sample", letter)[sample]), "{sample} {axis}");
        }
        assert_eq!(z.len(), 5);
    }
    let bars = content(&out, PHENOTYPES);
    let (bar, counts) = bars["data"].as_object().unwrap().iter().next().unwrap();
    assert!(bar.starts_with("16 samples ("), "{bar}");
    let calls = summary.pairs("sample", "phenotype");
    for (phenotype, n) in counts.as_object().unwrap() {
        assert_eq!(*n, calls.values().filter(|call| *call == phenotype).count(), "{phenotype}");
    }
    for section in [&axes, &bars] {
        let text = section["description"].as_str().unwrap();
        assert!(text.contains("nsclc (n = 1012)") && text.contains("Research use only."), "{text}");
    }
    let versions = text(&out, VERSIONS);
    assert!(versions.starts_with(&format!(
        "\"evade\":\n  \"evade\": \"{}\"\n  \"reference nsclc\": \"sha256 ",
        env!("CARGO_PKG_VERSION")
    )));
    // Words of people, no word that only tables have.
    let general = text_of_phenotypes(&out);
    assert!(general.contains("excluded-like (inferred)"), "{general}");
}

fn text_of_phenotypes(out: &Path) -> String {
    let general = content(out, GENERAL_STATS);
    let rows = general["data"].as_object().unwrap().values();
    rows.map(|row| row["phenotype"].as_str().unwrap().to_owned()).collect::<Vec<_>>().join("; ")
}

#[test]
fn samples_stand_in_the_order_of_the_sheet_with_any_number_of_threads() {
    let work = folder();
    let sheet = "sample,rna_id\nZ,active_1\nB,desert_1\nA,excluded_2\nM,suppressed_1\n";
    run_small(work.path(), sheet, "out", 0);
    let out = work.path().join("out");
    for name in [GENERAL_STATS, AXES] {
        let text = text(&out, name);
        let data = text.split_once("\"data\"").unwrap().1;
        let place = |sample: &str| data.find(&format!("\"{sample}\": {{")).unwrap();
        let places = ["Z", "B", "A", "M"].map(place);
        assert!(places.is_sorted(), "{name}: {places:?}");
    }
    let matrix = test_data("small/expression_tpm.tsv.gz");
    let matrix = matrix.to_str().unwrap();
    for threads in ["1", "2", "5"] {
        let run = ["run", "-q", "--threads", threads, "--samples", "s.csv", "--expression", matrix];
        evade_in(work.path(), &[&run[..], &["--outdir", "again"]].concat()).expect_code(0);
        assert_same_files(&out.join("multiqc"), &work.path().join("again/multiqc"), &[]);
    }
}

#[test]
fn parts_give_the_bytes_of_one_run_also_with_failed_samples() {
    let work = folder();
    let sheet = "sample,rna_id\nP1,active_1\nP2,nowhere\nP3,desert_1\nP4,nobody\nP5,excluded_2\n";
    run_small(work.path(), sheet, "whole", 4);
    let matrix = test_data("small/expression_tpm.tsv.gz");
    let matrix = matrix.to_str().unwrap();
    for i in 1..=3 {
        let (shard, out) = (format!("{i}/3"), format!("part{i}"));
        let run = ["run", "-q", "--samples", "s.csv", "--expression", matrix, "--shard", &shard];
        let code = evade_in(work.path(), &[&run[..], &["--outdir", &out]].concat()).code;
        assert!(code == 0 || code == 4);
    }
    let merge = ["merge", "-q", "--outdir", "merged", "part3", "part1", "part2"];
    evade_in(work.path(), &merge).expect_code(4);
    let (whole, merged) = (work.path().join("whole"), work.path().join("merged"));
    assert_same_files(&whole, &merged, &NOT_COMPARED);
    assert_eq!(names(&merged), [AXES, FAILED, GENERAL_STATS, VERSIONS, PHENOTYPES]);
    let failed = content(&merged, FAILED);
    let rows = failed["data"].as_object().unwrap();
    assert_eq!(rows.keys().collect::<Vec<_>>(), ["P2", "P4"]);
    assert_eq!(rows["P2"]["reason"], "sample_not_in_matrix");
    // A sample without a result is in no other section.
    let general = content(&merged, GENERAL_STATS);
    assert_eq!(general["data"].as_object().unwrap().keys().collect::<Vec<_>>(), ["P1", "P3", "P5"]);
    // Parts in one report: sections that can be merged have one id, bars do not take each other's place.
    let part = |i: usize, name: &str| content(&work.path().join(format!("part{i}")), name);
    assert_eq!(part(1, AXES)["id"], part(3, AXES)["id"]);
    let bars =
        [1, 3].map(|i| part(i, PHENOTYPES)["data"].as_object().unwrap().keys().next().unwrap().clone());
    assert_ne!(bars[0], bars[1]);
}

#[test]
fn a_second_run_leaves_nothing_of_the_first() {
    let work = folder();
    run_small(work.path(), "sample,rna_id\nP1,active_1\nP2,nowhere\n", "out", 4);
    let out = work.path().join("out");
    assert!(names(&out).contains(&FAILED.to_owned()));
    run_small(work.path(), "sample,rna_id\nP1,active_1\n", "out", 0);
    assert_eq!(names(&out), [AXES, GENERAL_STATS, VERSIONS, PHENOTYPES]);
    assert!(
        content(&out, PHENOTYPES)["data"]
            .as_object()
            .unwrap()
            .keys()
            .all(|bar| bar.starts_with("1 sample ("))
    );
    // No sample has a result.
    run_small(work.path(), "sample,rna_id,vcf\nP2,active_1,nowhere.vcf\n", "out", 3);
    assert_eq!(names(&out), [FAILED, VERSIONS]);
}

#[test]
fn without_rna_there_are_no_axes() {
    let work = folder();
    std::fs::write(work.path().join("r.tsv"), "gene\tchange\nSTK11\tp.Q37*\n").unwrap();
    let run = ["run", "-q", "--sample", "P1", "--reported", "r.tsv", "--outdir", "out"];
    evade_in(work.path(), &run).expect_code(0);
    let out = work.path().join("out");
    assert_eq!(names(&out), [GENERAL_STATS, VERSIONS, PHENOTYPES]);
    let cells = &content(&out, GENERAL_STATS)["data"]["P1"];
    assert_eq!(cells["phenotype"], "not evaluable");
    assert_eq!(cells["altered_genes"], "STK11");
    assert_eq!(cells["hla_loh"], "not_tested");
    for absent in ["T", "p_inflamed", "universe_coverage", "tmb", "confidence"] {
        assert!(cells[absent].is_null(), "{absent}");
    }
}

#[test]
fn markup_in_ids_is_text_and_ids_stay_apart() {
    let work = folder();
    let ids = ["<img src=x onerror=alert(1)>", "a/P1", "b/P1", "\"\"q\"\"", "#1", "P1.bam", "肺&癌"];
    let columns = ["active_1", "active_2", "desert_1", "desert_2", "excluded_1", "excluded_2", "nowhere"];
    let mut sheet = "sample,rna_id\n\"</script><b>\",<i>x</i>\n".to_owned();
    for (id, rna) in ids.iter().zip(columns) {
        writeln!(sheet, "\"{id}\",{rna}").unwrap();
    }
    run_small(work.path(), &sheet, "out", 4);
    let out = work.path().join("out");
    for name in names(&out) {
        let text = text(&out, &name);
        assert!(!text.contains('<') && !text.contains("/P1"), "{name}");
    }
    let general = content(&out, GENERAL_STATS);
    let keys: Vec<&str> = general["data"].as_object().unwrap().keys().map(String::as_str).collect();
    // Keys of serde_json are sorted.
    let mut expected =
        ["&lt;img src=x onerror=alert(1)&gt;", "a&#47;P1", "b&#47;P1", "\"q\"", "#1", "P1.bam"];
    expected.sort_unstable();
    assert_eq!(keys, expected);
    let failed = content(&out, FAILED);
    let failed = failed["data"].as_object().unwrap();
    assert!(failed.contains_key("肺&amp;癌") && failed.contains_key("&lt;&#47;script&gt;&lt;b&gt;"));
    assert!(
        failed["&lt;&#47;script&gt;&lt;b&gt;"]["detail"].as_str().unwrap().contains("&lt;i&gt;x&lt;/i&gt;")
    );
}
