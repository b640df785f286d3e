//! What RNA says of the function of genes: its table, its column beside the alterations, and what other commands make of
//! them.

use std::path::Path;

use serde_json::Value;

use crate::support::{Tsv, demo, demo_sheet, evade_in, folder, run_demo, test_data};

const HEADER: &str = "sample gene readout value percentile state likelihood_ratio n_altered n_unaltered reason \
                      histology share_altered share_unaltered auc auc_low auc_high";
/// The columns of alterations.tsv before readouts.
const FORMER: &str = "sample gene status hits effect hgvsp hgvsc vaf depth n_variants evidence level flags role \
                      copy_number cn_total cn_minor cn_source points direction meaning references";

fn small() -> String {
    test_data("small/expression_tpm.tsv.gz").display().to_string()
}

/// Runs the small cohort into a folder; options follow.
fn run_small(work: &Path, out: &str, more: &[&str]) {
    let run = ["run", "-q", "--expression", &small(), "--outdir", out];
    evade_in(work, &[&run[..], more].concat()).expect_code(0);
}

fn manifest(folder: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(folder.join("manifest.json")).unwrap()).unwrap()
}

/// Makes a folder one of a version that had no readouts.
fn without_readouts(folder: &Path) {
    std::fs::remove_file(folder.join("readouts.tsv")).unwrap();
    let mut manifest = manifest(folder);
    manifest["tables"].as_object_mut().unwrap().remove("readouts.tsv");
    manifest.as_object_mut().unwrap().remove("readouts");
    std::fs::write(folder.join("manifest.json"), manifest.to_string()).unwrap();
}

/// Writes these rows in place of those of a run: sample, gene, value and state.
fn write_readouts(folder: &Path, rows: &[[&str; 4]]) {
    let cells = |[sample, gene, value, state]: &[&str; 4]| {
        let row = [sample, gene, "nrf2_programme", value, "NA", state];
        row.into_iter().chain(["NA"; 10]).map(str::to_owned).collect()
    };
    let header = HEADER.split_whitespace().map(str::to_owned).collect();
    Tsv { header, rows: rows.iter().map(cells).collect() }.write(&folder.join("readouts.tsv"));
}

#[test]
fn the_columns_of_readouts_are_those_of_the_contract() {
    let work = folder();
    run_small(work.path(), "out", &[]);
    let header = std::fs::read_to_string(work.path().join("out/readouts.tsv")).unwrap();
    assert_eq!(header.lines().next().unwrap(), HEADER.split_whitespace().collect::<Vec<_>>().join("\t"));
    let alterations = Tsv::read(&work.path().join("out/alterations.tsv"));
    let former: Vec<&str> = FORMER.split_whitespace().collect();
    assert_eq!(alterations.header[..former.len()], former);
    assert_eq!(alterations.header[former.len()..], ["rna_readout"]);
    let stamp = manifest(&work.path().join("out"))["readouts"].clone();
    assert_eq!(stamp["id"], "readouts-v1");
    assert_eq!(stamp["digest"].as_str().map(str::len), Some(64));
}

#[test]
fn the_column_beside_an_alteration_is_the_state_of_the_gene_and_changes_no_status() {
    let work = folder();
    // The samples that have files of their own beside RNA.
    let sheet: String =
        demo_sheet().split_inclusive('\n').filter(|row| !row.starts_with("SIM00012,")).collect();
    std::fs::write(work.path().join("sheet.csv"), sheet).unwrap();
    run_demo(work.path(), "out", &[]);
    let out = work.path().join("out");
    let (readouts, alterations) =
        (Tsv::read(&out.join("readouts.tsv")), Tsv::read(&out.join("alterations.tsv")));
    let state = readouts.column("state");
    for row in &alterations.rows {
        let mut of_gene = readouts.rows.iter().filter(|readout| readout[..2] == row[..2]);
        let expected = of_gene.next().map_or("NA", |readout| readout[state].as_str());
        assert_eq!(row.last().unwrap(), expected, "{row:?}");
        assert!(of_gene.next().is_none(), "{row:?}: two readouts");
    }
    // Without RNA the same genes have the same status, and no readout that says anything.
    let sheet = ["run", "-q", "--samples", "sheet.csv", "--outdir", "dna"];
    evade_in(work.path(), &sheet).expect_code(0);
    let untested = Tsv::read(&work.path().join("dna/alterations.tsv"));
    let places: Vec<usize> = (0..untested.header.len() - 1).collect();
    assert_eq!(untested.columns(&places).text(), alterations.columns(&places).text());
    let silent = ["NA", "not_assessable"];
    assert!(untested.rows.iter().all(|row| silent.contains(&row.last().unwrap().as_str())));
}

