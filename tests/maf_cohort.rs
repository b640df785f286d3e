//! `evade variants` on the MAF of a cohort: samples without a mutation, and rows that cannot be used.

use std::path::Path;

use crate::support::{Tsv, evade_in, folder};

const HEADER: &str = "Hugo_Symbol\tChromosome\tStart_Position\tVariant_Classification\tReference_Allele\tTumor_Seq_Allele2\tTumor_Sample_Barcode\tHGVSp_Short\tNCBI_Build\n";
const KRAS: &str = "KRAS\t12\t25245350\tMissense_Mutation\tC\tT\tA-1\tp.G12D\tGRCh38\n";
const STK11: &str = "STK11\t19\t1207022\tNonsense_Mutation\tC\tT\tB-2\tp.Q37*\tGRCh38\n";
const CNA: &str = "Hugo_Symbol\tA-1\tB-2\tC-3\nMDM2\t0\tNA\t2\nSTK11\t0\tNA\t0\n";
const MATRIX: &str = "SAMPLE_ID\tmutations\tcna\nA-1\tLARGE\tLARGE\nB-2\tSMALL\tNA\nC-3\tLARGE\tLARGE\n";
/// GENIE's clinical file and its regions.
const CLINICAL: &str = "#Patient\tSample\tAssay\nPATIENT_ID\tSAMPLE_ID\tSEQ_ASSAY_ID\nA\tA-1\tLARGE\nB\tB-2\tSMALL\nC\tC-3\tLARGE\n";
const REGIONS: &str = "Chromosome\tHugo_Symbol\tSEQ_ASSAY_ID\tFeature_Type\tincludeInPanel\n\
12\tKRAS\tLARGE\texon\tTrue\n12\tMDM2\tLARGE\texon\tTrue\n19\tSTK11\tLARGE\texon\tTrue\n19\tKEAP1\tLARGE\texon\tFalse\n19\tSTK11\tSMALL\texon\tTrue\n";

fn status(work: &Path, sample: &str, gene: &str) -> String {
    let table = Tsv::read(&work.join("out/alterations.tsv"));
    let found = table.rows.iter().find(|row| row[0] == sample && row[1] == gene);
    found.map_or_else(|| "no row".to_owned(), |row| row[table.column("status")].clone())
}

#[test]
fn a_sequenced_sample_without_a_mutation_has_its_rows() {
    let work = folder();
    let write = |name: &str, text: &str| std::fs::write(work.path().join(name), text).unwrap();
    write("plain.maf", &format!("{HEADER}{KRAS}{STK11}"));
    write("listed.maf", &format!("#sequenced_samples: A-1 B-2 C-3\n{HEADER}{KRAS}{STK11}"));
    write("cna.txt", CNA);
    write("matrix.txt", MATRIX);
    write("no_panel.txt", &MATRIX.replace("C-3\tLARGE", "C-3\tNA"));
    write("clinical.txt", CLINICAL);
    write("regions.txt", REGIONS);
    write("large.txt", "stable_id: LARGE\ngene_list:\tKRAS\tMDM2\tSTK11\n");
    write("cases.txt", "stable_id: s_sequenced\ncase_list_ids:\tA-1\tB-2\tC-3\n");
    write("sheet.csv", "sample\nA-1\nC-3\n");
    for (arguments, kras, mdm2, keap1) in [
        ("plain.maf --panel-matrix matrix.txt --panel large.txt", "not_altered", "altered", "not_tested"),
        ("plain.maf --panel-matrix clinical.txt --panel regions.txt", "not_altered", "altered", "not_tested"),
        ("plain.maf --panel-matrix cases.txt --assay-dna WES", "not_altered", "altered", "not_altered"),
        ("listed.maf --assay-dna WES", "not_altered", "altered", "not_altered"),
        ("listed.maf", "not_tested", "altered", "not_tested"),
        // Copies are no sign that mutations were looked for.
        ("plain.maf --assay-dna WES", "not_tested", "altered", "not_tested"),
        ("plain.maf --panel-matrix no_panel.txt --panel large.txt", "not_tested", "altered", "not_tested"),
        (
            "plain.maf --samples sheet.csv --panel-matrix matrix.txt --panel large.txt",
            "not_altered",
            "altered",
            "not_tested",
        ),
    ] {
        let command = format!("variants {arguments} --cnv cna.txt --outdir out");
        let run = evade_in(work.path(), &command.split(' ').collect::<Vec<_>>()).expect_code(0);
        let found = ["KRAS", "MDM2", "KEAP1"].map(|gene| status(work.path(), "C-3", gene));
        assert_eq!(found, [kras, mdm2, keap1], "{arguments}");
        assert_eq!(status(work.path(), "A-1", "KRAS"), "altered", "{arguments}");
        if arguments.starts_with("plain.maf --assay-dna") {
            assert!(run.stderr.contains("copy number alone, mutations not tested"), "{}", run.stderr);
        }
    }
}

