//! Real public cohorts, read in place. Without the data these tests skip, and say so.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::sample_schema::check_samples;
use crate::support::{Random, Tsv, evade_in, folder, real_data, repository};

const TABLES: [&str; 12] = [
    "scores.tsv",
    "scores_wide.tsv",
    "phenotypes.tsv",
    "alterations.tsv",
    "variants.tsv",
    "filtered_variants.tsv",
    "hla_loh.tsv",
    "readouts.tsv",
    "features.tsv",
    "gene_mapping.tsv",
    "qc.tsv",
    "failed.tsv",
];
const COHORTS: [&str; 2] =
    ["icb_nsclc_cho2020/expression_tpm.tsv.gz", "icb_nsclc_jung2019/expression_tpm.tsv.gz"];

fn run(work: &Path, matrix: &Path, more: &[&str]) -> PathBuf {
    let out = work.join("out");
    let mut arguments =
        vec!["run", "--expression", matrix.to_str().unwrap(), "--outdir", out.to_str().unwrap()];
    arguments.extend(more);
    evade_in(work, &arguments).expect_code(0);
    out
}

fn check_tables(out: &Path, n_samples: usize) {
    for name in TABLES {
        let table = Tsv::read(&out.join(name));
        for row in &table.rows {
            assert_eq!(row.len(), table.header.len(), "{name}: {row:?}");
            assert!(
                row.iter().all(|cell| !cell.is_empty() && cell != "NaN" && cell != "inf"),
                "{name}: {row:?}"
            );
        }
    }
    let phenotypes = Tsv::read(&out.join("phenotypes.tsv"));
    assert_eq!(phenotypes.rows.len(), n_samples);
    // A JSON and a page each.
    assert_eq!(std::fs::read_dir(out.join("samples")).unwrap().count(), 2 * n_samples);
    assert_eq!(check_samples(out), n_samples);
    assert!(Tsv::read(&out.join("failed.tsv")).rows.is_empty());
}

#[test]
fn the_nsclc_and_gastric_cohorts_run_on_the_frozen_scale() {
    for (path, n_samples) in
        [(COHORTS[0], 16), (COHORTS[1], 27), ("icb_gastric_kim2018/expression_tpm.tsv.gz", 29)]
    {
        let Some(matrix) = real_data(path) else { return };
        let work = folder();
        let out = run(work.path(), &matrix, &[]);
        check_tables(&out, n_samples);
        let phenotypes = Tsv::read(&out.join("phenotypes.tsv"));
        let calls = phenotypes.pairs("sample", "phenotype");
        assert!(calls.values().all(|call| call != "not_evaluable"), "{path}: {calls:?}");
        // None of them is in the built-in reference; every one of another reference's own samples is recognised.
        let own = Tsv::read(&out.join("qc.tsv")).pairs("sample", "in_reference");
        assert!(own.values().all(|known| known == "false"), "{path}: {own:?}");
        // The tumours of other laboratories pass the gate on the platform.
        let flags = phenotypes.pairs("sample", "flags");
        assert!(flags.values().all(|flags| !flags.contains("platform_mismatch")), "{path}: {flags:?}");

        let second = folder();
        let out = run(second.path(), &matrix, &["--reference", "nsclc-ici"]);
        let own = Tsv::read(&out.join("qc.tsv")).pairs("sample", "in_reference");
        let expected = if path.contains("nsclc") { "true" } else { "false" };
        assert!(own.values().all(|known| known == expected), "{path}: {own:?}");
        // 43 samples allow no high confidence.
        let phenotypes = Tsv::read(&out.join("phenotypes.tsv"));
        assert!(phenotypes.pairs("sample", "confidence").values().all(|c| c != "high"));
    }
}

#[test]
fn a_single_column_is_one_patient() {
    let Some(matrix) = real_data("vcf_pcgr_coad/T001-COAD.gene_expression.tsv.gz") else { return };
    let work = folder();
    let out = run(work.path(), &matrix, &["--sample", "T001", "--histology", "colon adenocarcinoma"]);
    check_tables(&out, 1);
    let flags = Tsv::read(&out.join("phenotypes.tsv")).pairs("sample", "flags");
    assert!(flags["T001"].contains("histology_not_nsclc"), "{flags:?}");
}

