//! Simulated cohorts, called by the program that simulated them.

use std::collections::BTreeMap;

use crate::support::{Tsv, demo, evade_in, files_below, folder, test_data};

#[test]
fn four_hundred_made_tumours_are_mostly_called_what_they_were_made() {
    let work = folder();
    evade_in(work.path(), &["simulate", "--quiet", "--samples", "400", "--outdir", "made"]).expect_code(0);
    let table = evade_in(work.path(), &["phenotype", "--quiet", "made/expression_tpm.tsv.gz"]).expect_code(0);
    let called = Tsv::parse(&table.stdout).pairs("sample", "phenotype");
    let truth = Tsv::read(&work.path().join("made/truth.tsv")).pairs("sample", "class");

    let mut right_of: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (sample, class) in &truth {
        let (right, all) = right_of.entry(class).or_default();
        // A call that was not made counts as wrong.
        *right += usize::from(&called[&format!("{sample}_rna")] == class);
        *all += 1;
    }
    eprintln!("right of all, by class: {right_of:?}");
    let n_right: usize = right_of.values().map(|&(right, _)| right).sum();
    assert_eq!((truth.len(), right_of.len()), (400, 4));
    assert!(n_right >= 320, "{n_right} of 400 are right: {right_of:?}");
    for (class, &(right, all)) in &right_of {
        assert!(10 * right >= 6 * all, "{right} of {all} {class} are right");
    }
}

/// `SIM00001 APM-02` to the cells of a table.
fn by_sample_and_mechanism(table: &Tsv) -> BTreeMap<(String, String), Vec<String>> {
    let (sample, mechanism) = (table.column("sample"), table.column("mechanism_id"));
    table.rows.iter().map(|row| ((row[sample].clone(), row[mechanism].clone()), row.clone())).collect()
}

/// Least share of the tumours with a planted mechanism that the rule supports, and that it supports or leaves possible. The
/// rest are tumours of low purity and features whose interval reaches the middle of the reference (docs/simulate.md).
const RECOVERED: [(&str, f64, f64); 12] = [
    ("MDS-05", 0.9, 1.0),
    ("CAF-04", 0.4, 1.0),
    ("CYT-01", 0.7, 1.0),
    ("APM-01", 0.9, 0.9),
    ("APM-02", 0.9, 1.0),
    ("APM-04", 0.8, 1.0),
    ("APM-05", 0.8, 1.0),
    ("HYP-01", 0.9, 1.0),
    ("IMM-01", 0.5, 0.9),
    ("IMM-03", 0.9, 1.0),
    ("IMM-04", 0.9, 1.0),
    ("IMM-09", 0.9, 1.0),
];

/// Mechanisms that are absent where their genes were moved the other way; others are absent where the alteration is missing.
const DECIDED_BY_RNA: [&str; 4] = ["CAF-04", "APM-05", "HYP-01", "HYP-03"];

#[test]
fn planted_mechanisms_are_recovered_and_absent_ones_are_not_supported() {
    let work = folder();
    let simulate =
        ["simulate", "-q", "--samples", "280", "--seed", "21", "--mechanisms", "all", "--outdir", "made"];
    evade_in(work.path(), &simulate).expect_code(0);
    let (sheet, matrix) = ("made/samples.csv", "made/expression_tpm.tsv.gz");
    let run = ["run", "-q", "--samples", sheet, "--expression", matrix, "--outdir", "out"];
    evade_in(work.path(), &run).expect_code(0);
    let truth = Tsv::read(&work.path().join("made/truth_mechanisms.tsv"));
    let (planted, rna) = (truth.column("planted"), truth.column("rna"));
    let found = Tsv::read(&work.path().join("out/mechanisms.tsv"));
    let (state, counter_evidence) = (found.column("state"), found.column("counter_evidence"));
    let found = by_sample_and_mechanism(&found);

    let mut states: BTreeMap<(String, String), BTreeMap<String, usize>> = BTreeMap::new();
    let mut n_rna_alone = 0;
    for (key, row) in by_sample_and_mechanism(&truth) {
        let said = &found[&key][state];
        if row[planted] == "absent" {
            assert_ne!(said, "supported", "{row:?}: {:?}", found[&key]);
            n_rna_alone += usize::from(row[rna] != "NA" && !DECIDED_BY_RNA.contains(&key.1.as_str()));
        }
        if key.1 == "HYP-03" && row[planted] == "present" {
            // One sample cannot show a change between two; what it holds of it is listed all the same.
            assert_eq!(said, "not_assessable");
            assert_eq!(found[&key][counter_evidence], "NA", "{:?}", found[&key]);
        }
        *states.entry((key.1, row[planted].clone())).or_default().entry(said.clone()).or_default() += 1;
    }
    eprintln!("states by mechanism and truth: {states:#?}");
    assert!(n_rna_alone > 0);
    for (id, least_supported, least_seen) in RECOVERED {
        let of = &states[&(id.to_owned(), "present".to_owned())];
        let n = |word: &str| of.get(word).copied().unwrap_or(0) as f64;
        let all: usize = of.values().sum();
        assert!(
            all >= 15 && states[&(id.to_owned(), "absent".to_owned())].values().sum::<usize>() >= 4,
            "{id}"
        );
        assert!(n("supported") >= least_supported * all as f64, "{id}: {of:?}");
        assert!(n("supported") + n("possible") >= least_seen * all as f64, "{id}: {of:?}");
    }
}

