//! Units of expression: found from the values, declared, calculated from counts; what each allows, and where it is stated.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use crate::support::{Outcome, Random, Tsv, evade_in, folder, real_data, repository};

const SAMPLES: usize = 3;
const CALLS: [&str; 5] = ["active", "suppressed", "excluded", "desert", "indeterminate"];

/// Read counts of simulated samples: gene, length, counts.
struct Cohort(Vec<(String, f64, Vec<f64>)>);

impl Cohort {
    fn new() -> Self {
        let path = repository().join("signatures/genes/lengths_gencode_v22.tsv");
        let mut random = Random::new(7);
        let mut draw = || random.below(1_000_000) as f64 / 1e6;
        let genes = Tsv::read(&path).rows.into_iter().map(|row| {
            let length: f64 = row[1].parse().unwrap();
            // Most genes have few molecules, some very many.
            let share = draw();
            let molecules = (1.0 / (1.0 - 0.9999 * share) - 1.0) * 8.0;
            let counts = (0..SAMPLES).map(|s| {
                (molecules * (0.6 + 0.8 * draw()) * (0.7 + 0.2 * s as f64) * length / 2000.0).floor()
            });
            let counts = counts.collect();
            (row[0].clone(), length, counts)
        });
        Self(genes.collect())
    }

    fn sum(&self, sample: usize, value: impl Fn(f64, f64) -> f64) -> f64 {
        self.0.iter().map(|(_, length, counts)| value(counts[sample], *length)).sum()
    }

    fn tpm(&self) -> impl Fn(f64, f64, usize) -> f64 {
        let sums: Vec<f64> = (0..SAMPLES).map(|s| self.sum(s, |count, length| count / length)).collect();
        move |count, length, sample| count / length / sums[sample] * 1e6
    }

    fn cpm(&self) -> impl Fn(f64, f64, usize) -> f64 {
        let sums: Vec<f64> = (0..SAMPLES).map(|s| self.sum(s, |count, _| count)).collect();
        move |count, _, sample| count / sums[sample] * 1e6
    }

    /// Writes a matrix of what `value` makes of count, length and sample.
    fn write(&self, path: &Path, value: impl Fn(f64, f64, usize) -> f64) -> PathBuf {
        let mut text = "gene\tS1\tS2\tS3\n".to_owned();
        for (gene, length, counts) in &self.0 {
            text += gene;
            for (sample, count) in counts.iter().enumerate() {
                write!(text, "\t{}", value(*count, *length, sample)).unwrap();
            }
            text += "\n";
        }
        std::fs::write(path, text).unwrap();
        path.to_owned()
    }
}

fn run(work: &Path, matrix: &Path, out: &str, more: &[&str]) -> Outcome {
    let arguments = ["run", "--expression", matrix.to_str().unwrap(), "--outdir", out];
    evade_in(work, &[&arguments[..], more].concat())
}

fn column(out: &Path, table: &str, name: &str) -> BTreeMap<String, String> {
    Tsv::read(&out.join(table)).pairs("sample", name)
}

/// The closed form of `DESeq2` for a dispersion trend of 0.05 + 1.5 / mean.
fn stabilized(count: f64) -> f64 {
    let (a0, a1) = (0.05, 1.5);
    let root = (a0 * count * (1.0 + a1 + a0 * count)).sqrt();
    ((1.0 + a1 + 2.0 * a0 * count + 2.0 * root) / (4.0 * a0)).log2()
}

type Values<'a> = Box<dyn Fn(f64, f64, usize) -> f64 + 'a>;

