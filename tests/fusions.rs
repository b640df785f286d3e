//! Fusions of VCF files and of tables of RNA, through the program.

use std::path::Path;

use crate::support::{Tsv, evade_in, folder};

const MAF: &str = "Hugo_Symbol\tChromosome\tStart_Position\tVariant_Classification\tReference_Allele\tTumor_Seq_Allele2\tTumor_Sample_Barcode\tHGVSp_Short\tNCBI_Build\n\
KRAS\t12\t25245350\tMissense_Mutation\tC\tT\tP1\tp.G12D\tGRCh38\n";
const SECOND: &str = "STK11\t19\t1220488\tNonsense_Mutation\tG\tT\tP2\tp.E199*\tGRCh38\n";
const ARRIBA: &str = "#gene1\tgene2\tstrand1(gene/fusion)\tstrand2(gene/fusion)\tbreakpoint1\tbreakpoint2\tsite1\tsite2\ttype\tsplit_reads1\tsplit_reads2\tdiscordant_mates\tconfidence\treading_frame\n";
const FUSION: &str =
    "EML4\tALK\t+/+\t-/-\t2:42295516\t2:29223528\tCDS\tCDS\tinversion\t9\t8\t12\thigh\tin-frame\n";
const MANTA: &str = "##fileformat=VCFv4.2\n##source=GenerateSVCandidates 1.6.0\n##contig=<ID=chr1,length=248956422>\n\
#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tNORMAL\tTUMOR\n\
chr2\t29224000\tm:0\tN\tN]chr2:42295000]\t.\tPASS\tSVTYPE=BND;MATEID=m:1\tPR:SR\t30,0:30,0\t30,9:30,8\n\
chr2\t42295000\tm:1\tN\tN]chr2:29224000]\t.\tPASS\tSVTYPE=BND;MATEID=m:0\tPR:SR\t30,0:30,0\t30,9:30,8\n";

fn cell(out: &Path, table: &str, (sample, gene): (&str, &str), column: &str) -> String {
    let table = Tsv::read(&out.join(table));
    let row = table.rows.iter().find(|row| row[0] == sample && row[1] == gene).unwrap();
    row[table.column(column)].clone()
}

#[test]
fn files_of_dna_and_rna_are_one_fusion() {
    let work = folder();
    let write = |name: &str, text: &str| std::fs::write(work.path().join(name), text).unwrap();
    write("a.maf", MAF);
    write("sv.vcf", MANTA);
    write("fusions.tsv", &format!("{ARRIBA}{FUSION}"));
    for sv in [&["--sv", "sv.vcf", "--sv", "fusions.tsv"][..], &["--sv", "sv.vcf;fusions.tsv"]] {
        let arguments = [&["variants", "a.maf", "--assay-dna", "WES", "--outdir", "out"][..], sv].concat();
        evade_in(work.path(), &arguments).expect_code(0);
        let alk = |column: &str| cell(&work.path().join("out"), "alterations.tsv", ("P1", "ALK"), column);
        assert_eq!((alk("status"), alk("n_variants")), ("altered".to_owned(), "1".to_owned()));
        assert_eq!(alk("evidence"), "fusion:EML4-ALK;fusion_in_rna;fusion_in_dna");
    }
    let patient =
        ["run", "--sample", "P1", "--maf", "a.maf", "--sv", "sv.vcf;fusions.tsv", "--outdir", "run"];
    evade_in(work.path(), &patient).expect_code(0);
    let page = std::fs::read_to_string(work.path().join("run/samples/P1.html")).unwrap();
    assert!(page.contains("EML4-ALK fusion (in DNA and RNA)"));
    let json = std::fs::read_to_string(work.path().join("run/samples/P1.json")).unwrap();
    assert!(json.contains("rna_fusion_table") && json.contains("vcf_sv"));
    // The sheet's column takes a list.
    write("s.csv", "sample,maf,sv\nP1,a.maf,sv.vcf;fusions.tsv\n");
    evade_in(work.path(), &["variants", "--samples", "s.csv", "--outdir", "sheet"]).expect_code(0);
    assert_eq!(cell(&work.path().join("sheet"), "alterations.tsv", ("P1", "ALK"), "status"), "altered");
}

