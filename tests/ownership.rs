//! Whose a file is, which of its columns, and what it can show: nothing is taken by guess.

use std::path::Path;

use crate::support::{Outcome, Tsv, evade_in, folder};

const MAF: &str = "Hugo_Symbol\tChromosome\tStart_Position\tVariant_Classification\tReference_Allele\tTumor_Seq_Allele2\tTumor_Sample_Barcode\tHGVSp_Short\tNCBI_Build\n\
KRAS\t12\t25398284\tMissense_Mutation\tC\tT\tS1\tp.G12D\tGRCh37\n\
KRAS\t12\t25398284\tMissense_Mutation\tC\tA\tS2\tp.G12V\tGRCh37\n";
/// The columns of ASCAT, with the deletion of CDKN2A and a lost allele of chromosome 6.
const SEGMENTS: &str = "sample\tchr\tstartpos\tendpos\tnMajor\tnMinor\nS1\t9\t20000000\t23000000\t0\t0\nS1\t6\t1\t60000000\t1\t0\n";

fn run(work: &Path, arguments: &str) -> Outcome {
    evade_in(work, &arguments.split(' ').collect::<Vec<_>>())
}

fn cell(work: &Path, out: &str, table: &str, key: (&str, &str), column: &str) -> String {
    let table = Tsv::read(&work.join(out).join(table));
    let is_it = |row: &&Vec<String>| row[0] == key.0 && (key.1.is_empty() || row[1] == key.1);
    table.rows.iter().find(is_it).unwrap()[table.column(column)].clone()
}

fn status(work: &Path, sample: &str, gene: &str) -> String {
    cell(work, "out", "alterations.tsv", (sample, gene), "status")
}

#[test]
fn a_segment_file_of_one_sample_is_not_every_patients() {
    let work = folder();
    let write = |name: &str, text: &str| std::fs::write(work.path().join(name), text).unwrap();
    write("a.maf", MAF);
    write("seg.tsv", SEGMENTS);
    let common = "variants a.maf --cnv seg.tsv --genome GRCh37 --assay-dna WES --outdir out";
    let stderr = run(work.path(), common).expect_code(0).stderr;
    assert_eq!(
        (status(work.path(), "S1", "CDKN2A"), status(work.path(), "S2", "CDKN2A")),
        ("altered".into(), "not_altered".into())
    );
    assert_eq!(stderr.matches("seg.tsv has nothing of 'S2'").count(), 1, "{stderr}");
    // The part that is run does not decide whose the file is.
    run(work.path(), &format!("{common} --only S2")).expect_code(0);
    assert_eq!(status(work.path(), "S2", "CDKN2A"), "not_altered");
    write("sheet.csv", "sample,cnv,genome\nS1,seg.tsv,GRCh37\nS2,seg.tsv,GRCh37\n");
    let stderr = run(work.path(), "hla --samples sheet.csv --outdir hla").expect_code(0).stderr;
    let loh = |sample: &str| cell(work.path(), "hla", "hla_loh.tsv", (sample, "HLA-A"), "status");
    assert_eq!((loh("S1").as_str(), loh("S2").as_str()), ("loh", "not_tested"), "{stderr}");
    run(work.path(), "run --samples sheet.csv --only S2 --outdir out").expect_code(0);
    assert_eq!(status(work.path(), "S2", "CDKN2A"), "not_tested");
    // A file that one sample alone has is its own, and the name that was taken for it is told.
    write("one.csv", "sample,cnv,genome\nS2,seg.tsv,GRCh37\n");
    let stderr = run(work.path(), "variants --samples one.csv --outdir out").expect_code(0).stderr;
    assert_eq!(status(work.path(), "S2", "CDKN2A"), "altered");
    assert_eq!(stderr.matches("its only sample 'S1' is taken for 'S2'").count(), 1, "{stderr}");
}

