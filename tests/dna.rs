//! Variants, HLA and pages in `evade run`: what is tested, what is not, and what was planted.

use std::collections::BTreeMap;
use std::path::Path;

use crate::support::{Tsv, evade_in, folder, repository, test_data};

const MAF: &str = "Hugo_Symbol\tChromosome\tStart_Position\tVariant_Classification\tReference_Allele\tTumor_Seq_Allele2\tTumor_Sample_Barcode\tHGVSp_Short\tNCBI_Build\n\
KEAP1\t19\t10600447\tMissense_Mutation\tG\tA\tP1\tp.R470C\tGRCh37\n\
TP53\t17\t7577121\tMissense_Mutation\tG\tA\tP2\tp.R273C\tGRCh37\n";

fn status_of(work: &Path, out: &str, sample: &str, gene: &str) -> String {
    let table = Tsv::read(&work.join(out).join("alterations.tsv"));
    let row = table.rows.iter().find(|row| row[0] == sample && row[1] == gene).unwrap();
    row[table.column("status")].clone()
}

#[test]
fn not_altered_needs_declared_coverage() {
    let work = folder();
    std::fs::write(work.path().join("a.maf"), MAF).unwrap();
    std::fs::write(work.path().join("genes.txt"), "STK11\nKEAP1\n").unwrap();
    // STK11's coding sequence on GRCh37 lies within this target.
    std::fs::write(work.path().join("panel.bed"), "19\t1205000\t1229000\n").unwrap();
    let sheet = "sample,dna_id,maf,assay_dna,panel,genome\n\
                 wes,P1,a.maf,WES,,GRCh37\n\
                 list,P2,a.maf,,genes.txt,GRCh37\n\
                 bed,P2,a.maf,,panel.bed,GRCh37\n\
                 none,P2,a.maf,,,GRCh37\n\
                 absent,P9,a.maf,WES,,GRCh37\n";
    std::fs::write(work.path().join("s.csv"), sheet).unwrap();
    evade_in(work.path(), &["run", "--samples", "s.csv", "--outdir", "out"]).expect_code(0);
    for (sample, gene, expected) in [
        ("wes", "KEAP1", "altered"),
        ("wes", "STK11", "not_altered"),
        ("list", "STK11", "not_altered"),
        ("list", "PTEN", "not_tested"),
        ("bed", "STK11", "not_altered"),
        ("bed", "KEAP1", "not_tested"),
        ("none", "STK11", "not_tested"),
        ("absent", "STK11", "not_tested"),
    ] {
        assert_eq!(status_of(work.path(), "out", sample, gene), expected, "{sample} {gene}");
    }
    let table = Tsv::read(&work.path().join("out/alterations.tsv"));
    let (gene, status, flags) = (table.column("gene"), table.column("status"), table.column("flags"));
    for row in table.rows.iter().filter(|row| row[gene] == "PTEN" && row[status] == "not_altered") {
        assert!(row[flags].contains("cn_not_tested"), "{row:?}");
    }
    let phenotypes = Tsv::read(&work.path().join("out/phenotypes.tsv")).pairs("sample", "flags");
    assert!(phenotypes.values().all(|flags| flags == "rna_not_tested"), "{phenotypes:?}");
}

#[test]
fn one_patient_by_flags_with_a_table_typed_by_hand() {
    let work = folder();
    let reported = "gene\tchange\tvaf\ttested\nSTK11\tp.Q37*\t0.34\tyes\nB2M\t\t\tyes\nJAK1\t\t\tno\n";
    std::fs::write(work.path().join("vendor.tsv"), reported).unwrap();
    Tsv::read(&test_data("small/expression_tpm.tsv.gz")).columns(&[0, 3]).write(&work.path().join("rna.tsv"));
    let arguments = [
        "run",
        "--sample",
        "P1",
        "--expression",
        "rna.tsv",
        "--reported",
        "vendor.tsv",
        "--pdl1-tps",
        "40",
        "--outdir",
        "out",
    ];
    evade_in(work.path(), &arguments).expect_code(0);
    assert_eq!(status_of(work.path(), "out", "P1", "STK11"), "altered");
    assert_eq!(status_of(work.path(), "out", "P1", "B2M"), "not_altered");
    assert_eq!(status_of(work.path(), "out", "P1", "JAK1"), "not_tested");
    assert_eq!(status_of(work.path(), "out", "P1", "PTEN"), "not_tested");
    let page = std::fs::read_to_string(work.path().join("out/samples/P1.html")).unwrap();
    for expected in ["p.Q37*", "Research use only", "not tested"] {
        assert!(page.contains(expected), "the page lacks {expected}");
    }
    let empty = evade_in(work.path(), &["run", "--sample", "P1", "--outdir", "none"]).expect_code(2);
    assert!(empty.stderr.contains("has no input"), "{}", empty.stderr);
}