#[test]
fn a_rearrangement_among_small_variants_is_a_fusion_too() {
    let work = folder();
    let small = "chr12\t25245350\t.\tC\tT\t.\tPASS\t.\tAD\t50,0\t50,30\n";
    let text = format!("{MANTA}{small}").replace("\tPR:SR\t30,0:30,0\t30,9:30,8", "\tAD\t60,0\t60,17");
    std::fs::write(work.path().join("P1.vcf"), text).unwrap();
    evade_in(work.path(), &["variants", "P1.vcf", "--assay-dna", "WES", "--outdir", "out"]).expect_code(0);
    let out = work.path().join("out");
    let alk = |column: &str| cell(&out, "alterations.tsv", ("P1", "ALK"), column);
    assert_eq!(
        (alk("status"), alk("evidence")),
        ("altered".to_owned(), "fusion_in_dna;fusion:EML4-ALK".to_owned())
    );
    assert!(!alk("flags").contains("fusion_not_tested"));
    // The file lists no fusions of its own accord.
    assert_eq!(cell(&out, "alterations.tsv", ("P1", "RET"), "status"), "not_tested");
}

#[test]
fn what_a_file_of_rearrangements_without_finding_shows() {
    let work = folder();
    let write = |name: &str, text: &str| std::fs::write(work.path().join(name), text).unwrap();
    write("a.maf", MAF);
    write("empty.tsv", ARRIBA);
    write("none.vcf", &MANTA.split_inclusive('\n').take(4).collect::<String>());
    let ret = |sv: &str, assay: &str| {
        let arguments = ["variants", "a.maf", "--sv", sv, "--assay-dna", assay, "--outdir", "out"];
        evade_in(work.path(), &arguments).expect_code(0);
        let of = |column: &str| cell(&work.path().join("out"), "alterations.tsv", ("P1", "RET"), column);
        (of("status"), of("flags"))
    };
    assert_eq!(ret("empty.tsv", "WES"), ("not_altered".to_owned(), "fusion_tested_in_rna".to_owned()));
    assert_eq!(ret("none.vcf", "WGS"), ("not_altered".to_owned(), "NA".to_owned()));
    assert_eq!(ret("none.vcf", "WES"), ("not_tested".to_owned(), "fusion_not_tested".to_owned()));
}

#[test]
fn a_file_that_names_no_sample_is_not_given_to_several() {
    let work = folder();
    let write = |name: &str, text: &str| std::fs::write(work.path().join(name), text).unwrap();
    write("a.maf", &format!("{MAF}{SECOND}"));
    write("fusions.tsv", &format!("{ARRIBA}{FUSION}"));
    write("sv.vcf", MANTA);
    for (file, what) in
        [("fusions.tsv", "does not name its sample"), ("sv.vcf", "the tumour's column is 'TUMOR'")]
    {
        let outcome =
            evade_in(work.path(), &["variants", "a.maf", "--sv", file, "--outdir", "out"]).expect_code(3);
        assert!(outcome.stderr.contains(what), "{}", outcome.stderr);
        assert!(outcome.stderr.contains("own") && outcome.stderr.contains("'sv'"), "{}", outcome.stderr);
    }
}

