//! Commands, exit codes, messages and streams.

use crate::support::{Tsv, evade_in, evade_with_input, files_below, folder, test_data};

fn small() -> String {
    test_data("small/expression_tpm.tsv.gz").to_str().unwrap().to_owned()
}

#[test]
fn the_version_is_one_line_and_nothing_else() {
    let outcome = evade_in(folder().path(), &["--version"]).expect_code(0);
    assert_eq!(outcome.stdout, format!("evade {}\n", env!("CARGO_PKG_VERSION")));
    assert!(outcome.stderr.is_empty());
}

#[test]
fn wrong_usage_is_exit_code_2_on_standard_error() {
    for arguments in [
        &[][..],
        &["scores"],
        &["run", "--outdir", "out"],
        &["run", "--expression", "m.tsv"],
        &["run", "--sample", "P1", "--outdir", "out"],
        &["score", "m.tsv", "--gene-sets", "builtin", "--method", "gsea"],
        &["score", "m.tsv", "--gene-sets", "builtin", "--scale", "frozen"],
        &["phenotype", "m.tsv", "--reference", "no-such-reference"],
        &["signatures", "show", "treg"],
        &["signatures", "export"],
        &["run", "--sample", "P1", "--expression", "m.tsv", "--purity", "40", "--outdir", "out"],
    ] {
        let work = folder();
        let outcome = evade_in(work.path(), arguments).expect_code(2);
        assert!(outcome.stdout.is_empty(), "{arguments:?}: {}", outcome.stdout);
        assert!(!outcome.stderr.is_empty());
        assert!(files_below(work.path(), &[]).is_empty());
    }
}

#[test]
fn every_table_of_a_run_is_written_even_when_empty() {
    let work = folder();
    evade_in(work.path(), &["run", "--expression", &small(), "--outdir", "out"]).expect_code(0);
    let files: Vec<String> = files_below(&work.path().join("out"), &[]).into_keys().collect();
    let mut expected: Vec<String> = [
        "alterations.tsv",
        "comparisons.tsv",
        "failed.tsv",
        "filtered_variants.tsv",
        "gene_mapping.tsv",
        "hla_loh.tsv",
        "manifest.json",
        "multiqc/evade_axes_mqc.json",
        "multiqc/evade_general_stats_mqc.json",
        "multiqc/evade_mqc_versions.yml",
        "multiqc/evade_phenotypes_mqc.json",
        "phenotypes.tsv",
        "qc.tsv",
        "readouts.tsv",
        "mechanisms.tsv",
        "resistance.tsv",
        "features.tsv",
        "run.log.json",
        "scores.parquet",
        "scores.tsv",
        "scores_wide.tsv",
        "summary.tsv",
        "tmb.tsv",
        "variants.tsv",
    ]
    .map(String::from)
    .to_vec();
    for kind in ["active", "suppressed", "excluded", "desert"] {
        for i in [1, 2] {
            expected.extend(["html", "json"].map(|extension| format!("samples/{kind}_{i}.{extension}")));
        }
    }
    expected.sort();
    assert_eq!(files, expected);
    let first_columns =
        |name: &str, n: usize| Tsv::read(&work.path().join("out").join(name)).header[..n].join(" ");
    assert_eq!(
        first_columns("scores.tsv", 11),
        "sample signature method score n_genes n_found flag z percentile reference axis"
    );
    assert_eq!(
        first_columns("phenotypes.tsv", 15),
        "sample phenotype confidence second margin stability spatial_class T G P S X reference scale flags"
    );
    // One number, one value, wherever it stands.
    let scores = Tsv::read(&work.path().join("out/scores.tsv"));
    let wide = Tsv::read(&work.path().join("out/scores_wide.tsv"));
    for row in &scores.rows {
        let wide_row = wide.rows.iter().find(|w| w[0] == row[0]).unwrap();
        assert_eq!(wide_row[wide.column(&row[1])], row[3]);
    }
}