#[test]
fn units_without_gene_length_are_detected_and_get_no_call() {
    let work = folder();
    let cohort = Cohort::new();
    let (cpm, tpm) = (cohort.cpm(), cohort.tpm());
    let two_decimals = |value: f64| (value * 100.0).round() / 100.0;
    let shapes: Vec<(&str, &str, Values<'_>)> = vec![
        ("tpm", "", Box::new(&tpm)),
        ("tpm", "", Box::new(|c, l, s| two_decimals(tpm(c, l, s)))),
        ("log2p1", "", Box::new(|c, l, s| (tpm(c, l, s) + 1.0).log2())),
        ("log2p1", "", Box::new(|c, l, s| (two_decimals(tpm(c, l, s)) + 1.0).log2())),
        ("log2p0.001", "", Box::new(|c, l, s| (tpm(c, l, s) + 0.001).log2())),
        ("counts", "counts_without_lengths", Box::new(|c, _, _| c)),
        ("cpm", "not_length_normalised", Box::new(&cpm)),
        ("log2cpm", "not_length_normalised", Box::new(|c, l, s| (cpm(c, l, s) + 1.0).log2())),
        ("log2cpm", "not_length_normalised", Box::new(|c, l, s| (cpm(c + 0.5, l, s)).log2())),
        ("log2counts", "not_length_normalised", Box::new(|c, _, _| (c + 1.0).log2())),
        ("normalized_counts", "not_length_normalised", Box::new(|c, _, s| c / (0.8 + 0.17 * s as f64))),
        ("vst", "not_length_normalised", Box::new(|c, _, s| stabilized(c / (0.8 + 0.17 * s as f64)))),
    ];
    for (place, (unit, reason, value)) in shapes.into_iter().enumerate() {
        let matrix = cohort.write(&work.path().join("m.tsv"), value);
        let name = format!("out{place}");
        let outcome = run(work.path(), &matrix, &name, &["-v"]).expect_code(0);
        assert!(outcome.stderr.contains(&format!("unit {unit}, detected (")), "{unit}: {}", outcome.stderr);
        let out = work.path().join(name);
        let (calls, flags) =
            (column(&out, "phenotypes.tsv", "phenotype"), column(&out, "phenotypes.tsv", "flags"));
        for (sample, call) in &calls {
            if reason.is_empty() {
                assert!(!flags[sample].contains("length"), "{unit}: {flags:?}");
            } else {
                assert_eq!(call, "not_evaluable", "{unit}");
                assert!(flags[sample].contains(reason), "{unit}: {flags:?}");
                let scores = Tsv::read(&out.join("scores.tsv"));
                let (score, z) = (scores.column("score"), scores.column("z"));
                assert!(scores.rows.iter().all(|row| row[z] == "NA"), "{unit}");
                assert!(scores.rows.iter().any(|row| row[score] != "NA"), "{unit}");
            }
        }
        assert!(column(&out, "qc.tsv", "unit").values().all(|found| found == unit), "{unit}");
        assert!(column(&out, "qc.tsv", "unit_source").values().all(|source| source == "detected"));
    }
}

#[test]
fn values_without_zeros_and_centred_values_are_refused() {
    let work = folder();
    let cohort = Cohort::new();
    let tpm = cohort.tpm();
    let affinity = |length: f64| (length * 0.37).sin();
    let cases: Vec<(&str, Values<'_>)> = vec![
        // Intensities of an array, as logarithms and as they are; values shifted by their minimum.
        (
            "array intensities",
            Box::new(|c, l, s| (64.0 + tpm(c, l, s)).log2() + affinity(l * (s + 1) as f64)),
        ),
        (
            "array intensities",
            Box::new(|c, l, s| (64.0 + tpm(c, l, s)) * (1.2 + affinity(l * (s + 1) as f64))),
        ),
        ("shifted", Box::new(|c, l, s| (tpm(c, l, s) + 1.0).log2() + 2.0 + affinity(l * (s + 1) as f64))),
        ("centred", Box::new(|_, l, s| affinity(l) * (s as f64 - 1.0))),
    ];
    for (place, (word, value)) in cases.into_iter().enumerate() {
        let matrix = cohort.write(&work.path().join("m.tsv"), value);
        let name = format!("out{place}");
        let outcome = run(work.path(), &matrix, &name, &[]).expect_code(3);
        assert!(outcome.stderr.contains(word), "{}", outcome.stderr);
        assert!(!outcome.stderr.contains("log2p0.001"), "{}", outcome.stderr);
        if word == "centred" {
            assert!(!outcome.stderr.contains("--unit"), "{}", outcome.stderr);
            for unit in ["tpm", "array", "vst", "log2cpm"] {
                run(work.path(), &matrix, &name, &["--unit", unit]).expect_code(3);
            }
        } else {
            run(work.path(), &matrix, &name, &["--unit", "array"]).expect_code(0);
            let out = work.path().join(name);
            let flags = column(&out, "phenotypes.tsv", "flags");
            assert!(flags.values().all(|flags| flags.contains("not_length_normalised")), "{flags:?}");
            assert!(!flags.values().any(|flags| flags.contains("unit_doubtful")), "{flags:?}");
        }
    }
}

