//! The linear methods against plain textbook forms, on small random problems.
#![allow(missing_docs, clippy::unwrap_used)] // a test fails by a panic

use evade_core::{BoundSets, ExpressionMatrix, GeneIndex, Reason, SampleIndex, Signature};
use evade_score::{RunContext, ScoreMatrix, SetLimits, score_samples};
use proptest::prelude::*;

const GENES: usize = 30;

fn ids() -> Vec<String> {
    (0..GENES).map(|i| format!("G{i}")).collect()
}

/// A set that gives each gene the weight of its place; zero is no member.
fn set(id: usize, weights: &[f64]) -> Signature {
    let mut set = Signature::plain(&id.to_string(), vec![], vec![]);
    for (gene, &weight) in ids().into_iter().zip(weights) {
        if weight != 0.0 {
            set.weights.insert(gene.clone(), weight);
            if weight > 0.0 { &mut set.up } else { &mut set.down }.push(gene);
        }
    }
    set
}

fn score(method: &str, values: &[f64], columns: &[Vec<f64>]) -> ScoreMatrix {
    let samples = SampleIndex::new(vec!["S".into()]).unwrap();
    let matrix = ExpressionMatrix::new(ids(), None, samples, values.to_vec());
    let sets: Vec<Signature> = columns.iter().enumerate().map(|(i, column)| set(i, column)).collect();
    let sets = BoundSets::bind(&sets, &GeneIndex::new(ids()).unwrap());
    let context = RunContext::of(&matrix);
    let methods = [method.parse().unwrap()];
    score_samples(&matrix, &sets, &methods, SetLimits::default(), &context, &|| {}).remove(0)
}

fn mean(x: &[f64]) -> f64 {
    x.iter().sum::<f64>() / x.len() as f64
}

fn pearson(x: &[f64], y: &[f64]) -> f64 {
    let (mx, my) = (mean(x), mean(y));
    let products = |a: &[f64], ma: f64, b: &[f64], mb: f64| -> f64 {
        a.iter().zip(b).map(|(a, b)| (a - ma) * (b - mb)).sum()
    };
    products(x, mx, y, my) / (products(x, mx, x, mx) * products(y, my, y, my)).sqrt()
}

/// Inverse by elimination with row exchanges.
fn inverse(mut a: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    let n = a.len();
    for (i, row) in a.iter_mut().enumerate() {
        row.extend((0..n).map(|j| f64::from(i == j)));
    }
    for i in 0..n {
        let pivot = (i..n).max_by(|&r, &s| a[r][i].abs().total_cmp(&a[s][i].abs())).unwrap();
        a.swap(i, pivot);
        let lead = a[i][i];
        a[i].iter_mut().for_each(|cell| *cell /= lead);
        let row = a[i].clone();
        for other in (0..n).filter(|&r| r != i) {
            let factor = a[other][i];
            for (cell, pivot) in a[other].iter_mut().zip(&row) {
                *cell -= factor * pivot;
            }
        }
    }
    a.into_iter().map(|row| row[n..].to_vec()).collect()
}

/// t of each column's coefficient from the normal equations with an intercept.
fn normal_equations(y: &[f64], columns: &[Vec<f64>]) -> Vec<f64> {
    let mut x = vec![vec![1.0; y.len()]];
    x.extend_from_slice(columns);
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let gram = x.iter().map(|a| x.iter().map(|b| dot(a, b)).collect()).collect();
    let inverse = inverse(gram);
    let products: Vec<f64> = x.iter().map(|a| dot(a, y)).collect();
    let coefficients: Vec<f64> = inverse.iter().map(|row| dot(row, &products)).collect();
    let residual = |g: usize| y[g] - x.iter().zip(&coefficients).map(|(a, c)| a[g] * c).sum::<f64>();
    let squares: f64 = (0..y.len()).map(|g| residual(g) * residual(g)).sum();
    let variance = squares / (y.len() - x.len()) as f64;
    (1..x.len()).map(|j| coefficients[j] / (variance * inverse[j][j]).sqrt()).collect()
}

/// Values that are never zero, so that every gene takes part.
fn values() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(0.5_f64..12.0, GENES)
}

/// Columns of which about a third is not zero.
fn columns() -> impl Strategy<Value = Vec<Vec<f64>>> {
    let weight = prop_oneof![2 => Just(0.0), 1 => -3.0_f64..3.0];
    prop::collection::vec(prop::collection::vec(weight, GENES), 1..6)
}

