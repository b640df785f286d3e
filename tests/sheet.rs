//! `evade sheet` on made folders of nf-core, and `evade check` on sheets with everything wrong at once.

use std::collections::BTreeMap;
use std::path::Path;

use crate::support::{Tsv, evade_in, folder, test_data};

fn write(folder: &Path, file: &str, text: &str) {
    let path = folder.join(file);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// A VCF of `GRCh38` without a record; `more` are lines of its header.
fn vcf(columns: &[&str], more: &str) -> String {
    format!(
        "##fileformat=VCFv4.2\n##contig=<ID=chr1,length=248956422>\n{more}\
         #CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{}\n",
        columns.join("\t")
    )
}

const CSQ: &str = "##INFO=<ID=CSQ,Number=.,Type=String,Description=\"Consequence annotations from Ensembl VEP. \
                   Format: Allele|Consequence|IMPACT|SYMBOL|Gene|Feature_type|Feature|BIOTYPE|HGVSc|HGVSp\">\n";
const STRELKA: &str = "annotation/strelka/Q7_vs_Q8/Q7_vs_Q8.strelka.somatic_snvs_VEP.ann.vcf";
const SEGMENTS: &str = "sample\tchr\tstartpos\tendpos\tnMajor\tnMinor\n";

/// Results of four RNA and four DNA samples, of which three are pairs: by words, by id and by patient.
pub(crate) fn make_results(work: &Path, rnaseq: &str, sarek: &str) {
    let mut table = Tsv::read(&test_data("small/expression_tpm.tsv.gz")).columns(&[0, 0, 1, 2, 3, 4]);
    table.header = ["gene_id", "gene_name", "P1_RNA", "P2", "P3_T", "X9"].map(str::to_owned).to_vec();
    table.write(&work.join(rnaseq).join("star_salmon/salmon.merged.gene_tpm.tsv"));
    write(work, &format!("{rnaseq}/star_salmon/salmon.merged.gene_counts.tsv"), "gene_id\tgene_name\tP1\n");
    write(work, &format!("{rnaseq}/salmon/salmon.merged.gene_tpm.tsv"), "gene_id\tgene_name\tOTHER\n");

    let file = |path: &str, text: &str| write(work, &format!("{sarek}/{path}"), text);
    let pair = "P1_WES_vs_P1_N";
    let stated = format!("{CSQ}##tumor_sample=P1_P1_WES\n");
    let annotation = format!("annotation/mutect2/{pair}/{pair}.mutect2.filtered");
    file(&format!("{annotation}_VEP.ann.vcf"), &vcf(&["P1_P1_N", "P1_P1_WES"], &stated));
    file(&format!("{annotation}_snpEff.ann.vcf"), &vcf(&["P1_P1_N", "P1_P1_WES"], ""));
    file(
        &format!("annotation/strelka/{pair}/{pair}.strelka.somatic_snvs_VEP.ann.vcf"),
        &vcf(&["NORMAL", "TUMOR"], CSQ),
    );
    file(&format!("variant_calling/mutect2/{pair}/{pair}.mutect2.vcf"), &vcf(&["a", "b"], CSQ));
    let ascat = format!("variant_calling/ascat/{pair}/{pair}");
    file(&format!("{ascat}.segments.txt"), &format!("{SEGMENTS}P1_WES\t6\t100000\t170000000\t1\t0\n"));
    file(&format!("{ascat}.purityploidy.txt"), "AberrantCellFraction\tPloidy\n0.62\t2.1\n");
    file("annotation/mutect2/P2/P2.mutect2.filtered_VEP.ann.vcf", &vcf(&["P2_P2"], CSQ));
    file("annotation/haplotypecaller/P1_N/P1_N.haplotypecaller_VEP.ann.vcf", &vcf(&["P1_P1_N"], CSQ));
    let third = "variant_calling/ascat/T3_vs_N3/T3_vs_N3.segments.txt";
    file(third, &format!("{SEGMENTS}T3\t6\t100000\t170000000\t1\t1\n"));
    let plain = "variant_calling/mutect2/T3_vs_N3/T3_vs_N3.mutect2.filtered.vcf";
    file(plain, &vcf(&["P3_N3", "P3_T3"], ""));
    file(STRELKA, &vcf(&["NORMAL", "TUMOR"], CSQ));
    file(&STRELKA.replace("snvs", "indels"), &vcf(&["NORMAL", "TUMOR"], CSQ));
    let called = "chromosome\tstart\tend\tgene\tlog2\tdepth\tprobes\tweight\tcn\n\
                  chr9\t21900000\t22100000\tCDKN2A,MTAP\t-4.1\t3.2\t40\t20.5\t0\n";
    for file_of in ["Q7_vs_Q8/Q7.call.cns", "P1_WES_vs_P1_N/P1_WES.call.cns", "Q8/Q8.call.cns"] {
        file(&format!("variant_calling/cnvkit/{file_of}"), called);
    }
    file("variant_calling/cnvkit/Q7_vs_Q8/Q7.germline.call.cns", "");
    file(
        "csv/recalibrated.csv",
        "patient,sex,status,sample,cram,crai\nP1,XX,1,P1_WES,a,b\nP3,XX,0,N3,a,b\nP3,XX,1,T3,a,b\n",
    );
    file("pipeline_info/params_2024.json", "{\"genome\": \"GATK.GRCh38\", \"wes\": true}");
}

/// The cells of a sheet by column, of each sample.
fn cells(sheet: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let table = Tsv::parse(&sheet.replace(',', "\t").replace('"', ""));
    let named = |row: &Vec<String>| table.header.iter().cloned().zip(row.iter().cloned()).collect();
    table.rows.iter().map(|row| (row[0].clone(), named(row))).collect()
}

#[test]
fn results_of_two_pipelines_become_a_sheet_that_runs() {
    let work = folder();
    make_results(work.path(), "rna", "dna");
    let arguments = ["sheet", "--rnaseq", "rna", "--sarek", "dna", "-o", "out/s.csv"];
    let stderr = evade_in(work.path(), &arguments).expect_code(0).stderr;
    for expected in [
        "T3_vs_N3.mutect2.filtered.vcf: not annotated, so that most exchanges of a base stay uncertain",
        "the RNA sample 'X9' has no DNA",
        "the DNA sample 'Q7' has no RNA",
        "the variants of Q7 are of strelka, those of the other tumours of mutect2",
        "5 samples: 3 with RNA and DNA, 1 with RNA alone, 1 with DNA alone",
    ] {
        assert!(stderr.contains(expected), "{expected}: {stderr}");
    }
    assert_eq!(stderr.matches("warning").count(), 4, "{stderr}");

    let sheet = std::fs::read_to_string(work.path().join("out/s.csv")).unwrap();
    let cells = cells(&sheet);
    assert_eq!(cells.keys().collect::<Vec<_>>(), ["P1_RNA", "P2", "P3_T", "Q7", "X9"]);
    for (sample, column, expected) in [
        ("P1_RNA", "patient", "P1"),
        ("P1_RNA", "dna_id", "P1_P1_WES"),
        ("P1_RNA", "expression", "../rna/star_salmon/salmon.merged.gene_tpm.tsv"),
        (
            "P1_RNA",
            "vcf",
            "../dna/annotation/mutect2/P1_WES_vs_P1_N/P1_WES_vs_P1_N.mutect2.filtered_VEP.ann.vcf",
        ),
        ("P1_RNA", "cnv", "../dna/variant_calling/ascat/P1_WES_vs_P1_N/P1_WES_vs_P1_N.segments.txt"),
        ("P1_RNA", "genome", "GRCh38"),
        ("P1_RNA", "purity", "0.62"),
        ("P1_RNA", "ploidy", "2.1"),
        ("P2", "vcf", "../dna/annotation/mutect2/P2/P2.mutect2.filtered_VEP.ann.vcf"),
        ("P3_T", "vcf", "../dna/variant_calling/mutect2/T3_vs_N3/T3_vs_N3.mutect2.filtered.vcf"),
        ("P3_T", "dna_id", "P3_T3"),
        ("P3_T", "cnv", "../dna/variant_calling/ascat/T3_vs_N3/T3_vs_N3.segments.txt"),
        ("P3_T", "genome", "GRCh38"),
        ("X9", "vcf", ""),
        ("Q7", "vcf", &format!("../dna/{STRELKA};../dna/{}", STRELKA.replace("snvs", "indels"))),
        ("Q7", "cnv", "../dna/variant_calling/cnvkit/Q7_vs_Q8/Q7.call.cns"),
        ("Q7", "expression", ""),
        ("Q7", "dna_id", ""),
    ] {
        assert_eq!(cells[sample][column], expected, "{sample} {column}");
    }
    evade_in(work.path(), &["check", "--samples", "out/s.csv"]).expect_code(0);
    let ran = evade_in(work.path(), &["run", "--samples", "out/s.csv", "--outdir", "res"]).expect_code(0);
    assert!(!ran.stderr.contains("not read"), "{}", ran.stderr);
    assert_eq!(Tsv::read(&work.path().join("res/phenotypes.tsv")).rows.len(), 5);
    let genes = Tsv::read(&work.path().join("res/alterations.tsv"));
    assert!(genes.rows.iter().any(|row| row[..3] == ["Q7", "CDKN2A", "altered"]), "copies of CNVkit");
    let states = Tsv::read(&work.path().join("res/hla_loh.tsv"));
    assert!(states.rows.iter().any(|row| row[0] == "P1_RNA" && row[2] == "loh"), "{:?}", states.rows);

    // To standard output, paths start from the current folder; the same bytes each time.
    let arguments = ["sheet", "--rnaseq", "rna"];
    let alone = evade_in(work.path(), &arguments).expect_code(0);
    assert!(alone.stdout.contains("P1_RNA,,P1_RNA,,rna/star_salmon/"), "{}", alone.stdout);
    assert!(!alone.stderr.contains("warning"), "{}", alone.stderr);
    assert_eq!(alone.stdout, evade_in(work.path(), &arguments).stdout);
}

#[test]
fn every_annotation_is_taken_and_vep_goes_first() {
    let work = folder();
    let ann = "##INFO=<ID=ANN,Number=.,Type=String,Description=\"Functional annotations\">\n";
    let bcsq = "##INFO=<ID=BCSQ,Number=.,Type=String,Description=\"Haplotype-aware consequence\">\n";
    let file = |path: &str, more: &str| write(work.path(), &format!("dna/{path}"), &vcf(&["T"], more));
    file("annotation/mutect2/A/A.mutect2.filtered_snpEff.ann.vcf", ann);
    file("variant_calling/mutect2/A/A.mutect2.filtered.vcf", "");
    file("annotation/mutect2/B/B.mutect2.filtered_snpEff.ann.vcf", ann);
    file("annotation/lofreq/B/B.lofreq_VEP.ann.vcf", CSQ);
    file("annotation/mutect2/C/C.mutect2.filtered_BCF.ann.vcf", "");
    file("annotation/lofreq/C/C.lofreq_BCF.ann.vcf", bcsq);
    let outcome = evade_in(work.path(), &["sheet", "--sarek", "dna"]).expect_code(0);
    assert_eq!(outcome.stderr.matches("warning").count(), 1, "{}", outcome.stderr);
    assert!(outcome.stderr.contains("the variants of A are of mutect2"), "{}", outcome.stderr);
    let cells = cells(&outcome.stdout);
    for (sample, expected) in [
        ("A", "A.mutect2.filtered_snpEff.ann.vcf"),
        ("B", "B.lofreq_VEP.ann.vcf"),
        ("C", "C.lofreq_BCF.ann.vcf"),
    ] {
        assert!(cells[sample]["vcf"].ends_with(expected), "{:?}", cells[sample]);
    }
}

#[test]
fn pairs_can_be_named() {
    let work = folder();
    make_results(work.path(), "rna", "dna");
    write(work.path(), "pairs.tsv", "rna_id\tdna_id\nX9\tQ7\nP2\tnowhere\nZ\tT3\n");
    let arguments = ["sheet", "--rnaseq", "rna", "--sarek", "dna", "--pairs", "pairs.tsv"];
    let outcome = evade_in(work.path(), &arguments).expect_code(0);
    assert!(outcome.stderr.contains("--pairs names 'nowhere' for 'P2'"), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("--pairs names 'Z', and there is no such RNA sample"));
    let cells = cells(&outcome.stdout);
    assert_eq!(cells.len(), 4);
    assert!(cells["X9"]["vcf"].contains("Q7_vs_Q8"), "{:?}", cells["X9"]);
    // A name that is wrong leaves the other rules to decide.
    assert!(cells["P2"]["vcf"].contains("P2.mutect2"), "{:?}", cells["P2"]);
}

#[test]
fn two_samples_of_a_patient_are_not_guessed() {
    let work = folder();
    make_results(work.path(), "rna", "dna");
    let header = "gene_id\tgene_name\tP1_A\tP1_B\nCD8A\tCD8A\t1\t2\n";
    write(work.path(), "two/salmon/salmon.merged.gene_tpm.tsv", header);
    let outcome = evade_in(work.path(), &["sheet", "--rnaseq", "two", "--sarek", "dna"]).expect_code(0);
    assert!(outcome.stderr.contains("the RNA sample 'P1_A' has no DNA"), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("the DNA sample 'P1_WES' has no RNA"), "{}", outcome.stderr);
    assert_eq!(cells(&outcome.stdout).len(), 6);
}

#[test]
fn folders_without_results_are_refused() {
    let work = folder();
    std::fs::create_dir(work.path().join("empty")).unwrap();
    evade_in(work.path(), &["sheet"]).expect_code(2);
    for (folder, code, expected) in [
        (["--rnaseq", "nowhere"], 2, "there is no folder nowhere; hint: "),
        (["--rnaseq", "empty"], 3, "empty: there is no merged gene table of nf-core/rnaseq; hint: "),
        (["--sarek", "empty"], 3, "empty: there are no somatic variants, ASCAT or CNVkit segments"),
    ] {
        let outcome = evade_in(work.path(), &[&["sheet", "-o", "s.csv"][..], &folder].concat());
        let stderr = outcome.expect_code(code).stderr;
        assert!(stderr.contains(expected), "{stderr}");
    }
    assert!(!work.path().join("s.csv").exists());
}

#[test]
fn check_lists_every_file_that_cannot_be_used() {
    let work = folder();
    let matrix = test_data("small/expression_tpm.tsv.gz");
    let one = |name: &str| Tsv::read(&matrix).columns(&[0, 1]).write(&work.path().join(name));
    one("good.tsv");
    write(work.path(), "broken.tsv", "gene\tS\nCD8A\tlow\n");
    write(work.path(), "plain.vcf", &vcf(&["T"], ""));
    write(work.path(), "two.vcf", &vcf(&["A", "B"], CSQ));
    write(work.path(), "a.maf", "Hugo_Symbol\tVariant_Classification\tTumor_Sample_Barcode\n");
    write(work.path(), "no_minor.txt", "chr\tstartpos\tendpos\tnMajor\n6\t1\t2\t1\n");
    write(work.path(), "no_build.txt", &format!("{SEGMENTS}x\t6\t29000000\t32000000\t1\t1\n"));
    write(work.path(), "old.txt", &format!("{SEGMENTS}x\t1\t10\t249250600\t1\t1\n"));
    let rows = [
        "ok,good.tsv,,,,",
        "absent,nowhere.tsv,nowhere.vcf,,,",
        "broken,broken.tsv,,,,",
        "broken2,broken.tsv,,,,",
        "plain,good.tsv,plain.vcf,,,",
        "two,good.tsv,two.vcf,,,",
        "maf,good.tsv,,a.maf,,",
        "minor,,,,no_minor.txt,GRCh38",
        "build,,,,no_build.txt,",
        "old,,,,old.txt,GRCh38",
        "nothing,,,,,",
    ];
    let sheet = format!("sample,expression,vcf,maf,cnv,genome\n{}\n", rows.join("\n"));
    write(work.path(), "s.csv", &sheet);
    let outcome = evade_in(work.path(), &["check", "--samples", "s.csv", "-o", "check.tsv"]).expect_code(3);
    assert_eq!(outcome.stdout, "");
    let table = Tsv::read(&work.path().join("check.tsv"));
    let found = |sample: &str, output: &str| {
        let row = table.rows.iter().find(|row| row[0] == sample && row[1] == output);
        row.map(|row| row[2..].join(" | ")).unwrap_or_default()
    };
    for (sample, output, expected) in [
        ("ok", "phenotype", "yes | 88 %"),
        ("ok", "alterations", "no | no variant input"),
        ("absent", "phenotype", "no | nowhere.tsv: there is no such file (line 3 of the sheet)"),
        ("absent", "alterations", "no | nowhere.vcf: there is no such file"),
        ("broken", "phenotype", "no | broken.tsv:2:2: 'low' is not a finite number"),
        ("broken2", "phenotype", "no | broken.tsv:2:2: 'low'"),
        ("plain", "phenotype", "yes"),
        ("plain", "alterations", "partly | 69 of 69 genes not tested; coverage not declared"),
        ("two", "alterations", "no | two.vcf: it cannot be told which column is the tumour | name it"),
        ("maf", "alterations", "no | the sample is not in the file | the sample's name"),
        ("minor", "hla_loh", "no | no_minor.txt"),
        ("build", "hla_loh", "no | no_build.txt: the genome of the segments is not known"),
        ("old", "hla_loh", "no | old.txt: the file is on GRCh37, but GRCh38 was declared"),
        ("nothing", "phenotype", "no | no expression and no other file"),
        ("nothing", "alterations", "no | no variant input"),
        ("nothing", "tmb", "no | no variant input"),
        ("nothing", "hla_loh", "no | no HLA input"),
        ("absent", "tmb", "no | nowhere.vcf: there is no such file"),
        ("absent", "hla_loh", "no | no HLA input"),
        ("absent", "readouts", "no | nowhere.tsv: there is no such file (line 3 of the sheet)"),
        ("nothing", "readouts", "no | no expression and no other file"),
        ("minor", "readouts", "no | rna_not_tested | expression: a TPM matrix with this sample"),
        ("plain", "tmb", "no | no_records;megabases_unknown"),
        ("maf", "tmb", "no | the sample is not in the file"),
        ("two", "tmb", "no | two.vcf: it cannot be told which column"),
    ] {
        assert!(found(sample, output).starts_with(expected), "{sample} {output}: {}", found(sample, output));
    }
    assert!(outcome.stderr.contains("outputs rest on files that cannot be used"), "{}", outcome.stderr);
}

#[test]
fn check_takes_lists_and_tells_of_every_output() {
    let work = folder();
    write(work.path(), "a.vcf", &vcf(&["T"], CSQ));
    write(work.path(), "b.vcf", &vcf(&["T"], CSQ));
    write(work.path(), "m.tsv", "gene\tP1\nCD8A\t400\nIFNG\t3\n");
    let rows = ["list,,a.vcf;b.vcf,WES", "half,,a.vcf; c.vcf,WES", "P2,named,a.vcf,WES"];
    write(work.path(), "s.csv", &format!("sample,rna_id,vcf,assay_dna\n{}\n", rows.join("\n")));
    let arguments = ["check", "--samples", "s.csv", "--expression", "m.tsv", "--unit", "tpm"];
    let table = Tsv::parse(&evade_in(work.path(), &arguments).expect_code(3).stdout);
    let outputs = ["phenotype", "alterations", "tmb", "hla_loh", "readouts", "resistance"];
    let expected = ["list", "half", "P2"].iter().flat_map(|s| outputs.map(|output| [*s, output]));
    assert_eq!(
        table.rows.iter().map(|row| [&*row[0], &*row[1]]).collect::<Vec<_>>(),
        expected.collect::<Vec<_>>()
    );
    for (row, expected) in [
        (1, "partly"),
        (2, "no | no_records; 34 Mb"),
        (5, "no | first_dose_missing;"),
        (7, "no | c.vcf: there is no such file"),
        (8, "no | c.vcf: there is no such file"),
        (12, "no | sample_not_in_matrix"),
        (13, "no | sample_not_in_matrix"),
        (15, "no | sample_not_in_matrix"),
        (16, "no | sample_not_in_matrix"),
        (17, "no | sample_not_in_matrix"),
    ] {
        let found = table.rows[row][2..].join(" | ");
        assert!(found.starts_with(expected), "{row}: {found}");
    }
}

#[test]
fn check_says_what_counts_and_absent_samples_need() {
    let work = folder();
    let matrix = "gene\tP1\nCD8A\t4000000\nIFNG\t3\n";
    write(work.path(), "counts.tsv", matrix);
    write(work.path(), "s.csv", "sample\nP1\nP2\n");
    let arguments = ["check", "--samples", "s.csv", "--expression", "counts.tsv"];
    let outcome = evade_in(work.path(), &arguments).expect_code(4);
    assert!(outcome.stdout.contains(
        "P1\tphenotype\tno\tcounts_without_lengths: unit counts, detected\tTPM instead of counts, --gene-lengths gencode_v22"
    ));
    assert!(outcome.stdout.contains("P2\tphenotype\tno\tsample_not_in_matrix: no column 'P2'"));
    write(work.path(), "unclear.tsv", "gene\tP1\nCD8A\t4.5\nIFNG\t300\n");
    let arguments = ["check", "--samples", "s.csv", "--expression", "unclear.tsv"];
    let stderr = evade_in(work.path(), &arguments).expect_code(3).stderr;
    assert!(stderr.contains("the unit is unclear") && stderr.contains("say it with --unit"), "{stderr}");
}

#[test]
fn every_command_with_a_sheet_tells_the_columns_that_nothing_reads() {
    let work = folder();
    let maf = "Hugo_Symbol\tVariant_Classification\tTumor_Sample_Barcode\tHGVSp_Short\n\
               KEAP1\tMissense_Mutation\tdesert_1\tp.R470C\n";
    write(work.path(), "all.maf", maf);
    write(work.path(), "loss.tsv", "sample\tgene\tstatus\ndesert_1\tHLA-A\tloh\n");
    write(work.path(), "sheet.csv", "sample,maf,hla,hospital,ward\ndesert_1,all.maf,loss.tsv,north,3\n");
    let matrix = test_data("small/expression_tpm.tsv.gz");
    let matrix = matrix.to_str().unwrap();
    for (command, told) in [
        (&["check", "--expression", matrix][..], "not read: hospital, ward\n"),
        (&["variants", "--outdir", "v"], "not read: hospital, ward\n"),
        (&["hla", "--outdir", "h"], "not read: hospital, ward\n"),
        (
            &["run", "--expression", matrix, "--carry", "ward", "--outdir", "r"],
            "not read: hospital (--carry COLUMN keeps one)\n",
        ),
    ] {
        let arguments = [command, &["--samples", "sheet.csv"]].concat();
        let stderr = evade_in(work.path(), &arguments).expect_code(0).stderr;
        assert!(stderr.contains(&format!("sheet.csv: these columns are {told}")), "{command:?}: {stderr}");
    }
}
