//! Parts of a run, put together: the bytes of one run, or a refusal that names what is wrong.

use std::path::Path;
use std::process::Command;

use crate::support::{NOT_COMPARED, Tsv, assert_same_files, demo, evade_in, folder, real_data, test_data};

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
        .replace("variants.maf", &absolute("variants.maf"))
        .replace("segments/", &absolute("segments/"))
        .replace("SIM00014,P00014", "SIM00014,P00002")
        .replace("SIM00005_rna", "nowhere");
    std::fs::write(work.path().join("sheet.csv"), sheet).unwrap();
    let matrix = demo("expression_tpm.tsv.gz");
    let input = ["--samples", "sheet.csv", "--expression", &matrix];
    assert_shards_are_one_run(work.path(), &input, 7, 4);
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
        ("alterations.tsv", "not_tested\t", "alterations.tsv: the content is not what the manifest says"),
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
fn parts_that_read_different_files_of_one_name_are_refused() {
    let work = folder();
    let table = Tsv::read(&test_data("small/expression_tpm.tsv.gz"));
    let write = |folder: &str, columns: &[usize], sheet: &str| {
        let folder = work.path().join(folder);
        std::fs::create_dir_all(&folder).unwrap();
        table.columns(columns).write(&folder.join("m.tsv"));
        std::fs::write(folder.join("s.csv"), sheet).unwrap();
    };
    let sheet = "sample,rna_id,purity\nP1,active_1,0.4\nP2,desert_1,0.3\n";
    write("one", &[0, 1, 7], sheet);
    write("two", &[0, 1, 7, 5], sheet);
    write("three", &[0, 1, 7], &sheet.replace("0.4", "0.2"));
    let run = |from: &str, shard: &str, to: &str| {
        let (samples, matrix) = (format!("{from}/s.csv"), format!("{from}/m.tsv"));
        let input = ["run", "-q", "--samples", &samples, "--expression", &matrix, "--shard", shard];
        evade_in(work.path(), &[&input[..], &["--outdir", to]].concat()).expect_code(0);
    };
    run("one", "1/2", "part1");
    run("one", "2/2", "part2");
    run("two", "2/2", "other_matrix");
    run("three", "2/2", "other_sheet");
    let merge = |second: &str, more: &[&str], code: i32| {
        let input = [&["merge", "--outdir", "merged"], more, &["part1", second]].concat();
        evade_in(work.path(), &input).expect_code(code).stderr
    };
    for (second, expected) in [
        ("other_matrix", "other_matrix: read another m.tsv (expression) than part1: the contents differ"),
        ("other_sheet", "other_sheet: read another s.csv (samples) than part1"),
    ] {
        let message = merge(second, &[], 3);
        assert!(message.contains(expected), "{message}");
    }
    // A sheet lets a cohort grow, and the result says that its samples come of several files.
    let message = merge("other_matrix", &["--samples", "one/s.csv"], 0);
    assert!(message.contains("warning: other_matrix read another m.tsv"), "{message}");
    merge("part2", &[], 0);
}

#[test]
fn a_sample_that_failed_is_run_again_when_its_row_is_corrected() {
    let work = folder();
    let matrix = test_data("small/expression_tpm.tsv.gz");
    let sheet = |id: &str| {
        let text = format!("sample,rna_id,reported\nP1,active_1,genes.tsv\nP2,{id},genes.tsv\n");
        std::fs::write(work.path().join("s.csv"), text).unwrap();
    };
    std::fs::write(
        work.path().join("genes.tsv"),
        "sample\tgene\tchange\nP1\tKRAS\tp.G12C\nP2\tKRAS\tp.G12D\n",
    )
    .unwrap();
    let run = |more: &[&str], code: i32| {
        let input = ["run", "-q", "--samples", "s.csv", "--expression", matrix.to_str().unwrap()];
        evade_in(work.path(), &[&input[..], more].concat()).expect_code(code);
    };
    sheet("nowhere");
    run(&["--shard", "1/2", "--outdir", "part1"], 0);
    run(&["--shard", "2/2", "--outdir", "part2"], 4);
    let merge = |parts: &[&str], code: i32| {
        let input = [&["merge", "--samples", "s.csv", "--outdir", "merged"], parts].concat();
        evade_in(work.path(), &input).expect_code(code).stderr
    };
    merge(&["part1", "part2"], 4);
    sheet("desert_1");
    let message = merge(&["part1", "part2"], 3);
    assert!(message.contains("'P2' was run with rna_id \"nowhere\""), "{message}");
    run(&["--only", "P2", "--outdir", "again"], 0);
    merge(&["part1", "again"], 0);
    // A sheet in the place of a result stays as it is.
    std::fs::create_dir(work.path().join("kept")).unwrap();
    std::fs::copy(work.path().join("s.csv"), work.path().join("kept/scores.tsv")).unwrap();
    let onto = ["merge", "--samples", "kept/scores.tsv", "--outdir", "kept", "part1", "again"];
    let message = evade_in(work.path(), &onto).expect_code(2).stderr;
    assert!(message.contains("would replace the input kept/scores.tsv"), "{message}");
    // The merged result can be repeated: its manifest names the sheet it was merged by.
    std::fs::copy(&matrix, work.path().join("expression_tpm.tsv.gz")).unwrap();
    let again = ["run", "-q", "--from-manifest", "merged/manifest.json", "--outdir", "repeated"];
    evade_in(work.path(), &again).expect_code(0);
    assert_same_files(&work.path().join("merged"), &work.path().join("repeated"), &NOT_COMPARED);
}

