//! `evade variants`: gene calls and tumour mutational burden without expression.

use std::path::Path;

use crate::support::{Tsv, evade_in, folder, real_data};

const MAF: &str = "Hugo_Symbol\tChromosome\tStart_Position\tVariant_Classification\tReference_Allele\tTumor_Seq_Allele2\tTumor_Sample_Barcode\tHGVSp_Short\tNCBI_Build\n\
KRAS\t12\t25398284\tMissense_Mutation\tC\tT\tP1\tp.G12D\tGRCh37\n\
STK11\t19\t1207021\tNonsense_Mutation\tC\tT\tP1\tp.Q37*\tGRCh37\n\
TTN\t2\t179400000\tMissense_Mutation\tG\tT\tP1\tp.A1V\tGRCh37\n\
TTN\t2\t179400001\tSilent\tG\tT\tP1\tp.A1A\tGRCh37\n\
JAK2\t9\t5073770\tMissense_Mutation\tG\tT\tP2\tp.V617F\tGRCh37\n\
MUC16\t19\t9000000\tMissense_Mutation\tG\tT\tP2\tp.A1V\tGRCh37\n";
const CNA: &str = "Hugo_Symbol\tP1\tP2\nSTK11\t-1\t0\nCDKN2A\t0\t-2\nMTAP\t0\t-2\nMDM2\t2\t0\n";
const SV: &str = "sample\tgene5\tgene3\tin_frame\tkinase_kept\nP2\tEML4\tALK\tyes\tyes\n";

fn cell(work: &Path, out: &str, table: &str, key: (&str, &str), column: &str) -> String {
    let table = Tsv::read(&work.join(out).join(table));
    let is_it = |row: &&Vec<String>| row[0] == key.0 && (key.1.is_empty() || row[1] == key.1);
    table.rows.iter().find(is_it).unwrap()[table.column(column)].clone()
}

#[test]
fn a_maf_with_copies_and_fusions_gives_genes_and_burden() {
    let work = folder();
    std::fs::write(work.path().join("a.maf"), MAF).unwrap();
    std::fs::write(work.path().join("cna.txt"), CNA).unwrap();
    std::fs::write(work.path().join("sv.txt"), SV).unwrap();
    let arguments = "variants a.maf --assay-dna WES --cnv cna.txt --sv sv.txt --outdir out";
    evade_in(work.path(), &arguments.split(' ').collect::<Vec<_>>()).expect_code(0);
    let gene = |sample: &str, gene: &str, column: &str| {
        cell(work.path(), "out", "alterations.tsv", (sample, gene), column)
    };
    for (sample, name, status) in [
        ("P1", "KRAS_G12D", "altered"),
        ("P1", "STK11", "altered"),
        ("P1", "MDM2", "altered"),
        ("P1", "ALK", "not_tested"),
        ("P1", "CD274", "not_tested"),
        ("P2", "CDKN2A", "altered"),
        ("P2", "ALK", "altered"),
        ("P2", "RET", "not_altered"),
        ("P2", "JAK2", "not_altered"),
    ] {
        assert_eq!(gene(sample, name, "status"), status, "{sample} {name}");
    }
    assert_eq!(
        (gene("P1", "STK11", "copy_number"), gene("P1", "STK11", "direction")),
        ("single_loss".into(), "resistance".into())
    );
    assert!(gene("P2", "MTAP", "flags").contains("9p21_homdel"));
    assert!(gene("P1", "KRAS", "flags").contains("with:STK11"));
    let burden = |sample: &str, column: &str| cell(work.path(), "out", "tmb.tsv", (sample, ""), column);
    assert_eq!(
        (burden("P1", "n_counted"), burden("P1", "mb"), burden("P1", "category")),
        ("3".into(), "34.0".into(), "low".into())
    );
    assert_eq!(cell(work.path(), "out", "filtered_variants.tsv", ("P2", "JAK2"), "reason"), "known_benign");
    assert_eq!(Tsv::read(&work.path().join("out/failed.tsv")).rows.len(), 0);
    let manifest = std::fs::read_to_string(work.path().join("out/manifest.json")).unwrap();
    assert!(manifest.contains("\"command\": \"variants\"") && manifest.contains("\"cnv\": \"cna.txt\""));
}

