//! Scores against the reference tools' own output on test-data/golden.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stderr)] // a test fails by a panic and says what it saw

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use evade_core::{BoundSets, ExpressionMatrix, GeneIndex, Reason, SampleIndex, Signature};
use evade_score::{Method, ReferenceCohort, RunContext, SetLimits, score_samples};

/// One file of a reference tool and the method that must match it.
struct Parity {
    file: &'static str,
    method: &'static str,
    matrix: &'static str,
    /// Largest absolute difference allowed.
    tolerance: f64,
    /// The tool leaves the sign of a set's scores open.
    up_to_sign: bool,
}

const fn row(file: &'static str, method: &'static str, tolerance: f64) -> Parity {
    Parity { file, method, matrix: "expr.tsv", tolerance, up_to_sign: false }
}

const PARITY: &[Parity] = &[
    row("singscore_up.tsv", "singscore:ties=min", 1e-10),
    row("singscore_up_tiesaverage.tsv", "singscore:ties=average", 1e-10),
    row("gsva214_ssgsea_raw.tsv", "ssgsea", 1e-10),
    row("gsva214_ssgsea_norm.tsv", "ssgsea:normalize=range", 1e-10),
    row("gsva146_ssgsea_raw.tsv", "ssgsea", 1e-10),
    row("gsva146_ssgsea_norm.tsv", "ssgsea:normalize=range", 1e-10),
    row("gsva146_ssgsea_raw_alpha1.tsv", "ssgsea:alpha=1", 1e-10),
    row("decoupler_ulm.tsv", "ulm", 1e-10),
    row("decoupler_mlm.tsv", "mlm", 1e-10),
    row("decoupler_zscore_rokai.tsv", "mean-z:flavor=rokai", 1e-10),
    row("decoupler_zscore_ksea.tsv", "mean-z:flavor=ksea", 1e-10),
    row("decoupler_wmean.tsv", "weighted:zeros=drop", 1e-10),
    row("singscore_up_dispersion.tsv", "singscore:ties=min,dispersion=true", 1e-10),
    row("singscore_unknown.tsv", "singscore:ties=min,direction=unknown", 1e-10),
    row("singscore_unknown_dispersion.tsv", "singscore:ties=min,direction=unknown,dispersion=true", 1e-10),
    row("singscore_stable.tsv", "singscore:stable=stable.txt", 1e-10),
    row("singscore_stable_dispersion.tsv", "singscore:stable=stable.txt,dispersion=true", 1e-10),
    row("gseapy_ssgsea_rank_es.tsv", "ssgsea-gseapy", 1e-10),
    row("gseapy_ssgsea_rank_nes.tsv", "ssgsea-gseapy:output=nes", 1e-10),
    row("gseapy_ssgsea_logrank_es.tsv", "ssgsea-gseapy:norm=log_rank", 1e-10),
    row("gseapy_ssgsea_none_es.tsv", "ssgsea-gseapy:norm=none", 1e-10),
    row("gseapy_ssgsea_rank_zscore_es.tsv", "ssgsea-gseapy:correl=zscore", 5e-3),
    row("genepattern_ssgsea_rank_w075.tsv", "ssgsea-genepattern", 1e-10),
    row("genepattern_ssgsea_rank_w025.tsv", "ssgsea-genepattern:weight=0.25", 1e-10),
    row("genepattern_ssgsea_none_w075.tsv", "ssgsea-genepattern:norm=none", 1e-10),
    row("ucell_ucell.tsv", "ucell", 1e-10),
    row("ucell_ucell_skip.tsv", "ucell:missing=skip", 1e-10),
    row("pyucell_ucell.tsv", "ucell", 1e-6),
    row("pyucell_ucell_skip.tsv", "ucell:missing=skip", 1e-6),
    row("aucell_aucell.tsv", "aucell", 1e-3),
    row("decoupler_aucell.tsv", "aucell:zeros=drop", 1e-3),
    row("gsva214_gsva_gaussian.tsv", "gsva:kcdf=gaussian,kernel=table", 1e-10),
    row("gsva214_gsva_none.tsv", "gsva:kcdf=none", 1e-10),
    row("gsva214_gsva_gaussian_maxdiff0.tsv", "gsva:kcdf=gaussian,kernel=table,maxdiff=false", 1e-10),
    row("gsva214_gsva_gaussian_absrank.tsv", "gsva:kcdf=gaussian,kernel=table,absrank=true", 1e-10),
    row("gsva214_gsva_gaussian_tau025.tsv", "gsva:kcdf=gaussian,kernel=table,tau=0.25", 1e-10),
    row("gsva146_gsva_gaussian.tsv", "gsva:kcdf=gaussian,kernel=table", 1e-10),
    row("gsva146_gsva_none.tsv", "gsva:kcdf=none", 1e-10),
    row("gsva146_gsva_gaussian_maxdiff0.tsv", "gsva:kcdf=gaussian,kernel=table,maxdiff=false", 1e-10),
    row("gsva146_gsva_gaussian_absrank.tsv", "gsva:kcdf=gaussian,kernel=table,absrank=true", 1e-10),
    row("gsva146_gsva_gaussian_tau025.tsv", "gsva:kcdf=gaussian,kernel=table,tau=0.25", 1e-10),
    row("gsva214_gsva_gaussian.tsv", "gsva:kernel=table", 1e-10),
    row("gsva214_zscore.tsv", "zscore", 1e-10),
    Parity { up_to_sign: true, ..row("gsva214_plage.tsv", "plage", 1e-10) },
    row("gsva146_zscore.tsv", "zscore", 1e-10),
    Parity { up_to_sign: true, ..row("gsva146_plage.tsv", "plage", 1e-10) },
    Parity { matrix: "counts.tsv", ..row("gsva214_gsva_poisson_counts.tsv", "gsva", 1e-4) },
    Parity { matrix: "counts.tsv", ..row("gsva146_gsva_poisson_counts.tsv", "gsva", 1e-4) },
];