#[test]
fn a_declared_unit_that_the_values_contradict_is_a_doubt_of_every_sample() {
    let work = folder();
    let cohort = Cohort::new();
    let cpm = cohort.cpm();
    let matrix = cohort.write(&work.path().join("m.tsv"), cpm);
    let outcome = run(work.path(), &matrix, "out", &["--unit", "tpm"]).expect_code(0);
    assert!(outcome.stderr.contains("declared as tpm, but the values look like cpm"), "{}", outcome.stderr);
    let out = work.path().join("out");
    for table in ["phenotypes.tsv", "qc.tsv"] {
        let flags = column(&out, table, "flags");
        assert!(flags.values().all(|flags| flags.contains("unit_doubtful")), "{flags:?}");
    }
    let confidence = column(&out, "phenotypes.tsv", "confidence");
    assert!(confidence.values().all(|word| word == "low" || word == "NA"), "{confidence:?}");
    assert!(column(&out, "qc.tsv", "unit_source").values().all(|source| source == "declared"));
    std::fs::write(work.path().join("s.csv"), "sample\nS1\n").unwrap();
    let check = ["check", "--samples", "s.csv", "--expression", "m.tsv", "--unit", "tpm"];
    let table = evade_in(work.path(), &check).expect_code(0).stdout;
    assert!(table.contains("S1\tphenotype\tpartly\tunit_doubtful"), "{table}");
}

#[test]
fn counts_and_gene_lengths_give_the_results_of_tpm() {
    let work = folder();
    let cohort = Cohort::new();
    let tpm = cohort.write(&work.path().join("tpm.tsv"), cohort.tpm());
    let counts = cohort.write(&work.path().join("counts.tsv"), |count, _, _| count);
    let logged = cohort.write(&work.path().join("logged.tsv"), |count, _, _| (count + 1.0).log2());
    let mut file = "Geneid\tLength\n".to_owned();
    cohort.0.iter().for_each(|(gene, length, _)| writeln!(file, "{gene}\t{length}").unwrap());
    std::fs::write(work.path().join("lengths.tsv"), &file).unwrap();
    run(work.path(), &tpm, "tpm", &["-q"]).expect_code(0);
    let expected = column(&work.path().join("tpm"), "phenotypes.tsv", "phenotype");
    assert!(expected.values().all(|call| CALLS.contains(&call.as_str())), "{expected:?}");
    for (place, (matrix, lengths)) in
        [(&counts, "gencode_v22"), (&counts, "lengths.tsv"), (&logged, "gencode_v22")].into_iter().enumerate()
    {
        let name = format!("out{place}");
        run(work.path(), matrix, &name, &["-q", "--gene-lengths", lengths]).expect_code(0);
        let out = work.path().join(&name);
        assert_eq!(column(&out, "phenotypes.tsv", "phenotype"), expected, "{lengths}");
        assert!(column(&out, "qc.tsv", "unit").values().all(|unit| unit == "tpm"));
        assert!(column(&out, "qc.tsv", "unit_source").values().all(|source| source == "gene_lengths"));
        let page = std::fs::read_to_string(out.join("samples/S1.html")).unwrap();
        assert!(page.contains("Transcripts per million, calculated from counts and gene lengths"));
        // The manifest names the lengths, and the run can be done again.
        let manifest = format!("{name}/manifest.json");
        let again = ["run", "-q", "--from-manifest", &manifest, "--outdir", "again"];
        evade_in(work.path(), &again).expect_code(0);
        let again = column(&work.path().join("again"), "phenotypes.tsv", "phenotype");
        assert_eq!(again, expected);
    }
    let score = [
        "score",
        "counts.tsv",
        "--gene-sets",
        "builtin",
        "--method",
        "singscore",
        "--gene-lengths",
        "gencode_v22",
    ];
    let of_counts = Tsv::parse(&evade_in(work.path(), &score).expect_code(0).stdout);
    let score = ["score", "tpm.tsv", "--gene-sets", "builtin", "--method", "singscore"];
    assert_eq!(of_counts.text(), evade_in(work.path(), &score).expect_code(0).stdout);
}

