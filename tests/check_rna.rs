//! What `evade check` says of RNA: the same as a run, before it.

use crate::support::{Tsv, evade_in, folder, test_data};

/// The small matrix with its values changed.
fn matrix(change: impl Fn(&str, &str) -> String) -> String {
    let mut table = Tsv::read(&test_data("small/expression_tpm.tsv.gz"));
    for row in &mut table.rows {
        let (gene, values) = row.split_first_mut().unwrap();
        for value in values {
            *value = change(gene, value);
        }
    }
    table.text()
}

#[test]
fn check_says_of_rna_what_a_run_finds() {
    let work = folder();
    std::fs::write(work.path().join("m.tsv"), matrix(|_, value| value.to_owned())).unwrap();
    let sheet = "sample,rna_id,site,histology,purity\nactive_1,active_1,,,\nnode,active_2,lymph node,,\nskin,suppressed_1,,melanoma,\n\
                 thin,desert_1,,,0.1\nexcluded_1,excluded_1,,,\ndesert_2,desert_2,,,\n";
    std::fs::write(work.path().join("s.csv"), sheet).unwrap();
    let inputs = ["--samples", "s.csv", "--expression", "m.tsv", "--unit", "tpm"];
    let checked =
        Tsv::parse(&evade_in(work.path(), &[&["check"][..], &inputs].concat()).expect_code(0).stdout);
    evade_in(work.path(), &[&["run", "-q", "--outdir", "out"][..], &inputs].concat()).expect_code(0);
    let run = Tsv::read(&work.path().join("out/phenotypes.tsv"));
    for row in &run.rows {
        let (sample, phenotype) = (&row[0], &row[run.column("phenotype")]);
        let outlook = checked.rows.iter().find(|r| r[0] == *sample && r[1] == "phenotype").unwrap();
        assert_eq!(outlook[2] == "no", phenotype == "not_evaluable", "{sample}: {outlook:?}");
        // Every code that check prints is one of the run.
        let flags = &row[run.column("flags")];
        for code in outlook[3].split([';', ' ', ':']).filter(|word| word.contains('_')) {
            assert!(flags.split(';').any(|flag| flag == code), "{sample}: {code} in {flags}");
        }
    }
    let of = |sample: &str| {
        let row = checked.rows.iter().find(|r| r[0] == sample && r[1] == "phenotype").unwrap();
        row[2..].join(" | ")
    };
    assert!(of("active_1").starts_with("yes | "), "{}", of("active_1"));
    assert!(of("node").starts_with("no | lymphoid_site"), "{}", of("node"));
    assert!(of("node").ends_with("| a sample from outside lymphoid tissue"), "{}", of("node"));
    assert!(of("skin").starts_with("partly | histology_not_nsclc"), "{}", of("skin"));
    assert!(of("thin").starts_with("partly | ") && of("thin").contains("low_purity"), "{}", of("thin"));
    assert!(of("thin").contains("a sample with higher tumour content"), "{}", of("thin"));
}

#[test]
fn check_names_hla_genes_that_were_not_quantified_and_what_settles_it() {
    let work = folder();
    let zero = |gene: &str, value: &str| {
        if gene.starts_with("HLA-") { "0.01".to_owned() } else { value.to_owned() }
    };
    std::fs::write(work.path().join("m.tsv"), matrix(zero)).unwrap();
    std::fs::write(work.path().join("s.csv"), "sample\nactive_1\n").unwrap();
    let arguments = ["check", "--samples", "s.csv", "--expression", "m.tsv", "--unit", "tpm"];
    let outlook = evade_in(work.path(), &arguments).expect_code(0).stdout;
    let row = outlook.lines().find(|line| line.contains("phenotype")).unwrap();
    assert!(row.starts_with("active_1\tphenotype\tpartly\thla_genes_not_quantified;"), "{row}");
    assert!(
        row.contains("quantification with an HLA-aware aligner, or immunohistochemistry of HLA"),
        "{row}"
    );
    assert!(!row.contains("a matrix with the genes of the axes"), "{row}");
}

