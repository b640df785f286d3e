//! Every word that is printed stands in `evade schema reasons`, and tables and JSON print the same one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use evade_core::DnaProfile;
use serde_json::Value;

use crate::sample_schema::check_samples;
use crate::support::{Tsv, demo_sheet, evade_in, folder, repository, run_demo};

/// Columns whose cells hold words, each with its list.
const COLUMNS: [(&str, &str, &str); 53] = [
    ("scores.tsv", "flag", "reason"),
    ("phenotypes.tsv", "phenotype", "phenotype"),
    ("phenotypes.tsv", "confidence", "confidence"),
    ("phenotypes.tsv", "second", "phenotype"),
    ("phenotypes.tsv", "leading", "phenotype"),
    ("phenotypes.tsv", "flip_to", "phenotype"),
    ("phenotypes.tsv", "spatial_class", "spatial_class"),
    ("phenotypes.tsv", "scale", "scale"),
    ("phenotypes.tsv", "flags", "reason"),
    ("qc.tsv", "flags", "reason"),
    ("failed.tsv", "reason", "reason"),
    ("alterations.tsv", "status", "gene_status"),
    ("alterations.tsv", "hits", "hits"),
    ("alterations.tsv", "effect", "effect"),
    ("alterations.tsv", "evidence", "evidence"),
    ("alterations.tsv", "level", "evidence_level"),
    ("alterations.tsv", "flags", "caution"),
    ("alterations.tsv", "role", "role"),
    ("alterations.tsv", "copy_number", "copy_state"),
    ("alterations.tsv", "cn_source", "copy_source"),
    ("alterations.tsv", "direction", "direction"),
    ("alterations.tsv", "rna_readout", "readout_state"),
    ("variants.tsv", "effect", "effect"),
    ("variants.tsv", "verdict", "verdict"),
    ("variants.tsv", "evidence", "evidence"),
    ("variants.tsv", "source", "variant_source"),
    ("variants.tsv", "flags", "caution"),
    ("variants.tsv", "nmd", "decay"),
    ("filtered_variants.tsv", "reason", "filter_reason"),
    ("tmb.tsv", "mode", "tmb_mode"),
    ("tmb.tsv", "category", "tmb_category"),
    ("tmb.tsv", "reason", "tmb_reason"),
    ("gene_mapping.tsv", "status", "mapping_status"),
    ("hla_loh.tsv", "status", "hla_status"),
    ("hla_loh.tsv", "method", "hla_method"),
    ("hla_loh.tsv", "source", "hla_source"),
    ("hla_loh.tsv", "reason", "hla_reason"),
    ("hla_loh.tsv", "flags", "hla_caution"),
    ("hla_loh.tsv", "loh_type", "loh_type"),
    ("hla_loh.tsv", "extent", "loh_extent"),
    ("readouts.tsv", "state", "readout_state"),
    ("readouts.tsv", "reason", "readout_reason"),
    ("mechanisms.tsv", "layer", "mechanism_layer"),
    ("mechanisms.tsv", "state", "mechanism_state"),
    ("mechanisms.tsv", "strength", "mechanism_strength"),
    ("mechanisms.tsv", "lanes", "evidence_lane"),
    ("mechanisms.tsv", "reason", "mechanism_reason"),
    ("resistance.tsv", "class_sitc_review", "resistance_class"),
    ("resistance.tsv", "class_nsclc_2021", "resistance_class"),
    ("resistance.tsv", "reasons", "resistance_reason"),
    ("features.tsv", "kind", "feature_kind"),
    ("features.tsv", "level", "feature_level"),
    ("features.tsv", "reasons", "feature_reason"),
];

/// A table, where its rows stand in the JSON of a sample, and pairs of column and field.
type SameWords = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