#[test]
fn parts_are_merged_to_the_bytes_of_one_run() {
    let work = folder();
    std::fs::write(work.path().join("a.maf"), MAF).unwrap();
    let run = |more: &str| {
        let arguments = format!("variants a.maf --assay-dna WES {more}");
        evade_in(work.path(), &arguments.split(' ').collect::<Vec<_>>()).expect_code(0);
    };
    run("--outdir whole");
    run("--shard 1/2 --outdir one");
    run("--only P2 --outdir two");
    evade_in(work.path(), &["merge", "one", "two", "--outdir", "merged"]).expect_code(0);
    for table in ["alterations.tsv", "variants.tsv", "filtered_variants.tsv", "tmb.tsv", "failed.tsv"] {
        let bytes = |folder: &str| std::fs::read(work.path().join(folder).join(table)).unwrap();
        assert_eq!(bytes("whole"), bytes("merged"), "{table}");
    }
    run("--tmb-mb 30 --only P2 --outdir other");
    let error = evade_in(work.path(), &["merge", "one", "other", "--outdir", "m2"]).expect_code(3).stderr;
    assert!(error.contains("tmb_mb"), "{error}");
}

#[test]
fn panels_of_a_matrix_decide_what_was_tested() {
    let work = folder();
    std::fs::write(work.path().join("a.maf"), MAF).unwrap();
    std::fs::write(work.path().join("m.txt"), "SAMPLE_ID\tmutations\nP1\tSMALL\nP2\tOTHER\n").unwrap();
    std::fs::write(work.path().join("small.txt"), "stable_id: SMALL\ngene_list: KRAS\tSTK11\tPTEN\n")
        .unwrap();
    let arguments = "variants a.maf --panel-matrix m.txt --panel small.txt --outdir out";
    evade_in(work.path(), &arguments.split(' ').collect::<Vec<_>>()).expect_code(0);
    let status =
        |sample: &str, gene: &str| cell(work.path(), "out", "alterations.tsv", (sample, gene), "status");
    assert_eq!((status("P1", "PTEN"), status("P1", "KEAP1")), ("not_altered".into(), "not_tested".into()));
    // The genes of OTHER were not given.
    assert_eq!(status("P2", "PTEN"), "not_tested");
    assert_eq!(cell(work.path(), "out", "tmb.tsv", ("P1", ""), "reason"), "megabases_unknown");
    // KRAS and TTN of P1 lie in the regions, STK11 does not.
    std::fs::write(work.path().join("p.bed"), "12\t25398200\t25398300\n2\t179390000\t179409900\n").unwrap();
    let arguments = "variants a.maf --panel p.bed --genome GRCh37 --tmb-mode with-silent --outdir bed";
    evade_in(work.path(), &arguments.split(' ').collect::<Vec<_>>()).expect_code(0);
    let in_bed = |sample: &str, column: &str| cell(work.path(), "bed", "tmb.tsv", (sample, ""), column);
    assert_eq!((in_bed("P1", "n_counted"), in_bed("P1", "mb")), ("3".into(), "0.02".into()));
    assert_eq!(in_bed("P2", "n_counted"), "0");
    let mb = |more: &str| {
        let arguments = format!("variants a.maf --outdir sizes {more}");
        evade_in(work.path(), &arguments.split(' ').collect::<Vec<_>>()).expect_code(0);
        ["P1", "P2"].map(|sample| cell(work.path(), "sizes", "tmb.tsv", (sample, ""), "mb"))
    };
    assert_eq!(mb("--panel-matrix m.txt --tmb-mb SMALL=0.7 --tmb-mb OTHER=1.5"), ["0.7", "1.5"]);
    assert_eq!(mb("--panel-matrix m.txt --tmb-mb SMALL=0.7"), ["0.7", "NA"]);
    assert_eq!(mb("--panel-matrix m.txt --tmb-mb 2 --tmb-mb OTHER=1.5"), ["2.0", "1.5"]);
    for (more, message) in [
        ("--tmb-mb SMALL=1", "which samples have this panel"),
        ("--panel-matrix m.txt --tmb-mb TINY=1", "its panels are: OTHER, SMALL"),
        ("--tmb-mb SMALL", "invalid value 'SMALL'"),
    ] {
        let arguments = format!("variants a.maf --outdir no {more}");
        let error = evade_in(work.path(), &arguments.split(' ').collect::<Vec<_>>()).expect_code(2).stderr;
        assert!(error.contains(message), "{error}");
    }
}