#[test]
fn a_bad_row_of_a_table_of_rearrangements_is_listed() {
    let work = folder();
    let write = |name: &str, text: &str| std::fs::write(work.path().join(name), text).unwrap();
    write("a.maf", MAF);
    let header =
        "Sample_Id\tSite1_Hugo_Symbol\tSite1_Position\tSite2_Hugo_Symbol\tSite2_Position\tSV_Status\n";
    write("sv.txt", &format!("{header}P1\tEML4\tNA\tALK\tabc\tSOMATIC\n"));
    let arguments = ["variants", "a.maf", "--sv", "sv.txt", "--assay-dna", "WES", "--outdir", "out"];
    let outcome = evade_in(work.path(), &arguments).expect_code(0);
    assert!(outcome.stderr.contains("line 2: site2_position 'abc'"), "{}", outcome.stderr);
    let out = work.path().join("out");
    assert_eq!(cell(&out, "alterations.tsv", ("P1", "ALK"), "status"), "uncertain");
    assert_eq!(cell(&out, "filtered_variants.tsv", ("P1", "ALK"), "reason"), "impossible_value");
    assert_eq!(cell(&out, "alterations.tsv", ("P1", "KRAS_G12D"), "status"), "altered");
}

#[test]
fn a_sample_that_only_a_table_of_rearrangements_names_has_its_rows() {
    let work = folder();
    let write = |name: &str, text: &str| std::fs::write(work.path().join(name), text).unwrap();
    write("a.maf", MAF);
    let header = "Sample_Id\tSite1_Hugo_Symbol\tSite2_Hugo_Symbol\tEvent_Info\tSite2_Effect_On_Frame\n";
    let row = |sample: &str| format!("{sample}\tEML4\tALK\tEML4-ALK fusion\tIn_frame\n");
    write("sv.txt", &format!("{header}{}{}", row("P1"), row("P9")));
    let arguments = |sv| ["variants", "a.maf", "--sv", sv, "--assay-dna", "WES", "--outdir", "out"];
    let outcome = evade_in(work.path(), &arguments("sv.txt")).expect_code(0);
    assert!(outcome.stderr.contains("1 sample is not in the MAF"), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("(P9): rearrangements alone"), "{}", outcome.stderr);
    let out = work.path().join("out");
    let of = |gene: &str| cell(&out, "alterations.tsv", ("P9", gene), "status");
    assert_eq!((of("ALK"), of("STK11")), ("altered".to_owned(), "not_tested".to_owned()));
    // Names of another kind add nobody; a larger cohort is left out.
    write("other.txt", &format!("{header}{}", row("X9")));
    evade_in(work.path(), &arguments("other.txt")).expect_code(0);
    assert!(!Tsv::read(&out.join("alterations.tsv")).rows.iter().any(|row| row[0] == "X9"));
    let many: String = (1..=12).map(|n| row(&format!("P{n}"))).collect();
    write("many.txt", &format!("{header}{many}"));
    let outcome = evade_in(work.path(), &arguments("many.txt")).expect_code(0);
    assert!(outcome.stderr.contains("larger cohort"), "{}", outcome.stderr);
}

#[test]
fn two_tumours_of_one_file_are_not_each_others_normal() {
    let work = folder();
    let write = |name: &str, text: &str| std::fs::write(work.path().join(name), text).unwrap();
    write("sv.vcf", &MANTA.replace("NORMAL\tTUMOR", "PRIM\tREL").replace("30,0:30,0", "30,9:30,8"));
    write("s.csv", "sample,patient,sv\nPRIM,p,sv.vcf\nREL,p,sv.vcf\n");
    let arguments = ["variants", "--samples", "s.csv", "--assay-dna", "WGS", "--outdir", "out"];
    let outcome = evade_in(work.path(), &arguments).expect_code(0);
    assert!(outcome.stderr.contains("is that of another sample"), "{}", outcome.stderr);
    for sample in ["PRIM", "REL"] {
        assert_eq!(cell(&work.path().join("out"), "alterations.tsv", (sample, "ALK"), "status"), "altered");
    }
    // Alone, the other column is the normal.
    write("one.csv", "sample,sv\nPRIM,sv.vcf\n");
    let arguments = ["variants", "--samples", "one.csv", "--assay-dna", "WGS", "--outdir", "one"];
    evade_in(work.path(), &arguments).expect_code(0);
    let filtered = Tsv::read(&work.path().join("one/filtered_variants.tsv"));
    assert!(filtered.rows.iter().any(|row| row.contains(&"in_normal".to_owned())));
}
