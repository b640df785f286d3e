//! One unreadable file costs its samples: the others have the bytes they have without it.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use crate::support::{NOT_COMPARED, Outcome, evade_in, files_below, folder};

/// The VCF of a sample, with a KRAS G12C.
fn vcf(sample: &str) -> String {
    format!(
        "##fileformat=VCFv4.2\n##contig=<ID=12,length=133851895>\n\
         #CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{sample}\n\
         12\t25398285\t.\tC\tA\t.\tPASS\t.\tGT:AD\t0/1:70,30\n"
    )
}

/// A cohort whose samples have a VCF each, some of them broken or missing.
fn cohort(folder: &Path, n: usize, broken: &[usize], missing: &[usize]) {
    let mut sheet = "sample,vcf,genome,assay_dna\n".to_owned();
    for i in 1..=n {
        let _ = writeln!(sheet, "S{i},S{i}.vcf,GRCh37,WES");
        let text = vcf(&format!("S{i}"));
        let text = if broken.contains(&i) { text.replace("25398285", "notanumber") } else { text };
        if !missing.contains(&i) {
            fs::write(folder.join(format!("S{i}.vcf")), text).unwrap();
        }
    }
    fs::write(folder.join("sheet.csv"), sheet).unwrap();
}

fn on_sheet(folder: &Path, command: &str, more: &[&str]) -> Outcome {
    evade_in(folder, &[&[command, "--samples", "sheet.csv", "--outdir", command], more].concat())
}

fn failed(folder: &Path) -> Vec<(String, String)> {
    let text = fs::read_to_string(folder.join("failed.tsv")).unwrap();
    let cells = |line: &str| {
        let mut cells = line.split('\t').map(str::to_owned);
        (cells.next().unwrap(), cells.next().unwrap())
    };
    text.lines().skip(1).map(cells).collect()
}

fn n_samples(folder: &Path, table: &str) -> usize {
    let text = fs::read_to_string(folder.join(table)).unwrap();
    let samples: std::collections::BTreeSet<&str> =
        text.lines().skip(1).filter_map(|line| line.split('\t').next()).collect();
    samples.len()
}

#[test]
fn nineteen_of_twenty_have_results_when_one_vcf_is_broken() {
    let work = folder();
    cohort(work.path(), 20, &[7], &[]);
    for command in ["run", "variants"] {
        let done = on_sheet(work.path(), command, &[]).expect_code(4);
        assert!(done.stderr.contains("the sample 'S7' has no result: S7.vcf:4"), "{}", done.stderr);
        let out = work.path().join(command);
        assert_eq!(failed(&out), [("S7".to_owned(), "input_unreadable".to_owned())]);
        assert_eq!(n_samples(&out, "alterations.tsv"), 19);
        let manifest = fs::read_to_string(out.join("manifest.json")).unwrap();
        assert!(manifest.contains("\"n_failed\": 1"), "{manifest}");
    }
}

#[test]
fn the_others_have_the_bytes_they_have_without_it_whatever_the_threads() {
    let work = folder();
    cohort(work.path(), 9, &[2], &[5]);
    on_sheet(work.path(), "variants", &["--threads", "1"]).expect_code(4);
    let one = files_below(&work.path().join("variants"), &NOT_COMPARED);
    let manifest = fs::read(work.path().join("variants/manifest.json")).unwrap();
    on_sheet(work.path(), "variants", &["--threads", "2"]).expect_code(4);
    assert_eq!(one, files_below(&work.path().join("variants"), &NOT_COMPARED));
    assert_eq!(manifest, fs::read(work.path().join("variants/manifest.json")).unwrap());
    assert_eq!(
        failed(&work.path().join("variants")).iter().map(|f| f.0.as_str()).collect::<Vec<_>>(),
        ["S2", "S5"]
    );
    let sheet = fs::read_to_string(work.path().join("sheet.csv")).unwrap();
    let good: Vec<&str> =
        sheet.lines().filter(|line| !line.starts_with("S2,") && !line.starts_with("S5,")).collect();
    fs::write(work.path().join("sheet.csv"), good.join("\n") + "\n").unwrap();
    on_sheet(work.path(), "variants", &[]).expect_code(0);
    let mut without = files_below(&work.path().join("variants"), &NOT_COMPARED);
    let mut with = one;
    for tables in [&mut with, &mut without] {
        tables.remove("failed.tsv");
    }
    assert_eq!(with, without);
}