#[test]
fn a_panel_needs_the_cohort_scale() {
    let Some(matrix) = real_data("icb_bladder_imvigor210/expression_log2tpm.tsv.gz") else { return };
    let work = folder();
    let out = run(work.path(), &matrix, &["--scale", "cohort"]);
    check_tables(&out, 195);
    let calls = Tsv::read(&out.join("phenotypes.tsv")).pairs("sample", "phenotype");
    let determinate =
        calls.values().filter(|c| !["indeterminate", "not_evaluable"].contains(&c.as_str())).count();
    assert!(determinate > 195 / 2, "{determinate} of 195 are determinate");

    let frozen = run(work.path(), &matrix, &[]);
    let table = Tsv::read(&frozen.join("phenotypes.tsv"));
    assert!(table.pairs("sample", "phenotype").values().all(|call| call == "not_evaluable"));
    assert!(table.pairs("sample", "flags").values().all(|flags| flags.contains("low_universe_coverage")));
}

#[test]
fn counts_get_scores_but_no_frozen_call() {
    let Some(matrix) = real_data("icb_nsclc_cho2020/raw_counts_entrez_ncbi.tsv.gz") else { return };
    let work = folder();
    let out = run(work.path(), &matrix, &[]);
    check_tables(&out, 16);
    let phenotypes = Tsv::read(&out.join("phenotypes.tsv"));
    assert!(phenotypes.pairs("sample", "phenotype").values().all(|call| call == "not_evaluable"));
    assert!(phenotypes.pairs("sample", "flags").values().all(|f| f.contains("counts_without_lengths")));
    let scores = Tsv::read(&out.join("scores.tsv"));
    let (score, z) = (scores.column("score"), scores.column("z"));
    assert!(scores.rows.iter().all(|row| row[z] == "NA"));
    assert!(scores.rows.iter().filter(|row| row[score] != "NA").count() > 16 * 150);
}

/// Calls of both cohorts after `keep` has thinned the genes of each.
fn calls(matrices: &[PathBuf], keep: &dyn Fn(&Tsv) -> Vec<bool>, column: &str) -> BTreeMap<String, String> {
    let work = folder();
    let mut calls = BTreeMap::new();
    for matrix in matrices {
        let mut table = Tsv::read(matrix);
        let keep = keep(&table);
        let mut flags = keep.iter();
        table.rows.retain(|_| *flags.next().unwrap());
        let path = work.path().join("m.tsv");
        table.write(&path);
        let outcome =
            evade_in(work.path(), &["phenotype", "--quiet", "--unit", "tpm", path.to_str().unwrap()]);
        calls.extend(Tsv::parse(&outcome.expect_code(0).stdout).pairs("sample", column));
    }
    calls
}

/// Keeps all but the share of rows with the lowest mean.
fn low_expression_filter(share: f64) -> impl Fn(&Tsv) -> Vec<bool> {
    move |table| {
        let sum = |row: &Vec<String>| row[1..].iter().map(|v| v.parse::<f64>().unwrap()).sum::<f64>();
        let mut order: Vec<(f64, usize)> =
            table.rows.iter().enumerate().map(|(i, row)| (sum(row), i)).collect();
        order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let n_dropped = (share * order.len() as f64).round() as usize;
        let mut keep = vec![true; order.len()];
        for (_, row) in order.into_iter().take(n_dropped) {
            keep[row] = false;
        }
        keep
    }
}

/// Drops a random tenth of the genes, the same in every cohort.
fn random_dropout(genes: &[String], seed: u64) -> impl Fn(&Tsv) -> Vec<bool> {
    let mut shuffled = genes.to_vec();
    Random::new(seed).shuffle(&mut shuffled);
    let dropped: std::collections::BTreeSet<String> = shuffled.into_iter().take(genes.len() / 10).collect();
    move |table| table.rows.iter().map(|row| !dropped.contains(&row[0])).collect()
}

/// Share of the determinate answers that stay what they are; indeterminate and not evaluable count as lost.
fn share_kept(expected: &BTreeMap<String, String>, found: &BTreeMap<String, String>) -> f64 {
    share_of(expected, found, |expected, found| expected == found)
}

/// Share of the determinate answers that turn into another determinate one.
fn share_turned(expected: &BTreeMap<String, String>, found: &BTreeMap<String, String>) -> f64 {
    share_of(expected, found, |expected, found| expected != found && is_determinate(found))
}

fn share_of(
    expected: &BTreeMap<String, String>,
    found: &BTreeMap<String, String>,
    is_one: impl Fn(&str, &str) -> bool,
) -> f64 {
    let determinate: Vec<(&String, &String)> =
        expected.iter().filter(|(_, answer)| is_determinate(answer)).collect();
    assert!(determinate.len() >= 25, "{} of {} are determinate", determinate.len(), expected.len());
    let is_one =
        |sample: &String, answer: &String| found.get(sample).is_some_and(|found| is_one(answer, found));
    let n = determinate.iter().filter(|(sample, answer)| is_one(sample, answer)).count();
    n as f64 / determinate.len() as f64
}

fn is_determinate(answer: &str) -> bool {
    !["indeterminate", "not_evaluable"].contains(&answer)
}