#[test]
fn lengths_of_ids_that_stand_for_themselves_are_found_by_their_text() {
    let work = folder();
    let write = |name: &str, text: &str| std::fs::write(work.path().join(name), text).unwrap();
    write("counts.tsv", "gene\tS1\tS2\nCd8a\t10\t0\nTrp53\t30\t5\nGm1\t7\t9\nH2-K1\t4\t8\n");
    write("lengths.tsv", "Cd8a\t1000\nTrp53\t500\nH2-K1\t2000\n");
    write("mouse.gmt", "OWN\tx\tCd8a\tTrp53\tH2-K1\n");
    let score = |more: &[&str]| {
        let arguments =
            ["score", "counts.tsv", "--gene-sets", "mouse.gmt", "--method", "mean", "--unit", "counts"];
        evade_in(work.path(), &[&arguments[..], &["--gene-lengths", "lengths.tsv"], more].concat())
    };
    let scores = Tsv::parse(&score(&["--ids", "verbatim"]).expect_code(0).stdout);
    let of_sample = scores.pairs("sample", "score");
    // The three genes with a length are the whole sample: they sum to a million.
    let mean = of_sample["S1"].parse::<f64>().unwrap();
    assert!((mean - 1e6 / 3.0).abs() < 1e-6, "{mean}");
    // Resolved, they are refused as what they are, not for their lengths.
    let outcome = score(&[]).expect_code(3);
    assert!(outcome.stderr.contains("and only human genes are read"), "{}", outcome.stderr);
}

#[test]
fn genes_without_a_length_are_missing_and_listed() {
    let work = folder();
    let cohort = Cohort::new();
    let counts = cohort.write(&work.path().join("counts.tsv"), |count, _, _| count);
    let mut file = String::new();
    let known = cohort.0.iter().filter(|(gene, _, _)| gene != "CD8A");
    known.for_each(|(gene, length, _)| writeln!(file, "{gene},{length}").unwrap());
    std::fs::write(work.path().join("lengths.csv"), file).unwrap();
    let outcome = run(work.path(), &counts, "out", &["--gene-lengths", "lengths.csv"]).expect_code(0);
    assert!(outcome.stderr.contains("1 gene has no length in lengths.csv"), "{}", outcome.stderr);
    let mapping = Tsv::read(&work.path().join("out/gene_mapping.tsv"));
    let (gene, status) = (mapping.column("gene"), mapping.column("status"));
    let of_gene: Vec<&str> =
        mapping.rows.iter().filter(|row| row[gene] == "CD8A").map(|row| row[status].as_str()).collect();
    assert_eq!(of_gene, ["no_length", "placed"]);
    std::fs::write(work.path().join("bad.csv"), "CD8A,3634\nCD4,0\n").unwrap();
    let outcome = run(work.path(), &counts, "bad", &["--gene-lengths", "bad.csv"]).expect_code(3);
    assert!(outcome.stderr.contains("bad.csv:2: the length '0' of 'CD4'"), "{}", outcome.stderr);
    // Other units are not divided.
    let cpm = cohort.write(&work.path().join("cpm.tsv"), cohort.cpm());
    let outcome = run(work.path(), &cpm, "cpm", &["--gene-lengths", "gencode_v22"]).expect_code(3);
    assert!(outcome.stderr.contains("needs counts, and the values are cpm"), "{}", outcome.stderr);
    // Nor do they make a reference.
    let build = ["reference", "build", "cpm.tsv", "--id", "own", "-o", "own.json"];
    let outcome = evade_in(work.path(), &build).expect_code(3);
    assert!(outcome.stderr.contains("corrected for gene length, and these are cpm"), "{}", outcome.stderr);
}

