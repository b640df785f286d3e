//! Features that mechanism rules read: their table, what other commands make of them, and real tumours.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::support::{Tsv, evade_in, folder, real_data, test_data};

const HEADER: &str = "sample feature kind value percentile percentile_low percentile_high percentile_histology \
                      level n reasons";

fn small() -> String {
    test_data("small/expression_tpm.tsv.gz").display().to_string()
}

fn run(work: &Path, matrix: &str, out: &str, more: &[&str]) -> Tsv {
    let run = ["run", "-q", "--expression", matrix, "--outdir", out];
    evade_in(work, &[&run[..], more].concat()).expect_code(0);
    Tsv::read(&work.join(out).join("features.tsv"))
}

fn manifest(folder: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(folder.join("manifest.json")).unwrap()).unwrap()
}

/// A column of one feature, by sample.
fn column(table: &Tsv, feature: &str, name: &str) -> BTreeMap<String, String> {
    let place = table.column(name);
    let rows = table.rows.iter().filter(|row| row[1] == feature);
    rows.map(|row| (row[0].clone(), row[place].clone())).collect()
}

#[test]
fn feature_columns_are_those_of_the_contract_and_sets_have_the_numbers_of_scores() {
    let work = folder();
    let table = run(work.path(), &small(), "out", &[]);
    assert_eq!(table.header.join(" "), HEADER.split_whitespace().collect::<Vec<_>>().join(" "));
    let out = work.path().join("out");
    let stamp = manifest(&out)["features"].clone();
    assert_eq!(
        (stamp["id"].as_str(), stamp["digest"].as_str().map(str::len)),
        (Some("features-v1"), Some(64))
    );
    // Every sample has every feature, in one order.
    let phenotypes = Tsv::read(&out.join("phenotypes.tsv"));
    let n = table.rows.len() / phenotypes.rows.len();
    assert!(n >= 170 && n * phenotypes.rows.len() == table.rows.len(), "{n} features");
    let ids = |rows: &[Vec<String>]| rows.iter().map(|row| row[1].clone()).collect::<Vec<_>>();
    assert!(table.rows.chunks(n).all(|rows| ids(rows) == ids(&table.rows[..n])));
    // What scores.tsv says of a set is what the feature says.
    let scores = Tsv::read(&out.join("scores.tsv"));
    let of_set = |name: &str| -> BTreeMap<String, String> {
        let place = scores.column(name);
        let rows = scores.rows.iter().filter(|row| row[1] == "treg_combes2022");
        rows.map(|row| (row[0].clone(), row[place].clone())).collect()
    };
    assert_eq!(column(&table, "treg", "value"), of_set("z"));
    assert_eq!(column(&table, "treg", "percentile"), of_set("percentile"));
}

#[test]
fn levels_of_features_follow_their_intervals_and_missing_values_have_reasons() {
    let work = folder();
    let table = run(work.path(), &small(), "out", &[]);
    let [value, low, high, level, reasons] =
        ["value", "percentile_low", "percentile_high", "level", "reasons"].map(|name| table.column(name));
    for row in &table.rows {
        let number = |place: usize| row[place].parse::<f64>().unwrap();
        match row[level].as_str() {
            "low" if row[low] != "NA" => assert!(number(high) < 25.0, "{row:?}"),
            "high" if row[low] != "NA" => assert!(number(low) > 75.0, "{row:?}"),
            "middle" if row[low] != "NA" => assert!(number(low) >= 25.0 && number(high) <= 75.0, "{row:?}"),
            "not_assessable" => assert!(row[reasons] != "NA", "{row:?}"),
            _ => {}
        }
        assert!(row[value] != "NA" || row[reasons] != "NA", "{row:?}");
    }
    // Hypoxia is scaled within histology, and none is stated.
    let told = column(&table, "hypoxia", "reasons");
    assert!(told.values().all(|reasons| reasons.contains("histology_")), "{told:?}");
}