#[test]
fn files_with_different_genes_are_refused_in_parts_as_in_one_run() {
    let work = folder();
    let sheet = test_data("formats/sheet_of_two_programs.csv");
    let tx2gene = test_data("formats/tx2gene.csv");
    let (sheet, tx2gene) = (sheet.to_str().unwrap(), tx2gene.to_str().unwrap());
    let n_samples = std::fs::read_to_string(sheet).unwrap().lines().count() - 1;
    let input = ["run", "-q", "--samples", sheet, "--tx2gene", tx2gene];
    let whole = evade_in(work.path(), &[&input[..], &["--outdir", "whole"]].concat()).expect_code(3);
    assert!(whole.stderr.contains("has other genes than"), "{}", whole.stderr);
    let mut merge = vec!["merge".to_owned(), "--outdir".to_owned(), "merged".to_owned()];
    for i in 1..=n_samples {
        let (shard, out) = (format!("{i}/{n_samples}"), format!("part{i}"));
        evade_in(work.path(), &[&input[..], &["--shard", &shard, "--outdir", &out]].concat()).expect_code(0);
        merge.push(out);
    }
    let merge: Vec<&str> = merge.iter().map(String::as_str).collect();
    let outcome = evade_in(work.path(), &merge).expect_code(3);
    assert!(outcome.stderr.contains("has other genes than the files of part1"), "{}", outcome.stderr);
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
    // Files are named, not only facts.
    std::fs::write(work.path().join("own.tsv"), "gene\tchange\n").unwrap();
    let own =
        "sample,rna_id,purity,reported\nP3,excluded_1,0.5,\nP1,active_1,0.4,own.tsv\nP2,desert_1,0.3,\n";
    std::fs::write(work.path().join("s.csv"), own).unwrap();
    let outcome = evade_in(work.path(), &merge).expect_code(3);
    assert!(
        outcome.stderr.contains("P1: 'P1' was run with reported no file, s.csv says 'own.tsv'"),
        "{}",
        outcome.stderr
    );
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

#[test]
fn blocks_of_a_matrix_are_called_as_in_the_matrix() {
    let work = folder();
    let matrix = test_data("small/expression_tpm.tsv.gz");
    let matrix = matrix.to_str().unwrap();
    let split = ["split", matrix, "--parts", "3", "--outdir", "blocks"];
    let outcome = evade_in(work.path(), &split).expect_code(0);
    assert!(outcome.stderr.contains("blocks/expression_tpm.3-of-3.tsv.gz: 3 samples"), "{}", outcome.stderr);
    let call = |matrix: &str| {
        let arguments = ["phenotype", matrix, "--unit", "tpm"];
        Tsv::parse(&evade_in(work.path(), &arguments).expect_code(0).stdout).rows
    };
    let blocks: Vec<Vec<String>> =
        (1..=3).flat_map(|i| call(&format!("blocks/expression_tpm.{i}-of-3.tsv.gz"))).collect();
    assert_eq!(call(matrix), blocks);
    evade_in(work.path(), &["split", matrix, "--parts", "9", "--outdir", "blocks"]).expect_code(2);
    let quant = test_data("formats/P1/quant.sf");
    evade_in(work.path(), &["split", quant.to_str().unwrap(), "--parts", "1", "--outdir", "x"])
        .expect_code(3);
    assert!(!work.path().join("x").exists());
}
