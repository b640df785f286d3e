//! Pages drawn again from the JSON of samples.

use std::fs;

use crate::support::{evade_in, folder, repository};

#[test]
fn a_page_drawn_again_is_the_page_of_the_run() {
    let work = folder();
    let demo = repository().join("test-data/demo");
    let path = |name: &str| demo.join(name).display().to_string();
    let run = [
        "run",
        "-q",
        "--samples",
        &path("samples.csv"),
        "--expression",
        &path("expression_tpm.tsv.gz"),
        "--outdir",
        "out",
    ];
    evade_in(work.path(), &run).expect_code(0);
    let samples = work.path().join("out/samples");
    let jsons: Vec<String> = fs::read_dir(&samples)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "json"))
        .map(|path| path.display().to_string())
        .collect();
    assert_eq!(jsons.len(), 16);
    let words: Vec<&str> = jsons.iter().map(String::as_str).chain(["-o", "pages"]).collect();
    evade_in(work.path(), &[&["report", "-q"], words.as_slice()].concat()).expect_code(0);
    for json in &jsons {
        let name = std::path::Path::new(json).with_extension("html");
        let name = name.file_name().unwrap();
        let (run, again) =
            (fs::read(samples.join(name)).unwrap(), fs::read(work.path().join("pages").join(name)).unwrap());
        assert!(run == again, "{}", name.display());
    }
}

#[test]
fn a_file_that_is_no_sample_costs_its_own_page() {
    let work = folder();
    let sheet = repository().join("test-data/results-0.1/sheet.csv").display().to_string();
    evade_in(work.path(), &["run", "-q", "--samples", &sheet, "--outdir", "out"]).expect_code(0);
    fs::remove_file(work.path().join("out/samples/P1.html")).unwrap();
    let files = ["report", "out/samples/P1.json", "out/manifest.json", "gone.json"];
    let drawn = evade_in(work.path(), &files).expect_code(4);
    assert!(work.path().join("out/samples/P1.html").exists());
    assert!(drawn.stderr.contains("out/manifest.json: "), "{}", drawn.stderr);
    assert!(drawn.stderr.contains("gone.json: "), "{}", drawn.stderr);
    let twice = ["report", "out/samples/P1.json", "./out/samples/P1.json", "-o", "pages"];
    evade_in(work.path(), &twice).expect_code(2);
}