proptest! {
    #[test]
    fn ulm_is_the_t_of_the_pearson_correlation(values in values(), columns in columns()) {
        let scores = score("ulm", &values, &columns);
        for (i, column) in columns.iter().enumerate().filter(|(_, c)| c.iter().any(|&w| w != 0.0)) {
            let r = pearson(&values, column);
            let t = r * ((GENES as f64 - 2.0) / (1.0 - r * r)).sqrt();
            prop_assert!((scores.value(0, i).unwrap() - t).abs() < 1e-9 * t.abs().max(1.0));
        }
    }

    #[test]
    fn mlm_solves_the_normal_equations(values in values(), columns in columns()) {
        prop_assume!(columns.iter().all(|c| c.iter().filter(|&&w| w != 0.0).count() > 4));
        let scores = score("mlm", &values, &columns);
        for (i, t) in normal_equations(&values, &columns).into_iter().enumerate() {
            prop_assert!((scores.value(0, i).unwrap() - t).abs() < 1e-9 * t.abs().max(1.0));
        }
    }

    /// A sum of two sets takes nothing from a set outside, and the three have no coefficient of their own.
    #[test]
    fn collinear_sets_are_named_and_the_others_scored(values in values(), columns in columns()) {
        prop_assume!(columns.len() > 2);
        prop_assume!(columns.iter().all(|c| c.iter().filter(|&&w| w != 0.0).count() > 4));
        let mut more = columns.clone();
        more.insert(0, columns[0].iter().zip(&columns[1]).map(|(a, b)| a + b).collect());
        let (with, without) = (score("mlm", &values, &more), score("mlm", &values, &columns));
        for i in 0..3 {
            prop_assert_eq!(with.value(0, i), Err(Reason::CollinearSet));
        }
        for i in 2..columns.len() {
            let t = without.value(0, i).unwrap();
            prop_assert!((with.value(0, i + 1).unwrap() - t).abs() < 1e-9 * t.abs().max(1.0));
        }
    }
}

fn padded(first: &[f64]) -> Vec<f64> {
    let mut all = first.to_vec();
    all.resize(GENES, 0.0);
    all
}

#[test]
fn scores_by_hand() {
    // four genes are not zero, 1 2 3 6: mean 3, squares 4 + 1 + 0 + 9 = 14; the set is the last gene
    let values = padded(&[1.0, 2.0, 3.0, 6.0]);
    let last = [padded(&[0.0, 0.0, 0.0, 1.0])];
    let of = |method: &str| score(method, &values, &last).value(0, 0).unwrap();
    // r = 3 / sqrt(14 * 0.75), t = r sqrt(2 / (1 - r^2)) with r^2 = 6 / 7: sqrt(6 / 7 * 2 * 7) = sqrt 12
    assert!((of("ulm") - 12_f64.sqrt()).abs() < 1e-13);
    // one set: the same model
    assert!((of("mlm") - 12_f64.sqrt()).abs() < 1e-13);
    // sd = sqrt(14 / 3): 3 / sd and 6 / sd
    assert!((of("mean-z") - 3.0 / (14.0_f64 / 3.0).sqrt()).abs() < 1e-14);
    assert!((of("mean-z:flavor=ksea") - 6.0 / (14.0_f64 / 3.0).sqrt()).abs() < 1e-14);
}

#[test]
fn averages_by_hand() {
    let values = padded(&[1.0, 2.0, 9.0, 6.0, 4.0]);
    // up 1 2 9, down 6 4: mean 4 - 5, median 2 - 5, weighted (2*1 + 1*2 + 1*9 - 6 - 4) / 6
    let sets = [padded(&[2.0, 1.0, 1.0, -1.0, -1.0])];
    let of = |method: &str| score(method, &values, &sets).value(0, 0).unwrap();
    assert!((of("mean") + 1.0).abs() < 1e-15);
    assert!((of("median") + 3.0).abs() < 1e-15);
    assert!((of("weighted") - 0.5).abs() < 1e-15);
}

#[test]
fn samples_and_sets_without_a_value_say_why() {
    let flat = [2.0; GENES];
    let sets = [padded(&[1.0, 1.0]), vec![1.0; GENES]];
    for method in ["ulm", "mlm"] {
        let scores = score(method, &flat, &sets);
        assert_eq!(scores.value(0, 0), Err(Reason::UndefinedScore), "{method}");
        assert_eq!(scores.value(0, 1), Err(Reason::SetIsUniverse), "{method}");
    }
    let scores = score("ulm", &padded(&[1.0, 2.0, 3.0]), &[padded(&[0.0, 0.0, 0.0, 1.0])]);
    assert_eq!(scores.value(0, 0), Err(Reason::NoVaryingGene));
}
