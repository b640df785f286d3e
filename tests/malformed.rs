//! Bad inputs: each of them one line that says where and what to do, the right exit code, and nothing written.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::support::{Outcome, Tsv, evade_in, files_below, folder, test_data};

/// Files of the folder that are no bad input.
fn is_helper(name: &str) -> bool {
    ["README.md", "expected.tsv"].contains(&name) || name.starts_with("good")
}

/// One row of the table: a bad file, a command that reads it and what it must say.
struct Case {
    file: String,
    command: String,
    exit_code: i32,
    /// No single line is at fault.
    whole_file: bool,
    message: String,
}

impl Case {
    fn all() -> Vec<Self> {
        let table = Tsv::read(&test_data("malformed/expected.tsv"));
        assert_eq!(table.header, ["file", "command", "exit_code", "whole_file", "message"]);
        table
            .rows
            .into_iter()
            .map(|row| {
                let [file, command, exit_code, whole_file, message] =
                    <[String; 5]>::try_from(row).unwrap_or_else(|row| panic!("not five fields: {row:?}"));
                Self {
                    exit_code: exit_code.parse().unwrap_or_else(|_| panic!("{file}: exit code {exit_code}")),
                    whole_file: whole_file
                        .parse()
                        .unwrap_or_else(|_| panic!("{file}: whole_file {whole_file}")),
                    message: message.replace("{file}", &file),
                    file,
                    command,
                }
            })
            .collect()
    }

    /// Runs the command beside the bad files, so that messages carry bare names; `out` takes the results.
    fn run(&self, out: &Path) -> Outcome {
        let out = out.to_str().unwrap();
        let arguments: Vec<String> = self
            .command
            .split(' ')
            .map(|word| word.replace("{file}", &self.file).replace("{out}", out))
            .collect();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        evade_in(&test_data("malformed"), &arguments)
    }

    /// What is wrong with the outcome.
    fn faults_of(&self, outcome: &Outcome) -> Vec<String> {
        let mut faults = Vec::new();
        if outcome.code != self.exit_code {
            faults.push(format!("exit code {}, expected {}", outcome.code, self.exit_code));
        }
        let expected = format!("evade: error: {}\n", self.message);
        if outcome.stderr != expected {
            faults.push(format!(
                "expected: {}\n    printed:  {}",
                expected.trim_end(),
                outcome.stderr.trim_end()
            ));
        }
        if !outcome.stdout.is_empty() {
            faults.push(format!("{} bytes on standard output", outcome.stdout.len()));
        }
        faults
    }

    /// What the expected message lacks. Judged on the table, so that a wrong expectation is found as well.
    fn gaps(&self) -> Vec<&'static str> {
        let names_line = self.message.match_indices(&self.file).any(|(start, name)| {
            let rest = self.message[start + name.len()..].strip_prefix(':').unwrap_or_default();
            rest.starts_with(|c: char| c.is_ascii_digit())
        });
        let mut gaps = Vec::new();
        if !self.message.contains(&self.file) {
            gaps.push("the message does not name the file");
        }
        if !self.message.contains("; hint: ") {
            gaps.push("the message has no hint");
        }
        if names_line == self.whole_file {
            gaps.push("the message names a line, or is marked as whole_file, but not both and not neither");
        }
        gaps
    }
}

/// Whether a folder is that of a run of which every sample has failed by a file that cannot be read.
fn lists_failed_samples(out: &Path) -> bool {
    let Ok(manifest) = std::fs::read(out.join("manifest.json")) else { return false };
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    let failed = Tsv::read(&out.join("failed.tsv"));
    let reason = failed.column("reason");
    let all = failed.rows.len() as u64;
    all > 0
        && manifest["n_failed"] == all
        && manifest["n_samples"] == all
        && failed.rows.iter().all(|row| row[reason] == "input_unreadable")
}

