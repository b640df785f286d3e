//! The built-in gene sets: listed, shown, checked, exported, and how far a matrix covers them.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use evade_core::{BoundSets, Signature, SignatureKind};
use evade_io::{Column, ColumnKind, ScoreGenes, check_catalogue, read_catalogue, write_gmt};
use evade_stream::{Digest, ReadError, Source};
use serde::Deserialize;

use crate::builtin;
use crate::error::UsageError;
use crate::expression::Files;
use crate::gene_messages::tell_of_genes;
use crate::log::{Log, Monitor};
use crate::output::{Destination, write_text};
use crate::settings::ReadSettings;

const LIST: [Column; 10] = [
    Column::new("signature", ColumnKind::Text, "Id of the set."),
    Column::new("axis", ColumnKind::Text, "Axis of the catalogue."),
    Column::new("default", ColumnKind::Text, "Whether it is a default of its axis."),
    Column::new("kind", ColumnKind::Text, "signature or marker_list."),
    Column::new("n_up", ColumnKind::Integer, "Genes that rise with the score."),
    Column::new("n_down", ColumnKind::Integer, "Genes that fall with the score."),
    Column::new("confidence", ColumnKind::Text, "How sure the list is."),
    Column::new("name", ColumnKind::Text, "What it measures."),
    Column::new("citation", ColumnKind::Text, "The paper."),
    Column::new("identifier", ColumnKind::Text, "DOI or PubMed id that was seen in a source."),
];

const COVERAGE: [Column; 6] = [
    Column::new("signature", ColumnKind::Text, "Id of the set."),
    Column::new("axis", ColumnKind::Text, "Axis of the catalogue."),
    Column::new("n_genes", ColumnKind::Integer, "Genes of the set."),
    Column::new("n_found", ColumnKind::Integer, "Of these, in the matrix."),
    Column::new("share", ColumnKind::Real, "n_found / n_genes."),
    Column::new("missing", ColumnKind::Text, "Genes that are not in the matrix, joined by ;."),
];

/// Writes the scorable sets as GMT to a file, or to standard output for `-`.
pub fn export_gmt(output: &Path) -> crate::Result<()> {
    write_text(output, &write_gmt(&builtin::catalogue()?.scorable()))
}

/// Lists the built-in gene sets on standard output.
pub fn list() -> crate::Result<()> {
    let catalogue = builtin::catalogue()?;
    let mut table = Destination::open(Path::new("-"))?.table(LIST.to_vec())?;
    for set in catalogue.signatures() {
        table.row([
            set.id.as_str().into(),
            set.axis.as_str().into(),
            if set.is_default { "true" } else { "false" }.into(),
            kind(set).into(),
            (set.up.len() as u32).into(),
            (set.down.len() as u32).into(),
            set.confidence.as_str().into(),
            set.name.as_str().into(),
            set.citation.as_str().into(),
            identifier(set).into(),
        ])?;
    }
    table.finish()?.finish()
}

fn kind(set: &Signature) -> &'static str {
    match set.kind {
        SignatureKind::Signature => "signature",
        SignatureKind::MarkerList => "marker_list",
    }
}

fn identifier(set: &Signature) -> Option<String> {
    let doi = (!set.doi.is_empty()).then(|| format!("doi:{}", set.doi));
    doi.or((!set.pmid.is_empty()).then(|| format!("PMID:{}", set.pmid)))
}

/// Prints everything known of a gene set on standard output.
pub fn show(id: &str) -> crate::Result<()> {
    let catalogue = builtin::catalogue()?;
    let Some(set) = catalogue.find(id) else {
        let near: Vec<&str> = catalogue
            .signatures()
            .map(|s| s.id.as_str())
            .filter(|known| is_near(known, id))
            .take(5)
            .collect();
        let hint = if near.is_empty() {
            "see 'evade signatures list'".to_owned()
        } else {
            format!("did you mean {}?", near.join(", "))
        };
        return Err(UsageError::new(format!("there is no gene set '{id}'"), hint).into());
    };
    let mut text = String::new();
    let mut line = |label: &str, value: &str| {
        if !value.is_empty() {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{label:<12} {value}");
        }
    };
    line("id", &set.id);
    line("name", &set.name);
    line(
        "kind",
        if set.kind == SignatureKind::MarkerList {
            "marker list, not validated as a bulk score"
        } else {
            "signature"
        },
    );
    line("axis", &format!("{}{}", set.axis, if set.is_default { " (default)" } else { "" }));
    line("up", &set.up.join(" "));
    line("down", &set.down.join(" "));
    line("reference", &set.reference_genes.join(" "));
    line("weights", &set.weights.iter().map(|(g, w)| format!("{g} {w}")).collect::<Vec<_>>().join(", "));
    line("unmapped", &set.unmapped.join(" "));
    line(
        "renamed",
        &set.renamed.iter().map(|(from, to)| format!("{from} -> {to}")).collect::<Vec<_>>().join(", "),
    );
    line("citation", &set.citation);
    line("doi", &set.doi);
    line("pmid", &set.pmid);
    line("read from", &set.read_from);
    line("scoring", &set.scoring);
    line("tissue", &set.tissue);
    line("confidence", &set.confidence);
    line("agreement", &format!("{} independent curation(s)", set.agreement));
    line("cross-check", &set.cross_check);
    line("licence", &set.licence);
    for caveat in &set.caveats {
        line("caution", caveat);
    }
    write_text(Path::new("-"), &text)
}

