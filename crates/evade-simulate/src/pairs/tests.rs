//! The files of pairs as a whole.

use std::collections::BTreeMap;

use evade_genome::Build;

use super::*;
use crate::tests::{files, with_model};

fn settings(n_patients: usize, noise: f64) -> PairSettings {
    PairSettings { n_patients, seed: 1, noise, fraction_cv: 0.4, build: Build::Grch38, n_genes: Some(4000) }
}

fn pairs(n_patients: usize, noise: f64) -> PairCohort {
    with_model(|model| PairCohort::draw(&settings(n_patients, noise), model)).unwrap()
}

fn bytes(cohort: &PairCohort) -> BTreeMap<String, Vec<u8>> {
    files(|folder| cohort.write(folder).unwrap())
}

fn rows(text: &str, separator: char) -> Vec<BTreeMap<&str, &str>> {
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split(separator).collect();
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split(separator).collect();
            assert_eq!(cells.len(), header.len(), "{line}");
            header.iter().copied().zip(cells).collect()
        })
        .collect()
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_any_number_of_threads() {
    let bytes = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| bytes(&pairs(8, 0.25)))
    };
    let one = bytes(1);
    assert!(one == bytes(3));
    for name in ["samples.csv", "truth_pairs.tsv", "expression_tpm.tsv.gz", "variants.maf"] {
        assert!(one.contains_key(name), "{name}");
    }
}

#[test]
fn a_patient_is_the_same_in_a_larger_cohort() {
    let text = |n| truth::text(&pairs(n, 0.25).patients, 0.25);
    assert!(text(20).starts_with(&text(8)));
    let sheet = |n| sheet::text(&pairs(n, 0.25).patients, Build::Grch38);
    assert!(sheet(20).starts_with(&sheet(8)));
}

#[test]
fn the_sheet_has_columns_of_the_schema_and_dates_in_order() {
    for column in sheet::columns() {
        assert!(evade_io::SheetColumn::of_header(column).is_some(), "{column}");
    }
    let text = sheet::text(&pairs(160, 0.25).patients, Build::Grch38);
    let rows = rows(&text, ',');
    assert_eq!(rows.len(), 320);
    for both in rows.chunks(2) {
        assert_eq!(both[0]["patient"], both[1]["patient"]);
        assert!(both[0]["collection_date"] < both[0]["ici_start"]);
        assert!(both[1]["progression_date"] > both[1]["ici_start"]);
        assert!(both[1]["collection_date"] >= both[1]["progression_date"]);
        assert!(both.iter().all(|row| row["vcf"].is_empty() || row["maf"].is_empty()));
        let depth: u32 = both[1]["coverage"].parse().unwrap();
        assert!((60..=600).contains(&depth));
    }
    assert!(rows.iter().any(|row| row["dna_id"].is_empty() && row["coverage"].is_empty()));
}

#[test]
fn scenarios_come_in_equal_shares_and_other_persons_are_told_apart() {
    let text = truth::text(&pairs(160, 0.25).patients, 0.25);
    let rows = rows(&text, '\t');
    for scenario in PairScenario::ALL {
        assert_eq!(rows.iter().filter(|row| row["scenario"] == scenario.as_str()).count(), 20);
    }
    for row in &rows {
        let is_swap = row["scenario"] == "swap";
        assert_eq!(row["same_person"] == "no", is_swap);
        assert!(is_swap || row["identity_conflicts"] == "NA", "{row:?}");
        let is_new = row["genes_new"].split(';').any(|gene| gene == "B2M");
        assert!(is_new || row["scenario"] != "b2m_loss");
        assert!(row["same_clone"] == "yes" || row["genes_retained"] == "NA");
    }
    let swaps: Vec<_> = rows.iter().filter(|row| row["scenario"] == "swap").collect();
    for conflict in ["rna_sex", "hla_alleles", "germline_sites", "stated_sex"] {
        let has = |row: &&&BTreeMap<&str, &str>| row["identity_conflicts"].split(';').any(|w| w == conflict);
        let n = swaps.iter().filter(has).count();
        assert!(0 < n && n < 20, "{conflict}: {n}");
    }
}

#[test]
fn rna_shows_the_sex_of_the_person() {
    let cohort = pairs(40, 0.25);
    let place = |gene: &str| cohort.genes.iter().position(|g| g.symbol == gene).unwrap();
    let (xist, y) = (place("XIST"), ["RPS4Y1", "DDX3Y", "KDM5D", "UTY", "EIF1AY"].map(place));
    let mut n_lost = 0;
    for (patient, sample) in cohort.patients.iter().flat_map(|p| [(p, 0), (p, 1)]) {
        let profile = patient.rna[sample].profile(&cohort.genes, 1);
        let (shown, has_y) = (patient.person_of(sample).rna[sample], y.iter().all(|&y| profile[y] > 0.5));
        assert_eq!(profile[xist] > 0.5, shown == person::SexInRna::Xist);
        assert_eq!(has_y, shown == person::SexInRna::YGenes);
        assert!(has_y || y.iter().all(|&y| profile[y] == 0.0));
        n_lost += usize::from(shown == person::SexInRna::Neither);
    }
    assert!(n_lost > 0);
}

/// Standard deviation of the log2 differences between both samples, over genes with enough reads.
fn spread(cohort: &PairCohort, patient: &Patient) -> f64 {
    let [before, after] = [0, 1].map(|sample| patient.rna[sample].profile(&cohort.genes, 1));
    let both = before.iter().zip(&after).filter(|(b, a)| **b > 20.0 && **a > 20.0);
    let differences: Vec<f64> = both.map(|(b, a)| f64::from((a / b).log2())).collect();
    let n = differences.len() as f64;
    let mean = differences.iter().sum::<f64>() / n;
    (differences.iter().map(|d| (d - mean) * (d - mean)).sum::<f64>() / n).sqrt()
}

#[test]
fn noise_is_what_was_asked_for() {
    let spreads: Vec<f64> = [0.0, 0.25, 1.0]
        .map(|noise| {
            let cohort = pairs(1, noise);
            assert_eq!(cohort.patients[0].scenario, PairScenario::NoChange);
            spread(&cohort, &cohort.patients[0])
        })
        .to_vec();
    // Without noise there is that of counting alone; what genes have in common comes on top.
    assert!(spreads[0] < 0.1 && (0.2..0.5).contains(&spreads[1]) && spreads[2] > 0.8, "{spreads:?}");
}

#[test]
fn what_a_scenario_moves_is_moved_in_the_later_sample_alone() {
    let cohort = pairs(16, 0.0);
    let place = |gene: &str| cohort.genes.iter().position(|g| g.symbol == gene).unwrap();
    let change = |scenario: PairScenario, gene: &str| {
        let patient = cohort.patients.iter().find(|p| p.scenario == scenario).unwrap();
        let [before, after] = [0, 1].map(|sample| patient.rna[sample].profile(&cohort.genes, 1)[place(gene)]);
        (after / before).log2()
    };
    assert!((-3.5..-0.8).contains(&change(PairScenario::B2mLoss, "B2M")));
    assert!(change(PairScenario::Transformation, "CHGA") > 2.5);
    assert!(change(PairScenario::Exclusion, "COL1A1") > 0.5);
    assert!(change(PairScenario::Exclusion, "CD8A") < -0.5);
    assert!(change(PairScenario::Exhaustion, "PDCD1") > 1.0);
    assert!(change(PairScenario::HypoxiaTriple, "CA9") > 1.0);
    assert!(change(PairScenario::NoChange, "B2M").abs() < 0.2);
}