/// A table of rearrangements lists findings: a sample without a row was perhaps never tested.
#[test]
fn a_fusion_gene_is_not_altered_only_where_the_sample_was_tested() {
    let work = folder();
    let write = |name: &str, text: &str| std::fs::write(work.path().join(name), text).unwrap();
    write("a.maf", MAF);
    write("sv.txt", SV);
    write("alone.txt", "gene5\tgene3\nTPM3\tNTRK1\n");
    write("m.txt", "SAMPLE_ID\tmutations\tstructural_variants\nP1\tWES\tWES\nP2\tWES\tNA\n");
    write("na.txt", "SAMPLE_ID\tmutations\tfusions\nP1\tWES\tNA\nP2\tWES\tNA\n");
    write("s.csv", "sample,dna_id,sv,assay_dna\nA,P1,alone.txt,WES\nB,P2,,WES\n");
    write("sv_only.csv", "sample,sv\nP2,sv.txt\nP3,sv.txt\n");
    let run = |more: &str| {
        let arguments = format!("variants {more} --outdir out");
        let ran = evade_in(work.path(), &arguments.split(' ').collect::<Vec<_>>()).expect_code(0);
        let gene = |sample: &str, gene: &str, column: &str| {
            cell(work.path(), "out", "alterations.tsv", (sample, gene), column)
        };
        let names = if more.contains(".csv") { ["A", "B"] } else { ["P1", "P2"] };
        let row = |sample: &str| {
            (gene(sample, "ROS1", "status"), gene(sample, "ROS1", "flags").contains("fusion_not_tested"))
        };
        (if more.contains("only") { Vec::new() } else { names.map(row).to_vec() }, ran.stderr)
    };
    let (tested, not) = (("not_altered".to_owned(), false), ("not_tested".to_owned(), true));
    let (rows, stderr) = run("a.maf --sv sv.txt --assay-dna WES");
    assert_eq!(rows, [not.clone(), tested.clone()]);
    assert!(stderr.contains("sv.txt has no rearrangements of 'P1'") && !stderr.contains("'P2'"), "{stderr}");
    assert_eq!(run("a.maf --sv sv.txt --panel-matrix m.txt").0, [tested.clone(), tested.clone()]);
    assert_eq!(run("a.maf --sv sv.txt --panel-matrix na.txt").0, [not.clone(), tested.clone()]);
    // Without a column for the sample the table is of the sample that names it.
    assert_eq!(run("a.maf --samples s.csv").0, [tested, not]);
    // Nothing else is known of P3: it has no row in the table and no other file.
    run("--samples sv_only.csv");
    let status =
        |sample: &str, gene: &str| cell(work.path(), "out", "alterations.tsv", (sample, gene), "status");
    assert_eq!((status("P2", "ALK"), status("P3", "ALK")), ("altered".into(), "not_tested".into()));
    write("sv.txt", "sample\tgene5\tgene3\n\tEML4\tALK\n");
    // A row of no sample may be of any: it stops nothing, and its gene is not called not altered in any.
    run("a.maf --sv sv.txt --assay-dna WES");
    assert_eq!((status("P1", "ALK"), status("P2", "ALK")), ("not_tested".into(), "not_tested".into()));
    assert_eq!(
        cell(work.path(), "out", "filtered_variants.tsv", ("P2", "ALK"), "reason"),
        "row_without_sample"
    );
}