#[test]
fn a_sample_that_is_not_in_the_matrix_is_listed_and_the_others_finish() {
    let work = folder();
    std::fs::write(work.path().join("s.csv"), "sample,rna_id\nP1,active_1\nP2,nowhere\nP3,desert_1\n")
        .unwrap();
    let arguments = ["run", "--samples", "s.csv", "--expression", &small(), "--outdir", "out"];
    let outcome = evade_in(work.path(), &arguments).expect_code(4);
    assert!(
        outcome.stderr.contains("the sample 'P2' has no result: no column 'nowhere'"),
        "{}",
        outcome.stderr
    );
    let failed = Tsv::read(&work.path().join("out/failed.tsv"));
    assert_eq!(failed.rows.len(), 1);
    assert_eq!(failed.rows[0][..2], ["P2", "sample_not_in_matrix"]);
    let calls = Tsv::read(&work.path().join("out/phenotypes.tsv")).pairs("sample", "phenotype");
    assert_eq!(calls.keys().collect::<Vec<_>>(), ["P1", "P3"]);
}

#[test]
fn samples_may_lie_in_files_of_their_own() {
    let work = folder();
    let table = Tsv::read(&test_data("small/expression_tpm.tsv.gz"));
    for (column, name) in [(1, "a/one.tsv"), (3, "b/two.tsv.gz")] {
        table.columns(&[0, column]).write(&work.path().join("data").join(name));
    }
    std::fs::write(
        work.path().join("data/s.tsv"),
        "sample\texpression\nP1\ta/one.tsv\nsuppressed_1\tb/two.tsv.gz\n",
    )
    .unwrap();
    evade_in(work.path(), &["run", "--samples", "data/s.tsv", "--outdir", "out"]).expect_code(0);
    let calls = Tsv::read(&work.path().join("out/phenotypes.tsv")).pairs("sample", "phenotype");
    assert_eq!(calls.values().collect::<Vec<_>>(), ["active", "suppressed"]);
    // The cohort's own bytes, although the files are apart.
    evade_in(work.path(), &["run", "--expression", &small(), "--outdir", "cohort"]).expect_code(0);
    let json = |out: &str| std::fs::read(work.path().join(out).join("samples/suppressed_1.json")).unwrap();
    assert_eq!(json("out"), json("cohort"));
}

#[test]
fn standard_input_and_output_take_the_place_of_files() {
    let work = folder();
    let matrix = std::fs::read(test_data("small/expression_tpm.tsv.gz")).unwrap();
    let piped = evade_with_input(work.path(), &["phenotype", "-"], &matrix).expect_code(0);
    let from_file = evade_in(work.path(), &["phenotype", &small(), "-o", "p.tsv.gz"]).expect_code(0);
    assert!(from_file.stdout.is_empty());
    assert_eq!(piped.stdout, Tsv::read(&work.path().join("p.tsv.gz")).text());
}

#[test]
fn messages_can_be_json_or_silent() {
    let work = folder();
    let arguments = ["run", "--log-format", "json", "--expression", &small(), "--outdir", "out"];
    let outcome = evade_in(work.path(), &arguments).expect_code(0);
    for line in outcome.stderr.lines() {
        let message: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(message["level"].is_string() && message["message"].is_string());
    }
    assert!(outcome.stderr.contains("8 samples on the frozen scale nsclc: "));
    let quiet = evade_in(work.path(), &["run", "--quiet", "--expression", &small(), "--outdir", "out2"]);
    assert!(quiet.expect_code(0).stderr.is_empty());
}

#[test]
fn a_fault_of_an_input_has_its_kind_in_json() {
    let work = folder();
    std::fs::write(work.path().join("ragged.tsv"), "gene\tS1\tS2\nCD8A\t1\n").unwrap();
    std::fs::write(work.path().join("cut.tsv.gz"), [0x1f, 0x8b, 8, 0]).unwrap();
    std::fs::write(work.path().join("word.tsv"), "gene\tS1\nCD8A\thigh\n").unwrap();
    for (file, kind) in [
        ("nowhere.tsv", "not_found"),
        ("ragged.tsv", "bad_line"),
        ("cut.tsv.gz", "damaged"),
        ("word.tsv", "bad_value"),
    ] {
        let arguments = ["phenotype", file, "--log-format", "json"];
        let outcome = evade_in(work.path(), &arguments).expect_code(3);
        let error: serde_json::Value = serde_json::from_str(outcome.stderr.lines().last().unwrap()).unwrap();
        assert_eq!((&error["level"], &error["kind"]), (&"error".into(), &kind.into()), "{error}");
    }
}

