//! `evade knowledge`: listed, shown, checked.

use serde_json::Value;

use crate::support::{Tsv, evade_in, folder};

fn knowledge(arguments: &str) -> crate::support::Outcome {
    let words: Vec<&str> = ["knowledge"].into_iter().chain(arguments.split_whitespace()).collect();
    evade_in(folder().path(), &words)
}

#[test]
fn all_rows_are_listed_by_kind_in_each_form() {
    let table = Tsv::parse(&knowledge("list --format tsv").expect_code(0).stdout);
    assert_eq!(
        table.header,
        ["kind", "id", "name", "names", "outcome", "evidence_limit", "source", "as_of", "outdated"]
    );
    assert_eq!(table.rows.len(), 240);
    assert!(table.rows.iter().all(|row| row[6].starts_with("Shi et al., Front Immunol 2025, section")));
    assert!(table.rows.iter().all(|row| row[7] == "2025-10-23"));
    let text = knowledge("list").expect_code(0).stdout;
    assert!(table.rows.iter().all(|row| text.contains(&format!("\n  {} ", row[1]))), "{text}");

    let some = Tsv::parse(&knowledge("list --kind trial --kind study --format tsv").expect_code(0).stdout);
    assert_eq!(some.rows.iter().filter(|row| row[0] == "trial").count(), 39);
    assert_eq!(some.rows.iter().filter(|row| row[0] == "study").count(), 6);
    assert_eq!(some.rows.len(), 45);

    let json: Value = serde_json::from_str(&knowledge("list --format json").expect_code(0).stdout).unwrap();
    assert_eq!(json["rows"].as_array().unwrap().len(), 240);
    assert_eq!(json["outdated"], Value::Null);
}

#[test]
fn a_row_is_shown_with_what_belongs_to_it() {
    let shown = knowledge("show TAM-06").expect_code(0).stdout;
    let expected = "\
id                    TAM-06
kind                  mechanism
name                  CD47, a target alone
layer                 tam
resistance            not_stated: The review does not say.
claim                 Table 2 of the review lists a drug against CD47 among myeloid targets; the review describes no mechanism.
evidence              not_described, target_only: A target of a trial, of which the review describes no mechanism.
markers               CD47
genes                 CD47
seen by               rna
caveat                A target of a drug: it is not shown as a mechanism found in a sample.
evidence limit        The review describes no observation behind this.
strategy              S-16: CD47-directed PF-07257876 [limited_activity].
source                Shi et al., Front Immunol 2025, section 4.3.1, Table 2
as of                 2025-10-23

Knowledge of Shi et al., Front Immunol 2025 as of 2025-10-23; outdated from 2026-10-23.
Research use only. What was reported of groups of patients or of animals; it is no advice and no prediction for a patient.
";
    assert_eq!(shown, expected.replace("CD47-directed PF-07257876", "PF-07257876 against CD47"));
}

#[test]
fn evidence_results_and_contradictions_are_said_where_their_row_is() {
    for (id, expected) in [
        // Mice alone.
        ("S-19", "Studied in mice alone; no effect in patients is shown."),
        ("EXH-10", "Observed in mice alone; no effect in patients is shown."),
        ("MDS-03", "does not say whether this was observed in patients or in animals"),
        // Negative trials.
        ("NCT04471428", "negative: The endpoint was not met"),
        ("NCT03976375", "negative: The endpoint was not met"),
        // Contradictions.
        ("NCT06008093", "discrepancy           D-03:"),
        ("IMM-10", "discrepancy           D-03:"),
        ("NCT03563716", "tiragolumab with atezolizumab"),
        ("DEF-01", "discrepancy           D-10:"),
        ("SF-30", "discrepancy           D-06:"),
        // Statements of others.
        ("S-37", "The review states that guidelines do not recommend the combination."),
        ("SF-23", "The review states that guidelines do not recommend the combination."),
        // Rows that nothing leads to.
        ("S-32", "It answers no mechanism: listed on its own."),
        ("NCT01673867", "It tests no strategy: listed on its own."),
        // Ours.
        ("SCT-01", "genes added by evade  ASCL1, NEUROD1, INSM1, SYP, CHGA"),
        ("APM-01", "number                N-06: loss of an HLA class I allele: about 40 % (NSCLC)"),
    ] {
        let shown = knowledge(&format!("show {id}")).expect_code(0).stdout;
        assert!(shown.contains(expected), "{id}: '{expected}' is missing in: {shown}");
        assert!(shown.contains("Research use only."), "{shown}");
    }
}

#[test]
fn several_rows_are_shown_in_each_form() {
    let table = Tsv::parse(&knowledge("show S-14 nct04471428 --format tsv").expect_code(0).stdout);
    assert_eq!(table.header, ["id", "field", "value"]);
    let value = |id: &str, field: &str| {
        let row = table.rows.iter().find(|row| row[0] == id && row[1] == field);
        row.map(|row| row[2].clone()).unwrap_or_default()
    };
    assert!(value("S-14", "safety").starts_with("SF-12:"), "{}", value("S-14", "safety"));
    assert_eq!(value("NCT04471428", "phase"), "3");
    assert_eq!(
        value("NCT04471428", "earlier ICI"),
        "yes: Patients after an immune checkpoint inhibitor alone."
    );
    let json: Value =
        serde_json::from_str(&knowledge("show IMM-10 --format json").expect_code(0).stdout).unwrap();
    let row = &json["rows"][0];
    assert_eq!(row["row"]["id"], "IMM-10");
    assert_eq!(row["answered_by"], serde_json::json!(["S-01"]));
    assert_eq!(row["discrepancies"][0]["id"], "D-03");
}