#[test]
fn a_sheet_and_files_that_cannot_be_used() {
    let work = folder();
    std::fs::write(work.path().join("a.maf"), MAF).unwrap();
    std::fs::write(work.path().join("r.tsv"), "gene\tchange\ttested\nMDM2\tamplification\t\nKRAS\t\tyes\n")
        .unwrap();
    std::fs::write(work.path().join("s.csv"), "sample,dna_id,reported,assay_dna\nA,P1,,WES\nB,,r.tsv,\n")
        .unwrap();
    evade_in(work.path(), &["variants", "a.maf", "--samples", "s.csv", "--outdir", "out"]).expect_code(0);
    let status =
        |sample: &str, gene: &str| cell(work.path(), "out", "alterations.tsv", (sample, gene), "status");
    assert_eq!(
        (status("A", "STK11"), status("B", "MDM2"), status("B", "KRAS")),
        ("altered".into(), "altered".into(), "not_altered".into())
    );
    std::fs::write(work.path().join("x.txt"), "a\tb\n1\t2\n").unwrap();
    let error = evade_in(work.path(), &["variants", "x.txt", "--outdir", "no"]).expect_code(3).stderr;
    assert!(error.contains("neither VCF nor MAF") && error.contains("hint:"), "{error}");
    evade_in(work.path(), &["variants", "--outdir", "no"]).expect_code(2);
    let error = evade_in(work.path(), &["variants", "-", "--outdir", "no"]).expect_code(2).stderr;
    assert!(error.contains("does not read standard input"), "{error}");
    evade_in(work.path(), &["variants", "a.maf", "r.tsv", "--samples", "s.csv", "--outdir", "no"])
        .expect_code(2);
}

#[test]
fn a_panel_cohort_of_cbioportal_is_called() {
    let Some(data) = real_data("nsclc_pd1_msk2018") else { return };
    let work = folder();
    let file = |name: &str| data.join(name).display().to_string();
    let (maf, cna) = (file("data_mutations.txt.gz"), file("data_cna.txt.gz"));
    let (sv, matrix) = (file("data_sv.txt.gz"), file("data_gene_panel_matrix.txt.gz"));
    let arguments = [
        "variants",
        &maf,
        "--cnv",
        &cna,
        "--sv",
        &sv,
        "--panel-matrix",
        &matrix,
        "--tmb-mb",
        "IMPACT341=0.9016",
        "--tmb-mb",
        "IMPACT410=1.0217",
        "--tmb-mb",
        "IMPACT468=1.1565",
        "--outdir",
        "out",
    ];
    evade_in(work.path(), &arguments).expect_code(0);
    let table = Tsv::read(&work.path().join("out/alterations.tsv"));
    assert_eq!(table.rows.len(), 240 * 69);
    let (gene, status) = (table.column("gene"), table.column("status"));
    let n =
        |name: &str| table.rows.iter().filter(|row| row[gene] == name && row[status] == "altered").count();
    assert_eq!((n("STK11"), n("KRAS"), n("ALK"), n("ROS1"), n("RET")), (52, 87, 1, 2, 1));
    assert_eq!(Tsv::read(&work.path().join("out/tmb.tsv")).rows.len(), 240);
}

