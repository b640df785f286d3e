//! Every command that the README, the pages of docs/ and the help texts show is run as it stands.

use std::path::Path;

use crate::support::{Tsv, evade_in, folder, repository, test_data};

/// Commands in the fenced blocks of a page, continued lines joined.
fn commands_of(page: &str) -> Vec<String> {
    let mut commands = Vec::new();
    let mut fenced = false;
    let joined = page.replace("\\\n", " ");
    for line in joined.lines().map(str::trim) {
        if line.starts_with("```") {
            fenced = !fenced;
        } else if fenced && line.starts_with("evade ") {
            commands.push(line.split(" #").next().unwrap().to_owned());
        }
    }
    commands
}

/// Words of a command; double quotes keep blanks.
fn words(command: &str) -> Vec<String> {
    command
        .split('"')
        .enumerate()
        .flat_map(|(i, part)| {
            if i % 2 == 1 {
                vec![part.to_owned()]
            } else {
                part.split_whitespace().map(str::to_owned).collect()
            }
        })
        .collect()
}

/// Small files for the examples of variants.
const VARIANT_FILES: [(&str, &str); 4] = [
    (
        "cohort.maf.gz",
        "Hugo_Symbol\tVariant_Classification\tTumor_Sample_Barcode\tHGVSp_Short\nKRAS\tMissense_Mutation\tS1\tp.G12D\n",
    ),
    (
        "data_mutations.txt",
        "Hugo_Symbol\tVariant_Classification\tTumor_Sample_Barcode\tHGVSp_Short\nKRAS\tMissense_Mutation\tS1\tp.G12D\n",
    ),
    ("data_cna.txt", "Hugo_Symbol\tS1\nCDKN2A\t-2\n"),
    ("data_sv.txt", "sample\tgene5\tgene3\nS1\tEML4\tALK\n"),
];

/// Calls, labels and a map for the examples of `evade validate`.
const VALIDATION_FILES: [(&str, &str); 3] = [
    (
        "phenotypes.tsv",
        "sample\tspatial_class\tT\nS1\tinflamed\t1.2\nS2\tdesert\t-1.4\nS3\tindeterminate\t0.1\n",
    ),
    (
        "he.csv",
        "sample,he,stage\nS1,inflamed,I\nS2,immune-desert,II\nS3,immune-excluded,I\nS4,not_assessable,I\n",
    ),
    ("map.tsv", "label\tclass\nimmune-excluded\texcluded\nimmune-desert\tdesert\nnot_assessable\tNA\n"),
];

/// The files that the examples name, made from the bundled tumours.
fn prepare(work: &Path) {
    let table = Tsv::read(&test_data("small/expression_tpm.tsv.gz"));
    let named = |columns: &[usize], names: &[&str]| {
        let mut table = table.columns(&[&[0], columns].concat());
        for (place, name) in names.iter().enumerate() {
            (*name).clone_into(&mut table.header[place + 1]);
        }
        table
    };
    let twelve = ["S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S10", "S11", "S12"];
    let cohort = named(&[1, 2, 3, 4, 5, 6, 7, 8, 1, 3, 5, 7], &twelve);
    for name in ["cohort_tpm.tsv.gz", "new_tpm.tsv", "matrix.tsv"] {
        cohort.write(&work.join(name));
    }
    named(&[1, 2, 3, 4, 5, 6, 7, 8], &["P1", "A2", "A3", "A4", "A5", "A6", "A7", "A8"])
        .write(&work.join("a_tpm.tsv"));
    named(&[2, 4, 6, 8], &["B1", "B2", "B3", "B4"]).write(&work.join("b_tpm.tsv"));
    named(&[1], &["P1"]).write(&work.join("p1_tpm.tsv"));
    named(&[1, 3], &["T1", "T2"]).write(&work.join("rna.tsv"));
    let write_rows = |name: &str, header: &str, rest: &str| {
        let rows: Vec<String> = twelve.iter().map(|sample| format!("{sample}{rest}")).collect();
        std::fs::write(work.join(name), format!("{header}\n{}\n", rows.join("\n"))).unwrap();
    };
    write_rows("clinical.tsv", "sample\thistology", "\tLUAD");
    write_rows("sheet.csv", "sample,purity", ",0.5");
    for (name, text) in VARIANT_FILES.into_iter().chain(VALIDATION_FILES) {
        std::fs::write(work.join(name), text).unwrap();
    }
    crate::sheet::make_results(work, "rnaseq_results", "sarek_results");
    for name in ["my.gmt", "hallmark.gmt"] {
        std::fs::write(work.join(name), "MY_SET\tmine\tCD8A\tCD8B\tGZMA\tGZMB\tPRF1\n").unwrap();
    }
}

#[test]
fn every_command_shown_works() {
    let top = repository();
    let mut pages = vec![top.join("README.md")];
    for folder in ["docs", "docs/methods"] {
        let entries = std::fs::read_dir(top.join(folder)).unwrap().map(|entry| entry.unwrap().path());
        pages.extend(entries.filter(|path| path.extension().is_some_and(|e| e == "md")));
    }
    pages.sort();
    let mut n_run = 0;
    for page in pages {
        let work = folder();
        prepare(work.path());
        for command in commands_of(&std::fs::read_to_string(&page).unwrap()) {
            let words = words(&command);
            let arguments: Vec<&str> = words[1..].iter().map(String::as_str).collect();
            let outcome = evade_in(work.path(), &arguments);
            assert_eq!(outcome.code, 0, "{}: {command}\n{}", page.display(), outcome.stderr);
            n_run += 1;
        }
    }
    assert!(n_run >= 10, "{n_run} commands were found");
}

#[test]
fn every_example_of_the_help_works() {
    let mut n_run = 0;
    for command in [
        &["run"][..],
        &["score"],
        &["sheet"],
        &["simulate"],
        &["check"],
        &["merge"],
        &["variants"],
        &["reference", "build"],
        &["validate"],
        &["knowledge", "list"],
        &["knowledge", "show"],
        &["knowledge", "check"],
    ] {
        let work = folder();
        prepare(work.path());
        let help = evade_in(work.path(), &[command, &["--help"]].concat()).expect_code(0).stdout;
        for line in help.lines().map(str::trim).filter(|line| line.starts_with("evade ")) {
            let words = words(line);
            let arguments: Vec<&str> = words[1..].iter().map(String::as_str).collect();
            let outcome = evade_in(work.path(), &arguments);
            assert_eq!(outcome.code, 0, "{line}\n{}", outcome.stderr);
            n_run += 1;
        }
    }
    assert!(n_run >= 7, "{n_run} examples were found");
}

#[test]
fn every_kind_of_fault_is_described() {
    let page = std::fs::read_to_string(repository().join("docs/inputs.md")).unwrap();
    for kind in evade_stream::ReadErrorKind::ALL {
        assert!(page.contains(&format!("\n| `{kind}` | ")), "{kind}");
    }
}

#[test]
fn the_readme_names_the_gate_commands() {
    let readme = std::fs::read_to_string(repository().join("README.md")).unwrap();
    let gate = std::fs::read_to_string(repository().join(".ci/run")).unwrap();
    let tests = "cargo test --workspace --locked";
    assert!(readme.contains(tests) && gate.contains(tests));
}
