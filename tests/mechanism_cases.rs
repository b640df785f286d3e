//! Each mechanism has a folder in test-data/mechanisms with samples and the row that is expected of each. All of them are one
//! run: one matrix, one MAF, one sheet.

mod case;
mod tumour;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;
use std::sync::LazyLock;

use evade_core::MechanismReason;
use serde_json::Value;

use self::case::{Case, CaseSample, Input, cases};
use self::tumour::Tumours;
use crate::support::{Tsv, evade_in, folder};

/// Rows that nothing leads to: a counter-example, and a trial that is cited for its markers.
const ON_THEIR_OWN: [&str; 1] = ["S-32"];
/// Why a mechanism can be seen in no single sample.
const OUT_OF_REACH: [MechanismReason; 3] =
    [MechanismReason::NeedsPair, MechanismReason::NeedsOtherTest, MechanismReason::NotMeasurable];

/// The cases and what a run says of them.
struct Run {
    cases: Vec<Case>,
    header: Vec<String>,
    /// Rows by sample and mechanism.
    rows: BTreeMap<(String, String), Vec<String>>,
    /// Per sample the JSON, and the page.
    json: BTreeMap<String, Value>,
    page: BTreeMap<String, String>,
}

static RUN: LazyLock<Run> = LazyLock::new(|| {
    let (work, cases) = (folder(), cases());
    write_inputs(work.path(), &cases);
    let run = "run -q --samples sheet.csv --expression tumours.tsv --unit tpm --outdir out"
        .split(' ')
        .collect::<Vec<_>>();
    evade_in(work.path(), &run).expect_code(0);
    let table = Tsv::read(&work.path().join("out/mechanisms.tsv"));
    let samples = || cases.iter().flat_map(|case| &case.samples);
    let text = |sample: &CaseSample, kind: &str| {
        std::fs::read_to_string(work.path().join(format!("out/samples/{}.{kind}", sample.id))).unwrap()
    };
    let json = samples()
        .map(|sample| (sample.id.clone(), serde_json::from_str(&text(sample, "json")).unwrap()))
        .collect();
    let page = samples().map(|sample| (sample.id.clone(), text(sample, "html"))).collect();
    let rows = table.rows.into_iter().map(|row| ((row[0].clone(), row[1].clone()), row)).collect();
    Run { cases, header: table.header, rows, json, page }
});

impl Run {
    /// The row of a case's own mechanism.
    fn row(&self, case: &Case, sample: &CaseSample) -> BTreeMap<&str, &str> {
        let row = &self.rows[&(sample.id.clone(), case.id.clone())];
        self.header.iter().map(String::as_str).zip(row.iter().map(String::as_str)).collect()
    }
}

/// One matrix, one MAF and one sheet with all samples; the other files stay in their folders.
fn write_inputs(work: &Path, cases: &[Case]) {
    let samples = || cases.iter().flat_map(|case| &case.samples);
    let tumours = Tumours::of_the_default_reference();
    let with_rna: Vec<&CaseSample> = samples().filter(|sample| sample.has(Input::Rna)).collect();
    let columns: Vec<Vec<f64>> = with_rna.iter().map(|sample| tumours.expression(sample)).collect();
    let mut matrix = "gene".to_owned();
    for sample in &with_rna {
        write!(matrix, "\t{}", sample.id).unwrap();
    }
    for (place, gene) in tumours.genes.iter().enumerate() {
        write!(matrix, "\n{gene}").unwrap();
        for column in &columns {
            write!(matrix, "\t{:.4}", column[place]).unwrap();
        }
    }
    std::fs::write(work.join("tumours.tsv"), matrix + "\n").unwrap();

    let mafs = cases.iter().map(|case| case.folder.join("variants.maf")).filter(|path| path.exists());
    let mafs: Vec<Tsv> = mafs.map(|path| Tsv::read(&path)).collect();
    let header = mafs[0].header.clone();
    assert!(mafs.iter().all(|maf| maf.header == header));
    Tsv { header, rows: mafs.into_iter().flat_map(|maf| maf.rows).collect() }.write(&work.join("cases.maf"));

    let stated: BTreeSet<&String> = samples().flat_map(|sample| sample.sheet.keys()).collect();
    let mut sheet = "sample,maf,assay_dna,genome,cnv,hla,reported".to_owned();
    for column in &stated {
        write!(sheet, ",{column}").unwrap();
    }
    for case in cases {
        let file = |name: &str| case.folder.join(name).display().to_string();
        for sample in &case.samples {
            let given = |input, cell: &str| if sample.has(input) { cell.to_owned() } else { String::new() };
            let is_placed = sample.has(Input::Maf) || sample.has(Input::Segments);
            let cells = [
                sample.id.clone(),
                given(Input::Maf, "cases.maf"),
                given(Input::Maf, "WES"),
                if is_placed { "GRCh38".to_owned() } else { String::new() },
                given(Input::Segments, &file("segments.tsv")),
                given(Input::Hla, &file("hla.tsv")),
                given(Input::Reported, &file(&format!("{}.reported.tsv", sample.id))),
            ];
            write!(sheet, "\n{}", cells.join(",")).unwrap();
            for &column in &stated {
                write!(sheet, ",{}", sample.sheet.get(column).map_or("", String::as_str)).unwrap();
            }
        }
    }
    std::fs::write(work.join("sheet.csv"), sheet + "\n").unwrap();
}

