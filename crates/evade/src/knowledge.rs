//! What is published on resistance: listed, shown, checked, and compared with a sample.
//!
//! The built-in knowledge is that of one review (Shi et al., Front Immunol 2025). Rows are printed with their evidence, what
//! limits it and what contradicts it; no row advises, ranks or predicts.

mod fields;
mod load;
mod print;
mod sample;
mod verbs;

use std::path::{Path, PathBuf};

use evade_core::{Date, KnowledgeKind};
use evade_resistance::{Knowledge, KnowledgeFile, KnowledgeRow};
use evade_stream::{ReadError, Source};

use crate::builtin;
use crate::error::UsageError;
use crate::listing::listed;
use crate::log::{Log, Monitor};
use crate::output::write_text;
use crate::settings::{KnowledgeForm, KnowledgeSettings};

pub(crate) use load::built_in;
pub(crate) use sample::{candidate, histology as stated_histology};

const STDOUT: &str = "-";

/// Lists the rows of these kinds, or of all kinds where none is named, on standard output.
pub fn list(kinds: &[KnowledgeKind], settings: &KnowledgeSettings) -> crate::Result<()> {
    let knowledge = load::built_in()?;
    let is_asked = |row: &KnowledgeRow<'_>| kinds.is_empty() || kinds.contains(&row.kind());
    let rows: Vec<KnowledgeRow<'_>> = knowledge.rows().filter(is_asked).collect();
    match settings.form {
        KnowledgeForm::Text => {
            write_text(Path::new(STDOUT), &print::list_text(&knowledge, &rows, settings.report_date))
        }
        KnowledgeForm::Tsv => print::list_table(&knowledge, &rows, settings.report_date),
        KnowledgeForm::Json => json(&knowledge, &rows, settings.report_date),
    }
}

/// Prints everything known of rows, with what belongs to them, on standard output.
pub fn show(ids: &[String], settings: &KnowledgeSettings) -> crate::Result<()> {
    let knowledge = load::built_in()?;
    let rows: Vec<KnowledgeRow<'_>> =
        ids.iter().map(|id| find(&knowledge, id)).collect::<Result<_, UsageError>>()?;
    match settings.form {
        KnowledgeForm::Text => {
            write_text(Path::new(STDOUT), &print::rows_text(&knowledge, &rows, settings.report_date))
        }
        KnowledgeForm::Tsv => print::rows_table(&knowledge, &rows),
        KnowledgeForm::Json => json(&knowledge, &rows, settings.report_date),
    }
}

fn json(knowledge: &Knowledge, rows: &[KnowledgeRow<'_>], report_date: Option<Date>) -> crate::Result<()> {
    let document = print::document(knowledge, rows, report_date, &builtin::knowledge_digest())?;
    let mut text = serde_json::to_string_pretty(&document)?;
    text.push('\n');
    write_text(Path::new(STDOUT), &text)
}

/// The row of an id, in any case.
fn find<'a>(knowledge: &'a Knowledge, id: &str) -> Result<KnowledgeRow<'a>, UsageError> {
    let found = knowledge.rows().find(|row| row.id().eq_ignore_ascii_case(id));
    found.ok_or_else(|| {
        let wanted = id.to_ascii_uppercase();
        let stem = wanted.split('-').next().unwrap_or_default();
        let is_near = |known: &&str| !stem.is_empty() && known.split('-').next() == Some(stem);
        let near: Vec<&str> = knowledge.rows().map(KnowledgeRow::id).filter(is_near).collect();
        let hint = if near.is_empty() {
            "see 'evade knowledge list'".to_owned()
        } else {
            format!("ids that begin so: {}", listed(&near))
        };
        UsageError::new(format!("there is no row '{id}' in the knowledge"), hint)
    })
}

/// What a file of knowledge holds.
const SCHEMA: &str = "a file has as_of and [[mechanism]], [[strategy]], [[safety]], [[trial]], [[study]], [[discrepancy]] or [[number]]; `evade knowledge show ID --format json` shows the fields of a built-in row";