/// All faults at once: whoever changes a message sees every place it changes.
fn report(faults: &[String]) {
    assert!(faults.is_empty(), "{} rows of expected.tsv fail\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn every_bad_file_is_in_the_table_once() {
    let mut rows = BTreeMap::new();
    for case in Case::all() {
        *rows.entry(case.file).or_insert(0) += 1;
    }
    let twice: Vec<&String> = rows.iter().filter(|(_, n)| **n > 1).map(|(file, _)| file).collect();
    assert!(twice.is_empty(), "in several rows: {twice:?}");
    let in_table: BTreeSet<String> = rows.into_keys().collect();
    let in_folder: BTreeSet<String> =
        files_below(&test_data("malformed"), &[]).into_keys().filter(|name| !is_helper(name)).collect();
    assert_eq!(in_table, in_folder, "expected.tsv and the folder differ");
    for kind in ["matrix", "sheet", "gmt"] {
        let n = in_table.iter().filter(|name| name.starts_with(kind)).count();
        assert!(n > 0, "no bad {kind}");
    }
    assert!(in_table.len() >= 30, "only {} bad files", in_table.len());
}

#[test]
fn every_expected_message_names_file_and_line_and_has_a_hint() {
    let faults: Vec<String> = Case::all()
        .iter()
        .filter(|case| !case.gaps().is_empty())
        .map(|case| format!("{}: {}\n    {}", case.file, case.gaps().join("; "), case.message))
        .collect();
    report(&faults);
}

#[test]
fn every_bad_file_is_refused_in_one_line_and_nothing_is_written_but_whose_it_was() {
    let before = files_below(&test_data("malformed"), &[]);
    let mut failed = Vec::new();
    for case in Case::all() {
        let results = folder();
        let mut faults = case.faults_of(&case.run(&results.path().join("out")));
        // The folder of the results was not there: a command that fails has no reason to make it, unless to list the
        // samples whose file it was.
        let written = files_below(results.path(), &[]);
        if !written.is_empty() && !lists_failed_samples(&results.path().join("out")) {
            faults.push(format!("it left {:?}", written.keys()));
        }
        if !faults.is_empty() {
            failed.push(format!("{} ({})\n    {}", case.file, case.command, faults.join("\n    ")));
        }
    }
    let after = files_below(&test_data("malformed"), &[]);
    assert!(before.keys().eq(after.keys()), "a command left a file beside its input");
    report(&failed);
}

#[test]
fn the_good_files_are_good() {
    let results = folder();
    for command in [
        "run --unit tpm --samples good_sheet.csv --expression good.tsv --outdir {out}",
        "score good.tsv --gene-sets good.gmt -o {out}/scores.tsv",
        "score good.tsv --gene-sets good_catalogue.toml -o {out}/catalogue.tsv",
        "signatures check good_catalogue.toml",
        "reference show good_reference.json",
    ] {
        let case = Case {
            file: String::new(),
            command: command.to_owned(),
            exit_code: 0,
            whole_file: true,
            message: String::new(),
        };
        case.run(results.path()).expect_code(0);
    }
}

#[test]
fn a_run_that_fails_leaves_earlier_results_as_they_were() {
    let results = folder();
    let out = results.path().to_str().unwrap();
    let bad = test_data("malformed");
    evade_in(&bad, &["run", "--unit", "tpm", "--expression", "good.tsv", "--outdir", out]).expect_code(0);
    let table = results.path().join("scores_of_good.tsv");
    let table = table.to_str().unwrap();
    evade_in(&bad, &["score", "good.tsv", "--gene-sets", "good.gmt", "-o", table]).expect_code(0);
    let before = files_below(results.path(), &[]);
    assert!(before.len() > 5, "the good run wrote {:?}", before.keys());

    // Each fails at another stage: reading the matrix, reading the sheet, joining the two, making a scale, reading gene sets.
    for arguments in [
        ["run", "--unit", "tpm", "--expression", "matrix_text_cell.tsv", "--outdir", out].as_slice(),
        &["run", "--unit", "tpm", "--expression", "matrix_cut.tsv.gz", "--outdir", out],
        &[
            "run",
            "--unit",
            "tpm",
            "--expression",
            "good.tsv",
            "--samples",
            "sheet_row_short.csv",
            "--outdir",
            out,
        ],
        &[
            "run",
            "--unit",
            "tpm",
            "--expression",
            "good.tsv",
            "--samples",
            "sheet_other_samples.csv",
            "--outdir",
            out,
        ],
        &["run", "--unit", "tpm", "--expression", "good.tsv", "--scale", "cohort", "--outdir", out],
        &["score", "good.tsv", "--gene-sets", "gmt_no_genes.gmt", "-o", table],
        &["score", "matrix_row_short.tsv", "--gene-sets", "good.gmt", "-o", table],
    ] {
        evade_in(&bad, arguments).expect_code(3);
        let after = files_below(results.path(), &[]);
        assert!(before == after, "{arguments:?} changed the earlier results: {:?}", after.keys());
    }
}
