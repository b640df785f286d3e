//! Parts of a run, put together: the bytes of one run, or a refusal that names what is wrong. And runs that are killed.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::{Random, Tsv, assert_same_files, evade_in, files_below, folder, real_data, test_data};

/// The manifest says how a result was put together, the log when.
const NOT_COMPARED: [&str; 2] = ["manifest.json", "run.log.json"];

fn demo(file: &str) -> String {
    test_data("demo").join(file).to_str().unwrap().to_owned()
}

/// Runs `evade run` as a whole and in shards, each a process, merges them, and compares the bytes.
fn assert_shards_are_one_run(work: &Path, input: &[&str], n_shards: usize, code: i32) {
    evade_in(work, &[&["run", "--quiet", "--outdir", "whole"], input].concat()).expect_code(code);
    let shards: Vec<String> = (1..=n_shards).map(|i| format!("{i}/{n_shards}")).collect();
    let folders: Vec<String> = (1..=n_shards).map(|i| format!("part{i}")).collect();
    let mut children = Vec::new();
    for (shard, out) in shards.iter().zip(&folders) {
        let arguments = [&["run", "--quiet", "--shard", shard, "--outdir", out], input].concat();
        let command = Command::new(env!("CARGO_BIN_EXE_evade")).args(&arguments).current_dir(work).spawn();
        children.push(command.unwrap());
    }
    for child in &mut children {
        let status = child.wait().unwrap().code().unwrap();
        assert!(status == 0 || status == code, "a shard ended with {status}");
    }
    // In any order of the folders.
    let mut merge: Vec<&str> = vec!["merge", "--quiet", "--outdir", "merged"];
    merge.extend(folders.iter().rev().map(String::as_str));
    evade_in(work, &merge).expect_code(code);
    assert_same_files(&work.join("whole"), &work.join("merged"), &NOT_COMPARED);
}

#[test]
fn seven_shards_of_everything_are_one_run() {
    let work = folder();
    // Two biopsies of one patient far from each other, and a sample that is not in the matrix.
    let sheet = std::fs::read_to_string(test_data("demo/samples.csv")).unwrap();
    let folder = test_data("demo");
    let absolute = |file: &str| format!("{}/{file}", folder.display());
    let sheet = sheet
        .replace("variants/", &absolute("variants/"))
        .replace("segments/", &absolute("segments/"))
        .replace("SIM00014,P00014", "SIM00014,P00002")
        .replace("SIM00005_rna", "nowhere");
    std::fs::write(work.path().join("sheet.csv"), sheet).unwrap();
    let matrix = demo("expression_tpm.tsv.gz");
    let input = ["--samples", "sheet.csv", "--expression", &matrix];
    assert_shards_are_one_run(work.path(), &input, 7, 0);
    let part = |i: usize| Tsv::read(&work.path().join(format!("part{i}/phenotypes.tsv"))).rows;
    let with_both = (1..=7).filter(|&i| part(i).iter().any(|row| row[0] == "SIM00014")).collect::<Vec<_>>();
    assert!(part(with_both[0]).iter().any(|row| row[0] == "SIM00002"), "a patient was torn");
}

#[test]
fn more_shards_than_samples_and_samples_without_results_are_no_trouble() {
    let work = folder();
    let sheet = "sample,rna_id\nP1,active_1\nP2,nowhere\nP3,desert_1\nP4,nobody\nP5,excluded_2\n";
    std::fs::write(work.path().join("s.csv"), sheet).unwrap();
    let matrix = test_data("small/expression_tpm.tsv.gz");
    let input = ["--samples", "s.csv", "--expression", matrix.to_str().unwrap()];
    assert_shards_are_one_run(work.path(), &input, 9, 4);
    let failed = Tsv::read(&work.path().join("merged/failed.tsv")).pairs("sample", "reason");
    assert_eq!(failed.keys().collect::<Vec<_>>(), ["P2", "P4"]);
}

#[test]
fn files_of_single_samples_with_different_genes_are_put_together_as_in_one_run() {
    let work = folder();
    let sheet = test_data("formats/sheet_of_two_programs.csv");
    let input = ["--samples", sheet.to_str().unwrap(), "--union"];
    let tx2gene = test_data("formats/tx2gene.csv");
    let input = [&input[..], &["--tx2gene", tx2gene.to_str().unwrap()]].concat();
    assert_shards_are_one_run(work.path(), &input, 3, 0);
}

#[test]
fn shards_of_a_cohort_scale_read_the_whole_cohort() {
    let work = folder();
    let matrix = demo("expression_tpm.tsv.gz");
    assert_shards_are_one_run(work.path(), &["--expression", &matrix, "--scale", "cohort"], 3, 0);
}

#[test]
fn shards_of_real_cohorts_are_one_run() {
    for cohort in ["icb_nsclc_cho2020/expression_tpm.tsv.gz", "icb_gastric_kim2018/expression_tpm.tsv.gz"] {
        let Some(matrix) = real_data(cohort) else { continue };
        let work = folder();
        assert_shards_are_one_run(work.path(), &["--expression", matrix.to_str().unwrap()], 7, 0);
    }
}

