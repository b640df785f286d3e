//! Parity with the reference tools on their own output (test-data/golden).

use crate::support::{Tsv, evade_in, folder, test_data};

/// Each file, the method that must match it, and the largest absolute difference allowed.
const PARITY: [(&str, &str, f64); 3] = [
    ("singscore_up.tsv", "singscore:ties=min", 1e-10),
    ("singscore_up_tiesaverage.tsv", "singscore:ties=average", 1e-10),
    ("gsva214_ssgsea_raw.tsv", "ssgsea", 1e-10),
];

#[test]
fn scores_match_the_reference_tools() {
    let work = folder();
    let matrix = test_data("golden/expr.tsv");
    let sets = test_data("golden/sets.gmt");
    for (file, method, tolerance) in PARITY {
        let outcome = evade_in(
            work.path(),
            &["score", matrix.to_str().unwrap(), "--gene-sets", sets.to_str().unwrap(), "--method", method],
        )
        .expect_code(0);
        let scores = Tsv::parse(&outcome.stdout);
        let [sample, set, score] = ["sample", "signature", "score"].map(|name| scores.column(name));
        let ours: std::collections::BTreeMap<(&str, &str), &str> = scores
            .rows
            .iter()
            .map(|row| ((row[set].as_str(), row[sample].as_str()), row[score].as_str()))
            .collect();

        let golden = Tsv::read(&test_data(&format!("golden/{file}")));
        let mut largest: f64 = 0.0;
        let mut n_missing = 0;
        for row in &golden.rows {
            let mine = ours[&(row[0].as_str(), row[1].as_str())];
            if row[2] == "NA" || row[2] == "NaN" {
                assert_eq!(mine, "NA", "{file}: {row:?}");
                n_missing += 1;
                continue;
            }
            let (mine, theirs): (f64, f64) = (mine.parse().unwrap(), row[2].parse().unwrap());
            largest = largest.max((mine - theirs).abs());
        }
        eprintln!(
            "{file}: {method}, {} values, {n_missing} missing, largest difference {largest:e}",
            golden.rows.len()
        );
        assert!(golden.rows.len() >= 240, "{file} holds too little to compare");
        assert!(largest <= tolerance, "{file}: largest difference {largest:e} exceeds {tolerance:e}");
    }
}

#[test]
fn a_set_without_genes_is_a_row_with_its_reason() {
    let work = folder();
    let matrix = test_data("golden/expr.tsv");
    let sets = test_data("golden/sets.gmt");
    let arguments = ["score", matrix.to_str().unwrap(), "--gene-sets", sets.to_str().unwrap()];
    let scores = Tsv::parse(&evade_in(work.path(), &arguments).expect_code(0).stdout);
    let missing: Vec<&Vec<String>> = scores.rows.iter().filter(|row| row[1] == "MISSING_ALL").collect();
    assert_eq!(missing.len(), 24);
    assert!(missing.iter().all(|row| row[3] == "NA" && row[6] == "no_gene_found"), "{:?}", missing[0]);
    let some = scores.rows.iter().find(|row| row[1] == "MISSING_SOME").unwrap();
    assert_eq!((some[4].as_str(), some[5].as_str()), ("20", "12"));
}
