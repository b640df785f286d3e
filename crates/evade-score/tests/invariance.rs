//! What must not move a score of a method that stands on ranks.
#![allow(missing_docs, clippy::unwrap_used)] // a test fails by a panic

use evade_core::{BoundSets, ExpressionMatrix, GeneIndex, SampleIndex, Signature};
use evade_score::{Method, RunContext, SetLimits, score_samples};
use proptest::prelude::*;

const ON_RANKS: &[&str] = &[
    "singscore",
    "singscore:ties=min,centred=false",
    "singscore:direction=unknown",
    "singscore:dispersion=true",
    "singscore:stable=stable.txt",
    "singscore:stable=stable.txt,dispersion=true",
    "ssgsea",
    "ssgsea-gseapy",
    "ssgsea-gseapy:norm=log_rank",
    "ssgsea-gseapy:correl=zscore",
    "ssgsea-genepattern",
    "ssgsea-genepattern:norm=log_rank",
    "ucell:max-rank=12",
    "ucell:missing=skip",
    "aucell:top=0.4",
];
const GENES: usize = 30;

/// Scores of three sets in one sample by all methods; NaN where there is none.
fn scores(ids: &[String], values: &[f64]) -> Vec<f64> {
    let genes = GeneIndex::new(ids.to_vec()).unwrap();
    let names = |list: &[usize]| list.iter().map(|i| format!("G{i}")).collect::<Vec<_>>();
    let sets = BoundSets::bind(
        &[
            Signature::plain("up", names(&[1, 4, 9, 16, 25, 99]), vec![]),
            Signature::plain("down", vec![], names(&[2, 3, 5, 7])),
            Signature::plain("both", names(&[0, 10, 20]), names(&[5, 15, 98])),
        ],
        &genes,
    );
    let matrix = ExpressionMatrix::new(
        ids.to_vec(),
        None,
        SampleIndex::new(vec!["S".into()]).unwrap(),
        values.to_vec(),
    );
    let mut context = RunContext::of(&matrix);
    let stable = ["G6", "G11", "G18", "G22", "G29"].map(|id| genes.place(id).unwrap());
    context.gene_lists.insert("stable.txt".into(), stable.to_vec());
    let methods: Vec<Method> = ON_RANKS.iter().map(|text| text.parse().unwrap()).collect();
    score_samples(&matrix, &sets, &methods, SetLimits::default(), &context, &|| {})
        .iter()
        .flat_map(|matrix| (0..3).map(|set| matrix.value(0, set).unwrap_or(f64::NAN)))
        .collect()
}

fn ids() -> Vec<String> {
    (0..GENES).map(|i| format!("G{i}")).collect()
}

proptest! {
    /// Small whole numbers have many ties; 1000 x^3 - 7 is exact on them and keeps their order.
    #[test]
    fn a_strictly_rising_function_of_the_values_changes_nothing(
        values in prop::collection::vec((-3i8..12).prop_map(f64::from), GENES)
    ) {
        let changed: Vec<f64> = values.iter().map(|x| 1000.0 * x * x * x - 7.0).collect();
        let bits = |values: &[f64]| scores(&ids(), values).iter().map(|s| s.to_bits()).collect::<Vec<_>>();
        prop_assert_eq!(bits(&values), bits(&changed));
    }

    /// Sums run in file order, so the last bits may differ.
    #[test]
    fn without_ties_the_order_of_the_genes_changes_nothing(
        values in Just((0..GENES).map(|i| i as f64 * 1.5 - 10.0).collect::<Vec<_>>()).prop_shuffle(),
        order in Just((0..GENES).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let shuffled_ids: Vec<String> = order.iter().map(|&i| format!("G{i}")).collect();
        let shuffled: Vec<f64> = order.iter().map(|&i| values[i]).collect();
        for (one, other) in scores(&ids(), &values).iter().zip(scores(&shuffled_ids, &shuffled)) {
            prop_assert!((one - other).abs() < 1e-11 || one.is_nan() && other.is_nan(), "{} {}", one, other);
        }
    }
}