#[test]
fn a_shared_file_that_cannot_be_read_fails_each_of_its_samples() {
    let work = folder();
    let sheet = "sample,maf,vcf,genome,assay_dna\nA,cut.maf,,GRCh37,WES\nB,,B.vcf,GRCh37,WES\nC,cut.maf,,GRCh37,WES\n";
    fs::write(work.path().join("sheet.csv"), sheet).unwrap();
    fs::write(work.path().join("B.vcf"), vcf("B")).unwrap();
    fs::write(work.path().join("cut.maf"), "Hugo_Symbol\tStart_Position\nKRAS\tx\n").unwrap();
    for command in ["run", "variants"] {
        on_sheet(work.path(), command, &[]).expect_code(4);
        let failed = failed(&work.path().join(command));
        assert_eq!(failed.iter().map(|f| f.0.as_str()).collect::<Vec<_>>(), ["A", "C"]);
    }
}

#[test]
fn when_all_fail_the_list_is_there_and_the_exit_code_is_that_of_bad_data() {
    let work = folder();
    cohort(work.path(), 3, &[1, 2], &[3]);
    for command in ["run", "variants"] {
        let done = on_sheet(work.path(), command, &[]).expect_code(3);
        assert!(done.stderr.contains("error: no sample has a result"), "{}", done.stderr);
        assert_eq!(failed(&work.path().join(command)).len(), 3);
    }
    // A part of a run does not know of the others.
    on_sheet(work.path(), "run", &["--only", "S1"]).expect_code(4);
}

#[test]
fn files_on_the_command_line_cost_their_own_samples() {
    let work = folder();
    cohort(work.path(), 2, &[], &[]);
    fs::write(work.path().join("noise.vcf"), "not a VCF\n").unwrap();
    let files = ["variants", "S1.vcf", "noise.vcf", "S2.vcf", "--genome", "GRCh37", "--outdir", "out"];
    evade_in(work.path(), &files).expect_code(4);
    let out = work.path().join("out");
    assert_eq!(failed(&out), [("noise".to_owned(), "input_unreadable".to_owned())]);
    assert_eq!(n_samples(&out, "tmb.tsv"), 2);
}

#[test]
fn hla_and_expression_files_cost_their_samples_too() {
    let work = folder();
    let sheet = "sample,hla,expression,unit\nA,a.tsv,,\nB,bad.tsv,,\nC,gone.tsv,,\n";
    fs::write(work.path().join("sheet.csv"), sheet).unwrap();
    let table = "sample\tgene\tstatus\nA\tHLA-A\tloh\nA\tHLA-B\tno_loh\nA\tHLA-C\tno_loh\n";
    fs::write(work.path().join("a.tsv"), table).unwrap();
    fs::write(work.path().join("bad.tsv"), "nothing\tknown\n1\t2\n").unwrap();
    for command in ["hla", "run"] {
        on_sheet(work.path(), command, &[]).expect_code(4);
        assert_eq!(failed(&work.path().join(command)).len(), 2, "{command}");
    }
    let sheet = "sample,expression,vcf,genome\nA,a.tsv,,\nB,,B.vcf,GRCh37\n";
    fs::write(work.path().join("sheet.csv"), sheet).unwrap();
    fs::write(work.path().join("a.tsv"), "gene\tA\nTP53\tmany\n").unwrap();
    fs::write(work.path().join("B.vcf"), vcf("B")).unwrap();
    on_sheet(work.path(), "run", &[]).expect_code(4);
    assert_eq!(failed(&work.path().join("run")), [("A".to_owned(), "input_unreadable".to_owned())]);
}

#[test]
fn a_sample_that_fails_keeps_nothing_of_an_earlier_run() {
    let work = folder();
    cohort(work.path(), 3, &[], &[]);
    on_sheet(work.path(), "run", &[]).expect_code(0);
    let page = work.path().join("run/samples/S2.html");
    assert!(page.exists());
    cohort(work.path(), 3, &[2], &[]);
    on_sheet(work.path(), "run", &[]).expect_code(4);
    assert!(!page.exists() && !page.with_extension("json").exists());
    assert!(work.path().join("run/samples/S3.html").exists());
}

#[test]
fn the_log_as_json_names_sample_and_fault_and_the_message_its_own_column() {
    let work = folder();
    cohort(work.path(), 3, &[1], &[2]);
    fs::remove_file(work.path().join("S2.vcf")).ok();
    let done = on_sheet(work.path(), "run", &["--log-format", "json"]).expect_code(4);
    let lines: Vec<serde_json::Value> =
        done.stderr.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let kind_of = |sample: &str| {
        let line = lines.iter().find(|line| line["sample"] == sample).unwrap();
        (line["kind"].clone(), line["message"].as_str().unwrap().to_owned())
    };
    assert_eq!(kind_of("S1").0, "bad_value");
    let (kind, message) = kind_of("S2");
    assert_eq!(kind, "not_found");
    assert!(message.contains("sheet.csv:3:2: S2.vcf cannot be read"), "{message}");
}