#[test]
fn sequences_and_the_check_of_annotation_are_asked_for_in_a_way_that_can_be() {
    let work = folder();
    let vcf = crate::support::test_data("demo/variants/SIM00001.vcf");
    let vcf = vcf.to_str().unwrap();
    let run = |more: &[&str]| {
        evade_in(work.path(), &[&["variants", vcf, "--assay-dna", "WES", "--outdir", "out"], more].concat())
    };
    run(&["--check-annotation"]).expect_code(0);
    let check = Tsv::read(&work.path().join("out/annotation_check.tsv"));
    assert_eq!(check.header[..5], ["sample", "gene", "chrom", "pos", "ref"]);
    run(&[]).expect_code(0);

    std::fs::write(work.path().join("genome.fa"), ">1\nACGT\n").unwrap();
    let unknown = run(&["--fasta", "genome.fa"]).expect_code(2);
    assert!(unknown.stderr.contains("give --genome GRCh37 or GRCh38"), "{}", unknown.stderr);
    let partial = run(&["--fasta", "genome.fa", "--genome", "GRCh38"]).expect_code(3);
    assert!(partial.stderr.contains("genome.fa"), "{}", partial.stderr);
    std::fs::write(work.path().join("bundle.tsv"), "gene\tx\n").unwrap();
    run(&["--fasta", "bundle.tsv"]).expect_code(3);
    run(&["--fasta", "genome.fa", "--bundle-cds", "genome.fa"]).expect_code(2);
    evade_in(work.path(), &["variants", "--outdir", "out"]).expect_code(2);
}

const VCF_HEAD: &str = "##fileformat=VCFv4.2\n##contig=<ID=chr12,length=133275309>\n\
    ##INFO=<ID=CSQ,Number=.,Type=String,Description=\"Format: Allele|Consequence|SYMBOL|HGVSp\">\n";

/// A VCF whose header names another tumour holds the sample that is asked for.
#[test]
fn the_sample_that_is_asked_for_goes_before_the_tumour_of_the_header() {
    let work = folder();
    let vcf = format!(
        "{VCF_HEAD}##source=Mutect2\n##tumor_sample=T1\n##normal_sample=N1\n\
         #CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tN1\tT1\tT2\n\
         chr12\t25245350\t.\tC\tT\t.\tPASS\tCSQ=T|missense_variant|KRAS|p.Gly12Asp\tGT:AD\t0/0:80,0\t0/0:100,0\t0/1:60,40\n"
    );
    std::fs::write(work.path().join("joint.vcf"), vcf).unwrap();
    let sheet =
        "sample,dna_id,vcf,assay_dna\nT1,,joint.vcf,WES\nT2,,joint.vcf,WES\nrelapse,T2,joint.vcf,WES\n";
    std::fs::write(work.path().join("sheet.csv"), sheet).unwrap();
    evade_in(work.path(), &["variants", "--samples", "sheet.csv", "--outdir", "out"]).expect_code(0);
    for (sample, status) in [("T1", "not_altered"), ("T2", "altered"), ("relapse", "altered")] {
        assert_eq!(
            cell(work.path(), "out", "alterations.tsv", (sample, "KRAS"), "status"),
            status,
            "{sample}"
        );
    }
    let arguments = "run --sample T2 --vcf joint.vcf --assay-dna WES --outdir one";
    evade_in(work.path(), &arguments.split(' ').collect::<Vec<_>>()).expect_code(0);
    assert_eq!(cell(work.path(), "one", "alterations.tsv", ("T2", "KRAS"), "status"), "altered");
}