#[test]
fn a_table_without_names_is_of_one_sample() {
    let work = folder();
    let write = |name: &str, text: &str| std::fs::write(work.path().join(name), text).unwrap();
    write("a.maf", MAF);
    write("sv.tsv", "gene5\tgene3\tin_frame\tkinase_kept\nEML4\tALK\tyes\tyes\n");
    write("seg.tsv", "chr\tstartpos\tendpos\tnMajor\tnMinor\n9\t20000000\t23000000\t0\t0\n");
    let arguments = "variants a.maf --sv sv.tsv --cnv seg.tsv --genome GRCh37 --outdir out";
    let stderr = run(work.path(), arguments).expect_code(0).stderr;
    for gene in ["ALK", "CDKN2A"] {
        assert_eq!(status(work.path(), "S1", gene), "not_tested", "{stderr}");
    }
    assert!(stderr.contains("sv.tsv has no rearrangements of 'S1'"), "{stderr}");
    assert!(stderr.contains("a file without names is of one sample"), "{stderr}");
    write("one.maf", &MAF.lines().take(2).collect::<Vec<_>>().join("\n"));
    run(work.path(), &arguments.replace("a.maf", "one.maf")).expect_code(0);
    for gene in ["ALK", "CDKN2A"] {
        assert_eq!(status(work.path(), "S1", gene), "altered");
    }
}

const HEADER: &str = "##fileformat=VCFv4.2\n##contig=<ID=chr1,length=248956422>\n";
const COLUMNS: &str = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT";

fn vcf(header: &str, columns: &str, records: &[&str]) -> String {
    let lines: String = records.iter().flat_map(|r| [r.replace(' ', "\t"), "\n".to_owned()]).collect();
    format!("{HEADER}{header}{COLUMNS}\t{columns}\n{lines}")
}

#[test]
fn the_other_of_two_columns_is_the_normal() {
    let work = folder();
    let write = |name: &str, text: &str| std::fs::write(work.path().join(name), text).unwrap();
    // TP53 R196*, as much in the normal as in the tumour.
    let header =
        "##INFO=<ID=CSQ,Number=.,Type=String,Description=\"Format: Allele|Consequence|SYMBOL|HGVSp\">\n";
    let record = "chr17 7675026 . G A . PASS CSQ=A|stop_gained|TP53|p.Arg196Ter AD 50,50 50,50";
    write("a.vcf", &vcf(header, "NRM1\tTUM1", &[record]));
    let in_normal = |arguments: &str| {
        let stderr = run(work.path(), arguments).expect_code(0).stderr;
        let filtered = Tsv::read(&work.path().join("out/filtered_variants.tsv"));
        (filtered.rows.iter().any(|row| row.contains(&"in_normal".to_owned())), stderr)
    };
    let (is_dropped, stderr) = in_normal("variants a.vcf --tumor TUM1 --outdir out");
    assert!(is_dropped && stderr.contains("'NRM1' is taken as the normal of 'TUM1'"), "{stderr}");
    write("dna.csv", "sample,dna_id,vcf\nP1,TUM1,a.vcf\n");
    assert!(in_normal("run --samples dna.csv --outdir out").0);
    write("ids.csv", "sample,tumor_id,normal_id,vcf\nP1,TUM1,NRM1,a.vcf\n");
    let (is_dropped, stderr) = in_normal("run --samples ids.csv --outdir out");
    assert!(
        is_dropped && !stderr.contains("taken as the normal") && !stderr.contains("not read"),
        "{stderr}"
    );
    let (is_dropped, _) = in_normal("run --sample P1 --dna-id TUM1 --normal NRM1 --vcf a.vcf --outdir out");
    assert!(is_dropped);
    assert!(!in_normal("variants a.vcf --tumor TUM1 --tumor-only --outdir out").0);
    write("wrong.csv", "sample,tumor_id,normal_id,vcf\nP1,TUM1,N9,a.vcf\n");
    let error = run(work.path(), "run --samples wrong.csv --outdir out").expect_code(3).stderr;
    assert!(error.contains("no column 'N9'") && error.contains("NRM1, TUM1"), "{error}");
}