/// Rows of `evade knowledge show`, all of one command.
fn knowledge(ids: &[&str]) -> Vec<Value> {
    let command = [&["knowledge", "show", "--format", "json"], ids].concat();
    let text = evade_in(folder().path(), &command).expect_code(0).stdout;
    serde_json::from_str::<Value>(&text).unwrap()["rows"].as_array().unwrap().clone()
}

/// Ids of a kind of the knowledge.
fn ids(kind: &str) -> Vec<String> {
    let list = evade_in(folder().path(), &["knowledge", "list", "--kind", kind, "--format", "tsv"]);
    Tsv::parse(&list.expect_code(0).stdout).rows.into_iter().map(|row| row[1].clone()).collect()
}

/// Rows of every id of a kind.
fn all(kind: &str) -> Vec<Value> {
    let ids = ids(kind);
    knowledge(&ids.iter().map(String::as_str).collect::<Vec<_>>())
}

fn words(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect()
}

#[test]
fn cases_exist_for_every_mechanism_with_a_sample_that_lacks_it() {
    let expected: BTreeSet<String> = ids("mechanism").into_iter().collect();
    let cases = cases();
    assert_eq!(cases.iter().map(|case| case.id.clone()).collect::<BTreeSet<_>>(), expected);
    for case in &cases {
        let is_out_of_reach =
            |sample: &CaseSample| sample.expected.reasons.iter().any(|reason| OUT_OF_REACH.contains(reason));
        let found = case.samples.iter().filter(|sample| sample.expected.is_found()).count();
        if case.samples.iter().any(is_out_of_reach) {
            assert_eq!((found, case.samples.len()), (0, 1), "{}", case.id);
        } else {
            assert!(found > 0, "{}: nothing shows it", case.id);
            assert!(found < case.samples.len(), "{}: every sample has it", case.id);
        }
    }
}

#[test]
fn cases_have_the_rows_that_are_expected() {
    let mut differences = String::new();
    for case in &RUN.cases {
        for sample in &case.samples {
            let row = RUN.row(case, sample);
            for (column, expected) in sample.expected.cells() {
                if row[column] != expected {
                    writeln!(differences, "{} {column}: {}, not {expected}", sample.id, row[column]).unwrap();
                }
            }
        }
    }
    assert!(differences.is_empty(), "{differences}");
}

#[test]
fn cases_show_the_caveat_of_their_mechanism() {
    let rows = all("mechanism");
    for case in &RUN.cases {
        let row = rows.iter().find(|row| row["row"]["id"] == *case.id).unwrap();
        let Some(caveat) = row["row"]["caveat"].as_str() else { continue };
        for sample in &case.samples {
            assert_eq!(RUN.row(case, sample)["caveat"], caveat, "{}", sample.id);
            let page = &RUN.page[&sample.id];
            assert!(page.contains(&caveat.replace('\'', "&#39;").replace('"', "&quot;")), "{}", sample.id);
        }
    }
}

#[test]
fn what_explains_a_row_says_its_state_and_its_caveat() {
    let work = folder();
    let case = RUN.cases.iter().find(|case| case.id == "MDS-05").unwrap();
    let sample = &case.samples[0];
    std::fs::write(work.path().join("sample.json"), RUN.json[&sample.id].to_string()).unwrap();
    let explained = evade_in(work.path(), &["rules", "explain", "sample.json", &case.id]).expect_code(0);
    let row = RUN.row(case, sample);
    assert!(explained.stdout.contains(row["state"]) && explained.stdout.contains(row["caveat"]));
}

/// Ids in a list of the knowledge of a sample; `of` names the field that holds the row, if it stands in one.
fn published(json: &Value, list: &str, of: Option<&str>) -> BTreeSet<String> {
    let rows = json["knowledge"][list].as_array().unwrap().iter();
    rows.map(|row| of.map_or(row, |of| &row[of])["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn cases_reach_every_strategy_trial_and_discrepancy() {
    let reached = |list: &str, of: Option<&str>| -> BTreeSet<String> {
        RUN.json.values().flat_map(|json| published(json, list, of)).collect()
    };
    let missing = |kind: &str, reached: &BTreeSet<String>| -> Vec<String> {
        ids(kind).into_iter().filter(|id| !reached.contains(id)).collect()
    };
    let strategies = missing("strategy", &reached("strategies", Some("strategy")));
    let trials = missing("trial", &reached("trials", Some("trial")));
    assert_eq!([strategies, trials].concat(), ON_THEIR_OWN);
    assert_eq!(missing("discrepancy", &reached("discrepancies", None)), Vec::<String>::new());
}

#[test]
fn pages_print_each_discrepancy_where_its_row_is() {
    let discrepancies = all("discrepancy");
    for (sample, json) in &RUN.json {
        let rows: BTreeSet<String> =
            [("strategies", Some("strategy")), ("trials", Some("trial")), ("studies", None)]
                .into_iter()
                .flat_map(|(list, of)| published(json, list, of))
                .chain(RUN.cases.iter().map(|case| case.id.clone()))
                .collect();
        let printed = &RUN.page[sample];
        for of in discrepancies.iter().map(|row| &row["row"]) {
            let is_about = words(&of["about"]).iter().any(|id| rows.contains(*id));
            let mark = format!("Sources disagree ({})", of["id"].as_str().unwrap());
            assert!(!is_about || printed.contains(&mark), "{sample}: {mark}");
        }
    }
}