/// Rows of a sample's JSON, the table that holds the same rows, and the fields that hold the same words as its columns.
const SAME: [SameWords; 9] = [
    (
        "/dna/genes",
        "alterations.tsv",
        &[
            ("/gene", "gene"),
            ("/status", "status"),
            ("/hits", "hits"),
            ("/effect", "effect"),
            ("/hgvsp", "hgvsp"),
            ("/evidence", "evidence"),
            ("/level", "level"),
            ("/flags", "flags"),
            ("/role", "role"),
            ("/copies/state", "copy_number"),
            ("/copies/source", "cn_source"),
            ("/note/direction", "direction"),
        ],
    ),
    (
        "/dna/variants",
        "variants.tsv",
        &[
            ("/gene", "gene"),
            ("/effect", "effect"),
            ("/verdict", "verdict"),
            ("/codes", "evidence"),
            ("/source", "source"),
            ("/flags", "flags"),
            ("/nmd", "nmd"),
        ],
    ),
    (
        "/dna/filtered",
        "filtered_variants.tsv",
        &[
            ("/gene", "gene"),
            ("/reason", "reason"),
            ("/detail", "detail"),
            ("/hgvsp", "hgvsp"),
            ("/hgvsc", "hgvsc"),
            ("/would_alter", "would_alter"),
            ("/confirm_germline", "confirm_germline"),
            ("/vaf", "vaf"),
            ("/depth", "depth"),
        ],
    ),
    (
        "/dna/tmb",
        "tmb.tsv",
        &[("/mode", "mode"), ("/reliable", "reliable"), ("/category", "category"), ("/reasons", "reason")],
    ),
    (
        "/hla",
        "hla_loh.tsv",
        &[
            ("/gene", "gene"),
            ("/status", "status"),
            ("/method", "method"),
            ("/source", "source"),
            ("/reasons", "reason"),
            ("/loh_type", "loh_type"),
            ("/extent", "extent"),
            ("/flags", "flags"),
        ],
    ),
    (
        "/readouts",
        "readouts.tsv",
        &[
            ("/gene", "gene"),
            ("/readout", "readout"),
            ("/state", "state"),
            ("/compared/n_altered", "n_altered"),
            ("/compared/n_unaltered", "n_unaltered"),
            ("/reasons", "reason"),
            ("/compared/histology", "histology"),
        ],
    ),
    (
        "/resistance",
        "resistance.tsv",
        &[("/sitc_review/class", "class_sitc_review"), ("/nsclc_2021/class", "class_nsclc_2021")],
    ),
    (
        "/mechanisms",
        "mechanisms.tsv",
        &[
            ("/id", "mechanism_id"),
            ("/layer", "layer"),
            ("/state", "state"),
            ("/strength", "strength"),
            ("/reasons", "reason"),
        ],
    ),
    (
        "/rna/features",
        "features.tsv",
        &[("/feature", "feature"), ("/kind", "kind"), ("/level", "level"), ("/reasons", "reasons")],
    ),
];

/// The words of each list, as the program prints them.
pub(crate) fn vocabulary() -> BTreeMap<String, BTreeSet<String>> {
    let printed = evade_in(&repository(), &["schema", "reasons"]).expect_code(0);
    let table = Tsv::parse(&printed.stdout);
    assert_eq!(table.header, ["code", "meaning", "list", "detail", "points"]);
    let mut lists: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in table.rows {
        assert!(row[1].ends_with('.'), "{row:?}");
        assert!(lists.entry(row[2].clone()).or_default().insert(row[0].clone()), "{row:?} stands twice");
    }
    lists
}

/// Fails for a word that its list lacks; how many words were seen.
pub(crate) fn check_tables(folder: &Path, lists: &BTreeMap<String, BTreeSet<String>>) -> usize {
    let mut n_words = 0;
    for (file, column, list) in COLUMNS {
        let path = folder.join(file);
        if !path.exists() {
            continue;
        }
        let table = Tsv::read(&path);
        let place = table.column(column);
        for word in table.rows.iter().flat_map(|row| row[place].split(';')).filter(|word| *word != "NA") {
            let code = word.split(':').next().unwrap();
            assert!(lists[list].contains(code), "{}: {column} '{word}' is not in {list}", path.display());
            n_words += 1;
        }
    }
    n_words
}