#[test]
fn what_a_file_cannot_show_is_not_tested() {
    let work = folder();
    let write = |name: &str, text: &str| std::fs::write(work.path().join(name), text).unwrap();
    let sv = "##source=GenerateSVCandidates 1.6.0\n##cmdline=configManta.py\n##INFO=<ID=SVTYPE,Number=1,Type=String,Description=\"t\">\n";
    let deletion = "chr17 7600000 d N <DEL> . PASS SVTYPE=DEL;END=7700000 PR:SR 60,20:20,18";
    write("manta.vcf", &vcf(sv, "T", &[deletion]));
    write("small.vcf", &vcf("##source=Mutect2\n", "T", &["chr12 25245350 . C T . PASS . AD 30,20"]));
    write("empty.vcf", &vcf("##source=Mutect2\n", "T", &[]));
    write(
        "germline.vcf",
        &vcf("##source=HaplotypeCaller\n", "T", &["chr12 25245350 . C T . PASS . AD 30,20"]),
    );
    let sheet = |files: &str| {
        write("s.csv", &format!("sample,vcf,assay_dna\nP1,{files},WGS\n"));
        run(work.path(), "variants --samples s.csv --outdir out").expect_code(0).stderr
    };
    let genes = |names: [&str; 3]| names.map(|gene| status(work.path(), "P1", gene));
    let warned = sheet("manta.vcf");
    assert_eq!(genes(["TP53", "STK11", "KRAS"]), ["altered", "not_tested", "not_tested"]);
    assert!(warned.contains("rearrangements alone"), "{warned}");
    assert_eq!(cell(work.path(), "out", "tmb.tsv", ("P1", ""), "tmb"), "NA");
    sheet("manta.vcf;small.vcf");
    assert_eq!(genes(["TP53", "STK11", "KRAS"]), ["altered", "not_altered", "altered"]);
    sheet("germline.vcf");
    assert_eq!(genes(["TP53", "STK11", "KRAS"]), ["not_tested"; 3]);
    let tmb = |column: &str| cell(work.path(), "out", "tmb.tsv", ("P1", ""), column);
    assert!(tmb("tmb") == "NA" && tmb("reason").contains("germline_calls"), "{}", tmb("reason"));
    let warned = sheet("empty.vcf");
    assert_eq!(genes(["TP53", "STK11", "KRAS"]), ["not_altered"; 3]);
    assert!(warned.contains("the file has no record"), "{warned}");
}

#[test]
fn segments_take_the_genome_that_the_variants_tell() {
    let work = folder();
    let write = |name: &str, text: &str| std::fs::write(work.path().join(name), text).unwrap();
    write("T.vcf", &vcf("##source=Mutect2\n", "T", &["chr12 25245350 . C T . PASS . AD 30,20"]));
    write("T.maf", &MAF.replace("S1", "T"));
    write(
        "seg.tsv",
        "chr\tstartpos\tendpos\tnMajor\tnMinor\n9\t20000000\t23000000\t0\t0\n6\t1\t60000000\t1\t0\n",
    );
    for (role, file) in [("vcf", "T.vcf"), ("maf", "T.maf")] {
        run(work.path(), &format!("run --sample T --{role} {file} --cnv seg.tsv --outdir out"))
            .expect_code(0);
        assert_eq!(status(work.path(), "T", "CDKN2A"), "altered", "{role}");
    }
    run(work.path(), "variants T.vcf --cnv seg.tsv --outdir out").expect_code(0);
}

#[test]
fn threads_have_a_limit() {
    let work = folder();
    let error = run(work.path(), "signatures list --threads 100000").expect_code(2).stderr;
    assert!(error.contains("0..=1024"), "{error}");
    run(work.path(), "signatures list --threads 4").expect_code(0);
}