fn golden(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test-data/golden").join(file)
}

fn lines(file: &str) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(golden(file)).unwrap();
    text.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

fn matrix(file: &str) -> ExpressionMatrix {
    let mut rows = lines(file);
    let samples = SampleIndex::new(rows.remove(0).split_off(1)).unwrap();
    let ids = rows.iter().map(|row| row[0].clone()).collect();
    let values =
        (1..=samples.len()).flat_map(|s| rows.iter().map(move |row| row[s].parse().unwrap())).collect();
    ExpressionMatrix::new(ids, None, samples, values)
}

fn sets(genes: &GeneIndex) -> BoundSets {
    let signatures: Vec<Signature> = lines("sets.gmt")
        .into_iter()
        .map(|mut fields| Signature::plain(&fields[0].clone(), fields.split_off(2), vec![]))
        .collect();
    BoundSets::bind(&signatures, genes)
}

#[test]
fn scores_match_the_reference_tools() {
    let mut failures = Vec::new();
    for parity in PARITY {
        let matrix = matrix(parity.matrix);
        let genes = GeneIndex::new(matrix.row_ids().to_vec()).unwrap();
        let sets = sets(&genes);
        let mut context = RunContext::of(&matrix);
        let stable = lines("stable.txt").iter().map(|line| genes.place(&line[0]).unwrap()).collect();
        context.gene_lists.insert("stable.txt".into(), stable);
        let method: Method = parity.method.parse().unwrap();
        let scores = score_samples(&matrix, &sets, &[method], SetLimits::default(), &context, &|| {});

        // Per set: ours and theirs.
        let mut pairs: HashMap<String, Vec<(f64, f64)>> = HashMap::new();
        let mut n_missing = 0;
        for row in lines(parity.file).iter().skip(1) {
            let set = sets.ids().iter().position(|id| id == &row[0]).unwrap();
            let ours = scores[0].value(matrix.samples().place(&row[1]).unwrap(), set);
            match row[2].parse::<f64>() {
                // UCell writes 0 for a set of which the matrix has no gene. No gene is no measurement.
                Ok(theirs) if theirs == 0.0 && ours == Err(Reason::NoGeneFound) => n_missing += 1,
                Ok(theirs) if theirs.is_finite() => {
                    let ours = ours.unwrap_or_else(|why| panic!("{}: {row:?}: {why:?}", parity.file));
                    pairs.entry(row[0].clone()).or_default().push((ours, theirs));
                }
                _ => {
                    assert!(ours.is_err(), "{}: {row:?}: {ours:?}", parity.file);
                    n_missing += 1;
                }
            }
        }
        let furthest = |pairs: &Vec<(f64, f64)>, sign: f64| {
            pairs.iter().map(|(ours, theirs)| (sign * ours - theirs).abs()).fold(0.0, f64::max)
        };
        let largest = pairs
            .values()
            .map(|pairs| {
                let same = furthest(pairs, 1.0);
                if parity.up_to_sign { same.min(furthest(pairs, -1.0)) } else { same }
            })
            .fold(0.0, f64::max);
        let n_values: usize = pairs.values().map(Vec::len).sum();
        eprintln!(
            "{}\t{}\t{n_values} values, {n_missing} missing\tlargest difference {largest:.1e}\tallowed {:e}",
            parity.file, parity.method, parity.tolerance
        );
        if n_values < 216 || largest.is_nan() || largest > parity.tolerance {
            failures.push(format!("{}: {n_values} values, {largest:e}", parity.file));
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
}

fn all_scores(matrix: &ExpressionMatrix, method: &str) -> Vec<Option<f64>> {
    let sets = sets(&GeneIndex::new(matrix.row_ids().to_vec()).unwrap());
    let context = RunContext::of(matrix);
    let methods = [method.parse::<Method>().unwrap()];
    let scores = score_samples(matrix, &sets, &methods, SetLimits::default(), &context, &|| {});
    let cells = (0..matrix.samples().len()).flat_map(|sample| (0..sets.len()).map(move |set| (sample, set)));
    cells.map(|(sample, set)| scores[0].value(sample, set).ok()).collect()
}

/// How far the reference's table of the normal distribution is from the normal distribution, in scores.
#[test]
fn exact_gsva_differs_from_the_table_by_the_table_alone() {
    let matrix = matrix("expr.tsv");
    let (exact, table) = (all_scores(&matrix, "gsva"), all_scores(&matrix, "gsva:kernel=table"));
    let difference = |(exact, table): (&Option<f64>, &Option<f64>)| match (exact, table) {
        (Some(exact), Some(table)) => (exact - table).abs(),
        (None, None) => 0.0,
        _ => f64::INFINITY,
    };
    let largest = exact.iter().zip(&table).map(difference).fold(0.0, f64::max);
    eprintln!("gsva exact and table: largest difference {largest:.1e}");
    assert!(largest < 0.01);
}

#[test]
fn cohort_methods_give_the_same_bytes_on_any_number_of_threads() {
    let matrix = matrix("expr.tsv");
    for method in ["gsva", "gsva:kernel=table", "gsva:kcdf=poisson", "gsva:kcdf=none", "plage", "zscore"] {
        let [one, two] = [1, 2].map(|threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let scores = pool.install(|| all_scores(&matrix, method));
            scores.into_iter().map(|score| score.map(f64::to_bits)).collect::<Vec<_>>()
        });
        assert_eq!(one, two, "{method}");
    }
}

/// A cohort scored against itself as a stored reference has the scores of the cohort.
#[test]
fn gsva_against_the_own_cohort_is_gsva() {
    let matrix = matrix("expr.tsv");
    let genes = GeneIndex::new(matrix.row_ids().to_vec()).unwrap();
    let sets = sets(&genes);
    for method in ["gsva:kcdf=gaussian", "gsva:kcdf=none", "gsva:kcdf=gaussian,tau=0.25,absrank=true"] {
        let method: Method = method.parse().unwrap();
        let mut context = RunContext::of(&matrix);
        let score = |context: &RunContext| {
            score_samples(
                &matrix,
                &sets,
                std::slice::from_ref(&method),
                SetLimits::default(),
                context,
                &|| {},
            )
        };
        let together = score(&context);
        let places: Vec<Option<u32>> = (0..matrix.row_ids().len() as u32).map(Some).collect();
        context.reference = Some(ReferenceCohort::new(&matrix, &places));
        let alone = score(&context);
        for sample in 0..matrix.samples().len() {
            for set in 0..sets.len() {
                let (one, other) = (together[0].value(sample, set), alone[0].value(sample, set));
                match (one, other) {
                    (Ok(one), Ok(other)) => assert!((one - other).abs() < 1e-12, "{method} {sample} {set}"),
                    _ => assert_eq!(one.is_err(), other.is_err()),
                }
            }
        }
    }
}