/// SHA-256 of the matrix of the command in test-data/demo/README.md. Genes, medians of the reference nsclc-ici and sets of the
/// catalogue go into it: whoever changes them changes what a seed gives, and says so in the changelog.
const DEMO_MATRIX: &str = "839fe41ce82ee8a03bace8514d024719cfb544f2f60ded12c60fcfb87afac14b";

#[test]
fn the_demo_is_what_its_command_gives_but_for_the_stated_differences() {
    let work = folder();
    let readme = std::fs::read_to_string(test_data("demo/README.md")).unwrap();
    let command = readme.lines().find(|line| line.starts_with("evade simulate")).unwrap();
    let arguments: Vec<&str> = command
        .split_whitespace()
        .skip(1)
        .map(|word| if word == "test-data/demo" { "made" } else { word })
        .collect();
    evade_in(work.path(), &arguments).expect_code(0);
    let made = files_below(&work.path().join("made"), &[]);
    let kept = files_below(&test_data("demo"), &["README.md"]);
    for (name, bytes) in &kept {
        assert!(name == "expression_tpm.tsv.gz" || made[name] == *bytes, "{name} differs");
    }
    let not_kept: Vec<&String> = made.keys().filter(|name| !kept.contains_key(*name)).collect();
    assert!(
        not_kept.iter().all(|name| name.ends_with(".facets.tsv") || name.starts_with("snps/")),
        "{not_kept:?}"
    );

    let (old, new) = (
        Tsv::read(&test_data("demo/expression_tpm.tsv.gz")),
        Tsv::read(&work.path().join("made/expression_tpm.tsv.gz")),
    );
    assert_eq!(evade_stream::sha256_hex(new.text().as_bytes()), DEMO_MATRIX, "a seed gives another matrix");
    assert_eq!(old.header, new.header);
    let (mut n, mut n_near) = (0, 0);
    for (one, other) in old.rows.iter().zip(&new.rows) {
        assert_eq!(one[0], other[0]);
        for (one, other) in one[1..].iter().zip(&other[1..]) {
            let level = |text: &str| (text.parse::<f64>().unwrap() + 1.0).log2();
            n += 1;
            n_near += usize::from((level(one) - level(other)).abs() < 0.25);
        }
    }
    assert!(100 * n_near >= 98 * n, "{n_near} of {n} values are near");
    let calls = |matrix: &str| {
        let table = evade_in(work.path(), &["phenotype", "--quiet", matrix]).expect_code(0).stdout;
        Tsv::parse(&table).pairs("sample", "phenotype")
    };
    assert_eq!(calls(&demo("expression_tpm.tsv.gz")), calls("made/expression_tpm.tsv.gz"));
}

/// Genes of a cell of the truth table.
fn genes(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(';').filter(|gene| *gene != "NA")
}

#[test]
fn files_of_pairs_are_read_as_their_truth_says() {
    let work = folder();
    let simulate = |to: &str| {
        let arguments = ["simulate", "-q", "--pairs", "64", "--seed", "5", "--genes", "4000", "--outdir", to];
        evade_in(work.path(), &arguments).expect_code(0);
        files_below(&work.path().join(to), &[])
    };
    assert!(simulate("made") == simulate("again"), "a seed decides every byte");
    for command in ["variants", "hla"] {
        let arguments = [command, "-q", "--samples", "made/samples.csv", "--outdir", command];
        evade_in(work.path(), &arguments).expect_code(0);
    }
    let by_gene = |file: &str| -> BTreeMap<(String, String), String> {
        let table = Tsv::read(&work.path().join(file));
        let (sample, gene, status) = (table.column("sample"), table.column("gene"), table.column("status"));
        let rows = table.rows.iter();
        rows.map(|row| ((row[sample].clone(), row[gene].clone()), row[status].clone())).collect()
    };
    let (altered, hla) = (by_gene("variants/alterations.tsv"), by_gene("hla/hla_loh.tsv"));
    let truth = Tsv::read(&work.path().join("made/truth_pairs.tsv"));
    let column = |name: &str| truth.column(name);
    let (mut n_new, mut n_found, mut n_hla) = (0, 0, 0);
    for row in &truth.rows {
        let of = |name: &str| row[column(name)].as_str();
        let state = |gene: &str, sample: &str| altered[&(of(sample).to_owned(), gene.to_owned())].as_str();
        let before = if of("dna_before") == "yes" { "not_altered" } else { "not_tested" };
        for gene in genes(of("genes_new")) {
            assert_eq!(state(gene, "from"), before, "{row:?}");
            n_new += 1;
            n_found += usize::from(state(gene, "to") == "altered");
        }
        for gene in genes(of("genes_lost")) {
            assert_eq!(state(gene, "to"), "not_altered", "{row:?}");
        }
        for gene in genes(of("hla_gained")).filter(|_| of("dna_before") == "yes") {
            let both = ["from", "to"].map(|sample| hla[&(of(sample).to_owned(), gene.to_owned())].as_str());
            // Who has one allele of a gene has none to lose.
            assert!(both == ["no_loh", "loh"] || both == ["not_evaluable"; 2], "{gene} {both:?}: {row:?}");
            n_hla += usize::from(both[1] == "loh");
        }
    }
    assert!(
        n_new >= 16 && 10 * n_found >= 9 * n_new && n_hla > 0,
        "{n_new} new, {n_found} found, {n_hla} of HLA"
    );
    let scenarios = truth.rows.iter().map(|row| row[column("scenario")].as_str());
    let mut shares: BTreeMap<&str, usize> = BTreeMap::new();
    scenarios.for_each(|scenario| *shares.entry(scenario).or_default() += 1);
    assert_eq!((shares.len(), shares.values().all(|n| *n == 8)), (8, true), "{shares:?}");
}
