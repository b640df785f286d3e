//! Every public cohort and every real quantifier file runs; TPM and counts of one cohort give the same order of samples.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use crate::support::{Tsv, evade_in, folder, real_data, repository};

/// Runs a file alone; gives the phenotype of each sample.
fn calls(matrix: &Path, more: &[&str]) -> BTreeMap<String, String> {
    phenotypes(matrix, more).pairs("sample", "phenotype")
}

fn phenotypes(matrix: &Path, more: &[&str]) -> Tsv {
    let work = folder();
    let arguments = ["run", "--expression", matrix.to_str().unwrap(), "--outdir", "out"];
    evade_in(work.path(), &[&arguments, more].concat()).expect_code(0);
    assert!(Tsv::read(&work.path().join("out/failed.tsv")).rows.is_empty());
    Tsv::read(&work.path().join("out/phenotypes.tsv"))
}

#[test]
fn the_cohorts_that_are_panels_run_and_say_that_they_are() {
    for (cohort, n_samples) in [
        ("melanoma_hugo2016", 27),
        ("melanoma_riaz2017", 23),
        ("melanoma_vanallen2015", 42),
        ("rcc_miao2018", 33),
    ] {
        let Some(matrix) = real_data(&format!("icb_{cohort}/expression_log2tpm.tsv.gz")) else { return };
        let calls = calls(&matrix, &[]);
        assert_eq!(calls.len(), n_samples, "{cohort}");
        assert!(calls.values().all(|call| call == "not_evaluable"), "{cohort}: {calls:?}");
    }
}

#[test]
fn a_genome_wide_melanoma_cohort_is_called() {
    let Some(matrix) = real_data("icb_melanoma_hugo2016/expression_tpm_genomewide_10.tsv.gz") else { return };
    let calls = calls(&matrix, &[]);
    assert_eq!(calls.len(), 10);
    assert!(calls.values().all(|call| call != "not_evaluable"), "{calls:?}");
}

#[test]
fn every_real_quantifier_file_runs_alone() {
    let Some(table) = real_data("quant_formats/tx2gene.csv.gz") else { return };
    let tx2gene = ["--tx2gene", table.to_str().unwrap()];
    // The samples are lines of blood cells: what they are is reported with the reason that stops the call.
    for (file, more, sample, is_measured) in [
        ("salmon/ERR188021/quant.sf.gz", &tx2gene[..], "ERR188021", true),
        ("kallisto/ERR188021/abundance.tsv.gz", &tx2gene[..], "ERR188021", true),
        ("rsem/ERR188021.genes.results.gz", &[], "ERR188021", true),
        ("rsem/ERR188088.genes.results.gz", &[], "ERR188088", true),
        ("rnaseqc/downsampled.bam.gene_tpm.gct.gz", &[], "TPM", true),
        ("rnaseqc/downsampled.bam.gene_reads.gct.gz", &[], "Counts", false),
        ("htseq/Count.genes.HTseq.txt.gz", &[], "Count.genes.HTseq", false),
    ] {
        let Some(path) = real_data(&format!("quant_formats/{file}")) else { continue };
        let flags = phenotypes(&path, more).pairs("sample", "flags");
        assert_eq!(flags.keys().collect::<Vec<_>>(), [sample], "{file}");
        let is_unmeasured = |flag: &str| ["counts_without_lengths", "low_universe_coverage"].contains(&flag);
        assert_eq!(!flags[sample].split(';').any(is_unmeasured), is_measured, "{file}: {flags:?}");
    }
    let counts = "quant_formats/nfcore_rnaseq/salmon.merged.gene_counts_length_scaled.head.tsv";
    let Some(path) = real_data(counts) else { return };
    assert_eq!(calls(&path, &["--unit", "counts"]).len(), 3);
}

#[test]
fn a_vcf_without_consequences_is_worked_out_and_its_segments_are_no_loss() {
    let Some(rna) = real_data("vcf_pcgr_coad/T001-COAD.gene_expression.tsv.gz") else { return };
    for build in ["grch37", "grch38"] {
        let Some(vcf) = real_data(&format!("vcf_pcgr_coad/T001-COAD.{build}.vcf.gz")) else { return };
        let Some(cnv) = real_data(&format!("vcf_pcgr_coad/T001-COAD.{build}.cna.tsv")) else { return };
        let work = folder();
        let vcf = vcf.to_str().unwrap();
        // Nothing in the file tells its genome.
        let unknown = ["run", "--sample", "T001", "--outdir", "out", "--vcf", vcf];
        let stderr = evade_in(work.path(), &unknown).expect_code(3).stderr;
        assert!(stderr.contains("does not tell its genome"), "{stderr}");
        let sample = ["run", "--sample", "T001", "--genome", build, "--outdir", "out"];
        evade_in(work.path(), &[&sample[..], &["--vcf", vcf, "--assay-dna", "WES"]].concat()).expect_code(0);
        let genes = Tsv::read(&work.path().join("out/alterations.tsv")).pairs("gene", "status");
        // A coding change of one base, whose residues nobody tells without a sequence; introns are no change.
        assert_eq!((genes["KEAP1"].as_str(), genes["B2M"].as_str()), ("uncertain", "not_altered"), "{build}");

        let files = ["--expression", rna.to_str().unwrap(), "--cnv", cnv.to_str().unwrap()];
        evade_in(work.path(), &[&sample[..], &files].concat()).expect_code(0);
        let states = Tsv::read(&work.path().join("out/hla_loh.tsv")).pairs("gene", "status");
        assert_eq!(states.values().collect::<Vec<_>>(), ["no_loh"; 3], "{build}: {states:?}");
    }
}

