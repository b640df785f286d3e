//! Where results go: inputs are kept, long ids get names, and what cannot be written is named.

use std::path::Path;

use crate::support::{Tsv, evade_in, folder, test_data};

const MAF: &str = "Hugo_Symbol\tChromosome\tStart_Position\tVariant_Classification\tReference_Allele\tTumor_Seq_Allele2\tTumor_Sample_Barcode\tHGVSp_Short\tNCBI_Build\n\
KEAP1\t19\t10600447\tMissense_Mutation\tG\tA\tP1\tp.R470C\tGRCh37\n";

fn write(work: &Path, file: &str, bytes: &[u8]) {
    let path = work.join(file);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

#[test]
fn no_output_replaces_an_input() {
    let work = folder();
    let matrix = Tsv::read(&test_data("small/expression_tpm.tsv.gz")).text();
    let hla = "sample\tgene\tstatus\nP1\tHLA-A\tloh\n";
    for (file, text) in [
        ("ov/variants.tsv", MAF),
        ("oh/hla_loh.tsv", hla),
        ("oi/scores.tsv", &matrix),
        ("os/samples/own.json", &matrix),
        ("os/sheet.csv", "sample,rna_id,expression\nown,active_1,samples/own.json\n"),
        ("ip.tsv", &matrix),
        ("c.csv", "sample\nactive_1\n"),
        ("blocks/readme", ""),
        ("sets.gmt", "one\tx\tCD8A\tCD8B\tGZMA\n"),
    ] {
        write(work.path(), file, text.as_bytes());
    }
    for (file, link) in [("ip.tsv", "link.tsv"), ("../ip.tsv", "blocks/ip.1-of-1.tsv")] {
        std::os::unix::fs::symlink(file, work.path().join(link)).unwrap();
    }
    let before = crate::support::files_below(work.path(), &[]);
    for (arguments, named) in [
        (&["variants", "ov/variants.tsv", "--outdir", "ov"][..], "input ov/variants.tsv"),
        (&["hla", "oh/hla_loh.tsv", "--outdir", "./oh"], "input oh/hla_loh.tsv"),
        (&["run", "--expression", "oi/scores.tsv", "--outdir", "oi"], "input oi/scores.tsv"),
        (&["run", "--samples", "os/sheet.csv", "--outdir", "os"], "result os/samples/own.json would replace"),
        (&["phenotype", "ip.tsv", "-o", "ip.tsv"], "input ip.tsv"),
        (&["phenotype", "ip.tsv", "-o", "link.tsv"], "result link.tsv would replace the input ip.tsv"),
        (&["score", "ip.tsv", "--gene-sets", "builtin", "-o", "ip.tsv"], "input ip.tsv"),
        (&["score", "ip.tsv", "--gene-sets", "sets.gmt", "-o", "sets.gmt"], "input sets.gmt"),
        (&["split", "ip.tsv", "--parts", "1", "--outdir", "blocks"], "result blocks/ip.1-of-1.tsv"),
        (&["reference", "build", "a=ip.tsv", "--id", "x", "-o", "ip.tsv"], "input ip.tsv"),
        (&["check", "--samples", "c.csv", "--expression", "ip.tsv", "-o", "c.csv"], "input c.csv"),
    ] {
        let outcome = evade_in(work.path(), arguments).expect_code(2);
        assert!(outcome.stderr.contains(named), "{arguments:?}: {}", outcome.stderr);
    }
    for (name, bytes) in before {
        assert!(std::fs::read(work.path().join(&name)).unwrap() == bytes, "{name} was changed");
    }
}

#[test]
fn long_sample_ids_have_files_that_can_be_merged() {
    let work = folder();
    let mut table = Tsv::read(&test_data("small/expression_tpm.tsv.gz")).columns(&[0, 1, 2, 3]);
    let ids = ["肺".repeat(26), "肺".repeat(80), "x".repeat(260)];
    table.header[1..].clone_from_slice(&ids);
    table.write(&work.path().join("m.tsv"));
    let run = ["run", "-q", "--expression", "m.tsv", "--unit", "tpm", "--outdir"];
    evade_in(work.path(), &[&run[..], &["whole"]].concat()).expect_code(0);
    let names: Vec<String> =
        crate::support::files_below(&work.path().join("whole/samples"), &[]).into_keys().collect();
    assert_eq!(names.len(), 6, "{names:?}");
    for stem in names.iter().filter_map(|name| name.strip_suffix(".json")) {
        assert!(names.contains(&format!("{stem}.html")) && stem.len() <= 180, "{names:?}");
    }
    for shard in ["1/2", "2/2"] {
        let out = shard.replace('/', "-");
        evade_in(work.path(), &[&run[..], &[&out, "--shard", shard]].concat()).expect_code(0);
    }
    evade_in(work.path(), &["merge", "1-2", "2-2", "--outdir", "merged"]).expect_code(0);
    evade_in(work.path(), &["diff", "whole", "merged"]).expect_code(0);
}

#[test]
fn what_cannot_be_written_is_named() {
    let work = folder();
    let matrix = test_data("small/expression_tpm.tsv.gz");
    let matrix = matrix.to_str().unwrap();
    write(work.path(), "afile", b"");
    let outcome = evade_in(work.path(), &["run", "--expression", matrix, "--outdir", "afile"]).expect_code(1);
    let expected = "hint: a file stands where a folder should be";
    assert!(outcome.stderr.contains("afile/") && outcome.stderr.contains(expected), "{}", outcome.stderr);

    let command = format!("'{}' phenotype '{matrix}' > /dev/full", env!("CARGO_BIN_EXE_evade"));
    let output = std::process::Command::new("bash").args(["-c", &command]).output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains("standard output: cannot be written: No space left"), "{stderr}");
    assert_eq!(output.status.code(), Some(1));
}
