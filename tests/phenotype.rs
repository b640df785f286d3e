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
const CONTEXT: [(&str, &str, &str, &str, &str); 13] = [
    ("active_1,,,", "active", "moderate", "small_reference", "43 samples allow moderate at best"),
    ("desert_1,,,", "desert", "low", "excluded_desert_leaning", "no label confirms it in lung"),
    ("excluded_1,,,", "excluded", "low", "excluded_desert_leaning", "no label confirms it in lung"),
    ("desert_1,0.1,,", "indeterminate", "NA", "low_purity", "too little tumour to infer missing T cells"),
    ("active_1,0.1,,", "active", "low", "low_purity", "T cells that are there do not need tumour"),
    ("desert_1,0.9,,", "desert", "low", "dense_sample", "a dense core may have been sampled"),
    ("active_1,,Lymph node,", "not_evaluable", "NA", "lymphoid_site", "the node's own T cells"),
    ("desert_1,,liver,", "desert", "low", "liver_site", "a note, no more"),
    ("active_1,,,melanoma", "active", "low", "histology_not_nsclc", "the rule is made for NSCLC"),
    ("active_1,,,melanoma", "active", "low", "no_model_for_tissue", "no label of melanoma was fitted"),
    (
        "active_1,,,bladder",
        "active",
        "low",
        "no_model_for_tissue",
        "bladder has a model on the cohort scale alone",
    ),
    ("active_1,,,LUSC", "active", "moderate", "extrapolated", "fitted on adenocarcinomas"),
    ("active_1,,adrenal gland,LUAD", "active", "moderate", "extrapolated", "fitted on primary tumours"),
];

/// What is not beyond the basis of the probability: nothing stated, or a primary lung adenocarcinoma.
#[test]
fn a_primary_adenocarcinoma_is_not_extrapolated() {
    for row in ["active_1,,,", "active_1,,left upper lobe of lung,Adenocarcinoma", "active_1,,unknown,LUAD"] {
        let table = calls(&format!("sample,purity,site,histology\n{row}\n"));
        let cell = |name: &str| table.rows[0][table.column(name)].clone();
        assert!(!cell("flags").contains("extrapolated"), "{row}: {}", cell("flags"));
        let [p, low, high] = ["p_inflamed", "p_low", "p_high"].map(|name| cell(name).parse::<f64>().unwrap());
        assert!(0.5 < p && low < p && p < high && high < 1.0, "{low} {p} {high}");
        assert_eq!(cell("inflamed"), "yes");
    }
}

/// On the scale of a cohort, and for a tissue without a model, there are classes and no probability.
#[test]
fn without_a_model_there_is_no_probability() {
    let table = calls("sample,histology\nactive_1,melanoma\nactive_2,LUAD\n");
    let p: Vec<&String> = table.rows.iter().map(|row| &row[table.column("p_inflamed")]).collect();
    assert!(p[0] == "NA" && p[1] != "NA", "{p:?}");

    let work = folder();
    let matrix = test_data("demo/expression_tpm.tsv.gz");
    let cohort = ["phenotype", "--quiet", "--unit", "tpm", "--scale", "cohort", matrix.to_str().unwrap()];
    for tissue in [None, Some("lung"), Some("bladder")] {
        let options = tissue.map_or(Vec::new(), |tissue| vec!["--tissue", tissue]);
        let outcome = evade_in(work.path(), &[&cohort[..], &options].concat()).expect_code(0);
        let table = Tsv::parse(&outcome.stdout);
        for row in &table.rows {
            let cell = |name: &str| row[table.column(name)].as_str();
            assert_eq!([cell("p_inflamed"), cell("p_low"), cell("p_high")], ["NA"; 3]);
            assert!(["yes", "no", "indeterminate"].contains(&cell("inflamed")));
            assert!(cell("flags").contains("class_shares_unknown"), "{row:?}");
            assert!(!cell("flags").contains("leaning") || tissue != Some("bladder"), "{row:?}");
            assert_eq!(cell("base_rate"), "NA");
        }
    }
}

#[test]
fn a_tissue_that_cannot_be_taken_is_refused_with_what_can() {
    let work = folder();
    let matrix = test_data("demo/expression_tpm.tsv.gz");
    let refused = |options: &[&str], words: &str| {
        let arguments = [&["phenotype", matrix.to_str().unwrap()], options].concat();
        let stderr = evade_in(work.path(), &arguments).expect_code(2).stderr;
        assert!(stderr.contains(words), "{stderr}");
    };
    refused(&["--tissue", "liver"], "have a model for: lung, bladder");
    refused(&["--tissue", "bladder"], "give --scale cohort");
    refused(&["--tissue", "lung", "--rules", "tme-v0"], "leave --tissue out");
}

/// The earlier rules on the earlier reference give the calls of evade 0.1, whose table is stored. Some genes have other symbols
/// since, which moves z by less than 0.003.
#[test]
fn the_earlier_rules_give_the_earlier_calls() {
    let stored = Tsv::read(&test_data("results-0.1/phenotypes_demo.tsv"));
    let work = folder();
    let matrix = test_data("demo/expression_tpm.tsv.gz");
    let arguments = [
        "phenotype",
        "--quiet",
        "--unit",
        "tpm",
        "--rules",
        "tme-v0",
        "--reference",
        "nsclc-ici",
        matrix.to_str().unwrap(),
    ];
    let found = Tsv::parse(&evade_in(work.path(), &arguments).expect_code(0).stdout);
    assert_eq!(stored.rows.len(), found.rows.len());
    for (old, new) in stored.rows.iter().zip(&found.rows) {
        for name in ["sample", "phenotype", "confidence", "second", "spatial_class", "leading", "rules"] {
            assert_eq!(old[stored.column(name)], new[found.column(name)], "{name}: {new:?}");
        }
        for name in ["margin", "T", "G", "P", "S", "X"] {
            let number = |table: &Tsv, row: &[String]| row[table.column(name)].parse::<f64>().ok();
            match (number(&stored, old), number(&found, new)) {
                (Some(old), Some(new)) => assert!((old - new).abs() < 0.003, "{name}: {old} {new}"),
                (old, new) => assert_eq!(old, new, "{name}"),
            }
        }
    }
}

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
        let terms: f64 = leading["contributions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|term| {
                let number = |name: &str| term[name].as_f64().unwrap();
                assert!((number("weight") * number("input") - number("contribution")).abs() < 1e-12);
                number("contribution")
            })
            .sum();
        let shortfalls = leading["shortfalls"].as_array().unwrap().iter();
        let lost: f64 = shortfalls.map(|shortfall| shortfall["amount"].as_f64().unwrap()).sum();
        let sum = leading["constant"].as_f64().unwrap() + terms - lost;
        assert!((sum - leading["evidence"].as_f64().unwrap()).abs() < 1e-12);
        if let Some(margin) = call["margin"].as_f64() {
            let second = evidence(&call["second"])["evidence"].as_f64().unwrap();
            assert!((sum - second - margin).abs() < 1e-12);
        }
        assert!(call["explanation"].as_array().unwrap().len() >= 5, "{text}");
        assert!(profile["intended_use"].as_str().unwrap().starts_with("Research use only"));
    }
}