/// Fewest genes of a set whose score is compared.
const LEAST_GENES: usize = 5;

/// A default set, compared between the two tables.
struct Agreement {
    set: String,
    axis: String,
    n_genes: usize,
    found: [String; 2],
    rho: f64,
}

fn midranks(values: &[f64]) -> Vec<f64> {
    let below = |x: f64| values.iter().filter(|&&y| y < x).count() as f64;
    let equal = |x: f64| values.iter().filter(|&&y| y == x).count() as f64;
    values.iter().map(|&x| below(x) + f64::midpoint(equal(x), 1.0)).collect()
}

fn spearman(a: &[f64], b: &[f64]) -> f64 {
    let (a, b) = (midranks(a), midranks(b));
    let mean = f64::midpoint(a.len() as f64, 1.0);
    let product = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| (x - mean) * (y - mean)).sum::<f64>();
    product(&a, &b) / (product(&a, &a) * product(&b, &b)).sqrt()
}

/// Scores of every built-in set by sample, as they come out of the table with no option.
fn scores(matrix: &Path) -> BTreeMap<(String, String), (f64, String)> {
    let work = folder();
    let arguments = ["score", matrix.to_str().unwrap(), "--gene-sets", "builtin"];
    let table = Tsv::parse(&evade_in(work.path(), &arguments).expect_code(0).stdout);
    let [set, sample, score, found] = ["signature", "sample", "score", "n_found"].map(|c| table.column(c));
    let key = |row: &[String]| (row[set].clone(), row[sample].clone());
    table
        .rows
        .iter()
        .map(|row| (key(row), (row[score].parse().unwrap_or(f64::NAN), row[found].clone())))
        .collect()
}

/// Default sets of the axes with enough genes, the least alike first.
fn agreements() -> Option<Vec<Agreement>> {
    let cho = |file: &str| real_data(&format!("icb_nsclc_cho2020/{file}"));
    let tpm = scores(&cho("expression_tpm.tsv.gz")?);
    let counts = scores(&cho("raw_counts_entrez_ncbi.tsv.gz")?);
    let gsm = Tsv::read(&cho("clinical.tsv")?).pairs("sample", "gsm");
    let list = Tsv::parse(&evade_in(&repository(), &["signatures", "list"]).expect_code(0).stdout);
    let [set, axis, default, up, down] =
        ["signature", "axis", "default", "n_up", "n_down"].map(|c| list.column(c));
    let mut agreements: Vec<Agreement> = list
        .rows
        .iter()
        .filter(|row| row[default] == "true")
        .filter_map(|row| {
            let n_genes = row[up].parse::<usize>().unwrap() + row[down].parse::<usize>().unwrap();
            let of = |table: &BTreeMap<(String, String), (f64, String)>, sample: &String| {
                table[&(row[set].clone(), sample.clone())].clone()
            };
            let (a, b): (Vec<_>, Vec<_>) =
                gsm.iter().map(|(sample, gsm)| (of(&tpm, sample), of(&counts, gsm))).unzip();
            let values = |side: &[(f64, String)]| side.iter().map(|(score, _)| *score).collect::<Vec<_>>();
            (n_genes >= LEAST_GENES).then(|| Agreement {
                set: row[set].clone(),
                axis: row[axis].clone(),
                n_genes,
                found: [a[0].1.clone(), b[0].1.clone()],
                rho: spearman(&values(&a), &values(&b)),
            })
        })
        .collect();
    agreements.sort_by(|a, b| a.rho.total_cmp(&b.rho).then_with(|| a.set.cmp(&b.set)));
    Some(agreements)
}

#[test]
fn tpm_and_raw_counts_of_one_cohort_put_its_samples_in_the_same_order() {
    let Some(agreements) = agreements() else { return };
    let mut table = String::new();
    for Agreement { set, axis, n_genes, found: [tpm, counts], rho } in &agreements {
        writeln!(table, "| `{set}` | {axis} | {n_genes} | {tpm} | {counts} | {rho:.3} |").unwrap();
    }
    let middle = agreements.len() / 2;
    let median = f64::midpoint(agreements[(agreements.len() - 1) / 2].rho, agreements[middle].rho);
    eprintln!("{} sets, median {median:.4}\n{table}", agreements.len());
    assert!(agreements.len() > 50 && median >= 0.95, "{median}");
    assert!(agreements.iter().all(|agreement| agreement.rho >= 0.75), "{table}");

    // The page shows what was measured.
    let page = repository().join("docs/methods/counts-and-tpm.md");
    let text = std::fs::read_to_string(&page).unwrap();
    let marker = "<!-- made by the test; EVADE_BLESS=1 cargo test renews it -->\n\n";
    let (before, documented) = text.split_once(marker).unwrap();
    let header = "| set | axis | genes | in TPM | in counts | rho |\n| --- | --- | --- | --- | --- | --- |\n";
    let expected = format!("{header}{table}");
    if std::env::var_os("EVADE_BLESS").is_some() {
        std::fs::write(&page, format!("{before}{marker}{expected}")).unwrap();
    } else {
        assert_eq!(documented, expected, "run EVADE_BLESS=1 cargo test and look at the difference");
    }
}