#[test]
fn the_demo_gives_what_was_planted() {
    let work = folder();
    let demo = repository().join("test-data/demo");
    let sheet = demo.join("samples.csv");
    let matrix = demo.join("expression_tpm.tsv.gz");
    let arguments = [
        "run",
        "--samples",
        sheet.to_str().unwrap(),
        "--expression",
        matrix.to_str().unwrap(),
        "--outdir",
        "out",
    ];
    evade_in(work.path(), &arguments).expect_code(0);
    let truth = Tsv::read(&demo.join("truth.tsv"));
    let table = Tsv::read(&work.path().join("out/alterations.tsv"));
    let hla = Tsv::read(&work.path().join("out/hla_loh.tsv"));
    let states = |table: &Tsv| -> BTreeMap<(String, String), String> {
        table.rows.iter().map(|row| ((row[0].clone(), row[1].clone()), row[2].clone())).collect()
    };
    let (alterations, hla) = (states(&table), states(&hla));
    let mut n_compared = 0;
    for row in &truth.rows {
        for (column, name) in truth.header.iter().enumerate() {
            let key = (row[0].clone(), name.clone());
            let found = if name.starts_with("HLA-") { hla.get(&key) } else { alterations.get(&key) };
            if let Some(found) = found {
                assert_eq!(found, &row[column], "{} {name}", row[0]);
                n_compared += 1;
            }
        }
    }
    assert!(n_compared >= 16 * 8, "{n_compared} states were compared: {:?}", truth.header);
}

#[test]
fn check_says_what_is_missing() {
    let work = folder();
    std::fs::write(work.path().join("a.maf"), MAF).unwrap();
    let sheet = "sample,rna_id,dna_id,maf\nP1,active_1,P1,a.maf\nP2,,P2,a.maf\n";
    std::fs::write(work.path().join("s.csv"), sheet).unwrap();
    let matrix = test_data("small/expression_tpm.tsv.gz");
    let arguments = ["check", "--samples", "s.csv", "--expression", matrix.to_str().unwrap()];
    let table = Tsv::parse(&evade_in(work.path(), &arguments).expect_code(0).stdout);
    let evaluable: BTreeMap<(String, String), String> =
        table.rows.iter().map(|row| ((row[0].clone(), row[1].clone()), row[2].clone())).collect();
    let of = |sample: &str, output: &str| evaluable[&(sample.to_owned(), output.to_owned())].clone();
    assert_eq!(of("P1", "phenotype"), "yes");
    assert_eq!(of("P2", "phenotype"), "no");
    assert_eq!(of("P1", "alterations"), "partly");
    assert_eq!(of("P1", "hla_loh"), "no");
    assert_eq!(of("P2", "readouts"), "no");
}

#[test]
fn the_lanes_of_antigen_presentation_are_summed_up() {
    let work = folder();
    let hla = "sample\tgene\tstatus\nP1\tHLA-A\tloh\nP1\tHLA-B\tno_loh\nP1\tHLA-C\tno_loh\n";
    std::fs::write(work.path().join("hla.tsv"), hla).unwrap();
    std::fs::write(work.path().join("typed.tsv"), "gene\tchange\nB2M\thomozygous deletion\n").unwrap();
    let run = |files: &[&str]| {
        evade_in(work.path(), &[&["run", "-q", "--sample", "P1", "--outdir", "out"], files].concat())
            .expect_code(0);
        let json = std::fs::read_to_string(work.path().join("out/samples/P1.json")).unwrap();
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        json["antigen_presentation"].clone()
    };
    let reduced = run(&["--hla", "hla.tsv"]);
    assert_eq!((&reduced["state"], &reduced["found"][0]), (&"reduced".into(), &"HLA-A:loh".into()));
    assert_eq!((&reduced["hla"]["n_lost"], &reduced["not_tested"][0]), (&1.into(), &"B2M".into()));
    let lost = run(&["--hla", "hla.tsv", "--reported", "typed.tsv"]);
    assert_eq!((&lost["state"], &lost["found"][1]), (&"lost".into(), &"B2M:biallelic".into()), "{lost}");
    // Nothing tested is not the same as nothing found.
    assert_eq!(run(&["--reported", "typed.tsv"])["hla"]["loh"], serde_json::Value::Null);
}