/// Three shards of the small cohort.
fn three_parts(work: &Path) {
    let matrix = test_data("small/expression_tpm.tsv.gz");
    for i in 1..=3 {
        let (shard, out) = (format!("{i}/3"), format!("part{i}"));
        let arguments =
            ["run", "-q", "--expression", matrix.to_str().unwrap(), "--shard", &shard, "--outdir"];
        evade_in(work, &[&arguments[..], &[&out]].concat()).expect_code(0);
    }
}

#[test]
fn parts_that_do_not_make_one_run_are_refused_by_name() {
    let work = folder();
    three_parts(work.path());
    let matrix = test_data("small/expression_tpm.tsv.gz");
    let matrix = matrix.to_str().unwrap();
    let run = |more: &[&str]| {
        evade_in(work.path(), &[&["run", "-q", "--expression", matrix], more].concat()).expect_code(0);
    };
    run(&["--only", "active_1", "--outdir", "again"]);
    run(&["--shard", "3/3", "--reference", "tcga-nsclc-panel", "--outdir", "other_reference"]);
    run(&["--shard", "3/3", "--unit", "tpm", "--outdir", "other_option"]);
    let foreign = demo("expression_tpm.tsv.gz");
    evade_in(
        work.path(),
        &["run", "-q", "--expression", &foreign, "--only", "SIM00001_rna", "--outdir", "foreign"],
    )
    .expect_code(0);
    std::fs::create_dir(work.path().join("unfinished")).unwrap();

    for (folders, expected) in [
        (&["part1", "part3"][..], "part1: 3 of 8 samples are in no part: shard 2/3 is missing"),
        (&["part1", "part2", "part3", "again"], "again: the sample 'active_1' is also in part1"),
        (&["part1", "part2", "part3", "foreign"], "foreign: is not a part of the same run as part1"),
        (&["part1", "part2", "other_reference"], "other_reference: was made with another reference"),
        (&["part1", "part2", "other_option"], "other_option: was made with another option 'unit'"),
        (&["part1", "part2", "unfinished"], "unfinished: there is no manifest.json"),
        (&["part1", "part2", "nowhere"], "nowhere: there is no such folder"),
        (&["again"], "again: 7 of 8 samples are in no part: they stand at 2, 3, 4, 5, 6, 7, 8"),
    ] {
        let outcome =
            evade_in(work.path(), &[&["merge", "--outdir", "out"], folders].concat()).expect_code(3);
        assert!(outcome.stderr.contains(expected), "{expected}\n{}", outcome.stderr);
        assert!(outcome.stderr.contains("; hint: "), "{}", outcome.stderr);
        assert!(!work.path().join("out").exists());
    }
    for folders in [&["part1", "part1"][..], &["part1", "out", "part2"]] {
        std::fs::create_dir_all(work.path().join("out")).unwrap();
        evade_in(work.path(), &[&["merge", "--outdir", "out"], folders].concat()).expect_code(2);
    }
}

#[test]
fn tables_that_were_changed_after_the_run_are_refused() {
    for (file, change, expected) in [
        ("phenotypes.tsv", "desert_1\t", "the sample 'desert_1' has a row neither here nor in failed.tsv"),
        ("scores.tsv", "desert_1\t", "is not a sample of this part"),
        ("gene_mapping.tsv", "\n", "rows, "),
    ] {
        let work = folder();
        three_parts(work.path());
        let path = work.path().join("part3").join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(
            &path,
            text.replacen(change, if change == "\n" { "\nx\tx\tx\tx\tx\tx\tx\tx\n" } else { "ghost\t" }, 1),
        )
        .unwrap();
        let outcome =
            evade_in(work.path(), &["merge", "--outdir", "out", "part1", "part2", "part3"]).expect_code(3);
        assert!(outcome.stderr.contains(expected), "{}", outcome.stderr);
    }
}