/// A cheap idea of likeness: a shared word of the id.
fn is_near(known: &str, wanted: &str) -> bool {
    let wanted = wanted.to_lowercase();
    wanted.split('_').any(|word| word.len() > 3 && known.contains(word)) || known.contains(&wanted)
}

/// What the pages of signatures/ say of themselves between two `+++` lines.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SourcePage {
    origin: String,
    date: String,
    licence: String,
    update: String,
    review_by: String,
}

/// Checks catalogue files, or without any those that are built in, with their references and sources.
pub fn check(files: &[PathBuf], monitor: &dyn Monitor) -> crate::Result<()> {
    let log = &Log::new(monitor);
    let genes = builtin::genes()?;
    if !files.is_empty() {
        for path in files {
            let content = Source::from_argument(path).read()?;
            let catalogue = read_catalogue([(content.name.as_str(), content.text()?)])?;
            let findings = check_catalogue(&catalogue, &genes);
            refuse(&content.name, &findings)?;
            log.info(&format!("{}: nothing to report", content.name));
        }
        return Ok(());
    }
    let catalogue = builtin::catalogue()?;
    refuse("signatures/sets", &check_catalogue(&catalogue, &genes))?;
    let today = today();
    for (name, page) in builtin::SOURCES {
        let source = source_page(name, page)?;
        if source.review_by < today {
            log.warn(&format!("signatures/{name}: its review was due by {}", source.review_by));
        }
    }
    for id in builtin::reference_ids() {
        let reference = crate::inputs::reference(id)?;
        for set in catalogue.signatures() {
            let outdated =
                reference.signature(&set.id).is_some_and(|s| s.digest != crate::inputs::member_digest(set));
            if outdated {
                return Err(ReadError::mismatch(
                    id,
                    format!("the distribution of {} belongs to other members", set.id),
                )
                .hint("rebuild the reference with `evade reference build`")
                .into());
            }
        }
    }
    let n = catalogue.signatures().count();
    log.info(&format!("{n} gene sets, {} references: nothing to report", builtin::reference_ids().count()));
    Ok(())
}

/// What a catalogue file holds.
const SCHEMA: &str = "a catalogue file has axis, title and defaults, and in each [[set]] id, name, kind, up and its source; `evade signatures show ID` shows a built-in set";

/// All findings as one error, the first one in full.
fn refuse(name: &str, findings: &[String]) -> Result<(), ReadError> {
    match findings {
        [] => Ok(()),
        [only] => Err(ReadError::bad_value(name, only.clone()).hint(SCHEMA)),
        all => {
            Err(ReadError::bad_value(name, format!("{} findings: {}", all.len(), all.join("; ")))
                .hint(SCHEMA))
        }
    }
}

fn source_page(name: &str, page: &str) -> Result<SourcePage, ReadError> {
    let broken = |what: String| {
        ReadError::bad_header(name, what)
            .hint("begin the page with origin, date, licence, update and review_by between two +++ lines")
    };
    let front = page
        .strip_prefix("+++\n")
        .and_then(|rest| rest.split_once("\n+++\n"))
        .ok_or_else(|| broken("the page says nothing of its source".to_owned()))?;
    let source: SourcePage = toml::from_str(front.0).map_err(|e| broken(e.message().to_owned()))?;
    if [&source.origin, &source.licence, &source.update].iter().any(|text| text.is_empty()) {
        return Err(broken("origin, licence or update is empty".to_owned()));
    }
    for date in [&source.date, &source.review_by] {
        if date.len() != 10
            || !date
                .bytes()
                .enumerate()
                .all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() })
        {
            return Err(broken(format!("'{date}' is no date (YYYY-MM-DD)")));
        }
    }
    Ok(source)
}

/// Today as YYYY-MM-DD (UTC), by the civil-from-days arithmetic of the Gregorian calendar.
fn today() -> String {
    let days = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs() / 86_400);
    let days_since_march_0000 = days + 719_468;
    let era = days_since_march_0000 / 146_097;
    let day_of_era = days_since_march_0000 % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

/// Lists how many genes of each built-in set a matrix has, on standard output.
pub fn coverage(path: &Path, read: &ReadSettings, monitor: &dyn Monitor) -> crate::Result<()> {
    let log = &Log::new(monitor);
    let genes = builtin::genes()?;
    let matrix = Files::new(read, &genes, log)?.read(path, Digest::None)?.values.matrix;
    let rows = evade_io::GeneRows::resolve(&matrix, &genes);
    tell_of_genes(&Source::from_argument(path).name(), &matrix, &rows, &genes, log)?;
    let score_genes = ScoreGenes::new(&matrix, &rows);
    let signatures = builtin::catalogue()?.scorable();
    let sets = BoundSets::bind_with(&signatures, |member| score_genes.place(member, &genes));
    let mut table = Destination::open(Path::new("-"))?.table(COVERAGE.to_vec())?;
    for (signature, set) in signatures.iter().zip(sets.iter()) {
        let missing = (!set.missing.is_empty()).then(|| set.missing.join(";"));
        table.row([
            signature.id.as_str().into(),
            signature.axis.as_str().into(),
            (set.size as u32).into(),
            (set.n_found() as u32).into(),
            (set.n_found() as f64 / set.size as f64).into(),
            missing.into(),
        ])?;
    }
    table.finish()?.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_source_page_is_complete() {
        for (name, page) in builtin::SOURCES {
            source_page(name, page).unwrap();
        }
    }

    #[test]
    fn the_built_in_catalogue_has_no_finding() {
        let findings = check_catalogue(&builtin::catalogue().unwrap(), &builtin::genes().unwrap());
        assert_eq!(findings, Vec::<String>::new());
    }
}
