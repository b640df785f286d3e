//! A sample whose genes lie at their reference medians, and the genes of the sex chromosomes beside them.

use evade_core::{ExpressionMatrix, RnaSex, SampleIndex, UnitSource};
use evade_io::{GeneRows, InputFormat, find_unit};

use super::*;
use crate::inputs::InputRecord;

const REFERENCE: &str = "nsclc-ici";

/// Two samples, in TPM: a man with all genes, and a woman.
fn matrix(reference: &Reference, genes: &GeneTable) -> Matrix {
    let sex_genes = ["RPS4Y1", "DDX3Y", "KDM5D", "UTY", "EIF1AY", "XIST"];
    let mut row_ids = reference.universe.clone();
    row_ids.extend(sex_genes.map(str::to_owned));
    // A tenth of the genes are silent, and the highest have some 4,000 TPM.
    let tpm = |quantile: f64| (12.0 * (quantile - 0.1)).max(0.0).exp2() - 1.0;
    let of = |y: f64, xist: f64, moved: usize| {
        let universe = reference.median_quantiles.iter().enumerate();
        let mut values: Vec<f64> =
            universe.map(|(i, q)| tpm(*q) * (1.0 + (i % moved) as f64 / 10.0)).collect();
        values.extend([y, y, y, y, y, xist]);
        values
    };
    let mut values = of(tpm(0.6), 0.0, 7);
    values.extend(of(0.0, tpm(0.9), 5));
    let samples = SampleIndex::new(vec!["man".to_owned(), "woman".to_owned()]).unwrap();
    let values = ExpressionMatrix::new(row_ids, None, samples, values);
    let evidence = find_unit("made", &values, Some(Unit::Tpm), None).unwrap().evidence;
    let record = InputRecord { role: "expression".into(), name: "made".to_owned(), sha256: None };
    Matrix {
        path: "made".into(),
        record,
        joined: Vec::new(),
        format: InputFormat::Matrix,
        rows: GeneRows::resolve(&values, genes),
        values,
        unit: MatrixUnit { unit: Unit::Tpm, source: UnitSource::Declared, evidence, is_doubtful: false },
        columns: String::new(),
        first_place: 0,
    }
}

fn setup() -> CallSetup {
    let reference = inputs::reference(REFERENCE).unwrap();
    let (rules, _) = inputs::rules("tme-v1").unwrap();
    let signatures = builtin::catalogue().unwrap().scorable();
    CallSetup::new(reference, rules, signatures, ScaleKind::Frozen, [0.0; 5], Lists::built_in().unwrap())
}

fn profile(setup: &CallSetup, matrix: &Matrix, genes: &GeneTable, column: usize, sample: &str) -> RnaProfile {
    let facts = SampleFacts { sample: sample.to_owned(), ..SampleFacts::default() };
    let caller = MatrixCaller::new(setup, matrix, genes);
    caller.profile(&mut Scratch::default(), &facts, column).unwrap().profile
}

#[test]
fn resampled_values_are_kept_of_samples_that_are_compared_and_change_nothing() {
    let genes = builtin::genes().unwrap();
    let setup = setup().comparing(BTreeSet::from(["man".to_owned()]));
    let matrix = matrix(&setup.reference, &genes);
    let compared = profile(&setup, &matrix, &genes, 0, "man");
    let kept = compared.resampled.as_ref().unwrap();
    assert_eq!(kept.axes.len(), 200);
    assert_eq!(kept.scores.len(), compared.scores.len());
    for (score, parts) in compared.scores.iter().zip(&kept.scores) {
        assert_eq!(score.z.is_some(), !parts.is_empty(), "{}", score.signature);
        assert_eq!(parts.len(), if score.z.is_some() { score.n_found as usize } else { 0 });
    }
    // A patient's other sample is not in the run: the same sample, and nothing kept.
    let alone = profile(&setup, &matrix, &genes, 0, "alone");
    assert_eq!(alone.resampled, None);
    assert_eq!(RnaProfile { resampled: None, ..compared }, alone);
}

#[test]
fn genes_of_the_sex_chromosomes_are_told_beside_the_universe() {
    let genes = builtin::genes().unwrap();
    let setup = setup();
    let mut matrix = matrix(&setup.reference, &genes);
    let sex = |matrix: &Matrix, column| profile(&setup, matrix, &genes, column, "any").quality.rna_sex;
    assert_eq!(sex(&matrix, 0), Some(RnaSex::YGenes));
    assert_eq!(sex(&matrix, 1), Some(RnaSex::XistWithoutY));
    // CPM grow with the length of a gene, and XIST is long.
    matrix.unit.unit = Unit::Cpm;
    assert_eq!(sex(&matrix, 1), None);
}
