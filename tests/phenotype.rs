//! The call in the light of what is known of a sample, on made tumours with known truth.

use std::collections::BTreeMap;

use crate::support::{Tsv, evade_in, folder, test_data};

/// On the reference that the simulated tumours resemble.
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

/// What a sheet says of histology, site, specimen and time point decides whether the probability is extrapolated.
#[test]
fn what_the_probability_was_not_fitted_on_is_extrapolated() {
    // The same tumour under other words: extrapolated, probability, call.
    let answers = |column: &str, words: &str| -> Vec<(String, bool, bool, String)> {
        let words: Vec<&str> = words.split(';').collect();
        let work = folder();
        let mut matrix = Tsv::read(&test_data("small/expression_tpm.tsv.gz"));
        let place = matrix.column("active_1");
        for row in &mut matrix.rows {
            *row = std::iter::once(row[0].clone()).chain(words.iter().map(|_| row[place].clone())).collect();
        }
        matrix.header =
            std::iter::once("gene".into()).chain((0..words.len()).map(|i| format!("s{i}"))).collect();
        matrix.write(&work.path().join("m.tsv"));
        let rows: Vec<String> = words.iter().enumerate().map(|(i, word)| format!("s{i},{word}")).collect();
        std::fs::write(work.path().join("sheet.csv"), format!("sample,{column}\n{}\n", rows.join("\n")))
            .unwrap();
        let arguments = [
            "phenotype",
            "-q",
            "m.tsv",
            "--unit",
            "tpm",
            "--reference",
            "nsclc-ici",
            "--samples",
            "sheet.csv",
        ];
        let table = Tsv::parse(&evade_in(work.path(), &arguments).expect_code(0).stdout);
        let cell = |row: &[String], name: &str| row[table.column(name)].clone();
        let answer = |(word, row): (&str, &Vec<String>)| {
            let is_extrapolated = cell(row, "flags").split(';').any(|flag| flag == "extrapolated");
            (word.to_owned(), is_extrapolated, cell(row, "p_inflamed") != "NA", cell(row, "phenotype"))
        };
        words.into_iter().zip(&table.rows).map(answer).collect()
    };
    for (column, words) in [
        ("histology", "LUSC;squamous;SqCC;adenosquamous carcinoma;large cell carcinoma;8071/3;sarcomatoid"),
        ("site", "brain (from lung);lung metastasis;contralateral lung;adrenal gland;pleura;bone"),
        (
            "specimen",
            "FFPE;FFPE resection;core biopsy;Bx;CNB;transbronchial;pleural effusion;cell line;PDX;metastasis;post-treatment resection",
        ),
        ("timepoint", "progression on pembrolizumab;post-ICI;after neoadjuvant therapy"),
    ] {
        for answer in answers(column, words) {
            assert_eq!(
                (answer.1, answer.2, answer.3.as_str()),
                (true, true, "active"),
                "{column} {}",
                answer.0
            );
        }
    }
    for (column, words) in [
        (
            "histology",
            "LUAD;Adenocarcinoma NOS;NSCLC;NSCLC-NOS;non-squamous NSCLC;lung cancer;unknown;NSCLC adeno;8550/3",
        ),
        ("site", "lung;left upper lobe;lingula;C34.1;unknown;lung (lymph node negative)"),
        ("specimen", "frozen;fresh frozen resection;lobectomy"),
        ("timepoint", "baseline;pre ICI;t0"),
    ] {
        for answer in answers(column, words) {
            assert_eq!(
                (answer.1, answer.2, answer.3.as_str()),
                (false, true, "active"),
                "{column} {}",
                answer.0
            );
        }
    }
    let nodes = "EBUS station 4R;axillary nodes;cervical node;C77.1;mediastinal lymph node";
    assert!(answers("site", nodes).iter().all(|answer| answer.3 == "not_evaluable"));
    let others = "gall bladder carcinoma;not bladder;transitional cell carcinoma of the ovary;melanoma";
    for answer in answers("histology", others) {
        assert_eq!((answer.1, answer.2, answer.3.as_str()), (false, false, "active"), "{}", answer.0);
    }
}

/// Files that pass for built-in ones would make every result name them as those.
#[test]
fn rules_and_references_with_a_built_in_id_must_be_the_built_in_ones() {
    let work = folder();
    let matrix = test_data("small/expression_tpm.tsv.gz");
    let matrix = matrix.to_str().unwrap();
    let rules = |name: &str| {
        std::fs::read_to_string(crate::support::repository().join("signatures/rules").join(name)).unwrap()
    };
    let whole = rules("tme-v1.toml") + &rules("common.toml");
    std::fs::write(work.path().join("same.toml"), &whole).unwrap();
    std::fs::write(work.path().join("other.toml"), whole.replace("yes_from = 0.5", "yes_from = 0.4"))
        .unwrap();
    evade_in(work.path(), &["phenotype", "-q", matrix, "--rules", "same.toml"]).expect_code(0);
    let stderr = evade_in(work.path(), &["phenotype", matrix, "--rules", "other.toml"]).expect_code(3).stderr;
    assert!(stderr.contains("give them an id of their own"), "{stderr}");

    let cohort = test_data("demo/expression_tpm.tsv.gz");
    let cohort = cohort.to_str().unwrap();
    let build = ["reference", "build", "-q", cohort, "--unit", "tpm", "--id", "nsclc", "-o", "own.json"];
    evade_in(work.path(), &build).expect_code(0);
    let stderr =
        evade_in(work.path(), &["phenotype", matrix, "--reference", "own.json"]).expect_code(3).stderr;
    assert!(stderr.contains("has the id 'nsclc' of a built-in one"), "{stderr}");
}

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

/// Values that are moved by the user are not those the probability was fitted on.
#[test]
fn a_moved_axis_has_a_class_and_no_probability() {
    let work = folder();
    let matrix = test_data("small/expression_tpm.tsv.gz");
    let arguments = ["phenotype", "-q", matrix.to_str().unwrap(), "--axis-offset", "T=0.2"];
    let table = Tsv::parse(&evade_in(work.path(), &arguments).expect_code(0).stdout);
    for row in &table.rows {
        let cell = |name: &str| row[table.column(name)].as_str();
        assert_eq!(cell("p_inflamed"), "NA", "{row:?}");
        assert!(cell("phenotype") == "not_evaluable" || cell("flags").contains("axis_offset"), "{row:?}");
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
