//! What the call is worth on public tumours with a label of pathology, and that none stands against its own evidence. The
//! cross-validated errors are made by tests/external/validation; here the shipped model is seen on its own tumours.

use std::path::Path;

use evade_core::{Axis, Phenotype, SampleProfile};

use crate::support::{Tsv, evade_in, folder, real_data};

const LUNG: [&str; 2] = ["tcga_luad_rna/expression_tpm.tsv.gz", "tcga_lusc_rna/expression_tpm.tsv.gz"];

/// The samples of a run, from their JSON.
fn profiles(folder: &Path) -> impl Iterator<Item = SampleProfile> {
    let entries = std::fs::read_dir(folder.join("samples")).unwrap();
    let files = entries.map(|entry| entry.unwrap().path());
    let json = files.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    json.map(|path| serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
}

fn measure(out: &Path, name: &str) -> f64 {
    let table = Tsv::read(&out.join("measures.tsv"));
    let (samples, measure, value) = (table.column("samples"), table.column("measure"), table.column("value"));
    let row = table.rows.iter().find(|row| row[samples] == "all" && row[measure] == name);
    row.unwrap_or_else(|| panic!("{name}")).get(value).unwrap().parse().unwrap()
}

/// Of all 1,012 tumours: a call has more evidence than any other class, barred ones included; a desert has T and G in the
/// lower third, an active call T and G above 0 that carry it, a suppressed one suppression in the upper quarter.
#[test]
fn no_call_stands_against_its_evidence() {
    let mut n_called = 0;
    for matrix in LUNG {
        let Some(matrix) = real_data(matrix) else { return };
        let work = folder();
        let arguments =
            ["run", "-q", "--expression", matrix.to_str().unwrap(), "--unit", "tpm", "--outdir", "out"];
        evade_in(work.path(), &arguments).expect_code(0);
        for profile in profiles(&work.path().join("out")) {
            let rna = profile.rna.unwrap();
            let call = rna.call;
            if !call.phenotype.is_determinate() {
                continue;
            }
            n_called += 1;
            let sample = &profile.facts.sample;
            let own = call.evidence.iter().find(|e| e.class == call.phenotype).unwrap();
            assert!(own.allowed && own.evidence >= 0.0 && own.shortfalls.is_empty(), "{sample}");
            assert!(
                call.evidence.iter().all(|e| e.class == own.class || e.evidence < own.evidence),
                "{sample}"
            );
            let axis = |axis: Axis| &rna.axes[axis.place()];
            let percentile = |wanted: Axis| axis(wanted).percentile.unwrap();
            match call.phenotype {
                Phenotype::Active => {
                    let term = |wanted: Axis| {
                        own.contributions.iter().find(|term| term.axis == wanted).unwrap().contribution
                    };
                    assert!(term(Axis::T) > 0.0 && term(Axis::G) > 0.0, "{sample}");
                    assert!(term(Axis::T) + term(Axis::G) > own.evidence / 2.0, "{sample}");
                }
                Phenotype::Suppressed => assert!(percentile(Axis::S) > 74.0, "{sample}"),
                Phenotype::Excluded => assert!(percentile(Axis::X) > 100.0 / 3.0 - 2.0, "{sample}"),
                Phenotype::Desert => {
                    let third = 100.0 / 3.0;
                    assert!(percentile(Axis::T) < third && percentile(Axis::G) < third, "{sample}");
                }
                Phenotype::Indeterminate | Phenotype::NotEvaluable => unreachable!(),
            }
        }
    }
    assert!(n_called > 700, "{n_called}");
}

/// The shipped model on the 243 lung adenocarcinomas that it was fitted to: what it says of them is what their labels are.
#[test]
fn the_probability_is_that_of_the_labels() {
    let Some(matrix) = real_data(LUNG[0]) else { return };
    let Some(labels) = real_data("tcga_lung_labels/labels.tsv.gz") else { return };
    let work = folder();
    let calls = ["phenotype", "-q", matrix.to_str().unwrap(), "--unit", "tpm", "-o", "calls.tsv"];
    evade_in(work.path(), &calls).expect_code(0);
    let map = "inflamed\tyes\nimmune-excluded\tno\nimmune-desert\tno\n";
    std::fs::write(work.path().join("map.tsv"), map).unwrap();
    let labels = labels.to_str().unwrap();
    let arguments = [
        "validate",
        "--calls",
        "calls.tsv",
        "--labels",
        labels,
        "--column",
        "luad_he_phenotype",
        "--map",
        "map.tsv",
        "--call",
        "inflamed",
        "-o",
        "out",
    ];
    evade_in(work.path(), &arguments).expect_code(0);
    let measure = |name| measure(&work.path().join("out"), name);
    assert!(measure("auc") >= 0.74, "{}", measure("auc"));
    assert!(measure("balanced_accuracy") >= 0.70, "{}", measure("balanced_accuracy"));
    assert!(measure("determinate") >= 0.75, "{}", measure("determinate"));
    assert!(measure("calibration_error") <= 0.08, "{}", measure("calibration_error"));
    // Of a model on its own tumours intercept and slope are 0 and 1, but for those whose tissue is in doubt.
    assert!(measure("calibration_intercept").abs() < 0.1 && (measure("calibration_slope") - 1.0).abs() < 0.1);
}

/// The model of bladder on the tumours it was fitted to: three classes, few of them open, no desert inflamed.
#[test]
fn bladder_is_called_in_three_classes() {
    let Some(matrix) = real_data("icb_bladder_imvigor210/expression_log2tpm.tsv.gz") else { return };
    let Some(labels) = real_data("icb_bladder_imvigor210/immune_phenotype_half.tsv") else { return };
    let work = folder();
    let matrix = matrix.to_str().unwrap();
    let arguments =
        ["run", "-q", "--expression", matrix, "--scale", "cohort", "--tissue", "bladder", "--outdir", "run"];
    evade_in(work.path(), &arguments).expect_code(0);
    std::fs::write(work.path().join("map.tsv"), "none\tNA\n").unwrap();
    let labels = labels.to_str().unwrap();
    let arguments = ["validate", "--calls", "run", "--labels", labels, "--map", "map.tsv", "-o", "out"];
    evade_in(work.path(), &arguments).expect_code(0);
    let out = work.path().join("out");
    assert!(measure(&out, "balanced_accuracy") >= 0.72 && measure(&out, "determinate") >= 0.75);
    let confusion = Tsv::read(&out.join("confusion.tsv"));
    let cell = |label: &str, call: &str| {
        let row =
            confusion.rows.iter().find(|row| row[0] == "all" && row.contains(&label.to_owned())).unwrap();
        row[confusion.column(call)].parse::<u32>().unwrap()
    };
    assert_eq!(cell("desert", "inflamed") + cell("inflamed", "desert"), 0);
}

/// The lung model reads the z of either reference: few answers differ. The tumours are members of `nsclc-ici`; the recorded
/// validation leaves each of them out.
#[test]
fn references_agree_whether_a_tumour_is_inflamed() {
    let (mut n, mut agreeing) = (0, 0);
    for cohort in ["icb_nsclc_cho2020", "icb_nsclc_jung2019"] {
        let Some(matrix) = real_data(&format!("{cohort}/expression_tpm.tsv.gz")) else { return };
        let answers = |reference: &str| {
            let arguments = ["phenotype", "-q", matrix.to_str().unwrap(), "--reference", reference];
            let table = Tsv::parse(&evade_in(folder().path(), &arguments).expect_code(0).stdout);
            table.pairs("sample", "inflamed")
        };
        let (lung, ici) = (answers("nsclc"), answers("nsclc-ici"));
        for (sample, answer) in &lung {
            if [answer, &ici[sample]].iter().all(|answer| ["yes", "no"].contains(&answer.as_str())) {
                n += 1;
                agreeing += usize::from(*answer == ici[sample]);
            }
        }
    }
    assert!(n >= 30 && agreeing * 100 >= n * 85, "{agreeing} of {n}");
}