#[test]
fn one_patient_by_flags_is_the_same_as_by_sheet() {
    let work = folder();
    let table = Tsv::read(&test_data("small/expression_tpm.tsv.gz"));
    table.columns(&[0, 1]).write(&work.path().join("p.tsv"));
    std::fs::write(work.path().join("s.csv"), "sample,rna_id,purity,histology\nP1,active_1,0.4,LUAD\n")
        .unwrap();
    let flags = ["run", "--sample", "P1", "--expression", "p.tsv", "--purity", "0.4", "--histology", "LUAD"];
    evade_in(work.path(), &[&flags[..], &["--outdir", "flags"]].concat()).expect_code(0);
    let sheet = ["run", "--samples", "s.csv", "--expression", "p.tsv", "--outdir", "sheet"];
    evade_in(work.path(), &sheet).expect_code(0);
    crate::support::assert_same_files(
        &work.path().join("flags"),
        &work.path().join("sheet"),
        &["manifest.json", "run.log.json"],
    );
}

#[test]
fn result_files_hold_no_time_host_or_path() {
    let work = folder();
    evade_in(work.path(), &["run", "--expression", &small(), "--outdir", "out"]).expect_code(0);
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let here = work.path().to_str().unwrap().to_owned();
    let test_data = test_data("small").to_str().unwrap().to_owned();
    for (name, bytes) in files_below(&work.path().join("out"), &["run.log.json"]) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        for secret in [here.as_str(), test_data.as_str(), host.trim()] {
            assert!(secret.len() < 4 || !text.contains(secret), "{name} holds {secret}");
        }
    }
}

#[test]
fn the_catalogue_is_listed_shown_checked_and_exported() {
    let work = folder();
    let list = Tsv::parse(&evade_in(work.path(), &["signatures", "list"]).expect_code(0).stdout);
    assert!(list.rows.len() > 150, "{}", list.rows.len());
    assert!(list.rows.iter().all(|row| !row[0].contains("bagaev")), "academic-only sets are not shipped");
    let shown = evade_in(work.path(), &["signatures", "show", "treg_combes2022"]).expect_code(0).stdout;
    assert!(shown.contains("FOXP3 IL2RA"), "{shown}");
    let review = evade_in(work.path(), &["signatures", "show", "review_tpex"]).expect_code(0).stdout;
    assert!(review.contains("not validated as a bulk score"), "{review}");
    let gep = evade_in(work.path(), &["signatures", "show", "gep18_ayers2017"]).expect_code(0).stdout;
    assert!(
        gep.lines().all(|line| !line.starts_with("weights")),
        "the weights of the GEP are not shipped: {gep}"
    );
    evade_in(work.path(), &["signatures", "check"]).expect_code(0);

    // What is exported is scored to the same numbers as the built-in sets, as far as GMT can say it.
    evade_in(work.path(), &["signatures", "export", "--gmt", "-o", "all.gmt"]).expect_code(0);
    let score = |sets: &str| {
        let outcome = evade_in(work.path(), &["score", &small(), "--gene-sets", sets]).expect_code(0);
        Tsv::parse(&outcome.stdout)
    };
    let (exported, builtin) = (score("all.gmt"), score("builtin"));
    let mut n_compared = 0;
    for row in &builtin.rows {
        if let Some(same) = exported.rows.iter().find(|other| other[..2] == row[..2]) {
            assert_eq!(same, row);
            n_compared += 1;
        }
    }
    assert!(n_compared > 8 * 140, "{n_compared}");

    let coverage =
        Tsv::parse(&evade_in(work.path(), &["signatures", "coverage", &small()]).expect_code(0).stdout);
    let found = coverage.pairs("signature", "n_found");
    assert_eq!(found["cd8_danaher2017"], "2");
}

#[test]
fn the_references_are_listed_and_shown() {
    let work = folder();
    let list = Tsv::parse(&evade_in(work.path(), &["reference", "list"]).expect_code(0).stdout);
    let sizes = list.pairs("reference", "n");
    assert_eq!((sizes["nsclc"].as_str(), sizes["nsclc-ici"].as_str()), ("1012", "43"));
    assert_eq!((sizes["tcga-nsclc-panel"].as_str(), sizes["tcga-pancancer-panel"].as_str()), ("30", "495"));
    let shown = evade_in(work.path(), &["reference", "show", "nsclc-ici"]).expect_code(0).stdout;
    for expected in ["cho2020 16, jung2019 27", "FFPE 5", "shrunk towards", "axis X"] {
        assert!(shown.contains(expected), "{expected} is missing in: {shown}");
    }
    let shown = evade_in(work.path(), &["reference", "show", "nsclc"]).expect_code(0).stdout;
    for expected in ["LUAD 511, LUSC 501", "jung2019", "cho2020", "CD68", "normal tissue"] {
        assert!(shown.contains(expected), "{expected} is missing in: {shown}");
    }
    let panel = evade_in(work.path(), &["reference", "show", "tcga-nsclc-panel"]).expect_code(0).stdout;
    assert!(panel.contains("not adjusted for T") && panel.contains("hypoxia_buffa2010"), "{panel}");
}