/// What the option or the sheet says of the calls goes before the header.
#[test]
fn calls_that_are_stated_to_be_somatic_or_germline() {
    let work = folder();
    let vcf = format!(
        "{VCF_HEAD}##source=HaplotypeCaller\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tT\n\
         chr12\t25245350\t.\tC\tT\t.\tPASS\tCSQ=T|missense_variant|KRAS|p.Gly12Asp\tGT:AD\t0/1:60,40\n"
    );
    std::fs::write(work.path().join("a.vcf"), vcf).unwrap();
    std::fs::write(
        work.path().join("sheet.csv"),
        "sample,vcf,assay_dna,calls\nA,a.vcf,WES,somatic\nB,a.vcf,WES,\n",
    )
    .unwrap();
    std::fs::write(work.path().join("wrong.csv"), "sample,vcf,calls\nA,a.vcf,tumour\n").unwrap();
    let status = |arguments: &str, sample: &str| {
        let arguments = format!("variants {arguments} --outdir out");
        evade_in(work.path(), &arguments.split(' ').collect::<Vec<_>>()).expect_code(0);
        let reason = cell(work.path(), "out", "tmb.tsv", (sample, ""), "reason");
        (cell(work.path(), "out", "alterations.tsv", (sample, "KRAS"), "status"), reason)
    };
    let germline = ("not_tested".to_owned(), "germline_calls".to_owned());
    // One record without a normal: the file is read, and has no burden for reasons of its own.
    let reasons = "only_variants_of_judged_genes;tumor_only_without_population_filter";
    let somatic = ("altered".to_owned(), reasons.to_owned());
    assert_eq!(status("a.vcf --assay-dna WES", "a"), germline);
    assert_eq!(status("a.vcf --assay-dna WES --calls somatic", "a"), somatic);
    assert_eq!(status("a.vcf --assay-dna WES --calls germline", "a"), germline);
    assert_eq!(status("--samples sheet.csv", "A"), somatic);
    assert_eq!(status("--samples sheet.csv", "B"), germline);
    // The row goes before the option.
    assert_eq!(status("--samples sheet.csv --calls germline", "A"), somatic);
    let failed = evade_in(work.path(), &["variants", "--samples", "wrong.csv", "--outdir", "bad"]);
    failed.expect_code(3);
    let table = std::fs::read_to_string(work.path().join("bad/failed.tsv")).unwrap();
    assert!(table.contains("'tumour' is not one of: auto, somatic, germline"), "{table}");
}

/// The options of genes mean the same to every command that judges them.
#[test]
fn a_run_has_the_filters_of_variants() {
    let work = folder();
    std::fs::write(work.path().join("a.maf"), MAF).unwrap();
    std::fs::write(work.path().join("s.csv"), "sample,maf\nP1,a.maf\nP2,a.maf\n").unwrap();
    let matrix = "SAMPLE_ID\tmutations\nP1\tSMALL\nP2\tSMALL\n";
    std::fs::write(work.path().join("matrix.txt"), matrix).unwrap();
    let panel = "stable_id: SMALL\ngene_list: KRAS\tJAK2\tB2M\n";
    std::fs::write(work.path().join("panel.txt"), panel).unwrap();
    let options = "--panel panel.txt --panel-matrix matrix.txt --min-vaf 0.1 --min-depth 20 --tmb off";
    for command in ["run", "variants"] {
        let line = format!("{command} --samples s.csv {options} --outdir {command}");
        evade_in(work.path(), &line.split(' ').collect::<Vec<_>>()).expect_code(0);
    }
    for table in ["alterations.tsv", "variants.tsv", "filtered_variants.tsv", "tmb.tsv"] {
        // `rna_readout` is the one column that needs RNA; it is the last.
        let read = |command: &str| {
            let text = std::fs::read_to_string(work.path().join(command).join(table)).unwrap();
            let of_dna = |line: &str| line.rsplit_once('\t').unwrap().0.to_owned();
            if table == "alterations.tsv" { text.lines().map(of_dna).collect() } else { vec![text] }
        };
        assert_eq!(read("run"), read("variants"), "{table}");
    }
    let gene = |name: &str| cell(work.path(), "run", "alterations.tsv", ("P2", name), "status");
    assert_eq!((gene("B2M"), gene("JAK1")), ("not_altered".into(), "not_tested".into()));
    let burden = |column: &str| cell(work.path(), "run", "tmb.tsv", ("P1", ""), column);
    assert_eq!((burden("n_counted"), burden("reason")), ("NA".into(), "not_requested".into()));

    // The manifest repeats them, and check sees what run will do.
    let again = "run --from-manifest run/manifest.json --inputs . --outdir again";
    evade_in(work.path(), &again.split(' ').collect::<Vec<_>>()).expect_code(0);
    let read = |folder: &str| std::fs::read(work.path().join(folder).join("alterations.tsv")).unwrap();
    assert_eq!(read("again"), read("run"));
    let line = format!("check --samples s.csv {options}");
    let checked = evade_in(work.path(), &line.split(' ').collect::<Vec<_>>()).expect_code(0).stdout;
    assert!(checked.contains("P1\ttmb\tno\tnot_requested"), "{checked}");

    // A burden that is reported belongs to one patient.
    for line in ["run --samples s.csv --tmb 8 --outdir x", "variants a.maf --tmb 8 --outdir x"] {
        let stderr = evade_in(work.path(), &line.split(' ').collect::<Vec<_>>()).expect_code(2).stderr;
        assert!(stderr.contains("--tmb 8 is what the laboratory reports of one patient"), "{stderr}");
    }
}