#[test]
fn a_constant_sample_has_no_phenotype() {
    let work = folder();
    std::fs::write(work.path().join("m.tsv"), matrix(|_, _| "5".to_owned())).unwrap();
    std::fs::write(work.path().join("s.csv"), "sample\nactive_1\n").unwrap();
    let arguments = ["check", "--samples", "s.csv", "--expression", "m.tsv", "--unit", "tpm"];
    let outlook = evade_in(work.path(), &arguments).expect_code(0).stdout;
    assert!(
        outlook.contains("active_1\tphenotype\tno\tconstant_sample: all values are the same"),
        "{outlook}"
    );
}

/// A matrix whose columns are these samples of the small one under new names.
fn copies(of: &[(&str, &str)]) -> String {
    let table = Tsv::read(&test_data("small/expression_tpm.tsv.gz"));
    let places: Vec<usize> =
        std::iter::once(0).chain(of.iter().map(|(_, sample)| table.column(sample))).collect();
    let mut picked = table.columns(&places);
    for (name, (new, _)) in picked.header.iter_mut().skip(1).zip(of) {
        (*new).clone_into(name);
    }
    picked.text()
}

#[test]
fn check_and_phenotype_warn_of_a_tumour_under_two_names_as_a_run_does() {
    let work = folder();
    let matrix = copies(&[("A", "active_1"), ("B", "active_1"), ("C", "desert_1")]);
    std::fs::write(work.path().join("m.tsv"), matrix).unwrap();
    std::fs::write(work.path().join("s.csv"), "sample\nA\nB\nC\n").unwrap();
    std::fs::write(work.path().join("p.csv"), "sample,patient\nA,P\nB,P\n").unwrap();
    let check = ["check", "--expression", "m.tsv", "--unit", "tpm", "-o", "check.tsv", "--samples"];
    let phenotype = ["phenotype", "m.tsv", "--unit", "tpm", "-o", "calls.tsv", "--samples"];
    let run = ["run", "--expression", "m.tsv", "--unit", "tpm", "--outdir", "out", "--samples"];
    for command in [&check[..], &phenotype, &run] {
        let told = evade_in(work.path(), &[command, &["s.csv"]].concat()).expect_code(0).stderr;
        let identity =
            "identity: these samples have the expression profile of one tumour under two names: A and B;";
        assert!(told.contains(identity), "{command:?}: {told}");
        // Samples of one patient are expected to be alike.
        let told = evade_in(work.path(), &[command, &["p.csv"]].concat()).expect_code(0).stderr;
        assert!(!told.contains("identity:"), "{command:?}: {told}");
    }
}

#[test]
fn check_and_phenotype_warn_of_a_shift_of_all_samples() {
    let work = folder();
    // Ten deserts: far from the reference together.
    let names: Vec<String> = (0..10).map(|place| format!("S{place}")).collect();
    let deserts: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "desert_1")).collect();
    std::fs::write(work.path().join("m.tsv"), copies(&deserts)).unwrap();
    std::fs::write(work.path().join("s.csv"), format!("sample,patient\n{},P\n", names.join(",P\n"))).unwrap();
    let check = ["check", "--expression", "m.tsv", "--unit", "tpm", "-o", "check.tsv", "--samples", "s.csv"];
    let phenotype = ["phenotype", "m.tsv", "--unit", "tpm", "-o", "calls.tsv", "--samples", "s.csv"];
    for command in [&check[..], &phenotype] {
        let told = evade_in(work.path(), command).expect_code(0).stderr;
        let shift = "the median T (T-cell infiltration) of these 10 samples is -";
        assert!(told.contains(shift), "{command:?}: {told}");
        assert!(told.contains("are among the lowest of their axis in all 10 samples"), "{command:?}: {told}");
    }
}