#[test]
fn a_matrix_of_a_larger_cohort_denies_nothing() {
    let work = folder();
    let write = |name: &str, text: &str| std::fs::write(work.path().join(name), text).unwrap();
    write("part.maf", &format!("{HEADER}{KRAS}{STK11}"));
    let others = (10..40).map(|n| format!("X-{n}\tWES\n")).collect::<Vec<_>>().concat();
    write("matrix.txt", &format!("SAMPLE_ID\tmutations\nA-1\tWES\nB-2\tWES\n{others}"));
    let command = ["variants", "part.maf", "--panel-matrix", "matrix.txt", "--outdir", "out"];
    let run = evade_in(work.path(), &command).expect_code(0);
    assert_eq!(
        (status(work.path(), "X-10", "KRAS"), status(work.path(), "B-2", "KRAS")),
        ("no row".into(), "not_altered".into())
    );
    assert!(run.stderr.contains("32 samples sequenced, of which the MAF has 2"), "{}", run.stderr);
}

#[test]
fn rows_that_cannot_be_used_are_told_and_cost_no_cohort() {
    let work = folder();
    let failed = "STK11\t19\t1220000\t\tC\tT\tA-1\t\tGRCh38\n";
    let lost = KRAS.replace("A-1", "__UNKNOWN__");
    std::fs::write(work.path().join("a.maf"), format!("{HEADER}{KRAS}{failed}{STK11}{lost}")).unwrap();
    let command = ["variants", "a.maf", "--assay-dna", "WES", "--outdir", "out"];
    let run = evade_in(work.path(), &command).expect_code(0);
    for (sample, gene, expected) in [
        ("A-1", "KRAS", "altered"),
        ("A-1", "STK11", "uncertain"),
        ("B-2", "STK11", "altered"),
        ("B-2", "KRAS", "uncertain"),
        ("B-2", "KEAP1", "not_altered"),
        ("__UNKNOWN__", "KRAS", "no row"),
    ] {
        assert_eq!(status(work.path(), sample, gene), expected, "{sample} {gene}");
    }
    for expected in ["1 row names no sample", "line 5", "1 row does not say what the variant does", "line 3"]
    {
        assert!(run.stderr.contains(expected), "{expected}: {}", run.stderr);
    }
}

#[test]
fn a_table_that_is_not_read_is_named_with_its_missing_column() {
    let work = folder();
    for (text, expected) in [
        ("icgc_mutation_id\ticgc_donor_id\tchromosome\nMU1\tDO1\t1\n", "ICGC"),
        (
            "Hugo_Symbol\tVariant_Classification\tsample_id\nKRAS\tSilent\tA\n",
            "rename it to Tumor_Sample_Barcode",
        ),
        ("Chr\tStart\tEnd\tRef\tAlt\tFunc.refGene\n1\t1\t1\tA\tC\texonic\n", "ANNOVAR"),
        ("x\ty\n1\t2\n", "the columns are: x, y"),
    ] {
        std::fs::write(work.path().join("x.txt"), text).unwrap();
        let error = evade_in(work.path(), &["variants", "x.txt", "--outdir", "no"]).expect_code(3).stderr;
        assert!(error.contains("Tumor_Sample_Barcode") && error.contains(expected), "{error}");
    }
    let text = "Hugo_Symbol\tTumor_Sample_Barcode\tStart_Position\nKRAS\tA\t1\n";
    std::fs::write(work.path().join("x.maf"), text).unwrap();
    let error = evade_in(work.path(), &["variants", "x.maf", "--outdir", "no"]).expect_code(3).stderr;
    assert!(error.contains("the column Variant_Classification (or Consequence) is missing"), "{error}");
}
