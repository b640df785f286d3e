//! Pages, drawn again from the JSON of samples.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use evade_core::SampleProfile;
use evade_stream::{Output, ReadError, Source};
use serde::Deserialize;

use crate::builtin;
use crate::document::Documents;
use crate::error::{Outcome, UsageError};
use crate::log::{Log, Monitor};
use crate::overwrite::spare_inputs;
use crate::settings::ReportSettings;

/// Draws the page of each sample again. A file that cannot be read costs its page, and the others are drawn.
pub fn report(settings: &ReportSettings, monitor: &dyn Monitor) -> crate::Result<Outcome> {
    let log = &Log::new(monitor);
    let pages: Vec<PathBuf> = settings.samples.iter().map(|json| page_of(json, settings)).collect();
    refuse_twice(&pages)?;
    spare_inputs(&settings.samples, &pages)?;
    let names = evade_report::SignatureNames::of(&builtin::catalogue()?.scorable());
    let profiles: Vec<_> = settings.samples.iter().map(|json| read_profile(json)).collect();
    let samples = profiles.iter().flatten().map(|profile| profile.facts.sample.as_str());
    let documents = Documents::read(&settings.document, samples, log)?;
    let mut n_failed = 0;
    for (profile, page) in profiles.into_iter().zip(&pages) {
        match profile {
            Ok(mut profile) => {
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

/// The profile in the JSON of a sample, if it has the structure of this version.
pub(crate) fn read_profile(path: &Path) -> Result<SampleProfile, ReadError> {
    let content = Source::path(path).read()?;
    let refused = |what: String| ReadError::wrong_format(&content.name, what);
    let not_a_sample = |e: serde_json::Error| {
        refused(format!("this is not the JSON of a sample: {e}"))
            .hint("give samples/SAMPLE.json of an evade run")
    };
    let SchemaVersion { schema_version: found } =
        serde_json::from_slice(&content.bytes).map_err(not_a_sample)?;
    // The first number rises when readers break.
    let major = |version: &str| version.split('.').next().map(str::to_owned);
    let own = SampleProfile::SCHEMA_VERSION;
    if major(&found) != major(own) {
        return Err(refused(format!("the sample has schema version {found}, this program reads {own}"))
            .hint("run the sample again with this version, or use the version that made it"));
    }
    serde_json::from_slice(&content.bytes).map_err(not_a_sample)
}

#[derive(Deserialize)]
struct SchemaVersion<'a> {
    #[serde(borrow)]
    schema_version: Cow<'a, str>,
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