#[test]
fn variants_alone_have_no_readout() {
    let work = folder();
    let arguments = ["variants", &demo("variants.maf"), "--assay-dna", "WES", "--outdir", "out"];
    evade_in(work.path(), &arguments).expect_code(0);
    let table = Tsv::read(&work.path().join("out/alterations.tsv"));
    assert!(!table.rows.is_empty());
    let place = table.column("rna_readout");
    assert!(table.rows.iter().all(|row| row[place] == "NA"));
    assert!(!work.path().join("out/readouts.tsv").exists());
    assert!(manifest(&work.path().join("out"))["readouts"].is_null());
}

#[test]
fn a_readout_that_differs_has_its_causes() {
    let work = folder();
    for out in ["old", "new"] {
        run_small(work.path(), out, &[]);
    }
    let diff = || Tsv::parse(&evade_in(work.path(), &["diff", "old", "new"]).expect_code(0).stdout).rows;
    let old = [["active_1", "KEAP1", "0.5", "neutral"], ["active_1", "TP53", "0.5", "neutral"]];
    write_readouts(&work.path().join("old"), &old);
    write_readouts(&work.path().join("new"), &old);
    assert!(diff().is_empty());
    let state = |value: &'static str| [["active_1", "KEAP1", value, "supports_loss"], old[1]];
    write_readouts(&work.path().join("new"), &state("0.5"));
    let changed = ["active_1", "readouts", "KEAP1", "neutral", "supports_loss"];
    let rows = diff();
    assert_eq!((rows.len(), &rows[0][..5]), (1, &changed.map(str::to_owned)[..]));
    assert_eq!(rows[0][5], "unexplained", "{rows:?}");
    // Another list of readouts, and other expression: a value that is the same does not come from expression.
    let path = work.path().join("new/manifest.json");
    let mut other = manifest(&work.path().join("new"));
    other["readouts"]["id"] = "readouts-v9".into();
    for input in other["inputs"].as_array_mut().unwrap() {
        input["sha256"] = "0".into();
    }
    std::fs::write(&path, other.to_string()).unwrap();
    let rows = diff();
    assert_eq!(rows[0][5], "readout_rules", "{rows:?}");
    assert!(rows[0][6].starts_with("readouts-v1 ") && rows[0][6].contains("-> readouts-v9 "), "{rows:?}");
    write_readouts(&work.path().join("new"), &state("0.75"));
    assert_eq!(diff()[0][5], "input;readout_rules");
}

#[test]
fn folders_without_readouts_are_compared_and_not_merged() {
    let work = folder();
    run_small(work.path(), "new", &[]);
    for (shard, out) in [("1/2", "part1"), ("2/2", "part2")] {
        run_small(work.path(), out, &["--shard", shard]);
    }
    run_small(work.path(), "old", &[]);
    without_readouts(&work.path().join("old"));
    for pair in [["old", "new"], ["new", "old"]] {
        let outcome = evade_in(work.path(), &[&["diff"][..], &pair].concat()).expect_code(0);
        assert!(Tsv::parse(&outcome.stdout).rows.is_empty(), "{}", outcome.stdout);
        let told = "old of evade 0.2.0 has no readouts.tsv: it is not compared";
        assert!(outcome.stderr.contains(told), "{}", outcome.stderr);
    }
    without_readouts(&work.path().join("part2"));
    let merge = ["merge", "--outdir", "out", "part1", "part2"];
    let stderr = evade_in(work.path(), &merge).expect_code(3).stderr;
    assert!(stderr.contains("part2: was made with another list of readouts than part1"), "{stderr}");
    without_readouts(&work.path().join("part1"));
    let stderr = evade_in(work.path(), &merge).expect_code(3).stderr;
    assert!(stderr.contains("part1: has no readouts.tsv") && stderr.contains("; hint: "), "{stderr}");
    assert!(!work.path().join("out").exists());
}

#[test]
fn the_words_of_readouts_are_printed() {
    let lists = crate::words::vocabulary();
    let states = ["neutral", "not_assessable", "supports_intact", "supports_loss"];
    assert_eq!(lists["readout_state"].iter().map(String::as_str).collect::<Vec<_>>(), states);
    assert!(lists["readout_reason"].contains("too_few_altered"));
}