#[test]
fn small_negative_values_of_batch_corrected_counts_are_set_to_zero() {
    let work = folder();
    let cohort = Cohort::new();
    let mut text = "Hugo_Symbol\tEntrez_Gene_Id\tS1\tS2\tS3\n".to_owned();
    for (place, (gene, _, counts)) in cohort.0.iter().enumerate() {
        let value = |count: f64| if place % 97 == 3 { -1.5 } else { count * 1.37 };
        let row: Vec<String> = counts.iter().map(|&count| format!("{:.4}", value(count))).collect();
        // A gene that was not measured in one of the studies.
        let first = if place == 11 { "NA" } else { &row[0] };
        writeln!(text, "{gene}\t{place}\t{first}\t{}\t{}", row[1], row[2]).unwrap();
    }
    let matrix = work.path().join("data_mrna_seq_v2_rsem.txt");
    std::fs::write(&matrix, &text).unwrap();
    let outcome = run(work.path(), &matrix, "out", &[]).expect_code(0);
    assert!(outcome.stderr.contains("600 negative values of 200 rows"), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("1 of 19315 rows are left out for all samples"), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("not measured is not 0"), "{}", outcome.stderr);
    let flags = column(&work.path().join("out"), "phenotypes.tsv", "flags");
    assert!(flags.values().all(|flags| flags.contains("not_length_normalised")), "{flags:?}");
    // The pan-cancer file names genes by symbol and Entrez id, and misses values too.
    let mut pan = String::new();
    for (place, line) in text.lines().enumerate() {
        let (gene, rest) = line.split_once('\t').unwrap();
        let (_, values) = rest.split_once('\t').unwrap();
        let id = if place == 0 { "gene_id".to_owned() } else { format!("{gene}|{}", 100_000_000 + place) };
        writeln!(pan, "{id}\t{values}").unwrap();
    }
    let pan_cancer = work.path().join("pan_cancer.tsv");
    std::fs::write(&pan_cancer, pan).unwrap();
    let outcome = run(work.path(), &pan_cancer, "pan", &[]).expect_code(0);
    assert!(outcome.stderr.contains("600 negative values of 200 rows"), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("1 of 19315 rows are left out for all samples"), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("not measured is not 0"), "{}", outcome.stderr);
    // Declared as TPM, and in any other table, they stay an error.
    run(work.path(), &matrix, "tpm", &["--unit", "tpm"]).expect_code(3);
    std::fs::write(&matrix, text.replace("Hugo_Symbol\tEntrez_Gene_Id", "gene\tsymbol").replace("NA", "1"))
        .unwrap();
    run(work.path(), &matrix, "matrix", &[]).expect_code(3);
}

/// Counts of TCGA with the built-in lengths against TPM of the same tumours, which are of all 60,483 genes: a factor per sample.
#[test]
fn tpm_of_counts_are_those_of_the_source() {
    let Some(counts) = real_data("tcga_lusc_rna/raw_counts_24.tsv.gz") else { return };
    let Some(tpm) = real_data("tcga_lusc_rna/expression_tpm.tsv.gz") else { return };
    let read = |path: &Path| {
        let table = Tsv::read(path);
        let rows: BTreeMap<String, Vec<f64>> = table
            .rows
            .iter()
            .map(|row| {
                let id = row[0].split('.').next().unwrap().to_owned();
                (id, row[1..].iter().map(|value| value.parse().unwrap()).collect())
            })
            .collect();
        (table.header[1..].to_vec(), rows)
    };
    let (samples, counts) = read(&counts);
    let (all_samples, tpm) = read(&tpm);
    let signatures = repository().join("signatures/genes");
    let lengths = Tsv::read(&signatures.join("lengths_gencode_v22.tsv")).pairs("symbol", "length");
    let ids = Tsv::read(&signatures.join("genes.tsv")).pairs("ensembl_gene_id", "symbol");
    let mut n_compared = 0;
    for (place, sample) in samples.iter().enumerate() {
        let column = all_samples.iter().position(|known| known == sample).unwrap();
        let mut ratios: Vec<f64> = counts
            .iter()
            .filter_map(|(id, row)| {
                let length: f64 = lengths.get(ids.get(id)?)?.parse().unwrap();
                let expected = *tpm.get(id)?.get(column)?;
                // The published values have a few digits.
                (expected >= 10.0).then(|| row[place] / length / expected)
            })
            .collect();
        ratios.sort_by(f64::total_cmp);
        n_compared += ratios.len();
        let median = ratios[ratios.len() / 2];
        let worst = ratios.iter().map(|ratio| (ratio / median - 1.0).abs()).fold(0.0, f64::max);
        assert!(worst < 2e-3, "{sample}: {worst} of {}", ratios.len());
    }
    assert!(n_compared > 150_000, "{n_compared}");
}