/// Checks files of knowledge, or without any those that are built in: fields, words, links, citations, genes, dates. Links may
/// lead to built-in rows of the kinds that the files do not hold. Knowledge that is outdated for a report of a stated date is
/// warned of, and so are words of own files that advise, rank or predict.
pub fn check(files: &[PathBuf], report_date: Option<Date>, monitor: &dyn Monitor) -> crate::Result<()> {
    let log = &Log::new(monitor);
    let mut own = Vec::new();
    let mut names = Vec::new();
    for path in files {
        let content = Source::from_argument(path).read()?;
        let text = content.text()?;
        own.push(load::file(&content.name, text, SCHEMA)?);
        warn_of_verbs(&content.name, text, log);
        names.push(content.name);
    }
    let name = if names.is_empty() { load::BUILT_IN.to_owned() } else { names.join(", ") };
    if own.iter().any(|file: &KnowledgeFile| file.kinds().is_empty()) {
        return Err(ReadError::empty(&name, "the file holds no row").hint(SCHEMA).into());
    }
    let knowledge = match Knowledge::new(Knowledge::completed(own, load::built_in_files()?)) {
        Ok(knowledge) => knowledge,
        Err(faults) => return Err(load::faults(&name, &faults, SCHEMA).into()),
    };
    let genes = builtin::genes()?;
    let approved = |symbol: &&str| genes.by_symbol(symbol).is_some();
    let unknown: Vec<&str> = knowledge.genes().into_iter().filter(|symbol| !approved(symbol)).collect();
    if !unknown.is_empty() {
        return Err(ReadError::bad_value(&name, format!("no approved symbols: {}", listed(&unknown)))
            .hint("write genes by their approved symbol (HGNC)")
            .into());
    }
    for strategy in knowledge.strategies_without_mechanism() {
        log.detail(&format!("{}: answers no mechanism", strategy.id));
    }
    for trial in knowledge.trials_without_strategy() {
        log.detail(&format!("{}: tests no strategy", trial.id));
    }
    if report_date.is_some_and(|date| knowledge.is_outdated(date)) {
        log.warn(&format!(
            "{name}: as of {}, outdated since {}",
            knowledge.as_of(),
            knowledge.outdated_from()
        ));
    }
    log.info(&format!("{name}: {}: nothing to report", counts(&knowledge)));
    Ok(())
}

/// Warns of texts of a user's file that advise, rank or predict. Who says so may be named in them, which only a reader can tell.
fn warn_of_verbs(name: &str, text: &str, log: &Log<'_>) {
    // A file that is no TOML was refused before.
    let Ok(value) = toml::from_str(text) else { return };
    let mut found = Vec::new();
    verbs::texts(&value, "", &mut found);
    for (id, text) in found {
        if let Some(word) = verbs::hit(&text) {
            log.warn(&format!(
                "{name}: {id}: '{}' stands in a text: no row of the knowledge advises, ranks or predicts but by naming who does",
                word.trim()
            ));
        }
    }
}

/// How many rows there are of each kind.
fn counts(knowledge: &Knowledge) -> String {
    let of = |kind: &KnowledgeKind| {
        format!("{} {}", knowledge.rows().filter(|row| row.kind() == *kind).count(), plural(*kind))
    };
    KnowledgeKind::ALL.iter().map(of).collect::<Vec<_>>().join(", ")
}

/// Several rows of a kind, in words.
fn plural(kind: KnowledgeKind) -> &'static str {
    match kind {
        KnowledgeKind::Mechanism => "mechanisms",
        KnowledgeKind::Strategy => "strategies",
        KnowledgeKind::Safety => "safety rows",
        KnowledgeKind::Trial => "trials",
        KnowledgeKind::Study => "studies",
        KnowledgeKind::Discrepancy => "discrepancies",
        KnowledgeKind::Number => "numbers",
    }
}

#[cfg(test)]
mod tests;