#[test]
fn features_that_differ_have_their_causes_and_lists_are_not_mixed() {
    let work = folder();
    run(work.path(), &small(), "old", &[]);
    let mut table = run(work.path(), &small(), "new", &[]);
    let diff = || Tsv::parse(&evade_in(work.path(), &["diff", "old", "new"]).expect_code(0).stdout).rows;
    assert!(diff().is_empty());
    let level = table.column("level");
    let before = table.rows[0][level].clone();
    "no_level".clone_into(&mut table.rows[0][level]);
    let path = work.path().join("new");
    table.write(&path.join("features.tsv"));
    let rows = diff();
    let changed =
        [table.rows[0][0].as_str(), "features", &table.rows[0][1], &before, "no_level", "unexplained"];
    assert_eq!((rows.len(), &rows[0][..6]), (1, &changed.map(str::to_owned)[..]));
    let mut other = manifest(&path);
    other["features"]["id"] = "features-v9".into();
    std::fs::write(path.join("manifest.json"), other.to_string()).unwrap();
    assert_eq!(diff()[0][5], "feature_list");
    for (shard, out) in [("1/2", "part1"), ("2/2", "part2")] {
        run(work.path(), &small(), out, &["--shard", shard]);
    }
    let part = work.path().join("part2");
    let mut other = manifest(&part);
    other["features"]["id"] = "features-v9".into();
    std::fs::write(part.join("manifest.json"), other.to_string()).unwrap();
    let merge = ["merge", "--outdir", "out", "part1", "part2"];
    let stderr = evade_in(work.path(), &merge).expect_code(3).stderr;
    assert!(stderr.contains("part2: was made with another list of features than part1"), "{stderr}");
}

#[test]
fn features_need_the_frozen_scale_and_a_reference_that_has_them() {
    let Some(matrix) = real_data("icb_nsclc_cho2020/expression_tpm.tsv.gz") else { return };
    let matrix = matrix.to_str().unwrap();
    let work = folder();
    for (options, reason) in
        [(["--scale", "cohort"], "cohort_scale"), (["--reference", "tcga-nsclc-panel"], "small_reference")]
    {
        let table = run(work.path(), matrix, reason, &options);
        let [level, reasons] = ["level", "reasons"].map(|name| table.column(name));
        assert!(table.rows.iter().all(|row| row[level] == "not_assessable"), "{reason}");
        let own = table.rows.iter().filter(|row| row[2] == "gene" || row[2] == "set");
        assert!(own.into_iter().all(|row| row[reasons].starts_with(reason)), "{reason}");
    }
}

/// Spearman's correlation; ties are rare here.
fn rho(x: &[f64], y: &[f64]) -> f64 {
    let ranks = |values: &[f64]| -> Vec<f64> {
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
        let mut ranks = vec![0.0; values.len()];
        for (rank, place) in order.into_iter().enumerate() {
            ranks[place] = rank as f64;
        }
        ranks
    };
    let (x, y) = (ranks(x), ranks(y));
    let middle = (x.len() as f64 - 1.0) / 2.0;
    let product: f64 = x.iter().zip(&y).map(|(a, b)| (a - middle) * (b - middle)).sum();
    let square: f64 = x.iter().map(|a| (a - middle) * (a - middle)).sum();
    product / square
}

#[test]
fn adjusted_regulatory_t_cells_do_not_follow_t_in_tcga_adenocarcinomas() {
    let Some(matrix) = real_data("tcga_luad_rna/expression_tpm.tsv.gz") else { return };
    let work = folder();
    let table = run(work.path(), matrix.to_str().unwrap(), "out", &["--unit", "tpm"]);
    let t = Tsv::read(&work.path().join("out/phenotypes.tsv")).pairs("sample", "T");
    let values = |feature: &str| {
        let of_feature = column(&table, feature, "value");
        let pairs = of_feature
            .iter()
            .filter_map(|(sample, value)| Some((t[sample].parse::<f64>().ok()?, value.parse::<f64>().ok()?)));
        pairs.unzip::<f64, f64, Vec<f64>, Vec<f64>>()
    };
    for (raw, adjusted) in
        [("treg", "treg_for_t"), ("foxp3", "foxp3_for_t"), ("treg_ccr8", "treg_ccr8_for_t")]
    {
        let ((t_raw, raw_values), (t_adjusted, residuals)) = (values(raw), values(adjusted));
        assert!(t_raw.len() > 500 && t_adjusted.len() == t_raw.len());
        let (before, after) = (rho(&t_raw, &raw_values), rho(&t_adjusted, &residuals));
        eprintln!("{raw}: rho {before:.3} raw, {after:.3} adjusted, n = {}", t_raw.len());
        if raw == "treg" {
            assert!(before > 0.5, "{raw}: {before}");
            assert!(after.abs() < 0.1, "{adjusted}: {after}");
        }
    }
}