#[test]
fn one_more_sample_takes_the_results_of_the_others_as_they_are() {
    let work = folder();
    let table = Tsv::read(&test_data("small/expression_tpm.tsv.gz"));
    let rows = ["P1,active_1,0.4", "P2,desert_1,0.3", "P3,excluded_1,0.5"];
    let sheet = |rows: &[&str]| {
        std::fs::write(work.path().join("s.csv"), format!("sample,rna_id,purity\n{}\n", rows.join("\n")))
            .unwrap();
    };
    let run = |more: &[&str]| {
        evade_in(
            work.path(),
            &[&["run", "-q", "--samples", "s.csv", "--expression", "m.tsv"], more].concat(),
        )
        .expect_code(0);
    };
    // The first two, when there were no others.
    table.columns(&[0, 1, 7]).write(&work.path().join("m.tsv"));
    sheet(&rows[..2]);
    run(&["--only", "P1", "--outdir", "P1"]);
    run(&["--only", "P2", "--outdir", "P2"]);
    // A third comes, and stands first.
    table.columns(&[0, 1, 7, 5]).write(&work.path().join("m.tsv"));
    sheet(&[rows[2], rows[0], rows[1]]);
    run(&["--only", "P3", "--outdir", "P3"]);
    run(&["--outdir", "whole"]);
    let merge = ["merge", "-q", "--samples", "s.csv", "--outdir", "merged", "P1", "P2", "P3"];
    evade_in(work.path(), &merge).expect_code(0);
    let mut not_compared = NOT_COMPARED.to_vec();
    // Two files of two contents were read, and the mapping says so.
    not_compared.push("gene_mapping.tsv");
    assert_same_files(&work.path().join("whole"), &work.path().join("merged"), &not_compared);

    // Without the sheet nobody can say that these are one cohort.
    let outcome = evade_in(work.path(), &["merge", "--outdir", "x", "P1", "P2", "P3"]).expect_code(3);
    assert!(outcome.stderr.contains("--samples SHEET"), "{}", outcome.stderr);
    // What the sheet says of a sample now is not what it was run with.
    sheet(&[rows[2], "P1,active_1,0.45", rows[1]]);
    let outcome = evade_in(work.path(), &merge).expect_code(3);
    let expected = "P1: 'P1' was run with purity 0.4, s.csv says 0.45; hint: run it again: --only P1";
    assert!(outcome.stderr.contains(expected), "{}", outcome.stderr);
    sheet(&rows[..2]);
    let outcome = evade_in(work.path(), &merge).expect_code(3);
    assert!(outcome.stderr.contains("P3: the sample 'P3' is not in s.csv"), "{}", outcome.stderr);
    sheet(&[rows[0], rows[1], rows[2], "P4,suppressed_1,0.2"]);
    let outcome = evade_in(work.path(), &merge).expect_code(3);
    assert!(outcome.stderr.contains("s.csv: no part holds P4"), "{}", outcome.stderr);
}

#[test]
fn a_part_is_asked_for_in_a_way_that_can_be() {
    let work = folder();
    let matrix = test_data("small/expression_tpm.tsv.gz");
    let matrix = matrix.to_str().unwrap();
    for part in [
        &["--shard", "0/3"][..],
        &["--shard", "4/3"],
        &["--shard", "1/3", "--only", "active_1"],
        &["--only", "nobody"],
        &["--sample", "active_1", "--shard", "1/2"],
    ] {
        let arguments = [&["run", "--expression", matrix, "--outdir", "out"], part].concat();
        evade_in(work.path(), &arguments).expect_code(2);
    }
    let phenotype = |part: &[&str]| {
        Tsv::parse(&evade_in(work.path(), &[&["phenotype", matrix], part].concat()).expect_code(0).stdout)
    };
    let whole = phenotype(&[]);
    let mut shards: Vec<Vec<String>> = Vec::new();
    for shard in ["1-of-2", "2-of-2"] {
        shards.extend(phenotype(&["--shard", shard]).rows);
    }
    assert_eq!(whole.rows, shards);
    assert_eq!(phenotype(&["--only", "desert_1"]).rows.len(), 1);
}

/// Runs a command and kills it after this time, unless it is done before. Gives whether it was killed.
fn run_and_kill(work: &Path, arguments: &[&str], after: Duration) -> bool {
    let mut child = Command::new(env!("CARGO_BIN_EXE_evade"))
        .args(arguments)
        .current_dir(work)
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(after);
    // SIGKILL: the program learns nothing of it. One that is done cannot be killed, which is no error.
    let _ = child.kill();
    child.wait().unwrap().code().is_none()
}

/// Every file under a final name is whole: it has the bytes of a run that was not killed.
fn assert_no_half_file(expected: &Path, found: &Path) {
    let whole = files_below(expected, &[]);
    for (name, bytes) in files_below(found, &NOT_COMPARED) {
        let is_temporary = name.rsplit('/').next().unwrap().ends_with(".evade-tmp");
        assert!(is_temporary || whole.get(&name) == Some(&bytes), "{name} is half written");
    }
}

#[test]
fn twenty_killed_runs_leave_no_half_file_and_their_reruns_the_same_bytes() {
    let work = folder();
    let sheet = demo("samples.csv");
    let matrix = demo("expression_tpm.tsv.gz");
    let run = ["run", "-q", "--samples", &sheet, "--expression", &matrix, "--outdir"];
    let whole = [&run[..], &["whole"]].concat();
    let began = Instant::now();
    evade_in(work.path(), &whole).expect_code(0);
    let needed = began.elapsed();
    let mut random = Random::new(20);
    let (mut n_killed, mut n_begun) = (0, 0);
    for i in 0..20 {
        let out = format!("killed{i}");
        let again = [&run[..], &[&out]].concat();
        let after = needed.mul_f64((1 + random.below(100)) as f64 / 100.0);
        n_killed += usize::from(run_and_kill(work.path(), &again, after));
        let out: PathBuf = work.path().join(out);
        n_begun += usize::from(out.exists());
        assert_no_half_file(&work.path().join("whole"), &out);
        evade_in(work.path(), &again).expect_code(0);
        // Temporary files of the killed run are gone, too.
        assert_same_files(&work.path().join("whole"), &out, &["run.log.json"]);
    }
    assert!(n_killed >= 10, "only {n_killed} of 20 runs were killed before their end");
    assert!(n_begun >= 1, "no run had begun to write");
}