#[test]
fn a_reference_of_ones_own_is_built_and_used() {
    let work = folder();
    let table = Tsv::read(&test_data("small/expression_tpm.tsv.gz"));
    // Ten samples are the least: the eight made ones and two of them with other names.
    let mut twelve = table.columns(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 1, 3]);
    twelve.header[9] = "again_1".into();
    twelve.header[10] = "again_2".into();
    twelve.write(&work.path().join("m.tsv"));
    std::fs::write(work.path().join("own.gmt"), "own_set\tmy genes\tCD8A\tCTGF\tFOXP3\tCD274\tPDCD1\n")
        .unwrap();
    let build =
        ["reference", "build", "lab=m.tsv", "--id", "own", "--gene-sets", "own.gmt", "-o", "own.json"];
    evade_in(work.path(), &build).expect_code(0);
    let shown = evade_in(work.path(), &["reference", "show", "own.json"]).expect_code(0).stdout;
    assert!(shown.contains("by cohort              lab 10"), "{shown}");
    let run = ["run", "--expression", "m.tsv", "--reference", "own.json", "--outdir", "out"];
    evade_in(work.path(), &run).expect_code(0);
    let phenotypes = Tsv::read(&work.path().join("out/phenotypes.tsv"));
    assert!(phenotypes.pairs("sample", "flags").values().all(|f| f.contains("suppression_unadjusted")));
    assert!(phenotypes.pairs("sample", "flags").values().all(|f| f.contains("in_reference")));

    let left_out = ["--exclude", "again_1"];
    let too_few = evade_in(work.path(), &[&build[..], &left_out].concat()).expect_code(3);
    assert!(too_few.stderr.contains("at least 10 samples, there are 9"), "{}", too_few.stderr);
}

#[test]
fn a_small_cohort_is_refused_its_own_scale() {
    let work = folder();
    let arguments = ["run", "--scale", "cohort", "--expression", &small(), "--outdir", "out"];
    let outcome = evade_in(work.path(), &arguments).expect_code(3);
    assert!(outcome.stderr.contains("at least 10 samples, there are 8"), "{}", outcome.stderr);
    assert!(!work.path().join("out").exists());
}

#[test]
fn a_closed_pipe_is_a_silent_end() {
    let work = folder();
    let command =
        format!("'{}' score '{}' --gene-sets builtin | head -n 1", env!("CARGO_BIN_EXE_evade"), small());
    let output = std::process::Command::new("bash")
        .args(["-c", &format!("set -o pipefail; {command}")])
        .current_dir(work.path())
        .output()
        .unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success());
}

#[test]
fn every_column_and_reason_is_told() {
    let work = folder();
    let list = Tsv::parse(&evade_in(work.path(), &["schema"]).expect_code(0).stdout);
    assert!(list.rows.len() >= 11);
    for row in &list.rows {
        let text = evade_in(work.path(), &["schema", &row[0]]).expect_code(0).stdout;
        if row[0] == "reasons" {
            assert!(Tsv::parse(&text).pairs("code", "meaning")["no_gene_found"].contains("No gene"));
            continue;
        }
        let schema: serde_json::Value = serde_json::from_str(&text).unwrap();
        if ["sample", "patient"].contains(&row[0].as_str()) {
            assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
            continue;
        }
        let columns = schema["x-columns"].as_array().unwrap();
        assert!(
            columns
                .iter()
                .all(|name| schema["properties"][name.as_str().unwrap()]["description"].is_string())
        );
    }
    let schema = evade_in(work.path(), &["schema", "no-such"]).expect_code(2);
    assert!(
        schema.stderr.contains("names are reasons, sample, patient, summary, scores"),
        "{}",
        schema.stderr
    );
}