/// Genes that are missing change few answers, fewer whether the tumour is inflamed than of which kind it is. One of the twenty
/// draws takes so many genes of G that the axis has no value: every answer is open then, and none turns into another.
#[test]
fn missing_genes_keep_the_determinate_calls() {
    let matrices: Vec<PathBuf> = COHORTS.iter().filter_map(|path| real_data(path)).collect();
    if matrices.len() < COHORTS.len() {
        return;
    }
    let genes: std::collections::BTreeSet<String> =
        matrices.iter().flat_map(|m| Tsv::read(m).rows.into_iter().map(|row| row[0].clone())).collect();
    let genes: Vec<String> = genes.into_iter().collect();
    for (column, least) in [("phenotype", 0.90), ("inflamed", 0.92)] {
        let expected = calls(&matrices, &|table| vec![true; table.rows.len()], column);
        assert_eq!(expected.len(), 43);
        for share in [0.05, 0.095, 0.15] {
            let kept = share_kept(&expected, &calls(&matrices, &low_expression_filter(share), column));
            eprintln!("{column}, low-expression filter of {} %: {:.1} % kept", 100.0 * share, 100.0 * kept);
            assert!(kept >= 0.95, "{column}: {kept}");
        }
        let found: Vec<BTreeMap<String, String>> =
            (1..=20).map(|seed| calls(&matrices, &random_dropout(&genes, seed), column)).collect();
        let kept: Vec<f64> = found.iter().map(|found| share_kept(&expected, found)).collect();
        let mean = kept.iter().sum::<f64>() / kept.len() as f64;
        let turned =
            found.iter().map(|found| share_turned(&expected, found)).sum::<f64>() / kept.len() as f64;
        assert!(turned <= 0.03, "{column}: {turned}");
        eprintln!(
            "{column}, 10 % random gene dropout, {} draws: mean {:.1} % kept, each {kept:.3?}",
            kept.len(),
            100.0 * mean
        );
        assert!(mean >= least, "{column}: {mean}");
    }
}

/// Aliquots of one tumour: no two calls above low confidence contradict each other, and of those that say whether the
/// tumour is inflamed all but one tumour's agree: the aliquots of that one differ by 0.4 in probability.
#[test]
fn replicate_aliquots_do_not_contradict_each_other() {
    let Some(replicates) = real_data("tcga_luad_rna/replicates_normals_tpm.tsv.gz") else { return };
    let Some(tumours) = real_data("tcga_luad_rna/expression_tpm.tsv.gz") else { return };
    let Some(samples) = real_data("tcga_luad_rna/samples.tsv") else { return };
    let samples = Tsv::read(&samples);
    let answers =
        |column| calls(&[replicates.clone(), tumours.clone()], &|table| vec![true; table.rows.len()], column);
    let (phenotypes, confidences, inflamed) =
        (answers("phenotype"), answers("confidence"), answers("inflamed"));
    let mut by_patient: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let (patient, kind, column) =
        (samples.column("patient"), samples.column("type"), samples.column("column"));
    for row in samples.rows.iter().filter(|row| row[kind] == "tumour" && row[patient].starts_with("TCGA")) {
        if phenotypes.contains_key(&row[column]) {
            by_patient.entry(row[patient].clone()).or_default().push(row[column].clone());
        }
    }
    let (mut pairs, mut n_inflamed) = (0, 0);
    let mut disagreeing = std::collections::BTreeSet::new();
    for (patient, aliquots) in &by_patient {
        for (i, one) in aliquots.iter().enumerate() {
            for other in &aliquots[i + 1..] {
                pairs += 1;
                let is_trusted =
                    |aliquot: &String| ["moderate", "high"].contains(&confidences[aliquot].as_str());
                if is_trusted(one) && is_trusted(other) {
                    assert_eq!(phenotypes[one], phenotypes[other], "{patient}");
                }
                if is_determinate(&inflamed[one]) && is_determinate(&inflamed[other]) {
                    n_inflamed += 1;
                    if inflamed[one] != inflamed[other] {
                        disagreeing.insert(patient);
                    }
                }
            }
        }
    }
    eprintln!(
        "{pairs} pairs of aliquots, {n_inflamed} say of both whether the tumour is inflamed, which differs in: {disagreeing:?}"
    );
    assert!(pairs >= 18 && n_inflamed >= 15 && disagreeing.len() <= 1, "{disagreeing:?}");
}

#[test]
fn the_built_in_references_are_what_their_commands_build() {
    if real_data("tcga_panel_train/expression_tpm.tsv.gz").is_none() {
        return;
    }
    let output = Command::new("bash")
        .args(["signatures/references/build.sh", "--check", env!("CARGO_BIN_EXE_evade")])
        .current_dir(repository())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
