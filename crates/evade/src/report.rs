//! Pages, drawn again from the JSON of samples and patients.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use evade_core::{PatientComparison, SampleProfile};
use evade_stream::{Content, Output, ReadError, Source};
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::builtin;
use crate::document::Documents;
use crate::error::{Outcome, UsageError};
use crate::log::{Log, Monitor};
use crate::overwrite::spare_inputs;
use crate::settings::ReportSettings;

/// Draws the page of each sample or patient again. A file that cannot be read costs its page, and the others are drawn.
pub fn report(settings: &ReportSettings, monitor: &dyn Monitor) -> crate::Result<Outcome> {
    let log = &Log::new(monitor);
    let pages: Vec<PathBuf> = settings.samples.iter().map(|json| page_of(json, settings)).collect();
    refuse_twice(&pages)?;
    spare_inputs(&settings.samples, &pages)?;
    let names = evade_report::SignatureNames::of(&builtin::catalogue()?.scorable());
    let read: Vec<_> = settings.samples.iter().map(|json| read_reported(json)).collect();
    let samples = read.iter().flatten().filter_map(|reported| match reported {
        Reported::Sample(profile) => Some(profile.facts.sample.as_str()),
        Reported::Patient(_) => None,
    });
    let documents = Documents::read(&settings.document, samples, log)?;
    let mut n_failed = 0;
    for (reported, page) in read.into_iter().zip(&pages) {
        match reported {
            Ok(Reported::Patient(patient)) => {
                let text = evade_report::render_patient(&patient, env!("CARGO_PKG_VERSION"));
                Output::write_file(page, text.as_bytes())?;
            }
            Ok(Reported::Sample(mut profile)) => {
                profile.report = documents.over(&profile.facts.sample, &profile.report);
                let text = evade_report::render_sample(&profile, env!("CARGO_PKG_VERSION"), &names);
                Output::write_file(page, text.as_bytes())?;
            }
            Err(error) => {
                n_failed += 1;
                log.error(&error.to_string());
            }
        }
    }
    let n_drawn = settings.samples.len() - n_failed;
    log.info(&format!("{n_drawn} pages drawn, {n_failed} files not read"));
    Ok(Outcome::of(settings.samples.len(), n_failed))
}

/// The page has the name of its JSON.
fn page_of(json: &Path, settings: &ReportSettings) -> PathBuf {
    let page = json.with_extension("html");
    match (&settings.outdir, page.file_name()) {
        (Some(outdir), Some(name)) => outdir.join(name),
        _ => page,
    }
}

/// Files of one name in several folders would be one page.
fn refuse_twice(pages: &[PathBuf]) -> Result<(), UsageError> {
    let mut sorted: Vec<&PathBuf> = pages.iter().collect();
    sorted.sort();
    match sorted.windows(2).find(|pair| pair[0] == pair[1]) {
        None => Ok(()),
        Some(pair) => Err(UsageError::new(
            format!("two samples would have the page {}", pair[0].display()),
            "draw them to folders of their own",
        )),
    }
}

/// What a page is drawn of.
enum Reported {
    Sample(Box<SampleProfile>),
    Patient(Box<PatientComparison>),
}

/// The sample or the patient in a JSON file, if it has the structure of this version.
fn read_reported(path: &Path) -> Result<Reported, ReadError> {
    let content = Source::path(path).read()?;
    let kind: KindOnly = serde_json::from_slice(&content.bytes).unwrap_or_default();
    if kind.patient.is_some() && kind.pairs.is_some() {
        return read_json(&content, "patient", PatientComparison::SCHEMA_VERSION).map(Reported::Patient);
    }
    read_json(&content, "sample", SampleProfile::SCHEMA_VERSION).map(Reported::Sample)
}

/// What a run wrote of a sample or patient, if it has the structure of this version.
fn read_json<T: DeserializeOwned>(content: &Content, what: &str, own: &str) -> Result<T, ReadError> {
    let refused = |text: String| ReadError::wrong_format(&content.name, text);
    let is_not = |e: serde_json::Error| {
        refused(format!("this is not the JSON of a {what}: {e}"))
            .hint("give samples/SAMPLE.json or patients/PATIENT.json of an evade run")
    };
    let SchemaVersion { schema_version: found } = serde_json::from_slice(&content.bytes).map_err(is_not)?;
    // The first number rises when readers break.
    let major = |version: &str| version.split('.').next().map(str::to_owned);
    if major(&found) != major(own) {
        return Err(refused(format!("the {what} has schema version {found}, this program reads {own}"))
            .hint(format!("run the {what} again with this version, or use the version that made it")));
    }
    serde_json::from_slice(&content.bytes).map_err(is_not)
}

#[derive(Deserialize)]
struct SchemaVersion<'a> {
    #[serde(borrow)]
    schema_version: Cow<'a, str>,
}

/// What the JSON of a patient has and that of a sample has not.
#[derive(Default, Deserialize)]
struct KindOnly {
    patient: Option<IgnoredAny>,
    pairs: Option<IgnoredAny>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_lie_beside_their_json_or_in_a_folder() {
        let page = |outdir: Option<&str>| {
            let settings = ReportSettings { outdir: outdir.map(Into::into), ..ReportSettings::default() };
            page_of(Path::new("a/P1.json"), &settings)
        };
        assert_eq!(page(None), Path::new("a/P1.html"));
        assert_eq!(page(Some("out")), Path::new("out/P1.html"));
        assert!(refuse_twice(&["x.html".into(), "y.html".into(), "x.html".into()]).is_err());
    }
}