/// A value of the JSON as a table writes it.
fn cell_of(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => "NA".to_owned(),
        Some(Value::String(text)) if text.is_empty() => "NA".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(items)) if items.is_empty() => "NA".to_owned(),
        Some(Value::Array(items)) => {
            items.iter().map(|item| cell_of(Some(item))).collect::<Vec<_>>().join(";")
        }
        Some(other) => other.to_string(),
    }
}

/// Fails where the JSON of a sample and the tables say different things, where its findings are not read back as they
/// were, or where it does not conform to its schema; how many cells were compared.
pub(crate) fn check_json(folder: &Path) -> usize {
    let mut n_cells = 0;
    let Ok(entries) = std::fs::read_dir(folder.join("samples")) else { return 0 };
    check_samples(folder);
    for path in
        entries.map(|entry| entry.unwrap().path()).filter(|p| p.extension().is_some_and(|e| e == "json"))
    {
        let json: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let findings = json.pointer("/dna").unwrap();
        let read: DnaProfile = serde_json::from_value(findings.clone()).unwrap();
        assert_eq!(&serde_json::to_value(&read).unwrap(), findings, "{}", path.display());
        let sample = json.pointer("/facts/sample").and_then(Value::as_str).unwrap();
        for (pointer, file, fields) in SAME {
            let items = match json.pointer(pointer) {
                Some(Value::Array(items)) => items.clone(),
                Some(item @ Value::Object(_)) => vec![item.clone()],
                _ => continue,
            };
            let table = Tsv::read(&folder.join(file));
            let rows: Vec<_> = table.rows.iter().filter(|row| row[0] == sample).collect();
            assert_eq!(items.len(), rows.len(), "{} {pointer}", path.display());
            for (item, row) in items.iter().zip(rows) {
                for (field, column) in fields {
                    let cell = &row[table.column(column)];
                    assert_eq!(&cell_of(item.pointer(field)), cell, "{} {pointer}{field}", path.display());
                    n_cells += 1;
                }
            }
        }
    }
    n_cells
}

#[test]
fn the_words_of_the_demo_are_listed_and_the_same_in_json() {
    let lists = vocabulary();
    let work = folder();
    std::fs::write(work.path().join("sheet.csv"), demo_sheet()).unwrap();
    run_demo(work.path(), "out", &[]);
    let out = work.path().join("out");
    assert!(check_tables(&out, &lists) > 1000);
    assert!(check_json(&out) > 1000);
}

