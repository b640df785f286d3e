//! `evade diff` on folders of one lane and on what may be a cause, and `evade run --from-manifest` where files are hard to
//! tell apart.

use std::path::Path;

use crate::support::{
    Tsv, assert_same_files, demo_sheet, evade_in, evade_with_input, folder, run_demo, test_data,
};

/// A VCF of one tumour on `GRCh37` with these lines.
fn vcf(records: &str) -> String {
    format!(
        "##fileformat=VCFv4.2\n##contig=<ID=19,length=59128983>\n\
         ##INFO=<ID=CSQ,Number=.,Type=String,Description=\"Format: Allele|Consequence|IMPACT|SYMBOL|Feature|HGVSp\">\n\
         #CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tT\n{records}"
    )
}

fn write(work: &Path, file: &str, text: &str) {
    let path = work.join(file);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

fn matrix() -> String {
    test_data("small/expression_tpm.tsv.gz").display().to_string()
}

fn diff(work: &Path, old: &str, new: &str) -> Vec<Vec<String>> {
    Tsv::parse(&evade_in(work, &["diff", old, new]).expect_code(0).stdout).rows
}

/// A MAF with this number of missense variants of P1 outside the judged genes, and more lines.
fn maf(n: usize, more: &str) -> String {
    let columns = "Hugo_Symbol\tChromosome\tStart_Position\tVariant_Classification\tReference_Allele\tTumor_Seq_Allele2\tTumor_Sample_Barcode\tHGVSp_Short\tNCBI_Build\tMatched_Norm_Sample_Barcode";
    let row = |i: usize| {
        format!("TTN\t2\t{}\tMissense_Mutation\tG\tA\tP1\tp.R{i}C\tGRCh37\tN1\n", 179_400_000 + 10 * i)
    };
    format!("{columns}\n{more}{}", (0..n).map(row).collect::<String>())
}

#[test]
fn folders_of_one_lane_are_compared_by_their_tables() {
    let work = folder();
    let hit = "KEAP1\t19\t10600447\tMissense_Mutation\tG\tA\tP1\tp.R470C\tGRCh37\tN1\n";
    write(work.path(), "many/a.maf", &maf(400, hit));
    write(work.path(), "few/a.maf", &maf(20, hit));
    for out in ["many", "few"] {
        let arguments =
            ["variants", &format!("{out}/a.maf"), "--assay-dna", "WES", "--outdir", &format!("v-{out}")];
        evade_in(work.path(), &arguments).expect_code(0);
    }
    assert_eq!(
        diff(work.path(), "v-many", "v-few"),
        [["P1", "tmb", "category", "high", "low", "input", "maf file"]]
    );
    let sized = ["variants", "many/a.maf", "--assay-dna", "WES", "--tmb-mb", "100", "--outdir", "v-sized"];
    evade_in(work.path(), &sized).expect_code(0);
    let rows = diff(work.path(), "v-many", "v-sized");
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert_eq!((rows[0][1].as_str(), rows[0][5].as_str()), ("tmb", "option"), "{rows:?}");

    for (out, status) in [("h1", "loh"), ("h2", "no_loh")] {
        write(work.path(), &format!("{out}.tsv"), &format!("sample\tgene\tstatus\nP1\tHLA-A\t{status}\n"));
        evade_in(work.path(), &["hla", &format!("{out}.tsv"), "--outdir", out]).expect_code(0);
    }
    let rows = diff(work.path(), "h1", "h2");
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert_eq!(rows[0][1..], ["hla_loh", "HLA-A", "loh", "no_loh", "input", "hla file"]);
    let outcome = evade_in(work.path(), &["diff", "h1", "v-few"]).expect_code(2);
    assert!(outcome.stderr.contains("h1 is of evade hla and v-few of evade variants"), "{}", outcome.stderr);
}

#[test]
fn a_second_hit_is_a_difference_and_facts_that_decide_nothing_are_no_cause() {
    let work = folder();
    let segments = "sample\tchr\tstartpos\tendpos\tnMajor\tnMinor\n";
    let hit = "KEAP1\t19\t10600450\tNonsense_Mutation\tG\tA\tP1\tp.Q469*\tGRCh37\tN1\n";
    write(work.path(), "a.maf", &maf(1, hit));
    write(work.path(), "one.txt", &format!("{segments}P1\t19\t1\t59000000\t1\t1\n"));
    write(work.path(), "two.txt", &format!("{segments}P1\t19\t1\t59000000\t1\t0\n"));
    let run = |out: &str, columns: &str, cells: &str| {
        let header = format!("sample,rna_id,dna_id,maf,genome,assay_dna,{columns}");
        write(work.path(), "s.csv", &format!("{header}\nP1,active_1,P1,a.maf,GRCh37,WES,{cells}\n"));
        let arguments = ["run", "-q", "--samples", "s.csv", "--expression", &matrix(), "--outdir", out];
        evade_in(work.path(), &arguments).expect_code(0);
    };
    run("base", "cnv,batch,site,purity", "one.txt,x,lung,0.4");
    run("other", "cnv,batch,site,purity", "two.txt,y,lymph node,0.4");
    let rows = diff(work.path(), "base", "other");
    let hits = rows.iter().find(|row| row[2] == "KEAP1 hits").unwrap();
    assert_eq!(hits[1..], ["alterations", "KEAP1 hits", "monoallelic", "biallelic", "input", "cnv file"]);
    for row in &rows {
        assert!(!row[6].contains("batch"), "{row:?}");
        // Readouts, features and mechanisms say nothing of tissue that the phenotype cannot be told of.
        let is_of_rna = ["phenotype", "readouts", "features", "mechanisms"].contains(&row[1].as_str());
        assert_eq!(row[6].contains("sheet: site"), is_of_rna, "{row:?}");
    }
    assert!(rows.iter().any(|row| row[1] == "phenotype"), "{rows:?}");
}

#[test]
fn files_of_one_name_are_found_by_their_content() {
    let work = folder();
    write(
        work.path(),
        "cb/m/S1.vcf",
        &vcf("19\t10600447\t.\tG\tA\t.\tPASS\tCSQ=A|missense_variant|MODERATE|KEAP1||\tGT\t0/1\n"),
    );
    write(work.path(), "cb/s/S1.vcf", &vcf(""));
    // The manifest lists the files of a sample in the order of the option: both must come back in theirs.
    for (out, list) in [("one", "cb/m/S1.vcf;cb/s/S1.vcf"), ("two", "cb/s/S1.vcf;cb/m/S1.vcf")] {
        let run = ["run", "-q", "--sample", "S1", "--vcf", list, "--assay-dna", "WES", "--outdir", out];
        evade_in(work.path(), &run).expect_code(0);
        let manifest = format!("{out}/manifest.json");
        // Warnings, too, name files without their folders.
        assert!(!std::fs::read_to_string(work.path().join(&manifest)).unwrap().contains("cb/"));
        let again = format!("{out}-again");
        let repeat = ["run", "--from-manifest", &manifest, "--outdir", &again];
        let outcome = evade_in(work.path(), &repeat).expect_code(0);
        assert!(outcome.stderr.contains("the manifest is that of the earlier run"), "{}", outcome.stderr);
        assert_same_files(&work.path().join(out), &work.path().join(&again), &["run.log.json"]);
    }
}

#[test]
fn folders_that_link_to_each_other_are_searched_once() {
    let work = folder();
    write(work.path(), "in/a/b/note.txt", "");
    for i in 0..6 {
        std::os::unix::fs::symlink("..", work.path().join(format!("in/a/up{i}"))).unwrap();
        std::os::unix::fs::symlink("../..", work.path().join(format!("in/a/b/up{i}"))).unwrap();
    }
    std::fs::copy(matrix(), work.path().join("in/m.tsv.gz")).unwrap();
    evade_in(work.path(), &["run", "-q", "--expression", "in/m.tsv.gz", "--outdir", "out"]).expect_code(0);
    std::fs::rename(work.path().join("in/m.tsv.gz"), work.path().join("in/other.tsv.gz")).unwrap();
    let repeat = ["run", "--from-manifest", "out/manifest.json", "--inputs", "in", "--outdir", "x"];
    let outcome = evade_in(work.path(), &repeat).expect_code(3);
    assert!(outcome.stderr.contains("there is no file m.tsv.gz (expression) below in"), "{}", outcome.stderr);
}

#[test]
fn what_cannot_be_repeated_is_said_in_words() {
    let work = folder();
    write(work.path(), "a.maf", &maf(1, ""));
    evade_in(work.path(), &["variants", "a.maf", "--outdir", "v"]).expect_code(0);
    let repeat = |folder: &str| {
        let manifest = format!("{folder}/manifest.json");
        evade_in(work.path(), &["run", "--from-manifest", &manifest, "--outdir", "x"]).expect_code(2).stderr
    };
    let stderr = repeat("v");
    assert!(stderr.contains("the manifest is one of evade variants, which cannot be repeated"), "{stderr}");

    let text = Tsv::read(&test_data("small/expression_tpm.tsv.gz")).text();
    evade_with_input(work.path(), &["run", "-q", "--expression", "-", "--outdir", "piped"], text.as_bytes())
        .expect_code(0);
    let stderr = repeat("piped");
    assert!(stderr.contains("read its expression from standard input"), "{stderr}");

    let manifest = std::fs::read_to_string(work.path().join("piped/manifest.json")).unwrap();
    let changed = manifest.replace("\"expression\": \"-\"", "\"expression\": null");
    let changed = changed.replace("\"scale\": \"frozen\"", "\"scale\": \"thawed\"");
    write(work.path(), "later/manifest.json", &changed);
    let stderr = repeat("later");
    assert!(
        stderr.contains("the parameter 'scale' of the manifest cannot be repeated by this version"),
        "{stderr}"
    );
}

#[test]
fn every_changed_call_has_its_cause() {
    let work = folder();
    let sheet = demo_sheet();
    std::fs::write(work.path().join("sheet.csv"), &sheet).unwrap();
    let diff =
        |old: &str, new: &str| Tsv::parse(&evade_in(work.path(), &["diff", old, new]).expect_code(0).stdout);
    run_demo(work.path(), "base", &[]);
    run_demo(work.path(), "same", &[]);
    assert!(diff("base", "same").rows.is_empty());

    // Another reference: calls differ by it alone.
    run_demo(work.path(), "reference", &["--scale", "cohort"]);
    let changed = diff("base", "reference");
    assert!(!changed.rows.is_empty());
    let (output, cause) = (changed.column("output"), changed.column("cause"));
    for row in &changed.rows {
        assert!(
            ["phenotype", "readouts", "features", "mechanisms"].contains(&row[output].as_str()),
            "{row:?}"
        );
        assert!(row[cause].split(';').any(|c| c == "reference"), "{row:?}");
        assert!(!row[cause].contains("input"), "{row:?}");
    }

    // Other rules: raw scores and z are the same, so nothing else can be the cause.
    let part = |name: &str| {
        std::fs::read_to_string(crate::support::repository().join("signatures/rules").join(name)).unwrap()
    };
    let rules = part("tme-v1.toml") + &part("common.toml");
    let threshold = "yes_from = 0.5";
    assert!(rules.contains(threshold));
    let wide = rules.replace(threshold, "yes_from = 0.9").replace("\"tme-v1\"", "\"strict\"");
    std::fs::write(work.path().join("rules.toml"), wide).unwrap();
    run_demo(work.path(), "rules", &["--rules", "rules.toml"]);
    let changed = diff("base", "rules");
    assert!(!changed.rows.is_empty());
    assert!(changed.rows.iter().all(|row| row[cause] == "rules"), "{:?}", changed.rows);

    // A sample without its segments, and one that is not there any more.
    let mut lines: Vec<String> = sheet.lines().map(str::to_owned).collect();
    let segments = format!("{}/segments/SIM00001.ascat.tsv", test_data("demo").display());
    lines[1] = lines[1].replace(&segments, "");
    lines.pop();
    std::fs::write(work.path().join("sheet.csv"), lines.join("\n")).unwrap();
    run_demo(work.path(), "inputs", &[]);
    let changed = diff("base", "inputs");
    let gone = changed.rows.last().unwrap();
    assert_eq!(gone[1..6], ["sample", "sample", "present", "absent", "input"]);
    let others = &changed.rows[..changed.rows.len() - 1];
    assert!(!others.is_empty());
    for row in others {
        assert_eq!((row[0].as_str(), row[cause].as_str()), ("SIM00001", "input"), "{row:?}");
    }
}
