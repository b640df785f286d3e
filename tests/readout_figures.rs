//! The documented figures of the functional readouts are those of the shipped reference. They were computed by another program:
//! tests/external/validation/readouts.py.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::{Tsv, repository};

/// Figures of docs/readouts.tsv by readout, gene, histology and measure: value, low, high, altered, unaltered.
fn documented() -> BTreeMap<[String; 4], [Option<f64>; 5]> {
    let table = Tsv::read(&repository().join("docs/readouts.tsv"));
    let keys = ["readout", "gene", "histology", "measure"].map(|name| table.column(name));
    let values = ["value", "low", "high", "n_altered", "n_unaltered"].map(|name| table.column(name));
    let rows = table.rows.iter();
    rows.map(|row| (keys.map(|k| row[k].clone()), values.map(|v| row[v].parse().ok()))).collect()
}

/// Each readout of each gene in each histology of the shipped reference.
fn shipped() -> Vec<(Value, Value)> {
    let path = repository().join("signatures/references/nsclc.json");
    let reference: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let strata = |scale: &Value| {
        scale["strata"].as_array().unwrap().iter().map(|s| (scale.clone(), s.clone())).collect::<Vec<_>>()
    };
    reference["readouts"].as_array().unwrap().iter().flat_map(strata).collect()
}

#[test]
fn documented_figures_are_those_of_the_reference() {
    let documented = documented();
    let close = |a: Option<f64>, b: &Value, what: &str| {
        let (a, b) = (a.unwrap_or_else(|| panic!("{what} is not documented")), b.as_f64().unwrap());
        assert!((a - b).abs() < 1e-3, "{what}: documented {a}, shipped {b}");
    };
    let mut n_lines = 0;
    for (scale, stratum) in shipped() {
        let [readout, gene, histology] = [&scale["readout"], &scale["gene"], &stratum["histology"]]
            .map(|name| name.as_str().unwrap().to_owned());
        let row = |measure: &str| {
            let key = [readout.clone(), gene.clone(), histology.clone(), measure.to_owned()];
            documented.get(&key).copied().unwrap_or_default()
        };
        let what = format!("{gene} in {histology}");
        let [_, _, _, n_altered, n_unaltered] = row("auc");
        close(n_altered, &stratum["n_altered"], &what);
        close(n_unaltered, &stratum["n_unaltered"], &what);
        if let Some(auc) = stratum["auc"].as_array() {
            let measured = row("auc_hanley_mcneil");
            auc.iter().zip(measured).for_each(|(shipped, documented)| close(documented, shipped, &what));
        }
        if let Some(line) = stratum["line"].as_object() {
            n_lines += 1;
            for (name, shipped) in line {
                close(row(name)[0], shipped, &format!("{what}: {name}"));
            }
        }
    }
    assert!(n_lines >= 10, "{n_lines} lines were compared");
}

#[test]
fn the_page_names_every_readout_and_every_gene() {
    let page = std::fs::read_to_string(repository().join("docs/methods/readouts.md")).unwrap();
    for (scale, _) in shipped() {
        for name in [&scale["readout"], &scale["gene"]].map(|name| name.as_str().unwrap()) {
            assert!(page.contains(name), "{name} is not on the page");
        }
    }
}
