//! Files of DNA and HLA that were cut or damaged: the sample fails or carries the doubt, and the others come out.

use std::fs;
use std::path::Path;

use crate::support::{Outcome, Tsv, evade_in, folder};

const HEADER: &str = "##fileformat=VCFv4.2\n##contig=<ID=12,length=133851895>\n\
     #CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tT\n";
/// KRAS G12C on `GRCh37`.
const KRAS: &str = "12\t25398285\t.\tC\tA\t.\tPASS\t.\tGT:AD\t0/1:70,30\n";

fn variants(work: &Path, file: &str, more: &[&str]) -> Outcome {
    let fixed = ["variants", file, "--assay-dna", "WES", "--genome", "GRCh37", "--outdir", "out"];
    evade_in(work, &[&fixed[..], more].concat())
}

/// A column of the gene's row.
fn of_gene(work: &Path, gene: &str, column: &str) -> String {
    Tsv::read(&work.join("out/alterations.tsv")).pairs("gene", column)[gene].clone()
}

#[test]
fn a_cut_record_costs_its_sample_and_names_its_line() {
    let work = folder();
    let cut = KRAS.split('\t').take(8).collect::<Vec<_>>().join("\t");
    fs::write(work.path().join("S1.vcf"), format!("{HEADER}{KRAS}").replace("\tT\n", "\tS1\n")).unwrap();
    for end in ["", "\n"] {
        fs::write(work.path().join("S2.vcf"), format!("{HEADER}{cut}{end}")).unwrap();
        let alone = variants(work.path(), "S2.vcf", &[]).expect_code(3);
        let expected = "S2.vcf:4: the record has 8 columns, but the header has 10; hint: the record is cut";
        assert!(alone.stderr.contains(expected), "{}", alone.stderr);
        assert_eq!(Tsv::read(&work.path().join("out/alterations.tsv")).rows.len(), 0);
        fs::write(
            work.path().join("sheet.csv"),
            "sample,vcf,genome,assay_dna\nS1,S1.vcf,GRCh37,WES\nS2,S2.vcf,GRCh37,WES\n",
        )
        .unwrap();
        for command in ["variants", "run"] {
            let sheet = ["--samples", "sheet.csv", "--outdir", "out"];
            evade_in(work.path(), &[&[command][..], &sheet].concat()).expect_code(4);
            assert_eq!(of_gene(work.path(), "KRAS", "status"), "altered");
            let failed = fs::read_to_string(work.path().join("out/failed.tsv")).unwrap();
            assert!(failed.contains("S2\tinput_unreadable\tS2.vcf:4: the record has 8 columns"), "{failed}");
        }
    }
}

#[test]
fn a_vcf_without_a_newline_at_its_end_needs_the_option_and_then_carries_the_doubt() {
    let work = folder();
    fs::write(work.path().join("T.vcf"), format!("{HEADER}{}", KRAS.trim_end())).unwrap();
    let refused = variants(work.path(), "T.vcf", &[]).expect_code(3);
    let expected = "T.vcf: the last line does not end with a newline: the file may be cut";
    assert!(refused.stderr.contains(expected), "{}", refused.stderr);
    assert!(!refused.stderr.contains("allow-missing"), "{}", refused.stderr);
    let read = variants(work.path(), "T.vcf", &["--allow-missing-newline"]).expect_code(0);
    assert!(read.stderr.contains("warning: T.vcf: the last line does not end"), "{}", read.stderr);
    for gene in ["KRAS", "STK11", "TP53"] {
        assert!(of_gene(work.path(), gene, "flags").contains("file_may_be_cut"), "{gene}");
    }
    let tmb = Tsv::read(&work.path().join("out/tmb.tsv"));
    assert!(tmb.pairs("sample", "reliable")["T"] == "false");
    // The option alone is no doubt.
    fs::write(work.path().join("T.vcf"), format!("{HEADER}{KRAS}")).unwrap();
    variants(work.path(), "T.vcf", &["--allow-missing-newline"]).expect_code(0);
    assert!(!of_gene(work.path(), "STK11", "flags").contains("file_may_be_cut"));
}

#[test]
fn a_table_without_a_newline_at_its_end_carries_the_doubt_to_gene_state_and_page() {
    let work = folder();
    let at = |name: &str| work.path().join(name);
    fs::write(at("t.csv"), "gene,change,vaf,tested\nKRAS,p.G12D,0.23,yes\nSTK11,negative,,yes").unwrap();
    fs::write(at("hla.tsv"), "sample\tgene\tcn1\tcn2\nS\tHLA-A\t2\t0\nS\tHLA-B\t1\t1").unwrap();
    let arguments = ["run", "--sample", "S", "--reported", "t.csv", "--hla", "hla.tsv", "--outdir", "out"];
    let done = evade_in(work.path(), &arguments).expect_code(0);
    for file in ["t.csv", "hla.tsv"] {
        let expected = format!("{file}: the last line does not end with a newline");
        assert!(done.stderr.contains(&expected), "{}", done.stderr);
    }
    for gene in ["KRAS", "STK11", "HLA-A"] {
        assert!(of_gene(work.path(), gene, "flags").contains("file_may_be_cut"), "{gene}");
    }
    // What rests on nothing has no doubt.
    assert_eq!(of_gene(work.path(), "TP53", "status"), "not_tested");
    assert!(!of_gene(work.path(), "TP53", "flags").contains("file_may_be_cut"));
    let states = Tsv::read(&at("out/hla_loh.tsv"));
    assert!(states.pairs("gene", "flags")["HLA-B"].contains("file_may_be_cut"));
    let page = fs::read_to_string(at("out/samples/S.html")).unwrap();
    assert!(page.contains("it may be cut, and findings may be missing"));
}

#[test]
fn control_characters_of_the_input_do_not_reach_the_tables() {
    let work = folder();
    let csq = "##INFO=<ID=CSQ,Number=.,Type=String,Description=\"Format: Allele|Consequence|SYMBOL|Feature|HGVSp|CANONICAL\">\n";
    let header = HEADER.replace("#CHROM", &format!("{csq}#CHROM"));
    let entry = "CSQ=A|missense_variant|KRAS|ENST00000311936|p.Gly12Cys\u{1b}[31m\0\u{7f}|YES";
    let record = KRAS.replace("PASS\t.", &format!("PASS\t{entry}"));
    fs::write(work.path().join("T.vcf"), format!("{header}{record}")).unwrap();
    variants(work.path(), "T.vcf", &[]).expect_code(0);
    for table in ["alterations.tsv", "variants.tsv"] {
        let text = fs::read_to_string(work.path().join("out").join(table)).unwrap();
        assert!(text.chars().all(|c| matches!(c, '\t' | '\n') || !c.is_control()), "{table}");
        assert!(text.contains("\\x1b[31m\\x00\\x7f"), "{table}: {text}");
    }
}