#[test]
fn only_the_stated_date_of_a_report_makes_knowledge_outdated() {
    let at = |date: &str| knowledge(&format!("show D-11 --report-date {date}")).expect_code(0).stdout;
    assert!(!at("2026-10-22").contains("OUTDATED"));
    assert!(at("2026-10-23").contains("OUTDATED for a report of 2026-10-23"));
    let json = knowledge("list --kind study --format json --report-date 2027-01-01").expect_code(0).stdout;
    assert_eq!(serde_json::from_str::<Value>(&json).unwrap()["outdated"], true);
    assert!(!knowledge("list").expect_code(0).stdout.contains("OUTDATED"));
    let checked = knowledge("check --report-date 2027-01-01").expect_code(0);
    assert!(checked.stderr.contains("as of 2025-10-23, outdated since 2026-10-23"), "{}", checked.stderr);
    assert!(!knowledge("check").expect_code(0).stderr.contains("outdated"));
}

#[test]
fn what_cannot_be_shown_is_a_usage_error_that_names_what_can() {
    let error = knowledge("show TRG-99").expect_code(2).stderr;
    assert!(error.contains("there is no row 'TRG-99'") && error.contains("TRG-01"), "{error}");
    let error = knowledge("show nothing").expect_code(2).stderr;
    assert!(error.contains("see 'evade knowledge list'"), "{error}");
    knowledge("list --kind drugs").expect_code(2);
    knowledge("list --report-date 23.10.2025").expect_code(2);
    knowledge("show").expect_code(2);
}

#[test]
fn mc_tables_say_what_is_outdated_and_own_files_are_searched_for_advice() {
    let outdated = |more: &str| {
        let table = knowledge(&format!("list --kind study --format tsv{more}")).expect_code(0).stdout;
        let table = crate::support::Tsv::parse(&table);
        let place = table.column("outdated");
        table.rows.iter().map(|row| row[place].clone()).collect::<std::collections::BTreeSet<_>>()
    };
    for (more, expected) in
        [("", "NA"), (" --report-date 2026-10-22", "no"), (" --report-date 2026-10-23", "yes")]
    {
        assert!(outdated(more).iter().eq([expected]), "{more}: {:?}", outdated(more));
    }
    let work = folder();
    let text = "as_of = \"2026-05-01\"\n[[number]]\nid = \"N-01\"\nquantity = \"patients should receive it\"\nvalue = \"1\"\nunit = \"%\"\ncontext = \"b\"\nabout = [\"APM-01\"]\ncite = { sections = [\"3.3\"] }\n";
    std::fs::write(work.path().join("own.toml"), text).unwrap();
    let stderr = evade_in(work.path(), &["knowledge", "check", "own.toml"]).expect_code(0).stderr;
    assert!(stderr.contains("own.toml: N-01: 'should' stands in a text"), "{stderr}");
}

#[test]
fn files_of_users_are_checked_and_every_finding_is_named() {
    let work = folder();
    let check = |text: &str| {
        std::fs::write(work.path().join("own.toml"), text).unwrap();
        evade_in(work.path(), &["knowledge", "check", "own.toml"])
    };
    let number = |about: &str, cite: &str| {
        format!(
            "as_of = \"2026-05-01\"\n[[number]]\nid = \"N-01\"\nquantity = \"a\"\nvalue = \"1\"\nunit = \"%\"\ncontext = \"b\"\nabout = [\"{about}\"]\ncite = {{ {cite} }}\n"
        )
    };
    let good = check(&number("APM-01", "sections = [\"3.3\"]")).expect_code(0);
    assert!(
        good.stderr.contains("1 numbers") || good.stderr.contains("nothing to report"),
        "{}",
        good.stderr
    );
    for (text, expected) in [
        (number("APM-99", "sections = [\"3.3\"]"), "N-01: there is no row 'APM-99'"),
        (number("APM-01", "sections = []"), "N-01: 'cite' names no section"),
        (number("APM-99", "sections = []"), "2 findings"),
        (
            number("APM-01", "sections = [\"3.3\"], sources = [\"somewhere\"]"),
            "'somewhere' is neither a doi:",
        ),
        ("as_of = \"2026-05\"\n".to_owned(), "a month without its day"),
        ("as_of = \"2026-05-01\"\n".to_owned(), "the file holds no row"),
        ("[[number]]\n".to_owned(), "own.toml"),
        ("as_of = \"2026-05-01\"\n[[mechanism]]\nid = \"X-1\"\nlayer = \"nerves\"\n".to_owned(), "own.toml"),
    ] {
        let error = check(&text).expect_code(3).stderr;
        assert!(error.contains(expected), "'{expected}' is missing in: {error}");
    }
}