/// One row for each kind of finding that the demo lacks.
#[test]
fn words_with_details_are_listed_and_the_same_in_json() {
    let lists = vocabulary();
    let work = folder();
    let write = |name: &str, text: &str| std::fs::write(work.path().join(name), text).unwrap();
    write(
        "a.maf",
        "Hugo_Symbol\tChromosome\tStart_Position\tVariant_Classification\tReference_Allele\tTumor_Seq_Allele2\tTumor_Sample_Barcode\tHGVSp_Short\tNCBI_Build\tFILTER\tHIGHEST_LEVEL\tMutation_Status\n\
         KRAS\t12\t25398285\tMissense_Mutation\tC\tA\tP1\tp.G12C\tGRCh37\tPASS\tLEVEL_1\tSomatic\n\
         STK11\t19\t1207021\tNonsense_Mutation\tC\tT\tP1\tp.Q37*\tGRCh37\tPASS\t\tSomatic\n\
         PTEN\t10\t89692904\tNonsense_Mutation\tC\tT\tP1\tp.R130*\tGRCh37\tclustered;weak\t\tSomatic\n\
         TP53\t17\t7578212\tNonsense_Mutation\tG\tA\tP1\tp.R213*\tGRCh37\tPASS\t\tGermline\n",
    );
    write("cna.txt", "Hugo_Symbol\tP1\nCDKN2A\t-2\nMTAP\t-2\nJAK2\t-1\nCD274\t-1\nPDCD1LG2\t-1\nEGFR\t2\n");
    write("sv.tsv", "sample\tgene5\tgene3\tin_frame\tkinase_kept\nP1\tEML4\tALK\tyes\tyes\nP1\tRET\t\t\t\n");
    let arguments = "run --sample P1 --maf a.maf --cnv cna.txt --sv sv.tsv --assay-dna WES --outdir out";
    evade_in(work.path(), &arguments.split(' ').collect::<Vec<_>>()).expect_code(0);
    let out = work.path().join("out");
    check_tables(&out, &lists);
    assert!(check_json(&out) > 500);
    let table = Tsv::read(&out.join("alterations.tsv"));
    let cell = |gene: &str, column: &str| {
        let row = table.rows.iter().find(|row| row[1] == gene).unwrap();
        row[table.column(column)].clone()
    };
    for (gene, column, word) in [
        ("KRAS", "evidence", "hotspot:G12"),
        ("KRAS", "evidence", "oncokb:LEVEL_1"),
        ("KRAS", "flags", "with:STK11"),
        ("CDKN2A", "flags", "9p24:single_loss"),
        ("ALK", "evidence", "fusion:EML4-ALK"),
        ("PTEN", "flags", "candidate_filtered:p.R130*:filter"),
        ("EGFR", "copy_number", "amp"),
        ("EGFR", "evidence", "amp"),
    ] {
        let words = cell(gene, column);
        assert!(words.split(';').any(|printed| printed == word), "{gene} {column}: {words}");
    }
    let filtered = Tsv::read(&out.join("filtered_variants.tsv"));
    let of = |gene: &str| {
        let row = filtered.rows.iter().find(|row| row[1] == gene).unwrap();
        ["reason", "detail", "hgvsp", "would_alter", "confirm_germline"]
            .map(|c| row[filtered.column(c)].clone())
    };
    assert_eq!(of("PTEN"), ["filter", "clustered;weak", "p.R130*", "true", "false"]);
    assert_eq!(of("TP53"), ["not_somatic", "germline", "p.R213*", "false", "true"]);
}

/// The folders of the public cases, or none where they are absent.
fn cases() -> Vec<PathBuf> {
    let root = std::env::var_os("EVADE_REFERENCE_DATA")
        .map_or_else(|| repository().join("../shared"), PathBuf::from);
    let Ok(entries) = std::fs::read_dir(root.join("cases/dna")) else {
        eprintln!("SKIPPED: {} is absent", root.join("cases/dna").display());
        return Vec::new();
    };
    entries.map(|entry| entry.unwrap().path()).filter(|path| path.join("case.toml").exists()).collect()
}

#[test]
fn the_words_of_the_public_cases_are_listed_and_the_same_in_json() {
    let lists = vocabulary();
    let work = folder();
    let mut n_words = 0;
    let cases = cases();
    for case in &cases {
        let text = std::fs::read_to_string(case.join("case.toml")).unwrap();
        for (index, list) in text.lines().filter_map(|line| line.strip_prefix("args = ")).enumerate() {
            let out = work.path().join(format!("{}-{index}", case.file_name().unwrap().display()));
            let arguments: Vec<String> = serde_json::from_str::<Vec<String>>(list)
                .unwrap()
                .into_iter()
                .map(|word| {
                    word.replace("{case}", case.to_str().unwrap()).replace("{out}", out.to_str().unwrap())
                })
                .collect();
            if arguments.iter().any(|word| word.contains('{')) {
                continue;
            }
            evade_in(work.path(), &arguments.iter().map(String::as_str).collect::<Vec<_>>());
            n_words += check_tables(&out, &lists);
            check_json(&out);
        }
    }
    assert!(cases.is_empty() || n_words > 1000, "{n_words} words");
}
