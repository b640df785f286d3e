//! `evade check --files`: the list that workflows take their inputs from; and the sheet whose columns name files of every
//! lane.

use std::path::Path;

use serde_json::{Value, json};

use crate::support::{Tsv, demo, evade_in, files_below, folder, repository, run_demo, test_data};

/// The list of files of a sheet, with what `check` returned.
fn listed(work: &Path, options: &[&str], code: i32) -> Value {
    let arguments = [&["check", "-q", "--files", "json"], options].concat();
    serde_json::from_str(&evade_in(work, &arguments).expect_code(code).stdout).unwrap()
}

fn write(work: &Path, file: &str, text: &str) {
    let path = work.join(file);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

#[test]
fn every_file_is_listed_with_its_column_and_lane() {
    let work = folder();
    for file in ["in/a.vcf", "in/b.vcf", "in/deep/c.cns", "in/sv.txt", "m.tsv", "sets.gmt"] {
        write(work.path(), file, "");
    }
    let sheet = "sample,vcf,maf,cnv,sv,hla,hospital\nP 1, a.vcf ;b.vcf;,all.maf,deep/c.cns,sv.txt,,north\nP2,,,,,a;b,\n";
    write(work.path(), "in/s.csv", sheet);
    let options = ["--samples", "in/s.csv", "--expression", "m.tsv", "--gene-sets", "sets.gmt"];
    let list = listed(work.path(), &[&options[..], &["--reference", "no.json"]].concat(), 3);
    let file = |column: &str, lane: &str, path: &str, exists: bool| json!({ "column": column, "lane": lane, "path": path, "exists": exists });
    assert_eq!(list["schema_version"], "1.1");
    assert_eq!(list["sheet"], "in/s.csv");
    assert_eq!(
        list["shared"],
        json!([
            { "role": "expression", "path": "m.tsv", "exists": true },
            { "role": "reference", "path": "no.json", "exists": false },
            { "role": "gene_sets", "path": "sets.gmt", "exists": true },
        ])
    );
    assert_eq!(
        list["samples"][0]["files"],
        json!([
            file("vcf", "small_variants", "in/a.vcf", true),
            file("vcf", "small_variants", "in/b.vcf", true),
            file("maf", "small_variants", "in/all.maf", false),
            file("cnv", "copy_number", "in/deep/c.cns", true),
            file("sv", "rearrangements", "in/sv.txt", true),
        ])
    );
    assert_eq!([&list["samples"][0]["sample"], &list["samples"][0]["stem"]], ["P 1", "P%201"]);
    let expected = json!([file("hla", "hla", "in/a", false), file("hla", "hla", "in/b", false)]);
    assert_eq!(list["samples"][1]["files"], expected);

    let outcome =
        evade_in(work.path(), &[&["check", "--files", "tsv"], &options[..]].concat()).expect_code(3);
    let table = Tsv::parse(&outcome.stdout);
    assert_eq!(table.header, ["sample", "column", "lane", "path", "exists"]);
    assert_eq!(table.rows[0], ["NA", "expression", "NA", "m.tsv", "yes"]);
    assert_eq!(table.rows[4], ["P 1", "maf", "small_variants", "in/all.maf", "no"]);
    let said = "error: 3 files are not there, the first is in/all.maf";
    assert!(
        outcome.stderr.contains(said) && outcome.stderr.contains("not read: hospital"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn the_list_needs_no_other_file_and_replaces_none() {
    let work = folder();
    write(work.path(), "s.csv", "sample,vcf\nP1,a.vcf\n");
    // Neither a matrix nor the content of a file is looked at.
    write(work.path(), "a.vcf", "not a VCF");
    write(work.path(), "m.tsv", "not a matrix");
    let options = ["--samples", "s.csv", "--expression", "m.tsv"];
    assert_eq!(listed(work.path(), &options, 0)["samples"][0]["files"][0]["exists"], true);
    for output in ["a.vcf", "m.tsv", "s.csv"] {
        let arguments = [&["check", "--files", "json", "-o", output], &options[..]].concat();
        assert!(evade_in(work.path(), &arguments).expect_code(2).stderr.contains("would replace the input"));
    }
    write(work.path(), "s.csv", "sample,ici_start\nP1,03/04/2024\n");
    let outcome =
        evade_in(work.path(), &[&["check", "--files", "json"], &options[..]].concat()).expect_code(3);
    assert_eq!(outcome.stdout, "");
    assert!(
        outcome.stderr.contains("s.csv:2:2: '03/04/2024' is not a date of the form YYYY-MM-DD"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn a_row_has_another_digest_when_it_says_something_else() {
    let work = folder();
    let digest = |sheet: &str, more: &[&str]| {
        write(work.path(), "s.csv", sheet);
        let list = listed(work.path(), &[&["--samples", "s.csv"], more].concat(), 0);
        list["samples"][0]["row_sha256"].as_str().unwrap().to_owned()
    };
    let plain = digest("sample,site,ward\nP1,lung,3\n", &[]);
    assert_eq!(digest("ward,site,sample\n4,lung,P1\n", &[]), plain);
    assert_ne!(digest("sample,site,ward\nP1,lung,3\n", &["--carry", "ward"]), plain);
    assert_ne!(digest("sample,site,ward\nP1,liver,3\n", &[]), plain);
}

#[test]
fn files_of_every_lane_reach_the_results() {
    let work = folder();
    let sheet = test_data("lanes/samples.csv");
    let sheet = sheet.to_str().unwrap();
    let list = listed(work.path(), &["--samples", sheet], 0);
    let mut columns: Vec<&str> = Vec::new();
    for file in list["samples"].as_array().unwrap().iter().flat_map(|one| one["files"].as_array().unwrap()) {
        columns.push(file["column"].as_str().unwrap());
    }
    columns.sort_unstable();
    columns.dedup();
    assert_eq!(columns, ["cnv", "hla", "maf", "panel", "reported", "sv", "vcf"]);

    let matrix = demo("expression_tpm.tsv.gz");
    let run = ["run", "-q", "--samples", sheet, "--expression", &matrix, "--outdir", "out"];
    evade_in(work.path(), &run).expect_code(0);
    let alterations = Tsv::read(&work.path().join("out/alterations.tsv"));
    let status = |sample: &str, gene: &str| {
        let [place, of_gene, of_status] = ["sample", "gene", "status"].map(|name| alterations.column(name));
        let row = alterations.rows.iter().find(|row| row[place] == sample && row[of_gene] == gene);
        row.map(|row| row[of_status].clone()).unwrap_or_default()
    };
    for (sample, gene, expected) in [
        // an SNV of the first file of Strelka, a deletion of the second, of a MAF, of a table, of a table of fusions
        ("SIM00001", "KRAS", "altered"),
        ("SIM00002", "EGFR", "altered"),
        ("SIM00003", "TP53", "altered"),
        ("SIM00005", "KRAS", "altered"),
        ("SIM00001", "ALK", "altered"),
    ] {
        assert_eq!(status(sample, gene), expected, "{sample} {gene}");
    }
    let manifest = std::fs::read_to_string(work.path().join("out/manifest.json")).unwrap();
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    let roles = |sample: &str| -> Vec<String> {
        let inputs = manifest["sample_inputs"][sample].as_array().unwrap();
        inputs.iter().map(|input| input["role"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(roles("SIM00001"), ["vcf", "vcf", "cnv", "sv", "hla"]);
    assert_eq!(roles("SIM00005"), ["vcf", "vcf", "reported", "panel", "cnv"]);
}

#[test]
fn dates_are_in_no_result_and_words_of_treatment_in_the_json_alone() {
    let work = folder();
    let text = std::fs::read_to_string(test_data("demo/samples.csv")).unwrap();
    let rows: Vec<&str> = text.lines().take(3).collect();
    // Without DNA: the run is about what the sheet says.
    let columns: Vec<usize> = (0..27).filter(|column| ![6, 7, 8].contains(column)).collect();
    let without = |row: &&str| {
        let cells: Vec<&str> = row.split(',').collect();
        columns.iter().map(|&column| cells[column]).collect::<Vec<_>>().join(",")
    };
    let sheet: Vec<String> = rows.iter().map(without).collect();
    // The page cites trials of known drugs: one that no trial names shows where the sheet's word goes.
    let sheet = sheet.join("\n").replace("pembrolizumab", "sheetolizumab");
    write(work.path(), "sheet.csv", &sheet);
    run_demo(work.path(), "out", &[]);
    for (name, bytes) in files_below(&work.path().join("out"), &[]) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("2024-05-15") && !text.contains("2024-04-26"), "{name} holds a date");
        let is_json = name == "samples/SIM00001.json";
        assert_eq!(text.contains("sheetolizumab") && name.contains("SIM00001"), is_json, "{name}");
    }
    let json = std::fs::read_to_string(work.path().join("out/samples/SIM00001.json")).unwrap();
    let facts = &serde_json::from_str::<Value>(&json).unwrap()["facts"];
    assert_eq!(
        facts["clinical"],
        json!({ "sex": "M", "regimen": "sheetolizumab", "best_response": "SD", "response_confirmed": null })
    );
    run_demo(work.path(), "carried", &["--carry", "ici_start"]);
    let page = std::fs::read_to_string(work.path().join("carried/samples/SIM00001.html")).unwrap();
    assert!(page.contains("2024-05-15"));
    let summary = std::fs::read_to_string(work.path().join("carried/summary.tsv")).unwrap();
    assert!(summary.lines().next().unwrap().ends_with("\tici_start") && summary.contains("\t2024-05-15\n"));
    let tables = |out: &str| {
        let mut files = files_below(&work.path().join(out), &["summary.tsv"]);
        files.retain(|name, _| Path::new(name).extension().is_some_and(|extension| extension == "tsv"));
        files
    };
    assert!(tables("out") == tables("carried"));
}

#[test]
fn the_inputs_of_every_lane_are_made_by_their_script() {
    let work = folder();
    for part in ["demo", "lanes"] {
        for (name, bytes) in files_below(&test_data(part), &["expression_tpm.tsv.gz"]) {
            let path = work.path().join(part).join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
    }
    std::fs::remove_dir_all(work.path().join("lanes/variants")).unwrap();
    let made = std::process::Command::new("python3").arg("lanes/make.py").current_dir(work.path()).status();
    if made.is_err() {
        eprintln!("SKIPPED: there is no python3");
        return;
    }
    // Compressed bytes depend on the version of zlib.
    let unpacked = |folder: &Path| {
        let files = files_below(folder, &["README.md"]).into_keys();
        files
            .map(|name| (name.clone(), evade_stream::Source::path(&folder.join(&name)).read().unwrap().bytes))
            .collect::<Vec<_>>()
    };
    assert!(unpacked(&work.path().join("lanes")) == unpacked(&test_data("lanes")));
}

#[test]
fn workflows_name_no_column_of_the_sheet() {
    // The schema is in one place: a workflow that knows a column forgets the next one.
    for file in
        ["snakemake/workflow/rules/common.smk", "snakemake/workflow/rules/run.smk", "nextflow/main.nf"]
    {
        let text = std::fs::read_to_string(repository().join("workflows").join(file)).unwrap();
        for column in evade_io::SheetColumn::files().filter(|column| column.name() != "expression") {
            for quote in ['"', '\''] {
                assert!(!text.contains(&format!("{quote}{}{quote}", column.name())), "{file}: {column:?}");
            }
        }
    }
}