#[test]
fn copies_of_any_format_are_not_used_at_low_tumour_content() {
    let work = folder();
    let portal = "Hugo_Symbol\tP1\nMDM2\t2\nCDKN2A\t-2\nHER2\t2\n";
    std::fs::write(work.path().join("cna.tsv"), portal).unwrap();
    let ratios = "gene\tchromosome\tstart\tend\tlog2\tcn\nMDM2\t12\t1\t2\t2.1\t9\nCDKN2A\t9\t1\t2\t-4\t0\nERBB2\t17\t1\t2\t2.1\t9\n";
    std::fs::write(work.path().join("cnvkit.tsv"), ratios).unwrap();
    std::fs::write(work.path().join("typed.tsv"), "gene\tchange\tvaf\ttested\nSTK11\t\t\tyes\n").unwrap();
    for file in ["cna.tsv", "cnvkit.tsv"] {
        for (purity, is_used) in [("0.08", false), ("0.19", false), ("0.5", true)] {
            let arguments = [
                "run",
                "-q",
                "--sample",
                "P1",
                "--cnv",
                file,
                "--reported",
                "typed.tsv",
                "--purity",
                purity,
                "--outdir",
                "out",
            ];
            evade_in(work.path(), &arguments).expect_code(0);
            let expected = if is_used { "altered" } else { "not_tested" };
            for gene in ["MDM2", "CDKN2A", "ERBB2"] {
                assert_eq!(status_of(work.path(), "out", "P1", gene), expected, "{file} {purity} {gene}");
            }
            let json = std::fs::read_to_string(work.path().join("out/samples/P1.json")).unwrap();
            let json: serde_json::Value = serde_json::from_str(&json).unwrap();
            let lane = &json["lanes"]["copy_number"];
            let reason = if is_used { "copies_of_some_genes" } else { "low_purity" };
            assert_eq!(lane["reason"], reason, "{file} {purity}: {lane}");
        }
    }
}

#[test]
fn what_a_manually_entered_table_cannot_be_judged_for_stays_in_the_results() {
    let work = folder();
    let typed = "gene\tchange\tvaf\ttested\nFGFR3\tp.S249C\t0.3\tyes\nHER2\tamplification\t\tyes\nFGFR2\tnegative\t\tyes\n";
    std::fs::write(work.path().join("typed.tsv"), typed).unwrap();
    let arguments = ["run", "--sample", "P1", "--reported", "typed.tsv", "--outdir", "out"];
    let run = evade_in(work.path(), &arguments).expect_code(0);
    assert!(run.stderr.contains("not judged: FGFR3, FGFR2"), "{}", run.stderr);
    assert_eq!(status_of(work.path(), "out", "P1", "ERBB2"), "altered");
    let table = Tsv::read(&work.path().join("out/filtered_variants.tsv"));
    let cells = |row: &Vec<String>| ["gene", "reason", "hgvsp"].map(|name| row[table.column(name)].clone());
    let rows: Vec<[String; 3]> = table.rows.iter().map(cells).collect();
    assert_eq!(rows, [["FGFR3", "gene_not_judged", "p.S249C"].map(str::to_owned)]);
}

#[test]
fn copy_number_and_hla_input_that_disagree_are_named() {
    let work = folder();
    let portal = "Hugo_Symbol\tP1\nHLA-A\t-2\nHLA-B\t-2\n";
    std::fs::write(work.path().join("cna.tsv"), portal).unwrap();
    let hla = "sample\tgene\tstatus\nP1\tHLA-A\tno_loh\nP1\tHLA-B\tloh\nP1\tHLA-C\tno_loh\n";
    std::fs::write(work.path().join("hla.tsv"), hla).unwrap();
    let arguments =
        ["run", "-q", "--sample", "P1", "--cnv", "cna.tsv", "--hla", "hla.tsv", "--outdir", "out"];
    evade_in(work.path(), &arguments).expect_code(0);
    let table = Tsv::read(&work.path().join("out/alterations.tsv"));
    let cell = |gene: &str, name: &str| {
        let row = table.rows.iter().find(|row| row[1] == gene).unwrap();
        row[table.column(name)].clone()
    };
    assert_eq!((cell("HLA-A", "status"), cell("HLA-B", "status")), ("uncertain".into(), "altered".into()));
    assert!(cell("HLA-A", "flags").contains("copies_disagree:cbioportal_cna:homdel"));
    assert_eq!((cell("HLA-B", "hits"), cell("HLA-B", "copy_number")), ("biallelic".into(), "homdel".into()));
}
