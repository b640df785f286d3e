//! What the columns of each table mean, as JSON Schema of a row; the JSON Schema of a sample; all words.

use std::path::Path;

use evade_core::VOCABULARIES;
use evade_io::{Cell, Column, ColumnKind};
use serde_json::{Map, Value, json};

use crate::error::UsageError;
use crate::output::{Destination, write_text};
use crate::sample_file::{patient_schema, sample_schema};
use crate::tables::{self, TableSpec};

const STDOUT: &str = "-";
/// The name under which the words are printed.
const REASONS: &str = "reasons";
/// The name under which the schema of the JSON of a sample is printed.
const SAMPLE: &str = "sample";

/// The name under which the schema of the JSON of a patient is printed.
const PATIENT: &str = "patient";

/// Prints the schema of a table or of the JSON of a sample, all words, or without a name what there is to ask for, on standard output.
pub fn schema(name: Option<&str>) -> crate::Result<()> {
    match name {
        None => list()?,
        Some(REASONS) => reasons()?,
        Some(PATIENT) => write_text(Path::new(STDOUT), &patient_schema()?)?,
        Some(SAMPLE) => write_text(Path::new(STDOUT), &sample_schema()?)?,
        Some(name) => {
            let name = name.strip_suffix(".tsv").unwrap_or(name);
            let Some(spec) = tables::documented().find(|spec| stem(spec) == name) else {
                let known: Vec<&str> = tables::documented().map(stem).collect();
                return Err(UsageError::new(
                    format!("there is no table '{name}'"),
                    format!("names are {REASONS}, {SAMPLE}, {PATIENT}, {}", known.join(", ")),
                )
                .into());
            };
            let mut text = serde_json::to_string_pretty(&row_schema(spec))?;
            text.push('\n');
            write_text(Path::new(STDOUT), &text)?;
        }
    }
    Ok(())
}

fn stem(spec: &TableSpec) -> &'static str {
    spec.name.trim_end_matches(".tsv")
}

fn list() -> crate::Result<()> {
    let columns = vec![
        Column::new("name", ColumnKind::Text, "What to ask for."),
        Column::new("holds", ColumnKind::Text, "What it is."),
    ];
    let mut table = Destination::open(Path::new(STDOUT))?.table(columns)?;
    for spec in tables::documented() {
        table.row([stem(spec).into(), spec.holds.into()])?;
    }
    table.row([
        SAMPLE.into(),
        "The JSON of a sample, samples/SAMPLE.json, as JSON Schema (draft 2020-12).".into(),
    ])?;
    table.row([
        PATIENT.into(),
        "The JSON of a patient, patients/PATIENT.json, as JSON Schema (draft 2020-12).".into(),
    ])?;
    table.row([REASONS.into(), "Every word that tables and JSON print, by list, with its meaning: statuses, reason and evidence codes, cautions.".into()])?;
    table.finish()?.finish()
}

/// Every word of every list.
fn reasons() -> crate::Result<()> {
    let columns = vec![
        Column::new("code", ColumnKind::Text, "As tables and JSON print it, up to the colon."),
        Column::new("meaning", ColumnKind::Text, "What it means."),
        Column::new("list", ColumnKind::Text, "The list it belongs to."),
        Column::new("detail", ColumnKind::Text, "What stands behind the colon."),
        Column::new("points", ColumnKind::Integer, "Points of an evidence code."),
    ];
    let mut table = Destination::open(Path::new(STDOUT))?.table(columns)?;
    for list in VOCABULARIES {
        for word in list.words {
            table.row([
                word.code.into(),
                word.meaning.into(),
                list.list.into(),
                word.detail.into(),
                word.points.map_or(Cell::Missing, |points| Cell::Integer(points.into())),
            ])?;
        }
    }
    table.finish()?.finish()
}

/// JSON Schema of a row as an object; `x-columns` has the columns in their order, which an object has not.
fn row_schema(spec: &TableSpec) -> Value {
    let properties: Map<String, Value> = spec
        .columns
        .iter()
        .map(|column| {
            let kind = match column.kind {
                ColumnKind::Text => "string",
                ColumnKind::Integer => "integer",
                ColumnKind::Real => "number",
            };
            (column.name.to_string(), json!({ "type": [kind, "null"], "description": column.meaning }))
        })
        .collect();
    let names: Vec<&str> = spec.columns.iter().map(|column| column.name.as_ref()).collect();
    // A wide table has a column for each signature behind those that are always there, the summary one for each gene,
    // the confusion one for each class.
    let more = match spec.name {
        name if name == tables::SCORES_WIDE.name => json!({ "type": ["number", "null"] }),
        name if name == tables::CONFUSION.name => json!({ "type": ["integer", "null"] }),
        name if name == tables::SUMMARY.name => json!({ "type": ["string", "null"] }),
        _ => json!(false),
    };
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": spec.name,
        "description": spec.holds,
        "type": "object",
        "properties": properties,
        "required": names,
        "additionalProperties": more,
        "x-columns": names,
    })
}