/// A caller may have subtracted a normal that the file does not show: the row goes before the option.
#[test]
fn a_matched_normal_may_be_stated() {
    let work = folder();
    let vcf = format!(
        "{VCF_HEAD}##source=Mutect2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tT\n\
         chr12\t25245350\t.\tC\tT\t.\tPASS\tCSQ=T|missense_variant|KRAS|p.Gly12Asp\tGT:AD\t0/1:60,40\n"
    );
    std::fs::write(work.path().join("a.vcf"), vcf).unwrap();
    let sheet = "sample,vcf,assay_dna,matched_normal\nA,a.vcf,WES,Yes\nB,a.vcf,WES,no\nC,a.vcf,WES,\n";
    std::fs::write(work.path().join("sheet.csv"), sheet).unwrap();
    std::fs::write(work.path().join("wrong.csv"), "sample,vcf,matched_normal\nA,a.vcf,blood\n").unwrap();
    let is_open = |arguments: &str, sample: &str| {
        let arguments = format!("{arguments} --outdir out");
        evade_in(work.path(), &arguments.split(' ').collect::<Vec<_>>()).expect_code(0);
        let flags = cell(work.path(), "out", "alterations.tsv", (sample, "KRAS"), "flags");
        let burden = cell(work.path(), "out", "tmb.tsv", (sample, ""), "reason");
        let is_open = flags.contains("germline_status_unknown");
        assert_eq!(burden.contains("tumor_only_without_population_filter"), is_open, "{arguments}: {burden}");
        is_open
    };
    assert!(is_open("variants a.vcf --assay-dna WES", "a"));
    assert!(!is_open("variants a.vcf --assay-dna WES --matched-normal", "a"));
    assert!(!is_open("variants --samples sheet.csv", "A"));
    assert!(is_open("variants --samples sheet.csv", "C"));
    assert!(!is_open("variants --samples sheet.csv --matched-normal", "C"));
    assert!(is_open("variants --samples sheet.csv --matched-normal", "B"));
    assert!(!is_open("run --sample P --vcf a.vcf --assay-dna WES --matched-normal", "P"));
    assert!(is_open("run --sample P --vcf a.vcf --assay-dna WES --tumor-only", "P"));
    let both = ["variants", "a.vcf", "--matched-normal", "--tumor-only", "--outdir", "both"];
    evade_in(work.path(), &both).expect_code(2);
    let failed = evade_in(work.path(), &["variants", "--samples", "wrong.csv", "--outdir", "bad"]);
    failed.expect_code(3);
    let table = std::fs::read_to_string(work.path().join("bad/failed.tsv")).unwrap();
    assert!(table.contains("'blood' is not one of: yes, no"), "{table}");
    let checked = evade_in(work.path(), &["check", "--samples", "wrong.csv"]);
    assert!(checked.stdout.contains("'blood' is not one of: yes, no"), "{}", checked.stdout);
}

/// Options of one patient are refused beside a sheet, not passed over.
#[test]
fn a_sheet_is_not_given_the_files_of_one_patient() {
    let work = folder();
    std::fs::write(work.path().join("s.csv"), "sample,maf\nP1,a.maf\n").unwrap();
    std::fs::write(work.path().join("a.maf"), MAF).unwrap();
    for option in ["--sv", "--cnv", "--maf", "--hla", "--dna-id"] {
        let arguments = ["run", "--samples", "s.csv", option, "a.maf", "--outdir", "x"];
        evade_in(work.path(), &arguments).expect_code(2);
    }
}
