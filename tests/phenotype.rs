//! The call in the light of what is known of a sample, on made tumours with known truth.

use std::collections::BTreeMap;

use crate::support::{Tsv, evade_in, folder, test_data};

/// On the reference that the made tumours resemble.
fn calls(sheet: &str) -> Tsv {
    let work = folder();
    std::fs::write(work.path().join("sheet.csv"), sheet).unwrap();
    let matrix = test_data("small/expression_tpm.tsv.gz");
    let arguments = [
        "phenotype",
        "--quiet",
        "--reference",
        "nsclc-ici",
        "--samples",
        "sheet.csv",
        matrix.to_str().unwrap(),
    ];
    Tsv::parse(&evade_in(work.path(), &arguments).expect_code(0).stdout)
}

#[test]
fn made_tumours_are_called_what_they_were_made() {
    let sheet = std::fs::read_to_string(test_data("small/samples.csv")).unwrap();
    let truth: BTreeMap<String, String> = sheet
        .lines()
        .skip(1)
        .map(|line| (line.split(',').next().unwrap().to_owned(), line.rsplit(',').next().unwrap().to_owned()))
        .collect();
    assert_eq!(calls(&sheet).pairs("sample", "phenotype"), truth);
}

/// Each case: columns and cells of a sheet row, the expected call and confidence, a flag that must be there, and why.
const CONTEXT: [(&str, &str, &str, &str, &str); 7] = [
    ("desert_1,,,", "desert", "moderate", "small_reference", "43 samples allow moderate at best"),
    ("desert_1,0.1,,", "indeterminate", "NA", "low_purity", "too little tumour to infer missing T cells"),
    ("active_1,0.1,,", "active", "low", "low_purity", "T cells that are there do not need tumour"),
    ("desert_1,0.9,,", "desert", "moderate", "dense_sample", "a dense core may have been sampled"),
    ("active_1,,Lymph node,", "not_evaluable", "NA", "lymphoid_site", "the node's own T cells"),
    ("desert_1,,liver,", "desert", "moderate", "liver_site", "a note, no more"),
    ("active_1,,,melanoma", "active", "low", "histology_not_nsclc", "the rule is made for NSCLC"),
];

#[test]
fn context_lowers_or_stops_the_call_with_its_reason() {
    for (row, phenotype, confidence, flag, why) in CONTEXT {
        let table = calls(&format!("sample,purity,site,histology\n{row}\n"));
        let cell = |name: &str| table.rows[0][table.column(name)].clone();
        assert_eq!(cell("phenotype"), phenotype, "{row}: {why}");
        assert_eq!(cell("confidence"), confidence, "{row}: {why}");
        assert!(cell("flags").split(';').any(|f| f == flag), "{row}: {} lacks {flag}", cell("flags"));
    }
}

#[test]
fn the_numbers_of_a_call_explain_it() {
    let work = folder();
    let matrix = test_data("small/expression_tpm.tsv.gz");
    let arguments = ["run", "--quiet", "--expression", matrix.to_str().unwrap(), "--outdir", "out"];
    evade_in(work.path(), &arguments).expect_code(0);
    for entry in std::fs::read_dir(work.path().join("out/samples")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "html") {
            continue;
        }
        let text = std::fs::read_to_string(path).unwrap();
        let profile: serde_json::Value = serde_json::from_str(&text).unwrap();
        let call = &profile["rna"]["call"];
        let evidence = |class: &serde_json::Value| {
            call["evidence"].as_array().unwrap().iter().find(|e| &e["class"] == class).unwrap()
        };
        let leading = evidence(&call["leading"]);
        let sum: f64 = leading["contributions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|term| {
                let number = |name: &str| term[name].as_f64().unwrap();
                assert!((number("weight") * number("input") - number("contribution")).abs() < 1e-12);
                number("contribution")
            })
            .sum();
        assert!((sum - leading["evidence"].as_f64().unwrap()).abs() < 1e-12);
        if let Some(margin) = call["margin"].as_f64() {
            let second = evidence(&call["second"])["evidence"].as_f64().unwrap();
            assert!((sum - second - margin).abs() < 1e-12);
        }
        assert!(call["explanation"].as_array().unwrap().len() >= 5, "{text}");
        assert!(profile["intended_use"].as_str().unwrap().starts_with("Research use only"));
    }
}
