//! Rows of knowledge as text, tables and JSON.

use std::fmt::Write;
use std::path::Path;

use evade_core::{Citation, Date, KnowledgeKind};
use evade_io::{Cell, Column, ColumnKind};
use evade_resistance::{Knowledge, KnowledgeRow};
use serde_json::{Value, json};

use super::fields::{fields, heading, named, outcome, remark, title};
use crate::output::Destination;

const STDOUT: &str = "-";

/// Printed at the end of every text.
const USE: &str = "Research use only. What was reported of groups of patients or of animals; it is no advice and no prediction for a patient.";

const LIST: [Column; 9] = [
    Column::new("kind", ColumnKind::Text, "Kind of the row."),
    Column::new("id", ColumnKind::Text, "Id of the row."),
    Column::new("name", ColumnKind::Text, "What it is, in a few words."),
    Column::new("names", ColumnKind::Text, "Rows that it names, joined by ;."),
    Column::new("outcome", ColumnKind::Text, "What was reported, as a word (list knowledge_outcome)."),
    Column::new("evidence_limit", ColumnKind::Text, "What must be said beside its evidence."),
    Column::new("source", ColumnKind::Text, "Where it was read."),
    Column::new("as_of", ColumnKind::Text, "Date of the knowledge."),
    Column::new(
        "outdated",
        ColumnKind::Text,
        "Whether it is outdated for a report of the stated date: yes or no.",
    ),
];

const ROWS: [Column; 3] = [
    Column::new("id", ColumnKind::Text, "Id of the row."),
    Column::new("field", ColumnKind::Text, "Field, or kind of a row that belongs to it."),
    Column::new("value", ColumnKind::Text, "Its text."),
];

/// The date of the knowledge and, for a report of a stated date, whether it is outdated.
fn date_line(knowledge: &Knowledge, report_date: Option<Date>) -> String {
    let as_of = format!("Knowledge of {} as of {}", Citation::REVIEW, knowledge.as_of());
    match report_date {
        Some(date) if knowledge.is_outdated(date) => {
            format!("OUTDATED for a report of {date}: {as_of}, outdated since {}.", knowledge.outdated_from())
        }
        _ => format!("{as_of}; outdated from {}.", knowledge.outdated_from()),
    }
}

/// The list for people, kind by kind.
pub(super) fn list_text(
    knowledge: &Knowledge,
    rows: &[KnowledgeRow<'_>],
    report_date: Option<Date>,
) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    for kind in KnowledgeKind::ALL {
        let of_kind: Vec<_> = rows.iter().filter(|row| row.kind() == *kind).collect();
        if of_kind.is_empty() {
            continue;
        }
        let _ = writeln!(text, "{}", heading(*kind, of_kind.len()));
        for row in of_kind {
            let word = outcome(*row).map_or(String::new(), |word| format!(" [{word}]"));
            let _ = writeln!(text, "  {:<12} {}{word}", row.id(), title(*row));
        }
        text.push('\n');
    }
    let _ = writeln!(text, "{}\n{USE}", date_line(knowledge, report_date));
    text
}

/// Rows for people, all fields.
pub(super) fn rows_text(
    knowledge: &Knowledge,
    rows: &[KnowledgeRow<'_>],
    report_date: Option<Date>,
) -> String {
    let mut text = String::new();
    for row in rows {
        for (label, value) in fields(knowledge, *row) {
            let _ = writeln!(text, "{label:<21} {value}");
        }
        text.push('\n');
    }
    let _ = writeln!(text, "{}\n{USE}", date_line(knowledge, report_date));
    text
}

/// The list as a table on standard output.
pub(super) fn list_table(
    knowledge: &Knowledge,
    rows: &[KnowledgeRow<'_>],
    report_date: Option<Date>,
) -> crate::Result<()> {
    let outdated =
        |as_of: Date| report_date.map(|date| if date >= as_of.twelve_months_later() { "yes" } else { "no" });
    let mut table = Destination::open(Path::new(STDOUT))?.table(LIST.to_vec())?;
    for row in rows {
        let names = named(*row);
        table.row([
            Cell::from(row.kind().as_str()),
            row.id().into(),
            title(*row).into(),
            (!names.is_empty()).then(|| names.join(";")).into(),
            outcome(*row).into(),
            remark(*row).into(),
            row.cite().to_string().into(),
            knowledge.as_of_kind(row.kind()).to_string().into(),
            outdated(knowledge.as_of_kind(row.kind())).into(),
        ])?;
    }
    table.finish()?.finish()
}

/// Rows as a table of fields on standard output.
pub(super) fn rows_table(knowledge: &Knowledge, rows: &[KnowledgeRow<'_>]) -> crate::Result<()> {
    let mut table = Destination::open(Path::new(STDOUT))?.table(ROWS.to_vec())?;
    for row in rows {
        for (field, value) in fields(knowledge, *row) {
            table.row([Cell::from(row.id()), field.into(), value.into()])?;
        }
    }
    table.finish()?.finish()
}

/// Rows as one JSON object with the date and digest of the knowledge.
pub(super) fn document(
    knowledge: &Knowledge,
    rows: &[KnowledgeRow<'_>],
    report_date: Option<Date>,
    digest: &str,
) -> crate::Result<Value> {
    let rows = rows.iter().map(|row| object(knowledge, *row)).collect::<crate::Result<Vec<_>>>()?;
    Ok(json!({
        "review": Citation::REVIEW,
        "as_of": knowledge.as_of(),
        "outdated_from": knowledge.outdated_from(),
        "report_date": report_date,
        "outdated": report_date.map(|date| knowledge.is_outdated(date)),
        "digest": digest,
        "intended_use": USE,
        "rows": rows,
    }))
}

/// A row with its kind and what belongs to it.
fn object(knowledge: &Knowledge, row: KnowledgeRow<'_>) -> crate::Result<Value> {
    let id = row.id();
    let fields = serde_json::to_value(row)?;
    let answering: Vec<&str> =
        knowledge.strategies_for(&[id]).iter().map(|answering| answering.strategy.id.as_str()).collect();
    let ids = |ids: Vec<&String>| Value::from(ids.into_iter().map(String::as_str).collect::<Vec<_>>());
    Ok(json!({
        "kind": row.kind(),
        "as_of": knowledge.as_of_kind(row.kind()),
        "row": fields,
        "evidence_limit": remark(row),
        "source": row.cite().to_string(),
        "answered_by": answering,
        "studies": ids(knowledge.studies_of(id).into_iter().map(|row| &row.id).collect()),
        "safety": ids(knowledge.safety_of(id).into_iter().map(|row| &row.id).collect()),
        "numbers": ids(knowledge.numbers_of(id).into_iter().map(|row| &row.id).collect()),
        "discrepancies": knowledge.discrepancies_of(id),
    }))
}
