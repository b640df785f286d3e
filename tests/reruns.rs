//! Runs that are killed, and runs that are done again.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::{
    NOT_COMPARED, Random, Tsv, assert_same_files, demo, demo_sheet, evade_in, files_below, folder, run_demo,
};

/// Runs a command and kills it after this time, unless it is done before; the time counts from the start or, given a
/// folder, from the moment that it is there. Gives whether it was killed.
fn run_and_kill(work: &Path, arguments: &[&str], from: Option<&Path>, after: Duration) -> bool {
    let mut child = Command::new(env!("CARGO_BIN_EXE_evade"))
        .args(arguments)
        .current_dir(work)
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while from.is_some_and(|folder| !folder.exists()) && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(1));
    }
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
    let timed = |arguments: &[&str]| {
        let began = Instant::now();
        evade_in(work.path(), arguments).expect_code(0);
        began.elapsed()
    };
    let mut needed = timed(&whole);
    let mut random = Random::new(20);
    let (mut n_killed, mut n_begun) = (0, 0);
    for i in 0..200 {
        if n_killed == 20 {
            break;
        }
        let name = format!("killed{i}");
        let again = [&run[..], &[&name]].concat();
        let after = needed.mul_f64((1 + random.below(100)) as f64 / 100.0);
        let out: PathBuf = work.path().join(&name);
        // A busy machine may take longer to begin than a run took before: every second kill waits for that.
        let is_killed = match i % 2 {
            0 => run_and_kill(work.path(), &again, None, after),
            _ => run_and_kill(work.path(), &again, Some(&out), after / 4),
        };
        if !is_killed {
            continue;
        }
        n_killed += 1;
        n_begun += usize::from(out.exists());
        assert_no_half_file(&work.path().join("whole"), &out);
        needed = needed.min(timed(&again));
        // Temporary files of the killed run are gone, too.
        assert_same_files(&work.path().join("whole"), &out, &["run.log.json"]);
    }
    assert_eq!(n_killed, 20, "too few runs were killed before their end");
    assert!(n_begun >= 1, "no run had begun to write");
}

#[test]
fn a_run_is_repeated_from_its_manifest() {
    let work = folder();
    std::fs::create_dir(work.path().join("inputs")).unwrap();
    std::fs::write(work.path().join("sheet.csv"), demo_sheet()).unwrap();
    std::fs::copy(demo("expression_tpm.tsv.gz"), work.path().join("inputs/expression_tpm.tsv.gz")).unwrap();
    std::fs::write(work.path().join("inputs/own.gmt"), "own_set\tmine\tCD8A\tCD8B\tGZMA\tGZMB\tPRF1\n")
        .unwrap();
    let own = ["--gene-sets", "inputs/own.gmt", "--carry", "regimen", "--unit", "tpm", "--shard", "2/3"];
    let burden =
        ["--tmb-mb", "30", "--tmb-mode", "with-silent", "--tmb-drop-hotspots", "--tmb-min-depth", "20"];
    run_demo(work.path(), "first", &[&own[..], &burden].concat());
    let sizes = Tsv::read(&work.path().join("first/tmb.tsv")).pairs("mb", "mode");
    assert_eq!(sizes["30.0"], "coding_and_silent");
    let again = |more: &[&str]| {
        let run = ["run", "--from-manifest", "first/manifest.json", "--outdir", "again"];
        evade_in(work.path(), &[&run[..], more].concat())
    };
    let outcome = again(&[]).expect_code(0);
    assert!(outcome.stderr.contains("the manifest is that of the earlier run"), "{}", outcome.stderr);
    assert_same_files(&work.path().join("first"), &work.path().join("again"), &["run.log.json"]);
    std::fs::remove_dir_all(work.path().join("again")).unwrap();

    again(&["--unit", "tpm"]).expect_code(2);
    again(&["--tmb-mb", "30"]).expect_code(2);
    let outcome = again(&["--inputs", "inputs"]).expect_code(3);
    assert!(
        outcome.stderr.contains("there is no file sheet.csv (samples) below inputs"),
        "{}",
        outcome.stderr
    );
    std::fs::write(work.path().join("inputs/own.gmt"), "own_set\tmine\tCD8A\tCD8B\tGZMA\tGZMB\tGZMK\n")
        .unwrap();
    let outcome = again(&[]).expect_code(3);
    assert!(
        outcome.stderr.contains("own.gmt: the gene_sets file ./inputs/own.gmt has another content"),
        "{}",
        outcome.stderr
    );
    assert!(!work.path().join("again").exists());

    // One patient by flags.
    let matrix = demo("expression_tpm.tsv.gz");
    let patient = [
        "run",
        "-q",
        "--sample",
        "P1",
        "--expression",
        &matrix,
        "--rna-id",
        "SIM00001_rna",
        "--purity",
        "0.4",
    ];
    evade_in(work.path(), &[&patient[..], &["--site", "lymph node", "--outdir", "patient"]].concat())
        .expect_code(0);
    let repeat = ["run", "--from-manifest", "patient/manifest.json", "--outdir", "patient2"];
    evade_in(work.path(), &repeat).expect_code(0);
    assert_same_files(&work.path().join("patient"), &work.path().join("patient2"), &["run.log.json"]);
}
